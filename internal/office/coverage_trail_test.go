package office_test

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/border"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/track"
)

// behindLat is how far north of the line the trail of these tests runs: some 310 m.
const behindLat = 2800

// drawTrail registers a trail behind the legs 10 to 18 of the line, which lie on
// its first segment, from a day on. It answers its id.
func (d *desk) drawTrail(from registry.Bound) string {
	d.t.Helper()
	reg, err := d.store.Registry(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	var vertices []border.Vertex
	for i := int32(10); i <= 18; i++ {
		vertices = append(vertices, border.Vertex{Lat: lineLat + behindLat, Lon: lineLon + i*legLon})
	}
	path, err := border.NewLine(vertices)
	if err != nil {
		d.t.Fatal(err)
	}
	versions, err := reg.Lines()
	if err != nil {
		d.t.Fatal(err)
	}
	first := versions[0].Course.Segments[0].ID
	id := d.writer.IDs.New()
	d.writes(ledger.Draft{LedgerID: d.registry, EntityType: "trail", EntityID: id, Verb: "create", Body: registry.TrailDoc{Name: "Đường tuần tra thử", Source: "Quyết định thử", From: from, To: registry.Open,
		Vertices: border.Pack(vertices)[0], Links: []registry.TrailLinkDoc{{ToDM: int64(path.Length()), Line: registry.StretchDoc{SegmentID: first, FromDM: 10_000, ToDM: 18_000}}}}})
	return id
}

// behindLine is a piece of a walk on the trail.
func behindLine(t *testing.T, from, to int, start time.Time) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	for i := from; i <= to; i++ {
		p.Points = append(p.Points, track.Point{Lat: lineLat + behindLat, Lon: lineLon + int32(i)*legLon, Time: start.Unix() + int64(i-from)*50, Accuracy: 2})
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// attaches gives an entry a track that lies beside the book.
func (d *desk) attaches(officer *client, v office.EntryView, piece []byte) {
	d.t.Helper()
	sum := ledger.Hash(sha256.Sum256(piece))
	if _, err := d.office.Blobs.Keep(sum, piece); err != nil {
		d.t.Fatal(err)
	}
	d.writes(ledger.Draft{LedgerID: v.LedgerID, EntityType: ledger.TypeEntry, EntityID: v.ID, Verb: "attach", Base: v.Base, Catalogue: 1, ActorID: officer.person, BodyID: v.OwnerID,
		Body: map[string]any{"sha256": sum.String(), "size": len(piece), "type": "application/vnd.phendau.track", "role": "track"}})
}

// TestATrailIsToldBesideTheLine: who walks an approved path behind the line covers
// nothing along it, is told apart in lengths, strip and table, closes no gap and is
// nobody's last visit; a trail of later days changes nothing; what was walked is kept
// with it.
func TestATrailIsToldBesideTheLine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		piece := behindLine(t, 10, 18, time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC))
		d.attaches(officer, v, piece)
		query := "status=submitted%2B&place=" + d.communeA
		before := officer.covered(query)
		if before.Total.CoveredDM != 0 || before.Total.ByTrailDM != 0 || before.Total.EitherDM != 0 {
			t.Fatalf("without a trail: %+v", before.Total)
		}

		late := d.drawTrail("2026-04-01")
		if got := officer.covered(query); got.Total.ByTrailDM != 0 {
			t.Errorf("by a trail of later days: %+v", got.Total)
		}
		d.writes(ledger.Draft{LedgerID: d.registry, EntityType: "trail", EntityID: late, Verb: "amend", Body: map[string]any{"from": "2026-03-01"}})
		got := officer.covered(query)
		if got.Total.CoveredDM != 0 || got.Total.ByTrailDM != 8000 || got.Total.EitherDM != 8000 || len(got.Segments[0].ByTrail) != 1 || got.Segments[0].ByTrail[0] != (office.StretchView{FromDM: 10_000, ToDM: 18_000}) {
			t.Errorf("by trail: %+v %+v", got.Total, got.Segments[0].ByTrail)
		}
		if got.Total.Bands["never"] != before.Total.Bands["never"] || len(got.Segments[0].Gaps) != len(before.Segments[0].Gaps) || got.Segments[0].Gaps[0] != before.Segments[0].Gaps[0] {
			t.Errorf("gaps and last visits are of the line alone: %+v", got.Segments[0])
		}

		// The strip has it in a pattern of its own, the table says so.
		var table office.LineTable
		officer.must(200, "GET", "/line?period=2026-03&"+query, nil, &table)
		if len(table.Walked) != 1 || !table.Walked[0].ByTrail || table.Walked[0].EntryID != v.ID {
			t.Errorf("table: %+v", table.Walked)
		}

		// The track is deleted by age: both stand.
		if err := d.office.Blobs.Remove(sha256.Sum256(piece)); err != nil {
			t.Fatal(err)
		}
		if kept := officer.covered(query); kept.Total.ByTrailDM != 8000 || kept.Patrols.Missing != 0 {
			t.Errorf("kept: %+v %+v", kept.Total, kept.Patrols)
		}

		// A commune is told how much and not where.
		if c := d.as(access.CommuneVerifier).covered(query); c.Detail != "bands" || c.Total.ByTrailDM != 8000 || len(c.Segments[0].ByTrail) != 0 {
			t.Errorf("blurred: %+v %+v", c.Total, c.Segments[0].ByTrail)
		}

		// Its geometry never changes.
		err := d.writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: d.registry, EntityType: "trail", EntityID: late, Verb: "amend", Body: map[string]any{"vertices": "AAAA"}}})
		if err == nil || !strings.Contains(err.Error(), "vertices") {
			t.Errorf("other vertices: %v", err)
		}
	})
}

// TestAPlanWalkedByTrailIsNotDone: what somebody walked on the path behind it is
// told beside, and stays to be walked.
func TestAPlanWalkedByTrailIsNotDone(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		d.drawTrail("2026-03-01")
		post := d.as(access.PostOfficer)
		segment := post.suggested("place=" + d.communeA)[0].SegmentID
		p := post.linePlan(&office.AlongForm{Stretches: []office.AlongStretch{{SegmentID: segment, FromDM: 12_000, ToDM: 20_000}}},
			func(c *office.EntryContent) {
				c.OwnerBodyID, c.Dims = d.post, map[string][]string{"patrol_form": {"own_regular"}}
			})
		content := d.patrol()
		content.Day = "2026-03-09"
		d.attaches(post, post.record(content, true), behindLine(t, 10, 18, time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)))
		r := post.result(p, "?status=submitted%2B")
		if r.WalkedDM != 0 || r.PerMille != 0 || r.LeftDM != 8000 || r.ByTrailDM != 6000 || r.ByTrail == "" || r.Patrols != 1 {
			t.Errorf("%+v", r)
		}
	})
}
