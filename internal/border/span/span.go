// Package span does arithmetic with stretches along a line: union, common part,
// remainder and length of sets of intervals. Everything is in whole decimetres,
// so that sums are exact on every processor and the parts of a stretch always
// add up to it.
package span

import (
	"cmp"
	"math"
	"slices"
)

// Decimetre is a place or a length along a line, in steps of 0.1 m.
type Decimetre int64

// Touch is the widest hole that a union closes: two results of rounding may lie
// this far apart although nothing lies between them.
const Touch Decimetre = 1

// OfMetres rounds metres to the nearest decimetre.
func OfMetres(m float64) Decimetre { return Decimetre(math.Round(m * 10)) }

// Metres is the same length as a number of metres.
func (d Decimetre) Metres() float64 { return float64(d) / 10 }

// Span is a stretch from From to To; From < To unless it is empty.
type Span struct{ From, To Decimetre }

// Length is never negative.
func (s Span) Length() Decimetre { return max(0, s.To-s.From) }

// Has says whether a place lies on the stretch, its ends included.
func (s Span) Has(at Decimetre) bool { return s.From <= at && at <= s.To }

// Common is what two stretches share; it is empty where they only touch.
func (s Span) Common(o Span) Span { return Span{max(s.From, o.From), min(s.To, o.To)} }

// Carry takes a place of the stretch to the like place of another one, in whole
// numbers, rounded half up; places beyond an end are that end.
func (s Span) Carry(at Decimetre, to Span) Decimetre {
	at, n := min(max(at, s.From), s.To)-s.From, s.Length()
	if n == 0 {
		return to.From
	}
	return to.From + (2*at*to.Length()+n)/(2*n)
}

// Set is a set of stretches: none empty, in order, none overlapping. The zero
// value is the empty set. Sets are never changed in place.
type Set []Span

// Of makes a set of stretches in any order; empty ones are left out, and holes
// of no more than Touch are closed.
func Of(spans ...Span) Set {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	return joined(sorted)
}

// Union is everything that is in some set. It is the same in whatever order and
// in whatever groups the sets are united.
func Union(sets ...Set) Set {
	n := 0
	for _, s := range sets {
		n += len(s)
	}
	all := make([]Span, 0, n)
	for _, s := range sets {
		all = append(all, s...)
	}
	slices.SortFunc(all, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	return joined(all)
}

// joined takes spans sorted by From and writes over them.
func joined(sorted []Span) Set {
	out := sorted[:0]
	for _, s := range sorted {
		switch last := len(out) - 1; {
		case s.From >= s.To:
		case last >= 0 && s.From <= out[last].To+Touch:
			out[last].To = max(out[last].To, s.To)
		default:
			out = append(out, s)
		}
	}
	return Set(out)
}

// Length is the sum of all stretches.
func (s Set) Length() Decimetre {
	var sum Decimetre
	for _, x := range s {
		sum += x.Length()
	}
	return sum
}

// Common is what is in both sets, exactly.
func (s Set) Common(o Set) Set {
	var out Set
	for i, j := 0, 0; i < len(s) && j < len(o); {
		if c := s[i].Common(o[j]); c.From < c.To {
			out = append(out, c)
		}
		if s[i].To < o[j].To {
			i++
		} else {
			j++
		}
	}
	return out
}

// Minus is what is in s and not in o, exactly: Common and Minus of the same two
// sets add up to s.
func (s Set) Minus(o Set) Set {
	var out Set
	j := 0
	for _, x := range s {
		for j < len(o) && o[j].To <= x.From {
			j++
		}
		for k := j; k < len(o) && o[k].From < x.To; k++ {
			if x.From < o[k].From {
				out = append(out, Span{x.From, o[k].From})
			}
			x.From = max(x.From, o[k].To)
		}
		if x.From < x.To {
			out = append(out, x)
		}
	}
	return out
}

// Within is the part of the set on one stretch.
func (s Set) Within(x Span) Set { return s.Common(Set{x}) }

// Covers says whether nothing of o lies outside s.
func (s Set) Covers(o Set) bool { return len(o.Minus(s)) == 0 }
