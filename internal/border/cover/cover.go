// Package cover says which stretches of the line were covered, by one patrol and
// in a period.
//
// The covered set of a patrol is every place of the line that lies within the
// corridor of some piece of its cleaned track: the union, over neighbouring
// fixes a and b of a part, of { s : distance(line(s), [a,b]) <= w }. It does not
// depend on order or direction, unites over devices and patrols, and grows with
// w and with every fix within a part. Taking the nearest chainage of each fix
// instead would be simpler and wrong by hundreds of metres in bends.
//
// Only patrols in a counted state may come here: no plan, nothing in quarantine,
// nothing without times, and no doubtful clock before somebody verified it. A
// patrol counts on the day it ended, once, whatever day its fixes are of.
package cover

import (
	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
)

// Ruler covers one course by the corridors of its segments. It keeps what it
// needs between patrols and serves one goroutine.
type Ruler struct {
	line  *border.Line
	zones []zone
}

// zone is the part of a course with one half-width.
type zone struct {
	sweep *sweep
	where span.Set
}

// NewRuler makes ready for many patrols.
func NewRuler(c *border.Course) *Ruler {
	r := &Ruler{line: c.Line}
	for i := range c.Segments {
		s := &c.Segments[i]
		z := r.zone(float64(s.WidthM()))
		z.where = span.Union(z.where, span.Set{s.Calibration.Span()})
	}
	return r
}

// NewAlong covers a line with one half-width in metres: the rule itself,
// without segments.
func NewAlong(l *border.Line, w float64) *Ruler {
	return &Ruler{line: l, zones: []zone{{newSweep(l, w), span.Set{l.Whole()}}}}
}

func (r *Ruler) zone(w float64) *zone {
	for i := range r.zones {
		if r.zones[i].sweep.w == w {
			return &r.zones[i]
		}
	}
	r.zones = append(r.zones, zone{sweep: newSweep(r.line, w)})
	return &r.zones[len(r.zones)-1]
}

// Covered is what parts cover in s. Give it all parts of all devices of a patrol.
func (r *Ruler) Covered(parts ...walk.Part) span.Set {
	var all []span.Set
	for i := range r.zones {
		all = append(all, r.zones[i].sweep.covered(parts).Common(r.zones[i].where))
	}
	return span.Union(all...)
}

// sweep covers one line with one half-width.
type sweep struct {
	line  *border.Line
	w     float64
	a, b  geo.Point // the piece in hand
	visit func(leg int)

	// full marks the legs that the patrol in hand covers wholly: most pieces lie
	// beside legs covered before.
	full    border.Marks
	touched []int // words of full that are not zero
	spans   []span.Span
}

func newSweep(l *border.Line, w float64) *sweep {
	s := &sweep{line: l, w: w, full: l.NewMarks()}
	s.visit = s.leg
	return s
}

func (s *sweep) covered(parts []walk.Part) span.Set {
	for _, part := range parts {
		if len(part) == 1 { // known at one place only: a disc
			s.piece(part[0].Point, part[0].Point)
		}
		for i := 1; i < len(part); i++ {
			s.piece(part[i-1].Point, part[i].Point)
		}
	}
	out := span.Of(s.spans...)
	for _, word := range s.touched {
		s.full[word] = 0
	}
	s.spans, s.touched = s.spans[:0], s.touched[:0]
	return out
}

func (s *sweep) piece(a, b geo.Point) {
	s.a, s.b = a, b
	s.line.Candidates(a, b, s.w, s.full, s.visit)
}

// leg adds what the piece in hand covers of one leg.
func (s *sweep) leg(i int) {
	g := s.line.Leg(i)
	lo, hi := reach(&g, g.Local(s.a), g.Local(s.b), s.w)
	if !(lo < hi) { // nor where a fix is no place
		return
	}
	if lo == 0 && hi == g.L {
		if word, first := s.full.Set(i); first {
			s.touched = append(s.touched, word)
		}
	}
	s.add(span.Span{From: span.OfMetres(g.S + lo), To: span.OfMetres(g.S + hi)})
}

// add keeps neighbouring legs as one stretch, which they mostly are.
func (s *sweep) add(x span.Span) {
	if n := len(s.spans); n > 0 {
		if last := &s.spans[n-1]; last.From <= x.From && x.From <= last.To {
			last.To = max(last.To, x.To)
			return
		}
	}
	s.spans = append(s.spans, x)
}
