package ledger_test

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/canon"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Fixed ids of the world: what they are is the last digits.
func id(n int) string { return fmt.Sprintf("01890a5d-ac96-7000-8000-%012d", n) }

var (
	registryID, ledgerA, ledgerB         = id(1), id(2), id(3)
	province, communeA, communeB         = id(10), id(11), id(12)
	hamletA1, hamletA2, hamletB          = id(13), id(14), id(15)
	committee, post, team                = id(20), id(21), id(22)
	recorder, clerk, officer, clerkLater = id(30), id(31), id(32), id(33)
	device                               = id(40)
	firstDay                             = calendar.MakeDay(2024, 1, 1)
)

// baseRegistry is one province with two communes, a ledger each, and a
// verifier of every level.
var baseRegistry = sync.OnceValue(func() *registry.Registry {
	var docs []ledger.Entity
	add := func(typ, entity string, doc any) {
		b, err := canon.Marshal(doc)
		if err != nil {
			panic(err)
		}
		docs = append(docs, ledger.Entity{Type: typ, ID: entity, Seq: int64(len(docs) + 1), Body: b})
	}
	const from, to = registry.Unknown, registry.Open
	place := func(entity, word, name, level, parent string) {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: from, To: to}}}
		if parent != "" {
			d.Parents = []registry.ParentDoc{{ParentID: parent, From: from, To: to}}
		}
		add("place", entity, d)
	}
	for _, f := range catalogue.Base() {
		add("catalogue", id(100+len(docs)), registry.CatalogueDoc{Version: 1, Name: f.Name, Content: string(f.Content)})
	}
	place(province, "tỉnh", "Mẫu", "province", "")
	place(communeA, "xã", "Đình Phong", "commune", province)
	place(communeB, "xã", "Ngọc Khê", "commune", province)
	place(hamletA1, "xóm", "Hoa Một", "hamlet", communeA)
	place(hamletA2, "xóm", "Hoa Hai", "hamlet", communeA)
	place(hamletB, "xóm", "Hoa Ba", "hamlet", communeB)
	add("ledger", registryID, registry.LedgerDoc{Kind: "registry", Name: "Sổ danh mục"})
	for l, p := range map[string]string{ledgerA: communeA, ledgerB: communeB} {
		add("ledger", l, registry.LedgerDoc{Kind: "commune", Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: p, From: from, To: registry.On(calendar.MakeDay(2030, 12, 31))}}})
	}
	for b, typ := range map[string]string{committee: "peoples_committee", post: "post", team: "team"} {
		add("body", b, registry.BodyDoc{Type: typ, Names: []registry.BodyNameDoc{{Text: typ, From: from, To: to}}})
	}
	for p, level := range map[string]int{clerk: 2, officer: 3} {
		add("grant", id(200+len(docs)), registry.GrantDoc{PersonID: p, Role: access.UpperOfficer, BodyID: committee, PlaceID: province, Level: level, From: from, To: to})
	}
	add("device", device, ledger.DeviceBody{Kind: "node", Alg: "ed25519", PublicKey: keyText()})
	r, err := registry.Build(int64(len(docs)), docs)
	if err != nil {
		panic(err)
	}
	return r
})

func key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, 32)) }

func keyText() string {
	return ledger.NewAuthor(device, make([]byte, 32), recorder, committee).Enrolment(registryID).Body.(ledger.DeviceBody).PublicKey
}

// world is a node in memory: books by ledger, one device, and every accepted
// operation in order.
type world struct {
	t      testing.TB
	env    ledger.Env
	books  map[string]*book
	author *ledger.Author
	ids    *ledger.IDs
	nowMS  int64
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, env: baseRegistry(), books: map[string]*book{}, nowMS: 1_700_000_000_000,
		author: ledger.NewAuthor(device, make([]byte, 32), recorder, committee)}
	w.ids = &ledger.IDs{Rand: rand.NewChaCha8([32]byte{3}), Now: func() int64 { return w.nowMS }}
	for l, kind := range map[string]string{registryID: ledger.KindRegistry, ledgerA: ledger.KindCommune, ledgerB: ledger.KindCommune} {
		w.books[l] = newBook(w, ledger.Head{LedgerID: l, Kind: kind, Epoch: 1, Hash: ledger.Start(l)})
	}
	return w
}

// apply folds drafts of one ledger as one batch.
func (w *world) apply(drafts ...ledger.Draft) []ledger.Result {
	w.t.Helper()
	ops, err := w.author.Sign(drafts, w.ids, w.nowMS)
	if err != nil {
		w.t.Fatal(err)
	}
	w.author.Accept(ops)
	return w.fold(ops)
}

