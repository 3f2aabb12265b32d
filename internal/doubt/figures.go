package doubt

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// OnFigures asks about the figures of a query before a report is locked: the
// whole place over the whole period, its entries, and the statements that
// speak of the period. Splits of the query are left out. The order is stable:
// as the indicators are asked, then by code.
func OnFigures(v *figure.View, q figure.Query) ([]Finding, error) {
	q.By = nil
	r, asked := &reader{v: v, q: q}, q.Indicators
	if err := r.negative(asked); err != nil {
		return nil, err
	}
	q.Indicators = shown(v.Catalogue, q.Indicators)
	if len(q.Indicators) == 0 {
		return r.out, nil
	}
	t, err := v.Evaluate(q, &v.Context)
	if err != nil {
		return nil, err
	}
	r.q = q
	before, err := r.before()
	if err != nil {
		return nil, err
	}
	r.cells(t, before)
	if err := r.breakdowns(t); err != nil {
		return nil, err
	}
	if err := r.entries(); err != nil {
		return nil, err
	}
	r.statements()
	order := map[string]int{}
	for i, id := range asked {
		order[id] = i
	}
	slices.SortStableFunc(r.out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.Indicator], order[b.Indicator]), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Measure, b.Measure),
			cmp.Compare(a.PlaceID, b.PlaceID), cmp.Compare(a.From, b.From))
	})
	return r.out, nil
}

// shown leaves out repeats, indicators with a measure of a hidden kind, and
// those that only add up when split (things of different units).
func shown(cat *catalogue.Catalogue, ids []string) []string {
	var out []string
	for _, id := range ids {
		ind := cat.Indicators[id]
		if ind != nil && slices.ContainsFunc(ind.Measures, unseen) || slices.Contains(out, id) {
			continue
		}
		out = append(out, id)
	}
	return out
}

func unseen(m *catalogue.IndicatorMeasure) bool { return figure.Hidden(m) || m.SplitBy != "" }

// reader gathers the findings of one query.
type reader struct {
	v    *figure.View
	q    figure.Query
	sets []*series
	out  []Finding
}

func (r *reader) cat() *catalogue.Catalogue { return r.v.Catalogue }

// add fills in what every finding about a cell has.
func (r *reader) add(c *figure.Cell, code, text string, values []int64, args ...any) {
	ind := r.cat().Indicators[c.Indicator]
	m := ind.Measure(c.Measure)
	f := Finding{Code: code, PlaceID: c.Place, Indicator: c.Indicator, Measure: c.Measure, From: c.From, To: c.To, Values: values, Drill: c.Sel.Token()}
	f.VI, f.EN = sentence(text, append([]any{"name", nameOfMeasure(ind, m)}, args...)...)
	r.out = append(r.out, f)
}

func (r *reader) text(c *figure.Cell, v int64) catalogue.Text {
	return amountText(r.cat(), r.cat().Indicators[c.Indicator].Measure(c.Measure).Unit, v)
}

// before are the same figures one period earlier, by measure; none where the
// place did not exist then.
func (r *reader) before() (map[figure.MeasureRef]*figure.Cell, error) {
	q := r.q
	q.Period = earlier(q.Period)
	if q.Period.From < calendar.MinDay || q.Place != "" && !r.v.Registry.PlaceAlive(q.Place, q.Period.To) {
		return nil, nil
	}
	t, err := r.v.Evaluate(q, &r.v.Context)
	if err != nil {
		return nil, err
	}
	return total(t), nil
}

// total is the row of the asked place itself: the only row of a query without
// splits.
func total(t *figure.Table) map[figure.MeasureRef]*figure.Cell {
	out := map[figure.MeasureRef]*figure.Cell{}
	for k, m := range t.Measures {
		if len(t.Rows) > 0 {
			out[m] = t.At(0, 0, 0, k)
		}
	}
	return out
}

// earlier is the period of the same length that ends where p begins: the same
// number of months where p is whole months, else of days.
func earlier(p calendar.Period) calendar.Period {
	out := p
	if _, _, n, ok := p.Months(); ok && p.Calendar != calendar.Campaign {
		y, m := calendar.MonthOf(p.Calendar, p.From)
		first := y*12 + m - 1 - n
		out.From = calendar.Month(p.Calendar, first/12, first%12+1).From
	} else {
		out.From = p.From - Day(p.Days())
	}
	out.To = p.From - 1
	return out
}

func exact(c *figure.Cell) bool {
	return c != nil && c.State == figure.HasValue && c.Result.Q == amount.Exact
}

func (r *reader) cells(t *figure.Table, before map[figure.MeasureRef]*figure.Cell) {
	now := total(t)
	for _, m := range t.Measures {
		c := now[m]
		if c == nil {
			continue
		}
		r.shareOverOne(m, c)
		if !exact(c) {
			continue
		}
		if b := before[m]; additive(m.Measure) && exact(b) && b.Result.V == c.Result.V && c.Result.V >= sameFrom {
			r.add(c, SameAsBefore, SameAsBefore, []int64{c.Result.V, int64(b.From), int64(b.To)}, "value", r.text(c, c.Result.V), "from", b.From, "to", b.To)
		}
		u := r.cat().Units[m.Measure.Unit]
		for _, o := range m.Indicator.Measures {
			oc := now[figure.MeasureRef{Indicator: m.Indicator, Measure: o}]
			if o == m.Measure || u == nil || !exact(oc) || oc.Result.V == 0 {
				continue
			}
			r.pair(c, oc, m.Measure, o, u)
		}
	}
}

