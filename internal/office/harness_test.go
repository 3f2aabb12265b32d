package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/blobs"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// desk is a small book with an office and its API on real HTTP: a province
// with two communes of two hamlets each, a post over both, and one person of
// every role.
type desk struct {
	t      *testing.T
	store  *store.Store
	writer *store.Writer
	office *office.Office
	api    *api.API
	server *httptest.Server
	clock  *clock
	// options are how its store was opened.
	options store.Options

	registry                     string
	province, communeA, communeB string
	hamletsA, hamletsB           []string
	area                         string // of the post: both communes
	ledgerA, ledgerB, upper      string
	committeeA, committeeB       string
	frontA, post, provinceBody   string
	people                       map[access.Role]string // over commune A, the post's area or the province
	peopleB                      map[access.Role]string // clerk and verifier of commune B
}

// clock is a time that tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// startOf is the first instant of every desk: 2026-03-10 09:00 in Việt Nam.
var startOf = time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC)

// eachDesk runs a test on both engines.
func eachDesk(t *testing.T, run func(t *testing.T, d *desk)) {
	storetest.Each(t, func(t *testing.T, o store.Options) { run(t, newDesk(t, o)) })
}

// eachEmptyDesk runs a test on both engines over a book that was not begun.
func eachEmptyDesk(t *testing.T, run func(t *testing.T, d *desk)) {
	storetest.Each(t, func(t *testing.T, o store.Options) { run(t, openDesk(t, o, func(*desk) {})) })
}

func newDesk(t *testing.T, o store.Options) *desk {
	t.Helper()
	return openDesk(t, o, (*desk).fill)
}

func openDesk(t *testing.T, o store.Options, fill func(*desk)) *desk {
	t.Helper()
	c := &clock{startOf}
	o.Now = func() int64 { return c.now.UnixMilli() }
	d := &desk{t: t, options: o, store: storetest.Open(t, o), clock: c, people: map[access.Role]string{}, peopleB: map[access.Role]string{}}
	var err error
	if d.writer, err = store.NewWriter(d.store, "01900000-0000-7000-8000-00000000c11e", "01900000-0000-7000-8000-00000000b0d1"); err != nil {
		t.Fatal(err)
	}
	fill(d)
	d.office = &office.Office{Store: d.store, Writer: d.writer, Reports: &office.Publisher{Store: d.store}, Root: identity.NewRootKey(), Hasher: identity.NewHasher(), Now: c.Now,
		Log: slog.New(slog.DiscardHandler)}
	d.office.DrawLines()
	if d.office.Blobs, err = blobs.Open(filepath.Join(t.TempDir(), "blobs")); err != nil {
		t.Fatal(err)
	}
	d.store.ReadTracks((&office.LineReader{Store: d.store, Blobs: d.office.Blobs}).Tracks)
	if d.office.Relying, err = identity.NewRelying("localhost", "http://localhost"); err != nil {
		t.Fatal(err)
	}
	d.api = api.New(d.office.Options())
	d.office.Routes(d.api)
	mux := http.NewServeMux()
	mux.Handle("/", d.api.Handler())
	mux.Handle("/blob/", d.office.BlobHandler())
	d.server = httptest.NewServer(new(http.CrossOriginProtection).Handler(mux))
	t.Cleanup(d.server.Close)
	return d
}

