package place

import (
	"cmp"
	"slices"
)

// sibling is what orders places under one parent: the official code, then
// Vietnamese collation of the name. Places without a code come after those
// with one.
type sibling struct {
	code    string
	collate int32
}

func compareSiblings(a, b sibling) int {
	if (a.code == "") != (b.code == "") {
		return cmp.Compare(b.code, a.code)
	}
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.collate, b.collate))
}

// siblingOn reads the sorting attributes a place had on a day.
func (r *Registry) siblingOn(o int32, d Day) sibling {
	var s sibling
	for _, row := range r.codes.of(o) {
		if row.v.Scheme == SchemeOfficial && row.has(d) {
			s.code = row.v.Value
		}
	}
	if n, ok := r.names.near(o, d); ok {
		s.collate = n.collate
	}
	return s
}

// ranks numbers places of one map as its tree reads: parents before their
// children, siblings by code, then by name.
func (c *carrier) ranks(nodes []int32) map[int32]int32 {
	kids := map[int32][]int32{} // by parent: the nodes and all units above them
	seen := make(map[int32]bool, len(nodes))
	for _, o := range nodes {
		for o >= 0 && !seen[o] {
			seen[o] = true
			p := c.up(o)
			kids[p] = append(kids[p], o)
			o = p
		}
	}
	rank := make(map[int32]int32, len(seen))
	var walk func(p int32)
	walk = func(p int32) {
		for _, o := range c.siblings(kids[p]) {
			rank[o] = int32(len(rank))
			walk(o)
		}
	}
	walk(-1)
	return rank
}

// siblings sorts places under one parent.
func (c *carrier) siblings(list []int32) []int32 {
	type keyed struct {
		sibling
		ord int32
	}
	all := make([]keyed, len(list))
	for i, o := range list {
		all[i] = keyed{c.r.siblingOn(o, c.day), o}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		return cmp.Or(compareSiblings(a.sibling, b.sibling), cmp.Compare(c.r.ids[a.ord], c.r.ids[b.ord]))
	})
	for i, k := range all {
		list[i] = k.ord
	}
	return list
}

// inOrder sorts places of the map as its tree reads and names them.
func (c *carrier) inOrder(ords []int32) []string {
	rank := c.ranks(ords)
	slices.SortFunc(ords, func(a, b int32) int { return cmp.Compare(rank[a], rank[b]) })
	out := make([]string, len(ords))
	for i, o := range ords {
		out[i] = c.r.ids[o]
	}
	return out
}
