package amount

import "math/bits"

// Sum adds values without losing what is known about them. The zero Sum is
// empty. Sums can be taken apart again by Sub, so a projection may cancel a
// value it added earlier.
type Sum struct {
	N     int64 // values added
	basis [Bases]int64

	v, lo, hi             int64 // sums of the known parts; an unknown part adds 0
	altLo, altHi          int64 // like v, but lo or hi where a value has no v
	exact, about          int64 // values of that class
	noLo, noHi            int64 // values without lower or upper bound
	noV, uncounted, order int64
	overflow              bool
}

// Add adds v.
func (s *Sum) Add(v Value) { s.add(v, 1) }

// Sub takes back a value added before.
func (s *Sum) Sub(v Value) { s.add(v, -1) }

// AddExact adds n exact on basis b; the hot path of every figure.
func (s *Sum) AddExact(n int64, b Basis) {
	s.N++
	s.exact++
	s.v = s.plus(s.v, n)
	s.basis[b] = s.plus(s.basis[b], n)
}

// AddSum adds another sum.
func (s *Sum) AddSum(o *Sum) {
	s.N += o.N
	for i := range s.basis {
		s.basis[i] = s.plus(s.basis[i], o.basis[i])
	}
	s.v, s.lo, s.hi = s.plus(s.v, o.v), s.plus(s.lo, o.lo), s.plus(s.hi, o.hi)
	s.altLo, s.altHi = s.plus(s.altLo, o.altLo), s.plus(s.altHi, o.altHi)
	s.exact += o.exact
	s.about += o.about
	s.noLo += o.noLo
	s.noHi += o.noHi
	s.noV += o.noV
	s.uncounted += o.uncounted
	s.order += o.order
	s.overflow = s.overflow || o.overflow
}

func (s *Sum) plus(a, b int64) int64 {
	c := a + b
	if (a > 0 && b > 0 && c < 0) || (a < 0 && b < 0 && c >= 0) {
		s.overflow = true
	}
	return c
}

func (s *Sum) add(v Value, sign int64) {
	s.N += sign
	if v.Q == Exact {
		s.exact += sign
		s.v = s.plus(s.v, sign*v.V)
		s.basis[v.Basis] = s.plus(s.basis[v.Basis], sign*v.V)
		return
	}
	s.addInexact(v, sign)
}

// addInexact keeps apart what each class contributes. The exact values'
// bounds equal their v, so lo and hi hold only the inexact part.
func (s *Sum) addInexact(v Value, sign int64) {
	switch v.Q {
	case About:
		s.about += sign
	case Order:
		s.order += sign
	case Uncounted:
		s.uncounted += sign
	}
	known := func(n int64, missing *int64) int64 {
		if n == Unknown {
			*missing += sign
			return 0
		}
		return sign * n
	}
	s.lo = s.plus(s.lo, known(v.Lo, &s.noLo))
	s.hi = s.plus(s.hi, known(v.Hi, &s.noHi))
	lo, hi := v.V, v.V
	if v.V == Unknown {
		s.noV += sign
		lo, hi = v.Lo, v.Hi
		if hi == Unknown {
			hi = lo
		}
		if lo == Unknown {
			lo = hi
		}
	} else {
		s.basis[v.Basis] = s.plus(s.basis[v.Basis], sign*v.V)
	}
	s.altLo, s.altHi = s.plus(s.altLo, sign*lo), s.plus(s.altHi, sign*hi)
}

// Result is a sum ready to be shown.
type Result struct {
	V, Lo, Hi int64 // Unknown where absent
	Q         Qualifier
	// Order is set when a value known only by its order of magnitude is
	// inside: the figure counts its lower bound.
	Order bool
	Basis [Bases]int64
	N     int64
	// Overflow refuses the figure: the sum left the range of int64.
	Overflow bool
}

// Result applies the sum rule of figures.md section 2. one is the only value
// added when N is 1, so that a lone value keeps its own words; pass nil when
// it is not at hand.
func (s *Sum) Result(one *Value) Result {
	r := Result{Basis: s.basis, N: s.N, Order: s.order > 0, Overflow: s.overflow}
	if s.N == 1 && one != nil {
		r.V, r.Lo, r.Hi, r.Q = one.V, one.Lo, one.Hi, one.Q
		return r
	}
	lo, hi := s.both(&r, s.lo, s.hi)
	switch {
	case s.exact == s.N:
		r.Q, r.V, r.Lo, r.Hi = Exact, s.v, s.v, s.v
	case s.uncounted == s.N:
		r.Q, r.V, r.Lo, r.Hi = Uncounted, Unknown, 0, Unknown
	case s.about > 0:
		s.resultAbout(&r)
	case s.noLo == 0 && s.noHi == 0:
		r.Q, r.V, r.Lo, r.Hi = Range, Unknown, lo, hi
	case s.noLo == 0:
		r.Q, r.V, r.Lo, r.Hi = AtLeast, lo, lo, Unknown
	case s.noHi == 0:
		r.Q, r.V, r.Lo, r.Hi = Nearly, hi, Unknown, hi
	default:
		s.resultAbout(&r)
	}
	return r
}

func (s *Sum) resultAbout(r *Result) {
	r.Q = About
	lo, hi := s.both(r, s.altLo, s.altHi)
	r.V, r.Lo, r.Hi = lo, Unknown, Unknown
	if lo != hi {
		r.V, r.Lo, r.Hi = Unknown, lo, hi
		return
	}
	lo, hi = s.both(r, s.lo, s.hi)
	if s.noLo == 0 {
		r.Lo = lo
	}
	if s.noHi == 0 {
		r.Hi = hi
	}
}

// both adds the exact part to two sums of bounds.
func (s *Sum) both(r *Result, lo, hi int64) (int64, int64) {
	t := Sum{}
	lo, hi = t.plus(s.v, lo), t.plus(s.v, hi)
	r.Overflow = r.Overflow || t.overflow
	return lo, hi
}

// CountedShare is (listed + counted) / all as an exact fraction; ok is false
// when there is nothing to share.
func (r Result) CountedShare() (num, den int64, ok bool) {
	var all Sum
	for _, b := range r.Basis {
		den = all.plus(den, b)
	}
	if den == 0 || all.overflow {
		return 0, 0, false
	}
	num = r.Basis[Listed] + r.Basis[Counted]
	if g := gcd(num, den); g > 1 {
		num, den = num/g, den/g
	}
	return num, den, true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}

// MulDiv is a*b/c rounded half away from zero, exact in 128 bits; ok is false
// when c is zero or the result does not fit. Arguments are not negative.
func MulDiv(a, b, c int64) (int64, bool) {
	if a < 0 || b < 0 || c <= 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	hi += carry
	if hi >= uint64(c) {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	if q > 1<<63-1 {
		return 0, false
	}
	return int64(q), true
}

// AddExacts adds n exact values whose totals by basis are given.
func (s *Sum) AddExacts(n int64, basis [Bases]int64) {
	s.N += n
	s.exact += n
	for i, b := range basis {
		s.v = s.plus(s.v, b)
		s.basis[i] = s.plus(s.basis[i], b)
	}
}
