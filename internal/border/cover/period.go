package cover

import (
	"cmp"
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

// Patrol is what one patrol covered, on the day it ended.
type Patrol struct {
	ID  string
	Day calendar.Day
	K   span.Set
}

// Figure is what of a sector was covered in a period. The two lengths of patrols
// are different indicators and are never mixed: Covered is kilometres of the line
// that were patrolled (km được tuần tra), Passed adds up every patrol (lượt-km).
// Within one patrol there and back counts once in both.
type Figure struct {
	Whole   span.Set // all that belonged to the sector on some day
	Union   span.Set
	Gaps    span.Set
	Length  span.Decimetre // declared length of Whole, the denominator
	Covered span.Decimetre // declared length of Union
	Passed  span.Decimetre // sum over patrols
}

// Sum adds up the patrols of a period. Each counts where the sector was on its
// own day: a stretch handed over in the middle counts for either holder by what
// was walked while he held it.
func Sum(s border.Sector, days border.Days, patrols []Patrol) Figure {
	f := Figure{Whole: s.During(days)}
	held := map[calendar.Day]span.Set{}
	var done []span.Set
	for _, p := range patrols {
		if !days.Has(p.Day) {
			continue
		}
		on, ok := held[p.Day]
		if !ok {
			on = s.On(p.Day)
			held[p.Day] = on
		}
		k := p.K.Common(on)
		f.Passed += s.Course.Declared(k)
		done = append(done, k)
	}
	f.Union = span.Union(done...).Common(f.Whole)
	f.Gaps = f.Whole.Minus(f.Union)
	f.Length, f.Covered = s.Course.Declared(f.Whole), s.Course.Declared(f.Union)
	return f
}

// RelayClosed says whether the patrols of a day, of all bodies that took part,
// left no gap in the sector: one of the two readings of "khép kín", the other
// being walk.IsLoop. Which one a report means is the reporting body's choice.
func RelayClosed(s border.Sector, day calendar.Day, patrols []Patrol) bool {
	f := Sum(s, border.Days{From: day, To: day}, patrols)
	return f.Length > 0 && len(f.Gaps) == 0
}

// Visited is a stretch and when somebody was last there.
type Visited struct {
	span.Span
	Never bool
	Day   calendar.Day // unless never
}

// LastVisited cuts a sector, as it is on a day, by when somebody was last there
// up to that day, whoever held the stretch then. In the order of the line.
func LastVisited(s border.Sector, day calendar.Day, patrols []Patrol) []Visited {
	byDay := map[calendar.Day][]span.Set{}
	for _, p := range patrols {
		if p.Day <= day {
			byDay[p.Day] = append(byDay[p.Day], p.K)
		}
	}
	var out []Visited
	left := s.On(day)
	keep := func(set span.Set, v Visited) {
		for _, v.Span = range set {
			out = append(out, v)
		}
	}
	for _, d := range latestFirst(byDay) {
		k := span.Union(byDay[d]...)
		keep(left.Common(k), Visited{Day: d})
		left = left.Minus(k)
	}
	keep(left, Visited{Never: true})
	slices.SortFunc(out, func(a, b Visited) int { return cmp.Compare(a.From, b.From) })
	return out
}

func latestFirst(byDay map[calendar.Day][]span.Set) []calendar.Day {
	var days []calendar.Day
	for d := range byDay {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b calendar.Day) int { return cmp.Compare(b, a) })
	return days
}

// Band is how long ago a place was visited. On maps it is told apart by its
// dashes as well as by its colour.
type Band int

// The bands, by days up to and including.
const (
	Within7 Band = iota
	Within30
	Within90
	Older
	Unvisited
)

// Band is seen from a day.
func (v *Visited) Band(day calendar.Day) Band {
	switch ago := day - v.Day; {
	case v.Never:
		return Unvisited
	case ago <= 7:
		return Within7
	case ago <= 30:
		return Within30
	case ago <= 90:
		return Within90
	}
	return Older
}
