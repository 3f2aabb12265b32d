package figure

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
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

// reports knows, by what is reported and unit, in which months of the period
// it was: one bit a month.
type reports struct {
	g        *program
	months   []calendar.Period
	monthOf  []int16                                   // by day since the first of the period
	units    map[*catalogue.Reporters]map[int][]string // expected units by row
	unitOf   []int32                                   // by place ordinal: commune of the map, -1
	hamletOf []int32                                   // by place ordinal: hamlet that is a row of the table, -1
	names    []string                                  // of the units: communes, then hamlets
	unitNo   map[string]int
	reported map[reportKey][][]uint64 // what -> unit -> bits
	told     map[toldBy][]reportKey   // what entries of a series with some dimension values report
	spoken   map[spokenFor]bool       // what covers answered: it is asked for every month and indicator
}

// reportKey is what an entry reports about: its kind, and each value of its
// dimensions whose values are reported apart.
type reportKey struct{ kind, dim, value string }

// toldBy is a series with a list of dimension values, both interned.
type toldBy struct {
	series uint16
	dims   uint32
}

// spokenFor is a place with a signed zero and a unit it may speak for.
type spokenFor struct{ place, unit string }

func newReports(g *program) *reports {
	r := &reports{g: g, months: calendar.Split(g.q.Period, calendar.MonthUnit), units: map[*catalogue.Reporters]map[int][]string{},
		reported: map[reportKey][][]uint64{}, told: map[toldBy][]reportKey{}, unitNo: map[string]int{}, spoken: map[spokenFor]bool{}}
	r.indexMonths()
	r.indexUnits()
	r.indexHamlets()
	r.collect()
	return r
}

func (r *reports) words() int { return (len(r.months) + 63) / 64 }

func (r *reports) indexMonths() {
	r.monthOf = make([]int16, int(r.g.hi-r.g.lo)+1)
	m := 0
	for i := range r.monthOf {
		for m+1 < len(r.months) && minDay+Day(r.g.lo)+Day(i) > r.months[m].To {
			m++
		}
		r.monthOf[i] = int16(m)
	}
}

// indexUnits carries every place to its commune on the map.
func (r *reports) indexUnits() {
	g := r.g
	m := g.q.Map
	if m.Kind == place.MapOwnDay { // who should report is asked of one map
		m = place.MapSpec{Kind: place.MapThen}
	}
	l, err := g.p.layout(g.q.Place, m, place.Period{From: g.q.Period.From, To: g.q.Period.To}, place.LevelCommune)
	if err != nil || l.Unit == nil {
		return
	}
	rowUnit := make([]int32, len(l.Rows))
	for i, row := range l.Rows {
		rowUnit[i] = -1
		if row.Kind == place.RowUnit {
			rowUnit[i] = r.unit(row.PlaceID)
		}
	}
	r.unitOf = make([]int32, len(l.Unit))
	for o, row := range l.Unit {
		r.unitOf[o] = -1
		if row >= 0 {
			r.unitOf[o] = rowUnit[row]
		}
	}
}

func (r *reports) unit(id string) int32 {
	r.unitNo[id] = len(r.names)
	r.names = append(r.names, id)
	return int32(len(r.names) - 1)
}

// indexHamlets lets a hamlet that is a row of the table report for itself.
func (r *reports) indexHamlets() {
	l := r.g.layout
	if l.Unit == nil {
		return
	}
	rowUnit := make([]int32, len(l.Rows))
	found := false
	for i, row := range l.Rows {
		rowUnit[i] = -1
		if row.Kind == place.RowUnit && r.g.p.places.Level(row.PlaceID) == place.LevelHamlet {
			rowUnit[i], found = r.unit(row.PlaceID), true
		}
	}
	if !found {
		return
	}
	r.hamletOf = make([]int32, len(l.Unit))
	for o, row := range l.Unit {
		r.hamletOf[o] = -1
		if row >= 0 {
			r.hamletOf[o] = rowUnit[row]
		}
	}
}

// collect walks the entries once and sets the bit of their month.
func (r *reports) collect() {
	g, p := r.g, r.g.p
	for o := range p.places.Len() {
		units := r.unitsOf(o)
		if len(units) == 0 {
			continue
		}
		for _, c := range p.parts {
			for e := c.runs[o]; e < c.runs[o+1]; e++ {
				if c.day[e] < g.lo || c.day[e] > g.hi || c.stand[e] == maskedStand || p.standTab[c.stand[e]].Status == ledger.Retracted {
					continue
				}
				m := r.monthOf[c.day[e]-g.lo]
				for _, what := range r.tells(c, c.first[e]) {
					for _, u := range units {
						r.bits(what, u)[m/64] |= 1 << (m % 64)
					}
				}
			}
		}
	}
}