func (w *world) fold(ops []ledger.Signed) []ledger.Result {
	w.t.Helper()
	b := w.books[ops[0].Op.LedgerID]
	batch := ledger.NewBatch(b.head, w.env, b, w.nowMS, false)
	var out []ledger.Result
	for _, op := range ops {
		res, next, err := batch.Apply(op, b.devices()[op.Op.DeviceID])
		if err != nil {
			w.t.Fatal(err)
		}
		b.devices()[op.Op.DeviceID] = next
		out = append(out, res)
	}
	b.head = batch.Head()
	b.take(batch.Changes())
	return out
}

// must applies drafts of which none may be refused.
func (w *world) must(drafts ...ledger.Draft) {
	w.t.Helper()
	for i, r := range w.apply(drafts...) {
		if r.Err != nil {
			w.t.Fatalf("%s %s: %v", drafts[i].EntityType, drafts[i].Verb, r.Err)
		}
	}
}

// refused applies one draft and returns the code of its refusal, "" for none.
func (w *world) refused(d ledger.Draft) ledger.Code {
	w.t.Helper()
	if r, ok := w.apply(d)[0].Err.(*ledger.Refusal); ok {
		return r.Code
	}
	return ""
}

func patrol(place string, day calendar.Day, turns int64) ledger.Content {
	return ledger.Content{Kind: "patrol", PlaceID: place, Day: day, OwnerBodyID: committee, Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(turns, amount.Counted)}}
}

func on(ledgerID, entry, verb, actor, base string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: entry, Verb: verb, ActorID: actor, Base: base, Catalogue: 1, Body: body}
}

func event(ledgerID, main, verb, actor string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "event", EntityID: main, Verb: verb, ActorID: actor, Catalogue: 1, Body: body}
}

type args = map[string]any

// entry writes an entry of ledger A and brings it to a state: "recorded",
// "submitted", "returned", "verified2", "verified3", "retracted".
func (w *world) entry(state string) string {
	w.t.Helper()
	e := w.ids.New()
	w.must(on(ledgerA, e, "create", recorder, "", patrol(hamletA1, firstDay, 5)))
	if state == "recorded" {
		return e
	}
	w.must(on(ledgerA, e, "submit", recorder, "", nil))
	step := func(verb string, body any) { w.must(on(ledgerA, e, verb, clerk, w.last(e), body)) }
	switch state {
	case "returned":
		step("return", args{"level": 2, "why": "thiếu"})
	case "verified2":
		step("verify", args{"level": 2})
	case "verified3":
		step("verify", args{"level": 2})
		step("verify", args{"level": 3})
	case "retracted":
		step("retract", args{"why": "trùng"})
	}
	return e
}

func (w *world) last(entry string) string { return w.books[ledgerA].records[entry].State.LastOp }

// lock marks ledger A for the first year with a minimum level.
func (w *world) lock(snapshot string, level int) {
	w.t.Helper()
	w.must(lockMark(ledgerA, snapshot, level))
}

func lockMark(ledgerID, snapshot string, level int) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "ledger", EntityID: ledgerID, Verb: "lock_mark", Body: ledger.LockMark{SnapshotID: snapshot, LedgerID: ledgerID,
		PlaceID: province, MapDay: firstDay + 365, From: firstDay, To: firstDay + 365, MinLevel: level}}
}

func lockLift(ledgerID, snapshot string) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "ledger", EntityID: ledgerID, Verb: "lock_lift", Body: ledger.LockLift{SnapshotID: snapshot, LedgerID: ledgerID}}
}

// book is a ledger in memory, written as plainly as possible: the tables are
// what the changes say.
type book struct {
	w         *world
	head      ledger.Head
	records   map[string]*ledger.Record
	lines     []ledger.Line
	standings []ledger.Standing
	restated  []ledger.Restatement
	events    map[string]*ledger.Event
	snapshots map[string]*ledger.Snapshot
	marks     []ledger.LockMark
	locks     map[string][]string
	entities  map[string][]byte
	heads     map[string]ledger.DeviceHead
	ops       []ledger.Stamped
	refused   []ledger.Refused
}

func newBook(w *world, head ledger.Head) *book {
	return &book{w: w, head: head, records: map[string]*ledger.Record{}, events: map[string]*ledger.Event{}, snapshots: map[string]*ledger.Snapshot{},
		locks: map[string][]string{}, entities: map[string][]byte{}, heads: map[string]ledger.DeviceHead{}}
}

