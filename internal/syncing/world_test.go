package syncing_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// world is a book of two communes with a hub on real HTTP, and a phone of a
// team in the first hamlet.
type world struct {
	t     *testing.T
	st    *store.Store
	w     *store.Writer
	hub   *syncing.Hub
	files *blobs.Dir
	// filesRoot is where they lie.
	filesRoot string
	server    *httptest.Server
	now       time.Time
	rand      *rand.ChaCha8

	registry, province, communeA, communeB string
	hamlets                                []string // two of A, two of B
	ledgerA, ledgerB                       string
	team, teamB, committee                 string
	member, clerk, officer, post           string
	phone                                  *phone.Phone
	doc                                    ledger.DeviceBody
}

var today = calendar.MakeDay(2026, 3, 10)

func each(t *testing.T, run func(t *testing.T, w *world)) {
	storetest.Each(t, func(t *testing.T, o store.Options) { run(t, newWorld(t, o)) })
}

func newWorld(t *testing.T, o store.Options) *world {
	w := &world{t: t, now: time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC), rand: rand.NewChaCha8([32]byte{5})}
	o.Now = func() int64 { return w.now.UnixMilli() }
	w.st = storetest.Open(t, o)
	ids := &ledger.IDs{Rand: w.rand, Now: o.Now}
	w.clerk, w.officer, w.member, w.post = ids.New(), ids.New(), ids.New(), ids.New()
	w.w = &store.Writer{Store: w.st, IDs: ids, Author: ledger.NewAuthor(ids.New(), make([]byte, 32), w.clerk, ids.New())}
	w.fill(ids)
	w.hub = &syncing.Hub{Book: w.st, Node: w.w.Author, Secret: []byte("0123456789abcdef0123456789abcdef"), Now: func() time.Time { return w.now }, NewID: ids.New,
		Log: slog.New(slog.DiscardHandler), Forms: func(context.Context) ([]byte, error) { return []byte(`{"kinds":[]}`), nil }}
	w.openFiles()
	w.hub.Files = w.files
	w.server = httptest.NewServer(w.hub.Handler())
	t.Cleanup(w.server.Close)
	w.phone = w.enrol(w.team, w.hamlets[0], w.member)
	return w
}

func (w *world) openFiles() {
	var err error
	w.filesRoot = w.t.TempDir()
	if w.files, err = blobs.Open(w.filesRoot); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) fill(ids *ledger.IDs) {
	w.registry = ids.New()
	if err := w.st.Start(w.t.Context(), w.registry, w.w); err != nil {
		w.t.Fatal(err)
	}
	const from, to = registry.Unknown, registry.Open
	var drafts []ledger.Draft
	doc := func(typ, id string, body any) string {
		if id == "" {
			id = ids.New()
		}
		drafts = append(drafts, ledger.Draft{LedgerID: w.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
		return id
	}
	place := func(word, name, level, parent string) string {
		p := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: from, To: to}}}
		if parent != "" {
			p.Parents = []registry.ParentDoc{{ParentID: parent, From: from, To: to}}
		}
		return doc("place", "", p)
	}
	w.province = place("tỉnh", "Mẫu", "province", "")
	w.communeA, w.communeB = place("xã", "Đình Phong", "commune", w.province), place("xã", "Ngọc Khê", "commune", w.province)
	for i, name := range []string{"Hoa Đào", "Hoa Lê", "Hoa Mận", "Hoa Mơ"} {
		w.hamlets = append(w.hamlets, place("xóm", name, "hamlet", []string{w.communeA, w.communeB}[i/2]))
	}
	book := func(p string) string {
		return doc("ledger", "", registry.LedgerDoc{Kind: ledger.KindCommune, Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: p, From: from, To: to}}})
	}
	w.ledgerA, w.ledgerB = book(w.communeA), book(w.communeB)
	body := func(typ, name, at string) string {
		return doc("body", "", registry.BodyDoc{Type: typ, PlaceID: at, Names: []registry.BodyNameDoc{{Text: name, From: from, To: to}}})
	}
	w.team, w.teamB = body("team", "Tổ tự quản Hoa Đào", w.hamlets[0]), body("team", "Tổ tự quản Hoa Mận", w.hamlets[2])
	w.committee = body("peoples_committee", "UBND xã Đình Phong", w.communeA)
	grant := func(person, name string, role access.Role, bodyID, at string) {
		doc("person", person, registry.PersonDoc{Name: name})
		doc("grant", "", registry.GrantDoc{PersonID: person, Role: role, BodyID: bodyID, PlaceID: at, From: from, To: to})
	}
	grant(w.member, "Nông Văn Mẫu", access.TeamMember, w.team, w.hamlets[0])
	grant(w.clerk, "Lý Thị Mẫu", access.CommuneVerifier, w.committee, w.communeA)
	grant(w.officer, "Đinh Văn Mẫu", access.PostCommander, w.committee, w.province)
	w.must(drafts...)
}

