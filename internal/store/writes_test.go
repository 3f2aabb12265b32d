package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTheWritingSideSaysWhetherItIsTaken: free it answers and writes nothing; while acts of
// this process hold all of it, it does not; behind them it answers again.
func TestTheWritingSideSaysWhetherItIsTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		before := sizes(t, o.Dir)
		for range 20 {
			if err := s.Writes(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if after := sizes(t, o.Dir); after != before {
			t.Errorf("asking wrote: %v, before %v", after, before)
		}
		w, _ := s.Handles()
		release := make(chan struct{})
		var begun, all sync.WaitGroup
		for range w.Stats().MaxOpenConnections {
			begun.Add(1)
			all.Go(func() {
				err := s.InWrite(t.Context(), func() error { begun.Done(); <-release; return nil })
				if err != nil {
					t.Error(err)
				}
			})
		}
		begun.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := s.Writes(ctx); !errors.Is(err, store.ErrWriterTaken) {
			t.Errorf("taken: %v", err)
		}
		close(release)
		all.Wait()
		if err := s.Writes(t.Context()); err != nil {
			t.Errorf("free again: %v", err)
		}
	})
}

// TestADatabaseOutOfReachIsNotATakenWriter: a new start of this process would not bring it
// back.
func TestADatabaseOutOfReachIsNotATakenWriter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Writes(t.Context()); err == nil || errors.Is(err, store.ErrWriterTaken) {
			t.Errorf("%v", err)
		}
	})
}

// sizes are those of an embedded book and of its log of writes.
func sizes(t *testing.T, dir string) (out [2]int64) {
	t.Helper()
	if dir == "" {
		return out
	}
	for i, name := range []string{store.DatabaseFile, store.DatabaseFile + "-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[i] = info.Size()
	}
	return out
}
