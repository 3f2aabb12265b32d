package walk

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"phendau/internal/border/geo"
)

// walked is a walk as receivers see it: uneven speed, noise of some metres, a
// fix each 15 to 25 s.
func walked(seed uint64, n int) []Fix {
	r := rand.New(rand.NewPCG(seed, 7))
	var out []Fix
	x, second := 0.0, 0.0
	for range n {
		f := fix(x+6*r.Float64()-3, 40*math.Sin(x/80)+6*r.Float64()-3, second)
		f.AccuracyM = 10
		out = append(out, f)
		x, second = x+5+12*r.Float64(), second+15+10*r.Float64()
	}
	return out
}

// planned is a route from a drawing program: one speed, no noise.
func planned(n int) []Fix {
	var out []Fix
	for i := range n {
		x := 12 * float64(i)
		out = append(out, fix(x, 0.2*x, 10*float64(i)))
	}
	return out
}

func TestAnHonestWalkHasNothingToLookAt(t *testing.T) {
	for seed := range uint64(10) {
		f := walked(seed, 300)
		earlier := []Fingerprint{FingerprintOf(walked(seed+100, 300)), FingerprintOf(walked(seed+101, 20))}
		if got := V1.Review(Record{Fixes: f, Received: f[299].At + 1, LastSync: f[0].At - 1, Earlier: earlier}); len(got) != 0 {
			t.Errorf("walk %d: %v", seed, got)
		}
	}
}

func TestWhatAReviewerMayLookAtAgain(t *testing.T) {
	base := walked(1, 300)
	change := func(how func([]Fix)) []Fix {
		f := slices.Clone(base)
		how(f)
		return f
	}
	shift := func(ms int64) []Fix {
		return change(func(f []Fix) {
			for i := range f {
				f[i].At += ms
			}
		})
	}
	sameSpeed := change(func(f []Fix) {
		for i := range f {
			f[i] = fix(10*float64(i), 30*math.Sin(float64(i)), 0)
			f[i].AccuracyM = 10
		}
		for i := 1; i < len(f); i++ {
			f[i].At = f[i-1].At + int64(1000*geo.Distance(f[i-1].Point, f[i].Point))
		}
	})
	onRulers := slices.Clone(base)
	for i := range onRulers { // uneven speed, but no noise beside the way
		onRulers[i].Point = fix(float64(9*i+i%3), 0, 0).Point
	}
	end := base[299].At
	for _, c := range []struct {
		name string
		r    Record
		want []Flag
	}{
		{"one point far off makes two fast steps", Record{Fixes: change(func(f []Fix) { f[50].Lat += 0.01 })}, []Flag{Jump}},
		{"one speed throughout", Record{Fixes: sameSpeed}, []Flag{TooRegular}},
		{"no noise beside the way", Record{Fixes: onRulers}, []Flag{TooRegular}},
		{"a planned route with times", Record{Fixes: planned(200), Imported: true}, []Flag{TooRegular, Origin}},
		{"a planned route of few points", Record{Fixes: planned(90)}, []Flag{Origin}},
		{"the same track on another day", Record{Fixes: shift(86_400_000), Earlier: []Fingerprint{FingerprintOf(base)}}, []Flag{SameAsEarlier}},
		{"the same track, trembled by a metre", Record{Fixes: change(func(f []Fix) {
			for i := range f {
				f[i].Lat += 9e-6
			}
		}), Earlier: []Fingerprint{FingerprintOf(walked(9, 300)), FingerprintOf(base)}}, []Flag{SameAsEarlier}},
		{"the device's clock two days ahead", Record{Fixes: shift(2 * 86_400_000), Received: end + 1000}, []Flag{Clock}},
		{"before the device was last in touch", Record{Fixes: base, LastSync: base[0].At + 1}, []Flag{Clock}},
		{"a step back in time", Record{Fixes: change(func(f []Fix) { f[10].At = f[9].At - 1 })}, []Flag{Clock}},
		{"all within a third of a millisecond", Record{Fixes: change(func(f []Fix) {
			for i := range f {
				f[i].At = 0
			}
		})}, []Flag{Clock}},
		{"a made-up position", Record{Fixes: base, Mock: true}, []Flag{Origin}},
		{"a file", Record{Fixes: base, Imported: true}, []Flag{Origin}},
		{"no accuracy at all", Record{Fixes: change(func(f []Fix) {
			for i := range f {
				f[i].AccuracyM = 0
			}
		})}, []Flag{Origin}},
		{"silent for half the time", Record{Fixes: change(func(f []Fix) {
			for i := range f[150:] {
				f[150+i].At += end
			}
		})}, []Flag{Sparse}},
		{"nothing", Record{}, nil},
	} {
		if got := V1.Review(c.r); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func TestAVehicleMayBeFasterThanAWalker(t *testing.T) {
	f := walked(1, 300)
	f[50].Lat += 0.003
	if got := V1.Review(Record{Fixes: f}); !slices.Equal(got, []Flag{Jump}) {
		t.Errorf("on foot %v", got)
	}
	if got := V1.UpTo(VehicleSpeed).Review(Record{Fixes: f}); len(got) != 0 {
		t.Errorf("in a vehicle %v", got)
	}
}
