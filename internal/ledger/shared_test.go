package ledger_test

import (
	"testing"

	"phendau/internal/ledger"
)

// pair is a main entry in ledger A and one of ledger B that may join it.
func pair(t *testing.T, relation string) (w *world, main, member string, confirm ledger.Draft) {
	t.Helper()
	w = newWorld(t)
	main, member = w.entry("verified2"), w.ids.New()
	w.must(on(ledgerB, member, "create", recorder, "", patrol(hamletB, firstDay, 7)), on(ledgerB, member, "submit", recorder, "", nil))
	w.must(event(ledgerA, main, "propose", clerk, args{"relation": relation, "members": []ledger.Ref{{LedgerID: ledgerB, EntryID: member}}}))
	return w, main, member, event(ledgerB, main, "confirm", clerk, args{"main": ledger.Ref{LedgerID: ledgerA, EntryID: main}, "entry_id": member})
}

func (w *world) standing(l, entry string) ledger.Standing {
	var out ledger.Standing
	for _, s := range w.books[l].standings {
		if s.EntryID == entry {
			out = s
		}
	}
	return out
}

func TestAnActOfSeveralBodiesIsOneOnlyWhileConfirmed(t *testing.T) {
	for relation, role := range map[string]string{"same": ledger.RoleMember, "parts": ledger.RolePart} {
		w, main, member, confirm := pair(t, relation)
		if s := w.standing(ledgerB, member); s.Role != ledger.RoleOwn || s.EventID != member {
			t.Errorf("before: %+v", s)
		}
		w.must(confirm)
		if s := w.standing(ledgerB, member); s.Role != role || s.EventID != main {
			t.Errorf("confirmed: %+v", s)
		}
		if s := w.standing(ledgerA, main); s.Role != ledger.RoleMain {
			t.Errorf("main: %+v", s)
		}
		if code := w.refused(confirm); code != ledger.CodeDuplicateState {
			t.Errorf("confirmed twice: %s", code)
		}
		w.must(event(ledgerB, main, "leave", clerk, args{"entry_id": member, "why": "ghép nhầm"}))
		if s := w.standing(ledgerB, member); s.Role != ledger.RoleOwn || s.EventID != member {
			t.Errorf("left: %+v", s)
		}
	}
}

func TestOnlyAProposedEntryOfThisLedgerJoins(t *testing.T) {
	w, main, member, confirm := pair(t, "same")
	stranger := w.entry("submitted")
	for name, d := range map[string]ledger.Draft{
		"not proposed":      event(ledgerA, main, "confirm", clerk, args{"main": ledger.Ref{LedgerID: ledgerA, EntryID: main}, "entry_id": stranger}),
		"another ledger's":  event(ledgerA, main, "confirm", clerk, args{"main": ledger.Ref{LedgerID: ledgerA, EntryID: main}, "entry_id": member}),
		"no such event":     event(ledgerB, stranger, "confirm", clerk, args{"main": ledger.Ref{LedgerID: ledgerA, EntryID: stranger}, "entry_id": member}),
		"another main":      event(ledgerB, stranger, "confirm", clerk, args{"main": ledger.Ref{LedgerID: ledgerA, EntryID: main}, "entry_id": member}),
		"the main itself":   event(ledgerA, main, "propose", clerk, args{"relation": "same", "members": []ledger.Ref{{LedgerID: ledgerA, EntryID: main}}}),
		"a member twice":    event(ledgerA, main, "propose", clerk, args{"relation": "same", "members": []ledger.Ref{{LedgerID: ledgerB, EntryID: member}, {LedgerID: ledgerB, EntryID: member}}}),
		"another relation":  event(ledgerA, main, "propose", clerk, args{"relation": "parts", "members": []ledger.Ref{{LedgerID: ledgerB, EntryID: member}}}),
		"no members":        event(ledgerA, main, "propose", clerk, args{"relation": "same"}),
		"leave without why": event(ledgerB, main, "leave", clerk, args{"entry_id": member}),
		"leave no event":    event(ledgerB, main, "leave", clerk, args{"entry_id": member, "why": "x"}),
		"settle by another": event(ledgerB, member, "settle", clerk, args{"measures": args{"person_turns": args{"v": 9}}}),
		"settle a stranger": event(ledgerA, main, "settle", clerk, args{"measures": args{"no_such_measure": args{"v": 9}}}),
	} {
		if code := w.refused(d); code == "" {
			t.Errorf("%s was accepted", name)
		}
	}
	w.must(on(ledgerA, main, "retract", clerk, "", args{"why": "trùng"}))
	if code := w.refused(confirm); code == "" {
		t.Error("joined an event whose main entry was retracted: the act would count nowhere")
	}
}

