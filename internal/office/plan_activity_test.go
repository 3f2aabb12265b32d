package office_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
)

// patrolPlan is a patrol the post plans for a day.
func (d *desk) patrolPlan(day string) office.EntryContent {
	return office.EntryContent{Kind: "patrol", PlaceID: d.communeA, Day: day, OwnerBodyID: d.post, Dims: map[string][]string{"patrol_form": {"own_regular"}},
		Measures: map[string]office.ValueForm{"person_turns": counted(6)}}
}

func (c *client) activities(period, place string) office.ActivityList {
	c.d.t.Helper()
	var out office.ActivityList
	c.must(200, "GET", "/plans/activities?period="+period+"&place="+place, nil, &out)
	return out
}

// A patrol ahead says where nobody will be tomorrow: only the bodies concerned
// know of it, and to everybody else it is missing.
func TestAPatrolAheadIsShownToTheBodiesConcernedOnly(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC)
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		alone := post.plan(d.patrolPlan("2026-02-20"))
		joint := d.patrolPlan("2026-02-21")
		joint.Bodies = []office.BodyForm{{BodyID: d.committeeA, Role: "participant"}}
		with := post.plan(joint)
		at := "/plans/activities/" + alone.LedgerID + "/" + alone.ID
		clerk.must(404, "GET", at, nil, nil)
		clerk.must(404, "POST", at+"/not-done", map[string]any{"reason": "weather"}, nil)
		for _, p := range []struct {
			*office.PlannedActivity
			status int
		}{{alone, 404}, {with, 200}} { // one rule for every page it could be opened on
			clerk.must(p.status, "GET", "/entries/"+p.LedgerID+"/"+p.ID, nil, nil)
			clerk.must(p.status, "GET", "/plans/activities/"+p.LedgerID+"/"+p.ID, nil, nil)
			d.as(access.PostCommander).must(200, "GET", "/review/"+p.LedgerID+"/"+p.ID, nil, nil)
			d.as(access.CommuneVerifier).must(p.status, "GET", "/plans/activities/"+p.LedgerID+"/"+p.ID, nil, nil)
			d.as(access.Inspector).must(404, "GET", "/plans/activities/"+p.LedgerID+"/"+p.ID, nil, nil)
			d.as(access.Inspector).must(404, "GET", "/entries/"+p.LedgerID+"/"+p.ID, nil, nil)
			d.as(access.UpperOfficer).must(200, "GET", "/plans/activities/"+p.LedgerID+"/"+p.ID, nil, nil)
		}
		d.as(access.CommuneVerifier).must(404, "GET", "/review/"+alone.LedgerID+"/"+alone.ID, nil, nil)
		d.as(access.CommuneVerifier).must(404, "POST", "/plans/"+alone.LedgerID+"/"+alone.ID+"/retract", map[string]any{"base": alone.Base, "why": "Không được biết"}, nil)
		for role, want := range map[access.Role]int{access.CommuneVerifier: 1, access.Inspector: 0, access.UpperOfficer: 2} {
			if n := len(d.as(role).activities("2026-02", d.communeA).Items); n != want {
				t.Errorf("%s sees %d plans ahead, want %d", role, n, want)
			}
		}
		if p := clerk.planned(with); slices.Contains(p.Acts, "amend") || slices.Contains(p.Acts, "not_done") {
			t.Errorf("who takes part may not change the plan: %v", p.Acts)
		}
		clerk.must(403, "POST", "/plans/activities/"+with.LedgerID+"/"+with.ID+"/amend", map[string]any{"base": with.Base, "content": with.Content, "why": "Đổi ngày khác"}, nil)
		var ids []string
		for _, p := range clerk.activities("2026-02", d.communeA).Items {
			ids = append(ids, p.ID)
		}
		if !slices.Equal(ids, []string{with.ID}) {
			t.Errorf("the clerk sees %v", ids)
		}
		if n := len(post.activities("2026-02", d.communeA).Items); n != 2 {
			t.Errorf("the post sees %d of its plans", n)
		}
		part := office.ActivityForm{ID: d.id(), Content: office.EntryContent{Kind: "festival_part", PlaceID: d.communeA, Day: "2026-02-20"}, PartOf: []office.PlanPart{{LedgerID: alone.LedgerID, ID: alone.ID}}}
		clerk.must(422, "POST", "/plans/activities", part, nil) // what may not be known is no plan
	})
}

