package figure

import (
	"runtime"
	"slices"
	"sync"

	"phendau/internal/amount"
)

// count is how many entries a cell holds.
type count struct {
	entries uint32
	last    uint32 // last entry counted, plus one: facts of one stand together
}

// grid holds what a scan has added up, by cell. Exact values are sums by basis,
// each basis in a slice of its own that is nil where no fact has it: a table of
// thousands of rows stays small. Inexact values lie beside them.
type grid struct {
	counts  []count
	basis   [amount.Bases][]int64
	sums    [][]int64           // those of basis that are there
	inexact map[int]*amount.Sum // all inexact values of a cell
	lone    map[int]amount.Value
	sets    map[int]map[member]struct{}
}

// whole is the exact sum of a cell over all bases.
func (gr *grid) whole(cell int) (v int64) {
	for _, sums := range gr.sums {
		v += sums[cell]
	}
	return v
}

// member is one element of a distinct set: an id, or an interned text.
type member struct {
	id   ID
	text string
}

// newGrid is an empty grid of n cells for facts of some bases.
func newGrid(n int, met bases) *grid {
	gr := &grid{counts: make([]count, n), inexact: map[int]*amount.Sum{}, lone: map[int]amount.Value{}, sets: map[int]map[member]struct{}{}}
	for b := range gr.basis {
		if met.has(uint8(b)) {
			gr.basis[b] = make([]int64, n)
			gr.sums = append(gr.sums, gr.basis[b])
		}
	}
	return gr
}

// beside is a grid that adds into the same cells.
func (gr *grid) beside() *grid {
	o := newGrid(0, 0)
	o.counts, o.basis, o.sums = gr.counts, gr.basis, gr.sums
	return o
}

// exact are the exact sums of a cell.
func (gr *grid) exact(cell int) (out [amount.Bases]int64) {
	for b, sums := range gr.basis {
		if sums != nil {
			out[b] = sums[cell]
		}
	}
	return out
}

// visit is told every contribution of a drill: the cell, the entry, the fact
// and the value with its sign.
type visit func(cell int, c *columns, e, f uint32, v amount.Value, sign int)

func (g *program) cells() int {
	return len(g.layout.Rows) * len(g.buckets) * len(g.split.keys) * len(g.slots)
}

func (g *program) cell(row, t, col, slot int) int {
	return ((row*len(g.buckets)+t)*len(g.split.keys)+col)*len(g.slots) + slot
}

// minParallel is the number of facts below which a second goroutine costs
// more than it saves.
const minParallel = 100_000

// scan runs the program over all facts, on several processors where that
// pays. Ranges of places that share no row write into one grid.
func (g *program) scan() *grid {
	n := 1
	if g.p.Facts() >= minParallel {
		n = runtime.GOMAXPROCS(0)
	}
	bounds := g.placeRanges(n)
	shared := n > 1 && g.disjoint(bounds)
	parts := make([]*grid, n)
	for i := range parts {
		if shared && i > 0 {
			parts[i] = parts[0].beside()
			continue
		}
		parts[i] = newGrid(g.cells(), g.p.bases())
	}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { g.scanPlaces(bounds[i], bounds[i+1], parts[i], nil) })
	}
	wg.Wait()
	for _, o := range parts[1:] {
		if !shared {
			parts[0].addCells(o)
		}
		parts[0].merge(o)
	}
	return parts[0]
}

// disjoint reports whether no row of the table lies in two ranges of places.
func (g *program) disjoint(bounds []int) bool {
	if g.layout.Unit == nil {
		return false
	}
	owner := make([]int32, len(g.layout.Rows))
	for i := 0; i+1 < len(bounds); i++ {
		for o := bounds[i]; o < bounds[i+1]; o++ {
			row := g.layout.Unit[o]
			if row < 0 || !g.p.anyAt(o) {
				continue
			}
			if owner[row] != 0 && owner[row] != int32(i+1) {
				return false
			}
			owner[row] = int32(i + 1)
		}
	}
	return true
}

