package pages

import (
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// opened is one figure with everything its page is made from.
type opened struct {
	*request
	*figure.Opening
	scale int64
	unit  string
	notes []string
}

// cellPage is what the page of one figure shows.
type cellPage struct {
	Name, Number, Unit, Place, Period string
	Facts                             []fact
	Notes                             []string
	Explain                           []string
	Basis                             *basisPage
	Splits                            []splitLink
	Parts                             *partsPage
	Entries                           *entriesPage
	Rows                              *rowsPage
	Statements                        *statementsPage
	Years                             *partsPage
	Explorer                          string
	Position                          string
}

// fact is a name with its value, and the address it opens.
type fact struct{ Name, Value, Link string }

// cell shows one figure, opened.
func (s *site) cell(r *request) (*screen, error) {
	o, err := r.open()
	if err != nil {
		return nil, err
	}
	p := &cellPage{Name: r.measureName(figure.MeasureRef{Indicator: o.Indicator, Measure: o.Measure}), Number: r.cellText(&o.Cell, o.scale),
		Place: o.rowLabel(), Period: calendar.Label(o.Sel.Slice, r.w.Lang()), Position: o.Cell.Position}
	if hasNumber(&o.Cell) {
		p.Unit = o.unit
	}
	if by := figure.Axis(o.Sel.By); by != "" {
		p.Place += ", " + r.columnName(o.View, by, o.Sel.Column, o.Sel.Slice.To)
	}
	p.Facts = o.facts()
	p.Notes = append(o.notes, o.warnings()...)
	if text, ok := o.View.Catalogue.Explain(o.Indicator.ID, r.w.Lang()); ok {
		p.Explain = strings.Split(text, "\n")
	}
	p.Basis = o.basis()
	p.Explorer = r.link("/so-lieu", "place", o.Sel.RowPlace, "period", o.Sel.Slice.String(), "calendar", string(o.Sel.Slice.Calendar), "map", o.Sel.Map.String(),
		"status", o.Sel.Status.String(), "indicator", o.Indicator.ID)
	if err := o.fillParts(p); err != nil {
		return nil, err
	}
	return &screen{template: "cell", title: p.Number + " " + p.Unit + ", " + p.Name, nav: "figures", data: p}, nil
}

// open reads the address and drills the cell; figures about tips are moved
// onto their grid first, or refused with the reason.
func (r *request) open() (*opened, error) {
	sel, err := figure.ParseToken(r.query.Get("c"))
	if err != nil {
		return nil, err
	}
	v, err := r.view()
	if err != nil {
		return nil, err
	}
	if err := r.mustSee(sel.RowPlace); err != nil {
		return nil, err
	}
	if m, ok := v.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure); !ok || m == nil {
		return nil, notFound("page.error.no_indicator")
	}
	o := &opened{request: r}
	if o.Opening, err = v.Guard(r.today()).Open(sel); err != nil {
		return nil, err
	}
	o.unit, o.scale = r.unit(v.Catalogue, o.Measure.Unit)
	if o.Narrowed {
		o.notes = append(o.notes, o.t("tips.narrowed", "period", calendar.Label(o.Sel.Slice, o.w.Lang())))
	}
	return o, nil
}

func (o *opened) rowLabel() string {
	name := o.Cell.PlaceName
	if name == "" {
		name = o.t("everything")
	}
	if o.Sel.RowKind == place.RowUnit {
		return name
	}
	return o.w.Text("row."+string(o.Sel.RowKind), "name", name)
}

