package office_test

import (
	"encoding/base64"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tip"
)

// read is a new case that was opened.
func (w *tipWorld) read(text string) (*sender, tip.Seed) {
	w.t.Helper()
	s := w.send(text)
	w.sort()
	key, _ := w.opened(w.officer, s)
	return s, key
}

// offer refers a case to commune A's desk.
func (w *tipWorld) offer(s *sender, key tip.Seed, to *otherDesk, status int) {
	w.t.Helper()
	w.act(s.id, status, map[string]any{"verb": "refer", "to": w.committeeA, "reason": "not_competent", "items": []map[string]any{{"kind": "cover", "bytes": w.sealed(s.seed)}},
		"key": w.sealKey(to.epoch, tip.Key{Kind: tip.WholeKey, Seed: key})})
}

// openings are how many lines the log has of a case being opened.
func (w *tipWorld) openings(s *sender) int {
	w.t.Helper()
	lines, err := w.store.AuditRecords(w.t.Context(), audit.Filter{Actions: []string{audit.TipOpen}, ObjectID: s.id.String(), Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(lines)
}

// TestTwoDesksTakeACaseOnce: two processes answer a referral at the same moment, one
// with yes and one with no, while its owner goes on. One of them holds.
func TestTwoDesksTakeACaseOnce(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other, twin := w.secondDesk(), w.twin()
		there := *other.officer
		there.d = twin
		for range 4 {
			s, key := w.read("tin")
			w.offer(s, key, other, 200)
			codes := make(chan int, 3)
			for i, verb := range []map[string]any{{"verb": "acknowledge"}, {"verb": "reject", "reason": "not_here"}, {"verb": "acknowledge"}} {
				go func() {
					codes <- []*client{other.officer, &there, &there}[i].do("POST", "/tips/cases/"+s.id.String()+"/acts", verb, nil)
				}()
			}
			got := []int{<-codes, <-codes, <-codes}
			slices.Sort(got)
			if got[0] != 200 || got[1] == 200 {
				t.Errorf("answered %v", got)
			}
			p, err := w.store.TipCase(t.Context(), s.id)
			if err != nil {
				t.Fatal(err)
			}
			if names := w.keyNames(s); !slices.Contains(names, "key:"+p.Owner.String()) {
				t.Errorf("the owner has no key: %v", names)
			}
		}
		if _, err := w.store.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
	})
}

// TestEveryOpeningLeavesALineAlsoWhenItIsSentAgain: the same request, kept by whoever
// sent it, hands nothing out without its line, and nothing that was stopped since.
func TestEveryOpeningLeavesALineAlsoWhenItIsSentAgain(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		path, once, why := "/tips/cases/"+s.id.String()+"/open", w.writer.IDs.New(), map[string]any{"reason": "work"}
		again := func(want int) {
			t.Helper()
			var out office.OpenedTip
			if got := w.officer.once("POST", path, once, why, &out); got != want || want != 200 && len(out.Items)+len(out.Key) > 0 {
				t.Errorf("%d with %d items, want %d", got, len(out.Items), want)
			}
		}
		photo, err := tip.SealFile([]byte("ảnh"), identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		id := tip.ID{7}
		if err := w.door.File(t.Context(), s.id, id, photo); err != nil {
			t.Fatal(err)
		}
		file := func() int {
			return w.officer.do("POST", "/tips/cases/"+s.id.String()+"/files/"+id.String()+"/open", map[string]any{}, nil)
		}
		again(200)
		again(200)
		if n := w.openings(s); n != 2 {
			t.Errorf("%d lines for two openings", n)
		}
		freeze := func(on bool) {
			w.as(access.Ombudsperson).must(200, "POST", "/tips/watch/"+s.id.String()+"/freeze", map[string]any{"frozen": on, "reason": "complaint"}, nil)
		}
		if got := file(); got != 200 || w.openings(s) != 3 {
			t.Errorf("a photo: %d, %d lines", got, w.openings(s))
		}
		freeze(true)
		again(409)
		if got := file(); got != 409 || w.openings(s) != 3 {
			t.Errorf("a photo of a frozen case: %d", got)
		}
		freeze(false)
		if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
			t.Fatal(err)
		}
		again(409)
	})
}

