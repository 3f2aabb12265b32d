package figure

import "phendau/internal/amount"

// side adds one side of a figure: all of it, or what came into or went out of a
// balance. lone keeps the words of a value that stands alone.
type side struct {
	sum  amount.Sum
	lone amount.Value
}

func (s *side) add(v amount.Value, sign int) {
	if sign < 0 {
		s.sum.Sub(v)
		return
	}
	s.sum.Add(v)
	s.lone = v
}

func (s *side) result() amount.Result { return s.sum.Result(&s.lone) }

// LineSum adds the lines and the statements used beside them by the rule of
// sums, and takes away what went out of a balance by the rule of balances;
// equal says that it is the cell.
func (d *Drilled) LineSum() (sum amount.Result, equal bool) {
	var in, out side
	for _, l := range d.Lines {
		if l.Out {
			out.add(l.Value, -l.Sign)
		} else {
			in.add(l.Value, l.Sign)
		}
	}
	var used []*Statement
	for i := range d.Statements {
		st := &d.Statements[i]
		if overlapping(used, st) == nil { // repeats of one declared total count once
			used = append(used, st)
			in.add(st.Value, 1)
		}
	}
	sum = in.result().Minus(out.result())
	r := d.Cell.Result
	return sum, d.Cell.State == HasValue && sum.Q == r.Q && sum.V == r.V && sum.Lo == r.Lo && sum.Hi == r.Hi
}
