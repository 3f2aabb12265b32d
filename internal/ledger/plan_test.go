package ledger_test

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
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

// lineEnv has one segment of 2 km and one marker position, each until 2024.
type lineEnv struct{ ledger.Env }

func (lineEnv) SegmentDM(segment string, from, _ calendar.Day) int64 {
	if segment == id(50) && from <= calendar.MakeDay(2024, 12, 31) {
		return 20_000
	}
	return 0
}

func (lineEnv) MarkerOn(row string, from, _ calendar.Day) bool {
	return row == id(51) && from <= calendar.MakeDay(2024, 12, 31)
}

// patrolOver is a patrol planned for January 2024.
func patrolOver(a ledger.Along) ledger.PlanBody {
	to := firstDay + 30
	c := &ledger.Content{Kind: "patrol", PlaceID: communeA, Day: firstDay, ToDay: &to, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}}}
	return ledger.PlanBody{PlaceID: communeA, From: firstDay, To: to, Activity: c, Along: &a}
}

func over(from, to int64) ledger.LineStretch {
	return ledger.LineStretch{SegmentID: id(50), FromDM: from, ToDM: to}
}

// Where a plan goes along the line must be there on its days, and for a kind
// that goes along it.
func TestAPlanGoesAlongTheLineThatIsThere(t *testing.T) {
	w := newWorld(t)
	w.env = lineEnv{w.env}
	whole := ledger.Along{Stretches: []ledger.LineStretch{over(0, 5000), over(5000, 20_000)}, Positions: []string{id(51)}, Times: 2, Per: ledger.PerWeek}
	for name, c := range map[string]struct {
		body ledger.PlanBody
		want ledger.Code
	}{
		"stretches and positions": {patrolOver(whole), ""},
		"nothing":                 {patrolOver(ledger.Along{}), ledger.CodeBadContent},
		"times without a unit":    {patrolOver(ledger.Along{Positions: []string{id(51)}, Times: 2}), ledger.CodeBadContent},
		"times a year":            {patrolOver(ledger.Along{Positions: []string{id(51)}, Times: 2, Per: "year"}), ledger.CodeBadContent},
		"an unknown segment":      {patrolOver(ledger.Along{Stretches: []ledger.LineStretch{{SegmentID: id(52), ToDM: 10}}}), ledger.CodeBadLine},
		"beyond the segment":      {patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(0, 20_001)}}), ledger.CodeBadLine},
		"backwards":               {patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(900, 900)}}), ledger.CodeBadLine},
		"twice the same":          {patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(0, 900), over(899, 1000)}}), ledger.CodeBadLine},
		"an unknown position":     {patrolOver(ledger.Along{Positions: []string{id(50)}}), ledger.CodeBadLine},
		"a position twice":        {patrolOver(ledger.Along{Positions: []string{id(51), id(51)}}), ledger.CodeBadLine},
		"a festival":              {func() ledger.PlanBody { b := planOf(festival()); b.Along = &whole; return b }(), ledger.CodeBadLine},
		"a number along the line": {ledger.PlanBody{Indicator: "festival", Measure: "festivals", PlaceID: communeA, From: firstDay, To: firstDay, Value: 1, Along: &whole}, ledger.CodeBadContent},
		"a kind with a track only": {func() ledger.PlanBody {
			b := patrolOver(whole)
			b.Activity.Kind, b.Activity.Dims = "trail_clearing", nil
			return b
		}(), ledger.CodeBadLine},
	} {
		if got := w.refused(plan(w.ids.New(), "create", clerk, "", c.body)); got != c.want {
			t.Errorf("%s: refused %q, want %q", name, got, c.want)
		}
	}
	late := patrolOver(whole)
	late.From, late.To = calendar.MakeDay(2025, 1, 1), calendar.MakeDay(2025, 1, 1)
	late.Activity.Day, late.Activity.ToDay = late.From, nil
	if got := w.refused(plan(w.ids.New(), "create", clerk, "", late)); got != ledger.CodeBadLine {
		t.Errorf("after the segment: %q", got)
	}
}

// Each stretch of a plan may have its own reason, which goes with the stretch
// and with the days.
func TestAStretchOfAPlanIsExcusedWithItsReason(t *testing.T) {
	w := newWorld(t)
	w.env = lineEnv{w.env}
	e := w.ids.New()
	w.must(plan(e, "create", clerk, "", patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(0, 5000), over(6000, 9000)}})))
	w.must(plan(e, "submit", clerk, "", nil))
	not := func(want ledger.Code, reason string, stretches ...ledger.LineStretch) {
		t.Helper()
		if got := w.refused(plan(e, "not_done", clerk, "", args{"reason": reason, "stretches": stretches})); got != want {
			t.Errorf("refused %q, want %q", got, want)
		}
	}
	not(ledger.CodeBadLine, "weather", over(4000, 6500))
	not("", "weather", over(1000, 2000), over(6000, 9000))
	not("", "closed", over(6000, 9000))
	excused := func() []ledger.Excuse { return w.books[ledgerA].records[e].State.Excused }
	if got := excused(); len(got) != 2 || got[1].Reason != "closed" || got[0].LineStretch != over(1000, 2000) {
		t.Fatalf("%+v", got)
	}
	if w.books[ledgerA].records[e].State.NotDone != nil {
		t.Error("a stretch is not the whole plan")
	}
	change := func(b ledger.PlanBody) {
		t.Helper()
		w.must(plan(e, "amend", clerk, w.books[ledgerA].records[e].State.LastOp, args{"set": args{"activity": b.Activity, "from": b.From, "to": b.To, "along": b.Along}, "why": "Điều chỉnh"}))
	}
	change(patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(0, 5000)}}))
	if got := excused(); len(got) != 1 || got[0].LineStretch != over(1000, 2000) {
		t.Errorf("with the stretch goes its reason: %+v", got)
	}
	later := patrolOver(ledger.Along{Stretches: []ledger.LineStretch{over(0, 5000)}})
	later.From, later.Activity.Day = firstDay+1, firstDay+1
	change(later)
	if got := excused(); len(got) != 0 {
		t.Errorf("on other days it lies ahead again: %+v", got)
	}
}
