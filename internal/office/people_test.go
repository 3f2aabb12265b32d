package office_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// grantTo writes a grant past all rights: the world a test begins with.
func (d *desk) grantTo(person string, role access.Role, body, place string) string {
	d.t.Helper()
	id := d.writer.IDs.New()
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "grant", EntityID: id, Verb: "create",
		Body: registry.GrantDoc{PersonID: person, Role: role, BodyID: body, PlaceID: place, From: registry.Unknown, To: registry.Open}}})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// newPerson writes somebody without rights.
func (d *desk) newPerson(name string) string {
	d.t.Helper()
	id := d.writer.IDs.New()
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "person", EntityID: id, Verb: "create", Body: registry.PersonDoc{Name: name}}})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// communeAdmin is an administrator of commune A only.
func (d *desk) communeAdmin(name string) *client {
	d.t.Helper()
	id := d.newPerson(name)
	d.grantTo(id, access.Administrator, d.committeeA, d.communeA)
	return d.person(id, identity.ByPasskey)
}

func (d *desk) grantForm(role access.Role, body, place string) map[string]any {
	return map[string]any{"role": role, "body_id": body, "place_id": place, "reason": "phân công"}
}

// TestActsOnPeopleLeaveTheirLines is the table of acts and their audit lines.
func TestActsOnPeopleLeaveTheirLines(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		id := d.writer.IDs.New()
		names := map[string]string{admin.person: "admin", id: "new", d.communeA: "A", d.people[access.CommuneClerk]: "clerk"}
		grantOf := func(role access.Role) string {
			reg, err := d.store.Registry(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range reg.Grants(id) {
				if g.Role == role {
					names[g.ID] = "grant of " + string(role)
					return g.ID
				}
			}
			t.Fatalf("no grant as %s", role)
			return ""
		}
		for _, x := range []struct {
			name, method, path string
			body               any
			role               access.Role
			want               []string
		}{
			{"add", "POST", "/people", map[string]any{"id": id, "name": "Bàn Thị Mẫu", "grant": d.grantForm(access.CommuneClerk, d.committeeA, d.communeA)}, access.CommuneClerk,
				[]string{"person.create done by admin on new at A", "grant.create done by admin on grant of commune_clerk at A because phân công detail role=commune_clerk person=new"}},
			{"rename", "PATCH", "/people/" + id, map[string]any{"name": "Bàn Thị Mẫu", "title": "công chức"}, "", []string{"person.change done by admin on new"}},
			{"give", "POST", "/people/" + id + "/grants", d.grantForm(access.CommuneVerifier, d.committeeA, d.communeA), access.CommuneVerifier,
				[]string{"grant.create done by admin on grant of commune_verifier at A because phân công detail role=commune_verifier person=new"}},
			{"invite", "POST", "/people/" + id + "/invitation", nil, "", []string{"account.invite done by admin on new detail purpose=enrol"}},
		} {
			got := d.heard(nil, func() {
				status, _, text := admin.send(x.method, x.path, x.body)
				if status >= 300 {
					t.Fatalf("%s: %d %s", x.name, status, text)
				}
			})
			if x.role != "" {
				grantOf(x.role)
			}
			for i := range got {
				for k, v := range names {
					got[i] = strings.ReplaceAll(got[i], k, v)
				}
			}
			same(t, x.name, got, x.want...)
		}
		same(t, "end", d.heard(names, func() {
			admin.sent(200, "", "POST", "/grants/"+grantOf(access.CommuneVerifier)+"/end", map[string]any{"reason": "hết nhiệm kỳ"})
		}), "grant.end done by admin on grant of commune_verifier at A because hết nhiệm kỳ detail role=commune_verifier person=new")
		clerk := d.as(access.CommuneClerk)
		same(t, "refused", d.heard(names, func() { clerk.sent(403, api.NotAllowed, "POST", "/people", map[string]any{}) }),
			"access.refused refused by clerk on  detail route=addPerson why=no_role")
	})
}

