package syncing

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
	"phendau/internal/formats"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// mapSheet is a GeoJSON collection (RFC 7946) with what must stand on every map.
type mapSheet struct {
	Type string `json:"type"`
	// Note says what the line is for and what it is not; Mark that it is fictional.
	Note bothWords  `json:"note"`
	Mark *bothWords `json:"mark,omitempty"`
	// WithinM is how many metres the drawn line may lie from the registered one.
	WithinM int `json:"within_m"`
	// Cut says that the map is coarser than usual or not all of it.
	Cut      bool         `json:"cut,omitempty"`
	Features []mapFeature `json:"features"`
}

// bothWords are a text in both languages: the phone may change its own without a
// server.
type bothWords struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

type mapFeature struct {
	Type       string        `json:"type"`
	Geometry   mapGeometry   `json:"geometry"`
	Properties mapProperties `json:"properties"`
}

// mapGeometry is a point or a line; positions are longitude, latitude.
type mapGeometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// mapProperties say what a feature is: "line" is a stretch of at most a kilometre,
// "own" one that the phone's body keeps or that lies in its own place, "post" a kilometre (0 is where its
// segment begins), "marker" a position by the row that entries name.
type mapProperties struct {
	Layer     string `json:"layer"`
	ID        string `json:"id,omitempty"`
	Name      string `json:"name,omitempty"`
	SegmentID string `json:"segment_id,omitempty"`
	Segment   string `json:"segment,omitempty"`
	FromDM    *int64 `json:"from_dm,omitempty"`
	ToDM      *int64 `json:"to_dm,omitempty"`
	// Closed: nobody on our side can walk up to any of its stones today.
	Closed bool `json:"closed,omitempty"`
}

// mapper draws what a phone may know of the line. Without a course it draws
// nothing.
type mapper struct {
	reg       *registry.Registry
	today     calendar.Day
	course    *border.Course
	source    string
	held, own []border.Stretch
	positions []border.Position
}

// sheet draws within so many metres of the line, and of what there is one part in
// share: the own stretches first, then along the line.
func (m *mapper) sheet(withinM, share int) *mapSheet {
	s := &mapSheet{Type: "FeatureCollection", Note: bothWords{formats.Disclaimer[0], formats.Disclaimer[1]}, Mark: m.mark(),
		WithinM: withinM, Cut: withinM > mapWithinM || share > 1, Features: []mapFeature{}}
	if m.course != nil {
		for _, x := range m.segments() {
			s.Features = append(s.Features, m.segment(x, withinM)...)
		}
		s.Features = append(s.Features, m.markers("", "")...)
	}
	s.Features = s.Features[:len(s.Features)/share]
	return s
}

// mark says that the line is fictional, where it is.
func (m *mapper) mark() *bothWords {
	w := bothWords{words.For("vi").Text("page.demo"), words.For("en").Text("page.demo")}
	if m.reg.Demo() || strings.Contains(strings.ToLower(m.source), w.VI) {
		return &w
	}
	return nil
}

// segments are those of the line, the ones the phone's body keeps something of in
// front.
func (m *mapper) segments() []*border.Segment {
	var out []*border.Segment
	for i := range m.course.Segments {
		out = append(out, &m.course.Segments[i])
	}
	kept := func(s *border.Segment) int {
		if slices.ContainsFunc(m.own, func(y border.Stretch) bool { return y.Segment == s.ID }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b *border.Segment) int { return cmp.Compare(kept(a), kept(b)) })
	return out
}

// segment draws what is held of one segment, its kilometres and its markers.
func (m *mapper) segment(s *border.Segment, withinM int) []mapFeature {
	var out []mapFeature
	for _, c := range m.of(s, m.own) {
		out = append(out, m.stretch(s, "own", c, withinM))
	}
	for _, c := range m.of(s, m.held) {
		for at := c.From; at < c.To; at = at/postDM*postDM + postDM {
			out = append(out, m.stretch(s, "line", span.Span{From: at, To: min(at/postDM*postDM+postDM, c.To)}, withinM))
		}
		for at := (c.From + postDM - 1) / postDM * postDM; at <= c.To; at += postDM {
			p := mapProperties{Layer: "post", SegmentID: s.ID, Segment: s.Name, FromDM: dm(at)}
			out = append(out, point(m.course.Line.At(s.Calibration.Place(at)), p))
		}
	}
	return append(out, m.markers(s.ID, s.Name)...)
}

// markers are those of a segment, or of "" those that name none of the line.
func (m *mapper) markers(segment, name string) []mapFeature {
	var out []mapFeature
	for i := range m.positions {
		p := &m.positions[i]
		if len(p.Monuments) > 0 && (p.Segment == segment || segment == "" && m.course.Segment(p.Segment) == nil) {
			out = append(out, m.marker(p, segment, name))
		}
	}
	return out
}

// postDM is the distance of kilometre posts.
const postDM span.Decimetre = 10_000

// of tells stretches of a segment in chainage, each place of it once.
func (m *mapper) of(s *border.Segment, all []border.Stretch) []span.Span {
	var out []span.Span
	for _, y := range all {
		if y.Segment == s.ID {
			out = append(out, y.C.Common(span.Span{To: s.Calibration.Declared()}))
		}
	}
	return span.Of(out...)
}

func (m *mapper) stretch(s *border.Segment, layer string, c span.Span, withinM int) mapFeature {
	path := m.course.Line.Path(span.Span{From: s.Calibration.Place(c.From), To: s.Calibration.Place(c.To)}, float64(withinM))
	at := make([][2]float64, len(path))
	for i := range path {
		at[i] = lonLat(path[i])
	}
	p := mapProperties{Layer: layer, SegmentID: s.ID, Segment: s.Name, FromDM: dm(c.From), ToDM: dm(c.To)}
	return mapFeature{"Feature", mapGeometry{"LineString", at}, p}
}

// marker stands at a stone that can be walked up to; where there is none, at the
// first.
func (m *mapper) marker(p *border.Position, segment, name string) mapFeature {
	f := mapProperties{Layer: "marker", ID: p.ID, Name: p.Number.String(), SegmentID: segment, Segment: name}
	if p.C != nil {
		f.FromDM = dm(*p.C)
	}
	at := &p.Monuments[0]
	if open := p.Reachable(m.today); len(open) > 0 {
		at = open[0]
	} else {
		f.Closed = true
	}
	return point(at.Point(), f)
}

func point(at geo.Point, p mapProperties) mapFeature {
	return mapFeature{"Feature", mapGeometry{"Point", lonLat(at)}, p}
}

func dm(c span.Decimetre) *int64 {
	n := int64(c)
	return &n
}

// lonLat rounds to 1e-6 degree, a decimetre.
func lonLat(p geo.Point) [2]float64 {
	return [2]float64{math.Round(p.Lon*1e6) / 1e6, math.Round(p.Lat*1e6) / 1e6}
}
