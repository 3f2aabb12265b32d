package amount

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func mk(q Qualifier, nums ...int64) Value {
	v := Value{Q: q, Basis: Counted, V: Unknown, Lo: Unknown, Hi: Unknown}
	switch q {
	case Range:
		v.Lo, v.Hi = nums[0], nums[1]
	case Order:
		v.Lo = nums[0]
	case Uncounted:
	default:
		v.V = nums[0]
	}
	return v.Normalize()
}

func sumOf(vs ...Value) Result {
	var s Sum
	for _, v := range vs {
		s.Add(v)
	}
	return s.Result(&vs[0])
}

func TestSumKeepsQualifiers(t *testing.T) {
	const million, billion = 1_000_000, 1_000_000_000
	tests := []struct {
		name      string
		in        []Value
		q         Qualifier
		v, lo, hi int64
		order     bool
	}{
		{"trên 2,6 tỷ + 400 triệu", []Value{mk(AtLeast, 2600*million), mk(Exact, 400*million)}, AtLeast, 3000 * million, 3000 * million, Unknown, false},
		{"150-200 triệu + 5 triệu", []Value{mk(Range, 150*million, 200*million), mk(Exact, 5*million)}, Range, Unknown, 155 * million, 205 * million, false},
		{"gần 100 + 20", []Value{mk(Nearly, 100), mk(Exact, 20)}, Nearly, 120, Unknown, 120, false},
		{"gần 100 + trên 50", []Value{mk(Nearly, 100), mk(AtLeast, 50)}, About, 150, Unknown, Unknown, false},
		{"khoảng 30 + 20", []Value{mk(About, 30), mk(Exact, 20)}, About, 50, Unknown, Unknown, false},
		{"khoảng 30 + 10-20", []Value{mk(About, 30), mk(Range, 10, 20)}, About, Unknown, 40, 50, false},
		{"10-20 + trên 5", []Value{mk(Range, 10, 20), mk(AtLeast, 5)}, AtLeast, 15, 15, Unknown, false},
		{"hàng chục tỷ + 1 tỷ", []Value{mk(Order, 10*billion), mk(Exact, billion)}, AtLeast, 11 * billion, 11 * billion, Unknown, true},
		{"chưa thống kê + 20", []Value{mk(Uncounted), mk(Exact, 20)}, AtLeast, 20, 20, Unknown, false},
		{"chưa thống kê + chưa thống kê", []Value{mk(Uncounted), mk(Uncounted)}, Uncounted, Unknown, 0, Unknown, false},
		{"một mình gần 100", []Value{mk(Nearly, 100)}, Nearly, 100, Unknown, 100, false},
		{"một mình hàng chục tỷ", []Value{mk(Order, 10*billion)}, Order, Unknown, 10 * billion, Unknown, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := sumOf(tt.in...)
			if r.Q != tt.q || r.V != tt.v || r.Lo != tt.lo || r.Hi != tt.hi || r.Order != tt.order {
				t.Errorf("got %v v=%d lo=%d hi=%d order=%v", r.Q, r.V, r.Lo, r.Hi, r.Order)
			}
		})
	}
}

func TestEmptySumIsExactZero(t *testing.T) {
	var s Sum
	if r := s.Result(nil); r.Q != Exact || r.V != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestSumReportsOverflow(t *testing.T) {
	var s Sum
	s.AddExact(math.MaxInt64-1, Counted)
	s.AddExact(5, Counted)
	if !s.Result(nil).Overflow {
		t.Error("overflow not seen")
	}
}

func genValue(t *rapid.T) Value {
	q := Qualifier(rapid.IntRange(0, 6).Draw(t, "q"))
	a := rapid.Int64Range(1, 1_000_000).Draw(t, "a")
	v := mk(q, a, a+rapid.Int64Range(0, 99).Draw(t, "b"))
	v.Basis = Basis(rapid.IntRange(0, 4).Draw(t, "basis"))
	return v
}

func TestSubUndoesAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.SliceOfN(rapid.Custom(genValue), 2, 6).Draw(t, "keep")
		gone := rapid.SliceOfN(rapid.Custom(genValue), 0, 5).Draw(t, "gone")
		var a, b, c Sum
		for _, v := range keep {
			a.Add(v)
			b.Add(v)
		}
		for _, v := range gone {
			b.Add(v)
			c.Add(v)
		}
		for _, v := range gone {
			b.Sub(v)
		}
		if a != b {
			t.Fatalf("%+v != %+v", a, b)
		}
		a.AddSum(&c)
		for _, v := range gone {
			b.Add(v)
		}
		if a != b {
			t.Fatalf("AddSum differs: %+v != %+v", a, b)
		}
	})
}

func TestCheckRefusesWrongShapes(t *testing.T) {
	bad := []Value{
		ExactValue(-1, Counted),
		{Q: Range, Lo: 5, Hi: 4, V: Unknown},
		{Q: Exact, V: 3, Lo: 2, Hi: 3},
		{Q: Order, V: Unknown, Lo: Unknown, Hi: Unknown},
		{Q: Exact, V: 11, Lo: 11, Hi: 11, Basis: Norm, N: 2, Rate: 5, Per: 1},
		ExactValue(1<<60, Counted),
	}
	for _, v := range bad {
		if v.Check() == nil {
			t.Errorf("%+v accepted", v)
		}
	}
	if err := NormValue(2, 5, 1).Check(); err != nil {
		t.Error(err)
	}
}

func TestMulDivRoundsHalfAwayFromZero(t *testing.T) {
	for _, tt := range [][4]int64{{1, 1, 3, 0}, {2, 1, 3, 1}, {1, 1, 2, 1}, {955, 1000, 1000, 955}, {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64}} {
		if got, ok := MulDiv(tt[0], tt[1], tt[2]); !ok || got != tt[3] {
			t.Errorf("%v: got %d %v", tt, got, ok)
		}
	}
	if _, ok := MulDiv(math.MaxInt64, 4, 2); ok {
		t.Error("overflow not refused")
	}
}
