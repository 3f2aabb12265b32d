package place

import (
	"cmp"
	"slices"
)

// reign is the days on which something is in force, as disjoint spans in
// order: one for a place, possibly several for a group.
type reign []span

func reignOf[T any](rows []dated[T]) reign {
	spans := spansOf(rows)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	var out reign
	for _, s := range spans {
		if n := len(out); n > 0 && (out[n-1].hi == dusk || s.lo <= out[n-1].hi+1) {
			out[n-1].hi = max(out[n-1].hi, s.hi)
			continue
		}
		out = append(out, s)
	}
	return out
}

// nearest is the day in force closest to d; of two equally close the earlier.
// An empty reign gives d itself.
func (g reign) nearest(d Day) Day {
	best, found := d, false
	for _, s := range g {
		c := s.clamp(d)
		if !found || apart(c, d) < apart(best, d) {
			best, found = c, true
		}
	}
	return best
}

// lastIn is the last day of p in force.
func (g reign) lastIn(p span) (Day, bool) {
	for i := len(g) - 1; i >= 0; i-- {
		if s := g[i].common(p); !s.empty() {
			return s.hi, true
		}
	}
	return 0, false
}

// apart is a distance that does not overflow with days at the edge of time.
func apart(a, b Day) int64 {
	if d := int64(a) - int64(b); d >= 0 {
		return d
	}
	return int64(b) - int64(a)
}

// IsGroup reports whether id names a group.
func (r *Registry) IsGroup(id string) bool { _, ok := r.groupOrd[id]; return ok }

// Groups lists the ids of all groups in the order of the rows.
func (r *Registry) Groups() []string {
	ids := make([]string, len(r.groups))
	for i, g := range r.groups {
		ids[i] = g.ID
	}
	return ids
}

// GroupName is the official name of a group, its id if it has none.
func (r *Registry) GroupName(id string) string {
	g, ok := r.groupOrd[id]
	if !ok {
		return ""
	}
	if names := r.groups[g].Names; len(names) > 0 {
		return names[0]
	}
	return id
}

// MembersOn lists the members of a group in force on a day, in the order of
// the places' ordinals, each once.
func (r *Registry) MembersOn(group string, d Day) []string {
	g, ok := r.groupOrd[group]
	if !ok {
		return nil
	}
	var ords []int32
	for _, m := range r.members.of(g) {
		if m.has(d) {
			ords = append(ords, m.v)
		}
	}
	return r.idList(ords)
}

// idList sorts ordinals, drops doubles and names them.
func (r *Registry) idList(ords []int32) []string {
	ords = slices.Clone(ords)
	slices.Sort(ords)
	ids := make([]string, 0, len(ords))
	for _, o := range slices.Compact(ords) {
		ids = append(ids, r.id(o))
	}
	return ids
}
