package office_test

import (
	"crypto/sha256"
	"reflect"
	"testing"

	"phendau/internal/access"
	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/track"
)

// northward is a piece of a walk due north, 111 m every half minute.
func northward(t *testing.T, from, points int, gap bool) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	for i := from; i < from+points; i++ {
		p.Points = append(p.Points, track.Point{Lat: 22_849_600 + int32(i)*1000, Lon: 106_724_200, Time: 1_793_000_000 + int64(i)*30, Accuracy: 2, Gap: gap && i == from})
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// arrive keeps a file as if a phone had sent it.
func (d *desk) arrive(ledgerID, phone string, hash ledger.Hash, b []byte) {
	d.t.Helper()
	media, err := d.office.Blobs.Keep(hash, b)
	if err == nil {
		err = d.store.KeepBlob(d.t.Context(), ledgerID, phone, store.Blob{Hash: hash, Size: int64(len(b)), MediaType: media}, func() (bool, error) { return true, nil })
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// TestATrackIsToldInSumsAndReadByNobody: its pieces are one track, what has not
// come is said, and its bytes are not found, whoever asks.
func TestATrackIsToldInSumsAndReadByNobody(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		pieces := [][]byte{northward(t, 0, 5, false), northward(t, 5, 5, false), northward(t, 20, 3, true), northward(t, 23, 3, false)}
		for i, b := range pieces {
			hash := ledger.Hash(sha256.Sum256(b))
			body := map[string]any{"sha256": hash.String(), "size": len(b), "type": blobs.Track, "role": "track"}
			err := d.writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: v.LedgerID, EntityType: ledger.TypeEntry, EntityID: v.ID, Verb: "attach", Base: v.Base, Catalogue: 1, Body: body,
				ActorID: officer.person, BodyID: v.OwnerID}})
			if err != nil {
				t.Fatal(err)
			}
			if i < 3 {
				d.arrive(v.LedgerID, officer.person, hash, b)
			}
		}
		var now office.EntryView
		officer.must(200, "GET", d.path(&v), nil, &now)
		want := office.TrackView{Role: "track", Name: now.Track.Name, Points: 13, Metres: 9*111 + 2*111 + 2, Gaps: 1, Pieces: 4, Waiting: 1}
		if now.Track.Name == "" || !reflect.DeepEqual(*now.Track, want) || len(now.Evidence) != 0 {
			t.Errorf("%+v, want %+v; %d files beside it", *now.Track, want, len(now.Evidence))
		}
		if n := len(now.Timeline); n != 3 {
			t.Errorf("%d steps are told; the pieces are attached once", n)
		}
		for _, role := range []access.Role{access.PostOfficer, access.Inspector} {
			if resp, _ := d.as(role).fetch("/blob/" + v.LedgerID + "/" + ledger.Hash(sha256.Sum256(pieces[0])).String() + "?entry=" + v.ID); resp.StatusCode != 404 {
				t.Errorf("%s reads a track: %d", role, resp.StatusCode)
			}
		}
	})
}
