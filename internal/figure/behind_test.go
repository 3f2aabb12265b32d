package figure

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// asked evaluates one measure of one place in January 2024.
func asked(t *testing.T, p *Projection, w *world, indicator, measure, at string, s Status) Cell {
	t.Helper()
	return one(t, p, w, Query{Indicators: []string{indicator}, Place: at, Period: period(t, calendar.Civil, "2024-01"), Status: s}, measure)
}

// TestNoZeroIsMadeFromSilence: an entry tells of what it could have told, and
// of nothing else. What it leaves out, what waits and what nobody reported are
// three words, none of which is 0.
func TestNoZeroIsMadeFromSilence(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune", flagged("border_unit"))
	w.place("H", "hamlet", under("A"))
	w.place("I", "hamlet", under("A"))
	w.entry("patrol", "H", day("2024-01-05"), "patrol_form=with_residents", turns(6))
	w.entry("incident", "H", day("2024-01-06"), "incident_class=crime", map[string]amount.Value{"cases": exact(1)})
	sent := w.entry("gift", "H", day("2024-01-07"), "gift_type=handed_over", map[string]amount.Value{"packages": exact(10)})
	w.stands[sent] = Stand{Status: ledger.Submitted, Role: ledger.RoleOwn}
	p := w.build(t)
	for _, x := range []struct {
		indicator, measure, place string
		status                    Status
		state                     State
		printed                   string
	}{
		{"patrol.with_residents", "times", "A", 2, HasValue, "1"},
		{"patrol.post", "times", "A", 2, Missing, "chưa báo cáo"},
		{"patrol.post", "times", "H", 2, Missing, "chưa báo cáo"},
		{"patrol", "walked_km", "A", 2, Unstated, "chưa thống kê"},
		{"patrol", "walked_km", "I", 2, Missing, "chưa báo cáo"},
		{"markers.visited", "positions", "A", 2, Unstated, "chưa thống kê"},
		{"incident.agreement_violation", "cases", "A", 2, HasValue, "0"},
		{"incident.agreement_violation", "cases", "H", 2, HasValue, "0"},
		{"incident.agreement_violation", "cases", "I", 2, Missing, "chưa báo cáo"},
		{"gifts", "packages", "A", 2, Waiting, "chờ thẩm định"},
		{"gifts", "packages", "A", 0, HasValue, "10"},
		{"gifts", "value_vnd", "A", 0, Unstated, "chưa thống kê"},
		{"donations", "value_vnd", "A", 2, HasValue, "0"},
	} {
		c := asked(t, p, w, x.indicator, x.measure, x.place, x.status)
		if c.State != x.state || c.Printed != x.printed || c.State.Open() != (c.Value == "") {
			t.Errorf("%s/%s at %s, status %s: %s %q (%s)", x.indicator, x.measure, x.place, x.status, c.State, c.Printed, c.Value)
		}
	}
}

