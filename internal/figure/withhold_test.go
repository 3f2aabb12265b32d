package figure

import (
	"errors"
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
	v := &View{Projection: p, Context: w.ctx}
	tab, err := p.Evaluate(Query{Indicators: []string{"tips.valuable"}, Place: "P", Period: period(t, calendar.Civil, "2023-Q1"), By: []string{"place:commune"}}, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	g := v.Guard(day("2023-05-01"))
	if err := g.Table(tab); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"A": TextWithheld, "B": TextWithheld, "C": "20"}
	for i, r := range tab.Rows {
		if c := tab.At(i, 0, 0, 0); c.Printed != want[r.PlaceID] || (want[r.PlaceID] == TextWithheld && (c.Value != "" || c.Entries != 0)) {
			t.Errorf("%s: %q value %q entries %d", r.PlaceID, c.Printed, c.Value, c.Entries)
		}
	}
	d, err := g.Drill(tab.At(2, 0, 0, 0).Sel)
	if err != nil || !d.Hidden || len(d.Lines) > 0 {
		t.Errorf("a figure of tips opens to single tips (%v)", err)
	}
	small := tab.At(0, 0, 0, 0).Sel
	if _, err := g.Drill(small); !refusedAs(err, WithheldFigure) {
		t.Errorf("a small figure of tips opens: %v", err)
	}
	if _, err := v.Guard(day("2023-03-31")).Drill(tab.At(2, 0, 0, 0).Sel); !refusedAs(err, WithheldFigure) {
		t.Errorf("a quarter that is not over opens: %v", err)
	}
}

func refusedAs(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