// unitsOf lists the units whose report an entry at a place is.
func (r *reports) unitsOf(o int) []int {
	var out []int
	for _, of := range [][]int32{r.unitOf, r.hamletOf} {
		if o < len(of) && of[o] >= 0 {
			out = append(out, int(of[o]))
		}
	}
	return out
}

// tells lists what the entry of a fact reports about.
func (r *reports) tells(c *columns, f uint32) []reportKey {
	by := toldBy{series: c.series[f]}
	kind := r.g.p.seriesTab[by.series].kind
	apart := r.apart(kind)
	if len(apart) > 0 {
		by.dims = c.dimsOf(f)
	}
	out, known := r.told[by]
	if !known {
		out = []reportKey{{kind: kind}}
		for _, d := range apart {
			for _, v := range r.g.p.parsedDims()[by.dims][d] {
				out = append(out, reportKey{kind, d, v})
			}
		}
		r.told[by] = out
	}
	return out
}

// apart lists the dimensions of a kind whose values are reported apart.
func (r *reports) apart(kind string) []string {
	k := r.g.ctx.Catalogue.Kinds[kind]
	if k == nil {
		return nil
	}
	var out []string
	for _, d := range k.Dims {
		if d.Dim.Apart {
			out = append(out, d.Dim.ID)
		}
	}
	return out
}

func (r *reports) bits(what reportKey, unit int) []uint64 {
	byUnit := r.reported[what]
	if byUnit == nil {
		byUnit = make([][]uint64, len(r.names))
		r.reported[what] = byUnit
	}
	if byUnit[unit] == nil {
		byUnit[unit] = make([]uint64, r.words())
	}
	return byUnit[unit]
}

// expected lists the units of a row that should report.
func (r *reports) expected(rep *catalogue.Reporters, row int) []string {
	if rep == nil {
		return nil
	}
	rows, ok := r.units[rep]
	if !ok {
		rows = r.expectedRows(rep)
		r.units[rep] = rows
	}
	return rows[row]
}

// expectedRows places every flagged unit of the map in its row. A hamlet of a
// border commune reports itself.
func (r *reports) expectedRows(rep *catalogue.Reporters) map[int][]string {
	g := r.g
	day := g.layout.MapDay
	out := map[int][]string{}
	for _, id := range g.p.places.UnitsAt("", place.Level(rep.Level), day) {
		if _, ok := g.p.places.FlagOn(id, rep.Flag, day); rep.Flag != "" && !ok {
			continue
		}
		if row := g.layout.UnitOn(g.p.places.Ordinal(id), day); row >= 0 {
			out[row] = append(out[row], id)
		}
	}
	for i, row := range g.layout.Rows {
		if len(out[i]) == 0 && row.Kind == place.RowUnit && g.p.places.Level(row.PlaceID) == place.LevelHamlet && g.flagged(row.PlaceID, rep.Flag, day) {
			out[i] = []string{row.PlaceID}
		}
	}
	return out
}

// question is what a report about an indicator may be: signed zeros speak of
// kinds, entries of what they tell.
type question struct {
	kinds []string
	what  []reportKey
}

// about is the question of an indicator in a column of the table. Where it
// asks for values that are reported apart, entries of other values tell
// nothing about it.
func (r *reports) about(ind *catalogue.Indicator, column string) question {
	q := question{kinds: kindsOf(ind)}
	for _, m := range ind.Measures {
		for _, t := range m.Terms {
			if t.Kind == nil || t.Kind.Register {
				continue
			}
			for _, k := range r.keys(t, column) {
				if !slices.Contains(q.what, k) {
					q.what = append(q.what, k)
				}
			}
		}
	}
	return q
}

