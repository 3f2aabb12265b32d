package cover_test

import (
	"testing"

	"pgregory.net/rapid"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/demo/line"
)

// fromParts is the distance of a place from the nearest piece, each place on a
// plane of its own: an answer without index, intervals or closed form.
func fromParts(at geo.Point, parts []walk.Part) float64 {
	p := geo.PlaneAt(at)
	best := 1e9
	for _, part := range parts {
		for i := range part {
			m, _ := geo.FromSegment(geo.XY{}, p.Project(part[max(0, i-1)].Point), p.Project(part[i].Point))
			best = min(best, m)
		}
	}
	return best
}

// agrees walks along a stretch of the line in steps of half a metre. Where a
// place lies clearly inside or outside the corridor the set must say so; each of
// its ends may be a decimetre off.
func agrees(t fatal, l *border.Line, w float64, parts []walk.Part, where span.Span) {
	const doubtM = 0.02 // that a place's plane and a leg's may differ by
	k := cover.NewAlong(l, w).Covered(parts...)
	has := func(s, more span.Decimetre) bool {
		for _, x := range k {
			if x.From-more <= s && s <= x.To+more {
				return true
			}
		}
		return false
	}
	for s := where.From; s <= where.To; s += 5 {
		switch m := fromParts(l.At(s), parts); {
		case m < w-doubtM && !has(s, 1):
			t.Fatalf("%v lies %v m off and is not covered: %v", s, m, k)
		case m > w+doubtM && has(s, -1):
			t.Fatalf("%v lies %v m off and is covered: %v", s, m, k)
		}
	}
}

// TestBruteForceFindsTheSame on random lines with corners, repeated vertices and
// crossings, and random walks with gaps.
func TestBruteForceFindsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		metre := rapid.IntRange(-300, 300)
		xy := []geo.XY{{}}
		for range rapid.IntRange(1, 12).Draw(t, "legs") {
			xy = append(xy, xy[len(xy)-1].Plus(geo.XY{X: float64(metre.Draw(t, "dx")), Y: float64(metre.Draw(t, "dy")) / 2}))
		}
		xy = append(xy, geo.XY{X: 50}) // never without length
		l := lineOf(t, xy...)
		var parts []walk.Part
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			at := geo.XY{X: float64(metre.Draw(t, "x")), Y: float64(metre.Draw(t, "y"))}
			part := walk.Part{fix(at.X, at.Y, 0)}
			for i := range rapid.IntRange(0, 8).Draw(t, "steps") {
				at = at.Plus(geo.XY{X: float64(metre.Draw(t, "dx")) / 3, Y: float64(metre.Draw(t, "dy")) / 3})
				part = append(part, fix(at.X, at.Y, int64(60*i+60)))
			}
			parts = append(parts, part)
		}
		agrees(t, l, rapid.Float64Range(30, 200).Draw(t, "w"), parts, l.Whole())
	})
}

// TestBruteForceFindsTheSameOnTheDemoLine: whole simulated patrols, near where
// they went.
func TestBruteForceFindsTheSameOnTheDemoLine(t *testing.T) {
	l := line.Course().Line
	for i := range uint64(8) {
		parts := simulated(i, 120)
		first, _ := l.Nearest(parts[0][0].Point, 1000)
		agrees(t, l, 150, parts, span.Span{From: max(0, first.S-20_000), To: min(l.Length(), first.S+20_000)})
	}
}

// TestTheNecksOfTheDemoLine: where a bend of the line comes back to 116 m from
// itself, who walks one side of the neck was near the other too, as the rule
// says; across 272 m he was not, but from the middle of it with 200 m he is near
// both.
func TestTheNecksOfTheDemoLine(t *testing.T) {
	l := line.Course().Line
	for _, c := range []struct {
		name        string
		middle, w   float64
		fromMiddle  bool
		wantStretch int
	}{
		{"116 m at 150", 30_500, 150, false, 2},
		{"116 m at 30", 30_500, 30, false, 1},
		{"272 m at 150", 69_500, 150, false, 1},
		{"272 m at 200", 69_500, 200, false, 1},
		{"the middle of 272 m at 150", 69_500, 150, true, 2},
		{"the middle of 272 m at 130", 69_500, 130, true, 0},
	} {
		a, b := neck(l, c.middle)
		at := l.At(a)
		if c.fromMiddle {
			other := l.At(b)
			at = geo.Point{Lat: (at.Lat + other.Lat) / 2, Lon: (at.Lon + other.Lon) / 2}
		}
		part := walk.Part{{Point: at}}
		if got := cover.NewAlong(l, c.w).Covered(part); len(got) != c.wantStretch {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// neck is the pair of places nearest to each other around s, more than a
// kilometre apart along the line.
func neck(l *border.Line, s float64) (a, b span.Decimetre) {
	best := 1e9
	for x := s - 1500; x < s; x += 10 {
		for y := x + 1000; y < s+1500; y += 10 {
			if m := geo.Distance(l.At(span.OfMetres(x)), l.At(span.OfMetres(y))); m < best {
				best, a, b = m, span.OfMetres(x), span.OfMetres(y)
			}
		}
	}
	return a, b
}
