package demo

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// The figures of the review say themselves that they come from norms, so that
// question is not asked again; months nobody wrote about are. No finding speaks
// of tips.
func doubtsOfTheReview(t *testing.T, b *book) {
	p, err := calendar.Between(calendar.Civil, calendar.MakeDay(2019, 1, 1), calendar.MakeDay(2024, 2, 29))
	if err != nil {
		t.Fatal(err)
	}
	found, err := doubt.OnFigures(b.View, figure.Query{Indicators: b.Catalogue.IndicatorOrder, Place: b.w.District, Period: p})
	if err != nil {
		t.Fatal(err)
	}
	gaps := 0
	for _, f := range found {
		ind := b.Catalogue.Indicators[f.Indicator]
		if slices.ContainsFunc(ind.Measures, figure.Hidden) {
			t.Errorf("a finding about tips: %s", f.VI)
		}
		sel, err := figure.ParseToken(f.Drill)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Drill(sel, &b.Context); err != nil {
			t.Errorf("the cell of %s %s at %s does not open: %v", f.Code, f.Indicator, f.PlaceID, err)
		}
		if f.Code == doubt.Gap {
			gaps++
		} else {
			t.Errorf("%s %s: %s", f.Code, f.Indicator, f.VI)
		}
	}
	if gaps == 0 {
		t.Error("no month without entries was found")
	}
}

// The demo's own entries say how much there was, and are recorded by the bodies
// whose acts they are.
func entriesAskNothing(t *testing.T, b *book) {
	asked := 0
	var ledgers []string
	b.Registry.EachLedger(func(_, id string, _, _ calendar.Day) {
		if !slices.Contains(ledgers, id) {
			ledgers = append(ledgers, id)
		}
	})
	f := store.EntryFilter{Ledgers: ledgers, Limit: 200, Keep: func(_ string, r *ledger.Record) bool {
		c, err := r.Entry()
		if err != nil {
			t.Fatal(err)
		}
		if c.OwnerBodyID == "" {
			c.OwnerBodyID = r.State.Owner
		}
		for _, w := range b.Catalogue.EntryWarnings(ledger.Shape(c, "", b.Registry.BodyType)) {
			if w.Code == doubt.NothingTold || w.Code == doubt.OtherBodies {
				if asked++; asked < 10 {
					t.Errorf("%s of %s: %s", r.Kind, r.Day, w.VI)
				}
			}
		}
		return false
	}}
	for {
		_, next, err := b.s.Entries(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if next.ID == "" {
			return
		}
		f.After = next
	}
}
