package cover_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
)

var (
	march   = calendar.Month(calendar.Civil, 2024, 3)
	quarter = calendar.Quarter(calendar.Civil, 2024, 1)
	mid     = calendar.MakeDay(2024, 3, 16)
)

// courseOf is the straight line in two segments, declared 990 m and 1010 m
// instead of a kilometre each; the second has its own corridor.
func courseOf(t testing.TB, secondM int) *border.Course {
	t.Helper()
	l := straight(t)
	segment := func(id string, from, to span.Decimetre, declaredM int64, w int) border.Segment {
		k, err := border.Calibrate(declaredM, border.Mark{S: from}, border.Mark{S: to, C: span.Decimetre(10 * declaredM)})
		if err != nil {
			t.Fatal(err)
		}
		return border.Segment{ID: id, Name: id, CorridorM: w, Calibration: k}
	}
	c, err := border.NewCourse(l, segment("a", 0, 10_000, 990, 0), segment("b", 10_000, l.Length(), 1010, secondM))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachSegmentHasItsOwnCorridor(t *testing.T) {
	// 120 m off the line: within 150 m of the first segment, not 100 m of the second.
	p := through(geo.XY{X: 800, Y: 120}, geo.XY{X: 1100, Y: 120})
	if got := cover.NewRuler(courseOf(t, 0)).Covered(p); !near(got, at(710, 1190)) {
		t.Errorf("one width: %v", got)
	}
	if got := cover.NewRuler(courseOf(t, 100)).Covered(p); !near(got, at(710, 1000)) {
		t.Errorf("two widths: %v", got)
	}
}

func TestATrackOverASectorsLimitCountsOnBothSides(t *testing.T) {
	c := courseOf(t, 0)
	k := cover.NewRuler(c).Covered(through(geo.XY{X: 900}, geo.XY{X: 1100}))
	one := []cover.Patrol{{ID: "p", Day: mid, K: k}}
	var both span.Decimetre
	for _, id := range []string{"a", "b"} {
		s := c.Sector([]border.Holding{{Holder: id, Stretch: border.Stretch{Segment: id, C: span.Span{From: 0, To: 20_000}}, Days: border.Always}}, id)
		f := cover.Sum(s, border.Of(march), one)
		if f.Covered == 0 || f.Covered > f.Length {
			t.Errorf("%s: %+v", id, f)
		}
		both += f.Covered
	}
	if whole := cover.Sum(c.Everything(), border.Of(march), one); both != whole.Covered {
		t.Errorf("the parts are %v, the whole %v", both, whole.Covered)
	}
}

func TestAStretchHandedOverCountsForEachByWhatWasWalkedWhileHeHeldIt(t *testing.T) {
	c := courseOf(t, 0)
	whole := border.Stretch{Segment: "b", C: span.Span{From: 0, To: 10_100}}
	rows := []border.Holding{{Holder: "one", Stretch: whole, Days: border.Until(mid - 1)}, {Holder: "two", Stretch: whole, Days: border.Since(mid)}}
	patrols := []cover.Patrol{{ID: "before", Day: mid - 1, K: at(1000, 1200)}, {ID: "after", Day: mid, K: at(1500, 1600)}}
	for holder, want := range map[string]span.Decimetre{"one": 2020, "two": 1010} {
		f := cover.Sum(c.Sector(rows, holder), border.Of(march), patrols)
		if f.Covered < want-2 || f.Covered > want+2 || f.Length != 10_100 {
			t.Errorf("%s: %v of %v", holder, f.Covered, f.Length)
		}
	}
}

// TestAPatrolBelongsToItsOneDay: over midnight, over the end of a quarter, over
// five days; its fixes do not decide.
func TestAPatrolBelongsToItsOneDay(t *testing.T) {
	c := courseOf(t, 0)
	night := parts(fix(300, 0, 86_400*19_812-30), fix(330, 0, 86_400*19_812+30)) // over midnight
	long := slices.Concat(night, parts(fix(1500, 0, 86_400*19_817), fix(1530, 0, 86_400*19_817+60)))
	for _, p := range [][]walk.Part{night, long} {
		k := cover.NewRuler(c).Covered(p...)
		patrol := []cover.Patrol{{ID: "p", Day: quarter.To + 1, K: k}}
		if f := cover.Sum(c.Everything(), border.Of(quarter), patrol); f.Covered != 0 {
			t.Errorf("in the quarter before: %v", f.Covered)
		}
		next := calendar.Quarter(calendar.Civil, 2024, 2)
		if f := cover.Sum(c.Everything(), border.Of(next), patrol); f.Union.Length() != k.Length() {
			t.Errorf("in its quarter: %v of %v", f.Union, k)
		}
	}
}

// TestANewLineIsCoveredFromTheRawTrack: the old result stays with the old
// version, and a period is told on the version of its last day.
func TestANewLineIsCoveredFromTheRawTrack(t *testing.T) {
	moved := lineOf(t, geo.XY{Y: 100}, geo.XY{X: 2000, Y: 100})
	k, err := border.Calibrate(2000, border.Mark{}, border.Mark{S: moved.Length(), C: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	after, err := border.NewCourse(moved, border.Segment{ID: "ab", Calibration: k})
	if err != nil {
		t.Fatal(err)
	}
	versions := []border.Version{{ID: "old", Days: border.Until(mid - 1), Course: courseOf(t, 0)}, {ID: "new", Days: border.Since(mid), Course: after}}
	track := through(geo.XY{X: 500, Y: -90})
	want := map[string]span.Decimetre{"old": 2400, "new": 0}
	for _, day := range []calendar.Day{mid - 1, mid} {
		v, ok := border.VersionOn(versions, day)
		if got := cover.NewRuler(v.Course).Covered(track).Length(); !ok || got < want[v.ID]-2 || got > want[v.ID]+2 {
			t.Errorf("%s: %v", v.ID, got)
		}
	}
	if v, _ := border.VersionOn(versions, march.To); v.ID != "new" {
		t.Errorf("a month with a change is told on %s", v.ID)
	}
}

// many are patrols of random stretches over the quarter.
func many(n int) []cover.Patrol {
	r := rand.New(rand.NewPCG(1, 1))
	var out []cover.Patrol
	for range n {
		from := span.Decimetre(r.IntN(19_000))
		out = append(out, cover.Patrol{Day: quarter.From + calendar.Day(r.IntN(quarter.Days())), K: span.Of(span.Span{From: from, To: from + span.Decimetre(r.IntN(60))})})
	}
	return out
}

func TestTheUnionOverTenThousandPatrolsIsTheUnionOfUnions(t *testing.T) {
	s, all := courseOf(t, 0).Everything(), many(10_000)
	whole := cover.Sum(s, border.Of(quarter), all)
	var months []span.Set
	var passed span.Decimetre
	for _, m := range calendar.Split(quarter, calendar.MonthUnit) {
		f := cover.Sum(s, border.Of(m), all)
		months, passed = append(months, f.Union), passed+f.Passed
	}
	if !slices.Equal(span.Union(months...), whole.Union) {
		t.Error("the months together cover something else than the quarter")
	}
	if passed != whole.Passed || whole.Passed <= whole.Covered {
		t.Errorf("passed %v, by months %v", whole.Passed, passed)
	}
}

func TestGapsAndCoveredAddUpAndNeverExceedTheDeclaredLength(t *testing.T) {
	c := courseOf(t, 0)
	for _, n := range []int{0, 1, 7, 300, 10_000} {
		f := cover.Sum(c.Everything(), border.Of(quarter), many(n))
		if f.Union.Length()+f.Gaps.Length() != f.Whole.Length() || f.Covered+c.Declared(f.Gaps) != f.Length || f.Covered > f.Length || f.Length != 20_000 {
			t.Errorf("%d patrols: %v and %v of %v", n, f.Covered, f.Gaps, f.Length)
		}
	}
}

func TestTheLastVisitIsThatOfTheLatestPatrol(t *testing.T) {
	c := courseOf(t, 0)
	patrols := []cover.Patrol{
		{Day: mid - 100, K: at(0, 900)}, {Day: mid - 20, K: at(300, 1300)}, {Day: mid, K: at(500, 600)},
		{Day: mid + 1, K: at(0, 2000)}, // later than asked
	}
	got := cover.LastVisited(c.Everything(), mid, patrols)
	want := []struct {
		from, to float64
		band     cover.Band
	}{{0, 300, cover.Older}, {300, 500, cover.Within30}, {500, 600, cover.Within7}, {600, 1300, cover.Within30}, {1300, 2000, cover.Unvisited}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if !near(span.Set{got[i].Span}, at(w.from, w.to)) || got[i].Band(mid) != w.band {
			t.Errorf("%+v, not %+v", got[i], w)
		}
	}
	for ago, band := range map[calendar.Day]cover.Band{7: cover.Within7, 8: cover.Within30, 30: cover.Within30, 31: cover.Within90, 90: cover.Within90, 91: cover.Older} {
		if v := (cover.Visited{Day: mid - ago}); v.Band(mid) != band {
			t.Errorf("%d days ago is band %d", ago, v.Band(mid))
		}
	}
}

func TestARelayIsClosedIfTheDayLeavesNoGap(t *testing.T) {
	s := courseOf(t, 0).Everything()
	east := cover.Patrol{ID: "east", Day: mid, K: at(900, 2000.5)}
	west := cover.Patrol{ID: "west", Day: mid, K: at(0, 900)}
	if !cover.RelayClosed(s, mid, []cover.Patrol{east, west}) {
		t.Error("two halves of one day leave a gap")
	}
	if west.Day--; cover.RelayClosed(s, mid, []cover.Patrol{east, west}) {
		t.Error("two halves of two days are closed")
	}
}

// TestATrailIsShownBesideTheLineAndNeverAdded: the path 300 m behind the line
// covers nothing of it by the rule.
func TestATrailIsShownBesideTheLineAndNeverAdded(t *testing.T) {
	l := straight(t)
	path := lineOf(t, geo.XY{X: 1500, Y: -300}, geo.XY{X: 500, Y: -300}) // east to west
	trail := cover.Trail{Line: path, WidthM: 30, Links: []cover.Link{{Trail: path.Whole(), Line: at(500, 1500)[0], Backward: true, Days: border.Since(mid)}}}
	p := through(geo.XY{X: 600, Y: -300}, geo.XY{X: 700, Y: -300})
	ways := cover.WaysOf(cover.NewAlong(l, 150).Covered(p), trail.Covered(mid, p))
	if len(ways.Line) != 0 || !near(ways.Trail, at(570, 730)) || !near(ways.Either, at(570, 730)) {
		t.Errorf("%+v", ways)
	}
	if got := trail.Covered(mid-1, p); len(got) != 0 {
		t.Errorf("before it was approved: %v", got)
	}
}
