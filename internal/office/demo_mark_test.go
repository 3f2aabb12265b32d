package office_test

import (
	"errors"
	"testing"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// TestNoLaterDocumentMakesARealBookADemoOne: a demo book lets people in without credentials
// and has a witness in its own house. Nor does a demo book pass for a real one.
func TestNoLaterDocumentMakesARealBookADemoOne(t *testing.T) {
	const demo, plain = true, false
	book := func(kind, placeID string, demo bool) registry.LedgerDoc {
		return registry.LedgerDoc{Kind: kind, Name: "Sổ", Demo: demo, Places: []registry.MemberDoc{{PlaceID: placeID, From: registry.Unknown, To: registry.Open}}}
	}
	change := func(d *desk, verb, id string, body any) error {
		return d.writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: d.registry, EntityType: "ledger", EntityID: id, Verb: verb, Body: body, ActorID: d.people[access.RegistryEditor]}})
	}
	refused := func(t *testing.T, err error) {
		t.Helper()
		wantRefusal(t, err, ledger.CodeBadContent)
	}
	is := func(t *testing.T, d *desk, want bool) {
		t.Helper()
		reg, err := d.store.Registry(t.Context())
		if err != nil || reg.Demo() != want {
			t.Errorf("demo %t: %v", reg.Demo(), err)
		}
	}
	eachDesk(t, func(t *testing.T, d *desk) {
		for _, id := range []string{d.registry, d.ledgerA, d.upper} {
			refused(t, change(d, "amend", id, map[string]any{"demo": true}))
			refused(t, change(d, "end", id, map[string]any{"demo": true}))
		}
		for _, kind := range []string{ledger.KindCommune, ledger.KindUpper, ledger.KindDesk} {
			refused(t, change(d, "create", d.id(), book(kind, d.hamletsA[0], demo)))
		}
		is(t, d, false)
		if err := change(d, "create", d.id(), book(ledger.KindCommune, d.hamletsA[0], plain)); err != nil {
			t.Error(err)
		}
	})
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		d.registry = d.id()
		if err := d.store.Start(t.Context(), d.registry, d.writer); err != nil {
			t.Fatal(err)
		}
		first := d.id()
		if err := change(d, "create", first, book(ledger.KindUpper, first, demo)); err != nil {
			t.Fatal(err)
		}
		for _, as := range []bool{plain, demo} { // a unit merged later, or one more of the kind
			if err := change(d, "create", d.id(), book(ledger.KindCommune, first, as)); err != nil {
				t.Error(err)
			}
		}
		refused(t, change(d, "amend", first, map[string]any{"demo": "không"})) // absence is the only false, and a change takes nothing away
		if err := change(d, "amend", first, map[string]any{"name": "Sổ khác"}); err != nil {
			t.Error(err)
		}
		is(t, d, true)
	})
}

// wantRefusal asks that the first operation of a batch was refused with a code.
func wantRefusal(t *testing.T, err error, code ledger.Code) {
	t.Helper()
	var all *store.RefusedError
	var why *ledger.Refusal
	if !errors.As(err, &all) || !errors.As(all.Results[0].Err, &why) || why.Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}
