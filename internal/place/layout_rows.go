package place

import "slices"

// describe names the rows of a one-day table and says what is behind those
// that are no units.
func (b *tabler) describe() {
	b.l.Rows = make([]Row, len(b.keys))
	for i, k := range b.keys {
		b.l.Rows[i] = b.named(k, b.l.MapDay)
	}
	b.listBehind()
	b.listOutside()
	for i, k := range b.keys {
		b.note(&b.l.Rows[i], k)
	}
}

func (b *tabler) named(k rowKey, d Day) Row {
	row := Row{Kind: k.kind, PlaceID: b.r.id(k.node)}
	if k == b.total() && b.l.Level == LevelAny {
		row.PlaceID, row.Name = b.l.Asked, b.l.Name
		d = b.l.MemberDay
	} else if k.node >= 0 {
		row.Name = b.r.fullName(k.node, d)
	}
	if k.node >= 0 {
		row.Code, _ = b.r.codeOn(k.node, SchemeOfficial, d)
	}
	return row
}

// concerns reports whether a place was in force on some day of the period, so
// that entries of it can be in the table at all.
func (b *tabler) concerns(o int32) bool { return b.r.life[o].meets(b.l.Period.span()) }

// listBehind names the places whose own records could not be placed.
func (b *tabler) listBehind() {
	for o, row := range b.l.Unit {
		if row < 0 || b.c.land(int32(o)).kind == Exact || !b.concerns(int32(o)) {
			continue
		}
		if r := &b.l.Rows[row]; r.Kind == RowUndivided || r.Kind == RowUnknown {
			r.Behind = append(r.Behind, b.r.ids[o])
		}
	}
}

// listOutside names what lies in a row's unit but does not belong to the
// asked place. It can happen only where rows are not the asked place's own
// subtree: for a group, or on a map on which the asked place is not in force.
func (b *tabler) listOutside() {
	if b.l.Level == LevelAny || b.l.Asked == "" {
		return
	}
	if !b.r.IsGroup(b.l.Asked) && b.l.MemberDay == b.l.MapDay {
		return
	}
	mixed := b.nodesWithMembers()
	alien := make([]int32, b.r.Len()) // row+1 of the unit it lies in
	for o := range alien {
		if b.l.Unit[o] >= 0 || mixed[int32(o)] || !b.concerns(int32(o)) {
			continue
		}
		if row, ok := b.rowOf[b.key(b.c, b.c.land(int32(o)))]; ok && b.keys[row].kind == RowUnit {
			alien[o] = row + 1
		}
	}
	for o, row := range alien {
		if row > 0 && !b.underAlien(int32(o), alien) {
			r := &b.l.Rows[row-1]
			r.Outside = append(r.Outside, b.r.ids[o])
		}
	}
}

// nodesWithMembers marks the units of the map that hold something of the
// asked place.
func (b *tabler) nodesWithMembers() map[int32]bool {
	mixed := map[int32]bool{}
	for o, row := range b.l.Unit {
		if row < 0 {
			continue
		}
		for n := b.c.land(int32(o)).node; n >= 0 && !mixed[n]; n = b.c.up(n) {
			mixed[n] = true
		}
	}
	return mixed
}

// underAlien reports whether a place once stood under one already listed in
// the same row: the hamlets of Quốc Toản need no mention beside it.
func (b *tabler) underAlien(o int32, alien []int32) bool {
	return slices.ContainsFunc(b.r.parents.of(o), func(p dated[int32]) bool { return alien[p.v] == alien[o] })
}

func (b *tabler) describeOwnDays() {
	b.l.Rows = make([]Row, len(b.keys))
	for i, k := range b.keys {
		row := b.named(k, b.l.Period.To)
		row.From, row.To = b.l.Period.From, b.l.Period.To
		if k.node >= 0 && k.kind == RowUnit && b.l.Level != LevelAny {
			row.From, row.To = b.l.own.term(int(k.node), int32(i))
		}
		b.l.Rows[i] = row
		b.note(&b.l.Rows[i], k)
	}
	b.footnotesOwnDays()
}
