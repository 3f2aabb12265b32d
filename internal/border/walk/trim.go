package walk

import "phendau/internal/border/geo"

// Trim leaves out where a walk began and ended: everything until it first is
// more than so many metres from its first fix, and everything after it last was
// so far from its last one. Distance is taken as the crow flies, so that who
// lingers at his door does not use it up there. What never goes so far is left
// out whole. The parts are those of one device, in the order of time.
func Trim(parts []Part, metres float64) []Part {
	if len(parts) == 0 {
		return nil
	}
	final := parts[len(parts)-1]
	first, last := parts[0][0].Point, final[len(final)-1].Point
	from, to := place{len(parts), 0}, place{-1, 0}
	for i, part := range parts {
		for j := range part {
			at := place{i, j}
			if at.before(from) && geo.Distance(part[j].Point, first) > metres {
				from = at
			}
			if geo.Distance(part[j].Point, last) > metres {
				to = at
			}
		}
	}
	var out []Part
	for i := from.part; i <= to.part; i++ {
		lo, hi := 0, len(parts[i])
		if i == from.part {
			lo = from.fix
		}
		if i == to.part {
			hi = to.fix + 1
		}
		if lo < hi {
			out = append(out, parts[i][lo:hi:hi])
		}
	}
	return out
}

// place is a fix of several parts.
type place struct{ part, fix int }

func (p place) before(o place) bool { return p.part < o.part || p.part == o.part && p.fix < o.fix }
