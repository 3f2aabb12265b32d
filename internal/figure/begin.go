package figure

import "phendau/internal/calendar"

// noDay is later than every day a book can speak of.
const noDay = calendar.MaxDay + 1

// begins is the first day of an entry, standing in whatever way, that the
// projection holds; noDay where it holds none. One read for each place: the
// entries of a place are sorted by day.
func (p *Projection) begins() Day {
	first := noDay
	for _, c := range p.parts {
		for o := 0; o+1 < len(c.runs); o++ {
			for e := c.runs[o]; e < c.runs[o+1]; e++ {
				if c.stand[e] != maskedStand {
					first = min(first, minDay+Day(c.day[e]))
					break
				}
			}
		}
	}
	return first
}

// begins is the day the book begins to speak of: of its first entry, signed
// zero or declared total, wherever in the view.
func (g *program) begins() Day {
	first := g.p.begins()
	for i := range g.ctx.Nils {
		first = min(first, g.ctx.Nils[i].From)
	}
	for i := range g.ctx.Statements {
		first = min(first, g.ctx.Statements[i].From)
	}
	return first
}

// bookBegins is asked once for a table, and only where a cell is empty.
func (a *assembler) bookBegins() Day {
	if a.begun == nil {
		d := a.g.begins()
		a.begun = &d
	}
	return *a.begun
}
