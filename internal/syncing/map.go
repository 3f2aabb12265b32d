package syncing

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/border"
	"phendau/internal/calendar"
)

// MapReply is the map a phone keeps for where there is no line: its own part of
// the border line and what stands on it. Nobody's visits, gaps or tracks.
type MapReply struct {
	Version string `json:"version"`
	// Unchanged says that the phone has this version; nothing else is sent then.
	Unchanged bool `json:"unchanged,omitempty"`
	// SHA256 is of the bytes of Map, in hex.
	SHA256 string `json:"sha256,omitempty"`
	// Map is a GeoJSON collection as a text, so that its hash can be checked.
	Map string `json:"map,omitempty"`
}

// mapForm changes when a map says more than before: phones then get it anew.
const mapForm = 1

// maxMap is how many bytes an answer with a map has at most, packed.
const maxMap = 300_000

// Metres the drawn line may lie from the registered one: of a map that fits, and
// of the coarsest one.
const (
	mapWithinM  = 10
	mapCoarsest = 160
)

// phoneMap answers with the map of the phone's places, or that the version it has
// is the one. How it is drawn depends on nothing but what it shows, so equal maps
// have equal versions.
func (h *Hub) phoneMap(c *caller, have string) (*MapReply, error) {
	if c.device.Revoked != nil {
		return nil, revoked(c.device)
	}
	m, err := newMapper(c, h.today())
	if err != nil {
		return nil, err
	}
	r := m.bounded(maxMap)
	if r.Version == have {
		return &MapReply{Version: have, Unchanged: true}, nil
	}
	return r, nil
}

// newMapper finds what of the line lies in the phone's places today. Where none
// of its people may read the registers at its place, that is nothing.
func newMapper(c *caller, today calendar.Day) (*mapper, error) {
	m := &mapper{reg: c.reg, today: today}
	s := newScope(c, today)
	if !s.may(access.ReadRegistry, access.Target{PlaceID: c.device.PlaceID, Day: today, BodyID: c.device.BodyID, Class: access.Internal}) {
		return m, nil
	}
	versions, err := c.reg.Lines()
	if err != nil {
		return nil, err
	}
	v, ok := border.VersionOn(versions, today)
	if !ok {
		return m, nil
	}
	m.course, m.source = v.Course, v.Source
	tops := s.tops(s.units(today), today)
	var around []border.Stretch // of the phone's own place, where it is part of one of these
	for i := range c.reg.Registers {
		r := &c.reg.Registers[i]
		if r.Lo > today || today > r.Hi || !s.inside(tops, r.PlaceID, today) {
			continue
		}
		if p, ok := r.Position(); ok {
			m.positions = append(m.positions, p)
		}
		if y, ok := c.reg.Stretch(r); ok {
			m.held = append(m.held, y)
			switch at := c.device.PlaceID; {
			case r.BodyID != "" && r.BodyID == c.device.BodyID:
				m.own = append(m.own, y)
			case !slices.Contains(tops, at) && c.reg.Places.Holds(at, r.PlaceID, today):
				around = append(around, y)
			}
		}
	}
	if m.own == nil {
		m.own = around // nothing names the body: what lies in its area, as elsewhere
	}
	slices.SortFunc(m.positions, func(a, b border.Position) int { return a.Number.Compare(b.Number) })
	return m, nil
}

// bounded is the map in at most so many bytes, packed. One that is too large is
// drawn coarser; where that is not enough, what lies farthest along is left out.
// The map says either.
func (m *mapper) bounded(most int) *MapReply {
	within, share := mapWithinM, 1
	for {
		r := replyOf(m.sheet(within, share))
		switch {
		case packedSize(r) <= most:
			return r
		case within < mapCoarsest:
			within *= 2
		default:
			share *= 2
		}
	}
}

func replyOf(s *mapSheet) *MapReply {
	b := mustJSON(s)
	sum := sha256.Sum256(b)
	hash := hex.EncodeToString(sum[:])
	return &MapReply{Version: fmt.Sprintf("%d-%s", mapForm, hash[:16]), SHA256: hash, Map: string(b)}
}

func packedSize(r *MapReply) int {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(mustJSON(r))
	_ = z.Close()
	return b.Len()
}

// mustJSON writes what is made of texts and finite numbers only.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("syncing: " + err.Error())
	}
	return b
}
