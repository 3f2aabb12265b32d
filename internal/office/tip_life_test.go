package office_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"filippo.io/age"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// later moves the clock and does what falls due, as the server does every hour.
func (w *tipWorld) later(d time.Duration) {
	w.t.Helper()
	w.clock.now = w.clock.now.Add(d)
	w.officer = w.as(access.TipOfficer)
	if err := w.office.KeepTips(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

const oneDay = 24 * time.Hour

// opened opens a case as an officer and returns its key and what was said.
func (w *tipWorld) opened(c *client, s *sender) (tip.Seed, office.OpenedTip) {
	w.t.Helper()
	var out office.OpenedTip
	c.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, &out)
	key, err := tip.OpenKey(out.Key, identityOf(w.t, w.epoch))
	if err != nil {
		w.t.Fatal(err)
	}
	return key.Seed, out
}

func (w *tipWorld) sealed(to ...tip.Seed) []byte {
	w.t.Helper()
	var recipients []*age.HybridRecipient
	for _, s := range to {
		recipients = append(recipients, identityOf(w.t, s).Recipient())
	}
	b, err := tip.Seal(make([]byte, tip.TextSize), recipients...)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (w *tipWorld) note(s *sender) []map[string]any {
	return []map[string]any{{"kind": "note", "bytes": w.sealed(s.seed)}}
}

func (w *tipWorld) answer(s *sender) []map[string]any {
	return []map[string]any{{"kind": "out", "bytes": w.sealed(s.seed, s.secrets.Seed)}}
}

// conclude takes a case to its end.
func (w *tipWorld) conclude(s *sender) {
	w.t.Helper()
	w.act(s.id, 200, map[string]any{"verb": "check"})
	w.act(s.id, 200, map[string]any{"verb": "conclude", "items": w.note(s)})
	w.act(s.id, 200, map[string]any{"verb": "feedback", "items": w.answer(s)})
}

func (w *tipWorld) state(s *sender) office.CaseView {
	w.t.Helper()
	var all office.CasesView
	w.officer.must(200, "GET", "/tips/desks/"+w.post+"/cases", nil, &all)
	i := slices.IndexFunc(all.Cases, func(v office.CaseView) bool { return v.Case == s.id.String() })
	if i < 0 {
		return office.CaseView{State: "shredded"}
	}
	return all.Cases[i]
}

func TestASlotThatComesAgainBringsNothingBack(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		for range 3 {
			if _, err := w.door.TakeSlot(t.Context(), s.slot, store.LaneNormal); err != nil {
				t.Fatal(err)
			}
		}
		w.sort()
		var all office.CasesView
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/cases", nil, &all)
		if len(all.Cases) != 1 || all.Unsorted != 0 {
			t.Errorf("%+v", all)
		}
		// The same case id in another slot is somebody else's, and refused.
		other := bytes.Clone(s.slot)
		other[24] ^= 1 // another lookup
		if _, err := w.door.TakeSlot(t.Context(), other, store.LaneNormal); err == nil {
			t.Error("a case id was taken twice")
		}
		if _, err := w.door.TakeSlot(t.Context(), s.slot, store.LaneNormal); err != nil {
			t.Fatal(err)
		}
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/cases", nil, &all)
		if all.Unsorted != 0 {
			t.Error("a sorted slot waits again")
		}
	})
}

func TestASenderTakesATipBackAndUndoesIt(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		kept, gone := w.send("một"), w.send("hai")
		w.sort()
		for _, s := range []*sender{kept, gone} {
			w.opened(w.officer, s)
			if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
				t.Fatal(err)
			}
			if v := w.state(s); v.State != "closed" || !v.Gone {
				t.Errorf("%+v", v)
			}
			w.officer.must(409, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, nil)
		}
		if err := w.door.Withdraw(t.Context(), kept.secrets.Access, true); err != nil {
			t.Fatal(err)
		}
		if v := w.state(kept); v.State != "opened" || v.Gone {
			t.Errorf("%+v", v)
		}
		w.later(oneDay)
		if v := w.state(gone); v.State != "closed" {
			t.Errorf("shredded within the day of grace: %+v", v)
		}
		w.later(2 * oneDay)
		if v := w.state(gone); v.State != "shredded" {
			t.Errorf("%+v", v)
		}
		if v := w.state(kept); v.State != "opened" {
			t.Errorf("%+v", v)
		}
	})
}

// TestNewContentIsSeenAndNeverShreddedUnread: a message behind the conclusion
// opens the case again.
func TestNewContentIsSeenAndNeverShreddedUnread(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("một")
		w.sort()
		w.opened(w.officer, s)
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		w.later(29 * oneDay)
		m, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-04-08", Text: "Còn nữa.", Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time it is the same message
			if err := w.door.Write(t.Context(), s.secrets.Access, m); err != nil {
				t.Fatal(err)
			}
		}
		w.later(3 * oneDay)
		if v := w.state(s); v.State != "checking" || !v.Unread {
			t.Errorf("%+v", v)
		}
		_, out := w.opened(w.officer, s)
		if len(out.Items) != 2 || w.state(s).Unread {
			t.Errorf("%d items, unread %t", len(out.Items), w.state(s).Unread)
		}
	})
}

