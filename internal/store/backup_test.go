package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/calendar"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// copied is one state of a book as streams.
type copied struct {
	book, tips []byte
	figures    []backup.Figure
}

func copyOf(t *testing.T, s *store.Store) copied {
	t.Helper()
	c, err := s.BeginCopy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	part := func(p store.Copied) []byte {
		var b bytes.Buffer
		w := backup.NewRowWriter(&b)
		if err := errors.Join(c.Rows(p, w, func(int) {}), w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	out := copied{book: part(store.BookTables), tips: part(store.TipTables)}
	if out.figures, err = c.Figures(); err != nil {
		t.Fatal(err)
	}
	return out
}

func putBack(ctx context.Context, o store.Options, c copied, settle func(*store.Loading) error) error {
	r, err := store.BeginRestore(ctx, o, store.Schema())
	if err != nil {
		return err
	}
	err = r.Load(ctx, func(l *store.Loading) error {
		for _, b := range [][]byte{c.book, c.tips} {
			if err := errors.Join(backup.ReadRows(bytes.NewReader(b), l.Rows()), l.Flush()); err != nil {
				return err
			}
		}
		return settle(l)
	})
	if err != nil {
		return errors.Join(err, r.Abandon())
	}
	return r.Finish(ctx)
}

func nothing(*store.Loading) error { return nil }

// TestABookPutBackIsTheBook copies a book that has something of everything, puts
// it into a book of either engine, and copies that: the rows are the same, byte
// for byte, whichever engine they come from.
func TestABookPutBackIsTheBook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		for i := range 3 {
			_, drafts := b.patrol(b.ledgerA, b.hamlets[0], b.day+calendar.Day(i), int64(i+2))
			if err := b.w.MustWrite(t.Context(), drafts); err != nil {
				t.Fatal(err)
			}
		}
		b.lockAll(t)
		if err := b.Audit(t.Context(), audit.Record{Action: audit.Export, Detail: "rows=3", Outcome: audit.Done}); err != nil {
			t.Fatal(err)
		}
		plant(t, b.Store)
		want := copyOf(t, b.Store)
		storetest.Each(t, func(t *testing.T, to store.Options) {
			if to.Database != "" {
				to.Database = storetest.Empty(t)
			}
			if err := putBack(t.Context(), to, want, nothing); err != nil {
				t.Fatal(err)
			}
			s := storetest.Open(t, to)
			got := copyOf(t, s)
			if !bytes.Equal(got.book, want.book) || !bytes.Equal(got.tips, want.tips) {
				t.Errorf("the rows differ: %s", different(t, want, got))
			}
			if len(want.figures) == 0 || !slices.Equal(got.figures, want.figures) {
				t.Errorf("figures %v, want %v", got.figures, want.figures)
			}
			if _, err := s.Verify(t.Context(), nil); err != nil {
				t.Error(err)
			}
			if _, err := s.VerifyAudit(t.Context(), audit.Evidence{}, nil); err != nil {
				t.Error(err)
			}
			if err := putBack(t.Context(), to, want, nothing); !errors.Is(err, store.ErrInUse) && code(err) != backup.NotEmpty {
				t.Errorf("put over a book: %v", err)
			}
		})
	})
}

// plant writes rows that engines may read differently: nothing, empty, and what
// must not come along.
func plant(t *testing.T, s *store.Store) {
	t.Helper()
	id := func(n int) string { return fmt.Sprintf("0192f0c1-7e7a-7000-8000-%012d", n) }
	for table, row := range map[string][]any{
		"tip_item:item_id, case_id, kind, seq, day, bytes":                                                     {"i", "c", "note", int64(0), int64(9), []byte{}},
		"draft:person_id, draft_id, title, updated_ms, body":                                                   {id(1), id(2), "Bản nháp 'x' \x01", int64(-1), []byte{0, 255}},
		"session:token_hash, session_id, person_id, method, label, created_ms, seen_ms, expires_ms, proved_ms": {[]byte{1}, id(3), id(1), "m", "", int64(1), int64(1), int64(1 << 60), int64(1)},
		"audit_checkpoint:size, at_s, witnesses, note":                                                         {int64(1 << 40), int64(1), int64(0), []byte("x")},
	} {
		name, cols, _ := strings.Cut(table, ":")
		if err := s.InsertInWrite(t.Context(), name, cols, [][]any{row}); err != nil {
			t.Fatal(err)
		}
	}
	w, _ := s.Handles()
	if _, err := w.Exec("DELETE FROM audit_checkpoint WHERE size > 1000000"); err != nil {
		t.Fatal(err)
	}
}

