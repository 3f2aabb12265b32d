package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func each(t *testing.T, fn func(t *testing.T, o Options)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { fn(t, Options{Database: storetest.Empty(t)}) })
}

func open(t *testing.T, o Options) *Vault {
	t.Helper()
	v, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeyFilesAreKeptReplacedAndDeletedTogether(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		v, ctx := open(t, o), t.Context()
		fine(t, v.Write(ctx, File{"c1", "keyA", []byte("one")}, File{"c1", "keyB", []byte("two")}, File{"c2", "keyA", []byte("three")}))
		fine(t, v.Write(ctx, File{"c1", "keyA", []byte("other")}, File{"c1", "keyB", nil}))
		if b, err := v.Read(ctx, "c1", "keyA"); err != nil || string(b) != "other" {
			t.Errorf("%q %v", b, err)
		}
		if _, err := v.Read(ctx, "c1", "keyB"); !errors.Is(err, ErrNoFile) {
			t.Error(err)
		}
		names, err := v.Names(ctx, "c1")
		holders, err2 := v.Holders(ctx, "keyA")
		if err != nil || err2 != nil || !slices.Equal(names, []string{"keyA"}) || !slices.Equal(holders, []string{"c1", "c2"}) {
			t.Error(names, holders, err, err2)
		}
		// One that cannot be taken takes the others with it.
		if err := v.Write(ctx, File{"c2", "keyA", []byte("four")}, File{"c3", "keyA", make([]byte, MaxFile+1)}); !errors.Is(err, ErrTooLarge) {
			t.Error(err)
		}
		if b, _ := v.Read(ctx, "c2", "keyA"); string(b) != "three" {
			t.Errorf("half of a change stays: %q", b)
		}
	})
}

func TestAShreddedCaseNeverOpensAgain(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		v, ctx := open(t, o), t.Context()
		fine(t, v.Write(ctx, File{"c1", "keyA", []byte("one")}, File{"c2", "keyA", []byte("two")}))
		for range 2 { // called again, it does no harm
			fine(t, v.Shred(ctx, "c1", "never-there"))
		}
		if _, err := v.Read(ctx, "c1", "keyA"); !errors.Is(err, ErrShredded) {
			t.Error(err)
		}
		if err := v.Write(ctx, File{"c2", "keyA", []byte("new")}, File{"c1", "keyA", []byte("one")}); !errors.Is(err, ErrShredded) {
			t.Error(err)
		}
		if b, _ := v.Read(ctx, "c2", "keyA"); string(b) != "two" {
			t.Errorf("another case was touched: %q", b)
		}
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, o)
		if list, err := again.Shredded(ctx); err != nil || !slices.Equal(list, []string{"c1", "never-there"}) {
			t.Error(list, err)
		}
	})
}

// TestShreddedBytesLeaveTheFiles looks for the bytes as whoever has the disk
// would.
func TestShreddedBytesLeaveTheFiles(t *testing.T) {
	dir := t.TempDir()
	v, ctx := open(t, Options{Dir: dir}), t.Context()
	for i := range 200 {
		fine(t, v.Write(ctx, File{fmt.Sprintf("c%03d", i), "keyA", bytes.Repeat(fmt.Appendf(nil, "canary%03d!", i), 170)}))
	}
	if !found(t, dir, "canary077!") {
		t.Fatal("the test looks in the wrong place")
	}
	fine(t, v.Shred(ctx, "c077", "c078"))
	for _, gone := range []string{"canary077!", "canary078!"} {
		if found(t, dir, gone) {
			t.Errorf("%s is still on the disk", gone)
		}
	}
	fine(t, v.Write(ctx, File{"c100", "keyA", []byte("replaced")}, File{"c101", "keyA", nil}))
	fine(t, v.Shred(ctx))
	if found(t, dir, "canary100!") || found(t, dir, "canary101!") {
		t.Error("what was replaced or deleted is still on the disk")
	}
	if b, err := v.Read(ctx, "c099", "keyA"); err != nil || !bytes.HasPrefix(b, []byte("canary099!")) {
		t.Error("another case was touched", err)
	}
}

func found(t *testing.T, dir, what string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	fine(t, err)
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		fine(t, err)
		if bytes.Contains(b, []byte(what)) {
			return true
		}
	}
	return false
}

func TestManyWriteAndShredAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		v := open(t, o)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				id := fmt.Sprintf("c%d", i)
				if err := v.Write(context.Background(), File{id, "keyA", []byte(id)}); err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					if err := v.Shred(context.Background(), id); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if left, err := v.Holders(t.Context(), "keyA"); err != nil || !slices.Equal(left, []string{"c1", "c3", "c5", "c7"}) {
			t.Error(left, err)
		}
	})
}

func TestAVaultOfANewerProgramIsNotOpened(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		v := open(t, o)
		if _, err := v.db.Exec("INSERT INTO vault_schema (version) VALUES (99)"); err != nil {
			t.Fatal(err)
		}
		fine(t, v.Close())
		if _, err := Open(t.Context(), o); !errors.Is(err, ErrSchema) {
			t.Error(err)
		}
	})
	if _, err := Open(t.Context(), Options{}); err == nil {
		t.Error("a vault nowhere")
	}
}

func TestDroppedFilesAreGoneAndTheirHolderMayComeAgain(t *testing.T) {
	each(t, func(t *testing.T, o Options) {
		v, ctx := open(t, o), t.Context()
		fine(t, v.Write(ctx, File{"c1", "keyA", []byte("one")}, File{"c1", "keyB", []byte("two")}, File{"c2", "keyA", []byte("three")}))
		fine(t, v.Drop(ctx, "c1"))
		fine(t, v.Drop(ctx, "nobody"))
		if names, err := v.Names(ctx, "c1"); err != nil || len(names) != 0 {
			t.Error(names, err)
		}
		if b, err := v.Read(ctx, "c2", "keyA"); err != nil || string(b) != "three" {
			t.Error(b, err)
		}
		fine(t, v.Write(ctx, File{"c1", "keyA", []byte("again")}))
	})
}
