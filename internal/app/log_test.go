package app

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/api"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTheLogNamesNobody works with the real server, its log at its loudest,
// and looks for everything security.md section 13 keeps out of it.
func TestTheLogNamesNobody(t *testing.T) {
	o := demoHouse(t, nil)
	const agent = "Sonderbrowser/7.1 (Linux) Firefox/140"
	cookie, person := o.signIn(t, "User-Agent", agent)
	reg, err := o.st.Registry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := reg.People[person].Name
	secret := strings.TrimPrefix(cookie, api.CookieName+"=")
	const jsonType = "application/json"
	for i, c := range []struct{ method, path, body string }{
		{"GET", api.Prefix + "/people?q=Bimat%20Tim", ""},
		{"GET", api.Prefix + "/people/places?q=Bimat", ""},
		{"GET", api.Prefix + "/khong-co/Bimat?x=Bimat", ""},
		{"PATCH", api.Prefix + "/people/" + person, `{"name":"Bimat Thị Mẫu","title":"Bimat"}`},
		{"POST", api.Prefix + "/session/password", `{"login":"bimat.dangnhap","password":"Bimat-mat-khau-rat-dai","code":"123456"}`},
		{"POST", api.Prefix + "/session/password", `{"login":"bimat.dangnhap","password":`},
		{"POST", api.Prefix + "/session/code", `{"login":"` + name + `","code":"BIMAT-BIMAT"}`},
		{"POST", api.Prefix + "/session/passkey", `{"key":"bimat","answer":{"id":"bimat","type":"public-key","clientExtensionResults":{"prf":{"results":{"first":"bimat"}}}}}`},
		{"POST", api.Prefix + "/session/passkey", `{"key":"bimat","answer":{"id":"bimat"}}`},
		{"POST", api.Prefix + "/setup", `{"key":"bimat"}`},
		{"POST", api.Prefix + "/invitation", `{"token":"bimat-token"}`},
		{"GET", "/xem/so-lieu?place=Bimat", ""},
		{"GET", "/m/Bimat", ""},
		{"GET", "/?q=Bimat", ""},
		{"GET", "/log/checkpoint?from=Bimat", ""},
		{"GET", "/office/nguoi?q=Bimat", ""},
	} {
		for _, who := range []string{"", cookie} {
			o.ask(t, c.method, c.path, c.body, "Content-Type", jsonType, "User-Agent", agent, "Cookie", who, "Referer", "http://localhost/bimat",
				"X-Forwarded-For", fmt.Sprintf("203.0.113.%d", 100+i))
		}
		o.ask(t, c.method, c.path, c.body, "Content-Type", jsonType, "User-Agent", agent, "Authorization", "Bearer pdt_Bimat")
	}
	text := o.log.String()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) < 20 {
		t.Fatalf("only %d lines: %s", len(lines), text)
	}
	known := []string{"time", "level", "msg", "route", "method", "status", "ms", "request_id", "actor", "err"}
	for _, l := range lines {
		var fields map[string]any
		if err := json.Unmarshal([]byte(l), &fields); err != nil {
			t.Fatalf("%v in %s", err, l)
		}
		for k := range fields {
			if !slices.Contains(known, k) {
				t.Errorf("the log says %s: %s", k, l)
			}
		}
	}
	for _, never := range []string{"bimat", "Sonder", "Firefox", "127.0.0.1", "203.0.113", "::1", secret, name, "q=", "?"} {
		if i := strings.Index(strings.ToLower(text), strings.ToLower(never)); i >= 0 {
			t.Errorf("the log holds %q: ...%s...", never, text[max(0, i-150):min(len(text), i+100)])
		}
	}
	if !strings.Contains(text, person) || !strings.Contains(text, `"route":"GET /api/v1/people"`) {
		t.Errorf("the log does not say who did what: %s", text)
	}
}

// TestTheLibraryLogsNoAddresses gives the HTTP library's own lines to the log.
func TestTheLibraryLogsNoAddresses(t *testing.T) {
	out := &locked{}
	l := log.New(connectionLog{(&Main{Stderr: out, Getenv: func(string) string { return "" }}).logger()}, "", 0)
	l.Printf("http: TLS handshake error from %s: %v", "198.51.100.7:4711", errors.New("EOF"))
	l.Printf("http: panic serving %v: %v\n%s", "[2001:db8::7]:4711", "Nông Văn Mẫu", "goroutine 1")
	l.Printf("http2: server: error reading preface from client %v: %v", "198.51.100.7:4711", errors.New("x"))
	l.Printf("http: response.WriteHeader on hijacked connection from main.go")
	l.Printf("http: Accept error: %v; retrying in %v", "accept tcp 198.51.100.7:80: too many open files", time.Second)
	for _, never := range []string{"198.51", "2001:db8", "4711", "Nông", "goroutine"} {
		if strings.Contains(out.String(), never) {
			t.Errorf("%q in %s", never, out)
		}
	}
	if strings.Count(out.String(), `"msg":"connection"`) != 5 || !strings.Contains(out.String(), "TLS handshake error") {
		t.Errorf("%s", out)
	}
}

// TestPagesChangeNothing reads every page of a book and counts its rows: what
// needs no script must not act by a link either.
func TestPagesChangeNothing(t *testing.T) {
	dir := demoCopy(t)
	o := serveHouse(t, storetest.Open(t, store.Options{Dir: dir}), time.Now, nil)
	cookie, _ := o.signIn(t)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.DatabaseFile)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	count := func() (out string) {
		for _, table := range []string{"op", "session", "account", "request_seen", "ceremony", "invitation"} {
			var n int
			if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			out += fmt.Sprintf("%s %d ", table, n)
		}
		return out
	}
	before, seen := count(), map[string]bool{}
	queue := []string{"/", "/office/", "/log/key", "/log/checkpoint", "/healthz", "/readyz"}
	for len(queue) > 0 && len(seen) < 150 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		for _, method := range []string{"GET", "HEAD"} {
			resp, body := o.ask(t, method, path, "", "Cookie", cookie)
			if resp.StatusCode >= 500 && resp.StatusCode != 501 {
				t.Errorf("%s %s: %d", method, path, resp.StatusCode)
			}
			for _, m := range publicLinks.FindAllStringSubmatch(body, -1) {
				if strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "//") {
					queue = append(queue, strings.ReplaceAll(m[1], "&amp;", "&"))
				}
			}
		}
	}
	if after := count(); after != before || len(seen) < 20 {
		t.Errorf("%d pages: %s, then %s", len(seen), before, after)
	}
}
