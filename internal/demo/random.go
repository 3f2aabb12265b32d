package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// spread divides total over weights by the largest remainder, so that the
// shares add up to total exactly and no single one is patched. Integers only:
// every processor gives the same shares.
func spread(total int64, weights []int64) []int64 {
	var sum int64
	for _, w := range weights {
		sum += w
	}
	out := make([]int64, len(weights))
	if sum == 0 {
		return out
	}
	rest := total
	order := make([]int, len(weights))
	for i, w := range weights {
		out[i] = total * w / sum
		rest -= out[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(total*weights[b]%sum, total*weights[a]%sum) })
	for _, i := range order[:rest] {
		out[i]++
	}
	return out
}

// spreadInSteps is spread for values that come in round steps (money).
func spreadInSteps(total, step int64, weights []int64) []int64 {
	out := spread(total/step, weights)
	for i := range out {
		out[i] *= step
	}
	if len(out) > 0 {
		out[0] += total % step
	}
	return out
}

// noisy gives n weights between lo and hi.
func noisy(r *rand.Rand, n, lo, hi int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(lo + r.IntN(hi-lo+1))
	}
	return out
}

// pick takes one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// chance is true in pct of 100 cases.
func chance(r *rand.Rand, pct int) bool { return r.IntN(100) < pct }

// weighted takes an index by weight.
func weighted(r *rand.Rand, weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := r.IntN(sum)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return len(weights) - 1
}
