package demo

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/figure"
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
