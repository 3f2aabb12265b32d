package store_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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

// here is a directory in which every file lies.
func here() (bool, error) { return true, nil }

func ofSize(int64) (bool, error) { return true, nil }

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
					if err := s.KeepUpload(t.Context(), sender, b, here); err != nil {
						t.Error(err)
						return
					}
					if err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(sender, b.Hash) }); err != nil {
						t.Error(err)
						return
					}
					if got, there, err := s.HoldBlob(t.Context(), inLedger, stranger, b.Hash, ofSize); err != nil || !there || got != b {
						t.Errorf("%s: %+v, %v", name, got, err)
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
		if err := s.KeepUpload(t.Context(), sender, b, here); err != nil {
			t.Fatal(err)
		}
		err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(stranger, b.Hash) })
		if !errors.Is(err, store.ErrGone) {
			t.Errorf("a stranger attached the file: %v", err)
		}
		if _, err := s.Blob(t.Context(), inLedger, b.Hash); !errors.Is(err, store.ErrGone) {
			t.Error(err)
		}
	})
}

// TestASweepTakesOnlyFilesThatNothingNames: an upload that is old but is named by
// a ledger, was held lately, or was sent by somebody else too, keeps its file.
func TestASweepTakesOnlyFilesThatNothingNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := int64(1_000_000)
		o.Now = func() int64 { return now }
		s := storetest.Open(t, o)
		blob := func(name string) store.Blob {
			return store.Blob{Hash: ledger.HashOf([]byte(name)), Size: 1, MediaType: "application/pdf"}
		}
		keep := func(who, name string) {
			if err := s.KeepUpload(t.Context(), who, blob(name), here); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"named", "held", "shared", "alone"} {
			keep(sender, name)
		}
		if err := s.AdoptFile(t.Context(), blob("orphan").Hash, 1); err != nil {
			t.Fatal(err)
		}
		if _, there, err := s.HoldBlob(t.Context(), inLedger, sender, blob("named").Hash, ofSize); err != nil || !there {
			t.Fatal(there, err)
		}
		now = 2_000_000
		keep(stranger, "shared")
		if err := s.Within(t.Context(), func(t *store.Tx) error { return t.Attach(sender, blob("held").Hash) }); err != nil {
			t.Fatal(err)
		}
		var removed []ledger.Hash
		err := s.SweepContent(t.Context(), 1_500_000, func(h ledger.Hash) error { removed = append(removed, h); return nil })
		if err != nil || len(removed) != 2 || !slices.Contains(removed, blob("alone").Hash) || !slices.Contains(removed, blob("orphan").Hash) {
			t.Errorf("%v, %v", removed, err)
		}
	})
}

// TestARowWhoseFileIsGoneAsksForItAgain: a directory restored from an older
// backup is filled again by those who have the files.
func TestARowWhoseFileIsGoneAsksForItAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		b := store.Blob{Hash: ledger.HashOf([]byte("x")), Size: 1, MediaType: "image/jpeg"}
		keep := func(there bool) error {
			return s.KeepBlob(t.Context(), inLedger, sender, b, func() (bool, error) { return there, nil })
		}
		if err := keep(true); err != nil {
			t.Fatal(err)
		}
		if _, there, err := s.HoldBlob(t.Context(), inLedger, sender, b.Hash, func(int64) (bool, error) { return false, nil }); err != nil || there {
			t.Error(there, err)
		}
		if known, err := s.Arrived(t.Context(), []ledger.Hash{b.Hash}); err != nil || known[b.Hash] {
			t.Error("the row says that the file is here:", err)
		}
		if owed, err := s.OwedBlobs(t.Context(), sender, 10); err != nil || !slices.Equal(owed, []ledger.Hash{b.Hash}) {
			t.Error(owed, err)
		}
		if err := keep(false); !errors.Is(err, store.ErrNoFile) {
			t.Error(err)
		}
	})
}

// TestAnOlderBookFindsItsFiles: the migration makes the table of what is here
// of what ledgers and uploads said before.
func TestAnOlderBookFindsItsFiles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		w, _ := s.Handles()
		run := func(q string, args ...any) {
			t.Helper()
			if _, err := w.ExecContext(t.Context(), s.Rebind(q), args...); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		statements := func(name string) []string {
			text, err := os.ReadFile(filepath.Join("migrate", s.Engine(), name))
			if err != nil {
				t.Fatal(err)
			}
			bare := regexp.MustCompile(`(?m)^--.*$`).ReplaceAllString(string(text), "")
			return strings.Split(strings.TrimSuffix(strings.TrimSpace(bare), ";"), ";\n")
		}
		for _, table := range []string{"content", "blob", "upload", "draft"} {
			run("DROP TABLE " + table)
		}
		for _, q := range statements("0004_files.sql") {
			run(q)
		}
		named, sent := ledger.HashOf([]byte("named")), ledger.HashOf([]byte("sent"))
		run("INSERT INTO upload (person_id, sha256, size, media_type, at_ms) VALUES ($1, $2, $3, $4, $5)", sender, named[:], 5, "image/png", 7)
		run("INSERT INTO upload (person_id, sha256, size, media_type, at_ms) VALUES ($1, $2, $3, $4, $5)", sender, sent[:], 4, "image/jpeg", 8)
		run("INSERT INTO blob (ledger_id, sha256, state, size, media_type, at_ms) VALUES ($1, $2, $3, $4, $5, $6)", inLedger, named[:], "complete", 5, "image/png", 9)
		for _, q := range statements("0010_content.sql") {
			run(q)
		}
		if b, err := s.Blob(t.Context(), inLedger, named); err != nil || b != (store.Blob{Hash: named, Size: 5, MediaType: "image/png"}) {
			t.Errorf("%+v, %v", b, err)
		}
		if b, err := s.Upload(t.Context(), sender, sent); err != nil || b != (store.Blob{Hash: sent, Size: 4, MediaType: "image/jpeg"}) {
			t.Errorf("%+v, %v", b, err)
		}
	})
}