// placeRanges cuts the places into n ranges of about equal numbers of
// entries.
func (g *program) placeRanges(n int) []int {
	base, places := g.p.parts[0], g.p.places.Len()
	out := make([]int, n+1)
	out[n] = places
	for i := 1; i < n; i++ {
		want := uint32(len(base.day) * i / n)
		out[i], _ = slices.BinarySearch(base.runs, want)
		out[i] = min(max(out[i], out[i-1]), places)
	}
	return out
}

// addCells adds the cells of another grid.
func (gr *grid) addCells(o *grid) {
	for i := range o.counts {
		gr.counts[i].entries += o.counts[i].entries
	}
	for b, sums := range o.basis {
		for i, v := range sums {
			gr.basis[b][i] += v
		}
	}
}

// merge takes over what lies beside the cells of another grid.
func (gr *grid) merge(o *grid) {
	for i, s := range o.inexact {
		if have, ok := gr.inexact[i]; ok {
			have.AddSum(s)
		} else {
			gr.inexact[i], gr.lone[i] = s, o.lone[i]
		}
	}
	for i, set := range o.sets {
		if gr.sets[i] == nil {
			gr.sets[i] = set
			continue
		}
		for m := range set {
			gr.sets[i][m] = struct{}{}
		}
	}
}

// scanPlaces runs over the entries of places [from, to). With a visit it
// reports contributions instead of adding them.
func (g *program) scanPlaces(from, to int, gr *grid, see visit) {
	for _, c := range g.p.parts {
		g.scanPart(c, from, to, gr, see)
	}
}

func (g *program) scanPart(c *columns, from, to int, gr *grid, see visit) {
	ownDay := g.layout.Unit == nil
	for place := from; place < to; place++ {
		lo, hi := c.runs[place], c.runs[place+1]
		if lo == hi {
			continue
		}
		row := -1
		if !ownDay {
			if row = int(g.layout.Unit[place]); row < 0 {
				continue
			}
		}
		run := c.day[lo:hi]
		start, _ := slices.BinarySearch(run, g.lo)
		for e := lo + uint32(start); e < hi && c.day[e] <= g.hi; e++ {
			if !g.allowed[c.stand[e]] || (g.seen != nil && !g.seen[c.bodies[e]]) {
				continue
			}
			if ownDay {
				if row = g.layout.UnitOn(place, minDay+Day(c.day[e])); row < 0 {
					continue
				}
			}
			g.scanEntry(c, place, row, e, gr, see)
		}
	}
}

// scanEntry adds the facts of one entry. Most terms ask for nothing but a
// list of dimension values; they are added here, the others by slowTerm.
func (g *program) scanEntry(c *columns, place, row int, e uint32, gr *grid, see visit) {
	t := int(g.bucket[c.day[e]-g.lo])
	part := g.part[c.stand[e]]
	from, to := c.first[e], c.first[e+1]
	if see != nil || part {
		g.slowEntry(c, place, row, t, e, gr, see, false)
		return
	}
	at := g.cell(row, t, 0, 0)
	counts := gr.counts
	mark := c.from + e + 1
	rest := false
	for f := from; f < to; f++ {
		terms := &g.plain[c.series[f]]
		rest = rest || terms.slow
		plain := terms.list
		if len(plain) == 0 {
			continue
		}
		tag := c.tag[f]
		if tag == sideTag {
			rest = true
			continue
		}
		dims, v := c.dims[f], int64(c.value[f])
		if dims == manyDims {
			g.manyPlain(c, plain, e, f, at, gr)
			continue
		}
		sums := gr.basis[tag]
		for i := range plain {
			x := &plain[i]
			if x.dims != nil && !x.dims[dims] {
				continue
			}
			cell := at + int(x.slot)
			counts[cell].once(mark)
			sums[cell] += v
		}
	}
	if rest {
		g.slowEntry(c, place, row, t, e, gr, nil, true)
	}
}

// manyPlain is the rare fact whose list has a number beyond 16 bits.
func (g *program) manyPlain(c *columns, plain []plainTerm, e, f uint32, at int, gr *grid) {
	dims := c.dimsOf(f)
	for i := range plain {
		if x := &plain[i]; x.dims == nil || x.dims[dims] {
			cell := at + int(x.slot)
			gr.counts[cell].once(c.from + e + 1)
			gr.basis[c.tag[f]][cell] += int64(c.value[f])
		}
	}
}

