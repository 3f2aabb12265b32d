package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// pickMost bounds the answers of a picker; who wants another one types on.
const pickMost = 30

func (o *Office) pickRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/people/places", ID: "pickGrantPlaces", Tag: tagPeople, Summary: "Places over which the caller may give rights", Action: access.GrantRights}, nil, o.pickPlaces)
	api.Add(a, api.Route{Method: "GET", Path: "/people/bodies", ID: "pickGrantBodies", Tag: tagPeople, Summary: "Bodies for which the caller may give rights", Action: access.GrantRights}, nil, o.pickBodies)
}

// Picked is one answer of a picker; About tells it from others of its name.
type Picked struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
}

// reachable tells whether the caller may give rights over a place.
func (o *Office) reachable(c *api.Caller, reg *registry.Registry) func(placeID string) bool {
	rules := reg.Rules(o.today())
	return func(placeID string) bool {
		return placeID != "" && rules.May(&c.Actor, access.GrantRights, access.Target{PlaceID: placeID}) == access.Allowed
	}
}

func (o *Office) pickPlaces(ctx context.Context, c *api.Caller, in *PeopleQuery) (*Answer[[]Picked], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	may, q, day := o.reachable(c, reg), vi.SearchKey(in.Q), o.today()
	out := []Picked{}
	add := func(id, about string) {
		name := reg.Places.FullName(id, day)
		if len(out) < 4*pickMost && strings.Contains(vi.SearchKey(name), q) && may(id) {
			out = append(out, Picked{id, name, about})
		}
	}
	for i := range reg.Places.Len() {
		id := reg.Places.ID(i)
		if reg.Places.Alive(id, day) {
			above := ""
			if up, ok := reg.Places.ParentOn(id, day); ok {
				above = reg.Places.FullName(up, day)
			}
			add(id, above)
		}
	}
	for _, id := range reg.Places.Groups() {
		add(id, "")
	}
	return &Answer[[]Picked]{nearest(out)}, nil
}

// BodyPickQuery asks for bodies; with a role only for those it can be given for.
type BodyPickQuery struct {
	PeopleQuery
	Role access.Role `query:"role" doc:"The role to be given"`
}

func (o *Office) pickBodies(ctx context.Context, c *api.Caller, in *BodyPickQuery) (*Answer[[]Picked], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	may, q, day := o.reachable(c, reg), vi.SearchKey(in.Q), o.today()
	out := []Picked{}
	for id, b := range reg.Bodies {
		name := b.NameOn(day)
		if level := in.Role.BodyLevel(); level != 0 && reg.BodyLevel(id) != level {
			continue
		}
		if strings.Contains(vi.SearchKey(name), q) && may(b.PlaceID) && b.NamedOn(day) {
			out = append(out, Picked{id, name, reg.Places.FullName(b.PlaceID, day)})
		}
	}
	return &Answer[[]Picked]{nearest(out)}, nil
}

// nearest sorts by name, shorter ones first among those that begin alike.
func nearest(list []Picked) []Picked {
	slices.SortFunc(list, func(a, b Picked) int {
		if n := vi.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list[:min(len(list), pickMost)]
}
