package registry

import (
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/ledger"
)

func (d *GrantDoc) grant(id string, lo, hi Day) access.Grant {
	g := access.Grant{ID: id, PersonID: d.PersonID, Role: d.Role, BodyID: d.BodyID, PlaceID: d.PlaceID, Level: d.Level, Clearance: d.Clearance, From: lo, To: hi}
	if g.Level == 0 {
		g.Level = d.Role.Level()
	}
	return g
}

// Grants lists every grant of a person, oldest id first; "" is everybody's.
func (r *Registry) Grants(personID string) []access.Grant {
	var out []access.Grant
	for _, g := range r.grants {
		if personID == "" || g.PersonID == personID {
			out = append(out, g)
		}
	}
	return out
}

// Rules are the rules of access on a day.
func (r *Registry) Rules(today Day) access.Rules { return access.Rules{Places: r.Places, Today: today} }

// Actor is a person with his grants, as the rules see him.
func (r *Registry) Actor(personID string) *access.Actor {
	return &access.Actor{PersonID: personID, Grants: r.Grants(personID), Passkey: true}
}

// OtherVerifier reports whether somebody else may today verify at the level
// what lies at the place on the day: an entry of last month is no reason to
// check it oneself when a second verifier came this week.
func (r *Registry) OtherVerifier(level int, placeID string, day, today Day, actorID string) bool {
	return slices.ContainsFunc(r.grants, func(g access.Grant) bool {
		return g.PersonID != actorID && r.verifies(&g, level, placeID, day, today)
	})
}

func (r *Registry) verifies(g *access.Grant, level int, placeID string, day, today Day) bool {
	a := access.Actor{PersonID: g.PersonID, Grants: []access.Grant{*g}}
	return r.Rules(today).May(&a, access.VerifyEntries, access.Target{PlaceID: placeID, Day: day, Class: access.Public, Level: level}) == access.Allowed
}

// BodyOf is the body a person acts for on a day by the first grant that says
// so, "" for none.
func (r *Registry) BodyOf(personID string, day Day) string {
	for _, g := range r.grants {
		if g.PersonID == personID && g.On(day) {
			return g.BodyID
		}
	}
	return ""
}

// MaySign reports whether a person may sign reports over a place on a day.
func (r *Registry) MaySign(personID, placeID string, day Day) bool {
	return r.Rules(day).May(r.Actor(personID), access.SignReports, access.Target{PlaceID: placeID, Day: day}) == access.Allowed
}

// Allows decides an operation before it is folded.
func (r *Registry) Allows(x ledger.Act) bool {
	rules, a := r.Rules(x.Today), r.Actor(x.ActorID)
	t := access.Target{PlaceID: x.PlaceID, Day: x.Day, Class: access.Class(x.Release), BodyID: x.OwnerID}
	may := func(action access.Action, level int) bool {
		t.Level = level
		return rules.May(a, action, t) == access.Allowed
	}
	if !r.actsFor(a, x.BodyID, x.Today) {
		return false
	}
	switch x.EntityType {
	case ledger.TypeEntry, ledger.TypeNil:
		return allowsRecord(&x, access.WriteEntries, may)
	case ledger.TypeStatement:
		return allowsRecord(&x, access.Import, may)
	case ledger.TypePlan:
		return allowsRecord(&x, access.WritePlans, may)
	case "event":
		return may(access.VerifyEntries, 0) || x.Verb == "propose" && may(access.WriteEntries, 0)
	case "snapshot":
		return may(access.SignReports, 0)
	case "ledger":
		return r.allowsLedger(rules, a, &x)
	case "grant":
		return r.allowsGrant(rules, a, x.Doc)
	case "person":
		return rules.Has(a, access.GrantRights)
	case "device":
		return r.allowsDevice(rules, a, &x)
	case "stone_state":
		return r.allowsStone(rules, a, &x)
	case "tip_authority", "tip_desk", "tip_epoch":
		return r.allowsTip(rules, a, &x)
	case ledger.TypeCase:
		return r.allowsCase(rules, a, &x)
	}
	return r.allowsRegister(rules, a, &x)
}

// allowsLedger lets who keeps desks open the ledger of one, and asks for any other as
// for every document of the registers.
func (r *Registry) allowsLedger(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	if x.Verb == "lock_mark" || x.Verb == "lock_lift" {
		return true // drawn by the node with the lock itself
	}
	var d LedgerDoc
	if json.Unmarshal(x.Doc, &d) == nil && d.Kind == ledger.KindDesk {
		return rules.Has(a, access.KeepDesks)
	}
	return r.allowsRegister(rules, a, x)
}

