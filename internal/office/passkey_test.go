package office_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/office"
)

// TestAPasskeyFromInvitationToRemoval goes the whole way of a person: enrols,
// signs in elsewhere without saying who he is, proves himself, adds a second
// passkey, removes the first.
func TestAPasskeyFromInvitationToRemoval(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		me := d.people[access.CommuneClerk]
		names := map[string]string{me: "clerk"}
		var key *authenticator
		same(t, "enrol", d.heard(names, func() { _, key, _ = d.enrolled(me) }),
			"account.open done by clerk on clerk detail method=passkey", "session.open done by clerk on clerk detail method=passkey")
		var c *client
		same(t, "sign in", d.heard(names, func() { c = d.signIn(key) }), "session.open done by clerk on clerk detail method=passkey")

		d.clock.now = d.clock.now.Add(6 * time.Minute)
		c.sent(403, api.NeedProof, "POST", "/me/passkeys/begin", nil)
		before := c.cookie
		same(t, "proof", d.heard(names, func() {
			v := c.ceremonyOf("/session/proof/begin", nil)
			c.sent(200, "", "POST", "/session/proof", ended(v, key.get(v.Options), nil))
		}), "session.renew done by clerk on clerk")
		if c.cookie == before {
			t.Error("a proof kept the token of the session")
		}
		stolen := d.anybody()
		stolen.cookie = before
		stolen.sent(401, api.NotSignedIn, "GET", "/me/passkeys", nil)

		second := newAuthenticator(t)
		var list []office.PasskeyView
		same(t, "add", d.heard(names, func() {
			v := c.ceremonyOf("/me/passkeys/begin", nil)
			text := c.sent(200, "", "POST", "/me/passkeys", ended(v, second.create(v.Options), map[string]any{"label": "Máy xã"}))
			if err := json.Unmarshal([]byte(text), &list); err != nil || len(list) != 2 {
				t.Fatalf("%v %s", err, text)
			}
		}), "passkey.add done by clerk on clerk detail label=\"Máy xã\"")
		if !bytes.Equal(second.handle, key.handle) {
			t.Error("two passkeys of one person carry different handles")
		}
		c.sent(404, api.NotFound, "DELETE", "/me/passkeys/"+b64([]byte("another")), nil)
		c.sent(200, "", "DELETE", "/me/passkeys/"+b64(key.id), nil)
		c.sent(409, api.Conflict, "DELETE", "/me/passkeys/"+b64(second.id), nil)
		d.signIn(second)
		v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
		d.anybody().sent(401, api.NotSignedIn, "POST", "/session/passkey", ended(v, key.get(v.Options), nil))
	})
}

// TestACeremonyIsUsedOnceByWhomAndForWhatItWasBegun tries every way to use the
// first half of a ceremony otherwise.
func TestACeremonyIsUsedOnceByWhomAndForWhatItWasBegun(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, key, _ := d.enrolled(d.people[access.CommuneClerk])
		_, otherKey, _ := d.enrolled(d.people[access.CommuneVerifier])

		v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
		answer := ended(v, key.get(v.Options), nil)
		d.anybody().sent(200, "", "POST", "/session/passkey", answer)
		d.anybody().sent(410, api.Gone, "POST", "/session/passkey", answer)

		v = d.anybody().ceremonyOf("/session/passkey/begin", nil)
		wrong := newAuthenticator(t)
		wrong.handle = key.handle
		d.anybody().sent(401, api.NotSignedIn, "POST", "/session/passkey", ended(v, wrong.get(v.Options), nil))
		d.anybody().sent(410, api.Gone, "POST", "/session/passkey", ended(v, key.get(v.Options), nil)) // a failure uses it up too

		v = d.anybody().ceremonyOf("/session/passkey/begin", nil)
		d.clock.now = d.clock.now.Add(identity.CeremonyLife)
		d.anybody().sent(410, api.Gone, "POST", "/session/passkey", ended(v, key.get(v.Options), nil))
		c, other := d.signIn(key), d.signIn(otherKey)

		v = c.ceremonyOf("/session/proof/begin", nil)
		other.sent(410, api.Gone, "POST", "/session/proof", ended(v, otherKey.get(v.Options), nil))
		v = c.ceremonyOf("/session/proof/begin", nil)
		c.sent(401, api.NotSignedIn, "POST", "/session/proof", ended(v, otherKey.get(v.Options), nil)) // another's passkey
		v = c.ceremonyOf("/session/proof/begin", nil)
		d.anybody().sent(410, api.Gone, "POST", "/session/passkey", ended(v, key.get(v.Options), nil)) // a proof is no sign-in
		v = d.anybody().ceremonyOf("/session/passkey/begin", nil)
		c.sent(410, api.Gone, "POST", "/session/proof", ended(v, key.get(v.Options), nil)) // and the other way round
		v = c.ceremonyOf("/me/passkeys/begin", nil)
		other.sent(410, api.Gone, "POST", "/me/passkeys", ended(v, newAuthenticator(t).create(v.Options), nil))
		v = c.ceremonyOf("/me/passkeys/begin", nil)
		third := newAuthenticator(t)
		third.id = otherKey.id // a credential that belongs to somebody
		c.sent(400, api.BadRequest, "POST", "/me/passkeys", ended(v, third.create(v.Options), nil))
		d.signIn(otherKey)
		v = c.ceremonyOf("/me/passkeys/begin", nil)
		c.sent(410, api.Gone, "POST", "/me/passkeys", ended(office.CeremonyView{Key: "x"}, newAuthenticator(t).create(v.Options), nil))
	})
}

