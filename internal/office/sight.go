package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/registry"
)

// sight is what a caller may read, compiled once for a request: entries by
// place, day, class and owner, and the ledgers they can lie in.
type sight struct {
	reg   *registry.Registry
	rules access.Rules
	actor *access.Actor
	// known remembers the answers about places: a list asks them again and
	// again.
	known map[sightKey]bool
}

type sightKey struct {
	place, body string
	day         calendar.Day
	class       string
}

// sight is what the caller may read of entries.
func (o *Office) sight(ctx context.Context, c *api.Caller) (*sight, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return &sight{reg: reg, rules: reg.Rules(o.today()), actor: &c.Actor, known: map[sightKey]bool{}}, nil
}

// sees reports whether an entry of a place, day, release class and owner body
// may be read. Tips have no class that anybody reads by.
func (s *sight) sees(placeID string, day calendar.Day, class, bodyID string) bool {
	k := sightKey{placeID, bodyID, day, class}
	in, ok := s.known[k]
	if !ok {
		t := access.Target{PlaceID: placeID, Day: day, Class: access.Class(class), BodyID: bodyID}
		in = s.rules.May(s.actor, access.ReadEntries, t) == access.Allowed
		s.known[k] = in
	}
	return in
}

// ledgers lists the ledgers in which something can lie that the caller may
// read: those of a place inside one of his, or around one.
func (s *sight) ledgers() []string {
	var out []string
	today := s.rules.Today
	for id, l := range s.reg.Ledgers {
		for _, p := range l.Places {
			if s.near(p.PlaceID, today) {
				out = append(out, id)
				break
			}
		}
	}
	return out
}

func (s *sight) near(placeID string, today calendar.Day) bool {
	for _, g := range s.rules.GrantsFor(s.actor, access.ReadEntries) {
		for _, d := range []calendar.Day{today, min(g.To, today), max(g.From, calendar.MinDay)} {
			if g.PlaceID == placeID || s.reg.Places.Holds(g.PlaceID, placeID, d) || s.reg.Places.Holds(placeID, g.PlaceID, d) {
				return true
			}
		}
	}
	return false
}
