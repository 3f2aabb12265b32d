package figure

import (
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// slot is one accumulator: an indicator's measure, or the denominator of one.
type slot struct {
	ind *catalogue.Indicator
	m   *catalogue.IndicatorMeasure
	den bool
	// set collects members instead of adding values.
	set bool
	// once adds 1 for every entry instead of its value.
	once bool
}

// term is one way a fact enters a slot.
type term struct {
	slot     int
	dims     []bool // by interned dims; nil is all
	bodies   []bool // by interned bodies; nil is all
	places   []bool // by ordinal, where a flag must hold; nil is all
	counting bool   // counting measure: parts of a shared event leave it out
	known    bool   // only values with basis listed or counted
	evidence bool   // only entries with evidence
	// split says how the fact finds its column when the table is split by a
	// dimension: by its own dims, or, for a whole whose parts are known apart,
	// as the remainder.
	split splitRole
	// slow marks a term that asks for more than its dimension values.
	slow bool
	// covered are the days and places for which a statement stands instead.
	covered []cover
}

// plainTerm is the hot form of a term that is not slow: small, so that the
// terms of a series stand in one or two cache lines.
type plainTerm struct {
	dims []bool
	slot int32
}

// plainTerms are the plain terms of a series; slow says that it has others.
type plainTerms struct {
	list []plainTerm
	slow bool
}

type splitRole uint8

const (
	splitByDims splitRole = iota
	splitPart             // a part: add to its column, take from the remainder
)

type cover struct {
	places   []bool
	from, to uint16
}

// program is a query compiled against one projection.
type program struct {
	q       Query
	p       *Projection
	ctx     *Context
	layout  *place.Layout
	buckets []calendar.Period
	bucket  []int16 // by day since the first day of the period
	lo, hi  uint16  // days of the period in the projection's count
	slots   []slot
	terms   [][]term     // by series
	plain   []plainTerms // by series: those that ask for dimension values alone
	allowed []bool       // by interned standing
	part    []bool       // by interned standing: a part of a shared event
	seen    []bool       // by interned bodies: inside the viewpoint
	split   *splitAxis
	// every lets parts of shared events into counting measures too: asked is
	// whether there are entries, not how many acts they were.
	every bool
	// declared are the statements used instead of entries, by slot.
	declared map[int][]placed
}

// compile checks a query and prepares everything the scan looks up.
func compile(q Query, ctx *Context, p *Projection) (*program, error) {
	var inds []*catalogue.Indicator
	for _, id := range q.Indicators {
		ind, ok := ctx.Catalogue.Indicators[id]
		if !ok {
			return nil, NoIndicator(id)
		}
		inds = append(inds, ind)
	}
	return compileFor(inds, q, ctx, p)
}

// NoIndicator refuses an id that is no indicator's.
func NoIndicator(id string) *Error {
	return &Error{UnknownIndicator, fmt.Sprintf("Danh mục không có chỉ tiêu %q.", id), fmt.Sprintf("the catalogue has no indicator %q", id)}
}

// Size is how many cells a query's table has before empty rows and columns are
// left out; asking costs no pass over the facts.
func (p *Projection) Size(q Query, ctx *Context) (int, error) {
	g, err := compile(q, ctx, p)
	if err != nil {
		return 0, err
	}
	return len(g.layout.Rows) * len(g.buckets) * len(g.split.keys) * len(g.slots), nil
}

func compileFor(inds []*catalogue.Indicator, q Query, ctx *Context, p *Projection) (*program, error) {
	level, _, _, err := parseSplits(q.By)
	if err != nil {
		return nil, err
	}
	l, err := p.layout(q.Place, q.Map, place.Period{From: q.Period.From, To: q.Period.To}, level)
	if err != nil {
		return nil, &Error{Code: BadSplit, VI: "Không lập được bảng: " + err.Error(), EN: err.Error()}
	}
	return compileOn(inds, q, ctx, p, l)
}

// compileOn compiles a query for the rows of a given layout.
func compileOn(inds []*catalogue.Indicator, q Query, ctx *Context, p *Projection, l *place.Layout) (*program, error) {
	g := &program{q: q, p: p, ctx: ctx, layout: l, terms: make([][]term, len(p.seriesTab)), plain: make([]plainTerms, len(p.seriesTab))}
	_, unit, axis, err := parseSplits(q.By)
	if err != nil {
		return nil, err
	}
	if dim, ok := strings.CutPrefix(axis, "dim:"); ok && ctx.Catalogue.Dimensions[dim] == nil {
		return nil, &Error{BadSplit, fmt.Sprintf("Danh mục không có tiêu chí %q để tách.", dim), fmt.Sprintf("the catalogue has no dimension %q to split by", dim)}
	}
	g.timeAxis(unit)
	for _, ind := range inds {
		if err := g.indicator(ind, axis); err != nil {
			return nil, err
		}
	}
	g.standings()
	g.viewpoint()
	g.split = newSplitAxis(g, axis)
	return g, nil
}

// parseSplits reads the splits of a query: at most one place level, one unit
// of time and one other.
func parseSplits(by []string) (level place.Level, unit calendar.Unit, axis string, err error) {
	for _, s := range by {
		kind, arg, _ := strings.Cut(s, ":")
		switch {
		case kind == "place" && level == "":
			level = place.Level(arg)
		case s == ByMonth && unit == "":
			unit = calendar.MonthUnit
		case s == ByQuarter && unit == "":
			unit = calendar.QuarterUnit
		case s == ByYear && unit == "":
			unit = calendar.YearUnit
		case axis == "" && (kind == "dim" || slices.Contains([]string{ByBody, ByParticipant, ByKind, ByBasis, ByStatus}, s)):
			axis = s
		default:
			return "", "", "", &Error{BadSplit, fmt.Sprintf("Không chia được theo %q (mỗi bảng chỉ chia theo một cấp, một đơn vị thời gian và một tiêu chí khác).", s),
				fmt.Sprintf("cannot split by %q: one place level, one unit of time and one other split at most", s)}
		}
	}
	return level, unit, axis, nil
}

func (g *program) timeAxis(unit calendar.Unit) {
	g.buckets = []calendar.Period{g.q.Period}
	if unit != "" {
		g.buckets = calendar.Split(g.q.Period, unit)
	}
	from, to := max(g.q.Period.From, calendar.MinDay), min(g.q.Period.To, calendar.MaxDay)
	g.lo, g.hi = uint16(from-calendar.MinDay), uint16(to-calendar.MinDay)
	g.bucket = make([]int16, int(g.hi-g.lo)+1)
	t := 0
	for i := range g.bucket {
		d := from + Day(i)
		for d > g.buckets[t].To {
			t++
		}
		g.bucket[i] = int16(t)
	}
}

// standings decides once per distinct standing whether its entries count.
func (g *program) standings() {
	g.allowed = make([]bool, len(g.p.standTab))
	g.part = make([]bool, len(g.p.standTab))
	for i, s := range g.p.standTab {
		ok := g.reached(s)
		if g.q.Viewpoint.Body == "" && s.Role == ledger.RoleMember {
			ok = false
		}
		g.allowed[i] = ok
		g.part[i] = g.q.Viewpoint.Body == "" && s.Role == ledger.RolePart
	}
}

// verified reports whether an entry is verified at a level, or at the end of its route.
func (s Stand) verified(least Status) bool {
	return s.Status == ledger.Verified && (s.Level >= int(least) || s.Done)
}

// reached reports whether an entry is verified as far as asked.
func (g *program) reached(s Stand) bool {
	if s.Seen > g.ctx.ReleasedTo {
		return false
	}
	if g.q.Status > 0 {
		return s.verified(g.q.Status)
	}
	return s.Status == ledger.Submitted || s.Status == ledger.Verified
}

func (g *program) viewpoint() {
	v := g.q.Viewpoint
	if v.Body == "" {
		return
	}
	g.seen = make([]bool, len(g.p.bodiesTab))
	for i, b := range g.p.bodiesTab {
		g.seen[i] = b.owner == v.Body || (v.Participated && slices.Contains(ledger.ParseBodies(b.list), v.Body))
	}
}

// indicator adds the slots of an indicator's measures that facts feed.
func (g *program) indicator(ind *catalogue.Indicator, axis string) error {
	for _, m := range ind.Measures {
		if m.SplitBy != "" && axis != "dim:"+m.SplitBy {
			return &Error{TypeForbids, fmt.Sprintf("Chỉ tiêu %q chỉ cộng được khi chia theo %q.", ind.ID, m.SplitBy),
				fmt.Sprintf("indicator %s adds up only when split by dim:%s", ind.ID, m.SplitBy)}
		}
		if m.OnLine() && axis == ByBasis {
			return &Error{TypeForbids, fmt.Sprintf("Chỉ tiêu %q tính từ vết đi, không chia được theo căn cứ số liệu.", ind.ID),
				fmt.Sprintf("indicator %s is computed from tracks and has no basis to split by", ind.ID)}
		}
		terms := m.Terms
		if m.OnLine() {
			terms = g.p.memo.countOf(&slot{ind: ind, m: m}).Measures[0].Terms
		}
		if m.Type == catalogue.Balance {
			terms = nil // its facts begin before the period: see held
		}
		g.slot(slot{ind: ind, m: m, set: m.Type == catalogue.Distinct}, terms, axis)
		if len(m.Den) > 0 {
			g.slot(slot{ind: ind, m: m, den: true}, m.Den, axis)
		}
	}
	return nil
}

func (g *program) slot(s slot, terms []*catalogue.Term, axis string) {
	n := len(g.slots)
	g.placeStatements(n, &s)
	for _, t := range terms {
		if t.Source == catalogue.SourceEntries || t.Source == catalogue.SourceEvidence {
			s.once = true
		}
	}
	g.slots = append(g.slots, s)
	for _, t := range terms {
		g.addTerm(n, &s, t, axis)
	}
}

// addTerm hangs a catalogue term on every series it reads.
func (g *program) addTerm(n int, s *slot, t *catalogue.Term, axis string) {
	switch t.Source {
	case catalogue.SourceUnit, catalogue.SourceExpected, catalogue.SourceOnTime, catalogue.SourceSilent:
		return
	}
	if t.Kind != nil && t.Kind.Register {
		return
	}
	memo := g.p.memo.term(termKey{t, g.ctx.Registry}, func() *termTables { return g.tables(t) })
	base := term{slot: n, known: t.Source == catalogue.SourceBasis, evidence: t.Source == catalogue.SourceEvidence,
		dims: memo.dims, bodies: memo.bodies, places: g.flagFilter(t.Flag), covered: g.covers(n)}
	base.slow = base.known || base.evidence || base.bodies != nil || base.places != nil || base.covered != nil ||
		s.set || s.once || axis != ""
	for _, r := range g.p.memo.reads(readKey{t, s.set && s.m.Members == catalogue.MembersMarker, s.m.SplitBy, axis}, func() []seriesRole { return g.readSeries(s, t, axis) }) {
		x := base
		x.split, x.counting = r.role, r.counting
		g.terms[r.series] = append(g.terms[r.series], x)
		plain := &g.plain[r.series]
		if x.slow {
			plain.slow = true
		} else {
			plain.list = append(plain.list, plainTerm{x.dims, int32(x.slot)})
		}
	}
}

// readSeries lists the series a term reads.
func (g *program) readSeries(s *slot, t *catalogue.Term, axis string) []seriesRole {
	var out []seriesRole
	for i, se := range g.p.seriesTab {
		role, ok := g.reads(s, t, se, axis)
		if !ok {
			continue
		}
		r := seriesRole{series: i, role: role}
		if k := g.ctx.Catalogue.Kinds[se.kind]; k != nil {
			r.counting = k.Counting != nil && k.Counting.ID == se.measure
		}
		out = append(out, r)
	}
	return out
}

func (g *program) tables(t *catalogue.Term) *termTables {
	return &termTables{dims: g.dimFilter(t), bodies: g.bodyFilter(t)}
}

// reads reports whether a term reads a series, and how a split by dimension
// treats its facts.
func (g *program) reads(s *slot, t *catalogue.Term, se series, axis string) (splitRole, bool) {
	if t.Kind == nil { // all kinds: every entry once, by its counting measure
		k := g.ctx.Catalogue.Kinds[se.kind]
		return splitByDims, k != nil && k.Counting != nil && k.Counting.ID == se.measure
	}
	if se.kind != t.Kind.ID {
		return 0, false
	}
	if s.set && s.m.Members == catalogue.MembersMarker {
		return splitByDims, se.measure == ledger.MeasureMarker
	}
	measure := t.Measure
	if measure == "" && t.Kind.Counting != nil {
		measure = t.Kind.Counting.ID
	}
	if se.measure == measure {
		return splitByDims, s.m.SplitBy == ""
	}
	whole, dim, isPart := strings.Cut(se.measure, "/")
	if !isPart || whole != measure {
		return 0, false
	}
	if slices.Contains(t.Parts, dim) {
		return splitByDims, true
	}
	if s.m.SplitBy == dim {
		return splitByDims, true
	}
	if axis == "dim:"+dim {
		return splitPart, true
	}
	return 0, false
}

// dimFilter decides once per distinct list of dimension values.
func (g *program) dimFilter(t *catalogue.Term) []bool {
	if len(t.Where) == 0 && len(t.Not) == 0 && len(t.Linked) == 0 {
		return nil
	}
	out := make([]bool, len(g.p.dimsTab))
	for i, dims := range g.p.parsedDims() {
		out[i] = matches(dims, t)
	}
	return out
}

func matches(dims map[string][]string, t *catalogue.Term) bool {
	for d, want := range t.Where {
		if !overlap(dims[d], want) {
			return false
		}
	}
	for d, refused := range t.Not {
		if overlap(dims[d], refused) {
			return false
		}
	}
	return len(t.Linked) == 0 || overlap(dims[ledger.DimLinked], t.Linked)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

func (g *program) bodyFilter(t *catalogue.Term) []bool {
	if len(t.Owner) == 0 && len(t.Bodies) == 0 && len(t.Involved) == 0 {
		return nil
	}
	typeOf := func(id string) string {
		if b := g.ctx.Registry.Bodies[id]; b != nil {
			return b.Type
		}
		return ""
	}
	out := make([]bool, len(g.p.bodiesTab))
	for i, b := range g.p.bodiesTab {
		owner := typeOf(b.owner)
		var others []string
		for _, id := range ledger.ParseBodies(b.list) {
			others = append(others, typeOf(id))
		}
		out[i] = (len(t.Owner) == 0 || slices.Contains(t.Owner, owner)) &&
			(len(t.Bodies) == 0 || overlap(others, t.Bodies)) &&
			(len(t.Involved) == 0 || overlap(append(others, owner), t.Involved))
	}
	return out
}

// flagFilter says at which places a flag holds at the end of the period, for
// the place itself or a unit above it.
func (g *program) flagFilter(flag string) []bool {
	if flag == "" {
		return nil
	}
	places := g.p.places
	out := make([]bool, places.Len())
	for o := range out {
		out[o] = g.flagged(places.ID(o), flag, g.layout.MapDay)
	}
	return out
}

// flagged carries the place to the map of day d first.
func (g *program) flagged(id, flag string, d Day) bool {
	places := g.p.places
	if !places.Alive(id, d) {
		id = places.Landing(id, d).Node
	}
	if _, ok := places.FlagOn(id, flag, d); ok {
		return true
	}
	return slices.ContainsFunc(places.Ancestors(id, d), func(up string) bool { _, ok := places.FlagOn(up, flag, d); return ok })
}
