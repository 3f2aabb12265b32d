package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/syncing/phone"
)

func (c *client) suggested(query string) []office.Suggestion {
	c.d.t.Helper()
	var v office.SuggestionList
	c.must(200, "GET", "/line/suggestions?"+query, nil, &v)
	return v.Items
}

// linePlan plans a patrol of the team along stretches and to positions, for
// 8 to 12 March.
func (c *client) linePlan(along *office.AlongForm, change func(*office.EntryContent)) *office.PlannedActivity {
	c.d.t.Helper()
	content := c.d.patrolPlan("2026-03-08")
	content.ToDay, content.OwnerBodyID, content.Dims = "2026-03-12", c.d.bodyOf(c.d.people[access.TeamMember]), map[string][]string{"patrol_form": {"with_residents"}}
	if change != nil {
		change(&content)
	}
	var out office.PlannedActivity
	c.must(200, "POST", "/plans/activities", office.ActivityForm{ID: c.d.id(), Content: content, Along: along}, &out)
	return &out
}

func (c *client) result(p *office.PlannedActivity, query string) office.PlanResult {
	c.d.t.Helper()
	var v office.LinePlan
	c.must(200, "GET", "/line/plans/"+p.LedgerID+"/"+p.ID+query, nil, &v)
	return v.Result
}

// teamWalks lets the team walk the first kilometre of the line on 9 March, sent
// and verified by the commune.
func (d *desk) teamWalks(markers ...string) (*phone.Phone, written) {
	d.t.Helper()
	p, _ := d.teamsPhone(d.phones(), 'x')
	if err := p.Sync(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	w := d.walks(p, markers, alongLine(d.t, 0, 10, time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)))
	if err := p.Sync(d.t.Context()); err != nil || p.Unsent() != 0 {
		d.t.Fatalf("%v, %d unsent", err, p.Unsent())
	}
	d.as(access.CommuneVerifier).verify(w)
	return p, w
}

// The next patrol goes where nobody was for longest, no farther than it can
// walk; where that is, is for the post and above.
func TestTheNextPatrolGoesWhereNobodyWasForLongest(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		post := d.as(access.PostOfficer)
		post.must(404, "GET", "/line/suggestions?place="+d.communeA, nil, nil)
		d.drawLine()
		first := post.suggested("walk_m=800&place=" + d.communeA)
		var told []string
		for _, s := range first {
			told = append(told, fmt.Sprintf("%s %s %s %d", s.Name, s.Reason, s.Place, len(s.Positions)))
		}
		if want := []string{"Đoạn 1, km 0 - 0,66 chưa ai đến xã Đình Phong 1", "Đoạn 1, km 0,66 - 1,33 chưa ai đến xã Đình Phong 0", "Đoạn 1, km 1,33 - 2 chưa ai đến xã Đình Phong 1"}; !slices.Equal(told, want) {
			t.Errorf("%q", told)
		}
		d.teamWalks()
		got := post.suggested("place=" + d.communeA)
		if len(got) != 2 || !got[0].Never || got[0].ToDM != 20_000 || got[1].Never || got[1].Last != "2026-03-09" || got[1].FromDM != 0 || got[1].ToDM != got[0].FromDM {
			t.Fatalf("%+v", got)
		}
		if r := got[1].Reason; r != "lần cuối 09/03/2026, 1 ngày" {
			t.Error(r)
		}
		if left := post.suggested("least_m=900&place=" + d.communeA); len(left) != 1 || left[0].Never {
			t.Errorf("shorter stretches stay out: %+v", left)
		}
		post.must(422, "GET", "/line/suggestions?status=soon", nil, nil)
		for path, who := range map[string]*client{"place=" + d.communeA: d.as(access.CommuneVerifier), "place=" + d.province: post, "body=" + d.committeeA: d.as(access.CommuneClerk)} {
			who.must(403, "GET", "/line/suggestions?"+path, nil, nil)
		}
	})
}

