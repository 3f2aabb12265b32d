package figure

import (
	"phendau/internal/calendar"
	"phendau/internal/place"
)

// noDay is later than every day a book can speak of.
const noDay = calendar.MaxDay + 1

// firstDays are, by number of the ledger, the first days of an entry, standing
// in whatever way, that the projection holds; noDay where it holds none.
func (p *Projection) firstDays() []Day {
	out := make([]Day, len(p.ledgerTab))
	for i := range out {
		out[i] = noDay
	}
	for _, c := range p.parts {
		for e, d := range c.day {
			if c.stand[e] != maskedStand {
				first := &out[c.ledger[e]]
				*first = min(*first, minDay+Day(d))
			}
		}
	}
	return out
}

// Begins is the first day of which any ledger speaks, false while none does.
func (v *View) Begins() (Day, bool) {
	first := Day(noDay)
	for _, d := range v.firstDay() {
		first = min(first, d)
	}
	for i := range v.Nils {
		first = min(first, v.Nils[i].From)
	}
	for i := range v.Statements {
		first = min(first, v.Statements[i].From)
	}
	return first, first != noDay
}

// beginnings are the days on which ledgers begin to speak, each from its first
// entry, signed zero or declared total, and what of them a table's rows ask.
type beginnings struct {
	g     *program
	first map[string]Day
	below []Day // by row: the earliest of the ledgers of the places in it
	above map[rowDay]Day
}

type rowDay struct {
	row int
	day Day
}

func newBeginnings(g *program) *beginnings {
	b := &beginnings{g: g, first: map[string]Day{}, below: make([]Day, len(g.layout.Rows)), above: map[rowDay]Day{}}
	for i, d := range g.p.firstDay() {
		b.speaks(g.p.ledgerTab[i], d)
	}
	for i := range g.ctx.Nils {
		b.speaks(g.ctx.Nils[i].LedgerID, g.ctx.Nils[i].From)
	}
	for i := range g.ctx.Statements {
		b.speaks(g.ctx.Statements[i].LedgerID, g.ctx.Statements[i].From)
	}
	b.fill()
	return b
}

func (b *beginnings) speaks(ledgerID string, d Day) {
	if had, ok := b.first[ledgerID]; !ok || d < had {
		b.first[ledgerID] = d
	}
}

func (b *beginnings) of(ledgerID string) Day {
	if d, ok := b.first[ledgerID]; ok {
		return d
	}
	return noDay
}

// fill places every ledger in the rows its places count in.
func (b *beginnings) fill() {
	for i := range b.below {
		b.below[i] = noDay
	}
	asked := b.g.q.Period
	b.g.ctx.Registry.EachLedger(func(placeID, ledgerID string, from, to Day) {
		d := min(max(from, asked.From), to, asked.To)
		if row := b.g.layout.UnitOn(b.g.p.places.Ordinal(placeID), d); row >= 0 {
			b.below[row] = min(b.below[row], b.of(ledgerID))
		}
	})
}

// begun reports whether one of the ledgers into which a row and the places in
// it write had begun by a day: then nothing written means that nothing was.
func (b *beginnings) begun(row int, d Day) bool {
	return b.below[row] <= d || b.own(row, d) <= d
}

// own is when the ledger begins into which the row's place itself writes on a
// day, be it that of a unit above.
func (b *beginnings) own(row int, d Day) Day {
	k := rowDay{row, d}
	first, ok := b.above[k]
	if !ok {
		first = b.of(b.g.ctx.Registry.LedgerOf(b.g.layout.Rows[row].PlaceID, d))
		b.above[k] = first
	}
	return first
}

// untold reports whether a cell without entries lies before the book of its
// row begins. Rows besides units hold only what was written.
func (a *assembler) untold(c *Cell, row int) bool {
	if a.g.layout.Rows[row].Kind != place.RowUnit {
		return false
	}
	if a.begun == nil {
		a.begun = newBeginnings(a.g)
	}
	return !a.begun.begun(row, c.To)
}
