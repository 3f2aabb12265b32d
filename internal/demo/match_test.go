package demo

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/match"
)

func finder(b *book) *match.Finder {
	return &match.Finder{Catalogue: b.Catalogue, BodyType: b.Registry.BodyType, BodyName: b.Registry.BodyName}
}

// The demo's joint acts are linked, proposed or left again: none of them comes
// up again, and with the links forgotten the finder sees what an entry tells.
func jointActsOfTheDemo(t *testing.T, b *book) {
	acts, err := b.s.ActsBetween(t.Context(), b.w.Ledgers, calendar.MakeDay(2019, 1, 1), calendar.MakeDay(2026, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	f := finder(b)
	decide := func(pairs []match.Pair) (map[match.Pair]bool, error) { return b.s.DecidedPairs(t.Context(), pairs) }
	open, err := f.Open(acts, decide)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]int{}
	for _, p := range open {
		key := p.Relation
		for _, r := range p.Reasons {
			key += " " + r.Code
		}
		codes[key]++
	}
	t.Logf("%d acts, %d open proposals %v", len(acts), len(open), codes)
	linked := map[match.Pair]bool{}
	blind := slices.Clone(acts)
	for i := range blind {
		a := &blind[i]
		if a.Role == ledger.RoleMember || a.Role == ledger.RolePart {
			linked[match.MakePair(a.Ref, a.Main)] = true
		}
		a.Role, a.Relation, a.Main = ledger.RoleOwn, "", a.Ref
	}
	found := map[string]int{}
	for _, p := range f.Find(blind, nil) {
		found["all"]++
		if linked[p.Pair] {
			found["linked "+p.Relation]++
		}
	}
	t.Logf("linked %d, blind %v", len(linked), found)
	for _, p := range open {
		if linked[p.Pair] {
			t.Errorf("%v is proposed although it is linked", p.Pair)
		}
	}
}
