package app

import (
	"slices"
	"testing"
	"time"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestOnlyADemoBookHasAWitnessOfItsOwn: it signs what extends what it signed last, and
// no real book gets one.
func TestOnlyADemoBookHasAWitnessOfItsOwn(t *testing.T) {
	real := serveHouse(t, storetest.Open(t, store.Options{Dir: t.TempDir()}), time.Now, func(s *serving) { s.dir = t.TempDir() })
	if o := real.house.office; o.OwnWitness != nil || len(o.Witnesses) != 0 {
		t.Errorf("a real book has a witness of its own: %q", o.Witnesses)
	}
	h := demoHouse(t, nil).house
	if h.office.OwnWitness == nil || len(h.office.Witnesses) != 1 {
		t.Fatalf("a demo book has the witnesses %q", h.office.Witnesses)
	}
	for range 2 {
		h.checkpoint(t.Context())
		k, err := h.st.LatestCheckpoint(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		c, err := audit.OpenCheckpoint(k.Note, h.signer.Key(), h.office.Witnesses...)
		if err != nil || !slices.Equal(c.Witnesses, []string{ownWitnessName}) {
			t.Errorf("%+v %v", c, err)
		}
		if err := h.st.Within(t.Context(), func(tx *store.Tx) error { return tx.Audit(audit.Record{Action: audit.TipKey, Outcome: audit.Done}) }); err != nil {
			t.Fatal(err)
		}
	}
}
