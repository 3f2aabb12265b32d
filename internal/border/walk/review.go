package walk

import (
	"math"

	"phendau/internal/border/geo"
)

// Flag is something the reviewer of one patrol may want to look at again ("cần
// xem lại"). Nothing is refused for it, nobody is counted by it, and it is shown
// only where its thresholds were checked on a month of local tracks.
type Flag string

// The flags.
const (
	Jump          Flag = "jump"            // faster than anybody moves, at two steps or more
	TooRegular    Flag = "too_regular"     // as drawn or replayed, not as walked
	SameAsEarlier Flag = "same_as_earlier" // the track of another patrol of the team
	Clock         Flag = "clock"           // times that cannot be true
	Origin        Flag = "origin"          // from a file, made up, or without any accuracy: said, not blamed
	Sparse        Flag = "sparse"          // long silences: what is covered is a lower bound
)

// Thresholds of the flags, from the design note on coverage, section 7. Real
// tracks had a coefficient of variation of 0.21 and more; planned routes mostly
// less than 0.05.
const (
	manyPoints    = 100 // fewer say nothing about regularity
	movingSpeed   = 0.2 // metres a second; slower is standing
	regularCV     = 0.05
	regularM      = 0.3 // mean distance from the own simplification
	simplifyM     = 20
	looked        = 2000 // points of a part that are simplified at most
	sparseShare   = 0.3
	oneInstantMS  = 1000
	jumpsToReport = 2
)

// Record is a track as it came, and what is known beside it.
type Record struct {
	// Fixes of one device in the order received, with their times as they came:
	// stored ones are rounded to seconds.
	Fixes          []Fix
	Mock, Imported bool
	Received       int64 // milliseconds since 1970; 0 is unknown
	// LastSync is when the device was last in touch before the patrol, in
	// milliseconds since 1970; 0 is unknown.
	LastSync int64
	Earlier  []Fingerprint // of the team's last 200 tracks
}

// Review lists the flags of a track, in a fixed order.
func (p Params) Review(r Record) []Flag {
	sorted := p.sorted(r.Fixes, &Dropped{})
	parts := p.Clean(r.Fixes).Parts
	own := FingerprintOf(r.Fixes)
	var out []Flag
	for _, f := range []struct {
		flag Flag
		on   bool
	}{
		{Jump, jumps(sorted, p.MaxSpeed) >= jumpsToReport},
		{TooRegular, steady(parts) || drawn(parts)},
		{SameAsEarlier, own.isAmong(r.Earlier)},
		{Clock, wrongClock(&r)},
		{Origin, r.Mock || r.Imported || withoutAccuracy(r.Fixes)},
		{Sparse, silent(sorted, p.GapMS)},
	} {
		if f.on {
			out = append(out, f.flag)
		}
	}
	return out
}

// jumps counts the steps faster than believed.
func jumps(sorted Part, most float64) (n int) {
	for i := 1; i < len(sorted); i++ {
		dt := float64(sorted[i].At-sorted[i-1].At) / 1000
		if dt > 0 && geo.Distance(sorted[i-1].Point, sorted[i].Point) > most*dt {
			n++
		}
	}
	return n
}

// steady says whether the speed of whoever moved hardly ever changed.
func steady(parts []Part) bool {
	n, sum, squares := 0.0, 0.0, 0.0
	for _, part := range parts {
		for i := 1; i < len(part); i++ {
			dt := float64(part[i].At-part[i-1].At) / 1000
			if dt <= 0 {
				continue
			}
			if v := geo.Distance(part[i-1].Point, part[i].Point) / dt; v > movingSpeed {
				n, sum, squares = n+1, sum+v, squares+v*v
			}
		}
	}
	if n < manyPoints {
		return false
	}
	mean := sum / n
	return math.Sqrt(max(0, squares/n-mean*mean)) < regularCV*mean
}

// drawn says whether the points lie on the straight pieces of the track's own
// simplification, as no receiver's do.
func drawn(parts []Part) bool {
	n, sum := 0, 0.0
	for _, part := range parts {
		part = part[:min(len(part), looked)]
		plane := geo.PlaneAt(part[0].Point)
		xy := make([]geo.XY, len(part))
		for i := range part {
			xy[i] = plane.Project(part[i].Point)
		}
		n, sum = n+len(xy), sum+residual(xy)
	}
	return n >= manyPoints && sum < regularM*float64(n) && WalkedM(parts) > simplifyM*float64(len(parts))
}

// residual adds up how far points lie from their simplification: pieces are cut
// at the farthest point until all lie within simplifyM.
func residual(xy []geo.XY) float64 {
	far, at, sum := 0.0, 0, 0.0
	last := len(xy) - 1
	for i := 1; i < last; i++ {
		m, _ := geo.FromSegment(xy[i], xy[0], xy[last])
		if sum += m; m > far {
			far, at = m, i
		}
	}
	if far <= simplifyM {
		return sum
	}
	return residual(xy[:at+1]) + residual(xy[at:])
}

// wrongClock says whether the times cannot be true.
func wrongClock(r *Record) bool {
	first, last, before := int64(math.MaxInt64), int64(math.MinInt64), int64(math.MinInt64)
	n := 0
	for _, f := range r.Fixes {
		if !f.Timed {
			continue
		}
		if f.At < before {
			return true
		}
		n, before = n+1, f.At
		first, last = min(first, f.At), max(last, f.At)
	}
	switch {
	case n == 0:
		return false
	case n > 1 && last-first <= oneInstantMS:
		return true
	}
	return r.Received != 0 && last > r.Received || r.LastSync != 0 && first < r.LastSync
}

func withoutAccuracy(fixes []Fix) bool {
	for _, f := range fixes {
		if f.AccuracyM > 0 {
			return false
		}
	}
	return len(fixes) > 0
}

// silent says whether much of the time nothing was heard.
func silent(sorted Part, gapMS int64) bool {
	if len(sorted) < 2 {
		return false
	}
	quiet := int64(0)
	for i := 1; i < len(sorted); i++ {
		if dt := sorted[i].At - sorted[i-1].At; dt > gapMS {
			quiet += dt
		}
	}
	return float64(quiet) > sparseShare*float64(sorted[len(sorted)-1].At-sorted[0].At)
}
