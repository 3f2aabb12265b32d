package place

import "slices"

// dated is a value in force on the days of its span.
type dated[T any] struct {
	span
	v T
}

// owned is a dated value of the place (or group) with the given ordinal.
type owned[T any] struct {
	ord int32
	dated[T]
}

// table holds the dated values of all places in one array, by place and then
// by first day: 31,000 small slices would cost more than the data.
type table[T any] struct {
	off  []int32
	rows []dated[T]
}

func newTable[T any](n int, in []owned[T]) table[T] {
	t := table[T]{off: make([]int32, n+1), rows: make([]dated[T], len(in))}
	for _, x := range in {
		t.off[x.ord+1]++
	}
	for i := range n {
		t.off[i+1] += t.off[i]
	}
	next := slices.Clone(t.off)
	for _, x := range in {
		t.rows[next[x.ord]] = x.dated
		next[x.ord]++
	}
	for o := range int32(n) {
		slices.SortStableFunc(t.of(o), func(a, b dated[T]) int { return int(sign(a.lo, b.lo)) })
	}
	return t
}

func sign(a, b Day) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// of lists the values of a place, earliest first.
func (t *table[T]) of(o int32) []dated[T] { return t.rows[t.off[o]:t.off[o+1]] }

// on finds the value in force; of overlapping ones the later begun.
func (t *table[T]) on(o int32, d Day) (T, bool) {
	rows := t.of(o)
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].has(d) {
			return rows[i].v, true
		}
	}
	var none T
	return none, false
}

// near finds the value in force, else the last one before the day, else the
// first one after it: what the registry last knew, or first learned.
func (t *table[T]) near(o int32, d Day) (T, bool) {
	rows := t.of(o)
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].lo <= d || i == 0 {
			return pickNear(rows[:i+1], d), true
		}
	}
	var none T
	return none, false
}

// pickNear chooses among rows begun by d (or the single first row): one in
// force before one that ended, and of those the one that ended last.
func pickNear[T any](rows []dated[T], d Day) T {
	best := len(rows) - 1
	for i := best - 1; i >= 0 && rows[best].hi < d; i-- {
		if rows[i].hi > rows[best].hi {
			best = i
		}
	}
	return rows[best].v
}