// TestOneOfManyAnswersToACeremonyIsTaken sends the same sign-in at once.
func TestOneOfManyAnswersToACeremonyIsTaken(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, key, _ := d.enrolled(d.people[access.CommuneClerk])
		v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
		answer := ended(v, key.get(v.Options), nil)
		if got := d.atOnce(4, func(int) int { s, _, _ := d.anybody().send("POST", "/session/passkey", answer); return s }); got[200] != 1 || got[410] != 3 {
			t.Errorf("%v", got)
		}
	})
}

// atOnce sends n requests at the same moment and counts their answers.
func (d *desk) atOnce(n int, send func(i int) int) map[int]int {
	var all sync.WaitGroup
	var mu sync.Mutex
	out, start := map[int]int{}, make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			status := send(i)
			mu.Lock()
			out[status]++
			mu.Unlock()
		})
	}
	close(start)
	all.Wait()
	return out
}

// TestACopiedPasskeyIsNoticed signs in with a copy whose counter is behind.
func TestACopiedPasskeyIsNoticed(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		me := d.people[access.CommuneClerk]
		_, key, _ := d.enrolled(me)
		copied := key.clone()
		d.signIn(key)
		d.signIn(key)
		same(t, "copy", d.heard(map[string]string{me: "clerk"}, func() {
			v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
			d.anybody().sent(401, api.NotSignedIn, "POST", "/session/passkey", ended(v, copied.get(v.Options), nil))
		}), "passkey.clone refused by clerk on clerk")
		c := d.signIn(key)
		same(t, "copy in a proof", d.heard(map[string]string{me: "clerk"}, func() {
			v := c.ceremonyOf("/session/proof/begin", nil)
			c.sent(401, api.NotSignedIn, "POST", "/session/proof", ended(v, copied.get(v.Options), nil))
		}), "passkey.clone refused by clerk on clerk")
	})
}

// TestAnAuthenticatorThatDoesNotFitIsRefused turns one thing at a time.
func TestAnAuthenticatorThatDoesNotFitIsRefused(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, good, _ := d.enrolled(d.people[access.CommuneClerk])
		for name, turn := range map[string]func(*authenticator){
			"another origin":      func(a *authenticator) { a.origin = "https://elsewhere.example" },
			"another port":        func(a *authenticator) { a.origin = "http://localhost:1" },
			"another server":      func(a *authenticator) { a.rp = "elsewhere.example" },
			"nobody present":      func(a *authenticator) { a.flags = userVerified },
			"nobody verified":     func(a *authenticator) { a.flags = userPresent },
			"an unknown handle":   func(a *authenticator) { a.handle = []byte("01234567890123456789012345678901") },
			"an unknown passkey":  func(a *authenticator) { a.id = []byte("another") },
			"another private key": func(a *authenticator) { a.key = newAuthenticator(t).key },
		} {
			bad := good.clone()
			bad.count = 1000
			turn(bad)
			c := d.anybody()
			v := c.ceremonyOf("/session/passkey/begin", nil)
			text := c.sent(401, api.NotSignedIn, "POST", "/session/passkey", ended(v, bad.get(v.Options), nil))
			if !strings.Contains(text, "Đăng nhập không thành") && !strings.Contains(text, "đăng nhập") {
				t.Errorf("%s: %s", name, text)
			}
			if c.cookie != "" {
				t.Errorf("%s: a cookie was set", name)
			}
			d.clock.now = d.clock.now.Add(20 * time.Second)
		}
		d.signIn(good)
		for name, turn := range map[string]func(*authenticator){
			"another origin":  func(a *authenticator) { a.origin = "https://elsewhere.example" },
			"another server":  func(a *authenticator) { a.rp = "elsewhere.example" },
			"nobody verified": func(a *authenticator) { a.flags = userPresent },
		} {
			token := d.token(d.people[access.PostOfficer], identity.Enrol)
			c, bad := d.anybody(), newAuthenticator(t)
			turn(bad)
			v := c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": token})
			if text := c.sent(400, api.BadRequest, "POST", "/invitation/passkey", ended(v, bad.create(v.Options), map[string]any{"token": token})); c.cookie != "" {
				t.Errorf("enrolment with %s: %s", name, text)
			}
		}
	})
}

