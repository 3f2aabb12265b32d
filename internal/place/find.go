package place

import (
	"cmp"
	"slices"
	"strings"

	"phendau/internal/vi"
)

// Latest asks Find without a day.
const Latest Day = 0

// FoundBy says how a text was understood.
type FoundBy string

// The ways.
const (
	ByID   FoundBy = "id"
	ByCode FoundBy = "code"
	ByName FoundBy = "name"
)

// Found is the answer to what a person typed.
type Found struct {
	ID    string
	Group bool
	By    FoundBy
	// Note says which holder was taken when a code or name was handed down
	// and no day was given; empty otherwise. It must be shown.
	Note Text
}

// Find understands what a person typed: a place or group id; an official code
// or a name, with an optional day ("047@2024-02-29"). A day in the text wins
// over on, the day a caller knows anyway (an import gives the entry's day);
// with neither, Latest:
//
//   - a code means its latest holder, and Note says so;
//   - a name must be borne by one place, or have been handed down by
//     successions from one place to the next, as Đàm Thủy was: then the last
//     one is meant, and Note says so.
//
// Names are compared by the equality key first, with or without the unit
// word, and only then by the search key; aliases count like names. A unit word
// typed keeps places of other types out. An ambiguous text is refused. Errors
// are of type *FindError.
func (r *Registry) Find(text string, on Day) (Found, error) {
	text = strings.TrimSpace(vi.NFC(text))
	if r.look(text) >= 0 || r.IsGroup(text) {
		return Found{ID: text, Group: r.IsGroup(text), By: ByID}, nil
	}
	word, day, err := splitDay(text, on)
	if err != nil {
		return Found{}, err
	}
	if word == "" {
		return Found{}, notFound(text)
	}
	if holders := r.codeIndex[word]; len(holders) > 0 {
		return r.findCode(text, word, holders, day)
	}
	return r.findName(text, word, day)
}

func splitDay(text string, on Day) (word string, day Day, err error) {
	i := strings.LastIndexByte(text, '@')
	if i < 0 {
		return text, on, nil
	}
	day, err = parseDay(strings.TrimSpace(text[i+1:]))
	if err != nil {
		return "", 0, badDay(text)
	}
	return strings.TrimSpace(text[:i]), day, nil
}

// findCode resolves a code on a day, or to its latest holder.
func (r *Registry) findCode(text, code string, holders []holder, day Day) (Found, error) {
	var now []holder
	if day != Latest {
		now = slices.DeleteFunc(slices.Clone(holders), func(h holder) bool { return !h.has(day) })
	} else {
		last := slices.MaxFunc(holders, func(a, b holder) int { return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo)) })
		now = slices.DeleteFunc(slices.Clone(holders), func(h holder) bool { return h.hi != last.hi || h.lo != last.lo })
	}
	ids := ordinals(now, func(h holder) int32 { return h.ord })
	switch len(ids) {
	case 0:
		return Found{}, notFoundOn(text, day, r.candidates(ordinals(holders, func(h holder) int32 { return h.ord })))
	case 1:
	default:
		return Found{}, ambiguous(text, r.candidates(ids))
	}
	f := Found{ID: r.ids[ids[0]], By: ByCode}
	if day == Latest {
		f.Note = r.latestCodeNote(code, now[0], holders)
	}
	return f, nil
}

// ordinals lists the distinct places of holders or bearers in place order.
func ordinals[T any](list []T, of func(T) int32) []int32 {
	out := make([]int32, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *Registry) findName(text, word string, day Day) (Found, error) {
	all := r.bearersOf(word)
	now := all
	if day != Latest {
		now = slices.DeleteFunc(slices.Clone(all), func(b bearer) bool { return !b.has(day) })
	}
	places, groups := split(now)
	switch {
	case len(places)+len(groups) == 0:
		known, _ := split(all)
		return Found{}, notFoundOn(text, day, r.candidates(known))
	case len(groups) == 1 && len(places) == 0:
		return Found{ID: r.groups[groups[0]].ID, Group: true, By: ByName}, nil
	case len(places) == 1 && len(groups) == 0:
		return Found{ID: r.ids[places[0]], By: ByName}, nil
	}
	if last, ok := r.heir(places); ok && len(groups) == 0 && day == Latest {
		return Found{ID: r.ids[last], By: ByName, Note: r.latestNameNote(word, last, places)}, nil
	}
	return Found{}, ambiguous(text, append(r.candidates(places), r.groupCandidates(groups)...))
}

// bearersOf finds all who ever bore a name: by the equality key, and only if
// there are none by the search key.
func (r *Registry) bearersOf(word string) []bearer {
	x := r.nameIndex()
	if all := x.equal[vi.EqualKey(word)]; len(all) > 0 {
		return all
	}
	all := x.search[vi.SearchKey(word)]
	folded := bare(word)
	typed := slices.DeleteFunc(slices.Clone(all), func(b bearer) bool { return !ofUnit(folded, b) })
	if len(typed) > 0 {
		return typed
	}
	return all
}

func split(list []bearer) (places, groups []int32) {
	for _, b := range list {
		if b.group {
			groups = append(groups, b.ord)
		} else {
			places = append(places, b.ord)
		}
	}
	slices.Sort(places)
	slices.Sort(groups)
	return slices.Compact(places), slices.Compact(groups)
}

// FindIn is Find for a name known to lie within a place, as in a list of
// hamlets with a commune column: names of hamlets repeat from commune to
// commune. Without a day each bearer is looked at on its last one.
func (r *Registry) FindIn(within, text string, on Day) (Found, error) {
	word, day, err := splitDay(strings.TrimSpace(vi.NFC(text)), on)
	if err != nil {
		return Found{}, err
	}
	var places []int32
	for _, b := range r.bearersOf(word) {
		at := day
		if at == Latest {
			at = b.hi
		}
		if !b.group && b.has(at) && r.Within(r.ids[b.ord], within, at) {
			places = append(places, b.ord)
		}
	}
	places = ordinals(places, func(o int32) int32 { return o })
	switch len(places) {
	case 0:
		return Found{}, notFound(text)
	case 1:
		return Found{ID: r.ids[places[0]], By: ByName}, nil
	}
	return Found{}, ambiguous(text, r.candidates(places))
}

// heir finds, among places of one name, the last one, if all others ended
// before it began and were carried into it: one name handed down, not one
// name borne twice.
func (r *Registry) heir(places []int32) (int32, bool) {
	if len(places) == 0 {
		return -1, false
	}
	last := slices.MaxFunc(places, func(a, b int32) int { return cmp.Compare(r.life[a].lo, r.life[b].lo) })
	c := r.carry(r.life[last].lo)
	for _, o := range places {
		if o != last && !slices.Contains(c.land(o).reached, last) { // one still in force reaches nobody
			return -1, false
		}
	}
	return last, true
}
