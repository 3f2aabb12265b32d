package border

import (
	"math"

	"phendau/internal/border/geo"
)

// fan is how many legs, or boxes below, a box holds: as many as a Marks word
// has bits.
const fan = 8

// Marks has a bit for every leg of a line.
type Marks []uint8

// NewMarks has none set.
func (l *Line) NewMarks() Marks { return make(Marks, l.Legs()/fan+1) }

// Set marks a leg, and says whether its word was empty before.
func (m Marks) Set(leg int) (word int, first bool) {
	word = leg / fan
	first = m[word] == 0
	m[word] |= 1 << (leg % fan)
	return word, first
}

// box is a range of 1e-6 degrees.
type box struct{ south, west, north, east int32 }

func (b *box) meets(o *box) bool {
	return b.south <= o.north && o.south <= b.north && b.west <= o.east && o.west <= b.east
}

func (b *box) grow(o *box) {
	b.south, b.west, b.north, b.east = min(b.south, o.south), min(b.west, o.west), max(b.north, o.north), max(b.east, o.east)
}

// tree has a box for every eight legs in a row, one for every eight of those
// boxes, and so on up to a single one. A line's own order is already near what a
// spatial index sorts for, and a line never changes: so there is nothing to
// insert, to split or to balance.
type tree struct{ levels [][]box }

func plant(vertices []Vertex) tree {
	var t tree
	level := make([]box, 0, len(vertices)/fan+1)
	for i := 0; i < len(vertices)-1; i += fan {
		b := boxOf(vertices[i], vertices[i])
		for _, v := range vertices[i : min(i+fan, len(vertices)-1)+1] {
			v := boxOf(v, v)
			b.grow(&v)
		}
		level = append(level, b)
	}
	for t.levels = append(t.levels, level); len(level) > 1; t.levels = append(t.levels, level) {
		level = above(level)
	}
	return t
}

func above(level []box) []box {
	out := make([]box, 0, len(level)/fan+1)
	for i := 0; i < len(level); i += fan {
		b := level[i]
		for j := range level[i:min(i+fan, len(level))] {
			b.grow(&level[i+j])
		}
		out = append(out, b)
	}
	return out
}

func (t *tree) bytes() (n int) {
	for _, level := range t.levels {
		n += 16 * len(level)
	}
	return n
}

func boxOf(a, b Vertex) box {
	return box{min(a.Lat, b.Lat), min(a.Lon, b.Lon), max(a.Lat, b.Lat), max(a.Lon, b.Lon)}
}

// Candidates calls visit for every leg that may lie within so many metres of
// the piece between two points, in the order of the line. It misses none and
// names some that lie a little farther off; legs marked as done are left out.
func (l *Line) Candidates(a, b geo.Point, withinM float64, done Marks, visit func(leg int)) {
	// A hundredth more covers that a degree is a little shorter farther north.
	k := geo.At(max(math.Abs(a.Lat), math.Abs(b.Lat)))
	dy, dx := 1.01*withinM/k.Y, 1.01*withinM/k.X
	q := box{micro(min(a.Lat, b.Lat) - dy), micro(min(a.Lon, b.Lon) - dx), micro(max(a.Lat, b.Lat)+dy) + 1, micro(max(a.Lon, b.Lon)+dx) + 1}
	l.search(&query{q, done, visit}, len(l.tree.levels)-1, 0)
}

// micro rounds down, within what an int32 holds; no line lies beyond 180 degrees.
func micro(degree float64) int32 { return int32(math.Floor(max(-200, min(200, degree)) * 1e6)) }

type query struct {
	box
	done  Marks
	visit func(leg int)
}

func (l *Line) search(q *query, level, i int) {
	switch {
	case !l.tree.levels[level][i].meets(&q.box):
	case level == 0:
		l.searchLegs(q, i)
	default:
		for j := i * fan; j < min((i+1)*fan, len(l.tree.levels[level-1])); j++ {
			l.search(q, level-1, j)
		}
	}
}

func (l *Line) searchLegs(q *query, word int) {
	done := uint8(0)
	if q.done != nil {
		done = q.done[word]
	}
	if done == math.MaxUint8 {
		return
	}
	for i := word * fan; i < min((word+1)*fan, l.Legs()); i, done = i+1, done>>1 {
		if done&1 != 0 {
			continue
		}
		if b := boxOf(l.vertices[i].Vertex, l.vertices[i+1].Vertex); b.meets(&q.box) {
			q.visit(i)
		}
	}
}
