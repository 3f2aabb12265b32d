package office_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/office"
)

const goodPassword = "con trâu gặm cỏ bên suối Quây"

// fallback is a person who enrolled by password: his one-time secret, his
// session, his printed codes.
type fallback struct {
	d      *desk
	c      *client
	secret string
	login  string
	codes  []string
}

// code is the one-time code of the desk's time, some steps away.
func (f *fallback) code(steps int) string {
	f.d.t.Helper()
	c, err := totp.GenerateCode(f.secret, f.d.clock.now.Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		f.d.t.Fatal(err)
	}
	return c
}

func (f *fallback) body(steps int) map[string]any {
	return map[string]any{"login": f.login, "password": goodPassword, "code": f.code(steps)}
}

func (d *desk) enrolledByPassword(person, login string) *fallback {
	d.t.Helper()
	f := &fallback{d: d, c: d.anybody(), login: login}
	token := d.token(person, identity.Enrol)
	var begun office.OneTimeSecret
	f.c.must(200, "POST", "/invitation/password/begin", map[string]any{"token": token}, &begun)
	f.secret = begun.Secret
	var out struct{ Codes []string }
	text := f.c.sent(200, "", "POST", "/invitation/password", map[string]any{"token": token, "key": begun.Key, "login": login, "password": goodPassword, "code": f.code(0)})
	if err := json.Unmarshal([]byte(text), &out); err != nil || len(out.Codes) != identity.Codes {
		d.t.Fatalf("%v %s", err, text)
	}
	f.codes = out.Codes
	d.clock.now = d.clock.now.Add(2 * time.Minute)
	return f
}

// TestAOneTimeCodeOpensOnce holds step ±1 and that a step, or one before it,
// never opens twice.
func TestAOneTimeCodeOpensOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		f := d.enrolledByPassword(d.people[access.CommuneClerk], "hoa.dao")
		wait := func() { d.clock.now = d.clock.now.Add(10 * time.Minute) }
		f.d.anybody().sent(200, "", "POST", "/session/password", f.body(0))
		f.d.anybody().sent(401, api.NotSignedIn, "POST", "/session/password", f.body(0))
		f.d.anybody().sent(401, api.NotSignedIn, "POST", "/session/password", f.body(-1))
		f.d.anybody().sent(200, "", "POST", "/session/password", f.body(1))
		f.d.anybody().sent(401, api.NotSignedIn, "POST", "/session/password", f.body(0))
		wait()
		f.d.anybody().sent(401, api.NotSignedIn, "POST", "/session/password", f.body(2))
		f.d.anybody().sent(401, api.NotSignedIn, "POST", "/session/password", f.body(-2))
		wait()
		again := f.body(0)
		if got := d.atOnce(3, func(int) int { s, _, _ := d.anybody().send("POST", "/session/password", again); return s }); got[200] != 1 || got[401] != 2 {
			t.Errorf("the same code at once: %v", got)
		}
	})
}

