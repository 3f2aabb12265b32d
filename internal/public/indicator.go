package public

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/plain"
	"phendau/internal/publication"
	"phendau/internal/vi"
)

// maxColumns is how many periods a table shows beside each other; the file
// has them all.
const maxColumns = 8

// indicatorPage is one indicator: what it means, charts, and a table for each
// measure.
type indicatorPage struct {
	Name    string
	Explain []string
	Places  []option
	Place   string
	Charts  []drawing
	Tables  []table
	Sources []source
	File    string
	Cut     bool // the tables leave older periods to the file
}

// drawing is a chart with its name.
type drawing struct {
	Name string
	*plain.Picture
}

// table is one measure by units and periods.
type table struct {
	Caption string
	Heads   []head
	Rows    []tableRow
}

type head struct{ Name, Days string }

type tableRow struct {
	Name    string
	Numbers []number
}

func (s *site) indicator(r *request) (*screen, error) {
	ind, err := r.askedIndicator()
	if err != nil {
		return nil, err
	}
	id, err := r.askedPlace(r.widestOf(ind))
	if err != nil {
		return nil, err
	}
	p := &indicatorPage{Name: r.text(ind.Name), File: r.link("/so-lieu/" + ind.ID + "/so-lieu.csv")}
	if text, ok := r.e.Catalogue.Explain(ind.ID, r.w.Lang()); ok {
		p.Explain = strings.Split(text, "\n")
	}
	periods := r.periodsOf(ind)
	if p.Cut = len(periods) > maxColumns; p.Cut {
		periods = periods[:maxColumns]
	}
	places := r.placesOf(ind)
	for _, x := range places {
		p.Places = append(p.Places, option{x, r.placeName(x, periods[0].To), x == id})
	}
	p.Place = r.placeName(id, periods[0].To)
	src := &sources{r: r}
	for i, m := range ind.Measures {
		if c := r.chart(ind, m, id, fmt.Sprintf("hinh-%d", i+1)); c != nil {
			p.Charts = append(p.Charts, drawing{r.text(m.Name), c})
		}
		if t := r.measureTable(ind, m, places, periods, src); len(t.Rows) > 0 {
			p.Tables = append(p.Tables, t)
		}
	}
	p.Sources = src.rows()
	return &screen{template: "indicator", title: p.Name, nav: "figures", data: p}, nil
}

// askedIndicator finds a published indicator; one that is not answers like one
// that does not exist.
func (r *request) askedIndicator() (*catalogue.Indicator, error) {
	id := r.PathValue("indicator")
	i := slices.IndexFunc(r.e.Indicators, func(x *catalogue.Indicator) bool { return x.ID == id })
	if i < 0 {
		return nil, &problem{http.StatusNotFound, "public.error.no_indicator"}
	}
	return r.e.Indicators[i], nil
}

func (r *request) periodsOf(ind *catalogue.Indicator) []calendar.Period {
	return slices.DeleteFunc(slices.Clone(r.e.Periods), func(p calendar.Period) bool {
		return !slices.ContainsFunc(r.e.Places, func(id string) bool { return r.any(ind, id, p) })
	})
}

func (r *request) placesOf(ind *catalogue.Indicator) []string {
	return slices.DeleteFunc(slices.Clone(r.e.Places), func(id string) bool {
		return !slices.ContainsFunc(r.e.Periods, func(p calendar.Period) bool { return r.any(ind, id, p) })
	})
}

func (r *request) widestOf(ind *catalogue.Indicator) string { return r.placesOf(ind)[0] }

func (r *request) any(ind *catalogue.Indicator, id string, p calendar.Period) bool {
	return slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return r.e.At(m, ind, id, p) != nil })
}

// measureTable lays one measure out; units without any figure of it are left
// out.
func (r *request) measureTable(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, places []string, periods []calendar.Period, src *sources) table {
	unit, _ := plain.Unit(r.e.Catalogue, m.Unit, r.w.Lang())
	var calendars []string
	var t table
	for _, p := range periods {
		t.Heads = append(t.Heads, head{calendar.ShortLabel(p, r.w.Lang()), vi.ShortDate(p.From) + "\u00a0- " + vi.ShortDate(p.To)})
		if name := p.Calendar.Label(r.w.Lang()); !slices.Contains(calendars, name) {
			calendars = append(calendars, name)
		}
	}
	t.Caption = r.t("table.caption", "measure", r.text(m.Name), "unit", unit, "calendar", strings.Join(calendars, ", "))
	for _, id := range places {
		x := tableRow{Name: r.placeName(id, periods[0].To)}
		found := false
		for _, p := range periods {
			f := r.e.At(m, ind, id, p)
			found = found || f != nil
			x.Numbers = append(x.Numbers, r.number(f, src))
		}
		if found {
			t.Rows = append(t.Rows, x)
		}
	}
	return t
}

// chart draws one measure of a unit over its quarters, without any over its
// years. The table below is its twin.
func (r *request) chart(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, id, prefix string) *plain.Picture {
	periods := r.timeline(ind, m, id)
	if len(periods) < 2 || m.OnLine() {
		return nil
	}
	unit, scale := plain.Unit(r.e.Catalogue, m.Unit, r.w.Lang())
	name := r.text(m.Name)
	spec := chart.Spec{Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: unit,
		Title: r.t("chart.title", "measure", name, "place", r.placeName(id, periods[len(periods)-1].To)),
		Desc:  r.t("chart.desc", "indicator", r.text(ind.Name), "measure", name)}
	if m.Type != catalogue.Count && m.Type != catalogue.Sum {
		spec.Kind, spec.Quantity = chart.Line, chart.Stock
	}
	if r.site.Options.Demo {
		spec.Mark = r.w.Text("page.demo")
	}
	series := chart.Series{Name: name}
	for _, p := range periods {
		spec.Categories = append(spec.Categories, calendar.ShortLabel(p, r.w.Lang()))
		series.Points = append(series.Points, r.point(r.e.At(m, ind, id, p), scale))
	}
	spec.Series = []chart.Series{series}
	return plain.Draw(spec, prefix)
}

// timeline are the quarters of a unit with a figure, oldest first, or the
// years where there are not two.
func (r *request) timeline(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, id string) []calendar.Period {
	for _, unit := range []calendar.Unit{calendar.QuarterUnit, calendar.YearUnit} {
		var out []calendar.Period
		for _, p := range slices.Backward(r.e.Periods) {
			if p.Unit == unit && r.e.At(m, ind, id, p) != nil {
				out = append(out, p)
			}
		}
		if len(out) > 1 {
			return out
		}
	}
	return nil
}

func (r *request) point(f *publication.Figure, scale int64) chart.Point {
	if f.State != figure.HasValue && f.State != figure.Zero {
		return chart.Point{Missing: true}
	}
	v, lo, hi := decimal(f.Result.V, scale), decimal(f.Result.Lo, scale), decimal(f.Result.Hi, scale)
	if v == "" && (lo == "" || hi == "") {
		return chart.Point{Missing: true}
	}
	return chart.Point{Value: v, Low: lo, High: hi, Printed: r.w.Result(f.Result, scale)}
}
