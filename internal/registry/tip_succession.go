package registry

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/place"
)

// BodyEnd is the last day of a body that has ended or will: of its last name, or of the
// place it is responsible for. A body without names or with an open one goes on as long
// as its place does.
func (r *Registry) BodyEnd(id string) (last Day, ends bool) {
	b := r.Bodies[id]
	if b == nil {
		return 0, false
	}
	last = calendar.MaxDay
	if n := len(b.names); n > 0 {
		last = slices.MaxFunc(b.names, func(a, b datedName) int { return int(a.hi) - int(b.hi) }).hi
	}
	if life, ok := r.Places.Life(b.PlaceID); ok && life.To.Day != 0 {
		last = min(last, life.To.Day)
	}
	return last, last < calendar.MaxDay
}

// bodyDay is the day on which what belongs to a body is looked at: today, or the last
// day of a body that is no more, since its place may be no more either.
func (r *Registry) bodyDay(id string, today Day) Day {
	if last, ends := r.BodyEnd(id); ends {
		return min(last, today)
	}
	return today
}

// TipDeskOver says whether the body of a desk is no more on a day, and which was its last.
// The desk keeps its cases, and nobody is sent to it any more.
func (r *Registry) TipDeskOver(deskID string, day Day) (last Day, over bool) {
	last, ends := r.BodyEnd(deskID)
	return last, ends && last < day
}

// TipSuccessors are the desks that hold on a day what an ended body answered for on its
// last, by id: for each commune of its area, or what followed it, the open desk with the
// smallest area.
func (r *Registry) TipSuccessors(deskID string, day Day) []string {
	last, over := r.TipDeskOver(deskID, day)
	if !over {
		return nil
	}
	found := map[string]bool{}
	for _, commune := range r.Communes(deskID, last) {
		heirs := r.Places.Landing(commune, day).Reached
		if r.Places.Alive(commune, day) {
			heirs = []string{commune}
		}
		for _, heir := range heirs {
			if d := r.TipDeskOf(heir, day); d != "" {
				found[d] = true
			}
		}
	}
	return sortedIDs(found)
}

// TipDeskOf is the open desk that answers for a place on a day; of several the one with
// the smallest area, "" for none.
func (r *Registry) TipDeskOf(placeID string, day Day) (deskID string) {
	fewest := 0
	for _, d := range r.TipDesksOn(day) {
		if n := len(r.Communes(d.ID, day)); (deskID == "" || n < fewest) && r.InArea(d.ID, placeID, day) {
			deskID, fewest = d.ID, n
		}
	}
	return deskID
}

// InArea says whether a place lies in the area of a body on a day.
func (r *Registry) InArea(bodyID, placeID string, day Day) bool {
	at := r.Bodies[bodyID].PlaceID
	return at == placeID || r.Places.Holds(at, placeID, day)
}

// Communes are those of a body's area on a day: the members of the group it answers for,
// or those of its place.
func (r *Registry) Communes(bodyID string, day Day) []string {
	at := r.Bodies[bodyID].PlaceID
	switch {
	case r.Places.IsGroup(at):
		return r.Places.MembersOn(at, day)
	case r.Places.Level(at) == place.LevelCommune:
		return []string{at}
	}
	return append([]string{}, r.Places.UnitsAt(at, place.LevelCommune, day)...)
}
