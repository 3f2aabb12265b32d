package figure

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"sync"

	"phendau/internal/amount"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// spot is where an entry stands or once stood.
type spot struct {
	place int32
	day   Day
	id    ID
}

// minTail is the number of changed entries a projection carries beside its
// load before both are merged; above it the tail may be tailShare of the load.
// Every query walks both, so a tail costs its share of a scan.
const (
	minTail   = 5_000
	tailShare = 0.05
)

// Change starts the next state of some entries. The builder takes all lines
// and standings such an entry ever had: where it once stood is how its old
// state is found. One change at a time may be under way on projections that
// come from one load; readers are not disturbed.
func (p *Projection) Change() *Builder {
	return &Builder{places: p.places, entries: map[ID]uint32{}, side: map[uint32]amount.Value{}, event: map[uint32]ID{}, tabs: p.tabs, change: true}
}

// With is the projection in which the entries of a change have their new
// state. It equals a load of the same lines.
func (p *Projection) With(b *Builder, position []ledger.Position) *Projection {
	n := *p
	n.Position = position
	n.read(b.tabs)
	n.memo = p.memo.grown(p, &n)
	n.firstDay = sync.OnceValue(n.firstDays)
	if len(b.rows) == 0 {
		return &n
	}
	fresh, strays := b.columns()
	n.strays = strays
	for _, id := range p.strays {
		if _, again := b.entries[id]; !again {
			n.strays = append(n.strays, id)
		}
	}
	n.parts = []*columns{p.parts[0].without(b.spots), fresh}
	if len(p.parts) > 1 {
		n.parts[1] = merged(p.parts[1], fresh, b.entries)
	}
	if base, tail := len(n.parts[0].day), len(n.parts[1].day); tail > max(minTail, int(tailShare*float64(base))) {
		n.parts = []*columns{merged(n.parts[0], n.parts[1], nil)}
	} else {
		n.parts[1].from = uint32(base)
	}
	return &n
}

// On is the projection against another state of the registry, nil where an
// entry would gain or lose its place, so that the log must be read again.
func (p *Projection) On(places *place.Registry) *Projection {
	n := *p
	n.places, n.memo = places, newMemo()
	n.firstDay = sync.OnceValue(n.firstDays)
	was, same := make([]int, places.Len()), places.Len() == p.places.Len()
	for o := range was {
		was[o] = p.places.Ordinal(places.ID(o))
		same = same && was[o] == o
	}
	if same {
		return &n
	}
	n.parts = nil
	for _, c := range p.parts {
		moved := c.carried(was)
		if len(moved.day) != len(c.day) || len(p.strays) > 0 {
			return nil
		}
		n.parts = append(n.parts, moved)
	}
	return &n
}

// without masks the entries found at the spots. All columns are shared but the
// standings.
func (c *columns) without(spots []spot) *columns {
	out := c
	for _, s := range spots {
		e, ok := c.find(s)
		if !ok || out.stand[e] == maskedStand {
			continue
		}
		if out == c {
			copied := *c
			out = &copied
			out.stand = slices.Clone(c.stand)
		}
		out.stand[e] = maskedStand
		out.masked++
		out.maskedFacts += int(c.first[e+1] - c.first[e])
	}
	return out
}

func (c *columns) find(s spot) (e uint32, ok bool) {
	if s.place < 0 {
		return 0, false
	}
	lo, hi := c.runs[s.place], c.runs[s.place+1]
	day := uint16(s.day - minDay)
	n, ok := sort.Find(int(hi-lo), func(i int) int {
		e := lo + uint32(i)
		return cmp.Or(cmp.Compare(day, c.day[e]), bytes.Compare(s.id[:], c.id[e][:]))
	})
	return lo + uint32(n), ok
}

// anyAt reports whether an entry stands, or stood, at a place.
func (p *Projection) anyAt(ordinal int) bool {
	return slices.ContainsFunc(p.parts, func(c *columns) bool { return c.runs[ordinal] != c.runs[ordinal+1] })
}
