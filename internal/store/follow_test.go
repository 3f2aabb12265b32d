package store_test

import (
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestWhatIsDueIsReadByItsDay: an entry is listed from its follow-up day on,
// and verify notices when the stored day is not the one the operations say.
func TestWhatIsDueIsReadByItsDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		due := b.day + 10
		id, drafts := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		c := ledger.Content{Kind: "incident", PlaceID: b.hamlets[0], Day: b.day, FollowUp: &due, Dims: map[string]ledger.Codes{"incident_class": {"crime"}}}
		drafts[0].Body = c
		if err := b.w.MustWrite(t.Context(), drafts[:2]); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[calendar.Day]int{due - 1: 0, due: 1, due + 9: 1} {
			found, _, err := b.Entries(t.Context(), store.EntryFilter{Ledgers: []string{b.ledgerA, b.ledgerB}, Remind: day})
			if err != nil || len(found) != want {
				t.Errorf("on %s: %d entries, %v", day, len(found), err)
			}
		}
		b.sound(t)
		w, _ := b.Handles()
		if _, err := w.Exec(b.Rebind("UPDATE record SET follow_day = follow_day + 1 WHERE record_id = $1"), id); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Verify(t.Context(), nil); err == nil {
			t.Error("a moved day goes unnoticed")
		}
	})
}
