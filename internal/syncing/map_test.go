package syncing_test

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"phendau/internal/border"
	"phendau/internal/formats"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

// sheet is a map as a phone reads it.
type sheet struct {
	Note     map[string]string `json:"note"`
	Mark     map[string]string `json:"mark"`
	WithinM  int               `json:"within_m"`
	Cut      bool              `json:"cut"`
	Features []struct {
		Geometry struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
		Properties struct {
			Layer   string `json:"layer"`
			ID      string `json:"id"`
			Name    string `json:"name"`
			Segment string `json:"segment"`
			FromDM  *int64 `json:"from_dm"`
			ToDM    *int64 `json:"to_dm"`
			Closed  bool   `json:"closed"`
		} `json:"properties"`
	} `json:"features"`
}

func (w *world) sheet(p *phone.Phone) sheet {
	w.t.Helper()
	var s sheet
	if err := json.Unmarshal([]byte(p.State().Map), &s); err != nil {
		w.t.Fatalf("%q: %v", p.State().Map, err)
	}
	return s
}

// told are what a map shows: layer, segment, name and chainage of each feature.
func (s sheet) told() []string {
	var out []string
	for _, f := range s.Features {
		p := f.Properties
		t := p.Layer + " " + p.Segment + " " + p.Name
		for _, dm := range []*int64{p.FromDM, p.ToDM} {
			if dm != nil {
				b, _ := json.Marshal(*dm)
				t += " " + string(b)
			}
		}
		if p.Closed {
			t += " closed"
		}
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// draw registers a line of 2.2 km due north: 1.2 km are of commune A, the rest of
// B; the first hamlet's team keeps 300 m. Markers stand in both.
func (w *world) draw() {
	ids := w.w.IDs
	var vertices []border.Vertex
	for i := range int32(21) {
		vertices = append(vertices, border.Vertex{Lat: 22_400_000 + 1000*i, Lon: 105_500_000})
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		w.t.Fatal(err)
	}
	h, of, at := l.Hash(), ids.New(), int64(l.Length())
	var drafts []ledger.Draft
	create := func(typ, id string, body any) string {
		drafts = append(drafts, ledger.Draft{LedgerID: w.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
		return id
	}
	a, b := create("segment", ids.New(), registry.SegmentDoc{Name: "Đoạn A", DeclaredM: 1200}), create("segment", ids.New(), registry.SegmentDoc{Name: "Đoạn B", DeclaredM: 1000})
	row := func(kind, name, placeID, bodyID string, y *registry.StretchDoc, m *registry.MarkerDoc) {
		create("register", ids.New(), registry.RegisterDoc{Kind: kind, Name: name, PlaceID: placeID, BodyID: bodyID, From: registry.Unknown, To: registry.Open, Stretch: y, Marker: m})
	}
	row("segment", "A", w.communeA, "", &registry.StretchDoc{SegmentID: a}, nil)
	row("segment", "B", w.communeB, "", &registry.StretchDoc{SegmentID: b}, nil)
	row("line_keeping", "Tổ", w.hamlets[0], w.team, &registry.StretchDoc{SegmentID: a, FromDM: 2000, ToDM: 5000}, nil)
	stone := func(side string, closed ...registry.ClosureDoc) registry.MonumentDoc {
		return registry.MonumentDoc{Lat: 224_010_000, Lon: 1_055_000_000, Side: side, Closed: closed}
	}
	dm := int64(1100)
	row("marker", "2001", w.communeA, "", nil, &registry.MarkerDoc{Number: "2001", SegmentID: a, ChainageDM: &dm, Monuments: []registry.MonumentDoc{stone("on_line")}})
	row("marker", "2002", w.communeA, "", nil, &registry.MarkerDoc{Number: "2002", SegmentID: a, Monuments: []registry.MonumentDoc{
		stone("on_line", registry.ClosureDoc{Reason: "vách đá", From: registry.Unknown, To: registry.Open})}})
	row("marker", "2003", w.communeB, "", nil, &registry.MarkerDoc{Number: "2003", SegmentID: b, Monuments: []registry.MonumentDoc{stone("on_line")}})
	pieces := border.Pack(vertices)
	for n, text := range pieces {
		create("line_piece", ids.New(), registry.LinePieceDoc{LineID: of, N: n, Vertices: text})
	}
	create("line", of, registry.LineDoc{Name: "Đường", Source: "bản vẽ", From: registry.Unknown, To: registry.Open, SHA256: hex.EncodeToString(h[:]), Pieces: len(pieces),
		Segments: []registry.LineSegmentDoc{{SegmentID: a, Marks: [][2]int64{{0, 0}, {at * 6 / 11, 12_000}}}, {SegmentID: b, Marks: [][2]int64{{at * 6 / 11, 0}, {at, 10_000}}}}})
	w.must(drafts...)
}

// TestAPhoneGetsTheMapOfItsPlacesOnly: the commune it records in, with the fixed
// sentence, and nothing about who was where.
func TestAPhoneGetsTheMapOfItsPlacesOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sync(w.phone)
		if s := w.sheet(w.phone); len(s.Features) != 0 || s.Note["vi"] != formats.Disclaimer[0] {
			t.Errorf("a map of no line: %s", w.phone.State().Map)
		}
		w.draw()
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.sync(w.phone)
		s := w.sheet(w.phone)
		want := []string{"line Đoạn A  0 10000", "line Đoạn A  10000 12000", "marker Đoạn A 2001 1100", "marker Đoạn A 2002 closed", "own Đoạn A  2000 5000", "post Đoạn A  0", "post Đoạn A  10000"}
		if got := s.told(); !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		if s.Note["vi"] != formats.Disclaimer[0] || s.Note["en"] != formats.Disclaimer[1] || s.Mark != nil || s.Cut || s.WithinM != 10 {
			t.Errorf("%+v", s)
		}
		for _, word := range []string{"patrol", "band", "gap", "class", "day", "Đoạn B", "2003"} {
			if strings.Contains(w.phone.State().Map, word) {
				t.Errorf("the map says %q", word)
			}
		}
	})
}

// TestAStretchThatNamesNoTeamIsThatOfItsPlace: another team of the same hamlet is
// shown what the hamlet keeps.
func TestAStretchThatNamesNoTeamIsThatOfItsPlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.draw()
		own := func(bodyID, placeID string) bool {
			p := w.enrol(bodyID, placeID, w.member, w.clerk)
			w.sync(p)
			return slices.Contains(w.sheet(p).told(), "own Đoạn A  2000 5000")
		}
		if !own(w.committee, w.hamlets[0]) || own(w.committee, w.hamlets[1]) || own(w.committee, w.communeA) {
			t.Error("the own stretch is not that of the phone's hamlet")
		}
	})
}

