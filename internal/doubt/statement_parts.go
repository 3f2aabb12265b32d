package doubt

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// parts compares a total with the statements of its parts by one dimension.
func (a *asked) parts() {
	byDim := map[string][]*Declared{}
	for _, j := range a.periods[periodKey(&a.st.StatementBody)] {
		if o := &a.list[j]; o.PlaceID == a.st.PlaceID && len(o.Dims) == 1 && o.Value.Q == amount.Exact {
			for d := range o.Dims {
				byDim[d] = append(byDim[d], o)
			}
		}
	}
	for _, id := range sortedKeys(byDim) {
		d := a.ctx.Catalogue.Dimensions[id]
		if d == nil {
			continue
		}
		total := a.st.Value.V
		var sum int64
		larger := false
		for _, o := range byDim[id] {
			sum += o.Value.V
			if o.Value.V > total {
				larger = true
				a.find(PartExceedsWhole, PartExceedsWhole, []int64{o.Value.V, total}, []*Declared{o},
					"part", valueName(d, o.Dims[id]), "value", a.text(o.Value.V), "total", a.text(total))
			}
		}
		if larger {
			continue // one part says it all
		}
		if d.Parts == "disjoint" && sum != total && len(byDim[id]) == inUse(d) || d.Parts != "overlapping" && sum > total {
			a.find(PartsDoNotSum, PartsDoNotSum, []int64{sum, total}, byDim[id], "dim", d.Name, "sum", a.text(sum), "total", a.text(total))
		}
	}
}

// inUse counts the values of a list that a complete breakdown has: all but
// retired ones and the two that need not occur.
func inUse(d *catalogue.Dimension) int {
	n := 0
	for _, v := range d.Values {
		if !v.Retired && v.ID != catalogue.ValueOther && v.ID != catalogue.ValueUnknown {
			n++
		}
	}
	return n
}

func valueName(d *catalogue.Dimension, id string) catalogue.Text {
	if v, ok := d.Value(id); ok {
		return v.Name
	}
	return catalogue.Text{VI: id, EN: id}
}

// maxPlaces bounds the units of one comparison.
const maxPlaces = 200

// places compares a total with the statements of units inside it. Only
// numbers that add up over places are compared.
func (a *asked) places() {
	if a.m.Type != catalogue.Count && a.m.Type != catalogue.Sum && a.m.Type != catalogue.Stock {
		return
	}
	reg := a.ctx.Registry.Places
	var inside []*Declared
	for _, j := range a.periods[periodKey(&a.st.StatementBody)] {
		o := &a.list[j]
		if o.PlaceID != a.st.PlaceID && len(o.Dims) == 0 && o.Value.Q == amount.Exact && reg.Holds(a.st.PlaceID, o.PlaceID, a.st.To) {
			if inside = append(inside, o); len(inside) > maxPlaces {
				return
			}
		}
	}
	total, sum, n := a.st.Value.V, int64(0), 0
	var counted []*Declared
	for _, o := range inside {
		if o.Value.V > total {
			a.find(PartExceedsWhole, partPlace, []int64{o.Value.V, total}, []*Declared{o},
				"part", reg.FullName(o.PlaceID, a.st.To), "value", a.text(o.Value.V), "total", a.text(total))
		}
		if !a.insideOther(o, inside) {
			sum, n, counted = sum+o.Value.V, n+1, append(counted, o)
		}
	}
	if n > 1 && sum > total {
		a.find(PartsDoNotSum, partsPlaces, []int64{sum, total, int64(n)}, counted, "count", n, "sum", a.text(sum), "total", a.text(total))
	}
}

// insideOther reports whether the unit lies in another unit of the list, whose
// number holds it already, or repeats one.
func (a *asked) insideOther(o *Declared, list []*Declared) bool {
	for _, x := range list {
		if x == o {
			continue
		}
		if x.PlaceID == o.PlaceID {
			return x.ID < o.ID
		}
		if a.ctx.Registry.Places.Holds(x.PlaceID, o.PlaceID, a.st.To) {
			return true
		}
	}
	return false
}

// registers compares a declared state with what the registers hold.
func (a *asked) registers() {
	a.overWhole()
	if a.m.Type != catalogue.Stock {
		return
	}
	a.exchanged()
	a.summed()
}

// stock is a measure's value from the registers at the statement's place on a
// day; ok is false where there is none.
func (a *asked) cells(indicator string, p calendar.Period, by ...string) []figure.Cell {
	t, err := a.empty.Evaluate(figure.Query{Indicators: []string{indicator}, Place: a.st.PlaceID, Period: p, By: by}, a.ctx)
	if err != nil {
		return nil // a place or split the engine refuses: nothing to compare with
	}
	return t.Cells
}

func (a *asked) lastDay() calendar.Period {
	return calendar.Named(calendar.Name{}, a.st.To, a.st.To)
}

// exchanged asks when the number of one measure of a register is written for
// another one: monuments for positions.
func (a *asked) exchanged() {
	reg := registerOf(a.m)
	if reg == nil {
		return
	}
	for _, ind := range a.ctx.Catalogue.IndicatorList() {
		for _, m := range ind.Measures {
			if m == a.m || m.Type != catalogue.Stock || m.Unit == a.m.Unit || registerOf(m) != reg || !alike(m, a.m) {
				continue
			}
			own, other := a.valueOn(a.ind, a.m), a.valueOn(ind, m)
			if v := a.st.Value.V; v > 0 && own > 0 && v == other && v != own {
				a.find(PositionOrMonument, PositionOrMonument, []int64{v, own}, nil, "value", a.text(v), "own", a.text(own), "other", nameOfMeasure(ind, m))
			}
		}
	}
}

