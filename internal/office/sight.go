package office

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
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

// seesRecord reports whether a stored entry or signed zero may be read: what is
// listed, linked and acted on as an entry.
func (s *sight) seesRecord(r *ledger.Record) bool {
	return r != nil && (r.Type == ledger.TypeEntry || r.Type == ledger.TypeNil) && s.opensRecord(r)
}

// opensRecord reports whether a stored record of any type may be read: the one
// rule of pages, search and review (security.md section 4). A signed zero, a
// statement or a planned number about tips is read like a tip; a planned
// activity by who may read plans there and by the bodies concerned.
func (s *sight) opensRecord(r *ledger.Record) bool {
	hidden := false
	switch {
	case r == nil:
		return false
	case r.Type == ledger.TypeEntry:
		return s.seesEntry(r.PlaceID, r.Day, r.Kind, r.State.Owner)
	case r.Type == ledger.TypeNil:
		hidden = s.hiddenNil(r)
	default:
		if a := activityOf(r); a != nil {
			return s.readsActivity(r.PlaceID, r.Day, r.State.Owner, a)
		}
		hidden = s.aboutTips(r.Kind)
	}
	return s.sees(r.PlaceID, r.Day, "", r.State.Owner) && (!hidden || s.owns(r.State.Owner))
}

// activityOf is what a plan wants to be done, nil of everything else.
func activityOf(r *ledger.Record) *ledger.Content {
	var b ledger.PlanBody
	if r == nil || r.Type != ledger.TypePlan || json.Unmarshal(r.Content, &b) != nil {
		return nil
	}
	return b.Activity
}

// readsActivity lets a planned activity be read by who may read plans there, or
// writes them for a body concerned: the one that planned, the one that will
// carry out, or one that takes part.
func (s *sight) readsActivity(placeID string, day calendar.Day, owner string, a *ledger.Content) bool {
	bodies := []string{owner, a.OwnerBodyID}
	for _, b := range a.Bodies {
		bodies = append(bodies, b.BodyID)
	}
	t := access.Target{PlaceID: placeID, Day: day, Class: planClass(s.reg, a.Kind)}
	return slices.ContainsFunc(bodies, func(b string) bool {
		t.BodyID = b
		return b != "" && (s.rules.May(s.actor, access.ReadPlans, t) == access.Allowed || s.writesPlansFor(t))
	})
}

// writesPlansFor asks whether the reader may write plans in the name of the
// body of the target: a right over the place opens no plan of other bodies.
func (s *sight) writesPlansFor(t access.Target) bool {
	own := *s.actor
	own.Grants = slices.DeleteFunc(slices.Clone(s.actor.Grants), func(g access.Grant) bool { return g.BodyID != t.BodyID })
	return s.rules.May(&own, access.WritePlans, t) == access.Allowed
}

// planClass is the release class of a plan of a kind: that of the entry to
// come, but internal before its day, since it says where somebody will be. A
// kind that is not known is opened by a clearance only.
func planClass(reg *registry.Registry, kind string) access.Class {
	switch k := reg.Latest().Kinds[kind]; {
	case k == nil:
		return access.Restricted
	case k.Release == string(access.Public):
		return access.Internal
	default:
		return access.Class(k.Release)
	}
}

// seesEntry reports whether an entry of a kind may be read. Kinds that are
// hidden below commune are read by the body that owns the entry and nobody
// else: neither a clearance nor the right to verify opens them.
func (s *sight) seesEntry(placeID string, day calendar.Day, kind, bodyID string) bool {
	k := s.reg.Latest().Kinds[kind]
	return k != nil && s.sees(placeID, day, k.Release, bodyID) && (!k.Roles.HiddenBelowCommune || s.owns(bodyID))
}

// aboutTips reports whether an indicator that is declared or planned counts
// tips, or is not known.
func (s *sight) aboutTips(indicator string) bool {
	cat := s.reg.Latest()
	ind, ok := cat.Indicator(indicator)
	return !ok || slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return figure.AboutTips(cat, m) })
}

func (s *sight) hiddenNil(r *ledger.Record) bool {
	for id, k := range s.reg.Latest().Kinds {
		if k.Roles.HiddenBelowCommune && strings.Contains(string(r.Content), `"`+id+`"`) {
			return true
		}
	}
	return false
}

// owns reports whether the reader acts for a body today.
func (s *sight) owns(bodyID string) bool {
	for _, g := range s.actor.Grants {
		if g.BodyID == bodyID && g.On(s.rules.Today) {
			return true
		}
	}
	return false
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
