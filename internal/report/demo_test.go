package report

import (
	"context"
	"os"
	"testing"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/demo"
	"phendau/internal/place"
	"phendau/internal/store"
)

// The five-year review of the whole demo book prints every published figure,
// computed from its entries. Filling the book takes a while: not in -short.
func TestDemoReviewPrintsThePublishedFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("fills the demo book")
	}
	clock := demo.NewClock()
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w, err := demo.Fill(context.Background(), s, clock, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := calendar.Between(calendar.Civil, day(2019, 1, 1), day(2024, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r := makeReport(t, Input{Template: testTemplates(t)["five-year-review"], Figures: On(v.Projection, &v.Context), Context: &v.Context,
		Place: w.District, Period: p, Map: place.MapSpec{}, Demo: true, Facts: Facts{Date: p.To + 60, BaseURL: "http://127.0.0.1:8780"}})
	t.Logf("made in %s, %d figures", time.Since(began).Round(time.Millisecond), len(r.Cells))
	checkReview(t, r)
	group := makeReport(t, Input{Template: testTemplates(t)["five-year-review"], Figures: On(v.Projection, &v.Context), Context: &v.Context,
		Place: w.GroupDistrict, Period: p, Map: place.MapSpec{Kind: place.MapToday, Day: day(2026, 11, 23)}, Facts: Facts{Date: p.To + 60}})
	// The closed district asked as a group on today's map gives the same
	// totals; its stock figures are those of today's units.
	for _, id := range []string{"outreach", "patrol.post", "patrol.with_residents", "trail_clearing", "twinning.gifts", "tips.valuable"} {
		if got, want := group.Data().Composites[id], reviewComposites[id]; got != want {
			t.Errorf("on today's map %s is %q, want %q", id, got, want)
		}
	}
	if out := os.Getenv("REPORT_JSON"); out != "" {
		b, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(out, b, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Log(bodyText(r.Document))
	}
}
