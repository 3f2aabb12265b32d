// Package pgtest starts a PostgreSQL of its own for tests and benchmarks:
// Debian's programs, a temporary directory, a free loopback port. Where they
// are not installed the tests say so in one line; with CI=true that is a
// failure.
package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// EnvURL names a server to use instead of starting one.
const EnvURL = "PHENDAU_TEST_PG"

// ErrNotInstalled says that PostgreSQL's programs are missing.
var ErrNotInstalled = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql): the suite runs on SQLite only")

// Server is a running PostgreSQL.
type Server struct {
	URL  string // of the database "postgres"
	dir  string
	cmd  *exec.Cmd
	line []string // program and arguments of cmd
	next int
}

// Options of a start.
type Options struct {
	Durable bool // fsync on, for benchmarks
}

// Start runs a server until Stop.
func Start(o Options) (*Server, error) {
	if url := os.Getenv(EnvURL); url != "" {
		return &Server{URL: url}, nil
	}
	bin, err := binDir()
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.dir, err = os.MkdirTemp("", "phendau-pg-"); err != nil {
		return nil, err
	}
	if err := s.start(bin, o); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func binDir() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			return d, nil
		}
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			return filepath.Dir(real), nil
		}
	}
	return "", ErrNotInstalled
}

func version(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	return n
}

func (s *Server) start(bin string, o Options) error {
	cred, err := s.credential()
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "phendau", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	init.SysProcAttr = cred
	init.Dir = s.dir
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + s.dir,
		"-c", "max_connections=200", "-c", "log_min_messages=fatal"}
	if !o.Durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	s.line = append([]string{filepath.Join(bin, "postgres")}, args...)
	s.URL = fmt.Sprintf("postgres://phendau@127.0.0.1:%d/postgres", port)
	return s.run(cred)
}

func (s *Server) run(cred *syscall.SysProcAttr) error {
	s.cmd = exec.Command(s.line[0], s.line[1:]...)
	s.cmd.SysProcAttr = cred
	s.cmd.Dir = s.dir
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return s.wait()
}

// ErrNotOurs says that the server was named from outside and cannot be killed.
var ErrNotOurs = errors.New("the server of " + EnvURL + " is not this test's to kill")

// Kill ends the server with SIGKILL, its sessions with it, and starts it again at
// the same address. What was committed is there again: its pages are the
// system's, which goes on.
func (s *Server) Kill() error {
	if s.cmd == nil {
		return ErrNotOurs
	}
	cred, err := s.credential()
	if err != nil {
		return err
	}
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = s.cmd.Wait() // it says that it was killed
	// Its sessions end by themselves a moment later; until then a start refuses
	// to share the directory with them.
	for range 40 {
		if err = s.run(cred); err == nil {
			return nil
		}
		_ = s.cmd.Wait()
	}
	return err
}

// credential lets root run the server as the package's user, since postgres
// refuses root.
func (s *Server) credential() (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w (no user postgres)", ErrNotInstalled)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(s.dir, uid, gid)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// wait asks the server until it answers, at most 20 s, or has ended.
func (s *Server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", s.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-tick.C:
		}
		if s.cmd != nil && ended(s.cmd.Process.Pid) {
			return fmt.Errorf("postgres has ended: %w", err)
		}
	}
}

// ended tells whether a child has ended and waits to be waited for.
func ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false // no /proc here: the time limit decides
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(rest, "Z")
}

// NewDatabase makes a database as a copy of another, which nobody may use
// meanwhile, and returns its address; "template0" is empty.
func (s *Server) NewDatabase(ctx context.Context, template string) (string, error) {
	db, err := sql.Open("pgx", s.URL)
	if err != nil {
		return "", err
	}
	defer db.Close()
	s.next++
	name := fmt.Sprintf("phendau_%d_%d", os.Getpid(), s.next)
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" ENCODING 'UTF8' LOCALE 'C.UTF-8'"); err != nil {
		return "", fmt.Errorf("create database: %w", err)
	}
	i := strings.LastIndex(s.URL, "/")
	return s.URL[:i+1] + name, nil
}

// Stop ends the server it started and removes its directory.
func (s *Server) Stop() error {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Signal(syscall.SIGINT)
		s.cmd.Wait()
	}
	if s.dir == "" {
		return nil
	}
	return os.RemoveAll(s.dir)
}
