package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// gift drafts goods that change hands once, submitted or verified.
func (b *book) gift(ledgerID, placeID, body, how, item string, day calendar.Day, n int64) []ledger.Draft {
	id, submit := b.w.IDs.New(), b.w.IDs.New()
	op := func(verb, opID, base, actor string, content any) ledger.Draft {
		return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: id, Verb: verb, ID: opID, Base: base, ActorID: actor, Catalogue: 1, Body: content}
	}
	c := ledger.Content{Kind: "gift", PlaceID: placeID, Day: day, OwnerBodyID: body, Dims: map[string]ledger.Codes{"gift_type": {how}},
		Parts: []ledger.Part{{Measure: "quantity", Dims: map[string]string{"gift_item": item}, Value: amount.ExactValue(n, amount.Counted)}}}
	create := op("create", "", "", "", c)
	create.BodyID = body
	drafts := []ledger.Draft{create, op("submit", submit, "", "", nil)}
	if body == b.commune { // those of the post wait for its commander
		drafts = append(drafts, op("verify", "", submit, b.clerk, map[string]int{"level": 2}))
	}
	return drafts
}

// TestBalancesOpenAndVerifyAcrossMergers writes goods that come and go at
// random, merges and splits the communes, opens every cell of the stock on
// every map, and lets verify recompute it by plain SQL.
func TestBalancesOpenAndVerifyAcrossMergers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		r := rand.New(rand.NewPCG(14, 3))
		var drafts []ledger.Draft
		left := map[string]int64{}
		for range 120 {
			h := r.IntN(4)
			how := []string{"handed_over", "handed_over", "handed_on", "return", "given_back"}[r.IntN(5)]
			item, n := []string{"flag", "coat", "rice"}[r.IntN(3)], int64(r.IntN(90))
			drafts = append(drafts, b.gift([]string{b.ledgerA, b.ledgerB}[h/2], b.hamlets[h], []string{b.post, b.commune}[r.IntN(2)], how, item, b.day+calendar.Day(r.IntN(120)), n)...)
			if how == "handed_on" || how == "given_back" {
				n = -n
			}
			left[item] += n
		}
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		b.mergeAndSplit(t)
		v, err := b.View(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []string{"then", "own-day", "2024-01-15", "2024-03-10", "2025-01-01"} {
			for _, by := range [][]string{nil, {"place:commune"}, {"place:hamlet"}, {"month"}} {
				got := b.opensBalance(t, v, m, by)
				for item, want := range left {
					if got[item] != want {
						t.Errorf("map %s by %v: %d %s left, want %d", m, by, got[item], item, want)
					}
				}
			}
		}
		b.sound(t)
	})
}

// opensBalance opens every cell of the stock and adds those of the last day.
func (b *book) opensBalance(t *testing.T, v *figure.View, m string, by []string) map[string]int64 {
	t.Helper()
	spec, err := place.ParseMapSpec(m, b.day)
	if err != nil {
		t.Fatal(err)
	}
	// The period begins after most goods came: a state counts them all the same.
	q := figure.Query{Indicators: []string{"gifts.stock"}, Place: b.district, Period: calendar.Period{From: b.day + 100, To: b.day + 130, Calendar: calendar.Civil},
		Map: spec, By: append(slices.Clone(by), "dim:gift_item")}
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for i := range tab.Cells {
		c := &tab.Cells[i]
		d, err := v.Drill(c.Sel, &v.Context)
		if err != nil {
			t.Fatal(err)
		}
		var plain int64
		for _, l := range d.Lines {
			plain += int64(l.Sign) * l.Value.V
		}
		if sum, equal := d.LineSum(); !equal || plain != c.Result.V || int64(len(d.Lines)) != c.Entries {
			t.Fatalf("map %s by %v: %s of %s is %d, opens to %d and %+v (%d lines)", m, by, *c.Split, c.PlaceName, c.Result.V, plain, sum, len(d.Lines))
		}
		if c.To == q.Period.To {
			out[*c.Split] += c.Result.V
		}
	}
	return out
}
