package office_test

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/blobs"
	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/syncing/phone"
	"phendau/internal/track"
)

// The line of these tests runs east for forty legs of about 103 m.
const (
	lineLat, lineLon = 22_850_000, 106_700_000 // 1e-6 degree
	legLon           = 1000
	legs             = 40
)

// drawLine registers a line of two segments of 2,000 m declared, the first in
// commune A, the second in B, and three positions on the first: at 500 m, at
// 1,500 m and one nobody can reach. It answers the line and the positions.
func (d *desk) drawLine() (*border.Line, []string) {
	d.t.Helper()
	var vertices []border.Vertex
	for i := range int32(legs + 1) {
		vertices = append(vertices, border.Vertex{Lat: lineLat, Lon: lineLon + i*legLon})
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		d.t.Fatal(err)
	}
	var drafts []ledger.Draft
	doc := func(typ string, body any) string {
		id := d.writer.IDs.New()
		drafts = append(drafts, ledger.Draft{LedgerID: d.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
		return id
	}
	h, half := l.Hash(), int64(l.Length()/2)
	line := registry.LineDoc{Name: "Đường thử", Source: "thử", From: registry.Unknown, To: registry.Open, SHA256: hex.EncodeToString(h[:]), Pieces: 1}
	lineID := d.writer.IDs.New()
	doc("line_piece", registry.LinePieceDoc{LineID: lineID, Vertices: border.Pack(vertices)[0]})
	var segments []string
	for i, at := range []string{d.communeA, d.communeB} {
		id := doc("segment", registry.SegmentDoc{Name: []string{"Đoạn 1", "Đoạn 2"}[i], DeclaredM: 2000})
		segments = append(segments, id)
		line.Segments = append(line.Segments, registry.LineSegmentDoc{SegmentID: id, Marks: [][2]int64{{int64(i) * half, 0}, {int64(i+1) * half, 20_000}}})
		doc("register", registry.RegisterDoc{Kind: "segment", Name: "Đoạn", PlaceID: at, Measures: map[string]int64{"length_m": 2000}, From: registry.Unknown, To: registry.Open,
			Stretch: &registry.StretchDoc{SegmentID: id}})
	}
	drafts = append(drafts, ledger.Draft{LedgerID: d.registry, EntityType: "line", EntityID: lineID, Verb: "create", Body: line})
	var positions []string
	for i, c := range []int64{5000, 15_000, 10_000} {
		at := l.At(span.Decimetre(c) * span.Decimetre(half) / 20_000)
		stone := registry.MonumentDoc{Lat: int64(at.Lat * 1e7), Lon: int64(at.Lon * 1e7), Side: "on_line"}
		if i == 2 {
			stone.Closed = []registry.ClosureDoc{{Reason: "vách đá", From: registry.Unknown, To: registry.Open}}
		}
		number := border.Number{N: 2001 + i}.String()
		positions = append(positions, doc("register", registry.RegisterDoc{Kind: "marker_position", Name: "Mốc " + number, PlaceID: d.communeA, Dims: map[string]string{"marker": number},
			Measures: map[string]int64{"positions": 1, "monuments": 1}, From: registry.Unknown, To: registry.Open,
			Marker: &registry.MarkerDoc{Number: number, SegmentID: segments[0], ChainageDM: &c, Monuments: []registry.MonumentDoc{stone}}}))
	}
	if err := d.writer.MustWrite(d.t.Context(), drafts); err != nil {
		d.t.Fatal(err)
	}
	return l, positions
}

// alongLine is a piece of a walk along the line from one vertex to another, at
// two metres a second.
func alongLine(t *testing.T, from, to int, start time.Time) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	for i := from; i <= to; i++ {
		p.Points = append(p.Points, track.Point{Lat: lineLat, Lon: lineLon + int32(i)*legLon, Time: start.Unix() + int64(i-from)*50, Accuracy: 2})
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// walks records and submits a patrol with the pieces of its track on a phone.
func (d *desk) walks(p *phone.Phone, markers []string, pieces ...[]byte) written {
	d.t.Helper()
	return d.goes(p, "", markers, pieces...)
}

// goes is walks by a way of going; "" says none.
func (d *desk) goes(p *phone.Phone, way string, markers []string, pieces ...[]byte) written {
	d.t.Helper()
	dims := map[string]ledger.Codes{"patrol_form": {"with_residents"}}
	if way != "" {
		dims["way"] = ledger.Codes{way}
	}
	e := p.IDs.New()
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypeEntry, EntityID: e, Verb: verb, Catalogue: 1, Body: body}
	}
	drafts := []ledger.Draft{op("create", ledger.Content{Kind: "patrol", PlaceID: d.hamletsA[0], Day: calendar.MakeDay(2026, 3, 9), Dims: dims,
		Markers: markers, Measures: map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}})}
	for _, b := range pieces {
		drafts = append(drafts, op("attach", phone.Attachment(b, blobs.Track, "track")))
	}
	if _, err := p.RecordPhotos(pieces, append(drafts, op("submit", nil))...); err != nil {
		d.t.Fatal(err)
	}
	return written{ledger: d.ledgerA, id: e}
}

