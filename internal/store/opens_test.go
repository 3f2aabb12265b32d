package store_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestEveryCellOpensToItsSumAcrossMergers writes a random book (corrections,
// returns, shared events), merges its two communes and splits the result, and
// opens every cell of every table on every map.
func TestEveryCellOpensToItsSumAcrossMergers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		g := &generator{b: b, r: rand.New(rand.NewPCG(8, 9)), at: map[string]string{}}
		for range 60 {
			var drafts []ledger.Draft
			for range 8 {
				drafts = append(drafts, g.draft())
			}
			results, err := b.w.Write(t.Context(), drafts)
			if err != nil {
				t.Fatal(err)
			}
			for i, res := range results {
				if res.Outcome == ledger.Accepted {
					g.heard(drafts[i])
				}
			}
		}
		b.mergeAndSplit(t)
		v, err := b.View(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		totals := map[int]int64{}
		cells := 0
		for _, m := range []string{"then", "own-day", "2024-01-15", "2024-03-10", "2025-01-01"} {
			for status := range 4 {
				for _, by := range [][]string{nil, {"place:commune"}, {"place:hamlet", "month"}, {"body"}, {"basis", "place:commune"}, {"participant"}} {
					cells += b.opens(t, v, m, figure.Status(status), by, totals)
				}
			}
		}
		if cells < 300 || totals[0] == 0 || totals[3] == 0 {
			t.Errorf("only %d cells, totals %v: the book tests too little", cells, totals)
		}
		b.sound(t)
	})
}

// opens checks the cells of one table and that the total of the district is
// the same on every map.
func (b *book) opens(t *testing.T, v *figure.View, m string, status figure.Status, by []string, totals map[int]int64) int {
	t.Helper()
	spec, err := place.ParseMapSpec(m, b.day)
	if err != nil {
		t.Fatal(err)
	}
	q := figure.Query{Indicators: []string{"patrol.post", "patrol"}, Place: b.district, Period: calendar.Period{From: b.day, To: b.day + 90, Calendar: calendar.Civil},
		Map: spec, Status: status, By: by}
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	var whole int64
	for i := range tab.Cells {
		c := &tab.Cells[i]
		d, err := v.Drill(c.Sel, &v.Context)
		if err != nil {
			t.Fatal(err)
		}
		var sum amount.Sum
		for _, l := range d.Lines {
			sum.Add(l.Value)
		}
		if got := sum.Result(nil).V; got != max(0, c.Result.V) || int64(len(d.Lines)) != c.Entries {
			t.Fatalf("map %s by %v: %s/%s in %s is %d, opens to %d (%d entries)", m, by, c.Indicator, c.Measure, c.PlaceName, c.Result.V, got, len(d.Lines))
		}
		if c.Indicator == "patrol.post" && c.Measure == "person_turns" {
			whole += max(0, c.Result.V)
		}
	}
	if tab.Additive {
		if was, ok := totals[int(status)]; ok && was != whole {
			t.Errorf("map %s by %v: the district has %d, elsewhere %d", m, by, whole, was)
		}
		totals[int(status)] = whole
	}
	return len(tab.Cells)
}

// mergeAndSplit joins both communes on 2024-02-01 and splits the new one on
// 2024-04-01; the hamlets go along.
func (b *book) mergeAndSplit(t *testing.T) {
	t.Helper()
	merge, split := calendar.MakeDay(2024, 2, 1), calendar.MakeDay(2024, 4, 1)
	c, d, e := b.w.IDs.New(), b.w.IDs.New(), b.w.IDs.New()
	unit := func(id, name string, from, to registry.Bound, code string) ledger.Draft {
		return b.reg("place", id, registry.PlaceDoc{
			Names:   []registry.NameDoc{{Text: name, UnitWord: "xã", Level: "commune", From: from, To: to}},
			Codes:   []registry.CodeDoc{{Scheme: "gso", Value: code, From: from, To: to}},
			Parents: []registry.ParentDoc{{ParentID: b.district, From: from, To: to}}})
	}
	ends := func(id, name, to string, day calendar.Day, share string, successors ...string) ledger.Draft {
		doc := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: "xã", Level: "commune", From: registry.Unknown, To: registry.On(day - 1)}},
			Parents: []registry.ParentDoc{{ParentID: b.district, From: registry.Unknown, To: registry.On(day - 1)}}}
		for _, s := range successors {
			doc.Successions = append(doc.Successions, registry.SuccessionDoc{To: s, Day: day, Act: to, Share: share})
		}
		return ledger.Draft{LedgerID: b.registry, EntityType: "place", EntityID: id, Verb: "amend", Body: doc}
	}
	cDoc := unit(c, "Hợp Nhất", registry.On(merge), registry.On(split-1), "01501")
	doc := cDoc.Body.(registry.PlaceDoc)
	doc.Successions = []registry.SuccessionDoc{{To: d, Day: split, Act: "split", Share: "part"}, {To: e, Day: split, Act: "split", Share: "part"}}
	cDoc.Body = doc
	drafts := []ledger.Draft{unit(d, "Tách Một", registry.On(split), registry.Open, "01502"), unit(e, "Tách Hai", registry.On(split), registry.Open, "01503"), cDoc,
		ends(b.a, "Đình Phong", "merge", merge, "whole", c), ends(b.b, "Ngọc Khê", "merge", merge, "whole", c)}
	for i, h := range b.hamlets {
		drafts = append(drafts, ledger.Draft{LedgerID: b.registry, EntityType: "place", EntityID: h, Verb: "amend", Body: registry.PlaceDoc{Parents: []registry.ParentDoc{
			{ParentID: []string{b.a, b.b}[i/2], From: registry.Unknown, To: registry.On(merge - 1)},
			{ParentID: c, From: registry.On(merge), To: registry.On(split - 1)},
			{ParentID: []string{d, e}[i%2], From: registry.On(split), To: registry.Open}}}})
	}
	if err := b.w.MustWrite(context.Background(), drafts); err != nil {
		t.Fatal(err)
	}
}
