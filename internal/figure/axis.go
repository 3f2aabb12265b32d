package figure

import (
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/ledger"
)

// Unclassified is the column of what no part of a breakdown covers ("chưa
// phân loại").
const Unclassified = ""

// splitAxis is the third axis of a table: values of a dimension, owners,
// kinds, bases or states. Without a split it has the one column "". Columns
// the catalogue does not order stand by their keys: the order in which entries
// came must not show, or two processes would answer differently.
type splitAxis struct {
	by   string
	keys []string
	at   map[string]int32 // of a key in keys; references may be thousands
	// additive is false where one entry may stand in several columns.
	additive bool

	byDims, byBodies [][]int32 // columns by interned dims, bodies
	bySeries         []int32
	byStand          []int32
}

func newSplitAxis(g *program, by string) *splitAxis {
	a := &splitAxis{by: by, additive: true, at: map[string]int32{}}
	switch {
	case by == "":
		a.key("")
	case strings.HasPrefix(by, "dim:"):
		a.fromDims(g, strings.TrimPrefix(by, "dim:"))
	case by == ByBody || by == ByParticipant:
		a.fromBodies(g, by == ByParticipant)
	case by == ByKind:
		a.fromKinds(g)
	case by == ByBasis:
		for b := range amount.Basis(amount.Bases) {
			a.key(b.String())
		}
	case by == ByStatus:
		a.fromStands(g)
	}
	return a
}

func statusKey(s Stand) string {
	if s.Status == ledger.Verified {
		return Status(s.Level).String()
	}
	return string(s.Status)
}

// key is the column of a key, a new one behind the others if it has none.
func (a *splitAxis) key(k string) int32 {
	i, ok := a.at[k]
	if !ok {
		i = int32(len(a.keys))
		a.at[k], a.keys = i, append(a.keys, k)
	}
	return i
}

// sorted gives the keys behind those there already their columns.
func (a *splitAxis) sorted(keys map[string]bool) {
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		a.key(k)
	}
}

// fromKinds lists the kinds in the catalogue's order.
func (a *splitAxis) fromKinds(g *program) {
	keys := map[string]bool{}
	for _, s := range g.p.seriesTab {
		keys[s.kind] = true
	}
	for _, k := range g.ctx.Catalogue.KindOrder {
		if keys[k] {
			a.key(k)
		}
	}
	a.sorted(keys)
	a.bySeries = make([]int32, len(g.p.seriesTab))
	for i, s := range g.p.seriesTab {
		a.bySeries[i] = a.key(s.kind)
	}
}

func (a *splitAxis) fromStands(g *program) {
	keys := map[string]bool{}
	for _, s := range g.p.standTab[maskedStand+1:] {
		keys[statusKey(s)] = true
	}
	a.sorted(keys)
	a.byStand = make([]int32, len(g.p.standTab))
	for i, s := range g.p.standTab[maskedStand+1:] {
		a.byStand[maskedStand+1+i] = a.key(statusKey(s))
	}
}

// fromDims lists the catalogue's values first, in the catalogue's order, then
// references.
func (a *splitAxis) fromDims(g *program, dim string) {
	a.key(Unclassified)
	if d := g.ctx.Catalogue.Dimensions[dim]; d != nil {
		for _, v := range d.Values {
			a.key(v.ID)
		}
		a.additive = !d.Multi && d.Parts != "overlapping"
	}
	parsed, keys := g.p.parsedDims(), map[string]bool{}
	for _, dims := range parsed {
		for _, v := range dims[dim] {
			keys[v] = true
		}
	}
	a.sorted(keys)
	a.byDims = make([][]int32, len(parsed))
	for i, dims := range parsed {
		if len(dims[dim]) == 0 {
			a.byDims[i] = []int32{0}
		}
		for _, v := range dims[dim] {
			a.byDims[i] = append(a.byDims[i], a.key(v))
		}
	}
}

func (a *splitAxis) fromBodies(g *program, participants bool) {
	keys := map[string]bool{}
	for _, b := range g.p.bodiesTab {
		keys[b.owner] = true
		if participants {
			for _, id := range ledger.ParseBodies(b.list) {
				keys[id] = true
			}
		}
	}
	a.sorted(keys)
	a.byBodies = make([][]int32, len(g.p.bodiesTab))
	for i, b := range g.p.bodiesTab {
		cols := []int32{a.key(b.owner)}
		if participants {
			for _, id := range ledger.ParseBodies(b.list) {
				if c := a.key(id); !slices.Contains(cols, c) {
					cols = append(cols, c)
				}
			}
		}
		a.byBodies[i] = cols
	}
	a.additive = !participants
}

var firstColumn = []int32{0}

// columns finds the columns of a fact; scratch avoids an allocation.
func (a *splitAxis) columns(c *columns, e, f uint32, scratch *[1]int32) []int32 {
	switch {
	case a.by == "":
		return firstColumn
	case a.byDims != nil:
		return a.byDims[c.dimsOf(f)]
	case a.byBodies != nil:
		return a.byBodies[c.bodies[e]]
	case a.bySeries != nil:
		scratch[0] = a.bySeries[c.series[f]]
	case a.byStand != nil:
		scratch[0] = a.byStand[c.stand[e]]
	default:
		scratch[0] = int32(c.valueAt(f).Basis)
	}
	return scratch[:]
}
