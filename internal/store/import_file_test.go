package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestAWaitingFileStaysADayAndNobodyPilesThemUp holds the bounds of files that
// wait for their confirmation: three of a person, a day, and only their owner
// finds them.
func TestAWaitingFileStaysADayAndNobodyPilesThemUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := int64(1_700_000_000_000)
		o.Now = func() int64 { return now }
		s, ctx := storetest.Open(t, o), context.Background()
		const me, other = "01900000-0000-7000-8000-0000000000a1", "01900000-0000-7000-8000-0000000000a2"
		var ids []string
		for i := range 4 {
			now += 1000
			ids = append(ids, fmt.Sprintf("01900000-0000-7000-8000-00000000000%d", i))
			f := &store.ImportFile{ID: ids[i], PersonID: me, Kind: "entries", Name: "a.csv", Bytes: []byte{1, 2, byte(i)}}
			if err := s.Within(ctx, func(tx *store.Tx) error { return tx.PutImportFile(f) }); err != nil {
				t.Fatal(err)
			}
		}
		files, err := s.ImportFiles(ctx, me)
		if err != nil || len(files) != 3 || files[0].ID != ids[3] || files[2].ID != ids[1] {
			t.Fatalf("the three newest should wait: %+v %v", files, err)
		}
		if _, err := s.ImportFile(ctx, other, ids[3]); !errors.Is(err, store.ErrGone) {
			t.Errorf("somebody else finds the file: %v", err)
		}
		if f, err := s.ImportFile(ctx, me, ids[3]); err != nil || string(f.Bytes) != "\x01\x02\x03" || !f.Waiting() {
			t.Errorf("the file is not as it was kept: %+v %v", f, err)
		}
		finish := func() error {
			return s.Within(ctx, func(tx *store.Tx) error { return tx.FinishImportFile(ids[3], 7) })
		}
		if err := finish(); err != nil {
			t.Fatal(err)
		}
		if err := finish(); !errors.Is(err, store.ErrGone) {
			t.Errorf("a file was finished twice: %v", err)
		}
		if f, err := s.ImportFile(ctx, me, ids[3]); err != nil || f.Waiting() || f.Records != 7 || len(f.Bytes) != 0 {
			t.Errorf("a finished file keeps its bytes: %+v %v", f, err)
		}
		now += store.ImportFileLife
		if files, err = s.ImportFiles(ctx, me); err != nil || len(files) != 0 {
			t.Errorf("after a day files still wait: %+v %v", files, err)
		}
	})
}

// TestLockedReportsAreReadPageByPage holds the order and the keys of the list.
func TestLockedReportsAreReadPageByPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s, ctx := storetest.Open(t, o), context.Background()
		db, _ := s.Handles()
		const home, far = "01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"
		for i, at := range []int64{10, 20, 20, 30} {
			book := home
			if i == 3 {
				book = far
			}
			_, err := db.Exec(s.Rebind("INSERT INTO snapshot (ledger_id, snapshot_id, seq, at_ms, signer, withdrawn, body) VALUES ($1, $2, $3, $4, $5, 0, $6)"),
				book, fmt.Sprintf("01900000-0000-7000-8000-00000000001%d", i), i+1, at, home, []byte(`{}`))
			if err != nil {
				t.Fatal(err)
			}
		}
		f := store.LockFilter{Ledgers: []string{home}, Limit: 2}
		var got string
		for range 3 {
			page, err := s.Locks(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page {
				got += x.ID[35:]
				f.BeforeMS, f.BeforeID = x.AtMS, x.ID
			}
		}
		if got != "210" {
			t.Errorf("read in the order %s, want 210: newest first, each once, none of another ledger", got)
		}
	})
}
