package store_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// sign signs drafts without moving the author's head.
func (b *book) sign(t testing.TB, drafts ...ledger.Draft) []ledger.Signed {
	t.Helper()
	ops, err := b.w.Author.Sign(drafts, b.w.IDs, 1_700_000_600_000)
	if err != nil {
		t.Fatal(err)
	}
	return ops
}

// send appends received operations and checks what came of each: an outcome,
// with the code of its refusal behind a space.
func (b *book) send(t testing.TB, ops []ledger.Signed, want ...string) []ledger.Result {
	t.Helper()
	results, err := b.Append(t.Context(), store.Batch{Ops: ops})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		got := string(r.Outcome)
		var refusal *ledger.Refusal
		if errors.As(r.Err, &refusal) {
			got += " " + string(refusal.Code)
		}
		if got != want[i] {
			t.Errorf("operation %d: %s, want %s (%v)", i+1, got, want[i], r.Err)
		}
	}
	return results
}

func (b *book) draft(ledgerID string) ledger.Draft {
	_, d := b.patrol(ledgerID, b.hamlets[map[bool]int{false: 0, true: 2}[ledgerID == b.ledgerB]], b.day, 5)
	return d[0]
}

func TestEveryOperationOfADeviceHasItsNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		ops := b.sign(t, b.draft(b.ledgerA), b.draft(b.ledgerB), b.draft(b.ledgerA), b.draft(b.ledgerB))
		b.send(t, ops[1:2], "waiting waiting")
		b.send(t, []ledger.Signed{ops[2], ops[0], ops[3], ops[1]}, "accepted", "accepted", "accepted", "accepted") // out of order, two ledgers
		b.send(t, ops, "duplicate", "duplicate", "duplicate", "duplicate")
		// The same number again with other bytes is another device's memory.
		b.send(t, b.sign(t, b.draft(b.ledgerA)), "rejected forked_device")
		b.w.Author.Accept(ops)
		b.send(t, b.sign(t, b.draft(b.ledgerA)), "accepted") // the head stands behind the last of both ledgers
		b.sound(t)
	})
}

func TestARefusalConsumesItsNumberAndIsRememberedWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		bad := b.draft(b.ledgerA)
		bad.Body = ledger.Content{Kind: "no_such_kind", PlaceID: b.hamlets[0], Day: b.day}
		stale := b.draft(b.ledgerA)
		ops := b.sign(t, stale, ledger.Draft{LedgerID: b.ledgerA, EntityType: "entry", EntityID: stale.EntityID, Verb: "amend", Base: b.a, Catalogue: 1,
			Body: map[string]any{"set": map[string]any{"note": "x"}}}, bad, b.draft(b.ledgerA))
		first := b.send(t, ops, "accepted", "conflict stale_base", "rejected unknown_kind", "accepted")
		again := b.send(t, append(ops, ops[2]), "duplicate", "conflict stale_base", "rejected unknown_kind", "duplicate", "rejected unknown_kind")
		if a, b := fmt.Sprint(first[2].Err), fmt.Sprint(again[2].Err); a != b || !strings.Contains(a, "no_such_kind") {
			t.Errorf("first %s, again %s", a, b)
		}
		b.sound(t)
	})
}

func TestAnOperationIdIsUsedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		one, other := b.draft(b.ledgerA), b.draft(b.ledgerB)
		one.ID = b.w.IDs.New()
		other.ID = one.ID
		ops := b.sign(t, one, other, b.draft(b.ledgerA))
		b.send(t, ops[:1], "accepted")
		b.send(t, ops[1:], "rejected op_id_reused", "accepted")
		b.send(t, ops, "duplicate", "rejected op_id_reused", "duplicate")
		b.sound(t)
	})
}

