// Package geodesy says where on the Earth the coordinates of a file lie. It
// turns VN-2000, the national system, into WGS 84 and back, to a millimetre of
// the published parameters, and helps a person to say in which system a file
// is written: nothing here ever decides that alone. It is pure arithmetic.
//
// Start with Datum, the required answer; Guess and Compare help to give it.
package geodesy

import "math"

// LatLon is a place in WGS 84, in degrees, north and east positive.
type LatLon struct{ Lat, Lon float64 }

// The ellipsoid of WGS 84; VN-2000 is laid on one of the same size.
const (
	semiMajorM = 6_378_137.0
	flattening = 1 / 298.257223563
	ecc2       = flattening * (2 - flattening) // first eccentricity squared
)

// meanRadiusM is that of the ellipsoid, (2a+b)/3.
const meanRadiusM = semiMajorM * (1 - flattening/3)

// MeridianRadiusM is the radius of curvature northward at a latitude.
func MeridianRadiusM(lat float64) float64 {
	s := math.Sin(radians(lat))
	w := 1 - ecc2*s*s
	return semiMajorM * (1 - ecc2) / (w * math.Sqrt(w))
}

// NormalRadiusM is the radius of curvature eastward at a latitude; one degree
// of longitude is NormalRadiusM·cos(lat)·π/180 metres.
func NormalRadiusM(lat float64) float64 {
	s := math.Sin(radians(lat))
	return semiMajorM / math.Sqrt(1-ecc2*s*s)
}

// DistanceM is the distance of two places on the ground: exact to a millimetre
// in ten kilometres and to a centimetre in a hundred, within 0.4 % anywhere.
func DistanceM(a, b LatLon) float64 {
	p, q := toEarth(a, 0), toEarth(b, 0)
	chord := math.Sqrt((p.x-q.x)*(p.x-q.x) + (p.y-q.y)*(p.y-q.y) + (p.z-q.z)*(p.z-q.z))
	return 2 * meanRadiusM * math.Asin(math.Min(1, chord/(2*meanRadiusM)))
}

// earth is a place in metres from the centre of an ellipsoid.
type earth struct{ x, y, z float64 }

// toEarth takes degrees and metres above the ellipsoid.
func toEarth(p LatLon, heightM float64) earth {
	sinLat, cosLat := math.Sincos(radians(p.Lat))
	sinLon, cosLon := math.Sincos(radians(p.Lon))
	n := NormalRadiusM(p.Lat)
	return earth{(n + heightM) * cosLat * cosLon, (n + heightM) * cosLat * sinLon, (n*(1-ecc2) + heightM) * sinLat}
}

// latLon is the place below or above and the height in metres. The iteration
// gains more than two digits a step near the ground.
func (e earth) latLon() (LatLon, float64) {
	p := math.Hypot(e.x, e.y)
	lat := math.Atan2(e.z, p*(1-ecc2))
	for range 6 {
		s := math.Sin(lat)
		lat = math.Atan2(e.z+ecc2*semiMajorM/math.Sqrt(1-ecc2*s*s)*s, p)
	}
	sin, cos := math.Sincos(lat)
	heightM := p*cos + e.z*sin - semiMajorM*math.Sqrt(1-ecc2*sin*sin)
	return LatLon{degrees(lat), degrees(math.Atan2(e.y, e.x))}, heightM
}

func radians(deg float64) float64 { return deg * math.Pi / 180 }
func degrees(rad float64) float64 { return rad * 180 / math.Pi }
