package store_test

import (
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tip"
)

// fileWorld is a book with slots and files of a test.
type fileWorld struct {
	t     *testing.T
	s     *store.Store
	files byte
}

func (w *fileWorld) do(act func(*store.Tx) error) {
	w.t.Helper()
	if err := w.s.Within(w.t.Context(), act); err != nil {
		w.t.Fatal(err)
	}
}

// file is one of ten bytes; of its id only the end is not of its sender's choosing.
func (w *fileWorld) file(of tip.ID, first byte, day calendar.Day) tip.ID {
	w.t.Helper()
	w.files++
	x := store.TipItem{ID: tip.ID{first, 15: w.files}, Case: of, Kind: store.TipFile, Day: day, Bytes: make([]byte, 10)}
	w.do(func(tx *store.Tx) error { return tx.PutTipItems(x) })
	return x.ID
}

func (w *fileWorld) slot(n byte, lane int, day calendar.Day) tip.ID {
	w.t.Helper()
	id := tip.ID{n}
	item := func(kind string, k byte) store.TipItem {
		return store.TipItem{ID: tip.ID{n, k}, Case: id, Kind: kind, Day: day, Bytes: []byte{1}}
	}
	w.do(func(tx *store.Tx) error {
		return tx.PutSlot(store.TipSlot{Case: id, Desk: "d", Epoch: 1, Lane: lane, Day: day}, tip.ID{n, 9}.String(), tip.ID{n, 8}.String(), item(store.TipMine, 1), item(store.TipBody, 2))
	})
	return id
}

func (w *fileWorld) has(of, id tip.ID) bool {
	w.t.Helper()
	items, err := w.s.TipItems(w.t.Context(), of)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range items {
		if x.ID == id {
			return true
		}
	}
	return false
}

// TestAFloodOfFilesPushesOutItself: beyond what is kept for cases nobody sorted go files
// of no slot first, of the oldest days, then those a case has beyond what a tip has,
// with the code of the poster or without; those of sorted cases neither count nor go.
func TestAFloodOfFilesPushesOutItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := &fileWorld{t: t, s: storetest.Open(t, o)}
		today := calendar.MakeDay(2026, 3, 10)
		sorted, coded, normal, flood := w.slot(1, store.LaneNormal, today-9), w.slot(2, store.LaneCode, today-1), w.slot(3, store.LaneNormal, today-1), w.slot(4, store.LaneQuarantine, today)
		w.do(func(tx *store.Tx) error { _, err := tx.TakeSlot(sorted); return err })
		poster := w.slot(5, store.LaneCode, today)
		kept := map[tip.ID]tip.ID{w.file(sorted, 200, today-9): sorted, w.file(sorted, 201, today-9): sorted, w.file(coded, 202, today-1): coded, w.file(normal, 203, today-1): normal}
		gone := map[tip.ID]tip.ID{w.file(tip.ID{40}, 0, today-2): {40}}
		for n := range byte(30) {
			w.file(tip.ID{50 + n}, n, today-1)
			w.file(flood, n, today)
			w.file(poster, 100+n, today)
		}
		late := w.file(tip.ID{90}, 255, today) // before its slot, the day after
		count := func() (n int) {
			for id := range byte(100) {
				items, err := w.s.TipItems(t.Context(), tip.ID{id})
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range items {
					if x.Kind == store.TipFile {
						n++
					}
				}
			}
			return n
		}
		hold := func() {
			t.Helper()
			for id, of := range kept {
				if !w.has(of, id) {
					t.Errorf("%v of case %v went", id, of)
				}
			}
		}
		for _, keep := range []int{94, 63} { // all there are; those with a slot and one more
			w.do(func(tx *store.Tx) error { return tx.BoundTipFiles(int64(10 * keep)) })
			if n := count(); n != 2+keep {
				t.Errorf("%d files are left, want two of the sorted case and %d", n, keep)
			}
		}
		kept[late] = tip.ID{90}
		hold()
		for id, of := range gone {
			if w.has(of, id) {
				t.Errorf("%v, the oldest of nobody, is still there", id)
			}
		}
		delete(kept, late)
		w.do(func(tx *store.Tx) error { return tx.BoundTipFiles(80) }) // three of either flood, and the honest ones
		hold()
		if n := count(); n != 2+8 {
			t.Errorf("%d files are left, want two of the sorted case and 8", n)
		}
	})
}
