package line

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

var update = flag.Bool("update", false, "write the vertices anew")

const (
	startLat, startLon = 22.40, 105.50
	stepM              = 10
	steps              = 9485
)

// direction of the centre line at s, in radians from east.
func direction(s float64) float64 {
	wave := func(length, phase float64) float64 { return math.Sin(2*math.Pi*s/length + phase) }
	switch {
	case 29_000 <= s && s < 32_000:
		return 2.03 * math.Sin(2*math.Pi*(s-29_000)/3000)
	case 68_000 <= s && s < 71_000:
		return 1.92 * math.Sin(2*math.Pi*(s-68_000)/3000)
	}
	return 0.95*wave(4100, 0.7) + 0.55*wave(1730, 2.1) + 0.30*wave(640, 4.0) + 0.35*wave(23_000, 1.3)
}

// generate draws the centre line in steps of ten metres: a coil with two deep
// bends whose necks are narrower than two corridors.
func generate() []border.Vertex {
	at := func(x, y float64) border.Vertex {
		return border.VertexOf(geo.Point{Lat: startLat + y/110_747, Lon: startLon + x/102_960})
	}
	x, y := 0.0, 0.0
	out := []border.Vertex{at(x, y)}
	for i := range steps {
		sin, cos := math.Sincos(direction(float64(stepM*i + stepM/2)))
		x, y = x+stepM*cos, y+stepM*sin
		out = append(out, at(x, y))
	}
	return out
}

