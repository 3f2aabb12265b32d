package office

import (
	"context"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// reportPlaces finds units above the hamlet and groups for which the caller
// may make reports, also those that no longer exist: last year's report is
// made of last year's commune.
func (o *Office) reportPlaces(ctx context.Context, c *api.Caller, in *PeopleQuery) (*Answer[[]Picked], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	rules, q, today := reg.Rules(o.today()), vi.SearchKey(in.Q), o.today()
	out := []Picked{}
	add := func(id string, gone bool) {
		day := today
		if gone {
			life, _ := reg.Places.Life(id)
			day = life.To.Day
		}
		p := Picked{ID: id, Name: reg.Places.FullName(id, day)}
		if up, ok := reg.Places.ParentOn(id, day); ok {
			p.About = reg.Places.FullName(up, day)
		}
		if gone {
			p.About = strings.Trim(p.About+"; "+text(c, "place_until", "day", vi.ShortDate(day)), "; ")
		}
		if strings.Contains(vi.SearchKey(p.Name), q) && rules.May(&c.Actor, access.MakeReports, access.Target{PlaceID: id, Day: day}) == access.Allowed {
			out = append(out, p)
		}
	}
	for i := range reg.Places.Len() {
		if id := reg.Places.ID(i); reg.Places.Level(id) != place.LevelHamlet {
			add(id, !reg.Places.Alive(id, today))
		}
	}
	for _, id := range reg.Places.Groups() {
		add(id, false)
	}
	return &Answer[[]Picked]{nearest(out)}, nil
}
