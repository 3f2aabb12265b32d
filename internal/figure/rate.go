package figure

import (
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// yearly is the flow behind a rate, computed year by year.
type yearly struct {
	g  *program
	gr *grid
}

// flowOf is the measure a rate or plan is made from.
func flowOf(cat *catalogue.Catalogue, m *catalogue.IndicatorMeasure) *catalogue.IndicatorMeasure {
	if id, measure, ok := strings.Cut(m.Of, "/"); ok {
		if of, ok := cat.IndicatorMeasure(id, measure); ok {
			return of
		}
	}
	return m
}

// years compiles the flow over the full calendar years of a period.
func (g *program) years(s *slot, period calendar.Period, column string) (*yearly, error) {
	full := calendar.FullYears(period)
	if len(full) == 0 {
		return nil, nil
	}
	of := *flowOf(g.ctx.Catalogue, s.m)
	of.Type, of.ID = catalogue.Sum, s.m.ID
	ind := &catalogue.Indicator{ID: s.ind.ID, Measures: []*catalogue.IndicatorMeasure{&of}, Reporters: s.ind.Reporters}
	q := g.q
	span := period
	span.From, span.To = full[0].From, full[len(full)-1].To
	q.Period, q.By = span, []string{ByYear}
	if g.layout.Level != "" {
		q.By = append(q.By, "place:"+string(g.layout.Level))
	}
	if g.split.by != "" {
		q.By = append(q.By, g.split.by)
	}
	sub, err := compileFor([]*catalogue.Indicator{ind}, q, g.ctx, g.p)
	if err != nil {
		return nil, err
	}
	// Rows keep those of the table asked, whatever lies in the years alone.
	sub.layout = g.layout
	return &yearly{sub, sub.scan()}, nil
}

// rate is the lowest and highest yearly sum over the years that have an entry
// or a signed zero; one year, or all equal, is exact.
func (a *assembler) rate(c *Cell, s *slot, row, bucket, col int) error {
	y, err := a.g.years(s, a.g.buckets[bucket], a.g.split.keys[col])
	if err != nil {
		return err
	}
	c.Entries = 0
	var lo, hi int64
	var basis [amount.Bases]int64
	n := 0
	for b := range bucketsOf(y) {
		at := y.g.cell(row, b, min(col, len(y.g.split.keys)-1), 0)
		r := y.gr.result(at)
		entries := int64(y.gr.counts[at].entries)
		if entries == 0 && !a.nilIn(s, y.g.buckets[b]) {
			continue
		}
		c.Entries += entries
		v := max(r.V, 0)
		if n == 0 || v < lo {
			lo = v
		}
		if n == 0 || v > hi {
			hi = v
		}
		for i := range basis {
			basis[i] += r.Basis[i]
		}
		n++
	}
	if n == 0 {
		c.State = Untold
		return nil
	}
	c.Result = amount.Result{Q: amount.Range, V: amount.Unknown, Lo: lo, Hi: hi, N: c.Entries, Basis: basis}
	if lo == hi {
		c.Result.Q, c.Result.V = amount.Exact, lo
	}
	return nil
}

func bucketsOf(y *yearly) []calendar.Period {
	if y == nil {
		return nil
	}
	return y.g.buckets
}

// nilIn reports a signed zero of one of the rate's kinds inside a year.
func (a *assembler) nilIn(s *slot, year calendar.Period) bool {
	kinds := []string{}
	for _, t := range flowOf(a.g.ctx.Catalogue, s.m).Terms {
		if t.Kind != nil {
			kinds = append(kinds, t.Kind.ID)
		}
	}
	for _, n := range a.g.ctx.Nils {
		if n.From >= year.From && n.To <= year.To && overlap(n.Kinds, kinds) {
			return true
		}
	}
	return false
}

// plan sums the planned values of a unit; a merged unit's plan is the sum of
// its predecessors', marked so.
func (a *assembler) plan(c *Cell, s *slot, row, bucket int) {
	x := Planned{Row: a.g.layout.Rows[row], Bucket: a.g.buckets[bucket]}
	x.Indicator, x.Measure, _ = strings.Cut(s.m.Of, "/")
	a.g.planned(&x, row)
	var sum amount.Sum
	for _, p := range x.Plans {
		sum.AddExact(p.Value, amount.Declared)
	}
	if x.Summed {
		c.Flags = appendOnce(c.Flags, FlagPlans)
	}
	c.Result = sum.Result(nil)
	c.Entries = sum.N
	if sum.N == 0 {
		c.State = Untold
	}
}
