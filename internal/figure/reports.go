package figure

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Completeness says who was expected to report, who did, who signed a zero
// and who was silent. Silence is never zero.
type Completeness struct {
	Expected int64    `json:"expected"`
	Reported int64    `json:"reported"`
	Nil      int64    `json:"nil"`
	Silent   []Silent `json:"silent"`
}

// Silent is an expected report nobody gave: a unit and a month.
type Silent struct {
	PlaceID   string `json:"place"`
	PlaceName string `json:"place_name"`
	Indicator string `json:"indicator"`
	From      Day    `json:"from"`
	To        Day    `json:"to"`
}

// reports knows, by unit and month of the calendar, which kinds were reported.
type reports struct {
	g      *program
	months []calendar.Period
	// reported by kind, unit and month index.
	reported map[string]map[string][]bool
	units    map[string][]string // expected units by level and flag
}

func newReports(g *program) *reports {
	r := &reports{g: g, months: calendar.Split(g.q.Period, calendar.MonthUnit),
		reported: map[string]map[string][]bool{}, units: map[string][]string{}}
	r.collect()
	return r
}

// collect walks the entries of the asked place once and notes which unit had
// an entry of which kind in which month.
func (r *reports) collect() {
	g, p := r.g, r.g.p
	unitOf := r.unitLookup()
	for o := range len(p.runs) - 1 {
		if p.runs[o] == p.runs[o+1] {
			continue
		}
		unit := unitOf(o)
		if unit == "" {
			continue
		}
		for e := p.runs[o]; e < p.runs[o+1]; e++ {
			if p.day[e] < g.lo || p.day[e] > g.hi || p.standTab[p.stand[e]].Status == "retracted" {
				continue
			}
			kind := p.seriesTab[p.series[p.first[e]]].kind
			r.mark(kind, unit, minDay+Day(p.day[e]))
		}
	}
}

// unitLookup carries places to the commune of the map.
func (r *reports) unitLookup() func(int) string {
	l, err := r.g.p.places.Layout(r.g.q.Place, r.g.q.Map, place.Period{From: r.g.q.Period.From, To: r.g.q.Period.To}, place.LevelCommune)
	if err != nil || l.Unit == nil {
		return func(int) string { return "" }
	}
	return func(o int) string {
		if i := l.Unit[o]; i >= 0 && l.Rows[i].Kind == place.RowUnit {
			return l.Rows[i].PlaceID
		}
		return ""
	}
}

func (r *reports) mark(kind, unit string, d Day) {
	byUnit := r.reported[kind]
	if byUnit == nil {
		byUnit = map[string][]bool{}
		r.reported[kind] = byUnit
	}
	if byUnit[unit] == nil {
		byUnit[unit] = make([]bool, len(r.months))
	}
	if i := r.month(d); i >= 0 {
		byUnit[unit][i] = true
	}
}

func (r *reports) month(d Day) int {
	i, ok := slices.BinarySearchFunc(r.months, d, func(p calendar.Period, d Day) int {
		switch {
		case p.To < d:
			return -1
		case p.From > d:
			return 1
		}
		return 0
	})
	if !ok {
		return -1
	}
	return i
}

// expected lists the units of a row that should report an indicator.
func (r *reports) expected(rep *catalogue.Reporters, row int) []string {
	if rep == nil {
		return nil
	}
	key := rep.Level + "/" + rep.Flag + "/" + r.g.layout.Rows[row].PlaceID
	if u, ok := r.units[key]; ok {
		return u
	}
	day := r.g.layout.MapDay
	var out []string
	if rw := r.g.layout.Rows[row]; rw.Kind == place.RowUnit {
		for _, id := range newStocks(r.g).candidates(rw.PlaceID, place.Level(rep.Level), day) {
			if _, ok := r.g.p.places.FlagOn(id, rep.Flag, day); rep.Flag == "" || ok {
				out = append(out, id)
			}
		}
		if len(out) == 0 && string(r.g.p.places.Level(rw.PlaceID)) != rep.Level && rep.Flag != "" && r.g.flagged(rw.PlaceID, rep.Flag, day) {
			out = append(out, rw.PlaceID) // a hamlet of a border commune reports itself
		}
	}
	r.units[key] = out
	return out
}

// kindsOf lists the kinds an indicator counts.
func kindsOf(ind *catalogue.Indicator) []string {
	var out []string
	for _, m := range ind.Measures {
		for _, t := range m.Terms {
			if t.Kind != nil && !t.Kind.Register && !slices.Contains(out, t.Kind.ID) {
				out = append(out, t.Kind.ID)
			}
		}
	}
	return out
}

