package border

import (
	"math"
	"sort"

	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// Leg is the straight piece between two neighbouring vertices, with the plane in
// which distances from it are measured: local metres about its middle, counted
// from its first vertex.
type Leg struct {
	S, L  float64 // s of its beginning, and its length, in metres
	D     geo.XY  // direction, of length 1; zero for a leg without length
	from  geo.Point
	scale geo.Scale
}

// Leg is leg i, from vertex i to vertex i+1.
func (l *Line) Leg(i int) Leg {
	a, b := &l.vertices[i], &l.vertices[i+1]
	leg := Leg{S: a.s, from: a.Point(), scale: l.scales.at((float64(a.Lat) + float64(b.Lat)) / 2e6)}
	leg.D = leg.Local(b.Point())
	if leg.L = leg.D.Length(); leg.L > 0 {
		leg.D = leg.D.Times(1 / leg.L)
	}
	return leg
}

// Local is where a point lies on the leg's plane.
func (g *Leg) Local(p geo.Point) geo.XY {
	return geo.XY{X: (p.Lon - g.from.Lon) * g.scale.X, Y: (p.Lat - g.from.Lat) * g.scale.Y}
}

// legAt is the leg on which s lies.
func (l *Line) legAt(s float64) int {
	i := sort.Search(len(l.vertices), func(i int) bool { return l.vertices[i].s > s })
	return min(max(i-1, 0), l.Legs()-1)
}

// At is the point of the line at s; places beyond an end are that end.
func (l *Line) At(s span.Decimetre) geo.Point { return l.Beside(s, 0) }

// Beside is the point that many metres to the right of the line at s, as one
// goes along it; negative is left.
func (l *Line) Beside(s span.Decimetre, rightM float64) geo.Point {
	g := l.Leg(l.legAt(s.Metres()))
	at := g.D.Times(min(g.L, max(0, s.Metres()-g.S))).Plus(geo.XY{X: g.D.Y, Y: -g.D.X}.Times(rightM))
	return geo.Point{Lat: g.from.Lat + at.Y/g.scale.Y, Lon: g.from.Lon + at.X/g.scale.X}
}

// Near is a place of the line and its distance from a point.
type Near struct {
	S      span.Decimetre
	Metres float64
}

// Nearest is the place of the line nearest to a point, if one lies within so
// many metres: for the distance of a marker, and for the warning that a file
// was read under a wrong datum (geodesy.LooksShifted).
func (l *Line) Nearest(p geo.Point, withinM float64) (Near, bool) {
	best, found := Near{Metres: math.Inf(1)}, false
	l.Candidates(p, p, withinM, nil, func(i int) {
		if n := l.NearestOnLeg(i, p); n.Metres <= withinM && n.Metres < best.Metres {
			best, found = n, true
		}
	})
	return best, found
}

// NearestOnLeg is the place of leg i nearest to a point.
func (l *Line) NearestOnLeg(i int, p geo.Point) Near {
	g := l.Leg(i)
	m, share := geo.FromSegment(g.Local(p), geo.XY{}, g.D.Times(g.L))
	return Near{span.OfMetres(g.S + share*g.L), m}
}

// scales are the lengths of a degree at the latitudes of a line, one each
// 1/128 degree; between them linear, which errs by a part in 1e8.
type scales struct {
	first float64
	of    []geo.Scale
}

const scalesPerDegree = 128

func scalesOf(vertices []Vertex) scales {
	lo, hi := vertices[0].Lat, vertices[0].Lat
	for _, v := range vertices {
		lo, hi = min(lo, v.Lat), max(hi, v.Lat)
	}
	s := scales{first: math.Floor(float64(lo)/1e6*scalesPerDegree) / scalesPerDegree}
	n := int((float64(hi)/1e6-s.first)*scalesPerDegree) + 2
	for i := range n {
		s.of = append(s.of, geo.At(s.first+float64(i)/scalesPerDegree))
	}
	return s
}

// at is the scale at a latitude of the line.
func (s *scales) at(lat float64) geo.Scale {
	x := (lat - s.first) * scalesPerDegree
	i := int(x)
	f := x - float64(i)
	a, b := &s.of[i], &s.of[i+1]
	return geo.Scale{X: a.X + f*(b.X-a.X), Y: a.Y + f*(b.Y-a.Y)}
}
