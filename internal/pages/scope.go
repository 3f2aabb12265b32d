package pages

import (
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// scope is what the bar of a page asks: place, period, calendar and map. It
// lives in the address, so a copied address shows the same page.
type scope struct {
	place     string // id
	placeText string // as typed, or the name
	note      string // which holder of a handed-down name was taken
	period    calendar.Period
	mapped    place.MapSpec
	status    figure.Status
}

// scope reads the bar; what is not given takes the defaults.
func (r *request) scope(v *figure.View) (scope, error) {
	var s scope
	var err error
	if s.period, err = r.period(); err != nil {
		return s, err
	}
	if s.mapped, err = place.ParseMapSpec(r.query.Get("map"), r.today()); err != nil {
		return s, badRequest("page.error.map")
	}
	s.status = r.site.DefaultStatus
	if r.query.Has("status") {
		if s.status, err = figure.ParseStatus(r.query.Get("status")); err != nil {
			return s, badRequest("page.error.status")
		}
	}
	text, given := r.query.Get("place"), r.query.Has("place")
	if !given {
		text = r.site.DefaultPlace
	}
	var found place.Found
	if text = strings.TrimSpace(text); text != "" {
		if found, err = v.Registry.Places.Find(text, place.Latest); err != nil {
			return s, err
		}
	}
	if seen := r.firstSeen(v, found.ID); !given && seen != found.ID {
		found, text = place.Found{ID: seen, By: place.ByID}, seen
	}
	if text == "" {
		return s, r.mustSee("")
	}
	s.place, s.placeText, s.note = found.ID, text, r.in(found.Note)
	if found.By == place.ByID {
		s.placeText = readable(v, found.ID, s.period.To)
	}
	return s, r.mustSee(s.place)
}

// readable is a text that names the place and finds it again: its name where
// that is clear, else its id.
func readable(v *figure.View, id string, d calendar.Day) string {
	name := v.Registry.Places.FullName(id, d)
	if f, err := v.Registry.Places.Find(name, place.Latest); err == nil && f.ID == id {
		return name
	}
	return id
}

// period reads the period of the bar in its calendar. Besides the written
// forms it takes two days as people write them: 01/01/2019 - 29/02/2024.
func (r *request) period() (calendar.Period, error) {
	cal, err := calendar.ParseCalendar(r.query.Get("calendar"))
	if err != nil {
		return calendar.Period{}, badRequest("page.error.calendar")
	}
	text := strings.TrimSpace(r.query.Get("period"))
	if text == "" {
		return r.defaultPeriod(cal)
	}
	if from, to, ok := strings.Cut(text, " - "); ok {
		a, err1 := calendar.ReadDay(strings.TrimSpace(from))
		b, err2 := calendar.ReadDay(strings.TrimSpace(to))
		if err1 == nil && err2 == nil {
			return calendar.Between(cal, a, b)
		}
	}
	return calendar.ParsePeriod(cal, text)
}

func (r *request) defaultPeriod(cal calendar.Calendar) (calendar.Period, error) {
	if text := r.site.DefaultPeriod; text != "" {
		return calendar.ParsePeriod(cal, text)
	}
	return calendar.Year(cal, calendar.YearOf(cal, r.today())-1), nil
}

// pairs are the scope as parts of an address.
func (s scope) pairs() []string {
	cal, m := string(s.period.Calendar), s.mapped.String()
	if s.period.Calendar == calendar.Civil {
		cal = ""
	}
	if s.mapped.Kind == place.MapThen {
		m = ""
	}
	return []string{"place", s.place, "period", s.period.String(), "calendar", cal, "map", m, "status", s.status.String()}
}

func (s scope) query(indicators ...string) figure.Query {
	return figure.Query{Indicators: indicators, Place: s.place, Period: s.period, Map: s.mapped, Status: s.status}
}

// bar is the form of a scope.
type bar struct {
	Place, Note, Period, Calendar, Map string
	Places, Periods                    []option
	Calendars, Maps, Statuses          []option
}

// option is one choice of a form.
type option struct {
	Value, Name string
	Chosen      bool
}

func (r *request) bar(v *figure.View, s scope) bar {
	b := bar{Place: s.placeText, Note: s.note, Period: periodText(s.period), Calendar: string(s.period.Calendar), Map: s.mapped.String()}
	for _, c := range []calendar.Calendar{calendar.Civil, calendar.Official} {
		b.Calendars = append(b.Calendars, option{string(c), c.Label(r.w.Lang()), c == s.period.Calendar})
	}
	for _, m := range []string{"then", "today", "own-day"} {
		b.Maps = append(b.Maps, option{m, r.t("map.choice." + m), m == b.Map})
	}
	if s.mapped.Kind == place.MapToday {
		b.Maps[1].Chosen = true
	}
	if s.mapped.Kind == place.MapOfDay {
		b.Maps = append(b.Maps, option{b.Map, r.t("map.day", "day", vi.ShortDate(s.mapped.Day)), true})
	}
	for st := range figure.Status(5) {
		b.Statuses = append(b.Statuses, option{st.String(), r.w.Text("status." + st.String()), st == s.status})
	}
	b.Places = r.placeOptions(v)
	b.Periods = periodOptions(r.today())
	return b
}

// periodText is a period as a person would type it again.
func periodText(p calendar.Period) string {
	return vi.ShortDate(p.From) + " - " + vi.ShortDate(p.To)
}

// placeOptions suggests units above the hamlets and groups; any other place
// can be typed.
func (r *request) placeOptions(v *figure.View) []option {
	places := v.Registry.Places
	var out []option
	seen := map[string]bool{}
	add := func(id string) {
		text := readable(v, id, r.today())
		if !seen[text] {
			seen[text] = true
			out = append(out, option{Value: text, Name: places.FullName(id, r.today())})
		}
	}
	for _, g := range places.Groups() {
		add(g)
	}
	for o := range places.Len() {
		if id := places.ID(o); places.Level(id) != place.LevelHamlet {
			add(id)
		}
	}
	return out
}

func periodOptions(today calendar.Day) []option {
	year, _, _ := today.Date()
	var out []option
	for y := year; y > year-8; y-- {
		out = append(out, option{Value: calendar.Year(calendar.Civil, y).String()[:4]})
	}
	return out
}
