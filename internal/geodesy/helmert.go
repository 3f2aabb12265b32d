package geodesy

import "math"

// VN-2000 to WGS 84: seven parameters in the coordinate-frame sense (EPSG:9607)
// of transformation EPSG:6960, stated accuracy 1 m. Published tables carry the
// rotations with either sign; the wrong one moves a place by 0.79 m.
const (
	shiftX, shiftY, shiftZ    = -191.90441429, -39.30318279, -111.45032835 // metres
	rotateX, rotateY, rotateZ = -0.00928836, 0.01975479, -0.00427372       // arc-seconds
	scalePPM                  = 0.252906278
)

const secondsOfArc = math.Pi / 180 / 3600

// frame holds the transformation in radians and as a factor.
var frame = struct{ rx, ry, rz, k float64 }{rotateX * secondsOfArc, rotateY * secondsOfArc, rotateZ * secondsOfArc, 1 + scalePPM*1e-6}

// fromVN2000 takes VN-2000 degrees to WGS 84. Places are taken on the ellipsoid
// of WGS 84, both ways: a thousand metres above it would move them by 4 cm, far
// below the accuracy of the parameters. VN-2000 then has a small height of its
// own, which the second step brings in; without it the way back would miss by
// more than a millimetre.
func fromVN2000(p LatLon) LatLon {
	_, heightM := vn2000ToWGS84(toEarth(p, 0)).latLon()
	at, _ := vn2000ToWGS84(toEarth(p, -heightM)).latLon()
	return at
}

// toVN2000 takes WGS 84 degrees to VN-2000.
func toVN2000(p LatLon) LatLon {
	at, _ := wgs84ToVN2000(toEarth(p, 0)).latLon()
	return at
}

// vn2000ToWGS84 turns the axes from one frame into the other.
func vn2000ToWGS84(p earth) earth {
	f := frame
	return earth{
		shiftX + f.k*(p.x+f.rz*p.y-f.ry*p.z),
		shiftY + f.k*(-f.rz*p.x+p.y+f.rx*p.z),
		shiftZ + f.k*(f.ry*p.x-f.rx*p.y+p.z),
	}
}

// wgs84ToVN2000 turns back. For rotations this small the turned matrix is its
// inverse to a ten-thousandth of a millimetre.
func wgs84ToVN2000(p earth) earth {
	f := frame
	x, y, z := (p.x-shiftX)/f.k, (p.y-shiftY)/f.k, (p.z-shiftZ)/f.k
	return earth{x - f.rz*y + f.ry*z, f.rz*x + y - f.rx*z, -f.ry*x + f.rx*y + z}
}
