package border

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"

	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

// Limits of a line, for whoever takes one from outside.
const (
	MaxVertices = 2_000_000
	// MaxLegM is the longest leg between two vertices in metres. Beyond it a
	// straight leg on the map and the shortest way on the ground part by more
	// than half a metre; no line in use is drawn so coarsely.
	MaxLegM = 10_000
	// maxLat in degrees keeps degrees of longitude long enough to measure in.
	maxLat = 80
)

// Vertex is a corner of a line in 1e-6 degree (about 0.11 m), WGS84.
type Vertex struct{ Lat, Lon int32 }

// Point is the same place in degrees.
func (v Vertex) Point() geo.Point {
	return geo.Point{Lat: float64(v.Lat) / 1e6, Lon: float64(v.Lon) / 1e6}
}

// VertexOf rounds a place to 1e-6 degree.
func VertexOf(p geo.Point) Vertex {
	return Vertex{int32(math.Round(p.Lat * 1e6)), int32(math.Round(p.Lon * 1e6))}
}

// Line is a polyline in the order of the authority, mostly west to east, with
// its index. It never changes and may be used by many goroutines.
type Line struct {
	vertices []corner
	scales   scales
	tree     tree
}

// corner is a vertex and its s in metres.
type corner struct {
	Vertex
	s float64
}

// NewLine takes the vertices of a line in order. It refuses what it cannot
// measure; two equal vertices in a row do no harm.
func NewLine(vertices []Vertex) (*Line, error) {
	if err := checkVertices(vertices); err != nil {
		return nil, err
	}
	l := &Line{vertices: make([]corner, len(vertices)), scales: scalesOf(vertices)}
	for i, v := range vertices {
		l.vertices[i].Vertex = v
		if i == 0 {
			continue
		}
		leg := l.Leg(i - 1)
		if leg.L > MaxLegM {
			return nil, &Error{LineCoarse, fmt.Sprintf("Hai điểm liền nhau của đường (điểm %d và %d) cách nhau hơn 10 km.", i, i+1),
				fmt.Sprintf("two neighbouring vertices (%d and %d) are more than 10 km apart", i, i+1)}
		}
		l.vertices[i].s = leg.S + leg.L
	}
	if l.Length() == 0 {
		return nil, tooShort()
	}
	l.tree = plant(vertices)
	return l, nil
}

func tooShort() error {
	return &Error{LineShort, "Đường phải có ít nhất hai điểm khác nhau.", "a line needs at least two different vertices"}
}

func checkVertices(vertices []Vertex) error {
	switch n := len(vertices); {
	case n < 2:
		return tooShort()
	case n > MaxVertices:
		return &Error{LineLarge, "Đường có quá nhiều điểm.", "the line has too many vertices"}
	}
	for i, v := range vertices {
		switch p := v.Point(); {
		case !geo.Valid(p):
			return &Error{LineOutside, fmt.Sprintf("Điểm %d nằm ngoài phạm vi kinh độ, vĩ độ.", i+1), fmt.Sprintf("vertex %d is off the earth", i+1)}
		case math.Abs(p.Lat) > maxLat:
			return &Error{LinePole, "Không đo được đường gần cực Trái Đất.", "a line near a pole cannot be measured"}
		case i > 0 && math.Abs(p.Lon-vertices[i-1].Point().Lon) > 180:
			return &Error{LineAntimeridian, "Không đo được đường cắt kinh tuyến 180 độ.", "a line across the antimeridian cannot be measured"}
		}
	}
	return nil
}

// Length is the geometric length of the line, its largest s.
func (l *Line) Length() span.Decimetre { return span.OfMetres(l.vertices[len(l.vertices)-1].s) }

// Whole is the line from end to end.
func (l *Line) Whole() span.Span { return span.Span{From: 0, To: l.Length()} }

// Legs is how many legs the line has.
func (l *Line) Legs() int { return len(l.vertices) - 1 }

// Vertices is a copy of the line's vertices.
func (l *Line) Vertices() []Vertex {
	out := make([]Vertex, len(l.vertices))
	for i := range l.vertices {
		out[i] = l.vertices[i].Vertex
	}
	return out
}

// Hash is the sha-256 of the vertices: four bytes latitude, four bytes
// longitude, highest first.
func (l *Line) Hash() [sha256.Size]byte {
	b := make([]byte, 0, 8*len(l.vertices))
	for i := range l.vertices {
		b = binary.BigEndian.AppendUint32(b, uint32(l.vertices[i].Lat))
		b = binary.BigEndian.AppendUint32(b, uint32(l.vertices[i].Lon))
	}
	return sha256.Sum256(b)
}

// Bytes is the memory the line and its index take.
func (l *Line) Bytes() int {
	return 16*len(l.vertices) + 16*len(l.scales.of) + l.tree.bytes()
}

// Version is a line as it was in force on some days. A new version covers
// anew from raw tracks; results of the old one stay with it.
type Version struct {
	ID     string
	Source string
	Days   Days
	Course *Course
}

// VersionOn is the version in force on a day: the last one given where two
// are. A period is told on the version of its last day.
func VersionOn(all []Version, day calendar.Day) (Version, bool) {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Days.Has(day) {
			return all[i], true
		}
	}
	return Version{}, false
}
