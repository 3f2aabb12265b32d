package demo

import (
	"encoding/hex"
	"math/rand/v2"

	"phendau/internal/border"
	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// borderLine writes the fictional line with its segments. Its ids come from a stream
// of their own, so that those of everything else stay as they are.
func (b *builder) borderLine() {
	ids := &ledger.IDs{Rand: rand.NewChaCha8(b.key("line")), Now: func() int64 { return b.planMS }}
	course := line.Course()
	d := &registry.LineDoc{Name: "Đường (minh họa)", Source: demoMark, From: unknown, To: open}
	for i := range course.Segments {
		s := &course.Segments[i]
		id := b.docAs("segment", ids.New(), &registry.SegmentDoc{Name: s.Name, DeclaredM: line.Segments[i].LengthM, Document: demoMark})
		b.segmentIDs = append(b.segmentIDs, id)
		x := s.Calibration.Span()
		d.Segments = append(d.Segments, registry.LineSegmentDoc{SegmentID: id, Marks: [][2]int64{{int64(x.From), 0}, {int64(x.To), int64(s.Calibration.Declared())}}})
	}
	h := course.Line.Hash()
	pieces := border.Pack(course.Line.Vertices())
	d.SHA256, d.Pieces = hex.EncodeToString(h[:]), len(pieces)
	lineID := ids.New()
	for n, text := range pieces {
		b.docAs("line_piece", ids.New(), &registry.LinePieceDoc{LineID: lineID, N: n, Vertices: text})
	}
	b.docAs("line", lineID, d)
}

// markerOn is where a position stands, with its stones.
func markerOn(p *border.Position, segmentID string) *registry.MarkerDoc {
	c := int64(*p.C)
	d := &registry.MarkerDoc{Number: p.Number.String(), SegmentID: segmentID, ChainageDM: &c}
	for i := range p.Monuments {
		m := &p.Monuments[i]
		stone := registry.MonumentDoc{Index: m.Number.Index, Lat: int64(m.Lat), Lon: int64(m.Lon), Side: string(m.Side), SetBy: string(m.SetBy), Source: m.Source}
		for _, x := range m.Closed {
			stone.Closed = append(stone.Closed, registry.ClosureDoc{Reason: x.Reason, From: bound(x.Days.From, unknown), To: bound(x.Days.To, open)})
		}
		d.Monuments = append(d.Monuments, stone)
	}
	return d
}

// bound is a day, or other where it is beyond the days the book knows.
func bound(d calendar.Day, other registry.Bound) registry.Bound {
	if d <= calendar.MinDay || d >= calendar.MaxDay {
		return other
	}
	return on(d)
}