// TestAPrintedCodeOpensOnceAndOnlyToRepair uses up a code, once alone and once
// by several at the same moment, and tries the rights it gives.
func TestAPrintedCodeOpensOnceAndOnlyToRepair(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		me := d.people[access.Administrator]
		_, _, codes := d.enrolled(me)
		typed := strings.ToLower(strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(codes[0]))
		use := func(code string) map[string]any {
			return map[string]any{"login": "tran thi mau (administrator)", "code": code}
		}
		c := d.anybody()
		same(t, "printed code", d.heard(map[string]string{me: "admin"}, func() { c.sent(200, "", "POST", "/session/code", use(typed)) }),
			"recovery.use done by admin on admin", "session.open done by admin on admin detail method=code")
		d.anybody().sent(401, api.NotSignedIn, "POST", "/session/code", use(codes[0]))
		d.clock.now = d.clock.now.Add(10 * time.Minute)
		if got := d.atOnce(4, func(int) int { s, _, _ := d.anybody().send("POST", "/session/code", use(codes[1])); return s }); got[200] != 1 || got[401] != 3 {
			t.Errorf("the same code at once: %v", got)
		}
		var v office.SessionView
		c.must(200, "GET", "/session", nil, &v)
		if len(v.Rights) != 1 || v.Rights[0] != access.Self || v.Fresh || v.Method != identity.ByCode {
			t.Errorf("%+v", v)
		}
		for _, r := range d.api.Routes() {
			if r.Action != access.Open && r.Action != access.Self && admitted(t, d, c, r) {
				t.Errorf("a session by a printed code is let into %s", r.ID)
			}
		}
		c.sent(403, api.NeedProof, "POST", "/me/tokens", map[string]any{"label": "x", "scopes": []string{"figures.read"}})
		key := newAuthenticator(t)
		begun := c.ceremonyOf("/me/passkeys/begin", nil)
		c.sent(200, "", "POST", "/me/passkeys", ended(begun, key.create(begun.Options), nil))
		d.signIn(key).must(200, "GET", "/people", nil, nil)
	})
}

// TestASessionByPasswordMayNotDoWhatNeedsAPasskey holds what the fallback is
// for: reading and recording, no rights of others, nothing fresh.
func TestASessionByPasswordMayNotDoWhatNeedsAPasskey(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		f := d.enrolledByPassword(d.people[access.Administrator], "quan.tri")
		f.c.cookie = ""
		f.c.sent(200, "", "POST", "/session/password", f.body(0))
		for _, r := range d.api.Routes() {
			if (r.Fresh || r.Action == access.GrantRights) && admitted(t, d, f.c, r) {
				t.Errorf("a session by password is let into %s", r.ID)
			}
		}
		f.c.must(200, "GET", "/me/passkeys", nil, nil)
		f.c.sent(403, api.NeedPasskey, "POST", "/session/proof/begin", nil)
	})
}

// TestFailedSignInsByPasswordLookAlike compares the answers for an unknown
// name, a wrong password, a wrong code, a shut account, somebody without a
// password; and that each of them went through the hasher: with a broken one
// all fail alike.
func TestFailedSignInsByPasswordLookAlike(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		f := d.enrolledByPassword(d.people[access.CommuneClerk], "hoa.dao")
		d.enrolledByPassword(d.people[access.CommuneVerifier], "hoa.man")
		d.enrolled(d.people[access.PostOfficer])
		d.as(access.Administrator).must(200, "PUT", "/people/"+d.people[access.CommuneVerifier]+"/account", map[string]any{"shut": true, "reason": "thử"}, nil)
		bodies := map[string]map[string]any{
			"wrong password": {"login": "hoa.dao", "password": "sai", "code": f.code(0)},
			"wrong code":     {"login": "hoa.dao", "password": goodPassword, "code": "000000"},
			"unknown":        {"login": "khong.co", "password": goodPassword, "code": f.code(0)},
			"no name":        {"login": "", "password": goodPassword, "code": f.code(0)},
			"shut":           {"login": "hoa.man", "password": goodPassword, "code": "000000"},
			"no password":    {"login": "dinh van mau (post_officer)", "password": goodPassword, "code": "000000"},
		}
		answers := func(status int) map[string][]string {
			said := map[string][]string{}
			for name, body := range bodies {
				d.clock.now = d.clock.now.Add(10 * time.Minute)
				got, head, text := d.anybody().send("POST", "/session/password", body)
				var e api.Error
				if err := json.Unmarshal([]byte(text), &e); err != nil || got != status {
					t.Fatalf("%s: %d %s", name, got, text)
				}
				e.RequestID = ""
				b, _ := json.Marshal([]any{e, head.Get("Set-Cookie"), len(head)})
				said[string(b)] = append(said[string(b)], name)
			}
			return said
		}
		if said := answers(401); len(said) != 1 {
			t.Errorf("answers differ: %v", said)
		}
		d.office.Hasher = nil
		answers(500)
	})
}