// TestAPhoneWithTheMapIsToldThatNothingChanged, and gets another one when what it
// shows is another.
func TestAPhoneWithTheMapIsToldThatNothingChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.draw()
		w.sync(w.phone)
		ask := func(have string) (r syncing.MapReply) {
			t.Helper()
			if err := w.client(w.phone).call("GET", "/map?have="+have, nil, &r); err != nil {
				t.Fatal(err)
			}
			return r
		}
		have := w.phone.State().MapVersion
		if r := ask(have); !r.Unchanged || r.Version != have || r.Map != "" {
			t.Errorf("%+v", r)
		}
		if r := ask("1-0000"); r.Unchanged || r.Version != have || r.Map != w.phone.State().Map {
			t.Errorf("%+v", r)
		}
		row := w.w.IDs.New()
		w.must(ledger.Draft{LedgerID: w.registry, EntityType: "register", EntityID: row, Verb: "create", Body: registry.RegisterDoc{Kind: "marker", Name: "2009", PlaceID: w.communeA,
			From: registry.Unknown, To: registry.Open, Marker: &registry.MarkerDoc{Number: "2009", Monuments: []registry.MonumentDoc{{Lat: 224_020_000, Lon: 1_055_000_000, Side: "ours"}}}}})
		w.sync(w.phone)
		if s := w.phone.State(); s.MapVersion == have || !strings.Contains(s.Map, row) {
			t.Errorf("the new marker is not on the map: %s", s.Map)
		}
	})
}

// TestAMapGoesWithTheRightsAndTheScope: a phone of somebody without a right at its
// place gets none, and one that is moved gives the old one up.
func TestAMapGoesWithTheRightsAndTheScope(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.draw()
		other := w.enrol(w.teamB, w.hamlets[2], w.member) // who has no right there
		w.sync(other)
		if s := w.sheet(other); len(s.Features) != 0 {
			t.Errorf("%q", s.told())
		}
		w.sync(w.phone)
		if s := w.sheet(w.phone); len(s.Features) == 0 {
			t.Fatal("no map")
		}
		w.change(w.phone, map[string]any{"place_id": w.hamlets[2], "body_id": w.teamB})
		w.sync(w.phone)
		if s := w.sheet(w.phone); len(s.Features) != 0 {
			t.Errorf("after the phone was moved: %q", s.told())
		}
	})
}
