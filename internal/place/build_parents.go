package place

import (
	"cmp"
	"fmt"
	"slices"
)

// buildParents builds the administrative tree and the trees beside it.
func (b *builder) buildParents() {
	r := b.r
	byTree := map[string][]owned[int32]{}
	var kids []owned[int32]
	for i := range b.rows.Parents {
		p := &b.rows.Parents[i]
		row, ok := b.parentRow(p)
		if !ok {
			continue
		}
		byTree[p.Tree] = append(byTree[p.Tree], row)
		if p.Tree == TreeAdmin {
			kids = append(kids, owned[int32]{row.v, dated[int32]{row.span, row.ord}})
		}
	}
	n := len(r.ids)
	r.parents = newTable(n, byTree[TreeAdmin])
	r.kids = newTable(n, kids)
	delete(byTree, TreeAdmin)
	r.trees = map[string]table[int32]{}
	for name, rows := range byTree {
		r.trees[name] = newTable(n, b.withoutRings(rows))
	}
}

func (b *builder) parentRow(p *Parent) (owned[int32], bool) {
	var none owned[int32]
	o, ok := b.ordinal(p.PlaceID, "đơn vị cha/parent")
	if !ok {
		return none, false
	}
	q, ok := b.ordinal(p.ParentID, "đơn vị cha/parent")
	if !ok || p.Tree == TreeAdmin && !b.above(q, o) {
		return none, false
	}
	s, ok := b.inLife(o, p.From, p.To, "đơn vị cha/parent")
	return owned[int32]{o, dated[int32]{s, q}}, ok
}

// above checks that a parent is of a higher level than its child. The rule
// makes rings impossible on every day and keeps the tree five levels deep.
func (b *builder) above(parent, child int32) bool {
	r := b.r
	if r.rank[parent] < r.rank[child] {
		return true
	}
	b.report(ParentLevel, fmt.Sprintf("%s không thể trực thuộc %s: cấp cha phải cao hơn", r.anyName(child), r.anyName(parent)),
		fmt.Sprintf("%s cannot stand under %s: a parent is of a higher level", r.anyName(child), r.anyName(parent)),
		r.ids[child], r.ids[parent])
	return false
}

// withoutRings drops the rows that would close a ring in a tree without
// levels. A ring closes on the first day of its last row, so each row is
// tested on its own first day against those begun before it.
func (b *builder) withoutRings(rows []owned[int32]) []owned[int32] {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y owned[int32]) int { return cmp.Compare(x.lo, y.lo) })
	kept := map[int32][]dated[int32]{}
	up := func(o int32, d Day) int32 {
		for _, row := range kept[o] {
			if row.has(d) {
				return row.v
			}
		}
		return -1
	}
	var out []owned[int32]
	for _, row := range rows {
		at := row.v
		for at >= 0 && at != row.ord {
			at = up(at, row.lo)
		}
		if at == row.ord {
			b.report(ParentCycle, fmt.Sprintf("%s đứng trên chính mình", b.r.anyName(row.ord)),
				fmt.Sprintf("%s stands above itself", b.r.anyName(row.ord)), b.r.ids[row.ord], b.r.ids[row.v])
			continue
		}
		kept[row.ord] = append(kept[row.ord], row.dated)
		out = append(out, row)
	}
	return out
}