// TestOneBadOperationNeverFailsItsNeighbours: whatever one operation says, the
// others of the batch are stored, on both engines.
func TestOneBadOperationNeverFailsItsNeighbours(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		const text = "không phải UUID"
		entry := func(change func(*ledger.Content)) ledger.Draft {
			d := b.draft(b.ledgerA)
			c := d.Body.(ledger.Content)
			change(&c)
			d.Body = c
			return d
		}
		event := func(verb string, body any) ledger.Draft {
			return ledger.Draft{LedgerID: b.ledgerA, EntityType: "event", EntityID: b.a, Verb: verb, Body: body}
		}
		mark := ledger.LockMark{SnapshotID: b.a, LedgerID: b.ledgerA, PlaceID: b.district, MapDay: b.day, From: b.day, To: b.day}
		lock := func(verb string, body any) ledger.Draft {
			return ledger.Draft{LedgerID: b.ledgerA, EntityType: "ledger", EntityID: b.ledgerA, Verb: verb, Body: body}
		}
		bad := map[string]ledger.Draft{
			"unknown ledger":  b.draft(b.province),
			"NUL in a kind":   entry(func(c *ledger.Content) { c.Kind = "a\x00b" }),
			"NUL in a reason": {LedgerID: b.ledgerA, EntityType: "entry", EntityID: b.a, Verb: "retract", Catalogue: 1, Body: map[string]any{"why": "\x00"}},
			"direction":       entry(func(c *ledger.Content) { c.Note = "Đồn \u202egnohp neiB" }),
			"owner":           entry(func(c *ledger.Content) { c.OwnerBodyID = text }),
			"place":           entry(func(c *ledger.Content) { c.PlaceID = text }),
			"body":            entry(func(c *ledger.Content) { c.Bodies = []ledger.Participation{{BodyID: text}} }),
			"body twice":      entry(func(c *ledger.Content) { c.Bodies = []ledger.Participation{{BodyID: b.post}, {BodyID: b.post}} }),
			"role":            entry(func(c *ledger.Content) { c.Bodies = []ledger.Participation{{BodyID: b.post, Role: "x;owner:y"}} }),
			"marker":          entry(func(c *ledger.Content) { c.Markers = []string{text} }),
			"marker twice":    entry(func(c *ledger.Content) { c.Markers = []string{b.a, b.a} }),
			"link": entry(func(c *ledger.Content) {
				c.Links = []ledger.Link{{Kind: "x;way=foot", LedgerID: b.ledgerA, EntryID: b.a}}
			}),
			"dimension":       entry(func(c *ledger.Content) { c.Dims["patrol_form"] = ledger.Codes{"own_regular;way=foot"} }),
			"no values":       raw(b.draft(b.ledgerA), "dims", `{"patrol_form":[]}`),
			"plan":            entry(func(c *ledger.Content) { c.PlanID = text }),
			"day order":       entry(func(c *ledger.Content) { d := c.Day - 1; c.ToDay = &d }),
			"minutes":         entry(func(c *ledger.Content) { c.FromMin = 1441 }),
			"proposal":        event("propose", map[string]any{"relation": "same", "members": []any{map[string]any{"ledger_id": text, "entry_id": text}}}),
			"confirm":         event("confirm", map[string]any{"main": map[string]any{"ledger_id": text, "entry_id": b.a}, "entry_id": text}),
			"decline":         event("decline", map[string]any{"main": map[string]any{"ledger_id": b.a, "entry_id": b.a}, "entry_id": text}),
			"leave":           event("leave", map[string]any{"entry_id": text, "why": "x"}),
			"lock twice":      lock("lock_mark", mark),
			"lock text":       lock("lock_mark", ledger.LockMark{SnapshotID: text, LedgerID: text, MapDay: b.day, From: b.day, To: b.day}),
			"lift nothing":    lock("lock_lift", ledger.LockLift{SnapshotID: b.b, LedgerID: b.ledgerA}),
			"negative":        raw(b.draft(b.ledgerA), "measures", `{"person_turns":{"v":-1}}`),
			"unknown field":   raw(b.draft(b.ledgerA), "measures", `{"person_turns":{"v":1,"bsis":"norm"}}`),
			"bounds":          raw(b.draft(b.ledgerA), "measures", `{"person_turns":{"lo":3,"v":5}}`),
			"too large":       raw(b.draft(b.ledgerA), "measures", `{"person_turns":{"basis":"norm","n":9007199254740991,"rate":9007199254740991,"v":1}}`),
			"register place":  {LedgerID: b.ledgerA, EntityType: "place", EntityID: b.a, Verb: "amend", Body: map[string]any{"names": []any{}}},
			"enrol elsewhere": {LedgerID: b.ledgerA, EntityType: "device", EntityID: b.a, Verb: "create", Body: b.w.Author.Enrolment("").Body},
			"entry registry":  b.draft(b.registry),
		}
		b.send(t, b.accept(b.sign(t, lock("lock_mark", mark))), "accepted")
		var drafts []ledger.Draft
		var names []string
		for name, d := range bad {
			names, drafts = append(names, name), append(drafts, d, b.draft(b.ledgerA))
		}
		results, err := b.Append(t.Context(), store.Batch{Ops: b.accept(b.sign(t, drafts...))})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if i%2 == 0 && r.Outcome != ledger.Rejected {
				t.Errorf("%s: %+v", names[i/2], r)
			}
			if i%2 == 1 && r.Outcome != ledger.Accepted {
				t.Errorf("neighbour of %s: %+v", names[i/2], r)
			}
		}
		b.sound(t)
	})
}

