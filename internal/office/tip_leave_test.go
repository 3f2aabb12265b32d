package office_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/store"
)

// leaver is a holder of the post's keys, and the ways in which he stops being one.
type leaver struct {
	w     *tipWorld
	admin *client
	*client
}

// back makes him a holder again: his account open, his right in force, and of his two
// passkeys the one to which his keys are sealed beside one that opens nothing.
func (l *leaver) back() {
	l.w.t.Helper()
	l.client = l.w.person(l.person, identity.ByPasskey)
	if !slices.ContainsFunc(l.w.book().Grants(l.person), l.answers) {
		l.w.grantTips(l.person)
	}
	have := l.w.passkeys(l.person)
	for _, id := range [][]byte{l.sealedTo(), []byte(l.person + " khác")} {
		if slices.Contains(have, base64.RawURLEncoding.EncodeToString(id)) {
			continue
		}
		if err := l.w.store.Within(l.w.t.Context(), func(t *store.Tx) error {
			return t.AddPasskey(&identity.Passkey{ID: id, PersonID: l.person, Label: "khóa", Credential: []byte("{}")})
		}); err != nil {
			l.w.t.Fatal(err)
		}
	}
}

func (l *leaver) answers(g access.Grant) bool {
	return g.Role == access.TipOfficer && g.BodyID == l.w.post && g.On(calendar.DayOf(l.w.clock.now.UnixMilli()))
}

// sealedTo is the passkey that opens his keys; the other one of enrol was removed.
func (l *leaver) sealedTo() []byte { return append([]byte(l.person), 0) }

func (l *leaver) dropPasskey() (int, string) { return l.drop(l.sealedTo()) }

func (l *leaver) drop(id []byte) (int, string) {
	status, _, text := l.send("DELETE", "/me/passkeys/"+base64.RawURLEncoding.EncodeToString(id), nil)
	return status, text
}

func (l *leaver) shut() (int, string) {
	status, _, text := l.admin.send("PUT", "/people/"+l.person+"/account", map[string]any{"shut": true, "reason": "nghỉ hưu"})
	return status, text
}

func (l *leaver) endRight() (int, string) {
	all := l.w.book().Grants(l.person)
	i := slices.IndexFunc(all, l.answers)
	status, _, text := l.admin.send("POST", "/grants/"+all[i].ID+"/end", map[string]any{"reason": "chuyển công tác"})
	return status, text
}

// atOnce lets two acts begin together and says how many were done; every other one must
// have been refused with a code.
func atOnce(t *testing.T, code string, acts ...func() (int, string)) (done int) {
	t.Helper()
	type answer struct {
		status int
		text   string
	}
	answers, start := make([]answer, len(acts)), make(chan struct{})
	var all sync.WaitGroup
	for i, act := range acts {
		all.Go(func() {
			<-start
			answers[i].status, answers[i].text = act()
		})
	}
	close(start)
	all.Wait()
	for _, a := range answers {
		var e api.Error
		_ = json.Unmarshal([]byte(a.text), &e)
		switch {
		case a.status == 200:
			done++
		case a.status != 409 || e.Code != code:
			t.Errorf("%d %s, want 200 or 409 %s", a.status, a.text, code)
		}
	}
	return done
}

// TestOfTwoHoldersWhoLeaveAtOnceOneStays lets the two who hold a desk's keys go at the same
// moment, each in every way: one of them is refused, whoever comes second.
func TestOfTwoHoldersWhoLeaveAtOnceOneStays(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		a, b := &leaver{w, w.areaAdmin(), w.officer}, &leaver{w, w.as(access.Administrator), w.colleague()}
		for _, l := range []*leaver{a, b} {
			l.back()
			if status, text := l.drop(append([]byte(l.person), 1)); status != 200 {
				t.Fatal(text)
			}
		}
		ways := map[string]func(*leaver) (int, string){"passkey": (*leaver).dropPasskey, "account": (*leaver).shut, "right": (*leaver).endRight}
		for one, leave := range ways {
			for other, leaveToo := range ways {
				for range 4 {
					a.back()
					b.back()
					if n := atOnce(t, api.LastHolder, func() (int, string) { return leave(a) }, func() (int, string) { return leaveToo(b) }); n != 1 {
						t.Fatalf("%s and %s: %d of two went", one, other, n)
					}
				}
			}
		}
	})
}

// TestTheLastTwoPasskeysDoNotGoAtOnce: what is asked of one passkey, that another is left,
// must still hold when it goes; also for who holds no keys.
func TestTheLastTwoPasskeysDoNotGoAtOnce(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		keeper := w.as(access.UpperOfficer)
		l := &leaver{w: w, client: keeper}
		first, second := l.sealedTo(), append([]byte(l.person), 1)
		for range 6 {
			if n := atOnce(t, api.Conflict, func() (int, string) { return l.drop(first) }, func() (int, string) { return l.drop(second) }); n != 1 {
				t.Fatalf("%d of two went", n)
			}
			for _, id := range [][]byte{first, second} {
				_ = w.store.Within(t.Context(), func(x *store.Tx) error { // one of them is there
					return x.AddPasskey(&identity.Passkey{ID: id, PersonID: l.person, Label: "khóa", Credential: []byte("{}")})
				})
			}
		}
	})
}