// alike reports whether two measures ask the same rows of a register.
func alike(a, b *catalogue.IndicatorMeasure) bool {
	x, y := a.Terms[0], b.Terms[0]
	return len(x.Where)+len(x.Not)+len(y.Where)+len(y.Not) == 0 && x.Flag == y.Flag
}

func registerOf(m *catalogue.IndicatorMeasure) *catalogue.Kind {
	if len(m.Terms) != 1 || m.Terms[0].Kind == nil || !m.Terms[0].Kind.Register {
		return nil
	}
	return m.Terms[0].Kind
}

func (a *asked) valueOn(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure) int64 {
	for _, c := range a.cells(ind.ID, a.lastDay()) {
		if c.Measure == m.ID && c.State == figure.HasValue && c.Result.Q == amount.Exact {
			return c.Result.V
		}
	}
	return 0
}

// summed asks when a state equals the sum of states: of statements inside its
// period, or of the register at the end of each month.
func (a *asked) summed() {
	v := a.st.Value.V
	var sum, largest int64
	var inner []*Declared
	for _, j := range a.things[thingKey(&a.st.StatementBody)] {
		o := &a.list[j]
		if j != a.i && o.From >= a.st.From && o.To <= a.st.To && o.To-o.From < a.st.To-a.st.From && o.Value.Q == amount.Exact {
			sum, largest, inner = sum+o.Value.V, max(largest, o.Value.V), append(inner, o)
		}
	}
	if len(inner) > 1 && sum == v && v > largest {
		a.find(StockSummed, StockSummed, []int64{v, int64(len(inner))}, inner, "value", a.text(v), "count", len(inner))
		return
	}
	p, err := calendar.Between(calendar.Civil, a.st.From, a.st.To)
	if _, _, months, ok := p.Months(); err != nil || !ok || months < 2 || months > 120 {
		return
	}
	sum, largest = 0, 0
	n := 0
	for _, c := range a.cells(a.ind.ID, p, figure.ByMonth) {
		if c.Measure == a.m.ID && c.State == figure.HasValue && c.Result.Q == amount.Exact {
			sum, largest, n = sum+c.Result.V, max(largest, c.Result.V), n+1
		}
	}
	if n > 1 && sum == v && v > largest {
		a.find(StockSummed, StockSummed, []int64{v, int64(n)}, nil, "value", a.text(v), "count", n)
	}
}

// overWhole compares a number with the whole of which an indicator of the
// catalogue makes it a share: kilometres with the length of the line.
func (a *asked) overWhole() {
	for _, ind := range a.ctx.Catalogue.IndicatorList() {
		for _, m := range ind.Measures {
			if m.Type != catalogue.Ratio && m.Type != catalogue.Coverage || m.ScaleNum != 100 || !sameTerms(m.Terms, a.m.Terms) || len(m.Den) != 1 {
				continue
			}
			den := m.Den[0]
			whole := a.whole(den)
			if whole == nil {
				continue
			}
			if total := a.valueOn(whole.ind, whole.m); total > 0 && a.st.Value.V > total {
				code := PartExceedsWhole
				if isLength(a.ctx.Catalogue, a.m.Unit) {
					code = KmOverLine
				}
				text := partTooLarge
				if code == KmOverLine {
					text = KmOverLine
				}
				a.find(code, text, []int64{a.st.Value.V, total}, nil, "value", a.text(a.st.Value.V), "total", a.text(total), "whole", whole.ind.Name)
				return
			}
		}
	}
}

type measureOf struct {
	ind *catalogue.Indicator
	m   *catalogue.IndicatorMeasure
}

// whole finds the stock indicator that shows exactly what a denominator adds.
func (a *asked) whole(den *catalogue.Term) *measureOf {
	for _, ind := range a.ctx.Catalogue.IndicatorList() {
		for _, m := range ind.Measures {
			if m.Type == catalogue.Stock && sameTerms(m.Terms, []*catalogue.Term{den}) {
				return &measureOf{ind, m}
			}
		}
	}
	return nil
}

// sameTerms reports whether two lists of one term each ask for the same.
func sameTerms(x, y []*catalogue.Term) bool {
	if len(x) != 1 || len(y) != 1 {
		return false
	}
	a, b := x[0], y[0]
	return a.Kind != nil && a.Kind == b.Kind && a.MeasureID() == b.MeasureID() && a.Source == b.Source && a.Flag == b.Flag &&
		len(a.Where)+len(a.Not)+len(b.Where)+len(b.Not)+len(a.Owner)+len(b.Owner)+len(a.Involved)+len(b.Involved) == 0
}

func isLength(cat *catalogue.Catalogue, unit string) bool {
	u := cat.Units[unit]
	return u != nil && (u.ID == lengthUnit || u.Base == lengthUnit)
}

// lengthUnit is the base unit of lengths (catalogue.md section 1).
const lengthUnit = "m"