// TestACorrectionNamesOnlyAPlanThatMayBeCarriedOut: the raw fields of a
// correction pass the checks of recording: the kind, and that the plan may be
// known.
func TestACorrectionNamesOnlyAPlanThatMayBeCarriedOut(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk, verifier := d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		talk := func(place, day string) office.EntryContent {
			return office.EntryContent{Kind: "outreach", PlaceID: place, Day: day, Measures: map[string]office.ValueForm{"participant_turns": counted(20)}}
		}
		fits := clerk.plan(talk(d.hamletsA[1], "2026-03-20"))
		festival := clerk.plan(office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: "2026-03-20"})
		hidden := d.as(access.PostOfficer).plan(d.patrolPlan("2026-03-20"))

		v := clerk.record(talk(d.hamletsA[0], "2026-03-02"), true)
		w := written{ledger: v.LedgerID, id: v.ID}
		verifier.verify(w)
		for name, plan := range map[string]string{"another kind": festival.ID, "what may not be known": hidden.ID, "no plan": d.id()} {
			body := map[string]any{"set": map[string]any{"plan_id": plan}, "why": "Theo kế hoạch: " + name}
			verifier.must(422, "POST", w.path("/ask_correction"), body, nil)
			body["base"] = verifier.detail(w).Base
			verifier.must(422, "POST", w.path("/correct"), body, nil)
		}
		verifier.must(200, "POST", w.path("/correct"), map[string]any{"base": verifier.detail(w).Base, "set": map[string]any{"plan_id": fits.ID}, "why": "Việc này theo kế hoạch"}, nil)
		// What it names it may keep, and no other kind carries that plan out.
		verifier.must(422, "POST", w.path("/correct"), map[string]any{"base": verifier.detail(w).Base, "set": map[string]any{"kind": "festival"}, "why": "Đổi loại việc"}, nil)
		verifier.must(200, "POST", w.path("/correct"), map[string]any{"base": verifier.detail(w).Base, "set": map[string]any{"note": "Đã đối chiếu"}, "why": "Thêm ghi chú"}, nil)
	})
}

// incidentPlan is what only a clearance opens, of a day in 2026.
func (d *desk) incidentPlan(day string) office.EntryContent {
	return office.EntryContent{Kind: "incident", PlaceID: d.communeA, Day: day, Dims: map[string][]string{"incident_class": {"crime"}}, Measures: map[string]office.ValueForm{"cases": counted(3)}, Note: "Cùng công an xã"}
}

// A plan of a restricted kind is as closed as the entry it becomes: its own
// body and a clearance open it, a right over the place does not.
func TestAPlanOfARestrictedKindNeedsAClearance(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk, verifier, upper := d.as(access.CommuneClerk), d.as(access.CommuneVerifier), d.as(access.UpperOfficer)
		p := clerk.plan(d.incidentPlan("2026-03-20"))
		at := "/plans/activities/" + p.LedgerID + "/" + p.ID
		own := d.as(access.PostOfficer).plan(d.incidentPlan("2026-03-21"))
		d.as(access.PostCommander).must(200, "GET", "/plans/activities/"+own.LedgerID+"/"+own.ID, nil, nil)
		d.as(access.PostCommander).must(404, "GET", at, nil, nil)
		for _, who := range []*client{verifier, upper} {
			who.must(404, "GET", at, nil, nil)
			who.must(403, "POST", "/plans/activities", office.ActivityForm{ID: d.id(), Content: d.incidentPlan("2026-03-20")}, nil)
		}
		if got := d.refusedPlan(access.CommuneVerifier, d.committeeA); got != ledger.CodeNotAllowed {
			t.Errorf("the ledger refuses %q", got)
		}
		d.clear(d.committeeA, access.CommuneVerifier)
		d.clear(d.provinceBody, access.UpperOfficer)
		for _, who := range []*client{d.as(access.CommuneVerifier), d.as(access.UpperOfficer)} {
			who.must(200, "GET", at, nil, nil)
		}
		if got := d.refusedPlan(access.CommuneVerifier, d.committeeA); got != "" {
			t.Errorf("who is cleared is refused: %q", got)
		}
		verify(t, d)
	})
}