// TestWhoMayNotOpenLearnsNothing is case 5 of security.md and what belongs to
// it: rights without a key open nothing, and the attempt is in the log.
func TestWhoMayNotOpenLearnsNothing(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("Canary-8f3a")
		w.sort()
		path := "/tips/cases/" + s.id.String() + "/open"
		for _, role := range access.Roles() {
			if role == access.TipOfficer {
				continue
			}
			if got := w.as(role).do("POST", path, map[string]any{"reason": "work"}, nil); got != 403 {
				t.Errorf("%s: %d", role, got)
			}
		}
		if got := w.person(w.people[access.TipOfficer], identity.ByPassword).do("POST", path, map[string]any{"reason": "work"}, nil); got != 403 {
			t.Errorf("by password: %d", got)
		}
		// Somebody whom an administrator gives the role afterwards sees the list, and
		// has no key of it.
		intruder := w.grantTips(w.people[access.Administrator])
		var keys office.TipKeysView
		intruder.must(200, "GET", "/tips/keys", nil, &keys)
		for _, d := range keys.Desks {
			for _, e := range d.Epochs {
				if _, err := tip.OpenKey(e.Members, identityOf(t, seed(t))); err == nil {
					t.Error("a stranger's key opens a desk")
				}
			}
		}
		var watch office.WatchView
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch", nil, &watch)
		refused := 0
		for _, a := range watch.Keys {
			if a.Action == audit.AccessRefused {
				refused++
			}
		}
		if refused < len(access.Roles())-1 {
			t.Errorf("%d attempts are shown to the ombudsperson", refused)
		}
		if len(watch.Desks) != 1 || len(watch.Desks[0].Officers) != 2 {
			t.Errorf("%+v", watch.Desks)
		}
	})
}

// TestOfficersSeeWhatWaitsAndCommandersOnlyWhatIsLate: how much a desk has to sort is
// for its officers, and said when it is nothing, too.
func TestOfficersSeeWhatWaitsAndCommandersOnlyWhatIsLate(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		waits := func(c *client) *int {
			var late office.LateView
			c.must(200, "GET", "/tips/late", nil, &late)
			if len(late.Desks) != 1 || late.Desks[0].Missed != 0 {
				t.Fatalf("%+v", late)
			}
			return late.Desks[0].Unsorted
		}
		if n := waits(w.officer); n == nil || *n != 0 {
			t.Errorf("%v wait at an empty desk", n)
		}
		w.send("một tin")
		if n := waits(w.officer); n == nil || *n != 1 {
			t.Errorf("%v wait, not 1", n)
		}
		if n := waits(w.as(access.PostCommander)); n != nil {
			t.Errorf("a commander sees that %d wait", *n)
		}
		w.sort()
		if n := waits(w.officer); n == nil || *n != 0 {
			t.Errorf("%v wait after sorting", n)
		}
	})
}

// TestMissedClocksAreToldTwiceADayAndUpwardsOneDigestLater: not at the moment they
// run out, to who stands above only when they still wait, and the digest is there
// when nothing waits, too.
func TestMissedClocksAreToldTwiceADayAndUpwardsOneDigestLater(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("một tin") // 10 March, 09:00 in Vietnam
		w.sort()               // to be opened within 24 hours
		expect := func(at time.Time, own, above int) {
			t.Helper()
			w.clock.now = at
			for role, n := range map[access.Role]int{access.PostCommander: own, access.UpperOfficer: above} {
				var late office.LateView
				w.as(role).must(200, "GET", "/tips/late", nil, &late)
				if len(late.Desks) != 1 || late.Desks[0].Missed != n || late.DigestMS > at.UnixMilli() || at.UnixMilli()-late.DigestMS > 15*3_600_000 {
					t.Errorf("%s at %s: %+v, not %d", role, at, late, n)
				}
			}
		}
		day := startOf.Truncate(24 * time.Hour).Add(-7 * time.Hour) // 10 March, 00:00 in Vietnam
		expect(startOf, 0, 0)
		expect(day.Add(33*time.Hour+30*time.Minute), 0, 0) // ran out at 09:00
		expect(day.Add(40*time.Hour), 1, 0)                // 16:00
		expect(day.Add(55*time.Hour-time.Second), 1, 0)
		expect(day.Add(55*time.Hour), 1, 1) // 07:00
		w.opened(w.person(w.officer.person, identity.ByPasskey), s)
		expect(day.Add(55*time.Hour+time.Minute), 0, 0)
	})
}

