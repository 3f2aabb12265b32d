package demo

import (
	"phendau/internal/border"
	"phendau/internal/demo/line"
	"phendau/internal/registry"
)

// formOf is the marker_form of a position.
func formOf(p *border.Position) string {
	return [...]string{"single", "double", "triple"}[len(p.Monuments)-1]
}

// markers writes one register row per position and, per hamlet, what its team
// keeps.
func (b *builder) markers() {
	kept := map[*Hamlet]*registry.RegisterDoc{}
	all := line.Positions()
	for i, s := range line.Segments {
		for j := range all {
			if all[j].Segment == line.SegmentID(i) {
				b.marker(&all[j], b.unitOf(s.Code), b.segmentIDs[i], s.LengthM, kept)
			}
		}
	}
}

func (b *builder) marker(p *border.Position, u *Unit, segmentID string, segmentM int64, kept map[*Hamlet]*registry.RegisterDoc) {
	rank, number, monuments := "main", p.Number.String(), int64(len(p.Monuments))
	if p.Number.Secondary > 0 {
		rank = "secondary"
	}
	id := b.doc("register", &registry.RegisterDoc{Kind: "marker_position", Name: "Mốc " + number + " (minh họa)", PlaceID: u.ID,
		Dims:     map[string]string{"marker": number, "marker_rank": rank, "marker_form": formOf(p)},
		Measures: map[string]int64{"positions": 1, "monuments": monuments}, Document: demoMark, From: unknown, To: open,
		Marker: markerOn(p, segmentID)})
	if len(p.Reachable(Present)) == 0 {
		return
	}
	u.Markers, b.stones[id] = append(u.Markers, id), p
	h := hamletAt(u, int64(*p.C)/10, segmentM)
	if kept[h] == nil {
		kept[h] = b.keeping(h)
	}
	kept[h].Measures["positions"]++
	kept[h].Measures["monuments"] += monuments
}

// keeping opens the row of the positions a hamlet's team keeps.
func (b *builder) keeping(h *Hamlet) *registry.RegisterDoc {
	d := &registry.RegisterDoc{Kind: "marker_keeping", Name: "Các vị trí mốc xóm " + h.Name, PlaceID: h.ID, BodyID: h.Team,
		Dims: map[string]string{"kept_by": "team"}, Measures: map[string]int64{}, Document: b.decision(h.Unit, 2018, 40), From: unknown, To: open}
	b.doc("register", d)
	return d
}

// hamletAt is the hamlet whose even share of the segment holds a chainage.
func hamletAt(u *Unit, chainageM, segmentM int64) *Hamlet {
	i := chainageM * int64(len(u.Hamlets)) / segmentM
	return u.Hamlets[max(0, min(int(i), len(u.Hamlets)-1))]
}
