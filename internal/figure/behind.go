package figure

import (
	"slices"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
)

// behind is what stands behind cells without values: entries that count and
// leave the measure out, and entries that are not verified as far as asked.
// Neither is a 0.
type behind struct {
	left, sent *entriesOf
}

// entriesOf counts entries where a table adds values, by slot of the table.
type entriesOf struct {
	g    *program
	gr   *grid
	slot map[int]int
}

// stateBehind is what an empty cell says of the entries behind it, "" where
// there are none.
func (a *assembler) stateBehind(slot, row, bucket, col int) State {
	if a.behind == nil {
		a.behind = a.g.behind()
	}
	switch {
	case a.behind.left.any(row, bucket, col, slot):
		return Unstated
	case a.behind.sent.any(row, bucket, col, slot):
		return Waiting
	}
	return ""
}

func (x *entriesOf) any(row, bucket, col, slot int) bool {
	if x == nil {
		return false
	}
	n, ok := x.slot[slot]
	return ok && x.gr.counts[x.g.cell(row, bucket, col, n)].entries > 0
}

// behind counts the entries once for the whole table, when its first empty
// cell is met.
func (g *program) behind() *behind {
	b := &behind{left: g.entriesOf(g.q.Status, true, g.measured)}
	if g.q.Status > 0 {
		b.sent = g.entriesOf(0, false, g.listed)
	}
	return b
}

// listed reports whether single entries may be told to stand behind a slot:
// it adds their values by plain filters, and none is of a hidden kind.
func (g *program) listed(s *slot) bool {
	if s.den || s.m.SplitBy != "" || len(s.m.Terms) == 0 || s.m.Type != catalogue.Count && s.m.Type != catalogue.Sum && s.m.Type != catalogue.Distinct && !s.m.OnLine() {
		return false
	}
	return !slices.ContainsFunc(s.m.Terms, func(t *catalogue.Term) bool {
		return t.Kind == nil || t.Kind.Register || t.Source != "" || len(t.Parts) > 0 || t.Kind.Counting == nil || hiddenKind(t.Kind)
	})
}

// measured reports whether an entry can leave out what a slot adds. The
// counting measure is in every entry; that a known entry counts elsewhere
// (as a part of a shared event) is a true 0 here. How a value is known says
// nothing about one that is not there.
func (g *program) measured(s *slot) bool {
	if !g.listed(s) || g.split.by == ByBasis {
		return false
	}
	if s.m.OnLine() {
		return true // a patrol may have no track
	}
	if s.m.Type == catalogue.Distinct {
		return s.m.Members == catalogue.MembersMarker
	}
	return !slices.ContainsFunc(s.m.Terms, func(t *catalogue.Term) bool { return t.Measure == "" || t.Measure == t.Kind.Counting.ID })
}

// entriesOf compiles the same question about entries instead of values for the
// slots that pass; nil where none does. every also finds parts of shared events.
func (g *program) entriesOf(status Status, every bool, pass func(*slot) bool) *entriesOf {
	x := &entriesOf{slot: map[int]int{}}
	var inds []*catalogue.Indicator
	for i := range g.slots {
		s := &g.slots[i]
		if !pass(s) {
			continue
		}
		m := *s.m
		m.Type, m.Members, m.Shown, m.Terms, m.Den = catalogue.Count, "", "", nil, nil
		for _, t := range s.m.Terms {
			m.Terms = append(m.Terms, g.p.memo.entriesOf(t))
		}
		x.slot[i] = len(inds)
		inds = append(inds, &catalogue.Indicator{ID: s.ind.ID, Measures: []*catalogue.IndicatorMeasure{&m}})
	}
	if len(inds) == 0 {
		return nil
	}
	q := g.q
	q.Status, q.Statements = status, EntriesOnly
	var err error
	if x.g, err = compileOn(inds, q, g.ctx, g.p, g.layout); err != nil {
		return nil // what g compiled compiles again
	}
	x.g.every = every
	x.gr = x.g.scan()
	return x
}

// entriesOf is the term that finds the entries of a term, whatever they state.
// It is made once, so that what is kept by term is found again.
func (m *memo) entriesOf(t *catalogue.Term) *catalogue.Term {
	return remember(&m.mu, &m.entries, maxMemo, t, func() *catalogue.Term {
		x := *t
		x.Measure = t.Kind.Counting.ID
		return &x
	})
}

// behindLines lists the entries behind a cell without a number; they add
// nothing that is known.
func (a *assembler) behindLines(state State, slot int, at coordinate) []Line {
	var x *entriesOf
	switch state {
	case Unstated:
		x = a.behind.left
	case Waiting:
		x = a.behind.sent
	default:
		return nil
	}
	n := x.slot[slot]
	out := x.g.lines(x.g.cell(at.row, at.bucket, at.col, n), &x.g.slots[n])
	for i := range out {
		out[i].Value = amount.Value{Q: amount.Uncounted}.Normalize()
	}
	return out
}
