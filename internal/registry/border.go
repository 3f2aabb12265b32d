package registry

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/ledger"
)

// borderRows are the documents of the line as they were folded. What is
// computed of them is made when somebody asks: most changes of the registers
// concern no line.
type borderRows struct {
	segments map[string]SegmentDoc
	lines    map[string]LineDoc
	pieces   map[string][]LinePieceDoc // by line
	trails   map[string]TrailDoc

	once     *sync.Once
	versions []border.Version
	failed   error
}

func newBorderRows() borderRows {
	return borderRows{segments: map[string]SegmentDoc{}, lines: map[string]LineDoc{}, pieces: map[string][]LinePieceDoc{}, trails: map[string]TrailDoc{}, once: new(sync.Once)}
}

func (b *borderRows) add(e ledger.Entity) error {
	switch e.Type {
	case "segment":
		return readInto(e.Body, func(d SegmentDoc) error { b.segments[e.ID] = d; return nil })
	case "line":
		return readInto(e.Body, func(d LineDoc) error {
			b.lines[e.ID] = d
			_, _, err := days(d.From, d.To)
			return err
		})
	case "trail":
		return readInto(e.Body, func(d TrailDoc) error {
			b.trails[e.ID] = d
			_, _, err := days(d.From, d.To)
			return err
		})
	}
	return readInto(e.Body, func(d LinePieceDoc) error { b.pieces[d.LineID] = append(b.pieces[d.LineID], d); return nil })
}

