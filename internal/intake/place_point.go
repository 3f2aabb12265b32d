package intake

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"phendau/internal/geodesy"
	"phendau/internal/registry"
)

// point reads where a unit lies. The system of the file must have been said: the
// wrong one moves a hamlet by more than the corridor of the line.
func (in *placeReader) point(t *table, u *unitDoc, from, to registry.Bound) {
	north, northAt := t.field(roleLat)
	east, eastAt := t.field(roleLon)
	if north == "" && east == "" {
		return
	}
	if north == "" || east == "" {
		role := roleLat
		if east == "" {
			role = roleLon
		}
		t.fail(t.at(t.colOf(role)), codeMissing, "text", in.units.names([]string{role}))
		return
	}
	if in.env.Datum.IsZero() {
		t.failText(northAt, codeDatumMissing, geodesy.Question[0], geodesy.Question[1])
		return
	}
	y, okY := t.coordinate(northAt, north)
	x, okX := t.coordinate(eastAt, east)
	if !okX || !okY {
		return
	}
	p, err := in.env.Datum.ToWGS84(x, y)
	var refused *geodesy.Error
	if errors.As(err, &refused) {
		t.failText(northAt, string(refused.Code), refused.Text("vi"), refused.Text("en"))
		return
	}
	u.doc.Points = append(u.doc.Points, registry.PointDoc{Lat: int64(math.Round(p.Lat * 1e7)), Lon: int64(math.Round(p.Lon * 1e7)), Source: t.name, From: from, To: to})
}

// coordinate reads degrees or metres with a decimal comma or point. Groups of
// thousands are not taken: 22.403 is a latitude.
func (t *table) coordinate(at spot, text string) (float64, bool) {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "°", "", ",", ".").Replace(text)
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		t.fail(at, codeNotCoordinate, "text", text)
		return 0, false
	}
	return v, true
}
