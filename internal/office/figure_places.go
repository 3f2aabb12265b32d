package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// maxPlacesFound bounds what a search of places answers.
const maxPlacesFound = 40

// PlaceQuery finds places by name or code.
type PlaceQuery struct {
	Text string `query:"q" maxLength:"80" doc:"Part of a name, or a code; without it the caller's own places, then units above the hamlets"`
}

// PlacesFound are places to choose from.
type PlacesFound struct {
	Items []PlaceFound `json:"items"`
}

// PlaceFound is a place that may have been meant.
type PlaceFound struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Note string `json:"note" doc:"What tells it from others of the same name"`
}

// figurePlaces finds the places figures can be asked for: units of any time
// and groups. Which of them the caller may read is decided when he asks.
func (o *Office) figurePlaces(ctx context.Context, c *api.Caller, in *PlaceQuery) (*Answer[PlacesFound], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	w := newWording(c.Lang, v)
	places, key := v.Registry.Places, vi.SearchKey(in.Text)
	out := PlacesFound{Items: []PlaceFound{}}
	near := o.nearPlaces(c, v.Registry)
	for i := range places.Len() {
		id := places.ID(i)
		if key == "" && places.Level(id) == place.LevelHamlet && near(id) > inside {
			continue
		}
		p := o.placeFound(w, places, id)
		if key == "" || strings.Contains(vi.SearchKey(p.Name), key) {
			out.Items = append(out.Items, p)
		}
	}
	if found, err := places.Find(in.Text, place.Latest); err == nil && !slices.ContainsFunc(out.Items, func(p PlaceFound) bool { return p.ID == found.ID }) {
		out.Items = append([]PlaceFound{o.placeFound(w, places, found.ID)}, out.Items...)
	}
	slices.SortStableFunc(out.Items, func(a, b PlaceFound) int {
		if key == "" {
			if n := near(a.ID) - near(b.ID); n != 0 {
				return n
			}
		}
		return len(a.Name) - len(b.Name)
	})
	out.Items = out.Items[:min(len(out.Items), maxPlacesFound)]
	return &Answer[PlacesFound]{out}, nil
}

// How near a place is to somebody: one he works for, one in it, any other.
const homeOf, inside, elsewhere = 0, 1, 2

// nearPlaces says how near places are to the caller today.
func (o *Office) nearPlaces(c *api.Caller, reg *registry.Registry) func(string) int {
	today := o.today()
	grants := reg.Rules(today).GrantsFor(&c.Actor, access.ReadFigures)
	return func(id string) int {
		n := elsewhere
		for i := range grants {
			switch {
			case grants[i].PlaceID == id:
				return homeOf
			case reg.Places.Holds(grants[i].PlaceID, id, today):
				n = inside
			}
		}
		return n
	}
}

// placeFound names a place as on its last day, with the unit above it and its
// years.
func (o *Office) placeFound(w *wording, places *place.Registry, id string) PlaceFound {
	day := o.today()
	p := PlaceFound{ID: id}
	if !places.IsGroup(id) && !places.Alive(id, day) {
		if _, last, err := places.Resolve(place.MapSpec{}, id, place.Period{From: calendar.MinDay, To: day}); err == nil {
			day = last
			p.Note = w.Text("until", "day", vi.ShortDate(last))
		}
	}
	p.Name = places.FullName(id, day)
	if up, ok := places.ParentOn(id, day); ok && up != "" {
		note := places.FullName(up, day)
		if p.Note != "" {
			note += ", " + p.Note
		}
		p.Note = note
	}
	return p
}
