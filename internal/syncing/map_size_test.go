package syncing

import (
	"encoding/json"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/registry"
)

// TestAMapIsBoundedAndSaysWhenItWasCut: a commune's fits many times over; of
// hundreds of kilometres the own stretch is what stays.
func TestAMapIsBoundedAndSaysWhenItWasCut(t *testing.T) {
	course := line.Course()
	m := &mapper{reg: &registry.Registry{}, today: calendar.MakeDay(2026, 3, 10), course: course}
	m.held = course.Stretches(course.Whole())
	m.own = m.held[len(m.held)-1:]
	read := func(r *MapReply) (s mapSheet) {
		t.Helper()
		if err := json.Unmarshal([]byte(r.Map), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	whole := m.bounded(maxMap)
	if s, n := read(whole), packedSize(whole); s.Cut || s.WithinM != mapWithinM || n > maxMap/4 {
		t.Errorf("94 km in %d bytes, cut %v", n, s.Cut)
	}
	for _, most := range []int{6_000, 4_000, 2_000} {
		r := m.bounded(most)
		s := read(r)
		if packedSize(r) > most || !s.Cut || len(s.Features) == 0 {
			t.Fatalf("%d of %d bytes, %d features, cut %v", packedSize(r), most, len(s.Features), s.Cut)
		}
		if first := s.Features[0].Properties; first.Layer != "own" || first.SegmentID != m.own[0].Segment {
			t.Errorf("at %d bytes the own stretch is not there: %+v", most, first)
		}
	}
	if a, b := m.bounded(maxMap), m.bounded(maxMap); a.Version != b.Version || a.SHA256 != b.SHA256 {
		t.Error("equal maps have different versions")
	}
}

// TestAMapIsDrawnInKilometres, so that a plan's chainage is found on it, with
// fewer points than the registered line has.
func TestAMapIsDrawnInKilometres(t *testing.T) {
	course := line.Course()
	m := &mapper{reg: &registry.Registry{}, course: course, held: course.Stretches(course.Whole())}
	points := 0
	for _, f := range m.sheet(mapWithinM, 1).Features {
		if at, ok := f.Geometry.Coordinates.([][2]float64); ok {
			points += len(at)
			if dm := *f.Properties.ToDM - *f.Properties.FromDM; dm <= 0 || dm > int64(postDM) {
				t.Errorf("a piece of %d dm", dm)
			}
		}
	}
	if all := len(course.Line.Vertices()); points > all/2 {
		t.Errorf("%d of %d points", points, all)
	}
}
