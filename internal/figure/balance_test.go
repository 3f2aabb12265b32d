package figure

import (
	"slices"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/registry"

	"pgregory.net/rapid"
)

// checkBalance is checkDrill for a balance: the lines with their signs are the
// cell, by a sum that knows no rule where all is exact.
func checkBalance(rt *rapid.T, c *Cell, d *Drilled, q Query) {
	if c.State == NotApplicable {
		if len(d.Lines) > 0 || c.To >= day("2021-01-01") {
			rt.Fatalf("%s to %s has no number and %d lines", c.Indicator, c.To, len(d.Lines))
		}
		return
	}
	var v int64
	for _, l := range d.Lines {
		if l.Out == (l.Sign > 0) || l.Day > c.To {
			rt.Fatalf("%s to %s: line of %s, out %v, sign %d", c.Indicator, c.To, l.Day, l.Out, l.Sign)
		}
		v += int64(l.Sign) * max(l.Value.V, l.Value.Lo)
	}
	sum, equal := d.LineSum()
	if !equal || int64(len(d.Lines)) != c.Entries || c.Result.Q == amount.Exact && v != c.Result.V {
		rt.Fatalf("%s map %s by %v: cell %+v, drilled %+v, plainly %d (%d lines)", c.Indicator, q.Map, q.By, c.Result, sum, v, len(d.Lines))
	}
}

// goods is a gift of one item, with how it changed hands.
func (w *world) goods(placeID, owner, on, dims string, n int64) {
	id := w.entry("gift", placeID, day(on), dims, nil)
	w.rows = append(w.rows, Row{Ledger: "L", Entry: id, Sign: 1, Place: placeID, Day: day(on), Kind: "gift", Measure: "quantity/gift_item",
		Dims: "gift_item=flag;" + dims, Value: exact(n), Owner: owner})
	w.rows[len(w.rows)-2].Owner = owner
}

func TestAStockIsWhatCameInLessWhatWentOut(t *testing.T) {
	w := newWorld(t)
	merge := day("2024-07-01")
	w.place("P", "province")
	w.place("A", "commune", alive(registry.Unknown, registry.On(merge-1)), under("P"), becomes("C", merge, "whole"))
	w.place("B", "commune", alive(registry.Unknown, registry.On(merge-1)), under("P"), becomes("C", merge, "whole"))
	w.place("C", "commune", alive(registry.On(merge), registry.Open), under("P"))
	w.goods("A", "post", "2023-12-20", "gift_recipient=post;gift_type=handed_over", 100)
	w.goods("A", "post", "2024-02-20", "gift_recipient=hamlet;gift_type=handed_on", 35)
	w.goods("A", "post", "2024-03-20", "gift_recipient=hamlet;gift_type=return", 5)
	w.goods("A", "post", "2024-04-20", "gift_recipient=post;gift_type=given_back", 10)
	w.goods("A", "front", "2024-04-21", "gift_recipient=household_group;gift_type=handed_over", 7) // straight to households
	w.goods("B", "commune", "2024-05-01", "gift_recipient=commune;gift_type=handed_over", 20)
	w.goods("B", "commune", "2024-05-02", "gift_recipient=hamlet;gift_type=handed_on", 30) // more than came in
	p := w.build(t)
	ask := func(placeID, period, m string, view Viewpoint, by ...string) *Table {
		spec, err := place.ParseMapSpec(m, day("2025-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		tab, err := p.Evaluate(Query{Indicators: []string{"gifts.stock"}, Place: placeID, Period: mustPeriod(t, period), Map: spec, Viewpoint: view, By: append([]string{"dim:gift_item"}, by...)}, &w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return tab
	}
	flags := func(tab *Table, row, bucket int) *Cell {
		return tab.At(row, bucket, slices.Index(tab.Columns, "flag"), 0)
	}
	for _, x := range []struct {
		place, period, m string
		want             int64
	}{{"P", "2023", "then", 100}, {"P", "2024-Q1", "then", 70}, {"P", "2024", "then", 50}, {"A", "2024-01-01/2024-06-30", "then", 60}, {"B", "2024-01-01/2024-06-30", "then", -10},
		{"C", "2024", "then", 50}, {"P", "2024", "own-day", 50}, {"C", "2025", "own-day", 50}} {
		if c := flags(ask(x.place, x.period, x.m, Viewpoint{}), 0, 0); c.Result.V != x.want || slices.Contains(c.Flags, FlagNegative) != (x.want < 0) {
			t.Errorf("%s at the end of %s on the map %s: %s %v, want %d", x.place, x.period, x.m, c.Printed, c.Flags, x.want)
		}
	}
	if c := flags(ask("P", "2024", "then", Viewpoint{Body: "post"}), 0, 0); c.Result.V != 60 {
		t.Errorf("the post holds %s", c.Printed)
	}
	byCommune := ask("P", "2024", "2024-06-01", Viewpoint{}, "place:commune")
	if a, b := flags(byCommune, 0, 0), flags(byCommune, 1, 0); a.Result.V+b.Result.V != 50 || b.Printed != "-10" {
		t.Errorf("by commune %s and %s", a.Printed, b.Printed)
	}
	quarters := ask("P", "2024", "then", Viewpoint{}, "quarter")
	for i, want := range []int64{70, 50, 50, 50} {
		if c := flags(quarters, 0, i); c.Result.V != want {
			t.Errorf("quarter %d: %s, want %d", i+1, c.Printed, want)
		}
	}
	d, err := p.Drill(flags(ask("P", "2024", "then", Viewpoint{}), 0, 0).Sel, &w.ctx)
	if sum, equal := d.LineSum(); err != nil || len(d.Lines) != 6 || !equal || sum.V != 50 {
		t.Errorf("opens to %d lines and %+v (%v)", len(d.Lines), sum, err)
	}
}

func mustPeriod(t *testing.T, s string) calendar.Period { return period(t, calendar.Civil, s) }
