package syncing

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// Reference is what a phone needs to record without a server: the rules of
// the catalogue, the places and bodies it may name, and which ledger a place
// writes into.
type Reference struct {
	Version   string          `json:"version"`
	Catalogue json.RawMessage `json:"catalogue"`
	Places    []RefPlace      `json:"places"`
	Bodies    []RefBody       `json:"bodies"`
	Rows      []RefRow        `json:"rows,omitempty"`
	Segments  []RefSegment    `json:"segments,omitempty"`
	Device    DeviceView      `json:"device"`
	Demo      bool            `json:"demo,omitempty"`
}

// RefPlace is a place of the phone's books.
type RefPlace struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Level    string `json:"level"`
	ParentID string `json:"parent_id,omitempty"`
	// Books are the ledgers it writes into, by day.
	Books []RefBook `json:"books"`
}

// RefBook is the ledger of a place from a first to a last day.
type RefBook struct {
	LedgerID string       `json:"ledger_id"`
	From     calendar.Day `json:"from"`
	To       calendar.Day `json:"to"`
}

// RefRow is a named row of the registers that entries may refer to: a marker, a
// segment.
type RefRow struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	PlaceID string `json:"place_id"`
}

// RefSegment is a segment of the line in force, so that a plan can be told in
// words, also where it goes beyond the phone's units. Where it runs stays with
// the server.
type RefSegment struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// RefBody is a body that may take part.
type RefBody struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

// bookDays is how far back a phone may record: what lies longer ago asks for a
// reason and a clerk.
const bookDays = 400

// referenceForm changes when a reference says more than before: phones then ask
// for it again.
const referenceForm = 2

// referenceVersion is equal as long as the reference is.
func referenceVersion(reg *registry.Registry, s *scope) string {
	return fmt.Sprintf("%d-%d-%s", referenceForm, reg.Seq, s.hash)
}

func (h *Hub) reference(ctx context.Context, c *caller) (*Reference, error) {
	if c.device.Revoked != nil {
		return nil, revoked(c.device)
	}
	today := h.today()
	s := newScope(c, today)
	forms, err := h.Forms(ctx)
	if err != nil {
		return nil, err
	}
	r := &Reference{Version: referenceVersion(c.reg, s), Catalogue: forms, Places: []RefPlace{}, Bodies: []RefBody{}, Device: viewOf(c.reg, c.id, c.device, today), Demo: c.reg.Demo()}
	units := s.units(today)
	for _, id := range units {
		r.Places = append(r.Places, refPlace(c.reg, id, today))
	}
	for _, id := range slices.Sorted(maps.Keys(c.reg.Bodies)) {
		if b := c.reg.Bodies[id]; id == c.device.BodyID || slices.Contains(units, b.PlaceID) || s.around(b.PlaceID, units, today) {
			r.Bodies = append(r.Bodies, RefBody{id, b.Type, b.NameOn(today)})
		}
	}
	r.Rows = s.rows(units, today)
	for _, id := range c.reg.Segments() {
		if d, _ := c.reg.Segment(id); c.reg.SegmentDM(id, today, today) > 0 {
			r.Segments = append(r.Segments, RefSegment{id, d.Name})
		}
	}
	return r, nil
}

// rows are the named rows in force in one of the units, by name; those of a
// former commune lie in the one that has taken it up.
func (s *scope) rows(units []string, today calendar.Day) []RefRow {
	tops := s.tops(units, today)
	var out []RefRow
	for i := range s.reg.Registers {
		r := &s.reg.Registers[i]
		if r.Name != "" && r.Lo <= today && today <= r.Hi && s.inside(tops, r.PlaceID, today) {
			out = append(out, RefRow{r.ID, r.Kind, r.Name, r.PlaceID})
		}
	}
	slices.SortFunc(out, func(a, b RefRow) int { return cmp.Or(vi.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out
}

// tops are the units that lie in no other one of them.
func (s *scope) tops(units []string, today calendar.Day) []string {
	return slices.DeleteFunc(slices.Clone(units), func(u string) bool {
		parent, _ := s.reg.Places.ParentOn(u, today)
		return slices.Contains(units, parent)
	})
}

// inside reports whether a place lies in one of some units.
func (s *scope) inside(units []string, placeID string, today calendar.Day) bool {
	return slices.ContainsFunc(units, func(u string) bool { return s.reg.Places.Holds(u, placeID, today) })
}

// units are the communes whose books the phone writes into, and what lies in
// them; the phone's own place first.
func (s *scope) units(today calendar.Day) []string {
	out := []string{}
	add := func(id string) {
		if !slices.Contains(out, id) && !s.reg.Places.IsGroup(id) && s.reg.Places.Alive(id, today) {
			out = append(out, id)
		}
	}
	add(s.device.PlaceID)
	for _, l := range s.ledgers {
		if s.reg.Ledgers[l].Kind != ledger.KindCommune {
			continue
		}
		for _, p := range s.reg.Ledgers[l].Places {
			add(p.PlaceID)
			for _, u := range s.reg.Places.UnitsAt(p.PlaceID, place.LevelHamlet, today) {
				add(u)
			}
		}
	}
	return out
}

// around reports whether a body is responsible for a group or a larger unit
// that holds one of the units: the post, the district's committee.
func (s *scope) around(placeID string, units []string, today calendar.Day) bool {
	return placeID != "" && slices.ContainsFunc(units, func(u string) bool { return s.reg.Places.Holds(placeID, u, today) })
}

func refPlace(reg *registry.Registry, id string, today calendar.Day) RefPlace {
	p := RefPlace{ID: id, Name: reg.Places.FullName(id, today), Level: string(reg.Places.Level(id)), Books: []RefBook{}}
	p.ParentID, _ = reg.Places.ParentOn(id, today)
	for d := today - bookDays; d <= today; d++ {
		l := reg.LedgerOf(id, d)
		switch n := len(p.Books); {
		case l == "":
		case n > 0 && p.Books[n-1].LedgerID == l && p.Books[n-1].To == d-1:
			p.Books[n-1].To = d
		default:
			p.Books = append(p.Books, RefBook{l, d, d})
		}
	}
	if n := len(p.Books); n > 0 && p.Books[n-1].To == today {
		p.Books[n-1].To = calendar.MaxDay // until the phone is told otherwise
	}
	return p
}
