package public

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/plain"
	"phendau/internal/publication"
)

// number is a published figure ready to be shown.
type number struct {
	Text, Unit string
	Name       string // of the measure
	Basis      string // how it is known
	Sources    []int  // numbers in the list of reports
	Hidden     bool
}

// sources numbers the locked reports of a page in the order they are met.
type sources struct {
	r    *request
	list []*ledger.Snapshot
}

// source is one locked report of the list at the foot of a page.
type source struct {
	N                                    int
	Title, Place, Period, Locked, Office string
}

func (s *sources) numbers(f *publication.Figure) []int {
	var out []int
	for _, x := range f.Sources {
		i := slices.IndexFunc(s.list, func(y *ledger.Snapshot) bool { return x.ID == y.ID })
		if i < 0 {
			i, s.list = len(s.list), append(s.list, x)
		}
		out = append(out, i+1)
	}
	return out
}

// rows are the reports with place, days and the day they were locked.
func (s *sources) rows() []source {
	var out []source
	for i, x := range s.list {
		b := &x.Body
		p, err := calendar.Between(calendar.Calendar(b.Calendar), b.From, b.To)
		if err != nil {
			p = calendar.Period{From: b.From, To: b.To, Calendar: calendar.Calendar(b.Calendar)}
		}
		out = append(out, source{N: i + 1, Title: s.r.reportName(b.Report), Place: s.r.placeName(b.PlaceID, b.MapDay), Period: calendar.Label(p, s.r.w.Lang()),
			Locked: plain.Clock(x.AtMS), Office: s.r.office(x)})
	}
	return out
}

// reportName names the kind of a report; one without a name of its own is
// called a report.
func (r *request) reportName(id string) string {
	if key := "public.report." + id; r.w.Has(key) {
		return r.w.Text(key)
	}
	return r.t("report")
}

// office is the body for which a report was signed.
func (r *request) office(x *ledger.Snapshot) string {
	day := plain.Today(time.UnixMilli(x.AtMS))
	return r.e.Registry.BodyName(r.e.Registry.BodyOf(x.Signer, day), day)
}

// number shows a figure; nil is a place in a table for which nothing is
// published.
func (r *request) number(f *publication.Figure, src *sources) number {
	if f == nil {
		return number{Text: r.t("none"), Hidden: true}
	}
	n := number{Sources: src.numbers(f), Name: r.text(f.Measure.Name)}
	switch f.State {
	case figure.Withheld:
		n.Text, n.Hidden = r.w.Text("page.hidden"), true
		return n
	case figure.Missing, figure.Untold, figure.Unstated, figure.Waiting:
		n.Text, n.Hidden = r.w.Text("page.state."+string(f.State)), true
		return n
	}
	if f.Band > 0 {
		n.Text = r.t("band." + strconv.Itoa(f.Band))
		return n
	}
	unit, scale := plain.Unit(r.e.Catalogue, f.Measure.Unit, r.w.Lang())
	n.Text, n.Unit = r.w.Result(f.Result, scale), unit
	var basis []string
	for _, b := range f.Basis {
		basis = append(basis, r.w.Text("basis."+b.String()))
	}
	n.Basis = strings.Join(basis, ", ")
	return n
}
