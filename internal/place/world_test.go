package place

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// world draws a country and a history of acts over it, and keeps what the
// registry cannot know: which ground (atoms) every hamlet covers. In a strict
// world territories change only by acts that make new places, as units.md
// section 4 demands, so that claims can be checked against the ground.
type world struct {
	book
	t      *rapid.T
	strict bool
	act    Day
	acts   []Day
	units  []*unit // in force
	atoms  map[string][]int
	ground int
	made   int
}

type unit struct {
	id         string
	level      Level
	name       string
	nameFrom   Bound
	parent     *unit
	parentFrom Bound
}

var firstAct = day("2010-01-01")

func drawWorld(t *rapid.T, strict bool) *world {
	w := &world{t: t, strict: strict, act: firstAct, atoms: map[string][]int{}}
	nation := w.add(LevelNation, nil)
	for range w.n(1, 2) {
		p := w.add(LevelProvince, nation)
		for range w.n(1, 2) {
			d := w.add(LevelDistrict, p)
			for range w.n(1, 3) {
				c := w.add(LevelCommune, d)
				for range w.n(1, 3) {
					w.addHamlet(c, w.newGround())
				}
			}
		}
	}
	for range w.n(0, 8) {
		w.act += Day(w.n(1, 400))
		w.acts = append(w.acts, w.act)
		w.history()
	}
	for _, u := range slices.Clone(w.units) {
		w.close(u, Open())
	}
	return w
}

func (w *world) n(lo, hi int) int { return rapid.IntRange(lo, hi).Draw(w.t, "n") }

func (w *world) newGround() []int {
	w.ground += 2
	return []int{w.ground - 2, w.ground - 1}
}

// add begins a unit on the current act, or before everything at the start.
func (w *world) add(level Level, parent *unit) *unit {
	from := Unknown()
	if len(w.acts) > 0 {
		from = On(w.act)
	}
	w.made++
	u := &unit{id: fmt.Sprintf("%s%d", level[:1], w.made), level: level, name: fmt.Sprint("Tên ", w.made), nameFrom: from, parent: parent, parentFrom: from}
	w.Places = append(w.Places, Place{u.id})
	w.units = append(w.units, u)
	return u
}

func (w *world) addHamlet(parent *unit, atoms []int) *unit {
	h := w.add(LevelHamlet, parent)
	w.atoms[h.id] = atoms
	return h
}

// close writes the open rows of a unit.
func (w *world) close(u *unit, to Bound) {
	w.name(u.id, "", u.name, u.level, u.nameFrom, to)
	if u.parent != nil {
		w.under(u.id, u.parent.id, u.parentFrom, to)
	}
	w.units = slices.DeleteFunc(w.units, func(x *unit) bool { return x == u })
}

func (w *world) end(u *unit) { w.close(u, On(w.act-1)) }

func (w *world) move(u, to *unit) {
	if u.parent == to {
		return
	}
	w.under(u.id, u.parent.id, u.parentFrom, On(w.act-1))
	u.parent, u.parentFrom = to, On(w.act)
}

func (w *world) of(level Level, parent *unit) []*unit {
	var out []*unit
	for _, u := range w.units {
		if u.level == level && (parent == nil || u.parent == parent) {
			out = append(out, u)
		}
	}
	return out
}

func (w *world) kids(u *unit) []*unit {
	var out []*unit
	for _, k := range w.units {
		if k.parent == u {
			out = append(out, k)
		}
	}
	return out
}

func (w *world) pick(list []*unit) *unit {
	if len(list) == 0 {
		return nil
	}
	return list[w.n(0, len(list)-1)]
}

func (w *world) went(from, to *unit, share Share) {
	id := ""
	if to != nil {
		id = to.id
	}
	w.became(from.id, id, w.act, "act", "NQ", share)
}

// history applies one act of a random kind.
func (w *world) history() {
	acts := []func(){
		func() { w.merge(w.pick(w.of(LevelCommune, nil))) },
		func() { w.merge(w.pick(w.of(LevelDistrict, nil))) },
		func() { w.merge(w.pick(w.of(LevelProvince, nil))) },
		func() { w.merge(w.pick(w.of(LevelHamlet, nil))) },
		func() { w.split(w.pick(w.of(LevelCommune, nil))) },
		func() { w.split(w.pick(w.of(LevelDistrict, nil))) },
		w.splitHamlet, w.vanish, w.partOnly, w.unknownShare, w.rename, w.abolishDistricts,
	}
	if !w.strict {
		acts = append(acts, w.moveHamlet, w.moveCommune)
	}
	acts[w.n(0, len(acts)-1)]()
}

// merge makes one unit of two or three under the same parent.
func (w *world) merge(u *unit) {
	if u == nil {
		return
	}
	parts := w.of(u.level, u.parent)
	if len(parts) < 2 {
		return
	}
	parts = parts[:w.n(2, min(3, len(parts)))]
	z := w.add(u.level, u.parent)
	for _, p := range parts {
		for _, k := range w.kids(p) {
			w.move(k, z)
		}
		w.atoms[z.id] = append(w.atoms[z.id], w.atoms[p.id]...)
		w.went(p, z, ShareWhole)
		w.end(p)
	}
}

