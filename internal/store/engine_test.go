package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/vi"
)

// scratch makes a table of the test's own behind the book.
func scratch(t *testing.T, s *store.Store, ddl string) *sql.DB {
	t.Helper()
	db, _ := s.Handles()
	if _, err := db.Exec(ddl); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestParametersBindByTheirNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		db := scratch(t, s, "CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT)")
		exec := func(q string, args ...any) {
			t.Helper()
			if _, err := db.Exec(s.Rebind(q), args...); err != nil {
				t.Fatal(err)
			}
		}
		exec("INSERT INTO u (id, name) VALUES ($1, $2)", 1, "cũ")
		exec("UPDATE u SET name=$2 WHERE id=$1", 1, "mới")
		var name, swapped string
		if err := db.QueryRow("SELECT name FROM u WHERE id = 1").Scan(&name); err != nil || name != "mới" {
			t.Errorf("%q %v", name, err)
		}
		if err := db.QueryRow(s.Rebind("SELECT CAST($2 AS TEXT) || '-' || CAST($1 AS TEXT)"), "a", "b").Scan(&swapped); err != nil || swapped != "b-a" {
			t.Errorf("%q %v", swapped, err)
		}
	})
}

func TestMoreIdsThanAStatementTakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		entry, drafts := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		ids := make([]string, 32_001)
		for i := range ids {
			ids[i] = fmt.Sprintf("01890a5d-ac96-7000-8000-%012d", i)
		}
		ids[32_000] = entry
		got, err := b.Records(t.Context(), b.ledgerA, append(ids, "not an id", ""))
		if err != nil || len(got) != 1 || got[entry] == nil {
			t.Errorf("%d records, %v", len(got), err)
		}
	})
}

func TestVietnameseOrderComesFromStoredSortKeys(t *testing.T) {
	want := []string{"An Lạc", "Ăng Cốc", "Ân Thi", "Cao Chương", "Chí Viễn", "Dân Chủ", "Đàm Thủy", "Đình Phong", "Ea Súp", "Ô Lâm", "Ơn", "Xóm 2", "Xóm 10", "Ỷ Tý"}
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		ddl := "CREATE TABLE n (name TEXT, sort_key TEXT)"
		if s.Engine() == "postgres" {
			ddl = `CREATE TABLE n (name TEXT COLLATE "C", sort_key TEXT COLLATE "C")`
		}
		db := scratch(t, s, ddl)
		for i := range want {
			name := want[(i*5)%len(want)]
			if _, err := db.Exec(s.Rebind("INSERT INTO n (name, sort_key) VALUES ($1, $2)"), name, vi.SortKey(name)); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := db.Query("SELECT name FROM n ORDER BY sort_key")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			got = append(got, name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}

func TestAReadOnlyBookCannotBeWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		o.ReadOnly = true
		s := storetest.Open(t, o) // while the writer is open
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		ops, err := b.w.Author.Sign(d, b.w.IDs, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(t.Context(), store.Batch{Ops: ops, Trusted: true}); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("append: %v", err)
		}
		_, r := s.Handles()
		if _, err := r.Exec("DELETE FROM record"); err == nil {
			t.Error("a reader's connection deleted rows")
		}
		if _, err := s.View(t.Context(), nil); err != nil {
			t.Error(err)
		}
	})
}

func TestASecondProcessOnADirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	newBook(t, store.Options{Dir: dir})
	_, err := store.Open(t.Context(), store.Options{Dir: dir})
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), "in use by another phendau process") || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpeningNothingForReadingSaysSo(t *testing.T) {
	if _, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), ReadOnly: true}); !errors.Is(err, store.ErrNoBook) {
		t.Errorf("directory: %v", err)
	}
	t.Run("postgres", func(t *testing.T) {
		if _, err := store.Open(t.Context(), store.Options{Database: storetest.Empty(t), ReadOnly: true}); !errors.Is(err, store.ErrNoBook) {
			t.Errorf("database: %v", err)
		}
	})
	// A server that does not answer is not a missing book.
	_, err := store.Open(t.Context(), store.Options{Database: "postgres://nobody@127.0.0.1:1/none?connect_timeout=1", ReadOnly: true})
	if err == nil || errors.Is(err, store.ErrNoBook) {
		t.Errorf("unreachable: %v", err)
	}
}

func TestAListOfServersIsUnderstood(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database == "" {
			t.Skip("one file")
		}
		at := strings.LastIndex(o.Database, "/")
		host := o.Database[strings.Index(o.Database, "@")+1 : at]
		o.Database = strings.Replace(o.Database, host, "127.0.0.1:1,"+host, 1) + "?target_session_attrs=read-write"
		newBook(t, o)
	})
}

