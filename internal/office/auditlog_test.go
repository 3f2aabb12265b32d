package office_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/office"
)

// logged writes lines as the office would.
func (d *desk) logged(recs ...audit.Record) {
	d.t.Helper()
	if err := d.store.Audit(context.Background(), recs...); err != nil {
		d.t.Fatal(err)
	}
}

func actionsOf(lines []office.AuditLine) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Action)
	}
	return out
}

// TestTheLogIsReadWithinTheOwnPlaceAndReadingItIsLogged compares what each
// reader sees of lines in both communes, without a place and of nobody.
func TestTheLogIsReadWithinTheOwnPlaceAndReadingItIsLogged(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.logged(
			audit.Record{ActorID: d.people[access.CommuneClerk], Action: audit.Export, PlaceID: d.communeA, Outcome: audit.Done,
				Detail: audit.Facts("template", "monthly", "person", d.people[access.PostOfficer], "figures", 112)},
			audit.Record{ActorID: d.peopleB[access.CommuneClerk], Action: audit.Import, PlaceID: d.communeB, Outcome: audit.Done},
			audit.Record{ActorID: d.people[access.PostOfficer], Action: audit.EntryOpen, PlaceID: d.hamletsA[0], Outcome: audit.Done},
			audit.Record{ActorID: d.people[access.PostOfficer], Action: audit.SessionOpen, Outcome: audit.Done},
			audit.Record{Action: audit.SessionRefused, Outcome: audit.Refused})
		reg, err := d.store.Registry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := []string{audit.SessionRefused, audit.SessionOpen, audit.EntryOpen, audit.Import, audit.Export}
		for _, tt := range []struct {
			role access.Role
			want []string
		}{{access.PostCommander, all[1:3]}, {access.UpperOfficer, all[1:]}, {access.Inspector, all}, {access.Ombudsperson, all}} {
			reader := d.as(tt.role)
			var v office.Items[office.AuditLine]
			filter := "/audit?action=session.refused,session.open,entry.open,import,export"
			reader.must(200, "GET", filter, nil, &v)
			if got := actionsOf(v.Items); !slices.Equal(got, tt.want) {
				t.Errorf("%s reads %v, want %v", tt.role, got, tt.want)
			}
			if last := v.Items[len(v.Items)-1]; last.Action == audit.Export {
				want := []audit.Fact{{Key: "template", Value: "Báo cáo tháng"}, {Key: "person", Value: reg.PersonName(d.people[access.PostOfficer])}, {Key: "figures", Value: "112"}}
				if !slices.Equal(last.Facts, want) {
					t.Errorf("the export tells %v, want %v", last.Facts, want)
				}
			}
			if said := d.auditOf(reader.person); said[len(said)-1] != "audit.read done" {
				t.Errorf("reading left %v", said)
			}
			reader.must(200, "GET", filter+"&place="+d.communeB, nil, &v)
			if tt.role != access.PostCommander && !slices.Equal(actionsOf(v.Items), []string{audit.Import}) {
				t.Errorf("%s reads of commune B %v", tt.role, actionsOf(v.Items))
			}
			reader.must(200, "GET", filter+"&actor="+d.people[access.PostOfficer], nil, &v)
			if !slices.Equal(actionsOf(v.Items), all[1:3]) {
				t.Errorf("%s reads of the officer %v", tt.role, actionsOf(v.Items))
			}
			reader.must(200, "GET", filter+"&from=2026-03-11", nil, &v)
			if len(v.Items) != 0 {
				t.Errorf("a day later: %v", actionsOf(v.Items))
			}
		}
		var e api.Error
		if d.as(access.CommuneClerk).do("GET", "/audit", nil, &e) != 403 {
			t.Errorf("a clerk reads the log: %+v", e)
		}
	})
}

// TestThePagesOfTheLogJoinWithoutGapOrRepeat walks by cursor while the log
// grows by the reading itself.
func TestThePagesOfTheLogJoinWithoutGapOrRepeat(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		for range 7 {
			d.logged(audit.Record{ActorID: d.people[access.PostOfficer], Action: audit.Export, PlaceID: d.communeA, Outcome: audit.Done})
		}
		inspector := d.as(access.Inspector)
		var seen []int64
		for path := "/audit?action=export&limit=3"; path != ""; {
			var v office.Items[office.AuditLine]
			inspector.must(200, "GET", path, nil, &v)
			for _, l := range v.Items {
				seen = append(seen, l.Index)
			}
			if path = ""; v.Next != "" {
				path = "/audit?action=export&limit=3&cursor=" + v.Next
			}
		}
		if len(seen) != 7 || !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) || len(slices.Compact(slices.Clone(seen))) != 7 {
			t.Errorf("%v", seen)
		}
		inspector.must(422, "GET", "/audit?cursor=%25", nil, nil)
	})
}

