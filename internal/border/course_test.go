package border

import (
	"testing"

	"pgregory.net/rapid"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

func calibrate(t testing.TB, declaredM int64, marks ...Mark) *Calibration {
	t.Helper()
	k, err := Calibrate(declaredM, marks...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestACalibrationThatCannotBeTrueIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		marks []Mark
		want  Code
	}{
		{"one point", []Mark{{0, 0}}, CalibrationShort},
		{"s goes back", []Mark{{0, 0}, {600, 500}, {500, 1000}}, CalibrationOrder},
		{"c stands still", []Mark{{0, 0}, {500, 500}, {600, 500}, {1000, 1000}}, CalibrationOrder},
		{"not from 0", []Mark{{0, 10}, {1000, 1000}}, CalibrationEnds},
		{"not to the declared length", []Mark{{0, 0}, {1000, 990}}, CalibrationEnds},
		{"declared too short", []Mark{{0, 0}, {1251, 1000}}, CalibrationStretch},
		{"declared too long", []Mark{{0, 0}, {799, 1000}}, CalibrationStretch},
		{"one stretch too long", []Mark{{0, 0}, {700, 500}, {1100, 1000}}, CalibrationStretch},
	} {
		if _, err := Calibrate(100, c.marks...); code(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	calibrate(t, 100, Mark{0, 0}, Mark{1250, 1000})
	calibrate(t, 100, Mark{0, 0}, Mark{800, 1000})
}

func TestChainageBeginsAtZeroAndEndsAtTheDeclaredLength(t *testing.T) {
	k := calibrate(t, 1000, Mark{50, 0}, Mark{4000, 4200}, Mark{10_100, 10_000})
	for _, m := range []Mark{{50, 0}, {4000, 4200}, {10_100, 10_000}} {
		if c, s := k.Chainage(m.S), k.Place(m.C); c != m.C || s != m.S {
			t.Errorf("%+v: c %v, s %v", m, c, s)
		}
	}
	if k.Chainage(0) != 0 || k.Chainage(99_999) != 10_000 || k.Place(-5) != 50 || k.Place(99_999) != 10_100 {
		t.Error("a place beyond an end is that end")
	}
	last := span.Decimetre(-1)
	for s := span.Decimetre(50); s <= 10_100; s++ {
		c := k.Chainage(s)
		if c < last || c > last+2 {
			t.Fatalf("at %v from %v to %v", s, last, c)
		}
		if back := k.Place(c); back < s-1 || back > s+1 {
			t.Fatalf("%v leads to %v and back to %v", s, c, back)
		}
		last = c
	}
}

// courseOf is three segments of a kilometre, declared 990, 1000 and 1010 m.
func courseOf(t testing.TB) *Course {
	t.Helper()
	l := lineOf(t, geo.XY{}, geo.XY{X: 1500, Y: 2}, geo.XY{X: 3001, Y: 4})
	c, err := NewCourse(l,
		Segment{ID: "a", Name: "Đoạn 1", Calibration: calibrate(t, 990, Mark{0, 0}, Mark{10_000, 9_900})},
		Segment{ID: "b", Name: "Đoạn 2", CorridorM: 100, Calibration: calibrate(t, 1000, Mark{10_000, 0}, Mark{14_900, 5_000}, Mark{20_000, 10_000})},
		Segment{ID: "c", Name: "Đoạn 3", Calibration: calibrate(t, 1010, Mark{20_000, 0}, Mark{30_000, 10_100})})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSegmentsLieOnTheLineOneAfterAnother(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 1000})
	seg := func(from, to span.Decimetre, w int) Segment {
		return Segment{Name: "Đoạn", CorridorM: w, Calibration: calibrate(t, int64(to-from)/10, Mark{from, 0}, Mark{to, to - from})}
	}
	for _, c := range []struct {
		name string
		in   []Segment
		want Code
	}{
		{"beyond the end", []Segment{seg(5000, 10_500, 0)}, SegmentOutside},
		{"overlapping", []Segment{seg(0, 5000, 0), seg(4990, 9000, 0)}, SegmentOverlap},
		{"corridor too narrow", []Segment{seg(0, 5000, 29)}, SegmentCorridor},
		{"corridor too wide", []Segment{seg(0, 5000, 201)}, SegmentCorridor},
	} {
		if _, err := NewCourse(l, c.in...); code(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestPartsAddUpToTheDeclaredLength: however a line is cut, no decimetre of the
// declared length is lost or counted twice, and none comes from geometry.
func TestPartsAddUpToTheDeclaredLength(t *testing.T) {
	c := courseOf(t)
	if got := c.Declared(c.Whole()); got != 30_000 {
		t.Fatalf("%v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var spans []span.Span
		for range rapid.IntRange(0, 9).Draw(t, "n") {
			from := span.Decimetre(rapid.IntRange(0, 30_000).Draw(t, "from"))
			spans = append(spans, span.Span{From: from, To: from + span.Decimetre(rapid.IntRange(0, 9000).Draw(t, "length"))})
		}
		done := span.Of(spans...).Common(c.Whole())
		gaps := c.Whole().Minus(done)
		if got := c.Declared(done) + c.Declared(gaps); got != 30_000 {
			t.Fatalf("%v and %v: %v", done, gaps, got)
		}
	})
}

func TestAStretchOverTwoSegmentsIsToldInBoth(t *testing.T) {
	c := courseOf(t)
	got := c.Stretches(span.Set{{From: 9_000, To: 14_900}})
	if len(got) != 2 || got[0] != (Stretch{"a", span.Span{From: 8_910, To: 9_900}}) || got[1] != (Stretch{"b", span.Span{From: 0, To: 5_000}}) {
		t.Errorf("%+v", got)
	}
	if back := c.Set(got...); len(back) != 1 || back[0] != (span.Span{From: 9_000, To: 14_900}) {
		t.Errorf("back %v", back)
	}
	if got := c.Set(Stretch{"none", span.Span{From: 0, To: 5}}); len(got) != 0 {
		t.Errorf("an unknown segment lies at %v", got)
	}
}

func TestAStretchHandedOverIsHeldByEachOnItsDays(t *testing.T) {
	c := courseOf(t)
	day := calendar.MakeDay(2024, 5, 16)
	h := []Holding{
		{"post 1", Stretch{"a", span.Span{From: 0, To: 9_900}}, Always},
		{"post 1", Stretch{"b", span.Span{From: 0, To: 5_000}}, Until(day - 1)},
		{"post 2", Stretch{"b", span.Span{From: 0, To: 5_000}}, Since(day)},
	}
	for _, x := range []struct {
		holder string
		day    calendar.Day
		want   span.Decimetre
	}{{"post 1", day - 1, 14_900}, {"post 1", day, 9_900}, {"post 2", day - 1, 0}, {"post 2", day, 5_000}, {"nobody", day, 0}} {
		if got := c.Declared(on(c, h, x.holder, x.day)); got != x.want {
			t.Errorf("%s on %v: %v", x.holder, x.day, got)
		}
	}
	s := c.Sector(h, "post 1")
	if got := c.Declared(s.During(Days{day - 5, day + 5})); got != 14_900 {
		t.Errorf("in the whole month %v", got)
	}
}

func on(c *Course, all []Holding, holder string, day calendar.Day) span.Set {
	s := c.Sector(all, holder)
	return s.On(day)
}

func TestEverythingIsTheWholeLineOnEveryDay(t *testing.T) {
	c := courseOf(t)
	s := c.Everything()
	if got := c.Declared(s.On(calendar.MakeDay(2024, 1, 1))); got != 30_000 {
		t.Errorf("%v", got)
	}
}
