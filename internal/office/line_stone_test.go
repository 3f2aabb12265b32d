package office_test

import (
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
)

func (c *client) proposals() []office.StoneProposal {
	c.d.t.Helper()
	var v office.StoneProposals
	c.must(200, "GET", "/line/stones/proposals", nil, &v)
	return v.Items
}

// A patrol that found a stone damaged leads to a proposal; who verifies for the
// post notes it, with the entry as its source, and it waits no more. The
// catalogue says which entries speak of stones.
func TestAReportedStoneIsProposedAndNotedWithItsSource(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		d.clear(d.post, access.PostOfficer, access.PostCommander)
		officer, commander := d.as(access.PostOfficer), d.as(access.PostCommander)
		walk := d.patrol()
		walk.Markers, walk.Dims["marker_found"] = positions[:1], []string{"damaged"}
		found := officer.record(walk, true)
		plain := d.patrol()
		plain.Markers = positions[1:2]
		officer.record(plain, true)
		incident := officer.record(office.EntryContent{Kind: "incident", PlaceID: d.communeA, Day: "2026-03-09", Markers: positions[1:2],
			Dims: map[string][]string{"incident_class": {"agreement_violation"}, "incident_kind": {"marker_moved"}, "case_state": {"found"}}}, true)

		got := commander.proposals()
		if len(got) != 2 {
			t.Fatalf("%+v", got)
		}
		byMarker := map[string]office.StoneProposal{got[0].MarkerID: got[0], got[1].MarkerID: got[1]}
		p := byMarker[positions[0]]
		if p.Stone != "2001" || p.State != "damaged" || p.StateName != "hư hỏng" || p.NowName != "nguyên vẹn" || p.Entry.EntryID != found.ID || !p.May || byMarker[positions[1]].Entry.EntryID != incident.ID {
			t.Errorf("%+v", got)
		}
		if mine := officer.proposals(); len(mine) != 2 || mine[0].May {
			t.Errorf("the officer reports, the commander notes: %+v", mine)
		}
		if n := len(d.as(access.UpperOfficer).proposals()); n != 1 {
			t.Errorf("without a clearance an incident is not told: %d", n)
		}
		d.as(access.CommuneVerifier).must(403, "GET", "/line/stones/proposals", nil, nil)
		d.as(access.CommuneClerk).must(403, "GET", "/line/markers/"+positions[0], nil, nil)

		at, form := "/line/markers/"+positions[0]+"/states", office.StoneForm{ID: d.id(), State: "damaged", From: calendar.MakeDay(2026, 3, 9), LedgerID: found.LedgerID, EntryID: found.ID}
		officer.must(403, "POST", at, form, nil)
		d.as(access.CommuneVerifier).must(404, "POST", at, form, nil)
		wrong := form
		wrong.EntryID = incident.ID
		commander.must(404, "POST", at, wrong, nil) // it does not name this marker
		wrong = form
		wrong.Index = 2
		commander.must(409, "POST", at, wrong, nil)
		var page office.MarkerPage
		commander.must(200, "POST", at, form, &page)
		if s := page.Stones[0]; s.State != "damaged" || len(s.States) != 1 || s.States[0].From != "2026-03-09" || s.States[0].Entry == nil || s.States[0].Entry.EntryID != found.ID || len(page.Proposals) != 0 {
			t.Errorf("%+v", page)
		}
		if page.Number != "2001" || page.Where != "Đoạn 1, km 0,5" || len(page.Entries) != 1 || page.Entries[0].State != "hư hỏng" || len(page.Visits) != 0 {
			t.Errorf("%+v", page)
		}
		if left := commander.proposals(); len(left) != 1 || left[0].MarkerID != positions[1] {
			t.Errorf("what was noted waits no more: %+v", left)
		}
		verify(t, d)
	})
}

// Past the office the ledger asks the same: a commune notes no state.
func TestOnlyThoseOfTheLineNoteTheStateOfAStone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		for role, want := range map[access.Role]bool{access.CommuneVerifier: false, access.PostOfficer: false, access.PostCommander: true, access.RegistryEditor: true} {
			body := map[access.Role]string{access.CommuneVerifier: d.committeeA, access.RegistryEditor: d.provinceBody}[role]
			if body == "" {
				body = d.post
			}
			draft := ledger.Draft{LedgerID: d.registry, EntityType: "stone_state", EntityID: d.id(), Verb: "create", ActorID: d.people[role], BodyID: body,
				Body: registry.StoneDoc{RowID: positions[0], State: "good", From: registry.On(calendar.MakeDay(2026, 3, 1))}}
			results, err := d.writer.Act(t.Context(), store.Batch{Rights: true}, []ledger.Draft{draft})
			if err != nil {
				t.Fatal(err)
			}
			if got := results[0].Err == nil; got != want {
				t.Errorf("%s: %v", role, results[0].Err)
			}
		}
	})
}
