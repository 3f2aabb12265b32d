package figure

import (
	"encoding/json"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
)

// assembler turns accumulators into cells.
type assembler struct {
	g  *program
	gr *grid
	t  *Table

	reports *reports
	begun   *beginnings
	stocks  *stocks
	behind  *behind
	along   *along
	// balances are the sums behind balances, by slot and bucket.
	balances map[[2]int]*held
}

// cell makes one cell; the arithmetic is that of the measure's type.
func (a *assembler) cell(row, bucket, col, slot int) (Cell, error) {
	g := a.g
	s := &g.slots[slot]
	r := g.layout.Rows[row]
	period := g.buckets[bucket]
	c := Cell{Indicator: s.ind.ID, Measure: s.m.ID, Unit: s.m.Unit, Place: r.PlaceID, PlaceName: r.Name, Row: r.Kind,
		From: period.From, To: period.To, Map: g.q.Map.String(), State: HasValue, Position: a.t.Position}
	c.Sel = Selection{Query: g.q, Indicator: s.ind.ID, Measure: s.m.ID, RowKind: r.Kind, RowPlace: r.PlaceID, Slice: period, Column: g.split.keys[col]}
	c.Sel.Indicators = []string{s.ind.ID}
	if g.split.by != "" {
		key := g.split.keys[col]
		c.Split, c.Unit = &key, g.ctx.Catalogue.PartUnit(s.m, strings.TrimPrefix(g.split.by, "dim:"), key)
	}
	at := g.cell(row, bucket, col, slot)
	c.Entries = int64(a.gr.counts[at].entries)
	if err := a.fill(&c, slot, at, row, bucket, col); err != nil {
		return c, err
	}
	if c.Result.Overflow {
		return c, &Error{OverflowRefused, "Tổng vượt quá giới hạn tính toán.", "the sum is too large to be exact"}
	}
	a.finish(&c, s.m)
	return c, nil
}

func (a *assembler) fill(c *Cell, slot, at, row, bucket, col int) error {
	s := &a.g.slots[slot]
	if s.m.OnLine() {
		return a.onLine(c, slot, row, bucket, col)
	}
	switch s.m.Type {
	case catalogue.Count, catalogue.Sum:
		sum, lone := a.gr.sum(at)
		a.useStatements(c, slot, row, bucket, &sum, &lone)
		c.Result = sum.Result(lone)
		a.emptyState(c, slot, row, bucket, col)
	case catalogue.Distinct:
		n := int64(len(a.gr.sets[at]))
		if s.fromRegister() {
			n = a.stock().distinct(s.m.Terms, s.m.Members, row, bucket)
		}
		c.Result = exactResult(n, amount.Counted)
		a.emptyState(c, slot, row, bucket, col)
	case catalogue.Ratio, catalogue.PerCapita, catalogue.PerKM:
		a.ratio(c, s, at, row, bucket)
	case catalogue.Stock:
		c.Result, c.Entries = a.stock().sum(s.m.Terms, row, bucket, a.g.split.keys[col])
	case catalogue.Balance:
		return a.balance(c, slot, row, bucket, col)
	case catalogue.Coverage:
		a.coverage(c, s, row, bucket)
	case catalogue.Rate:
		return a.rate(c, s, row, bucket, col)
	case catalogue.Plan:
		a.plan(c, s, row, bucket)
	case catalogue.Statement:
		sum, lone := amount.Sum{}, (*amount.Value)(nil)
		a.useStatements(c, slot, row, bucket, &sum, &lone)
		c.Result = sum.Result(lone)
		if c.Used == 0 {
			c.State = Untold
		}
	}
	return nil
}

func (s *slot) fromRegister() bool {
	for _, t := range s.m.Terms {
		if t.Source == catalogue.SourceUnit || (t.Kind != nil && t.Kind.Register) {
			return true
		}
	}
	return false
}

func exactResult(n int64, b amount.Basis) amount.Result {
	r := amount.Result{V: n, Lo: n, Hi: n, N: 1}
	r.Basis[b] = n
	return r
}

// sum adds the exact and the other values of a cell; lone is the value that
// keeps its own words when it stands alone.
func (gr *grid) sum(at int) (s amount.Sum, lone *amount.Value) {
	entries, exact := int64(gr.counts[at].entries), gr.exact(at)
	side := gr.inexact[at]
	if side == nil {
		s.AddExacts(entries, exact)
		return s, nil
	}
	s.AddExacts(max(0, entries-side.N), exact)
	s.AddSum(side)
	v := gr.lone[at]
	return s, &v
}

func (gr *grid) result(at int) amount.Result {
	if len(gr.inexact) == 0 {
		r := amount.Result{Basis: gr.exact(at), N: int64(gr.counts[at].entries)}
		for _, v := range r.Basis {
			r.V += v
		}
		r.Lo, r.Hi = r.V, r.V
		return r
	}
	s, lone := gr.sum(at)
	return s.Result(lone)
}

