package amount

// Minus is what is left of r after o is taken away (figures.md section 2, the
// rule of a balance): lo = lo(r) - hi(o), hi = hi(r) - lo(o), and what is not
// known stays unknown. Words follow the rule of sums: all exact is exact, any
// "about" is about, both bounds known is a range, one bound is at_least or
// nearly, none is about. With nothing taken away r keeps its own words. The
// result may be negative: more went out than came in.
func (r Result) Minus(o Result) Result {
	if o.N == 0 {
		return r
	}
	var t Sum
	out := Result{N: r.N + o.N, Order: r.Order || o.Order}
	for b := range out.Basis {
		out.Basis[b] = t.plus(r.Basis[b], -o.Basis[b])
	}
	lo, hi := t.less(r.Lo, o.Hi), t.less(r.Hi, o.Lo)
	switch {
	case r.Q == Exact && o.Q == Exact:
		out.Q, out.V, out.Lo, out.Hi = Exact, lo, lo, hi
	case r.Q == About || o.Q == About || lo == Unknown && hi == Unknown:
		out.Q = About
		out.V, out.Lo, out.Hi = t.spanned(r, o, lo, hi)
	case lo == Unknown:
		out.Q, out.V, out.Lo, out.Hi = Nearly, hi, Unknown, hi
	case hi == Unknown:
		out.Q, out.V, out.Lo, out.Hi = AtLeast, lo, lo, Unknown
	default:
		out.Q, out.V, out.Lo, out.Hi = Range, Unknown, lo, hi
	}
	out.Overflow = r.Overflow || o.Overflow || t.overflow
	return out
}

// less is a - b, Unknown where either is.
func (s *Sum) less(a, b int64) int64 {
	if a == Unknown || b == Unknown {
		return Unknown
	}
	return s.plus(a, -b)
}

// spanned is the difference of the values named; where one names none its bounds
// stand for it, and the difference is a span.
func (s *Sum) spanned(r, o Result, lo, hi int64) (v, low, high int64) {
	rLo, rHi := r.named()
	oLo, oHi := o.named()
	a, b := s.less(rLo, oHi), s.less(rHi, oLo)
	if a == b {
		return a, lo, hi
	}
	return Unknown, a, b
}

// named are the lowest and highest value a result names.
func (r Result) named() (lo, hi int64) {
	switch {
	case r.V != Unknown:
		return r.V, r.V
	case r.Hi == Unknown:
		return r.Lo, r.Lo
	case r.Lo == Unknown:
		return r.Hi, r.Hi
	}
	return r.Lo, r.Hi
}