// split makes two or three units of one, all of them recorded.
func (w *world) split(u *unit) {
	if u == nil {
		return
	}
	parts := []*unit{w.add(u.level, u.parent), w.add(u.level, u.parent)}
	if w.n(0, 1) == 1 {
		parts = append(parts, w.add(u.level, u.parent))
	}
	for _, k := range w.kids(u) {
		w.move(k, w.pick(parts))
	}
	for _, p := range parts {
		w.went(u, p, SharePart)
	}
	w.end(u)
}

func (w *world) splitHamlet() {
	h := w.pick(w.of(LevelHamlet, nil))
	if h == nil || len(w.atoms[h.id]) < 2 {
		return
	}
	for _, atoms := range [][]int{w.atoms[h.id][:1], w.atoms[h.id][1:]} {
		w.went(h, w.addHamlet(h.parent, atoms), SharePart)
	}
	w.end(h)
}

// vanish ends a commune of which nobody recorded what followed; its ground is
// in a new commune of the same parent, of which nobody recorded the origin.
func (w *world) vanish() {
	c := w.pick(w.of(LevelCommune, nil))
	if c == nil {
		return
	}
	f := w.add(LevelCommune, c.parent)
	for _, k := range w.kids(c) {
		w.move(k, f)
	}
	if w.n(0, 1) == 1 {
		w.went(c, nil, ShareUnknown)
	}
	w.end(c)
}

// partOnly records one part of a split commune and not the rest.
func (w *world) partOnly() { w.incomplete(SharePart) }

// unknownShare records where a commune went, but not whether all of it did.
func (w *world) unknownShare() { w.incomplete(ShareUnknown) }

func (w *world) incomplete(share Share) {
	c := w.pick(w.of(LevelCommune, nil))
	if c == nil {
		return
	}
	known, rest := w.add(LevelCommune, c.parent), w.add(LevelCommune, c.parent)
	for _, k := range w.kids(c) {
		w.move(k, w.pick([]*unit{known, rest}))
	}
	w.went(c, known, share)
	w.end(c)
}

func (w *world) rename() {
	u := w.pick(w.units)
	w.name(u.id, "", u.name, u.level, u.nameFrom, On(w.act-1))
	u.name, u.nameFrom = u.name+" mới", On(w.act)
}

// abolishDistricts ends the district level in a province, as in 2025.
func (w *world) abolishDistricts() {
	p := w.pick(w.of(LevelProvince, nil))
	for _, d := range w.of(LevelDistrict, p) {
		for _, c := range w.kids(d) {
			w.move(c, p)
		}
		w.end(d)
	}
}

func (w *world) moveHamlet() {
	if h := w.pick(w.of(LevelHamlet, nil)); h != nil {
		w.move(h, w.pick(w.of(LevelCommune, nil)))
	}
}

func (w *world) moveCommune() {
	if c, d := w.pick(w.of(LevelCommune, nil)), w.pick(w.of(LevelDistrict, nil)); c != nil && d != nil {
		w.move(c, d)
	}
}

// days are those on which something may look different, and their neighbours.
func (w *world) days() []Day {
	days := []Day{firstAct - 100, w.act + 100}
	for _, d := range w.acts {
		days = append(days, d-1, d)
	}
	return days
}

func (w *world) period() Period { return Period{firstAct, w.act + 10} }

// registry compiles the world, which must be without fault.
func (w *world) registry() *Registry {
	r, problems := Build(w.Rows)
	for _, p := range problems {
		w.t.Fatalf("problem %s %v: %s", p.Kind, p.Places, p.Text.EN)
	}
	return r
}

// territory is the ground of a place on a day, read from the rows without the
// package.
func (w *world) territory(id string, d Day) map[int]bool {
	out := map[int]bool{}
	for h, atoms := range w.atoms {
		if !w.alive(h, d) {
			continue
		}
		for at := h; at != ""; at = w.parentOn(at, d) {
			if at == id {
				for _, a := range atoms {
					out[a] = true
				}
			}
		}
	}
	return out
}

func covers(from, to Bound, d Day) bool {
	return (from.Day == 0 || from.Day <= d) && (to.Kind == OpenEnd || d <= to.Day)
}

func (w *world) alive(id string, d Day) bool {
	return slices.ContainsFunc(w.Names, func(n Name) bool { return n.PlaceID == id && covers(n.From, n.To, d) })
}

func (w *world) parentOn(id string, d Day) string {
	for _, p := range w.Parents {
		if p.PlaceID == id && covers(p.From, p.To, d) {
			return p.ParentID
		}
	}
	return ""
}

// lifeOf is the first and last day of a place, zero where there is none.
func (w *world) lifeOf(id string) (first, last Day) {
	last = -1
	for _, n := range w.Names {
		if n.PlaceID != id {
			continue
		}
		if n.From.Day == 0 {
			first = 0
		} else if last == -1 {
			first = n.From.Day
		} else if first != 0 {
			first = min(first, n.From.Day)
		}
		if n.To.Kind == OpenEnd {
			last = 0
		} else if last != 0 {
			last = max(last, n.To.Day)
		}
	}
	return first, last
}
