package figure

import (
	"phendau/internal/amount"
	"phendau/internal/catalogue"
)

// placed is a statement with the row and bucket of the table in which it
// stands instead of entries.
type placed struct {
	st          *Statement
	row, bucket int // bucket -1: the period cuts its coverage, it cannot be used
	places      []bool
}

// placeStatements finds the statements of a slot that the query's policy
// takes. A statement is used only where a cell holds it whole.
func (g *program) placeStatements(n int, s *slot) {
	if (g.q.Statements != StatementsThenEntries && s.m.Type != catalogue.Statement) || s.den || g.q.Viewpoint.Body != "" {
		return
	}
	for i := range g.ctx.Statements {
		st := &g.ctx.Statements[i]
		if st.Indicator != s.ind.ID || st.Measure != s.m.ID || len(st.Dims) > 0 || (g.q.Status > 0 && !st.Verified) {
			continue
		}
		row := g.layout.UnitOn(g.p.places.Ordinal(st.PlaceID), st.To)
		if row < 0 || st.To < g.q.Period.From || st.From > g.q.Period.To {
			continue
		}
		x := placed{st: st, row: row, bucket: -1}
		for b, p := range g.buckets {
			if p.From <= st.From && st.To <= p.To && len(g.q.By) <= 2 {
				x.bucket = b
			}
		}
		if x.bucket >= 0 {
			x.places = g.under(st)
		}
		if g.declared == nil {
			g.declared = map[int][]placed{}
		}
		g.declared[n] = append(g.declared[n], x)
	}
}

// under marks the places whose entries a statement already holds.
func (g *program) under(st *Statement) []bool {
	out := make([]bool, g.p.places.Len())
	for o := range out {
		if g.p.anyAt(o) {
			out[o] = g.p.places.Holds(st.PlaceID, g.p.places.ID(o), st.To)
		}
	}
	return out
}

func (g *program) covers(slot int) []cover {
	var out []cover
	for _, x := range g.declared[slot] {
		if x.bucket >= 0 {
			from, to := max(x.st.From, minDay), x.st.To
			out = append(out, cover{x.places, uint16(from - minDay), uint16(to - minDay)})
		}
	}
	return out
}

// useStatements adds the statements of a cell. Two that overlap and differ
// make it ambiguous: no number until somebody decided.
func (a *assembler) useStatements(c *Cell, slot, row, bucket int, sum *amount.Sum, lone **amount.Value) {
	used := make([]*Statement, 0, 2)
	for _, x := range a.g.declared[slot] {
		p := a.g.buckets[bucket]
		switch {
		case x.row != row || x.st.To < p.From || x.st.From > p.To:
		case x.bucket != bucket:
			c.Unused = append(c.Unused, x.st.ID)
			c.Flags = appendOnce(c.Flags, FlagUnusedStat)
		default:
			if twin := overlapping(used, x.st); twin != nil {
				if twin.Value != x.st.Value || twin.Document.Number != x.st.Document.Number {
					c.State = Ambiguous
					c.Flags = appendOnce(c.Flags, FlagAmbiguous)
				}
				continue
			}
			used = append(used, x.st)
			v := x.st.Value
			v.Basis = amount.Declared
			sum.Add(v)
			if sum.N == 1 {
				*lone = &v
			}
			c.Used++
			c.Flags = appendOnce(c.Flags, FlagStatement)
		}
	}
}

func overlapping(used []*Statement, st *Statement) *Statement {
	for _, u := range used {
		if u.From <= st.To && st.From <= u.To && u.PlaceID == st.PlaceID {
			return u
		}
	}
	return nil
}

func appendOnce(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
