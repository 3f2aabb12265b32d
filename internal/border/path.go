package border

import (
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
)

// Path is a stretch of the line as points to draw: its ends and the vertices
// between them, without those that lie within so many metres of what is left.
// For showing only; nothing is measured on it.
func (l *Line) Path(x span.Span, withinM float64) []geo.Point {
	points := []geo.Point{l.At(x.From)}
	for i := l.legAt(x.From.Metres()) + 1; i < len(l.vertices) && l.vertices[i].s < x.To.Metres(); i++ {
		if l.vertices[i].s > x.From.Metres() {
			points = append(points, l.vertices[i].Point())
		}
	}
	points = append(points, l.At(x.To))
	plane := geo.PlaneAt(points[0])
	xy := make([]geo.XY, len(points))
	for i := range points {
		xy[i] = plane.Project(points[i])
	}
	out := points[:1:1]
	for _, i := range corners(xy, withinM) {
		out = append(out, points[i])
	}
	return out
}

// corners are the points that are kept after the first: pieces are cut at the
// farthest point until all lie within so many metres.
func corners(xy []geo.XY, withinM float64) []int {
	var kept []int
	todo := [][2]int{{0, len(xy) - 1}}
	for len(todo) > 0 {
		a, b := todo[len(todo)-1][0], todo[len(todo)-1][1]
		todo = todo[:len(todo)-1]
		far, at := withinM, 0
		for i := a + 1; i < b; i++ {
			if m, _ := geo.FromSegment(xy[i], xy[a], xy[b]); m > far {
				far, at = m, i
			}
		}
		if at == 0 {
			kept = append(kept, b)
			continue
		}
		todo = append(todo, [2]int{at, b}, [2]int{a, at})
	}
	return kept
}
