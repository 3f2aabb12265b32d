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
// up again, and with the links forgotten the finder sees what entries tell.
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
		if linked[p.Pair] {
			found[p.Relation]++
		}
	}
	// Every delegation is seen by its own body. Of the reports of one patrol by
	// post, military and police only those with equal counts are: these entries
	// name no common body, document or photo.
	if found[match.Parts] != 41 || found[match.Same] < 50 {
		t.Errorf("with the links forgotten, of %d only %v are proposed", len(linked), found)
	}
	kind := map[ledger.Ref]string{}
	for _, a := range acts {
		if kind[a.Ref] = a.Kind; b.Catalogue.Kinds[a.Kind].Roles.HiddenBelowCommune {
			t.Fatalf("a tip is described: %v", a.Ref)
		}
	}
	if len(open) == 0 || len(open) > len(acts)/10 {
		t.Errorf("%d proposals for %d entries", len(open), len(acts))
	}
	for _, p := range open {
		if linked[p.Pair] || linked[match.MakePair(p.Main, p.Member)] {
			t.Errorf("%v is proposed although it is linked", p.Pair)
		}
		if kind[p.Pair.A] != kind[p.Pair.B] || len(p.Reasons) < 2 {
			t.Errorf("%v: %v", p.Pair, p.Reasons)
		}
	}
}
