package ledger_test

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/ledger"
)

func plan(entity, verb, actor, base string, body any) ledger.Draft {
	d := on(ledgerA, entity, verb, actor, base, body)
	d.EntityType = ledger.TypePlan
	return d
}

func ahead(n int64) amount.Value { return amount.ExactValue(n, amount.Estimated) }

// festival is a planned one, with no more known than its place and day.
func festival() *ledger.Content {
	return &ledger.Content{Kind: "festival", PlaceID: communeA, Day: firstDay, Measures: map[string]amount.Value{"participant_turns": ahead(600)}}
}

func planOf(a *ledger.Content) ledger.PlanBody {
	return ledger.PlanBody{PlaceID: a.PlaceID, From: a.Day, To: a.Day, Activity: a}
}

// A planned activity is judged as the entry to come, but for what is not known
// yet, and claims nothing that only the day can tell.
func TestAPlannedActivityIsAnEntryToCome(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		change func(*ledger.PlanBody)
		want   ledger.Code
	}{
		"what is required may be missing": {func(*ledger.PlanBody) {}, ""},
		"a number beside the activity":    {func(b *ledger.PlanBody) { b.Indicator, b.Measure, b.Value = "festival", "festivals", 1 }, ledger.CodeBadContent},
		"another day than the activity's": {func(b *ledger.PlanBody) { b.To++ }, ledger.CodeBadContent},
		"a number somebody counted": {func(b *ledger.PlanBody) {
			b.Activity.Measures["participant_turns"] = amount.ExactValue(600, amount.Counted)
		}, ledger.CodeBadContent},
		"a value the catalogue does not have": {func(b *ledger.PlanBody) { b.Activity.Dims = map[string]ledger.Codes{"festival_level": {"galaxy"}} }, ledger.CodeBadContent},
		"a register":                          {func(b *ledger.PlanBody) { b.Activity.Kind = "team" }, ledger.CodeUnknownKind},
		"tips cannot be planned":              {func(b *ledger.PlanBody) { b.Activity.Kind = "tip" }, ledger.CodeUnknownKind},
		"part of itself": {func(b *ledger.PlanBody) {
			b.PartOf = []ledger.PlanLink{{Kind: "festival", LedgerID: ledgerA, PlanID: id(77)}}
		}, ledger.CodeBadContent},
		"a place of another ledger": {func(b *ledger.PlanBody) { b.PlaceID, b.Activity.PlaceID = communeB, communeB }, ledger.CodeWrongLedger},
	} {
		body := planOf(festival())
		c.change(&body)
		entity := w.ids.New()
		if name == "part of itself" {
			entity = id(77)
		}
		if got := w.refused(plan(entity, "create", clerk, "", body)); got != c.want {
			t.Errorf("%s: refused %q, want %q", name, got, c.want)
		}
	}
	if got := w.refused(plan(w.ids.New(), "create", clerk, "", ledger.PlanBody{Indicator: "festival", Measure: "festivals", PlaceID: communeA, From: firstDay, To: firstDay, Value: 1,
		PartOf: []ledger.PlanLink{{Kind: "festival", LedgerID: ledgerA, PlanID: id(78)}}})); got != ledger.CodeBadContent {
		t.Errorf("a number that is part of something: %q", got)
	}
}

// A plan writes no facts, and why it was not carried out is an act of its own.
func TestAPlanCountsNothingAndSaysWhyItWasNotDone(t *testing.T) {
	w := newWorld(t)
	e := w.ids.New()
	w.must(plan(e, "create", clerk, "", planOf(festival())))
	if got := w.refused(plan(e, "not_done", clerk, "", args{"reason": "weather"})); got != ledger.CodeNotSubmitted {
		t.Errorf("a draft was not done: %q", got)
	}
	w.must(plan(e, "submit", clerk, "", nil))
	for _, c := range []struct {
		body args
		want ledger.Code
	}{{args{"reason": "laziness"}, ledger.CodeBadContent}, {args{"reason": "other"}, ledger.CodeWhyMissing}, {args{"reason": "weather"}, ""}, {args{"reason": "other", "why": "Hoãn theo chỉ đạo"}, ""}} {
		if got := w.refused(plan(e, "not_done", clerk, "", c.body)); got != c.want {
			t.Errorf("%v: refused %q, want %q", c.body, got, c.want)
		}
	}
	r := w.books[ledgerA].records[e]
	if r.State.NotDone == nil || r.State.NotDone.Reason != "other" || r.Kind != "festival" || r.Status != ledger.Submitted {
		t.Errorf("%+v", r)
	}
	set := func(a *ledger.Content) args {
		return args{"set": args{"activity": a, "from": a.Day, "to": a.Day}, "why": "Dời ngày"}
	}
	same, later := festival(), festival()
	same.Note, later.Day = "Chuẩn bị lại", firstDay+2
	for _, c := range []struct {
		to   *ledger.Content
		kept bool
	}{{same, true}, {later, false}} {
		w.must(plan(e, "amend", clerk, w.books[ledgerA].records[e].State.LastOp, set(c.to)))
		if got := w.books[ledgerA].records[e].State.NotDone != nil; got != c.kept {
			t.Errorf("on %s the reason is kept: %t", c.to.Day, got)
		}
	}
	if n := len(w.books[ledgerA].lines); n != 0 {
		t.Errorf("a plan wrote %d facts", n)
	}
	entry := w.entry("submitted")
	if got := w.refused(on(ledgerA, entry, "not_done", clerk, "", args{"reason": "weather"})); got != ledger.CodeUnknownVerb {
		t.Errorf("an entry that was not done: %q", got)
	}
}
