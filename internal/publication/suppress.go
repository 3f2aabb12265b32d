package publication

import (
	"cmp"
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// line is a whole with parts that add up to it: a unit and the units of a
// level below it, a year and its quarters.
type line struct {
	whole *Figure
	parts []*Figure
}

// suppress withholds small numbers of people, and then more until no line has
// one withheld figure alone or hides less than the smallest shown number: what
// is hidden cannot be found by taking the shown from a whole.
func (e *Edition) suppress() {
	byMeasure := map[*catalogue.IndicatorMeasure][]*Figure{}
	for _, f := range e.figures {
		if e.aboutPeople(f.Measure) {
			byMeasure[f.Measure] = append(byMeasure[f.Measure], f)
		}
	}
	for _, figures := range byMeasure {
		slices.SortFunc(figures, before)
		hidden := map[*Figure]bool{}
		for _, f := range figures {
			if n := size(f); n > 0 && n < figure.MinTips {
				hidden[f] = true
			}
		}
		complement(e.lines(figures), hidden)
		for f := range hidden {
			f.State, f.Result, f.Basis, f.basis = figure.Withheld, amount.Result{}, nil, [amount.Bases]int64{}
		}
	}
}

// before is a fixed order, so that every server withholds the same figures.
func before(a, b *Figure) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Period.From, b.Period.From), cmp.Compare(a.Period.To, b.Period.To))
}

// aboutPeople: persons, households, attendances, members, tips. A unit the
// catalogue does not know is taken for one.
func (e *Edition) aboutPeople(m *catalogue.IndicatorMeasure) bool {
	u := e.Catalogue.Units[m.Unit]
	if u == nil || u.Distinct || u.Heads || slices.Contains([]string{"tips", "individuals", "members"}, u.ID) {
		return true
	}
	base := e.Catalogue.Units[u.Base]
	return base != nil && (base.Distinct || base.Heads)
}

// size is the number a reader would see, 0 where there is none.
func size(f *Figure) int64 {
	if f.State != figure.HasValue {
		return 0
	}
	return max(f.Result.V, f.Result.Lo, 0)
}

// lines finds all wholes with their parts among the figures of one measure.
func (e *Edition) lines(figures []*Figure) []line {
	places := e.Registry.Places
	var out []line
	for _, w := range figures {
		byLevel := map[place.Level][]*Figure{}
		var inTime []*Figure
		for _, f := range figures {
			switch {
			case f == w || f.Period.Calendar != w.Period.Calendar:
			case f.Period == w.Period && f.Place != w.Place && slices.Contains(places.Ancestors(f.Place, f.Period.To), w.Place):
				level := places.Level(f.Place)
				byLevel[level] = append(byLevel[level], f)
			case f.Place == w.Place && w.Period.Unit == calendar.YearUnit && f.Period.Unit == calendar.QuarterUnit && f.Period.From >= w.Period.From && f.Period.To <= w.Period.To:
				inTime = append(inTime, f)
			}
		}
		for _, level := range slices.Sorted(maps.Keys(byLevel)) {
			out = append(out, line{w, byLevel[level]})
		}
		if len(inTime) > 0 {
			out = append(out, line{w, inTime})
		}
	}
	return out
}

// complement hides more figures until every line is safe by itself and all
// lines together leave no hidden figure a single value. Hidden figures only
// grow, so it ends.
func complement(lines []line, hidden map[*Figure]bool) {
	for changed := len(hidden) > 0; changed; {
		changed = false
		for _, l := range lines {
			if f := l.next(hidden); f != nil {
				hidden[f], changed = true, true
			}
		}
		if changed {
			continue
		}
		for _, f := range determined(lines, hidden) {
			if other := smallestBeside(f, lines, hidden); other != nil {
				hidden[other], changed = true, true
			}
		}
	}
}

// smallestBeside is the smallest shown figure of the lines a figure stands in,
// or of all lines where those show none.
func smallestBeside(f *Figure, lines []line, hidden map[*Figure]bool) *Figure {
	var beside, any *Figure
	for _, l := range lines {
		near := l.whole == f || slices.Contains(l.parts, f)
		for _, x := range append(l.parts[:len(l.parts):len(l.parts)], l.whole) {
			if hidden[x] || size(x) == 0 {
				continue
			}
			if near && (beside == nil || size(x) < size(beside)) {
				beside = x
			}
			if any == nil || size(x) < size(any) {
				any = x
			}
		}
	}
	return cmp.Or(beside, any)
}

// next is the figure a line must hide beside those it hides, nil when it is
// safe.
func (l line) next(hidden map[*Figure]bool) *Figure {
	var smallest *Figure
	count, sum := 0, int64(0)
	for _, f := range l.parts {
		switch n := size(f); {
		case hidden[f]:
			count, sum = count+1, sum+n
		case n > 0 && (smallest == nil || n < size(smallest)):
			smallest = f
		}
	}
	switch {
	case hidden[l.whole]:
		if count == 0 { // the shown parts would add up to it
			return smallest
		}
	case count == 1 || count > 0 && sum < figure.MinTips:
		if smallest == nil {
			return l.whole
		}
		return smallest
	}
	return nil
}
