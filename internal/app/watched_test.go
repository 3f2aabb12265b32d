package app

import (
	"context"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"phendau/internal/machine"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTheServiceManagerHearsOfALivingServer: ready, alive while the book answers, and
// that it stops.
func TestTheServiceManagerHearsOfALivingServer(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := func() string {
		t.Helper()
		b := make([]byte, 64)
		if err := l.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		n, err := l.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	env := map[string]string{"NOTIFY_SOCKET": at, "WATCHDOG_USEC": strconv.Itoa(30_000)}
	by := machine.ManagerOf(func(name string) string { return env[name] })
	st := storetest.Open(t, store.Options{Dir: t.TempDir()})
	h := &house{st: st}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); h.watched(ctx, by) }()
	for _, want := range []string{machine.Ready, machine.Alive, machine.Alive, machine.Alive} {
		if got := heard(); got != want {
			t.Fatalf("%q, not %q", got, want)
		}
	}
	stop()
	<-done
	last := heard()
	for last == machine.Alive {
		last = heard()
	}
	if last != machine.Stopping {
		t.Errorf("%q", last)
	}
	// A book that does not answer is not called alive.
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if h.alive(t.Context()) {
		t.Error("a closed book is alive")
	}
}
