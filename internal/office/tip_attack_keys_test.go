package office_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
	"phendau/internal/vault"
)

// keyNames are the key files of a case.
func (w *tipWorld) keyNames(s *sender) []string {
	w.t.Helper()
	names, err := w.office.Vault.Names(w.t.Context(), s.id.String())
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

// TestKeysOfACaseLieWithItsOwnerAlone: whatever happens to a referral, only the desk
// that answers for a case and the one it is offered to have its key, and the owner
// never loses it.
func TestKeysOfACaseLieWithItsOwnerAlone(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.secondDesk()
		id, err := tip.IDOfUUID(w.committeeA)
		if err != nil {
			t.Fatal(err)
		}
		theirs, ours := "key:"+id.String(), "key:"+w.deskID.String()
		path := func(s *sender) string { return "/tips/cases/" + s.id.String() + "/acts" }
		t.Run("an acknowledgement sent twice", func(t *testing.T) {
			s, key := w.read("tin")
			w.offer(s, key, other, 200)
			once := w.writer.IDs.New()
			for range 2 {
				if got := other.officer.once("POST", path(s), once, map[string]any{"verb": "acknowledge"}, nil); got != 200 {
					t.Fatal(got)
				}
			}
			if names := w.keyNames(s); !slices.Equal(names, []string{theirs}) {
				t.Errorf("left are %v", names)
			}
		})
		t.Run("an acknowledgement cut off before the key was deleted", func(t *testing.T) {
			s, key := w.read("tin")
			w.offer(s, key, other, 200)
			was, err := w.office.Vault.Read(t.Context(), s.id.String(), ours)
			if err != nil {
				t.Fatal(err)
			}
			other.officer.must(200, "POST", path(s), map[string]any{"verb": "acknowledge"}, nil)
			if err := w.office.Vault.Write(t.Context(), vault.File{Holder: s.id.String(), Name: ours, Bytes: was}); err != nil {
				t.Fatal(err)
			}
			w.later(0)
			if names := w.keyNames(s); !slices.Equal(names, []string{theirs}) {
				t.Errorf("left are %v", names)
			}
		})
		t.Run("a referral nobody answered", func(t *testing.T) {
			s, key := w.read("tin")
			w.offer(s, key, other, 200)
			w.later(73 * time.Hour)
			other.officer = w.person(other.officer.person, identity.ByPasskey)
			if names := w.keyNames(s); slices.Contains(names, theirs) || !slices.Contains(names, ours) {
				t.Errorf("left are %v", names)
			}
		})
		t.Run("a referral that is refused, and one more while it is offered", func(t *testing.T) {
			s, key := w.read("tin")
			w.act(s.id, 200, map[string]any{"verb": "spam"})
			w.offer(s, key, other, 409)
			if names := w.keyNames(s); slices.Contains(names, theirs) {
				t.Errorf("a closed case has a key for another desk: %v", names)
			}
			s, key = w.read("tin khác")
			w.offer(s, key, other, 200)
			w.offer(s, seed(t), other, 409)
			b, err := w.office.Vault.Read(t.Context(), s.id.String(), theirs)
			if err != nil {
				t.Fatal(err)
			}
			if k, err := tip.OpenKey(b, identityOf(t, other.epoch)); err != nil || k.Seed != key {
				t.Errorf("a refused act changed the key: %v", err)
			}
		})
	})
}

