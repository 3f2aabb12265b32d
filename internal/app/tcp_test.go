package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"phendau/internal/api"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTheServerListensWithTheLimitsOfTheNote compares with security.md
// section 3.
func TestTheServerListensWithTheLimitsOfTheNote(t *testing.T) {
	s := (&house{log: (&Main{Stderr: io.Discard, Getenv: func(string) string { return "" }}).logger()}).server()
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 60*time.Second || s.WriteTimeout != 60*time.Second || s.IdleTimeout != 90*time.Second ||
		s.MaxHeaderBytes != 32<<10 || s.HTTP2.MaxConcurrentStreams != 100 {
		t.Errorf("%+v", s)
	}
}

// slowServer is the program's server with times that a test can wait for.
func slowServer(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	smallBook(t, dir)
	o := serveHouse(t, storetest.Open(t, store.Options{Dir: dir}), time.Now, func(s *serving) { s.bodyRead = 300 * time.Millisecond })
	s := o.server()
	s.ReadHeaderTimeout, s.ReadTimeout = 150*time.Millisecond, 300*time.Millisecond
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// dial opens a connection that fails the test when the server keeps it for
// ten seconds: far beyond its own times.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSlowSendersAreCutOff begins a request and goes on without ever ending
// it: in its first line, its headers and its body.
func TestSlowSendersAreCutOff(t *testing.T) {
	addr := slowServer(t)
	for _, begin := range []string{
		"",
		"GET /healthz HT",
		"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ",
		"POST " + api.Prefix + "/session/password HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"login\":",
		"POST " + api.Prefix + "/session/password HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"lo",
	} {
		c := dial(t, addr)
		if _, err := io.WriteString(c, begin); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(c)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%q: the connection stayed open", begin)
		}
		if strings.HasPrefix(string(answer), "HTTP/1.1 200") {
			t.Errorf("%q: %s", begin, answer)
		}
	}
}

// TestHeadersAreBounded sends more than 32 KiB of headers, in one piece and in
// many.
func TestHeadersAreBounded(t *testing.T) {
	addr := slowServer(t)
	many := &strings.Builder{}
	for i := range 10_000 {
		fmt.Fprintf(many, "X-%d: y\r\n", i)
	}
	for name, c := range map[string]struct {
		headers string
		status  int
	}{
		"a few":        {"X-A: y\r\n", 200},
		"one of 64 KB": {"X-A: " + strings.Repeat("y", 64<<10) + "\r\n", 431},
		"10,000":       {many.String(), 431},
	} {
		conn := dial(t, addr)
		go io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"+c.headers+"\r\n") // the server may stop reading
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", name, resp.StatusCode, c.status)
		}
	}
}