// refusedPlan writes a plan of a restricted kind past the office, and tells the
// code the ledger refuses it with.
func (d *desk) refusedPlan(role access.Role, body string) ledger.Code {
	d.t.Helper()
	day := calendar.MakeDay(2026, 3, 22)
	draft := ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypePlan, EntityID: d.id(), Verb: "create", ActorID: d.people[role], BodyID: body, Catalogue: d.catalogue(),
		Body: ledger.PlanBody{PlaceID: d.communeA, From: day, To: day, Activity: &ledger.Content{Kind: "incident", PlaceID: d.communeA, Day: day, Dims: map[string]ledger.Codes{"incident_class": {"crime"}}}}}
	results, err := d.writer.Act(context.Background(), store.Batch{Rights: true}, []ledger.Draft{draft})
	if err != nil {
		d.t.Fatal(err)
	}
	var r *ledger.Refusal
	if errors.As(results[0].Err, &r) {
		return r.Code
	}
	return ""
}

// What became of a plan is told by the entries there are, else by the reason
// somebody signed, else it is due.
func TestAPlanIsDueUntilAnEntryOrAReason(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC)
		post := d.as(access.PostOfficer)
		p := post.plan(d.patrolPlan("2026-02-20"))
		at := "/plans/activities/" + p.LedgerID + "/" + p.ID
		state := func(want string) {
			t.Helper()
			if got := post.planned(p).State; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		state("planned")
		post.must(422, "POST", at+"/not-done", map[string]any{"reason": "weather"}, nil) // nobody knows yet
		state("planned")
		d.clock.now = time.Date(2026, 2, 21, 8, 0, 0, 0, time.UTC)
		post = d.as(access.PostOfficer) // the session of ten days ago is over
		state("due")
		if n := post.activities("2026-02", d.communeA).Due; n != 1 {
			t.Errorf("%d due", n)
		}
		post.must(422, "POST", at+"/not-done", map[string]any{"reason": "laziness"}, nil)
		post.must(422, "POST", at+"/not-done", map[string]any{"reason": "other"}, nil)
		post.must(200, "POST", at+"/not-done", map[string]any{"reason": "weather", "why": "Mưa lũ, đường sạt"}, p)
		if p.State != "not_done" || p.Reason != "weather" || p.ReasonName != "do thời tiết" {
			t.Errorf("%+v", p)
		}
		entry := *p.Entry // it was walked two days later after all
		if entry.Measures["person_turns"].Basis != "" || entry.PlanID != p.ID {
			t.Errorf("the form is filled in as %+v", entry)
		}
		post.must(422, "POST", "/entries", office.CreateForm{ID: d.id(), Content: entry, Submit: true}, nil) // how the number is known was not said
		entry.Day, entry.Measures["person_turns"] = "2026-02-21", counted(5)
		v := post.record(entry, true)
		state("done")
		if v.Plan == nil || v.Plan.ID != p.ID || !v.Plan.Open {
			t.Errorf("the entry names its plan: %+v", v.Plan)
		}
		if got := post.figure(d.communeA, "2026", "patrol.post", "person_turns").Printed; got != "5" {
			t.Errorf("the result is %s", got)
		}
		post.act(&v, "retract", map[string]any{"why": "Ghi nhầm chuyến"})
		state("not_done")
	})
}

func TestAPlannedActivityIsChangedWithAReasonAndTakenBack(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC)
		verifier := d.as(access.CommuneVerifier)
		p := verifier.plan(office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: "2026-03-03"})
		at := "/plans/activities/" + p.LedgerID + "/" + p.ID
		next := *p.Content
		next.Day, next.Dims = "2026-03-02", map[string][]string{"festival_level": {"commune"}}
		verifier.must(422, "POST", at+"/amend", map[string]any{"base": p.Base, "content": next}, nil)
		stale := p.Base
		verifier.must(200, "POST", at+"/amend", map[string]any{"base": p.Base, "content": next, "why": "Ngày 3/3 trùng đại hội"}, p)
		if p.Day != "2026-03-02" || len(p.Content.Dims["festival_level"]) != 1 {
			t.Errorf("%+v", p)
		}
		verifier.must(409, "POST", at+"/amend", map[string]any{"base": stale, "content": next, "why": "Đọc bản cũ"}, nil)
		verifier.must(200, "POST", "/plans/"+p.LedgerID+"/"+p.ID+"/retract", map[string]any{"base": p.Base, "why": "Không tổ chức nữa"}, nil)
		if items := verifier.activities("2026-03", d.communeA).Items; len(items) != 0 {
			t.Errorf("a plan taken back stands in the list: %+v", items)
		}
	})
}

