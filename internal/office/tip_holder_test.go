package office_test

import (
	"encoding/base64"
	"slices"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
)

// tipGrant is the id of a person's right to answer tips of the post.
func (w *tipWorld) tipGrant(person string) string {
	w.t.Helper()
	for _, g := range w.book().Grants(person) {
		if g.Role == access.TipOfficer && g.BodyID == w.post {
			return g.ID
		}
	}
	w.t.Fatal("no right")
	return ""
}

// areaAdmin is an administrator over the post's area, too.
func (w *tipWorld) areaAdmin() *client {
	w.t.Helper()
	w.grantTo(w.people[access.Administrator], access.Administrator, w.provinceBody, w.area)
	return w.as(access.Administrator)
}

// account gives a person an account.
func (w *tipWorld) account(person string) {
	w.t.Helper()
	if err := w.store.Within(w.t.Context(), func(t *store.Tx) error {
		return t.PutAccount(&identity.Account{PersonID: person, Handle: []byte(person)})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// colleague is another officer of the post who was let in to its key.
func (w *tipWorld) colleague() *client {
	w.t.Helper()
	c := w.grantTips(w.newPerson("Cán bộ thứ hai"))
	w.enrol(c)
	w.account(c.person)
	w.officer.must(200, "POST", "/tips/desks/"+w.post+"/members", map[string]any{"epochs": []map[string]any{w.members(w.epoch, 1, []string{w.officer.person, c.person})}}, nil)
	return c
}

// TestADeskDoesNotLoseItsLastHolder tries every way to remove the last person who holds
// the keys of a desk: at once, with a later day, by account, by passkey, and one behind
// the other. Who was lost goes at once, and the ombudsperson sees it.
func TestADeskDoesNotLoseItsLastHolder(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		admin, last := w.areaAdmin(), w.officer.person
		w.account(last)
		end := func(person string, more map[string]any) (string, string, any) {
			body := map[string]any{"reason": "chuyển công tác"}
			for k, v := range more {
				body[k] = v
			}
			return "POST", "/grants/" + w.tipGrant(person) + "/end", body
		}
		refused := func(method, path string, body any) {
			t.Helper()
			admin.sent(409, api.LastHolder, method, path, body)
		}
		refused(end(last, nil))
		refused(end(last, map[string]any{"day": "2026-12-31"}))
		refused("PUT", "/people/"+last+"/account", map[string]any{"shut": true, "reason": "nghỉ hưu"})
		// One of two passkeys opens his keys as well as both; the last one stays.
		ids := w.passkeys(last)
		w.addPasskey(last)
		w.officer.must(200, "DELETE", "/me/passkeys/"+ids[0], nil, nil)
		w.officer.sent(409, api.LastHolder, "DELETE", "/me/passkeys/"+ids[1], nil)

		// A right without the key is no holder; a colleague who was let in is, for as long as
		// his own right goes.
		outside := w.grantTips(w.people[access.PostOfficer])
		refused(end(last, nil))
		w.enrol(outside)
		refused(end(last, nil))
		w.endGrant(outside.person, w.post)
		second := w.colleague()
		admin.sent(200, "", "POST", "/grants/"+w.tipGrant(second.person)+"/end", map[string]any{"reason": "hết hạn", "day": "2026-06-30"})
		refused(end(last, nil)) // in July nobody would be left
		admin.sent(200, "", "PUT", "/people/"+second.person+"/account", map[string]any{"shut": true, "reason": "nghỉ"})
		refused("PUT", "/people/"+last+"/account", map[string]any{"shut": true, "reason": "nghỉ hưu"})

		method, path, body := end(last, map[string]any{"lost": true})
		admin.sent(200, "", method, path, body)
		var seen office.WatchView
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch", nil, &seen)
		if !slices.ContainsFunc(seen.Keys, func(a office.WatchAct) bool {
			return a.Action == audit.TipKey && a.Reason == "lost" && slices.Contains(a.Facts, audit.Fact{Key: "what", Value: "last_holder"})
		}) {
			t.Errorf("the ombudsperson does not see that nobody holds the keys: %+v", seen.Keys)
		}
	})
}

// TestAColleagueOrProvenSharesLetTheLastHolderGo: what is asked for first is enough.
func TestAColleagueOrProvenSharesLetTheLastHolderGo(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		leave := func(person string, status int, code string) {
			t.Helper()
			w.areaAdmin().sent(status, code, "POST", "/grants/"+w.tipGrant(person)+"/end", map[string]any{"reason": "chuyển công tác"})
		}
		w.broughtBack(t, func() {
			w.account(w.officer.person)
			leave(w.officer.person, 200, "") // the shares are proven
		})
	})
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		second := w.colleague()
		admin := w.areaAdmin()
		admin.sent(200, "", "POST", "/grants/"+w.tipGrant(w.officer.person)+"/end", map[string]any{"reason": "chuyển công tác"})
		admin.sent(409, api.LastHolder, "POST", "/grants/"+w.tipGrant(second.person)+"/end", map[string]any{"reason": "chuyển công tác"})
	})
}

func (w *tipWorld) passkeys(person string) (out []string) {
	w.t.Helper()
	keys, err := w.store.Passkeys(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range keys {
		out = append(out, base64.RawURLEncoding.EncodeToString(keys[i].ID))
	}
	return out
}

// addPasskey adds one to which no keys of tips are sealed.
func (w *tipWorld) addPasskey(person string) {
	w.t.Helper()
	if err := w.store.Within(w.t.Context(), func(t *store.Tx) error {
		return t.AddPasskey(&identity.Passkey{ID: []byte("khóa mới"), PersonID: person, Label: "mới", Credential: []byte("{}")})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// TestTheOtherWhoMaySignIsTold: either signs, the other hears of it for thirty days, of each
// desk once, however many keys of other desks were signed since.
func TestTheOtherWhoMaySignIsTold(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.newPerson("Người ký thứ hai")
		w.grantTo(other, access.UpperOfficer, w.provinceBody, w.province)
		told := func(person string, epochs ...string) {
			t.Helper()
			var v office.LateView
			w.person(person, identity.ByPasskey).must(200, "GET", "/tips/late", nil, &v)
			if len(v.Signed) != len(epochs) {
				t.Fatalf("%+v, want %v", v.Signed, epochs)
			}
			for i, k := range v.Signed {
				if k.Epoch != epochs[i] || k.Person == "" || k.Desk == "" || k.AtMS != w.clock.now.UnixMilli() {
					t.Errorf("%+v, want %v", k, epochs)
				}
			}
		}
		told(other, "1")
		told(w.people[access.UpperOfficer]) // his own
		told(w.people[access.PostCommander])
		w.nextEpoch(nil)
		told(other, "2")
		signed := func(person, desk string, times int) {
			t.Helper()
			lines := make([]audit.Record, times)
			for i := range lines {
				lines[i] = audit.Record{ActorID: person, Action: audit.TipEpoch, ObjectID: desk, Detail: audit.Facts("epoch", 3), Outcome: audit.Done}
			}
			if err := w.store.Audit(t.Context(), lines...); err != nil {
				t.Fatal(err)
			}
		}
		signed(w.people[access.UpperOfficer], w.committeeB, 250) // of no desk of theirs
		told(other, "2")
		signed(other, w.post, 1)
		told(other, "2")
		told(w.people[access.UpperOfficer], "3")
		w.later(31 * oneDay)
		told(other)
	})
}
