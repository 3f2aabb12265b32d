package line

import (
	"math"
	"math/rand/v2"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/track"
)

// How simulated patrols go. Distances are metres, times seconds.
const (
	PatrolPoints = 1000

	speed       = 0.55
	speedSpread = 0.3 // of the speed
	leastStep   = 5
	mostStep    = 30
	gapShare    = 0.002
	leastGap    = 180
	mostGap     = 1200

	setbackM    = 90 // standard deviation of the way from the line, towards our side
	setbackKeep = 0.98
	noiseM      = 7 // of the receiver
	noiseKeep   = 0.8
)

// seed of all simulated patrols; the second number is the patrol's ordinal.
const seed = 20190303

// Patrol simulates one patrol along a line, from a second since 1970 on. Equal
// ordinals give equal patrols.
func Patrol(l *border.Line, ordinal uint64, start int64, points int) *track.Track {
	w := walker{r: rand.New(rand.NewPCG(seed, ordinal)), line: l, time: start}
	w.s, w.dir = w.r.Float64()*l.Length().Metres(), 1
	if w.r.Uint64()%2 == 1 {
		w.dir = -1
	}
	w.setback, w.noise = setbackM*normal(w.r), geo.XY{X: noiseM * normal(w.r), Y: noiseM * normal(w.r)}
	t := &track.Track{Accuracy: true, Points: make([]track.Point, points)}
	for i := range t.Points {
		t.Points[i] = w.point(i > 0)
	}
	return t
}

type walker struct {
	r       *rand.Rand
	line    *border.Line
	time    int64
	s, dir  float64
	setback float64
	noise   geo.XY
}

// point goes one step, but for the first, and gives the fix there.
func (w *walker) point(moves bool) track.Point {
	gap := false
	if moves {
		gap = w.step()
	}
	at := w.line.Beside(span.OfMetres(w.s), math.Abs(w.setback))
	v := border.VertexOf(geo.PlaneAt(at).Point(w.noise))
	return track.Point{Lat: v.Lat, Lon: v.Lon, Time: w.time, Accuracy: 2, Gap: gap}
}

// step goes on along the line, turns back at its ends, and says whether the
// receiver was silent for minutes.
func (w *walker) step() (gap bool) {
	dt := leastStep + w.r.Int64N(mostStep-leastStep+1)
	if gap = w.r.Float64() < gapShare; gap {
		dt = leastGap + w.r.Int64N(mostGap-leastGap+1)
	}
	w.time += dt
	w.s += w.dir * speed * float64(dt) * max(0, 1+speedSpread*normal(w.r))
	if end := w.line.Length().Metres(); w.s < 0 {
		w.s, w.dir = -w.s, 1
	} else if w.s > end {
		w.s, w.dir = 2*end-w.s, -1
	}
	w.setback = drift(w.r, w.setback, setbackM, setbackKeep)
	w.noise = geo.XY{X: drift(w.r, w.noise.X, noiseM, noiseKeep), Y: drift(w.r, w.noise.Y, noiseM, noiseKeep)}
	return gap
}

// drift is the next value of a series that forgets slowly.
func drift(r *rand.Rand, was, sd, keep float64) float64 {
	return keep*was + math.Sqrt(1-keep*keep)*sd*normal(r)
}

// normal is a sum of uniforms: the library's own may change with its versions.
func normal(r *rand.Rand) float64 {
	sum := -6.0
	for range 12 {
		sum += r.Float64()
	}
	return sum
}
