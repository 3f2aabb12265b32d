package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/place"
)

// joint writes one meeting as the committee and as the Front report it.
func (d *desk) joint() (main, member written) {
	d.t.Helper()
	both := []any{map[string]any{"body_id": d.committeeA, "role": "lead"}, map[string]any{"body_id": d.frontA, "role": "support", "measures": map[string]any{"participant_turns": countedJSON(40)}}}
	main = d.outreach("2026-02-03", 90, func(e *written) { e.bodies = both })
	member = d.outreach("2026-02-03", 40, func(e *written) { e.owner, e.bodies = d.frontA, both })
	return main, member
}

// sessions counts meetings of 2026 in commune A: in the joint view, or as one
// body sees them.
func (d *desk) sessions(body string) string {
	d.t.Helper()
	v, err := d.store.Current(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	q := figure.Query{Indicators: []string{"outreach"}, Place: d.communeA, Period: calendar.Year(calendar.Civil, 2026), Map: place.MapSpec{Kind: place.MapThen}, Viewpoint: figure.Viewpoint{Body: body}}
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		d.t.Fatal(err)
	}
	return tab.At(0, 0, 0, 0).Printed + " buổi, " + tab.At(0, 0, 0, 1).Printed + " lượt"
}

func (c *client) duplicates() office.Duplicates {
	c.d.t.Helper()
	var v office.Duplicates
	c.must(200, "GET", "/duplicates", nil, &v)
	return v
}

// TestAJointActCountsOnceAfterConfirmationAndEachBodyStillSeesItsOwn plays a
// meeting that two bodies report: the finder brings the pair up, a person says
// that it is one, a verifier confirms, the joint figure counts it once.
func TestAJointActCountsOnceAfterConfirmationAndEachBodyStillSeesItsOwn(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		main, member := d.joint()
		v := d.as(access.CommuneVerifier)
		list := v.duplicates()
		if list.Total != 1 || len(list.Items) != 1 || len(list.Items[0].Reasons) == 0 || !list.Items[0].Propose || !list.Items[0].Confirm {
			t.Fatalf("%+v", list)
		}
		row := list.Items[0].Rows[1]
		if row.ID != "participant_turns" || row.Equal || !strings.Contains(fmt.Sprint(row.Values), "90") || !strings.Contains(fmt.Sprint(row.Values), "40") {
			t.Errorf("the numbers do not stand side by side: %+v", row)
		}
		if it := v.waiting("").Items[0]; flagsOf(it) != "duplicates" || it.Bulk {
			t.Errorf("the list does not say so: %+v", it)
		}
		if got := d.sessions(""); got != "2 buổi, 130 lượt" {
			t.Fatalf("before: %s", got)
		}
		var e office.EventView
		d.as(access.CommuneClerk).must(200, "POST", "/events", map[string]any{"main": main.ref(), "members": []any{member.ref()}, "relation": "same"}, &e)
		if len(e.Entries) != 2 || e.Entries[1].State != "waiting" || e.Entries[1].Confirm || d.sessions("") != "2 buổi, 130 lượt" {
			t.Fatalf("a proposal alone counts nothing: %+v, %s", e, d.sessions(""))
		}
		var waiting office.EventPage
		v.must(200, "GET", "/events", nil, &waiting)
		if len(waiting.Items) != 1 || !waiting.Items[0].Entries[1].Confirm || v.duplicates().Total != 0 {
			t.Fatalf("%+v", waiting)
		}
		at := "/events/" + main.ledger + "/" + main.id
		d.as(access.CommuneClerk).must(403, "POST", at+"/confirm", map[string]any{"member": member.ref()}, nil)
		v.must(200, "POST", at+"/confirm", map[string]any{"member": member.ref()}, &e)
		if e.Entries[1].State != "joined" || !e.Entries[1].Leave || len(e.Turns) != 2 || e.Turns[1].Body != "Ủy ban MTTQ xã Đình Phong" {
			t.Errorf("%+v", e)
		}
		if a, b, c := d.sessions(""), d.sessions(d.committeeA), d.sessions(d.frontA); a != "1 buổi, 90 lượt" || b != "1 buổi, 90 lượt" || c != "1 buổi, 40 lượt" {
			t.Errorf("joint %s, committee %s, front %s", a, b, c)
		}
		v.must(200, "POST", at+"/settle", map[string]any{"measures": map[string]any{"participant_turns": countedJSON(95)}, "why": "đối chiếu danh sách"}, &e)
		if agreed := e.Agreed["participant_turns"]; len(e.Agreed) != 1 || agreed.V == nil || *agreed.V != 95 || agreed.Basis != "counted" {
			t.Errorf("agreed as a form has it: %+v", e.Agreed)
		}
		if len(e.Settled) != 1 || d.sessions("") != "1 buổi, 95 lượt" || d.sessions(d.frontA) != "1 buổi, 40 lượt" {
			t.Errorf("settled %+v: %s", e.Settled, d.sessions(""))
		}
		v.must(422, "POST", at+"/leave", map[string]any{"member": member.ref()}, nil)
		v.must(200, "POST", at+"/leave", map[string]any{"member": member.ref(), "why": "hai cuộc khác nhau"}, &e)
		if e.Entries[1].State != "left" || e.Entries[1].Why == "" || !strings.HasPrefix(d.sessions(""), "2 buổi") {
			t.Errorf("%+v, %s", e, d.sessions(""))
		}
	})
}

