// Package order says in which order a patrol came along the line: which way it
// went, where it turned, where two patrols met. It is for showing only. What is
// covered is never taken from here: in a bend a fix lies near several places of
// the line, and only one of them is on the way.
package order

import (
	"math"
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
)

// How much a metre off the line weighs against a metre that the way along the
// line differs from the way walked. Patrols keep some distance from the line all
// the time, but do not leap along it.
const (
	offM  = 50
	leapM = 25
)

// Place is a fix of a part and the place of the line it belongs to.
type Place struct {
	Fix  int // index in the part
	S    span.Decimetre
	OffM float64
}

// Of places the fixes of a part along a line. Of all ways to choose, the one is
// taken whose steps along the line fit the steps walked best, and that keeps
// nearest to the line (Viterbi). It chooses among places within twice w, lest a
// fix a little too far from its own place be given to one beyond a bend; fixes
// more than w metres from their place are then left out.
func Of(l *border.Line, w float64, part walk.Part) []Place {
	var t trellis
	walked := 0.0 // since the last fix that has a place
	for i := range part {
		if i > 0 {
			walked += geo.Distance(part[i-1].Point, part[i].Point)
		}
		if near := candidates(l, part[i].Point, 2*w); len(near) > 0 {
			t.add(i, near, walked)
			walked = 0
		}
	}
	return slices.DeleteFunc(t.best(), func(p Place) bool { return p.OffM > w })
}

// candidates are the places of the line where it comes nearest to a point, one
// for every time it passes.
func candidates(l *border.Line, p geo.Point, w float64) []border.Near {
	var out []border.Near
	last, falling := -2, true
	l.Candidates(p, p, w, nil, func(i int) {
		near := l.NearestOnLeg(i, p)
		if near.Metres > w {
			return
		}
		n := len(out) - 1
		switch {
		case n < 0 || i != last+1: // another pass
			out, falling = append(out, near), true
		case near.Metres <= out[n].Metres:
			if falling {
				out[n] = near
			} else {
				out, falling = append(out, near), true
			}
		default:
			// Going away from the point: what comes nearer again is another pass, once
			// it has been farther away in between.
			falling = falling && near.Metres < out[n].Metres+leapM
		}
		last = i
	})
	return out
}

// trellis has a column of states for every placed fix.
type trellis struct{ columns []column }

type column struct {
	fix    int
	states []state
}

type state struct {
	border.Near
	cost float64
	from int // state of the column before
}

func (t *trellis) add(fix int, near []border.Near, walked float64) {
	c := column{fix: fix}
	for _, n := range near {
		s := state{Near: n}
		if len(t.columns) > 0 {
			s.from, s.cost = t.columns[len(t.columns)-1].cheapest(n, walked)
		}
		s.cost += n.Metres / offM
		c.states = append(c.states, s)
	}
	t.columns = append(t.columns, c)
}

// cheapest is the state from which a place is reached best.
func (c *column) cheapest(to border.Near, walked float64) (from int, cost float64) {
	cost = math.Inf(1)
	for i := range c.states {
		s := &c.states[i]
		along := math.Abs((to.S - s.S).Metres())
		if x := s.cost + math.Abs(along-walked)/leapM; x < cost {
			from, cost = i, x
		}
	}
	return from, cost
}

// best follows the cheapest way back from its end.
func (t *trellis) best() []Place {
	n := len(t.columns)
	if n == 0 {
		return nil
	}
	at := 0
	for i, s := range t.columns[n-1].states {
		if s.cost < t.columns[n-1].states[at].cost {
			at = i
		}
	}
	out := make([]Place, n)
	for i := n - 1; i >= 0; i-- {
		s := &t.columns[i].states[at]
		out[i] = Place{t.columns[i].fix, s.S, s.Metres}
		at = s.from
	}
	return out
}

// Way is which way somebody went.
type Way int

// The ways: along the line from its beginning, against it, or neither.
const (
	Neither Way = iota
	Along
	Against
)

// wayM is how far a walk must lead along the line to have a direction.
const wayM = 200

// WayOf tells the direction of placed fixes as a whole; there and back is
// neither.
func WayOf(places []Place) Way {
	if len(places) == 0 {
		return Neither
	}
	switch d := (places[len(places)-1].S - places[0].S).Metres(); {
	case d >= wayM:
		return Along
	case d <= -wayM:
		return Against
	}
	return Neither
}
