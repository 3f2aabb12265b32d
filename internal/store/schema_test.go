package store_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

var update = flag.Bool("update", false, "write schema/*.sql from the migrations")

// TestTheMigrationsGiveTheCheckedSchema migrates from empty and compares the
// database's own catalogue with the checked-in text: tables, columns, types,
// nullability, indexes and constraints.
func TestTheMigrationsGiveTheCheckedSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		if o.Database != "" {
			o.Database = storetest.Empty(t)
		}
		s := storetest.Open(t, o)
		got, err := s.SchemaText(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("schema", s.Engine()+".sql")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got {
			t.Errorf("the schema differs from %s; after a new migration run with -update and read the difference.\n%s", path, firstDifference(string(want), got))
		}
	})
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

// TestAChangedTableIsFoundByItsFirstLine: what somebody did to the tables by hand.
func TestAChangedTableIsFoundByItsFirstLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		db, _ := s.Handles()
		if want, got, err := s.SchemaDrift(t.Context()); want != "" || got != "" || err != nil {
			t.Fatalf("%q %q %v", want, got, err)
		}
		if _, err := db.Exec("DROP INDEX audit_object"); err != nil {
			t.Fatal(err)
		}
		if want, _, err := s.SchemaDrift(t.Context()); !strings.Contains(want, "audit_object") || err != nil {
			t.Errorf("%q %v", want, err)
		}
	})
}

// TestBothEnginesHaveTheSameTablesAndNumbers: the migrations carry the same
// numbers, begin with their reason, and the tables have the same columns.
func TestBothEnginesHaveTheSameTablesAndNumbers(t *testing.T) {
	files := map[string][]string{}
	columns := map[string]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		paths, err := filepath.Glob("migrate/" + engine + "/*.sql")
		if err != nil || len(paths) == 0 {
			t.Fatal(paths, err)
		}
		for _, p := range paths {
			files[engine] = append(files[engine], filepath.Base(p))
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if !regexp.MustCompile(`^-- \+goose Up\n-- \w`).Match(b) {
				t.Errorf("%s does not begin with the reason", p)
			}
			for _, tab := range parseTables(string(b)) {
				columns[engine] += fmt.Sprintln(tab.name, tab.columns, tab.keys)
			}
		}
	}
	if fmt.Sprint(files["sqlite"]) != fmt.Sprint(files["postgres"]) || len(files["sqlite"]) != store.SchemaVersion {
		t.Errorf("%v, the program knows %d", files, store.SchemaVersion)
	}
	if columns["sqlite"] != columns["postgres"] {
		t.Error(firstDifference(columns["sqlite"], columns["postgres"]))
	}
}

func TestASchemaOfAnotherVersionIsRefused(t *testing.T) {
	for version, ok := range map[int]bool{store.SchemaVersion: true, store.SchemaVersion + 1: true, store.SchemaVersion + 2: false} {
		dir := t.TempDir()
		b := newBook(t, store.Options{Dir: dir})
		w, _ := b.Handles()
		if _, err := w.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", version); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), store.Options{Dir: dir, ReadOnly: true})
		if (err == nil) != ok {
			t.Errorf("schema %d: %v", version, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

// TestAnOlderBookIsCopiedBeforeItsSchemaChanges: reading refuses it with a code,
// writing copies it beside itself and brings it up to date, once.
func TestAnOlderBookIsCopiedBeforeItsSchemaChanges(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	if err := store.MakeOld(ctx, dir, 9); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(ctx, store.Options{Dir: dir, ReadOnly: true})
	var schema *store.SchemaError
	if !errors.As(err, &schema) || schema.Code() != "book_older" || schema.Has != 9 {
		t.Fatalf("an older book is read: %v", err)
	}
	kept := filepath.Join(dir, store.DatabaseFile+".schema9")
	for range 2 {
		s, err := store.Open(ctx, store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("the copy: %v %v", info, err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*.schema*")); len(names) != 1 {
		t.Errorf("copies: %v", names)
	}
	back := t.TempDir()
	b, err := os.ReadFile(kept)
	if err == nil {
		err = os.WriteFile(filepath.Join(back, store.DatabaseFile), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err = store.Open(ctx, store.Options{Dir: back, ReadOnly: true}); !errors.As(err, &schema) || schema.Has != 9 {
		t.Errorf("the copy is not the book before: %v", err)
	}
}

// TestLibcIsTheOneSQLiteWasMadeWith: modernc.org/sqlite is generated code that
// works with exactly one version of modernc.org/libc.
func TestLibcIsTheOneSQLiteWasMadeWith(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Skip("no go command here:", err)
	}
	mod, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`modernc.org/libc (\S+)`).FindSubmatch(mod)
	have, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "modernc.org/libc").Output()
	if err != nil || want == nil || strings.TrimSpace(string(have)) != string(want[1]) {
		t.Errorf("libc %s, sqlite needs %s (%v)", have, want, err)
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == "modernc.org/libc" && d.Version != string(want[1]) {
				t.Errorf("built with %s", d.Version)
			}
		}
	}
}