// monthState of one unit: reported, a signed zero, or silent.
type monthState uint8

const (
	silent monthState = iota
	reported
	signedZero
)

func (r *reports) state(kinds []string, unit string, month int) (monthState, string) {
	for _, k := range kinds {
		if m := r.reported[k][unit]; m != nil && m[month] {
			return reported, ""
		}
	}
	p := r.months[month]
	for i := range r.g.ctx.Nils {
		n := &r.g.ctx.Nils[i]
		if n.From <= p.From && n.To >= p.To && overlap(n.Kinds, kinds) && r.covers(n.PlaceID, unit) {
			return signedZero, n.Reason
		}
	}
	return silent, ""
}

// covers reports whether a signed zero of a place speaks for a unit.
func (r *reports) covers(placeID, unit string) bool {
	d := r.g.layout.MapDay
	if placeID == unit || r.g.p.places.Holds(placeID, unit, d) {
		return true
	}
	return r.g.p.places.Landing(placeID, d).Node == unit
}

// count answers the terms reports_expected, reports_on_time, reports_silent.
func (r *reports) count(t *catalogue.Term, s *slot, row, bucket int) int64 {
	rep := s.ind.Reporters
	if rep == nil {
		rep = &catalogue.Reporters{Level: string(place.LevelCommune), Flag: t.Flag}
	}
	var n int64
	all := r.allKinds()
	for _, u := range r.expected(rep, row) {
		for m, p := range r.months {
			if p.To < r.g.buckets[bucket].From || p.From > r.g.buckets[bucket].To {
				continue
			}
			st, _ := r.state(all, u, m)
			switch t.Source {
			case catalogue.SourceExpected:
				n++
			case catalogue.SourceSilent:
				if st == silent {
					n++
				}
			default:
				if st != silent {
					n++
				}
			}
		}
	}
	return n
}

func (r *reports) allKinds() []string {
	var out []string
	for _, k := range r.g.ctx.Catalogue.KindOrder {
		if !r.g.ctx.Catalogue.Kinds[k].Register {
			out = append(out, k)
		}
	}
	return out
}

// emptyState decides what a cell without entries means: a signed zero, a zero
// because the others of its kind were reported, not applicable, or missing.
func (a *assembler) emptyState(c *Cell, s *slot, row, bucket int) {
	if c.Entries > 0 || c.Used > 0 || c.State != HasValue || s.ind.Reporters == nil {
		return
	}
	rep := a.report()
	units := rep.expected(s.ind.Reporters, row)
	if len(units) == 0 {
		if a.g.layout.Rows[row].Kind == place.RowUnit {
			c.State = NotApplicable
		}
		return
	}
	var zeros, silents, all int
	kinds := kindsOf(s.ind)
	for _, u := range units {
		for m, p := range rep.months {
			if p.To < c.From || p.From > c.To {
				continue
			}
			all++
			switch st, why := rep.state(kinds, u, m); st {
			case signedZero:
				zeros++
				if c.Reason == "" {
					c.Reason = why
				}
			case silent:
				silents++
			}
		}
	}
	switch {
	case all > 0 && silents == all:
		c.State, c.Reason = Missing, ""
	case silents > 0:
		c.Flags = append(c.Flags, FlagSilent)
	case zeros > 0:
		c.State = Zero
	}
}

// maxSilentListed bounds the list a table carries.
const maxSilentListed = 500

// completeness sums up the expected reports of all indicators of the table.
func (a *assembler) completeness() *Completeness {
	var out *Completeness
	for _, id := range a.g.q.Indicators {
		ind := a.g.ctx.Catalogue.Indicators[id]
		if ind.Reporters == nil || len(kindsOf(ind)) == 0 {
			continue
		}
		if out == nil {
			out = &Completeness{}
		}
		for row := range a.g.layout.Rows {
			a.addCompleteness(out, ind, row)
		}
	}
	return out
}

func (a *assembler) addCompleteness(out *Completeness, ind *catalogue.Indicator, row int) {
	rep := a.report()
	kinds := kindsOf(ind)
	for _, u := range rep.expected(ind.Reporters, row) {
		for m, p := range rep.months {
			out.Expected++
			switch st, _ := rep.state(kinds, u, m); st {
			case reported:
				out.Reported++
			case signedZero:
				out.Nil++
			default:
				if len(out.Silent) < maxSilentListed {
					out.Silent = append(out.Silent, Silent{u, a.g.p.places.FullName(u, a.g.layout.MapDay), ind.ID, p.From, p.To})
				}
			}
		}
	}
}
