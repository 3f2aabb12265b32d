package store_test

import (
	"encoding/hex"
	"testing"

	"phendau/internal/border"
	"phendau/internal/demo/line"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// TestTheLineTravelsToSites with the registry: the same vertices, segments and
// stretches are there, and fold again.
func TestTheLineTravelsToSites(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		vertices := line.National(3)
		l, err := border.NewLine(vertices)
		p.must(t, err)
		h, pieces := l.Hash(), border.Pack(vertices)
		var drafts []ledger.Draft
		create := func(typ string, body any) string {
			id := p.home.w.IDs.New()
			drafts = append(drafts, ledger.Draft{LedgerID: p.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
			return id
		}
		segment := create("segment", registry.SegmentDoc{Name: "Đoạn 1", DeclaredM: int64(l.Length() / 10)})
		row := create("register", registry.RegisterDoc{Kind: "segment", PlaceID: p.hamlets[0], From: registry.Unknown, To: registry.Open, Stretch: &registry.StretchDoc{SegmentID: segment}})
		of := p.home.w.IDs.New()
		for n, text := range pieces {
			create("line_piece", registry.LinePieceDoc{LineID: of, N: n, Vertices: text})
		}
		drafts = append(drafts, ledger.Draft{LedgerID: p.registry, EntityType: "line", EntityID: of, Verb: "create", Body: registry.LineDoc{Name: "Đường", From: registry.Unknown, To: registry.Open,
			SHA256: hex.EncodeToString(h[:]), Pieces: len(pieces), Segments: []registry.LineSegmentDoc{{SegmentID: segment, Marks: [][2]int64{{0, 0}, {int64(l.Length()), int64(l.Length() / 10 * 10)}}}}}})
		p.must(t, p.home.w.MustWrite(t.Context(), drafts))
		p.exchange(t, p.home, p.site)
		for _, at := range []*station{p.home, p.site} {
			reg, err := at.Registry(t.Context())
			p.must(t, err)
			versions, err := reg.Lines()
			p.must(t, err)
			if len(versions) != 1 || versions[0].Course.Line.Hash() != h || len(versions[0].Course.Segments) != 1 {
				t.Fatalf("site %q has another line", at.id)
			}
			for i := range reg.Registers {
				if s, ok := reg.Stretch(&reg.Registers[i]); ok != (reg.Registers[i].ID == row) || ok && s.Segment != segment {
					t.Errorf("site %q: %+v", at.id, s)
				}
			}
		}
		p.verify(t)
	})
}