// TestAWithdrawalIsUndoneHoweverOftenItWasPressed: under pressure people press twice,
// undo, and are pressed again. What they did last counts, and each withdrawal can be
// undone for a whole day.
func TestAWithdrawalIsUndoneHoweverOftenItWasPressed(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		press := func(s *sender, undo bool) {
			t.Helper()
			if err := w.door.Withdraw(t.Context(), s.secrets.Access, undo); err != nil {
				t.Fatal(err)
			}
		}
		unsorted, sorted := w.send("một"), w.send("hai")
		press(unsorted, false)
		w.later(oneDay)
		press(unsorted, false)
		press(unsorted, true)
		press(unsorted, true)
		w.sort()
		if v := w.state(unsorted); v.State != "received" || v.Gone {
			t.Errorf("undone before it was sorted: %+v", v)
		}
		press(sorted, false)
		w.later(oneDay) // the night makes it an operation
		press(sorted, true)
		press(sorted, false)
		if v := w.state(sorted); !v.Gone {
			t.Errorf("taken back once more: %+v", v)
		}
		w.later(oneDay)
		if v := w.state(sorted); v.State != "closed" {
			t.Errorf("shredded before the day of the last withdrawal was over: %+v", v)
		}
		press(sorted, true)
		press(sorted, true)
		w.later(5 * oneDay)
		if v := w.state(sorted); v.State != "received" || v.Gone {
			t.Errorf("undone: %+v", v)
		}
	})
}

// TestOneAloneOpensNothingForTwo: neither as an officer of both desks, nor with a half
// that was handed over earlier, nor what its sender took back.
func TestOneAloneOpensNothingForTwo(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.secondDesk()
		w.second(w.committeeA)
		id, err := tip.IDOfUUID(w.committeeA)
		if err != nil {
			t.Fatal(err)
		}
		s := w.sendTo("hai người", &tip.Desk{ID: id, Epoch: 1, Recipient: identityOf(t, other.epoch).Recipient()})
		w.sort()
		half := func(c *client) int {
			return c.do("POST", "/tips/cases/"+s.id.String()+"/half", map[string]any{"desk": w.committeeA}, nil)
		}
		both := w.grantTips(other.officer.person)
		if got := half(both); got != 403 {
			t.Errorf("an officer of both desks gets the other half: %d", got)
		}
		w.endGrant(other.officer.person, w.post)
		only := w.person(other.officer.person, identity.ByPasskey)
		if got := half(only); got != 200 {
			t.Fatalf("an officer of the second desk: %d", got)
		}
		share := w.sealKey(w.keys[w.officer.person], tip.Key{Kind: tip.ShareKey, Seed: seed(t)})
		only.must(200, "POST", "/tips/cases/"+s.id.String()+"/share", map[string]any{"desk": w.committeeA, "person_id": w.officer.person, "bytes": share}, nil)
		if !slices.Contains(w.keyNames(s), "share:"+w.officer.person) {
			t.Fatal("the share is not there")
		}
		if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
			t.Fatal(err)
		}
		if got := half(only); got != 404 {
			t.Errorf("the half of a tip that was taken back: %d", got)
		}
		if err := w.door.Withdraw(t.Context(), s.secrets.Access, true); err != nil {
			t.Fatal(err)
		}
		w.opened(w.officer, s)
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		if names := w.keyNames(s); slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "share:") }) {
			t.Errorf("a closed case keeps what was handed over for it: %v", names)
		}
	})
}

