package geo

// Simplify leaves out the points of a line that lie within so many metres of
// what is left, for pictures: nothing is counted from it. Ends stay.
func Simplify(points []XY, metres float64) []XY {
	if len(points) < 3 {
		return points
	}
	keep := make([]bool, len(points))
	keep[0], keep[len(points)-1] = true, true
	for open := [][2]int{{0, len(points) - 1}}; len(open) > 0; {
		a, b := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		far, at := metres, -1
		for i := a + 1; i < b; i++ {
			if m, _ := FromSegment(points[i], points[a], points[b]); m > far {
				far, at = m, i
			}
		}
		if at >= 0 {
			keep[at] = true
			open = append(open, [2]int{a, at}, [2]int{at, b})
		}
	}
	var out []XY
	for i, p := range points {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}
