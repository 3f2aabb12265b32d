package place

// up is the parent of a place on the carrier's map, -1 at the top. On a day
// without a recorded parent the nearest recorded one stands, and a parent
// that is not in force is carried like an entry: so every place of a sound
// tree hangs under the root on every day, and no figure falls out of a total
// because of a gap that Build reported.
func (c *carrier) up(o int32) int32 {
	p, ok := c.r.parents.near(o, c.day)
	if !ok {
		return -1
	}
	if c.r.alive(p, c.day) {
		return p
	}
	n := c.land(p).node
	if n >= 0 && c.r.rank[n] >= c.r.rank[o] { // the parent became a unit of a lower level
		n = c.aliveAbove(p)
	}
	return n
}

// common is the lowest unit holding both nodes, -1 if there is none. Levels
// rise strictly towards the top, so the lower of the two climbs.
func (c *carrier) common(a, b int32) int32 {
	for a != b {
		if a < 0 || b < 0 {
			return -1
		}
		ra, rb := c.r.rank[a], c.r.rank[b]
		if ra >= rb {
			a = c.up(a)
		}
		if rb >= ra {
			b = c.up(b)
		}
	}
	return a
}

// within reports whether node a is node b or stands under it; everything
// stands under the root.
func (c *carrier) within(a, b int32) bool {
	if b < 0 {
		return true
	}
	for a >= 0 && a != b && c.r.rank[a] > c.r.rank[b] {
		a = c.up(a)
	}
	return a == b
}

// atLevel is the unit of a level that holds the node, -1 if there is none.
func (c *carrier) atLevel(o int32, l Level) int32 {
	k, _ := rank(l)
	for o >= 0 && c.r.rank[o] > k {
		o = c.up(o)
	}
	if o >= 0 && c.r.rank[o] == k {
		return o
	}
	return -1
}

// aboveLevel is the first node from o upwards that stands above a level.
func (c *carrier) aboveLevel(o int32, l Level) int32 {
	k, _ := rank(l)
	for o >= 0 && c.r.rank[o] >= k {
		o = c.up(o)
	}
	return o
}
