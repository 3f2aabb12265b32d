package line

import (
	"fmt"
	"math"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// Reasons why a stone cannot be reached.
const (
	farSide = "nằm phía bên kia đường"
	onCliff = "vách đá"
)

// cliffs are the ordinals of positions nobody can walk to.
var cliffs = map[int]bool{61: true, 122: true, 157: true}

// Distances of the stones of one position, in metres.
const (
	asideM   = 40 // of a double or triple one from the line
	fartherM = 15 // the third stone, east of the second
)

// Positions are the 182 positions from west to east with their 203 stones.
// Numbers begin at 2001, beyond the last real one.
func Positions() []border.Position {
	var out []border.Position
	main, secondary := 0, 0
	for i, s := range Segments {
		for j := range int64(s.Positions) {
			p := len(out) + 1
			if m := p % 6; m == 3 || m == 4 {
				secondary++
			} else {
				main++
				secondary = 0
			}
			c := span.Decimetre(10 * chainage(s.LengthM, int64(s.Positions), j, int64(p)))
			x := border.Position{ID: fmt.Sprintf("position-%03d", p), Number: border.Number{N: 2000 + main, Secondary: secondary}, Segment: SegmentID(i), C: &c, Days: border.Always}
			x.Monuments = monuments(&x, p, main)
			out = append(out, x)
		}
	}
	return out
}

// chainage in metres of the j-th of n positions of a segment, p-th of all:
// evenly spaced, moved by up to 80 m.
func chainage(length, n, j, p int64) int64 { return (length*(2*j+1)+n)/(2*n) + 67*p%161 - 80 }

func monuments(x *border.Position, p, main int) []border.Monument {
	at := Course().Segment(x.Segment).Calibration.Place(*x.C)
	n := 1
	if x.Number.Secondary == 0 {
		n = monumentsOf(main)
	}
	if n == 1 {
		by := border.Ours
		if x.Number.N%2 == 1 {
			by = border.Theirs
		}
		return []border.Monument{monument(x.Number, Course().Line.At(at), border.OnLine, by, p)}
	}
	out := make([]border.Monument, n)
	for i := range out {
		number, side, right, s := x.Number, border.Ours, float64(asideM), at
		number.Index = i + 1
		if i > 0 {
			side, right = border.Theirs, -asideM
		}
		if i == 2 {
			s += 10 * fartherM
		}
		out[i] = monument(number, Course().Line.Beside(s, right), side, side, p)
	}
	return out
}

// monumentsOf a main position: every eighth is double, three are triple.
func monumentsOf(main int) int {
	switch {
	case main == 40 || main == 79 || main == 112:
		return 3
	case main%8 == 5:
		return 2
	}
	return 1
}

func monument(n border.Number, at geo.Point, side, by border.Side, p int) border.Monument {
	m := border.Monument{ID: "monument-" + n.String(), Number: n, Lat: int32(math.Round(at.Lat * 1e7)), Lon: int32(math.Round(at.Lon * 1e7)),
		Side: side, SetBy: by, Source: Mark}
	switch {
	case cliffs[p]:
		m.Closed = []border.Closure{{Reason: onCliff, Days: border.Always}}
	case side == border.Theirs:
		m.Closed = []border.Closure{{Reason: farSide, Days: border.Always}}
	}
	return m
}

// Hamlet is a fictional hamlet: 600 m on our side of the line.
type Hamlet struct {
	Name    string // to be shown as "Xóm ... (minh họa)"
	Segment string
	C       span.Decimetre
	At      geo.Point
}

// hamletM is how far a hamlet lies from the line.
const hamletM = 600

// Hamlets are evenly spaced over each segment.
func Hamlets() []Hamlet {
	var out []Hamlet
	for i, s := range Segments {
		for j := range s.Hamlets {
			c := span.Decimetre(10 * s.LengthM * int64(2*j+1) / int64(2*s.Hamlets))
			at := Course().Segment(SegmentID(i)).Calibration.Place(c)
			out = append(out, Hamlet{hamletNames[len(out)], SegmentID(i), c, Course().Line.Beside(at, hamletM)})
		}
	}
	return out
}
