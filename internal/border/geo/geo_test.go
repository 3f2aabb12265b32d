package geo

import (
	"math"
	"testing"
)

// The lengths of a degree are those of the published tables of WGS84.
func TestADegreeHasItsPublishedLength(t *testing.T) {
	for _, c := range []struct{ lat, x, y float64 }{
		{0, 111_319.491, 110_574.276}, {45, 78_846.835, 111_131.777}, {90, 0, 111_693.980},
	} {
		if k := At(c.lat); math.Abs(k.X-c.x) > 0.01 || math.Abs(k.Y-c.y) > 0.01 {
			t.Errorf("at %v: %+v", c.lat, k)
		}
	}
}

func TestAPointOffTheEarthIsNotValid(t *testing.T) {
	for _, p := range []Point{{Lat: math.NaN()}, {Lon: math.NaN()}, {Lat: math.Inf(1)}, {Lat: 91}, {Lon: -181}} {
		if Valid(p) {
			t.Errorf("%v is valid", p)
		}
	}
}

func TestTheWayToThePlaneAndBackIsOne(t *testing.T) {
	p := PlaneAt(Point{Lat: 22.4, Lon: 105.5})
	want := Point{Lat: 22.401234, Lon: 105.498765}
	if got := p.Point(p.Project(want)); math.Abs(got.Lat-want.Lat) > 1e-12 || math.Abs(got.Lon-want.Lon) > 1e-12 {
		t.Errorf("%v", got)
	}
}

func TestTheNearestPlaceOfAPieceMayBeItsEnd(t *testing.T) {
	a, b := XY{0, 0}, XY{10, 0}
	for _, c := range []struct {
		q             XY
		metres, share float64
	}{{XY{5, 3}, 3, 0.5}, {XY{-3, 4}, 5, 0}, {XY{13, -4}, 5, 1}} {
		if m, s := FromSegment(c.q, a, b); m != c.metres || s != c.share {
			t.Errorf("%v: %v at %v", c.q, m, s)
		}
	}
	if m, s := FromSegment(XY{3, 4}, a, a); m != 5 || s != 0 {
		t.Errorf("a piece without length: %v at %v", m, s)
	}
}

func TestSimplifyKeepsTheEndsAndWhatStandsOut(t *testing.T) {
	in := []XY{{0, 0}, {10, 4}, {20, -4}, {30, 50}, {40, 0}, {50, 9}, {60, 0}}
	got := Simplify(in, 10)
	want := []XY{{0, 0}, {20, -4}, {30, 50}, {40, 0}, {60, 0}}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for _, p := range in { // whatever was left out lies within the tolerance of what is left
		near := math.Inf(1)
		for i := 1; i < len(got); i++ {
			m, _ := FromSegment(p, got[i-1], got[i])
			near = min(near, m)
		}
		if near > 10 {
			t.Errorf("%v lies %v m away", p, near)
		}
	}
}
