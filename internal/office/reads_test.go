package office_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/office"
)

// touched are columns a read may move: when something was used last.
var touched = []string{"seen_ms", "used_ms"}

// state is every row of every table but the audit log's.
func (d *desk) state(db *sql.DB) []string {
	d.t.Helper()
	var out []string
	for _, table := range d.tables(db) {
		if strings.HasPrefix(table, "audit") || strings.HasPrefix(table, "sqlite_") {
			continue
		}
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			d.t.Fatal(err)
		}
		cols, err := rows.Columns()
		if err != nil {
			d.t.Fatal(err)
		}
		for rows.Next() {
			vals, into := make([]any, len(cols)), make([]any, len(cols))
			for i := range vals {
				into[i] = &vals[i]
			}
			if err := rows.Scan(into...); err != nil {
				d.t.Fatal(err)
			}
			line := table
			for i, c := range cols {
				if !slices.Contains(touched, c) {
					line += fmt.Sprintf("|%s=%v", c, vals[i])
				}
			}
			out = append(out, line)
		}
		if err := rows.Err(); err != nil {
			d.t.Fatal(err)
		}
		rows.Close()
	}
	slices.Sort(out)
	return out
}

// TestReadsChangeNothing sends GET and HEAD to every route that is read, as
// every role, and compares everything the database keeps. Without this a link
// on a foreign page could act: the fences let reads through.
func TestReadsChangeNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		db := d.sql()
		who := []*client{d.anybody()}
		for _, role := range access.Roles() {
			who = append(who, d.as(role))
		}
		before := d.state(db)
		if len(before) < 50 {
			t.Fatalf("only %d rows were read", len(before))
		}
		n := 0
		for _, r := range d.api.Routes() {
			if r.Method != http.MethodGet || r.Class == api.Stream {
				continue
			}
			for _, c := range who {
				d.clock.now = d.clock.now.Add(300 * time.Millisecond)
				for _, path := range d.paths(r.Path) {
					for _, method := range []string{http.MethodGet, http.MethodHead} {
						n++
						if status, _, text := c.send(method, path, nil); status >= 500 || status == 429 {
							t.Errorf("%s %s: %d %s", method, path, status, text)
						}
					}
				}
			}
			d.clock.now = d.clock.now.Add(2 * time.Second)
			after := d.state(db)
			if !slices.Equal(before, after) {
				t.Fatalf("%s changed the book:\n%s", r.ID, differ(before, after))
			}
		}
		if n < 200 {
			t.Errorf("only %d reads", n)
		}
	})
}

// paths are a route's path with ids that exist and one that does not.
func (d *desk) paths(path string) []string {
	if !strings.Contains(path, "{") {
		return []string{path}
	}
	var out []string
	for _, id := range []string{"01890a5d-ac96-7000-8000-000000000099", d.people[access.CommuneClerk], d.communeA, d.ledgerA} {
		p := path
		for strings.Contains(p, "{") {
			from, to := strings.Index(p, "{"), strings.Index(p, "}")
			p = p[:from] + id + p[to+1:]
		}
		out = append(out, p)
	}
	return out
}

func differ(before, after []string) string {
	var out []string
	for _, x := range after {
		if !slices.Contains(before, x) {
			out = append(out, "+ "+x)
		}
	}
	for _, x := range before {
		if !slices.Contains(after, x) {
			out = append(out, "- "+x)
		}
	}
	return strings.Join(out, "\n")
}

// TestABrokenStoreTellsNothing closes the database under the server and asks
// every route: no answer names SQL, a path or a stack.
func TestABrokenStoreTellsNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		c := d.as(access.Administrator)
		dir := d.options.Dir + d.options.Database
		if err := d.store.Close(); err != nil {
			t.Fatal(err)
		}
		failed := 0
		for _, r := range d.api.Routes() {
			if r.Class == api.Stream {
				continue
			}
			d.clock.now = d.clock.now.Add(time.Minute)
			for _, who := range []*client{c, d.anybody()} {
				var body any
				if r.Method != http.MethodGet {
					body = map[string]any{"token": "x", "key": "x", "login": "x", "password": "x", "code": "x", "answer": map[string]any{}, "person_id": d.communeA}
				}
				path := d.paths(r.Path)[0]
				status, head, text := who.send(r.Method, path, body)
				if status == 500 {
					failed++
				}
				var e api.Error
				if err := json.Unmarshal([]byte(text), &e); status >= 400 && (err != nil || e.Code == "" || e.RequestID == "") {
					t.Errorf("%s: %d %s", r.ID, status, text)
				}
				low := strings.ToLower(text + fmt.Sprint(head))
				for _, inside := range []string{"sql", "select", "closed", "goroutine", ".go:", "internal/", "phendau/", "/tmp", strings.ToLower(dir)} {
					if strings.Contains(low, inside) {
						t.Errorf("%s tells %q: %s", r.ID, inside, text)
					}
				}
				if head.Get("Cache-Control") != "no-store" || head.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s: %v", r.ID, head)
				}
			}
		}
		if failed < 10 {
			t.Errorf("only %d routes failed: the store was not closed under them", failed)
		}
	})
}