func (b *book) accept(ops []ledger.Signed) []ledger.Signed {
	b.w.Author.Accept(ops)
	return ops
}

// raw puts JSON into a field of a draft's content.
func raw(d ledger.Draft, field, value string) ledger.Draft {
	body, err := json.Marshal(d.Body)
	if err != nil {
		panic(err)
	}
	var m map[string]any
	if err := json.Unmarshal(body, &m); err != nil {
		panic(err)
	}
	m[field] = json.RawMessage(value)
	d.Body = m
	return d
}

// TestADeviceForkedOverTwoLedgersIsCaughtAtTheSameMoment: two operations with
// one number go into two ledgers at once; exactly one is accepted.
func TestADeviceForkedOverTwoLedgersIsCaughtAtTheSameMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		for range 10 {
			pair := [2][]ledger.Signed{b.sign(t, b.draft(b.ledgerA)), b.sign(t, b.draft(b.ledgerB))}
			var got [2]ledger.Result
			var group sync.WaitGroup
			for i := range pair {
				group.Go(func() {
					results, err := b.Append(t.Context(), store.Batch{Ops: pair[i]})
					if err != nil {
						t.Error(err)
						return
					}
					got[i] = results[0]
				})
			}
			group.Wait()
			won := 0
			if got[1].Outcome == ledger.Accepted {
				won = 1
			}
			if got[won].Outcome != ledger.Accepted || got[1-won].Outcome != ledger.Rejected {
				t.Fatalf("%+v", got)
			}
			b.w.Author.Accept(pair[won])
		}
		b.sound(t)
	})
}

// TestAnOperationIdIsUsedOnceAlsoAtTheSameMoment: two devices give two ledgers
// operations of one id at once; one of them keeps it.
func TestAnOperationIdIsUsedOnceAlsoAtTheSameMoment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		_, second := b.another(t, store.Options{}, 1)
		for range 10 {
			one, other := b.draft(b.ledgerA), b.draft(b.ledgerB)
			one.ID = b.w.IDs.New()
			other.ID = one.ID
			var accepted atomic.Int32
			var group sync.WaitGroup
			for w, d := range map[*store.Writer]ledger.Draft{b.w: one, second: other} {
				group.Go(func() {
					results, err := w.Write(t.Context(), []ledger.Draft{d})
					switch {
					case err != nil:
						t.Error(err)
					case results[0].Outcome == ledger.Accepted:
						accepted.Add(1)
					}
				})
			}
			group.Wait()
			if n := accepted.Load(); n != 1 {
				t.Fatalf("%d operations of one id were accepted", n)
			}
		}
		b.sound(t)
	})
}

func TestANewerCatalogueIsWaitedFor(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	d := b.draft(b.ledgerA)
	d.Catalogue = 9
	ops := b.sign(t, d, b.draft(b.ledgerA))
	b.send(t, ops, "waiting missing_catalogue", "waiting waiting")
	submit := b.draft(b.ledgerA)
	ops = b.sign(t, submit, ledger.Draft{LedgerID: b.ledgerA, EntityType: "entry", EntityID: submit.EntityID, Verb: "submit", Catalogue: 9})
	b.send(t, ops, "accepted", "waiting missing_catalogue")
	b.sound(t)
}

