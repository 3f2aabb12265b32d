package registry

import (
	"testing"

	"phendau/internal/ledger"
)

// TestAPlaceLiesOnTheEarthOnceADay: a point is in range, no place has two on one
// day, a group has none, and a place lies nowhere after it ended.
func TestAPlaceLiesOnTheEarthOnceADay(t *testing.T) {
	name := []NameDoc{{Text: "Hoa Gạo", UnitWord: "xóm", Level: "hamlet", From: Unknown, To: "2026-03-31"}}
	place := func(points ...PointDoc) ledger.Entity {
		return doc(t, "place", segID, PlaceDoc{Names: name, Points: points})
	}
	at := func(lat, lon int64, from, to Bound) PointDoc { return PointDoc{Lat: lat, Lon: lon, From: from, To: to} }
	empty := build(t)
	for want, e := range map[string]ledger.Entity{
		"":               place(at(224_000_000, 1_055_000_000, Unknown, "2025-12-31"), at(224_000_001, 1_055_000_000, "2026-01-01", Open)),
		"point_range":    place(at(900_000_001, 0, Unknown, Open)),
		"point_twice":    place(at(1, 1, Unknown, "2025-12-31"), at(2, 2, "2025-12-31", Open)),
		"point_of_group": doc(t, "place", segID, PlaceDoc{Group: &GroupDoc{Names: []string{"Nhóm"}}, Points: []PointDoc{at(1, 1, Unknown, Open)}}),
	} {
		if got, text := refusal(t, empty, e); got != want {
			t.Errorf("%q (%s), want %q", got, text, want)
		}
	}
	if got, _ := refusal(t, empty, place(at(0, 0, Unknown, Open))); got != "point_range" {
		t.Errorf("a receiver without a fix: %q", got)
	}
	r := build(t, place(at(224_000_000, 1_055_000_000, Unknown, "2025-12-31"), at(224_000_001, 1_055_000_000, "2026-01-01", Open)))
	for d, want := range map[string]float64{"2025-12-31": 22.4, "2026-01-01": 22.4000001, "2026-04-01": 0} {
		lo, _, err := days(Bound(d), Open)
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := r.PointOn(segID, lo); ok != (want != 0) || p.Lat != want {
			t.Errorf("%s: %v %v", d, p, ok)
		}
	}
}
