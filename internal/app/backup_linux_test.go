package app

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFullDiskLeavesNoHalfBackup on a real file system that is full.
func TestAFullDiskLeavesNoHalfBackup(t *testing.T) {
	b := newSafeBook(t)
	if err := os.Mkdir(b.place, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", b.place, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("no file system can be made here (depot: TestADiskThatIsFull... makes the fault instead):", err)
	}
	mounted := true
	unmount := func() {
		if mounted {
			mounted = syscall.Unmount(b.place, syscall.MNT_DETACH) != nil
		}
	}
	t.Cleanup(unmount)
	code, _, errs := run(t, b.args()...)
	if code != exitFailed || !strings.Contains(errs, "no space left") {
		t.Errorf("exit %d: %s", code, errs)
	}
	left, err := filepath.Glob(filepath.Join(b.place, "2*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if code, errs := b.restoreTo(t, filepath.Join(t.TempDir(), "new")); code != exitFailed || !strings.Contains(errs, "no complete backup") {
		t.Errorf("restore: %d %s", code, errs)
	}
	unmount()
	b.backUp(t)
}