// fill writes the registry in one batch.
func (d *desk) fill() {
	ctx := context.Background()
	d.registry = d.writer.IDs.New()
	if err := d.store.Start(ctx, d.registry, d.writer); err != nil {
		d.t.Fatal(err)
	}
	var drafts []ledger.Draft
	doc := func(typ string, body any) string {
		id := d.writer.IDs.New()
		drafts = append(drafts, ledger.Draft{LedgerID: d.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
		return id
	}
	const from, to = registry.Unknown, registry.Open
	place := func(word, name, level, code, parent string) string {
		p := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: from, To: to}}}
		if code != "" {
			p.Codes = []registry.CodeDoc{{Scheme: "gso", Value: code, From: from, To: to}}
		}
		if parent != "" {
			p.Parents = []registry.ParentDoc{{ParentID: parent, From: from, To: to}}
		}
		return doc("place", p)
	}
	book := func(kind, name, p string) string {
		return doc("ledger", registry.LedgerDoc{Kind: kind, Name: name, Places: []registry.MemberDoc{{PlaceID: p, From: from, To: to}}})
	}
	body := func(typ, name, p string) string {
		return doc("body", registry.BodyDoc{Type: typ, PlaceID: p, Names: []registry.BodyNameDoc{{Text: name, From: from, To: to}}})
	}
	d.province = place("tỉnh", "Mẫu", "province", "04", "")
	d.communeA = place("xã", "Đình Phong", "commune", "01489", d.province)
	d.communeB = place("xã", "Ngọc Khê", "commune", "01478", d.province)
	for i := range 2 {
		d.hamletsA = append(d.hamletsA, place("xóm", fmt.Sprintf("Hoa Đào %d", i+1), "hamlet", "", d.communeA))
		d.hamletsB = append(d.hamletsB, place("xóm", fmt.Sprintf("Hoa Mận %d", i+1), "hamlet", "", d.communeB))
	}
	d.area = doc("place", registry.PlaceDoc{Group: &registry.GroupDoc{Names: []string{"Địa bàn Đồn Biên phòng Mẫu"},
		Members: []registry.MemberDoc{{PlaceID: d.communeA, From: from, To: to}, {PlaceID: d.communeB, From: from, To: to}}}})
	d.upper = book(ledger.KindUpper, "Sổ tỉnh Mẫu", d.province)
	d.ledgerA = book(ledger.KindCommune, "Sổ xã Đình Phong", d.communeA)
	d.ledgerB = book(ledger.KindCommune, "Sổ xã Ngọc Khê", d.communeB)
	d.committeeA = body("peoples_committee", "UBND xã Đình Phong", d.communeA)
	d.committeeB = body("peoples_committee", "UBND xã Ngọc Khê", d.communeB)
	d.frontA = body("front", "Ủy ban MTTQ xã Đình Phong", d.communeA)
	d.post = body("post", "Đồn Biên phòng Mẫu", d.area)
	d.provinceBody = body("peoples_committee_province", "UBND tỉnh Mẫu", d.province)
	team := body("team", "Tổ tự quản xóm Hoa Đào 1", d.hamletsA[0])
	person := func(role access.Role, name, bodyID, placeID string, level int) string {
		p := doc("person", registry.PersonDoc{Name: name, Title: string(role)})
		doc("grant", registry.GrantDoc{PersonID: p, Role: role, BodyID: bodyID, PlaceID: placeID, Level: level, From: from, To: to})
		return p
	}
	d.people[access.TeamMember] = person(access.TeamMember, "Nông Văn Mẫu", team, d.hamletsA[0], 0)
	d.people[access.TeamLeader] = person(access.TeamLeader, "Hoàng Văn Mẫu", team, d.hamletsA[0], 0)
	for _, r := range []access.Role{access.CommuneClerk, access.CommuneVerifier} {
		d.people[r] = person(r, "Lý Thị Mẫu ("+string(r)+")", d.committeeA, d.communeA, 0)
		d.peopleB[r] = person(r, "Bế Thị Mẫu ("+string(r)+")", d.committeeB, d.communeB, 0)
	}
	for _, r := range []access.Role{access.PostOfficer, access.PostCommander, access.TipOfficer} {
		d.people[r] = person(r, "Đinh Văn Mẫu ("+string(r)+")", d.post, d.area, 0)
	}
	for _, r := range []access.Role{access.UpperOfficer, access.RegistryEditor, access.Inspector, access.Ombudsperson, access.Administrator} {
		level := 0
		if r == access.UpperOfficer {
			level = ledger.LevelProvince
		}
		d.people[r] = person(r, "Trần Thị Mẫu ("+string(r)+")", d.provinceBody, d.province, level)
	}
	if err := d.writer.MustWrite(ctx, drafts); err != nil {
		d.t.Fatal(err)
	}
}

// client is a browser, signed in or not.
type client struct {
	d      *desk
	person string
	cookie string
	lang   string
}

// as is the person of a role, signed in by a passkey just now.
func (d *desk) as(role access.Role) *client { return d.person(d.people[role], identity.ByPasskey) }

// asB is the clerk or verifier of commune B.
func (d *desk) asB(role access.Role) *client { return d.person(d.peopleB[role], identity.ByPasskey) }

// anybody is not signed in.
func (d *desk) anybody() *client { return &client{d: d} }

func (d *desk) person(id, method string) *client {
	d.t.Helper()
	text, hash := identity.NewSecret()
	now := d.clock.now.UnixMilli()
	s := identity.Session{ID: d.writer.IDs.New(), PersonID: id, Method: method, CreatedMS: now, SeenMS: now, ExpiresMS: now + identity.SessionLife.Milliseconds(), ProvedMS: now}
	err := d.store.Within(context.Background(), func(t *store.Tx) error {
		if err := t.PutAccount(&identity.Account{PersonID: id, Handle: []byte(id)}); err != nil {
			return err
		}
		return t.OpenSession(hash, &s)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return &client{d: d, person: id, cookie: text}
}

// do sends a request and reads the answer into out, which may be nil. Writes
// get a request id of their own.
func (c *client) do(method, path string, body, out any) int {
	c.d.t.Helper()
	return c.once(method, path, c.d.writer.IDs.New(), body, out)
}

// once is do with the request id given: sent twice it is a repeat.
func (c *client) once(method, path, requestID string, body, out any) int {
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
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", requestID)
	}
	if c.cookie != "" {
		req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	}
	if c.lang != "" {
		req.Header.Set("Accept-Language", c.lang)
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
	if typ := resp.Header.Get("Content-Type"); resp.StatusCode >= 400 && typ != "application/json" {
		t.Errorf("%s %s: an error of type %q", method, path, typ)
	}
	isJSON := strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json")
	if out != nil && len(b) > 0 && (isJSON || resp.Header.Get("Content-Disposition") == "") { // other files come as they are
		if err := json.Unmarshal(b, out); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, b)
		}
	}
	return resp.StatusCode
}

// must is do with the status that is expected.
func (c *client) must(status int, method, path string, body, out any) {
	c.d.t.Helper()
	var raw json.RawMessage
	if got := c.do(method, path, body, &raw); got != status {
		c.d.t.Fatalf("%s %s: status %d, want %d: %s", method, path, got, status, raw)
	}
	if out != nil && len(raw) > 0 {
		if err := json.Unmarshal(raw, out); err != nil {
			c.d.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
}

// loose reads an answer that may be of another shape than an error.
type loose struct{ e *api.Error }

// UnmarshalJSON takes errors and forgets everything else.
func (l *loose) UnmarshalJSON(b []byte) error {
	_ = json.Unmarshal(b, l.e)
	return nil
}
