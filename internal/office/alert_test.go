package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
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
