package registry

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"phendau/internal/border"
	"phendau/internal/ledger"
)

const (
	lineID  = "01900000-0000-7000-8000-000000000001"
	segID   = "01900000-0000-7000-8000-000000000002"
	otherID = "01900000-0000-7000-8000-000000000003"
)

// drawn is a line of about 1,111 m due north with its documents.
func drawn(t *testing.T) (*border.Line, map[string]ledger.Entity) {
	t.Helper()
	var vertices []border.Vertex
	for i := range int32(11) {
		vertices = append(vertices, border.Vertex{Lat: 22_400_000 + 1000*i, Lon: 105_500_000})
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		t.Fatal(err)
	}
	h := l.Hash()
	return l, map[string]ledger.Entity{
		"segment": doc(t, "segment", segID, SegmentDoc{Name: "Đoạn 1", DeclaredM: 1000}),
		"piece":   doc(t, "line_piece", otherID, LinePieceDoc{LineID: lineID, Vertices: border.Pack(vertices)[0]}),
		"line": doc(t, "line", lineID, LineDoc{Name: "Đường", From: Unknown, To: Open, SHA256: hex.EncodeToString(h[:]), Pieces: 1,
			Segments: []LineSegmentDoc{{segID, [][2]int64{{0, 0}, {int64(l.Length()), 10_000}}}}}),
	}
}

// refusal is the code and the Vietnamese sentence with which a document is
// refused.
func refusal(t *testing.T, r *Registry, e ledger.Entity, pending ...ledger.Entity) (string, string) {
	t.Helper()
	err := r.CheckRegistry(e, pending)
	if err == nil {
		return "", ""
	}
	var why *ledger.Refusal
	if !errors.As(err, &why) || why.Code != ledger.CodeBadLine && why.Code != ledger.CodeBadContent {
		t.Fatalf("%s %s: %v", e.Type, e.Body, err)
	}
	if why.Sentence("vi") == why.Sentence("en") || why.Why[0] == "" || why.Why[1] == "" {
		t.Errorf("%s has no words of its own: %q", why.Detail, why.Sentence("vi"))
	}
	return why.Detail, why.Sentence("vi")
}

// TestALineIsTakenOnlyWhole: with all its vertices, those that were signed, and
// segments that lie on it.
func TestALineIsTakenOnlyWhole(t *testing.T) {
	_, docs := drawn(t)
	empty := build(t)
	seg, piece, line := docs["segment"], docs["piece"], docs["line"]
	with := func(change func(*LineDoc)) ledger.Entity {
		var d LineDoc
		if err := json.Unmarshal(line.Body, &d); err != nil {
			t.Fatal(err)
		}
		change(&d)
		return doc(t, "line", lineID, d)
	}
	for _, tt := range []struct {
		want    border.Code
		e       ledger.Entity
		pending []ledger.Entity
	}{
		{"", line, []ledger.Entity{seg, piece}},
		{border.LinePacked, line, []ledger.Entity{seg}},
		{border.SegmentUnknown, line, []ledger.Entity{piece}},
		{border.LineFixed, piece, []ledger.Entity{seg, piece, line}},
		{border.LineOther, with(func(d *LineDoc) { d.SHA256 = strings.Repeat("0", 64) }), []ledger.Entity{seg, piece}},
		{border.LinePacked, with(func(d *LineDoc) { d.Pieces = 1 << 40 }), []ledger.Entity{seg, piece}},
		{border.Dates, with(func(d *LineDoc) { d.From, d.To = "2025-07-02", "2025-07-01" }), []ledger.Entity{seg, piece}},
		{border.CalibrationEnds, with(func(d *LineDoc) { d.Segments[0].Marks[1][1] = 9_999 }), []ledger.Entity{seg, piece}},
		{border.CalibrationShort, with(func(d *LineDoc) { d.Segments[0].Marks = nil }), []ledger.Entity{seg, piece}},
		{border.SegmentOutside, with(func(d *LineDoc) { d.Segments[0].Marks[1][0] += 1 }), []ledger.Entity{seg, piece}},
		{border.SegmentOverlap, with(func(d *LineDoc) { d.Segments = append(d.Segments, d.Segments[0]) }), []ledger.Entity{seg, piece}},
		{border.LinePacked, doc(t, "line_piece", otherID, LinePieceDoc{LineID: lineID, Vertices: "%"}), nil},
		{border.SegmentDeclared, doc(t, "segment", segID, SegmentDoc{Name: "Đoạn 1"}), nil},
		{border.SegmentCorridor, doc(t, "segment", segID, SegmentDoc{Name: "Đoạn 1", DeclaredM: 1000, CorridorM: 201}), nil},
	} {
		if got, text := refusal(t, empty, tt.e, tt.pending...); got != string(tt.want) {
			t.Errorf("%s %s: %q (%s), want %q", tt.e.Type, tt.e.Body, got, text, tt.want)
		}
	}
	r := build(t, seg, piece, line)
	if got, _ := refusal(t, r, doc(t, "line_piece", segID, LinePieceDoc{LineID: lineID, N: 1})); got != string(border.LineFixed) {
		t.Errorf("a piece is added to a line that is there: %q", got)
	}
	if v, err := r.Lines(); err != nil || len(v) != 1 || v[0].Course.Segments[0].Name != "Đoạn 1" {
		t.Errorf("%+v %v", v, err)
	}
}

