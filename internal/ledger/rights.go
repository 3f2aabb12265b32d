package ledger

import "phendau/internal/calendar"

// may refuses what the actor has no right to.
func (b *Batch) may(a Act) error {
	if !b.rights || b.again {
		return nil
	}
	a.Today = dayOf(b.nowMS)
	if !b.env.Allows(a) {
		return refuse(CodeNotAllowed)
	}
	return nil
}

// dayOf is the civil day in Việt Nam, which has no daylight saving.
func dayOf(ms int64) calendar.Day { return calendar.Day((ms/1000 + 7*3600) / 86400) }

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
	return s.b.may(a)
}

// allowedEvent asks for an act on a shared event, by the entry it touches.
func (s *step) allowedEvent(r *Record) error {
	a := Act{ActorID: s.o.ActorID, BodyID: s.o.BodyID, EntityType: "event", Verb: s.o.Verb, PlaceID: r.PlaceID, Day: r.Day, OwnerID: r.State.Owner}
	if k, err := s.kind(r); err == nil {
		a.Release = k.Release
	}
	return s.b.may(a)
}

func (b *Batch) maySnapshot(o *Op, body *SnapshotBody) error {
	return b.may(Act{ActorID: o.ActorID, BodyID: o.BodyID, EntityType: "snapshot", Verb: o.Verb, PlaceID: body.PlaceID, Day: body.To})
}
