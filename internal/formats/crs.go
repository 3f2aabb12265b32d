package formats

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"phendau/internal/geodesy"
)

var (
	epsgNumber = regexp.MustCompile(`(?i)EPSG(?::|::|/0/|:[0-9.]+:)([0-9]{4,5})$`)
	meridianOf = regexp.MustCompile(`(?i)"(?:central_meridian|longitude_of_center|longitude of natural origin)"\s*,\s*(-?[0-9.]+)`)
	scaleOf    = regexp.MustCompile(`(?i)"(?:scale_factor|scale factor at natural origin)"\s*,\s*([0-9.]+)`)
)

// crsOf reads the name of a system as GeoJSON once carried it. other is the name
// of a system that cannot be an answer.
func crsOf(name string) (d geodesy.Datum, other string) {
	if strings.HasSuffix(name, "CRS84") {
		return geodesy.WGS84, ""
	}
	if m := epsgNumber.FindStringSubmatch(name); m != nil {
		number, err := strconv.Atoi(m[1])
		if d, ok := geodesy.FromEPSG(number); ok && err == nil {
			return d, ""
		}
	}
	return geodesy.Datum{}, name
}

// projectionOf reads the text of a .prj, which is a hint and no more: programs
// write wrong ones.
func projectionOf(wkt string) (d geodesy.Datum, other string) {
	fold := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(wkt))
	vietnamese, projected := strings.Contains(fold, "vn2000"), strings.Contains(fold, "projcs[") || strings.Contains(fold, "projcrs[")
	name := wkt
	if parts := strings.SplitN(wkt, `"`, 3); len(parts) == 3 {
		name = parts[1]
	}
	switch {
	case vietnamese && projected:
		if d, ok := gridOf(wkt); ok {
			return d, ""
		}
	case vietnamese:
		return geodesy.VN2000, ""
	case !projected && strings.Contains(fold, "wgs1984") || !projected && strings.Contains(fold, "wgs84"):
		return geodesy.WGS84, ""
	}
	return geodesy.Datum{}, name
}

// gridOf tells the zones apart by their scale on the meridian.
func gridOf(wkt string) (geodesy.Datum, bool) {
	meridian, ok1 := numberIn(meridianOf, wkt)
	scale, ok2 := numberIn(scaleOf, wkt)
	if !ok1 || !ok2 {
		return geodesy.Datum{}, false
	}
	switch {
	case math.Abs(scale-0.9999) < 1e-6:
		d, err := geodesy.TM3(int(math.Round(meridian * 60)))
		return d, err == nil
	case math.Abs(scale-0.9996) < 1e-6 && meridian == 105:
		return geodesy.UTM48, true
	case math.Abs(scale-0.9996) < 1e-6 && meridian == 111:
		return geodesy.UTM49, true
	}
	return geodesy.Datum{}, false
}

func numberIn(re *regexp.Regexp, s string) (float64, bool) {
	m := re.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(m[1], 64)
	return v, err == nil
}
