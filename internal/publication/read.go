package publication

import (
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/report"
)

// read turns a stored cell into a figure, nil when it is none to publish.
// Months are read too: three of them may make a quarter.
func (e *Edition) read(s *ledger.Snapshot, c *report.StoredCell) *Figure {
	sel, err := figure.ParseToken(c.Selection)
	if err != nil || !e.allowed(&s.Body, &sel) {
		return nil
	}
	ind, ok := e.Catalogue.Indicator(sel.Indicator)
	if !ok || !ind.Public {
		return nil
	}
	m := ind.Measure(sel.Measure)
	if m == nil {
		return nil
	}
	f := &Figure{MeasureRef: figure.MeasureRef{Indicator: ind, Measure: m}, Place: sel.RowPlace, State: figure.State(c.State), Sources: []*ledger.Snapshot{s}}
	if f.Period, ok = whole(sel.Slice); !ok {
		return nil
	}
	if m.OnLine() && f.Period.Unit != calendar.QuarterUnit {
		return nil
	}
	switch f.State {
	case figure.Missing, figure.Untold, figure.Unstated, figure.Waiting:
		return f
	case figure.HasValue, figure.Zero:
	default:
		return nil
	}
	if m.OnLine() {
		f.Band = bandOf(m, c.Value)
		if f.Band == 0 {
			return nil
		}
		return f
	}
	scale := e.scale(m)
	if f.Result, ok = resultOf(c, scale); !ok {
		return nil
	}
	f.readBasis(c, scale)
	return f
}

// bandOf is which quarter of a whole a share lies in; 0 where it is none.
func bandOf(m *catalogue.IndicatorMeasure, value string) int {
	v, err := strconv.ParseFloat(value, 64)
	if m.Type != catalogue.Ratio || err != nil || v < 0 {
		return 0
	}
	return min(4, 1+int(v*4/float64(max(1, m.ScaleNum))))
}

// allowed checks the selection of a cell: the joint view of verified entries,
// a unit from commune up on the map of the time, no split but place and time,
// and days inside the report's own period: cells of other periods were
// printed to compare, and are locked elsewhere.
func (e *Edition) allowed(b *ledger.SnapshotBody, sel *figure.Selection) bool {
	if sel.Viewpoint != (figure.Viewpoint{}) || sel.Status < minStatus || sel.Map.Kind != place.MapThen || sel.Column != "" || sel.RowKind != place.RowUnit {
		return false
	}
	for _, by := range sel.By {
		if !strings.HasPrefix(by, "place:") && by != figure.ByMonth && by != figure.ByQuarter && by != figure.ByYear {
			return false
		}
	}
	places := e.Registry.Places
	if sel.RowPlace == "" || places.IsGroup(sel.RowPlace) || places.Ordinal(sel.RowPlace) < 0 || places.Level(sel.RowPlace) == place.LevelHamlet {
		return false
	}
	return sel.Slice.From >= b.From && sel.Slice.To <= b.To
}

// whole names the month, quarter or year a range of days is; any other range
// is not published, because two of them could differ by a few days.
func whole(p calendar.Period) (calendar.Period, bool) {
	if p.Calendar != calendar.Civil && p.Calendar != calendar.Official {
		return p, false
	}
	year, month, count, ok := calendar.Period{From: p.From, To: p.To, Calendar: p.Calendar}.Months()
	switch {
	case !ok:
		return p, false
	case count == 1:
		return calendar.Month(p.Calendar, year, month), true
	case count == 3 && month%3 == 1:
		return calendar.Quarter(p.Calendar, year, (month+2)/3), true
	case count == 12 && month == 1:
		return calendar.Year(p.Calendar, year), true
	}
	return p, false
}

// scale is how many base units make one printed unit of a measure.
func (e *Edition) scale(m *catalogue.IndicatorMeasure) int64 {
	if u := e.Catalogue.Units[m.Unit]; u != nil {
		return max(1, u.Scale)
	}
	return 1
}

func resultOf(c *report.StoredCell, scale int64) (amount.Result, bool) {
	q, err := amount.ParseQualifier(c.Qualifier)
	r := amount.Result{Q: q, N: 1}
	for _, x := range []struct {
		to   *int64
		text string
	}{{&r.V, c.Value}, {&r.Lo, c.Low}, {&r.Hi, c.High}} {
		*x.to = amount.Unknown
		if x.text == "" {
			continue
		}
		n, ok := baseUnits(x.text, scale)
		if !ok {
			return r, false
		}
		*x.to = n
	}
	return r, err == nil && (q != amount.Exact || r.V != amount.Unknown)
}

func (f *Figure) readBasis(c *report.StoredCell, scale int64) {
	for name, text := range c.Basis {
		b, err := amount.ParseBasis(name)
		n, ok := baseUnits(text, scale)
		if err != nil || !ok {
			continue
		}
		f.basis[b], f.known = n, true
	}
	f.orderBasis()
}

// baseUnits reads a plain decimal such as 93.783 as whole base units.
func baseUnits(text string, scale int64) (int64, bool) {
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	v, ok := amount.MulDiv(n, scale, 1)
	if part == "" || !ok {
		return v, ok
	}
	p, err := strconv.ParseInt(part, 10, 64)
	if err != nil || p < 0 || len(part) > 12 {
		return 0, false
	}
	tens := int64(1)
	for range part {
		tens *= 10
	}
	rest, ok := amount.MulDiv(p, scale, tens)
	return v + rest, ok
}