func TestTheFileIsTheLineOfItsFormula(t *testing.T) {
	want := generate()
	if *update {
		var b strings.Builder
		fmt.Fprintf(&b, "# %s: đường hư cấu, không phải đường biên giới; vĩ độ, kinh độ theo 1e-6 độ, WGS84\n", Mark)
		for _, v := range want {
			fmt.Fprintf(&b, "%d,%d\n", v.Lat, v.Lon)
		}
		if err := os.WriteFile("line.csv", []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	got := Vertices()
	if len(got) != 9486 || len(want) != len(got) {
		t.Fatalf("%d vertices", len(got))
	}
	for i, v := range got {
		if abs(v.Lat-want[i].Lat) > 1 || abs(v.Lon-want[i].Lon) > 1 {
			t.Fatalf("vertex %d is %v, by the formula %v", i, v, want[i])
		}
	}
	for i, v := range map[int]border.Vertex{0: {Lat: 22_400_000, Lon: 105_500_000}, 1000: {Lat: 22_413_104, Lon: 105_567_597}, 4742: {Lat: 22_412_838, Lon: 105_804_933}, 9485: {Lat: 22_403_962, Lon: 106_116_177}} {
		if got[i] != v {
			t.Errorf("vertex %d is %v", i, got[i])
		}
	}
	south, north := got[0].Lat, got[0].Lat
	for _, v := range got {
		south, north = min(south, v.Lat), max(north, v.Lat)
	}
	if south != 22_386_120 || abs(north-22_421_860) > 5 {
		t.Errorf("from %d to %d", south, north)
	}
}

func abs(v int32) int32 { return max(v, -v) }

func TestTheLineMeasuresWhatItsNoteSays(t *testing.T) {
	l := Course().Line
	if m := l.Length().Metres(); math.Abs(m-94_849.7) > 1 {
		t.Errorf("%v m", m)
	}
	if d := Course().Declared(Course().Whole()); d != 10*DeclaredM {
		t.Errorf("declared %v", d)
	}
	for _, neck := range []struct{ s, metres float64 }{{30_500, 116}, {69_500, 272}} {
		if m := neckAt(l, neck.s); math.Abs(m-neck.metres) > 2 {
			t.Errorf("the neck near %v is %v m", neck.s, m)
		}
	}
}

// neckAt is the shortest way between two places of the line around s that lie
// more than a kilometre apart along it.
func neckAt(l *border.Line, s float64) float64 {
	best := math.Inf(1)
	for a := s - 1500; a < s; a += 5 {
		for b := a + 1000; b < s+1500; b += 5 {
			best = min(best, geo.Distance(l.At(span.OfMetres(a)), l.At(span.OfMetres(b))))
		}
	}
	return best
}

func TestTheLineNeverCrossesItself(t *testing.T) {
	l := Course().Line
	for i := range l.Legs() {
		g := l.Leg(i)
		a, b := l.At(span.OfMetres(g.S)), l.At(span.OfMetres(g.S+g.L))
		l.Candidates(a, b, 1, nil, func(j int) {
			if j > i+1 && crosses(g, l.Leg(j), l) {
				t.Errorf("legs %d and %d cross", i, j)
			}
		})
	}
}

func crosses(g, h border.Leg, l *border.Line) bool {
	end := func(leg border.Leg, m float64) geo.XY { return g.Local(l.Beside(span.OfMetres(leg.S+m), 0)) }
	a, b, c, d := end(g, 0), end(g, g.L), end(h, 0), end(h, h.L)
	turn := func(p, q, r geo.XY) float64 { u, v := q.Minus(p), r.Minus(p); return u.X*v.Y - u.Y*v.X }
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0
}

func TestMarkersAndHamletsAreAsManyAsTheNoteSays(t *testing.T) {
	all := Positions()
	stones, secondary, twins, triples := 0, 0, 0, 0
	for i, p := range all {
		stones += len(p.Monuments)
		switch len(p.Monuments) {
		case 2:
			twins++
		case 3:
			triples++
		}
		if p.Number.Secondary > 0 {
			secondary++
		}
		if i > 0 && all[i-1].Number.Compare(p.Number) >= 0 {
			t.Errorf("%s after %s", p.Number, all[i-1].Number)
		}
	}
	if len(all) != 182 || stones != 203 || secondary != 60 || twins != 15 || triples != 3 || all[181].Number.N != 2122 {
		t.Errorf("%d positions, %d stones, %d secondary, %d twins, %d triples, last %s", len(all), stones, secondary, twins, triples, all[181].Number)
	}
	count := border.CountPositions(all, border.Days{From: calendar.MakeDay(2024, 1, 1), To: calendar.MakeDay(2024, 3, 31)})
	if len(count.Reachable) != 179 || len(count.Unreachable) != 3 {
		t.Errorf("%d can be reached", len(count.Reachable))
	}
	if h := Hamlets(); len(h) != 29 || h[0].Name != "Hoa Gạo" || h[28].Name != "Núi Sương" {
		t.Errorf("%d hamlets", len(h))
	}
}

func TestStonesStandWhereTheyShould(t *testing.T) {
	for _, p := range Positions() {
		for _, m := range p.Monuments {
			near, ok := Course().Line.Nearest(m.Point(), 60)
			want := 0.0
			if len(p.Monuments) > 1 {
				want = asideM
			}
			// In a bend the line may come nearer than where the stone was set off.
			if !ok || near.Metres > want+0.05 || near.Metres < want-12 {
				t.Errorf("%s lies %+v from the line", m.Number, near)
			}
		}
	}
}

// TestHamletsLieOnOurSide, 600 m from the line where it runs straight.
func TestHamletsLieOnOurSide(t *testing.T) {
	l := Course().Line
	for _, h := range Hamlets() {
		s := Course().Segment(h.Segment).Calibration.Place(h.C)
		if m := geo.Distance(h.At, l.At(s)); math.Abs(m-hamletM) > 0.5 {
			t.Errorf("%s lies %v m from its place", h.Name, m)
		}
		if south := l.Beside(s, 1); geo.Distance(south, h.At) > hamletM-0.5 {
			t.Errorf("%s lies beyond the line", h.Name)
		}
	}
}

func TestEvenNumbersWereSetByUsAndStonesBeyondAreTheirs(t *testing.T) {
	for _, p := range Positions() {
		for i, m := range p.Monuments {
			want := border.Theirs
			if len(p.Monuments) == 1 && m.Number.N%2 == 0 || len(p.Monuments) > 1 && i == 0 {
				want = border.Ours
			}
			beyond := len(p.Monuments) > 1 && i > 0
			if m.SetBy != want || beyond != (m.Side == border.Theirs) || beyond && m.Reachable(calendar.MakeDay(2024, 1, 1)) {
				t.Errorf("%+v", m)
			}
		}
	}
}

func TestASimulatedPatrolIsTheSameEveryTime(t *testing.T) {
	l := Course().Line
	a, b := Patrol(l, 7, 1_700_000_000, PatrolPoints), Patrol(l, 7, 1_700_000_000, PatrolPoints)
	if !slices.Equal(a.Points, b.Points) || slices.Equal(a.Points, Patrol(l, 8, 1_700_000_000, PatrolPoints).Points) {
		t.Error("a patrol depends on more than its ordinal")
	}
	gaps := 0
	for i := range uint64(50) {
		for _, p := range Patrol(l, i, 0, PatrolPoints).Points {
			if p.Gap {
				gaps++
			}
		}
	}
	if gaps < 60 || gaps > 140 {
		t.Errorf("%d gaps in 50 patrols", gaps)
	}
}

func TestTheNationalLineIsTheLineEndToEnd(t *testing.T) {
	v := National(54)
	l, err := border.NewLine(v)
	if err != nil || len(v) != 54*9485+1 {
		t.Fatalf("%d vertices, %v", len(v), err)
	}
	if km := l.Length().Metres() / 1000; km < 5080 || km > 5160 {
		t.Errorf("%v km", km)
	}
}
