package publication

// prime is a field to solve in: the lines have only 0, 1 and -1, so what has
// one solution over the integers has one here.
const prime = 1<<31 - 1

// determined returns the hidden figures that the lines together leave only one
// value: several lines can betray what none of them betrays alone.
func determined(lines []line, hidden map[*Figure]bool) []*Figure {
	var unknowns []*Figure
	column := map[*Figure]int{}
	number := func(f *Figure) int {
		i, ok := column[f]
		if !ok {
			i = len(unknowns)
			column[f], unknowns = i, append(unknowns, f)
		}
		return i
	}
	var rows []row
	for _, l := range lines {
		r := row{}
		for _, f := range l.parts {
			if hidden[f] {
				r[number(f)] = 1
			}
		}
		if hidden[l.whole] {
			r[number(l.whole)] = prime - 1
		}
		rows = append(rows, r)
	}
	var out []*Figure
	for _, r := range reduce(rows) {
		if len(r) == 1 {
			for i := range r {
				out = append(out, unknowns[i])
			}
		}
	}
	return out
}

// row is one equation without its right side: coefficients by column, none
// zero.
type row map[int]uint64

// reduce brings rows to reduced echelon form and returns those not empty.
func reduce(rows []row) []row {
	var done []row
	for _, r := range rows {
		for pivot, d := range pivots(done) {
			r.clear(pivot, d)
		}
		if len(r) == 0 {
			continue
		}
		pivot := r.first()
		r.scale(inverse(r[pivot]))
		for _, d := range done {
			d.clear(pivot, r)
		}
		done = append(done, r)
	}
	return done
}

func pivots(rows []row) map[int]row {
	out := map[int]row{}
	for _, r := range rows {
		out[r.first()] = r
	}
	return out
}

// first is the least column of a row that is not empty.
func (r row) first() int {
	least := -1
	for i := range r {
		if least < 0 || i < least {
			least = i
		}
	}
	return least
}

func (r row) scale(by uint64) {
	for i := range r {
		r[i] = r[i] * by % prime
	}
}

// clear takes a multiple of d, whose value at col is 1, so that r has none
// there.
func (r row) clear(col int, d row) {
	factor, ok := r[col]
	if !ok {
		return
	}
	for i, x := range d {
		v := (r[i] + (prime-factor)*x) % prime
		if v == 0 {
			delete(r, i)
		} else {
			r[i] = v
		}
	}
}

// inverse is x to the power prime-2.
func inverse(x uint64) uint64 {
	out := uint64(1)
	for n := uint64(prime - 2); n > 0; n >>= 1 {
		if n&1 == 1 {
			out = out * x % prime
		}
		x = x * x % prime
	}
	return out
}
