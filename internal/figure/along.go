package figure

import (
	"bytes"
	"cmp"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/border"
	covering "phendau/internal/border/cover"
	"phendau/internal/border/span"
	visiting "phendau/internal/border/visit"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Tracks tells what the patrols of a book covered of its line. It is asked only
// where a figure needs it.
type Tracks interface {
	// On is everything on the version of the line of a day; nil where none is in
	// force.
	On(day Day) (*Walks, error)
}

// Walks is what all patrols of a book covered of one version of the line. It
// never changes.
type Walks struct {
	Line     string // its name
	Course   *border.Course
	Cleaning int   // version of the rules by which fixes were cleaned
	Visits   int   // and by which markers count as reached
	Trails   []int // half-widths of the patrol paths behind the line, in metres
	Outings  map[ID]*Outing
}

// Outing is what the tracks of one entry show.
type Outing struct {
	Day     Day // on which it ended
	Covered span.Set
	Trail   span.Set         // of the line, by a patrol path behind it
	Visits  []visiting.Visit // by track, of any position
	Pieces  int              // of tracks that are here
	Missing int              // and that are not
}

// longestOuting is how long before a period an entry may begin whose patrol ends
// in it.
const longestOuting = 366

// act is one patrol: all entries of a shared act together.
type act struct {
	event   ID
	day     Day
	entries []actEntry
	cols    []int // in which it stands
}

type actEntry struct {
	c      *columns
	e, f   uint32
	cols   []int
	member bool // it joined another entry's act
}

// along finds the patrols of the measures that are computed from tracks.
type along struct {
	a    *assembler
	g    *program      // the same question about entries, wherever they lie
	of   map[int][]act // by slot of the table, by day and id
	on   map[Day]*Walks
	last *Walks // of the last day of the table: days of patrols are equal in all
	err  error
}

func (a *assembler) tracks() *along {
	if a.along == nil {
		a.along = &along{a: a, of: map[int][]act{}, on: map[Day]*Walks{}}
		a.along.err = a.along.read()
	}
	return a.along
}

// walks is what was covered on the line of a day; nil without one.
func (x *along) walks(day Day) (*Walks, error) {
	if w, ok := x.on[day]; ok {
		return w, nil
	}
	if x.a.g.ctx.Tracks == nil {
		return nil, nil
	}
	w, err := x.a.g.ctx.Tracks.On(day)
	if err == nil {
		x.on[day] = w
	}
	return w, err
}

// read finds the entries of every slot in one pass over the book: who walked is
// not where he walked.
func (x *along) read() (err error) {
	g := x.a.g
	if x.last, err = x.walks(g.q.Period.To); err != nil || x.last == nil {
		return err
	}
	var inds []*catalogue.Indicator
	var slots []int
	for i := range g.slots {
		if s := &g.slots[i]; s.m.OnLine() && !s.den {
			inds, slots = append(inds, g.p.memo.countOf(s)), append(slots, i)
		}
	}
	q := g.q
	q.Place, q.Statements, q.By = "", EntriesOnly, nil
	if axis := Axis(g.q.By); axis != "" {
		q.By = []string{axis}
	}
	q.Period.From -= longestOuting
	l, err := g.p.layout("", place.MapSpec{Kind: place.MapOfDay, Day: g.layout.MapDay}, place.Period{From: q.Period.From, To: q.Period.To}, place.LevelAny)
	if err != nil {
		return err
	}
	if x.g, err = compileOn(inds, q, g.ctx, g.p, l); err != nil {
		return err
	}
	x.g.every = true
	for i, s := range g.p.standTab { // what a member brought home is part of the act
		x.g.allowed[i] = g.reached(s)
	}
	found := map[int]map[ID]*act{}
	x.g.scanPlaces(0, g.p.places.Len(), nil, func(cell int, c *columns, e, f uint32, _ amount.Value, sign int) {
		if slot := slots[cell%len(slots)]; sign > 0 {
			x.meet(found, slot, cell/len(slots)%len(x.g.split.keys), c, e, f)
		}
	})
	for slot, acts := range found {
		for _, p := range acts {
			p.settle()
			x.of[slot] = append(x.of[slot], *p)
		}
		slices.SortFunc(x.of[slot], func(a, b act) int { return cmp.Or(cmp.Compare(a.day, b.day), bytes.Compare(a.event[:], b.event[:])) })
	}
	return nil
}

func (x *along) meet(found map[int]map[ID]*act, slot, col int, c *columns, e, f uint32) {
	if found[slot] == nil {
		found[slot] = map[ID]*act{}
	}
	event := c.eventOf(e)
	p := found[slot][event]
	if p == nil {
		p = &act{event: event}
		found[slot][event] = p
	}
	i := slices.IndexFunc(p.entries, func(y actEntry) bool { return y.c == c && y.e == e })
	if i < 0 {
		i = len(p.entries)
		p.entries = append(p.entries, actEntry{c: c, e: e, f: f, member: x.g.p.standTab[c.stand[e]].Role == ledger.RoleMember})
		day := minDay + Day(c.day[e])
		if o := x.last.Outings[c.id[e]]; o != nil {
			day = o.Day
		}
		p.day = max(p.day, day)
	}
	p.entries[i].cols = append(p.entries[i].cols, col)
}

// settle gives an act the columns of the entry that leads it.
func (p *act) settle() {
	slices.SortFunc(p.entries, func(a, b actEntry) int {
		if a.member != b.member {
			if b.member {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.c.id[a.e][:], b.c.id[b.e][:])
	})
	p.cols = p.entries[0].cols
}

// countOf asks for the entries of a slot; it is kept, so that what is remembered
// by term is found again.
func (m *memo) countOf(s *slot) *catalogue.Indicator {
	x := *s.m
	x.Type, x.Members, x.Shown, x.Terms, x.Den = catalogue.Count, "", "", nil, nil
	for _, t := range s.m.Terms {
		x.Terms = append(x.Terms, m.entriesOf(t))
	}
	return &catalogue.Indicator{ID: s.ind.ID, Measures: []*catalogue.IndicatorMeasure{&x}}
}

// lineCell is one cell of a measure on the line, with everything behind it.
type lineCell struct {
	walks   *Walks
	days    border.Days
	sector  border.Sector
	figure  covering.Figure
	trail   bool // asked by trail, which is told beside what was along the line
	either  span.Set
	markers border.Count
	acts    []act        // that touch the sector or were recorded in the row
	tracked int          // of these with a track
	closed  map[Day]bool // days without a gap, where they are asked for
}

// cell finds what stands behind a cell; nil where no line lies in the row.
func (x *along) cell(slot, row, bucket, col int) (*lineCell, error) {
	g := x.a.g
	if x.err != nil || x.last == nil || g.layout.Rows[row].Kind != place.RowUnit {
		return nil, x.err
	}
	y := &lineCell{days: border.Of(g.buckets[bucket]), trail: g.slots[slot].m.Members == catalogue.MembersTrail}
	var err error
	if y.walks, err = x.walks(y.days.To); err != nil || y.walks == nil {
		return nil, err
	}
	y.sector = x.sector(y.walks.Course, row, y.days)
	y.markers = border.CountPositions(x.positions(row, y.days), y.days)
	whole := y.sector.During(y.days)
	if len(whole) == 0 && y.markers.Positions == 0 {
		return nil, nil
	}
	var patrols, byTrail []covering.Patrol
	for _, p := range x.of[slot] {
		if !y.days.Has(p.day) || !slices.Contains(p.cols, col) {
			continue
		}
		k, trail, tracked := y.walks.of(&p)
		touched := k
		if y.trail {
			touched = span.Union(k, trail)
		}
		if touched.Common(whole).Length() == 0 && !slices.ContainsFunc(p.entries, func(e actEntry) bool {
			return g.layout.UnitOn(e.c.placeOf(e.e), p.day) == row
		}) {
			continue
		}
		if y.acts = append(y.acts, p); tracked {
			y.tracked++
			patrols = append(patrols, covering.Patrol{ID: formatID(p.event), Day: p.day, K: k})
			byTrail = append(byTrail, covering.Patrol{ID: formatID(p.event), Day: p.day, K: trail})
		}
	}
	y.figure = covering.Sum(y.sector, y.days, patrols)
	y.either = covering.WaysOf(y.figure.Union, covering.Sum(y.sector, y.days, byTrail).Union).Either
	if g.slots[slot].m.Type == catalogue.Count {
		y.closed = closedDays(y.sector, patrols)
	}
	return y, nil
}

// closedDays are those on which the patrols of all bodies left no gap.
func closedDays(s border.Sector, patrols []covering.Patrol) map[Day]bool {
	out := map[Day]bool{}
	for i := 0; i < len(patrols); { // they are in the order of days
		n := i + 1
		for ; n < len(patrols) && patrols[n].Day == patrols[i].Day; n++ {
		}
		if covering.RelayClosed(s, patrols[i].Day, patrols[i:n]) {
			out[patrols[i].Day] = true
		}
		i = n
	}
	return out
}

// of is what all entries of an act covered along the line and by trail, and
// whether any has a track here.
func (w *Walks) of(p *act) (k, trail span.Set, tracked bool) {
	for i := range p.entries {
		if o := w.outing(&p.entries[i]); o != nil {
			k, trail, tracked = span.Union(k, o.Covered), span.Union(trail, o.Trail), tracked || o.Pieces > 0
		}
	}
	return k, trail, tracked
}

// byTrail is how much was covered by trail and not along the line.
func (y *lineCell) byTrail() int64 { return y.length(y.either) - int64(y.figure.Covered) }

func (w *Walks) outing(e *actEntry) *Outing { return w.Outings[e.c.id[e.e]] }

// trackedEntries counts the entries with a track behind a cell.
func (y *lineCell) trackedEntries() (n int64) {
	for _, p := range y.acts {
		for i := range p.entries {
			if o := y.walks.outing(&p.entries[i]); o != nil && o.Pieces > 0 {
				n++
			}
		}
	}
	return n
}

// sector is what the registers give to the places of a row, each stretch on its
// days; the row of everything is the line, whoever answers for it.
func (x *along) sector(course *border.Course, row int, days border.Days) border.Sector {
	g := x.a.g
	if g.layout.Rows[row].PlaceID == "" {
		return course.Everything()
	}
	var held []border.Holding
	for i := range g.ctx.Registry.Registers {
		r := &g.ctx.Registry.Registers[i]
		if s, ok := g.ctx.Registry.Stretch(r); ok && x.lies(r.PlaceID, border.Days{From: r.Lo, To: r.Hi}, row, days) {
			held = append(held, border.Holding{Stretch: s, Days: border.Days{From: r.Lo, To: r.Hi}})
		}
	}
	return course.Sector(held, "")
}

func (x *along) positions(row int, days border.Days) (out []border.Position) {
	g := x.a.g
	all := g.layout.Rows[row].PlaceID == ""
	for i := range g.ctx.Registry.Registers {
		r := &g.ctx.Registry.Registers[i]
		if p, ok := r.Position(); ok && (all || x.lies(r.PlaceID, p.Days, row, days)) {
			out = append(out, p)
		}
	}
	return out
}

// lies reports whether a row of a register lies in a row of the table: on its own
// last day of the period.
func (x *along) lies(placeID string, held border.Days, row int, days border.Days) bool {
	g := x.a.g
	return g.layout.UnitOn(g.p.places.Ordinal(placeID), max(held.From, min(held.To, days.To))) == row
}

// shown is the class a measure asks for.
func shown(m *catalogue.IndicatorMeasure) visiting.Class {
	switch m.Shown {
	case catalogue.ShownDocumented:
		return visiting.Documented
	case catalogue.ShownChecked:
		return visiting.Checked
	}
	return visiting.Passed
}

// reached is how many of the positions were reached at least so well.
func (y *lineCell) reached(least visiting.Class) (n int64) {
	best := y.best()
	for _, p := range y.markers.Reachable {
		if best[p.ID].Class >= least {
			n++
		}
	}
	return n
}

func (y *lineCell) best() map[string]visiting.Visit {
	var all [][]visiting.Visit
	for _, p := range y.acts {
		for i := range p.entries {
			if o := y.walks.outing(&p.entries[i]); o != nil {
				all = append(all, o.Visits)
			}
		}
	}
	return visiting.Best(all...)
}

// onLine fills a cell that is computed from tracks. Without a track nothing is
// known, and nothing is no 0.
func (a *assembler) onLine(c *Cell, slot, row, bucket, col int) error {
	m := a.g.slots[slot].m
	c.Entries = 0
	y, err := a.tracks().cell(slot, row, bucket, col)
	switch {
	case err != nil:
		return err
	case y == nil:
		c.State = NotApplicable
		if a.g.ctx.Tracks == nil {
			c.State = Untold
		}
		return nil
	}
	c.Entries, c.Along = y.trackedEntries(), y.note()
	switch {
	case m.Shown != "":
		c.Entries = int64(len(a.reachedLines(y, shown(m))))
		c.Num, c.Den = y.reached(shown(m)), int64(len(y.markers.Reachable))
		c.Result = exactResult(c.Num, amount.Counted)
	case m.Type == catalogue.Sum:
		c.Result = exactResult(int64(y.figure.Passed), amount.Counted)
	case y.trail:
		c.Num, c.Den = y.byTrail(), int64(y.figure.Length)
		c.Result = exactResult(c.Num, amount.Counted)
	case m.Type == catalogue.Count:
		c.Entries = int64(len(a.closedLines(y)))
		c.Result = exactResult(int64(len(y.closed)), amount.Counted)
	default:
		c.Num, c.Den = int64(y.figure.Covered), int64(y.figure.Length)
		c.Result = exactResult(c.Num, amount.Counted)
	}
	if m.Type != catalogue.Sum && m.Type != catalogue.Count && c.Den == 0 {
		c.State = NoDenominator
		c.Flags = append(c.Flags, FlagNoDen)
		return nil
	}
	if y.tracked == 0 {
		if a.emptyState(c, slot, row, bucket, col); c.State == HasValue {
			c.State = Untold
		}
	}
	return nil
}