// TestAPasswordIsSetOnlyByTheRules sends wrong passwords, names and codes.
func TestAPasswordIsSetOnlyByTheRules(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.enrolledByPassword(d.people[access.CommuneVerifier], "hoa.man")
		c, key, _ := d.enrolled(d.people[access.CommuneClerk])
		for _, x := range []struct {
			login, password string
			code            int
			field           string
		}{
			{"hoa.dao", "ngắn quá", 0, "password"},
			{"hoa.dao", "passwordpassword", 0, "password"},
			{"hoa.dao", "Lý Thị Mẫu (commune_clerk)", 0, "password"},
			{"hoa.dao", "hoadaohoadaohoadao1", 0, "password"},
			{"ab", goodPassword, 0, "login"},
			{"Hoa.Mận", goodPassword, 0, "login"}, // folded: somebody else's
			{"hoa.dao", goodPassword, 3, "code"},
			{"hoa.dao", goodPassword, 0, ""},
		} {
			d.clock.now = d.clock.now.Add(time.Minute)
			if d.clock.now.Sub(startOf) > 4*time.Minute {
				c = d.signIn(key)
			}
			var begun office.OneTimeSecret
			c.must(200, "POST", "/me/password/begin", nil, &begun)
			f := &fallback{d: d, secret: begun.Secret}
			status, _, text := c.send("PUT", "/me/password", map[string]any{"key": begun.Key, "login": x.login, "password": x.password, "code": f.code(x.code)})
			var e api.Error
			_ = json.Unmarshal([]byte(text), &e)
			if x.field == "" && status >= 300 || x.field != "" && (status != 422 || len(e.Fields) != 1 || e.Fields[0].Field != x.field) {
				t.Errorf("%+v: %d %s", x, status, text)
			}
		}
	})
}

// TestTheCookieOfASession holds its attributes.
func TestTheCookieOfASession(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, key, _ := d.enrolled(d.people[access.CommuneClerk])
		c := d.anybody()
		v := c.ceremonyOf("/session/passkey/begin", nil)
		_, head, _ := c.send("POST", "/session/passkey", ended(v, key.get(v.Options), nil))
		look := func(what string) *http.Cookie {
			all := (&http.Response{Header: head}).Cookies()
			if len(all) != 1 || len(head.Values("Set-Cookie")) != 1 {
				t.Fatalf("%s: %v", what, head.Values("Set-Cookie"))
			}
			k := all[0]
			if k.Name != "__Host-pd" || !k.Secure || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" {
				t.Errorf("%s: %v", what, k)
			}
			return k
		}
		if k := look("sign-in"); k.MaxAge != 12*3600 || len(k.Value) != 43 {
			t.Errorf("%v", k)
		}
		v = c.ceremonyOf("/session/proof/begin", nil)
		_, head, _ = c.send("POST", "/session/proof", ended(v, key.get(v.Options), nil))
		look("proof")
		_, head, _ = c.send("DELETE", "/session", nil)
		if k := look("sign-out"); k.MaxAge != -1 || k.Value != "" {
			t.Errorf("%v", k)
		}
	})
}

// TestTheDatabaseHoldsNoSecretInClear looks for everything that opens
// something in everything the database keeps.
func TestTheDatabaseHoldsNoSecretInClear(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, key, codes := d.enrolled(d.people[access.CommuneClerk])
		f := d.enrolledByPassword(d.people[access.CommuneVerifier], "hoa.man")
		token := d.token(d.people[access.PostOfficer], identity.Enrol)
		v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
		c := d.signIn(key)
		var made office.TokenMade
		c.must(200, "POST", "/me/tokens", map[string]any{"label": "x", "scopes": []string{"figures.read"}}, &made)
		secrets := append([]string{c.cookie, f.c.cookie, token, v.Key, made.Token, strings.TrimPrefix(made.Token, identity.TokenPrefix), f.secret, goodPassword}, codes...)
		d.bookHoldsNot(append(secrets, f.codes...)...)
	})
}

