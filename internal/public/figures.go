package public

import (
	"net/http"
	"slices"
	"strings"

	"phendau/internal/calendar"
)

// figuresPage is one unit in one period, with forms to choose others.
type figuresPage struct {
	Places, Periods []option
	Place, Period   string
	Groups          []group
	Sources         []source
	Empty           bool // nothing is published at all
	All             []row
}

// option is one choice of a form.
type option struct {
	Value, Name string
	Chosen      bool
}

// periodKey is a period in an address: civil/2023-10-01/2023-12-31.
func periodKey(p calendar.Period) string { return string(p.Calendar) + "/" + p.String() }

func (s *site) figures(r *request) (*screen, error) {
	p := &figuresPage{Empty: len(r.e.Periods) == 0}
	out := &screen{template: "figures", title: r.t("figures.title"), nav: "figures", data: p}
	if p.Empty {
		return out, nil
	}
	period, err := r.askedPeriod()
	if err != nil {
		return nil, err
	}
	id, err := r.askedPlace(r.widest(period))
	if err != nil {
		return nil, err
	}
	for _, x := range r.e.Periods {
		p.Periods = append(p.Periods, option{periodKey(x), calendar.ShortLabel(x, r.w.Lang()) + r.calendarNote(x), x == period})
	}
	p.Places = r.placeOptions(id, period.To)
	p.Place, p.Period = r.placeName(id, period.To), calendar.Label(period, r.w.Lang())
	src := &sources{r: r}
	p.Groups, p.Sources = r.groups(id, period, src), src.rows()
	for _, ind := range r.e.Indicators {
		p.All = append(p.All, row{Name: r.text(ind.Name), Link: r.link("/so-lieu/" + ind.ID)})
	}
	return out, nil
}

// calendarNote tells the calendars apart where an edition has two.
func (r *request) calendarNote(p calendar.Period) string {
	if slices.ContainsFunc(r.e.Periods, func(x calendar.Period) bool { return x.Calendar != p.Calendar }) {
		return " (" + p.Calendar.Label(r.w.Lang()) + ")"
	}
	return ""
}

func (r *request) placeOptions(chosen string, d calendar.Day) []option {
	var out []option
	for _, x := range r.e.Places {
		out = append(out, option{x, r.placeName(x, d), x == chosen})
	}
	return out
}

// askedPeriod is the period of the address, the newest quarter by default.
func (r *request) askedPeriod() (calendar.Period, error) {
	asked := r.query.Get("ky")
	if asked == "" {
		p, _ := r.newestQuarter()
		return p, nil
	}
	for _, p := range r.e.Periods {
		if periodKey(p) == asked {
			return p, nil
		}
	}
	return calendar.Period{}, &problem{http.StatusNotFound, "public.error.no_period"}
}

// askedPlace is the unit of the address.
func (r *request) askedPlace(otherwise string) (string, error) {
	asked := strings.TrimSpace(r.query.Get("noi"))
	if asked == "" {
		return otherwise, nil
	}
	if !slices.Contains(r.e.Places, asked) {
		return "", &problem{http.StatusNotFound, "public.error.no_place"}
	}
	return asked, nil
}
