package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/vi"
)

// named is a place or body of the letterhead that the registers know by its
// name: the unit above the report's place, or the bodies of some types whose
// area holds it. Where they know none, the template's own words stand.
type named struct {
	above     bool
	types     []string
	otherwise string
}

// parseNamed reads "above|cấp trên" or "over TYPE TYPE|words"; ok is false for
// any other text in braces.
func parseNamed(s string, cat *catalogue.Catalogue) (n *named, wrong *textError, ok bool) {
	what, otherwise, has := strings.Cut(s, "|")
	words := strings.Fields(what)
	switch {
	case !has || len(words) == 0:
		return nil, nil, false
	case len(words) == 1 && words[0] == "above":
		return &named{above: true, otherwise: otherwise}, nil, true
	case words[0] != "over":
		return nil, nil, false
	}
	for _, t := range words[1:] {
		if cat.BodyTypes[t] == nil {
			return nil, &textError{code: catalogue.CodeUnknownChoice, vi: fmt.Sprintf("Danh mục không có loại cơ quan %q.", t), en: fmt.Sprintf("the catalogue has no body type %q", t)}, true
		}
	}
	return &named{types: words[1:], otherwise: otherwise}, nil, true
}

// nameOf fills in a name of the registers.
func (j *job) nameOf(n *named) string {
	if n.above {
		return or(j.unitAbove(), n.otherwise)
	}
	return or(j.bodyOver(n.types), n.otherwise)
}

// unitAbove is the unit the place stands under on the report's map.
func (j *job) unitAbove() string {
	places := j.Context.Registry.Places
	if j.Place == "" || places.IsGroup(j.Place) || !places.Alive(j.Place, j.mapDay) {
		return ""
	}
	if up, ok := places.ParentOn(j.Place, j.mapDay); ok && up != "" {
		return places.FullName(up, j.mapDay)
	}
	return ""
}

// bodyOver names the bodies of some types, in force on the day of the document,
// whose area holds the place; "" for none.
func (j *job) bodyOver(types []string) string {
	reg := j.Context.Registry
	var found []string
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		b := reg.Bodies[id]
		if !slices.Contains(types, b.Type) || b.PlaceID == "" || !b.NamedOn(j.dated()) || !j.within(b.PlaceID) {
			continue
		}
		found = append(found, b.NameOn(j.dated()))
	}
	slices.SortFunc(found, vi.Compare)
	return strings.Join(found, ", ")
}

// within reports whether the report's place, or every member of a group, lies
// in an area on the report's map.
func (j *job) within(area string) bool {
	places := j.Context.Registry.Places
	if j.Place == "" || area == j.Place || places.Holds(area, j.Place, j.mapDay) {
		return j.Place != ""
	}
	members := places.MembersOn(j.Place, j.mapDay)
	return places.IsGroup(j.Place) && len(members) > 0 && !slices.ContainsFunc(members, func(m string) bool { return !places.Holds(area, m, j.mapDay) })
}
