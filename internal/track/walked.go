package track

import "math"

// GapSeconds is how long a device may say nothing before it is a gap.
const GapSeconds = 60

// What is shown of a walk: fixes worse than this are left out, and a step counts
// only beyond its own doubt, so that who stands still walks no kilometres.
const (
	worstShown = 4 // class: up to 50 m
	leastStep  = 10.0
)

// Walked is what may be shown of a track without showing where it ran. What
// counts as covered is another question and is never taken from here.
type Walked struct {
	Points int // fixes that are exact enough to be shown
	Metres int // walked within the parts; nothing is counted over a gap
	Gaps   int // between parts
}

// Sum tells of the pieces of one device, in their order.
func Sum(pieces []*Track) Walked {
	w := walker{}
	for _, t := range pieces {
		for i := range t.Points {
			w.take(&t.Points[i])
		}
	}
	w.sum.Metres = int(math.Round(w.metres))
	return w.sum
}

type walker struct {
	sum    Walked
	metres float64
	last   *Point // the fix before, shown or not
	anchor *Point // where the last counted step ended
	gap    bool   // since the anchor
}

func (w *walker) take(p *Point) {
	if w.last != nil { // a step back in time is another recording, laid beside this one
		d := p.Time - w.last.Time
		w.gap = w.gap || p.Gap || d > GapSeconds || d < 0
	}
	w.last = p
	if p.Accuracy > worstShown {
		return
	}
	w.sum.Points++
	switch {
	case w.anchor == nil:
	case w.gap:
		w.sum.Gaps++
	default:
		d := between(w.anchor, p)
		if d <= max(leastStep, float64(p.Accuracy.Metres())/2) {
			return
		}
		w.metres += d
	}
	w.anchor, w.gap = p, false
}

// earth is the mean radius in metres.
const earth = 6_371_008.8

// between is the distance of two points in metres.
func between(a, b *Point) float64 {
	rad := func(v int32) float64 { return float64(v) / 1e6 * math.Pi / 180 }
	x, y := math.Sin((rad(b.Lat)-rad(a.Lat))/2), math.Sin((rad(b.Lon)-rad(a.Lon))/2)
	return 2 * earth * math.Asin(math.Min(1, math.Sqrt(x*x+math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*y*y)))
}
