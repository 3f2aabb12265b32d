package amount

import (
	"testing"

	"pgregory.net/rapid"
)

// The vectors of the rule of a balance.
func TestABalanceKeepsWhatIsKnown(t *testing.T) {
	for _, tt := range []struct {
		name      string
		in, out   []Value
		q         Qualifier
		v, lo, hi int64
	}{
		{"400 - 35", []Value{mk(Exact, 400)}, []Value{mk(Exact, 35)}, Exact, 365, 365, 365},
		{"35 - 400 is shown as it is", []Value{mk(Exact, 35)}, []Value{mk(Exact, 400)}, Exact, -365, -365, -365},
		{"nothing - 5", nil, []Value{mk(Exact, 5)}, Exact, -5, -5, -5},
		{"trên 400 - nothing keeps its words", []Value{mk(AtLeast, 400)}, nil, AtLeast, 400, 400, Unknown},
		{"chưa thống kê - nothing keeps its words", []Value{mk(Uncounted)}, nil, Uncounted, Unknown, 0, Unknown},
		{"trên 400 - 35", []Value{mk(AtLeast, 400)}, []Value{mk(Exact, 35)}, AtLeast, 365, 365, Unknown},
		{"400 - trên 35", []Value{mk(Exact, 400)}, []Value{mk(AtLeast, 35)}, Nearly, 365, Unknown, 365},
		{"gần 400 - 35", []Value{mk(Nearly, 400)}, []Value{mk(Exact, 35)}, Nearly, 365, Unknown, 365},
		{"400 - gần 35", []Value{mk(Exact, 400)}, []Value{mk(Nearly, 35)}, AtLeast, 365, 365, Unknown},
		{"100-120 - 10-20", []Value{mk(Range, 100, 120)}, []Value{mk(Range, 10, 20)}, Range, Unknown, 80, 110},
		{"trên 400 - trên 35", []Value{mk(AtLeast, 400)}, []Value{mk(AtLeast, 35)}, About, 365, Unknown, Unknown},
		{"khoảng 400 - 35", []Value{mk(About, 400)}, []Value{mk(Exact, 35)}, About, 365, Unknown, Unknown},
		{"400 - khoảng 35", []Value{mk(Exact, 400)}, []Value{mk(About, 35)}, About, 365, Unknown, Unknown},
		{"khoảng 400 - 10-20", []Value{mk(About, 400)}, []Value{mk(Range, 10, 20)}, About, Unknown, 380, 390},
		{"400 - chưa thống kê", []Value{mk(Exact, 400)}, []Value{mk(Uncounted)}, Nearly, 400, Unknown, 400},
		{"chưa thống kê - 5", []Value{mk(Uncounted)}, []Value{mk(Exact, 5)}, AtLeast, -5, -5, Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if r := resultOf(tt.in).Minus(resultOf(tt.out)); r.Q != tt.q || r.V != tt.v || r.Lo != tt.lo || r.Hi != tt.hi {
				t.Errorf("got %v v=%d lo=%d hi=%d", r.Q, r.V, r.Lo, r.Hi)
			}
		})
	}
}

func resultOf(vs []Value) Result {
	if len(vs) == 0 {
		return (&Sum{}).Result(nil)
	}
	return sumOf(vs...)
}

// Whatever the true values are, a bound that is known holds for their balance.
func TestBoundsOfABalanceHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, out := rapid.SliceOfN(rapid.Custom(genValue), 0, 4).Draw(t, "in"), rapid.SliceOfN(rapid.Custom(genValue), 0, 4).Draw(t, "out")
		a, b := resultOf(in), resultOf(out)
		r := a.Minus(b)
		if r.Q == About && r.V == Unknown {
			return // the span of the values named is no bound
		}
		pick := func(x Result) int64 {
			lo, hi := x.Lo, x.Hi
			if lo == Unknown {
				lo = 0
			}
			if hi == Unknown {
				hi = lo + 1_000_000
			}
			return rapid.Int64Range(lo, max(lo, hi)).Draw(t, "true value")
		}
		for _, x := range []Result{a, b} {
			if x.Q == About && x.V == Unknown {
				return
			}
		}
		v := pick(a) - pick(b)
		if r.Lo != Unknown && v < r.Lo || r.Hi != Unknown && v > r.Hi {
			t.Fatalf("%d is outside %d..%d", v, r.Lo, r.Hi)
		}
	})
}
