package place

import (
	"cmp"
	"fmt"
	"slices"
)

// RowKind says what a row of a table by place holds.
type RowKind string

// The kinds, in the order of a table.
const (
	// RowUnit: a unit of the asked level (or, without a level, the total).
	RowUnit RowKind = "unit"
	// RowUpper: entries recorded above the asked level, or lying where the map
	// has no unit of that level.
	RowUpper RowKind = "upper"
	// RowUndivided: "không phân chia được".
	RowUndivided RowKind = "undivided"
	// RowUnknown: "chưa rõ đơn vị kế thừa".
	RowUnknown RowKind = "unknown"
)

var rowOrder = map[RowKind]int{RowUnit: 0, RowUpper: 1, RowUndivided: 2, RowUnknown: 3}

// Row is one line of a table by place. Unit rows are listed even if nothing
// lands in them; the others need printing only if they hold facts.
type Row struct {
	Kind    RowKind
	PlaceID string // unit, or node at which the rest stands; "" is the root
	Name    string // full name on the map day
	Code    string // official code on the map day, "" if none
	Note    Text   // what the row leaves out, or why it could not be divided
	// From and To are the first and last day of the period on which a unit of
	// an own-day table stood in the asked place; zero in other tables.
	From, To Day
	// Behind lists the places whose own records stand in an undivided or
	// unknown row.
	Behind []string
	// Outside lists places that lie in this unit but not in the asked place:
	// their entries are not in the row (Trà Lĩnh without Quốc Toản).
	Outside []string
}

// Layout says for every place in which row of a table its entries count. It
// is immutable; a caller may keep it by (asked, map, period, level, registry).
type Layout struct {
	Asked     string
	Name      string // of the asked place on the member day
	Map       MapSpec
	Period    Period
	Level     Level
	MemberDay Day // decides what belongs to the asked place (see Resolve)
	MapDay    Day // the map of the rows
	// Unit gives the row of a place by ordinal, -1 for places outside the
	// asked one. It is nil for own-day: ask UnitOn.
	Unit      []int32
	Rows      []Row
	Footnotes []Footnote

	own *ownDays
}

// UnitOn is the row in which an entry of a place and a day counts, -1 if it
// does not belong. Only own-day looks at the day.
func (l *Layout) UnitOn(ordinal int, d Day) int {
	if l.own == nil {
		if ordinal < 0 || ordinal >= len(l.Unit) {
			return -1
		}
		return int(l.Unit[ordinal])
	}
	return l.own.row(ordinal, d)
}

// Layout builds the table of a place or group ("" is everything) by the units
// of a level, or its total alone for LevelAny. Membership and map days follow
// Resolve. Errors: those of Resolve, and an unknown level.
func (r *Registry) Layout(asked string, m MapSpec, p Period, level Level) (*Layout, error) {
	if _, ok := rank(level); !ok && level != LevelAny {
		return nil, fmt.Errorf("level %q is not nation, province, district, commune or hamlet", level)
	}
	memberDay, mapDay, err := r.Resolve(m, asked, p)
	if err != nil {
		return nil, err
	}
	l := &Layout{Asked: asked, Map: m, Period: p, Level: level, MemberDay: memberDay, MapDay: mapDay}
	l.Name = r.FullName(asked, memberDay)
	if asked == "" {
		l.Name = everything
	}
	b := newTabler(r, l)
	if m.Kind == MapOwnDay {
		b.layOwnDays()
	} else {
		b.lay()
	}
	return l, nil
}

// tabler builds one Layout.
type tabler struct {
	r       *Registry
	l       *Layout
	c       *carrier   // the map day
	sel     *selection // the member day
	keys    []rowKey   // by provisional row
	rowOf   map[rowKey]int32
	lacking map[rowKey]bool // upper rows that stand for a level the map lacks
}

// rowKey identifies a row while a table is built; node -1 is the root.
type rowKey struct {
	kind RowKind
	node int32
}

