package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/api"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

// openHouse is a whole server over a book, with its log.
type openHouse struct {
	*house
	srv *httptest.Server
	log *locked
}

// locked is a log that several requests write.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serveHouse serves a book as `phendau serve` does, on the clock's day. change
// may set how.
func serveHouse(t *testing.T, st *store.Store, now func() time.Time, change func(*serving)) *openHouse {
	t.Helper()
	o := &openHouse{log: &locked{}}
	m := &Main{Stdout: io.Discard, Stderr: o.log, Now: now, Getenv: func(name string) string { return map[string]string{"PHENDAU_LOG": "info"}[name] }}
	s := &serving{keyDir: filepath.Join(t.TempDir(), "keys")}
	if change != nil {
		change(s)
	}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if o.house, err = m.house(t.Context(), words.For("vi"), s, st, l.Addr()); err != nil {
		t.Fatal(err)
	}
	o.srv = &httptest.Server{Listener: l, Config: o.server()}
	o.srv.Start()
	t.Cleanup(func() {
		o.srv.Close()
		if err := o.close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

func demoHouse(t *testing.T, change func(*serving)) *openHouse {
	t.Helper()
	return serveHouse(t, storetest.Open(t, store.Options{Dir: demoCopy(t)}), time.Now, change)
}

// ask sends one request; redirections are answers. Pairs set headers, Host
// among them.
func (o *openHouse) ask(t *testing.T, method, path, body string, set ...string) (*http.Response, string) {
	t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, o.srv.URL+path, r)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(set); i += 2 {
		if set[i] == "Host" {
			req.Host = set[i+1]
		}
		req.Header.Set(set[i], set[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

// signIn is the cookie of a person of the demo book.
func (o *openHouse) signIn(t *testing.T, set ...string) (cookie, person string) {
	t.Helper()
	reg, err := o.st.Registry(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range reg.Grants("") {
		if g.Role == "administrator" {
			person = g.PersonID
		}
	}
	resp, body := o.ask(t, "POST", api.Prefix+"/session/try", `{"person_id":"`+person+`"}`, append([]string{"Content-Type", "application/json"}, set...)...)
	if resp.StatusCode != 200 {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	cookie, _, _ = strings.Cut(resp.Header.Get("Set-Cookie"), ";")
	return cookie, person
}

// fenced names what an answer lacks of security.md section 2.
func fenced(h http.Header) string {
	var lacks []string
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			lacks = append(lacks, fmt.Sprintf("%s is %q", name, got))
		}
	}
	csp := h.Values("Content-Security-Policy")
	if len(csp) != 1 || !strings.HasPrefix(csp[0], "default-src 'none'") || !strings.Contains(csp[0], "frame-ancestors 'none'") || strings.Contains(csp[0], "unsafe") {
		lacks = append(lacks, fmt.Sprintf("Content-Security-Policy is %q", csp))
	}
	return strings.Join(lacks, ", ")
}

// TestEveryAnswerCarriesTheFence asks every door, and what is answered before
// a door is reached, signed in and not.
func TestEveryAnswerCarriesTheFence(t *testing.T) {
	o := demoHouse(t, nil)
	cookie, _ := o.signIn(t)
	for _, c := range []struct {
		method, path string
		set          []string
		status       int
		stored       bool // may be stored: the same for everybody
	}{
		{"GET", "/", nil, 200, false},
		{"GET", "/khong-co", nil, 404, false},
		{"GET", "/healthz", nil, 200, false},
		{"GET", "/readyz", nil, 200, false},
		{"GET", "/office/", nil, 200, true},
		{"GET", "/office/nguoi", nil, 200, true},
		{"GET", "/office/khong-co.js", nil, 404, false},
		{"POST", "/office/", nil, 405, false},
		{"GET", "/xem/", nil, 303, false},
		{"GET", "/xem/so-lieu?place=khong-co", nil, 303, false},
		{"GET", "/m/khong-co", nil, 303, false},
		{"GET", "/xem/khong-co", nil, 404, false},
		{"POST", "/xem/", nil, 405, false},
		{"GET", "/log/key", nil, 200, false},
		{"GET", "/log/checkpoint", nil, 0, false},
		{"GET", "/log/checkpoint?from=x", nil, 400, false},
		{"GET", "/log/khong-co", nil, 404, false},
		{"POST", "/log/key", nil, 405, false},
		{"GET", api.Prefix + "/session", nil, 200, false},
		{"GET", api.Prefix + "/people", nil, 0, false},
		{"GET", api.Prefix + "/khong-co", nil, 404, false},
		{"PUT", api.Prefix + "/session", []string{"Content-Type", "application/json"}, 405, false},
		{"POST", api.Prefix + "/session/passkey", []string{"Content-Type", "text/plain"}, 415, false},
		{"POST", api.Prefix + "/session/passkey/begin", []string{"Sec-Fetch-Site", "cross-site"}, 403, false},
		{"GET", "/", []string{"Host", "elsewhere.example"}, 421, false},
	} {
		for _, who := range []string{"", cookie} {
			resp, body := o.ask(t, c.method, c.path, "", append([]string{"Cookie", who}, c.set...)...)
			if c.status != 0 && resp.StatusCode != c.status {
				t.Errorf("%s %s: %d, want %d", c.method, c.path, resp.StatusCode, c.status)
			}
			if lacks := fenced(resp.Header); lacks != "" {
				t.Errorf("%s %s (%d): %s", c.method, c.path, resp.StatusCode, lacks)
			}
			if got := resp.Header.Get("Cache-Control"); got != "no-store" && !(c.stored && got == "no-cache") {
				t.Errorf("%s %s (%d): Cache-Control %q", c.method, c.path, resp.StatusCode, got)
			}
			if resp.Header.Get("Strict-Transport-Security") != "" || resp.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s: %v", c.method, c.path, resp.Header)
			}
			if strings.Contains(body, "goroutine ") || strings.Contains(body, "SELECT") || strings.Contains(body, "internal/") {
				t.Errorf("%s %s tells what is inside: %.300s", c.method, c.path, body)
			}
		}
	}
}

// TestAForeignPageReachesNoDoor holds the fences against forged requests on the
// real server: every kind of browser's word about where a request came from.
func TestAForeignPageReachesNoDoor(t *testing.T) {
	o := demoHouse(t, nil)
	cookie, _ := o.signIn(t)
	for _, c := range []struct {
		name   string
		set    []string
		status int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a neighbour", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"a foreign origin", []string{"Origin", "https://elsewhere.example"}, 403},
		{"an opaque origin", []string{"Origin", "null"}, 403},
		{"the own name on another port", []string{"Origin", "http://localhost:1"}, 403},
		{"our name inside a foreign origin", []string{"Origin", "https://" + strings.TrimPrefix(o.origin, "http://") + ".example"}, 403},
		{"a foreign origin that claims to be ours", []string{"Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"}, 403},
		{"an upgraded form", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Content-Type", "application/x-www-form-urlencoded"}, 403},
		{"another name", []string{"Host", "elsewhere.example"}, 421},
		{"another name with our port", []string{"Host", "elsewhere.example:" + o.origin[strings.LastIndex(o.origin, ":")+1:]}, 421},
		{"our name inside another", []string{"Host", "localhost.elsewhere.example"}, 421},
		{"an address of a network", []string{"Host", "192.0.2.1"}, 421},
	} {
		if resp, body := o.ask(t, "DELETE", api.Prefix+"/sessions", "", append([]string{"Cookie", cookie}, c.set...)...); resp.StatusCode != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, resp.StatusCode, c.status, body)
		}
	}
	for _, set := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, nil} {
		if resp, body := o.ask(t, "POST", api.Prefix+"/session/passkey/begin", "", append([]string{"Cookie", cookie}, set...)...); resp.StatusCode != 200 {
			t.Errorf("%v: %d %s", set, resp.StatusCode, body)
		}
	}
	if resp, _ := o.ask(t, "GET", api.Prefix+"/me/sessions", "", "Cookie", cookie); resp.StatusCode != 200 {
		t.Errorf("a foreign page signed somebody out: %d", resp.StatusCode)
	}
}

// TestAPanicTellsNobodyAnything lets a door fall over.
func TestAPanicTellsNobodyAnything(t *testing.T) {
	o := demoHouse(t, nil)
	o.handler = o.fence(&serving{}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("Nông Văn Mẫu") }))
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "http://localhost/", nil)
	r.RemoteAddr = "198.51.100.77:41234"
	o.handler.ServeHTTP(w, r)
	if w.Code != 500 || fenced(w.Header()) != "" || strings.Contains(w.Body.String(), "Nông") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if log := o.log.String(); !strings.Contains(log, `"msg":"panic"`) || strings.Contains(log, "Nông") || strings.Contains(log, "198.51.100") {
		t.Errorf("log: %.500s", log)
	}
}

