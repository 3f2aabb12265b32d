package border

import (
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// Path is a stretch of the line as points to draw: its ends and the vertices
// between them, without those that lie within so many metres of what is left.
// For showing only; nothing is measured on it.
func (l *Line) Path(x span.Span, withinM float64) []geo.Point {
	from, to := l.At(x.From), l.At(x.To)
	plane := geo.PlaneAt(from)
	xy := []geo.XY{plane.Project(from)}
	for i := l.legAt(x.From.Metres()) + 1; i < len(l.vertices) && l.vertices[i].s < x.To.Metres(); i++ {
		if l.vertices[i].s > x.From.Metres() {
			xy = append(xy, plane.Project(l.vertices[i].Point()))
		}
	}
	xy = geo.Simplify(append(xy, plane.Project(to)), withinM)
	out := make([]geo.Point, len(xy))
	for i := range xy {
		out[i] = plane.Point(xy[i])
	}
	out[0], out[len(out)-1] = from, to
	return out
}
