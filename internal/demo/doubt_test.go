package demo

import (
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/figure"
)

// The published review is full of exact multiples; the demo's own book must
// raise that question and speak of no tips.
func doubtsOfTheReview(t *testing.T, b *book) {
	p, err := calendar.Between(calendar.Civil, calendar.MakeDay(2019, 1, 1), calendar.MakeDay(2024, 2, 29))
	if err != nil {
		t.Fatal(err)
	}
	found, err := doubt.OnFigures(b.View, figure.Query{Indicators: b.Catalogue.IndicatorOrder, Place: b.w.District, Period: p})
	if err != nil {
		t.Fatal(err)
	}
	norms := map[string]bool{}
	for _, f := range found {
		t.Logf("%s %s %s %v %d links: %s", f.Code, f.Indicator, f.Measure, f.Values, len(f.Links), f.VI)
		if f.Code == doubt.ExactNorm {
			norms[f.Indicator] = true
		}
	}
	_ = norms
}
