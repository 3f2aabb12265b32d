package figure

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Planned is what was planned for one cell.
type Planned struct {
	Row       place.Row
	Bucket    calendar.Period
	Indicator string
	Measure   string
	Value     int64 // base units
	Plans     []*Plan
	// Summed says that the plan is the sum of those of other units: the parts
	// of the row, or the units before a merger.
	Summed bool
}

// Planned finds the plans for the rows, periods and measures of a query, on
// the query's own map: plan and result are compared on one map only
// (figures.md section 3). Cells without a plan are left out.
func (p *Projection) Planned(q Query, ctx *Context) ([]Planned, error) {
	g, err := compile(q, ctx, p)
	if err != nil {
		return nil, err
	}
	var out []Planned
	for row, r := range g.layout.Rows {
		for _, b := range g.buckets {
			for _, s := range g.slots {
				if s.den {
					continue
				}
				x := Planned{Row: r, Bucket: b, Indicator: s.ind.ID, Measure: s.m.ID}
				g.planned(&x, row)
				if len(x.Plans) > 0 {
					out = append(out, x)
				}
			}
		}
	}
	return out, nil
}

// planned collects the plans of a row: its own where it has one, else those of
// the units in it.
func (g *program) planned(x *Planned, row int) {
	var own, parts []*Plan
	for i := range g.ctx.Plans {
		p := &g.ctx.Plans[i]
		if p.Indicator != x.Indicator || p.Measure != x.Measure || p.From < x.Bucket.From || p.To > x.Bucket.To ||
			g.layout.UnitOn(g.p.places.Ordinal(p.PlaceID), p.To) != row {
			continue
		}
		if p.PlaceID == x.Row.PlaceID {
			own = append(own, p)
		} else {
			parts = append(parts, p)
		}
	}
	x.Plans = own
	if len(own) == 0 {
		x.Plans, x.Summed = parts, len(parts) > 0
	}
	for _, p := range x.Plans {
		x.Value += p.Value
	}
}

// LastDay is the last day that has an entry, 0 without any.
func (p *Projection) LastDay() Day {
	last := Day(0)
	for _, c := range p.parts {
		for e, d := range c.day {
			if c.stand[e] != maskedStand {
				last = max(last, minDay+Day(d))
			}
		}
	}
	return last
}

// Standing shows the entries that stand in a state, in no stated order.
func (p *Projection) Standing(status ledger.Status, see func(placeID string, day Day, owner string, s Stand)) {
	asked := make([]bool, len(p.standTab))
	for i, s := range p.standTab {
		asked[i] = i != maskedStand && s.Status == status
	}
	for _, c := range p.parts {
		for e, st := range c.stand {
			if asked[st] {
				see(p.places.ID(c.placeOf(uint32(e))), minDay+Day(c.day[e]), p.bodiesTab[c.bodies[e]].owner, p.standTab[st])
			}
		}
	}
}
