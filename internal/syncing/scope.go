package syncing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// scope is what a phone may know: the records of its place and of its body, as
// far as the people it was given to may read them.
type scope struct {
	reg     *registry.Registry
	rules   access.Rules
	device  *ledger.Device
	people  []*access.Actor
	ledgers []string
	from    calendar.Day
	// hash changes when the phone shall know other things than before: it then
	// pulls from the beginning and drops what does not come again.
	hash string
}

func newScope(c *caller, today calendar.Day) *scope {
	s := &scope{reg: c.reg, rules: c.reg.Rules(today), device: c.device, from: today - WindowDays}
	for _, id := range c.device.People {
		s.people = append(s.people, c.reg.Actor(id))
	}
	for id, l := range c.reg.Ledgers {
		if l.Kind == ledger.KindCommune || l.Kind == ledger.KindUpper {
			if slices.ContainsFunc(l.Places, func(p registry.MemberDoc) bool { return s.near(p.PlaceID, today) }) {
				s.ledgers = append(s.ledgers, id)
			}
		}
	}
	slices.Sort(s.ledgers)
	s.hash = s.digest(today)
	return s
}

// near reports whether a book of a place can hold something of the phone's
// place: the place lies in it, or it in the place, within the window.
func (s *scope) near(placeID string, today calendar.Day) bool {
	at := s.device.PlaceID
	return placeID == at || slices.ContainsFunc([]calendar.Day{today, s.from}, func(d calendar.Day) bool {
		return s.reg.Places.Holds(placeID, at, d) || s.reg.Places.Holds(at, placeID, d)
	})
}

// seesVersion changes when sees does: phones then pull anew.
const seesVersion = 3

// digest is over everything that decides about records besides their own
// fields. Grants that end later than today count as they stand today.
func (s *scope) digest(today calendar.Day) string {
	type grant struct {
		Role        access.Role
		Body, Place string
		Clearance   access.Class
	}
	var grants []grant
	for _, a := range s.people {
		for _, g := range a.Grants {
			if g.On(today) {
				grants = append(grants, grant{g.Role, g.BodyID, g.PlaceID, g.Clearance})
			}
		}
	}
	b, err := json.Marshal([]any{seesVersion, s.device.BodyID, s.device.PlaceID, s.device.People, s.ledgers, grants})
	if err != nil {
		panic("syncing: " + err.Error()) // plain text only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// sees reports whether a record belongs on the phone. Drafts of others do not:
// they are theirs until they are sent.
func (s *scope) sees(r *ledger.Record) bool {
	if r.Type == ledger.TypePlan {
		return s.seesPlan(r)
	}
	own := r.State.Owner == s.device.BodyID
	if !own && (r.Status == ledger.Recorded || !s.holds(r)) {
		return false
	}
	t := access.Target{PlaceID: r.PlaceID, Day: r.Day, BodyID: r.State.Owner, Class: access.Internal}
	if r.Type == ledger.TypeEntry {
		cat, ok := s.reg.Catalogue(r.State.Catalogue)
		if !ok || cat.Kinds[r.Kind] == nil {
			return false
		}
		k := cat.Kinds[r.Kind]
		if k.Roles.HiddenBelowCommune {
			return false // tips never lie on a phone
		}
		t.Class = access.Class(k.Release)
	}
	return s.may(access.ReadEntries, t)
}

// seesPlan reports whether a plan belongs on the phone: of the bodies it
// concerns, the one that made it, the one that will carry it out and those that
// take part, its own must be one, or it lies in the phone's place. What is planned
// for its own body is told at the phone's place, wherever in the commune it lies.
func (s *scope) seesPlan(r *ledger.Record) bool {
	owner, mine := r.State.Owner, s.device.BodyID
	bodies, class := []string{owner}, access.Internal
	var plan ledger.PlanBody
	if json.Unmarshal(r.Content, &plan) != nil {
		return false
	}
	if a := plan.Activity; a != nil {
		cat, ok := s.reg.Catalogue(r.State.Catalogue)
		if !ok || cat.Kinds[a.Kind] == nil {
			return false
		}
		class = access.Class(cat.Kinds[a.Kind].Release)
		bodies = append(bodies, a.OwnerBodyID)
		for _, b := range a.Bodies {
			bodies = append(bodies, b.BodyID)
		}
	}
	if owner != mine && (r.Status == ledger.Recorded || !slices.Contains(bodies, mine) && !s.holds(r)) {
		return false
	}
	return slices.ContainsFunc(bodies, func(b string) bool {
		at := r.PlaceID
		if b == mine && plan.Activity != nil && r.Status != ledger.Recorded {
			at = s.device.PlaceID
		}
		return b != "" && s.may(access.ReadPlans, access.Target{PlaceID: at, Day: r.Day, BodyID: b, Class: class})
	})
}

func (s *scope) may(action access.Action, t access.Target) bool {
	return slices.ContainsFunc(s.people, func(a *access.Actor) bool { return s.rules.May(a, action, t) == access.Allowed })
}

func (s *scope) holds(r *ledger.Record) bool {
	return r.PlaceID == s.device.PlaceID || s.reg.Places.Holds(s.device.PlaceID, r.PlaceID, r.Day)
}
