package figure

import (
	"bytes"
	"cmp"

	"phendau/internal/amount"
)

// columns are entries sorted by (place, day, id), the facts of an entry
// together. They never change.
type columns struct {
	from uint32 // number of the first entry among all parts of a projection

	// By entry.
	runs   []uint32 // by place ordinal: first entry; the last element ends the list
	day    []uint16 // days since calendar.MinDay
	first  []uint32 // first fact; one element more than entries
	stand  []uint16 // maskedStand: the entry stands in a later part, or nowhere
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
	met    bases // of the tags

	moreDims map[uint32]uint32

	masked, maskedFacts int
}

// bases is a set of bases of values.
type bases uint8

func (s bases) has(b uint8) bool { return s>>b&1 == 1 }

// bases are those of all exact values, and that of what is counted.
func (p *Projection) bases() bases {
	met := bases(1 << amount.Counted)
	for _, c := range p.parts {
		met |= c.met
	}
	return met
}

// maskedStand is the standing that no query takes.
const maskedStand = 0

func newColumns(places, entries, facts int) *columns {
	return &columns{
		runs: make([]uint32, places+1), event: map[uint32]ID{}, side: map[uint32]amount.Value{}, moreDims: map[uint32]uint32{},
		day: make([]uint16, 0, entries), first: make([]uint32, 0, entries+1), stand: make([]uint16, 0, entries),
		bodies: make([]uint32, 0, entries), ledger: make([]uint16, 0, entries), id: make([]ID, 0, entries),
		series: make([]uint16, 0, facts), dims: make([]uint16, 0, facts), value: make([]int32, 0, facts), tag: make([]uint8, 0, facts),
	}
}

// end closes the runs of the places from ordinal on.
func (c *columns) end(ordinal int) {
	for ; ordinal < len(c.runs); ordinal++ {
		c.runs[ordinal] = uint32(len(c.day))
	}
	c.first = append(c.first, uint32(len(c.series)))
}

func (c *columns) bytes() int64 {
	entry := int64(len(c.day)) * (2 + 4 + 2 + 4 + 2 + 16)
	fact := int64(len(c.series)) * (2 + 2 + 4 + 1)
	return entry + fact + int64(len(c.runs))*4 + int64(len(c.side))*96 + int64(len(c.event))*40
}

// take copies an entry of o behind the last one.
func (c *columns) take(o *columns, e uint32) {
	if ev, ok := o.event[e]; ok {
		c.event[uint32(len(c.day))] = ev
	}
	c.met |= o.met
	from, to := o.first[e], o.first[e+1]
	for f := from; f < to; f++ {
		at := uint32(len(c.series)) + f - from
		if o.tag[f] == sideTag {
			c.side[at] = o.side[f]
		}
		if o.dims[f] == manyDims {
			c.moreDims[at] = o.moreDims[f]
		}
	}
	c.day = append(c.day, o.day[e])
	c.first = append(c.first, uint32(len(c.series)))
	c.stand = append(c.stand, o.stand[e])
	c.bodies = append(c.bodies, o.bodies[e])
	c.ledger = append(c.ledger, o.ledger[e])
	c.id = append(c.id, o.id[e])
	c.series = append(c.series, o.series[from:to]...)
	c.dims = append(c.dims, o.dims[from:to]...)
	c.value = append(c.value, o.value[from:to]...)
	c.tag = append(c.tag, o.tag[from:to]...)
}

// merged are the entries of both without the masked ones and those of a that
// b replaces.
func merged(a, b *columns, replaced map[ID]uint32) *columns {
	places := len(a.runs) - 1
	out := newColumns(places, len(a.day)-a.masked+len(b.day), len(a.series)-a.maskedFacts+len(b.series))
	for o := range places {
		out.runs[o] = uint32(len(out.day))
		x, y := a.runs[o], b.runs[o]
		for x < a.runs[o+1] || y < b.runs[o+1] {
			if x == a.runs[o+1] || y < b.runs[o+1] && b.before(y, a, x) {
				out.take(b, y)
				y++
				continue
			}
			if _, gone := replaced[a.id[x]]; !gone && a.stand[x] != maskedStand {
				out.take(a, x)
			}
			x++
		}
	}
	out.end(places)
	return out
}

// before compares two entries of one place.
func (c *columns) before(e uint32, o *columns, x uint32) bool {
	return cmp.Or(cmp.Compare(c.day[e], o.day[x]), bytes.Compare(c.id[e][:], o.id[x][:])) < 0
}

// carried are the same entries where the places have other ordinals; was
// gives the old one, -1 for a new place.
func (c *columns) carried(was []int) *columns {
	out := newColumns(len(was), len(c.day), len(c.series))
	out.from, out.masked, out.maskedFacts = c.from, c.masked, c.maskedFacts
	for o, old := range was {
		out.runs[o] = uint32(len(out.day))
		if old < 0 {
			continue
		}
		for e := c.runs[old]; e < c.runs[old+1]; e++ {
			out.take(c, e)
		}
	}
	out.end(len(was))
	return out
}

func (c *columns) dimsOf(f uint32) uint32 {
	if d := c.dims[f]; d != manyDims {
		return uint32(d)
	}
	return c.moreDims[f]
}

// valueAt is the value of a fact.
func (c *columns) valueAt(f uint32) amount.Value {
	if c.tag[f] == sideTag {
		return c.side[f]
	}
	return amount.ExactValue(int64(c.value[f]), amount.Basis(c.tag[f]))
}

// eventOf is the id of the shared event an entry belongs to, its own by
// default.
func (c *columns) eventOf(e uint32) ID {
	if ev, ok := c.event[e]; ok {
		return ev
	}
	return c.id[e]
}

// placeOf finds the place ordinal of an entry from the runs.
func (c *columns) placeOf(e uint32) int {
	lo, hi := 0, len(c.runs)-1
	for lo+1 < hi {
		if mid := (lo + hi) / 2; c.runs[mid] <= e {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