// A plan says where; what was walked, excused and missed of it adds up to it,
// and to others than the bodies concerned it is missing.
func TestAPlanAlongTheLineIsSetAgainstWhatWasDone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		post := d.as(access.PostOfficer)
		segment := post.suggested("place=" + d.communeA)[0].SegmentID
		over := func(from, to int64) office.AlongStretch {
			return office.AlongStretch{SegmentID: segment, FromDM: from, ToDM: to}
		}
		p := post.linePlan(&office.AlongForm{Stretches: []office.AlongStretch{over(5000, 20_000)}, Positions: positions[:2], Times: 1, Per: ledger.PerWeek}, nil)
		if p.Along.Stretches[0].Name != "Đoạn 1, km 0,5 - 2" || p.Along.Positions[0].Name != "Mốc 2001" || p.Along.Often != "1 lần mỗi tuần" || p.Along.Length != "1,5 km" {
			t.Errorf("%+v", p.Along)
		}
		post.must(409, "POST", "/plans/activities", office.ActivityForm{ID: d.id(), Content: d.patrolPlan("2026-03-08"), Along: &office.AlongForm{Stretches: []office.AlongStretch{over(0, 20_001)}}}, nil)
		if r := post.result(p, ""); r.LeftDM != 15_000 || r.WalkedDM+r.MissedDM+r.ExcusedDM != 0 || r.Over {
			t.Errorf("ahead: %+v", r)
		}
		d.teamWalks(positions[1])
		r := post.result(p, "")
		if r.PlannedDM != 15_000 || r.WalkedDM < 6000 || r.WalkedDM > 7000 || r.UnplannedDM != 5000 || r.LeftDM != 15_000-r.WalkedDM || r.Patrols != 1 {
			t.Errorf("under way: %+v", r)
		}
		if m := r.Marks; len(m) != 2 || m[0].Visits != 1 || m[0].Wanted != 2 || m[1].Visits != 0 || m[1].Stated != 1 || r.Kept != 0 {
			t.Errorf("marks %+v", m)
		}
		if u := post.result(p, "?status=verified:3"); u.WalkedDM != 0 {
			t.Errorf("the post has not verified it: %+v", u)
		}
		for _, who := range []*client{d.as(access.Inspector), d.as(access.CommuneClerk), d.asB(access.CommuneVerifier)} {
			who.must(404, "GET", "/line/plans/"+p.LedgerID+"/"+p.ID, nil, nil)
			var none office.LinePlanList
			if who.must(200, "GET", "/line/plans?period=2026-03", nil, &none); len(none.Items) != 0 {
				t.Errorf("others see %+v", none.Items)
			}
		}
		d.missed(p, over)
		verify(t, d)
	})
}

// missed goes on after the days of the plan.
func (d *desk) missed(p *office.PlannedActivity, over func(from, to int64) office.AlongStretch) {
	t := d.t
	t.Helper()
	d.clock.now = time.Date(2026, 3, 14, 2, 0, 0, 0, time.UTC)
	post := d.as(access.PostOfficer)
	r := post.result(p, "")
	if r.LeftDM != 0 || r.MissedDM != 15_000-r.WalkedDM || !r.Over {
		t.Errorf("over: %+v", r)
	}
	at := "/plans/activities/" + p.LedgerID + "/" + p.ID + "/not-done"
	post.must(409, "POST", at, map[string]any{"reason": "closed", "stretches": []office.AlongStretch{over(4000, 20_000)}}, nil)
	post.must(200, "POST", at, map[string]any{"reason": "closed", "why": "Sạt lở", "stretches": []office.AlongStretch{over(18_000, 20_000)}}, nil)
	r = post.result(p, "")
	var told []string
	for _, x := range r.Pieces {
		told = append(told, x.Is+" "+x.Reason)
	}
	if want := []string{"unplanned ", "walked ", "missed ", "excused đường đóng, không đi qua được; Sạt lở"}; !slices.Equal(told, want) || r.ExcusedDM != 2000 {
		t.Errorf("%q %+v", told, r)
	}
	var list office.LinePlanList
	post.must(200, "GET", "/line/plans?period=2026-03&place="+d.communeA, nil, &list)
	if len(list.Items) != 1 || list.Items[0].Result.WalkedDM != r.WalkedDM || len(list.Items[0].Result.Pieces) != 0 || !strings.Contains(list.Note, "không phải tài liệu biên giới") {
		t.Errorf("%+v", list)
	}
}

// The commune that plans its own patrol is told lengths and counts, not where
// exactly nobody was.
func TestACommuneIsToldHowMuchOfItsPlanWasDone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		segment := d.as(access.PostOfficer).suggested("place=" + d.communeA)[0].SegmentID
		clerk := d.as(access.CommuneClerk)
		p := clerk.linePlan(&office.AlongForm{Stretches: []office.AlongStretch{{SegmentID: segment, ToDM: 20_000}}, Positions: positions[:1]}, nil)
		d.teamWalks()
		r := clerk.result(p, "")
		if r.Detail != "bands" || len(r.Pieces)+len(r.Marks)+len(r.Acts) != 0 || r.WalkedDM == 0 || r.Kept != 1 {
			t.Errorf("%+v", r)
		}
		if full := d.as(access.UpperOfficer).result(p, ""); full.Detail != "intervals" || len(full.Pieces) != 2 || len(full.Acts) != 1 || !full.Acts[0].Open {
			t.Errorf("%+v", full)
		}
	})
}