// Who opens a restricted plan leaves a line; the list says no more than that
// there is one.
func TestOpeningARestrictedPlanLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		p := clerk.plan(d.incidentPlan("2026-03-20"))
		items := clerk.activities("2026-03", d.communeA).Items
		if len(items) != 1 || len(items[0].Measures)+len(items[0].Facts) != 0 || items[0].Note != "" || items[0].Content != nil || items[0].Entry != nil {
			t.Errorf("the list tells %+v", items)
		}
		if got := clerk.planned(p); len(got.Measures) != 1 || got.Note == "" || got.Entry == nil {
			t.Errorf("its own page tells %+v", got)
		}
		list, err := d.store.AuditRecords(t.Context(), audit.Filter{ObjectID: p.ID})
		if err != nil || len(list) != 1 || list[0].Action != audit.EntryOpen || list[0].PlaceID != d.communeA {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// Questions about a number tell those around it: only who may plan at the
// place is asked them.
func TestAPlanIsCheckedByWhoMayPlanThere(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		check := func(content office.EntryContent) any { return map[string]any{"content": content} }
		festival := office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: "2026-03-20"}
		d.as(access.CommuneClerk).must(200, "POST", "/plans/activities/check", check(festival), nil)
		d.asB(access.CommuneClerk).must(403, "POST", "/plans/activities/check", check(festival), nil)
		d.as(access.CommuneVerifier).must(403, "POST", "/plans/activities/check", check(d.incidentPlan("2026-03-20")), nil)
		d.as(access.CommuneClerk).must(200, "POST", "/plans/activities/check", check(d.incidentPlan("2026-03-20")), nil)
	})
}

// A plan is carried out by entries of its kind that count, of those who may
// know it: neither a draft nor another kind nor a stranger makes it done.
func TestAPlanIsCarriedOutByEntriesOfItsKindThatCount(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC)
		p := d.as(access.PostOfficer).plan(d.patrolPlan("2026-02-11"))
		d.clock.now = time.Date(2026, 2, 12, 8, 0, 0, 0, time.UTC)
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		entry := *post.planned(p).Entry
		entry.Measures["person_turns"] = counted(5)
		theirs := entry
		theirs.OwnerBodyID = d.committeeA
		clerk.must(422, "POST", "/entries", office.CreateForm{ID: d.id(), Content: theirs}, nil)
		other := office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: "2026-02-11", PlanID: p.ID, OwnerBodyID: d.post}
		post.must(422, "POST", "/entries", office.CreateForm{ID: d.id(), Content: other}, nil)
		draft := post.record(entry, false)
		if got := post.planned(p); got.State != "due" || len(got.Done) != 0 || !slices.Contains(got.Acts, "record") {
			t.Errorf("a draft makes the plan %s, %v", got.State, got.Acts)
		}
		post.act(&draft, "submit", map[string]any{})
		if got := post.planned(p); got.State != "done" || len(got.Done) != 1 {
			t.Errorf("an entry makes the plan %s", got.State)
		}
	})
}

// What was planned here and done in the neighbouring commune was done.
func TestAPlanIsCarriedOutNextDoor(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC)
		p := d.as(access.PostOfficer).plan(d.patrolPlan("2026-02-11"))
		d.clock.now = time.Date(2026, 2, 12, 8, 0, 0, 0, time.UTC)
		post := d.as(access.PostOfficer)
		entry := *post.planned(p).Entry
		entry.PlaceID, entry.Measures["person_turns"] = d.communeB, counted(5)
		if v := post.record(entry, true); v.LedgerID != d.ledgerB {
			t.Fatalf("recorded in %s", v.LedgerID)
		}
		if got := post.planned(p); got.State != "done" || len(got.Done) != 1 {
			t.Errorf("%s by %+v", got.State, got.Done)
		}
		if list := post.activities("2026-02", d.communeA); len(list.Items) != 1 || list.Items[0].State != "done" || list.Due != 0 || list.More {
			t.Errorf("%+v", list)
		}
		verify(t, d)
	})
}
