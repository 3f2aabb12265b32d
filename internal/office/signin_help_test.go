package office_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
)

// ceremonyOf begins a ceremony.
func (c *client) ceremonyOf(path string, body any) office.CeremonyView {
	c.d.t.Helper()
	var v office.CeremonyView
	c.must(200, "POST", path, body, &v)
	return v
}

// ended is the second half of a ceremony.
func ended(v office.CeremonyView, answer json.RawMessage, more map[string]any) map[string]any {
	out := map[string]any{"key": v.Key, "answer": answer}
	for k, x := range more {
		out[k] = x
	}
	return out
}

// send is a request whose whole answer is looked at; a cookie that is set
// becomes the client's.
func (c *client) send(method, path string, body any, set ...string) (int, http.Header, string) {
	t := c.d.t
	t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.d.server.URL+api.Prefix+path, r)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Idempotency-Key", c.d.writer.IDs.New())
	for i := 0; i+1 < len(set); i += 2 {
		req.Header.Set(set[i], set[i+1])
	}
	if c.cookie != "" {
		req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range resp.Cookies() {
		if k.Name == api.CookieName {
			c.cookie = k.Value
		}
	}
	return resp.StatusCode, resp.Header, string(b)
}

// sent is send with the status and, for errors, the code that is expected.
func (c *client) sent(status int, code, method, path string, body any) string {
	c.d.t.Helper()
	got, _, text := c.send(method, path, body)
	var e api.Error
	_ = json.Unmarshal([]byte(text), &e)
	if got != status || code != "" && e.Code != code {
		c.d.t.Fatalf("%s %s: %d %s, want %d %s", method, path, got, text, status, code)
	}
	return text
}

// token is an invitation that an administrator gave.
func (d *desk) token(person, purpose string) string {
	d.t.Helper()
	text, hash := identity.NewSecret()
	err := d.store.Within(context.Background(), func(t *store.Tx) error {
		return t.PutInvitation(hash, &identity.Invitation{PersonID: person, Purpose: purpose, By: d.people[access.Administrator], ExpiresMS: t.NowMS() + identity.InvitationLife.Milliseconds()})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// enrolled is a person with a passkey, signed in, and his printed codes.
func (d *desk) enrolled(person string) (*client, *authenticator, []string) {
	d.t.Helper()
	c, key := d.anybody(), newAuthenticator(d.t)
	token := d.token(person, identity.Enrol)
	v := c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": token})
	var out struct {
		Codes   []string           `json:"codes"`
		Session office.SessionView `json:"session"`
	}
	text := c.sent(200, "", "POST", "/invitation/passkey", ended(v, key.create(v.Options), map[string]any{"token": token}))
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		d.t.Fatal(err)
	}
	if len(out.Codes) != identity.Codes || out.Session.Person == nil || out.Session.Person.ID != person || !out.Session.Fresh {
		d.t.Fatalf("enrolled: %s", text)
	}
	c.person = person
	return c, key, out.Codes
}

// signIn signs in by passkey from another browser.
func (d *desk) signIn(key *authenticator) *client {
	d.t.Helper()
	c := d.anybody()
	v := c.ceremonyOf("/session/passkey/begin", nil)
	c.sent(200, "", "POST", "/session/passkey", ended(v, key.get(v.Options), nil))
	return c
}

// line is an audit record as tests compare it.
func line(r *audit.Record, names map[string]string) string {
	name := func(id string) string {
		for k, v := range names {
			id = strings.ReplaceAll(id, k, v)
		}
		return id
	}
	out := fmt.Sprintf("%s %s by %s on %s", r.Action, r.Outcome, name(r.ActorID), name(r.ObjectID))
	for _, x := range []struct{ what, text string }{{"at", name(r.PlaceID)}, {"because", r.Reason}, {"detail", name(r.Detail)}} {
		if x.text != "" {
			out += " " + x.what + " " + x.text
		}
	}
	return out
}

// records are the newest audit records, oldest first.
func (d *desk) records() []audit.Entry {
	d.t.Helper()
	all, err := d.store.AuditRecords(context.Background(), audit.Filter{Limit: 200})
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

// heard runs fn and returns the audit lines it left, ids as names.
func (d *desk) heard(names map[string]string, fn func()) []string {
	d.t.Helper()
	last := int64(-1)
	if all := d.records(); len(all) > 0 {
		last = all[len(all)-1].Index
	}
	fn()
	var out []string
	for _, e := range d.records() {
		if e.Index > last {
			out = append(out, line(&e.Record, names))
		}
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: audit lines\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// rebuild serves the desk's office anew, after one of its parts was changed.
func (d *desk) rebuild() {
	d.server.Close()
	d.api = api.New(d.office.Options())
	d.office.Routes(d.api)
	d.server = httptest.NewServer(new(http.CrossOriginProtection).Handler(d.api.Handler()))
	d.t.Cleanup(d.server.Close)
}

// bookHoldsNot looks for texts in everything the database keeps: its files, or
// every row of every table.
func (d *desk) bookHoldsNot(texts ...string) {
	d.t.Helper()
	all := d.everything()
	if len(all) < 1000 {
		d.t.Fatalf("the database was not read: %d bytes", len(all))
	}
	for _, x := range texts {
		if bytes.Contains(all, []byte(x)) || bytes.Contains(all, []byte(hex.EncodeToString([]byte(x)))) {
			d.t.Errorf("the database holds %q", x)
		}
	}
}

func (d *desk) everything() []byte {
	d.t.Helper()
	var all bytes.Buffer
	if d.options.Dir != "" {
		files, err := os.ReadDir(d.options.Dir)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(d.options.Dir, f.Name()))
			if err != nil {
				d.t.Fatal(err)
			}
			all.Write(b)
		}
		return all.Bytes()
	}
	db := d.sql()
	for _, table := range d.tables(db) {
		for _, row := range d.rows(db, "SELECT row_to_json(x)::text FROM "+table+" x") {
			all.WriteString(row + "\n")
		}
	}
	return all.Bytes()
}

// sql is a second look at the desk's database.
func (d *desk) sql() *sql.DB {
	d.t.Helper()
	driver, source := "pgx", d.options.Database
	if d.options.Dir != "" {
		driver, source = "sqlite", "file:"+filepath.Join(d.options.Dir, store.DatabaseFile)+"?mode=ro"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { db.Close() })
	return db
}

// tables are the names of the desk's tables.
func (d *desk) tables(db *sql.DB) []string {
	q := "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1"
	if d.options.Dir != "" {
		q = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
	}
	return d.rows(db, q)
}

// rows are the texts of one column.
func (d *desk) rows(db *sql.DB, q string) []string {
	d.t.Helper()
	found, err := db.Query(q)
	if err != nil {
		d.t.Fatalf("%s: %v", q, err)
	}
	defer found.Close()
	var out []string
	for found.Next() {
		var s string
		if err := found.Scan(&s); err != nil {
			d.t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := found.Err(); err != nil {
		d.t.Fatal(err)
	}
	return out
}
