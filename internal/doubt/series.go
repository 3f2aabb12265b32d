package doubt

import (
	"cmp"
	"slices"
	"strconv"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Rules of many entries together.
const (
	roundFrom    = 20 // entries
	roundPercent = 80
	// gapUsual: a break is a question only where the unit reports in at least
	// three of four months between its first and last; a yearly festival has
	// eleven months without entries and no gap.
	gapUsual, gapOf = 3, 4
	// gapMonths is the number of months with entries below which nothing is
	// usual yet.
	gapMonths = 4
)

// series are the entries behind one measure.
type series struct {
	at    figure.MeasureRef
	lines []figure.Line
	units map[string]map[int]bool // commune -> months with an entry
}

// entries looks at the single entries behind the figures, in one pass over
// the facts.
func (r *reader) entries() error {
	byRef := map[figure.MeasureRef]*series{}
	q := r.q
	if l := r.v.Registry.Places.Level(q.Place); l != place.LevelCommune && l != place.LevelHamlet {
		q.By = []string{"place:" + string(place.LevelCommune)}
	}
	months := calendar.Split(r.q.Period, calendar.MonthUnit)
	err := r.v.Walk(q, &r.v.Context, func(at figure.MeasureRef, row place.Row, l figure.Line) {
		s := byRef[at]
		if s == nil {
			s = &series{at: at, units: map[string]map[int]bool{}}
			byRef[at] = s
			r.sets = append(r.sets, s)
		}
		if l.Sign > 0 {
			s.lines = append(s.lines, l)
		}
		if row.Kind == place.RowUnit && at.Measure.Type == catalogue.Count {
			if s.units[row.PlaceID] == nil {
				s.units[row.PlaceID] = map[int]bool{}
			}
			s.units[row.PlaceID][monthIn(months, l.Day)] = true
		}
	})
	if err != nil {
		return err
	}
	for _, s := range r.sets {
		slices.SortFunc(s.lines, func(a, b figure.Line) int {
			return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.EntryID, b.EntryID))
		})
		times := byRef[figure.MeasureRef{Indicator: s.at.Indicator, Measure: counting(s.at.Indicator)}]
		r.habits(s, times)
		r.gaps(s, months)
	}
	return nil
}

func monthIn(months []calendar.Period, d Day) int {
	i, _ := slices.BinarySearchFunc(months, d, func(p calendar.Period, d Day) int { return cmp.Compare(p.To, d) })
	return i
}

func counting(ind *catalogue.Indicator) *catalogue.IndicatorMeasure {
	for _, m := range ind.Measures {
		if m.Type == catalogue.Count {
			return m
		}
	}
	return nil
}

// habits asks whether numbers said to be counted look reckoned or rounded. A
// norm explains round numbers too, so one question is enough.
func (r *reader) habits(s, times *series) {
	u := r.cat().Units[s.at.Measure.Unit]
	if u == nil || !u.Heads && !u.Distinct {
		return
	}
	count := map[string]int64{}
	if times != nil {
		for _, l := range times.lines {
			count[l.EntryID] = max(l.Value.V, 1)
		}
	}
	rates, round, n := map[int64][]figure.Line{}, []figure.Line{}, 0
	for _, l := range s.lines {
		if l.Value.Q != amount.Exact || l.Value.Basis != amount.Counted || l.Value.V == 0 {
			continue
		}
		n++
		if c := max(count[l.EntryID], 1); l.Value.V%c == 0 {
			rates[l.Value.V/c] = append(rates[l.Value.V/c], l)
		}
		if l.Value.V%5 == 0 {
			round = append(round, l)
		}
	}
	for rate, same := range rates {
		if n >= alikeFrom && len(same)*100 >= n*alikePercent { // at most one rate
			r.habit(s, ExactNorm, normEntries, same, []int64{int64(len(same)), int64(n), rate}, "rate", amountText(r.cat(), u.ID, rate))
			return
		}
	}
	if n >= roundFrom && len(round)*100 >= n*roundPercent {
		r.habit(s, RoundNumber, RoundNumber, round, []int64{int64(len(round)), int64(n)})
	}
}