func newTabler(r *Registry, l *Layout) *tabler {
	b := &tabler{r: r, l: l, c: r.carry(l.MapDay), rowOf: map[rowKey]int32{}, lacking: map[rowKey]bool{}}
	members := b.c
	if l.MemberDay != l.MapDay {
		members = r.carry(l.MemberDay)
	}
	b.sel = r.selectOn(l.Asked, members).remember()
	return b
}

// lay fills Unit for one map day.
func (b *tabler) lay() {
	b.l.Unit = make([]int32, b.r.Len())
	b.listOwnUnits()
	for o := range int32(b.r.Len()) {
		b.l.Unit[o] = -1
		if b.sel.has(o) {
			b.l.Unit[o] = b.row(b.key(b.c, b.c.land(o)))
		}
	}
	b.sortRows(b.c.ranks(b.rowNodes()))
	b.describe()
	b.footnotes()
}

// listOwnUnits gives a row to every unit of the level that stands under the
// asked place on the map, whether or not anything lands there. A place that
// is not in force on the map has none: its rows are those of its parts.
func (b *tabler) listOwnUnits() {
	if b.l.Level == LevelAny {
		b.row(b.total())
		return
	}
	if b.l.MemberDay != b.l.MapDay {
		return
	}
	for o := range int32(b.r.Len()) {
		if b.r.level[o] == b.l.Level && b.r.alive(o, b.l.MapDay) && b.sel.holds(o) {
			b.row(rowKey{RowUnit, o})
		}
	}
}

func (b *tabler) total() rowKey { return rowKey{RowUnit, b.r.look(b.l.Asked)} }

// key finds the row of a landing. Nothing shows above an asked place that is
// on the map: asked by a level above its own, it is its own only row.
func (b *tabler) key(c *carrier, l landed) rowKey {
	if b.l.Level == LevelAny {
		return b.total()
	}
	top := b.r.look(b.l.Asked)
	capped := top >= 0 && b.r.alive(top, c.day)
	if u := c.atLevel(l.node, b.l.Level); u >= 0 && (!capped || c.within(u, top)) {
		return rowKey{RowUnit, u}
	}
	k := rowKey{RowUpper, c.aboveLevel(l.node, b.l.Level)}
	if capped && !c.within(k.node, top) {
		k.node = top
	}
	switch l.kind {
	case Undivided:
		k.kind = RowUndivided
	case Unresolved:
		k.kind = RowUnknown
	case Exact:
		if k.node != l.node {
			b.lacking[k] = true
		}
	}
	return k
}

func (b *tabler) row(k rowKey) int32 {
	i, ok := b.rowOf[k]
	if !ok {
		i = int32(len(b.keys))
		b.rowOf[k] = i
		b.keys = append(b.keys, k)
	}
	return i
}

// rowNodes lists the places that have rows.
func (b *tabler) rowNodes() []int32 {
	nodes := make([]int32, 0, len(b.keys))
	for _, k := range b.keys {
		if k.node >= 0 && b.r.alive(k.node, b.c.day) {
			nodes = append(nodes, k.node)
		}
	}
	return nodes
}

// sortRows puts rows into the order of a table, by kind and then by the rank
// of their places (the root first), and renumbers what points to them.
func (b *tabler) sortRows(rank map[int32]int32) {
	order := make([]int, len(b.keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		x, y := b.keys[i], b.keys[j]
		return cmp.Or(cmp.Compare(rowOrder[x.kind], rowOrder[y.kind]), cmp.Compare(rankOf(rank, x.node), rankOf(rank, y.node)))
	})
	keys, to := make([]rowKey, len(order)), make([]int32, len(order))
	for i, from := range order {
		keys[i], to[from] = b.keys[from], int32(i)
		b.rowOf[keys[i]] = int32(i)
	}
	b.keys = keys
	b.renumber(b.l.Unit, to)
	if b.l.own != nil {
		b.renumber(b.l.own.rows, to)
	}
}

func rankOf(rank map[int32]int32, node int32) int32 {
	if node < 0 {
		return -1
	}
	return rank[node]
}

func (b *tabler) renumber(rows, to []int32) {
	for i, row := range rows {
		if row >= 0 {
			rows[i] = to[row]
		}
	}
}
