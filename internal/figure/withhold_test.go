package figure

import (
	"testing"

	"phendau/internal/calendar"
)

func TestFewTipsAreNotShownAndCannotBeSubtracted(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	for c, n := range map[string]int{"A": 3, "B": 7, "C": 20} {
		w.place(c, "commune", under("P"))
		for range n {
			w.entry("tip", c, day("2023-02-15"), "assessed=valuable;tip_channel=spoken", nil)
		}
	}
	p := w.build(t)
	tab, err := p.Evaluate(Query{Indicators: []string{"tips.valuable"}, Place: "P", Period: period(t, calendar.Civil, "2023-Q1"), By: []string{"place:commune"}}, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	tab.Withhold(w.ctx.Registry.Places)
	want := map[string]string{"A": TextWithheld, "B": TextWithheld, "C": "20"}
	for i, r := range tab.Rows {
		if c := tab.At(i, 0, 0, 0); c.Printed != want[r.PlaceID] || (want[r.PlaceID] == TextWithheld && (c.Value != "" || c.Entries != 0)) {
			t.Errorf("%s: %q value %q entries %d", r.PlaceID, c.Printed, c.Value, c.Entries)
		}
	}
	d, err := p.Drill(tab.At(2, 0, 0, 0).Sel, &w.ctx)
	if err != nil || !d.Hidden {
		t.Errorf("a figure of tips opens to single tips (%v)", err)
	}
}