// TestPublishedCataloguesAndKeysNeverChange: what entries were checked and
// signed with stays what it was.
func TestPublishedCataloguesAndKeysNeverChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		id := b.w.IDs.New()
		const file = "kinds:\n  - id: x\n"
		catalogue := func(entity, verb string, version int, content string) ledger.Draft {
			return ledger.Draft{LedgerID: b.registry, EntityType: "catalogue", EntityID: entity, Verb: verb,
				Body: registry.CatalogueDoc{Version: version, Name: "office.yaml", Content: content}}
		}
		device := func(verb string, body any) ledger.Draft {
			return ledger.Draft{LedgerID: b.registry, EntityType: "device", EntityID: map[string]string{"create": b.a, "amend": b.w.Author.DeviceID}[verb], Verb: verb, Body: body}
		}
		base := ""
		reg, err := b.Registry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rows := b.entities(t, "catalogue")
		base = rows[0].ID
		for name, d := range map[string]ledger.Draft{
			"another file of version 1": catalogue(id, "create", 1, file),
			"a version left out":        catalogue(id, "create", 3, file),
			"version 0":                 catalogue(id, "create", 0, file),
			"a file that compiles not":  catalogue(id, "create", 2, file),
			"no YAML":                   catalogue(id, "create", 2, "{[}\t!!binary |"),
			"billion laughs":            catalogue(id, "create", 2, laughs()),
			"another base file":         catalogue(base, "amend", 1, file),
			"another key":               device("amend", map[string]any{"public_key": strings.Repeat("A", 43)}),
			"half a key":                device("create", map[string]any{"kind": "phone", "alg": "ed25519", "public_key": "AAAA"}),
			"another algorithm":         device("create", map[string]any{"kind": "phone", "alg": "none", "public_key": strings.Repeat("A", 43)}),
			"a second registry":         b.reg("ledger", b.a, registry.LedgerDoc{Kind: "registry", Name: "hai"}),
			"an unknown kind of ledger": b.reg("ledger", b.a, registry.LedgerDoc{Kind: "shadow", Name: "hai"}),
			"a ledger of another kind":  {LedgerID: b.registry, EntityType: "ledger", EntityID: b.ledgerA, Verb: "amend", Body: map[string]any{"kind": "upper"}},
			"a misspelt field":          b.reg("place", id, map[string]any{"nmaes": []any{}}),
			"a day that is none":        b.reg("person", id, map[string]any{"name": 5}),
			"no such day":               b.reg("grant", id, map[string]any{"person_id": b.clerk, "role": "upper_officer", "body_id": b.post, "place_id": b.a, "from": "2024-02-30", "to": "open"}),
			"an end without a verb":     {LedgerID: b.registry, EntityType: "person", EntityID: b.clerk, Verb: "delete"},
		} {
			if r := b.send(t, b.accept(b.sign(t, d)), "rejected "+map[bool]string{true: "unknown_verb", false: "bad_content"}[d.Verb == "delete"]); r[0].Err == nil {
				t.Error(name)
			}
		}
		if again, err := b.Registry(t.Context()); err != nil || again.Latest() == nil || again.CatalogueVersion != reg.CatalogueVersion {
			t.Errorf("%v", err)
		}
		b.sound(t)
	})
}

func (b *book) entities(t testing.TB, typ string) []ledger.Entity {
	t.Helper()
	rows, err := b.Entities(t.Context(), typ)
	if err != nil || len(rows) == 0 {
		t.Fatal(rows, err)
	}
	return rows
}

func laughs() string {
	var s strings.Builder
	s.WriteString("a0: &a0 [lol, lol]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&s, "a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	return s.String()
}

// TestPlacesThatRunInCirclesHangNothing: a parent below its own child is
// refused or reported, never followed for ever.
func TestPlacesThatRunInCirclesHangNothing(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	parent := func(child, of string) ledger.Draft {
		return ledger.Draft{LedgerID: b.registry, EntityType: "place", EntityID: child, Verb: "amend",
			Body: map[string]any{"parents": []registry.ParentDoc{{ParentID: of, From: registry.Unknown, To: registry.Open}}}}
	}
	ops := b.accept(b.sign(t, parent(b.a, b.a), parent(b.b, b.hamlets[2]), b.draft(b.ledgerB)))
	if _, err := b.Append(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	v, err := b.View(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Registry.Problems) == 0 {
		t.Error("a circle is no problem")
	}
}

// TestRegistersMayChangeWithoutUndoingWhatWasAccepted: a verification that was
// right when it was accepted stays so when a second verifier is appointed or a
// place ends earlier than was known.
func TestRegistersMayChangeWithoutUndoingWhatWasAccepted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		for i := range d {
			d[i].ActorID = b.clerk
		}
		if err := b.w.MustWrite(t.Context(), d[:3]); err != nil {
			t.Fatal(err)
		}
		end := registry.On(b.day - 30)
		if err := b.w.MustWrite(t.Context(), []ledger.Draft{
			b.reg("grant", b.w.IDs.New(), registry.GrantDoc{PersonID: b.officer, Role: access.UpperOfficer, BodyID: b.commune, PlaceID: b.district, Level: 2, From: registry.Unknown, To: registry.Open}),
			{LedgerID: b.registry, EntityType: "place", EntityID: b.hamlets[0], Verb: "amend", Body: map[string]any{
				"names": []registry.NameDoc{{Text: "Hoa", UnitWord: "xóm", Level: "hamlet", From: registry.Unknown, To: end}}}},
		}); err != nil {
			t.Fatal(err)
		}
		b.sound(t)
	})
}

