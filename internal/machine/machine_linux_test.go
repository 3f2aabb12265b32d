package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestARunningServerIsSeenByItsLock: this process, through the real /proc.
func TestARunningServerIsSeenByItsLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lock")
	l := flock.New(file)
	if _, ok := This().Server(file); ok {
		t.Error("a lock nobody holds has a server")
	}
	if ok, err := l.TryLock(); !ok || err != nil {
		t.Fatal(err)
	}
	defer l.Unlock()
	if pid, ok := This().holder(file); !ok {
		t.Skip("this system does not list locks")
	} else if pid != fmt.Sprint(os.Getpid()) {
		t.Errorf("process %s, not %d", pid, os.Getpid())
	}
	if err := NoDumps(); err != nil {
		t.Fatal(err)
	}
	if s, ok := This().Server(file); !ok || s.Dumps != No {
		t.Errorf("%+v %t", s, ok)
	}
}

// TestWhatAServiceLacksIsNamed reads a made /proc.
func TestWhatAServiceLacksIsNamed(t *testing.T) {
	dir := t.TempDir()
	lock := filepath.Join(dir, "lock")
	put(t, dir, "lock", "")
	var st syscall.Stat_t
	if err := syscall.Stat(lock, &st); err != nil {
		t.Fatal(err)
	}
	dev := uint64(st.Dev)
	s := System{filepath.Join(dir, "proc"), filepath.Join(dir, "cgroup")}
	put(t, s.Proc, "locks", fmt.Sprintf("1: FLOCK  ADVISORY  WRITE 7 %02x:%02x:%d 0 EOF\n", dev>>8&0xfff, dev&0xff|dev>>12&0xfff00, st.Ino))
	put(t, s.Proc, "swaps", "Filename\tType\n/dev/sda2\tpartition\n")
	put(t, s.Proc, "7/limits", "Limit  Soft Limit\nMax core file size        unlimited            unlimited            bytes\n")
	put(t, s.Proc, "7/status", "Umask:\t0022\nUid:\t900\t900\t900\t900\nNoNewPrivs:\t1\nSeccomp:\t0\n")
	put(t, s.Proc, "7/mountinfo", "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n")
	put(t, s.Proc, "7/cgroup", "0::/system.slice/phendau.service\n")
	put(t, s.Cgroup, "system.slice/phendau.service/memory.max", "max\n")
	got, ok := s.Server(lock)
	if !ok || got.Dumps != Yes || got.Swaps != Yes || !got.Service || !slices.Equal(got.Lacks, []string{"SystemCallFilter", "UMask", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "MemoryMax"}) {
		t.Errorf("%+v %t", got, ok)
	}
	put(t, s.Cgroup, "system.slice/phendau.service/memory.swap.max", "0\n")
	put(t, s.Proc, "7/limits", "Max core file size        0            0            bytes\n")
	put(t, s.Proc, "7/status", "Umask:\t0077\nUid:\t900\t900\t900\t900\nNoNewPrivs:\t1\nSeccomp:\t2\n")
	put(t, s.Cgroup, "system.slice/phendau.service/memory.max", "3221225472\n")
	put(t, s.Proc, "7/mountinfo", `22 1 8:1 / / ro,relatime shared:1 master:1 - ext4 /dev/sda1 rw
23 22 0:6 / /dev rw,nosuid shared:2 - devtmpfs udev rw
24 22 0:40 / /dev ro,nosuid,noexec - tmpfs tmpfs rw,size=4096k
25 22 8:1 /tmp/systemd-private-0123-phendau.service-x/tmp /tmp rw,relatime - ext4 /dev/sda1 rw
26 22 0:25 /systemd/inaccessible/dir /root ro,nosuid - tmpfs tmpfs rw
`)
	if got, ok := s.Server(lock); !ok || got.Dumps != No || got.Swaps != No || len(got.Lacks) > 0 {
		t.Errorf("%+v %t", got, ok)
	}
}

func TestSwapInMemoryIsNoSwap(t *testing.T) {
	s := System{Proc: t.TempDir()}
	if s.Swap() != Blank {
		t.Error("nothing to read is unknown")
	}
	put(t, s.Proc, "swaps", "Filename\tType\n/dev/zram0 partition\n")
	if s.Swap() != No {
		t.Error("zram")
	}
}
