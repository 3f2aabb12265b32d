package place

import "slices"

// selection decides what belongs to an asked place or group, on its member
// day: a place belongs if it lands, on that day, on a node within the asked
// place or within a member in force; or if it went to several places, all of
// them known, which lie in the group together (a new commune made of three
// members of "huyện Trùng Khánh (cũ)" lies in no single one).
type selection struct {
	c     *carrier
	all   bool
	roots []int32
	known []int8 // by ordinal of node: 0 not asked yet, 1 within, -1 not
}

// selectOn builds the selection of an asked id for one day. A place not in
// force on that day selects nothing.
func (r *Registry) selectOn(asked string, c *carrier) *selection {
	s := &selection{c: c, all: asked == ""}
	if g, ok := r.groupOrd[asked]; ok {
		for _, m := range r.members.of(g) {
			if m.has(c.day) {
				s.roots = append(s.roots, m.v)
			}
		}
	} else if o := r.look(asked); o >= 0 && r.alive(o, c.day) {
		s.roots = []int32{o}
	}
	return s
}

// remember makes asking for many places cheap.
func (s *selection) remember() *selection {
	s.known = make([]int8, len(s.c.r.ids))
	return s
}

// has reports whether a place belongs to the selection.
func (s *selection) has(o int32) bool { return s.hasLanded(s.c.land(o)) }

func (s *selection) hasLanded(l landed) bool {
	if s.holds(l.node) {
		return true
	}
	if len(s.roots) < 2 || l.kind != Undivided || len(l.lost) > 0 {
		return false
	}
	return !slices.ContainsFunc(l.reached, func(n int32) bool { return !s.holds(n) })
}

// holds reports whether a node of the map lies within the selection.
func (s *selection) holds(node int32) bool {
	if s.all {
		return true
	}
	if node < 0 {
		return false
	}
	if s.known != nil && s.known[node] != 0 {
		return s.known[node] > 0
	}
	in := slices.Contains(s.roots, node) || s.holds(s.c.up(node))
	if s.known != nil {
		s.known[node] = -1
		if in {
			s.known[node] = 1
		}
	}
	return in
}

// Holds reports whether entries of a place belong to an asked place or group
// ("" is everything) when membership is decided on memberDay (see Resolve).
func (r *Registry) Holds(asked, id string, memberDay Day) bool {
	o := r.look(id)
	return o >= 0 && r.selectOn(asked, r.carry(memberDay)).has(o)
}
