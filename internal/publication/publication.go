// Package publication decides what of the book everybody may read. An Edition
// is made from locked reports alone: no fact, no entry and no live figure
// reaches it, so what was not locked cannot appear and what was corrected
// after the lock does not change it.
//
// The rules (security.md section 14, organisation.md section 3): figures of
// indicators the catalogue calls public; units from commune up; whole quarters
// and years that ended at least LateDays days ago; the joint view of entries
// verified at level 2 or more, on the map of the time; numbers of people below
// figure.MinTips not shown, nor others by which they could be found.
package publication

import (
	"cmp"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/report"
)

// LateDays is how many days a period must be over before its figures appear.
const LateDays = 30

// minStatus is the least verification of what a published figure counts.
const minStatus = figure.Status(2)

// Locked is a locked report with its stored cells.
type Locked struct {
	Snapshot *ledger.Snapshot
	Cells    []report.StoredCell
}

// Figure is one published figure: a measure of an indicator for a unit and a
// whole quarter or year.
type Figure struct {
	figure.MeasureRef
	Place  string
	Period calendar.Period
	State  figure.State // HasValue, Zero, one of the open ones, or Withheld
	// Result is the number in base units; of a withheld figure it is empty.
	Result amount.Result
	// Band is all that is told of a share of the line: 1 below a quarter of it, 4
	// three quarters and more. Such a figure has no number: what it lacks is where
	// nobody goes. 0 is no band.
	Band int
	// Basis is how the number is known, the largest share first; nil where the
	// locked report does not say.
	Basis []amount.Basis
	// Sources are the locked reports it stands in: one, or those of the three
	// months of a quarter, in order.
	Sources []*ledger.Snapshot

	basis [amount.Bases]int64
	known bool // basis was kept
}

// lockedMS is when the newest of a figure's reports was locked.
func (f *Figure) lockedMS() int64 {
	var ms int64
	for _, s := range f.Sources {
		ms = max(ms, s.AtMS)
	}
	return ms
}

// key names a figure.
type key struct {
	indicator, measure, place string
	from, to                  calendar.Day
	cal                       calendar.Calendar
}

func (f *Figure) key() key {
	return key{f.Indicator.ID, f.Measure.ID, f.Place, f.Period.From, f.Period.To, f.Period.Calendar}
}

// Edition is all that is published on a day.
type Edition struct {
	Catalogue *catalogue.Catalogue
	Registry  *registry.Registry
	// Indicators in the order of the catalogue, Places from the widest down in
	// the order of the map, Periods newest first, quarters before years.
	Indicators []*catalogue.Indicator
	Places     []string
	Periods    []calendar.Period

	figures map[key]*Figure
}

// Make gathers what may be published of locked reports on a day.
func Make(reg *registry.Registry, locked []Locked, today calendar.Day) *Edition {
	e := &Edition{Catalogue: reg.Latest(), Registry: reg, figures: map[key]*Figure{}}
	if e.Catalogue == nil { // a book not started yet
		e.Catalogue = &catalogue.Catalogue{}
	}
	months := map[key]*Figure{}
	for _, l := range locked {
		if l.Snapshot.Withdrawn {
			continue
		}
		for i := range l.Cells {
			f := e.read(l.Snapshot, &l.Cells[i])
			switch {
			case f == nil:
			case f.Period.Unit == calendar.MonthUnit:
				newest(months, f)
			default:
				newest(e.figures, f)
			}
		}
	}
	for _, f := range quarters(months) {
		newest(e.figures, f)
	}
	for k, f := range e.figures {
		if f.Period.To+LateDays > today {
			delete(e.figures, k)
		}
	}
	e.oneCalendar()
	e.suppress()
	e.list()
	return e
}

// newest keeps a figure unless a report locked later has it too.
func newest(all map[key]*Figure, f *Figure) {
	if old := all[f.key()]; old == nil || old.lockedMS() < f.lockedMS() {
		all[f.key()] = f
	}
}

// oneCalendar leaves each unit the calendar of its newest report: the
// difference of two calendars would be half a month.
func (e *Edition) oneCalendar() {
	type mark struct {
		ms  int64
		cal calendar.Calendar
	}
	last := map[string]mark{}
	for _, f := range e.figures {
		m := mark{f.lockedMS(), f.Period.Calendar}
		if old, ok := last[f.Place]; !ok || old.ms < m.ms || old.ms == m.ms && old.cal < m.cal {
			last[f.Place] = m
		}
	}
	for k, f := range e.figures {
		if last[f.Place].cal != k.cal {
			delete(e.figures, k)
		}
	}
}

// list fills the orders of indicators, places and periods.
func (e *Edition) list() {
	used, placed, timed := map[string]bool{}, map[string]bool{}, map[calendar.Period]bool{}
	for _, f := range e.figures {
		used[f.Indicator.ID] = true
		if !placed[f.Place] {
			placed[f.Place] = true
			e.Places = append(e.Places, f.Place)
		}
		if !timed[f.Period] {
			timed[f.Period] = true
			e.Periods = append(e.Periods, f.Period)
		}
	}
	for _, ind := range e.Catalogue.IndicatorList() {
		if used[ind.ID] {
			e.Indicators = append(e.Indicators, ind)
		}
	}
	places := e.Registry.Places
	slices.SortFunc(e.Places, func(a, b string) int {
		return cmp.Or(cmp.Compare(height(places.Level(a)), height(places.Level(b))), cmp.Compare(places.Ordinal(a), places.Ordinal(b)))
	})
	slices.SortFunc(e.Periods, func(a, b calendar.Period) int {
		return cmp.Or(cmp.Compare(b.To, a.To), cmp.Compare(b.From, a.From), cmp.Compare(a.Calendar, b.Calendar))
	})
}

// height orders levels from the nation down; units without a known level stand
// where communes do.
func height(l place.Level) int {
	above := []place.Level{place.LevelNation, place.LevelProvince, place.LevelDistrict}
	if i := slices.Index(above, l); i >= 0 {
		return i
	}
	return len(above)
}

// At is the figure of a measure for a unit and period, nil if none is
// published.
func (e *Edition) At(m *catalogue.IndicatorMeasure, ind *catalogue.Indicator, placeID string, p calendar.Period) *Figure {
	return e.figures[key{ind.ID, m.ID, placeID, p.From, p.To, p.Calendar}]
}

// All visits every published figure in no order.
func (e *Edition) All(visit func(*Figure)) {
	for _, f := range e.figures {
		visit(f)
	}
}
