package office_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// TestWhatWasWalkedIsKept: what was computed from tracks is found again when they
// are gone, as long as nothing it was computed from has changed; and it is never
// taken for something else.
func TestWhatWasWalkedIsKept(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, positions := d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		first, second := alongLine(t, 0, 6, start), alongLine(t, 6, 10, start.Add(6*50*time.Second))
		d.walks(p, nil, first, second)
		if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
			t.Fatalf("%v, %d unsent", err, p.Unsent())
		}
		post := d.as(access.PostOfficer)
		query := "status=submitted%2B&place=" + d.communeA
		remove := func(b []byte) {
			if err := d.office.Blobs.Remove(sha256.Sum256(b)); err != nil {
				t.Fatal(err)
			}
		}
		put := func(b []byte) {
			if _, err := d.office.Blobs.Keep(sha256.Sum256(b), b); err != nil {
				t.Fatal(err)
			}
		}

		// With a piece missing it is a lower bound, and that is not kept.
		remove(second)
		part := post.covered(query)
		if part.Patrols.Missing != 1 || part.Total.CoveredDM == 0 {
			t.Fatalf("%+v", part.Patrols)
		}
		put(second)
		whole := post.covered(query)
		if whole.Patrols.Missing != 0 || whole.Total.CoveredDM <= part.Total.CoveredDM || whole.Markers.Passed != 1 {
			t.Fatalf("%+v %+v", whole.Total, whole.Markers)
		}

		// The tracks are deleted by age: everything stands.
		remove(first)
		remove(second)
		if v := post.covered(query); v.Total.CoveredDM != whole.Total.CoveredDM || v.Markers != whole.Markers || v.Patrols != whole.Patrols {
			t.Errorf("kept %+v %+v %+v, was %+v", v.Total, v.Markers, v.Patrols, whole.Total)
		}

		// A marker the patrol never came near changes: what it reached stands.
		d.writes(ledger.Draft{LedgerID: d.registry, EntityType: "register", EntityID: positions[1], Verb: "amend", Body: map[string]any{"to": registry.Bound("2027-01-01")}})
		if v := post.covered(query); v.Markers.Passed != 1 || v.Total.CoveredDM == 0 {
			t.Errorf("another marker changed: %+v", v.Markers)
		}
		// The one it reached changes: nobody knows any more, until the track is there.
		d.writes(ledger.Draft{LedgerID: d.registry, EntityType: "register", EntityID: positions[0], Verb: "amend", Body: map[string]any{"to": registry.Bound("2027-01-01")}})
		if v := post.covered(query); v.Markers.Passed != 0 {
			t.Errorf("its stones are others: %+v", v.Markers)
		}
		put(first)
		put(second)
		if v := post.covered(query); v.Markers.Passed != 1 || v.Total.CoveredDM != whole.Total.CoveredDM {
			t.Errorf("computed anew: %+v", v.Markers)
		}
	})
}

// TestAHiddenPieceCoversNothing, whatever was kept before it was hidden.
func TestAHiddenPieceCoversNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		b := alongLine(t, 0, 10, time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC))
		if _, err := d.office.Blobs.Keep(sha256.Sum256(b), b); err != nil {
			t.Fatal(err)
		}
		sum := ledger.Hash(sha256.Sum256(b))
		on := func(verb string, body map[string]any) {
			body["sha256"] = sum.String()
			d.writes(ledger.Draft{LedgerID: v.LedgerID, EntityType: ledger.TypeEntry, EntityID: v.ID, Verb: verb, Base: v.Base, Catalogue: 1, Body: body, ActorID: officer.person, BodyID: v.OwnerID})
		}
		query := "status=submitted%2B&place=" + d.communeA
		on("attach", map[string]any{"size": len(b), "type": blobs.Track, "role": "track"})
		if got := officer.covered(query); got.Total.CoveredDM == 0 {
			t.Fatalf("%+v", got.Patrols)
		}
		on("hide_attachment", map[string]any{"why": "Vết đi của chuyến khác."})
		if got := officer.covered(query); got.Total.CoveredDM != 0 || got.Patrols.Trackless != 1 {
			t.Errorf("%+v %+v", got.Total, got.Patrols)
		}
	})
}

func (d *desk) writes(drafts ...ledger.Draft) {
	d.t.Helper()
	if err := d.writer.MustWrite(d.t.Context(), drafts); err != nil {
		d.t.Fatal(err)
	}
}