// TestFailedSignInsByPasskeyLookAlike holds that nobody learns who has an
// account: unknown people, unknown passkeys, shut accounts.
func TestFailedSignInsByPasskeyLookAlike(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, key, _ := d.enrolled(d.people[access.CommuneClerk])
		_, shut, _ := d.enrolled(d.people[access.CommuneVerifier])
		d.as(access.Administrator).must(200, "PUT", "/people/"+d.people[access.CommuneVerifier]+"/account", map[string]any{"shut": true, "reason": "thử"}, nil)
		unknown, wrong := newAuthenticator(t), key.clone()
		unknown.handle = []byte("01234567890123456789012345678901")
		wrong.key, wrong.count = unknown.key, 500
		var said []string
		for _, a := range []*authenticator{unknown, wrong, shut} {
			v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
			status, head, text := d.anybody().send("POST", "/session/passkey", ended(v, a.get(v.Options), nil))
			var e api.Error
			if err := json.Unmarshal([]byte(text), &e); err != nil || status != 401 {
				t.Fatalf("%d %s", status, text)
			}
			head.Del("Date")
			head.Del("X-Request-Id")
			e.RequestID = ""
			b, _ := json.Marshal([]any{e, head})
			said = append(said, string(b))
		}
		if said[0] != said[1] || said[1] != said[2] || strings.Contains(said[0], api.CookieName) {
			t.Errorf("answers differ:\n%s", strings.Join(said, "\n"))
		}
	})
}

// TestTheSecretOfAPasskeyNeverReachesLogOrBook sends the result of a PRF with
// every second half (security.md section 15, case 7).
func TestTheSecretOfAPasskeyNeverReachesLogOrBook(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		c, key, _ := d.enrolled(d.people[access.CommuneClerk])
		var log bytes.Buffer
		d.office.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		const secret = "c2VjcmV0IG9mIGEgcHJmIGNlcmVtb255IHRoYXQgc3RheXM"
		d.rebuild()
		key.extensions = map[string]any{"prf": map[string]any{"results": map[string]any{"first": secret}}}
		token := d.token(d.people[access.PostOfficer], identity.Enrol)
		fresh := newAuthenticator(t)
		fresh.extensions = key.extensions
		for _, x := range []struct {
			who         *client
			begin, end  string
			make        func(json.RawMessage) json.RawMessage
			beginBody   any
			more        map[string]any
			description string
		}{
			{d.anybody(), "/session/passkey/begin", "/session/passkey", key.get, nil, nil, "sign-in"},
			{c, "/session/proof/begin", "/session/proof", key.get, nil, nil, "proof"},
			{c, "/me/passkeys/begin", "/me/passkeys", fresh.create, nil, nil, "adding"},
			{d.anybody(), "/invitation/passkey/begin", "/invitation/passkey", fresh.create, map[string]any{"token": token}, map[string]any{"token": token}, "enrolling"},
		} {
			v := x.who.ceremonyOf(x.begin, x.beginBody)
			text := x.who.sent(400, api.BadRequest, "POST", x.end, ended(v, x.make(v.Options), x.more))
			if strings.Contains(text, secret) {
				t.Errorf("%s: %s", x.description, text)
			}
		}
		raw, _ := base64.RawURLEncoding.DecodeString(secret)
		if strings.Contains(log.String(), secret) || strings.Contains(log.String(), string(raw)) {
			t.Error("the log holds the secret")
		}
		if !strings.Contains(log.String(), "extension") {
			t.Error("the log does not say that something was refused")
		}
		d.bookHoldsNot(secret, string(raw))
		for _, odd := range []string{`null`, `[]`, `"x"`, `{"clientExtensionResults":[]}`, `{"ClientExtensionResults":{"prf":{}}}`, `{"clientExtensionResults":{},"clientExtensionResults":{"prf":{}}}`} {
			v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
			if status, _, text := d.anybody().send("POST", "/session/passkey", ended(v, json.RawMessage(odd), nil)); status < 400 || status >= 500 {
				t.Errorf("%s: %d %s", odd, status, text)
			}
			d.clock.now = d.clock.now.Add(time.Minute)
		}
	})
}
