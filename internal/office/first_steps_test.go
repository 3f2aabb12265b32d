package office_test

import (
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/office"
)

// undone are the first steps still to do, "none" where none are shown.
func undone(h office.Dashboard) string {
	if h.FirstSteps == nil {
		return "none"
	}
	var out []string
	for _, s := range h.FirstSteps.Steps {
		if !s.Done {
			out = append(out, s.What)
		}
	}
	return strings.Join(out, " ")
}

// TestTheFirstStepsFollowWhatTheBookHolds: each is done by the act itself, all
// go away with the first locked report, and a team is never led.
func TestTheFirstStepsFollowWhatTheBookHolds(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		home := func(role access.Role) (h office.Dashboard) {
			t.Helper()
			d.as(role).must(200, "GET", "/dashboard", nil, &h)
			return h
		}
		clerk := home(access.CommuneClerk)
		if got := undone(clerk); got != "entry verify report" {
			t.Errorf("at first: %s", got)
		}
		if c := clerk.FirstSteps.Closed; c.Label != "tháng 02/2026 (15/01/2026 - 14/02/2026)" {
			t.Errorf("what may be locked now: %+v", c)
		}
		for _, s := range clerk.FirstSteps.Steps {
			if s.Mine != (s.What == "entry") {
				t.Errorf("a clerk and %s: %v", s.What, s.Mine)
			}
			if s.What == "report" && strings.Join(s.Who, ", ") != "cán bộ xã thẩm định, chỉ huy đồn, cán bộ cấp trên" {
				t.Errorf("who may sign a report: %v", s.Who)
			}
		}
		// A post in charge of nowhere is found by no report.
		post := func(body map[string]any) {
			t.Helper()
			d.as(access.RegistryEditor).must(200, "POST", "/bodies/"+d.post+"/amend", with2(body, map[string]any{"reason": "thử"}), nil)
		}
		post(map[string]any{"place_id": ""})
		if got := undone(home(access.CommuneClerk)); got != "post entry verify report" {
			t.Errorf("with a post that is in charge of nothing: %s", got)
		}
		post(map[string]any{"place_id": d.communeA})
		if got := undone(home(access.Administrator)); got != "entry verify report" {
			t.Errorf("the administrator, who sees no figures: %s", got)
		}
		d.clearing(calendar.MakeDay(2026, 1, 20), 500, 4)
		if got := undone(home(access.CommuneVerifier)); got != "report" {
			t.Errorf("with an entry verified: %s", got)
		}
		d.outreach("2026-01-25", 20)
		if got := undone(home(access.CommuneVerifier)); got != "verify report" {
			t.Errorf("while an entry waits: %s", got)
		}
		if got := undone(home(access.TeamLeader)); got != "none" {
			t.Errorf("a team: %s", got)
		}
		d.as(access.CommuneVerifier).must(200, "POST", "/locks", office.LockBody{ReportAsk: d.january()}, nil)
		if got := undone(home(access.CommuneVerifier)); got != "none" {
			t.Errorf("after the first lock: %s", got)
		}
	})
}
