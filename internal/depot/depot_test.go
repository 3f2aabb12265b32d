package depot

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"phendau/internal/backup"
	"phendau/internal/ledger"
)

const stamp = "20261130T224600Z"

func open(t *testing.T) *Depot {
	t.Helper()
	d, err := Open(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func code(err error) backup.Code {
	if e, ok := errors.AsType[*backup.Error](err); ok {
		return e.Code
	}
	return ""
}

// full is a disk that is full after so many bytes.
func full(n int) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := w.Write(make([]byte, n)); err != nil {
			return err
		}
		return syscall.ENOSPC
	}
}

// TestADiskThatIsFullLeavesNoHalfCopy at whatever file it happens.
func TestADiskThatIsFullLeavesNoHalfCopy(t *testing.T) {
	d := open(t)
	c, err := d.Begin(stamp)
	fine(t, err)
	_, err = c.Write("book.age", asIs([]byte("whole")))
	fine(t, err)
	if _, err := c.Write("tips.age", full(9)); !errors.Is(err, syscall.ENOSPC) {
		t.Error(err)
	}
	if _, err := c.Vault("2026-11-30", full(9)); !errors.Is(err, syscall.ENOSPC) {
		t.Error(err)
	}
	if _, err := d.PutBlob(ledger.Hash{1}, full(9)); !errors.Is(err, syscall.ENOSPC) || d.HasBlob(ledger.Hash{1}) {
		t.Error(err)
	}
	fine(t, c.Abandon())
	left := 0
	fine(t, filepath.WalkDir(d.root, func(path string, e os.DirEntry, err error) error {
		if !e.IsDir() {
			left++
			t.Errorf("%s was left", path)
		}
		return err
	}))
	if s, err := d.Stamps(); err != nil || len(s) != 0 {
		t.Error(s, err)
	}
}

// TestACopyCountsFromItsMarkerOn, and what was cut off before is cleared away by
// the next.
func TestACopyCountsFromItsMarkerOn(t *testing.T) {
	d := open(t)
	c, err := d.Begin(stamp)
	fine(t, err)
	f, err := c.Write("book.age", asIs([]byte("book")))
	fine(t, err)
	if s, _ := d.Stamps(); len(s) != 0 {
		t.Error("a copy that is being made counts")
	}
	c, err = d.Begin(stamp) // the one before was killed
	fine(t, err)
	f, err = c.Write("book.age", asIs([]byte("book")))
	fine(t, err)
	fine(t, c.Complete([]byte("header")))
	fine(t, d.Check(&f))
	if b, err := d.Header(stamp); err != nil || string(b) != "header" {
		t.Error(b, err)
	}
	fine(t, c.Abandon())
	if s, err := d.Stamps(); err != nil || !slices.Equal(s, []string{stamp}) {
		t.Error(s, err)
	}
	if _, err := d.Begin(stamp); code(err) != backup.PlaceBusy {
		t.Error(err)
	}
	for name, want := range map[string]backup.Code{"book.age": backup.FileAltered, "header.json": backup.HeaderAltered, "complete": backup.HeaderAltered} {
		path := filepath.Join(d.root, stamp, name)
		sound, err := os.ReadFile(path)
		fine(t, err)
		bad := bytes.Clone(sound)
		bad[0] ^= 1
		fine(t, os.WriteFile(path, bad, 0o600))
		_, headErr := d.Header(stamp)
		if got := code(errors.Join(headErr, d.Check(&f))); got != want {
			t.Errorf("%s altered: %s", name, got)
		}
		fine(t, os.WriteFile(path, sound, 0o600))
	}
	fine(t, os.Remove(filepath.Join(d.root, stamp, "complete")))
	if _, err := d.Header(stamp); code(err) != backup.NotComplete {
		t.Error(err)
	}
	if _, err := d.Begin(stamp); err != nil {
		t.Errorf("a copy that was killed before its marker blocks the next: %v", err)
	}
	for _, outside := range []string{"../x", "/etc/passwd", stamp + "/../x", "vault/../shred-list"} {
		if _, err := d.File(outside); code(err) != backup.FileMissing {
			t.Errorf("%s: %v", outside, err)
		}
	}
}

func TestTheListGrowsAndATornLineIsWrittenAnew(t *testing.T) {
	d := open(t)
	at, err := d.Shred("a", 20000, nil)
	fine(t, err)
	if l, err := ReadList(d.ListPath(), "a"); err != nil || l.Lines() != 0 || !l.Reaches(at) {
		t.Error("an empty list is one", err)
	}
	_, err = d.Shred("a", 20000, []string{"c1"})
	fine(t, err)
	b, err := os.ReadFile(d.ListPath())
	fine(t, err)
	fine(t, os.WriteFile(d.ListPath(), append(b, "2 c2 2024-"...), 0o600))
	for range 2 { // again, nothing is written
		_, err = d.Shred("a", 20001, []string{"c1", "c2"})
		fine(t, err)
	}
	l, err := ReadList(d.ListPath(), "a")
	if err != nil || !slices.Equal(l.Holders(), []string{"c1", "c2"}) {
		t.Error(l, err)
	}
	if _, err := d.Shred("b", 20001, []string{"c3"}); code(err) != backup.ListAltered {
		t.Errorf("the list of another book: %v", err)
	}
	if _, err := ReadList(filepath.Join(d.root, "none"), "a"); code(err) != backup.ListMissing {
		t.Error(err)
	}
}

func TestWhatNoCopyNamesIsSwept(t *testing.T) {
	d := open(t)
	unlock, err := d.Lock()
	fine(t, err)
	if _, err := d.Lock(); code(err) != backup.PlaceBusy {
		t.Error(err)
	}
	fine(t, unlock())
	c, err := d.Begin(stamp)
	fine(t, err)
	for _, day := range []string{"2026-10-30", "2026-10-31", "2026-11-30"} {
		_, err := c.Vault(day, asIs([]byte("x")))
		fine(t, err)
	}
	for i := range byte(3) {
		_, err := d.PutBlob(ledger.Hash{i}, asIs([]byte("x")))
		fine(t, err)
	}
	fine(t, d.Sweep("2026-10-31", func(h ledger.Hash) bool { return h == ledger.Hash{1} }))
	days, err := d.names(vaultDir)
	fine(t, err)
	if !slices.Equal(days, []string{"2026-10-31.age", "2026-11-30.age"}) || d.HasBlob(ledger.Hash{0}) || !d.HasBlob(ledger.Hash{1}) || d.HasBlob(ledger.Hash{2}) {
		t.Error(days)
	}
}
