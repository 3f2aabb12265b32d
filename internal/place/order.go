package place

import "cmp"

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

// placeOrder sorts places of one map as its tree reads: parents before their
// children, siblings by code, then by name.
type placeOrder struct {
	c     *carrier
	keys  map[int32]sibling
	paths map[int32]*path
}

func (c *carrier) order() *placeOrder {
	return &placeOrder{c, map[int32]sibling{}, map[int32]*path{}}
}

func (p *placeOrder) compare(a, b int32) int {
	if a == b {
		return 0
	}
	pa, pb := p.path(a), p.path(b)
	for i := 0; i < pa.n && i < pb.n; i++ {
		if x, y := pa.at(i), pb.at(i); x != y {
			return cmp.Or(compareSiblings(p.key(x), p.key(y)), cmp.Compare(p.c.r.ids[x], p.c.r.ids[y]))
		}
	}
	return cmp.Compare(pa.n, pb.n)
}

func (p *placeOrder) path(o int32) *path {
	at, ok := p.paths[o]
	if !ok {
		way := p.c.path(o)
		at = &way
		p.paths[o] = at
	}
	return at
}

func (p *placeOrder) key(o int32) sibling {
	k, ok := p.keys[o]
	if !ok {
		k = p.c.r.siblingOn(o, p.c.day)
		p.keys[o] = k
	}
	return k
}
