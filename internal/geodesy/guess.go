package geodesy

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Reading is one way to understand a coordinate: its system, and whether the
// first axis is north. Swapped, the first number is the latitude or northing,
// as surveyors write.
type Reading struct {
	Datum   Datum `json:"datum"`
	Swapped bool  `json:"swapped"`
}

// ToWGS84 reads a coordinate that way.
func (r Reading) ToWGS84(x, y float64) (LatLon, error) {
	if r.Swapped {
		x, y = y, x
	}
	return r.Datum.ToWGS84(x, y)
}

// Box is the range of the coordinates of a file in its own axes.
type Box struct{ MinX, MinY, MaxX, MaxY float64 }

// span is a range of one axis.
type span struct{ low, high float64 }

func (s span) holds(low, high float64) bool { return s.low <= low && high <= s.high }

// Ranges of coordinates in the country and close to it.
var (
	lonD   = span{100, 120}
	latD   = span{5, 26}
	eastM  = span{166_000, 834_000}
	northM = span{880_000, 2_700_000}
)

// Guess lists how the coordinates of a file can be read, by their range alone,
// the likeliest first. It is offered and never taken: WGS 84 and VN-2000 look
// alike in degrees, and so do the zones in metres. Of the zones it names those
// of Zones. Nothing is left when the range fits no system.
func Guess(b Box) []Reading {
	var out []Reading
	degrees := span{-180, 180}
	switch {
	case !degrees.holds(b.MinX, b.MaxX) || !degrees.holds(b.MinY, b.MaxY):
		out = append(out, inOrder(b, eastM, northM, grids())...)
	default:
		out = append(out, inOrder(b, lonD, latD, []Datum{WGS84, VN2000})...)
		if len(out) == 0 { // elsewhere on the Earth
			out = inOrder(b, span{-180, 180}, span{-90, 90}, []Datum{WGS84, VN2000})
		}
	}
	return out
}

func grids() []Datum {
	var out []Datum
	for _, z := range zones {
		out = append(out, z.Datum)
	}
	return append(out, UTM48, UTM49)
}

// inOrder lists the systems in the orders of axes that fit the ranges.
func inOrder(b Box, x, y span, of []Datum) []Reading {
	var out []Reading
	for _, swapped := range []bool{false, true} {
		first, second := x, y
		if swapped {
			first, second = y, x
		}
		if !first.holds(b.MinX, b.MaxX) || !second.holds(b.MinY, b.MaxY) {
			continue
		}
		for _, d := range of {
			out = append(out, Reading{d, swapped})
		}
	}
	return out
}

// Compared is a reading with the place of the file that it puts nearest to a
// known one, and how far that is.
type Compared struct {
	Reading
	At        LatLon
	DistanceM float64
}

// Compare shows what each way to read the coordinates of a file makes of them,
// by the distance of the nearest one to a known marker, the best first: a
// person sees which is right. It tries the systems of Guess and those given
// besides, in both orders of the axes.
func Compare(known LatLon, coordinates iter.Seq2[float64, float64], besides ...Datum) []Compared {
	var out []Compared
	for _, d := range slices.Concat([]Datum{WGS84, VN2000}, grids(), besides) {
		for _, swapped := range []bool{false, true} {
			if c, ok := nearest(Reading{d, swapped}, known, coordinates); ok {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Compared) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return out
}

// nearest is not ok when the reading does not fit every coordinate.
func nearest(r Reading, known LatLon, coordinates iter.Seq2[float64, float64]) (c Compared, ok bool) {
	c = Compared{Reading: r, DistanceM: math.Inf(1)}
	for x, y := range coordinates {
		degrees := math.Abs(x) <= 180 && math.Abs(y) <= 180
		at, err := r.ToWGS84(x, y)
		if err != nil || degrees == r.Datum.Metres() {
			return c, false
		}
		if d := DistanceM(at, known); d < c.DistanceM {
			c.At, c.DistanceM = at, d
		}
	}
	return c, !math.IsInf(c.DistanceM, 1)
}

// What looks like VN-2000 read as WGS 84: this far from the line, on this share
// of the points (design note coverage.md section 13).
const (
	ShiftedM     = 150
	shiftedShare = 0.9
)

// LooksShifted warns that points read as WGS 84 are more than ShiftedM from the
// line on more than nine of ten. distanceM measures to the line; points come
// one after another. It is a question, never a verdict: some walk far behind
// the line.
func LooksShifted(points iter.Seq[LatLon], distanceM func(LatLon) float64) bool {
	all, off := 0, 0
	for p := range points {
		all++
		if distanceM(p) > ShiftedM {
			off++
		}
	}
	return all > 0 && float64(off) > shiftedShare*float64(all)
}
