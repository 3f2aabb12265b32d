// Package storetest runs a test on every engine: SQLite always, PostgreSQL
// where it is installed (and always with CI=true).
package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"phendau/internal/pgtest"
	"phendau/internal/store"
)

var (
	once   sync.Once
	server *pgtest.Server
	failed error
	ends   bool // Main runs the tests
)

// Main runs a package's tests and stops the server they started.
func Main(m *testing.M, cleanup ...func()) {
	ends = true
	code := m.Run()
	for _, f := range cleanup {
		f()
	}
	if server != nil {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop postgres:", err)
		}
	}
	os.Exit(code)
}

// Each runs fn as a subtest on every engine with the options of an empty
// book.
func Each(t *testing.T, fn func(t *testing.T, o store.Options)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, store.Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { fn(t, store.Options{Database: Database(t)}) })
}

// Database makes an empty PostgreSQL database or skips the test, which with
// CI=true is a failure.
func Database(t testing.TB) string {
	t.Helper()
	if !ends {
		t.Fatal("the package leaves its server behind: its TestMain must be storetest.Main")
	}
	once.Do(func() { server, failed = pgtest.Start(pgtest.Options{}) })
	if errors.Is(failed, pgtest.ErrNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(failed)
	}
	if failed != nil {
		t.Fatal(failed)
	}
	url, err := server.NewDatabase(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Server is the PostgreSQL in which Database makes databases, for tests that
// kill it; call it behind Database.
func Server() *pgtest.Server { return server }

// Open opens a book and closes it after the test.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
