package place

import (
	"cmp"
	"slices"
)

// FootnoteKind says what a footnote is about.
type FootnoteKind string

// The kinds, in the order of a footnote list.
const (
	FootMap       FootnoteKind = "map"       // the day of the map
	FootClosed    FootnoteKind = "closed"    // the asked place was not in force on it
	FootAct       FootnoteKind = "act"       // an act applied between entries and map
	FootMoved     FootnoteKind = "moved"     // a place changed its unit and took its history along
	FootUndivided FootnoteKind = "undivided" // what could not be divided
	FootUnknown   FootnoteKind = "unknown"   // what has no known successor
	FootMaybe     FootnoteKind = "maybe"     // what may belong to the asked place in part and is left out
	FootOutside   FootnoteKind = "outside"   // what a unit holds besides the asked place
	FootDays      FootnoteKind = "days"      // units that stood in the asked place on a part of the period (own-day)
)

// Footnote is one remark under a restated table (figures.md section 5): data
// for a program, and the sentence for paper.
type Footnote struct {
	Kind     FootnoteKind
	Day      Day      // of the map or the act
	Act      string   // kind of act
	Document string   // of the act
	Back     bool     // the act was taken back: the map lies before it
	Places   []string // what the remark is about: predecessors, the moved place, what is behind a row
	Others   []string // where it went or might have gone: successors, the new parent
	Text     Text
}

func (b *tabler) add(f Footnote) { b.l.Footnotes = append(b.l.Footnotes, f) }

func (b *tabler) footnotes() {
	b.add(Footnote{Kind: FootMap, Day: b.l.MapDay, Text: mapText(b.l)})
	b.noteClosed()
	b.noteActs()
	b.noteMoves()
	b.noteRows()
	b.noteMaybe()
}

func (b *tabler) noteClosed() {
	inPeriod := b.l.Period.span().has(b.l.MapDay)
	if b.l.Asked == "" || b.l.MemberDay == b.l.MapDay && (inPeriod || b.l.Map.Kind != MapThen) {
		return
	}
	b.add(Footnote{Kind: FootClosed, Day: b.l.MemberDay, Places: []string{b.l.Asked}, Text: closedText(b.l)})
}

// actKey gathers the successions of one act.
type actKey struct {
	day      Day
	document string
	act      string
	back     bool
}

// noteActs lists the acts by which records of the asked place were carried.
// Acts among units below the rows change nothing in the table.
func (b *tabler) noteActs() {
	acts := map[actKey][]int32{}
	deepest := b.deepest()
	for o, row := range b.l.Unit {
		if row < 0 || !b.concerns(int32(o)) {
			continue
		}
		l := b.c.land(int32(o))
		for _, at := range l.links {
			k := b.r.links[at]
			if b.depth(k) <= deepest {
				key := actKey{k.Day, k.Document, k.Act, l.back}
				acts[key] = append(acts[key], at)
			}
		}
	}
	for _, key := range sortedActs(acts) {
		at := acts[key]
		slices.Sort(at)
		b.add(b.actNote(key, slices.Compact(at)))
	}
}

// deepest is the lowest level whose acts show in the table.
func (b *tabler) deepest() int8 {
	if k, ok := rank(b.l.Level); ok {
		return k
	}
	if o := b.r.look(b.l.Asked); o >= 0 {
		return b.r.rank[o]
	}
	k, _ := rank(LevelCommune) // groups are made of communes and above
	if b.l.Asked == "" {
		k, _ = rank(LevelNation)
	}
	return k
}

func (b *tabler) depth(l link) int8 {
	d := int8(0)
	for _, o := range []int32{l.from, l.to} {
		if o >= 0 {
			d = max(d, b.r.rank[o])
		}
	}
	return d
}

func sortedActs(acts map[actKey][]int32) []actKey {
	keys := make([]actKey, 0, len(acts))
	for k := range acts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y actKey) int {
		return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.document, y.document), cmp.Compare(x.act, y.act))
	})
	return keys
}