// TestNobodyRaisesHimself tries to invite, to empower and to shut oneself, and
// to stretch a right of one's own.
func TestNobodyRaisesHimself(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		me := "/people/" + admin.person
		admin.sent(403, api.NotAllowed, "POST", me+"/invitation", nil)
		admin.sent(403, api.NotAllowed, "PUT", me+"/account", map[string]any{"shut": true, "reason": "x"})
		admin.sent(403, "not_allowed", "POST", me+"/grants", d.grantForm(access.Inspector, d.provinceBody, d.province))
		admin.sent(403, "not_allowed", "POST", me+"/grants", d.grantForm(access.Administrator, d.provinceBody, d.province))
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		before := reg.Grants(admin.person)
		admin.sent(403, "not_allowed", "POST", "/grants/"+before[0].ID+"/end", map[string]any{"day": "2099-12-31", "reason": "x"})
		admin.sent(409, "", "POST", "/people", map[string]any{"id": admin.person, "name": "x", "grant": d.grantForm(access.Inspector, d.provinceBody, d.province)})
		if reg, err = d.store.Registry(context.Background()); err != nil || !slices.Equal(reg.Grants(admin.person), before) {
			t.Errorf("the own rights changed: %v, %v", reg.Grants(admin.person), err)
		}
	})
}

// TestRightsAreGivenInsideTheOwnPlaceOnly holds that grants reach downward and
// that nobody is taken over by giving him a right below.
func TestRightsAreGivenInsideTheOwnPlaceOnly(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		a := d.communeAdmin("Sầm Văn Mẫu")
		person := "/people/" + d.people[access.CommuneClerk]
		for name, place := range map[string]string{"the province": d.province, "the neighbour": d.communeB, "a hamlet of the neighbour": d.hamletsB[0], "an area over both": d.area,
			"no such place": "01890a5d-ac96-7000-8000-000000000099"} {
			if got, _, text := a.send("POST", person+"/grants", d.grantForm(access.CommuneClerk, d.committeeA, place)); got != 403 {
				t.Errorf("%s: %d %s", name, got, text)
			}
		}
		a.sent(200, "", "POST", person+"/grants", d.grantForm(access.CommuneVerifier, d.committeeA, d.hamletsA[0]))
		a.sent(404, api.NotFound, "POST", "/people/01890a5d-ac96-7000-8000-000000000099/grants", d.grantForm(access.CommuneClerk, d.committeeA, d.communeA))

		above, beside := d.people[access.Inspector], d.peopleB[access.CommuneClerk]
		for _, id := range []string{above, beside} {
			a.sent(404, api.NotFound, "POST", "/people/"+id+"/invitation", nil)
		}
		a.sent(200, "", "POST", "/people/"+above+"/grants", d.grantForm(access.CommuneClerk, d.committeeA, d.communeA))
		inspector := d.person(above, identity.ByPasskey)
		a.sent(403, api.NotAllowed, "POST", "/people/"+above+"/invitation", nil)
		a.sent(403, api.NotAllowed, "PUT", "/people/"+above+"/account", map[string]any{"shut": true, "reason": "x"})
		a.sent(403, api.NotAllowed, "PATCH", "/people/"+above, map[string]any{"name": "Tên khác", "title": ""})
		inspector.must(200, "GET", "/me/sessions", nil, nil)
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range reg.Grants(above) {
			if g.PlaceID == d.province {
				a.sent(403, api.NotAllowed, "POST", "/grants/"+g.ID+"/end", map[string]any{"reason": "x"})
			}
		}
	})
}

// TestAnEndedRightIsShutAtOnce ends a right in the middle of a session, one of
// long ago and one given today.
func TestAnEndedRightIsShutAtOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		end := func(person string) {
			reg, err := d.store.Registry(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range reg.Grants(person) {
				admin.sent(200, "", "POST", "/grants/"+g.ID+"/end", map[string]any{"reason": "thôi việc"})
			}
		}
		c := d.as(access.CommuneVerifier)
		c.must(200, "GET", "/people", nil, nil)
		end(c.person)
		c.sent(403, api.NotAllowed, "GET", "/people", nil)
		c.must(200, "GET", "/me/sessions", nil, nil)

		id := d.writer.IDs.New()
		admin.sent(200, "", "POST", "/people", map[string]any{"id": id, "name": "Bàn Thị Mẫu", "grant": d.grantForm(access.CommuneVerifier, d.committeeA, d.communeA)})
		c = d.person(id, identity.ByPasskey)
		c.must(200, "GET", "/people", nil, nil)
		end(id)
		c.sent(403, api.NotAllowed, "GET", "/people", nil)
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		admin.sent(409, api.Conflict, "POST", "/grants/"+reg.Grants(id)[0].ID+"/end", map[string]any{"reason": "lần nữa"})
	})
}

