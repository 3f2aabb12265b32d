package border

import (
	"testing"

	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// TestADrawnStretchKeepsItsEndsAndItsShape: what is left out lies as near as was
// asked, the ends stand exactly, and straight stretches are two points.
func TestADrawnStretchKeepsItsEndsAndItsShape(t *testing.T) {
	var v []Vertex
	for i := range int32(200) {
		v = append(v, Vertex{22_000_000 + i%40*20, 106_000_000 + i*100})
	}
	l, err := NewLine(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []span.Span{l.Whole(), {From: 1234, To: 8765}, {From: 500, To: 501}} {
		for _, within := range []float64{0, 10, 100} {
			got := l.Path(x, within)
			if len(got) < 2 || got[0] != l.At(x.From) || got[len(got)-1] != l.At(x.To) {
				t.Fatalf("%v within %v: %v", x, within, got)
			}
			for s := x.From; s <= x.To; s += 50 {
				if m := fromPath(l.At(s), got); m > within+0.01 {
					t.Errorf("%v within %v m: %v lies %.2f m away", x, within, s, m)
				}
			}
		}
	}
	if all, few := len(l.Path(l.Whole(), 0)), len(l.Path(l.Whole(), 100)); all < 3*few {
		t.Errorf("%d points become %d", all, few)
	}
	straight, err := NewLine([]Vertex{{0, 0}, {0, 1000}, {0, 2000}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(straight.Path(straight.Whole(), 0.1)); n != 2 {
		t.Errorf("a straight stretch has %d points", n)
	}
}

func fromPath(p geo.Point, path []geo.Point) float64 {
	plane, best := geo.PlaneAt(p), 1e9
	for i := 1; i < len(path); i++ {
		m, _ := geo.FromSegment(geo.XY{}, plane.Project(path[i-1]), plane.Project(path[i]))
		best = min(best, m)
	}
	return best
}
