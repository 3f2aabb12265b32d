package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
)

// waits is what the dashboard counts of something.
func (c *client) waits(what string) int {
	c.d.t.Helper()
	var b office.Dashboard
	c.must(200, "GET", "/dashboard", nil, &b)
	for _, w := range b.Waiting {
		if w.What == what {
			return w.Count
		}
	}
	c.d.t.Fatalf("the dashboard does not count %s: %+v", what, b.Waiting)
	return 0
}

// due lists what has to be looked at again.
func (c *client) due() []office.EntryRow {
	c.d.t.Helper()
	var list office.List[office.EntryRow]
	c.must(200, "GET", "/entries?due=true", nil, &list)
	return list.Items
}

// incidentAt is an incident of the team in the first hamlet.
func (d *desk) incidentAt(day string) office.EntryContent {
	return office.EntryContent{Kind: "incident", PlaceID: d.hamletsA[0], Day: day, Dims: map[string][]string{
		"incident_class": {"agreement_violation"}, "incident_kind": {"marker_damage"}, "found_by": {"resident"}, "case_state": {"found"}, "fault": {"unclear"}}}
}

// TestAFollowUpDayRemindsThoseWhoMayReadTheEntry: from the day on, until the
// case is closed; the dashboard counts what the list shows.
func TestAFollowUpDayRemindsThoseWhoMayReadTheEntry(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.post, access.PostOfficer, access.PostCommander)
		d.clear(d.committeeA, access.CommuneVerifier)
		found := d.incidentAt("2026-03-09")
		found.FollowUp = "2026-03-08"
		var e office.CheckView
		d.as(access.TeamLeader).must(200, "POST", "/entries/check", map[string]any{"content": found}, &e)
		if len(e.Problems) != 1 || e.Problems[0].Field != "follow_up" {
			t.Errorf("a day before the entry's: %+v", e.Problems)
		}
		found.FollowUp = "ngày kia"
		d.as(access.TeamLeader).must(422, "POST", "/entries", map[string]any{"id": d.id(), "content": found}, nil)
		found.FollowUp = "2026-03-12"
		v := d.as(access.TeamLeader).record(found, true)
		if v.Follow == nil || v.Follow.State != "ahead" || v.Follow.Text != "Theo dõi tiếp vào 12/03/2026." {
			t.Errorf("%+v", v.Follow)
		}
		w := written{ledger: v.LedgerID, id: v.ID}
		d.as(access.CommuneVerifier).verify(w)
		d.as(access.PostCommander).verify(w)

		for _, step := range []struct {
			day   int
			state string
			n     int
		}{{11, "ahead", 0}, {12, "due", 1}, {15, "overdue", 1}} {
			d.clock.now = time.Date(2026, 3, step.day, 2, 0, 0, 0, time.UTC)
			officer := d.as(access.PostOfficer)
			list := officer.due()
			if len(list) != step.n || officer.waits("due") != step.n {
				t.Errorf("on %d March: %d listed, %d counted, want %d", step.day, len(list), officer.waits("due"), step.n)
			}
			officer.must(200, "GET", d.path(&v), nil, &v)
			if v.Follow == nil || v.Follow.State != step.state || step.n > 0 && list[0].Follow.State != step.state {
				t.Errorf("on %d March: %+v", step.day, v.Follow)
			}
		}
		if v.Follow.Days != 3 || v.Follow.Text != "Đã đến ngày theo dõi tiếp 12/03/2026, quá hạn 3 ngày." {
			t.Errorf("%+v", v.Follow)
		}
		for _, who := range []*client{d.asB(access.CommuneVerifier), d.as(access.CommuneClerk), d.as(access.UpperOfficer)} {
			if n := who.waits("due"); n != 0 || len(who.due()) != 0 {
				t.Errorf("somebody who may not read it is reminded of %d", n)
			}
		}

		commander := d.as(access.PostCommander)
		set := map[string]any{"follow_up": "2026-03-20"}
		commander.must(200, "POST", w.path("/correct"), map[string]any{"base": commander.detail(w).Base, "set": set, "why": "hẹn lại"}, nil)
		if n := commander.waits("due"); n != 0 {
			t.Errorf("put off, it still reminds: %d", n)
		}
		commander.must(200, "POST", w.path("/correct"), map[string]any{"base": commander.detail(w).Base, "set": map[string]any{"follow_up": "2026-03-14", "dims": map[string]any{"case_state": "closed"}}, "why": "đã xong"}, nil)
		commander.must(200, "GET", d.path(&v), nil, &v)
		if v.Follow.State != "ended" || commander.waits("due") != 0 {
			t.Errorf("closed, it still reminds: %+v", v.Follow)
		}
		verify(t, d)
	})
}
