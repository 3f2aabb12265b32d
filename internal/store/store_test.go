package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// book is a small started book: one province, one district, two communes with
// two hamlets each, a post, a clerk and an officer.
type book struct {
	*store.Store
	w                         *store.Writer
	registry                  string
	day                       calendar.Day
	province, district, a, b  string
	hamlets                   []string
	ledgerA, ledgerB, ledgerD string
	post, commune             string
	recorder, clerk, officer  string
}

func newBook(t testing.TB, o store.Options) *book {
	t.Helper()
	var ms atomic.Int64
	ms.Store(1_700_000_000_000)
	if o.Now == nil {
		o.Now = func() int64 { return ms.Add(1) }
	}
	s := storetest.Open(t, o)
	ids := &ledger.IDs{Rand: rand.NewChaCha8([32]byte{7}), Now: o.Now}
	bk := &book{Store: s, registry: ids.New(), day: calendar.MakeDay(2024, 1, 1)}
	bk.recorder, bk.clerk, bk.officer = ids.New(), ids.New(), ids.New()
	bk.post, bk.commune = ids.New(), ids.New()
	bk.w = &store.Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(ids.New(), make([]byte, 32), bk.recorder, bk.commune)}
	ctx := context.Background()
	if err := s.Start(ctx, bk.registry, bk.w); err != nil {
		t.Fatal(err)
	}
	bk.province, bk.district, bk.a, bk.b = ids.New(), ids.New(), ids.New(), ids.New()
	drafts := []ledger.Draft{
		bk.place(bk.province, "tỉnh", "Mẫu", "province", "04", ""),
		bk.place(bk.district, "huyện", "Mẫu", "district", "047", bk.province),
		bk.place(bk.a, "xã", "Đình Phong", "commune", "01489", bk.district),
		bk.place(bk.b, "xã", "Ngọc Khê", "commune", "01480", bk.district),
	}
	for i := range 4 {
		h := ids.New()
		bk.hamlets = append(bk.hamlets, h)
		drafts = append(drafts, bk.place(h, "xóm", fmt.Sprintf("Hoa %d", i+1), "hamlet", "", []string{bk.a, bk.b}[i/2]))
	}
	bk.ledgerA, bk.ledgerB, bk.ledgerD = ids.New(), ids.New(), ids.New()
	for id, place := range map[string]string{bk.ledgerA: bk.a, bk.ledgerB: bk.b, bk.ledgerD: bk.district} {
		kind := "commune"
		if id == bk.ledgerD {
			kind = "upper"
		}
		drafts = append(drafts, bk.reg("ledger", id, registry.LedgerDoc{Kind: kind, Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: place, From: registry.Unknown, To: registry.Open}}}))
	}
	drafts = append(drafts,
		bk.reg("body", bk.post, registry.BodyDoc{Type: "post", Names: []registry.BodyNameDoc{{Text: "Đồn Biên phòng Mẫu", From: registry.Unknown, To: registry.Open}}}),
		bk.reg("body", bk.commune, registry.BodyDoc{Type: "peoples_committee", Names: []registry.BodyNameDoc{{Text: "UBND xã", From: registry.Unknown, To: registry.Open}}}))
	for p, name := range map[string]string{bk.recorder: "Người ghi", bk.clerk: "Cán bộ xã", bk.officer: "Sĩ quan"} {
		drafts = append(drafts, bk.reg("person", p, registry.PersonDoc{Name: name}))
	}
	for level, p := range map[int]string{2: bk.clerk, 3: bk.officer} {
		drafts = append(drafts, bk.reg("grant", ids.New(), registry.GrantDoc{PersonID: p, Role: access.UpperOfficer, BodyID: bk.commune, PlaceID: bk.district, Level: level, From: registry.Unknown, To: registry.Open}))
	}
	if err := bk.w.MustWrite(ctx, drafts); err != nil {
		t.Fatal(err)
	}
	return bk
}

func (b *book) reg(typ, id string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: b.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body}
}

func (b *book) place(id, word, name, level, code, parent string) ledger.Draft {
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}}}
	if code != "" {
		d.Codes = []registry.CodeDoc{{Scheme: "gso", Value: code, From: registry.Unknown, To: registry.Open}}
	}
	if parent != "" {
		d.Parents = []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}
	}
	return b.reg("place", id, d)
}

// patrol drafts the operations that bring a patrol to verified at the end of
// its route.
func (b *book) patrol(ledgerID, placeID string, day calendar.Day, turns int64) (string, []ledger.Draft) {
	id, submit, verify := b.w.IDs.New(), b.w.IDs.New(), b.w.IDs.New()
	op := func(verb, opID, base, actor string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: id, Verb: verb, ID: opID, Base: base, ActorID: actor, Catalogue: 1, Body: body}
	}
	c := ledger.Content{Kind: "patrol", PlaceID: placeID, Day: day, OwnerBodyID: b.commune,
		Dims:     map[string]ledger.Codes{"patrol_form": {"own_regular"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(turns, amount.Counted)}}
	return id, []ledger.Draft{op("create", "", "", "", c), op("submit", submit, "", "", nil),
		op("verify", verify, submit, b.clerk, map[string]int{"level": 2}), op("verify", "", verify, b.officer, map[string]int{"level": 3})}
}

func TestOperationsBecomeFacts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		ctx := context.Background()
		var drafts []ledger.Draft
		for i := range 10 {
			_, d := b.patrol(b.ledgerA, b.hamlets[i%2], b.day+calendar.Day(i), int64(5+i))
			drafts = append(drafts, d...)
		}
		results, err := b.w.Write(ctx, drafts)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Outcome != ledger.Accepted || r.Stamp.Seq != int64(i+1) {
				t.Fatalf("operation %d: %+v", i, r)
			}
		}
		v, err := b.View(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if v.Entries() != 10 || v.Facts() != 20 {
			t.Errorf("%d entries, %d facts", v.Entries(), v.Facts())
		}
	})
}
