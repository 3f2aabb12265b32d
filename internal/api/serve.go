package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Handler serves the routes below Prefix.
func (a *API) Handler() http.Handler {
	g := &grouper{now: a.Now}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header(w.Header())
		c := &Caller{}
		found, err := a.Authenticate(r)
		if found != nil {
			c = found
		}
		c.Lang, c.RequestID, c.Group = language(r), newID(), g.group(r.RemoteAddr)
		w.Header().Set("Content-Language", c.Lang)
		w.Header().Set("X-Request-Id", c.RequestID)
		if err != nil {
			a.write(w, c, err)
			return
		}
		if err := plain(r); err != nil {
			a.write(w, c, err)
			return
		}
		a.guarded(w, r.WithContext(WithCaller(r.Context(), c)), c)
	})
}

// guarded runs the routes; a panic ends one request, not the server.
func (a *API) guarded(w http.ResponseWriter, r *http.Request, c *Caller) {
	start := a.Now()
	cond := &conditional{ResponseWriter: w, on: r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, "/live"), match: r.Header.Get("If-None-Match")}
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("panic", "request_id", c.RequestID, "what", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			cond.buf.Reset()
			cond.status, cond.on = 0, false
			a.write(w, c, fmt.Errorf("panic"))
			return
		}
		cond.flush()
		a.Log.Info("request", "route", r.Pattern, "method", r.Method, "status", cond.status, "ms", a.Now().Sub(start).Milliseconds(),
			"request_id", c.RequestID, "actor", c.PersonID)
	}()
	if _, pattern := a.mux.Handler(r); pattern == "" {
		a.write(cond, c, a.noRoute(cond.Header(), r))
		return
	}
	a.mux.ServeHTTP(cond, r)
}

// noRoute is the error of a request without a route: its path is not known, or
// not with this method.
func (a *API) noRoute(h http.Header, r *http.Request) error {
	said := unsaid{h: http.Header{}}
	refuse, _ := a.mux.Handler(r)
	refuse.ServeHTTP(&said, r)
	if said.status == http.StatusMethodNotAllowed {
		h["Allow"] = said.h["Allow"]
		return Fail(NoMethod, "")
	}
	return Missing()
}

// unsaid is an answer in plain text that is only asked for its status.
type unsaid struct {
	h      http.Header
	status int
}

func (u *unsaid) Header() http.Header         { return u.h }
func (u *unsaid) WriteHeader(status int)      { u.status = status }
func (u *unsaid) Write(b []byte) (int, error) { return len(b), nil }

// header is on every answer (security.md section 2).
func header(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// plain refuses writes that a foreign page's form could send, and packed ones:
// nothing here unpacks.
func plain(r *http.Request) error {
	given := r.Header.Get("Content-Type")
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.ContentLength == 0 && given == "" {
		return nil // an empty form still names its media type
	}
	t, _, err := mime.ParseMediaType(given)
	if err == nil && r.Header.Get("Content-Encoding") == "" && (t == "application/json" || upload(r.URL.Path) && t == "application/octet-stream") {
		return nil
	}
	e := Fail(BadRequest, "media_type")
	e.Status = http.StatusUnsupportedMediaType
	return e
}

// upload reports the addresses that take files as they are.
func upload(path string) bool {
	if of, ok := strings.CutPrefix(path, Prefix+"/entries/"); ok {
		return strings.HasSuffix(of, "/tracks") || strings.HasSuffix(of, "/tracks/check")
	}
	return strings.HasPrefix(path, Prefix+"/files") || path == Prefix+"/imports" || path == Prefix+"/device-files"
}

func (a *API) write(w http.ResponseWriter, c *Caller, err error) {
	e := a.answer(c, &Route{ID: "none"}, err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.Status)
	_ = a.huma.Marshal(w, "application/json", e)
}

// language is the first of Accept-Language the interface speaks.
func language(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base {
		case "vi", "en":
			return base
		}
	}
	return "vi"
}

func newID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// grouper turns addresses into groups under a key that changes daily, so that
// limits work and nobody can be traced.
type grouper struct {
	now func() time.Time
	mu  sync.Mutex
	day int64
	key [32]byte
}

func (g *grouper) group(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap()
	bits := 56
	if ip.Is4() {
		bits = 24
	}
	p, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if day := g.now().Unix() / 86400; day != g.day {
		g.day = day
		rand.Read(g.key[:])
	}
	m := hmac.New(sha256.New, g.key[:])
	m.Write([]byte(p.String()))
	return hex.EncodeToString(m.Sum(nil)[:8])
}

// conditional holds an answer back until it is whole, gives it a tag of its
// content and answers 304 to whoever has it.
type conditional struct {
	http.ResponseWriter
	on     bool
	match  string
	status int
	buf    bytes.Buffer
}

func (c *conditional) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	if !c.on {
		c.ResponseWriter.WriteHeader(status)
	}
}

func (c *conditional) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if c.on {
		return c.buf.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets the stream of events reach the connection.
func (c *conditional) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *conditional) flush() {
	if !c.on || c.status == 0 {
		return
	}
	if c.status == http.StatusOK {
		sum := sha256.Sum256(c.buf.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		c.Header().Set("ETag", tag)
		if c.match == tag {
			c.Header().Del("Content-Type")
			c.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	c.ResponseWriter.WriteHeader(c.status)
	_, _ = c.ResponseWriter.Write(c.buf.Bytes())
}
