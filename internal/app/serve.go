package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

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
	shutdownGrace     = 5 * time.Second
)

// serve serves a book.
func (m *Main) serve(ctx context.Context, w words.Words, args []string) error {
	var x where
	var listen string
	fs := newFlags("serve")
	x.flags(fs)
	fs.StringVar(&listen, "listen", defaultListen, "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	return m.serveBook(ctx, w, &x, listen)
}

// serveBook listens until ctx ends. Until there is a sign-in, only loopback
// addresses are accepted: what it shows is not all public.
func (m *Main) serveBook(ctx context.Context, w words.Words, x *where, listen string) error {
	if err := loopbackOnly(w, listen); err != nil {
		return err
	}
	if err := x.exists(ctx, w); err != nil {
		return err
	}
	st, err := x.write(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := st.RegistryID(ctx); err != nil {
		return err
	}
	handler, err := m.handler(ctx, st)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", listen, err)
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	fmt.Fprintln(m.Stdout, w.Text("serving", "url", "http://localhost:"+port+"/"))
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	// The facts are loaded while the first reader still types the address; a
	// failure shows at the first page.
	go st.Current(ctx)
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return err
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
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
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if host != "localhost" && (err != nil || !ip.IsLoopback()) {
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
