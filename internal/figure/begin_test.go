package figure

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// TestBeforeTheBookBeginsThereIsNoFigure: what nobody is expected to report is
// 0 without entries only once the book speaks of those days.
func TestBeforeTheBookBeginsThereIsNoFigure(t *testing.T) {
	for name, x := range map[string]struct {
		begin func(*world)
		want  map[string]State
	}{
		"an entry": {func(w *world) {
			w.entry("donation_drive", "A", day("2024-03-05"), "", map[string]amount.Value{"value_vnd": exact(5_000_000)})
		}, map[string]State{"2023": Untold, "2024-02": Untold, "2024-03": HasValue, "2024-04": HasValue}},
		"a signed zero": {func(w *world) {
			w.ctx.Nils = []Nil{{LedgerID: "L", NilBody: ledger.NilBody{PlaceID: "A", Kinds: []string{"patrol"}, From: day("2024-02-01"), To: day("2024-02-29"), Reason: "season"}}}
		}, map[string]State{"2023": Untold, "2024-02": HasValue, "2024-03": HasValue}},
		"a declared total": {func(w *world) {
			w.ctx.Statements = []Statement{{LedgerID: "L", StatementBody: ledger.StatementBody{Indicator: "outreach", Measure: "sessions", PlaceID: "A", From: day("2024-02-01"), To: day("2024-02-29"), Value: exact(3)}}}
		}, map[string]State{"2024-01": Untold, "2024-02": HasValue, "2024-03": HasValue}},
		"nothing": {func(*world) {}, map[string]State{"2024-03": Untold}},
	} {
		w := newWorld(t)
		w.place("A", "commune")
		x.begin(w)
		p := w.build(t)
		for when, want := range x.want {
			tab, err := p.Evaluate(Query{Indicators: []string{"donations"}, Place: "A", Period: period(t, calendar.Civil, when)}, &w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if c := tab.Cells[0]; c.State != want || (want == Untold) != (c.Printed == TextUntold) {
				t.Errorf("%s: %s is %s %q, not %s", name, when, c.State, c.Printed, want)
			}
		}
	}
}

// TestEveryLedgerBeginsOnItsOwnDay: a commune that joins a book later has no
// figure of its earlier days, the unit above has one from the first ledger
// beneath it, and what writes into a ledger above speaks from that one's day.
func TestEveryLedgerBeginsOnItsOwnDay(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	for _, c := range []string{"A", "B", "C"} {
		w.place(c, "commune", under("P"))
	}
	w.place("H", "hamlet", under("B"))
	w.ledger("LP", "P")
	w.ledger("L", "A")
	w.ledger("LB", "B")
	w.entry("donation_drive", "A", day("2022-03-05"), "", map[string]amount.Value{"value_vnd": exact(5)})
	w.entry("donation_drive", "B", day("2024-02-05"), "", map[string]amount.Value{"value_vnd": exact(5)})
	w.rows[len(w.rows)-1].Ledger, w.rows[len(w.rows)-2].Ledger = "LB", "LB"
	w.ctx.Nils = []Nil{{LedgerID: "LP", NilBody: ledger.NilBody{PlaceID: "P", Kinds: []string{"patrol"}, From: day("2023-01-01"), To: day("2023-01-31"), Reason: "season"}}}
	p := w.build(t)
	for _, x := range []struct {
		place, when string
		want        State
	}{
		{"P", "2021", Untold}, {"P", "2022-02", Untold}, {"P", "2022-04", HasValue},
		{"A", "2022-04", HasValue}, {"A", "2022-02", Untold},
		{"B", "2023", Untold}, {"B", "2024-01", Untold}, {"B", "2024-03", HasValue},
		{"H", "2024-01", Untold}, {"H", "2024-03", HasValue},
		{"C", "2022", Untold}, {"C", "2023-02", HasValue},
	} {
		state := func(p *Projection) State {
			tab, err := p.Evaluate(Query{Indicators: []string{"donations"}, Place: x.place, Period: period(t, calendar.Civil, x.when)}, &w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			return tab.Cells[0].State
		}
		if got := state(p); got != x.want {
			t.Errorf("%s in %s is %s, not %s", x.place, x.when, got, x.want)
		}
		// A tail of changes begins the same book.
		if got := state(p.With(p.Change(), p.Position)); got != x.want {
			t.Errorf("%s in %s is %s after a change of nothing", x.place, x.when, got)
		}
	}
	tab, err := p.Evaluate(Query{Indicators: []string{"donations"}, Place: "P", Period: period(t, calendar.Civil, "2022"), By: []string{"place:commune"}}, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]State{"A": HasValue, "B": Untold, "C": Untold}
	for i, r := range tab.Rows {
		if c := tab.At(i, 0, 0, 0); want[r.PlaceID] != "" && c.State != want[r.PlaceID] {
			t.Errorf("the row of %s is %s", r.PlaceID, c.State)
		}
	}
}

// TestAMovedFirstEntryMovesTheBeginning: the day is counted for a state of the
// facts and never kept over a change.
func TestAMovedFirstEntryMovesTheBeginning(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	first := w.entry("donation_drive", "A", day("2022-03-05"), "", map[string]amount.Value{"value_vnd": exact(5)})
	p := w.build(t)
	ask := func(p *Projection) State {
		tab, err := p.Evaluate(Query{Indicators: []string{"donations"}, Place: "A", Period: period(t, calendar.Civil, "2023")}, &w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return tab.Cells[0].State
	}
	if got := ask(p); got != HasValue {
		t.Fatalf("a begun book is %s", got)
	}
	b := p.Change()
	for _, r := range w.rows {
		back := r
		back.Sign = -1
		b.Add(&r)
		b.Add(&back)
		r.Day = day("2024-03-05")
		b.Add(&r)
	}
	b.Standing(first, first, w.stands[first])
	if got := ask(p.With(b, p.Position)); got != Untold {
		t.Errorf("the year before the moved entry is %s", got)
	}
	if got := ask(p); got != HasValue {
		t.Errorf("the old state is %s", got)
	}
}