func (c *client) covered(query string) office.Coverage {
	c.d.t.Helper()
	var v office.Coverage
	c.must(200, "GET", "/coverage?period=2026-03&"+query, nil, &v)
	return v
}

// TestTheLineIsCoveredByWhatPhonesWalked: from the track of a phone to metres of
// the line, once the patrol counts; what is missing is told, and where exactly a
// gap lies is for the post and above.
func TestTheLineIsCoveredByWhatPhonesWalked(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var none api.Error
		if s := d.as(access.PostOfficer).do("GET", "/coverage?period=2026-03&place="+d.communeA, nil, &none); s != 404 || !strings.Contains(none.Message, "đường") {
			t.Errorf("without a line: %d %+v", s, none)
		}
		l, positions := d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		walk := d.walks(p, []string{positions[1], positions[2]}, alongLine(t, 0, 6, start), alongLine(t, 6, 10, start.Add(6*50*time.Second)))
		if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
			t.Fatalf("%v, %d unsent", err, p.Unsent())
		}
		post := d.as(access.PostOfficer)
		if v := post.covered("place=" + d.communeA); v.Total.CoveredDM != 0 || v.Patrols.Patrols != 0 || v.Patrols.Uncounted != 1 {
			t.Errorf("nobody has verified it: %+v", v)
		}
		if v := post.covered("status=submitted%2B&place=" + d.communeA); v.Total.CoveredDM == 0 {
			t.Errorf("submitted patrols were asked for: %+v", v)
		}
		d.as(access.CommuneVerifier).verify(walk)

		v := post.covered("place=" + d.communeA)
		half := l.Length() / 2
		end := span.Span{From: 0, To: half}.Carry(l.Length()*10/legs+1500, span.Span{From: 0, To: 20_000})
		if n := len(v.Segments); n != 1 || v.Detail != "intervals" || v.Total.DeclaredDM != 20_000 {
			t.Fatalf("%+v", v)
		}
		s := v.Segments[0]
		if diff := s.CoveredDM - int64(end); diff < -1 || diff > 1 || s.PassedDM != s.CoveredDM {
			t.Errorf("covered %d dm, want %d", s.CoveredDM, end)
		}
		if s.CorridorM != 150 || len(s.Gaps) != 1 || s.Gaps[0] != (office.StretchView{FromDM: s.CoveredDM, ToDM: 20_000}) {
			t.Errorf("gaps %+v", s.Gaps)
		}
		if s.Bands["within_7"] != s.CoveredDM || s.Bands["never"] != 20_000-s.CoveredDM || len(s.Pieces) != 4 || s.Pieces[1].Band != "within_7" || s.Pieces[3].Band != "never" {
			t.Errorf("last visited %+v %+v", s.Bands, s.Pieces)
		}
		if want := (office.MarkerCount{Positions: 3, Reachable: 2, Unreachable: 1, Passed: 1, Stated: 1}); v.Markers != want {
			t.Errorf("markers %+v, want %+v", v.Markers, want)
		}
		if got := v.Patrols; got.Patrols != 1 || got.Tracked != 1 || got.Pieces != 2 || got.Missing != 0 || got.WalkedM < 1020 || got.WalkedM > 1035 {
			t.Errorf("patrols %+v", got)
		}
		if !strings.Contains(v.Note, "không phải tài liệu biên giới") {
			t.Errorf("it does not say what the line is not: %q", v.Note)
		}

		clerk := d.as(access.CommuneClerk)
		blurred := clerk.covered("place=" + d.communeA)
		if b := blurred.Segments[0]; blurred.Detail != "bands" || b.Gaps != nil || b.Intervals != nil || b.Positions != nil || b.CoveredDM != s.CoveredDM || !slices.Equal(b.Pieces, s.Pieces) {
			t.Errorf("the commune sees %+v", b)
		}
		for path, who := range map[string]*client{"place=" + d.communeB: clerk, "place=" + d.communeA: d.as(access.RegistryEditor), "": post} {
			if got := who.do("GET", "/coverage?period=2026-03&"+path, nil, &loose{}); got != 403 {
				t.Errorf("%q: %d", path, got)
			}
		}
		if v := post.covered("body=" + d.post); v.Total.DeclaredDM != 40_000 || v.Total.CoveredDM != s.CoveredDM {
			t.Errorf("the area of the post: %+v", v.Total)
		}
		d.missesTrack(post, &v)
	})
}