func (a *assembler) ratio(c *Cell, s *slot, at, row, bucket int) {
	num := a.gr.result(at)
	if s.fromRegister() {
		num, c.Entries = a.stock().sum(s.m.Terms, row, bucket, a.g.split.keys[0])
	}
	switch s.m.Terms[0].Source {
	case catalogue.SourceOnTime, catalogue.SourceSilent, catalogue.SourceExpected:
		num = exactResult(a.report().count(s.m.Terms[0], s, row, bucket), amount.Counted)
	}
	den := a.denominator(s, row, bucket, at)
	c.Num, c.Den = num.V, den
	c.Result = num
	if den == 0 || num.Q != amount.Exact {
		c.State = NoDenominator
		c.Flags = append(c.Flags, FlagNoDen)
	}
}

// denominator reads the facts of the slot behind the numerator, a dated fact
// of places, or a stock.
func (a *assembler) denominator(s *slot, row, bucket, at int) int64 {
	switch {
	case s.m.DenFact != "":
		return a.stock().placeFact(s.m.DenFact, row, bucket)
	case len(s.m.Den) == 0:
		return 0
	}
	switch t := s.m.Den[0]; {
	case t.Source == catalogue.SourceUnit || t.Kind != nil && t.Kind.Register:
		r, _ := a.stock().sum(s.m.Den, row, bucket, "")
		return r.V
	case t.Source == catalogue.SourceExpected || t.Source == catalogue.SourceOnTime || t.Source == catalogue.SourceSilent:
		return a.report().count(t, s, row, bucket)
	}
	return max(0, a.gr.result(at+1).V)
}

// coverage of a set: how many members of the whole are covered. What tracks
// covered of the line is onLine's.
func (a *assembler) coverage(c *Cell, s *slot, row, bucket int) {
	c.Num = a.stock().distinct(s.m.Terms, s.m.Members, row, bucket)
	c.Den = a.stock().distinct(s.m.Den, s.m.Members, row, bucket)
	c.Result = exactResult(c.Num, amount.Counted)
	if c.Den == 0 {
		c.State = NoDenominator
		c.Flags = append(c.Flags, FlagNoDen)
	}
}

func (a *assembler) stock() *stocks {
	if a.stocks == nil {
		a.stocks = newStocks(a.g)
	}
	return a.stocks
}

func (a *assembler) report() *reports {
	if a.reports == nil {
		a.reports = newReports(a.g)
	}
	return a.reports
}

// finish writes the numbers of a cell in its unit and prints it.
func (a *assembler) finish(c *Cell, m *catalogue.IndicatorMeasure) {
	scale := int64(1)
	if u := a.g.ctx.Catalogue.Units[c.Unit]; u != nil && u.Scale > 1 {
		scale = u.Scale
	}
	r := &c.Result
	c.Qualifier = r.Q.String()
	switch {
	case c.State.Open() || c.State == NotApplicable || c.State == Ambiguous || c.State == NoDenominator:
		c.Qualifier = ""
		*r = amount.Result{V: amount.Unknown, Lo: amount.Unknown, Hi: amount.Unknown}
	case isRatio(m.Type):
		c.Value = ratioNumber(c.Num, c.Den, m)
	default:
		c.Value, c.Low, c.High = number(r.V, scale), number(r.Lo, scale), number(r.Hi, scale)
	}
	if r.Order {
		c.Flags = append(c.Flags, FlagOrder)
	}
	if r.Basis[amount.Norm] > 0 {
		c.Flags = append(c.Flags, FlagNorm)
	}
	if num, den, ok := r.CountedShare(); ok && !m.OnLine() && (m.Type == catalogue.Sum || m.Type == catalogue.Count || m.Type == catalogue.Rate) {
		c.Counted = strconv.FormatInt(num, 10) + "/" + strconv.FormatInt(den, 10)
		c.Basis = map[string]json.Number{}
		for b, v := range r.Basis {
			c.Basis[amount.Basis(b).String()] = number(v, scale)
		}
	}
	c.Printed = Print(c, m, scale)
	c.Drill = c.Sel.Token()
}

func isRatio(t catalogue.Type) bool {
	return t == catalogue.Ratio || t == catalogue.PerCapita || t == catalogue.PerKM
}

// number writes v/scale as an exact decimal, "" for an absent value.
func number(v, scale int64) json.Number {
	if v == amount.Unknown {
		return ""
	}
	if scale == 1 {
		return json.Number(strconv.FormatInt(v, 10))
	}
	neg := ""
	if v < 0 {
		neg, v = "-", -v
	}
	digits := len(strconv.FormatInt(scale, 10)) - 1 // scales are powers of ten
	frac := strconv.FormatInt(v%scale+scale, 10)[1:]
	frac = strings.TrimRight(frac[:digits], "0")
	out := neg + strconv.FormatInt(v/scale, 10)
	if frac != "" {
		out += "." + frac
	}
	return json.Number(out)
}

func ratioNumber(num, den int64, m *catalogue.IndicatorMeasure) json.Number {
	scaled := num * max(1, m.ScaleNum)
	v, ok := amount.MulDiv(scaled, 1_000_000, den)
	if !ok {
		return ""
	}
	return number(v, 1_000_000)
}
