package store_test

import (
	"errors"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// lockAll locks a report over both communes and returns its id.
func (b *book) lockAll(t *testing.T) string {
	t.Helper()
	snapshot, cells, doc := b.w.IDs.New(), []byte(`[]`), []byte(`{}`)
	drafts := []ledger.Draft{{LedgerID: b.ledgerD, EntityType: "snapshot", EntityID: snapshot, Verb: "lock", Body: ledger.SnapshotBody{Report: "x", Template: 1, Title: "Báo cáo", PlaceID: b.district,
		From: b.day, To: b.day + 365, MapDay: b.day, Position: []ledger.Position{{LedgerID: b.ledgerA}}, CellsHash: ledger.HashOf(cells).String(), DocumentHash: ledger.HashOf(doc).String()}}}
	for _, l := range []string{b.ledgerA, b.ledgerB} {
		m := ledger.LockMark{SnapshotID: snapshot, LedgerID: b.ledgerD, PlaceID: b.district, MapDay: b.day, From: b.day, To: b.day + 365}
		entries, err := b.Covered(t.Context(), l, m)
		if err != nil {
			t.Fatal(err)
		}
		m.EntriesHash = ledger.EntriesHash(entries)
		drafts = append(drafts, ledger.Draft{LedgerID: l, EntityType: "ledger", EntityID: l, Verb: "lock_mark", Body: m})
	}
	if err := b.w.MustWrite(t.Context(), drafts, cells, doc); err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func TestAWithdrawnReportLetsGoInEveryLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		var amends []ledger.Draft
		for i, l := range []string{b.ledgerA, b.ledgerB} {
			e, d := b.patrol(l, b.hamlets[2*i], b.day, 5)
			if err := b.w.MustWrite(t.Context(), d[:2]); err != nil {
				t.Fatal(err)
			}
			amends = append(amends, ledger.Draft{LedgerID: l, EntityType: "entry", EntityID: e, Verb: "amend", Base: d[1].ID, Catalogue: 1,
				Body: map[string]any{"set": map[string]any{"note": "x"}, "why": "y"}})
		}
		first, second := b.lockAll(t), b.lockAll(t)
		b.send(t, b.accept(b.sign(t, amends...)), "rejected locked", "rejected locked")
		if err := b.w.Withdraw(t.Context(), b.ledgerD, first, ""); err == nil {
			t.Error("withdrawn without a reason")
		}
		if err := b.w.Withdraw(t.Context(), b.ledgerD, first, "sai mẫu"); err != nil {
			t.Fatal(err)
		}
		b.send(t, b.accept(b.sign(t, amends...)), "rejected locked", "rejected locked") // the other report holds them still
		if err := b.w.Withdraw(t.Context(), b.ledgerD, second, "sai mẫu"); err != nil {
			t.Fatal(err)
		}
		b.send(t, b.accept(b.sign(t, amends...)), "accepted", "accepted")
		if err := b.w.Withdraw(t.Context(), b.ledgerD, second, "sai mẫu"); err == nil {
			t.Error("withdrawn twice")
		}
		snaps, err := b.Snapshots(t.Context())
		if err != nil || len(snaps) != 2 || !snaps[0].Withdrawn || !snaps[1].Withdrawn {
			t.Errorf("%+v %v", snaps, err)
		}
		b.sound(t)
	})
}

// TestALockWithoutItsBytesIsRefused: a report that cannot be printed again
// is not locked.
func TestALockWithoutItsBytesIsRefused(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	body := ledger.SnapshotBody{PlaceID: b.district, From: b.day, To: b.day, MapDay: b.day, Position: []ledger.Position{{LedgerID: b.ledgerA}},
		CellsHash: ledger.HashOf([]byte("a")).String(), DocumentHash: ledger.HashOf([]byte("b")).String()}
	d := ledger.Draft{LedgerID: b.ledgerD, EntityType: "snapshot", EntityID: b.a, Verb: "lock", Body: body}
	results, err := b.w.Write(t.Context(), []ledger.Draft{d, b.draft(b.ledgerA)}, []byte("a"))
	var refusal *ledger.Refusal
	if err != nil || !errors.As(results[0].Err, &refusal) || refusal.Code != ledger.CodeHashMismatch || results[1].Err != nil {
		t.Errorf("%+v %v", results, err)
	}
	b.sound(t)
}