func (w *world) must(drafts ...ledger.Draft) {
	w.t.Helper()
	if err := w.w.MustWrite(w.t.Context(), drafts); err != nil {
		w.t.Fatal(err)
	}
}

// enrol makes an approved phone of a body.
func (w *world) enrol(bodyID, placeID string, people ...string) *phone.Phone {
	w.t.Helper()
	seed := make([]byte, 32)
	_, _ = w.rand.Read(seed)
	p := w.offline(ledger.NewAuthor(w.w.IDs.New(), seed, people[0], bodyID))
	w.doc = p.Author.Enrolment(w.registry).Body.(ledger.DeviceBody)
	since := today
	w.doc.Kind, w.doc.BodyID, w.doc.PlaceID, w.doc.People, w.doc.Since = ledger.DevicePhone, bodyID, placeID, people, &since
	w.doc.EnrolledBy, w.doc.ApprovedBy = w.clerk, w.officer
	w.must(ledger.Draft{LedgerID: w.registry, EntityType: "device", EntityID: p.Author.DeviceID, Verb: "create", Body: w.doc})
	return p
}

// offline is a phone on this server that nobody enrolled.
func (w *world) offline(a *ledger.Author) *phone.Phone {
	now := func() int64 { return w.now.UnixMilli() }
	a.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	p := &phone.Phone{Author: a, IDs: &ledger.IDs{Rand: w.rand, Now: now}, Net: &phone.HTTP{Base: w.server.URL}, Disk: &phone.Memory{}, NowMS: now}
	if err := p.Start(); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// change amends the phone's document in the registers.
func (w *world) change(p *phone.Phone, set map[string]any) {
	w.t.Helper()
	w.must(ledger.Draft{LedgerID: w.registry, EntityType: "device", EntityID: p.Author.DeviceID, Verb: "amend", Body: set})
}

// patrol records and submits one on a phone; the id is the entry's.
func (w *world) patrol(p *phone.Phone, ledgerID, placeID string) string {
	w.t.Helper()
	e := p.IDs.New()
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: e, Verb: verb, Catalogue: 1, Body: body}
	}
	_, err := p.Record(op("create", ledger.Content{Kind: "patrol", PlaceID: placeID, Day: today, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}}), op("submit", nil))
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) sync(p *phone.Phone) {
	w.t.Helper()
	if err := p.Sync(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// act is what somebody of the office does to an entry of ledger A.
func (w *world) act(entry, verb, actor string, body any) {
	w.t.Helper()
	r, err := w.st.Record(w.t.Context(), w.ledgerA, entry)
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(ledger.Draft{LedgerID: w.ledgerA, EntityType: "entry", EntityID: entry, Verb: verb, ActorID: actor, BodyID: w.committee, Base: r.State.LastOp, Catalogue: 1, Body: body})
}

// say is a state of an outbox in words, for comparison.
func say(p *phone.Phone) string {
	b, _ := json.Marshal(func() (out []string) {
		for _, k := range p.State().Ops {
			s := string(k.Where)
			if k.Code != "" {
				s += " " + k.Code
			}
			out = append(out, s)
		}
		return out
	}())
	return string(b)
}