func (r *reader) habit(s *series, code, text string, same []figure.Line, values []int64, args ...any) {
	f := r.about(s, r.q.Place, r.q.Period.From, r.q.Period.To)
	f.Code, f.Values = code, values
	for _, l := range same {
		f.link(Link{ledger.TypeEntry, l.LedgerID, l.EntryID})
	}
	f.VI, f.EN = sentence(text, append([]any{"name", nameOfMeasure(s.at.Indicator, s.at.Measure), "same", int(values[0]), "count", int(values[1])}, args...)...)
	r.out = append(r.out, f)
}

func (r *reader) about(s *series, placeID string, from, to Day) Finding {
	f := Finding{PlaceID: placeID, Indicator: s.at.Indicator.ID, Measure: s.at.Measure.ID, From: from, To: to}
	if len(s.lines) > 0 {
		f.Kind = s.lines[0].Kind
	}
	sel := figure.Selection{Query: r.q, Indicator: f.Indicator, Measure: f.Measure, RowKind: place.RowUnit, RowPlace: placeID, Slice: r.q.Period}
	sel.Place = placeID
	f.Drill = sel.Token()
	return f
}

// gaps asks about months without entries and without a signed zero between
// months with entries, of the units that are expected to report.
func (r *reader) gaps(s *series, months []calendar.Period) {
	if s.at.Measure.Type != catalogue.Count || s.at.Indicator.Reporters == nil {
		return
	}
	for _, unit := range sortedKeys(s.units) {
		had := s.units[unit]
		first, last := len(months), -1
		for m := range had {
			first, last = min(first, m), max(last, m)
		}
		if len(had) < gapMonths || len(had)*gapOf < (last-first+1)*gapUsual {
			continue
		}
		for m := first; m <= last; m++ {
			end := m
			for end <= last && !had[end] && !r.zero(s.at.Indicator, unit, months[end]) {
				end++
			}
			if end > m {
				r.gap(s, unit, months[m], months[end-1], end-m)
				m = end
			}
		}
	}
}

func (r *reader) gap(s *series, unit string, a, b calendar.Period, n int) {
	f := r.about(s, unit, a.From, b.To)
	f.Code, f.Values = Gap, []int64{int64(n)}
	text := Gap
	if n == 1 {
		text = gapOne
	}
	f.VI, f.EN = sentence(text, "name", s.at.Indicator.Name, "place", nameOf(r.v.Registry, unit, a.To), "months", n, "from", monthText(a), "to", monthText(b))
	r.out = append(r.out, f)
}

func monthText(p calendar.Period) catalogue.Text {
	y, m := calendar.MonthOf(p.Calendar, p.To)
	return catalogue.Text{VI: strconv.Itoa(m) + "/" + strconv.Itoa(y), EN: strconv.Itoa(y) + "-" + strconv.Itoa(100 + m)[1:]}
}

// zero reports a signed zero of the unit, or of a place that holds it, for
// kinds of the indicator over the month.
func (r *reader) zero(ind *catalogue.Indicator, unit string, month calendar.Period) bool {
	return slices.ContainsFunc(r.v.Nils, func(n figure.Nil) bool {
		return n.From <= month.From && n.To >= month.To && (n.PlaceID == unit || r.v.Registry.Places.Holds(n.PlaceID, unit, month.To)) &&
			slices.ContainsFunc(n.Kinds, func(k string) bool { return countsKind(ind, k) })
	})
}

func countsKind(ind *catalogue.Indicator, kind string) bool {
	return slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool {
		return slices.ContainsFunc(m.Terms, func(t *catalogue.Term) bool { return t.Kind != nil && t.Kind.ID == kind })
	})
}