// facts say over what the figure was computed.
func (o *opened) facts() []fact {
	c := &o.Cell
	q := o.Sel.Query
	out := []fact{
		{Name: o.t("fact.map"), Value: o.mapText(o.View, q)},
		{Name: o.t("fact.status"), Value: o.w.Text("status." + q.Status.String())},
		{Name: o.t("fact.view"), Value: o.viewpointText(o.View, q.Viewpoint, q.Period.To)},
		{Name: o.t("fact.from"), Value: o.from(c)},
		{Name: o.t("fact.position"), Value: o.t("fact.position.value", "position", c.Position)},
	}
	if figure.OverAllKinds(o.Measure) || o.Tips {
		out = append(out[:3], out[4:]...) // how many entries there are would tell about the hidden ones
	} else if (c.State == figure.HasValue) && isRatio(o.Measure.Type) {
		out = append(out, fact{Name: o.t("fact.ratio"), Value: o.t("fact.ratio.value", "num", vi.Int(c.Num), "den", vi.Int(c.Den))})
	}
	if c.Low != "" && c.High != "" && c.Low != c.High {
		out = append(out, fact{Name: o.t("fact.bounds"), Value: vi.Range(vi.Decimal(c.Result.Lo, o.scale), vi.Decimal(c.Result.Hi, o.scale))})
	}
	return out
}

// from says how much stands behind the figure.
func (o *opened) from(c *figure.Cell) string {
	if c.Used > 0 {
		return o.t("fact.from.both", "entries", vi.Int(c.Entries), "statements", vi.Int(c.Used))
	}
	if len(o.Rows) > 0 {
		return o.t("fact.from.rows", "rows", vi.Int(int64(len(o.Rows))))
	}
	return o.t("fact.from.entries", "entries", vi.Int(c.Entries))
}

func isRatio(t catalogue.Type) bool {
	return t == catalogue.Ratio || t == catalogue.PerCapita || t == catalogue.PerKM || t == catalogue.Coverage
}

// warnings say what a reader must know before he quotes the figure.
func (o *opened) warnings() []string {
	c := &o.Cell
	var out []string
	if c.State != figure.HasValue {
		out = append(out, o.t("state."+string(c.State)+".why", "reason", o.w.Text("reason."+c.Reason)))
	}
	for _, f := range c.Flags {
		switch f {
		case figure.FlagOrder, figure.FlagNorm, figure.FlagSilent, figure.FlagUnusedStat, figure.FlagPlans:
			out = append(out, o.t("flag."+f+".why"))
		}
	}
	if o.Tips {
		out = append(out, o.t("tips.rule"))
	}
	return out
}

// basisPage shows how the figure is known.
type basisPage struct {
	Share string // of what was really counted
	Rows  []basisRow
}

type basisRow struct {
	ID, Name, Value, Share string
	X, Width               int64 // of its piece of the bar, in thousandths
}

func (o *opened) basis() *basisPage {
	r := o.Cell.Result
	num, den, ok := r.CountedShare()
	if !ok || o.Cell.Counted == "" || o.Tips { // shares of a few tips would be tips
		return nil
	}
	var total, at int64
	for _, b := range r.Basis {
		total += b
	}
	p := &basisPage{Share: vi.Percent(num, den, 1)}
	for b, n := range r.Basis {
		row := basisRow{ID: amount.Basis(b).String(), Name: o.w.Text("basis." + amount.Basis(b).String()), Value: vi.Decimal(n, o.scale), Share: vi.Percent(n, total, 1), X: at}
		if w, ok := amount.MulDiv(n, 1000, total); ok {
			row.Width = w
		}
		at += row.Width
		p.Rows = append(p.Rows, row)
	}
	return p
}

// fillParts adds the cuts, the chart and what stands behind the figure.
func (o *opened) fillParts(p *cellPage) error {
	offers := o.Splits()
	by := o.Split(o.query.Get("by"), offers)
	for _, f := range offers {
		p.Splits = append(p.Splits, splitLink{Name: o.splitName(o.View.Catalogue, f), Current: f == by,
			Link: o.link("/o", "c", o.query.Get("c"), "by", f) + "#phan"})
	}
	var err error
	if by != "" {
		if p.Parts, err = o.parts(by); err != nil {
			return err
		}
	}
	p.Years = o.years()
	p.Rows = o.rows()
	p.Statements = o.statements()
	p.Entries, err = o.entries()
	return err
}

type splitLink struct {
	Name, Link string
	Current    bool
}