func additive(m *catalogue.IndicatorMeasure) bool {
	return m.Adds()
}

// pair compares a measure with another one of its indicator.
func (r *reader) pair(c, oc *figure.Cell, m, o *catalogue.IndicatorMeasure, u *catalogue.Unit) {
	value, other := c.Result.V, oc.Result.V
	ou := r.cat().Units[o.Unit]
	switch {
	case u.Heads && o.Type == catalogue.Count && value < other && value > 0:
		r.add(c, TurnsBelowTimes, TurnsBelowTimes, []int64{value, other}, "value", r.text(c, value), "times", r.text(oc, other))
	case u.Heads && o.Type == catalogue.Count && other >= catalogue.ExactNormFrom && value > other && value%other == 0 && c.Result.Basis[amount.Norm] < value:
		r.add(c, ExactNorm, ExactNorm, []int64{value, other}, "value", r.text(c, value), "times", r.text(oc, other), "rate", r.text(c, value/other))
	case u.Distinct && ou != nil && ou.Heads && value > other:
		r.add(c, PersonsOverTurns, PersonsOverTurns, []int64{value, other}, "value", r.text(c, value), "turns", r.text(oc, other))
	}
}

// shareOverOne asks about a share beyond the whole.
func (r *reader) shareOverOne(m figure.MeasureRef, c *figure.Cell) {
	if m.Measure.ScaleNum != 100 || c.Den <= 0 || c.Num <= c.Den || len(m.Measure.Den) == 0 {
		return
	}
	unit := ""
	if d := m.Measure.Den[0]; d.Kind != nil {
		if km, ok := d.Kind.Measure(d.MeasureID()); ok {
			unit = km.Unit
		}
	}
	code, text := PartExceedsWhole, shareOverOne
	if isLength(r.cat(), unit) {
		code, text = KmOverLine, KmOverLine
	}
	r.add(c, code, text, []int64{c.Num, c.Den}, "value", amountText(r.cat(), unit, c.Num), "total", amountText(r.cat(), unit, c.Den))
}

// breakdowns asks whether the parts of a measure fit its total.
func (r *reader) breakdowns(t *figure.Table) error {
	done := map[string][]string{}
	for _, m := range t.Measures {
		for _, term := range m.Measure.Terms {
			if !additive(m.Measure) || term.Kind == nil || term.Kind.Register {
				continue
			}
			if km, ok := term.Kind.Measure(term.MeasureID()); ok && !km.PartsOnly {
				for _, d := range km.Breakdowns {
					if ids := done[d]; !slices.Contains(ids, m.Indicator.ID) {
						done[d] = append(ids, m.Indicator.ID)
					}
				}
			}
		}
	}
	for _, dim := range sortedKeys(done) {
		for _, id := range done[dim] {
			var refused *figure.Error
			if err := r.breakdown(dim, id); err != nil && !errors.As(err, &refused) {
				return err
			} // a split its type forbids has no parts to compare
		}
	}
	return nil
}

func (r *reader) breakdown(dim, indicator string) error {
	q := r.q
	q.Indicators, q.By = []string{indicator}, []string{"dim:" + dim}
	t, err := r.v.Evaluate(q, &r.v.Context)
	if err != nil {
		return err
	}
	d := r.cat().Dimensions[dim]
	for k, m := range t.Measures {
		if !additive(m.Measure) || !brokenDown(m.Measure, dim) || len(t.Rows) == 0 || len(t.Columns) == 0 || d.Parts == "overlapping" {
			continue
		}
		var rest, sum int64
		known := true
		for col, key := range t.Columns {
			c := t.At(0, 0, col, k)
			known = known && exact(c)
			if key == figure.Unclassified {
				rest = c.Result.V
			} else {
				sum += c.Result.V
			}
		}
		// What no entry classified is no doubt: it is shown as such. Only parts
		// beyond the total are asked about.
		if c := t.At(0, 0, 0, k); known && rest < 0 {
			r.add(c, PartsDoNotSum, PartsDoNotSum, []int64{sum, sum + rest}, "dim", d.Name, "sum", r.text(c, sum), "total", r.text(c, sum+rest))
		}
	}
	return nil
}

func brokenDown(m *catalogue.IndicatorMeasure, dim string) bool {
	return slices.ContainsFunc(m.Terms, func(t *catalogue.Term) bool {
		if t.Kind == nil || t.Kind.Register {
			return false
		}
		km, ok := t.Kind.Measure(t.MeasureID())
		return ok && slices.Contains(km.Breakdowns, dim)
	})
}

// statements asks about the declared totals that speak of the period.
func (r *reader) statements() {
	s := NewStatements(&r.v.Context, r.v.Statements)
	for i := range s.list {
		st := &s.list[i]
		if st.To < r.q.Period.From || st.From > r.q.Period.To || !slices.Contains(r.q.Indicators, st.Indicator) ||
			r.q.Place != "" && st.PlaceID != r.q.Place && !r.v.Registry.Places.Holds(r.q.Place, st.PlaceID, st.To) {
			continue
		}
		r.out = append(r.out, s.On(i)...)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
