package publication

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"phendau/internal/amount"
	"phendau/internal/figure"
)

// grid is a unit with its parts over a year with its quarters: sums at the
// edges, numbers inside.
func grid(numbers [][]int64) (all []*Figure, lines []line) {
	cell := func(n int64) *Figure {
		f := &Figure{State: figure.HasValue, Result: amount.Result{V: n, Lo: n, Hi: n}}
		all = append(all, f)
		return f
	}
	units, quarters := len(numbers), len(numbers[0])
	at := make([][]*Figure, units+1)
	for i := range at {
		at[i] = make([]*Figure, quarters+1)
		for k := range at[i] {
			var sum int64
			for u := range units {
				for q := range quarters {
					if (i == units || u == i) && (k == quarters || q == k) {
						sum += numbers[u][q]
					}
				}
			}
			at[i][k] = cell(sum)
		}
	}
	for i := range at {
		lines = append(lines, line{at[i][quarters], at[i][:quarters]})
	}
	for k := range quarters + 1 {
		var parts []*Figure
		for i := range units {
			parts = append(parts, at[i][k])
		}
		lines = append(lines, line{at[units][k], parts})
	}
	return all, lines
}

// What is withheld cannot be computed from what is shown by any sum or
// difference of the published lines, nor does a shown whole give away that few
// are hidden under it.
func TestNothingWithheldCanBeFoundBySubtraction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units, quarters := rapid.IntRange(1, 5).Draw(t, "units"), rapid.IntRange(1, 4).Draw(t, "quarters")
		numbers := make([][]int64, units)
		for i := range numbers {
			for range quarters {
				numbers[i] = append(numbers[i], rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 9), rapid.Int64Range(5, 500)).Draw(t, "n"))
			}
		}
		all, lines := grid(numbers)
		hidden := map[*Figure]bool{}
		for _, f := range all {
			if n := size(f); n > 0 && n < figure.MinTips {
				hidden[f] = true
			}
		}
		complement(lines, hidden)
		if f := solved(lines, hidden); f != nil {
			t.Fatalf("%v: the hidden %d can be computed", numbers, size(f))
		}
		for _, l := range lines {
			sum, count := int64(0), 0
			for _, f := range l.parts {
				if hidden[f] {
					sum, count = sum+size(f), count+1
				} else if n := size(f); n > 0 && n < figure.MinTips {
					t.Fatalf("%d is shown", n)
				}
			}
			if count > 0 && !hidden[l.whole] && sum < figure.MinTips {
				t.Fatalf("%v: a shown whole hides only %d", numbers, sum)
			}
		}
	})
}

// solved solves the lines for the hidden figures and returns one that has
// a single solution.
func solved(lines []line, hidden map[*Figure]bool) *Figure {
	var unknowns []*Figure
	index := map[*Figure]int{}
	for f := range hidden {
		index[f] = len(unknowns)
		unknowns = append(unknowns, f)
	}
	var rows [][]*big.Rat
	for _, l := range lines {
		row := make([]*big.Rat, len(unknowns))
		for i := range row {
			row[i] = new(big.Rat)
		}
		for _, f := range l.parts {
			if hidden[f] {
				row[index[f]].SetInt64(1)
			}
		}
		if hidden[l.whole] {
			row[index[l.whole]].SetInt64(-1)
		}
		rows = append(rows, row)
	}
	done := 0
	for col := range unknowns {
		pivot := -1
		for r := done; r < len(rows); r++ {
			if rows[r][col].Sign() != 0 {
				pivot = r
				break
			}
		}
		if pivot < 0 {
			continue
		}
		rows[done], rows[pivot] = rows[pivot], rows[done]
		lead := new(big.Rat).Inv(rows[done][col])
		for i := range rows[done] {
			rows[done][i].Mul(rows[done][i], lead)
		}
		for r := range rows {
			if r == done || rows[r][col].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(rows[r][col])
			for i := range rows[r] {
				rows[r][i].Sub(rows[r][i], new(big.Rat).Mul(factor, rows[done][i]))
			}
		}
		done++
	}
	for _, row := range rows[:done] {
		alone := -1
		for i, x := range row {
			if x.Sign() == 0 {
				continue
			}
			if alone >= 0 {
				alone = -2
				break
			}
			alone = i
		}
		if alone >= 0 {
			return unknowns[alone]
		}
	}
	return nil
}