func TestAFullDiskIsCalledByItsName(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	w, _ := b.Handles()
	var pages int
	if err := w.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+4)); err != nil {
		t.Fatal(err)
	}
	var drafts []ledger.Draft
	for i := range 100 {
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day+calendar.Day(i), 5)
		drafts = append(drafts, d...)
	}
	_, err := b.w.Write(t.Context(), drafts)
	if !errors.Is(err, store.ErrDiskFull) {
		t.Fatalf("got %v", err)
	}
	if _, err := w.Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := b.w.MustWrite(t.Context(), drafts); err != nil {
		t.Errorf("after room was made: %v", err)
	}
	b.sound(t)
}

// sound runs verify.
func (b *book) sound(t testing.TB) {
	t.Helper()
	if _, err := b.Verify(context.Background(), nil); err != nil {
		t.Error(err)
	}
}

func TestPragmasAreInForce(t *testing.T) {
	s := storetest.Open(t, store.Options{Dir: t.TempDir()})
	w, r := s.Handles()
	for _, tt := range []struct {
		db           *sql.DB
		pragma, want string
	}{
		{w, "journal_mode", "wal"}, {w, "synchronous", "2"}, {w, "foreign_keys", "1"}, {w, "busy_timeout", "10000"}, {w, "temp_store", "2"}, {w, "query_only", "0"},
		{r, "journal_mode", "wal"}, {r, "query_only", "1"}, {r, "busy_timeout", "10000"},
	} {
		var got string
		if err := tt.db.QueryRow("PRAGMA " + tt.pragma).Scan(&got); err != nil || got != tt.want {
			t.Errorf("%s: %q %v", tt.pragma, got, err)
		}
	}
	if n := w.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writers", n)
	}
	// "x" is a name, never a string.
	var text string
	if err := w.QueryRow(`SELECT "no_such_column"`).Scan(&text); err == nil {
		t.Errorf("a double-quoted word was read as the string %q", text)
	}
}

func TestPostgresSessionSettingsAreInForce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database == "" {
			t.Skip("no sessions")
		}
		s := storetest.Open(t, o)
		w, _ := s.Handles()
		for name, want := range map[string]string{"synchronous_commit": "on", "lock_timeout": "5s", "statement_timeout": "2min",
			"idle_in_transaction_session_timeout": "30s", "TimeZone": "UTC", "default_transaction_isolation": "read committed"} {
			var got string
			if err := w.QueryRow("SHOW " + name).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %q %v", name, got, err)
			}
		}
	})
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sổ # của 100% xã?") // every character means itself
	newBook(t, store.Options{Dir: dir})
	for _, f := range []string{store.DatabaseFile, store.DatabaseFile + "-wal"} {
		info, err := os.Stat(filepath.Join(dir, f))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", f, info, err)
		}
	}
}

func TestErrorsAreClassifiedByKind(t *testing.T) {
	for err, want := range map[error]bool{driver.ErrBadConn: true, sql.ErrNoRows: false, errors.New("connection reset by peer"): false} {
		if got := store.Retryable(fmt.Errorf("wrapped: %w", err)); got != want {
			t.Errorf("%v: retryable %t", err, got)
		}
	}
	if store.DiskFull(nil) || store.Retryable(nil) || store.LostConnection(nil) {
		t.Error("no error is an error")
	}
}

// TestKeptStatementsWriteWhatTheyAreGiven: statements that are used again bind
// the new values, also behind a statement that failed, and there are never many.
func TestKeptStatementsWriteWhatTheyAreGiven(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		db := scratch(t, s, "CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT)")
		id := 0
		for round := range 12 {
			for _, n := range []int{1, 7, 64, 150} {
				rows := make([][]any, n)
				for i := range rows {
					id++
					rows[i] = []any{id, fmt.Sprint("dòng ", id)}
				}
				if err := s.InsertInWrite(t.Context(), "u", "id, name", rows); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.InsertInWrite(t.Context(), "u", "id, name", [][]any{{1, "hai lần"}}); err == nil {
				t.Fatalf("round %d: the same id was written twice", round)
			}
		}
		var rows, right int
		if err := db.QueryRow("SELECT count(*), count(*) FILTER (WHERE name = 'dòng ' || CAST(id AS TEXT)) FROM u").Scan(&rows, &right); err != nil || rows != id || right != id {
			t.Errorf("%d rows written, %d there, %d as they were given (%v)", id, rows, right, err)
		}
		if kept := s.Kept(); s.Engine() == "sqlite" && kept == 0 || s.Engine() != "sqlite" && kept != 0 {
			t.Errorf("%d statements kept", kept)
		}
		for i := range 400 {
			for range 3 {
				id++
				if err := s.InsertInWrite(t.Context(), "u", "id, name"+strings.Repeat(" ", i), [][]any{{id, ""}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if kept := s.Kept(); kept > 200 {
			t.Errorf("%d statements kept", kept)
		}
	})
}
