package order

import (
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/demo/line"
)

var plane = geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.5})

func lineOf(t testing.TB, xy ...geo.XY) *border.Line {
	t.Helper()
	var v []border.Vertex
	for i := 1; i < len(xy); i++ { // a vertex each 20 m, as real lines have
		way := xy[i].Minus(xy[i-1])
		for m := 0.0; m < way.Length(); m += 20 {
			v = append(v, border.VertexOf(plane.Point(xy[i-1].Plus(way.Times(m/way.Length())))))
		}
	}
	l, err := border.NewLine(append(v, border.VertexOf(plane.Point(xy[len(xy)-1]))))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func through(xy ...geo.XY) (out walk.Part) {
	for _, p := range xy {
		out = append(out, walk.Fix{Point: plane.Point(p)})
	}
	return out
}

// TestInAHairpinTheArmWalkedIsChosen: the track runs nearer to the other arm for
// a while, and the line is 100 m away on the other side.
func TestInAHairpinTheArmWalkedIsChosen(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 1000}, geo.XY{X: 1000, Y: 100}, geo.XY{Y: 100})
	var track []geo.XY
	for x := 100.0; x <= 900; x += 50 {
		y := 20.0
		if 400 < x && x < 600 {
			y = 60 // nearer to the arm beyond
		}
		track = append(track, geo.XY{X: x, Y: y})
	}
	places := Of(l, 150, through(track...))
	if len(places) != len(track) {
		t.Fatalf("%d of %d placed", len(places), len(track))
	}
	for i, p := range places {
		if want := span.OfMetres(track[i].X); p.S < want-300 || p.S > want+300 {
			t.Errorf("fix %d at %v m, not %v", i, p.S.Metres(), track[i].X)
		}
	}
	if WayOf(places) != Along {
		t.Errorf("the way is %v", WayOf(places))
	}
}

func TestTheWayBackIsAgainstTheLineAndBothAreNeither(t *testing.T) {
	l := lineOf(t, geo.XY{}, geo.XY{X: 1000})
	back := through(geo.XY{X: 900, Y: 10}, geo.XY{X: 600, Y: 500}, geo.XY{X: 300, Y: 10})
	places := Of(l, 150, back)
	if len(places) != 2 || places[1].Fix != 2 || WayOf(places) != Against {
		t.Errorf("%+v", places)
	}
	round := Of(l, 150, append(back, through(geo.XY{X: 880})...))
	if WayOf(round) != Neither || WayOf(nil) != Neither {
		t.Errorf("%+v", round)
	}
	if got := Of(l, 150, through(geo.XY{X: 100, Y: 400})); got != nil {
		t.Errorf("placed out of reach: %+v", got)
	}
}

// TestASimulatedPatrolIsPlacedWithoutLeaps, the deep bends of the demo line
// included: no step along the line is longer than walking explains.
func TestASimulatedPatrolIsPlacedWithoutLeaps(t *testing.T) {
	l := line.Course().Line
	for i := range uint64(30) {
		for _, part := range walk.V1.Clean(walk.Fixes(line.Patrol(l, i, 0, 400))).Parts {
			places := Of(l, 150, part)
			for j := 1; j < len(places); j++ {
				a, b := places[j-1], places[j]
				walked := walk.WalkedM([]walk.Part{part[a.Fix : b.Fix+1]})
				if leap := max(b.S-a.S, a.S-b.S).Metres() - walked; leap > 500 {
					t.Errorf("patrol %d leaps %v m between fixes %d and %d", i, leap, a.Fix, b.Fix)
				}
			}
		}
	}
}
