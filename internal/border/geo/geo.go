// Package geo measures short distances on the WGS84 ellipsoid in local metres:
// a plane laid at one latitude, in which a degree of longitude and of latitude
// have their true lengths there. Over the few hundred metres that matter beside
// a line it errs by millimetres.
package geo

import (
	"math"

	"phendau/internal/geodesy"
)

// Point is a place on the ground in degrees, WGS84.
type Point = geodesy.LatLon

// Valid says that a point is finite and on the earth.
func Valid(p Point) bool {
	return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 // false for NaN
}

// Scale is how many metres one degree is at a latitude.
type Scale struct{ X, Y float64 }

// At is the scale at a latitude in degrees.
func At(lat float64) Scale {
	const degree = math.Pi / 180
	return Scale{X: geodesy.NormalRadiusM(lat) * math.Cos(lat*degree) * degree, Y: geodesy.MeridianRadiusM(lat) * degree}
}

// Distance is metres between two points that are near each other: exact to a
// millimetre at some hundred metres, to a part in a million at ten kilometres.
func Distance(a, b Point) float64 {
	k := At((a.Lat + b.Lat) / 2)
	return XY{(b.Lon - a.Lon) * k.X, (b.Lat - a.Lat) * k.Y}.Length()
}

// Plane is local metres about an origin.
type Plane struct {
	origin Point
	scale  Scale
}

// PlaneAt lays a plane.
func PlaneAt(origin Point) Plane { return Plane{origin, At(origin.Lat)} }

// XY is a point of a plane, in metres east and north of its origin.
type XY struct{ X, Y float64 }

// Project is where a point lies on the plane.
func (p Plane) Project(q Point) XY {
	return XY{(q.Lon - p.origin.Lon) * p.scale.X, (q.Lat - p.origin.Lat) * p.scale.Y}
}

// Point is the way back from the plane.
func (p Plane) Point(q XY) Point {
	return Point{Lat: p.origin.Lat + q.Y/p.scale.Y, Lon: p.origin.Lon + q.X/p.scale.X}
}

// Minus, Plus, Dot and Times are what vectors do.
func (a XY) Minus(b XY) XY { return XY{a.X - b.X, a.Y - b.Y} }

// Plus adds.
func (a XY) Plus(b XY) XY { return XY{a.X + b.X, a.Y + b.Y} }

// Dot is the scalar product.
func (a XY) Dot(b XY) float64 { return a.X*b.X + a.Y*b.Y }

// Times stretches.
func (a XY) Times(f float64) XY { return XY{a.X * f, a.Y * f} }

// Length is metres.
func (a XY) Length() float64 { return math.Sqrt(a.Dot(a)) }

// FromSegment is how far q lies from the piece between a and b, and at which
// share of the piece (0 to 1) it is nearest.
func FromSegment(q, a, b XY) (metres, share float64) {
	u := b.Minus(a)
	if l2 := u.Dot(u); l2 > 0 {
		share = min(1, max(0, q.Minus(a).Dot(u)/l2))
	}
	return q.Minus(a.Plus(u.Times(share))).Length(), share
}