// allowsDevice lets one officer enrol a phone and another one approve it, each
// in his own name and over its place. A node enrols itself.
func (r *Registry) allowsDevice(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	var d ledger.DeviceBody
	if json.Unmarshal(x.Doc, &d) != nil || d.Kind != ledger.DevicePhone {
		return false
	}
	may := func(action access.Action) bool {
		return rules.May(a, action, access.Target{PlaceID: d.PlaceID, BodyID: d.BodyID}) == access.Allowed
	}
	was := r.devices[x.EntityID]
	switch {
	case was == nil:
		return d.EnrolledBy == x.ActorID && d.ApprovedBy == "" && may(access.EnrolDevices)
	case was.ApprovedBy != d.ApprovedBy:
		return d.ApprovedBy == x.ActorID && may(access.ApproveDevices)
	}
	return may(access.EnrolDevices) || may(access.ApproveDevices)
}

// allowsRegister asks for every place the document stands at that the
// registers know. Places of the same batch are not known yet: they were asked
// for with the units they stand under. What stands nowhere, such as a file of
// the catalogue, needs the right somewhere.
func (r *Registry) allowsRegister(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	if !rules.Has(a, access.WriteRegistry) {
		return false
	}
	for _, id := range r.standsAt(x) {
		if rules.May(a, access.WriteRegistry, access.Target{PlaceID: id}) != access.Allowed {
			return false
		}
	}
	return true
}

// standsAt lists the known places a document of the registers belongs to; of
// a group its members, since a group lies in no unit.
func (r *Registry) standsAt(x *ledger.Act) []string {
	var d struct {
		PlaceID string      `json:"place_id"`
		Parents []ParentDoc `json:"parents"`
		Group   *GroupDoc   `json:"group"`
		Places  []MemberDoc `json:"places"`
	}
	if json.Unmarshal(x.Doc, &d) != nil {
		return nil // CheckRegistry says what is wrong with it
	}
	ids := append(r.alongLine(x), d.PlaceID)
	switch {
	case x.EntityType == "place" && r.Places.Ordinal(x.EntityID) >= 0:
		ids = append(ids, x.EntityID)
	case x.EntityType == "place" && d.Group == nil:
		for _, p := range d.Parents {
			ids = append(ids, p.ParentID)
		}
	}
	members := d.Places
	if d.Group != nil {
		members = append(members, d.Group.Members...)
	}
	for _, m := range members {
		ids = append(ids, m.PlaceID)
	}
	var out []string
	for _, id := range ids {
		if r.Places.IsGroup(id) {
			out = append(out, r.Places.MembersOn(id, x.Today)...)
		} else if r.Places.Ordinal(id) >= 0 {
			out = append(out, id)
		}
	}
	return out
}

// alongLine are the places that answer for what a document of the line is about:
// a segment stands nowhere itself.
func (r *Registry) alongLine(x *ledger.Act) []string {
	var segments []string
	switch x.EntityType {
	case "segment":
		segments = []string{x.EntityID}
	case "line":
		var d LineDoc
		if json.Unmarshal(x.Doc, &d) != nil {
			return nil
		}
		for _, s := range d.Segments {
			segments = append(segments, s.SegmentID)
		}
	case "trail":
		var d TrailDoc
		if json.Unmarshal(x.Doc, &d) != nil {
			return nil
		}
		for i := range d.Links {
			segments = append(segments, d.Links[i].Line.SegmentID)
		}
	}
	var out []string
	for i := range r.Registers {
		if s := r.Registers[i].Stretch; s != nil && slices.Contains(segments, s.SegmentID) {
			out = append(out, r.Registers[i].PlaceID)
		}
	}
	return out
}

// actsFor reports whether the person holds a grant in force for the body.
func (r *Registry) actsFor(a *access.Actor, bodyID string, today Day) bool {
	return slices.ContainsFunc(a.Grants, func(g access.Grant) bool { return g.BodyID == bodyID && g.On(today) })
}

// allowsRecord follows the table of ledger-and-sync.md section 3: the recorder
// until somebody answers for the record, then the verifier of its level.
func allowsRecord(x *ledger.Act, write access.Action, may func(access.Action, int) bool) bool {
	writes := may(write, 0)
	switch x.Verb {
	case "create", "submit", "not_done":
		return writes
	case "verify", "return":
		return may(access.VerifyEntries, x.Level)
	case "correct":
		return may(access.VerifyEntries, x.Level)
	case "ask_correction":
		return may(access.ReadEntries, 0)
	}
	switch x.Status {
	case ledger.Recorded, ledger.Returned:
		return writes
	case ledger.Submitted:
		return x.Verb != "amend" && writes || may(access.VerifyEntries, 0)
	}
	return may(access.VerifyEntries, x.Level)
}

// allowsGrant takes a new or ended grant from who may give it.
func (r *Registry) allowsGrant(rules access.Rules, a *access.Actor, doc []byte) bool {
	var d GrantDoc
	if err := json.Unmarshal(doc, &d); err != nil {
		return false
	}
	g := d.grant("", 0, 0)
	return rules.MayGive(a, &g) == access.Allowed
}