// with is a copy with more documents; what was there stays as it is.
func (b *borderRows) with(more []ledger.Entity) (borderRows, error) {
	out := newBorderRows()
	for id, d := range b.segments {
		out.segments[id] = d
	}
	for id, d := range b.lines {
		out.lines[id] = d
	}
	for id, d := range b.pieces {
		out.pieces[id] = slices.Clone(d)
	}
	maps.Copy(out.trails, b.trails)
	for _, e := range more {
		if err := out.add(e); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Segment is a segment of the line by its id.
func (r *Registry) Segment(id string) (SegmentDoc, bool) {
	d, ok := r.border.segments[id]
	return d, ok
}

// Segments lists the ids of all segments.
func (r *Registry) Segments() []string { return sortedIDs(r.border.segments) }

// Lines are the versions of the line, those that begin first in front. Each was
// compiled before it was signed.
func (r *Registry) Lines() ([]border.Version, error) {
	b := &r.border
	b.once.Do(func() {
		for _, id := range sortedIDs(b.lines) {
			v, err := b.compile(id)
			if err != nil {
				b.failed = fmt.Errorf("line %s: %w", id, err)
				return
			}
			b.versions = append(b.versions, v)
		}
		slices.SortStableFunc(b.versions, func(x, y border.Version) int { return cmp.Compare(x.Days.From, y.Days.From) })
	})
	return b.versions, b.failed
}

// Line is the document of a version.
func (r *Registry) Line(id string) LineDoc { return r.border.lines[id] }

// compile makes a version of the line from its documents.
func (b *borderRows) compile(id string) (border.Version, error) {
	d := b.lines[id]
	v := border.Version{ID: id, Source: d.Source}
	var err error
	if v.Days.From, v.Days.To, err = days(d.From, d.To); err != nil {
		return v, err
	}
	if v.Days.From > v.Days.To {
		return v, refused(border.Dates, "Ngày bắt đầu nằm sau ngày kết thúc.", "the first day lies behind the last")
	}
	l, err := b.line(id, &d)
	if err != nil {
		return v, err
	}
	segments := make([]border.Segment, len(d.Segments))
	for i := range d.Segments {
		if segments[i], err = b.segment(&d.Segments[i]); err != nil {
			return v, err
		}
	}
	v.Course, err = border.NewCourse(l, segments...)
	return v, err
}

// line reads the vertices and holds them against the signed hash.
func (b *borderRows) line(id string, d *LineDoc) (*border.Line, error) {
	if d.Pieces < 1 || d.Pieces > border.MaxPieces || len(b.pieces[id]) != d.Pieces {
		return nil, refused(border.LinePacked, "Thiếu hoặc thừa phần tọa độ của đường.", "pieces of the line are missing or too many")
	}
	texts := make([]string, d.Pieces)
	for _, p := range b.pieces[id] {
		if p.N < 0 || p.N >= d.Pieces || texts[p.N] != "" {
			return nil, refused(border.LinePacked, "Các phần tọa độ của đường không nối tiếp nhau.", "the pieces of the line do not follow one another")
		}
		texts[p.N] = p.Vertices
	}
	vertices, err := border.Unpack(texts...)
	if err != nil {
		return nil, err
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		return nil, err
	}
	if h := l.Hash(); hex.EncodeToString(h[:]) != d.SHA256 {
		return nil, refused(border.LineOther, "Tọa độ của đường không khớp với mã băm đã ký.", "the vertices of the line are not those that were signed")
	}
	return l, nil
}

func (b *borderRows) segment(d *LineSegmentDoc) (border.Segment, error) {
	s, ok := b.segments[d.SegmentID]
	if !ok {
		return border.Segment{}, unknownSegment(d.SegmentID)
	}
	marks := make([]border.Mark, len(d.Marks))
	for i, m := range d.Marks {
		marks[i] = border.Mark{S: span.Decimetre(m[0]), C: span.Decimetre(m[1])}
	}
	k, err := border.Calibrate(s.DeclaredM, marks...)
	return border.Segment{ID: d.SegmentID, Name: s.Name, Document: s.Document, CorridorM: s.CorridorM, Calibration: k}, err
}

// Stretch is what of the line a row answers for; false for a row without one.
func (r *Registry) Stretch(x *Register) (border.Stretch, bool) {
	if x.Stretch == nil {
		return border.Stretch{}, false
	}
	to := x.Stretch.ToDM
	if to == 0 {
		to = 10 * r.border.segments[x.Stretch.SegmentID].DeclaredM
	}
	return border.Stretch{Segment: x.Stretch.SegmentID, C: span.Span{From: span.Decimetre(x.Stretch.FromDM), To: span.Decimetre(to)}}, true
}

// Position is the marker position a row stands for; false for a row without
// one. Its id is the row's, which entries name.
func (x *Register) Position() (border.Position, bool) {
	if x.Marker == nil {
		return border.Position{}, false
	}
	number, err := border.ParseNumber(x.Marker.Number)
	if err != nil {
		return border.Position{}, false // refused before it was written
	}
	p := border.Position{ID: x.ID, Number: number, Segment: x.Marker.SegmentID, Days: border.Days{From: x.Lo, To: x.Hi}}
	if c := x.Marker.ChainageDM; c != nil {
		dm := span.Decimetre(*c)
		p.C = &dm
	}
	for i := range x.Marker.Monuments {
		m := x.Marker.Monuments[i].monument(x.ID, number)
		for _, s := range x.stones {
			if s.Index == x.Marker.Monuments[i].Index {
				m.States = append(m.States, border.Standing{State: border.State(s.State), From: s.Since})
			}
		}
		p.Monuments = append(p.Monuments, m)
	}
	return p, true
}

func (m *MonumentDoc) monument(row string, of border.Number) border.Monument {
	of.Index = m.Index
	out := border.Monument{ID: fmt.Sprintf("%s(%d)", row, m.Index), Number: of, Lat: int32(m.Lat), Lon: int32(m.Lon), Side: border.Side(m.Side), SetBy: border.Side(m.SetBy),
		Size: m.Size, Source: m.Source}
	if m.HeightDM != nil {
		h := float64(*m.HeightDM) / 10
		out.HeightM = &h
	}
	for _, s := range m.States {
		lo, _, _ := days(s.From, Open)
		out.States = append(out.States, border.Standing{State: border.State(s.State), From: lo})
	}
	for _, c := range m.Closed {
		lo, hi, _ := days(c.From, c.To)
		out.Closed = append(out.Closed, border.Closure{Reason: c.Reason, Days: border.Days{From: lo, To: hi}})
	}
	return out
}
