package demo

import (
	"fmt"

	"phendau/internal/registry"
)

// position is one marker position of the fictional line (design note
// coverage.md, section 14).
type position struct {
	p         int // 1 ... 182
	number    string
	secondary bool
	monuments int64
	chainage  int64 // metres from the west end
	reachable bool
	unit      *Unit
}

// form is the marker_form of a position.
func (p *position) form() string { return [...]string{"single", "double", "triple"}[p.monuments-1] }

// cliffs are positions nobody can walk to.
var cliffs = map[int]bool{61: true, 122: true, 157: true}

// positions lists the 182 positions by the note's formula: numbers from 2001
// lie outside the real range.
func (b *builder) positions() []position {
	var out []position
	ordinal, west, main, side := 0, int64(0), 0, 0
	for _, s := range segmentRows {
		for j := range int64(s.positions) {
			ordinal++
			n := int64(s.positions)
			c := (s.length*(2*j+1) + n) / (2 * n) // rounded half up
			x := position{p: ordinal, monuments: 1, chainage: west + c + int64(67*ordinal%161) - 80, reachable: !cliffs[ordinal], unit: b.unitOf(s.code)}
			if m := ordinal % 6; m == 3 || m == 4 {
				side++
				x.secondary, x.number = true, fmt.Sprintf("%d/%d", 2000+main, side)
			} else {
				main++
				side = 0
				x.number, x.monuments = fmt.Sprint(2000+main), monumentsOf(main)
			}
			out = append(out, x)
		}
		west += s.length
	}
	return out
}

// monumentsOf a main position: every eighth is double, three are triple.
func monumentsOf(main int) int64 {
	switch {
	case main == 40 || main == 79 || main == 112:
		return 3
	case main%8 == 5:
		return 2
	}
	return 1
}

// markers writes one register row per position and, per hamlet, what its team
// keeps.
func (b *builder) markers() {
	kept := map[*Hamlet]*registry.RegisterDoc{}
	for _, p := range b.positions() {
		rank := "main"
		if p.secondary {
			rank = "secondary"
		}
		id := b.doc("register", &registry.RegisterDoc{Kind: "marker_position", Name: "Mốc " + p.number + " (minh họa)", PlaceID: p.unit.ID,
			Dims:     map[string]string{"marker": p.number, "marker_rank": rank, "marker_form": p.form()},
			Measures: map[string]int64{"positions": 1, "monuments": p.monuments}, Document: demoMark, From: unknown, To: open})
		if !p.reachable {
			continue
		}
		p.unit.Markers = append(p.unit.Markers, id)
		h := b.hamletAt(&p)
		if kept[h] == nil {
			kept[h] = b.keeping(h)
		}
		kept[h].Measures["positions"]++
		kept[h].Measures["monuments"] += p.monuments
	}
}

// keeping opens the row of the positions a hamlet's team keeps.
func (b *builder) keeping(h *Hamlet) *registry.RegisterDoc {
	d := &registry.RegisterDoc{Kind: "marker_keeping", Name: "Các vị trí mốc xóm " + h.Name, PlaceID: h.ID, BodyID: h.Team,
		Dims: map[string]string{"kept_by": "team"}, Measures: map[string]int64{}, Document: b.decision(h.Unit, 2018, 40), From: unknown, To: open}
	b.doc("register", d)
	return d
}

// hamletAt is the hamlet whose even share of the segment holds the position.
func (b *builder) hamletAt(p *position) *Hamlet {
	west := int64(0)
	for _, s := range segmentRows {
		if s.code == p.unit.Code {
			i := (p.chainage - west) * int64(len(p.unit.Hamlets)) / s.length
			return p.unit.Hamlets[max(0, min(int(i), len(p.unit.Hamlets)-1))]
		}
		west += s.length
	}
	return p.unit.Hamlets[0]
}
