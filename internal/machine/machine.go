// Package machine asks the machine a process runs on: what lies under a directory,
// whether its clock is kept right, what a running server may do. It only reads, and
// says unknown where a system does not tell.
package machine

// Kind is what a file system is.
type Kind string

// Kinds of file systems.
const (
	Local   Kind = "local"
	Network Kind = "network" // locks and syncs of a database cannot be trusted on it
	Memory  Kind = "memory"  // gone with the power
	Unknown Kind = "unknown"
)

// Volume is what lies under a path.
type Volume struct {
	Kind        Kind
	Free, Total uint64 // bytes; free for who is not root
}

// Answer to a question of yes and no.
type Answer string

// Answers.
const (
	Yes   Answer = "yes"
	No    Answer = "no"
	Blank Answer = "unknown"
)

// Server is what can be seen of a running server process.
type Server struct {
	Dumps   Answer   // may leave core dumps, which would hold keys
	Swaps   Answer   // its memory may be written to swap
	Service bool     // runs under systemd
	Lacks   []string // names of systemd's settings that do not hold, where Service
}

// System is the machine, seen through its files.
type System struct {
	Proc   string // "/proc"
	Cgroup string // "/sys/fs/cgroup"
}

// This is the machine this process runs on.
func This() System { return System{"/proc", "/sys/fs/cgroup"} }