// TestTwoActsThatDifferAreNotProposedAgain: the answer is kept.
func TestTwoActsThatDifferAreNotProposedAgain(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.joint()
		v := d.as(access.CommuneVerifier)
		p := v.duplicates().Items[0]
		body := map[string]any{"member": map[string]any{"ledger_id": p.Member.LedgerID, "entry_id": p.Member.ID}}
		v.must(200, "POST", "/events/"+p.Main.LedgerID+"/"+p.Main.ID+"/decline", body, nil)
		if n := v.duplicates().Total; n != 0 || d.sessions("") != "2 buổi, 130 lượt" {
			t.Errorf("%d proposals, %s", n, d.sessions(""))
		}
	})
}

// TestAMemberIsConfirmedInItsOwnLedgerByWhoAnswersForIt: the other commune is
// shown what its entry is asked to join; nobody answers for somebody else, and
// the post over both may answer for either.
func TestAMemberIsConfirmedInItsOwnLedgerByWhoAnswersForIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		inB := func(e *written) {
			e.ledger, e.place, e.owner, e.recorder = d.ledgerB, d.hamletsB[0], d.committeeB, d.peopleB[access.CommuneClerk]
		}
		main, member, other := d.outreach("2026-02-03", 90), d.outreach("2026-02-03", 70, inB), d.outreach("2026-02-03", 50, inB)
		ask := map[string]any{"main": main.ref(), "members": []any{member.ref(), other.ref()}, "relation": "same"}
		d.as(access.CommuneVerifier).must(404, "POST", "/events", ask, nil) // he cannot read the other commune's
		post := d.as(access.PostCommander)
		var e office.EventView
		post.must(200, "POST", "/events", ask, &e)
		at := "/events/" + main.ledger + "/" + main.id
		d.as(access.CommuneVerifier).must(404, "POST", at+"/confirm", map[string]any{"member": member.ref()}, nil)
		b := d.asB(access.CommuneVerifier)
		b.must(404, "GET", main.review(), nil, nil)
		b.must(200, "GET", at, nil, &e) // shown by the asking
		if len(e.Entries) != 3 || e.Entries[0].ID != main.id || !e.Entries[1].Confirm {
			t.Fatalf("%+v", e)
		}
		b.must(200, "POST", at+"/confirm", map[string]any{"member": member.ref()}, &e)
		post.must(200, "POST", at+"/confirm", map[string]any{"member": other.ref()}, &e)
		for _, ref := range []written{member, other} {
			rec, err := d.store.Record(context.Background(), ref.ledger, ref.id)
			if err != nil || rec.EventID != main.id || rec.Role != ledger.RoleMember {
				t.Errorf("%+v %v", rec, err)
			}
		}
		d.as(access.CommuneVerifier).must(200, "GET", at, nil, &e)
		if len(e.Entries) != 1 || e.Hidden != 2 {
			t.Errorf("commune A sees of the event %+v", e)
		}
	})
}