func TestAMainEntryWithMembersCannotBeRetracted(t *testing.T) {
	w, main, member, confirm := pair(t, "same")
	w.must(confirm)
	retract := on(ledgerA, main, "retract", clerk, "", args{"why": "trùng"})
	if code := w.refused(retract); code != ledger.CodeHasMembers {
		t.Fatalf("got %s", code)
	}
	// A member sent back is still a member, and may leave.
	w.must(on(ledgerB, member, "return", clerk, "", args{"level": 2, "why": "thiếu"}))
	if code := w.refused(retract); code != ledger.CodeHasMembers {
		t.Fatalf("got %s", code)
	}
	w.must(event(ledgerB, main, "leave", clerk, args{"entry_id": member, "why": "ghép nhầm"}))
	w.must(retract)
}

func TestARetractedMemberHoldsNobody(t *testing.T) {
	w, main, member, confirm := pair(t, "same")
	w.must(confirm, on(ledgerB, member, "retract", clerk, "", args{"why": "trùng"}))
	w.must(on(ledgerA, main, "retract", clerk, "", args{"why": "trùng"}))
}

func TestSettledValuesReplaceTheMainEntrysOwn(t *testing.T) {
	w, main, _, confirm := pair(t, "same")
	w.must(confirm)
	w.lock(id(900), 0)
	w.must(event(ledgerA, main, "settle", clerk, args{"measures": args{"person_turns": args{"v": 9, "basis": "listed"}}}))
	got := int64(-1)
	for _, f := range w.books[ledgerA].live(main) {
		if f.Measure == "person_turns" {
			got = f.Value.V
		}
	}
	if got != 9 {
		t.Errorf("got %d", got)
	}
	r := w.books[ledgerA].restated
	if len(r) != 1 || r[0].What != "link" || r[0].Field != "settled" || r[0].Old == r[0].New {
		t.Errorf("restated %+v", r)
	}
}

func TestLockedReportsNameEveryChangeAfterThem(t *testing.T) {
	w := newWorld(t)
	e, early := w.entry("verified2"), w.entry("submitted")
	w.lock(id(900), 2)
	w.must(on(ledgerA, e, "correct", clerk, w.last(e), args{"set": args{"measures": args{"person_turns": args{"v": 3, "basis": "counted"}}, "note": "x"}, "why": "nhầm"}))
	w.must(on(ledgerA, e, "retract", clerk, "", args{"why": "trùng"}))
	late := w.entry("verified2")                                                 // recorded afterwards
	w.must(on(ledgerA, early, "verify", clerk, w.last(early), args{"level": 2})) // submitted before, verified afterwards
	moved := w.ids.New()
	w.must(on(ledgerA, moved, "create", recorder, "", patrol(hamletA1, firstDay+400, 5)), on(ledgerA, moved, "submit", recorder, "", nil))
	w.must(on(ledgerA, moved, "verify", clerk, w.last(moved), args{"level": 2}))
	w.must(on(ledgerA, moved, "correct", clerk, w.last(moved), args{"set": args{"day": firstDay.String()}, "why": "nhầm ngày"})) // into the period
	want := []ledger.Restatement{
		{EntryID: e, What: "correct", Field: "measures.person_turns"}, {EntryID: e, What: "correct", Field: "note"},
		{EntryID: e, What: "retract"}, {EntryID: late, What: "late"}, {EntryID: early, What: "late"}, {EntryID: moved, What: "late"},
	}
	got := w.books[ledgerA].restated
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, r := range got {
		if r.EntryID != want[i].EntryID || r.What != want[i].What || r.Field != want[i].Field || len(r.Snapshots) != 1 || r.Snapshots[0] != id(900) {
			t.Errorf("%d: %+v, want %+v", i, r, want[i])
		}
	}
	if got[0].N != 0 || got[1].N != 1 {
		t.Error("two changes of one operation share a number")
	}
}

func TestAWithdrawnReportHoldsNothingOnceLifted(t *testing.T) {
	w := newWorld(t)
	e := w.entry("submitted")
	w.lock(id(900), 0)
	w.lock(id(901), 0)
	amend := on(ledgerA, e, "amend", clerk, w.last(e), args{"set": args{"note": "x"}, "why": "y"})
	w.must(lockLift(ledgerA, id(900)))
	if code := w.refused(amend); code != ledger.CodeLocked {
		t.Errorf("the other report holds it still: %s", code)
	}
	w.must(lockLift(ledgerA, id(901)), amend) // in one batch
	if code := w.refused(lockLift(ledgerA, id(901))); code != ledger.CodeUnknownEntity {
		t.Errorf("lifted twice: %s", code)
	}
}

func TestAMarkBindsTheEntriesItSaw(t *testing.T) {
	w := newWorld(t)
	w.entry("submitted")
	d := lockMark(ledgerA, id(900), 0)
	m := d.Body.(ledger.LockMark)
	m.EntriesHash = ledger.EntriesHash(nil)
	d.Body = m
	if code := w.refused(d); code != ledger.CodeHashMismatch {
		t.Errorf("got %s", code)
	}
	w.lock(id(900), 0)
	if code := w.refused(lockMark(ledgerA, id(900), 0)); code != ledger.CodeDuplicateState {
		t.Errorf("marked twice: %s", code)
	}
}
