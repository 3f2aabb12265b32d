package store_test

import (
	"strings"
	"sync"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// phone is an enrolled phone of one team member in a hamlet.
type phone struct {
	*book
	id, member, team string
	author           *ledger.Author
}

func (b *book) phone(t testing.TB) *phone {
	t.Helper()
	p := &phone{book: b, id: b.w.IDs.New(), member: b.w.IDs.New(), team: b.w.IDs.New()}
	p.author = ledger.NewAuthor(p.id, []byte(strings.Repeat("p", 32)), p.member, p.team)
	p.author.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	doc := p.author.Enrolment(b.registry).Body.(ledger.DeviceBody)
	doc.Kind, doc.BodyID, doc.PlaceID, doc.People, doc.Since = ledger.DevicePhone, p.team, b.hamlets[0], []string{p.member}, &b.day
	doc.EnrolledBy, doc.ApprovedBy = b.clerk, b.officer
	err := b.w.MustWrite(t.Context(), []ledger.Draft{
		b.reg("body", p.team, registry.BodyDoc{Type: "team", Names: []registry.BodyNameDoc{{Text: "Tổ tự quản", From: registry.Unknown, To: registry.Open}}}),
		b.reg("person", p.member, registry.PersonDoc{Name: "Tổ viên"}),
		b.reg("grant", b.w.IDs.New(), registry.GrantDoc{PersonID: p.member, Role: access.TeamMember, BodyID: p.team, PlaceID: b.hamlets[0], From: registry.Unknown, To: registry.Open}),
		b.reg("device", p.id, doc)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// record signs and submits an entry at a place; the phone moves on.
func (p *phone) record(t testing.TB, ledgerID, place string) []ledger.Signed {
	t.Helper()
	e := p.w.IDs.New()
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: e, Verb: verb, Catalogue: 1, Body: body}
	}
	ops, err := p.author.Sign([]ledger.Draft{op("create", ledger.Content{Kind: "patrol", PlaceID: place, Day: p.day, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}}), op("submit", nil)}, p.w.IDs, 1_700_000_600_000)
	if err != nil {
		t.Fatal(err)
	}
	p.author.Accept(ops)
	return ops
}

func TestAPhoneRecordsForItsHamletAndNowhereElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		p := newBook(t, o).phone(t)
		ops := p.record(t, p.ledgerA, p.hamlets[0])
		p.send(t, ops, "accepted", "accepted")
		p.send(t, ops, "duplicate", "duplicate")
		p.send(t, p.record(t, p.ledgerB, p.hamlets[2]), "rejected not_allowed", "rejected unknown_entity")
		p.send(t, p.record(t, p.ledgerA, p.hamlets[0]), "accepted", "accepted")
		p.sound(t)
	})
}

func TestWhatARevokedPhoneSendsIsKeptOnceAndCountsNowhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		p := newBook(t, o).phone(t)
		p.send(t, p.record(t, p.ledgerA, p.hamlets[0]), "accepted", "accepted")
		revoke := p.reg("device", p.id, map[string]any{"revoked": ledger.Revocation{Mode: ledger.RevokedLost, Day: p.day, NotAfterSeq: 2}})
		revoke.Verb = "amend"
		if err := p.w.MustWrite(t.Context(), []ledger.Draft{revoke}); err != nil {
			t.Fatal(err)
		}
		late := p.record(t, p.ledgerA, p.hamlets[0])
		for range 2 {
			p.send(t, late, "quarantined revoked", "quarantined revoked")
		}
		waiting, err := p.Quarantined(t.Context())
		if err != nil || len(waiting) != 2 {
			t.Fatalf("%d operations wait, %v", len(waiting), err)
		}
		if w := waiting[0]; w.Code != ledger.CodeRevoked || w.Hash != late[0].Hash || string(w.Bytes) != string(late[0].Bytes) {
			t.Errorf("%+v", w)
		}
		p.sound(t)
	})
}

func TestAForkIsRememberedOverRestarts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		p := newBook(t, o).phone(t)
		before := p.author.Head()
		first := p.record(t, p.ledgerA, p.hamlets[0])
		p.author.Resume(before) // restored from a backup
		second := p.record(t, p.ledgerA, p.hamlets[0])
		p.send(t, first, "accepted", "accepted")
		p.send(t, second, "quarantined forked_device", "quarantined forked_device")
		h, err := p.DeviceHead(t.Context(), p.id)
		if err != nil || !h.Forked || h.Seq != 2 || h.Hash != first[1].Hash {
			t.Errorf("%+v, %v", h, err)
		}
		p.send(t, first, "duplicate", "duplicate")
		p.sound(t)
	})
}

// TestPushesAtTheSameMomentShareATransactionAndKeepTheirResults: many phones at
// once, each with one bad operation between good ones.
func TestPushesAtTheSameMomentShareATransactionAndKeepTheirResults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		p := b.phone(t)
		var sets [][]ledger.Signed
		for range 24 {
			sets = append(sets, p.record(t, p.ledgerA, p.hamlets[0]))
		}
		want := map[string]bool{}
		var mu sync.Mutex
		var group sync.WaitGroup
		for i := range sets {
			group.Go(func() {
				for {
					results, err := b.Push(t.Context(), sets[i])
					if err != nil || len(results) != 2 || results[0].OpID != sets[i][0].Op.ID || results[1].OpID != sets[i][1].Op.ID {
						t.Errorf("%+v %v", results, err)
						return
					}
					if results[1].Outcome == ledger.Waiting {
						continue // what stands before it in the chain is still on its way
					}
					mu.Lock()
					want[sets[i][1].Op.ID] = results[1].Outcome == ledger.Accepted || results[1].Outcome == ledger.Duplicate
					mu.Unlock()
					return
				}
			})
		}
		group.Wait()
		for i := range sets {
			if !want[sets[i][1].Op.ID] {
				t.Errorf("operation %d was not accepted", i)
			}
		}
		if h, err := b.DeviceHead(t.Context(), p.id); err != nil || h.Seq != 48 || h.Forked {
			t.Errorf("%+v %v", h, err)
		}
		b.sound(t)
	})
}
