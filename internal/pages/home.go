package pages

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// homePage is the start: what this is, the reports, and every indicator with
// its value for the scope of the bar.
type homePage struct {
	Bar           bar
	Place, Period string
	Reports       []reportLink
	Groups        []group
	Position      string
	Locks         int
}

type reportLink struct{ ID, Name, Link, For, Action string }

type group struct {
	ID, Name, Link string
	Rows           []groupRow
}

type groupRow struct {
	Name   string
	Values []value
	// Split is the address of an indicator that has no total.
	Split string
}

// value is a number that opens, or words in its place.
type value struct {
	Text, Unit, Link, Remark string
	Hidden                   bool
}

func (s *site) home(r *request) (*screen, error) {
	v, err := r.view()
	if err != nil {
		return nil, err
	}
	sc, err := r.scope(v)
	if err != nil {
		return nil, err
	}
	p := &homePage{Bar: r.bar(v, sc), Place: r.scopeName(v, sc), Period: calendar.Label(sc.period, r.w.Lang())}
	if p.Reports, err = r.reportLinks(v, sc); err != nil {
		return nil, err
	}
	if err := r.fillGroups(p, v, sc); err != nil {
		return nil, err
	}
	snaps, err := s.Book.Snapshots(r.Context())
	if err != nil {
		return nil, err
	}
	p.Locks = len(snaps)
	return &screen{template: "home", title: r.t("home.title"), nav: "home", data: p}, nil
}

// scopeName names the asked place on its map.
func (r *request) scopeName(v *figure.View, sc scope) string {
	if sc.place == "" {
		return r.t("everything")
	}
	day, _, err := v.Registry.Places.Resolve(sc.mapped, sc.place, days(sc.period))
	if err != nil {
		day = sc.period.To
	}
	return v.Registry.Places.FullName(sc.place, day)
}

// fillGroups evaluates all indicators at once.
func (r *request) fillGroups(p *homePage, v *figure.View, sc scope) error {
	var open []string
	for _, ind := range v.Catalogue.IndicatorList() {
		if forcedSplit(ind) == "" {
			open = append(open, ind.ID)
		}
	}
	tab, err := r.evaluate(v, sc.query(open...))
	if err != nil {
		return err
	}
	p.Position = tab.Position
	cells := map[string][]*figure.Cell{}
	for i := range tab.Cells {
		if c := &tab.Cells[i]; c.Place == sc.place && c.Row == tab.Rows[0].Kind {
			cells[c.Indicator] = append(cells[c.Indicator], c)
		}
	}
	for _, w := range v.Catalogue.GroupList() {
		g := group{ID: w.ID, Name: r.text(w.Name), Link: r.link("/so-lieu", append(sc.pairs(), "indicator", "group:"+w.ID)...)}
		for _, ind := range v.Catalogue.IndicatorList() {
			if ind.Group != w.ID {
				continue
			}
			g.Rows = append(g.Rows, r.groupRow(v, sc, ind, cells[ind.ID]))
		}
		if len(g.Rows) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return nil
}

func (r *request) groupRow(v *figure.View, sc scope, ind *catalogue.Indicator, cells []*figure.Cell) groupRow {
	row := groupRow{Name: r.text(ind.Name)}
	if dim := forcedSplit(ind); dim != "" {
		row.Split = r.link("/so-lieu", append(sc.pairs(), "indicator", ind.ID, "by", "dim:"+dim)...)
		return row
	}
	for _, c := range cells {
		row.Values = append(row.Values, r.value(v, ind.Measure(c.Measure), c))
	}
	return row
}

// forcedSplit is the dimension without which an indicator has no figure.
func forcedSplit(ind *catalogue.Indicator) string {
	i := slices.IndexFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return m.SplitBy != "" })
	if i < 0 {
		return ""
	}
	return ind.Measures[i].SplitBy
}

// evaluate answers a query with the rules about tips applied.
func (r *request) evaluate(v *figure.View, q figure.Query) (*figure.Table, error) {
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		return nil, err
	}
	return tab, v.Guard(r.today()).Table(tab)
}

// value makes a cell ready to be shown.
func (r *request) value(v *figure.View, m *catalogue.IndicatorMeasure, c *figure.Cell) value {
	unit, scale := r.unit(v.Catalogue, m.Unit)
	if c.State == figure.Withheld {
		return value{Text: r.t("hidden"), Remark: r.w.Text("reason." + c.Reason), Hidden: true}
	}
	x := value{Text: r.cellText(c, scale), Link: r.cellLink(c.Sel.Token()), Remark: r.remarks(c)}
	if slices.Contains(c.Flags, figure.FlagClosed) {
		x.Remark = joined(x.Remark, r.t("tips.narrowed.short", "days", span(c.Sel.Slice.From, c.Sel.Slice.To)))
	}
	if hasNumber(c) {
		x.Unit = unit
	}
	return x
}

// reportLinks offers every report with what it is usually asked for.
func (r *request) reportLinks(v *figure.View, sc scope) ([]reportLink, error) {
	if r.site.Reports == nil {
		return nil, nil
	}
	var out []reportLink
	for _, n := range r.site.Reports.List() {
		path := "/bao-cao/" + n.ID
		x := reportLink{ID: n.ID, Name: r.text(n.Name), Action: Prefix + path}
		period := n.Period
		if period == "" {
			period = sc.period.String()
		}
		asked := n.Place
		if asked == "" {
			asked = sc.place
		}
		x.Link = r.link(path, "place", asked, "period", period, "calendar", n.Calendar)
		x.For = r.reportScope(v, asked, n.Calendar, period)
		out = append(out, x)
	}
	return out, nil
}

// reportScope names what a report link asks for.
func (r *request) reportScope(v *figure.View, asked, cal, period string) string {
	c, err := calendar.ParseCalendar(cal)
	if err != nil {
		return period
	}
	p, err := calendar.ParsePeriod(c, period)
	if err != nil {
		return period
	}
	name := r.t("everything")
	if f, err := v.Registry.Places.Find(asked, 0); err == nil {
		name = r.scopeName(v, scope{place: f.ID, period: p})
	}
	return name + ", " + calendar.Label(p, r.w.Lang())
}
