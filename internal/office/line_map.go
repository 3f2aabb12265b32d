package office

import (
	"math"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/words"
)

// LineMap is a GeoJSON collection (RFC 7946) of what may be shown of the line.
type LineMap struct {
	Type     string       `json:"type" enum:"FeatureCollection"`
	Note     string       `json:"note" doc:"What the line is for, and what it is not"`
	Mark     string       `json:"mark,omitempty" doc:"The line is fictional"`
	Detail   string       `json:"detail" enum:"intervals,bands"`
	Features []MapFeature `json:"features"`
}

// MapFeature is one thing on the map.
type MapFeature struct {
	Type       string        `json:"type" enum:"Feature"`
	Geometry   MapGeometry   `json:"geometry"`
	Properties MapProperties `json:"properties"`
}

// MapGeometry is a point or a line; positions are longitude, latitude.
type MapGeometry struct {
	Type        string `json:"type" enum:"Point,LineString"`
	Coordinates any    `json:"coordinates"`
}

// MapProperties say what a feature is; which are there depends on its layer.
type MapProperties struct {
	Layer   string `json:"layer" enum:"line,post,marker,patrol,place"`
	Segment string `json:"segment,omitempty"`
	FromDM  *int64 `json:"from_dm,omitempty"`
	ToDM    *int64 `json:"to_dm,omitempty"`
	Band    string `json:"band,omitempty" enum:"within_7,within_30,within_90,older,never"`
	Day     string `json:"day,omitempty" format:"date"`
	Name    string `json:"name,omitempty" doc:"Number of a marker, kilometre of a post, name of a place"`
	Class   string `json:"class,omitempty" enum:"none,stated,passed,checked,documented"`
	Closed  bool   `json:"closed,omitempty" doc:"Nobody can reach the marker"`
	Href    string `json:"href,omitempty" doc:"Opens the entry of a patrol"`
}

// drawnWithinM is how far the drawn line may lie from the registered one.
const drawnWithinM = 5

// mapOf draws an answer; a blurred one has pieces of 500 m and no patrol.
func (x *coverer) mapOf(w words.Words, c *Coverage) LineMap {
	m := LineMap{Type: "FeatureCollection", Note: lineNote(w), Mark: x.mark(w), Detail: c.Detail, Features: []MapFeature{}}
	for i := range c.Segments {
		x.drawSegment(&m, &c.Segments[i], c.Detail == detailBands)
	}
	if c.Detail != detailBands {
		x.drawPatrols(&m)
	}
	x.drawMarkers(&m, c)
	for _, p := range x.beside() {
		m.Features = append(m.Features, pointFeature(p.at, MapProperties{Layer: "place", Segment: p.Segment, FromDM: &p.AtDM, ToDM: &p.AtDM, Name: p.Name}))
	}
	return m
}

// drawSegment draws the line by when somebody was last there, and its kilometres.
func (x *coverer) drawSegment(m *LineMap, s *SegmentCoverage, blurred bool) {
	held := x.heldBy(s.ID)
	piece := func(v StretchView, band, day string) {
		for _, y := range held {
			c := y.Common(span.Span{From: span.Decimetre(v.FromDM), To: span.Decimetre(v.ToDM)})
			if c.From < c.To {
				p := MapProperties{Layer: "line", Segment: s.Name, FromDM: dm(c.From), ToDM: dm(c.To), Band: band, Day: day}
				m.Features = append(m.Features, x.stretchFeature(s.ID, c, p))
			}
		}
	}
	if blurred {
		for _, p := range s.Pieces {
			piece(p.StretchView, p.Band, "")
		}
	} else {
		for _, v := range s.Intervals {
			piece(v.StretchView, v.Band, v.Day)
		}
	}
	k := x.course.Segment(s.ID).Calibration
	for _, y := range held {
		for at := (y.From + postDM - 1) / postDM * postDM; at <= y.To; at += postDM {
			m.Features = append(m.Features, pointFeature(x.course.Line.At(k.Place(at)), MapProperties{Layer: "post", Segment: s.Name, Name: chainage(int64(at))}))
		}
	}
}

// postDM is the distance of kilometre posts.
const postDM span.Decimetre = 10_000

func dm(c span.Decimetre) *int64 {
	n := int64(c)
	return &n
}

// heldBy are the stretches of a segment that belonged to the asked.
func (x *coverer) heldBy(segment string) []span.Span {
	var out []span.Span
	sector := x.course.Sector(x.holdings, segment)
	for _, y := range x.course.Stretches(sector.During(x.ask.Days)) {
		out = append(out, y.C)
	}
	return out
}

// drawPatrols draws what each covered of the line, never where it walked.
func (x *coverer) drawPatrols(m *LineMap) {
	for i, k := range x.patrolled() {
		if i == maxWalked {
			return
		}
		c := k.stretch.C
		p := MapProperties{Layer: "patrol", Segment: x.segmentName(k.stretch.Segment), FromDM: dm(c.From), ToDM: dm(c.To), Day: k.day.String(), Href: entryHref(k.act)}
		m.Features = append(m.Features, x.stretchFeature(k.stretch.Segment, c, p))
	}
}

// drawMarkers puts every position where its first stone stands.
func (x *coverer) drawMarkers(m *LineMap, c *Coverage) {
	whole := border.CountPositions(x.positions, x.ask.Days)
	put := func(list []border.Position, closed bool) {
		for i := range list {
			p := &list[i]
			if len(p.Monuments) == 0 {
				continue
			}
			f := MapProperties{Layer: "marker", Segment: x.segmentName(p.Segment), Name: p.Number.String(), Closed: closed}
			if c.Detail != detailBands && !closed {
				f.Class = classNames[x.best[p.ID].Class]
			}
			m.Features = append(m.Features, pointFeature(p.Monuments[0].Point(), f))
		}
	}
	put(whole.Reachable, false)
	put(whole.Unreachable, true)
}

func (x *coverer) stretchFeature(segment string, c span.Span, p MapProperties) MapFeature {
	k := x.course.Segment(segment).Calibration
	path := x.course.Line.Path(span.Span{From: k.Place(c.From), To: k.Place(c.To)}, drawnWithinM)
	at := make([][2]float64, len(path))
	for i := range path {
		at[i] = lonLat(path[i])
	}
	return MapFeature{Type: "Feature", Geometry: MapGeometry{"LineString", at}, Properties: p}
}

func pointFeature(at geo.Point, p MapProperties) MapFeature {
	return MapFeature{Type: "Feature", Geometry: MapGeometry{"Point", lonLat(at)}, Properties: p}
}

// lonLat rounds to 1e-6 degree, a decimetre.
func lonLat(p geo.Point) [2]float64 {
	return [2]float64{math.Round(p.Lon*1e6) / 1e6, math.Round(p.Lat*1e6) / 1e6}
}