// TestTheOmbudspersonFreezesACase, and two officers hold one.
func TestTheOmbudspersonFreezesACaseAndTwoOfficersHoldOne(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		w.opened(w.officer, s)
		watcher := w.as(access.Ombudsperson)
		var seen office.WatchCase
		watcher.must(200, "POST", "/tips/watch/"+s.id.String()+"/freeze", map[string]any{"frozen": true, "reason": "complaint"}, &seen)
		if !seen.Case.Frozen || len(seen.Acts) < 2 {
			t.Errorf("%+v", seen)
		}
		w.officer.must(409, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, nil)
		watcher.must(200, "POST", "/tips/watch/"+s.id.String()+"/freeze", map[string]any{"frozen": false, "reason": "over"}, nil)
		w.opened(w.officer, s)
		if v := w.act(s.id, 200, map[string]any{"verb": "hold", "reason": "court"}); v.Held || v.Asked != "hold" {
			t.Errorf("%+v", v)
		}
		w.act(s.id, 409, map[string]any{"verb": "hold", "reason": "court"})
		second := w.grantTips(w.people[access.PostOfficer])
		var v office.CaseView
		second.must(200, "POST", "/tips/cases/"+s.id.String()+"/acts", map[string]any{"verb": "hold", "reason": "court"}, &v)
		if !v.Held {
			t.Errorf("%+v", v)
		}
	})
}

// TestAVaultPutBackOpensNoShreddedCase: a backup of the vault from before a
// shredding is put back with the newest shred list.
func TestAVaultPutBackOpensNoShreddedCase(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		w.opened(w.officer, s)
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		key, err := w.office.Vault.Read(t.Context(), s.id.String(), "key:"+w.deskID.String())
		if err != nil {
			t.Fatal(err)
		}
		w.later(31 * oneDay)
		if v := w.state(s); v.State != "shredded" {
			t.Fatalf("%+v", v)
		}
		if err := w.office.Vault.Write(t.Context(), vault.File{Holder: s.id.String(), Name: "key:" + w.deskID.String(), Bytes: key}); !errors.Is(err, vault.ErrShredded) {
			t.Errorf("the key came back: %v", err)
		}
		// A vault from before does not know of it; the book does.
		older, err := vault.Open(t.Context(), vault.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer older.Close()
		if err := older.Write(t.Context(), vault.File{Holder: s.id.String(), Name: "key:" + w.deskID.String(), Bytes: key}); err != nil {
			t.Fatal(err)
		}
		was := w.office.Vault
		w.office.Vault = older
		defer func() { w.office.Vault = was }()
		if err := w.office.KeepTips(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := older.Read(t.Context(), s.id.String(), "key:"+w.deskID.String()); !errors.Is(err, vault.ErrShredded) {
			t.Errorf("a restored vault opens a shredded case: %v", err)
		}
	})
}

// TestALeafOfTheDayEntersTheLogInTheNight, and the promise of the day names it.
func TestALeafOfTheDayEntersTheLogInTheNight(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		leaves := []string{}
		for range 4 {
			s := w.send("tin")
			p, err := w.door.TakeSlot(t.Context(), s.slot, store.LaneNormal)
			if err != nil || p.Leaf != tip.Leaf(s.secrets.Access.Lookup(), sha256.Sum256(s.slot)) {
				t.Fatal(p, err)
			}
			leaves = append(leaves, p.Leaf)
		}
		filed := func() (out []string) {
			list, err := w.store.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.TipFiled}})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range slices.Backward(list) {
				out = append(out, e.ObjectID)
			}
			return out
		}
		w.later(0)
		if got := filed(); len(got) != 0 {
			t.Errorf("%d leaves on the day itself", len(got))
		}
		w.later(oneDay)
		slices.Sort(leaves)
		if got := filed(); !slices.Equal(got, leaves) {
			t.Errorf("%v, want %v", got, leaves)
		}
	})
}

