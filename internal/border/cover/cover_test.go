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
)

// plane is where lines and tracks of these tests are drawn, in metres.
var plane = geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.5})

// fatal is what tests and properties share.
type fatal interface{ Fatalf(string, ...any) }

func lineOf(t fatal, xy ...geo.XY) *border.Line {
	var vertices []border.Vertex
	for _, p := range xy {
		vertices = append(vertices, border.VertexOf(plane.Point(p)))
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return l
}

// straight is 2 km from west to east.
func straight(t testing.TB) *border.Line { return lineOf(t, geo.XY{}, geo.XY{X: 700}, geo.XY{X: 2000}) }

// fix is a place at a second.
func fix(x, y float64, second int64) walk.Fix {
	return walk.Fix{Point: plane.Point(geo.XY{X: x, Y: y}), At: second * 1000, Timed: true}
}

// through walks from place to place, a minute each.
func through(xy ...geo.XY) walk.Part {
	var out walk.Part
	for i, p := range xy {
		out = append(out, fix(p.X, p.Y, int64(60*i)))
	}
	return out
}

func parts(fixes ...walk.Fix) []walk.Part { return walk.V1.Clean(fixes).Parts }

// near compares sets whose ends may differ by a rounding of the line's vertices.
func near(got, want span.Set) bool {
	return slices.EqualFunc(got, want, func(a, b span.Span) bool {
		return max(a.From-b.From, b.From-a.From, a.To-b.To, b.To-a.To) <= 2
	})
}

// at is a set by metres: at(100, 200) is from 100 to 200 m.
func at(m ...float64) span.Set {
	var out span.Set
	for i := 0; i < len(m); i += 2 {
		out = append(out, span.Span{From: span.OfMetres(m[i]), To: span.OfMetres(m[i+1])})
	}
	return out
}

func TestEachShapeOfATrackCoversItsCorridor(t *testing.T) {
	gap := func(f walk.Fix) walk.Fix { f.Gap = true; return f }
	for _, c := range []struct {
		name  string
		fixes []walk.Fix
		want  span.Set
	}{
		{"an empty track", nil, nil},
		{"one point", []walk.Fix{fix(1000, 90, 0)}, at(880, 1120)},
		{"two equal points", []walk.Fix{fix(1000, 90, 0), fix(1000, 90, 60)}, at(880, 1120)},
		{"a lone last point after a gap", []walk.Fix{fix(300, 0, 0), fix(310, 0, 20), gap(fix(1000, 90, 40))}, at(150, 460, 880, 1120)},
		{"a point between two gaps", []walk.Fix{fix(300, 0, 0), gap(fix(1000, 90, 40)), gap(fix(1700, 0, 80))}, at(150, 450, 880, 1120, 1550, 1850)},
		{"all points outside", []walk.Fix{fix(300, 151, 0), fix(350, 160, 60), fix(400, 151, 120)}, nil},
		{"a piece that crosses at a right angle", []walk.Fix{fix(1000, 120, 0), fix(1000, -120, 60)}, at(850, 1150)},
		{"a piece across from beyond the corridor", []walk.Fix{fix(1000, 200, 0), fix(1000, -90, 60)}, at(850, 1150)},
		{"a piece along the line", []walk.Fix{fix(900, 0, 0), fix(1100, 0, 60)}, at(750, 1250)},
		{"a piece that ends on a vertex", []walk.Fix{fix(500, 0, 0), fix(700, 0, 60)}, at(350, 850)},
		{"a piece beyond the end", []walk.Fix{fix(2090, 0, 0), fix(2120, 0, 60)}, at(1940, 2000)},
		{"there and back", []walk.Fix{fix(900, 0, 0), fix(1100, 0, 60), fix(900, 10, 120)}, at(750, 1250)},
	} {
		got := cover.NewAlong(straight(t), 150).Covered(parts(c.fixes...)...)
		if !near(got, c.want) {
			t.Errorf("%s covers %v, not %v", c.name, got, c.want)
		}
	}
}

// TestTheCorridorEndsAtItsWidth: a millimetre decides.
func TestTheCorridorEndsAtItsWidth(t *testing.T) {
	l, err := border.NewLine([]border.Vertex{{Lat: 22_400_000, Lon: 105_500_000}, {Lat: 22_400_000, Lon: 105_510_000}})
	if err != nil {
		t.Fatal(err)
	}
	flat := geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.505})
	for _, c := range []struct {
		off  float64
		want bool
	}{{149.999, true}, {150.001, false}, {-149.999, true}, {-150.001, false}} {
		single := walk.Part{{Point: flat.Point(geo.XY{Y: c.off})}}
		beside := walk.Part{{Point: flat.Point(geo.XY{X: -100, Y: c.off})}, {Point: flat.Point(geo.XY{X: 100, Y: c.off})}}
		for _, p := range []walk.Part{single, beside} {
			got := cover.NewAlong(l, 150).Covered(p)
			if (len(got) > 0) != c.want {
				t.Errorf("%v m off, %d fixes: %v", c.off, len(p), got)
			}
		}
		if got := cover.NewAlong(l, 150).Covered(beside); c.want && got.Length() < 2000 {
			t.Errorf("a piece beside the line at the corridor's edge covers %v", got)
		}
	}
}

func TestALegWithoutLengthChangesNothing(t *testing.T) {
	once := lineOf(t, geo.XY{}, geo.XY{X: 700}, geo.XY{X: 2000})
	twice := lineOf(t, geo.XY{}, geo.XY{X: 700}, geo.XY{X: 700}, geo.XY{X: 700}, geo.XY{X: 2000})
	p := through(geo.XY{X: 600, Y: 40}, geo.XY{X: 800, Y: 30})
	a, b := cover.NewAlong(once, 150).Covered(p), cover.NewAlong(twice, 150).Covered(p)
	if len(a) != 1 || !slices.Equal(a, b) {
		t.Errorf("%v and %v", a, b)
	}
}