// TestARowLiesOnItsSegment: stretches and markers say where on the line, and a
// position keeps the id of the row that entries name.
func TestARowLiesOnItsSegment(t *testing.T) {
	_, docs := drawn(t)
	r := build(t, docs["segment"])
	row := func(s *StretchDoc, m *MarkerDoc) ledger.Entity {
		return doc(t, "register", otherID, RegisterDoc{Kind: "x", PlaceID: "y", From: Unknown, To: Open, Stretch: s, Marker: m})
	}
	c, far := int64(5000), int64(10_001)
	stone := MonumentDoc{Lat: 224_000_000, Lon: 1_055_000_000, Side: "on_line", Closed: []ClosureDoc{{"vách đá", On(20000), Open}}}
	twin := func(i int) MonumentDoc { m := stone; m.Index = i; return m }
	for _, tt := range []struct {
		want border.Code
		e    ledger.Entity
	}{
		{"", row(&StretchDoc{SegmentID: segID}, nil)},
		{"", row(&StretchDoc{SegmentID: segID, FromDM: 9_999, ToDM: 10_000}, nil)},
		{border.StretchBounds, row(&StretchDoc{SegmentID: segID, ToDM: 10_001}, nil)},
		{border.StretchBounds, row(&StretchDoc{SegmentID: segID, FromDM: 10_000}, nil)},
		{border.SegmentUnknown, row(&StretchDoc{SegmentID: lineID}, nil)},
		{"", row(nil, &MarkerDoc{Number: "728/1", SegmentID: segID, ChainageDM: &c, Monuments: []MonumentDoc{stone}})},
		{"", row(nil, &MarkerDoc{Number: "728", Monuments: []MonumentDoc{twin(1), twin(2)}})},
		{border.NumberForm, row(nil, &MarkerDoc{Number: "728(1)"})},
		{border.NumberForm, row(nil, &MarkerDoc{Number: "cột 728"})},
		{border.StretchBounds, row(nil, &MarkerDoc{Number: "728", SegmentID: segID, ChainageDM: &far})},
		{border.MonumentNumber, row(nil, &MarkerDoc{Number: "728", Monuments: []MonumentDoc{twin(1), twin(1)}})},
		{border.MonumentNumber, row(nil, &MarkerDoc{Number: "728", Monuments: []MonumentDoc{stone, twin(1)}})},
		{border.MonumentPlace, row(nil, &MarkerDoc{Number: "728", Monuments: []MonumentDoc{{Lat: 91e7, Lon: 1, Side: "ours"}}})},
		{border.MonumentWord, row(nil, &MarkerDoc{Number: "728", Monuments: []MonumentDoc{{Lat: 1, Lon: 1}}})},
	} {
		if got, text := refusal(t, r, tt.e); got != string(tt.want) {
			t.Errorf("%s: %q (%s), want %q", tt.e.Body, got, text, tt.want)
		}
	}
	built := build(t, docs["segment"], row(&StretchDoc{SegmentID: segID, FromDM: 100}, &MarkerDoc{Number: "728/1", SegmentID: segID, ChainageDM: &c, Monuments: []MonumentDoc{stone}}))
	x := &built.Registers[0]
	s, _ := built.Stretch(x)
	p, ok := x.Position()
	if s.C.From != 100 || s.C.To != 10_000 || !ok || p.ID != otherID || p.Number != (border.Number{N: 728, Secondary: 1}) || *p.C != 5000 {
		t.Errorf("%+v %+v", s, p)
	}
	if len(p.Reachable(19999)) != 1 || len(p.Reachable(20000)) != 0 {
		t.Error("the day from which a stone cannot be reached is not kept")
	}
}
