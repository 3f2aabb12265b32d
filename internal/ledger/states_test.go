package ledger_test

import (
	"testing"

	"phendau/internal/ledger"
)

// TestStateTable is the table of ledger-and-sync.md section 4, cell by cell:
// an upper-case first letter is the state after it, anything else the code of
// the refusal.
func TestStateTable(t *testing.T) {
	change := args{"set": args{"note": "mới"}, "why": "nhầm"}
	verbs := []struct {
		name, verb string
		body       any
	}{
		{"amend", "amend", change},
		{"submit", "submit", nil},
		{"verify 2", "verify", args{"level": 2}},
		{"verify 3", "verify", args{"level": 3}},
		{"verify 4", "verify", args{"level": 4}},
		{"return 2", "return", args{"level": 2, "why": "thiếu"}},
		{"return 3", "return", args{"level": 3, "why": "thiếu"}},
		{"return 4", "return", args{"level": 4, "why": "thiếu"}},
		{"retract", "retract", args{"why": "trùng"}},
		{"correct", "correct", change},
		{"correct 2", "correct", args{"set": args{"note": "mới"}, "why": "nhầm", "level": 2}},
		{"correct 3", "correct", args{"set": args{"note": "mới"}, "why": "nhầm", "level": 3}},
	}
	const (
		next, notVerified, locked = "not_next_level", "not_verified", "locked"
		notSubmitted, dup, gone   = "not_submitted", "duplicate_state", "retracted"
	)
	for state, want := range map[string][]string{
		"recorded":  {"Recorded 0", "Submitted 0", notSubmitted, notSubmitted, notSubmitted, notSubmitted, notSubmitted, notSubmitted, "Retracted 0", notVerified, notVerified, notVerified},
		"submitted": {"Submitted 0", dup, "Verified 2", next, next, "Returned 0", "Returned 0", next, "Retracted 0", notVerified, notVerified, notVerified},
		"returned":  {"Returned 0", "Submitted 0", notSubmitted, notSubmitted, notSubmitted, notSubmitted, notSubmitted, notSubmitted, "Retracted 0", notVerified, notVerified, notVerified},
		"verified2": {"use_correct", dup, dup, "Verified 3", next, "Returned 0", "Returned 0", next, "Retracted 2", "Verified 2", "Verified 2", next},
		"verified3": {"use_correct", dup, dup, dup, next, next, "Returned 0", next, "Retracted 3", "Verified 3", "Verified 2", "Verified 3"},
		"retracted": {gone, gone, gone, gone, gone, gone, gone, gone, dup, gone, gone, gone},

		"submitted locked": {locked, dup, "Verified 2", next, next, locked, locked, next, "Retracted 0", notVerified, notVerified, notVerified},
		"verified2 locked": {locked, dup, dup, "Verified 3", next, locked, locked, next, "Retracted 2", "Verified 2", "Verified 2", next},
		"verified3 locked": {locked, dup, dup, dup, next, next, locked, next, "Retracted 3", "Verified 3", "Verified 2", "Verified 3"},
	} {
		for i, v := range verbs {
			t.Run(state+"/"+v.name, func(t *testing.T) {
				w := newWorld(t)
				plain, isLocked := cutSuffix(state, " locked")
				e := w.entry(plain)
				if isLocked {
					w.lock(id(900), 0)
				}
				before := w.books[ledgerA].dump()
				code := w.refused(on(ledgerA, e, v.verb, clerk, w.last(e), v.body))
				r := w.books[ledgerA].records[e]
				if code != "" {
					if string(code) != want[i] {
						t.Errorf("refused %s, want %s", code, want[i])
					}
					if after := w.books[ledgerA].dump(); after != before {
						t.Errorf("a refused operation changed the book:\n%s\n%s", before, after)
					}
					return
				}
				if got := stateWord(r); got != want[i] {
					t.Errorf("got %s, want %s", got, want[i])
				}
				restated := isLocked && (v.verb == "correct" || v.verb == "retract")
				if got := len(w.books[ledgerA].restated) > 0; got != restated {
					t.Errorf("restated %t, want %t", got, restated)
				}
			})
		}
	}
}

