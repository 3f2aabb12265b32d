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
		}, map[string]State{"2023": Missing, "2024-02": Missing, "2024-03": HasValue, "2024-04": HasValue}},
		"a signed zero": {func(w *world) {
			w.ctx.Nils = []Nil{{NilBody: ledger.NilBody{PlaceID: "A", Kinds: []string{"patrol"}, From: day("2024-02-01"), To: day("2024-02-29"), Reason: "season"}}}
		}, map[string]State{"2023": Missing, "2024-02": HasValue, "2024-03": HasValue}},
		"nothing": {func(*world) {}, map[string]State{"2024-03": Missing}},
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
			if c := tab.Cells[0]; c.State != want {
				t.Errorf("%s: %s is %s %q, not %s", name, when, c.State, c.Printed, want)
			}
		}
	}
}
