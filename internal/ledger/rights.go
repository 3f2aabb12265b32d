package ledger

import (
	"slices"

	"phendau/internal/calendar"
)

// may refuses what the actor has no right to. Of a phone's operation it is
// enough that he had it when he recorded: he may have been without signal
// since. How long that holds is bounded, since a phone's clock is a claim.
func (b *Batch) may(o *Op, a Act) error {
	if (!b.rights && b.phone == nil) || b.again {
		return nil
	}
	a.Today = calendar.DayOf(b.nowMS)
	if b.env.Allows(a) {
		return nil
	}
	if b.phone == nil {
		return refuse(CodeNotAllowed)
	}
	then := a
	then.Today = min(a.Today, calendar.DayOf(o.Time.corrected()))
	switch {
	case then.Today == a.Today || !b.env.Allows(then):
		return refuse(CodeNotAllowed)
	case a.Today-then.Today > LeaseDays:
		return refuse(CodeLateRights)
	}
	return nil
}

// phoneMay refuses what phones never do: acts of people the phone was not
// given to, and everything but records.
func (b *Batch) phoneMay(o *Op) error {
	if b.phone == nil {
		return nil
	}
	if !slices.Contains(b.phone.People, o.ActorID) {
		return refusef(CodeNotAllowed, "the person does not act on this device")
	}
	if !phoneTypes[o.EntityType] {
		return refusef(CodeNotAllowed, "phones do not write a %s", clipText(o.EntityType))
	}
	return nil
}

// phoneTypes are the types of records that phones write.
var phoneTypes = map[string]bool{TypeEntry: true, TypeNil: true, TypePlan: true}

// corrected is the device's instant brought to the server's clock as far as
// the device knew it.
func (t *Time) corrected() int64 { return t.DeviceMS + t.OffsetMS }

// allowed asks for a record. old is the record before the operation, the new
// one itself when it is being made.
func (s *step) allowed(old *Record) error {
	a := Act{ActorID: s.o.ActorID, BodyID: s.o.BodyID, EntityType: old.Type, Verb: s.o.Verb, PlaceID: old.PlaceID, Day: old.Day,
		OwnerID: old.State.Owner, Recorder: old.State.Recorder, Status: old.Status, Level: s.args.Level}
	if a.Level == 0 {
		a.Level = old.Level
	}
	if old.Type == TypeEntry || old.plansActivity() { // a plan is as restricted as the entry it becomes
		if k, err := s.kind(old); err == nil {
			a.Release = k.Release
		}
	}
	return s.b.may(s.o, a)
}

// allowedEvent asks for an act on a shared event, by the entry it touches.
func (s *step) allowedEvent(r *Record) error {
	a := Act{ActorID: s.o.ActorID, BodyID: s.o.BodyID, EntityType: "event", Verb: s.o.Verb, PlaceID: r.PlaceID, Day: r.Day, OwnerID: r.State.Owner}
	if k, err := s.kind(r); err == nil {
		a.Release = k.Release
	}
	return s.b.may(s.o, a)
}

func (b *Batch) maySnapshot(o *Op, body *SnapshotBody) error {
	return b.may(o, Act{ActorID: o.ActorID, BodyID: o.BodyID, EntityType: "snapshot", Verb: o.Verb, PlaceID: body.PlaceID, Day: body.To})
}
