package registry

import (
	"slices"

	"phendau/internal/geodesy"
	"phendau/internal/ledger"
)

// PointDoc is one point by which a place is put on a map, such as a hamlet's
// house of culture. It bounds nothing.
type PointDoc struct {
	Lat    int64  `json:"lat"` // 1e-7 degree, WGS 84
	Lon    int64  `json:"lon"`
	Source string `json:"source,omitempty"`
	From   Bound  `json:"from"`
	To     Bound  `json:"to"`
}

// perDegree is how a point is stored: one part is a centimetre.
const perDegree = 1e7

// LatLon is the point in degrees.
func (d *PointDoc) LatLon() geodesy.LatLon {
	return geodesy.LatLon{Lat: float64(d.Lat) / perDegree, Lon: float64(d.Lon) / perDegree}
}

type datedPoint struct {
	at     geodesy.LatLon
	lo, hi Day
}

func (r *Registry) addPoints(id string, d *PlaceDoc) error {
	for i := range d.Points {
		p := &d.Points[i]
		lo, hi, err := days(p.From, p.To)
		if err != nil {
			return err
		}
		r.points[id] = append(r.points[id], datedPoint{p.LatLon(), lo, hi})
	}
	return nil
}

// PointOn is where a place lies on a day on which it is in force.
func (r *Registry) PointOn(placeID string, day Day) (geodesy.LatLon, bool) {
	list := r.points[placeID]
	i := slices.IndexFunc(list, func(p datedPoint) bool { return p.lo <= day && day <= p.hi })
	if i < 0 || !r.Places.Alive(placeID, day) {
		return geodesy.LatLon{}, false
	}
	return list[i].at, true
}

// PlacesWithPoint are all places that have a point on some day, by id.
func (r *Registry) PlacesWithPoint() []string { return sortedIDs(r.points) }

func refusedPoint(detail, vi, en string) error {
	return ledger.RefuseFor(ledger.CodeBadContent, detail, vi, en)
}

// checkPoints takes points on the earth only, and never two for one day. 0/0 is
// what a receiver without a fix writes.
func (d *PlaceDoc) checkPoints() error {
	if d.Group != nil && len(d.Points) > 0 {
		return refusedPoint("point_of_group", "Nhóm địa bàn không có tọa độ.", "a group of places has no point")
	}
	var all []datedPoint
	for i := range d.Points {
		p := &d.Points[i]
		if p.Lat < -90*perDegree || p.Lat > 90*perDegree || p.Lon < -180*perDegree || p.Lon > 180*perDegree || p.Lat == 0 && p.Lon == 0 {
			return refusedPoint("point_range", "Tọa độ của địa bàn không nằm trên trái đất.", "the point of the place does not lie on the earth")
		}
		lo, hi, err := days(p.From, p.To)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(x datedPoint) bool { return x.lo <= hi && lo <= x.hi }) {
			return refusedPoint("point_twice", "Trong cùng một ngày địa bàn chỉ có một tọa độ; hãy ghi ngày cuối của tọa độ cũ.", "a place has one point on a day; end the earlier one first")
		}
		all = append(all, datedPoint{lo: lo, hi: hi})
	}
	return nil
}
