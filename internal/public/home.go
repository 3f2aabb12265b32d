package public

import (
	"phendau/internal/calendar"
	"phendau/internal/plain"
)

// homePage says what this is, shows the newest published quarter, and whom to
// ask.
type homePage struct {
	Period, Place string
	Groups        []group
	Sources       []source
	More          string // the same quarter by communes
	Office        string
	Contact       []string
	Checkpoint    string
}

// group is a theme of indicators with their numbers.
type group struct {
	Name string
	Rows []row
}

type row struct {
	Name, Link string
	Numbers    []number
}

func (s *site) home(r *request) (*screen, error) {
	p := &homePage{Office: r.publisher(), Contact: s.Contact, Checkpoint: r.checkpoint()}
	if period, ok := r.newestQuarter(); ok {
		id := r.widest(period)
		p.Period, p.Place = calendar.Label(period, r.w.Lang()), r.placeName(id, period.To)
		src := &sources{r: r}
		p.Groups = r.groups(id, period, src)
		p.Sources = src.rows()
		p.More = r.link("/so-lieu", "ky", periodKey(period))
	}
	return &screen{template: "home", title: r.t("home.title"), nav: "home", data: p}, nil
}

// newestQuarter is the newest published quarter, without one the newest year.
func (r *request) newestQuarter() (calendar.Period, bool) {
	for _, p := range r.e.Periods {
		if p.Unit == calendar.QuarterUnit {
			return p, true
		}
	}
	if len(r.e.Periods) > 0 {
		return r.e.Periods[0], true
	}
	return calendar.Period{}, false
}

// widest is the widest unit with figures of a period.
func (r *request) widest(p calendar.Period) string {
	for _, id := range r.e.Places {
		if r.has(id, p) {
			return id
		}
	}
	return ""
}

// has reports whether a unit has any figure of a period.
func (r *request) has(placeID string, p calendar.Period) bool {
	for _, ind := range r.e.Indicators {
		for _, m := range ind.Measures {
			if r.e.At(m, ind, placeID, p) != nil {
				return true
			}
		}
	}
	return false
}

// groups are the numbers of a unit and period by theme, leaving out indicators
// without any.
func (r *request) groups(placeID string, p calendar.Period, src *sources) []group {
	var out []group
	for _, w := range r.e.Catalogue.GroupList() {
		g := group{Name: r.text(w.Name)}
		for _, ind := range r.e.Indicators {
			if ind.Group != w.ID {
				continue
			}
			x := row{Name: r.text(ind.Name), Link: r.link("/so-lieu/" + ind.ID)}
			for _, m := range ind.Measures {
				if f := r.e.At(m, ind, placeID, p); f != nil {
					x.Numbers = append(x.Numbers, r.number(f, src))
				}
			}
			if len(x.Numbers) == 1 { // its unit says enough
				x.Numbers[0].Name = ""
			}
			if len(x.Numbers) > 0 {
				g.Rows = append(g.Rows, x)
			}
		}
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// publisher is the office that signed the newest published report, "" while
// nothing is published.
func (r *request) publisher() string {
	period, ok := r.newestQuarter()
	if !ok {
		return ""
	}
	src := &sources{r: r}
	r.groups(r.widest(period), period, src)
	for _, x := range src.rows() {
		if x.Office != "" {
			return x.Office
		}
	}
	return ""
}

// checkpoint says how old the newest witnessed checkpoint of the audit log is.
func (r *request) checkpoint() string {
	if r.site.Checkpoint == nil {
		return ""
	}
	at, ok := r.site.Checkpoint(r.Context())
	if !ok {
		return r.t("checkpoint.none")
	}
	days := int(plain.Today(r.site.Now()) - plain.Today(at))
	if days <= 0 {
		return r.t("checkpoint.today", "at", plain.Clock(at.UnixMilli()))
	}
	return r.t("checkpoint.days", "at", plain.Clock(at.UnixMilli()), "days", days)
}

// helpPage is about, contact, accessibility and what is kept.
type helpPage struct {
	Office, Checkpoint string
	Contact            []string
}

func (s *site) help(r *request) (*screen, error) {
	p := &helpPage{Office: r.publisher(), Contact: s.Contact, Checkpoint: r.checkpoint()}
	return &screen{template: "help", title: r.t("help.title"), nav: "help", data: p}, nil
}
