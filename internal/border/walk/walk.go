// Package walk turns the fixes of a device into parts that may be counted. It
// splits honestly and never smooths, snaps or fills: between two parts nobody
// knows where the patrol was. It also says what a reviewer of that patrol may
// want to look at again (Review); nobody is counted by it.
//
// Raw fixes are never changed. Parameters are recorded with every result, so
// that it can be repeated.
package walk

import (
	"cmp"
	"math"
	"slices"

	"phendau/internal/border/geo"
	"phendau/internal/track"
)

// Fix is one position as a device gave it.
type Fix struct {
	geo.Point
	At        int64   // milliseconds since 1970 UTC by the device's clock
	Timed     bool    // without a time it is a plan, never a walk
	AccuracyM float64 // 0 is unknown
	Gap       bool    // nothing is known between the fix before and this one
}

// Fixes are the points of stored pieces, in their order.
func Fixes(pieces ...*track.Track) []Fix {
	var out []Fix
	for _, t := range pieces {
		for _, p := range t.Points {
			f := Fix{Point: geo.Point{Lat: float64(p.Lat) / 1e6, Lon: float64(p.Lon) / 1e6}, At: p.Time * 1000, Timed: true, Gap: p.Gap}
			if p.Accuracy != track.Unknown {
				f.AccuracyM = metresOf(p.Accuracy)
			}
			out = append(out, f)
		}
	}
	return out
}

// metresOf a class is its upper bound; the last one has none.
func metresOf(c track.Class) float64 {
	if m := c.Metres(); m > 0 {
		return float64(m)
	}
	return math.Inf(1)
}

// Params is one set of rules of cleaning. A set never changes; other numbers are
// a new version.
type Params struct {
	Version        int
	WorstAccuracyM float64 // fixes less exact are dropped
	GapMS          int64   // a longer silence splits; milliseconds
	StepM          float64 // a longer step splits
	StillM         float64 // as does a longer step in no time
	MaxSpeed       float64 // a faster step splits; metres a second
}

// Speeds that are believed, in metres a second. Which one a patrol's way of going
// has is said by the catalogue.
const (
	FootSpeed    = 12
	BoatSpeed    = 20
	VehicleSpeed = 40
)

// V1 is the first set, from the design note on coverage, section 4, for patrols
// on foot.
var V1 = Params{Version: 1, WorstAccuracyM: 100, GapMS: 120_000, StepM: 300, StillM: 15, MaxSpeed: FootSpeed}

// UpTo is the same set for patrols that go faster.
func (p Params) UpTo(speed float64) Params { p.MaxSpeed = speed; return p }

// Part is a run of fixes in the order of time with nothing missing between
// them. A part of one fix is known at one place only.
type Part []Fix

// Clean is what is left of the fixes of one device.
type Clean struct {
	Params  Params
	Parts   []Part
	Dropped Dropped
}

// Dropped counts the fixes left out, by reason.
type Dropped struct{ Untimed, Outside, Inexact, Duplicate int }

// Clean sorts the fixes of one device, drops what says nothing and splits where
// something is missing. The order in which fixes come does not matter unless two
// have the same time.
func (p Params) Clean(fixes []Fix) Clean {
	out := Clean{Params: p}
	sorted := p.sorted(fixes, &out.Dropped)
	start := 0
	for i := 1; i <= len(sorted); i++ {
		if i == len(sorted) || sorted[i].Gap || p.splits(&sorted[i-1], &sorted[i]) {
			out.Parts = append(out.Parts, sorted[start:i:i])
			start = i
		}
	}
	return out
}

// sorted are the fixes that count, by time. A gap marked at a fix that is left
// out stays a gap.
func (p *Params) sorted(fixes []Fix, d *Dropped) Part {
	timed := make(Part, 0, len(fixes))
	gap := false
	for _, f := range fixes {
		if f.Gap = f.Gap || gap; !f.Timed {
			d.Untimed++
			gap = true
			continue
		}
		timed, gap = append(timed, f), false
	}
	slices.SortStableFunc(timed, func(a, b Fix) int { return cmp.Compare(a.At, b.At) })
	out := timed[:0]
	for _, f := range timed {
		f.Gap = f.Gap || gap
		switch last := len(out) - 1; {
		case !geo.Valid(f.Point) || f.Point == (geo.Point{}):
			d.Outside++
			gap = f.Gap
		case f.AccuracyM > p.WorstAccuracyM:
			d.Inexact++
			gap = f.Gap
		case last >= 0 && seenAlready(out, &f):
			d.Duplicate++
			gap = false
		default:
			out, gap = append(out, f), false
		}
	}
	return out
}

// seenAlready says whether a fix of the same time and place is there, and keeps
// its gap.
func seenAlready(sorted Part, f *Fix) bool {
	for i := len(sorted) - 1; i >= 0 && sorted[i].At == f.At; i-- {
		if sorted[i].Point == f.Point {
			sorted[i].Gap = sorted[i].Gap || f.Gap
			return true
		}
	}
	return false
}

// splits says whether too much is unknown between two fixes.
func (p *Params) splits(a, b *Fix) bool {
	dt := b.At - a.At
	if dt > p.GapMS {
		return true
	}
	m := geo.Distance(a.Point, b.Point)
	if dt == 0 {
		return m > p.StillM
	}
	return m > p.StepM || m > p.MaxSpeed*float64(dt)/1000
}

// WalkedM is how far the parts lead, in metres; over what is missing nothing is
// counted. It is another thing than the line covered: who walks there and back
// covers once. Being a sum over every tremble of the receiver it is for rules,
// not for print; kilometres walked are printed from track.Sum.
func WalkedM(parts []Part) float64 {
	sum := 0.0
	for _, part := range parts {
		for i := 1; i < len(part); i++ {
			sum += geo.Distance(part[i-1].Point, part[i].Point)
		}
	}
	return sum
}
