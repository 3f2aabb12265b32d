package office_test

import (
	"testing"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// TestWhoWritesRegistersOpensLedgers: a right to anything else, such as that of an
// officer whose site sends operations, opens or changes none.
func TestWhoWritesRegistersOpensLedgers(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		act := func(role access.Role, verb, id string, body any) error {
			actor := d.people[role]
			reg, err := d.store.Registry(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			draft := ledger.Draft{LedgerID: d.registry, EntityType: "ledger", EntityID: id, Verb: verb, Body: body, ActorID: actor, BodyID: reg.Actor(actor).Grants[0].BodyID}
			_, err = d.writer.Act(t.Context(), store.Batch{Atomic: true, Rights: true}, []ledger.Draft{draft})
			return err
		}
		book := func(kind string) registry.LedgerDoc {
			return registry.LedgerDoc{Kind: kind, Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: d.hamletsA[0], From: registry.Unknown, To: registry.Open}}}
		}
		for _, role := range []access.Role{access.PostOfficer, access.TipOfficer} {
			wantRefusal(t, act(role, "create", d.id(), book(ledger.KindCommune)), ledger.CodeNotAllowed)
			wantRefusal(t, act(role, "create", d.id(), book(ledger.KindDesk)), ledger.CodeNotAllowed)
			wantRefusal(t, act(role, "amend", d.ledgerA, map[string]any{"name": "Sổ khác"}), ledger.CodeNotAllowed)
		}
		if err := act(access.RegistryEditor, "create", d.id(), book(ledger.KindCommune)); err != nil {
			t.Error(err)
		}
	})
}
