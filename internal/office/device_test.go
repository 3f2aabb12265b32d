package office_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

// phones is the door of phones over a desk's book.
func (d *desk) phones() *phone.HTTP {
	h := &syncing.Hub{Book: d.store, Forms: d.office.Forms, Node: d.writer.Author, NewID: d.writer.IDs.New, Secret: make([]byte, 32), Now: d.clock.Now, Log: d.office.Log, Files: d.office.Blobs,
		Refused: d.office.PhoneRefused}
	d.office.Phones = h
	s := httptest.NewServer(h.Handler())
	d.t.Cleanup(s.Close)
	return &phone.HTTP{Base: s.URL}
}

// fresh is a phone with a key that no book knows.
func (d *desk) fresh(net phone.Net, deviceID string, seed byte, person, body string) *phone.Phone {
	d.t.Helper()
	a := ledger.NewAuthor(deviceID, []byte(strings.Repeat(string(rune(seed)), 32)), person, body)
	a.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	p := &phone.Phone{Author: a, IDs: d.writer.IDs, Net: net, Disk: &phone.Memory{}, NowMS: func() int64 { return d.clock.now.UnixMilli() }}
	if err := p.Start(); err != nil {
		d.t.Fatal(err)
	}
	return p
}

// teamPhone is the wish for a phone of the team in the first hamlet.
func (d *desk) teamPhone() map[string]any {
	return map[string]any{"label": "Điện thoại tổ Hoa Đào 1", "body_id": d.bodyOf(d.people[access.TeamMember]), "place_id": d.hamletsA[0],
		"people": []string{d.people[access.TeamMember], d.people[access.TeamLeader]}}
}

func (d *desk) bodyOf(person string) string {
	d.t.Helper()
	reg, err := d.store.Registry(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return reg.Grants(person)[0].BodyID
}

// TestAPhoneIsEnrolledByTwoOfficersAndTwoScreens walks the whole way in.
func TestAPhoneIsEnrolledByTwoOfficersAndTwoScreens(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		net, clerk, verifier := d.phones(), d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		var begun office.EnrolmentView
		if s := clerk.do("POST", "/device-enrolments", d.teamPhone(), &begun); s != 200 || begun.QR == nil || len(begun.Code) != 8 {
			t.Fatalf("%d %+v", s, begun)
		}
		token := begun.Address[strings.Index(begun.Address, "#dk=")+4:]
		key := d.fresh(net, d.writer.IDs.New(), 'k', "", "").Author.Enrolment("").Body.(ledger.DeviceBody)
		var claimed syncing.EnrolReply
		if err := net.Call(t.Context(), "POST", "/enrol", "", syncing.EnrolRequest{Token: token, Alg: key.Alg, PublicKey: key.PublicKey}, &claimed); err != nil {
			t.Fatal(err)
		}
		again := net.Call(t.Context(), "POST", "/enrol", "", syncing.EnrolRequest{Token: token, Alg: key.Alg, PublicKey: key.PublicKey}, nil)
		if e, ok := again.(*syncing.Error); !ok || e.Code != "token_gone" || e.Status != http.StatusGone {
			t.Errorf("a used token: %v", again)
		}
		p := d.fresh(net, claimed.DeviceID, 'k', d.people[access.TeamMember], d.bodyOf(d.people[access.TeamMember]))
		if err := p.Sync(t.Context()); err == nil {
			t.Error("a phone was let in before the officer confirmed")
		}
		var seen office.EnrolmentView
		if s := clerk.do("GET", "/device-enrolments/"+begun.ID, nil, &seen); s != 200 || !seen.Claimed || !slices.Equal(seen.Words, claimed.Words) || seen.Code != "" {
			t.Errorf("%d %+v, the phone shows %v", s, seen, claimed.Words)
		}
		if s := verifier.do("GET", "/device-enrolments/"+begun.ID, nil, &loose{}); s != 404 {
			t.Errorf("another officer sees the enrolment: %d", s)
		}
		if s := clerk.do("POST", "/device-enrolments/"+begun.ID+"/confirm", map[string]any{"words": []string{"khác"}}, &loose{}); s != 409 {
			t.Errorf("other words: %d", s)
		}
		var row office.DeviceRow
		if s := clerk.do("POST", "/device-enrolments/"+begun.ID+"/confirm", map[string]any{"words": seen.Words}, &row); s != 200 || row.State != "unapproved" || row.MayApprove {
			t.Fatalf("%d %+v", s, row)
		}
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := d.as(access.CommuneVerifier).do("POST", "/devices/"+row.ID+"/approve", nil, &row); s != 200 || row.State != "active" || row.SeenMS == 0 {
			t.Errorf("%d %+v", s, row)
		}
		d.clock.now = d.clock.now.Add(72 * time.Hour)
		if err := p.Sync(t.Context()); err != nil {
			t.Error(err)
		}
		enrol, approve := d.auditLines(audit.DeviceEnrol), d.auditLines(audit.DeviceApprove)
		if len(enrol) != 1 || len(approve) != 1 || enrol[0].ObjectID != row.ID || enrol[0].ActorID != clerk.person || approve[0].ActorID != verifier.person {
			t.Errorf("%+v %+v", enrol, approve)
		}
	})
}

