package registry

import (
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/span"
)

// TestATrailStandsForWhatIsThere: it compiles, its links lie on it and on known
// segments, and they lead to the line of whichever version has the segment.
func TestATrailStandsForWhatIsThere(t *testing.T) {
	l, docs := drawn(t)
	r := build(t, docs["segment"], docs["piece"], docs["line"])
	length := int64(l.Length())
	with := func(change func(*TrailDoc)) TrailDoc {
		d := TrailDoc{Name: "Đường tuần tra", Source: "Quyết định", From: On(20000), To: Open, Vertices: border.Pack(l.Vertices())[0],
			Links: []TrailLinkDoc{{ToDM: length, Line: StretchDoc{SegmentID: segID, FromDM: 2000, ToDM: 8000}, Backward: true}}}
		change(&d)
		return d
	}
	for _, tt := range []struct {
		want border.Code
		d    TrailDoc
	}{
		{"", with(func(*TrailDoc) {})},
		{"", with(func(d *TrailDoc) { d.Links[0].Line.ToDM = 0 })},
		{border.TrailShort, with(func(d *TrailDoc) { d.Name = "" })},
		{border.TrailShort, with(func(d *TrailDoc) { d.Source = "" })},
		{border.TrailShort, with(func(d *TrailDoc) { d.Links = nil })},
		{border.Dates, with(func(d *TrailDoc) { d.To = On(19999) })},
		{border.TrailCorridor, with(func(d *TrailDoc) { d.CorridorM = 201 })},
		{border.LinePacked, with(func(d *TrailDoc) { d.Vertices = "%" })},
		{border.LineShort, with(func(d *TrailDoc) { d.Vertices = "" })},
		{border.TrailOutside, with(func(d *TrailDoc) { d.Links[0].ToDM = length + 1 })},
		{border.TrailOutside, with(func(d *TrailDoc) { d.Links[0].FromDM = length })},
		{border.TrailOutside, with(func(d *TrailDoc) { d.Links[0].FromDM = -1 })},
		{border.SegmentUnknown, with(func(d *TrailDoc) { d.Links[0].Line.SegmentID = lineID })},
		{border.StretchBounds, with(func(d *TrailDoc) { d.Links[0].Line.ToDM = 10_001 })},
	} {
		if got, text := refusal(t, r, doc(t, "trail", otherID, tt.d)); got != string(tt.want) {
			t.Errorf("%+v: %q (%s), want %q", tt.d, got, text, tt.want)
		}
	}
	built := build(t, docs["segment"], docs["piece"], docs["line"], doc(t, "trail", otherID, with(func(*TrailDoc) {})))
	versions, err := built.Lines()
	if err != nil {
		t.Fatal(err)
	}
	course := versions[0].Course
	trails, err := built.TrailsOn(course)
	if err != nil || len(trails) != 1 || trails[0].WidthM != border.DefaultCorridorM {
		t.Fatalf("%+v %v", trails, err)
	}
	k := course.Segments[0].Calibration
	if x := trails[0].Links[0]; x.Line != (span.Span{From: k.Place(2000), To: k.Place(8000)}) || !x.Backward || x.Days.Has(19999) || !x.Days.Has(20000) {
		t.Errorf("%+v", x)
	}
	if other, err := built.TrailsOn(&border.Course{Line: l}); err != nil || len(other) != 0 {
		t.Errorf("without its segment it stands for nothing: %+v %v", other, err)
	}
}
