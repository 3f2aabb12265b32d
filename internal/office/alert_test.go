package office_test

import (
	"context"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// alerts is what somebody has to see at once, by entry.
func (c *client) alerts() map[string]office.AlertView {
	c.d.t.Helper()
	var list office.AlertList
	c.must(200, "GET", "/alerts", nil, &list)
	out := map[string]office.AlertView{}
	for _, a := range list.Items {
		out[a.ID] = a
	}
	return out
}

// TestANewIncidentStandsBeforeThoseAnswerableUntilOneOfThemSawIt: each level by
// itself, nobody who may not read it, and no longer than until the end of its
// route.
func TestANewIncidentStandsBeforeThoseAnswerableUntilOneOfThemSawIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.post, access.PostOfficer, access.PostCommander)
		d.clear(d.committeeA, access.CommuneVerifier)
		draft := d.as(access.TeamLeader).record(d.incidentAt("2026-03-09"), false)
		if n := len(d.as(access.PostOfficer).alerts()); n != 0 {
			t.Errorf("a draft is nobody's news: %d", n)
		}
		d.as(access.TeamLeader).must(200, "POST", d.path(&draft)+"/submit", map[string]any{}, nil)
		d.clock.now = d.clock.now.Add(25 * time.Minute)
		officer, commander, verifier := d.as(access.PostOfficer), d.as(access.PostCommander), d.as(access.CommuneVerifier)
		a := officer.alerts()[draft.ID]
		if a.Since != "25 phút trước" || a.Name != "vụ việc" || a.ReceivedMS != startOf.UnixMilli() {
			t.Errorf("the post is told %+v", a)
		}
		for name, who := range map[string]*client{"team": d.as(access.TeamLeader), "clerk not cleared": d.as(access.CommuneClerk), "other commune": d.asB(access.CommuneVerifier),
			"province not cleared": d.as(access.UpperOfficer), "inspector": d.as(access.Inspector)} {
			if n := len(who.alerts()); n != 0 {
				t.Errorf("%s is told of %d", name, n)
			}
		}

		// The commander opens it in his review: the post has seen it, the commune not yet.
		commander.must(200, "GET", "/review/"+draft.LedgerID+"/"+draft.ID, nil, nil)
		if len(officer.alerts()) != 0 || len(commander.alerts()) != 0 || len(verifier.alerts()) != 1 {
			t.Errorf("after the commander opened it: post %d, commune %d", len(officer.alerts()), len(verifier.alerts()))
		}
		w := written{ledger: draft.LedgerID, id: draft.ID}
		verifier.verify(w)
		if len(verifier.alerts()) != 0 {
			t.Error("the commune verified it and is still told")
		}
		d.clear(d.provinceBody, access.UpperOfficer)
		upper := d.as(access.UpperOfficer)
		if len(upper.alerts()) != 1 {
			t.Error("the province was not told")
		}
		commander.verify(w)
		if len(upper.alerts()) != 0 {
			t.Error("at the end of its route somebody has answered for it")
		}

		// What a post records itself it knows; what was copied from paper is old.
		own := d.incidentAt("2026-03-09")
		own.OwnerBodyID = d.post
		e := officer.record(own, true)
		paper := d.incidentAt("2026-03-08")
		paper.Paper = true
		d.as(access.TeamLeader).record(paper, true)
		if len(commander.alerts()) != 0 || len(verifier.alerts()) != 1 || verifier.alerts()[e.ID].ID == "" {
			t.Errorf("post %v, commune %v", commander.alerts(), verifier.alerts())
		}
		verify(t, d)
	})
}

// cleared is somebody new with one grant that reaches what is restricted, until
// a day.
func (d *desk) cleared(name string, role access.Role, body, place string, to registry.Bound) *client {
	d.t.Helper()
	id := d.newPerson(name)
	d.clearedToo(id, role, body, place, to)
	return d.person(id, identity.ByPasskey)
}

func (d *desk) clearedToo(person string, role access.Role, body, place string, to registry.Bound) {
	d.t.Helper()
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "grant", EntityID: d.id(), Verb: "create",
		Body: registry.GrantDoc{PersonID: person, Role: role, BodyID: body, PlaceID: place, Clearance: access.Restricted, From: registry.Unknown, To: to}}})
	if err != nil {
		d.t.Fatal(err)
	}
}

