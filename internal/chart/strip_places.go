package chart

// placeRows is how many rows of names stand above the line; names that find no
// room in them are left to the table, their places keep a sign.
const placeRows = 3

// placeColor tells places from marker points, which are ink, and from the bands.
const placeColor = "#7a2e6e"

// flag is a name beside a thin staff that leads down to its place.
type flag struct {
	row  int
	x    float64 // of the staff
	left float64 // of the name
	name string
}

// places writes the names of what lies before the line, in rows that step down to
// the right: no staff crosses a name.
func (s *strip) places(y float64) float64 {
	if len(s.Places) == 0 {
		return y
	}
	flags := s.flags()
	rows := 0
	for _, f := range flags {
		rows = max(rows, f.row+1)
	}
	base := y + float64(rows)*(lineStep-2) + 2
	for _, f := range flags {
		top := y + float64(f.row)*(lineStep-2)
		s.add(lineItem(f.x, top+3, f.x, base, placeColor, 1))
		s.text(f.left, top+smallSize, smallSize, false, Start, inkColor, f.name)
	}
	for _, p := range s.Places {
		s.add(box(s.x(p.Segment, p.AtDM), base, pointSize, placeColor))
	}
	return base + pointSize + 4
}

// flags finds a row for each name that has room, from west to east.
func (s *strip) flags() (out []flag) {
	var free [placeRows]float64
	for _, p := range s.Places {
		f := flag{x: s.x(p.Segment, p.AtDM), name: p.Name}
		w := s.measure(p.Name, smallSize)
		end := f.x + 3 + w + 6
		if f.left = f.x + 3; f.left+w > s.width {
			f.left, end = f.x-3-w, f.x+6
		}
		if f.row = placeRow(free[:], f.x, min(f.left, f.x)); f.row < placeRows {
			free[f.row] = end
			for k := f.row + 1; k < placeRows; k++ {
				free[k] = max(free[k], f.x+2) // its staff stands there
			}
			out = append(out, f)
		}
	}
	return out
}

// placeRow is the highest row in which a name has room and from which a staff at x
// reaches down past all names below; the number of rows for none.
func placeRow(free []float64, x, left float64) int {
	row := len(free)
	for r := len(free) - 1; r >= 0 && free[r] <= x; r-- {
		if free[r] <= left {
			row = r
		}
	}
	return row
}
