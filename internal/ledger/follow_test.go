package ledger_test

import (
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// TestAnEntryRemindsFromItsFollowUpDayUntilItsEnd: the day is a fold of what
// the entry says, through amendment, correction and retraction.
func TestAnEntryRemindsFromItsFollowUpDayUntilItsEnd(t *testing.T) {
	w := newWorld(t)
	e := w.ids.New()
	day := firstDay + 30
	c := ledger.Content{Kind: "incident", PlaceID: hamletA1, Day: firstDay, FollowUp: &day,
		Dims: map[string]ledger.Codes{"incident_class": {"crime"}, "case_state": {"found"}}}
	reminds := func(what string, want calendar.Day) {
		t.Helper()
		if got := w.books[ledgerA].records[e].FollowDay; got != want {
			t.Errorf("%s: reminds from %v, want %v", what, got, want)
		}
	}
	change := func(verb, actor string, a args) ledger.Draft { return on(ledgerA, e, verb, actor, w.last(e), a) }
	w.must(on(ledgerA, e, "create", recorder, "", c))
	reminds("recorded", day)
	w.must(change("amend", recorder, args{"set": args{"follow_up": day + 1}}))
	reminds("amended", day+1)
	if code := w.refused(change("amend", recorder, args{"set": args{"follow_up": firstDay - 1}})); code != ledger.CodeBadContent {
		t.Errorf("before the entry's day: %s", code)
	}
	w.must(on(ledgerA, e, "submit", recorder, "", nil))
	w.must(change("amend", clerk, args{"drop": []string{"follow_up"}, "why": "không cần"}))
	reminds("dropped", 0)
	w.must(change("amend", clerk, args{"set": args{"follow_up": day}, "why": "cần"}))
	w.must(change("verify", clerk, args{"level": 2}))
	reminds("verified", day)
	w.must(change("correct", clerk, args{"set": args{"dims": args{"case_state": "closed"}}, "why": "đã xong"}))
	reminds("closed", 0)
	w.must(change("correct", clerk, args{"set": args{"dims": args{"case_state": "being_handled"}}, "why": "nhầm"}))
	reminds("opened again", day)
	w.must(change("retract", clerk, args{"why": "trùng"}))
	reminds("retracted", 0)
}

func TestOnlyFollowedKindsTakeAFollowUpDay(t *testing.T) {
	w := newWorld(t)
	c, day := patrol(hamletA1, firstDay, 5), firstDay+1
	c.Kind, c.Dims, c.FollowUp = "outreach", nil, &day
	if code := w.refused(on(ledgerA, w.ids.New(), "create", recorder, "", c)); code != ledger.CodeBadContent {
		t.Errorf("%s", code)
	}
}
