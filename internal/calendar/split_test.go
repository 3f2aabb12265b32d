package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func anyPeriod(t *rapid.T) Period {
	c := rapid.SampledFrom([]Calendar{Civil, Official, Campaign}).Draw(t, "calendar")
	from := Day(rapid.Int32Range(int32(MinDay), int32(MaxDay)-4000).Draw(t, "from"))
	return newPeriod(c, from, from+Day(rapid.Int32Range(0, 4000).Draw(t, "days")))
}

func TestSplitCoversThePeriodExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPeriod(t)
		by := rapid.SampledFrom([]Unit{MonthUnit, QuarterUnit, YearUnit}).Draw(t, "by")
		pieces := Split(p, by)
		adjoin(t, p, pieces)
		for i, piece := range pieces {
			whole := containing(p.Calendar, piece.From, monthsIn(by))
			if piece.Clipped != (piece.From != whole.From || piece.To != whole.To) {
				t.Fatalf("%s of %s: clipped = %v", piece, whole, piece.Clipped)
			}
			if piece.Clipped && i != 0 && i != len(pieces)-1 {
				t.Fatalf("%s is clipped inside %s", piece, p)
			}
			if piece.Unit != by {
				t.Fatalf("%s has unit %q", piece, piece.Unit)
			}
		}
	})
}

func TestSplitByAnythingElseIsThePeriodItself(t *testing.T) {
	p := Year(Civil, 2024)
	if got := Split(p, WeekUnit); len(got) != 1 || got[0] != p {
		t.Errorf("Split by week = %v", got)
	}
}

func TestFullYearsLeaveOutClippedOnes(t *testing.T) {
	for _, c := range bothCalendars {
		p, err := ParsePeriod(c, "2019-01-01/2024-02-29")
		if err != nil {
			t.Fatal(err)
		}
		years := FullYears(p)
		if len(years) != 5 || years[0] != Year(c, 2019) || years[4] != Year(c, 2023) {
			t.Errorf("%s: full years of %s are %v", c, p, years)
		}
	}
	if got := FullYears(NineMonths(Civil, 2024)); got != nil {
		t.Errorf("nine months have full years %v", got)
	}
}

func TestTheSamePeriodLastYearKeepsWholeMonthsAndLeapFebruaries(t *testing.T) {
	parsed := func(c Calendar, s string) Period {
		p, err := ParsePeriod(c, s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, v := range []struct {
		p    Period
		want string
	}{
		{Month(Civil, 2024, 2), "2023-02-01/2023-02-28"},
		{Month(Civil, 2025, 2), "2024-02-01/2024-02-29"},
		{parsed(Civil, "2025-01-01/2025-02-28"), "2024-01-01/2024-02-29"},
		{Quarter(Official, 2024, 1), "2022-12-15/2023-03-14"},
		{Year(Civil, 2024), "2023-01-01/2023-12-31"},
		{parsed(Civil, "2024-02-29/2024-03-05"), "2023-02-28/2023-03-05"},
		{parsed(Civil, "2024-01-10/2024-01-20"), "2023-01-10/2023-01-20"},
		{Split(parsed(Civil, "2025-01-01/2025-02-28"), YearUnit)[0], "2024-01-01/2024-02-29"},
	} {
		got := SamePeriodLastYear(v.p)
		if got.String() != v.want || got.Clipped != v.p.Clipped || got.Calendar != v.p.Calendar {
			t.Errorf("a year before %s: %s, want %s", v.p, got, v.want)
		}
	}
	review := Named(Name{VI: "Sơ kết", EN: "Review"}, day(t, "2024-01-01"), day(t, "2024-02-29"))
	if got := SamePeriodLastYear(review); got.Campaign != (Name{}) || got.String() != "2023-01-01/2023-02-28" {
		t.Errorf("a year before a campaign: %+v", got)
	}
}

func TestAPeriodWithItsOwnYearBeforeNeverOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(bothCalendars).Draw(t, "calendar")
		first := rapid.IntRange(1, 12).Draw(t, "first")
		p := months(c, rapid.IntRange(2002, 2170).Draw(t, "year"), first, rapid.IntRange(1, 12).Draw(t, "count"))
		before := SamePeriodLastYear(p)
		_, _, n, _ := p.Months()
		if _, _, m, ok := before.Months(); !ok || m != n || before.Overlaps(p) || before.Unit != p.Unit {
			t.Fatalf("%s before %s", before, p)
		}
	})
}

func TestTheLastPeriodOverEndedBeforeTheDay(t *testing.T) {
	for _, v := range []struct {
		calendar  Calendar
		unit      Unit
		day, want string
	}{
		{Official, MonthUnit, "2026-11-30", "2026-10-15/2026-11-14"},
		{Official, MonthUnit, "2026-12-14", "2026-10-15/2026-11-14"},
		{Official, MonthUnit, "2026-12-15", "2026-11-15/2026-12-14"},
		{Civil, MonthUnit, "2026-11-30", "2026-10-01/2026-10-31"},
		{Civil, MonthUnit, "2026-12-01", "2026-11-01/2026-11-30"},
		{Official, QuarterUnit, "2026-12-15", "2026-09-15/2026-12-14"},
		{Official, YearUnit, "2026-12-14", "2024-12-15/2025-12-14"},
	} {
		if p, ok := LastOver(v.calendar, v.unit, day(t, v.day)); !ok || p.String() != v.want {
			t.Errorf("%s %s before %s: %s, want %s", v.calendar, v.unit, v.day, p, v.want)
		}
	}
	if _, ok := LastOver(Official, FreeUnit, day(t, "2026-11-30")); ok {
		t.Error("a range has no last one")
	}
}
