package desk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/tip"
)

var (
	post, province = tip.ID{1}, tip.ID{2}
	day            = calendar.MakeDay(2026, 11, 30)
)

// at is an hour of a day, counted from its beginning in Vietnam.
func at(d calendar.Day, hour int64) int64 { return endOf(d) - dayMS + hour*hourMS }

func do(t *testing.T, c *Case, acts ...Act) {
	t.Helper()
	for _, a := range acts {
		if a.Desk == (tip.ID{}) {
			a.Desk = post
		}
		if err := c.Apply(a); err != nil {
			t.Fatal(err)
		}
	}
}

func refused(t *testing.T, c *Case, want Code, a Act) {
	t.Helper()
	if a.Desk == (tip.ID{}) {
		a.Desk = post
	}
	before := *c
	e, ok := errors.AsType[*Error](c.Apply(a))
	if !ok || e.Code != want {
		t.Errorf("%s in %s: %v, want %s", a.Verb, c.State, e, want)
	}
	if *c != before {
		t.Errorf("%s was refused and changed the case", a.Verb)
	}
}

func TestACaseGoesItsWay(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	refused(t, &c, WrongState, Act{Verb: Open})
	do(t, &c, Act{Verb: Sort, At: at(day, 8)}, Act{Verb: Open, At: at(day, 9), Urgent: true}, Act{Verb: Check, At: at(day, 10)}, Act{Verb: Feedback, At: at(day, 11)},
		Act{Verb: Conclude, At: at(day+3, 9), Day: day + 3}, Act{Verb: Feedback, At: at(day+3, 10), Day: day + 3})
	if c.State != Closed || c.ShredOn != day+3+GraceDays || !c.Urgent {
		t.Errorf("%+v", c)
	}
	refused(t, &c, TooEarly, Act{Verb: Shred, Day: day + 32})
	refused(t, &c, NotCounted, Act{Verb: Shred, Day: day + 33})
	do(t, &c, Act{Verb: Count})
	do(t, &c, Act{Verb: Shred, Day: day + 33})
	refused(t, &c, WrongState, Act{Verb: Open})
	refused(t, &c, WrongState, Act{Verb: Content, Day: day + 40})
}

func TestWhatTheSenderAddsReopensAndIsNeverShreddedUnread(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	do(t, &c, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: NotOurs, Day: day}, Act{Verb: Feedback, Day: day}, Act{Verb: Count})
	do(t, &c, Act{Verb: Content, Day: day + 29})
	if c.State != Checking || c.ShredOn != 0 {
		t.Fatalf("%+v", c)
	}
	do(t, &c, Act{Verb: Conclude, Day: day + 30}, Act{Verb: Feedback, Day: day + 30})
	refused(t, &c, IsUnread, Act{Verb: Shred, Day: day + 60})
	do(t, &c, Act{Verb: Open}, Act{Verb: Shred, Day: day + 60})
}

func TestAWithdrawalCanBeUndoneForADayAndStopsAtTheLaw(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	do(t, &c, Act{Verb: Sort}, Act{Verb: Withdraw, Day: day})
	refused(t, &c, TooEarly, Act{Verb: Shred, Day: day + 1})
	do(t, &c, Act{Verb: Undo, Day: day + 1})
	if c.State != Received || c.Gone {
		t.Fatalf("%+v", c)
	}
	do(t, &c, Act{Verb: Withdraw, Day: day + 1}, Act{Verb: Shred, Day: day + 3})
	refused(t, &c, WrongState, Act{Verb: Undo, Day: day + 3})

	for name, acts := range map[string][]Act{
		"held":   {{Verb: Hold, By: "a", Reason: "court", Day: day}, {Verb: Hold, By: "b", Reason: "court", Day: day}},
		"frozen": {{Verb: Freeze, Reason: "complaint"}},
		"law":    {{Verb: Denounce, Day: day}},
	} {
		c := New(tip.ID{9}, post, day)
		do(t, &c, Act{Verb: Sort}, Act{Verb: Open})
		do(t, &c, acts...)
		was := c.State
		do(t, &c, Act{Verb: Withdraw, Day: day})
		if c.State != was || c.Gone {
			t.Errorf("%s: a withdrawal closed it", name)
		}
	}
}

// TestAClosedCaseThatIsBroughtBackHasItsGraceAnew: and what is written then is heard.
func TestAClosedCaseThatIsBroughtBackHasItsGraceAnew(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	do(t, &c, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: Check}, Act{Verb: Conclude, Day: day + 2}, Act{Verb: Feedback, Day: day + 2}, Act{Verb: Count}, Act{Verb: Withdraw, Day: day + 20})
	do(t, &c, Act{Verb: Undo, Day: day + 21})
	refused(t, &c, TooEarly, Act{Verb: Shred, Day: day + 20 + GraceDays})
	do(t, &c, Act{Verb: Content, Day: day + 21})
	if c.State != Checking || c.Gone || c.ShredOn != 0 {
		t.Errorf("%+v", c)
	}
	// Books hold words behind a withdrawal without an act that takes it back.
	do(t, &c, Act{Verb: Withdraw, Day: day + 21}, Act{Verb: Content, Day: day + 22}, Act{Verb: Shred, Day: day + 23})
}

