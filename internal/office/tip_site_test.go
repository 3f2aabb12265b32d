package office_test

import (
	"errors"
	"testing"

	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// TestATipIsTakenOnlyWhereItsDeskIs: the registers tell every site of every desk,
// but where its cases are not kept nobody would ever look at what was left.
func TestATipIsTakenOnlyWhereItsDeskIs(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		offer, err := w.door.Offer(t.Context())
		if err != nil || len(offer.Desks) != 1 {
			t.Fatalf("%+v %v", offer, err)
		}
		s := w.send("tin")
		// The same book as a site has it, to which the desk's ledger is home's.
		if err := w.store.Within(t.Context(), func(t *store.Tx) error { return t.PutInstance("site", []byte("another")) }); err != nil {
			t.Fatal(err)
		}
		o := w.options
		o.ReadOnly = true
		site, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer site.Close()
		door := &office.TipDoor{O: &office.Office{Store: site, Vault: w.office.Vault, Root: w.office.Root, Now: w.clock.Now}}
		if offer, err = door.Offer(t.Context()); err != nil || len(offer.Desks) != 0 {
			t.Errorf("a desk is offered that is kept elsewhere: %+v %v", offer, err)
		}
		var e *tip.Error
		if _, err := door.Leave(t.Context(), "", s.slot); !errors.As(err, &e) || e.Code != tip.WrongEpoch {
			t.Errorf("a slot was taken for a desk that is kept elsewhere: %v", err)
		}
	})
}
