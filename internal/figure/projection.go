package figure

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// ID is the binary form of a UUID.
type ID [16]byte

// Row is one line of the fact log as it is loaded.
type Row struct {
	Ledger  string
	Entry   ID
	Sign    int
	Place   string
	Day     Day
	Kind    string
	Measure string
	Dims    string
	Value   amount.Value
	Owner   string
	Bodies  string
}

// Stand is how an entry stands at the position loaded.
type Stand struct {
	Status   ledger.Status
	Level    int
	Done     bool
	Role     string
	Release  string
	Evidence bool
	// Seen is, for entries of kinds that are hidden one by one, the day on which they
	// came to stand as figures count them, or NotSeen; 0 for all others (tips.go).
	Seen Day
}

// series is a measure of a kind.
type series struct{ kind, measure string }

// bodies is the owner of an entry and its canonical list of participants.
type bodies struct{ owner, list string }

// Projection is the facts of one position in columns. It never changes, and it
// shares what it can with the projection it was made from: the columns of a
// load stay, entries that changed since stand in a small second part and are
// masked in the first (tail.go).
type Projection struct {
	Position []ledger.Position
	places   *place.Registry

	parts  []*columns // the load, then what changed since, if anything
	strays []ID       // entries whose place the registry does not know

	// What the numbers in the columns mean. The tables only ever grow and are
	// shared; these are the heads of this position.
	tabs      *tables
	seriesTab []series
	dimsTab   []string
	standTab  []Stand
	bodiesTab []bodies
	ledgerTab []string

	// firstDay gives, by number of the ledger, the day of its first entry; it is
	// counted once, when first asked.
	firstDay func() []Day

	memo *memo
}

// sideTag marks a fact whose value is not a small exact number.
const sideTag = 0xff

// manyDims marks a fact whose list of dimension values has a number beyond 16
// bits: references to bodies and markers can be many.
const manyDims = 0xffff

// Entries counts what is loaded.
func (p *Projection) Entries() (n int) {
	for _, c := range p.parts {
		n += len(c.day) - c.masked
	}
	return n
}

// Facts counts the live facts.
func (p *Projection) Facts() (n int) {
	for _, c := range p.parts {
		n += len(c.series) - c.maskedFacts
	}
	return n
}

// Strays counts entries at places the registry does not know; they are in no
// figure and doctor names them.
func (p *Projection) Strays() int { return len(p.strays) }

// Bytes is the memory of the columns.
func (p *Projection) Bytes() (n int64) {
	for _, c := range p.parts {
		n += c.bytes()
	}
	return n
}

// interner numbers distinct values in order of appearance.
type interner[K comparable] struct {
	index map[K]uint32
	list  []K
}

func newInterner[K comparable]() *interner[K] { return &interner[K]{index: map[K]uint32{}} }

func (n *interner[K]) of(k K) uint32 {
	i, ok := n.index[k]
	if !ok {
		i = uint32(len(n.list))
		n.index[k] = i
		n.list = append(n.list, k)
	}
	return i
}

// Builder collects the log of a load in any order that keeps the lines of
// one entry in sequence.
type Builder struct {
	places  *place.Registry
	entries map[ID]uint32
	rows    []entryRow
	facts   []factRow
	side    map[uint32]amount.Value
	event   map[uint32]ID
	tabs    *tables
	// spots are where the entries stand or ever stood, for a change alone.
	change bool
	spots  []spot
}

// tables number what repeats. Numbers are given once and never again.
type tables struct {
	series *interner[series]
	dims   *interner[string]
	stands *interner[Stand]
	bodies *interner[bodies]
	ledger *interner[string]
}

func newTables() *tables {
	t := &tables{series: newInterner[series](), dims: newInterner[string](), stands: newInterner[Stand](), bodies: newInterner[bodies](), ledger: newInterner[string]()}
	t.dims.of("")
	t.stands.of(Stand{Status: "masked"}) // number maskedStand
	return t
}

type entryRow struct {
	id     ID
	place  int32
	day    Day
	stand  uint16
	bodies uint32
	ledger uint16
	stood  bool
}

type factRow struct {
	entry  uint32
	dims   uint32
	value  int32
	series uint16
	tag    uint8
	dead   bool
}

// NewBuilder starts a load against the places of one registry. hint is the
// number of facts expected.
func NewBuilder(places *place.Registry, hint int) *Builder {
	return &Builder{places: places, entries: make(map[ID]uint32, hint/2), side: map[uint32]amount.Value{}, event: map[uint32]ID{},
		facts: make([]factRow, 0, hint), tabs: newTables()}
}

func (b *Builder) entry(id ID) uint32 {
	e, ok := b.entries[id]
	if !ok {
		e = uint32(len(b.rows))
		b.entries[id] = e
		b.rows = append(b.rows, entryRow{id: id, place: -1})
	}
	return e
}

// Standing notes how an entry stands; later lines replace earlier ones.
func (b *Builder) Standing(entry ID, event ID, s Stand) {
	e := b.entry(entry)
	b.rows[e].stand, b.rows[e].stood = uint16(b.tabs.stands.of(s)), true
	delete(b.event, e)
	if event != entry {
		b.event[e] = event
	}
}

// Seen notes of an entry of a hidden kind since which day figures could count it.
func (b *Builder) Seen(entry ID, day Day) {
	row := &b.rows[b.entry(entry)]
	s := b.tabs.stands.list[row.stand]
	s.Seen = day
	row.stand = uint16(b.tabs.stands.of(s))
}

