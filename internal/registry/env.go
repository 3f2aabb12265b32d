package registry

import (
	"slices"

	"phendau/internal/border"
	"phendau/internal/ledger"
)

var _ ledger.Env = (*Registry)(nil)

// LedgerOf says which ledger a place writes into on a day: its own row or
// that of the nearest unit above it.
func (r *Registry) LedgerOf(placeID string, day Day) string {
	if id := r.ledgerOn(placeID, day); id != "" {
		return id
	}
	for _, up := range r.Places.Ancestors(placeID, day) {
		if id := r.ledgerOn(up, day); id != "" {
			return id
		}
	}
	return ""
}

// EachLedger shows which places write into ledgers of their own, and on which
// days; in no stated order.
func (r *Registry) EachLedger(see func(placeID, ledgerID string, from, to Day)) {
	for placeID, spans := range r.placeLedger {
		for _, s := range spans {
			see(placeID, s.ledger, s.lo, s.hi)
		}
	}
}

func (r *Registry) ledgerOn(placeID string, day Day) string {
	for _, s := range r.placeLedger[placeID] {
		if s.lo <= day && day <= s.hi {
			return s.ledger
		}
	}
	return ""
}

// PlaceAlive reports whether a place existed on a day. A group always does.
func (r *Registry) PlaceAlive(placeID string, day Day) bool {
	return r.Places.IsGroup(placeID) || r.Places.Alive(placeID, day)
}

// PlaceLevel is the rank of a place.
func (r *Registry) PlaceLevel(placeID string, _ Day) string { return string(r.Places.Level(placeID)) }

// Within returns a test whether places lie inside a place or group on a map
// day.
func (r *Registry) Within(placeID string, mapDay Day) func(string) bool {
	known := map[string]bool{}
	return func(id string) bool {
		in, ok := known[id]
		if !ok {
			in = r.Places.Holds(placeID, id, mapDay)
			known[id] = in
		}
		return in
	}
}

// BodyLevel is the verification level of the body's type, 0 when unknown.
func (r *Registry) BodyLevel(bodyID string) int {
	b, c := r.Bodies[bodyID], r.Latest()
	if b == nil || c == nil || c.BodyTypes[b.Type] == nil {
		return 0
	}
	return c.BodyTypes[b.Type].Level
}

// BodyType is the catalogue's type of a body, "" when unknown.
func (r *Registry) BodyType(bodyID string) string {
	if b := r.Bodies[bodyID]; b != nil {
		return b.Type
	}
	return ""
}

// Device is an enrolled device, nil when unknown.
func (r *Registry) Device(deviceID string) *ledger.Device { return r.devices[deviceID] }

// Phones lists the enrolled phones by id.
func (r *Registry) Phones() []string { return r.devicesWhere((*ledger.Device).Phone) }

// Nodes lists the enrolled processes of this program by id.
func (r *Registry) Nodes() []string {
	return r.devicesWhere(func(d *ledger.Device) bool { return d.Kind == ledger.DeviceNode })
}

func (r *Registry) devicesWhere(is func(*ledger.Device) bool) []string {
	var out []string
	for id, d := range r.devices {
		if is(d) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// PersonName is the name of a person, or the id when it is not known.
func (r *Registry) PersonName(id string) string {
	if p, ok := r.People[id]; ok {
		return p.Name
	}
	return id
}

// BodyName is the name of a body on a day, or the id when it is not known.
func (r *Registry) BodyName(id string, day Day) string {
	if b := r.Bodies[id]; b != nil {
		return b.NameOn(day)
	}
	return id
}

// SegmentDM is the declared length of a segment of a line in force on one of the
// days, 0 when there is none.
func (r *Registry) SegmentDM(segmentID string, from, to Day) int64 {
	asked := border.Days{From: from, To: to}
	for _, d := range r.border.lines {
		lo, hi, err := days(d.From, d.To)
		if err == nil && asked.Meets(border.Days{From: lo, To: hi}) && slices.ContainsFunc(d.Segments, func(s LineSegmentDoc) bool { return s.SegmentID == segmentID }) {
			return 10 * r.border.segments[segmentID].DeclaredM
		}
	}
	return 0
}

// MarkerOn reports whether a row stands for a marker position on one of the days.
func (r *Registry) MarkerOn(rowID string, from, to Day) bool {
	for i := range r.Registers {
		if x := &r.Registers[i]; x.ID == rowID {
			p, ok := x.Position()
			return ok && p.Days.Meets(border.Days{From: from, To: to})
		}
	}
	return false
}