// TestAnOpenCellOpensToWhatStandsBehindIt: the entries that leave it without a
// number are named, add nothing, and its parts are no sum of 0.
func TestAnOpenCellOpensToWhatStandsBehindIt(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune", flagged("border_unit"))
	w.place("H", "hamlet", under("A"))
	w.place("I", "hamlet", under("A"))
	w.entry("patrol", "H", day("2024-01-05"), "patrol_form=with_residents", turns(6))
	waits := w.entry("outreach", "H", day("2024-01-06"), "", map[string]amount.Value{"participant_turns": exact(30)})
	w.stands[waits] = Stand{Status: ledger.Submitted, Role: ledger.RoleOwn}
	p := w.build(t)
	v := &View{p, w.ctx}
	for _, x := range []struct {
		indicator, measure string
		state              State
		behind             int
		parts              map[string]State
	}{
		{"patrol", "walked_km", Unstated, 1, map[string]State{"H": Unstated, "I": Missing}},
		{"outreach", "sessions", Waiting, 1, map[string]State{"H": Waiting, "I": Missing}},
		{"trail_clearing", "times", Missing, 0, map[string]State{"H": Missing, "I": Missing}},
	} {
		c := asked(t, p, w, x.indicator, x.measure, "A", 2)
		o, err := v.Guard(day("2024-02-01")).Open(c.Sel)
		if err != nil {
			t.Fatal(err)
		}
		if o.Cell.State != x.state || len(o.Lines) != 0 || len(o.Behind) != x.behind {
			t.Errorf("%s opens as %s with %d lines and %d behind", x.indicator, o.Cell.State, len(o.Lines), len(o.Behind))
		}
		for _, l := range o.Behind {
			if l.Value.Q != amount.Uncounted || l.PlaceID != "H" {
				t.Errorf("behind %s stands %+v", x.indicator, l)
			}
		}
		parts, err := o.Parts("place:hamlet")
		if err != nil {
			t.Fatal(err)
		}
		if parts.Adds || parts.Equal || parts.WhyNot != "open" {
			t.Errorf("parts of an open cell add up: %+v", parts)
		}
		for _, part := range parts.List {
			if want := x.parts[part.Row.PlaceID]; want != "" && part.Cell.State != want {
				t.Errorf("%s at %s is %s, not %s", x.indicator, part.Row.PlaceID, part.Cell.State, want)
			}
		}
	}
}

// TestKnownPartsStandWithoutTheUnknown: a sum of what is known stays the
// number it is, and a signed zero of the place closes what nobody reported.
func TestKnownPartsStandWithoutTheUnknown(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune", flagged("border_unit"))
	w.entry("patrol", "A", day("2024-01-05"), "patrol_form=with_residents", turns(6))
	w.entry("patrol", "A", day("2024-01-06"), "patrol_form=with_residents", map[string]amount.Value{"person_turns": exact(5), "walked_m": exact(7500)})
	w.ctx.Nils = []Nil{{LedgerID: "L", NilBody: ledger.NilBody{PlaceID: "A", Kinds: []string{"trail_clearing"}, From: day("2024-01-01"), To: day("2024-01-31"), Reason: "season"}}}
	p := w.build(t)
	for _, x := range []struct{ indicator, measure, printed string }{{"patrol", "walked_km", "7,5"}, {"trail_clearing", "length_km", "0"}} {
		if c := asked(t, p, w, x.indicator, x.measure, "A", 2); c.Printed != x.printed {
			t.Errorf("%s is %q", x.indicator, c.Printed)
		}
	}
	// A quarter of a signed and two silent months keeps its mark.
	c := one(t, p, w, Query{Indicators: []string{"trail_clearing"}, Place: "A", Period: period(t, calendar.Civil, "2024-Q1"), Status: 2}, "times")
	if c.Printed != "0" || len(c.Flags) != 1 || c.Flags[0] != FlagSilent {
		t.Errorf("the quarter is %s with %v", c.Printed, c.Flags)
	}
}

// TestAPartOfASharedEventIsATrueZeroOfItsCount: the act counts at the main
// entry's place, and no entry is missing here; a distance left out is unknown.
func TestAPartOfASharedEventIsATrueZeroOfItsCount(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	w.place("B", "commune")
	main := w.entry("patrol", "A", day("2024-01-05"), "patrol_form=own_regular", turns(6))
	part := w.entry("patrol", "B", day("2024-01-05"), "patrol_form=own_regular", turns(6))
	w.stands[part] = Stand{Status: ledger.Verified, Level: 3, Done: true, Role: ledger.RolePart}
	w.events[part] = main
	p := w.build(t)
	if c := asked(t, p, w, "patrol.bilateral", "times", "B", 2); c.State != HasValue || c.Value != "0" {
		t.Errorf("another form is %s %s", c.State, c.Printed)
	}
	if c := asked(t, p, w, "markers.visited", "positions", "B", 2); c.State != Unstated {
		t.Errorf("markers of a part are %s", c.State)
	}
}