// devices are the heads of the whole node.
func (b *book) devices() map[string]ledger.DeviceHead { return b.w.books[ledgerA].heads }

func (b *book) take(c *ledger.Changes) {
	b.ops, b.refused = append(b.ops, c.Ops...), append(b.refused, c.Refused...)
	for _, r := range c.Records {
		stored := *r // what is stored is a copy, as in a database
		state, _ := json.Marshal(r.State)
		stored.State = ledger.State{}
		if err := json.Unmarshal(state, &stored.State); err != nil {
			b.w.t.Fatal(err)
		}
		b.records[r.ID] = &stored
	}
	b.lines, b.standings, b.restated = append(b.lines, c.Lines...), append(b.standings, c.Standings...), append(b.restated, c.Restatements...)
	for _, e := range c.Events {
		b.events[e.ID] = e
	}
	for _, s := range c.Snapshots {
		b.snapshots[s.ID] = s
	}
	for _, id := range c.Lifted {
		b.marks = slices.DeleteFunc(b.marks, func(m ledger.LockMark) bool { return m.SnapshotID == id })
		for e, held := range b.locks {
			b.locks[e] = slices.DeleteFunc(held, func(s string) bool { return s == id })
		}
	}
	b.marks = append(b.marks, c.LockMarks...)
	slices.SortFunc(b.marks, func(x, y ledger.LockMark) int {
		if x.SnapshotID < y.SnapshotID {
			return -1
		}
		return 1
	})
	for _, l := range c.EntryLocks {
		b.locks[l.EntryID] = append(b.locks[l.EntryID], l.LedgerID)
		slices.Sort(b.locks[l.EntryID])
	}
	for _, e := range c.Entities {
		b.entities[e.Type+"/"+e.ID] = e.Body
	}
}

// live nets the signed lines; it fails when a net sign is not 0 or 1.
func (b *book) live(entry string) []ledger.Fact {
	var out []ledger.Fact
	net := map[ledger.Fact]int{}
	for _, l := range b.lines {
		if l.EntryID != entry {
			continue
		}
		net[l.Fact] += l.Sign
		if l.Sign > 0 {
			out = append(out, l.Fact)
		} else if i := slices.Index(out, l.Fact); i >= 0 {
			out = slices.Delete(out, i, i+1)
		}
		if n := net[l.Fact]; n < 0 || n > 1 {
			b.w.t.Fatalf("entry %s: net sign %d of %+v at %d", entry, n, l.Fact, l.Seq)
		}
	}
	return out
}

func (b *book) Record(id string) (*ledger.Record, error) { return b.records[id], nil }
func (b *book) Live(entry string) ([]ledger.Fact, error) { return b.live(entry), nil }
func (b *book) Locks(entry string) ([]string, error)     { return slices.Clone(b.locks[entry]), nil }
func (b *book) LockMarks() ([]ledger.LockMark, error)    { return slices.Clone(b.marks), nil }
func (b *book) Entity(typ, id string) ([]byte, error)    { return b.entities[typ+"/"+id], nil }
func (b *book) Snapshot(l, id string) (*ledger.Snapshot, error) {
	return b.w.books[l].snapshots[id], nil
}

func (b *book) Between(from, to calendar.Day) ([]*ledger.Record, error) {
	var out []*ledger.Record
	for _, r := range b.records {
		if r.Type == ledger.TypeEntry && r.Day >= from && r.Day <= to {
			out = append(out, r)
		}
	}
	return out, nil
}

func (b *book) Proposal(l, main string) (*ledger.Event, error) {
	other := b.w.books[l]
	if other == nil || other.records[main] == nil || !other.records[main].Counts() {
		return nil, nil
	}
	return other.events[main], nil
}

func (b *book) Members(main string) ([]string, error) {
	var out []string
	for _, l := range []string{ledgerA, ledgerB} {
		for _, r := range b.w.books[l].records {
			if r.EventID == main && (r.Role == ledger.RoleMember || r.Role == ledger.RolePart) {
				out = append(out, r.ID)
			}
		}
	}
	return out, nil
}

// dump is everything a book holds, as text.
func (b *book) dump() string {
	out, err := json.Marshal([]any{b.records, b.lines, b.standings, b.restated, b.events, b.snapshots, b.marks, b.locks, b.entities, b.head.Seq, b.head.Hash.String()})
	if err != nil {
		b.w.t.Fatal(err)
	}
	return string(out)
}
