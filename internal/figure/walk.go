package figure

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Walk shows what every entry adds to the cells of a query, in no stated
// order and in one pass for all indicators: the lines Drill lists cell by
// cell. Kinds of which nobody is shown single entries, denominators and
// measures that do not come from single entries are left out.
func (p *Projection) Walk(q Query, ctx *Context, see func(at MeasureRef, row place.Row, l Line)) error {
	g, err := compile(q, ctx, p)
	if err != nil {
		return err
	}
	per := len(g.slots)
	rows := len(g.buckets) * len(g.split.keys) * per
	g.scanPlaces(0, p.places.Len(), nil, func(cell int, c *columns, e, f uint32, v amount.Value, sign int) {
		s := &g.slots[cell%per]
		if s.den || Hidden(s.m) || !s.m.Adds() {
			return
		}
		see(MeasureRef{s.ind, s.m}, g.layout.Rows[cell/rows], g.line(c, e, f, v, sign))
	})
	return nil
}

// Said is one number of one entry of a place, as its history shows it.
type Said struct {
	LedgerID string
	EntryID  string
	Day      Day
	Measure  string
	Dims     string // canonical, see ledger.ParseDims
	Owner    string
	Value    amount.Value
}

// History shows the numbers of the entries of one kind at exactly this place
// with a day inside the period, in no stated order. Drafts, returned and
// retracted entries are left out.
func (p *Projection) History(placeID, kind string, period calendar.Period, see func(Said)) {
	o := p.places.Ordinal(placeID)
	if o < 0 {
		return
	}
	for _, c := range p.parts {
		for e := c.runs[o]; e < c.runs[o+1]; e++ {
			d := minDay + Day(c.day[e])
			if st := p.standTab[c.stand[e]].Status; d < period.From || d > period.To || st != ledger.Submitted && st != ledger.Verified {
				continue
			}
			for f := c.first[e]; f < c.first[e+1]; f++ {
				if s := p.seriesTab[c.series[f]]; s.kind == kind {
					see(Said{p.ledgerTab[c.ledger[e]], formatID(c.id[e]), d, s.measure, p.dimsTab[c.dimsOf(f)], p.bodiesTab[c.bodies[e]].owner, c.valueAt(f)})
				}
			}
		}
	}
}
