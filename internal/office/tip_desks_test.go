package office_test

import (
	"errors"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// grantTips gives somebody the role of an officer of the desk.
func (w *tipWorld) grantTips(person string) *client {
	w.t.Helper()
	d := ledger.Draft{LedgerID: w.registry, EntityType: "grant", EntityID: w.writer.IDs.New(), Verb: "create", Body: map[string]any{"person_id": person, "role": "tip_officer", "body_id": w.post, "place_id": w.area, "from": "2026-01-01", "to": "open"}}
	if err := w.writer.MustWrite(w.t.Context(), []ledger.Draft{d}); err != nil {
		w.t.Fatal(err)
	}
	return w.person(person, identity.ByPasskey)
}

// TestAnOfficerWhoLeftOpensNothingNew is case 4 of security.md.
func TestAnOfficerWhoLeftOpensNothingNew(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		old := w.send("trước")
		w.sort()
		left := w.epoch
		key, _ := w.opened(w.officer, old)
		// A key is made without the leaver, and the open case sealed to it.
		next := seed(t)
		w.epoch = next
		resealed := w.sealKey(next, tip.Key{Kind: tip.WholeKey, Seed: key})
		w.epochFrom(next, []office.CaseKey{{Case: old.id.String(), Bytes: resealed}})
		fresh := w.send("sau")
		w.sort()
		var out office.OpenedTip
		w.officer.must(200, "POST", "/tips/cases/"+fresh.id.String()+"/open", map[string]any{"reason": "new"}, &out)
		if _, err := tip.OpenKey(out.Key, identityOf(t, left)); err == nil {
			t.Error("the key of before opens what came after")
		}
		var again office.OpenedTip
		w.officer.must(200, "POST", "/tips/cases/"+old.id.String()+"/open", map[string]any{"reason": "work"}, &again)
		if _, err := tip.OpenKey(again.Key, identityOf(t, left)); err == nil {
			t.Error("the key of before still opens an open case")
		}
		if k, err := tip.OpenKey(again.Key, identityOf(t, next)); err != nil || k.Seed != key {
			t.Errorf("the new key does not: %v", err)
		}
	})
}

// TestACaseHasOneOwner is case 20 of security.md.
func TestACaseHasOneOwner(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.secondDesk()
		s := w.send("tin")
		w.sort()
		key, _ := w.opened(w.officer, s)
		refer := func(status int) {
			w.act(s.id, status, map[string]any{"verb": "refer", "to": w.committeeA, "reason": "not_competent", "items": []map[string]any{{"kind": "cover", "bytes": w.sealed(s.seed)}},
				"key": w.sealKey(other.epoch, tip.Key{Kind: tip.WholeKey, Seed: key})})
		}
		refer(200)
		if v := w.state(s); v.State != "referred" || v.Owner != w.post || v.Target != w.committeeA {
			t.Fatalf("%+v", v)
		}
		other.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/acts", map[string]any{"verb": "reject", "reason": "not_here"}, nil)
		if v := w.state(s); v.State != "opened" || v.Owner != w.post {
			t.Fatalf("%+v", v)
		}
		refer(200)
		w.later(73 * time.Hour)
		if v := w.state(s); v.State != "opened" {
			t.Fatalf("nobody answered, and it is %+v", v)
		}
		refer(200)
		other.officer = w.person(other.officer.person, identity.ByPasskey)
		other.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/acts", map[string]any{"verb": "acknowledge"}, nil)
		if got := w.officer.do("POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, nil); got != 404 {
			t.Errorf("the desk it came from still opens it: %d", got)
		}
		var out office.OpenedTip
		other.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "new"}, &out)
		if k, err := tip.OpenKey(out.Key, identityOf(t, other.epoch)); err != nil || k.Seed != key {
			t.Errorf("the new owner cannot open it: %v", err)
		}
		names, err := w.office.Vault.Names(t.Context(), s.id.String())
		if err != nil || len(names) != 1 {
			t.Errorf("keys left: %v %v", names, err)
		}
	})
}

