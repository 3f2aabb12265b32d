package span

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestStretchesThatTouchAtADecimetreAreOne(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []Span
		want Set
	}{
		{"none", nil, nil},
		{"empty and turned ones", []Span{{5, 5}, {9, 7}}, nil},
		{"overlapping", []Span{{0, 10}, {5, 20}}, Set{{0, 20}}},
		{"one in another", []Span{{0, 30}, {5, 20}}, Set{{0, 30}}},
		{"three that touch, in any order", []Span{{20, 30}, {0, 10}, {10, 20}}, Set{{0, 30}}},
		{"a hole of a decimetre", []Span{{0, 10}, {11, 20}}, Set{{0, 20}}},
		{"a hole of two", []Span{{0, 10}, {12, 20}}, Set{{0, 10}, {12, 20}}},
	} {
		if got := Of(c.in...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// sets draws a set on a short line, so that ends often meet.
func sets() *rapid.Generator[Set] {
	return rapid.Custom(func(t *rapid.T) Set {
		var out []Span
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			from := Decimetre(rapid.IntRange(0, 60).Draw(t, "from"))
			out = append(out, Span{from, from + Decimetre(rapid.IntRange(0, 15).Draw(t, "length"))})
		}
		return Of(out...)
	})
}

// has asks for a decimetre of the line, not for a place between two.
func (s Set) has(at Decimetre) bool {
	return slices.ContainsFunc(s, func(x Span) bool { return x.From <= at && at < x.To })
}

func TestPartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sets().Draw(t, "a"), sets().Draw(t, "b")
		both, rest := a.Common(b), a.Minus(b)
		for at := Decimetre(0); at < 80; at++ {
			if both.has(at) != (a.has(at) && b.has(at)) || rest.has(at) != (a.has(at) && !b.has(at)) {
				t.Fatalf("%v and %v: common %v, rest %v", a, b, both, rest)
			}
		}
		if both.Length()+rest.Length() != a.Length() {
			t.Fatalf("%v and %v: %v + %v", a, b, both, rest)
		}
		if !a.Covers(both) || (len(rest) > 0) == b.Covers(a) {
			t.Fatalf("%v and %v cover each other wrongly", a, b)
		}
	})
}

func TestAUnionOfUnionsIsTheUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(sets(), 0, 8).Draw(t, "sets")
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		whole := Union(all...)
		if got := Union(Union(all[cut:]...), Union(all[:cut]...)); !slices.Equal(got, whole) {
			t.Fatalf("%v, whole %v", got, whole)
		}
		for _, s := range all {
			if !whole.Covers(s) {
				t.Fatalf("%v lacks %v", whole, s)
			}
		}
	})
}
