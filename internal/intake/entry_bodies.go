package intake

import (
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/sheet/grid"
)

// bodyIndex finds bodies by the names they bore.
type bodyIndex struct {
	reg   *registry.Registry
	words *lexicon[string]
	names []string
}

func newBodyIndex(reg *registry.Registry) *bodyIndex {
	x := &bodyIndex{reg: reg, words: newLexicon[string]()}
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		for _, n := range reg.Bodies[id].Names {
			x.words.add(id, n.Text)
			x.names = append(x.names, n.Text)
		}
	}
	return x
}

// find resolves the name of a body on a day. Of several with the name it
// takes the one that answers for the place, if only one does.
func (x *bodyIndex) find(t *table, at spot, text, placeID string, day calendar.Day) (string, bool) {
	if x.reg.Bodies[text] != nil {
		return text, true
	}
	all := x.words.find(text)
	now := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return !x.bore(id, text, day) })
	if len(now) > 1 && placeID != "" {
		near := slices.DeleteFunc(slices.Clone(now), func(id string) bool {
			own := x.reg.Bodies[id].PlaceID
			return own == "" || !x.reg.Places.Holds(own, placeID, day)
		})
		if len(near) == 1 {
			now = near
		}
	}
	switch {
	case len(now) == 1:
		return now[0], true
	case len(now) > 1:
		t.fail(at, codeBodyUnclear, "text", text, "choices", x.list(now, day))
	case len(all) > 0:
		t.fail(at, codeBodyNotThen, "text", text, "day", day.String(), "choices", x.list(all, day))
	default:
		t.fail(at, codeBodyUnknown, "text", text, "hint", nearest(text, x.names))
	}
	return "", false
}

// bore tells whether a body had the name on the day.
func (x *bodyIndex) bore(id, text string, day calendar.Day) bool {
	own := newLexicon[string]()
	for _, n := range x.reg.Bodies[id].Names {
		from, err1 := n.From.Parse()
		to, err2 := n.To.Parse()
		if err1 == nil && err2 == nil && begun(from, day) && !ended(to, day) {
			own.add(id, n.Text)
		}
	}
	return len(own.find(text)) > 0
}

func begun(from place.Bound, day calendar.Day) bool { return from.Day == 0 || from.Day <= day }
func ended(to place.Bound, day calendar.Day) bool   { return to.Day != 0 && to.Day < day }

func (x *bodyIndex) list(ids []string, day calendar.Day) string {
	var out []string
	for _, id := range ids {
		b := x.reg.Bodies[id]
		out = append(out, strings.TrimSpace(b.NameOn(day)+", "+x.reg.Places.FullName(b.PlaceID, day))+" ("+id+")")
	}
	return strings.Join(out, "; ")
}

func (in *entryReader) index() *bodyIndex {
	if in.bodies == nil {
		in.bodies = newBodyIndex(in.env.Registry)
	}
	return in.bodies
}

// readBodies reads the owner and the list of participants, names between
// semicolons, each with its own head count if it is known: "Dân quân: 5".
func (in *entryReader) readBodies(t *table, e *entry) {
	c := &e.content
	if text, at := t.field(roleOwner); text != "" && c.Day != 0 {
		c.OwnerBodyID, _ = in.index().find(t, at, text, c.PlaceID, c.Day)
	}
	text, at := t.field(roleBodies)
	if text == "" || c.Day == 0 {
		return
	}
	for _, part := range splitList(text) {
		p, ok := in.participant(t, at, e, part)
		if ok && slices.ContainsFunc(c.Bodies, func(q ledger.Participation) bool { return q.BodyID == p.BodyID }) {
			t.fail(at, codeListedTwice, "text", part)
			continue
		}
		if ok {
			c.Bodies = append(c.Bodies, p)
		}
	}
}

func (in *entryReader) participant(t *table, at spot, e *entry, text string) (ledger.Participation, bool) {
	name, number, counted := strings.Cut(text, ":")
	id, ok := in.index().find(t, at, strings.TrimSpace(name), e.content.PlaceID, e.content.Day)
	if !ok || !counted || e.kind == nil {
		return ledger.Participation{BodyID: id}, ok
	}
	m := in.headCount(e.kind)
	if m == nil {
		t.fail(at, codeNotForKind, "kind", e.kind.Name.VI, "text", text)
		return ledger.Participation{}, false
	}
	r, ok := t.value(grid.Cell{Text: strings.TrimSpace(number), Col: at.col, Kind: grid.Text}, wants{name: m.Name.VI, unit: m.Unit})
	if !ok || r.normOnly {
		return ledger.Participation{}, false
	}
	r.value.Basis = amount.Counted
	if r.hasBasis {
		r.value.Basis = r.basis
	}
	return ledger.Participation{BodyID: id, Measures: map[string]amount.Value{m.ID: r.value}}, true
}

// headCount is the kind's measure of attendances.
func (in *entryReader) headCount(k *catalogue.Kind) *catalogue.Measure {
	for _, m := range k.Measures {
		if u := in.cat.Units[m.Unit]; u != nil && u.Heads {
			return m
		}
	}
	return nil
}

// splitList cuts a cell at semicolons and line breaks.
func splitList(text string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