// missesTrack adds a patrol whose track never came: it is told, and covers
// nothing.
func (d *desk) missesTrack(post *client, before *office.Coverage) {
	t := d.t
	t.Helper()
	officer := d.as(access.PostOfficer)
	v := officer.record(d.patrol(), true)
	body := map[string]any{"sha256": strings.Repeat("0", 64), "size": 9, "type": blobs.Track, "role": "track"}
	err := d.writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: v.LedgerID, EntityType: ledger.TypeEntry, EntityID: v.ID, Verb: "attach", Base: v.Base, Catalogue: 1, Body: body,
		ActorID: officer.person, BodyID: v.OwnerID}})
	if err != nil {
		t.Fatal(err)
	}
	after := post.covered("status=submitted%2B&place=" + d.communeA)
	if got := after.Patrols; got.Patrols != 2 || got.Tracked != 1 || got.Trackless != 0 || got.Missing != 1 || got.MissingOf != 1 {
		t.Errorf("patrols %+v", got)
	}
	if after.Total.CoveredDM != before.Total.CoveredDM {
		t.Errorf("a track that is not here covers %d dm", after.Total.CoveredDM-before.Total.CoveredDM)
	}
	b, _ := json.Marshal(after)
	for _, secret := range []string{"106.7", "22.85", "106700", "\"lat\""} {
		if strings.Contains(string(b), secret) {
			t.Errorf("a coordinate is told: %s", secret)
		}
	}
}

// ridden is a ride along the line, 140 m beside it, a fix each ten seconds at 20.6
// metres a second: on foot each fix would be alone, and cover 108 m.
func ridden(t *testing.T, from, fixes int, start time.Time) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	for i := range fixes {
		p.Points = append(p.Points, track.Point{Lat: lineLat - 1264, Lon: lineLon + int32(from+2*i)*legLon, Time: start.Unix() + int64(i)*10, Accuracy: 1})
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAWayOfGoingIsBelievedItsOwnSpeed: what the catalogue says of the way an
// entry names decides, entry by entry, also where one act was told by two.
func TestAWayOfGoingIsBelievedItsOwnSpeed(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'w')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		covered := func(want int64, what string) {
			t.Helper()
			if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
				t.Fatalf("%v, %d unsent", err, p.Unsent())
			}
			got := d.as(access.PostOfficer).covered("status=submitted%2B&place=" + d.communeA).Total.CoveredDM
			if got < want-250 || got > want+250 {
				t.Errorf("%s: %d dm, want about %d", what, got, want)
			}
		}
		foot := d.goes(p, "foot", nil, ridden(t, 2, 3, start))
		covered(3*1080, "on foot nobody goes so fast")
		byCar := d.goes(p, "vehicle", nil, ridden(t, 10, 3, start.Add(time.Hour)))
		covered(3*1080+2*2056+1080, "in a vehicle")
		v := d.as(access.CommuneVerifier)
		v.must(200, "POST", "/events", map[string]any{"main": foot.ref(), "members": []any{byCar.ref()}, "relation": "same"}, nil)
		v.must(200, "POST", "/events/"+foot.ledger+"/"+foot.id+"/confirm", map[string]any{"member": byCar.ref()}, nil)
		covered(3*1080+2*2056+1080, "told as one act")
		if n := d.as(access.PostOfficer).covered("status=submitted%2B&place=" + d.communeA).Patrols.Patrols; n != 1 {
			t.Errorf("%d patrols, want one act", n)
		}
	})
}
