package office_test

import (
	"crypto/rand"
	"slices"
	"sync"
	"testing"

	"phendau/internal/access"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// monthCode is the code on the poster.
func (w *tipWorld) monthCode() string {
	_, code := w.desk.office.TipCode(w.book(), w.area)
	return code
}

// weekCode is the code that the post brings.
func (w *tipWorld) weekCode() string {
	var v office.TipCodesView
	w.as(access.TipOfficer).must(200, "GET", "/tips/desks/"+w.post+"/codes", nil, &v)
	return v.Week.Code
}

func TestACodeOfTheAreaKeepsItsPlaceInAFlood(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		dummy, err := tip.SealDummy(rand.Reader, w.to(), nil)
		if err != nil {
			t.Fatal(err)
		}
		send := func(code string, n int) {
			t.Helper()
			for range n {
				for _, id := range []*tip.ID{&dummy.Case, &dummy.Lookup} {
					if *id, err = tip.NewID(rand.Reader); err != nil {
						t.Fatal(err)
					}
				}
				b, err := dummy.Bytes(rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				if status, b, _ := post(t, srv, "/t/1/slot", withCode(code, b)); status != 200 || len(b) != 4096 {
					t.Fatalf("%d %.100s", status, b)
				}
			}
		}
		code := w.monthCode()
		if len(code) != 6 {
			t.Fatalf("code %q", code)
		}
		send(noCode, 70)
		send("999999  ", 1) // wrong, unless it is the code
		send(code+"  ", 70)
		w.clock.now = w.clock.now.AddDate(0, 1, 0)
		send(code+"  ", 1) // paper travels slowly
		w.clock.now = w.clock.now.AddDate(0, 1, 0)
		send(code+"  ", 1) // too old: a new hour, hence the normal lane
		lanes := map[int]int{}
		list, err := w.store.TipSlots(t.Context(), w.post, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			lanes[s.Lane]++
		}
		phones := len(w.book().Phones())
		if lanes[store.LaneCode] != 71 || lanes[store.LaneNormal] != 61+phones || lanes[store.LaneQuarantine] != 11-phones {
			t.Errorf("%v with %d phones", lanes, phones)
		}
		// What waited in quarantine for a month is deleted with its keys; nothing else is.
		if err := w.desk.office.KeepTips(t.Context()); err != nil {
			t.Fatal(err)
		}
		left, err := w.store.TipSlots(t.Context(), w.post, 1000)
		if err != nil || len(left) != len(list)-lanes[store.LaneQuarantine] {
			t.Errorf("%d of %d are left, %v", len(left), len(list), err)
		}
		holders, err := w.desk.office.Vault.Holders(t.Context(), "second")
		if err != nil || len(holders) != len(left) {
			t.Errorf("%d keys for %d slots, %v", len(holders), len(left), err)
		}
	})
}

// TestTenThousandSlotsWithoutACodeHideNone floods a desk from everywhere at once:
// what carries the code of the area comes first, and what a flood of one kind left
// keeps its lane.
func TestTenThousandSlotsWithoutACodeHideNone(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	w := newTipWorld(t, store.Options{Dir: t.TempDir()})
	dummy, err := tip.SealDummy(rand.Reader, w.to(), nil)
	if err != nil {
		t.Fatal(err)
	}
	slots := make(chan []byte)
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for b := range slots {
				if _, err := w.door.Leave(t.Context(), "", b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range n {
		dummy.Case, _ = tip.NewID(rand.Reader)
		dummy.Lookup, _ = tip.NewID(rand.Reader)
		b, err := dummy.Bytes(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		slots <- b
	}
	close(slots)
	done.Wait()
	weekCode := w.weekCode()
	for code, s := range map[string]*sender{w.monthCode(): w.slotOf("Có người lạ ở lán."), weekCode: w.slotOf("Có đống gỗ bên suối.")} {
		if _, err := w.door.Leave(t.Context(), code, s.slot); err != nil {
			t.Fatal(err)
		}
	}
	list, err := w.store.TipSlots(t.Context(), w.post, 3)
	if err != nil || len(list) != 3 || list[0].Lane != store.LaneCode || list[1].Lane != store.LaneCode || list[2].Lane != store.LaneNormal {
		t.Errorf("%+v %v", list, err)
	}
	// Who floods with the code of the area fills its lane, and keeps nobody out of it.
	for range 300 {
		dummy.Case, _ = tip.NewID(rand.Reader)
		dummy.Lookup, _ = tip.NewID(rand.Reader)
		b, err := dummy.Bytes(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.door.Leave(t.Context(), weekCode, b); err != nil {
			t.Fatal(err)
		}
	}
	late := w.slotOf("Đến sau cùng.")
	if _, err := w.door.Leave(t.Context(), weekCode, late.slot); err != nil {
		t.Fatal(err)
	}
	list, err = w.store.TipSlots(t.Context(), w.post, 303)
	if err != nil || len(list) != 303 || list[302].Lane != store.LaneCode || !slices.ContainsFunc(list, func(x store.TipSlot) bool { return x.Case == late.id }) {
		t.Errorf("%d slots with a code, %v", len(list), err)
	}
}
