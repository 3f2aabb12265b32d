package app

import (
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
)

// fence stands around every door: what a door forgets, or answers before it is
// reached, still carries the headers of security.md section 2, and a panic ends
// one request without words about who sent it.
func (h *house) fence(s *serving, mux http.Handler) http.Handler {
	next := guard(h.origin, new(http.CrossOriginProtection).Handler(mux))
	if s.behindProxy {
		next = forwarded(next)
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		head := rw.Header()
		head.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Cache-Control", "no-store")
		if s.cert != "" {
			head.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer h.caught(rw)
		next.ServeHTTP(rw, r)
	})
}

// caught logs a panic without its value, which may hold data. Whoever has
// begun to answer cannot take it back; then the connection ends.
func (h *house) caught(rw http.ResponseWriter) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	h.log.Error("panic", "what", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// forwarded takes the sender's address from our own proxy, which adds it last:
// without it the whole world would share the limits of one address group. Only
// a peer on this machine or network is believed.
func forwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		all := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		last := strings.TrimSpace(all[strings.LastIndex(all, ",")+1:])
		if ip := peer.Addr().Unmap(); err == nil && last != "" && (ip.IsLoopback() || ip.IsPrivate()) {
			r.RemoteAddr = last
		}
		next.ServeHTTP(rw, r)
	})
}

// connectionLog keeps what the HTTP library says and drops of whom: logs hold
// no addresses (security.md section 13).
type connectionLog struct{ log *slog.Logger }

// Write takes one line of the library.
func (c connectionLog) Write(b []byte) (int, error) {
	what := strings.TrimPrefix(string(b), "http: ")
	for _, sep := range []string{"\n", ": ", " from ", " serving "} { // what comes behind is of one connection
		what, _, _ = strings.Cut(what, sep)
	}
	c.log.Warn("connection", "what", what)
	return len(b), nil
}

// server listens with the limits of security.md section 3.
func (h *house) server() *http.Server {
	return &http.Server{Handler: h.handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog: log.New(connectionLog{h.log}, "", 0)}
}