func TestWhoMayEnrolApproveAndEndPhones(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		for role, want := range map[access.Role]int{access.TeamLeader: 403, access.CommuneClerk: 200, access.CommuneVerifier: 200, access.PostOfficer: 403, access.UpperOfficer: 200,
			access.Inspector: 403, access.Administrator: 200, access.Ombudsperson: 403} {
			if s := d.as(role).do("POST", "/device-enrolments", d.teamPhone(), &loose{}); s != want {
				t.Errorf("%s begins an enrolment: %d, want %d", role, s, want)
			}
		}
		if s := d.asB(access.CommuneClerk).do("POST", "/device-enrolments", d.teamPhone(), &loose{}); s != 403 {
			t.Errorf("the clerk of another commune: %d", s)
		}
		stranger := d.teamPhone()
		stranger["people"] = []string{d.people[access.CommuneClerk]}
		var e api.Error
		if s := d.as(access.CommuneClerk).do("POST", "/device-enrolments", stranger, &e); s != 422 {
			t.Errorf("somebody who is no member of the team: %d %+v", s, e)
		}
	})
}

// TestALostPhoneIsEndedAndItsLateWordsWait is the lost-phone drill.
func TestALostPhoneIsEndedAndItsLateWordsWait(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		p, id := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		var row office.DeviceRow
		if s := d.as(access.CommuneClerk).do("POST", "/devices/"+id+"/revoke", map[string]any{"mode": "lost", "why": "rơi trên đường tuần tra"}, &row); s != 200 || row.State != "lost" {
			t.Fatalf("%d %+v", s, row)
		}
		ops, err := p.Record(ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypeEntry, EntityID: d.writer.IDs.New(), Verb: "create", Catalogue: 1,
			Body: map[string]any{"kind": "patrol", "place_id": d.hamletsA[0], "day": "2026-03-09"}})
		if err != nil {
			t.Fatal(err)
		}
		if res, err := d.store.Push(t.Context(), ops); err != nil || res[0].Outcome != ledger.Quarantined {
			t.Fatalf("%+v %v", res, err)
		}
		err = p.Sync(t.Context())
		if e, ok := err.(*syncing.Error); !ok || e.Code != "revoked" || e.Mode != "lost" {
			t.Errorf("%v", err)
		}
		var waiting []office.WaitingOp
		if s := d.as(access.CommuneVerifier).do("GET", "/devices/"+id+"/waiting", nil, &waiting); s != 200 || len(waiting) != 1 || waiting[0].Code != "revoked" || waiting[0].Person != "Nông Văn Mẫu" {
			t.Errorf("%d %+v", s, waiting)
		}
		if s := d.asB(access.CommuneVerifier).do("GET", "/devices/"+id+"/waiting", nil, &loose{}); s != 404 {
			t.Errorf("another commune sees it: %d", s)
		}
		if got := d.auditLines(audit.DeviceRevoke); len(got) != 1 || got[0].Reason != "rơi trên đường tuần tra" || got[0].Detail != "mode=lost" {
			t.Errorf("%+v", got)
		}
	})
}

// TestAnActAPhoneHasNoRightToLeavesALine holds case 17.
func TestAnActAPhoneHasNoRightToLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		p, id := d.teamsPhone(d.phones(), 'x')
		_, err := p.Record(ledger.Draft{LedgerID: d.ledgerB, EntityType: ledger.TypeEntry, EntityID: d.writer.IDs.New(), Verb: "create", Catalogue: 1,
			Body: map[string]any{"kind": "patrol", "place_id": d.hamletsB[0], "day": "2026-03-09", "dims": map[string]any{"patrol_form": "with_residents"},
				"measures": map[string]any{"person_turns": map[string]any{"basis": "counted", "v": 5}}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := d.auditLines(audit.AccessRefused); len(got) != 1 || got[0].KeyID != id || got[0].ActorID != d.people[access.TeamMember] {
			t.Errorf("%+v", got)
		}
	})
}

// teamsPhone is a phone of the team that both officers stand for.
func (d *desk) teamsPhone(net phone.Net, seed byte) (*phone.Phone, string) {
	d.t.Helper()
	id := d.writer.IDs.New()
	p := d.fresh(net, id, seed, d.people[access.TeamMember], d.bodyOf(d.people[access.TeamMember]))
	doc := p.Author.Enrolment("").Body.(ledger.DeviceBody)
	day := calendar.DayOf(d.clock.now.UnixMilli())
	doc.Kind, doc.Label, doc.BodyID, doc.PlaceID, doc.People, doc.Since = ledger.DevicePhone, "Điện thoại tổ", p.Author.BodyID, d.hamletsA[0], []string{p.Author.ActorID}, &day
	doc.EnrolledBy, doc.ApprovedBy = d.people[access.CommuneClerk], d.people[access.CommuneVerifier]
	if err := d.writer.MustWrite(d.t.Context(), []ledger.Draft{{LedgerID: d.registry, EntityType: "device", EntityID: id, Verb: "create", Body: doc}}); err != nil {
		d.t.Fatal(err)
	}
	return p, id
}

// TestPhonesAreOfferedToThoseWhoMayRecord: inside the places of the officer,
// and to nobody else.
func TestPhonesAreOfferedToThoseWhoMayRecord(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var crews []office.CrewView
		if s := d.as(access.CommuneClerk).do("GET", "/device-crews", nil, &crews); s != 200 {
			t.Fatal(s)
		}
		want := d.teamPhone()
		found := false
		for _, c := range crews {
			for _, p := range c.People {
				found = found || c.BodyID == want["body_id"] && c.PlaceID == want["place_id"] && p.ID == d.people[access.TeamMember]
				if p.ID == d.people[access.CommuneVerifier] || p.ID == d.people[access.Inspector] {
					t.Errorf("%+v may not record", p)
				}
			}
		}
		if !found {
			t.Errorf("the team is missing: %+v", crews)
		}
		if s := d.as(access.TeamLeader).do("GET", "/device-crews", nil, &loose{}); s != 403 {
			t.Errorf("a team leader: %d", s)
		}
	})
}
