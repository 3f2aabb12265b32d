package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// actWords are the kinds of legal acts on units (units.md section 4).
var actWords = map[string]string{"nhập": "merge", "sáp nhập": "merge", "hợp nhất": "merge", "chia": "split", "chia tách": "split", "tách": "split",
	"đổi tên": "rename", "đổi loại": "retype", "chuyển": "move", "điều chuyển": "move", "thành lập": "create", "giải thể": "abolish",
	"merge": "merge", "split": "split", "rename": "rename", "retype": "retype", "move": "move", "create": "create", "abolish": "abolish"}

// ending lists the acts after which the old unit is no more.
var ending = []string{"merge", "split", "abolish"}

// shareWords are how much of a unit goes over, never a percentage.
var shareWords = map[string]place.Share{"toàn bộ": place.ShareWhole, "một phần": place.SharePart, "chưa rõ": place.ShareUnknown, "không rõ": place.ShareUnknown,
	"whole": place.ShareWhole, "part": place.SharePart, "unknown": place.ShareUnknown}

// actRow reads one succession. It is kept at the unit that ends.
func (in *placeReader) actRow(t *table) {
	if t.isExample() {
		return
	}
	from, fromAt := t.needed(roleFromUnit, in.acts)
	to, toAt := t.field(roleToUnit)
	day, _ := t.day(roleDay, in.acts, true)
	act := choose(t, roleAct, actWords, in.acts)
	share := choose(t, roleShare, shareWords, in.acts)
	s := registry.SuccessionDoc{Day: day, Act: act, Share: string(share)}
	s.Document, _ = t.field(roleDocument)
	s.Note, _ = t.field(roleNote)
	if to == "" && share != place.ShareUnknown && act != "abolish" && !t.broken {
		t.fail(t.at(t.colOf(roleToUnit)), codeMissing, "text", in.acts.names([]string{roleToUnit}))
	}
	if t.broken {
		return
	}
	in.later = append(in.later, func() {
		u := in.ended(fromAt, from, day)
		if to != "" {
			id, ok := in.resolve(toAt, to, day)
			if !ok {
				return
			}
			s.To = id
		}
		if u != nil && slices.Contains(u.doc.Successions, s) {
			in.say(Error, fromAt, codeRowKnown)
			return
		}
		if u != nil {
			u.doc.Successions = append(u.doc.Successions, s)
			if u.stored && slices.Contains(ending, act) {
				u.doc = closed(u.doc, day-1)
			}
		}
	})
}

// choose reads a word of a closed list that must be given.
func choose[T ~string](t *table, role string, words map[string]T, heads *headings) T {
	text, at := t.needed(role, heads)
	if text == "" {
		return ""
	}
	v, ok := words[vi.EqualKey(text)]
	if !ok {
		var names []string
		for w := range words {
			names = append(names, w)
		}
		slices.Sort(names)
		name := heads.names([]string{role})
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{name, name}, "hint", [2]string{" (" + strings.Join(names, ", ") + ")", " (" + strings.Join(names, ", ") + ")"})
	}
	return v
}

// ended finds the unit a succession starts from: of the file, or a stored one
// that lived on the day before.
func (in *placeReader) ended(at spot, text string, day calendar.Day) *unitDoc {
	if u := in.byKey[vi.EqualKey(text)]; u != nil {
		return u
	}
	id, ok := in.resolve(at, text, day-1)
	if !ok {
		return nil
	}
	if u := in.old[id]; u != nil {
		return u
	}
	u := &unitDoc{id: id, key: text, at: at, stored: true}
	for _, e := range in.env.Entities {
		if e.Type == "place" && e.ID == id && json.Unmarshal(e.Body, &u.doc) == nil {
			in.old[id] = u
			in.list = append(in.list, u)
			return u
		}
	}
	in.say(Error, at, codeNotStored, "text", text)
	return nil
}

// closed ends the rows of a unit that were still in force.
func closed(d registry.PlaceDoc, last calendar.Day) registry.PlaceDoc {
	end := func(b *registry.Bound) {
		if *b == registry.Open {
			*b = registry.On(last)
		}
	}
	for i := range d.Names {
		end(&d.Names[i].To)
	}
	for i := range d.Codes {
		end(&d.Codes[i].To)
	}
	for i := range d.Parents {
		end(&d.Parents[i].To)
	}
	for i := range d.Flags {
		end(&d.Flags[i].To)
	}
	for i := range d.Aliases {
		end(&d.Aliases[i].To)
	}
	for i := range d.Points {
		end(&d.Points[i].To)
	}
	return d
}
