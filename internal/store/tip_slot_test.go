package store_test

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tip"
)

// TestAFloodIsBoundedByItsOldestDays: beyond what a desk keeps in quarantine go those of
// the oldest days; other lanes and desks stay.
func TestAFloodIsBoundedByItsOldestDays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		today := calendar.MakeDay(2026, 3, 10)
		put := func(n byte, desk string, lane int, day calendar.Day) tip.ID {
			t.Helper()
			id := tip.ID{n}
			item := func(kind string, k byte) store.TipItem {
				return store.TipItem{ID: tip.ID{n, k}, Case: id, Kind: kind, Day: day, Bytes: []byte{1}}
			}
			err := s.Within(t.Context(), func(tx *store.Tx) error {
				return tx.PutSlot(store.TipSlot{Case: id, Desk: desk, Epoch: 1, Lane: lane, Day: day}, tip.ID{n, 9}.String(), tip.ID{n, 8}.String(), item(store.TipMine, 1), item(store.TipBody, 2))
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		const ours, theirs = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
		oldest, older := put(9, ours, store.LaneQuarantine, today-2), put(1, ours, store.LaneQuarantine, today-1)
		for n := range byte(3) {
			put(20+n, ours, store.LaneQuarantine, today)
		}
		put(30, ours, store.LaneCode, today-5)
		put(31, theirs, store.LaneQuarantine, today-5)
		for keep, want := range map[int][]tip.ID{3: {older, oldest}, 4: {oldest}, 5: nil} {
			if got, err := s.ExcessTipSlots(t.Context(), ours, store.LaneQuarantine, keep, 10); err != nil || !slices.Equal(got, want) {
				t.Errorf("of five %d are kept, %v go, %v", keep, got, err)
			}
		}
	})
}