// A patrol of several bodies is one act: whoever's phone recorded its track, it
// counts once for the plan that names them both, and a body that takes part in
// a plan brings its own patrols to it.
func TestAJointPatrolCountsOnceForItsPlan(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		post := d.as(access.PostOfficer)
		segment := post.suggested("place=" + d.communeA)[0].SegmentID
		whole := &office.AlongForm{Stretches: []office.AlongStretch{{SegmentID: segment, ToDM: 20_000}}, Positions: positions[:1]}
		team := d.bodyOf(d.people[access.TeamMember])
		of := func(owner string, with ...string) func(*office.EntryContent) {
			return func(c *office.EntryContent) {
				c.OwnerBodyID = owner
				for _, b := range with {
					c.Bodies = append(c.Bodies, office.BodyForm{BodyID: b, Role: "participant"})
				}
			}
		}
		joint, alone, strangers := post.linePlan(whole, of(d.post, team)), post.linePlan(whole, of(d.post)), post.linePlan(whole, of(d.frontA))
		_, walked := d.teamWalks()
		own := d.patrol()
		own.Day, own.OwnerBodyID = "2026-03-09", d.post
		before := post.result(joint, "?status=submitted%2B")
		if before.Patrols != 1 || before.WalkedDM == 0 || len(before.Acts) != 1 || before.Acts[0].Entries != 1 {
			t.Errorf("the team takes part: %+v", before)
		}
		for _, p := range []*office.PlannedActivity{alone, strangers} {
			if r := post.result(p, "?status=submitted%2B"); r.Patrols != 0 || r.WalkedDM != 0 {
				t.Errorf("a patrol of others: %+v", r)
			}
		}

		mine := post.record(own, true) // the same patrol, as the post wrote it down
		main, member := written{ledger: mine.LedgerID, id: mine.ID}, walked
		ref := func(w written) map[string]any { return map[string]any{"ledger_id": w.ledger, "entry_id": w.id} }
		d.as(access.PostCommander).must(200, "POST", "/events", map[string]any{"main": ref(main), "relation": "same", "members": []any{ref(member)}}, nil)
		d.as(access.CommuneVerifier).must(200, "POST", "/events/"+main.ledger+"/"+main.id+"/confirm", map[string]any{"member": ref(member)}, nil)
		for _, p := range []*office.PlannedActivity{joint, alone} {
			r := post.result(p, "?status=submitted%2B")
			if r.Patrols != 1 || r.WalkedDM != before.WalkedDM || r.UnplannedDM != before.UnplannedDM || r.Marks[0].Visits != 1 || len(r.Acts) != 1 || r.Acts[0].Entries != 2 {
				t.Errorf("one act: %+v", r)
			}
		}
		verify(t, d)
	})
}

// Who set out for the plan and was stopped by the weather has a reason for what
// is left of it, told with its day; the catalogue says which values are one.
func TestAPatrolStoppedByWeatherSaysWhyTheRestWasNotWalked(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		post := d.as(access.PostOfficer)
		segment := post.suggested("place=" + d.communeA)[0].SegmentID
		p := post.linePlan(&office.AlongForm{Stretches: []office.AlongStretch{{SegmentID: segment, ToDM: 20_000}}, Positions: positions[:1]}, func(c *office.EntryContent) { c.OwnerBodyID = d.post })
		entry := *post.planned(p).Entry
		if entry.Day != "2026-03-10" || entry.ToDay != "" || entry.PlanID != p.ID {
			t.Errorf("the form is filled in with %s to %s", entry.Day, entry.ToDay)
		}
		entry.Measures["person_turns"] = counted(4)
		stop := func(value string) office.PlanResult {
			entry.Dims = map[string][]string{"patrol_form": {"own_regular"}, "weather_stop": {value}}
			v := post.record(entry, true)
			r := post.result(p, "?status=submitted%2B")
			post.act(&v, "retract", map[string]any{"why": "Ghi thử"})
			return r
		}
		if r := stop("none"); r.LeftDM != 20_000 || r.ExcusedDM != 0 || r.Patrols != 1 {
			t.Errorf("nothing stopped it: %+v", r)
		}
		r := stop("rain")
		if r.ExcusedDM != 20_000 || r.LeftDM != 0 || len(r.Pieces) != 1 || r.Pieces[0].Reason != "dừng vì thời tiết: mưa, lũ (10/03/2026)" {
			t.Errorf("%+v", r)
		}
		if again := post.result(p, "?status=submitted%2B"); again.ExcusedDM != 0 {
			t.Errorf("a patrol taken back excuses nothing: %+v", again)
		}
		if acts := post.planned(p).Acts; !slices.Contains(acts, "record") || !slices.Contains(acts, "not_done") {
			t.Errorf("the plan goes on: %v", acts)
		}
	})
}