// TestALostPasskeyIsReplacedByTwoPeople holds that one alone lets nobody in,
// however often and wherever he asks.
func TestALostPasskeyIsReplacedByTwoPeople(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		lost := d.people[access.CommuneClerk]
		_, old, _ := d.enrolled(lost)
		first, second := d.as(access.Administrator), d.as(access.UpperOfficer)
		names := map[string]string{lost: "lost", first.person: "first", second.person: "second"}
		invite := func(c *client) office.InviteView {
			t.Helper()
			var v office.InviteView
			if err := json.Unmarshal([]byte(c.sent(200, "", "POST", "/people/"+lost+"/invitation", nil)), &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		for range 3 {
			same(t, "first", d.heard(names, func() {
				if v := invite(first); v.Token != "" || !v.Second || v.State == "invited" {
					t.Fatalf("one person alone: %+v", v)
				}
			}), "account.recover done by first on lost detail purpose=asked")
		}
		again := d.as(access.Administrator) // the same person in another browser
		if v := invite(again); v.Token != "" {
			t.Fatalf("one person twice: %+v", v)
		}
		for _, token := range []string{"recover/" + lost, lost, ""} { // what could be guessed of the wish
			for _, path := range []string{"/invitation", "/invitation/passkey/begin", "/invitation/password/begin"} {
				d.anybody().sent(410, api.Gone, "POST", path, map[string]any{"token": token})
			}
		}
		d.clock.now = d.clock.now.Add(identity.InvitationLife + time.Minute)
		first, second = d.as(access.Administrator), d.as(access.UpperOfficer)
		if v := invite(second); v.Token != "" {
			t.Fatalf("a wish of yesterday counts: %+v", v)
		}
		var v office.InviteView
		same(t, "second", d.heard(names, func() { v = invite(first) }), "account.invite done by first on lost detail purpose=recover")
		if v.Token == "" || v.ExpiresMS != d.clock.now.Add(identity.RecoveryLife).UnixMilli() {
			t.Fatalf("two people: %+v", v)
		}
		c, key := d.anybody(), newAuthenticator(t)
		begun := c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": v.Token})
		same(t, "enrol again", d.heard(names, func() {
			c.sent(200, "", "POST", "/invitation/passkey", ended(begun, key.create(begun.Options), map[string]any{"token": v.Token}))
		}), "account.recover done by lost on lost detail method=passkey", "session.open done by lost on lost detail method=passkey")
		d.anybody().sent(410, api.Gone, "POST", "/invitation", map[string]any{"token": v.Token})
		d.signIn(key)
		d.signIn(old) // stays until its owner removes it
		if v := invite(first); v.Token != "" {
			t.Fatalf("the next loss needs two again: %+v", v)
		}
	})
}

// TestAnInvitationEndsAndIsReplaced holds the life of invitations.
func TestAnInvitationEndsAndIsReplaced(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		invite := func() string {
			var v office.InviteView
			if err := json.Unmarshal([]byte(admin.sent(200, "", "POST", "/people/"+d.people[access.CommuneClerk]+"/invitation", nil)), &v); err != nil || v.Token == "" {
				t.Fatalf("%v %+v", err, v)
			}
			return v.Token
		}
		old, token := invite(), invite()
		open := func(status int, token string) {
			t.Helper()
			d.anybody().sent(status, "", "POST", "/invitation", map[string]any{"token": token})
		}
		open(410, old)
		open(200, token)
		c, key := d.anybody(), newAuthenticator(t)
		v := c.ceremonyOf("/invitation/passkey/begin", map[string]any{"token": token})
		answer := ended(v, key.create(v.Options), map[string]any{"token": token})
		if got := d.atOnce(3, func(int) int { s, _, _ := d.anybody().send("POST", "/invitation/passkey", answer); return s }); got[200] != 1 || got[410] != 2 {
			t.Errorf("one invitation used at once: %v", got)
		}
		token = d.token(d.people[access.PostOfficer], identity.Enrol)
		d.clock.now = d.clock.now.Add(identity.InvitationLife)
		open(410, token)
	})
}

