package place

import (
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
	w := newStretches(b.r, p)
	w.common = b.commonBreaks(w)
	maps := map[Day]*selection{}
	if b.l.Level == LevelAny {
		b.row(b.total())
	}
	var days []Day
	for o := range int32(b.r.Len()) {
		last := int32(-2)
		days = w.daysOf(o, days)
		for _, d := range days {
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
	b.sortRows(b.ordinalRanks()) // units of different days have no common tree but the last known one
	b.describeOwnDays()
}

func (b *tabler) ordinalRanks() map[int32]int32 {
	rank := map[int32]int32{}
	for _, k := range b.keys {
		rank[k.node] = k.node
	}
	return rank
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
	seen   [3][]int32 // by aspect and ordinal: the last question it was met in
	asked  int32
	todo   []aspect
}

// aspect is one way in which a landing depends on a place.
type aspect struct {
	ord int32
	way int
}

const (
	asItself    = iota // its life and its parents
	asWhatItWas        // what followed it, while it is gone
	asWhatItIs         // what it came from, while it is not there yet
)

func newStretches(r *Registry, p Period) *stretches {
	w := &stretches{r: r, period: p}
	for i := range w.seen {
		w.seen[i] = make([]int32, r.Len())
	}
	return w
}

// daysOf lists them in order, the period's first day always among them.
func (w *stretches) daysOf(o int32, into []Day) []Day {
	days := append(append(into[:0], w.period.From), w.common...)
	w.asked++
	w.push(o, asItself, asWhatItWas, asWhatItIs)
	for len(w.todo) > 0 {
		at := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		days = w.follow(at, days)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func (w *stretches) push(o int32, ways ...int) {
	for _, way := range ways {
		if o >= 0 && w.seen[way][o] != w.asked {
			w.seen[way][o] = w.asked
			w.todo = append(w.todo, aspect{o, way})
		}
	}
}

func (w *stretches) follow(at aspect, days []Day) []Day {
	r, life := w.r, w.r.life[at.ord]
	switch {
	case at.way == asItself:
		days = w.edges(days, life)
		for _, row := range r.parents.of(at.ord) {
			days = w.edges(days, row.span)
			w.push(row.v, asItself, asWhatItWas, asWhatItIs)
		}
	case at.way == asWhatItWas && life.hi < w.period.To:
		for _, s := range r.next.of(at.ord) {
			w.push(r.links[s.v].to, asItself, asWhatItWas)
		}
	case at.way == asWhatItIs && life.lo > w.period.From:
		for _, s := range r.prev.of(at.ord) {
			w.push(r.links[s.v].from, asItself, asWhatItIs)
		}
	}
	return days
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