// Add takes one line of the log; a negative line cancels its equal.
func (b *Builder) Add(r *Row) {
	e := b.entry(r.Entry)
	f := factRow{entry: e, dims: b.tabs.dims.of(r.Dims), series: uint16(b.tabs.series.of(series{r.Kind, r.Measure}))}
	small := r.Value.Q == amount.Exact && r.Value.V >= 0 && r.Value.V < 1<<31
	f.tag = sideTag
	if small {
		f.tag, f.value = uint8(r.Value.Basis), int32(r.Value.V)
	}
	if r.Sign < 0 {
		b.cancel(f, r.Value)
		return
	}
	if !small {
		b.side[uint32(len(b.facts))] = r.Value
	}
	b.facts = append(b.facts, f)
	row := &b.rows[e]
	row.place, row.day = int32(b.places.Ordinal(r.Place)), r.Day
	row.bodies = b.tabs.bodies.of(bodies{r.Owner, r.Bodies})
	row.ledger = uint16(b.tabs.ledger.of(r.Ledger))
	if at := (spot{row.place, row.day, r.Entry}); b.change && (len(b.spots) == 0 || b.spots[len(b.spots)-1] != at) {
		b.spots = append(b.spots, at)
	}
}

// cancel takes out the fact that equals f. Corrections are rare and recent,
// so the search runs backwards.
func (b *Builder) cancel(f factRow, v amount.Value) {
	for i := len(b.facts) - 1; i >= 0; i-- {
		have := &b.facts[i]
		if have.entry != f.entry || have.dead || have.series != f.series || have.dims != f.dims || have.tag != f.tag || have.value != f.value {
			continue
		}
		if f.tag == sideTag && !sameValue(b.side[uint32(i)], v) {
			continue
		}
		have.dead = true
		delete(b.side, uint32(i))
		return
	}
}

// sameValue leaves out how a norm was made: a line that cancels carries it,
// but it does not tell values apart.
func sameValue(a, b amount.Value) bool {
	return a.V == b.V && a.Lo == b.Lo && a.Hi == b.Hi && a.Q == b.Q && a.Basis == b.Basis
}

// Build sorts what was collected into columns. The builder is used up.
func (b *Builder) Build(position []ledger.Position) *Projection {
	c, strays := b.columns()
	p := &Projection{Position: position, places: b.places, parts: []*columns{c}, strays: strays, memo: newMemo()}
	p.read(b.tabs)
	p.firstDay = sync.OnceValue(p.firstDays)
	return p
}

// read takes the heads of the tables.
func (p *Projection) read(t *tables) {
	p.tabs = t
	p.seriesTab, p.dimsTab, p.standTab, p.bodiesTab, p.ledgerTab = t.series.list, t.dims.list, t.stands.list, t.bodies.list, t.ledger.list
}

// columns sorts the entries that have facts and a known place by (place, day,
// id), the facts of an entry together.
func (b *Builder) columns() (c *columns, strays []ID) {
	starts, order := b.factOrder()
	entries, strays := b.entryOrder(starts)
	c = newColumns(b.places.Len(), len(entries), len(order))
	ordinal := 0
	for _, e := range entries {
		row := &b.rows[e]
		for ; ordinal <= int(row.place); ordinal++ {
			c.runs[ordinal] = uint32(len(c.day))
		}
		if ev, ok := b.event[e]; ok {
			c.event[uint32(len(c.day))] = ev
		}
		c.day = append(c.day, uint16(row.day-calendar.MinDay))
		c.first = append(c.first, uint32(len(c.series)))
		c.stand = append(c.stand, row.stand)
		c.bodies = append(c.bodies, row.bodies)
		c.ledger = append(c.ledger, row.ledger)
		c.id = append(c.id, row.id)
		b.copyFacts(c, order[starts[e]:starts[e+1]])
	}
	c.end(ordinal)
	return c, strays
}

// factOrder lists facts by entry: a counting sort, stable within an entry.
func (b *Builder) factOrder() (starts []uint32, order []uint32) {
	starts = make([]uint32, len(b.rows)+1)
	for i := range b.facts {
		if !b.facts[i].dead {
			starts[b.facts[i].entry+1]++
		}
	}
	for i := range len(b.rows) {
		starts[i+1] += starts[i]
	}
	order = make([]uint32, starts[len(b.rows)])
	next := slices.Clone(starts)
	for i := range b.facts {
		if f := &b.facts[i]; !f.dead {
			order[next[f.entry]] = uint32(i)
			next[f.entry]++
		}
	}
	return starts, order
}

// entryOrder lists the entries that have facts by (place, day, id).
func (b *Builder) entryOrder(starts []uint32) (out []uint32, strays []ID) {
	for e := range b.rows {
		switch {
		case starts[e] == starts[e+1] || !b.rows[e].stood:
		case b.rows[e].place < 0:
			strays = append(strays, b.rows[e].id)
		default:
			out = append(out, uint32(e))
		}
	}
	slices.SortFunc(out, func(x, y uint32) int {
		a, c := &b.rows[x], &b.rows[y]
		if a.place != c.place {
			return int(a.place - c.place)
		}
		return cmp.Or(cmp.Compare(a.day, c.day), bytes.Compare(a.id[:], c.id[:]))
	})
	return out, strays
}

func (b *Builder) copyFacts(c *columns, order []uint32) {
	for _, i := range order {
		f := &b.facts[i]
		if f.tag == sideTag {
			c.side[uint32(len(c.series))] = b.side[i]
		} else {
			c.met |= 1 << f.tag
		}
		c.series = append(c.series, f.series)
		if f.dims < manyDims {
			c.dims = append(c.dims, uint16(f.dims))
		} else {
			c.moreDims[uint32(len(c.dims))] = f.dims
			c.dims = append(c.dims, manyDims)
		}
		c.value = append(c.value, f.value)
		c.tag = append(c.tag, f.tag)
	}
}
