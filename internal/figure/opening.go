package figure

import (
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Opening is one cell with what stands behind it and the ways to cut it.
type Opening struct {
	*Drilled
	View      *View
	Sel       Selection // as drilled, after the rules about tips
	Indicator *catalogue.Indicator
	Measure   *catalogue.IndicatorMeasure
	Tips      bool // the figure is about tips

	guard *Guard
}

// Open opens the cell of a selection.
func (g *Guard) Open(sel Selection) (*Opening, error) {
	o := &Opening{View: g.v, guard: g}
	var ok bool
	if o.Indicator, ok = g.v.Catalogue.Indicator(sel.Indicator); !ok {
		return nil, ErrNoCell
	}
	if o.Measure = o.Indicator.Measure(sel.Measure); o.Measure == nil {
		return nil, ErrNoCell
	}
	var err error
	if o.Drilled, err = g.Drill(sel); err != nil {
		return nil, err
	}
	o.Sel, o.Tips = o.Cell.Sel, AboutTips(g.v.Catalogue, o.Measure)
	return o, nil
}

// Parts is a cell cut one way.
type Parts struct {
	By   string
	List []Part
	// Adds says that parts of this cut add up by the type of the measure;
	// WhyNot is the reason where they do not: open (the cell itself has no
	// number), participant, dim, stock, distinct, rate, ratio.
	Adds   bool
	WhyNot string
	// Sum is what the parts add up to; Equal, that it is the cell.
	Sum   amount.Result
	Equal bool
	// Together is what the withheld parts are in all, 0 where that is not told.
	Together int64
}

// Part is one part of a cell, with where it stands.
type Part struct {
	Cell   *Cell
	Row    place.Row
	Bucket calendar.Period
	Column string
}

// Parts cuts the figure.
func (o *Opening) Parts(by string) (*Parts, error) {
	q := o.partQuery(by)
	tab, err := o.View.Evaluate(q, &o.View.Context)
	if err == nil {
		err = o.guard.Table(tab)
	}
	if err != nil {
		return nil, err
	}
	p := &Parts{By: by, Adds: tab.Additive && o.adds(by)}
	m := tab.MeasureIndex(o.Measure.ID)
	for row := range tab.Rows {
		if m < 0 || !IsPlace(by) && (tab.Rows[row].Kind != o.Sel.RowKind || tab.Rows[row].PlaceID != o.Sel.RowPlace) {
			continue
		}
		for b := range tab.Buckets {
			for col, key := range tab.Columns {
				if (IsTime(by) && Axis(q.By) != "" || IsPlace(by)) && key != o.Sel.Column {
					continue
				}
				p.List = append(p.List, Part{tab.At(row, b, col, m), tab.Rows[row], tab.Buckets[b], key})
			}
		}
	}
	o.sum(p)
	return p, nil
}

// partQuery asks the same question cut further. The map is pinned to its day,
// because a shorter period would take another one.
func (o *Opening) partQuery(by string) Query {
	q := o.Sel.Query
	q.Indicators = []string{o.Sel.Indicator}
	if q.Map.Kind == place.MapThen && !o.Tips {
		if _, day, err := o.View.Registry.Places.Resolve(q.Map, q.Place, place.Period{From: q.Period.From, To: q.Period.To}); err == nil {
			q.Map = place.MapSpec{Kind: place.MapOfDay, Day: day}
		}
	}
	q.Period = o.Sel.Slice
	var kept []string
	for _, b := range q.By {
		if Axis([]string{b}) != "" || IsPlace(b) && !IsPlace(by) {
			kept = append(kept, b)
		}
	}
	q.By = append(kept, by)
	if IsPlace(by) || o.aloneIn(q) {
		q.Place = o.Sel.RowPlace
		q.By = append(slices.DeleteFunc(kept, IsPlace), by)
	}
	return q
}

// aloneIn reports whether the row's unit, asked by itself, is the row: then a
// cut needs one row of the table instead of all. The unit holds at least what
// the row holds, so equal numbers of entries mean the same entries.
func (o *Opening) aloneIn(q Query) bool {
	if o.Sel.RowKind != place.RowUnit || o.Sel.RowPlace == o.Sel.Place {
		return false
	}
	q.Place, q.By = o.Sel.RowPlace, nil
	if a := Axis(o.Sel.By); a != "" {
		q.By = []string{a}
	}
	tab, err := o.View.Evaluate(q, &o.View.Context)
	if err != nil {
		return false
	}
	m, col := tab.MeasureIndex(o.Sel.Measure), slices.Index(tab.Columns, o.Sel.Column)
	if m < 0 || col < 0 {
		return false
	}
	c := tab.At(0, 0, col, m)
	return c.Entries == o.Cell.Entries && c.Printed == o.Cell.Printed
}

// adds reports whether parts of this cut add up to the figure by the type of
// the measure (figures.md section 3).
func (o *Opening) adds(by string) bool {
	if o.Measure.OnLine() && o.Measure.Type == catalogue.Count {
		return IsTime(by) // two bodies close a day together, and two places each their own
	}
	if o.Measure.OnLine() && (o.Measure.Type != catalogue.Sum || IsPlace(by)) {
		return false // stretches of two places may overlap, and those of two patrols do
	}
	switch o.Measure.Type {
	case catalogue.Count, catalogue.Sum:
		return by != ByParticipant
	case catalogue.Stock, catalogue.Balance:
		return !IsTime(by)
	}
	return false
}

// sum adds the parts up and compares them with the figure.
func (o *Opening) sum(p *Parts) {
	if p.Adds && o.Cell.State.Open() { // a sum of nothing known is no 0
		p.Adds, p.WhyNot = false, "open"
		return
	}
	if !p.Adds {
		p.WhyNot = o.whyNot(p.By)
		return
	}
	var s amount.Sum
	var lone *amount.Value
	for _, x := range p.List {
		c := x.Cell
		if c.State == Withheld {
			p.Together += tipCount(c)
		}
		if c.Result.N == 0 && c.Used == 0 || c.State != HasValue && c.State != Withheld {
			continue
		}
		v := amount.Value{V: c.Result.V, Lo: c.Result.Lo, Hi: c.Result.Hi, Q: c.Result.Q}
		s.Add(v)
		lone = &v
	}
	if p.Together < MinTips {
		p.Together = 0
	}
	total := o.Cell.Result
	if o.Cell.State != HasValue {
		total = (&amount.Sum{}).Result(nil)
	}
	p.Sum = s.Result(lone)
	p.Equal = p.Sum.Q == total.Q && p.Sum.V == total.V && p.Sum.Lo == total.Lo && p.Sum.Hi == total.Hi
}

func (o *Opening) whyNot(by string) string {
	switch {
	case by == ByParticipant:
		return "participant"
	case strings.HasPrefix(by, "dim:") && !o.Measure.OnLine():
		return "dim"
	case o.Measure.Type == catalogue.Stock || o.Measure.Type == catalogue.Balance:
		return "stock"
	case o.Measure.OnLine():
		return "tracks"
	case o.Measure.Type == catalogue.Distinct:
		return "distinct"
	case o.Measure.Type == catalogue.Rate:
		return "rate"
	}
	return "ratio"
}

// YearSelection opens the flow of one year behind a rate: the rate itself has
// no cell of one year. ok is false where it does not name one.
func (o *Opening) YearSelection(c *Cell) (sel Selection, ok bool) {
	id, measure, cut := strings.Cut(o.Measure.Of, "/")
	if _, known := o.View.Catalogue.IndicatorMeasure(id, measure); !cut || !known {
		return sel, false
	}
	sel = o.Sel
	sel.Indicator, sel.Measure, sel.Indicators = id, measure, []string{id}
	if o.Sel.Map.Kind == place.MapThen {
		if _, day, err := o.View.Registry.Places.Resolve(o.Sel.Map, o.Sel.Query.Place, place.Period{From: o.Sel.Query.Period.From, To: o.Sel.Query.Period.To}); err == nil {
			sel.Map = place.MapSpec{Kind: place.MapOfDay, Day: day}
		}
	}
	sel.By = slices.DeleteFunc(slices.Clone(o.Sel.By), IsTime)
	sel.Period, sel.Slice = c.Sel.Slice, c.Sel.Slice
	return sel, true
}

// Axis is the split of a list that is neither place nor time, "" for none.
func Axis(by []string) string {
	for _, b := range by {
		if !IsPlace(b) && !IsTime(b) {
			return b
		}
	}
	return ""
}

// IsPlace reports whether a split is by a level of places.
func IsPlace(by string) bool { return strings.HasPrefix(by, "place:") }

// IsTime reports whether a split is by pieces of time.
func IsTime(by string) bool { return by == ByMonth || by == ByQuarter || by == ByYear }
