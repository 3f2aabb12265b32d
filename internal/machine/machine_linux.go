package machine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Magic numbers of file systems, from statfs(2).
var (
	networks = []uint32{0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x00c36400, 0x5346414f, 0x65735546, 0x47504653, 0x0bd00bd0}
	memories = []uint32{0x01021994, 0x858458f6}
)

// Volume asks for the file system under a path. One in user space counts as a
// network: most are, and none keeps the promises of a disk.
func (System) Volume(path string) Volume {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return Volume{Kind: Unknown}
	}
	v := Volume{Kind: Local, Free: uint64(s.Bavail) * uint64(s.Bsize), Total: uint64(s.Blocks) * uint64(s.Bsize)}
	switch magic := uint32(s.Type); {
	case slices.Contains(networks, magic):
		v.Kind = Network
	case slices.Contains(memories, magic):
		v.Kind = Memory
	}
	return v
}

// Device is the number of the device a path lies on.
func (System) Device(path string) (uint64, bool) {
	var s syscall.Stat_t
	err := syscall.Stat(path, &s)
	return uint64(s.Dev), err == nil
}

// timeError is the state of a clock that nothing keeps, from adjtimex(2).
const timeError = 5

// ClockKept asks the kernel whether something keeps its clock.
func (System) ClockKept() Answer {
	state, err := syscall.Adjtimex(new(syscall.Timex))
	switch {
	case err != nil:
		return Blank
	case state == timeError:
		return No
	}
	return Yes
}

// Swap asks whether memory may be written to a disk.
func (s System) Swap() Answer {
	b, err := os.ReadFile(filepath.Join(s.Proc, "swaps"))
	if err != nil {
		return Blank
	}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		if !strings.HasPrefix(line, "/dev/zram") { // which is memory
			return Yes
		}
	}
	return No
}

// Server finds the process that holds a lock file and looks at it; false where none
// does, or it is not to be seen.
func (s System) Server(lock string) (Server, bool) {
	var out Server
	pid, ok := s.holder(lock)
	if !ok {
		return out, false
	}
	read := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(s.Proc, pid, name))
		return string(b)
	}
	status, limits := read("status"), read("limits")
	if status == "" || limits == "" {
		return out, false
	}
	out.Dumps = Yes
	if f := strings.Fields(field(limits, "Max core file size")); len(f) > 0 && f[0] == "0" {
		out.Dumps = No
	}
	_, group, _ := strings.Cut(read("cgroup"), "0::")
	group, _, _ = strings.Cut(group, "\n")
	out.Swaps = s.Swap()
	if most, err := os.ReadFile(filepath.Join(s.Cgroup, group, "memory.swap.max")); err == nil && strings.TrimSpace(string(most)) == "0" {
		out.Swaps = No
	}
	if out.Service = strings.HasSuffix(group, ".service") && !strings.HasPrefix(filepath.Base(group), "user@"); out.Service {
		out.Lacks = lacks(status, read("mountinfo"))
		if most, err := os.ReadFile(filepath.Join(s.Cgroup, group, "memory.max")); err == nil && strings.TrimSpace(string(most)) == "max" {
			out.Lacks = append(out.Lacks, "MemoryMax")
		}
	}
	return out, true
}

// holder is the process that holds a lock of flock(2) on a file.
func (s System) holder(lock string) (string, bool) {
	var st syscall.Stat_t
	if err := syscall.Stat(lock, &st); err != nil {
		return "", false
	}
	b, err := os.ReadFile(filepath.Join(s.Proc, "locks"))
	if err != nil {
		return "", false
	}
	dev := uint64(st.Dev)
	want := fmt.Sprintf("%02x:%02x:%d", dev>>8&0xfff, dev&0xff|dev>>12&0xfff00, st.Ino)
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) >= 6 && f[1] == "FLOCK" && f[5] == want {
			if n, err := strconv.Atoi(f[4]); err == nil && n > 0 {
				return f[4], true
			}
		}
	}
	return "", false
}

// lacks names the settings of systemd that cannot be seen to hold.
func lacks(status, mounts string) []string {
	var out []string
	need := func(holds bool, name string) {
		if !holds {
			out = append(out, name)
		}
	}
	need(field(status, "NoNewPrivs:") == "1", "NoNewPrivileges")
	need(field(status, "Seccomp:") == "2", "SystemCallFilter")
	need(strings.HasSuffix(field(status, "Umask:"), "077"), "UMask")
	need(!strings.HasPrefix(field(status, "Uid:"), "0\t"), "User")
	need(strings.HasPrefix(mountOf(mounts, "/").options, "ro"), "ProtectSystem")
	need(strings.Contains(mountOf(mounts, "/root").root, "inaccessible") || mountOf(mounts, "/root").kind == "tmpfs", "ProtectHome")
	need(strings.Contains(mountOf(mounts, "/tmp").root, "systemd-private-"), "PrivateTmp")
	need(mountOf(mounts, "/dev").kind == "tmpfs", "PrivateDevices")
	return out
}

// mounted is what lies at a path: which directory of its file system, how, and of
// which kind that is (mountinfo of proc(5)).
type mounted struct{ root, options, kind string }

// mountOf is what was mounted last at a path.
func mountOf(mounts, path string) (m mounted) {
	for line := range strings.Lines(mounts) {
		f := strings.Fields(line)
		if i := slices.Index(f, "-"); i > 5 && len(f) > i+1 && f[4] == path {
			m = mounted{f[3], f[5], f[i+1]}
		}
	}
	return m
}

// field is what stands behind a name at the beginning of a line.
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// NoDumps keeps this process from leaving a core dump, which would hold keys.
func NoDumps() error {
	err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	if errors.Is(err, syscall.EPERM) {
		return nil // a lower limit than ours is set already
	}
	return err
}
