package publication

import (
	"cmp"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// quarters makes a quarter of three locked months of one unit. Only what adds
// over time can be made so, and only when every month has a number: a month
// nobody reported is not zero.
func quarters(months map[key]*Figure) []*Figure {
	var out []*Figure
	for _, first := range months {
		year, month := calendar.MonthOf(first.Period.Calendar, first.Period.From)
		if month%3 != 1 || first.Measure.Type != catalogue.Count && first.Measure.Type != catalogue.Sum {
			continue
		}
		var parts []*Figure
		for i := range 3 {
			k, p := first.key(), calendar.Month(first.Period.Calendar, year, month+i)
			k.from, k.to = p.From, p.To
			if m := months[k]; m != nil && (m.State == figure.HasValue || m.State == figure.Zero) {
				parts = append(parts, m)
			}
		}
		if len(parts) == 3 {
			out = append(out, added(parts, calendar.Quarter(first.Period.Calendar, year, (month+2)/3)))
		}
	}
	return out
}

// added is the sum of months by the rule of sums.
func added(parts []*Figure, p calendar.Period) *Figure {
	f := &Figure{MeasureRef: parts[0].MeasureRef, Place: parts[0].Place, Period: p, State: figure.Zero, known: true}
	var sum amount.Sum
	for _, m := range parts {
		sum.Add(amount.Value{V: m.Result.V, Lo: m.Result.Lo, Hi: m.Result.Hi, Q: m.Result.Q}.Normalize())
		if m.State == figure.HasValue {
			f.State = figure.HasValue
		}
		f.known = f.known && (m.known || m.State == figure.Zero || m.Result.V == 0)
		for b, n := range m.basis {
			f.basis[b] += n
		}
		if !slices.Contains(f.Sources, m.Sources[0]) {
			f.Sources = append(f.Sources, m.Sources[0])
		}
	}
	f.Result = sum.Result(nil)
	f.orderBasis()
	return f
}

// orderBasis puts the shares of a number into words' order, the largest first.
func (f *Figure) orderBasis() {
	if !f.known {
		return
	}
	for b := range amount.Basis(amount.Bases) {
		if f.basis[b] > 0 {
			f.Basis = append(f.Basis, b)
		}
	}
	slices.SortStableFunc(f.Basis, func(a, b amount.Basis) int { return cmp.Compare(f.basis[b], f.basis[a]) })
}