func code(err error) backup.Code {
	if e, ok := errors.AsType[*backup.Error](err); ok {
		return e.Code
	}
	return ""
}

// different names the first row in which two copies differ.
func different(t *testing.T, a, b copied) string {
	t.Helper()
	x, y := rowsOf(t, a), rowsOf(t, b)
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return x[i]
		}
	}
	return "more rows"
}

func rowsOf(t *testing.T, c copied) (out []string) {
	t.Helper()
	table := ""
	for _, b := range [][]byte{c.book, c.tips} {
		err := backup.ReadRows(bytes.NewReader(b), backup.Rows{
			Table: func(name string, _ []backup.Column) error { table = name; return nil },
			Row:   func(v []any) error { out = append(out, fmt.Sprint(table, v)); return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestWhatOpensADoorIsInNoCopy: a session that ended since would live again.
func TestWhatOpensADoorIsInNoCopy(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	plant(t, b.Store)
	rows := strings.Join(rowsOf(t, copyOf(t, b.Store)), "\n")
	if strings.Contains(rows, "session[") || !strings.Contains(rows, "draft[") {
		t.Error("sessions are copied, or drafts are not")
	}
}

// TestARestoreThatFailsLeavesAnEmptyBook on both engines, into which the next
// goes.
func TestARestoreThatFailsLeavesAnEmptyBook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database != "" {
			o.Database = storetest.Empty(t)
		}
		c := copyOf(t, newBook(t, store.Options{Dir: t.TempDir()}).Store)
		for _, bad := range []copied{{book: c.book[:len(c.book)-9], tips: c.tips}, {book: c.book, tips: c.book[:20]}} {
			if err := putBack(t.Context(), o, bad, nothing); code(err) != backup.WrongStream {
				t.Errorf("torn: %v", err)
			}
		}
		cut := errors.New("cut off")
		if err := putBack(t.Context(), o, c, func(*store.Loading) error { return cut }); !errors.Is(err, cut) {
			t.Error(err)
		}
		if err := putBack(t.Context(), o, c, nothing); err != nil {
			t.Error(err)
		}
		if _, err := store.BeginRestore(t.Context(), store.Options{Dir: t.TempDir()}, store.Schema()+1); code(err) != backup.NewerSchema {
			t.Error(err)
		}
	})
}

// TestACopyOfAnOlderSchemaIsBroughtUpToDate: the tables are made as they were,
// filled, and then migrated.
func TestACopyOfAnOlderSchemaIsBroughtUpToDate(t *testing.T) {
	o, ctx := store.Options{Dir: t.TempDir()}, t.Context()
	r, err := store.BeginRestore(ctx, o, 9)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := backup.NewRowWriter(&b)
	w.Table("instance", []backup.Column{{Name: "name", Kind: backup.Text}, {Name: "value", Kind: backup.Bytes}})
	if err := errors.Join(w.Row([]any{"site", []byte("x")}), w.Close()); err != nil {
		t.Fatal(err)
	}
	err = r.Load(ctx, func(l *store.Loading) error {
		return errors.Join(backup.ReadRows(&b, l.Rows()), l.Flush())
	})
	if err := errors.Join(err, r.Finish(ctx)); err != nil {
		t.Fatal(err)
	}
	if v, err := storetest.Open(t, o).Instance(ctx, "site"); err != nil || string(v) != "x" {
		t.Error(v, err)
	}
}