func (r *reports) keys(t *catalogue.Term, column string) []reportKey {
	for _, d := range r.apart(t.Kind.ID) {
		values := t.Where[d]
		if column != "" && r.g.split.by == "dim:"+d {
			values = []string{column}
		}
		if len(values) > 0 {
			out := make([]reportKey, len(values))
			for i, v := range values {
				out[i] = reportKey{t.Kind.ID, d, v}
			}
			return out
		}
	}
	return []reportKey{{kind: t.Kind.ID}}
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

// tally counts the months of a span in which a unit reported what is asked,
// signed a zero, or was silent.
type tally struct {
	reported, zero, silent int
	reason                 string
}

func (t *tally) add(o tally) {
	t.reported += o.reported
	t.zero += o.zero
	t.silent += o.silent
	if t.reason == "" {
		t.reason = o.reason
	}
}

func (r *reports) tally(q question, unit string, from, to Day) tally {
	var t tally
	done := make([]uint64, r.words())
	if n, ok := r.unitNo[unit]; ok {
		for _, k := range q.what {
			if byUnit := r.reported[k]; byUnit != nil && byUnit[n] != nil {
				for i, b := range byUnit[n] {
					done[i] |= b
				}
			}
		}
	}
	for m, p := range r.months {
		if p.To < from || p.From > to {
			continue
		}
		if done[m/64]&(1<<(m%64)) != 0 {
			t.reported++
		} else if reason, ok := r.signedZero(q.kinds, unit, p); ok {
			t.zero++
			t.reason = reason
		} else {
			t.silent++
		}
	}
	return t
}

func (r *reports) signedZero(kinds []string, unit string, month calendar.Period) (string, bool) {
	for i := range r.g.ctx.Nils {
		n := &r.g.ctx.Nils[i]
		if n.From <= month.From && n.To >= month.To && overlap(n.Kinds, kinds) && r.covers(n.PlaceID, unit) {
			return n.Reason, true
		}
	}
	return "", false
}

// covers reports whether a signed zero of a place speaks for a unit.
func (r *reports) covers(placeID, unit string) bool {
	k := spokenFor{placeID, unit}
	does, asked := r.spoken[k]
	if !asked {
		d := r.g.layout.MapDay
		does = placeID == unit || r.g.p.places.Holds(placeID, unit, d) || r.g.p.places.Landing(placeID, d).Node == unit
		r.spoken[k] = does
	}
	return does
}

// count answers the terms reports_expected, reports_on_time, reports_silent.
func (r *reports) count(t *catalogue.Term, s *slot, row, bucket int) int64 {
	rep := s.ind.Reporters
	if rep == nil {
		rep = &catalogue.Reporters{Level: string(place.LevelCommune), Flag: t.Flag}
	}
	var n tally
	all := r.allKinds()
	for _, u := range r.expected(rep, row) {
		n.add(r.tally(all, u, r.g.buckets[bucket].From, r.g.buckets[bucket].To))
	}
	switch t.Source {
	case catalogue.SourceExpected:
		return int64(n.reported + n.zero + n.silent)
	case catalogue.SourceSilent:
		return int64(n.silent)
	}
	return int64(n.reported + n.zero)
}

func (r *reports) allKinds() question {
	var out question
	for _, k := range r.g.ctx.Catalogue.KindOrder {
		if !r.g.ctx.Catalogue.Kinds[k].Register {
			out.kinds, out.what = append(out.kinds, k), append(out.what, reportKey{kind: k})
		}
	}
	return out
}

// emptyState decides what a cell without values means: entries that leave the
// measure out or wait for verification, a signed zero, a zero because what was
// reported would have told of it, not applicable, or missing. What nobody is
// expected to report is 0 without entries, but not of days before the book of
// the row begins: of them it knows nothing.
func (a *assembler) emptyState(c *Cell, slot, row, bucket, col int) {
	s := &a.g.slots[slot]
	if c.Entries > 0 || c.Used > 0 || c.State != HasValue {
		return
	}
	if state := a.stateBehind(slot, row, bucket, col); state != "" {
		c.State = state
		return
	}
	if s.ind.Reporters == nil {
		if !s.fromRegister() && a.untold(c, row) {
			c.State = Untold
		}
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
	var n tally
	asked := rep.about(s.ind, a.g.split.keys[col])
	for _, u := range units {
		n.add(rep.tally(asked, u, c.From, c.To))
	}
	switch {
	case n.silent > 0 && n.reported+n.zero == 0:
		c.State = Missing
	case n.silent > 0:
		c.Flags = append(c.Flags, FlagSilent)
		c.Reason = n.reason
	case n.zero > 0:
		c.State, c.Reason = Zero, n.reason
	}
}

// maxSilentListed bounds the list a table carries.
const maxSilentListed = 500

// maxCompletenessRows bounds the tables that carry their completeness: who was
// silent in a nation of communes is a question of its own.
const maxCompletenessRows = 200

// completeness sums up the expected reports of all indicators of the table.
func (a *assembler) completeness() *Completeness {
	if len(a.g.layout.Rows) > maxCompletenessRows {
		return nil
	}
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
	asked := rep.about(ind, "")
	for _, u := range rep.expected(ind.Reporters, row) {
		all := rep.tally(asked, u, a.g.q.Period.From, a.g.q.Period.To)
		out.Expected += int64(all.reported + all.zero + all.silent)
		out.Reported += int64(all.reported)
		out.Nil += int64(all.zero)
		if all.silent == 0 {
			continue
		}
		for _, p := range rep.months {
			if len(out.Silent) < maxSilentListed && rep.tally(asked, u, p.From, p.To).silent > 0 {
				out.Silent = append(out.Silent, Silent{u, a.g.p.places.FullName(u, a.g.layout.MapDay), ind.ID, p.From, p.To})
			}
		}
	}
}
