package office_test

import (
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// TestAnOfficerTakesTheFileOfAPhoneOfHisPlace: once or again, with a line in the
// log; nobody else takes it, and nothing of a damaged one is taken.
func TestAnOfficerTakesTheFileOfAPhoneOfHisPlace(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		p, id := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		entry := d.writer.IDs.New()
		_, err := p.Record(ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypeEntry, EntityID: entry, Verb: "create", Catalogue: 1,
			Body: map[string]any{"kind": "patrol", "place_id": d.hamletsA[0], "day": "2026-03-09", "dims": map[string]any{"patrol_form": "with_residents"},
				"measures": map[string]any{"person_turns": map[string]any{"basis": "counted", "v": 5}}}})
		if err != nil {
			t.Fatal(err)
		}
		file, err := p.Export()
		if err != nil {
			t.Fatal(err)
		}
		const path = "/device-files"
		if s := d.as(access.TeamLeader).sendTo(path, file, &loose{}); s != 403 {
			t.Errorf("a team leader: %d", s)
		}
		if s := d.asB(access.CommuneClerk).sendTo(path, file, &loose{}); s != 404 {
			t.Errorf("the clerk of another commune: %d", s)
		}
		var e api.Error
		if s := d.as(access.CommuneClerk).sendTo(path, file[:len(file)-1], &e); s != 422 || e.Message == "" {
			t.Errorf("a damaged file: %d %+v", s, e)
		}
		if r, err := d.store.Record(t.Context(), d.ledgerA, entry); err == nil && r != nil {
			t.Error("something was taken of a file that was refused")
		}
		var v office.DeviceFileView
		if s := d.as(access.CommuneClerk).sendTo(path, file, &v); s != 200 || v.DeviceID != id || v.Accepted != 1 {
			t.Fatalf("%d %+v", s, v)
		}
		v = office.DeviceFileView{}
		if s := d.as(access.CommuneVerifier).sendTo(path, file, &v); s != 200 || v.Accepted != 0 || v.Known != 1 {
			t.Errorf("once more: %d %+v", s, v)
		}
		if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
			t.Errorf("the phone has no receipts: %v, %d", err, p.Unsent())
		}
		if got := d.auditLines(audit.Import); len(got) != 2 || got[1].ObjectID != id || got[1].ActorID != d.people[access.CommuneClerk] {
			t.Errorf("%+v", got)
		}
	})
}
