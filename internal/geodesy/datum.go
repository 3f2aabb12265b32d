package geodesy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Datum is the system in which coordinates are written, the required answer of
// every import. The zero value is no answer. Its text (String, ParseDatum) is
// stable: "wgs84", "vn2000", "vn2000/tm3/105:45", "vn2000/utm48".
type Datum struct {
	system   system
	meridian int // minutes of arc, of the grids
}

type system uint8

const (
	unanswered system = iota
	wgs84
	vn2000
	tm3 // VN-2000 in a 3° zone of a province
	utm // VN-2000 in a 6° zone
)

// The systems without a zone.
var (
	WGS84  = Datum{system: wgs84}
	VN2000 = Datum{system: vn2000}
)

// The two 6° zones of the country.
var (
	UTM48 = Datum{utm, 105 * 60}
	UTM49 = Datum{utm, 111 * 60}
)

// Meridians of 3° zones that lie in the country, in minutes of arc.
const (
	firstMeridian = 102 * 60
	lastMeridian  = 117 * 60
)

// TM3 is a 3° zone of VN-2000, named by its central meridian in minutes of
// arc: 6345 is 105°45'. A zone belongs to a file, not to a province: merged
// provinces hold two.
func TM3(meridian int) (Datum, error) {
	if meridian < firstMeridian || meridian > lastMeridian {
		return Datum{}, refuse(CodeUnknown)
	}
	return Datum{tm3, meridian}, nil
}

// ParseDatum reads what String writes; "" is CodeUnanswered.
func ParseDatum(s string) (Datum, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, d := range []Datum{WGS84, VN2000, UTM48, UTM49} {
		if s == d.String() {
			return d, nil
		}
	}
	if s == "" {
		return Datum{}, refuse(CodeUnanswered)
	}
	zone, ok := strings.CutPrefix(s, "vn2000/tm3/")
	deg, min, colon := strings.Cut(zone, ":")
	d, err1 := strconv.ParseUint(deg, 10, 8)
	m, err2 := strconv.ParseUint(min, 10, 8)
	if !ok || !colon || err1 != nil || err2 != nil || m > 59 {
		return Datum{}, refuse(CodeUnknown)
	}
	return TM3(int(d*60 + m))
}

// String is the stable text, "" for no answer.
func (d Datum) String() string {
	switch d.system {
	case wgs84:
		return "wgs84"
	case vn2000:
		return "vn2000"
	case tm3:
		return fmt.Sprintf("vn2000/tm3/%d:%02d", d.meridian/60, d.meridian%60)
	case utm:
		return "vn2000/utm" + strconv.Itoa(d.utmZone())
	}
	return ""
}

// MarshalText and UnmarshalText carry the answer through forms and JSON.
func (d Datum) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Datum) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Datum{}
		return nil
	}
	*d, err = ParseDatum(string(b))
	return err
}

// Label names the system for people, in "vi" or "en".
func (d Datum) Label(lang string) string {
	at := fmt.Sprintf("%d°%02d'", d.meridian/60, d.meridian%60)
	switch d.system {
	case wgs84:
		return pick(lang, [2]string{"WGS 84, kinh vĩ độ", "WGS 84, latitude and longitude"})
	case vn2000:
		return pick(lang, [2]string{"VN-2000, kinh vĩ độ", "VN-2000, latitude and longitude"})
	case tm3:
		return pick(lang, [2]string{"VN-2000, múi 3°, kinh tuyến trục ", "VN-2000, 3° zone, central meridian "}) + at
	case utm:
		return pick(lang, [2]string{"VN-2000, UTM múi ", "VN-2000, UTM zone "}) + strconv.Itoa(d.utmZone())
	}
	return pick(lang, [2]string{"chưa chọn", "not chosen"})
}

func (d Datum) utmZone() int { return (d.meridian/60 + 183) / 6 }

// IsZero reports that nobody answered.
func (d Datum) IsZero() bool { return d.system == unanswered }

// Metres reports that coordinates are easting and northing, not degrees.
func (d Datum) Metres() bool { return d.system == tm3 || d.system == utm }

func (d Datum) grid() mercator {
	scale := 0.9996
	if d.system == tm3 {
		scale = 0.9999
	}
	return mercator{float64(d.meridian) / 60, scale}
}

// maxLat is the latitude up to which places are taken.
const maxLat = 84.0

// onGrid holds that a coordinate is one of a grid in the country. The series are
// exact far beyond; what lies there is another axis, another zone or a number
// with its thousands taken for decimals.
func onGrid(east, north float64) bool {
	return eastM.holds(east, east) && northM.holds(north, north)
}

// ToWGS84 says where a coordinate of this system lies: x is the longitude or
// easting, y the latitude or northing. Errors are *Error.
func (d Datum) ToWGS84(x, y float64) (LatLon, error) {
	at := LatLon{y, x}
	switch {
	case math.IsNaN(x+y) || math.IsInf(x, 0) || math.IsInf(y, 0):
		return LatLon{}, refuse(CodeNotFinite)
	case d.IsZero():
		return LatLon{}, refuse(CodeUnanswered)
	case d.Metres():
		if !onGrid(x, y) {
			return LatLon{}, refuse(CodeOutOfRange)
		}
		at = d.grid().unproject(x, y)
	}
	if err := checkRange(at); err != nil {
		return LatLon{}, err
	}
	if d.system == wgs84 {
		return at, nil
	}
	return fromVN2000(at), nil
}

// FromWGS84 is the way back: x is the longitude or easting, y the latitude or
// northing.
func (d Datum) FromWGS84(p LatLon) (x, y float64, err error) {
	if d.IsZero() {
		return 0, 0, refuse(CodeUnanswered)
	}
	if err := checkRange(p); err != nil {
		return 0, 0, err
	}
	if d.system == wgs84 {
		return p.Lon, p.Lat, nil
	}
	p = toVN2000(p)
	if d.system == vn2000 {
		return p.Lon, p.Lat, nil
	}
	if math.Abs(p.Lon-float64(d.meridian)/60) > 90 { // the other side of the Earth projects too
		return 0, 0, refuse(CodeOutOfRange)
	}
	if x, y = d.grid().project(p); !onGrid(x, y) {
		return 0, 0, refuse(CodeOutOfRange)
	}
	return x, y, nil
}

func checkRange(p LatLon) error {
	switch {
	case math.IsNaN(p.Lat+p.Lon) || math.IsInf(p.Lat, 0) || math.IsInf(p.Lon, 0):
		return refuse(CodeNotFinite)
	case math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180:
		return refuse(CodeOutOfRange)
	case math.Abs(p.Lat) > maxLat:
		return refuse(CodeNearPole)
	}
	return nil
}

// CheckStep refuses a line from a to b that is meant to cross the meridian of
// 180°: nothing here would measure it rightly.
func CheckStep(a, b LatLon) error {
	if math.Abs(a.Lon-b.Lon) > 180 {
		return refuse(CodeAntimeridian)
	}
	return nil
}