func TestAHoldNeedsTwoOfficersAndAFrozenCaseIsNotOpened(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	do(t, &c, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: Spam, Day: day})
	refused(t, &c, NoReason, Act{Verb: Hold, By: "a"})
	do(t, &c, Act{Verb: Hold, By: "a", Reason: "court", Day: day})
	if c.Held() {
		t.Error("one officer alone holds a case")
	}
	refused(t, &c, OneOfficer, Act{Verb: Hold, By: "a", Reason: "court"})
	do(t, &c, Act{Verb: Hold, By: "b", Reason: "court", Day: day})
	refused(t, &c, IsHeld, Act{Verb: Shred, Day: day + 90})
	refused(t, &c, WrongState, Act{Verb: Hold, By: "a", Reason: "court"})
	do(t, &c, Act{Verb: Freeze, Reason: "complaint"}, Act{Verb: Release, By: "a", Reason: "over", Day: day + 90}, Act{Verb: Release, By: "b", Reason: "over", Day: day + 90})
	refused(t, &c, IsFrozen, Act{Verb: Open})
	refused(t, &c, IsFrozen, Act{Verb: Shred, Day: day + 90})
	do(t, &c, Act{Verb: Thaw, Reason: "answered"}, Act{Verb: Shred, Day: day + 90})
}

func TestAReferralHasOneOwnerAtAnyTime(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	do(t, &c, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: Check, At: at(day, 10)})
	refused(t, &c, WrongDesk, Act{Verb: Refer, To: post})
	do(t, &c, Act{Verb: Refer, To: province, At: at(day, 11)})
	refused(t, &c, WrongDesk, Act{Verb: Acknowledge})
	refused(t, &c, NoReason, Act{Verb: Reject, Desk: province})
	refused(t, &c, TooEarly, Act{Verb: Lapse, At: at(day+3, 10)})
	do(t, &c, Act{Verb: Lapse, At: at(day+3, 11)})
	if c.State != Checking || c.Owner != post {
		t.Fatalf("%+v", c)
	}
	do(t, &c, Act{Verb: Refer, To: province, At: at(day+4, 9)}, Act{Verb: Lapse, At: at(day+4, 10), Reason: Succeeded})
	if c.State != Checking || c.Owner != post || c.Taken != at(day, 10) {
		t.Fatalf("a referral to a desk that is no more came back as %+v", c)
	}
	do(t, &c, Act{Verb: Refer, To: province}, Act{Verb: Reject, Desk: province, Reason: "not_ours"}, Act{Verb: Refer, To: province}, Act{Verb: Acknowledge, Desk: province, Day: day + 4})
	if c.Owner != province || c.State != Received || c.Unread == 0 {
		t.Fatalf("%+v", c)
	}
	refused(t, &c, WrongDesk, Act{Verb: Open})

	offered := New(tip.ID{7}, post, day)
	do(t, &offered, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: Refer, To: province}, Act{Verb: Content, Day: day + 1})
	refused(t, &offered, WrongDesk, Act{Verb: Open, Desk: tip.ID{5}})
	refused(t, &offered, WrongDesk, Act{Verb: Note, Desk: province})
	if before := offered; offered.Apply(Act{Verb: Open, Desk: province}) != nil || offered != before {
		t.Error("the desk it is offered to cannot read it, or changes it by reading")
	}

	legal := New(tip.ID{8}, post, day)
	do(t, &legal, Act{Verb: Sort}, Act{Verb: Open}, Act{Verb: Denounce, Day: day}, Act{Verb: Refer, To: province, At: at(day+1, 9)})
	if !slices.ContainsFunc(legal.Clocks(), func(d Due) bool { return d.What == DueLegal && d.At == endOf(day+legalDays) }) {
		t.Error("the legal clock stands still while it is offered")
	}
	do(t, &legal, Act{Verb: Acknowledge, Desk: province})
	if legal.State != Denunciation || legal.Legal != day {
		t.Errorf("%+v", legal)
	}
}