// TestEveryRouteDemandsJSON sends what a form of a foreign page can send to
// every route that writes.
func TestEveryRouteDemandsJSON(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		c := d.as(access.Administrator)
		for _, r := range d.api.Routes() {
			if r.Method == http.MethodGet {
				continue
			}
			for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"} {
				for _, body := range []string{"", "a=b"} {
					req, err := http.NewRequest(r.Method, d.server.URL+api.Prefix+d.paths(r.Path)[0], strings.NewReader(body))
					if err != nil {
						t.Fatal(err)
					}
					req.Header.Set("Content-Type", media)
					req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
					resp, err := http.DefaultClient.Do(req)
					if err != nil {
						t.Fatal(err)
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
					if resp.StatusCode != http.StatusUnsupportedMediaType {
						t.Errorf("%s took %s with %q: %d", r.ID, media, body, resp.StatusCode)
					}
				}
			}
		}
		c.must(200, "GET", "/me/sessions", nil, nil)
	})
}

// setupForm is a small commune.
func setupForm(key string) map[string]any {
	return map[string]any{"key": key, "level": "commune", "post": "Đồn Biên phòng Mẫu ", "province": map[string]any{"word": "tỉnh", "name": "Mẫu"},
		"communes": []any{map[string]any{"word": "xã", "name": "Đình Phong", "hamlets": []any{map[string]any{"word": "xóm", "name": "Hoa Đào"}}}}, "person": map[string]any{"name": "Nông Thị Mẫu"}}
}

// TestTheSetUpIsDoneOnce holds the first-run set-up: its key, that it is done
// once, that it can be taken up as long as nobody has a way in, and not after.
func TestTheSetUpIsDoneOnce(t *testing.T) {
	eachEmptyDesk(t, func(t *testing.T, d *desk) {
		key, text := office.NewSetupKey()
		d.office.SetupKey = key
		c := d.anybody()
		state := func() (v office.SessionView) {
			c.must(200, "GET", "/session", nil, &v)
			return v
		}
		for _, wrong := range []string{"", "x", text + "x", text[1:]} {
			c.sent(403, api.NotAllowed, "POST", "/setup", setupForm(wrong))
			c.sent(403, api.NotAllowed, "POST", "/setup/again", map[string]any{"key": wrong})
			d.clock.now = d.clock.now.Add(10 * time.Minute)
		}
		c.sent(409, api.Conflict, "POST", "/setup/again", map[string]any{"key": text})
		if v := state(); !v.Setup || v.Begun {
			t.Errorf("before: %+v", v)
		}
		if got := d.atOnce(3, func(int) int { s, _, _ := d.anybody().send("POST", "/setup", setupForm(text)); return s }); got[200] != 1 || got[409] != 2 {
			t.Errorf("the same form at once: %v", got)
		}
		if v := state(); !v.Setup || !v.Begun {
			t.Errorf("set up: %+v", v)
		}
		d.clock.now = d.clock.now.Add(10 * time.Minute)
		again := func() office.Invited {
			var v office.Invited
			if err := json.Unmarshal([]byte(c.sent(200, "", "POST", "/setup/again", map[string]any{"key": text})), &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		first := again()
		c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": first.Token}) // and then the page was closed
		if v := state(); !v.Setup || !v.Begun {
			t.Errorf("an enrolment that was only begun shuts the set-up: %+v", v)
		}
		second := again()
		c.sent(410, api.Gone, "POST", "/invitation", map[string]any{"token": first.Token})
		a := newAuthenticator(t)
		v := c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": second.Token})
		c.sent(200, "", "POST", "/invitation/passkey", ended(v, a.create(v.Options), map[string]any{"token": second.Token}))
		c.must(200, "GET", "/people", nil, nil)
		var posts office.Items[office.BodyBrief]
		c.must(200, "GET", "/bodies?type=post", nil, &posts)
		if len(posts.Items) != 1 || posts.Items[0].Name != "Đồn Biên phòng Mẫu" || posts.Items[0].Place != "xã Đình Phong, tỉnh Mẫu" && posts.Items[0].Place != "xã Đình Phong" {
			t.Errorf("the post in charge of the commune: %+v", posts.Items)
		}
		var h office.Dashboard
		c.must(200, "GET", "/dashboard", nil, &h)
		if got := undone(h); got != "people entry verify report" {
			t.Errorf("the first steps after a set-up with a post: %s", got)
		}
		c.must(200, "POST", "/people", map[string]any{"id": d.id(), "name": "Đàm Văn Mẫu", "grant": map[string]any{"role": "post_commander", "body_id": posts.Items[0].ID, "place_id": posts.Items[0].PlaceID}}, nil)
		if v := state(); v.Setup || v.Begun {
			t.Errorf("enrolled: %+v", v)
		}
		d.clock.now = d.clock.now.Add(10 * time.Minute)
		d.anybody().sent(409, api.Conflict, "POST", "/setup", setupForm(text))
		d.anybody().sent(409, api.Conflict, "POST", "/setup/again", map[string]any{"key": text})
		d.office.SetupKey = nil // the next start
		d.anybody().sent(403, api.NotAllowed, "POST", "/setup", setupForm(text))
	})
}
