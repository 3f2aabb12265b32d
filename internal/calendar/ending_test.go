package calendar_test

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
)

// TestAMonthEndsThePeriodsThatEndOnItsLastDay, in both calendars.
func TestAMonthEndsThePeriodsThatEndOnItsLastDay(t *testing.T) {
	units := map[int][]calendar.Unit{3: {calendar.QuarterUnit}, 6: {calendar.QuarterUnit, calendar.HalfUnit}, 9: {calendar.QuarterUnit, calendar.NineMonthsUnit},
		12: {calendar.QuarterUnit, calendar.HalfUnit, calendar.YearUnit}}
	for _, cal := range []calendar.Calendar{calendar.Civil, calendar.Official} {
		for n := 1; n <= 12; n++ {
			m := calendar.Month(cal, 2026, n)
			var got []calendar.Unit
			for _, p := range calendar.EndingWith(m) {
				if p.To != m.To || p.Calendar != cal {
					t.Errorf("%v ends with %v", p, m)
				}
				got = append(got, p.Unit)
			}
			if !slices.Equal(got, append([]calendar.Unit{calendar.MonthUnit}, units[n]...)) {
				t.Errorf("%s, month %d: %v", cal, n, got)
			}
		}
	}
	if got := calendar.EndingWith(calendar.Year(calendar.Official, 2026)); got != nil {
		t.Errorf("a year is no month: %v", got)
	}
}
