package line

import (
	"math"
	"math/rand/v2"
	"slices"

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

	towardsM = 150 // before a stone it means to see, a patrol draws near
	hurryM   = 60  // around one that it only passes, it goes
	hurry    = 8   // times as fast
)

// seed of all simulated patrols; the second number is the patrol's ordinal.
const seed = 20190303

// Walk is where a patrol goes: between two places of the line, turning back at
// either, and up to some of the stones between them.
type Walk struct {
	Within span.Span
	Halts  []Halt
}

// Halt is a stone to go up to, and how many more fixes are noted there; with none
// it is only passed.
type Halt struct {
	S      span.Decimetre
	RightM float64 // how far the stone stands from the line, towards our side
	Fixes  int     // below 0 it was seen already
}

// HaltAt is a halt at the stone of a position that can be reached.
func HaltAt(p *border.Position, fixes int) Halt {
	h := Halt{S: Course().Segment(p.Segment).Calibration.Place(*p.C), Fixes: fixes}
	if len(p.Monuments) > 1 {
		h.RightM = asideM
	}
	return h
}

// Patrol simulates one patrol along a line, from a second since 1970 on. Equal
// ordinals give equal patrols.
func Patrol(l *border.Line, ordinal uint64, start int64, points int) *track.Track {
	return Walk{Within: l.Whole()}.Patrol(l, ordinal, start, points)
}

// Patrol simulates a patrol that walks so.
func (x Walk) Patrol(l *border.Line, ordinal uint64, start int64, points int) *track.Track {
	w := walker{r: rand.New(rand.NewPCG(seed, ordinal)), line: l, time: start, halts: slices.Clone(x.Halts)}
	w.west, w.east = x.Within.From.Metres(), x.Within.To.Metres()
	w.s, w.dir = w.west+w.r.Float64()*(w.east-w.west), 1
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
	r          *rand.Rand
	line       *border.Line
	time       int64
	west, east float64
	s, dir     float64
	setback    float64
	noise      geo.XY
	halts      []Halt // ahead
	stays      int    // fixes still to be noted where it stands
}

// point goes one step, but for the first, and gives the fix there.
func (w *walker) point(moves bool) track.Point {
	gap := false
	if moves {
		gap = w.step()
	}
	at := w.line.Beside(span.OfMetres(w.s), w.right())
	v := border.VertexOf(geo.PlaneAt(at).Point(w.noise))
	return track.Point{Lat: v.Lat, Lon: v.Lon, Time: w.time, Accuracy: 2, Gap: gap}
}

// right is how far from the line it is: the nearer to a stone it means to see,
// the more as the stone.
func (w *walker) right() float64 {
	right, near := math.Abs(w.setback), float64(towardsM)
	own := right
	for _, h := range w.halts {
		if d := math.Abs(h.S.Metres() - w.s); d < near {
			near, right = d, h.RightM+(own-h.RightM)*d/towardsM
		}
	}
	return right
}

// step goes on along the line, turns back at the ends of the walk, and says
// whether the receiver was silent for minutes.
func (w *walker) step() (gap bool) {
	dt := leastStep + w.r.Int64N(mostStep-leastStep+1)
	if gap = w.r.Float64() < gapShare; gap {
		dt = leastGap + w.r.Int64N(mostGap-leastGap+1)
	}
	w.time += dt
	if along := w.dir * speed * float64(dt) * max(0, 1+speedSpread*normal(w.r)); w.stays > 0 {
		w.stays--
	} else {
		w.goes(along)
	}
	w.setback = drift(w.r, w.setback, setbackM, setbackKeep)
	w.noise = geo.XY{X: drift(w.r, w.noise.X, noiseM, noiseKeep), Y: drift(w.r, w.noise.Y, noiseM, noiseKeep)}
	return gap
}

func (w *walker) goes(along float64) {
	was := w.s
	for _, h := range w.halts {
		if h.Fixes == 0 && math.Abs(h.S.Metres()-w.s) < hurryM {
			along *= hurry
			break
		}
	}
	if w.s += along; w.s < w.west {
		w.s, w.dir = 2*w.west-w.s, 1
	} else if w.s > w.east {
		w.s, w.dir = 2*w.east-w.s, -1
	}
	for i := range w.halts {
		if h := &w.halts[i]; h.Fixes > 0 && (h.S.Metres()-was)*(h.S.Metres()-w.s) <= 0 {
			w.s, w.stays, h.Fixes = h.S.Metres(), h.Fixes, -1
			return
		}
	}
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
