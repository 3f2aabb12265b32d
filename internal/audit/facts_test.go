package audit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFactsAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var want []Fact
		var pairs []any
		for range rapid.IntRange(0, 4).Draw(rt, "n") {
			f := Fact{rapid.StringMatching(`[a-z_]{1,8}`).Draw(rt, "key"), rapid.String().Draw(rt, "value")}
			pairs = append(pairs, f.Key, f.Value)
			if f.Value != "" && f.Value != "0" {
				want = append(want, f)
			}
		}
		if got := ReadFacts(Facts(pairs...)); !slices.Equal(got, want) {
			rt.Fatalf("%q of %q", got, want)
		}
	})
}

func TestTextOfAnotherFormIsOneFact(t *testing.T) {
	for _, s := range []string{"monthly 2026-09-15/2026-10-14, 112 figures", "asked", `label="open`, "=x", `a b=c`} {
		if got := ReadFacts(s); len(got) != 1 || got[0] != (Fact{Value: s}) {
			t.Errorf("%q: %q", s, got)
		}
	}
}
