package demo

import (
	"encoding/json"
	"os"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/store"
)

// ask evaluates indicators for a place in the review's period.
func ask(t testing.TB, v *store.View, placeID string, p calendar.Period, status figure.Status, indicators ...string) map[string]*figure.Cell {
	t.Helper()
	tab, err := v.Evaluate(figure.Query{Indicators: indicators, Place: placeID, Period: p, Map: place.MapSpec{}, Status: status}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*figure.Cell{}
	for row := range tab.Rows {
		for i, m := range tab.Measures {
			c := tab.At(row, 0, 0, i)
			if row > 0 && c.Entries > 0 {
				t.Errorf("%s: %d entries in row %s", m.Indicator.ID, c.Entries, tab.Rows[row].Kind)
			}
			if row == 0 {
				out[m.Indicator.ID+"/"+m.Measure.ID] = c
			}
		}
	}
	return out
}

func days(t testing.TB, c calendar.Calendar, text string) calendar.Period {
	t.Helper()
	p, err := calendar.ParsePeriod(c, text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wanted are the figures of review-2019-2024.json that are plain numbers.
var wanted = map[string]string{
	"units.total/units": "21", "units.border_communes/units": "11", "units.border_townships/units": "1", "units.border_hamlets/units": "29",
	"border.length_km/length_km": "93.783", "border.marker_positions/positions": "182", "border.monuments/monuments": "203",
	"committees.commune_steering/committees": "12", "teams.border_line_and_markers/teams": "29", "teams.security_and_order/teams": "29",
	"outreach/sessions": "3957", "outreach/participant_turns": "99273", "twinning.visits/delegations": "96",
	"patrol.post/times": "2329", "patrol.post/person_turns": "11645", "patrol.bilateral/times": "12", "patrol.bilateral/person_turns": "480",
	"incident.agreement_violation/cases": "12", "tips.valuable/tips": "2926",
	"patrol.with_residents/times": "3216", "patrol.with_residents/person_turns": "19296",
	"trail_clearing/times": "3360", "trail_clearing/length_km": "126", "trail_clearing/person_turns": "82500",
	"awards.collectives/awards": "20", "awards.individuals/awards": "194",
	"awards.review_conference.collectives/awards": "7", "awards.review_conference.individuals/awards": "8",
	"twinning.gifts/value_vnd": "2643500000", "livelihood_support/value_vnd": "38465000000",
}

var reviewIndicators = []string{"units.total", "units.border_communes", "units.border_townships", "units.border_hamlets", "border.length_km",
	"border.marker_positions", "border.monuments", "committees.commune_steering", "teams.border_line_and_markers", "teams.security_and_order",
	"outreach", "twinning.visits", "twinning.gifts", "donations.per_year", "livelihood_support", "patrol.post", "patrol.bilateral",
	"incident.agreement_violation", "tips.valuable", "patrol.with_residents", "trail_clearing", "awards.collectives", "awards.individuals",
	"awards.review_conference.collectives", "awards.review_conference.individuals"}

func checkReview(t *testing.T, cells map[string]*figure.Cell) {
	t.Helper()
	for key, want := range wanted {
		c := cells[key]
		if c == nil {
			t.Errorf("%s: no cell", key)
			continue
		}
		if string(c.Value) != want || c.Qualifier != "exact" {
			t.Errorf("%s = %s (%s, %d entries), want %s", key, c.Value, c.Qualifier, c.Entries, want)
		}
	}
	if c := cells["donations.per_year/value_vnd_per_year"]; c.Low != "150000000" || c.High != "200000000" || c.Qualifier != "range" {
		t.Errorf("donations a year: %+v", c)
	}
}

func reviewComesOut(t *testing.T, b *book) {
	v, w := b.View, b.w
	review := days(t, calendar.Civil, "2019-01-01/2024-02-29")
	checkReview(t, ask(t, v, w.District, review, 2, reviewIndicators...))
	wide := days(t, calendar.Civil, "2019-01-01/2024-12-31")
	cells := ask(t, v, w.District, wide, 2, reviewIndicators...)
	checkReview(t, cells)
}

// The file with the published figures lies beside the repository; where it is
// there, no indicator of it may be missing from this test.
func TestTheTestKnowsEveryPublishedFigure(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/domain/review-2019-2024.json")
	if err != nil {
		t.Skip("no reference data beside the repository")
	}
	var doc struct {
		Flow, Stock []struct{ Indicator string }
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, id := range reviewIndicators {
		asked[id] = true
	}
	for _, x := range append(doc.Stock, doc.Flow...) {
		if !asked[x.Indicator] {
			t.Errorf("%s is not asked", x.Indicator)
		}
	}
}

func officialCalendarDiffers(t *testing.T, b *book) {
	v, w := b.View, b.w
	p := days(t, calendar.Official, "2019-01-01/2024-02-29")
	cells := ask(t, v, w.District, p, 2, "outreach", "patrol.post")
	for _, key := range []string{"outreach/sessions", "outreach/participant_turns", "patrol.post/times", "patrol.post/person_turns"} {
		if string(cells[key].Value) == wanted[key] {
			t.Errorf("%s is %s in both calendars", key, wanted[key])
		}
	}
}

func sameAsGroup(t *testing.T, b *book) {
	v, w := b.View, b.w
	p := days(t, calendar.Civil, "2019-01-01/2024-02-29")
	flows := reviewIndicators[10:]
	tab, err := v.Evaluate(figure.Query{Indicators: flows, Place: w.GroupDistrict, Period: p, Status: 2,
		Map: place.MapSpec{Kind: place.MapToday, Day: calendar.MakeDay(2026, 10, 1)}}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range tab.Measures {
		key := m.Indicator.ID + "/" + m.Measure.ID
		if c := tab.At(0, 0, 0, i); wanted[key] != "" && string(c.Value) != wanted[key] && m.Indicator.Group != "awards" {
			t.Errorf("%s = %s, want %s", key, c.Value, wanted[key])
		}
	}
}

func uncountedIsThere(t *testing.T, b *book) {
	v, w := b.View, b.w
	p := days(t, calendar.Civil, "2019-01-01/2024-02-29")
	loose := ask(t, v, w.District, p, 0, "outreach", "patrol.post", "trail_clearing")
	for key, c := range loose {
		if string(c.Value) == wanted[key] {
			t.Errorf("%s: submitted ones that wait do not show", key)
		}
	}
	var police string
	for _, u := range w.Border {
		police = u.Police
		tab, err := v.Evaluate(figure.Query{Indicators: []string{"patrol.post"}, Place: w.District, Period: p, Status: 2,
			Viewpoint: figure.Viewpoint{Body: police}}, &v.Context)
		if err != nil {
			t.Fatal(err)
		}
		if tab.At(0, 0, 0, 0).Entries > 0 {
			return
		}
	}
	t.Error("no police has a patrol report of its own")
}
