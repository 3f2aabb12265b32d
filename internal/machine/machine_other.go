//go:build !linux

package machine

// Volume says unknown.
func (System) Volume(string) Volume { return Volume{Kind: Unknown} }

// Device says unknown.
func (System) Device(string) (uint64, bool) { return 0, false }

// ClockKept says unknown.
func (System) ClockKept() Answer { return Blank }

// Swap says unknown.
func (System) Swap() Answer { return Blank }

// Server says unknown.
func (System) Server(string) (Server, bool) { return Server{}, false }

// NoDumps does nothing.
func NoDumps() error { return nil }