// TestEverybodySeesWhoOpenedWhatHeRecorded, and what he did himself, without
// any right.
func TestEverybodySeesWhoOpenedWhatHeRecorded(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		mine := d.noted(d.ledgerA, d.hamletsA[0], d.committeeA, clerk.person, "patrol", "", "1")
		other := d.noted(d.ledgerB, d.hamletsB[0], d.committeeB, d.peopleB[access.CommuneClerk], "patrol", "", "2")
		for _, entry := range []string{mine, other} {
			d.logged(audit.Record{ActorID: d.people[access.Inspector], Action: audit.EntryOpen, ObjectID: entry, PlaceID: d.hamletsA[0], Reason: "Kiểm tra định kỳ", Outcome: audit.Done})
		}
		d.logged(audit.Record{ActorID: clerk.person, Action: audit.EntryOpen, ObjectID: mine, PlaceID: d.hamletsA[0], Outcome: audit.Done})
		var v office.Items[office.AuditLine]
		clerk.must(200, "GET", "/audit/me?view=seen", nil, &v)
		if len(v.Items) != 1 || v.Items[0].ObjectID != mine || v.Items[0].ActorID != d.people[access.Inspector] || v.Items[0].Reason == "" || v.Items[0].Actor == "" {
			t.Errorf("%+v", v)
		}
		clerk.must(200, "GET", "/audit/me", nil, &v)
		if len(v.Items) != 1 || v.Items[0].ObjectID != mine {
			t.Errorf("%+v", v)
		}
		d.anybody().must(401, "GET", "/audit/me", nil, nil)
	})
}

// TestACheckpointGoesToAWitnessAndComesBack: only with the signature of a known
// witness on a checkpoint of this log.
func TestACheckpointGoesToAWitnessAndComesBack(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		log, err := audit.NewSigner("don.vidu", bytes.Repeat([]byte{7}, 32))
		if err != nil {
			t.Fatal(err)
		}
		witness, err := audit.NewSigner("mat-tran.vidu", bytes.Repeat([]byte{8}, 32))
		if err != nil {
			t.Fatal(err)
		}
		d.office.LogKey, d.office.Witnesses = log, []string{witness.Key()}
		ombuds := d.as(access.Ombudsperson)
		var v office.CheckpointView
		ombuds.must(200, "GET", "/audit/checkpoint", nil, &v)
		if v.Latest != nil || v.Witnessed != nil || v.Key != log.Key() {
			t.Errorf("before the first: %+v", v)
		}
		ombuds.must(404, "GET", "/audit/checkpoint/request?from=0", nil, nil)
		d.logged(audit.Record{Action: audit.Setup, Outcome: audit.Done})
		if _, err := d.store.SignCheckpoint(context.Background(), log); err != nil {
			t.Fatal(err)
		}
		var r office.CheckpointRequest
		ombuds.must(200, "GET", "/audit/checkpoint/request?from=0", nil, &r)
		request, err := audit.ParseRequest([]byte(r.Text))
		if err != nil {
			t.Fatal(err)
		}
		signed, _, err := audit.Witness(witness, log.Key(), nil, request)
		if err != nil {
			t.Fatal(err)
		}
		for _, note := range []string{"x", "don.vidu\n1\nAAAA\n", string(signed[:len(signed)-5])} {
			ombuds.must(422, "POST", "/audit/witnessed", map[string]string{"note": note}, nil)
		}
		ombuds.must(200, "POST", "/audit/witnessed", map[string]string{"note": string(signed)}, &v)
		if v.Witnessed == nil || v.Witnessed.Witnesses != 1 || v.Witnessed.Size != v.Latest.Size || v.Witnessed.Note == "" {
			t.Errorf("%+v", v)
		}
		ombuds.must(422, "GET", "/audit/checkpoint/request?from=99999", nil, nil)
	})
}
