package store_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

const (
	sender   = "01900000-0000-7000-8000-00000000aaaa"
	stranger = "01900000-0000-7000-8000-00000000bbbb"
	inLedger = "01900000-0000-7000-8000-00000000cccc"
)

// TestEqualFilesAtTheSameMomentAreNotLost is the trap of ledger-and-sync.md
// section 10: many writers attach files, a third of them byte for byte the
// same, and every one of them is there afterwards.
func TestEqualFilesAtTheSameMomentAreNotLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		const writers, each = 8, 12
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					name := fmt.Sprint(w, i)
					if i%3 == 0 {
						name = fmt.Sprint("same ", i)
					}
					b := store.Blob{Hash: sha256.Sum256([]byte(name)), Size: int64(len(name)), MediaType: "image/jpeg"}
					if err := s.KeepUpload(t.Context(), sender, b); err != nil {
						t.Error(err)
						return
					}
					if err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(inLedger, sender, b) }); err != nil {
						t.Error(err)
						return
					}
					if got, err := s.Blob(t.Context(), inLedger, b.Hash); err != nil || got != b {
						t.Errorf("%s: %+v, %v", name, got, err)
					}
				}
			})
		}
		wg.Wait()
	})
}

func TestOnlyTheSenderAttachesAFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		b := store.Blob{Hash: ledger.HashOf([]byte("x")), Size: 1, MediaType: "application/pdf"}
		if err := s.KeepUpload(t.Context(), sender, b); err != nil {
			t.Fatal(err)
		}
		err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(inLedger, stranger, b) })
		if !errors.Is(err, store.ErrGone) {
			t.Errorf("a stranger attached the file: %v", err)
		}
		if _, err := s.Blob(t.Context(), inLedger, b.Hash); !errors.Is(err, store.ErrGone) {
			t.Error(err)
		}
	})
}

// TestASweepNamesOnlyFilesThatNothingRefersTo: an upload that is old but was
// attached, or that somebody else sent too, keeps its file.
func TestASweepNamesOnlyFilesThatNothingRefersTo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := int64(1_000_000)
		o.Now = func() int64 { return now }
		s := storetest.Open(t, o)
		blob := func(name string) store.Blob {
			return store.Blob{Hash: ledger.HashOf([]byte(name)), Size: 1, MediaType: "application/pdf"}
		}
		keep := func(who, name string) {
			if err := s.KeepUpload(t.Context(), who, blob(name)); err != nil {
				t.Fatal(err)
			}
		}
		keep(sender, "attached")
		keep(sender, "shared")
		keep(sender, "alone")
		if err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(inLedger, sender, blob("attached")) }); err != nil {
			t.Fatal(err)
		}
		now = 2_000_000
		keep(stranger, "shared")
		gone, err := s.DropUploads(t.Context(), 1_500_000)
		if err != nil || len(gone) != 1 || gone[0] != blob("alone").Hash {
			t.Errorf("%v, %v", gone, err)
		}
	})
}
