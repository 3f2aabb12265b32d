package place

import "slices"

// carrier reads the map of one day: the tree in force, and where places that
// are not on it land. It remembers landings and belongs to one goroutine.
type carrier struct {
	r    *Registry
	day  Day
	memo map[int32]landed
	busy map[int32]bool
}

// landed is a Landing in ordinals; node -1 is the root.
type landed struct {
	node    int32
	kind    LandingKind
	reached []int32
	lost    []int32
	links   []int32
	back    bool
}

func (r *Registry) carry(d Day) *carrier {
	return &carrier{r: r, day: d, memo: map[int32]landed{}, busy: map[int32]bool{}}
}

// land carries a place to the carrier's day.
func (c *carrier) land(o int32) landed {
	if c.r.alive(o, c.day) {
		return landed{node: o, kind: Exact}
	}
	if l, ok := c.memo[o]; ok {
		return l
	}
	if c.busy[o] { // only rows already reported as problems lead here
		return landed{node: c.aliveAbove(o), kind: Unresolved}
	}
	c.busy[o] = true
	l := c.follow(o)
	delete(c.busy, o)
	c.memo[o] = l
	return l
}

// follow applies rules 2 to 5 of the package's map rules (see Landing) to a
// place that is not on the map.
func (c *carrier) follow(o int32) landed {
	w := walk{c: c, back: c.r.life[o].lo > c.day && !c.r.life[o].empty(), whole: true}
	w.from(o)
	l := landed{reached: w.reached, lost: w.lost, links: w.links, back: w.back}
	slices.Sort(l.reached)
	switch {
	case len(l.reached) == 0:
		l.kind = Unresolved
	case len(l.reached) == 1 && len(l.lost) == 0 && (w.back || w.whole):
		l.kind = Exact
	default:
		l.kind = Undivided
	}
	l.node = c.holding(l)
	return l
}

// holding is the lowest unit that surely holds all of it: the common ancestor
// of what was reached, and, where something may have gone elsewhere, of the
// unit that place stood under. Claiming less than that would be a guess.
func (c *carrier) holding(l landed) int32 {
	nodes := slices.Clone(l.reached)
	for _, q := range l.lost {
		nodes = append(nodes, c.formerParent(q))
	}
	if len(nodes) == 0 {
		return -1
	}
	node := nodes[0]
	for _, n := range nodes[1:] {
		node = c.common(node, n)
	}
	return node
}

// formerParent is where the unit a place last (or first) stood under lies on
// this map.
func (c *carrier) formerParent(o int32) int32 {
	p, ok := c.r.parents.near(o, c.day)
	if !ok {
		return -1
	}
	return c.land(p).node
}

// aliveAbove climbs recorded parents to one that is on this map.
func (c *carrier) aliveAbove(o int32) int32 {
	for {
		p, ok := c.r.parents.near(o, c.day)
		if !ok {
			return -1
		}
		if c.r.alive(p, c.day) {
			return p
		}
		o = p
	}
}

// walk follows successions in one direction until places of the map.
type walk struct {
	c       *carrier
	back    bool
	whole   bool    // every step so far was whole
	reached []int32 // places on the map
	lost    []int32 // places of which something may have gone elsewhere
	links   []int32 // the steps taken
	seen    []int32
}

func (w *walk) from(o int32) {
	if slices.Contains(w.seen, o) {
		return
	}
	w.seen = append(w.seen, o)
	r := w.c.r
	steps := r.next.of(o)
	if w.back {
		steps = r.prev.of(o)
	}
	lost := len(steps) == 0
	for _, s := range steps {
		l := r.links[s.v]
		w.links = append(w.links, s.v)
		w.whole = w.whole && l.Share == ShareWhole
		lost = w.step(l, len(steps)) || lost
	}
	if lost && !slices.Contains(w.lost, o) {
		w.lost = append(w.lost, o)
	}
}

// step follows one succession and tells whether something may have gone (or
// come from) elsewhere. A single recorded part leaves a rest nobody recorded;
// seen from the new place it does not matter what else the old one became.
func (w *walk) step(l link, of int) (lost bool) {
	to := l.to
	if w.back {
		to = l.from
	}
	if to < 0 {
		return true
	}
	switch life := w.c.r.life[to]; {
	case life.has(w.c.day):
		if !slices.Contains(w.reached, to) {
			w.reached = append(w.reached, to)
		}
	case w.back && life.lo > w.c.day, !w.back && life.hi < w.c.day:
		w.from(to)
	default: // the map's day falls into a gap between the two
		return true
	}
	switch l.Share {
	case ShareWhole:
		return false
	case SharePart:
		return !w.back && of == 1
	}
	return true
}
