package walk

import (
	"math"
	"slices"
	"testing"

	"phendau/internal/border/geo"
	"phendau/internal/track"
)

var plane = geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.5})

// fix is a place in metres at a second.
func fix(x, y float64, second float64) Fix {
	return Fix{Point: plane.Point(geo.XY{X: x, Y: y}), At: int64(second * 1000), Timed: true}
}

// lengths of the parts, in fixes.
func lengths(c Clean) []int {
	var out []int
	for _, p := range c.Parts {
		out = append(out, len(p))
	}
	return out
}

func gap(f Fix) Fix { f.Gap = true; return f }

func inexact(f Fix) Fix { f.AccuracyM = 101; return f }

func untimed(f Fix) Fix { f.Timed = false; return f }

func TestATrackIsSplitWhereSomethingIsMissing(t *testing.T) {
	for _, c := range []struct {
		name  string
		speed float64
		fixes []Fix
		want  []int
	}{
		{"an empty track", FootSpeed, nil, nil},
		{"one point", FootSpeed, []Fix{fix(0, 0, 0)}, []int{1}},
		{"nothing missing", FootSpeed, []Fix{fix(0, 0, 0), fix(10, 0, 20), fix(20, 0, 140)}, []int{3}},
		{"a marked gap", FootSpeed, []Fix{fix(0, 0, 0), gap(fix(10, 0, 20)), fix(20, 0, 40)}, []int{1, 2}},
		{"silence of more than two minutes", FootSpeed, []Fix{fix(0, 0, 0), fix(10, 0, 120.001)}, []int{1, 1}},
		{"a step of more than 300 m", FootSpeed, []Fix{fix(0, 0, 0), fix(300.5, 0, 100)}, []int{1, 1}},
		{"faster than on foot", FootSpeed, []Fix{fix(0, 0, 0), fix(121, 0, 10)}, []int{1, 1}},
		{"the same in a vehicle", VehicleSpeed, []Fix{fix(0, 0, 0), fix(121, 0, 10)}, []int{2}},
		{"faster than a boat", BoatSpeed, []Fix{fix(0, 0, 0), fix(201, 0, 10)}, []int{1, 1}},
		{"no time and 16 m", FootSpeed, []Fix{fix(0, 0, 5), fix(16, 0, 5)}, []int{1, 1}},
		{"no time and 14 m", FootSpeed, []Fix{fix(0, 0, 5), fix(14, 0, 5)}, []int{2}},
		{"a lone last point", FootSpeed, []Fix{fix(0, 0, 0), fix(10, 0, 20), gap(fix(20, 0, 40))}, []int{2, 1}},
		{"a point between two gaps", FootSpeed, []Fix{fix(0, 0, 0), gap(fix(10, 0, 20)), gap(fix(20, 0, 40))}, []int{1, 1, 1}},
		{"a gap at an inexact point stays", FootSpeed, []Fix{fix(0, 0, 0), inexact(gap(fix(10, 0, 20))), fix(20, 0, 40)}, []int{1, 1}},
		{"an inexact point leaves none", FootSpeed, []Fix{fix(0, 0, 0), inexact(fix(10, 0, 20)), fix(20, 0, 40)}, []int{2}},
		{"a point without a time leaves one", FootSpeed, []Fix{fix(0, 0, 0), untimed(fix(10, 0, 0)), fix(20, 0, 40)}, []int{1, 1}},
		{"only points without a time are no walk", FootSpeed, []Fix{untimed(fix(0, 0, 0)), untimed(fix(9, 0, 0))}, nil},
	} {
		if got := lengths(V1.UpTo(c.speed).Clean(c.fixes)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func TestWhatSaysNothingIsDroppedAndCounted(t *testing.T) {
	off := func(lat, lon float64) Fix { f := fix(0, 0, 1); f.Point = geo.Point{Lat: lat, Lon: lon}; return f }
	c := V1.Clean([]Fix{fix(0, 0, 0), off(math.NaN(), 1), off(1, math.Inf(1)), off(91, 0), off(0, 181), off(0, 0), inexact(fix(1, 1, 2)), untimed(fix(1, 1, 0)),
		fix(0, 0, 0), fix(5, 0, 10)})
	if want := (Dropped{Untimed: 1, Outside: 5, Inexact: 1, Duplicate: 1}); c.Dropped != want {
		t.Errorf("%+v", c.Dropped)
	}
	if c.Params.Version != 1 || len(c.Parts) != 1 || len(c.Parts[0]) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestRawFixesAreNeverChanged(t *testing.T) {
	fixes := []Fix{fix(9, 0, 30), untimed(fix(1, 1, 0)), gap(fix(0, 0, 0)), inexact(fix(3, 0, 10)), fix(9, 0, 30)}
	before := slices.Clone(fixes)
	V1.Clean(fixes)
	if !slices.Equal(fixes, before) {
		t.Error("cleaning wrote over the fixes")
	}
}

func TestAStoredClassIsItsUpperBound(t *testing.T) {
	p := track.Point{Lat: 22_400_000, Lon: 105_500_000, Time: 1_700_000_000}
	for class, want := range map[track.Class]float64{track.Unknown: 0, 1: 5, 5: 100, 6: math.Inf(1)} {
		p.Accuracy = class
		if f := Fixes(&track.Track{Points: []track.Point{p}})[0]; f.AccuracyM != want || !f.Timed || f.At != 1_700_000_000_000 || f.Lat != 22.4 {
			t.Errorf("class %d: %+v", class, f)
		}
	}
}

// path walks through corners at about a metre a second, a fix each 30 m.
func path(corners ...geo.XY) []Part {
	var out Part
	for i := 1; i < len(corners); i++ {
		way := corners[i].Minus(corners[i-1])
		for m := 0.0; m < way.Length(); m += 30 {
			at := corners[i-1].Plus(way.Times(m / way.Length()))
			out = append(out, fix(at.X, at.Y, float64(30*len(out))))
		}
	}
	end := corners[len(corners)-1]
	return []Part{append(out, fix(end.X, end.Y, float64(30*len(out))))}
}

func TestALoopComesHomeAnotherWay(t *testing.T) {
	home := geo.XY{}
	for _, c := range []struct {
		name    string
		corners []geo.XY
		want    bool
	}{
		{"round a square", []geo.XY{home, {X: 500}, {X: 500, Y: 500}, {Y: 500}, {X: 20}}, true},
		{"there and back", []geo.XY{home, {X: 2000}, {Y: 20}}, false},
		{"ends a kilometre apart", []geo.XY{home, {X: 1000}, {X: 1000, Y: 500}, {Y: 1000}}, false},
		{"round a small hut", []geo.XY{home, {X: 100}, {X: 100, Y: 100}, {Y: 100}, home}, false},
		{"half of it there and back", []geo.XY{home, {X: 1000}, {X: 1000, Y: 600}, {X: 1600, Y: 600}, {X: 1600}, {X: 1000}, home}, true},
		{"three quarters there and back", []geo.XY{home, {X: 2000}, {X: 2000, Y: 300}, {X: 2300, Y: 300}, {X: 2300}, {X: 2000}, home}, false},
	} {
		if got := IsLoop(path(c.corners...)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if IsLoop(nil) {
		t.Error("nothing is a loop")
	}
}

func TestKilometresWalkedAreNotThoseCovered(t *testing.T) {
	there := path(geo.XY{}, geo.XY{X: 900}, geo.XY{})
	if m := WalkedM(append(there, Part{fix(5000, 0, 9999)})); math.Abs(m-1800) > 1 {
		t.Errorf("%v m", m)
	}
}

// FuzzCleaningKeepsEveryFixOnce: whatever comes, each fix is in one part or
// counted as dropped, parts are in order of time, and nothing panics.
func FuzzCleaningKeepsEveryFixOnce(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Fuzz(func(t *testing.T, b []byte) {
		var fixes []Fix
		for ; len(b) >= 4; b = b[4:] {
			x := Fix{Point: geo.Point{Lat: 22 + float64(int8(b[0]))/1000, Lon: 105 + float64(int8(b[1]))/1000}, At: int64(int8(b[2])) * 10_000, Timed: b[3]&3 != 0, Gap: b[3]&4 != 0, AccuracyM: float64(b[3] & 0xf8)}
			if b[3] == 255 {
				x.Lat = math.NaN()
			}
			fixes = append(fixes, x)
		}
		c := V1.Clean(fixes)
		n := c.Dropped.Untimed + c.Dropped.Outside + c.Dropped.Inexact + c.Dropped.Duplicate
		for _, part := range c.Parts {
			n += len(part)
			if len(part) == 0 || !slices.IsSortedFunc(part, func(a, b Fix) int { return int(a.At - b.At) }) {
				t.Fatalf("part %v", part)
			}
		}
		if n != len(fixes) {
			t.Fatalf("%d fixes, %d accounted for", len(fixes), n)
		}
		IsLoop(c.Parts)
		V1.Review(Record{Fixes: fixes, Earlier: []Fingerprint{FingerprintOf(fixes)}})
	})
}

// TestTrimLeavesOutBothEndsAsTheCrowFlies: lingering at the door uses nothing up,
// and what never goes far is left out whole.
func TestTrimLeavesOutBothEndsAsTheCrowFlies(t *testing.T) {
	out := Part{fix(0, 0, 0), fix(30, 0, 30), fix(0, 0, 60), fix(200, 0, 90), fix(299, 0, 120), fix(301, 0, 150)}
	back := Part{fix(600, 0, 300), fix(1000, 0, 330), fix(1290, 0, 360), fix(1310, 0, 390), fix(1600, 0, 420)}
	for _, c := range []struct {
		name  string
		parts []Part
		want  []int // fixes of the parts that are left
	}{
		{"nothing", nil, nil},
		{"a fix", []Part{{fix(0, 0, 0)}}, nil},
		{"near the door all the time", []Part{out[:5]}, nil},
		{"there and away", []Part{out, back}, []int{1, 3}},
		{"round to the door", []Part{{fix(0, 0, 0), fix(310, 0, 60), fix(310, 300, 120), fix(0, 320, 180), fix(0, 10, 240)}}, []int{3}},
		{"two parts, the ends in both", []Part{{fix(0, 0, 0)}, {fix(400, 0, 200), fix(500, 0, 300)}, {fix(900, 0, 500)}}, []int{2}},
	} {
		var got []int
		for _, p := range Trim(c.parts, 300) {
			got = append(got, len(p))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
