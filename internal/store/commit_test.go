package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// another opens the book a second time, as another process does, with a
// device of its own.
func (b *book) another(t testing.TB, o store.Options, n int) (*store.Store, *store.Writer) {
	t.Helper()
	s := b.Store
	if o.Database != "" {
		s = storetest.Open(t, o)
	}
	ids := &ledger.IDs{Rand: rand.NewChaCha8([32]byte{byte(n), 9}), Now: func() int64 { return 1_700_000_500_000 }}
	seed := make([]byte, 32)
	seed[0] = byte(n)
	w := &store.Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(ids.New(), seed, b.recorder, b.commune)}
	if err := w.Enrol(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, w
}

// TestSixteenWritersAndAPollingReaderOnOneLedgerLoseNothing: a reader that
// polls from its cursor sees every operation, though numbers are given and
// committed by sixteen connections at once.
func TestSixteenWritersAndAPollingReaderOnOneLedgerLoseNothing(t *testing.T) {
	const writers, batches, each = 16, 5, 4
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		ctx := t.Context()
		var group sync.WaitGroup
		for i := range writers {
			_, w := b.another(t, store.Options{}, i+1)
			group.Go(func() {
				for range batches {
					x := *b
					x.w = w
					_, d := x.patrol(b.ledgerA, b.hamlets[i%2], b.day, 3)
					if err := w.MustWrite(ctx, d[:each]); err != nil {
						t.Error(err)
					}
				}
			})
		}
		var done atomic.Bool
		go func() { group.Wait(); done.Store(true) }()
		var cursor, seen int64
		_, r := b.Handles()
		poll := func() {
			rows, err := r.Query(b.Rebind("SELECT seq FROM op WHERE ledger_id = $1 AND seq > $2 ORDER BY seq"), b.ledgerA, cursor)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var seq int64
				if err := rows.Scan(&seq); err != nil {
					t.Fatal(err)
				}
				if seq != cursor+1 {
					t.Fatalf("a reader at %d sees %d next", cursor, seq)
				}
				cursor, seen = seq, seen+1
			}
		}
		for !done.Load() {
			poll()
		}
		poll()
		if want := int64(writers * batches * each); seen != want {
			t.Errorf("the reader saw %d of %d operations", seen, want)
		}
		b.sound(t)
	})
}

func TestSeveralProcessesOnOneDatabaseSeeTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database == "" {
			t.Skip("one process")
		}
		b := newBook(t, o)
		stores := []*store.Store{b.Store}
		for i := range 3 {
			s, w := b.another(t, o, i+1)
			stores = append(stores, s)
			x := *b
			x.w = w
			_, d := x.patrol(b.ledgerA, b.hamlets[0], b.day, int64(i+1))
			// A change of the registry by one process is known to the next.
			d = append(d, b.reg("person", w.IDs.New(), registry.PersonDoc{Name: fmt.Sprint("Người ", i)}))
			if err := w.MustWrite(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		var first string
		for i, s := range stores {
			v, err := s.Current(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprint(v.Entries(), v.Facts(), v.Position, v.Registry.Seq, len(v.Registry.People))
			if i == 0 {
				first = text
			} else if text != first {
				t.Errorf("process %d sees %s, the first %s", i+1, text, first)
			}
		}
	})
}

// TestACommitWithUnknownOutcomeIsStoredOnce: the answer to the commit is lost;
// the closure runs again and finds its own operations.
func TestACommitWithUnknownOutcomeIsStoredOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		lost := 0
		b.OnCommit(func() error {
			if lost++; lost == 1 {
				return fmt.Errorf("read the answer to COMMIT: %w", io.ErrUnexpectedEOF)
			}
			return nil
		})
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		results, err := b.w.Write(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Outcome != ledger.Duplicate || r.Stamp.Seq != int64(i+1) || r.Stamp.Hash == (ledger.Hash{}) {
				t.Errorf("operation %d: %+v", i, r)
			}
		}
		// The caller may also repeat himself after an error that ends the call.
		lost = -10
		b.OnCommit(func() error { return errors.New("the process was killed here") })
		_, d = b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		ops, err := b.w.Author.Sign(d, b.w.IDs, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Append(t.Context(), store.Batch{Ops: ops}); err == nil {
			t.Fatal("the error was swallowed")
		}
		b.OnCommit(nil)
		if results, err = b.Append(t.Context(), store.Batch{Ops: ops}); err != nil || results[3].Outcome != ledger.Duplicate || results[3].Stamp.Seq != 8 {
			t.Errorf("%+v %v", results, err)
		}
		b.sound(t)
	})
}

func TestAKilledConnectionIsTriedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database == "" {
			t.Skip("no connections")
		}
		b := newBook(t, o)
		killer, err := sql.Open("pgx", o.Database)
		if err != nil {
			t.Fatal(err)
		}
		defer killer.Close()
		killer.SetMaxOpenConns(1)
		kill := func() {
			if _, err := killer.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
				t.Error(err)
			}
		}
		kill() // while idle in the pool
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		if err := b.w.MustWrite(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		// And while the transaction runs: the head row is held, so it waits.
		hold, err := killer.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hold.Exec("SELECT 1 FROM ledger_head WHERE ledger_id = $1 FOR UPDATE", b.ledgerA); err != nil {
			t.Fatal(err)
		}
		written := make(chan error)
		_, d = b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		go func() { written <- b.w.MustWrite(context.WithoutCancel(t.Context()), d) }()
		for waiting := 0; waiting == 0; {
			err := hold.QueryRow("SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&waiting)
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := hold.Exec("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted"); err != nil {
			t.Fatal(err)
		}
		if err := hold.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-written; err != nil {
			t.Fatal(err)
		}
		b.sound(t)
	})
}

// TestAPanicGivesTheConnectionBack: SQLite has one writer; a closure that
// panics must not keep it.
func TestAPanicGivesTheConnectionBack(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		b.InWrite(t.Context(), func() error { panic("planted") })
	}()
	if w, _ := b.Handles(); w.Stats().InUse != 0 {
		t.Error("the writer's connection is lost")
	}
	b.sound(t)
}

// TestVerifyReadsOneStateWhileOthersWrite: a running book is no difference.
func TestVerifyReadsOneStateWhileOthersWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := filled(t, o)
		var group sync.WaitGroup
		stop := make(chan struct{})
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
				if err := b.w.MustWrite(context.WithoutCancel(t.Context()), d); err != nil {
					t.Error(err)
				}
			}
		})
		for range 3 {
			b.sound(t)
		}
		close(stop)
		group.Wait()
	})
}
