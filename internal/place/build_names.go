package place

import "fmt"

// buildNames sets lives and names. A life is the hull of the name rows: a
// place without a name is not in force.
func (b *builder) buildNames() {
	r := b.r
	b.readActDays()
	r.life = make([]span, len(r.ids))
	for o := range r.life {
		r.life[o] = never
	}
	var rows []owned[*named]
	for i := range b.rows.Names {
		n := &b.rows.Names[i]
		o, ok := b.ordinal(n.PlaceID, "tên/name")
		if !ok {
			continue
		}
		s := b.nameSpan(o, n)
		if !b.sound(s, n.PlaceID, n.Text) {
			continue
		}
		r.life[o] = r.life[o].covering(s)
		rows = append(rows, owned[*named]{o, dated[*named]{s, &named{n, b.collation[n.Text]}}})
	}
	r.names = newTable(len(r.ids), rows)
}

// readActDays notes the first act that made each place and the last one that
// ended it: they stand in for days nobody has seen.
func (b *builder) readActDays() {
	n := len(b.r.ids)
	b.madeOn, b.endedOn = make([]Day, n), make([]Day, n)
	for i := range b.rows.Successions {
		s := &b.rows.Successions[i]
		if o, ok := b.r.ord[s.To]; ok && (b.madeOn[o] == 0 || s.Day < b.madeOn[o]) {
			b.madeOn[o] = s.Day
		}
		if o, ok := b.r.ord[s.From]; ok && s.Day > b.endedOn[o] {
			b.endedOn[o] = s.Day
		}
	}
}

// nameSpan resolves the days of a name, the only rows without a life to lean
// on. The day of an act stands in for an unknown one unless it contradicts the
// other end: then the act is at fault, and is reported with the successions.
func (b *builder) nameSpan(o int32, n *Name) span {
	edge := span{dawn, dusk}
	if made := b.madeOn[o]; made != 0 && (n.To.Kind == OpenEnd || n.To.Day == 0 || made <= n.To.Day) {
		edge.lo = made
	}
	if n.To.Kind == UnknownDay && n.To.Day == 0 {
		if ended := b.endedOn[o]; ended != 0 && ended > n.From.Day {
			edge.hi = ended - 1
		} else {
			edge.hi = b.lastSeen(o, n)
		}
	}
	return b.resolve(n.From, n.To, edge, n.PlaceID, n.Text)
}

// lastSeen stands in for an end nobody knows and no act tells: only the first
// day is sure. Taking the row as open would let a closed unit live today.
func (b *builder) lastSeen(o int32, n *Name) Day {
	b.report(BadBound, fmt.Sprintf("%s: chưa rõ ngày hết hiệu lực và không có ngày tạm tính", n.Text),
		fmt.Sprintf("%s: unknown end without a stand-in day", n.Text), n.PlaceID)
	switch {
	case n.From.Day != 0:
		return n.From.Day
	case b.madeOn[o] != 0:
		return b.madeOn[o]
	}
	return dawn
}

// resolve turns two bounds into days. edge gives the days for what is unknown
// and has no stand-in.
func (b *builder) resolve(from, to Bound, edge span, id, what string) span {
	s := span{from.Day, to.Day}
	if from.Kind == UnknownDay && from.Day == 0 {
		s.lo = edge.lo
	}
	if from.Kind == OpenEnd || from.Kind == KnownDay && from.Day == 0 {
		s.lo = edge.lo
		b.report(BadBound, fmt.Sprintf("%s: thiếu ngày bắt đầu", what), fmt.Sprintf("%s: the first day is missing", what), id)
	}
	switch {
	case to.Kind == OpenEnd:
		s.hi = dusk
	case to.Kind == UnknownDay && to.Day == 0:
		s.hi = edge.hi
	case to.Day == 0:
		s.hi = edge.hi
		b.report(BadBound, fmt.Sprintf("%s: thiếu ngày kết thúc", what), fmt.Sprintf("%s: the last day is missing", what), id)
	}
	return s
}

func (b *builder) sound(s span, id, what string) bool {
	if s.empty() {
		b.report(BadSpan, fmt.Sprintf("%s: ngày kết thúc trước ngày bắt đầu", what),
			fmt.Sprintf("%s: ends before it begins", what), id)
	}
	return !s.empty()
}

// inLife resolves an attribute's days and cuts them to the place's life. Only
// stated days outside it are a fault: an unknown day takes the life's edge.
func (b *builder) inLife(o int32, from, to Bound, what string) (span, bool) {
	life := b.r.life[o]
	if life.empty() {
		return life, false // reported as NoName
	}
	id := b.r.ids[o]
	s := b.resolve(from, to, life, id, what)
	if !b.sound(s, id, what) {
		return s, false
	}
	if !s.within(life) {
		b.report(OutsideLife, fmt.Sprintf("%s: có ngày nằm ngoài thời gian tồn tại của %s", what, b.r.anyName(o)),
			fmt.Sprintf("%s: has days outside the life of %s", what, b.r.anyName(o)), id)
		s = s.common(life)
	}
	return s, !s.empty()
}