func (b *tabler) actNote(key actKey, at []int32) Footnote {
	f := Footnote{Kind: FootAct, Day: key.day, Act: key.act, Document: key.document, Back: key.back}
	var from, to []int32
	for _, i := range at {
		l := b.r.links[i]
		if l.from >= 0 {
			from = append(from, l.from)
		}
		if l.to >= 0 {
			to = append(to, l.to)
		}
	}
	f.Places, f.Others = b.r.idList(from), b.r.idList(to)
	f.Text = b.actText(key, at)
	return f
}

// noteMoves lists places that changed their unit during the period otherwise
// than together with it: their history went along.
func (b *tabler) noteMoves() {
	for o := range int32(b.r.Len()) {
		rows := b.r.parents.of(o)
		if len(rows) < 2 || !b.r.alive(o, b.l.MapDay) {
			continue
		}
		now := b.c.up(o)
		for _, row := range rows {
			if row.v != now && row.meets(b.l.Period.span()) && !row.has(b.l.MapDay) && b.moved(o, row.v, now) {
				b.add(Footnote{Kind: FootMoved, Places: []string{b.r.ids[o]}, Others: []string{b.r.ids[row.v], b.r.id(now)},
					Day: b.l.MapDay, Text: b.movedText(o, row.v, now)})
				break
			}
		}
	}
}

// moved reports whether a change of parent shows in the table and is not just
// the parent's own succession.
func (b *tabler) moved(o, was, now int32) bool {
	unit := b.l.Unit
	if b.l.Level == LevelAny || b.r.rank[o] <= b.deepest() {
		if (unit[o] >= 0) == (unit[was] >= 0) {
			return false // it stayed in, or stayed out of, the asked place
		}
	} else if unit[o] == unit[was] {
		return false
	}
	l := b.c.land(was)
	return l.node != now && !slices.Contains(l.reached, now)
}

func (b *tabler) noteRows() {
	for i := range b.l.Rows {
		row := &b.l.Rows[i]
		switch {
		case len(row.Outside) > 0:
			b.add(Footnote{Kind: FootOutside, Day: b.l.MapDay, Places: row.Outside, Others: []string{row.PlaceID}, Text: b.outsideText(row)})
		case len(row.Behind) > 0:
			f := Footnote{Kind: FootUndivided, Day: b.l.MapDay, Places: row.Behind, Text: b.behindText(row)}
			if row.Kind == RowUnknown {
				f.Kind = FootUnknown
			}
			f.Others = b.reachedBy(row.Behind)
			b.add(f)
		}
	}
}

// noteMaybe lists places whose records may belong to the asked place in part:
// carried to the member day they lie above it, and something that followed
// them lies in it. They are not counted, and the reader is told.
func (b *tabler) noteMaybe() {
	var maybe []int32
	for o, row := range b.l.Unit {
		if row < 0 && b.concerns(int32(o)) && b.touches(int32(o)) {
			maybe = append(maybe, int32(o))
		}
	}
	if len(maybe) > 0 {
		ids := b.r.idList(maybe)
		b.add(Footnote{Kind: FootMaybe, Day: b.l.MemberDay, Places: ids, Text: b.maybeText(ids)})
	}
}

func (b *tabler) touches(o int32) bool {
	c := b.sel.c
	l := c.land(o)
	if l.kind == Exact {
		return false
	}
	reached := slices.Clone(l.reached)
	for _, q := range l.lost {
		if p, ok := b.r.parents.near(q, c.day); ok {
			reached = append(reached, c.land(p).reached...)
		}
	}
	return slices.ContainsFunc(reached, b.sel.holds)
}

// reachedBy lists the places of the map among which rows could not be divided.
func (b *tabler) reachedBy(places []string) []string {
	var ords []int32
	for _, id := range places {
		ords = append(ords, b.c.land(b.r.look(id)).reached...)
	}
	return b.r.idList(ords)
}

func (b *tabler) footnotesOwnDays() {
	b.add(Footnote{Kind: FootMap, Text: mapText(b.l)})
	f := Footnote{Kind: FootDays}
	var rows []*Row
	for i := range b.l.Rows {
		row := &b.l.Rows[i]
		if row.Kind == RowUnit && (row.From != b.l.Period.From || row.To != b.l.Period.To) {
			f.Places, rows = append(f.Places, row.PlaceID), append(rows, row)
		}
	}
	if len(rows) > 0 {
		f.Text = daysText(rows)
		b.add(f)
	}
}
