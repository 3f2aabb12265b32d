package office

import (
	"cmp"
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/vi"
)

// CrewView is who may record for a body at a place: the people a phone there
// can be given to.
type CrewView struct {
	BodyID  string     `json:"body_id"`
	Body    string     `json:"body"`
	PlaceID string     `json:"place_id"`
	Place   string     `json:"place"`
	People  []PickView `json:"people"`
}

// enrolmentCrews lists them for every place where the caller may enrol phones.
func (o *Office) enrolmentCrews(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]CrewView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	today := o.today()
	rules := reg.Rules(today)
	type post struct{ body, place string }
	crews := map[post]*CrewView{}
	for _, g := range reg.Grants("") {
		at := access.Target{PlaceID: g.PlaceID, BodyID: g.BodyID}
		person := reg.People[g.PersonID]
		if !g.On(today) || !g.Role.Can(access.WriteEntries) || person.Name == "" || rules.May(&c.Actor, access.EnrolDevices, at) != access.Allowed {
			continue
		}
		k := post{g.BodyID, g.PlaceID}
		if crews[k] == nil {
			crews[k] = &CrewView{BodyID: g.BodyID, Body: reg.BodyName(g.BodyID, today), PlaceID: g.PlaceID, Place: reg.Places.FullName(g.PlaceID, today)}
		}
		if who := (PickView{g.PersonID, person.Name}); !slices.Contains(crews[k].People, who) {
			crews[k].People = append(crews[k].People, who)
		}
	}
	out := []CrewView{}
	for _, v := range crews {
		slices.SortFunc(v.People, func(a, b PickView) int { return cmp.Or(vi.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
		out = append(out, *v)
	}
	slices.SortFunc(out, func(a, b CrewView) int {
		return cmp.Or(vi.Compare(a.Body, b.Body), vi.Compare(a.Place, b.Place), cmp.Compare(a.BodyID+a.PlaceID, b.BodyID+b.PlaceID))
	})
	return &Answer[[]CrewView]{out}, nil
}
