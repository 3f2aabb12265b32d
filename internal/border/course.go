package border

import (
	"fmt"

	"phendau/internal/border/span"
)

// Half-widths of the corridor in which the line counts as visited, in metres.
// Printed beside every figure. Beyond the largest one a patrol in a bend of the
// line would also cover the other side of the bend.
const (
	DefaultCorridorM = 150
	MinCorridorM     = 30
	MaxCorridorM     = 200
)

// Segment is a stretch of the line (đoạn) with a declared length.
type Segment struct {
	ID, Name    string
	Document    string // which declares the length
	CorridorM   int    // half-width; 0 is the default
	Calibration *Calibration
}

// WidthM is the half-width of the segment's corridor.
func (s *Segment) WidthM() int {
	if s.CorridorM == 0 {
		return DefaultCorridorM
	}
	return s.CorridorM
}

// Course is a line with its segments in order. It leads between places of the
// line and chainages of segments.
type Course struct {
	Line     *Line
	Segments []Segment
}

// NewCourse checks that the segments lie on the line one after another. Parts of
// the line may belong to no segment.
func NewCourse(line *Line, segments ...Segment) (*Course, error) {
	before := span.Decimetre(0)
	for i := range segments {
		s := &segments[i]
		x := s.Calibration.Span()
		switch w := s.WidthM(); {
		case x.From < 0 || x.To > line.Length():
			return nil, &Error{SegmentOutside, fmt.Sprintf("Đoạn “%s” vượt ra ngoài đường.", s.Name), fmt.Sprintf("segment %q reaches beyond the line", s.Name)}
		case x.From < before:
			return nil, &Error{SegmentOverlap, fmt.Sprintf("Đoạn “%s” chồng lên đoạn trước.", s.Name), fmt.Sprintf("segment %q overlaps the one before", s.Name)}
		case w < MinCorridorM || w > MaxCorridorM:
			return nil, &Error{SegmentCorridor, fmt.Sprintf("Hành lang của đoạn “%s” phải từ 30 đến 200 m.", s.Name),
				fmt.Sprintf("the corridor of segment %q must be 30 to 200 m", s.Name)}
		}
		before = x.To
	}
	return &Course{line, segments}, nil
}

// Stretch is a part of a segment in chainage.
type Stretch struct {
	Segment string // id
	C       span.Span
}

// Whole is all segments together.
func (c *Course) Whole() span.Set {
	var all []span.Span
	for i := range c.Segments {
		all = append(all, c.Segments[i].Calibration.Span())
	}
	return span.Of(all...)
}

// Segment finds a segment by its id; nil where there is none.
func (c *Course) Segment(id string) *Segment {
	for i := range c.Segments {
		if c.Segments[i].ID == id {
			return &c.Segments[i]
		}
	}
	return nil
}

// Set is where stretches lie on the line. Stretches of unknown segments are
// nowhere.
func (c *Course) Set(stretches ...Stretch) span.Set {
	var all []span.Span
	for _, x := range stretches {
		if s := c.Segment(x.Segment); s != nil {
			all = append(all, span.Span{From: s.Calibration.Place(x.C.From), To: s.Calibration.Place(x.C.To)})
		}
	}
	return span.Of(all...)
}

// Stretches tells a set in the chainages of its segments, in order.
func (c *Course) Stretches(set span.Set) []Stretch {
	var out []Stretch
	for i := range c.Segments {
		s := &c.Segments[i]
		for _, x := range set.Within(s.Calibration.Span()) {
			if y := (span.Span{From: s.Calibration.Chainage(x.From), To: s.Calibration.Chainage(x.To)}); y.From < y.To {
				out = append(out, Stretch{s.ID, y})
			}
		}
	}
	return out
}

// Declared is how much of the declared length a set is. The parts of a segment
// add up to its declared length exactly.
func (c *Course) Declared(set span.Set) span.Decimetre {
	var sum span.Decimetre
	for _, x := range c.Stretches(set) {
		sum += x.C.Length()
	}
	return sum
}
