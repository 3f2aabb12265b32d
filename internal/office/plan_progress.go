package office

import (
	"context"
	"slices"

	"phendau/internal/api"
	"phendau/internal/figure"
	"phendau/internal/vi"
)

// PlanProgress is plans beside results.
type PlanProgress struct {
	Head FigureHead `json:"head"`
	Rows []PlanRow  `json:"rows"`
}

// PlanRow is one plan with its result.
type PlanRow struct {
	PlaceID     string      `json:"place_id"`
	Place       string      `json:"place"`
	Indicator   string      `json:"indicator"`
	Name        string      `json:"name"`
	UnitName    string      `json:"unit_name"`
	Planned     string      `json:"planned"`
	PlannedBase int64       `json:"planned_base" doc:"In base units"`
	Summed      bool        `json:"summed" doc:"The sum of the plans of units in it or before it"`
	Actual      figure.Cell `json:"actual"`
	Share       string      `json:"share" doc:"Printed; - where there is none"`
	PerMille    int64       `json:"per_mille" doc:"Share in thousandths, at most 1000 for a bar"`
}

func (o *Office) planProgress(ctx context.Context, c *api.Caller, in *PlanQuery) (*Answer[PlanProgress], error) {
	x, err := o.planScope(ctx, c, in)
	if err != nil {
		return nil, err
	}
	if err := o.mayReadFigures(ctx, c, x.v, x.q.Place, x.q.Period.To); err != nil {
		return nil, err
	}
	rows, tab, err := o.progress(ctx, c, x)
	if err != nil {
		return nil, err
	}
	return &Answer[PlanProgress]{PlanProgress{Head: x.head(tab), Rows: rows}}, nil
}

// progress puts plans and results of one period and one map side by side.
// A row with a plan the caller may not read is left out: the sum would tell it.
func (o *Office) progress(ctx context.Context, c *api.Caller, x *question) ([]PlanRow, *figure.Table, error) {
	x.q.Indicators = x.planned()
	tab, err := x.v.Evaluate(x.q, &x.v.Context)
	if err == nil {
		err = x.guard.Table(tab)
	}
	if err != nil {
		return nil, nil, err
	}
	plans, err := x.v.Planned(x.q, &x.v.Context)
	if err != nil {
		return nil, nil, err
	}
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	type key struct{ kind, place, indicator, measure string }
	cells := map[key]*figure.Cell{}
	for i := range tab.Cells {
		k := &tab.Cells[i]
		cells[key{string(k.Row), k.Place, k.Indicator, k.Measure}] = k
	}
	out := []PlanRow{}
	for _, p := range plans {
		cell := cells[key{string(p.Row.Kind), p.Row.PlaceID, p.Indicator, p.Measure}]
		if cell == nil || slices.ContainsFunc(p.Plans, func(p *figure.Plan) bool { return !s.readsPlanned(p.PlaceID, p.From, p.Owner) }) {
			continue
		}
		out = append(out, x.planRow(&p, cell))
	}
	return out, tab, nil
}

func (x *question) planRow(p *figure.Planned, c *figure.Cell) PlanRow {
	ind := x.v.Catalogue.Indicators[p.Indicator]
	ref := figure.MeasureRef{Indicator: ind, Measure: ind.Measure(p.Measure)}
	unit, scale := x.words.unit(ref.Measure.Unit)
	row := PlanRow{PlaceID: p.Row.PlaceID, Place: x.words.place(p.Row.Kind, p.Row.Name), Indicator: p.Indicator, Name: x.words.measure(ref), UnitName: unit,
		Planned: vi.Decimal(p.Value, scale), PlannedBase: p.Value, Summed: p.Summed, Actual: *c, Share: "-"}
	row.Actual.Printed = x.words.say(c, scale)
	if (c.State == figure.HasValue || c.State == figure.Zero) && p.Value > 0 && c.Result.V >= 0 {
		row.Share = vi.Percent(c.Result.V, p.Value, 1)
		row.PerMille = min(1000, c.Result.V*1000/p.Value)
	}
	return row
}

// planned are the indicators that have a plan, in the order of the catalogue.
func (x *question) planned() []string {
	has := map[string]bool{}
	for i := range x.v.Plans {
		has[x.v.Plans[i].Indicator] = true
	}
	var out []string
	for _, id := range x.v.Catalogue.IndicatorOrder {
		if has[id] {
			out = append(out, id)
		}
	}
	return out
}