// endGrant ends a person's right to answer tips of a body at the end of yesterday.
func (w *tipWorld) endGrant(person, body string) {
	w.t.Helper()
	for _, g := range w.book().Grants(person) {
		if g.Role != access.TipOfficer || g.BodyID != body {
			continue
		}
		d := ledger.Draft{LedgerID: w.registry, EntityType: "grant", EntityID: g.ID, Verb: "amend", Body: map[string]any{"to": "2026-03-09"}}
		if err := w.writer.MustWrite(w.t.Context(), []ledger.Draft{d}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestOnePasskeyIsNotTwo: two passkeys stand before the first key, and the same one
// named twice is one.
func TestOnePasskeyIsNotTwo(t *testing.T) {
	w := newTipWorld(t, store.Options{Dir: t.TempDir()})
	c := w.as(access.Inspector)
	id := []byte("chỉ một khóa")
	if err := w.store.Within(t.Context(), func(tx *store.Tx) error {
		return tx.AddPasskey(&identity.Passkey{ID: id, PersonID: c.person, Label: "khóa", Credential: []byte("{}")})
	}); err != nil {
		t.Fatal(err)
	}
	wrap := func(i byte) office.SealedKey {
		return office.SealedKey{Credential: base64.RawURLEncoding.EncodeToString(id), Bytes: bytes.Repeat([]byte{i}, 277)}
	}
	others := office.SealedKey{Credential: base64.RawURLEncoding.EncodeToString(append([]byte(w.officer.person), 0)), Bytes: make([]byte, 277)}
	for name, wraps := range map[string][]office.SealedKey{"one": {wrap(1)}, "one, named twice": {wrap(1), wrap(2)}, "one and another's": {wrap(1), others}} {
		c.must(422, "POST", "/tips/identity", map[string]any{"recipient": identityOf(t, seed(t)).Recipient().String(), "sign": base64.RawURLEncoding.EncodeToString(make([]byte, 32)), "wraps": wraps}, nil)
		if names, err := w.office.Vault.Names(t.Context(), c.person); err != nil || len(names) > 0 {
			t.Errorf("%s: %v %v", name, names, err)
		}
	}
	if _, err := w.office.Vault.Read(t.Context(), c.person, "wrap:x"); !errors.Is(err, vault.ErrNoFile) {
		t.Error(err)
	}
}

// TestOnlyWhoHoldsAKeySealsItToOthers: a right without a key puts no other file in the
// place of the desk's own, and nobody is let in or left out unnamed.
func TestOnlyWhoHoldsAKeySealsItToOthers(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		holder, path := "epoch:"+w.deskID.String()+":1", "/tips/desks/"+w.post+"/members"
		was, err := w.office.Vault.Read(t.Context(), holder, "members")
		if err != nil {
			t.Fatal(err)
		}
		intruder := w.grantTips(w.people[access.Administrator])
		w.enrol(intruder)
		both := []string{w.officer.person, intruder.person}
		good := w.members(w.epoch, 1, both)
		own := w.members(seed(t), 1, both)
		changed := func(name string, v any) map[string]any {
			m := map[string]any{}
			for k, x := range good {
				m[k] = x
			}
			m[name] = v
			return m
		}
		for name, e := range map[string]map[string]any{
			"a key of one's own":        own,
			"no signature":              changed("sig", ""),
			"the file of another":       changed("members", own["members"]),
			"a key that is not there":   changed("epoch", 2),
			"one officer left out":      w.members(w.epoch, 1, both[:1]),
			"one unnamed":               changed("to", both[:1]),
			"another named":             changed("to", []string{w.officer.person, w.people[access.Inspector]}),
			"sealed to one more unseen": w.members(w.epoch, 1, both, seed(t)),
		} {
			intruder.must(422, "POST", path, map[string]any{"epochs": []any{e}}, nil)
			if b, err := w.office.Vault.Read(t.Context(), holder, "members"); err != nil || !bytes.Equal(b, was) {
				t.Errorf("%s: the members changed: %v", name, err)
			}
		}
		of := func(c *client) office.TipEpochView {
			t.Helper()
			var v office.TipKeysView
			c.must(200, "GET", "/tips/keys", nil, &v)
			return v.Desks[0].Epochs[0]
		}
		// The old officer goes in the moment in which the new one comes: the number stays.
		w.endGrant(w.officer.person, w.post)
		w.officer.must(403, "POST", path, map[string]any{"epochs": []any{good}}, nil)
		if e := of(w.person(intruder.person, identity.ByPasskey)); !slices.Equal(e.SealedTo, []string{w.officer.person}) || !slices.Equal(e.KnownBy, e.SealedTo) {
			t.Errorf("the newcomer is told that it is sealed to %v and known by %v", e.SealedTo, e.KnownBy)
		}
		intruder = w.person(intruder.person, identity.ByPasskey)
		intruder.must(200, "POST", path, map[string]any{"epochs": []any{w.members(w.epoch, 1, []string{intruder.person})}}, nil)
		if e := of(intruder); !slices.Equal(e.SealedTo, []string{intruder.person}) || len(e.KnownBy) != 2 {
			t.Errorf("who left is forgotten: sealed to %v, known by %v", e.SealedTo, e.KnownBy)
		}
		if e := of(w.as(access.UpperOfficer)); len(e.SealedTo)+len(e.KnownBy)+len(e.Members) != 0 {
			t.Errorf("who is no member learns %+v", e)
		}
	})
}

// TestAKeyNobodySignedIsNoKey: until the body above signs it, the key before stays in
// use; what is signed is what was made, by that body's key and by its people.
func TestAKeyNobodySignedIsNoKey(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		next := seed(t)
		today := w.record.NotBefore
		from, err := calendar.ParseDay(today)
		if err != nil {
			t.Fatal(err)
		}
		make := func(s tip.Seed) *tip.EpochRecord {
			r, err := tip.NewEpoch(s, w.deskID, 2, from, from+92, &w.record)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		made := make(next)
		path := "/tips/desks/" + w.post + "/epochs"
		w.officer.must(200, "POST", path, map[string]any{"record": canonText(t, made), "members": w.sealKey(w.keys[w.officer.person], tip.Key{Kind: tip.WholeKey, Seed: next}), "to": []string{w.officer.person}}, nil)
		published := func() int {
			w.witnesses() // or it would not be shown, whoever signed it
			var k tipdoor.Keys
			getJSON(t, srv, "/t/1/keys/"+w.deskID.String(), &k)
			return len(k.Epochs)
		}
		signed := func(r *tip.EpochRecord, by ed25519.PrivateKey) string {
			x := *r
			if err := x.Sign(by); err != nil {
				t.Fatal(err)
			}
			return canonText(t, &x)
		}
		_, stranger, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		keeper := w.as(access.UpperOfficer)
		for name, record := range map[string]string{"unsigned": canonText(t, made), "signed by a stranger": signed(made, stranger), "another key than was made": signed(make(seed(t)), w.authority)} {
			keeper.must(422, "POST", path+"/sign", map[string]any{"record": record}, nil)
			if n := published(); n != 1 {
				t.Errorf("%s: %d keys are published", name, n)
			}
		}
		for _, role := range []access.Role{access.TipOfficer, access.Administrator, access.RegistryEditor} {
			if got := w.as(role).do("POST", path+"/sign", map[string]any{"record": signed(made, w.authority)}, nil); got != 403 {
				t.Errorf("%s signs: %d", role, got)
			}
		}
		s := w.slotOf("tin")
		binary.BigEndian.PutUint32(s.slot[56:], 2)
		if code, _, _ := post(t, srv, "/t/1/slot", withCode(noCode, s.slot)); code != 400 {
			t.Errorf("a slot for a key nobody signed: %d", code)
		}
		keeper.must(200, "POST", path+"/sign", map[string]any{"record": signed(made, w.authority)}, nil)
		if n := published(); n != 2 {
			t.Errorf("%d keys are published", n)
		}
	})
}
