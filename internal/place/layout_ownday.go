package place

import (
	"cmp"
	"slices"
	"sort"
)

// ownDays holds, for each place, the days from which another row holds.
type ownDays struct {
	period Period
	off    []int32
	from   []Day
	rows   []int32
}

// row finds the row of a place on a day.
func (w *ownDays) row(ordinal int, d Day) int {
	if ordinal < 0 || ordinal+1 >= len(w.off) || !w.period.span().has(d) {
		return -1
	}
	lo, hi := w.off[ordinal], w.off[ordinal+1]
	i := sort.Search(int(hi-lo), func(i int) bool { return w.from[lo+int32(i)] > d })
	return int(w.rows[lo+int32(i)-1]) // the first entry is the period's first day
}

// term is the first and the last day on which a place counts in a row.
func (w *ownDays) term(ordinal int, row int32) (from, to Day) {
	from, to = w.period.From, w.period.To
	first := true
	for i := w.off[ordinal]; i < w.off[ordinal+1]; i++ {
		if w.rows[i] != row {
			continue
		}
		if first {
			from, first = w.from[i], false
		}
		to = w.period.To
		if i+1 < w.off[ordinal+1] {
			to = w.from[i+1] - 1
		}
	}
	return from, to
}

// layOwnDays fills, for every place, the row on each stretch of days of the
// period on which nothing about it changes.
func (b *tabler) layOwnDays() {
	p := b.l.Period
	own := &ownDays{period: p, off: make([]int32, 1, b.r.Len()+1)}
	w := &stretches{r: b.r, period: p, memo: map[int32][]Day{}, busy: map[int32]bool{}}
	w.common = b.commonBreaks(w)
	maps := map[Day]*selection{}
	if b.l.Level == LevelAny {
		b.row(b.total())
	}
	for o := range int32(b.r.Len()) {
		last := int32(-2)
		for _, d := range w.daysOf(o) {
			if maps[d] == nil {
				maps[d] = b.r.selectOn(b.l.Asked, b.r.carry(d))
			}
			if row := b.ownRow(maps[d], o); row != last {
				own.from, own.rows, last = append(own.from, d), append(own.rows, row), row
			}
		}
		own.off = append(own.off, int32(len(own.from)))
	}
	b.l.own = own
	b.sortRows(func(x, y int32) int { return cmp.Compare(x, y) })
	b.describeOwnDays()
}

func (b *tabler) ownRow(sel *selection, o int32) int32 {
	l := sel.c.land(o)
	if !sel.hasLanded(l) {
		return -1
	}
	return b.row(b.key(sel.c, l))
}

// commonBreaks are the days that concern every place: those on which the
// asked place or the members of the asked group change.
func (b *tabler) commonBreaks(w *stretches) []Day {
	var days []Day
	if g, ok := b.r.groupOrd[b.l.Asked]; ok {
		for _, m := range b.r.members.of(g) {
			days = w.edges(days, m.span)
		}
	} else if o := b.r.look(b.l.Asked); o >= 0 {
		days = w.edges(days, b.r.life[o])
	}
	return days
}

// stretches finds the days of a period from which the units above a place, or
// its landing while it is not in force, may be others than the day before.
type stretches struct {
	r      *Registry
	period Period
	common []Day
	memo   map[int32][]Day
	busy   map[int32]bool
}

// daysOf lists them in order, the period's first day always among them.
func (w *stretches) daysOf(o int32) []Day {
	days := append([]Day{w.period.From}, w.common...)
	days = append(days, w.changes(o)...)
	slices.Sort(days)
	return slices.Compact(days)
}

// changes follows everything a landing depends on: the place's life, its
// parents, and what it came from or became within the period.
func (w *stretches) changes(o int32) []Day {
	if days, ok := w.memo[o]; ok || w.busy[o] {
		return days
	}
	w.busy[o] = true
	r := w.r
	days := w.edges(nil, r.life[o])
	for _, row := range r.parents.of(o) {
		days = append(w.edges(days, row.span), w.changes(row.v)...)
	}
	if r.life[o].lo > w.period.From {
		for _, s := range r.prev.of(o) {
			days = w.through(days, r.links[s.v].from)
		}
	}
	if r.life[o].hi < w.period.To {
		for _, s := range r.next.of(o) {
			days = w.through(days, r.links[s.v].to)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	delete(w.busy, o)
	w.memo[o] = days
	return days
}

func (w *stretches) through(days []Day, o int32) []Day {
	if o < 0 {
		return days
	}
	return append(days, w.changes(o)...)
}

// edges adds the days within the period on which a span begins or has ended.
func (w *stretches) edges(days []Day, s span) []Day {
	p := w.period.span()
	if p.has(s.lo) {
		days = append(days, s.lo)
	}
	if s.hi < p.hi && s.hi >= p.lo {
		days = append(days, s.hi+1)
	}
	return days
}