func TestAClosedLedgerTakesOnlyTheDaysItWasOpen(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	last := b.day + 100
	closed := ledger.Draft{LedgerID: b.registry, EntityType: "ledger", EntityID: b.ledgerA, Verb: "amend",
		Body: map[string]any{"places": []registry.MemberDoc{{PlaceID: b.a, From: registry.Unknown, To: registry.On(last)}}}}
	b.send(t, b.accept(b.sign(t, closed)), "accepted")
	_, before := b.patrol(b.ledgerA, b.hamlets[0], last, 5)
	_, after := b.patrol(b.ledgerA, b.hamlets[0], last+1, 5)
	_, far := b.patrol(b.ledgerB, b.hamlets[2], calendar.MakeDay(2099, 12, 31), 5)
	b.send(t, b.accept(b.sign(t, before[0], after[0], far[0])), "accepted", "rejected wrong_ledger", "accepted")
	b.sound(t)
}

// TestAFigureThatLeavesTheNumbersIsRefused: a sum beyond 64 bits is no number.
func TestAFigureThatLeavesTheNumbersIsRefused(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	const n = 1100
	var drafts []ledger.Draft
	for i := range n {
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day+calendar.Day(i%300), 5)
		c := d[0].Body.(ledger.Content)
		c.Measures = map[string]amount.Value{"person_turns": amount.ExactValue(1<<53-1, amount.Counted)}
		d[0].Body = c
		drafts = append(drafts, d[:2]...)
	}
	if err := b.w.MustWrite(t.Context(), drafts); err != nil {
		t.Fatal(err)
	}
	if float64(n)*(1<<53) < math.MaxInt64 {
		t.Fatal("not large enough")
	}
	v, err := b.View(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Evaluate(figure.Query{Indicators: []string{"patrol.post"}, Period: calendar.Year(calendar.Civil, 2024), Map: place.MapSpec{Kind: place.MapThen}}, &v.Context)
	if err == nil {
		t.Error("a number was shown")
	}
}

// TestAnInterruptedStartCanBeRepeated: opening the registry ledger and filling
// it are one transaction.
func TestAnInterruptedStartCanBeRepeated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		w, err := store.NewWriter(s, "01890a5d-ac96-7000-8000-000000000001", "01890a5d-ac96-7000-8000-000000000002")
		if err != nil {
			t.Fatal(err)
		}
		bad := &store.Writer{Store: s, IDs: w.IDs, Author: ledger.NewAuthor("no id", make([]byte, 32), "x", "y")}
		id := w.IDs.New()
		if err := s.Start(t.Context(), id, bad); err == nil {
			t.Fatal("started by nobody")
		}
		if err := s.Start(t.Context(), id, w); err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context(), w.IDs.New(), w); err == nil {
			t.Error("started twice")
		}
	})
}

func TestIdsThatAreNoneFindNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		for _, id := range []string{"", "x", "'; DROP TABLE op; --", strings.Repeat("0", 36), "01890A5D-AC96-7000-8000-000000000001"} {
			if _, err := b.Record(t.Context(), id, id); !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("%q: %v", id, err)
			}
			if ops, err := b.Operations(t.Context(), id, id); err != nil || len(ops) > 0 {
				t.Errorf("%q: %v", id, err)
			}
			if known, err := b.Known(t.Context(), []string{id}); err != nil || len(known) > 0 {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}
