package place

import (
	"cmp"
	"fmt"
	"slices"

	"phendau/internal/vi"
)

// builder holds what only the building of a Registry needs.
type builder struct {
	rows     Rows
	r        *Registry
	problems []Problem

	collation       map[string]int32 // rank of a name's text among all names
	madeOn, endedOn []Day            // by ordinal: days of acts, 0 where none is recorded
}

func (b *builder) report(kind ProblemKind, vi, en string, places ...string) {
	b.problems = append(b.problems, Problem{Kind: kind, Places: places, Text: Text{vi, en}})
}

// ordinal finds the place a row speaks of, and reports a row of nobody.
func (b *builder) ordinal(id, what string) (int32, bool) {
	o, ok := b.r.ord[id]
	if !ok {
		b.report(UnknownID, fmt.Sprintf("dòng %s ghi cho đơn vị không có trong danh mục: %q", what, id),
			fmt.Sprintf("%s row of a place that is not in the registry: %q", what, id), id)
	}
	return o, ok
}

// indexPlaces gives every place its ordinal.
func (b *builder) indexPlaces() {
	r := b.r
	r.ord = make(map[string]int32, len(b.rows.Places))
	ids := make([]string, 0, len(b.rows.Places))
	for _, p := range b.rows.Places {
		if _, twice := r.ord[p.ID]; twice || p.ID == "" {
			b.report(DuplicateID, fmt.Sprintf("mã định danh trống hoặc bị trùng: %q", p.ID),
				fmt.Sprintf("place id empty or given twice: %q", p.ID), p.ID)
			continue
		}
		r.ord[p.ID] = int32(len(ids))
		ids = append(ids, p.ID)
	}
	r.ids = ids
	b.readLevels()
	b.reorder(b.preorder())
}

// readLevels takes each place's level from its names; the latest stands.
func (b *builder) readLevels() {
	r := b.r
	r.level = make([]Level, len(r.ids))
	r.rank = make([]int8, len(r.ids))
	for i := range b.rows.Names {
		n := &b.rows.Names[i]
		o, ok := r.ord[n.PlaceID]
		if !ok {
			continue // reported with the names
		}
		k, ok := rank(n.Level)
		if !ok {
			b.report(BadLevel, fmt.Sprintf("cấp hành chính không hợp lệ %q của %s", n.Level, n.Text),
				fmt.Sprintf("unknown level %q of %s", n.Level, n.Text), n.PlaceID)
			continue
		}
		if old := r.level[o]; old != "" && old != n.Level {
			b.report(BadLevel, fmt.Sprintf("%s đổi cấp từ %s sang %s: phải lập đơn vị mới", n.Text, levelVI(old), levelVI(n.Level)),
				fmt.Sprintf("%s changes level from %s to %s: that makes a new place", n.Text, old, n.Level), n.PlaceID)
		}
		r.level[o], r.rank[o] = n.Level, k
	}
	for o, l := range r.level {
		if l == "" { // without a level it can hold nothing and stands lowest
			r.rank[o] = lowest
		}
	}
}

// lowest is the rank of a place without a known level.
const lowest int8 = 5

// preorder walks the tree of last known parents, siblings in place order.
func (b *builder) preorder() []int32 {
	n := int32(len(b.r.ids))
	sib := b.lastAttributes()
	kids := make([][]int32, n)
	var top []int32
	for o := range n {
		if p := sib[o].parent; p >= 0 {
			kids[p] = append(kids[p], o)
		} else {
			top = append(top, o)
		}
	}
	order := make([]int32, 0, n)
	var walk func([]int32)
	walk = func(list []int32) {
		slices.SortFunc(list, func(x, y int32) int {
			return cmp.Or(compareSiblings(sib[x].sibling, sib[y].sibling), cmp.Compare(b.r.ids[x], b.r.ids[y]))
		})
		for _, o := range list {
			order = append(order, o)
			walk(kids[o])
		}
	}
	walk(top) // ends: a parent is of a higher level than its child
	return order
}

// lastKnown is what the pre-order needs of a place: its latest attributes.
type lastKnown struct {
	sibling
	parent              int32
	nameTo, codeTo, pTo Day
}

func (b *builder) lastAttributes() []lastKnown {
	r := b.r
	last := make([]lastKnown, len(r.ids))
	for o := range last {
		last[o] = lastKnown{parent: -1, nameTo: dawn, codeTo: dawn, pTo: dawn}
	}
	b.collate()
	for i := range b.rows.Names {
		n := &b.rows.Names[i]
		if o, ok := r.ord[n.PlaceID]; ok && endOf(n.To) >= last[o].nameTo {
			last[o].nameTo, last[o].collate = endOf(n.To), b.collation[n.Text]
		}
	}
	for i := range b.rows.Codes {
		c := &b.rows.Codes[i]
		if o, ok := r.ord[c.PlaceID]; ok && c.Scheme == SchemeOfficial && endOf(c.To) >= last[o].codeTo {
			last[o].codeTo, last[o].code = endOf(c.To), c.Value
		}
	}
	for i := range b.rows.Parents {
		p := &b.rows.Parents[i]
		o, ok := r.ord[p.PlaceID]
		q, ok2 := r.ord[p.ParentID]
		if ok && ok2 && p.Tree == TreeAdmin && r.rank[q] < r.rank[o] && endOf(p.To) >= last[o].pTo {
			last[o].pTo, last[o].parent = endOf(p.To), q
		}
	}
	return last
}

// endOf orders rows by their end without deciding what an unknown end means.
func endOf(to Bound) Day {
	if to.Kind == OpenEnd {
		return dusk
	}
	return to.Day
}

// reorder renumbers all places by the given order.
func (b *builder) reorder(order []int32) {
	r := b.r
	ids, level, rk := make([]string, len(order)), make([]Level, len(order)), make([]int8, len(order))
	for to, from := range order {
		ids[to], level[to], rk[to] = r.ids[from], r.level[from], r.rank[from]
		r.ord[ids[to]] = int32(to)
	}
	r.ids, r.level, r.rank = ids, level, rk
}

// collate numbers all names in Vietnamese order, so that later comparisons
// are of integers: a collation key costs more than the rest of a row.
func (b *builder) collate() {
	type keyed struct{ text, key string }
	seen := make(map[string]int32, len(b.rows.Names))
	var all []keyed
	for i := range b.rows.Names {
		t := b.rows.Names[i].Text
		if _, ok := seen[t]; !ok {
			seen[t] = 0
			all = append(all, keyed{t, vi.SortKey(t)})
		}
	}
	slices.SortFunc(all, func(x, y keyed) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.text, y.text)) })
	for i, k := range all {
		seen[k.text] = int32(i)
	}
	b.collation = seen
}