// TestWhatIsKeptIsNotShredded: two officers hold a case, the ombudsperson stops one, a
// sender writes on the last day. Their grace passes and their keys stay.
func TestWhatIsKeptIsNotShredded(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		held, frozen, unread, free := w.send("một"), w.send("hai"), w.send("ba"), w.send("bốn")
		w.sort()
		second := w.grantTips(w.people[access.PostOfficer])
		for _, s := range []*sender{held, frozen, unread, free} {
			w.opened(w.officer, s)
			w.act(s.id, 200, map[string]any{"verb": "spam"})
		}
		hold := func(verb, why string) {
			t.Helper()
			w.act(held.id, 200, map[string]any{"verb": verb, "reason": why})
			second.must(200, "POST", "/tips/cases/"+held.id.String()+"/acts", map[string]any{"verb": verb, "reason": why}, nil)
		}
		freeze := func(on bool) {
			t.Helper()
			w.as(access.Ombudsperson).must(200, "POST", "/tips/watch/"+frozen.id.String()+"/freeze", map[string]any{"frozen": on, "reason": "complaint"}, nil)
		}
		hold("hold", "court")
		freeze(true)
		for _, s := range []*sender{held, frozen} { // who wants it gone now is told by nobody, and changes nothing
			if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
				t.Fatal(err)
			}
		}
		w.later(30 * oneDay)
		m, err := tip.SealMessage(&tip.Message{Case: unread.id, Dir: tip.In, Seq: 1, Day: "2026-04-09", Text: "Còn nữa.", Files: []tip.File{}}, identityOf(t, unread.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		// The case is gone at the end of this day; what came before the night counts.
		if err := w.door.Write(t.Context(), unread.secrets.Access, m); err != nil {
			t.Fatal(err)
		}
		w.later(60 * oneDay)
		second = w.person(second.person, identity.ByPasskey)
		if v := w.state(free); v.State != "shredded" {
			t.Fatalf("what nobody keeps is %+v", v)
		}
		if n := w.openings(free); n != 1 {
			t.Errorf("of a shredded case the log tells %d openings", n)
		}
		for name, s := range map[string]*sender{"held": held, "frozen": frozen} {
			if v := w.state(s); v.State != "closed" || len(w.keyNames(s)) == 0 {
				t.Errorf("%s: %+v, keys %v", name, v, w.keyNames(s))
			}
		}
		hold("release", "over")
		freeze(false)
		w.later(oneDay)
		for name, s := range map[string]*sender{"released": held, "let go on": frozen} {
			if v := w.state(s); v.State != "shredded" || len(w.keyNames(s)) != 0 {
				t.Errorf("%s: %+v, keys %v", name, v, w.keyNames(s))
			}
		}
	})
}

// TestReasonsAreCodesAndTheWatchHoldsNoContent: no text of an officer about a case goes
// into the log, and the ombudsperson sees acts only, which is written down, too.
func TestReasonsAreCodesAndTheWatchHoldsNoContent(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s, _ := w.read("tin")
		path := "/tips/cases/" + s.id.String()
		const free = "vì ông A nói rằng"
		w.officer.must(422, "POST", path+"/open", map[string]any{"reason": free}, nil)
		for _, verb := range []string{"hold", "refer", "reject"} {
			w.act(s.id, 422, map[string]any{"verb": verb, "reason": free})
		}
		watcher := w.as(access.Ombudsperson)
		watcher.must(422, "POST", "/tips/watch/"+s.id.String()+"/freeze", map[string]any{"frozen": true, "reason": free}, nil)
		looks := func() int {
			lines, err := w.store.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.AuditRead}, Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			return len(lines)
		}
		before := looks()
		for _, p := range []string{"/tips/watch", "/tips/watch/" + s.id.String()} {
			_, _, text := watcher.send("GET", p, nil)
			for _, name := range w.keyNames(s) {
				b, err := w.office.Vault.Read(t.Context(), s.id.String(), name)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(text, base64.StdEncoding.EncodeToString(b)[:40]) {
					t.Errorf("%s hands out %s", p, name)
				}
			}
			for _, word := range []string{`"bytes"`, `"members"`, `"items"`, free} {
				if strings.Contains(text, word) {
					t.Errorf("%s holds %s", p, word)
				}
			}
		}
		if n := looks(); n != before+2 {
			t.Errorf("two looks left %d lines", n-before)
		}
		for _, p := range []string{path + "/open", path + "/half", path + "/acts"} {
			if got := watcher.do("POST", p, map[string]any{"reason": "work", "verb": "check", "desk": w.post}, nil); got != 403 {
				t.Errorf("%s: %d", p, got)
			}
		}
	})
}

