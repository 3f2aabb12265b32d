package office

import (
	"cmp"
	"slices"

	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// PlaceBeside is a place that lies before a stretch of the line.
type PlaceBeside struct {
	ID      string `json:"id"`
	Name    string `json:"name" doc:"With its unit word"`
	Segment string `json:"segment"`
	AtDM    int64  `json:"at_dm" doc:"Chainage of the nearest place of the line"`
	Metres  int64  `json:"metres" doc:"How far it lies from the line"`

	segment string // its id
	short   string // name without the unit word
	at      geo.Point
}

// beside are the places the registers put within 5 km of the asked stretches, on
// the last day, in the order of the line. Where a place lies is no secret.
func (x *coverer) beside() []PlaceBeside {
	out := []PlaceBeside{}
	day := x.ask.Days.To
	for _, id := range x.reg.PlacesWithPoint() {
		at, ok := x.reg.PointOn(id, day)
		if !ok {
			continue
		}
		near, ok := x.course.Line.Nearest(at, nearestM)
		if !ok {
			continue
		}
		segment, c, ok := x.heldAt(near.S)
		if !ok {
			continue
		}
		name, _ := x.reg.Places.NameOn(id, day)
		out = append(out, PlaceBeside{ID: id, Name: x.reg.Places.FullName(id, day), Segment: x.segmentName(segment), AtDM: int64(c), Metres: int64(near.Metres + 0.5),
			segment: segment, short: name.Text, at: at})
	}
	order := map[string]int{}
	for i := range x.course.Segments {
		order[x.course.Segments[i].ID] = i
	}
	slices.SortFunc(out, func(a, b PlaceBeside) int {
		return cmp.Or(order[a.segment]-order[b.segment], cmp.Compare(a.AtDM, b.AtDM), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// heldAt is the segment and chainage of a place of the line that belonged to the
// asked.
func (x *coverer) heldAt(s span.Decimetre) (segment string, c span.Decimetre, ok bool) {
	for i := range x.course.Segments {
		g := &x.course.Segments[i]
		if !g.Calibration.Span().Has(s) {
			continue
		}
		c = g.Calibration.Chainage(s)
		if slices.ContainsFunc(x.heldBy(g.ID), func(y span.Span) bool { return y.Has(c) }) {
			return g.ID, c, true
		}
	}
	return "", 0, false
}