func TestInAHairpinBothArmsAreVisited(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 1000}, geo.XY{X: 1000, Y: 100}, geo.XY{Y: 100})
	got := cover.NewAlong(l, 150).Covered(through(geo.XY{X: 400, Y: -20}, geo.XY{X: 500, Y: -20}))
	// The far arm lies 120 m off: its half-chord is 90 m.
	if !near(got, at(251.3, 648.7, 1510, 1790)) {
		t.Errorf("%v", got)
	}
}

func TestPatrolsThatTouchAreOneStretch(t *testing.T) {
	r := cover.NewAlong(straight(t), 150)
	var all []span.Set
	for _, x := range []float64{1000, 400, 700} { // discs of 150 m that meet at 550 and 850 m
		all = append(all, r.Covered(through(geo.XY{X: x})))
	}
	if got := span.Union(all...); !near(got, at(250, 1150)) {
		t.Errorf("%v", got)
	}
}

// wander is a walk near the straight line with a gap, a detour and its times.
func wander(r *rand.Rand, n int) []walk.Fix {
	var out []walk.Fix
	x, y := 200+1600*r.Float64(), 200*r.Float64()-100
	for i := range n {
		x, y = x+60*r.Float64()-20, y+60*r.Float64()-30
		f := fix(x, y, int64(30*i))
		f.Gap = r.IntN(12) == 0
		out = append(out, f)
	}
	return out
}

func TestTheOrderInWhichFixesComeDoesNotMatter(t *testing.T) {
	l := straight(t)
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		fixes := wander(r, 40)
		whole := cover.NewAlong(l, 150).Covered(parts(fixes...)...)
		for name, other := range map[string][]walk.Fix{"reversed": reversed(fixes), "shuffled": shuffled(r, fixes), "a piece twice": append(slices.Clone(fixes), fixes[10:25]...)} {
			if got := cover.NewAlong(l, 150).Covered(parts(other...)...); !slices.Equal(got, whole) {
				t.Errorf("%s: %v, not %v", name, got, whole)
			}
		}
		// A part walked the other way covers the same.
		back := parts(fixes...)
		for i := range back {
			back[i] = walk.Part(reversed(back[i]))
		}
		if got := cover.NewAlong(l, 150).Covered(back...); !slices.Equal(got, whole) {
			t.Errorf("backwards: %v, not %v", got, whole)
		}
	}
}

func reversed(fixes []walk.Fix) []walk.Fix {
	out := slices.Clone(fixes)
	slices.Reverse(out)
	return out
}

func shuffled(r *rand.Rand, fixes []walk.Fix) []walk.Fix {
	out := slices.Clone(fixes)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func TestTwoDevicesOfOnePatrolAreUnited(t *testing.T) {
	l := straight(t)
	// Both at the same time: as one list of fixes they would leap to and fro.
	a := parts(fix(200, 0, 0), fix(260, 0, 60), fix(320, 0, 120))
	b := parts(fix(1200, 0, 1), fix(1260, 0, 61), fix(1320, 0, 121))
	got := cover.NewAlong(l, 150).Covered(slices.Concat(a, b)...)
	if !near(got, at(50, 470, 1050, 1470)) {
		t.Errorf("%v", got)
	}
}

func TestALineOrderedTheOtherWayIsCoveredAlike(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 700, Y: 90}, geo.XY{X: 1500, Y: -60}, geo.XY{X: 2000})
	v := l.Vertices()
	slices.Reverse(v)
	back, err := border.NewLine(v)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(10) {
		p := parts(wander(rand.New(rand.NewPCG(seed, 2)), 40)...)
		var mirrored span.Set
		for _, x := range slices.Backward(cover.NewAlong(back, 150).Covered(p...)) {
			mirrored = append(mirrored, span.Span{From: l.Length() - x.To, To: l.Length() - x.From})
		}
		if got := cover.NewAlong(l, 150).Covered(p...); !near(mirrored, got) {
			t.Errorf("%v, from the other end %v", got, mirrored)
		}
	}
}

// TestMoreIsCoveredByAWiderCorridorAndByMoreFixes: a fix more within a part
// replaces one piece by two that lead over it.
func TestMoreIsCoveredByAWiderCorridorAndByMoreFixes(t *testing.T) {
	l := straight(t)
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		fixes := wander(r, 30)
		narrow, wide := cover.NewAlong(l, 100).Covered(parts(fixes...)...), cover.NewAlong(l, 101).Covered(parts(fixes...)...)
		if !wide.Covers(narrow) {
			t.Fatalf("%v does not cover %v", wide, narrow)
		}
		p := through(geo.XY{X: 500}, geo.XY{X: 600, Y: 50}, geo.XY{X: 700})
		more := slices.Insert(slices.Clone(p), 1, fix(550, 25, 30)) // on the way
		more = append(more, fix(760, 20, 200))
		if !grown(cover.NewAlong(l, 100).Covered(more)).Covers(cover.NewAlong(l, 100).Covered(p)) {
			t.Fatal("a fix took something away")
		}
	}
}

// grown is a set a decimetre wider at its ends, for roundings.
func grown(s span.Set) span.Set {
	var out []span.Span
	for _, x := range s {
		out = append(out, span.Span{From: x.From - 1, To: x.To + 1})
	}
	return span.Of(out...)
}