// TestOverOwnTLSBrowsersStayThere looks for HSTS where the certificate is ours.
func TestOverOwnTLSBrowsersStayThere(t *testing.T) {
	w := httptest.NewRecorder()
	(&house{origin: "https://phendau.example"}).fence(&serving{cert: "c"}, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "https://phendau.example/", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("%q", got)
	}
}

// TestTheProxyInFrontSaysWhoAsks holds whose word about addresses counts.
func TestTheProxyInFrontSaysWhoAsks(t *testing.T) {
	for _, c := range []struct {
		proxy            bool
		peer, says, want string
	}{
		{true, "127.0.0.1:5", "198.51.100.7", "198.51.100.7"},
		{true, "10.1.2.3:5", "203.0.113.9, 198.51.100.7", "198.51.100.7"}, // the first word is the sender's own
		{true, "[fd00::1]:5", "2001:db8::1", "2001:db8::1"},
		{true, "127.0.0.1:5", "", "127.0.0.1:5"},
		{true, "203.0.113.1:5", "198.51.100.7", "203.0.113.1:5"}, // nobody's proxy
		{false, "127.0.0.1:5", "198.51.100.7", "127.0.0.1:5"},
	} {
		var got string
		h := (&house{origin: "https://phendau.example"}).fence(&serving{behindProxy: c.proxy}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest("GET", "https://phendau.example/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.says)
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
