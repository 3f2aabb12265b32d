package app

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"sync"
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
	if newPulse(st, time.Now).alive(t.Context()) {
		t.Error("a closed book is alive")
	}
}

// TestALongActIsNotAHangingServer: a writer that is held is given time for the longest act
// there is, then the server counts as dead; when it is free it is alive again.
func TestALongActIsNotAHangingServer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		st := storetest.Open(t, o)
		now := time.Now()
		p := newPulse(st, func() time.Time { return now })
		p.within = 50 * time.Millisecond
		after := func(d time.Duration, want bool) {
			t.Helper()
			now = now.Add(d)
			if got := p.alive(t.Context()); got != want {
				t.Errorf("alive %t, want %t", got, want)
			}
		}
		release, done := hold(t, st)
		after(writesWithin-time.Second, true)
		after(time.Second, false)
		close(release)
		done()
		p.within = time.Minute
		after(time.Hour, true)
		after(writesWithin, true)
	})
}

// TestAServerWhoseDatabaseIsAwayIsNotStartedAnew: nothing here would bring it back.
func TestAServerWhoseDatabaseIsAwayIsNotStartedAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		st := storetest.Open(t, o)
		now := time.Now()
		p := newPulse(st, func() time.Time { return now })
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * writesWithin)
		if got, want := p.alive(t.Context()), st.Engine() == "postgres"; got != want {
			t.Errorf("alive %t, want %t", got, want)
		}
	})
}

// hold takes everything a store writes with until release is closed; done waits for that.
func hold(t *testing.T, st *store.Store) (release chan struct{}, done func()) {
	t.Helper()
	release = make(chan struct{})
	var all sync.WaitGroup
	for taken := false; !taken; {
		begun := make(chan struct{})
		all.Go(func() {
			if err := st.Within(t.Context(), func(*store.Tx) error { close(begun); <-release; return nil }); err != nil {
				t.Error(err)
			}
		})
		<-begun
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		taken = errors.Is(st.Writes(ctx), store.ErrWriterTaken)
		cancel()
	}
	return release, all.Wait
}
