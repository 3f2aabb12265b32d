package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriodsHaveTheDaysOfTheirCalendar(t *testing.T) {
	for _, v := range []struct {
		got  Period
		want string
		unit Unit
	}{
		{Month(Civil, 2024, 2), "2024-02-01/2024-02-29", MonthUnit},
		{Month(Civil, 2023, 2), "2023-02-01/2023-02-28", MonthUnit},
		{Month(Official, 2024, 1), "2023-12-15/2024-01-14", MonthUnit},
		{Month(Official, 2024, 3), "2024-02-15/2024-03-14", MonthUnit},
		{Quarter(Civil, 2024, 1), "2024-01-01/2024-03-31", QuarterUnit},
		{Quarter(Official, 2024, 1), "2023-12-15/2024-03-14", QuarterUnit},
		{Quarter(Official, 2024, 2), "2024-03-15/2024-06-14", QuarterUnit},
		{Quarter(Official, 2024, 3), "2024-06-15/2024-09-14", QuarterUnit},
		{Quarter(Official, 2024, 4), "2024-09-15/2024-12-14", QuarterUnit},
		{Half(Civil, 2024, 2), "2024-07-01/2024-12-31", HalfUnit},
		{Half(Official, 2024, 1), "2023-12-15/2024-06-14", HalfUnit},
		{Half(Official, 2024, 2), "2024-06-15/2024-12-14", HalfUnit},
		{NineMonths(Civil, 2024), "2024-01-01/2024-09-30", NineMonthsUnit},
		{NineMonths(Official, 2024), "2023-12-15/2024-09-14", NineMonthsUnit},
		{Year(Civil, 2024), "2024-01-01/2024-12-31", YearUnit},
		{Year(Official, 2024), "2023-12-15/2024-12-14", YearUnit},
		{Week(day(t, "2024-03-03")), "2024-02-26/2024-03-03", WeekUnit},
		{Week(day(t, "2024-03-04")), "2024-03-04/2024-03-10", WeekUnit},
	} {
		if v.got.String() != v.want || v.got.Unit != v.unit {
			t.Errorf("got %s (%s), want %s (%s)", v.got, v.got.Unit, v.want, v.unit)
		}
	}
}

var bothCalendars = []Calendar{Civil, Official}

// adjoin checks that parts cover whole in order, without gap or overlap.
func adjoin(t *rapid.T, whole Period, parts []Period) {
	next := whole.From
	for _, p := range parts {
		if p.From != next || p.To < p.From {
			t.Fatalf("%s begins at %s, want %s", whole, p, next)
		}
		next = p.To + 1
	}
	if next != whole.To+1 {
		t.Fatalf("parts of %s end at %s", whole, next-1)
	}
}

func TestAYearIsItsHalvesItsQuartersAndItsMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(bothCalendars).Draw(t, "calendar")
		y := rapid.IntRange(2001, 2178).Draw(t, "year")
		year := Year(c, y)
		adjoin(t, year, []Period{Half(c, y, 1), Half(c, y, 2)})
		adjoin(t, year, []Period{Quarter(c, y, 1), Quarter(c, y, 2), Quarter(c, y, 3), Quarter(c, y, 4)})
		adjoin(t, year, []Period{NineMonths(c, y), Quarter(c, y, 4)})
		var months []Period
		for m := 1; m <= 12; m++ {
			months = append(months, Month(c, y, m))
		}
		adjoin(t, year, months)
		for _, p := range append(months, year, Quarter(c, y, 3)) {
			if next := p.After(); next.From != p.To+1 || next.Unit != p.Unit {
				t.Errorf("after %s comes %s", p, next)
			}
		}
		adjoin(t, Period{From: year.From, To: Year(c, y+1).To}, []Period{year, Year(c, y+1)})
	})
}

func TestALeapDayBelongsToTheFirstQuarterOfBothCalendars(t *testing.T) {
	leap := day(t, "2024-02-29")
	for _, c := range bothCalendars {
		if y, q := QuarterOf(c, leap); y != 2024 || q != 1 {
			t.Errorf("%s: 2024-02-29 is in quarter %d of %d", c, q, y)
		}
		if days := Year(c, 2024).Days(); days != 366 {
			t.Errorf("%s year 2024 has %d days", c, days)
		}
	}
}

func TestTheDaysAroundTheCutOffFallIntoTheirYear(t *testing.T) {
	for s, want := range map[string][2]int{
		"2023-12-14": {2023, 2023}, "2023-12-15": {2023, 2024},
		"2023-12-31": {2023, 2024}, "2024-01-01": {2024, 2024},
	} {
		d := day(t, s)
		if got := [2]int{YearOf(Civil, d), YearOf(Official, d)}; got != want {
			t.Errorf("%s is in civil and official year %v, want %v", s, got, want)
		}
	}
}

func TestMonthOfIsTheInverseOfMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Calendar{Civil, Official, Campaign}).Draw(t, "calendar")
		d := Day(rapid.Int32Range(int32(MinDay), int32(MaxDay)).Draw(t, "day"))
		y, m := MonthOf(c, d)
		if !Month(c, y, m).Contains(d) || m < 1 || m > 12 {
			t.Fatalf("MonthOf(%s, %s) = %d-%02d = %s", c, d, y, m, Month(c, y, m))
		}
		if qy, q := QuarterOf(c, d); !Quarter(c, qy, q).Contains(d) {
			t.Fatalf("QuarterOf(%s, %s) = %d Q%d", c, d, qy, q)
		}
		if !Year(c, YearOf(c, d)).Contains(d) {
			t.Fatalf("YearOf(%s, %s) = %d", c, d, YearOf(c, d))
		}
	})
}

func TestCalendarNamesAreAClosedSet(t *testing.T) {
	for in, want := range map[string]Calendar{"": Civil, "civil": Civil, "official": Official, "campaign": Campaign} {
		if c, err := ParseCalendar(in); err != nil || c != want {
			t.Errorf("ParseCalendar(%q) = %q, %v", in, c, err)
		}
	}
	if c, err := ParseCalendar("lunar"); err == nil {
		t.Errorf("ParseCalendar accepts %q", c)
	}
	if Official.Source() == "" || Civil.Source() != "" {
		t.Error("the official calendar names its decree, the civil one none")
	}
}