// TestTwoPeopleOpenACaseTogether: neither half opens it.
func TestTwoPeopleOpenACaseTogether(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.secondDesk()
		w.as(access.UpperOfficer).must(409, "POST", "/tips/desks", map[string]any{"body_id": w.post, "authority_id": w.provinceBody, "ledger_id": w.writer.IDs.New()}, nil)
		w.second(w.committeeA)
		id, err := tip.IDOfUUID(w.committeeA)
		if err != nil {
			t.Fatal(err)
		}
		s := w.sendTo("hai người", &tip.Desk{ID: id, Epoch: 1, Recipient: identityOf(t, other.epoch).Recipient()})
		w.sort()
		var list office.CasesView
		other.officer.must(200, "GET", "/tips/desks/"+w.committeeA+"/second", nil, &list)
		if len(list.Cases) != 1 || !list.Cases[0].Two {
			t.Fatalf("%+v", list)
		}
		var out office.OpenedTip
		w.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "new"}, &out)
		a, err := tip.OpenKey(out.Key, identityOf(t, w.epoch))
		if err != nil || a.Kind != tip.ShareKey || out.Share != nil {
			t.Fatalf("%+v %v", a, err)
		}
		if got := w.officer.do("POST", "/tips/cases/"+s.id.String()+"/half", map[string]any{"desk": w.committeeA}, nil); got != 403 {
			t.Errorf("the first desk gets the second half: %d", got)
		}
		var half office.HalfView
		other.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/half", map[string]any{"desk": w.committeeA}, &half)
		b, err := tip.OpenKey(half.Bytes, identityOf(t, other.epoch))
		if err != nil || len(half.Officers) != 1 {
			t.Fatalf("%+v %v", half, err)
		}
		for _, alone := range []tip.Seed{a.Seed, b.Seed} {
			if _, err := tip.OpenBody(out.Items[0].Bytes, s.id, identityOf(t, alone)); err == nil {
				t.Error("half a key opens the case")
			}
		}
		other.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/share", map[string]any{"desk": w.committeeA, "person_id": w.officer.person, "bytes": w.sealKey(w.keys[w.officer.person], b)}, nil)
		w.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, &out)
		c, err := tip.OpenKey(out.Share, identityOf(t, w.keys[w.officer.person]))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := tip.OpenBody(out.Items[0].Bytes, s.id, identityOf(t, a.Seed.Xor(c.Seed))); err != nil || body.Text != "hai người" {
			t.Errorf("%+v %v", body, err)
		}
		var seen office.WatchCase
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch/"+s.id.String(), nil, &seen)
		openers := map[string]bool{}
		for _, a := range seen.Acts {
			if a.Action == audit.TipOpen {
				openers[a.Person] = true
			}
		}
		if len(openers) != 2 {
			t.Errorf("opened by %v", openers)
		}
	})
}

// otherDesk is another desk with an officer and a key of its own.
type otherDesk struct {
	officer *client
	epoch   tip.Seed
	record  *tip.EpochRecord
}

// second names the desk that opens together with the post's.
func (w *tipWorld) second(bodyID string) {
	w.t.Helper()
	w.as(access.UpperOfficer).must(200, "PATCH", "/tips/desks/"+w.post, map[string]any{"second_id": bodyID}, nil)
}

// secondDesk opens a desk at commune A's committee.
func (w *tipWorld) secondDesk() *otherDesk {
	w.t.Helper()
	person := w.people[access.CommuneVerifier]
	d := ledger.Draft{LedgerID: w.registry, EntityType: "grant", EntityID: w.writer.IDs.New(), Verb: "create", Body: map[string]any{"person_id": person, "role": "tip_officer", "body_id": w.committeeA, "place_id": w.communeA, "from": "2026-01-01", "to": "open"}}
	if err := w.writer.MustWrite(w.t.Context(), []ledger.Draft{d}); err != nil {
		w.t.Fatal(err)
	}
	out := &otherDesk{officer: w.person(person, identity.ByPasskey), epoch: seed(w.t)}
	w.enrol(out.officer)
	w.as(access.UpperOfficer).must(200, "POST", "/tips/desks", map[string]any{"body_id": w.committeeA, "authority_id": w.provinceBody, "ledger_id": w.writer.IDs.New()}, nil)
	id, err := tip.IDOfUUID(w.committeeA)
	if err != nil {
		w.t.Fatal(err)
	}
	out.record = w.publish(out.officer, id, out.epoch, nil, nil)
	return out
}

// TestAQuorumBringsADeskBack: nobody holds a key of the desk any more; two of three
// custodians agree, wait three days, and a new officer alone puts it together.
func TestAQuorumBringsADeskBack(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) { w.broughtBack(t, func() {}) })
}

// TestTheKeyOfAnOldQuarterGoesWhenNothingNeedsIt, and not before.
func TestTheKeyOfAnOldQuarterGoesWhenNothingNeedsIt(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		w.opened(w.officer, s)
		key := func() error {
			_, err := w.office.Vault.Read(t.Context(), "epoch:"+w.deskID.String()+":1", "members")
			return err
		}
		w.later(243 * oneDay) // 92 of the quarter, 120 of grace, 30 on the way, one more
		if err := key(); err != nil {
			t.Errorf("the key went while a case needs it: %v", err)
		}
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		w.later(29 * oneDay)
		if err := key(); err != nil {
			t.Errorf("the key went in the grace of its last case: %v", err)
		}
		w.later(2 * oneDay)
		if err := key(); !errors.Is(err, vault.ErrShredded) {
			t.Errorf("the key is still there: %v", err)
		}
	})
}
