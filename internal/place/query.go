package place

import "slices"

// Life is the time a place was in force. From or To may be unknown; the days
// used for calculation stand in them.
type Life struct{ From, To Bound }

// Life tells from when to when a place was in force; ok is false for an
// unknown id and for a place without a name.
func (r *Registry) Life(id string) (Life, bool) {
	o := r.look(id)
	if o < 0 || r.life[o].empty() {
		return Life{}, false
	}
	rows := r.names.of(o)
	life := Life{rows[0].v.From, Open()}
	if s := r.life[o]; s.hi != dusk {
		for _, row := range rows {
			if row.hi == s.hi {
				life.To = row.v.To
			}
		}
		if life.To.Day == 0 {
			life.To = About(s.hi)
		}
	}
	if life.From.Day == 0 && r.life[o].lo != dawn {
		life.From = About(r.life[o].lo)
	}
	return life, true
}

// Alive reports whether a place was in force on a day.
func (r *Registry) Alive(id string, d Day) bool {
	o := r.look(id)
	return o >= 0 && r.alive(o, d)
}

// NameOn is the official name of a place on a day of its life.
func (r *Registry) NameOn(id string, d Day) (Name, bool) {
	o := r.look(id)
	if o < 0 || !r.alive(o, d) {
		return Name{}, false
	}
	n, ok := r.names.near(o, d)
	if !ok {
		return Name{}, false
	}
	return *n.Name, true
}

// FullName is the name with its unit word, "xã Đình Phong", as on the day, or
// for a place not in force as on the nearest day of its life. It is "" for an
// unknown id. A group answers with its name.
func (r *Registry) FullName(id string, d Day) string {
	if o := r.look(id); o >= 0 {
		return r.fullName(o, d)
	}
	return r.GroupName(id)
}

func (r *Registry) fullName(o int32, d Day) string {
	n, ok := r.names.near(o, d)
	if !ok {
		return r.ids[o]
	}
	return n.full()
}

func (n *Name) full() string {
	if n.UnitWord == "" {
		return n.Text
	}
	return n.UnitWord + " " + n.Text
}

// anyName names a place in a problem, by its last name.
func (r *Registry) anyName(o int32) string {
	if r.names.off == nil {
		return r.ids[o]
	}
	return r.fullName(o, dusk)
}

// Level is the level of a place, "" for an unknown id.
func (r *Registry) Level(id string) Level {
	if o := r.look(id); o >= 0 {
		return r.level[o]
	}
	return ""
}

// ParentOn is the unit a place stood under on a day of its life, "" at the
// top. On a day without a recorded parent the nearest recorded one stands,
// carried to the day; Build reports such days as Gap or ParentNotAlive.
func (r *Registry) ParentOn(id string, d Day) (string, bool) {
	o := r.look(id)
	if o < 0 || !r.alive(o, d) {
		return "", false
	}
	return r.id(r.carry(d).up(o)), true
}

// ParentIn is the recorded parent in another tree than TreeAdmin.
func (r *Registry) ParentIn(tree, id string, d Day) (string, bool) {
	o := r.look(id)
	t, ok := r.trees[tree]
	if o < 0 || !ok {
		return "", false
	}
	p, ok := t.on(o, d)
	if !ok {
		return "", false
	}
	return r.ids[p], true
}

// Ancestors lists the units above a place on a day of its life, nearest first.
func (r *Registry) Ancestors(id string, d Day) []string {
	o := r.look(id)
	if o < 0 || !r.alive(o, d) {
		return nil
	}
	c := r.carry(d)
	var out []string
	for o = c.up(o); o >= 0; o = c.up(o) {
		out = append(out, r.ids[o])
	}
	return out
}

// Within reports whether a place was, or stood under, another one on a day on
// which both were in force. Everything in force is within "".
func (r *Registry) Within(id, ancestor string, d Day) bool {
	o := r.look(id)
	if o < 0 || !r.alive(o, d) {
		return false
	}
	if ancestor == "" {
		return true
	}
	a := r.look(ancestor)
	return a >= 0 && r.alive(a, d) && r.carry(d).within(o, a)
}

// Children lists the places directly under a place on a day, in place order;
// of "" the tops of the trees.
func (r *Registry) Children(id string, d Day) []string {
	o := r.look(id)
	if o < 0 && id != "" {
		return nil
	}
	c := r.carry(d)
	return c.inOrder(c.children(o))
}

// children are the places in force whose parent on the map is o.
func (c *carrier) children(o int32) []int32 {
	r := c.r
	var candidates, out []int32
	if o < 0 {
		candidates = r.all()
	} else {
		for _, row := range r.kids.of(o) {
			candidates = append(candidates, row.v)
		}
		candidates = append(candidates, r.irregular...)
		slices.Sort(candidates)
	}
	for _, k := range slices.Compact(candidates) {
		if r.alive(k, c.day) && c.up(k) == o {
			out = append(out, k)
		}
	}
	return out
}

// all lists every ordinal.
func (r *Registry) all() []int32 {
	out := make([]int32, len(r.ids))
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// UnitsAt lists the places of a level that stood under root on a day, in the
// order of a table: as the tree of that day reads, siblings by official code,
// then by Vietnamese collation of their names. A root of that level is its
// own only unit; root "" asks the whole map.
func (r *Registry) UnitsAt(root string, l Level, d Day) []string {
	k, ok := rank(l)
	o := r.look(root)
	if !ok || o < 0 && root != "" || o >= 0 && !r.alive(o, d) {
		return nil
	}
	c := r.carry(d)
	var units []int32
	for u := range int32(len(r.ids)) {
		if r.rank[u] == k && r.alive(u, d) && c.within(u, o) {
			units = append(units, u)
		}
	}
	return c.inOrder(units)
}

// CodeOn is the code of a scheme a place carried on a day.
func (r *Registry) CodeOn(id, scheme string, d Day) (string, bool) {
	o := r.look(id)
	if o < 0 {
		return "", false
	}
	return r.codeOn(o, scheme, d)
}

func (r *Registry) codeOn(o int32, scheme string, d Day) (string, bool) {
	for _, row := range r.codes.of(o) {
		if row.v.Scheme == scheme && row.has(d) {
			return row.v.Value, true
		}
	}
	return "", false
}

// FlagOn is the row that sets a flag of a place on a day.
func (r *Registry) FlagOn(id, flag string, d Day) (Flag, bool) {
	o := r.look(id)
	if o < 0 {
		return Flag{}, false
	}
	for _, row := range r.flags.of(o) {
		if row.v.Flag == flag && row.has(d) {
			return *row.v, true
		}
	}
	return Flag{}, false
}

// Successions lists what is recorded to have followed a place and what it
// followed, by day.
func (r *Registry) Successions(id string) (out, in []Succession) {
	o := r.look(id)
	if o < 0 {
		return nil, nil
	}
	for _, row := range r.next.of(o) {
		out = append(out, *r.links[row.v].Succession)
	}
	for _, row := range r.prev.of(o) {
		in = append(in, *r.links[row.v].Succession)
	}
	return out, in
}

// NamesOf lists everything a place can be found by: its last name with the
// unit word, its earlier ones, its aliases and its codes.
func (r *Registry) NamesOf(id string) []string {
	o := r.look(id)
	if o < 0 {
		return nil
	}
	var out []string
	rows := r.names.of(o)
	for i := len(rows) - 1; i >= 0; i-- {
		out = append(out, rows[i].v.full())
	}
	for _, row := range r.aliases.of(o) {
		out = append(out, row.v.Text)
	}
	for _, row := range r.codes.of(o) {
		out = append(out, row.v.Value)
	}
	return out
}
