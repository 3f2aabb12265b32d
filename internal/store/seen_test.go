package store_test

import (
	"testing"
	"time"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTipsCountFromTheReleaseAfterTheirVerification: no day before, in a view that went
// along, in one that is loaded, and in one of an older position.
func TestTipsCountFromTheReleaseAfterTheirVerification(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := time.Date(2024, 4, 6, 2, 0, 0, 0, time.UTC)
		o.Now = func() int64 { now = now.Add(time.Millisecond); return now.UnixMilli() }
		b := newBook(t, o)
		on := func(month time.Month, day int) { now = time.Date(2024, month, day, 2, 0, 0, 0, time.UTC) }
		tips := func(year int, month time.Month, day int) int64 {
			t.Helper()
			q := figure.Query{Indicators: []string{"tips.received"}, Place: b.district, Period: calendar.Quarter(calendar.Civil, 2024, 1), Status: 2}
			var out []int64
			for _, v := range []*figure.View{currentOf(t, b.Store), loaded(t, b.Store)} {
				v = v.ShownOn(calendar.MakeDay(year, int(month), day))
				tab, err := v.Evaluate(q, &v.Context)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, tab.At(0, 0, 0, tab.MeasureIndex("tips")).Result.V)
			}
			if out[0] != out[1] {
				t.Fatalf("a view that went along says %d, a loaded one %d", out[0], out[1])
			}
			return out[0]
		}
		write := func(drafts ...ledger.Draft) {
			t.Helper()
			if err := b.w.MustWrite(t.Context(), drafts); err != nil {
				t.Fatal(err)
			}
		}
		base := map[string]string{}
		verify := func(id string) {
			t.Helper()
			op := b.w.IDs.New()
			write(ledger.Draft{ID: op, LedgerID: b.ledgerA, EntityType: ledger.TypeEntry, EntityID: id, Verb: "verify", Base: base[id], ActorID: b.officer, BodyID: b.commune, Catalogue: 1, Body: map[string]int{"level": 3}})
			base[id] = op
		}
		entry := func(n int64) string {
			t.Helper()
			id, op := b.w.IDs.New(), b.w.IDs.New()
			d := ledger.Draft{LedgerID: b.ledgerA, EntityType: ledger.TypeEntry, EntityID: id, BodyID: b.commune, Catalogue: 1}
			create, submit := d, d
			create.Verb, create.Body = "create", ledger.Content{Kind: "tip", PlaceID: b.a, Day: calendar.MakeDay(2024, 2, 15), OwnerBodyID: b.post,
				Dims: map[string]ledger.Codes{"tip_channel": {"spoken"}, "assessed": {"valuable"}}, Measures: map[string]amount.Value{"tips": amount.ExactValue(n, amount.Counted)}}
			submit.Verb, submit.ID = "submit", op
			write(create, submit)
			base[id] = op
			return id
		}
		first := entry(6)
		verify(first)
		if a, b := tips(2024, 4, 19), tips(2024, 4, 20); a != 0 || b != 6 {
			t.Errorf("on 19 and 20 April there are %d and %d", a, b)
		}
		on(4, 20)
		then := currentOf(t, b.Store).Position
		second := entry(7)
		if n := tips(2030, 1, 1); n != 6 {
			t.Errorf("what nobody verified counts in %d", n)
		}
		verify(second)
		if a, b := tips(2024, 7, 19), tips(2024, 7, 20); a != 6 || b != 13 {
			t.Errorf("on 19 and 20 July there are %d and %d", a, b)
		}
		v, err := b.View(t.Context(), then)
		if err != nil {
			t.Fatal(err)
		}
		if v.AsOf != calendar.MakeDay(2024, 4, 6) {
			t.Errorf("the older position is of %s", v.AsOf)
		}
		if v = v.ShownOn(calendar.MaxDay); v.ReleasedTo != calendar.MakeDay(2024, 1, 19) {
			t.Errorf("it shows what came to count by %s", v.ReleasedTo)
		}
	})
}
