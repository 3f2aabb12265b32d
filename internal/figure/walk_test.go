package figure

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

func TestAWalkAddsUpToTheCellsAndShowsNoTip(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	w.place("A", "commune", under("P"))
	w.place("B", "commune", under("P"))
	for i := range 20 {
		w.entry("patrol", []string{"A", "B"}[i%2], day("2021-01-05")+calendar.Day(i*9), regular, turns(int64(3+i)))
	}
	w.entry("tip", "A", day("2021-02-15"), "assessed=valuable", nil)
	returned := w.entry("patrol", "A", day("2021-03-01"), regular, turns(100))
	w.stands[returned] = Stand{Status: ledger.Returned, Role: ledger.RoleOwn}
	p := w.build(t)
	q := Query{Indicators: []string{"patrol.post", "tips.valuable"}, Place: "P", Period: period(t, calendar.Civil, "2021"), By: []string{"place:commune"}}
	tab, err := p.Evaluate(q, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	type at struct{ row, measure string }
	sums := map[at]int64{}
	err = p.Walk(q, &w.ctx, func(m MeasureRef, row place.Row, l Line) {
		if Hidden(m.Measure) || l.EntryID == formatID(returned) {
			t.Errorf("%s shows %+v", m.Indicator.ID, l)
		}
		sums[at{row.PlaceID, m.Indicator.ID + m.Measure.ID}] += int64(l.Sign) * l.Value.V
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range tab.Rows {
		for k, m := range tab.Measures {
			if got, want := sums[at{r.PlaceID, m.Indicator.ID + m.Measure.ID}], tab.At(i, 0, 0, k).Result.V; got != want && !Hidden(m.Measure) {
				t.Errorf("%s %s: %d, want %d", r.PlaceID, m.Measure.ID, got, want)
			}
		}
	}
	if len(sums) != 4 {
		t.Errorf("%v", sums)
	}
}

func TestAHistoryIsOfOnePlaceAndOneKind(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	w.place("A", "commune", under("P"))
	w.place("B", "commune", under("P"))
	w.entry("patrol", "A", day("2021-01-05"), regular, turns(3))
	w.entry("patrol", "A", day("2021-02-05"), regular, turns(4))
	w.entry("patrol", "A", day("2022-01-01"), regular, turns(5))
	w.entry("patrol", "B", day("2021-01-05"), regular, turns(6))
	w.entry("outreach", "A", day("2021-01-05"), "", nil)
	returned := w.entry("patrol", "A", day("2021-03-01"), regular, turns(100))
	w.stands[returned] = Stand{Status: ledger.Returned, Role: ledger.RoleOwn}
	p := w.build(t)
	var got []int64
	see := func(s Said) {
		if s.Measure == "person_turns" {
			got = append(got, s.Value.V)
		}
	}
	p.History("A", "patrol", period(t, calendar.Civil, "2021"), see)
	p.History("nowhere", "patrol", period(t, calendar.Civil, "2021"), see)
	if slices.Sort(got); !slices.Equal(got, []int64{3, 4}) {
		t.Errorf("%v", got)
	}
}