// broughtBack loses the keys of the post's desk and has two of three custodians bring
// them back; something may happen between the proof of the shares and the loss.
func (w *tipWorld) broughtBack(t *testing.T, between func()) {
	s := w.send("trước khi mất khóa")
	w.sort()
	roles := []access.Role{access.UpperOfficer, access.Inspector, access.PostCommander}
	people := []string{}
	for i, r := range roles {
		if i > 0 {
			w.enrol(w.as(r))
		}
		people = append(people, w.people[r])
	}
	key := seed(t)
	split, err := tip.Split(rand.Reader, key, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	shares, checks, own := []map[string]any{}, []string{}, map[string][]tip.Seed{}
	for _, x := range split {
		b, err := tip.Seal(x.Seed[:], identityOf(t, w.keys[people[x.Custodian]]).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, map[string]any{"person_id": people[x.Custodian], "group": x.Group, "bytes": b})
		own[people[x.Custodian]] = append(own[people[x.Custodian]], x.Seed)
	}
	for _, p := range people {
		checks = append(checks, tip.ShareCheck(tip.ShareProof(own[p])))
	}
	ask := map[string]any{"recipient": identityOf(t, key).Recipient().String(), "need": 2, "custodians": people, "checks": checks, "shares": shares[1:], "epochs": []map[string]any{w.members(w.epoch, 1, []string{w.officer.person}, key)}}
	w.officer.must(422, "POST", "/tips/desks/"+w.post+"/quorum", ask, nil) // one share is missing
	ask["shares"] = shares
	w.officer.must(200, "POST", "/tips/desks/"+w.post+"/quorum", ask, nil)
	var could office.Custodians
	w.officer.must(200, "GET", "/tips/desks/"+w.post+"/custodians", nil, &could)
	var known office.TipKeysView
	w.officer.must(200, "GET", "/tips/keys", nil, &known)
	if len(could.People) != 4 || known.Desks[0].Recovery != ask["recipient"] {
		t.Errorf("%d could keep shares; the recovery key is %q", len(could.People), known.Desks[0].Recovery)
	}
	var seen office.QuorumsView
	for _, r := range roles[:2] {
		p := tip.ShareProof(own[w.people[r]])
		w.as(r).must(200, "POST", "/tips/desks/"+w.post+"/quorum/prove", map[string]any{"proof": p[:]}, &seen)
		w.as(r).must(422, "POST", "/tips/desks/"+w.post+"/quorum/prove", map[string]any{"proof": make([]byte, 32)}, nil)
	}
	if len(seen.Quorums) != 1 || !seen.Quorums[0].Ready {
		t.Fatalf("%+v", seen)
	}
	between()
	// The officer's keys are lost; another one is named.
	successor := w.grantTips(w.people[access.PostOfficer])
	w.enrol(successor)
	w.as(access.UpperOfficer).must(200, "POST", "/tips/desks/"+w.post+"/recovery", map[string]any{"successor": successor.person, "reason": "lost"}, &seen)
	id := seen.Quorums[0].Recoveries[0].ID
	step := func(c *client, status int, step string, b []byte) {
		t.Helper()
		c.must(status, "POST", "/tips/recovery/"+id, map[string]any{"step": step, "bytes": b}, &seen)
	}
	step(w.as(access.Administrator), 409, "approve", nil)
	step(w.as(access.Inspector), 200, "approve", nil)
	step(w.as(access.UpperOfficer), 200, "approve", nil)
	handed := func(role access.Role) []byte {
		for _, x := range split {
			if people[x.Custodian] == w.people[role] && slices.Equal(x.Group, []int{0, 1}) {
				b, err := tip.Seal(x.Seed[:], identityOf(t, w.keys[successor.person]).Recipient())
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
		}
		t.Fatal("no share")
		return nil
	}
	step(w.as(access.Inspector), 409, "hand", handed(access.Inspector)) // the days of waiting
	w.later(73 * time.Hour)
	step(w.as(access.Inspector), 200, "hand", handed(access.Inspector))
	if r := seen.Quorums[0].Recoveries[0]; !r.Given || slices.Contains(r.May, "hand") {
		t.Errorf("a share that was handed on is asked for again: %+v", r)
	}
	step(w.as(access.PostCommander), 409, "hand", handed(access.Inspector)) // did not agree
	step(w.as(access.UpperOfficer), 200, "hand", handed(access.UpperOfficer))
	successor = w.person(successor.person, identity.ByPasskey)
	successor.must(200, "GET", "/tips/quorum", nil, &seen)
	r := seen.Quorums[0].Recoveries[0]
	if len(r.Handed) != 2 || len(r.Epochs) != 1 {
		t.Fatalf("%+v", r)
	}
	var mine []tip.Share
	for i, x := range r.Handed {
		b, err := tip.Open(x.Bytes, 32, identityOf(t, w.keys[successor.person]))
		if err != nil {
			t.Fatal(err)
		}
		mine = append(mine, tip.Share{Group: x.Group, Custodian: x.Group[i], Seed: tip.Seed(b)})
	}
	back, err := tip.Combine(mine)
	if err != nil {
		t.Fatal(err)
	}
	epoch, err := tip.OpenKey(r.Epochs[0].Members, identityOf(t, back))
	if err != nil || epoch.Seed != w.epoch {
		t.Fatalf("the recovery key does not open the desk: %v", err)
	}
	step(successor, 200, "end", nil)
	if names, err := w.office.Vault.Names(t.Context(), "recovery:"+id); err != nil || len(names) != 0 {
		t.Errorf("handed shares are left: %v %v", names, err)
	}
	if k, _ := w.opened(successor, s); k != s.seed {
		t.Error("the case of before does not open")
	}
}
