package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"phendau/internal/machine"
	"phendau/internal/store"
	"phendau/internal/words"
)

// defaultListen is where the server listens; only this machine reaches it.
const defaultListen = "127.0.0.1:8780"

// Limits of the server (security.md section 3).
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 90 * time.Second
	maxHeaderBytes    = 32 << 10
	maxStreams        = 100 // of one HTTP/2 connection
	shutdownGrace     = 5 * time.Second
)

// serving is how a book is served.
type serving struct {
	where
	listen string
	// origin is the address people open, "https://phendau.caobang.gov.vn";
	// "" is this machine.
	origin      string
	cert, key   string // TLS of our own
	behindProxy bool   // a proxy on this machine or network ends TLS
	witnesses   list   // public keys of those who sign for the audit log
	home        string // where the home of this site is reached; "" leaves what was said before
	keyDir      string
	blobDir     string // "" keeps no files
	// vault is the database of the keys of sealed tips, postgres://..., never that
	// of the book; in a directory it lies beside the book.
	vault string
	// languages is where further languages of the phone's app lie; "" has none.
	languages string
	bodyRead  time.Duration // how long a body may take; 0 is the API's own
}

func (s *serving) flags(fs *flag.FlagSet) {
	s.where.flags(fs)
	fs.StringVar(&s.listen, "listen", defaultListen, "")
	fs.StringVar(&s.origin, "origin", "", "")
	fs.StringVar(&s.cert, "tls-cert", "", "")
	fs.StringVar(&s.key, "tls-key", "", "")
	fs.BoolVar(&s.behindProxy, "behind-proxy", false, "")
	fs.StringVar(&s.home, "home", "", "")
	fs.StringVar(&s.keyDir, "keys", "", "")
	fs.Var(&s.witnesses, "witness", "")
	fs.StringVar(&s.blobDir, "blobs", "", "")
	fs.StringVar(&s.vault, "vault", "", "")
	fs.StringVar(&s.languages, "languages", "", "")
}

// serve serves a book; an empty directory begins a new one.
func (m *Main) serve(ctx context.Context, w words.Words, args []string) error {
	var s serving
	fs := newFlags("serve")
	s.flags(fs)
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	return m.serveBook(ctx, w, &s)
}

// fileDir is where files lie unless something else was said.
func (s *serving) fileDir() {
	if s.blobDir == "" && s.dir != "" {
		s.blobDir = filepath.Join(s.dir, "blobs")
	}
}

// check refuses what would put people's credentials in clear on a network.
func (s *serving) check(w words.Words) error {
	if err := s.where.check(w); err != nil {
		return err
	}
	if s.keyDir == "" {
		if s.dir == "" {
			return &usageError{w.Text("need_keys")}
		}
		s.keyDir = filepath.Join(s.dir, "keys")
	}
	s.fileDir()
	if (s.cert == "") != (s.key == "") {
		return &usageError{w.Text("need_cert_and_key")}
	}
	if s.origin != "" {
		u, err := url.Parse(s.origin)
		if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "https" && u.Hostname() != "localhost" {
			return &usageError{w.Text("bad_origin", "origin", s.origin)}
		}
	}
	if s.cert != "" || s.behindProxy {
		if s.origin == "" {
			return &usageError{w.Text("need_origin")}
		}
		return nil
	}
	return loopbackOnly(w, s.listen)
}

// begin opens the book; where there is none and nothing else either, it makes
// an empty one.
func (s *serving) begin(ctx context.Context, w words.Words) (*store.Store, error) {
	if s.dir != "" {
		entries, err := os.ReadDir(s.dir)
		if err == nil && len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
			if err := s.exists(ctx, w); err != nil {
				return nil, err
			}
		}
	}
	return s.write(ctx, w)
}

// serveBook listens until ctx ends.
func (m *Main) serveBook(ctx context.Context, w words.Words, s *serving) error {
	if err := s.check(w); err != nil {
		return err
	}
	if err := machine.NoDumps(); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	st, err := s.begin(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.listen, err)
	}
	h, err := m.house(ctx, w, s, st, l.Addr())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer h.close()
	untell, err := h.tell(s, l.Addr())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { _ = untell() }()
	srv := h.server()
	srv.RegisterOnShutdown(h.office.EndStreams)
	m.say(w, h)
	done := make(chan error, 1)
	go func() { done <- serveOn(srv, l, s) }()
	var background sync.WaitGroup
	background.Go(func() { h.run(ctx) })
	background.Go(func() { h.watched(ctx, machine.ManagerOf(m.Getenv)) })
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	background.Wait()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// say tells where the book is open, and how its first person comes in.
func (m *Main) say(w words.Words, h *house) {
	fmt.Fprintln(m.Stdout, w.Text("serving", "url", h.origin+"/"))
	if h.office.OwnWitness != nil {
		fmt.Fprintln(m.Stdout, w.Text("serving_own_witness"))
	}
	switch {
	case h.office.TryOut:
		fmt.Fprintln(m.Stdout, w.Text("serving_demo"))
	case h.setup != "":
		key := "serving_setup"
		if h.begun {
			key = "serving_begun"
		}
		fmt.Fprintln(m.Stdout, w.Text(key, "url", h.origin+"/office/bat-dau#"+h.setup))
	}
}

func serveOn(srv *http.Server, l net.Listener, s *serving) error {
	if s.cert != "" {
		return srv.ServeTLS(l, s.cert, s.key)
	}
	return srv.Serve(l)
}

func loopbackOnly(w words.Words, listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return &usageError{w.Text("bad_listen", "listen", listen)}
	}
	if host == "localhost" {
		return nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return &usageError{w.Text("listen_loopback", "listen", listen)}
	}
	return nil
}

// guard protects every route: a name that is not this machine's is refused, so
// that no foreign page can reach the book through the browser.
func guard(origin string, next http.Handler) http.Handler {
	named := origin[strings.Index(origin, "//")+2:]
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if r.Host != named && host != "localhost" && (err != nil || !ip.IsLoopback()) {
			http.Error(rw, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// health answers for the process, ready for database and schema.
func health(st *store.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprintln(rw, "ok") })
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := st.Ready(ctx); err != nil {
			http.Error(rw, "not ready", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(rw, "ok")
	})
	return mux
}
