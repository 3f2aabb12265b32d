package geodesy

// Zone is a 3° zone that provinces of the border use. EPSG is its number in the
// public register; Names are the provinces as they were when the zones were
// given out.
type Zone struct {
	EPSG  int
	Datum Datum
	Names string
}

// zones are those of the design; other provinces enter the meridian of theirs.
var zones = []Zone{
	{9205, Datum{tm3, 103 * 60}, "Điện Biên, Lai Châu"},
	{9206, Datum{tm3, 104 * 60}, "Sơn La"},
	{9208, Datum{tm3, 104*60 + 45}, "Lào Cai, Nghệ An"},
	{9209, Datum{tm3, 105*60 + 30}, "Hà Giang"},
	{9210, Datum{tm3, 105*60 + 45}, "Cao Bằng"},
	{9211, Datum{tm3, 106 * 60}, "Tuyên Quang"},
}

// Zones lists the named 3° zones from west to east.
func Zones() []Zone { return append([]Zone(nil), zones...) }

// FromEPSG is the system of a number in the public register; ok is false for
// every other.
func FromEPSG(number int) (d Datum, ok bool) {
	switch number {
	case 4326, 4979:
		return WGS84, true
	case 4756:
		return VN2000, true
	case 3405:
		return UTM48, true
	case 3406:
		return UTM49, true
	}
	for _, z := range zones {
		if z.EPSG == number {
			return z.Datum, true
		}
	}
	return Datum{}, false
}
