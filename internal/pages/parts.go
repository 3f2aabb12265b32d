package pages

import (
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/plain"
)

// partsPage is a figure cut one way, with the sum of its parts.
type partsPage struct {
	By       string
	Caption  string
	Rows     []partRow
	Sum      string // what the parts add up to, "" where they do not add up
	Equal    bool
	SumNote  string // says that it is the figure, or why nothing is added
	Footnote string
	Chart    *plain.Picture
	cells    []*figure.Cell
	buckets  []calendar.Period
}

type partRow struct {
	Name, Value, Unit, Remark, Link string
	Hidden                          bool
}

// partQuery asks the same question cut further. The map is pinned to its day,
// because a shorter period would take another one.
func (o *opened) partQuery(by string) figure.Query {
	q := o.sel.Query
	q.Indicators = []string{o.sel.Indicator}
	if q.Map.Kind == place.MapThen && o.tips == nil {
		if _, day, err := o.v.Registry.Places.Resolve(q.Map, q.Place, days(q.Period)); err == nil {
			q.Map = place.MapSpec{Kind: place.MapOfDay, Day: day}
		}
	}
	q.Period = o.sel.Slice
	var kept []string
	for _, b := range q.By {
		if axisOf([]string{b}) != "" || isPlace(b) && !isPlace(by) {
			kept = append(kept, b)
		}
	}
	q.By = append(kept, by)
	if isPlace(by) || o.aloneIn(q) {
		q.Place = o.sel.RowPlace
		q.By = append(slices.DeleteFunc(kept, isPlace), by)
	}
	return q
}

// aloneIn reports whether the row's unit, asked by itself, is the row: then a
// cut needs one row of the table instead of all. The unit holds at least what
// the row holds, so equal numbers of entries mean the same entries.
func (o *opened) aloneIn(q figure.Query) bool {
	if o.sel.RowKind != place.RowUnit || o.sel.RowPlace == o.sel.Place {
		return false
	}
	q.Place, q.By = o.sel.RowPlace, nil
	if a := axisOf(o.sel.By); a != "" {
		q.By = []string{a}
	}
	tab, err := o.v.Evaluate(q, &o.v.Context)
	if err != nil {
		return false
	}
	m, col := measureIndex(tab, o.sel.Measure), slices.Index(tab.Columns, o.sel.Column)
	if m < 0 || col < 0 {
		return false
	}
	c := tab.At(0, 0, col, m)
	return c.Entries == o.d.Cell.Entries && c.Printed == o.d.Cell.Printed
}

// parts cuts the figure.
func (o *opened) parts(by string) (*partsPage, error) {
	q := o.partQuery(by)
	tab, err := o.v.Evaluate(q, &o.v.Context)
	if err != nil {
		return nil, err
	}
	p := &partsPage{By: by, Caption: o.splitName(o.v.Catalogue, by)}
	m := measureIndex(tab, o.m.ID)
	for row := range tab.Rows {
		if !isPlace(by) && (tab.Rows[row].Kind != o.sel.RowKind || tab.Rows[row].PlaceID != o.sel.RowPlace) {
			continue
		}
		for b := range tab.Buckets {
			for col, key := range tab.Columns {
				if m < 0 || isTime(by) && axisOf(q.By) != "" && key != o.sel.Column || isPlace(by) && key != o.sel.Column {
					continue
				}
				o.addPart(p, tab, tab.At(row, b, col, m), row, b, col)
			}
		}
	}
	if o.tips != nil {
		o.hideSmall(p)
	}
	o.sum(p, tab.Additive && o.adds(by))
	if isTime(by) {
		p.Chart = o.chart(p)
	}
	return p, nil
}