// TestTheNightIsDoneOnceByAnyNumberOfProcesses: what senders did becomes one operation,
// however many processes write it down at one moment while an officer looks.
func TestTheNightIsDoneOnceByAnyNumberOfProcesses(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		var all []*sender
		for range 5 {
			all = append(all, w.send("tin"))
		}
		w.sort()
		for _, s := range all {
			m, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-03-10", Text: "Còn nữa.", Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
			if err != nil {
				t.Fatal(err)
			}
			if err := w.door.Write(t.Context(), s.secrets.Access, m); err != nil {
				t.Fatal(err)
			}
		}
		twin := w.twin()
		w.clock.now = w.clock.now.Add(oneDay)
		w.officer = w.as(access.TipOfficer)
		var done sync.WaitGroup
		for i := range 4 {
			done.Go(func() {
				if err := []*desk{w.desk, twin}[i%2].office.KeepTips(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		for _, s := range all {
			done.Go(func() {
				if got := w.officer.do("POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, nil); got != 200 {
					t.Errorf("the officer who looks is told %d", got)
				}
			})
		}
		done.Wait()
		at, _ := w.book().TipDesk(w.post)
		seen := map[string]int{}
		err := w.store.Feed(t.Context(), at.LedgerID, ledger.Position{}, 1<<40, func(page ledger.Page) error {
			for _, op := range page.Ops {
				seen[op.Op.EntityID+" "+op.Op.Verb]++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if n := seen[s.id.UUID()+" content"]; n != 1 {
				t.Errorf("a message of a sender became %d operations", n)
			}
		}
	})
}

// TestOneSlotIsSortedOnce: two officers sort at one moment, one finds a tip where the
// other finds nothing. One of them is right, and nothing is left half.
func TestOneSlotIsSortedOnce(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		for range 4 {
			s := w.send("tin")
			codes := make(chan int, 2)
			for _, body := range []map[string]any{{"tips": []any{map[string]any{"case": s.id.String()}}, "empty": []any{}}, {"tips": []any{}, "empty": []any{s.id.String()}}} {
				go func() { codes <- w.officer.do("POST", "/tips/desks/"+w.post+"/sort", body, nil) }()
			}
			a, b := <-codes, <-codes
			if min(a, b) != 200 || max(a, b) == 200 {
				t.Errorf("answered %d and %d", a, b)
			}
			_, err := w.store.TipCase(t.Context(), s.id)
			items, err2 := w.store.TipItems(t.Context(), s.id)
			if err2 != nil || (err == nil) != (len(items) > 0) || (err == nil) != (len(w.keyNames(s)) > 0) {
				t.Errorf("a case %v, %d items, keys %v, %v", err == nil, len(items), w.keyNames(s), err2)
			}
		}
	})
}

// TestWhatComesWhileACaseIsShreddedIsNotLost: a sender writes in the very moment in which
// the night looks whether the case may go, at each time it reads the clock.
func TestWhatComesWhileACaseIsShreddedIsNotLost(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		for at := 1; at <= 3; at++ {
			s, _ := w.read("tin")
			w.act(s.id, 200, map[string]any{"verb": "spam"})
			m, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-04-09", Text: "Còn nữa.", Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
			if err != nil {
				t.Fatal(err)
			}
			reads, before := 0, false
			w.office.Now = func() time.Time {
				pc := make([]uintptr, 12)
				frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
				for f, more := frames.Next(); more; f, more = frames.Next() {
					if !strings.HasSuffix(f.Function, "tipsShredded") {
						continue
					}
					if reads++; reads == at {
						p, err := w.store.TipCase(t.Context(), s.id)
						if err == nil {
							before = p.State != "shredded"
							err = w.door.Write(t.Context(), s.secrets.Access, m)
						}
						if err != nil {
							t.Error(err)
						}
					}
				}
				return w.clock.now
			}
			w.later(31 * oneDay)
			w.office.Now = w.clock.Now
			if v := w.state(s); before && (v.State == "shredded" || !v.Unread) {
				t.Errorf("written at look %d: %+v", at, v)
			}
			if !before && at < 3 {
				t.Errorf("look %d was never taken", at)
			}
		}
	})
}

// twin is the same book served by a second process where the engine allows one, else
// by the first once more.
func (w *tipWorld) twin() *desk {
	w.t.Helper()
	d := *w.desk
	if w.options.Database == "" {
		return &d
	}
	o := w.options
	o.Now = func() int64 { return w.clock.now.UnixMilli() }
	d.store = storetest.Open(w.t, o)
	var err error
	if d.writer, err = store.NewWriter(d.store, w.writer.Author.ActorID, w.writer.Author.BodyID); err == nil {
		err = d.writer.Enrol(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	was := w.office
	d.office = &office.Office{Store: d.store, Writer: d.writer, Reports: &office.Publisher{Store: d.store}, Root: was.Root, Hasher: was.Hasher, Now: was.Now, Log: was.Log, Blobs: was.Blobs, Relying: was.Relying, Vault: was.Vault}
	d.api = api.New(d.office.Options())
	d.office.Routes(d.api)
	d.server = httptest.NewServer(d.api.Handler())
	w.t.Cleanup(d.server.Close)
	return &d
}
