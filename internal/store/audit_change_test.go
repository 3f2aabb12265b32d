package store_test

import (
	"slices"
	"sync"
	"testing"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestWhatGoesOnForLongIsRecordedOnce: by processes that begin at the same moment, and
// again after something else was said, never twice in a row.
func TestWhatGoesOnForLongIsRecordedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := s.AuditChange(t.Context(), said(audit.AppsServe, "one")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, object := range []string{"two", "two", "one"} {
			if err := s.AuditChange(t.Context(), said(audit.AppsServe, object)); err != nil {
				t.Fatal(err)
			}
			// Another action of the log between changes nothing.
			if err := s.Audit(t.Context(), said(audit.Upgrade, "three")); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, e := range logged(t, s) {
			if e.Action == audit.AppsServe {
				got = append(got, e.ObjectID)
			}
		}
		if want := []string{"one", "two", "one"}; !slices.Equal(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
		verified(t, s, audit.Evidence{})
	})
}
