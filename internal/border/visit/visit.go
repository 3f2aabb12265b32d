// Package visit says which marker positions a patrol reached, and on what
// evidence. A position is visited when one of the stones that can be reached is.
// Classes are never added up: two half visits make no whole one, and what was
// only stated stays stated.
package visit

import (
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
)

// Class is how well a visit is shown.
type Class int

// The classes, from none to best.
const (
	None       Class = iota
	Stated           // somebody says so: on paper, or at a fix too far away
	Passed           // the track came within reach
	Checked          // and stayed a minute
	Documented       // with a photo taken there and then
)

// Rules are one recorded set of numbers; others are a new version.
type Rules struct {
	Version     int
	LeastReachM float64 // of a fix whose accuracy is unknown or better
	MostReachM  float64
	DoubtM      float64 // added to the accuracy of a fix
	StayM       float64 // within which a stay and a photo count
	StayMS      int64
	PhotoMS     int64   // between stay and photo
	DiscM       float64 // worst accuracy of a check-in that shows where it was
}

// V1 is the first set, from the design note on coverage, section 6.
var V1 = Rules{Version: 1, LeastReachM: 30, MostReachM: 60, DoubtM: 20, StayM: 50, StayMS: 60_000, PhotoMS: 600_000, DiscM: 100}

// Reach is how near a fix of some accuracy must be, in metres; 0 is an unknown
// accuracy.
func (r *Rules) Reach(accuracyM float64) float64 {
	if accuracyM == 0 {
		return r.LeastReachM
	}
	return min(r.MostReachM, max(r.LeastReachM, accuracyM+r.DoubtM))
}

// Photo is where and when a photo was taken.
type Photo struct {
	geo.Point
	At int64 // milliseconds since 1970
}

// CheckIn is a marker noted on the spot: a fix and mostly a photo.
type CheckIn struct {
	Position string // id
	Fix      *walk.Fix
	Photo    bool
}

// Evidence is what one patrol brought home.
type Evidence struct {
	Day      calendar.Day
	Parts    []walk.Part // of all its devices
	Photos   []Photo
	CheckIns []CheckIn
	Stated   []string // ids of positions, from paper
}

// Visit is the best that one patrol shows of a position.
type Visit struct {
	Position string
	Class    Class
	// Monument is the stone; zero where only the position is known.
	Monument border.Number
	// FarM is how near the track or the check-in came, in metres; -1 is unknown.
	FarM float64
	// StayMS is the time within StayM.
	StayMS int64
}

// Of lists the positions a patrol visited, each once, in the order given. A
// stone that cannot be reached on that day is not asked about, whatever passed or
// was stated: what is not in the whole is not in the part.
func (r Rules) Of(positions []border.Position, e Evidence) []Visit {
	var out []Visit
	boxes := boxesOf(e.Parts, r.MostReachM)
	for i := range positions {
		p := &positions[i]
		best := Visit{Position: p.ID, FarM: -1}
		stones := p.Reachable(e.Day)
		if len(stones) == 0 {
			continue
		}
		for _, m := range stones {
			better(&best, r.byTrack(p.ID, m, &e, boxes))
			for _, c := range e.CheckIns {
				if c.Position == p.ID {
					better(&best, r.byCheckIn(m, &c))
				}
			}
		}
		if best.Class == None && slices.Contains(e.Stated, p.ID) {
			best.Class = Stated
		}
		if best.Class > None {
			out = append(out, best)
		}
	}
	return out
}

// better keeps the better class and, of one class, the nearer.
func better(best *Visit, v Visit) {
	if v.Class > best.Class || v.Class == best.Class && v.Class > None && v.FarM >= 0 && (best.FarM < 0 || v.FarM < best.FarM) {
		*best = v
	}
}

// byCheckIn judges a fix with a photo: near enough it documents the marker even
// without a track; otherwise the visit is kept as stated, with its distance.
func (r *Rules) byCheckIn(m *border.Monument, c *CheckIn) Visit {
	v := Visit{Position: c.Position, Class: Stated, Monument: m.Number, FarM: -1}
	if c.Fix == nil {
		return v
	}
	v.FarM = geo.Distance(c.Fix.Point, m.Point())
	if c.Photo && c.Fix.AccuracyM <= r.DiscM && v.FarM <= r.Reach(c.Fix.AccuracyM) {
		v.Class = Documented
	}
	return v
}

// Disc is what a check-in covers of the line: one fix, if it is exact enough.
// Give it to cover beside the parts of the patrol.
func (r *Rules) Disc(c *CheckIn) (walk.Part, bool) {
	if c.Fix == nil || !geo.Valid(c.Fix.Point) || c.Fix.AccuracyM > r.DiscM {
		return nil, false
	}
	return walk.Part{*c.Fix}, true
}

// Best is the best class of each position in a period.
func Best(visits ...[]Visit) map[string]Visit {
	out := map[string]Visit{}
	for _, list := range visits {
		for _, v := range list {
			if was, ok := out[v.Position]; ok {
				better(&was, v)
				v = was
			}
			out[v.Position] = v
		}
	}
	return out
}

// Count is how many positions have a class or a better one.
func Count(best map[string]Visit, least Class) (n int) {
	for _, v := range best {
		if v.Class >= least {
			n++
		}
	}
	return n
}
