package plan

import (
	"slices"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
)

var march = calendar.Month(calendar.Civil, 2024, 3)

// course is one segment whose declared length is a tenth less than the line's.
func course(t testing.TB) *border.Course {
	t.Helper()
	l, err := border.NewLine([]border.Vertex{{Lat: 22_400_000, Lon: 105_500_000}, {Lat: 22_410_000, Lon: 105_500_000}})
	if err != nil {
		t.Fatal(err)
	}
	k, err := border.Calibrate(900, border.Mark{}, border.Mark{S: 10_000, C: 9_000})
	if err != nil {
		t.Fatal(err)
	}
	c, err := border.NewCourse(l, border.Segment{ID: "a", Calibration: k})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stretch by declared metres.
func stretch(from, to span.Decimetre) border.Stretch {
	return border.Stretch{Segment: "a", C: span.Span{From: 10 * from, To: 10 * to}}
}

func TestWhatWasPlannedIsWalkedExcusedOrMissed(t *testing.T) {
	c := course(t)
	p := Plan{Period: march, Stretches: []border.Stretch{stretch(0, 450)}, Excused: []Excuse{{stretch(90, 270), "storm"}}}
	d := p.Compare(c, []cover.Patrol{
		{Day: march.From, K: span.Set{{From: 0, To: 2000}}}, {Day: march.To, K: span.Set{{From: 4500, To: 7000}}},
		{Day: march.To + 1, K: span.Set{{From: 0, To: 10_000}}}, // in April
	}, nil, visit.Passed)
	for _, x := range []struct {
		name      string
		got, want span.Set
	}{
		{"walked", d.Walked, span.Set{{From: 0, To: 2000}, {From: 4500, To: 5000}}},
		{"excused", d.Excused, span.Set{{From: 2000, To: 3000}}}, // walked in part in spite of the storm
		{"missed", d.Missed, span.Set{{From: 3000, To: 4500}}},
		{"unplanned", d.Unplanned, span.Set{{From: 5000, To: 7000}}},
	} {
		if !slices.Equal(x.got, x.want) {
			t.Errorf("%s: %v", x.name, x.got)
		}
	}
	if d.Planned != 4500 || d.Covered != 2250 {
		t.Errorf("%v of %v of the declared length", d.Covered, d.Planned)
	}
}

func TestMarkersAreCountedAsOftenAsPlanned(t *testing.T) {
	seen := func(day calendar.Day, class visit.Class, ids ...string) DayVisits {
		d := DayVisits{Day: day}
		for _, id := range ids {
			d.Visits = append(d.Visits, visit.Visit{Position: id, Class: class})
		}
		return d
	}
	p := Plan{Period: march, Positions: []string{"x", "y", "z"}, Often: Frequency{2, calendar.MonthUnit}}
	d := p.Compare(course(t), nil, []DayVisits{
		seen(march.From, visit.Passed, "x", "y"), seen(march.From+9, visit.Documented, "x"), seen(march.From+9, visit.Stated, "y"),
		seen(march.From-1, visit.Passed, "y"), seen(march.To, visit.Passed, "x"),
	}, visit.Passed)
	if want := []PositionDone{{"x", 3, 2}, {"y", 1, 2}, {"z", 0, 2}}; !slices.Equal(d.Positions, want) || d.Kept() != 1 {
		t.Errorf("%+v", d.Positions)
	}
	if got := (Frequency{3, calendar.WeekUnit}).In(calendar.Period{From: calendar.MakeDay(2024, 3, 4), To: calendar.MakeDay(2024, 3, 17), Calendar: calendar.Civil}); got != 6 {
		t.Errorf("three times a week over two weeks: %d", got)
	}
	if got := (Frequency{}).In(march); got != 1 {
		t.Errorf("without a frequency: %d", got)
	}
}

func TestTheStretchNobodyVisitedForLongestComesFirst(t *testing.T) {
	c := course(t)
	day := march.To
	rows := []border.Holding{
		{Holder: "east", Stretch: stretch(450, 900), Days: border.Always}, {Holder: "west", Stretch: stretch(0, 450), Days: border.Always},
		{Holder: "former", Stretch: stretch(0, 900), Days: border.Until(day - 1)},
	}
	got := Suggest(c, rows, day, []cover.Patrol{
		{Day: day - 40, K: span.Set{{From: 0, To: 5000}}}, {Day: day - 3, K: span.Set{{From: 0, To: 2000}, {From: 6000, To: 9995}}},
	}, 10)
	want := []Suggestion{
		{"east", cover.Visited{Span: span.Span{From: 5000, To: 6000}, Never: true}},
		{"west", cover.Visited{Span: span.Span{From: 2000, To: 5000}, Day: day - 40}},
		{"west", cover.Visited{Span: span.Span{From: 0, To: 2000}, Day: day - 3}},
		{"east", cover.Visited{Span: span.Span{From: 6000, To: 9995}, Day: day - 3}},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
