package figure

import (
	"cmp"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// FlagNegative marks a balance of which more went out than came in. It is shown
// as it is: an entry may be missing, and no number is made to fit.
const FlagNegative = "negative_balance"

// Slots of the program behind a balance.
const (
	slotIn = iota
	slotOut
)

// held is what came in and what went out up to one day, the two sums a balance
// is the difference of. Days before the period asked count like those in it.
type held struct {
	g  *program
	gr *grid
}

// held computes the sums behind a balance at the end of a bucket; nil where the
// balance begins later.
func (a *assembler) held(slot, bucket int) (*held, error) {
	key := [2]int{slot, bucket}
	if h, ok := a.balances[key]; ok {
		return h, nil
	}
	h, err := a.g.held(&a.g.slots[slot], a.g.buckets[bucket].To)
	if err != nil {
		return nil, err
	}
	if a.balances == nil {
		a.balances = map[[2]int]*held{}
	}
	a.balances[key] = h
	return h, nil
}

func (g *program) held(s *slot, until Day) (*held, error) {
	since := calendar.MinDay
	if s.m.Since != "" {
		d, err := calendar.ParseDay(s.m.Since)
		if err != nil {
			return nil, err
		}
		since = max(since, d)
	}
	if until < since {
		return nil, nil
	}
	in, out := *s.m, *s.m
	in.Type, in.Less = catalogue.Sum, nil
	out.Type, out.Terms, out.Less = catalogue.Sum, s.m.Less, nil
	q := g.q
	q.Period, q.Statements = calendar.Period{From: since, To: until, Calendar: calendar.Campaign}, EntriesOnly
	q.By = slices.DeleteFunc(slices.Clone(g.q.By), IsTime)
	sub, err := compileOn([]*catalogue.Indicator{{ID: s.ind.ID, Measures: []*catalogue.IndicatorMeasure{&in, &out}}}, q, g.ctx, g.p, g.stateLayout(until))
	if err != nil {
		return nil, err
	}
	return &held{sub, sub.scan()}, nil
}

// stateLayout is the layout of a state on a day. On the own-day map things lie
// where their place belongs on that day, not where it belonged when they came.
func (g *program) stateLayout(d Day) *place.Layout {
	if g.layout.Unit != nil {
		return g.layout
	}
	places, l := g.p.places, *g.layout
	l.Unit = make([]int32, places.Len())
	for o := range l.Unit {
		on := o
		if id := places.ID(o); !places.Alive(id, d) {
			on = places.Ordinal(places.Landing(id, d).Node)
		}
		l.Unit[o] = -1
		if on >= 0 {
			l.Unit[o] = int32(g.layout.UnitOn(on, d))
		}
	}
	return &l
}

// balance is what came in less what went out since its beginning.
func (a *assembler) balance(c *Cell, slot, row, bucket, col int) error {
	h, err := a.held(slot, bucket)
	if err != nil {
		return err
	}
	if h == nil {
		c.State = NotApplicable
		return nil
	}
	in, out := h.g.cell(row, 0, col, slotIn), h.g.cell(row, 0, col, slotOut)
	c.Result = h.gr.result(in).Minus(h.gr.result(out))
	c.Entries = int64(h.gr.counts[in].entries) + int64(h.gr.counts[out].entries)
	if r := c.Result; r.Hi != amount.Unknown && r.Hi < 0 {
		c.Flags = append(c.Flags, FlagNegative)
	}
	return nil
}

// balanceLines are the entries behind a balance, each with its sign.
func (a *assembler) balanceLines(slot int, at coordinate) ([]Line, error) {
	h, err := a.held(slot, at.bucket)
	if err != nil || h == nil {
		return nil, err
	}
	out := h.g.lines(h.g.cell(at.row, 0, at.col, slotIn), &h.g.slots[slotIn])
	for _, l := range h.g.lines(h.g.cell(at.row, 0, at.col, slotOut), &h.g.slots[slotOut]) {
		l.Out, l.Sign = true, -l.Sign
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.EntryID, b.EntryID)) })
	return out, nil
}

// Without is the balance of a drilled cell as it would be without one entry.
func (d *Drilled) Without(entryID string) amount.Result {
	rest := Drilled{Lines: slices.DeleteFunc(slices.Clone(d.Lines), func(l Line) bool { return l.EntryID == entryID })}
	sum, _ := rest.LineSum()
	return sum
}

// TakenBy adds what an entry's facts take out of a balance, by the value of the
// dimension it is split by ("" without one). Terms that ask for more than kind,
// measure and dimension values are left out: they say nothing about one entry.
func TakenBy(m *catalogue.IndicatorMeasure, facts []ledger.Fact) map[string]int64 {
	out := map[string]int64{}
	for _, f := range facts {
		dims := ledger.ParseDims(f.Dims)
		takes := slices.ContainsFunc(m.Less, func(t *catalogue.Term) bool {
			series := t.MeasureID()
			if m.SplitBy != "" {
				series += "/" + m.SplitBy
			}
			return t.Kind != nil && t.Kind.ID == f.Kind && series == f.Measure && matches(dims, t) && t.Flag == "" && len(t.Owner)+len(t.Bodies)+len(t.Involved) == 0
		})
		if takes && f.Value.Q == amount.Exact && f.Value.V > 0 {
			column := ""
			if v := dims[m.SplitBy]; len(v) > 0 {
				column = v[0]
			}
			out[column] += f.Value.V
		}
	}
	return out
}
