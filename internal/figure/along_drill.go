package figure

import (
	"phendau/internal/amount"
	"phendau/internal/border"
	"phendau/internal/border/span"
	visiting "phendau/internal/border/visit"
	"phendau/internal/catalogue"
)

// Stretched is what one entry covered of the line behind a cell, in decimetres of
// the declared length. What each adds to those before it sums to the figure.
type Stretched struct {
	WholeDM int64 // of the stretches asked about
	AloneDM int64 // and by nobody else
	// Alone is where that lies. Who may not know where a gap lies is not told.
	Alone []border.Stretch
}

// alongLines lists the entries behind a cell that is computed from tracks, in the
// order of their days. The value of a line is what it adds to those before it: of a
// union every place is of the first that came there, of a sum of patrols that of its
// own patrol. So the lines always sum to the cell.
func (a *assembler) alongLines(slot int, at coordinate) ([]Line, error) {
	y, err := a.tracks().cell(slot, at.row, at.bucket, at.col)
	if err != nil || y == nil {
		return nil, err
	}
	m := a.g.slots[slot].m
	if m.Shown != "" {
		return a.reachedLines(y, shown(m)), nil
	}
	if m.Type == catalogue.Count {
		return a.closedLines(y), nil
	}
	var lines []Line
	known := y.first()
	alone := y.alone()
	for _, p := range y.acts {
		own := y.sector.On(p.day)
		if m.Type == catalogue.Sum {
			known = nil
		}
		for i := range p.entries {
			e := &p.entries[i]
			o := y.walks.outing(e)
			if o == nil || o.Pieces == 0 {
				continue
			}
			k := y.of(o, own)
			l := a.alongLine(e, y.adds(known, k))
			l.Walked = &Stretched{WholeDM: y.length(k), AloneDM: y.length(alone[e.c.id[e.e]]), Alone: y.walks.Course.Stretches(alone[e.c.id[e.e]])}
			known = span.Union(known, k)
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// first is what the lines add to: what was along the line counts before anything
// by trail.
func (y *lineCell) first() span.Set {
	if y.trail {
		return y.figure.Union
	}
	return nil
}

// of is what an entry brings to the cell, where the sector was on its day.
func (y *lineCell) of(o *Outing, own span.Set) span.Set {
	if y.trail {
		return o.Trail.Common(own).Minus(y.figure.Union)
	}
	return o.Covered.Common(own)
}

func (y *lineCell) length(set span.Set) int64 { return int64(y.walks.Course.Declared(set)) }

// adds is how much longer a union becomes. Lengths are told of whole unions, since
// each rounds by itself.
func (y *lineCell) adds(known, k span.Set) int64 {
	return y.length(span.Union(known, k)) - y.length(known)
}

// alone is what each entry covered that no other one did.
func (y *lineCell) alone() map[ID]span.Set {
	type piece struct {
		id ID
		k  span.Set
	}
	var all []piece
	for _, p := range y.acts {
		own := y.sector.On(p.day)
		for i := range p.entries {
			if o := y.walks.outing(&p.entries[i]); o != nil {
				all = append(all, piece{p.entries[i].c.id[p.entries[i].e], y.of(o, own)})
			}
		}
	}
	// What lies before and behind each, so that n entries take 2n unions.
	after := make([]span.Set, len(all)+1)
	for i := len(all) - 1; i >= 0; i-- {
		after[i] = span.Union(all[i].k, after[i+1])
	}
	out := map[ID]span.Set{}
	var before span.Set
	for i, p := range all {
		out[p.id] = p.k.Minus(before).Minus(after[i+1])
		before = span.Union(before, p.k)
	}
	return out
}

// reachedLines list who reached which positions; a position is of the first that
// came to it.
func (a *assembler) reachedLines(y *lineCell, least visiting.Class) []Line {
	asked := map[string]bool{}
	for _, p := range y.markers.Reachable {
		asked[p.ID] = true
	}
	var lines []Line
	for _, p := range y.acts {
		for i := range p.entries {
			o := y.walks.outing(&p.entries[i])
			if o == nil {
				continue
			}
			n, any := int64(0), false
			for _, v := range o.Visits {
				first, is := asked[v.Position]
				if !is || v.Class < least {
					continue
				}
				if any = true; first {
					n++
				}
				asked[v.Position] = false
			}
			if any {
				l := a.alongLine(&p.entries[i], n)
				l.First = n > 0
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// closedLines list the entries that walked on days without a gap; a day is of the
// first of them.
func (a *assembler) closedLines(y *lineCell) (lines []Line) {
	told := map[Day]bool{}
	for _, p := range y.acts {
		own := y.sector.On(p.day)
		for i := range p.entries {
			o := y.walks.outing(&p.entries[i])
			if !y.closed[p.day] || o == nil || o.Covered.Common(own).Length() == 0 {
				continue
			}
			n := int64(1)
			if told[p.day] {
				n = 0
			}
			told[p.day] = true
			l := a.alongLine(&p.entries[i], n)
			l.First = n > 0
			lines = append(lines, l)
		}
	}
	return lines
}

func (a *assembler) alongLine(e *actEntry, v int64) Line {
	l := a.g.line(e.c, e.e, e.f, amount.ExactValue(v, amount.Counted), 1)
	l.First = true
	return l
}