// once counts an entry once.
func (t *count) once(mark uint32) {
	if t.last != mark {
		t.last = mark
		t.entries++
	}
}

// slowEntry runs the terms of an entry one by one. With rest only what the
// fast pass left is taken: slow terms, and values that are not small and
// exact.
func (g *program) slowEntry(c *columns, place, row, t int, e uint32, gr *grid, see visit, rest bool) {
	for f := c.first[e]; f < c.first[e+1]; f++ {
		terms := g.terms[c.series[f]]
		for i := range terms {
			x := &terms[i]
			if rest && !x.slow && c.tag[f] != sideTag {
				continue
			}
			if x.dims != nil && !x.dims[c.dimsOf(f)] {
				continue
			}
			g.slowTerm(x, c, place, row, t, e, f, gr, see)
		}
	}
}

func (g *program) slowTerm(x *term, c *columns, place, row, t int, e, f uint32, gr *grid, see visit) {
	if (x.bodies != nil && !x.bodies[c.bodies[e]]) || (x.places != nil && !x.places[place]) ||
		(x.covered != nil && x.isCovered(place, c.day[e])) || !g.takes(x, c, e, f) {
		return
	}
	if g.split.by == "" {
		g.put(g.cell(row, t, 0, x.slot), x, c, e, f, 1, gr, see)
		return
	}
	var scratch [1]int32
	g.putSplit(row, t, x, c, e, f, &scratch, gr, see)
}

// takes applies the filters that need more than one table.
func (g *program) takes(x *term, c *columns, e, f uint32) bool {
	s := &g.slots[x.slot]
	if x.counting && !s.set && !g.every && g.part[c.stand[e]] {
		return false
	}
	if x.evidence && !g.p.standTab[c.stand[e]].Evidence {
		return false
	}
	if x.known {
		b := c.valueAt(f).Basis
		return b == amount.Listed || b == amount.Counted
	}
	return true
}

func (g *program) putSplit(row, t int, x *term, c *columns, e, f uint32, scratch *[1]int32, gr *grid, see visit) {
	for _, col := range g.split.columns(c, e, f, scratch) {
		g.put(g.cell(row, t, int(col), x.slot), x, c, e, f, 1, gr, see)
	}
	if x.split == splitPart {
		g.put(g.cell(row, t, 0, x.slot), x, c, e, f, -1, gr, see)
	}
}

// put adds one contribution to a cell, or shows it.
func (g *program) put(cell int, x *term, c *columns, e, f uint32, sign int, gr *grid, see visit) {
	s := &g.slots[x.slot]
	if see != nil {
		v := c.valueAt(f)
		if s.once {
			v = amount.ExactValue(1, amount.Counted)
		}
		see(cell, c, e, f, v, sign)
		return
	}
	if s.set {
		gr.collect(cell, g.memberOf(s, c, e, f))
	}
	if sign > 0 {
		gr.counts[cell].once(c.from + e + 1)
	}
	switch tag := c.tag[f]; {
	case s.once:
		gr.basis[amount.Counted][cell] += int64(sign)
	case tag != sideTag:
		gr.basis[tag][cell] += int64(sign) * int64(c.value[f])
	default:
		gr.addSide(cell, c.side[f], sign)
	}
}

func (gr *grid) addSide(cell int, v amount.Value, sign int) {
	s := gr.inexact[cell]
	if s == nil {
		s = &amount.Sum{}
		gr.inexact[cell] = s
		gr.lone[cell] = v
	}
	if sign < 0 {
		s.Sub(v)
		return
	}
	s.Add(v)
}

func (gr *grid) collect(cell int, m member) {
	if gr.sets[cell] == nil {
		gr.sets[cell] = map[member]struct{}{}
	}
	gr.sets[cell][m] = struct{}{}
}

func (x *term) isCovered(place int, day uint16) bool {
	for i := range x.covered {
		c := &x.covered[i]
		if day >= c.from && day <= c.to && c.places[place] {
			return true
		}
	}
	return false
}
