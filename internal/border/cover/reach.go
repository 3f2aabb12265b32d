package cover

import (
	"math"

	"phendau/internal/border"
	"phendau/internal/border/geo"
)

// reach is the stretch of a leg, in metres from its beginning, whose places lie
// within w of the piece between a and b; lo >= hi where there is none. What lies
// within w of a piece is a stadium: two discs and a rectangle. A stadium is
// convex and a leg is straight, so the answer is always one interval.
func reach(g *border.Leg, a, b geo.XY, w float64) (lo, hi float64) {
	in := none
	in.join(disc(g, a, w))
	if u := b.Minus(a); u.Dot(u) > shortest*shortest {
		in.join(disc(g, b, w))
		in.join(rectangle(g, a, u, w))
	}
	return max(0, in.lo), min(g.L, in.hi)
}

const (
	// shortest piece in metres that has a direction.
	shortest = 1e-6
	// flat is a slope that no rounding tells from zero.
	flat = 1e-12
)

// interval is a range of t along a leg; lo > hi is empty.
type interval struct{ lo, hi float64 }

var (
	none = interval{math.Inf(1), math.Inf(-1)}
	all  = interval{math.Inf(-1), math.Inf(1)}
)

func (i *interval) join(o interval) {
	if o.lo <= o.hi {
		i.lo, i.hi = min(i.lo, o.lo), max(i.hi, o.hi)
	}
}

func (i interval) common(o interval) interval { return interval{max(i.lo, o.lo), min(i.hi, o.hi)} }

// disc is where the leg's line lies within w of a point.
func disc(g *border.Leg, a geo.XY, w float64) interval {
	off := cross(g.D, a)
	left := w*w - off*off
	if left < 0 {
		return none
	}
	t, r := a.Dot(g.D), math.Sqrt(left)
	return interval{t - r, t + r}
}

// rectangle is where it lies beside the piece from a along u, within w of it.
func rectangle(g *border.Leg, a, u geo.XY, w float64) interval {
	m := u.Length()
	u = u.Times(1 / m)
	beside := slab(cross(u, g.D), -cross(u, a), -w, w)
	return beside.common(slab(u.Dot(g.D), -u.Dot(a), 0, m))
}

// slab solves lo <= slope*t + at <= hi.
func slab(slope, at, lo, hi float64) interval {
	if math.Abs(slope) < flat {
		if lo <= at && at <= hi {
			return all
		}
		return none
	}
	x, y := (lo-at)/slope, (hi-at)/slope
	return interval{min(x, y), max(x, y)}
}

func cross(a, b geo.XY) float64 { return a.X*b.Y - a.Y*b.X }