// TestSessionsEndWhenTheirPersonSaysSo ends one, the own and all, and nobody
// else's.
func TestSessionsEndWhenTheirPersonSaysSo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		a, b, other := d.as(access.CommuneClerk), d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		names := map[string]string{a.person: "clerk"}
		var list []office.SessionRow
		a.must(200, "GET", "/me/sessions", nil, &list)
		var there string
		for _, s := range list {
			if !s.Here {
				there = s.ID
			}
		}
		names[there] = "the other session"
		other.sent(404, api.NotFound, "DELETE", "/me/sessions/"+there, nil)
		b.must(200, "GET", "/me/sessions", nil, nil)
		same(t, "revoke", d.heard(names, func() { a.must(200, "DELETE", "/me/sessions/"+there, nil, nil) }), "session.revoke done by clerk on the other session")
		b.sent(401, api.NotSignedIn, "GET", "/me/sessions", nil)
		b = d.as(access.CommuneClerk)
		same(t, "here", d.heard(names, func() { a.must(200, "DELETE", "/session", nil, nil) }), "session.close done by clerk on clerk")
		a.sent(401, api.NotSignedIn, "GET", "/me/sessions", nil)
		b.must(200, "GET", "/me/sessions", nil, nil)
		a = d.as(access.CommuneClerk)
		same(t, "everywhere", d.heard(names, func() { b.must(200, "DELETE", "/sessions", nil, nil) }), "session.close done by clerk on clerk detail where=everywhere")
		for _, c := range []*client{a, b} {
			c.sent(401, api.NotSignedIn, "GET", "/me/sessions", nil)
		}
		other.must(200, "GET", "/me/sessions", nil, nil)
	})
}

// TestAShutAccountEndsAtOnce holds sessions, access tokens, invitations and
// every way in of somebody whose account is shut, also after it is opened.
func TestAShutAccountEndsAtOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		me := d.people[access.CommuneClerk]
		c, key, codes := d.enrolled(me)
		var made office.TokenMade
		c.must(200, "POST", "/me/tokens", map[string]any{"label": "x", "scopes": []string{"entries.read"}}, &made)
		program := func() int {
			s, _, _ := d.anybody().send("GET", "/people/roles", nil, "Authorization", "Bearer "+made.Token)
			return s
		}
		if got := program(); got != 403 {
			t.Fatalf("the access token is not known: %d", got)
		}
		token := d.token(me, identity.Recover)
		admin := d.as(access.Administrator)
		set := func(shut bool) {
			admin.must(200, "PUT", "/people/"+me+"/account", map[string]any{"shut": shut, "reason": "nghỉ việc"}, nil)
		}
		names := map[string]string{me: "clerk", admin.person: "admin"}
		same(t, "shut", d.heard(names, func() { set(true) }), "account.close done by admin on clerk because nghỉ việc")
		c.sent(401, api.NotSignedIn, "GET", "/me/sessions", nil)
		if got := program(); got != 401 {
			t.Errorf("the access token: %d", got)
		}
		d.anybody().sent(410, api.Gone, "POST", "/invitation", map[string]any{"token": token})
		d.anybody().sent(401, api.NotSignedIn, "POST", "/session/code", map[string]any{"login": "Lý Thị Mẫu (commune_clerk)", "code": codes[0]})
		v := d.anybody().ceremonyOf("/session/passkey/begin", nil)
		d.anybody().sent(401, api.NotSignedIn, "POST", "/session/passkey", ended(v, key.get(v.Options), nil))
		same(t, "open", d.heard(names, func() { set(false) }), "account.open done by admin on clerk because nghỉ việc")
		c.sent(401, api.NotSignedIn, "GET", "/me/sessions", nil)
		d.signIn(key)
		admin.sent(403, api.NotAllowed, "PUT", "/people/"+admin.person+"/account", map[string]any{"shut": true, "reason": "x"})
	})
}
