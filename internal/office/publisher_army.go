package office

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/registry"
)

// letterheadArmy is the letterhead that takes its boxes from the registers.
const letterheadArmy = "army"

// armyFacts fills what a post's report needs from the registers: the post
// that was responsible for the place at the end of the period, the command above
// it as it is called on the day of the document, and the commune in whose name the place line stands.
func armyFacts(reg *registry.Registry, r *ReportRequest) error {
	day := cmp.Or(r.Facts.Date, r.Period.To)
	if r.Facts.SuperiorBody == nil {
		r.Facts.SuperiorBody = commandOn(reg, day)
	}
	if r.Facts.IssuingBody != nil {
		return nil
	}
	var found []*registry.Body
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		b := reg.Bodies[id]
		if (b.Type == "post" || b.Type == "gate_post") && b.PlaceID != "" && (b.PlaceID == r.Place || reg.Places.Holds(b.PlaceID, r.Place, r.Period.To)) {
			found = append(found, b)
		}
	}
	if len(found) != 1 {
		return &ReportError{"no_single_post", reg.Places.FullName(r.Place, r.Period.To)}
	}
	name := found[0].NameOn(day)
	r.Facts.IssuingBody, r.Facts.BodyInText = []string{strings.ToUpper(name)}, name
	if r.BodyID == "" {
		r.BodyID = found[0].ID
	}
	for _, id := range append([]string{r.Place}, reg.Places.MembersOn(found[0].PlaceID, day)...) {
		if n, ok := reg.Places.NameOn(id, day); ok && !reg.Places.IsGroup(id) {
			r.Facts.Place = n.Text
			break
		}
	}
	return nil
}

// commandOn is the provincial Border Guard command as it was called on a day:
// it has had two names, and a document bears that of its own date.
func commandOn(reg *registry.Registry, day calendar.Day) []string {
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		if b := reg.Bodies[id]; b.Type == "border_guard_command" {
			return []string{strings.ToUpper(b.NameOn(day))}
		}
	}
	return nil
}
