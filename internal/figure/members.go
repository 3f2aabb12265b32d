package figure

import (
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

const minDay = calendar.MinDay

// memberOf is what an entry adds to a distinct set. Members are ids of events,
// places, bodies or marker positions, never of people.
func (g *program) memberOf(s *slot, c *columns, e, f uint32) member {
	switch s.m.Members {
	case catalogue.MembersBody:
		return member{text: g.p.bodiesTab[c.bodies[e]].owner}
	case catalogue.MembersMarker:
		if v := ledger.ParseDims(g.p.dimsTab[c.dimsOf(f)])[ledger.MeasureMarker]; len(v) > 0 {
			return member{text: v[0]}
		}
	case catalogue.MembersPlace:
		return member{text: g.p.places.ID(c.placeOf(e))}
	}
	return member{id: c.eventOf(e)}
}
