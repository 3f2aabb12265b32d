package border

import (
	"errors"
	"math"
	"slices"
	"testing"

	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
	"phendau/internal/geodesy"
)

// code is the code of a refusal.
func code(err error) Code {
	var e *Error
	if !errors.As(err, &e) || e.VI == "" || e.EN == "" {
		return ""
	}
	return e.Code
}

// plane is where the lines of these tests are drawn, in metres.
var plane = geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.5})

func vertexAt(x, y float64) Vertex { return VertexOf(plane.Point(geo.XY{X: x, Y: y})) }

// lineOf goes through points in metres east and north.
func lineOf(t testing.TB, xy ...geo.XY) *Line {
	t.Helper()
	var vertices []Vertex
	for _, p := range xy {
		vertices = append(vertices, vertexAt(p.X, p.Y))
	}
	l, err := NewLine(vertices)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALineThatCannotBeMeasuredIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []Vertex
		want Code
	}{
		{"nothing", nil, LineShort},
		{"one vertex", []Vertex{{1, 1}}, LineShort},
		{"one place twice", []Vertex{{1, 1}, {1, 1}}, LineShort},
		{"off the earth", []Vertex{{0, 0}, {90_000_001, 0}}, LineOutside},
		{"at a pole", []Vertex{{89_000_000, 0}, {89_000_000, 1000}}, LinePole},
		{"over the antimeridian", []Vertex{{0, 179_999_000}, {0, -179_999_000}}, LineAntimeridian},
		{"a leg of eleven kilometres", []Vertex{{0, 0}, {100_000, 0}}, LineCoarse},
		{"too many vertices", make([]Vertex, MaxVertices+1), LineLarge},
	} {
		if _, err := NewLine(c.in); code(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAPlaceOfTheLineIsFoundAgain(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 300}, geo.XY{X: 300}, geo.XY{X: 300, Y: 400}) // with a vertex twice
	if got := l.Length(); got < 6998 || got > 7002 {
		t.Fatalf("%v dm", got)
	}
	for s := span.Decimetre(0); s <= l.Length(); s += 37 {
		near, ok := l.Nearest(l.At(s), 10)
		if !ok || near.S < s-1 || near.S > s+1 || near.Metres > 0.01 {
			t.Errorf("%v: %+v", s, near)
		}
	}
	for _, right := range []float64{-60, 60} {
		if near, ok := l.Nearest(l.Beside(1500, right), 100); !ok || math.Abs(near.Metres-60) > 0.01 || near.S != 1500 {
			t.Errorf("%v m to the right: %+v", right, near)
		}
	}
	if _, ok := l.Nearest(l.Beside(1500, 101), 100); ok {
		t.Error("found a line out of reach")
	}
	if right := plane.Project(l.Beside(1500, 60)); right.Y > -59 {
		t.Errorf("the right hand going east is south, not %+v", right)
	}
}

func TestALineTheOtherWayRoundIsAsLong(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 300, Y: 10}, geo.XY{X: 350, Y: 400}, geo.XY{X: 900, Y: -20})
	v := l.Vertices()
	slices.Reverse(v)
	back, err := NewLine(v)
	if err != nil || back.Length() != l.Length() || back.Hash() == l.Hash() {
		t.Fatalf("%v, %v and %v", err, back.Length(), l.Length())
	}
	for s := span.Decimetre(0); s <= l.Length(); s += 101 {
		if d := geo.Distance(l.At(s), back.At(l.Length()-s)); d > 0.06 {
			t.Errorf("at %v %v m apart", s, d)
		}
	}
}

// TestPointsUnderAWrongDatumAreWarnedOf: VN-2000 read as WGS84 lies 224 m off.
func TestPointsUnderAWrongDatumAreWarnedOf(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 3000})
	var on, off []geo.Point
	for i := range 20 {
		p := geo.XY{X: float64(100 * i), Y: 20}
		on = append(on, plane.Point(p))
		off = append(off, plane.Point(p.Plus(geo.XY{X: -191, Y: 165})))
	}
	shifted := func(points []geo.Point) bool {
		return geodesy.LooksShifted(slices.Values(points), func(p geo.Point) float64 {
			if near, ok := l.Nearest(p, geodesy.ShiftedM); ok {
				return near.Metres
			}
			return math.Inf(1)
		})
	}
	if shifted(on) || !shifted(off) || shifted(nil) {
		t.Error("warned of the wrong points")
	}
}

func TestTheVersionOfADayIsTheOneInForce(t *testing.T) {
	day := calendar.MakeDay(2024, 2, 15)
	all := []Version{{ID: "old", Days: Until(day - 1)}, {ID: "new", Days: Since(day)}}
	for d, want := range map[calendar.Day]string{day - 1: "old", day: "new"} {
		if v, ok := VersionOn(all, d); !ok || v.ID != want {
			t.Errorf("%v: %q", d, v.ID)
		}
	}
	if _, ok := VersionOn(all[1:], day-1); ok {
		t.Error("a version before the first")
	}
}

// FuzzALineIsRefusedOrMeasured: whatever a file says, a line is refused or every
// place of it is found again.
func FuzzALineIsRefusedOrMeasured(f *testing.F) {
	f.Add([]byte{0, 0, 0, 10, 10, 10, 200, 100, 50, 60, 70, 80})
	f.Fuzz(func(t *testing.T, b []byte) {
		var vertices []Vertex
		for v := (Vertex{22_400_000, 105_500_000}); len(b) >= 3; b = b[3:] {
			// Small steps, and now and then one across the world.
			v.Lat += int32(int8(b[0])) << (b[2] % 24)
			v.Lon += int32(int8(b[1])) << (b[2] % 24)
			vertices = append(vertices, v)
		}
		l, err := NewLine(vertices)
		if err != nil {
			if code(err) == "" {
				t.Fatal(err)
			}
			return
		}
		for i := range span.Decimetre(20) {
			s := l.Length() * i / 20
			near, ok := l.Nearest(l.At(s), 5)
			if !ok || near.Metres > 0.5 {
				t.Fatalf("%v of %v: %+v", s, l.Length(), near)
			}
		}
	})
}