// TestWhoOnlyLooksOnHasNotSeenAnAlertForAnybody: an inspector of the same body,
// somebody whose grant ended since, and somebody of the same level elsewhere
// leave the alert where it stands.
func TestWhoOnlyLooksOnHasNotSeenAnAlertForAnybody(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.provinceBody, access.UpperOfficer)
		d.clear(d.committeeA, access.CommuneVerifier)
		e := d.as(access.TeamLeader).record(d.incidentAt("2026-03-09"), true)
		upper := d.as(access.UpperOfficer)
		open := func(c *client) { c.must(200, "GET", d.path(&e), nil, nil) }
		stands := func(after string, c *client, want int) {
			t.Helper()
			if n := len(c.alerts()); n != want {
				t.Errorf("after %s: %d alerts, want %d", after, n, want)
			}
		}
		open(d.cleared("Thanh tra", access.Inspector, d.provinceBody, d.province, registry.Open))
		stands("an inspector of the province opened it", upper, 1)

		today := registry.Bound(d.clock.now.Format(time.DateOnly))
		leaving := d.cleared("Chuyển công tác", access.UpperOfficer, d.provinceBody, d.province, today)
		open(leaving)
		stands("an officer of the province opened it", upper, 0)
		d.clock.now = d.clock.now.Add(24 * time.Hour)
		upper, verifier := d.as(access.UpperOfficer), d.as(access.CommuneVerifier)
		stands("his grant ended", upper, 1)

		// He reads all as an inspector and answers for another commune.
		elsewhere := d.cleared("Xã bên", access.CommuneVerifier, d.committeeB, d.communeB, registry.Open)
		d.clearedToo(elsewhere.person, access.Inspector, d.provinceBody, d.province, registry.Open)
		open(elsewhere)
		stands("the verifier of another commune opened it", verifier, 1)
		open(upper)
		stands("the province opened it", upper, 0)
		stands("the province opened it", verifier, 1)
	})
}

// TestAnInspectorWhoIsAlsoAnOfficerIsAlerted: the grant by which somebody
// answers counts, not the one he was given first, and the highest of several.
func TestAnInspectorWhoIsAlsoAnOfficerIsAlerted(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		both := d.cleared("Kiêm nhiệm", access.Inspector, d.provinceBody, d.province, registry.Open)
		e := d.as(access.TeamLeader).record(d.incidentAt("2026-03-09"), true)
		if len(both.alerts()) != 0 {
			t.Error("an inspector is alerted")
		}
		d.clearedToo(both.person, access.CommuneVerifier, d.committeeA, d.communeA, registry.Open)
		d.clearedToo(both.person, access.UpperOfficer, d.provinceBody, d.province, registry.Open)
		both = d.person(both.person, identity.ByPasskey)
		if len(both.alerts()) != 1 {
			t.Error("an officer who also inspects is not alerted")
		}
		d.clear(d.committeeA, access.CommuneVerifier)
		d.as(access.CommuneVerifier).must(200, "GET", d.path(&e), nil, nil)
		if len(both.alerts()) != 1 {
			t.Error("the commune saw it, the province did not, and he is of both")
		}
	})
}

// TestOfManyAlertsTheLongestAreListedAndMoreIsSaid: twenty and no more, and what
// was seen makes room.
func TestOfManyAlertsTheLongestAreListedAndMoreIsSaid(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.committeeA, access.CommuneVerifier)
		verifier := d.as(access.CommuneVerifier)
		var sent []office.EntryView
		for range 21 {
			d.clock.now = d.clock.now.Add(time.Minute)
			sent = append(sent, d.as(access.TeamLeader).record(d.incidentAt("2026-03-09"), true))
		}
		list := func(more bool, from int) {
			t.Helper()
			var l office.AlertList
			verifier.must(200, "GET", "/alerts", nil, &l)
			if l.More != more || len(l.Items) != 20 {
				t.Fatalf("%d items, more %v", len(l.Items), l.More)
			}
			for i, a := range l.Items {
				if a.ID != sent[from+i].ID {
					t.Errorf("item %d is not the one sent as number %d", i, from+i)
				}
			}
		}
		list(true, 0)
		verifier.must(200, "GET", d.path(&sent[0]), nil, nil)
		list(false, 1)
	})
}
