package figure

import (
	"bytes"
	"cmp"
	"slices"

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
}

// series is a measure of a kind.
type series struct{ kind, measure string }

// bodies is the owner of an entry and its canonical list of participants.
type bodies struct{ owner, list string }

// Projection is the facts of one position in columns: entries sorted by
// (place, day, id), the facts of an entry together. It never changes.
type Projection struct {
	Position []ledger.Position
	places   *place.Registry

	// By entry.
	runs   []uint32 // by place ordinal: first entry; the last element ends the list
	day    []uint16 // days since calendar.MinDay
	first  []uint32 // first fact; one element more than entries
	stand  []uint16
	bodies []uint32
	ledger []uint16
	id     []ID
	event  map[uint32]ID // entries that belong to another entry's event

	// By fact.
	series []uint16
	dims   []uint16 // manyDims: the number is in moreDims
	value  []int32
	tag    []uint8 // basis; sideTag: the value is in side
	side   map[uint32]amount.Value

	moreDims map[uint32]uint32

	seriesTab []series
	dimsTab   []string
	standTab  []Stand
	bodiesTab []bodies
	ledgerTab []string
	strays    int // entries whose place the registry does not know

	memo memo
}

// sideTag marks a fact whose value is not a small exact number.
const sideTag = 0xff

// manyDims marks a fact whose list of dimension values has a number beyond 16
// bits: references to bodies and markers can be many.
const manyDims = 0xffff

func (p *Projection) dimsOf(f uint32) uint32 {
	if d := p.dims[f]; d != manyDims {
		return uint32(d)
	}
	return p.moreDims[f]
}

// Entries and Facts count what is loaded.
func (p *Projection) Entries() int { return len(p.day) }

// Facts counts the live facts.
func (p *Projection) Facts() int { return len(p.series) }

// Strays counts entries at places the registry does not know; they are in no
// figure and doctor names them.
func (p *Projection) Strays() int { return p.strays }

// Bytes is the memory of the columns.
func (p *Projection) Bytes() int64 {
	entry := int64(len(p.day)) * (2 + 4 + 2 + 4 + 2 + 16)
	fact := int64(len(p.series)) * (2 + 2 + 4 + 1)
	return entry + fact + int64(len(p.runs))*4 + int64(len(p.side))*96 + int64(len(p.event))*40
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

	series *interner[series]
	dims   *interner[string]
	stands *interner[Stand]
	bodies *interner[bodies]
	ledger *interner[string]
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
	b := &Builder{places: places, entries: make(map[ID]uint32, hint/2), side: map[uint32]amount.Value{}, event: map[uint32]ID{},
		facts: make([]factRow, 0, hint), series: newInterner[series](), dims: newInterner[string](),
		stands: newInterner[Stand](), bodies: newInterner[bodies](), ledger: newInterner[string]()}
	b.dims.of("")
	return b
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
	b.rows[e].stand, b.rows[e].stood = uint16(b.stands.of(s)), true
	delete(b.event, e)
	if event != entry {
		b.event[e] = event
	}
}

// Add takes one line of the log; a negative line cancels its equal.
func (b *Builder) Add(r *Row) {
	e := b.entry(r.Entry)
	f := factRow{entry: e, dims: b.dims.of(r.Dims), series: uint16(b.series.of(series{r.Kind, r.Measure}))}
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
	row.bodies = b.bodies.of(bodies{r.Owner, r.Bodies})
	row.ledger = uint16(b.ledger.of(r.Ledger))
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
	p := &Projection{Position: position, places: b.places, side: map[uint32]amount.Value{}, event: map[uint32]ID{}, moreDims: map[uint32]uint32{},
		seriesTab: b.series.list, dimsTab: b.dims.list, standTab: b.stands.list, bodiesTab: b.bodies.list, ledgerTab: b.ledger.list}
	starts, order := b.factOrder()
	entries := b.entryOrder(p, starts)
	p.runs = make([]uint32, b.places.Len()+1)
	p.alloc(len(entries), len(b.facts))
	ordinal := 0
	for _, e := range entries {
		row := &b.rows[e]
		for ; ordinal <= int(row.place); ordinal++ {
			p.runs[ordinal] = uint32(len(p.day))
		}
		if ev, ok := b.event[e]; ok {
			p.event[uint32(len(p.day))] = ev
		}
		p.day = append(p.day, uint16(row.day-calendar.MinDay))
		p.first = append(p.first, uint32(len(p.series)))
		p.stand = append(p.stand, row.stand)
		p.bodies = append(p.bodies, row.bodies)
		p.ledger = append(p.ledger, row.ledger)
		p.id = append(p.id, row.id)
		b.copyFacts(p, order[starts[e]:starts[e+1]])
	}
	for ; ordinal < len(p.runs); ordinal++ {
		p.runs[ordinal] = uint32(len(p.day))
	}
	p.first = append(p.first, uint32(len(p.series)))
	return p
}

func (p *Projection) alloc(entries, facts int) {
	p.day = make([]uint16, 0, entries)
	p.first = make([]uint32, 0, entries+1)
	p.stand = make([]uint16, 0, entries)
	p.bodies = make([]uint32, 0, entries)
	p.ledger = make([]uint16, 0, entries)
	p.id = make([]ID, 0, entries)
	p.series = make([]uint16, 0, facts)
	p.dims = make([]uint16, 0, facts)
	p.value = make([]int32, 0, facts)
	p.tag = make([]uint8, 0, facts)
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
func (b *Builder) entryOrder(p *Projection, starts []uint32) []uint32 {
	var out []uint32
	for e := range b.rows {
		switch {
		case starts[e] == starts[e+1] || !b.rows[e].stood:
		case b.rows[e].place < 0:
			p.strays++
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
	return out
}

func (b *Builder) copyFacts(p *Projection, order []uint32) {
	for _, i := range order {
		f := &b.facts[i]
		if f.tag == sideTag {
			p.side[uint32(len(p.series))] = b.side[i]
		}
		p.series = append(p.series, f.series)
		if f.dims < manyDims {
			p.dims = append(p.dims, uint16(f.dims))
		} else {
			p.moreDims[uint32(len(p.dims))] = f.dims
			p.dims = append(p.dims, manyDims)
		}
		p.value = append(p.value, f.value)
		p.tag = append(p.tag, f.tag)
	}
}

// valueAt is the value of a fact.
func (p *Projection) valueAt(f uint32) amount.Value {
	if p.tag[f] == sideTag {
		return p.side[f]
	}
	return amount.ExactValue(int64(p.value[f]), amount.Basis(p.tag[f]))
}

// eventOf is the id of the shared event an entry belongs to, its own by
// default.
func (p *Projection) eventOf(e uint32) ID {
	if ev, ok := p.event[e]; ok {
		return ev
	}
	return p.id[e]
}
