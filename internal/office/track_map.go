package office

import (
	"cmp"
	"math"
	"slices"

	"phendau/internal/api"
	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
	"phendau/internal/chart"
	"phendau/internal/formats"
	"phendau/internal/vi"
	"phendau/internal/words"
)

const (
	// mapWidth is how wide a map of a track is drawn where nobody says, in units of
	// the picture.
	mapWidth = 680
	// shownM is what is left out of a picture; nothing is counted from it.
	shownM = 10
	// nearTrackM is from how near a marker is told beside a track.
	nearTrackM = 500
)

// draw makes the map of the parts, the line and the markers beside them.
func (o *Office) draw(c *api.Caller, x *subject, parts []walk.Part, width int, out *RawTrack) error {
	w := words.For(c.Lang)
	if len(parts) == 0 {
		out.Alt = w.Text("track.nothing")
		return nil
	}
	plane := geo.PlaneAt(parts[0][0].Point)
	s := chart.Sketch{Title: w.Text("track.title"), Kilometre: "km", Metre: "m", Note: formats.Disclaimer[0],
		Keys: []chart.SketchKey{{Style: chart.SketchTrack, Text: w.Text("track.key_track")}}}
	if c.Lang == "en" {
		s.Note = formats.Disclaimer[1]
	}
	if x.reg.Demo() {
		s.Mark = w.Text("page.demo")
	}
	metres := 0
	for _, p := range parts {
		s.Paths = append(s.Paths, chart.SketchPath{Points: onPlane(plane, p)})
		metres += int(walk.WalkedM([]walk.Part{p}))
	}
	if err := x.drawLine(w, plane, &s); err != nil {
		return err
	}
	x.drawMarkers(w, plane, parts, &s, out)
	out.Alt = w.Text("track.alt", "parts", len(parts), "km", vi.DecimalDigits(int64(metres), 1000, 2), "markers", len(out.Markers))
	s.Desc = out.Alt
	list, err := chart.DrawSketch(s, chart.Options{Width: float64(cmp.Or(width, mapWidth)), Measure: textWidth})
	out.Picture = list.SVG("vet", "Be Vietnam Pro, system-ui, sans-serif")
	return err
}

func onPlane(plane geo.Plane, p walk.Part) []chart.Vec {
	xy := make([]geo.XY, len(p))
	for i := range p {
		xy[i] = plane.Project(p[i].Point)
	}
	return vecs(geo.Simplify(xy, shownM))
}

func vecs(points []geo.XY) []chart.Vec {
	out := make([]chart.Vec, len(points))
	for i, p := range points {
		out[i] = chart.Vec{X: p.X, Y: p.Y}
	}
	return out
}

// drawLine lays the line of the day of the patrol behind its track.
func (x *subject) drawLine(w words.Words, plane geo.Plane, s *chart.Sketch) error {
	versions, err := x.reg.Lines()
	if err != nil {
		return err
	}
	v, ok := border.VersionOn(versions, x.rec.Day)
	if !ok {
		return nil
	}
	var xy []geo.XY
	for _, at := range v.Course.Line.Vertices() {
		xy = append(xy, plane.Project(at.Point()))
	}
	s.Paths = append(s.Paths, chart.SketchPath{Points: vecs(xy), Style: chart.SketchLine, Background: true})
	s.Keys = append(s.Keys, chart.SketchKey{Style: chart.SketchLine, Text: w.Text("track.key_line")})
	return nil
}

// drawMarkers adds the positions that the track came near to.
func (x *subject) drawMarkers(w words.Words, plane geo.Plane, parts []walk.Part, s *chart.Sketch, out *RawTrack) {
	var positions []border.Position
	for i := range x.reg.Registers {
		if p, ok := x.reg.Registers[i].Position(); ok && p.Days.Has(x.rec.Day) && len(p.Monuments) > 0 {
			positions = append(positions, p)
		}
	}
	for _, p := range positions {
		at := p.Monuments[0].Point()
		if m := nearestTo(at, parts); m <= nearTrackM {
			out.Markers = append(out.Markers, RawMarker{p.Number.String(), int(math.Round(m))})
			xy := plane.Project(at)
			s.Dots = append(s.Dots, chart.SketchDot{At: chart.Vec{X: xy.X, Y: xy.Y}, Label: p.Number.String()})
		}
	}
	slices.SortFunc(out.Markers, func(a, b RawMarker) int { return cmp.Or(a.Metres-b.Metres, cmp.Compare(a.Number, b.Number)) })
	if len(s.Dots) > 0 {
		s.Keys = append(s.Keys, chart.SketchKey{Dot: true, Text: w.Text("track.key_marker")})
	}
}

// nearestTo is how near parts come to a place, in metres.
func nearestTo(at geo.Point, parts []walk.Part) float64 {
	plane := geo.PlaneAt(at)
	best := math.Inf(1)
	for _, p := range parts {
		for i := range p {
			a, b := plane.Project(p[max(0, i-1)].Point), plane.Project(p[i].Point)
			if m, _ := geo.FromSegment(geo.XY{}, a, b); m < best {
				best = m
			}
		}
	}
	return best
}