func (o *opened) addPart(p *partsPage, tab *figure.Table, c *figure.Cell, row, b, col int) {
	x := partRow{Value: o.cellText(c, o.scale), Remark: o.remarks(c), Link: o.cellLink(c.Drill)}
	if hasNumber(c) {
		x.Unit = o.unit
	}
	switch {
	case isTime(p.By):
		x.Name = calendar.ShortLabel(tab.Buckets[b], o.w.Lang())
	case isPlace(p.By):
		x.Name = o.rowName(tab.Rows[row])
		x.Remark = joined(x.Remark, o.in(tab.Rows[row].Note))
	default:
		x.Name = o.columnName(o.v, p.By, tab.Columns[col], o.sel.Slice.To)
		if overAllKinds(o.m) && p.By == figure.ByKind && hidden(o.v.Catalogue.Kinds[tab.Columns[col]]) {
			x = partRow{Name: x.Name, Value: o.t("hidden"), Hidden: true}
		}
	}
	p.Rows = append(p.Rows, x)
	p.cells = append(p.cells, c)
	p.buckets = append(p.buckets, tab.Buckets[b])
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// adds reports whether parts of this cut add up to the figure by the type of
// the measure (figures.md section 3).
func (o *opened) adds(by string) bool {
	switch o.m.Type {
	case catalogue.Count, catalogue.Sum:
		return by != figure.ByParticipant
	case catalogue.Stock:
		return !isTime(by)
	}
	return false
}

// sum adds the parts up and compares them with the figure.
func (o *opened) sum(p *partsPage, adds bool) {
	if !adds {
		p.SumNote = o.t("parts.not_additive." + o.whyNot(p.By))
		return
	}
	var s amount.Sum
	var lone *amount.Value
	for _, c := range p.cells {
		if c.Result.N == 0 && c.Used == 0 || c.State != figure.HasValue {
			continue
		}
		v := amount.Value{V: c.Result.V, Lo: c.Result.Lo, Hi: c.Result.Hi, Q: c.Result.Q}
		s.Add(v)
		lone = &v
	}
	p.Sum = o.resultText(s.Result(lone), o.scale)
	total := o.d.Cell.Result
	if o.d.Cell.State != figure.HasValue {
		total = (&amount.Sum{}).Result(nil)
	}
	if p.Sum == o.resultText(total, o.scale) {
		p.Equal, p.SumNote = true, o.t("parts.equal")
		return
	}
	p.Sum, p.SumNote = "", o.t("parts.not_additive.rest")
}

func (o *opened) whyNot(by string) string {
	switch {
	case by == figure.ByParticipant:
		return "participant"
	case strings.HasPrefix(by, "dim:"):
		return "dim"
	case o.m.Type == catalogue.Stock:
		return "stock"
	case o.m.Type == catalogue.Distinct:
		return "distinct"
	case o.m.Type == catalogue.Rate:
		return "rate"
	}
	return "ratio"
}

// hideSmall takes the numbers from parts that may not stand apart and says
// what they are together.
func (o *opened) hideSmall(p *partsPage) {
	n := make([]int64, len(p.cells))
	for i, c := range p.cells {
		n[i] = tipCount(c)
	}
	var together int64
	for i, hide := range suppress(n) {
		if hide {
			together += n[i]
			p.Rows[i] = partRow{Name: p.Rows[i].Name, Value: o.t("hidden"), Hidden: true}
		}
	}
	if together > 0 {
		p.Footnote = o.t("tips.together", "n", together, "unit", o.unit)
	}
}

// years are the yearly sums behind a rate, each of which opens.
func (o *opened) years() *partsPage {
	if len(o.d.Years) == 0 {
		return nil
	}
	p := &partsPage{By: figure.ByYear, Caption: o.t("years.caption"), SumNote: o.t("years.note")}
	for i := range o.d.Years {
		c := &o.d.Years[i]
		label := calendar.ShortLabel(c.Sel.Slice, o.w.Lang())
		p.Rows = append(p.Rows, partRow{Name: label, Value: o.cellText(c, o.scale), Unit: o.unit, Link: o.yearLink(c)})
	}
	return p
}

// yearLink opens the flow a rate is made from: the rate itself has no cell of
// one year.
func (o *opened) yearLink(c *figure.Cell) string {
	id, measure, ok := strings.Cut(o.m.Of, "/")
	if _, known := o.v.Catalogue.IndicatorMeasure(id, measure); !ok || !known {
		return ""
	}
	sel := o.sel
	sel.Indicator, sel.Measure, sel.Indicators = id, measure, []string{id}
	if o.sel.Map.Kind == place.MapThen {
		if _, day, err := o.v.Registry.Places.Resolve(o.sel.Map, o.sel.Query.Place, days(o.sel.Query.Period)); err == nil {
			sel.Map = place.MapSpec{Kind: place.MapOfDay, Day: day}
		}
	}
	sel.By = slices.DeleteFunc(slices.Clone(o.sel.By), isTime)
	sel.Period, sel.Slice = c.Sel.Slice, c.Sel.Slice
	return o.cellLink(sel.Token())
}
