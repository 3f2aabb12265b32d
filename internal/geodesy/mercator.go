package geodesy

import "math"

// mercator is a transverse Mercator projection: false easting 500 km, false
// northing 0.
type mercator struct {
	meridian float64 // degrees
	scale    float64 // on the meridian
}

const falseEastingM = 500_000

// Series of Krüger in the third flattening n to n⁴: what is left out is below
// a thousandth of a millimetre within the widest zone.
const (
	n1         = flattening / (2 - flattening)
	n2         = n1 * n1
	n3         = n2 * n1
	n4         = n2 * n2
	rectifying = semiMajorM / (1 + n1) * (1 + n2/4 + n4/64)
)

var (
	forward = [...]float64{
		n1/2 - 2*n2/3 + 5*n3/16 + 41*n4/180,
		13*n2/48 - 3*n3/5 + 557*n4/1440,
		61*n3/240 - 103*n4/140,
		49561 * n4 / 161280,
	}
	backward = [...]float64{
		n1/2 - 2*n2/3 + 37*n3/96 - n4/360,
		n2/48 + n3/15 - 437*n4/1440,
		17*n3/480 - 37*n4/840,
		4397 * n4 / 161280,
	}
	ecc = math.Sqrt(ecc2)
)

// project takes degrees to easting and northing in metres.
func (m mercator) project(p LatLon) (east, north float64) {
	tan := conformal(math.Tan(radians(p.Lat)))
	sin, cos := math.Sincos(radians(p.Lon - m.meridian))
	xi0, eta0 := math.Atan2(tan, cos), math.Asinh(sin/math.Hypot(tan, cos))
	xi, eta := xi0, eta0
	for i, a := range forward {
		k := float64(2 * (i + 1))
		xi += a * math.Sin(k*xi0) * math.Cosh(k*eta0)
		eta += a * math.Cos(k*xi0) * math.Sinh(k*eta0)
	}
	return falseEastingM + m.scale*rectifying*eta, m.scale * rectifying * xi
}

// unproject takes metres back to degrees.
func (m mercator) unproject(east, north float64) LatLon {
	xi0, eta0 := north/(m.scale*rectifying), (east-falseEastingM)/(m.scale*rectifying)
	xi, eta := xi0, eta0
	for i, b := range backward {
		k := float64(2 * (i + 1))
		xi -= b * math.Sin(k*xi0) * math.Cosh(k*eta0)
		eta -= b * math.Cos(k*xi0) * math.Sinh(k*eta0)
	}
	sinh, cos := math.Sinh(eta), math.Cos(xi)
	lat := math.Atan(unconformal(math.Sin(xi) / math.Hypot(sinh, cos)))
	return LatLon{degrees(lat), m.meridian + degrees(math.Atan2(sinh, cos))}
}

// conformal is the tangent of the conformal latitude.
func conformal(tan float64) float64 {
	sec := math.Hypot(1, tan)
	s := math.Sinh(ecc * math.Atanh(ecc*tan/sec))
	return tan*math.Hypot(1, s) - s*sec
}

// unconformal solves conformal by Newton's steps, each of which doubles the
// right digits; three are enough for a double.
func unconformal(want float64) float64 {
	tan := want / (1 - ecc2)
	for range 4 {
		got := conformal(tan)
		sec2 := 1 + tan*tan
		tan += (want - got) / math.Hypot(1, got) * (1 + (1-ecc2)*tan*tan) / ((1 - ecc2) * math.Sqrt(sec2))
	}
	return tan
}