func cutSuffix(s, suffix string) (string, bool) {
	if len(s) > len(suffix) && s[len(s)-len(suffix):] == suffix {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}

func stateWord(r *ledger.Record) string {
	s := []byte(string(r.Status) + " 0")
	s[0] -= 'a' - 'A'
	s[len(s)-1] += byte(r.Level)
	return string(s)
}

func TestVerbsThatDoNotExistYetAreUnknown(t *testing.T) {
	w := newWorld(t)
	e := w.entry("submitted")
	for _, verb := range []string{"resolve", "erase", "delete", "", "CREATE"} {
		if code := w.refused(on(ledgerA, e, verb, clerk, w.last(e), args{"field": "note", "sha256": "00", "ground": "x"})); code != ledger.CodeUnknownVerb {
			t.Errorf("entry %q: %s", verb, code)
		}
	}
	for typ, verb := range map[string]string{"event": "merge", "snapshot": "unlock", "authority": "seize", "case": "open", "robot": "create", "ledger": "admit"} {
		d := on(ledgerA, ledgerA, verb, clerk, "", nil)
		d.EntityType = typ
		if code := w.refused(d); code != ledger.CodeUnknownVerb && code != ledger.CodeWrongLedger {
			t.Errorf("%s %s: %s", typ, verb, code)
		}
	}
}

func TestLevelsBelowTheRecordingBodyFallAway(t *testing.T) {
	w := newWorld(t)
	e := w.ids.New()
	c := patrol(hamletA1, firstDay, 5)
	c.OwnerBodyID = post
	w.must(on(ledgerA, e, "create", recorder, "", c), on(ledgerA, e, "submit", recorder, "", nil))
	if code := w.refused(on(ledgerA, e, "verify", clerk, w.last(e), args{"level": 2})); code != ledger.CodeNotNextLevel {
		t.Errorf("commune verifies the post's own patrol: %s", code)
	}
	w.must(on(ledgerA, e, "verify", officer, w.last(e), args{"level": 3}))
	if r := w.books[ledgerA].records[e]; !r.Done() || r.Level != 3 {
		t.Errorf("%+v", r)
	}
}

func TestNobodyVerifiesAnOwnRecordWhileAnotherCould(t *testing.T) {
	w := newWorld(t)
	own := func(actor string) string {
		e := w.ids.New()
		w.must(on(ledgerA, e, "create", actor, "", patrol(hamletA1, firstDay, 5)), on(ledgerA, e, "submit", actor, "", nil))
		return e
	}
	e := own(clerkLater)
	if code := w.refused(on(ledgerA, e, "verify", clerkLater, w.last(e), args{"level": 2})); code != ledger.CodeSelfVerification {
		t.Errorf("another verifier exists: %s", code)
	}
	e = own(clerk) // the only one of level 2
	res := w.apply(on(ledgerA, e, "verify", clerk, w.last(e), args{"level": 2}))[0]
	if res.Err != nil || len(res.Flags) != 1 || res.Flags[0] != "self_verified" || !w.books[ledgerA].records[e].State.SelfVerified {
		t.Errorf("%+v", res)
	}
}

func TestAVerificationMustHaveSeenTheLatestContent(t *testing.T) {
	w := newWorld(t)
	e := w.entry("submitted")
	stale := w.last(e)
	w.must(on(ledgerA, e, "amend", clerk, stale, args{"set": args{"note": "khác"}, "why": "bổ sung"}))
	res := w.apply(on(ledgerA, e, "verify", clerk, stale, args{"level": 2}))[0]
	if res.Outcome != ledger.Conflict {
		t.Errorf("%+v", res)
	}
	// What changes no content does not make a base stale.
	seen := w.last(e)
	w.must(on(ledgerA, e, "attach", recorder, seen, args{"sha256": ledger.HashOf(nil).String()}),
		on(ledgerA, e, "ask_correction", recorder, "", args{"why": "xem lại"}))
	w.must(on(ledgerA, e, "verify", clerk, seen, args{"level": 2}))
	w.must(on(ledgerA, e, "ask_correction", recorder, "", args{"why": "xem lại"}))
	w.must(on(ledgerA, e, "correct", clerk, w.last(e), args{"set": args{"note": "đúng"}, "why": "theo yêu cầu"}))
}

func TestACorrectionDropsTheVerificationsAboveIt(t *testing.T) {
	w := newWorld(t)
	e := w.entry("verified3")
	w.must(on(ledgerA, e, "correct", clerk, w.last(e), args{"set": args{"note": "đúng"}, "why": "nhầm", "level": 2}))
	r := w.books[ledgerA].records[e]
	if r.Level != 2 || r.Done() || len(r.State.Verifiers) != 1 || r.State.Verifiers["2"] == "" {
		t.Errorf("%+v", r.State)
	}
}

func TestBasesStayBoundedHoweverManyAttachments(t *testing.T) {
	w := newWorld(t)
	e := w.entry("submitted")
	content := w.books[ledgerA].records[e].State.Seen[0]
	for range 100 {
		w.must(on(ledgerA, e, "attach", recorder, "", args{"sha256": ledger.HashOf(nil).String()}))
	}
	if n := len(w.books[ledgerA].records[e].State.Seen); n > 32 {
		t.Errorf("%d bases kept", n)
	}
	w.must(on(ledgerA, e, "verify", clerk, content, args{"level": 2}))
}
