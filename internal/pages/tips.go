package pages

import (
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// tipStatus is the one state in which tips are counted here. With a choice,
// the difference of two figures would be those not verified yet.
const tipStatus = figure.Status(2)

// hidden reports whether entries of a kind are never shown one by one.
func hidden(k *catalogue.Kind) bool { return k != nil && k.Roles.HiddenBelowCommune }

// aboutTips reports whether a measure counts a hidden kind, by itself or by
// what it is made from.
func aboutTips(cat *catalogue.Catalogue, m *catalogue.IndicatorMeasure) bool {
	if id, measure, ok := strings.Cut(m.Of, "/"); ok && m.Type != catalogue.Plan {
		if of, ok := cat.IndicatorMeasure(id, measure); ok && of != m {
			return aboutTips(cat, of)
		}
	}
	return slices.ContainsFunc(slices.Concat(m.Terms, m.Den), func(t *catalogue.Term) bool { return hidden(t.Kind) })
}

// overAllKinds reports whether a measure is about entries of all kinds, tips
// among them: it is shown, its parts by kind and its entries of hidden kinds
// are not.
func overAllKinds(m *catalogue.IndicatorMeasure) bool {
	return slices.ContainsFunc(slices.Concat(m.Terms, m.Den), func(t *catalogue.Term) bool { return t.Kind == nil && t.Source != catalogue.SourceUnit })
}

// tips decides what of a figure about tips may be shown. Whatever is asked,
// it looks at one fixed grid: units from commune up, whole quarters that are
// over, the map of the time, the joint view, one state. In that grid it hides
// small cells, and others so that none can be found by taking away.
type tips struct {
	v     *figure.View
	today calendar.Day
}

// narrow moves a selection onto the grid; the refusal names why it cannot be.
func (t *tips) narrow(sel figure.Selection) (figure.Selection, string) {
	if sel.RowKind != place.RowUnit {
		return sel, "row"
	}
	axis := axisOf(sel.By)
	if axis != "" && !strings.HasPrefix(axis, "dim:") {
		return sel, "split"
	}
	if !t.highEnough(sel.RowPlace, sel.Slice.To) || !t.highEnough(sel.Place, sel.Slice.To) {
		return sel, "place"
	}
	p, ok := t.closed(sel.Slice)
	if !ok {
		return sel, "quarter"
	}
	q := figure.Query{Indicators: []string{sel.Indicator}, Place: sel.RowPlace, Period: p, Status: tipStatus, Statements: sel.Statements}
	if axis != "" {
		q.By = []string{axis}
	}
	return figure.Selection{Query: q, Indicator: sel.Indicator, Measure: sel.Measure, RowKind: place.RowUnit, RowPlace: sel.RowPlace,
		Slice: p, Column: sel.Column}, ""
}

// highEnough refuses hamlets and groups with hamlets in them.
func (t *tips) highEnough(id string, d calendar.Day) bool {
	places := t.v.Registry.Places
	if id == "" {
		return true
	}
	if places.IsGroup(id) {
		return !slices.ContainsFunc(places.MembersOn(id, d), func(m string) bool { return places.Level(m) == place.LevelHamlet })
	}
	return places.Level(id) != place.LevelHamlet
}

// closed is the whole civil quarters of a period that are over.
func (t *tips) closed(p calendar.Period) (calendar.Period, bool) {
	var whole []calendar.Period
	for _, q := range calendar.Split(calendar.Period{From: p.From, To: p.To, Calendar: calendar.Civil}, calendar.QuarterUnit) {
		if !q.Clipped && q.To < t.today {
			whole = append(whole, q)
		}
	}
	if len(whole) == 0 {
		return p, false
	}
	out, err := calendar.Between(calendar.Civil, whole[0].From, whole[len(whole)-1].To)
	return out, err == nil
}

// shown reports whether a cell of the grid may be shown.
func (t *tips) shown(sel figure.Selection) (bool, error) {
	for _, check := range []func(figure.Selection) (bool, error){t.inTime, t.inPlace, t.inColumns} {
		if ok, err := check(sel); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// inTime: every quarter of the period must be one that is shown. Whole years
// need only be large enough themselves.
func (t *tips) inTime(sel figure.Selection) (bool, error) {
	byYear := calendar.FullYears(sel.Slice)
	if len(byYear) > 0 && byYear[0].From == sel.Slice.From && byYear[len(byYear)-1].To == sel.Slice.To {
		n, _, err := t.counts(sel, sel.RowPlace, sel.Slice, figure.ByYear)
		return !slices.ContainsFunc(n, small), err
	}
	from, to := calendar.YearOf(calendar.Civil, sel.Slice.From), calendar.YearOf(calendar.Civil, sel.Slice.To)
	for y := from; y <= to; y++ {
		year, ok := t.closed(calendar.Year(calendar.Civil, y))
		if !ok {
			return false, nil
		}
		n, tab, err := t.counts(sel, sel.RowPlace, year, figure.ByQuarter)
		if err != nil {
			return false, err
		}
		for i, hide := range suppress(n) {
			if hide && tab.Buckets[i].Overlaps(sel.Slice) {
				return false, nil
			}
		}
	}
	return true, nil
}

// inPlace: a unit must not be hidden among its neighbours, a group must not
// give away a hidden member.
func (t *tips) inPlace(sel figure.Selection) (bool, error) {
	places := t.v.Registry.Places
	_, day, err := places.Resolve(sel.Map, sel.RowPlace, days(sel.Slice))
	if err != nil {
		return false, err
	}
	if sel.RowPlace == "" {
		return true, nil
	}
	if places.IsGroup(sel.RowPlace) {
		for _, m := range places.MembersOn(sel.RowPlace, day) {
			if ok, err := t.amongSiblings(sel, m, day); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
	return t.amongSiblings(sel, sel.RowPlace, day)
}

func (t *tips) amongSiblings(sel figure.Selection, id string, day calendar.Day) (bool, error) {
	places := t.v.Registry.Places
	up, _ := places.ParentOn(id, day)
	if up == "" {
		n, _, err := t.counts(sel, id, sel.Slice, "")
		return !slices.ContainsFunc(n, small), err
	}
	n, tab, err := t.counts(sel, up, sel.Slice, "place:"+string(places.Level(id)))
	if err != nil {
		return false, err
	}
	for i, hide := range suppress(n) {
		if tab.Rows[i].PlaceID == id && tab.Rows[i].Kind == place.RowUnit {
			return !hide, nil
		}
	}
	return true, nil
}

// inColumns: a value of a dimension must not be hidden among the others.
func (t *tips) inColumns(sel figure.Selection) (bool, error) {
	if len(sel.By) == 0 {
		return true, nil
	}
	q := sel.Query
	tab, err := t.v.Evaluate(q, &t.v.Context)
	if err != nil {
		return false, err
	}
	m := measureIndex(tab, sel.Measure)
	if m < 0 {
		return false, nil
	}
	n := make([]int64, len(tab.Columns))
	for i := range n {
		n[i] = tipCount(tab.At(0, 0, i, m))
	}
	for i, hide := range suppress(n) {
		if tab.Columns[i] == sel.Column {
			return !hide, nil
		}
	}
	return true, nil
}

// counts evaluates a cell's measure and column cut one way: one number for
// each row or each piece of time.
func (t *tips) counts(sel figure.Selection, placeID string, p calendar.Period, by string) ([]int64, *figure.Table, error) {
	q := sel.Query
	q.Place, q.Period, q.By = placeID, p, slices.Clone(sel.By)
	if by != "" {
		q.By = append(q.By, by)
	}
	tab, err := t.v.Evaluate(q, &t.v.Context)
	if err != nil {
		return nil, nil, err
	}
	m, col := measureIndex(tab, sel.Measure), slices.Index(tab.Columns, sel.Column)
	out := make([]int64, len(tab.Rows)*len(tab.Buckets))
	for i := range out {
		if m >= 0 && col >= 0 {
			out[i] = tipCount(tab.At(i/len(tab.Buckets), i%len(tab.Buckets), col, m))
		}
	}
	return out, tab, nil
}

func tipCount(c *figure.Cell) int64 { return max(c.Result.V, c.Result.Lo, 0) }

func small(n int64) bool { return n > 0 && n < figure.MinTips }

// suppress marks which of the parts of a shown whole are hidden: the small
// ones, and the next larger ones until the hidden together are neither alone
// nor small.
func suppress(n []int64) []bool {
	hide := make([]bool, len(n))
	count, sum := 0, int64(0)
	for i, x := range n {
		if small(x) {
			hide[i] = true
			count, sum = count+1, sum+x
		}
	}
	for count > 0 && (count == 1 || sum < figure.MinTips) {
		next := -1
		for i, x := range n {
			if !hide[i] && x > 0 && (next < 0 || x < n[next]) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		hide[next] = true
		count, sum = count+1, sum+n[next]
	}
	return hide
}

func measureIndex(t *figure.Table, id string) int {
	return slices.IndexFunc(t.Measures, func(m figure.MeasureRef) bool { return m.Measure.ID == id })
}
