package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// program is the built phendau.
func program(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "phendau")
	cmd := exec.Command("go", "build", "-o", out, "phendau/cmd/phendau")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, b)
	}
	return out
}

// server is one process of the program, which may be killed.
type server struct {
	exe  string
	args []string
	addr string
	cmd  *exec.Cmd
	said bytes.Buffer
}

// newServer takes a free port and keeps it over restarts: one below those that
// systems give out by themselves, or a client would have it while the server is away.
func newServer(exe string, args ...string) (*server, error) {
	var addr string
	for addr == "" {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000)))
		if errors.Is(err, syscall.EADDRINUSE) {
			continue
		}
		if err != nil {
			return nil, err
		}
		addr = l.Addr().String()
		if err := l.Close(); err != nil {
			return nil, err
		}
	}
	return &server{exe: exe, addr: addr, args: append([]string{"serve", "--listen", addr}, args...)}, nil
}

// start runs the program and returns once it is ready.
func (s *server) start(ctx context.Context) error {
	s.said.Reset()
	s.cmd = exec.Command(s.exe, s.args...)
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		return err
	}
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	limit := time.After(60 * time.Second)
	for {
		if resp, err := http.Get("http://" + s.addr + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-wait.C:
		case <-limit:
			return fmt.Errorf("the program is not ready after a minute: %s", s.kill())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// kill ends the program with SIGKILL, as a lost power line does; it returns
// what the program said.
func (s *server) kill() string {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	return s.said.String()
}

// strike kills the program and starts it again.
func (s *server) strike(ctx context.Context) error {
	s.kill()
	return s.start(ctx)
}

// run runs a command of the program to its end and returns what it answers.
func run(t *testing.T, exe string, args ...string) []byte {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(exe, args...)
	cmd.Stderr = &said
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("phendau %s: %v\n%s%s", args[0], err, b, &said)
	}
	return b
}
