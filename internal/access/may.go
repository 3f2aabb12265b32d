package access

import (
	"slices"

	"phendau/internal/calendar"
)

// Grant gives a person a role for a body over a place and everything in it,
// from a first to a last day. There are no wildcards and no grants that take
// away.
type Grant struct {
	ID, PersonID    string
	Role            Role
	BodyID, PlaceID string
	Level           int // verification level, 0 for none
	Clearance       Class
	From, To        calendar.Day
}

// On reports whether the grant is in force on a day.
func (g *Grant) On(d calendar.Day) bool { return g.From <= d && d <= g.To }

// Actor is somebody who acts, with every grant he ever had. The zero Actor is
// anybody.
type Actor struct {
	PersonID string
	Grants   []Grant
	// Passkey says that he signed in with a passkey.
	Passkey bool
	// Scopes narrow an access token to a list of actions; nil is no narrowing.
	Scopes []Action
}

// Target is what somebody wants to act on.
type Target struct {
	// PlaceID is the place it belongs to; "" where it has none.
	PlaceID string
	// Day is the day on which the place is looked at: the entry's own, the end
	// of a figure's period. 0 is today.
	Day calendar.Day
	// Class is the release class; "" is Internal.
	Class Class
	// BodyID is the body that owns it, "" where it has none.
	BodyID string
	// Level is the verification level asked for, 0 for none.
	Level int
}

// Reason is why something is refused.
type Reason string

// The closed list of reasons.
const (
	Allowed     Reason = ""
	NotSignedIn Reason = "not_signed_in"
	NoRole      Reason = "no_role"      // no grant in force allows the action anywhere
	OtherPlace  Reason = "other_place"  // the action is allowed, but not over this place
	OtherBody   Reason = "other_body"   // only what belongs to the own body
	NotCleared  Reason = "not_cleared"  // the class is above the clearance
	OtherLevel  Reason = "other_level"  // verification of another level
	NeedPasskey Reason = "need_passkey" // the way of signing in is too weak
	OutOfScope  Reason = "out_of_scope" // the access token does not cover it
)

// Places says whether a place lies in another on a day. A place registry is
// one; groups such as a post's area are places too.
type Places interface {
	Holds(outer, id string, day calendar.Day) bool
}

// Rules are what May needs besides actor and target.
type Rules struct {
	Places Places
	Today  calendar.Day
}

// May decides one act. Deny is the default.
func (r Rules) May(a *Actor, action Action, t Target) Reason {
	_, why := r.Find(a, action, t)
	return why
}

// Find is May that also names the grant which allows the act: the body acted
// for. Open and Self need none.
func (r Rules) Find(a *Actor, action Action, t Target) (*Grant, Reason) {
	if action == Open {
		return nil, Allowed
	}
	if a == nil || a.PersonID == "" {
		return nil, NotSignedIn
	}
	if a.Scopes != nil && !slices.Contains(a.Scopes, action) {
		return nil, OutOfScope
	}
	if action == Self {
		return nil, Allowed
	}
	if !a.Passkey && (strong[action] || action == Export && t.Class == Restricted) {
		return nil, NeedPasskey
	}
	best := NoRole
	for i := range a.Grants {
		why := r.grant(&a.Grants[i], action, &t)
		if why == Allowed {
			return &a.Grants[i], Allowed
		}
		if closer(why, best) {
			best = why
		}
	}
	return nil, best
}

// order ranks refusals by how near they came, so that the answer names the
// last thing that was missing.
var order = []Reason{NoRole, OtherPlace, OtherLevel, OtherBody, NotCleared}

func closer(a, b Reason) bool { return slices.Index(order, a) > slices.Index(order, b) }

func (r Rules) grant(g *Grant, action Action, t *Target) Reason {
	l, ok := matrix[g.Role][action]
	switch {
	case !ok || !g.On(r.Today):
		return NoRole
	case !r.covers(g.PlaceID, t):
		return OtherPlace
	case action == VerifyEntries && (g.Level == 0 || t.Level != 0 && t.Level != g.Level):
		return OtherLevel
	case l.bodyOnly && t.BodyID != "" && t.BodyID != g.BodyID:
		return OtherBody
	case !l.reaches(g, t):
		return NotCleared
	}
	return Allowed
}

// covers reports whether the grant's place holds the target's, on the target's
// own day or today: an officer of a place that merged keeps its history, its
// successor's officer has it too.
func (r Rules) covers(placeID string, t *Target) bool {
	if t.PlaceID == "" || t.PlaceID == placeID {
		return true
	}
	day := t.Day
	if day == 0 {
		day = r.Today
	}
	return r.Places.Holds(placeID, t.PlaceID, day) || day != r.Today && r.Places.Holds(placeID, t.PlaceID, r.Today)
}

func (l limit) reaches(g *Grant, t *Target) bool {
	asked := t.Class
	if asked == "" {
		asked = Internal
	}
	if asked.rank() <= l.class.rank() || l.ownBody && t.BodyID != "" && t.BodyID == g.BodyID {
		return true
	}
	return l.cleared && g.Clearance.Known() && asked.rank() <= g.Clearance.rank()
}

// Known reports whether c is on the ladder.
func (c Class) Known() bool { return c == Public || c == Internal || c == Restricted }

// Has reports whether any grant in force allows the action somewhere: what a
// menu shows.
func (r Rules) Has(a *Actor, action Action) bool {
	t := Target{Class: Public}
	return r.May(a, action, t) == Allowed
}

// Opens reports whether a grant in force allows an action inside its place on
// more than what everybody may know.
func (r Rules) Opens(g *Grant, action Action) bool {
	return r.grant(g, action, &Target{Class: Internal}) == Allowed
}

// FindAll lists every grant under which an act is allowed, in order; none where
// Find refuses or needs none.
func (r Rules) FindAll(a *Actor, action Action, t Target) []Grant {
	if _, why := r.Find(a, action, t); why != Allowed || a == nil {
		return nil
	}
	var out []Grant
	for i := range a.Grants {
		if r.grant(&a.Grants[i], action, &t) == Allowed {
			out = append(out, a.Grants[i])
		}
	}
	return out
}

// GrantsFor lists the grants in force that allow an action, in order.
func (r Rules) GrantsFor(a *Actor, action Action) []Grant {
	var out []Grant
	for _, g := range a.Grants {
		if _, ok := matrix[g.Role][action]; ok && g.On(r.Today) {
			out = append(out, g)
		}
	}
	return out
}

// MayGive decides whether a may hand out a grant: within the place of his own
// grant right, and never to himself. What he hands out he need not hold.
func (r Rules) MayGive(a *Actor, g *Grant) Reason {
	if a != nil && g.PersonID == a.PersonID {
		return OtherBody
	}
	return r.May(a, GrantRights, Target{PlaceID: g.PlaceID})
}