func TestTheClocksOfTheNote(t *testing.T) {
	c := New(tip.ID{9}, post, day)
	says := func(now int64, want ...What) {
		t.Helper()
		var got []What
		for _, d := range c.Missed(now) {
			got = append(got, d.What)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.State, got, want)
		}
	}
	says(at(day+2, 0)) // 24 hours behind the end of the day it came
	says(at(day+2, 0)+1, DueSort)
	do(t, &c, Act{Verb: Sort, At: at(day, 8)})
	says(at(day+1, 8)+1, DueOpen)
	do(t, &c, Act{Verb: Open, At: at(day, 9), Urgent: true})
	says(at(day, 11)+1, DueTriage)
	do(t, &c, Act{Verb: Check, At: at(day, 10)})
	says(at(day+7, 10)+1, DueAnswer)
	do(t, &c, Act{Verb: Feedback})
	says(at(day+30, 10)+1, DueReview)
	says(at(day+90, 10)+1, DueReview, DueConclude)
	do(t, &c, Act{Verb: Conclude, At: at(day+9, 9)})
	says(at(day+16, 9)+1, DueTell)
	do(t, &c, Act{Verb: Feedback, Day: day + 10}, Act{Verb: Hold, By: "a", Reason: "court", Day: day + 10}, Act{Verb: Hold, By: "b", Reason: "court", Day: day + 10})
	says(at(day+101, 0)+1, DueHold)
}

// TestRandomActsKeepEveryPromise lets everybody do anything in any order.
func TestRandomActsKeepEveryPromise(t *testing.T) {
	verbs := make([]Verb, 0, len(rules))
	for v := range rules {
		verbs = append(verbs, v)
	}
	slices.Sort(verbs)
	reached := map[State]bool{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(20190303, seed))
		c, now := New(tip.ID{9}, post, day), day
		for range 60 {
			now += calendar.Day(r.IntN(12))
			a := Act{Verb: verbs[r.IntN(len(verbs))], At: at(now, int64(r.IntN(24))), Day: now, Desk: []tip.ID{post, province}[r.IntN(2)], By: []string{"a", "b"}[r.IntN(2)],
				To: []tip.ID{{}, post, province}[r.IntN(3)], Reason: []string{"", "x", Succeeded}[r.IntN(3)], Urgent: r.IntN(2) == 0}
			before := c
			err := c.Apply(a)
			reached[c.State] = true
			if why := broken(&before, &c, &a, err); why != "" {
				t.Fatalf("seed %d: %s: %s\n%+v\n%+v", seed, a.Verb, why, before, c)
			}
		}
	}
	for _, s := range []State{Sealed, Received, Opened, Checking, Referred, Denunciation, Concluded, Closed, Shredded} {
		if !reached[s] {
			t.Errorf("no schedule reaches %s", s)
		}
	}
}

// broken names the promise an act broke.
func broken(before, after *Case, a *Act, err error) string {
	switch {
	case err != nil && *before != *after:
		return "refused and changed"
	case err != nil:
		return ""
	case before.State == Shredded:
		return "a shredded case changed"
	case after.State == Shredded && (before.Held() || before.Frozen):
		return "shredded while it was kept"
	case after.State == Shredded && !before.Gone && (before.Unread != 0 || !before.Counted):
		return "shredded unread or uncounted"
	case a.Verb == Content && (after.Unread != a.Day || !before.Gone && (after.State == Concluded || after.State == Closed)):
		return "what the sender wrote is heard by nobody"
	case before.Gone && !after.Gone && after.State == Closed && after.ShredOn < a.Day+GraceDays:
		return "brought back without its days of grace"
	case after.State == Shredded && a.Day < before.ShredOn:
		return "shredded before its day"
	case after.Owner != before.Owner && (a.Verb != Acknowledge || a.Desk != after.Owner || before.Target != after.Owner):
		return "another owner without its yes"
	case a.Verb == Lapse && a.Reason != Succeeded && a.At < before.Offered+answerMS:
		return "an offer came back before its time"
	case a.Verb == Lapse && (after.State != before.Before || after.Taken != before.Taken || after.Opened != before.Opened || after.Unread != before.Unread):
		return "what came back is not as it was, or its clock was set anew"
	case (after.State == Referred) != (after.Target != tip.ID{}):
		return "offered to nobody, or an offer left over"
	case before.Legal != 0 && after.Legal != before.Legal:
		return "the legal clock was set anew"
	case after.Legal != 0 && slices.Contains([]State{Denunciation, Referred, Opened, Checking}, after.State) && !slices.Contains(after.Clocks(), Due{DueLegal, endOf(after.Legal + legalDays)}):
		return "the legal clock stands still"
	case before.State == Denunciation && (after.State == Closed || after.State == Concluded && a.Verb != HandOver):
		return "a report of a crime was closed before it was handed over"
	case a.Verb == Open && before.Frozen:
		return "opened while frozen"
	case slices.Contains(byDesk, a.Verb) && a.Desk != before.Owner && a.Desk != before.Target:
		return fmt.Sprintf("done by %v", a.Desk)
	}
	return ""
}
