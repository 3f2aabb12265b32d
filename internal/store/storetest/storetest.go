// Package storetest runs a test on every engine: SQLite always, PostgreSQL
// where it is installed (and always with CI=true).
package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"phendau/internal/pgtest"
	"phendau/internal/store"
)

var (
	once, migrated sync.Once
	server         *pgtest.Server
	template       string // the migrated database
	failed         error
	ends           bool // Main runs the tests
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

// Database makes a PostgreSQL database with the schema of an empty book, or skips
// the test, which with CI=true is a failure. It is a copy: to migrate each anew
// took most of the time of many tests.
func Database(t testing.TB) string {
	t.Helper()
	running(t)
	migrated.Do(func() { template, failed = migrate() })
	if failed != nil {
		t.Fatal(failed)
	}
	return database(t, template)
}

// Empty is Database without a schema.
func Empty(t testing.TB) string {
	t.Helper()
	running(t)
	return database(t, "template0")
}

// migrate makes the database that others are copies of and returns its name.
func migrate() (string, error) {
	ctx := context.Background()
	url, err := server.NewDatabase(ctx, "template0")
	if err != nil {
		return "", err
	}
	s, err := store.Open(ctx, store.Options{Database: url})
	if err != nil {
		return "", err
	}
	return url[strings.LastIndex(url, "/")+1:], s.Close()
}

func database(t testing.TB, from string) string {
	t.Helper()
	url, err := server.NewDatabase(context.Background(), from)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func running(t testing.TB) {
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
