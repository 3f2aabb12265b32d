package walk

import (
	"math"

	"phendau/internal/border/geo"
)

// What makes a loop, in metres.
const (
	loopEnds    = 200  // its ends are no farther apart
	loopLength  = 1000 // it is longer
	loopBack    = 50   // as far as a way back lies from the way there
	loopShare   = 0.7  // less of it than this is a way back
	loopStretch = 25   // pieces in which it is looked at
	loopMost    = 2e5  // longer ones are not looked at
)

// IsLoop says whether a patrol went round and came home another way: one of the
// two readings of "khép kín"; there and back on one path is none.
func IsLoop(parts []Part) bool {
	steps, length := stretches(parts)
	if length <= loopLength || length > loopMost {
		return false
	}
	first, last := parts[0], parts[len(parts)-1]
	if geo.Distance(first[0].Point, last[len(last)-1].Point) > loopEnds {
		return false
	}
	back, all := 0.0, 0.0
	for i := range steps {
		all += steps[i].length
		if returned(steps, i) {
			back += steps[i].length
		}
	}
	return back < loopShare*all
}

// stretch is a straight piece of a walk.
type stretch struct {
	middle, way geo.XY
	length      float64
}

// stretches cuts a walk into straight pieces long enough to have a direction
// that the noise of a receiver does not make.
func stretches(parts []Part) (out []stretch, length float64) {
	if len(parts) == 0 {
		return nil, 0
	}
	plane := geo.PlaneAt(parts[0][0].Point)
	for _, part := range parts {
		from := plane.Project(part[0].Point)
		for _, f := range part[1:] {
			to := plane.Project(f.Point)
			way := to.Minus(from)
			if m := way.Length(); m >= loopStretch {
				out = append(out, stretch{from.Plus(way.Times(0.5)), way, m})
				from, length = to, length+m
			}
		}
	}
	return out, length
}

// returned says whether another stretch runs back beside stretch i.
func returned(all []stretch, i int) bool {
	for j := range all {
		d := all[j].middle.Minus(all[i].middle)
		// Middles of two stretches beside each other may be half of both apart
		// along the way; what counts is how far they are apart across it.
		if d.Length() <= (all[i].length+all[j].length)/2+loopBack && math.Abs(across(d, all[i].way)) <= loopBack && all[j].way.Dot(all[i].way) < 0 {
			return true
		}
	}
	return false
}

// across is how far d leads to the side of a way.
func across(d, way geo.XY) float64 { return (way.X*d.Y - way.Y*d.X) / way.Length() }
