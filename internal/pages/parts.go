package pages

import (
	"phendau/internal/calendar"
	"phendau/internal/figure"
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

// parts cuts the figure.
func (o *opened) parts(by string) (*partsPage, error) {
	found, err := o.Parts(by)
	if err != nil {
		return nil, err
	}
	p := &partsPage{By: by, Caption: o.splitName(o.View.Catalogue, by)}
	for _, x := range found.List {
		o.addPart(p, x)
	}
	if found.Together > 0 {
		p.Footnote = o.t("tips.together", "n", found.Together, "unit", o.unit)
	}
	switch {
	case !found.Adds:
		p.SumNote = o.t("parts.not_additive." + found.WhyNot)
	case found.Equal:
		p.Sum, p.Equal, p.SumNote = o.resultText(found.Sum, o.scale), true, o.t("parts.equal")
	default:
		p.SumNote = o.t("parts.not_additive.rest")
	}
	if figure.IsTime(by) {
		p.Chart = o.chart(p)
	}
	return p, nil
}

func (o *opened) addPart(p *partsPage, part figure.Part) {
	c := part.Cell
	x := partRow{Value: o.cellText(c, o.scale), Remark: o.remarks(c), Link: o.cellLink(c.Drill)}
	if hasNumber(c) {
		x.Unit = o.unit
	}
	switch {
	case figure.IsTime(p.By):
		x.Name = calendar.ShortLabel(part.Bucket, o.w.Lang())
	case figure.IsPlace(p.By):
		x.Name = o.rowName(part.Row)
		x.Remark = joined(x.Remark, o.in(part.Row.Note))
	default:
		x.Name = o.columnName(o.View, p.By, part.Column, o.Sel.Slice.To)
	}
	if c.State == figure.Withheld {
		x = partRow{Name: x.Name, Value: o.t("hidden"), Hidden: true}
	}
	p.Rows = append(p.Rows, x)
	p.cells = append(p.cells, c)
	p.buckets = append(p.buckets, part.Bucket)
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// years are the yearly sums behind a rate, each of which opens.
func (o *opened) years() *partsPage {
	if len(o.Years) == 0 {
		return nil
	}
	p := &partsPage{By: figure.ByYear, Caption: o.t("years.caption"), SumNote: o.t("years.note")}
	for i := range o.Years {
		c := &o.Years[i]
		label := calendar.ShortLabel(c.Sel.Slice, o.w.Lang())
		p.Rows = append(p.Rows, partRow{Name: label, Value: o.cellText(c, o.scale), Unit: o.unit, Link: o.yearLink(c)})
	}
	return p
}

func (o *opened) yearLink(c *figure.Cell) string {
	sel, ok := o.YearSelection(c)
	if !ok {
		return ""
	}
	return o.cellLink(sel.Token())
}
