package store_test

import (
	"bytes"
	"context"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestADeviceIsEnrolledBeforeItsFirstOperation starts a process before another
// one begins the book: what it writes then must be by an enrolled device.
func TestADeviceIsEnrolledBeforeItsFirstOperation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s, ctx := storetest.Open(t, o), context.Background()
		const late = "01890a5d-ac96-7000-8000-0000000000aa"
		second := store.ResumeWriter(s, late, bytes.Repeat([]byte{7}, 32), late, late)
		first, err := store.NewWriter(s, late, late)
		if err != nil {
			t.Fatal(err)
		}
		id := first.IDs.New()
		if err := s.Start(ctx, id, first); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			err = second.MustWrite(ctx, []ledger.Draft{{LedgerID: id, EntityType: "person", EntityID: second.IDs.New(), Verb: "create", Body: registry.PersonDoc{Name: "Mẫu"}}})
			if err != nil {
				t.Fatal(err)
			}
		}
		reg, err := s.Registry(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if reg.Device(late) == nil || len(reg.People) != 2 {
			t.Errorf("the device is enrolled: %v; %d people", reg.Device(late) != nil, len(reg.People))
		}
		if _, err := s.Verify(ctx, nil); err != nil {
			t.Error(err)
		}
	})
}
