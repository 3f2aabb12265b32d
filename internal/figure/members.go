package figure

import (
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

const minDay = calendar.MinDay

// memberOf is what an entry adds to a distinct set. Members are ids of events,
// places, bodies or marker positions, never of people.
func (g *program) memberOf(s *slot, e, f uint32) member {
	switch s.m.Members {
	case catalogue.MembersBody:
		return member{text: g.p.bodiesTab[g.p.bodies[e]].owner}
	case catalogue.MembersMarker:
		if v := ledger.ParseDims(g.p.dimsTab[g.p.dimsOf(f)])[ledger.MeasureMarker]; len(v) > 0 {
			return member{text: v[0]}
		}
	case catalogue.MembersPlace:
		return member{text: g.p.places.ID(g.placeOf(e))}
	}
	return member{id: g.p.eventOf(e)}
}

// placeOf finds the place ordinal of an entry from the runs.
func (g *program) placeOf(e uint32) int { return g.p.placeOf(e) }

func (p *Projection) placeOf(e uint32) int {
	lo, hi := 0, len(p.runs)-1
	for lo+1 < hi {
		if mid := (lo + hi) / 2; p.runs[mid] <= e {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