// TestARequestIsCarriedOutOnce repeats a request, sends another under its id,
// and sends the same several times at one moment.
func TestARequestIsCarriedOutOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		count := func() (people, grants int) {
			reg, err := d.store.Registry(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return len(reg.People), len(reg.Grants(""))
		}
		form := func() map[string]any {
			return map[string]any{"id": d.writer.IDs.New(), "name": "Bàn Thị Mẫu", "grant": d.grantForm(access.CommuneClerk, d.committeeA, d.communeA)}
		}
		people, grants := count()
		check := func(what string, more int) {
			t.Helper()
			p, g := count()
			if p != people+more || g != grants+more {
				t.Errorf("%s: %d people and %d grants more, want %d", what, p-people, g-grants, more)
			}
			people, grants = p, g
		}
		request, body := d.writer.IDs.New(), form()
		lines := d.heard(nil, func() {
			for range 3 {
				var row office.PersonRow
				if got := admin.once("POST", "/people", request, body, &row); got != 200 || row.ID != body["id"] {
					t.Fatalf("%d %+v", got, row)
				}
			}
		})
		if check("a repeat", 1); len(lines) != 2 {
			t.Errorf("audit lines %v", lines)
		}
		if got := admin.once("POST", "/people", request, form(), nil); got != 409 {
			t.Errorf("another request under the same id: %d", got)
		}
		check("another request under the same id", 0)
		if got := admin.once("POST", "/people/"+body["id"].(string)+"/grants", request, d.grantForm(access.CommuneClerk, d.committeeA, d.communeA), nil); got != 409 {
			t.Errorf("another route under the same id: %d", got)
		}
		check("another route under the same id", 0)
		request, body = d.writer.IDs.New(), form()
		if got := d.atOnce(4, func(int) int { return admin.once("POST", "/people", request, body, nil) }); got[200] != 4 {
			t.Errorf("the same at once: %v", got)
		}
		check("the same at once", 1)
		grant := d.grantForm(access.CommuneVerifier, d.committeeA, d.communeA)
		request = d.writer.IDs.New()
		if got := d.atOnce(4, func(int) int {
			return admin.once("POST", "/people/"+body["id"].(string)+"/grants", request, grant, nil)
		}); got[200] != 4 {
			t.Errorf("the same right at once: %v", got)
		}
		if _, g := count(); g != grants+1 {
			t.Errorf("%d rights were given", g-grants)
		}
		for _, bad := range []string{"", "x", "00000000"} {
			if got := admin.once("POST", "/people", bad, form(), nil); got != 422 {
				t.Errorf("the request id %q: %d", bad, got)
			}
		}
	})
}

// TestARoleIsGivenForABodyOfItsLevel: else one body could check an entry at
// two levels.
func TestARoleIsGivenForABodyOfItsLevel(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		admin := d.as(access.Administrator)
		for _, x := range []struct {
			role access.Role
			body string
			want int
		}{
			{access.PostCommander, d.committeeA, 422}, {access.PostOfficer, d.committeeA, 422}, {access.CommuneVerifier, d.post, 422},
			{access.PostCommander, d.post, 200}, {access.CommuneClerk, d.post, 200}, {access.Inspector, d.committeeA, 200},
		} {
			form := map[string]any{"id": d.writer.IDs.New(), "name": "Bàn Thị Mẫu", "grant": d.grantForm(x.role, x.body, d.communeA)}
			if status, _, text := admin.send("POST", "/people", form); status != x.want || status == 422 && !strings.Contains(text, "body_id") {
				t.Errorf("%s: %d %s", x.role, status, text)
			}
		}
		for role, want := range map[string]bool{"commune_verifier": true, "post_commander": false, "inspector": true} {
			var picked []office.Picked
			admin.must(200, "GET", "/people/bodies?role="+role, nil, &picked)
			if got := slices.ContainsFunc(picked, func(b office.Picked) bool { return b.ID == d.committeeA }); got != want {
				t.Errorf("the committee is offered for %s: %v", role, got)
			}
		}
	})
}
