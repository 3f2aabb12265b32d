package office_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"filippo.io/age"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/canon"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// tipWorld is a book with a desk for sealed tips at the post, whose key the
// province signed. Keys lie in the test, as they would in browsers.
type tipWorld struct {
	*desk
	authority ed25519.PrivateKey
	deskID    tip.ID
	epoch     tip.Seed
	record    tip.EpochRecord
	officer   *client
	keys      map[string]tip.Seed // of people
	instance  tip.ID
	door      *office.TipDoor
	vaultAt   vault.Options
	log       *audit.Signer
	witness   *audit.Signer
	lastSeen  *audit.Checkpoint // by the witness
}

func eachTipWorld(t *testing.T, run func(t *testing.T, w *tipWorld)) {
	storetest.Each(t, func(t *testing.T, o store.Options) { run(t, newTipWorld(t, o)) })
}

func newTipWorld(t *testing.T, o store.Options) *tipWorld {
	t.Helper()
	d := newDesk(t, o)
	vo := vault.Options{Dir: o.Dir}
	if o.Database != "" {
		vo = vault.Options{Database: storetest.Empty(t)}
	}
	v, err := vault.Open(t.Context(), vo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	d.office.Vault = v
	log, witness := witnessed(t, d.office)
	w := &tipWorld{desk: d, vaultAt: vo, log: log, witness: witness, keys: map[string]tip.Seed{}, door: &office.TipDoor{O: d.office}}
	w.open()
	return w
}

// witnessed gives an office the key of its log and a witness who may sign for it.
func witnessed(t *testing.T, o *office.Office) (log, witness *audit.Signer) {
	t.Helper()
	log, err := audit.NewSigner("phendau/test", bytes.Repeat([]byte{7}, 32))
	witness, err2 := audit.NewSigner("mat-tran.vidu", bytes.Repeat([]byte{8}, 32))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	o.LogKey, o.Witnesses = log, []string{witness.Key()}
	return log, witness
}

// sees lets the witness sign for the log as it is now, if he does.
func (w *tipWorld) sees() error {
	w.t.Helper()
	if _, err := w.store.SignCheckpoint(w.t.Context(), w.log); err != nil {
		w.t.Fatal(err)
	}
	var from int64
	if w.lastSeen != nil {
		from = w.lastSeen.Size
	}
	r, err := w.store.AuditRequest(w.t.Context(), from)
	if err != nil {
		w.t.Fatal(err)
	}
	msg, c, err := audit.Witness(w.witness, w.log.Key(), w.lastSeen, r)
	if err != nil {
		return err
	}
	w.lastSeen = &c
	if err := w.store.KeepWitnessed(w.t.Context(), msg, w.log.Key(), w.witness.Key()); err != nil {
		w.t.Fatal(err)
	}
	return nil
}

// witnesses is sees by a witness who must sign.
func (w *tipWorld) witnesses() {
	w.t.Helper()
	if err := w.sees(); err != nil {
		w.t.Fatal(err)
	}
}

func seed(t *testing.T) tip.Seed {
	t.Helper()
	s, err := tip.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func identityOf(t *testing.T, s tip.Seed) *age.HybridIdentity {
	t.Helper()
	id, err := s.Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// enrol makes a person's keys, wrapped to two passkeys.
func (w *tipWorld) enrol(c *client) {
	w.t.Helper()
	s := seed(w.t)
	w.keys[c.person] = s
	pub, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	var wraps []office.SealedKey
	for i := range byte(2) {
		id := append([]byte(c.person), i)
		if err := w.store.Within(context.Background(), func(t *store.Tx) error {
			return t.AddPasskey(&identity.Passkey{ID: id, PersonID: c.person, Label: "khóa", Credential: []byte("{}")})
		}); err != nil {
			w.t.Fatal(err)
		}
		wraps = append(wraps, office.SealedKey{Credential: base64.RawURLEncoding.EncodeToString(id), Bytes: bytes.Repeat([]byte{i}, 277)})
	}
	c.must(200, "POST", "/tips/identity", map[string]any{"recipient": identityOf(w.t, s).Recipient().String(), "sign": base64.RawURLEncoding.EncodeToString(pub), "wraps": wraps}, nil)
}

// open sets up authority, desk and first key, as three people would.
func (w *tipWorld) open() {
	w.t.Helper()
	keeper := w.as(access.UpperOfficer)
	w.officer = w.as(access.TipOfficer)
	w.enrol(keeper)
	w.enrol(w.officer)
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	w.authority = key
	keeper.must(200, "POST", "/tips/authorities", map[string]any{"body_id": w.provinceBody, "key": base64.RawURLEncoding.EncodeToString(pub),
		"wraps": []map[string]any{{"person_id": keeper.person, "bytes": w.sealKey(w.keys[keeper.person], tip.Key{Kind: tip.ShareKey, Seed: seed(w.t)})}}}, nil)
	keeper.must(200, "POST", "/tips/desks", map[string]any{"body_id": w.post, "authority_id": w.provinceBody, "phone": "0206 3999 999", "ledger_id": w.writer.IDs.New()}, nil)
	w.deskID, err = tip.IDOfUUID(w.post)
	if err != nil {
		w.t.Fatal(err)
	}
	w.nextEpoch(nil)
	var keys office.TipKeysView
	w.officer.must(200, "GET", "/tips/keys", nil, &keys)
	if w.instance, err = tip.ParseID(keys.Instance); err != nil {
		w.t.Fatal(err)
	}
}

func (w *tipWorld) sealKey(to tip.Seed, k tip.Key) []byte {
	w.t.Helper()
	b, err := tip.SealKey(k, identityOf(w.t, to).Recipient())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// nextEpoch makes, signs and publishes the next key of the desk.
func (w *tipWorld) nextEpoch(keys []office.CaseKey) {
	w.t.Helper()
	w.epochFrom(seed(w.t), keys)
}

func (w *tipWorld) epochFrom(s tip.Seed, keys []office.CaseKey) {
	w.t.Helper()
	var before *tip.EpochRecord
	if w.record.Epoch > 0 {
		r := w.record
		before = &r
	}
	w.epoch = s
	w.record = *w.publish(w.officer, w.deskID, s, before, keys)
}

// publish lets an officer make a key, and the province sign it.
func (w *tipWorld) publish(officer *client, deskID tip.ID, s tip.Seed, before *tip.EpochRecord, keys []office.CaseKey) *tip.EpochRecord {
	w.t.Helper()
	r := w.unsigned(s, deskID, before)
	path := "/tips/desks/" + deskID.UUID() + "/epochs"
	officer.must(200, "POST", path, map[string]any{"record": canonText(w.t, r), "members": w.sealKey(w.keys[officer.person], tip.Key{Kind: tip.WholeKey, Seed: s}), "to": []string{officer.person}, "keys": keys}, nil)
	if err := r.Sign(w.authority); err != nil {
		w.t.Fatal(err)
	}
	w.as(access.UpperOfficer).must(200, "POST", path+"/sign", map[string]any{"record": canonText(w.t, r)}, nil)
	return r
}

// unsigned is the record of the key behind another one, from today.
func (w *tipWorld) unsigned(s tip.Seed, deskID tip.ID, before *tip.EpochRecord) *tip.EpochRecord {
	w.t.Helper()
	n := uint32(1)
	if before != nil {
		n = before.Epoch + 1
	}
	today := calendar.DayOf(w.clock.now.UnixMilli())
	r, err := tip.NewEpoch(s, deskID, n, today, today+92, before)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// members is a key of the post's desk sealed to people and recovery keys, as somebody
// says who holds a seed of it.
func (w *tipWorld) members(holds tip.Seed, epoch uint32, to []string, others ...tip.Seed) map[string]any {
	w.t.Helper()
	var all []*age.HybridRecipient
	for _, id := range to {
		all = append(all, identityOf(w.t, w.keys[id]).Recipient())
	}
	for _, o := range others {
		all = append(all, identityOf(w.t, o).Recipient())
	}
	b, err := tip.Seal(tip.Key{Kind: tip.WholeKey, Seed: holds}.Bytes(), all...)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := tip.SignKey(holds)
	if err != nil {
		w.t.Fatal(err)
	}
	hash := sha256.Sum256(b)
	said := tip.Members{Desk: w.deskID, Epoch: epoch, To: slices.Sorted(slices.Values(to)), SHA256: hex.EncodeToString(hash[:])}
	sig, err := said.Sign(key)
	if err != nil {
		w.t.Fatal(err)
	}
	return map[string]any{"epoch": epoch, "members": b, "to": to, "sig": sig}
}

func canonText(t *testing.T, v any) string {
	t.Helper()
	b, err := canon.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sender is somebody with a receipt.
type sender struct {
	id      tip.ID
	receipt tip.Receipt
	secrets *tip.Secrets
	seed    tip.Seed
	slot    []byte
}

func (w *tipWorld) send(text string) *sender { return w.sendTo(text, nil) }

// sendTo sends a tip; with a second desk two people open it.
func (w *tipWorld) sendTo(text string, second *tip.Desk) *sender {
	w.t.Helper()
	return w.sent(func(b *tip.Body) { b.Text = text }, second)
}

// sealedBy sends a tip that says what the caller fills in.
func (w *tipWorld) sealedBy(fill func(*tip.Body)) *sender { w.t.Helper(); return w.sent(fill, nil) }

func (w *tipWorld) sent(fill func(*tip.Body), second *tip.Desk) *sender {
	w.t.Helper()
	receipt, err := tip.NewReceipt(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	secrets := receipt.Derive(w.instance)
	s := &sender{receipt: receipt, secrets: &secrets, seed: seed(w.t)}
	if s.id, err = tip.NewID(rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	hash, err := w.record.Hash()
	if err != nil {
		w.t.Fatal(err)
	}
	to := tip.Desk{ID: w.deskID, Epoch: w.record.Epoch, Recipient: identityOf(w.t, w.epoch).Recipient(), Record: hash}
	body := tip.Body{Case: s.id, How: tip.Saw, Via: tip.ViaPhone, Files: []tip.File{}, Day: "2026-03-10"}
	fill(&body)
	sealed, err := tip.SealTip(rand.Reader, body, s.seed, s.secrets, to, second)
	if err != nil {
		w.t.Fatal(err)
	}
	if s.slot, err = sealed.Slot.Bytes(rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.door.TakeSlot(w.t.Context(), s.slot, store.LaneNormal); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// sort sorts what waits, as the browser of an officer does.
func (w *tipWorld) sort() {
	w.t.Helper()
	var list office.SlotsView
	w.officer.must(200, "GET", "/tips/desks/"+w.post+"/slots", nil, &list)
	tips, empty := []map[string]any{}, []string{}
	for _, x := range list.Slots {
		k, err := tip.OpenKey(x.Bytes, identityOf(w.t, w.epoch))
		if err != nil {
			w.t.Fatal(err)
		}
		if k.Kind == tip.DummyKey {
			empty = append(empty, x.Case)
		} else {
			tips = append(tips, map[string]any{"case": x.Case, "two": k.Kind == tip.ShareKey})
		}
	}
	w.officer.must(200, "POST", "/tips/desks/"+w.post+"/sort", map[string]any{"tips": tips, "empty": empty}, nil)
}

func (w *tipWorld) act(id tip.ID, status int, body map[string]any) office.CaseView {
	w.t.Helper()
	var v office.CaseView
	w.officer.must(status, "POST", "/tips/cases/"+id.String()+"/acts", body, &v)
	return v
}

func TestATipIsSortedOpenedAnsweredAndReadByReceipt(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("Có người lạ ở lán.")
		hash, _ := w.record.Hash()
		dummy, err := tip.SealDummy(rand.Reader, tip.Desk{ID: w.deskID, Epoch: 1, Recipient: identityOf(t, w.epoch).Recipient(), Record: hash}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := dummy.Bytes(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.door.TakeSlot(t.Context(), b, store.LaneNormal); err != nil {
			t.Fatal(err)
		}
		w.sort()
		var opened office.OpenedTip
		w.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "new"}, &opened)
		key, err := tip.OpenKey(opened.Key, identityOf(t, w.epoch))
		if err != nil {
			t.Fatal(err)
		}
		body, err := tip.OpenBody(opened.Items[0].Bytes, s.id, identityOf(t, key.Seed))
		if err != nil || body.Text != "Có người lạ ở lán." {
			t.Fatalf("%+v %v", body, err)
		}
		sign, err := tip.SignKey(w.epoch)
		if err != nil {
			t.Fatal(err)
		}
		m := &tip.Message{Case: s.id, Dir: tip.Out, Day: "2026-03-10", Text: "Đồn đã nhận tin.", Files: []tip.File{}}
		if err := m.Sign(sign); err != nil {
			t.Fatal(err)
		}
		reader, err := age.ParseHybridRecipient(body.Receipt)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := tip.SealMessage(m, identityOf(t, key.Seed).Recipient(), reader)
		if err != nil {
			t.Fatal(err)
		}
		w.act(s.id, 200, map[string]any{"verb": "check"})
		v := w.act(s.id, 200, map[string]any{"verb": "feedback", "items": []map[string]any{{"kind": "out", "bytes": sealed}}})
		if v.State != "checking" || !v.Told {
			t.Errorf("%+v", v)
		}
		got, err := w.door.Read(t.Context(), s.secrets.Access)
		if err != nil || got == nil || len(got.Out) != 1 || len(got.In) != 1 {
			t.Fatalf("%+v %v", got, err)
		}
		if m, err := tip.OpenMessage(got.Out[0], identityOf(t, s.secrets.Seed)); err != nil || m.Text != "Đồn đã nhận tin." {
			t.Errorf("%+v %v", m, err)
		}
		var cases office.CasesView
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/cases", nil, &cases)
		if len(cases.Cases) != 1 || cases.Unsorted != 0 {
			t.Errorf("%+v", cases)
		}
	})
}
