package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// PickQuery is what somebody types into a chooser.
type PickQuery struct {
	Q      string `query:"q" maxLength:"100" doc:"Part of a name or code, without tone marks too"`
	Day    string `query:"day" doc:"Day on which it must have existed; default today"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Within string `query:"within" doc:"Place that must hold it"`
	IDs    string `query:"ids" doc:"Comma-separated ids to name instead of searching"`
}

// PickPlacesQuery also chooses by level.
type PickPlacesQuery struct {
	PickQuery
	Level string `query:"level" enum:"nation,province,district,commune,hamlet" doc:"Level of place"`
	For   string `query:"for" enum:"write,read" default:"read" doc:"Places to record at, or to read of"`
}

// PickedPlace is a place to choose.
type PickedPlace struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Level    string `json:"level,omitempty" doc:"Absent for a group of places"`
	Code     string `json:"code,omitempty"`
	ParentID string `json:"parent_id,omitempty"`
	Parent   string `json:"parent,omitempty"`
	LedgerID string `json:"ledger_id,omitempty" doc:"Ledger it writes into on the day"`
}

// List is a page of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// dayOf reads a day of a request, "" as the day given.
func dayOf(field, s string, otherwise calendar.Day) (calendar.Day, error) {
	if s == "" {
		return otherwise, nil
	}
	d, err := calendar.ParseDay(s)
	if err != nil {
		return 0, api.Wrong(api.Field{Field: field, Message: err.Error()})
	}
	return d, nil
}

func (o *Office) placePick(ctx context.Context, c *api.Caller, in *PickPlacesQuery) (*Answer[List[PickedPlace]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	day, err := dayOf("day", in.Day, o.today())
	if err != nil {
		return nil, err
	}
	action := access.ReadRegistry
	if in.For == "write" {
		action = access.WriteEntries
	}
	out := List[PickedPlace]{Items: []PickedPlace{}}
	take := func(id string) {
		if len(out.Items) < in.Limit {
			out.Items = append(out.Items, pickedPlace(reg, id, day))
		}
	}
	if in.IDs != "" {
		for id := range strings.SplitSeq(in.IDs, ",") {
			if reg.Places.Level(id) != "" || reg.Places.IsGroup(id) {
				take(id)
			}
		}
		return &Answer[List[PickedPlace]]{out}, nil
	}
	match := matcher(in.Q)
	rules := reg.Rules(o.today())
	for _, id := range o.placesOf(reg, c, action, day) {
		code, _ := reg.Places.CodeOn(id, "gso", day)
		switch {
		case in.For == "write" && reg.LedgerOf(id, day) == "",
			in.Level != "" && string(reg.Places.Level(id)) != in.Level,
			in.Within != "" && id != in.Within && !reg.Places.Holds(in.Within, id, day),
			!match(reg.Places.FullName(id, day)) && (in.Q == "" || !strings.HasPrefix(code, in.Q)),
			// On another day the units were others; the rules know which of them
			// came to the caller.
			day != o.today() && rules.May(&c.Actor, action, access.Target{PlaceID: id, Day: day, Class: access.Public}) != access.Allowed:
			continue
		}
		take(id)
	}
	return &Answer[List[PickedPlace]]{out}, nil
}

func pickedPlace(reg *registry.Registry, id string, day calendar.Day) PickedPlace {
	p := PickedPlace{ID: id, Name: reg.Places.FullName(id, day), Level: string(reg.Places.Level(id)), LedgerID: reg.LedgerOf(id, day)}
	p.Code, _ = reg.Places.CodeOn(id, "gso", day)
	if up, ok := reg.Places.ParentOn(id, day); ok && up != "" {
		p.ParentID, p.Parent = up, reg.Places.FullName(up, day)
	}
	return p
}

// matcher compares what was typed with names, without marks and unit words.
func matcher(q string) func(string) bool {
	key := vi.SearchKey(q)
	return func(name string) bool { return key == "" || strings.Contains(vi.SearchKey(name), key) }
}

// placesOf lists the places of a person's grants and all inside them, larger
// ones first and each once; for another day than today every place there was,
// since rights follow units through mergers.
func (o *Office) placesOf(reg *registry.Registry, c *api.Caller, action access.Action, day calendar.Day) []string {
	var roots, out []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, g := range reg.Rules(o.today()).GrantsFor(&c.Actor, action) {
		members := []string{g.PlaceID}
		if reg.Places.IsGroup(g.PlaceID) {
			members = reg.Places.MembersOn(g.PlaceID, day)
			add(g.PlaceID)
		}
		for _, m := range members {
			if reg.Places.Alive(m, day) && !slices.Contains(roots, m) {
				roots = append(roots, m)
			}
		}
	}
	if day != o.today() {
		roots = []string{""}
	}
	for _, l := range []place.Level{place.LevelNation, place.LevelProvince, place.LevelDistrict, place.LevelCommune, place.LevelHamlet} {
		for _, root := range roots {
			for _, id := range reg.Places.UnitsAt(root, l, day) {
				add(id)
			}
		}
	}
	return out
}

// PickBodiesQuery also chooses by type.
type PickBodiesQuery struct {
	PickQuery
	Place string `query:"place" doc:"Place whose bodies come first"`
	Type  string `query:"type" doc:"Comma-separated types of bodies"`
	Own   bool   `query:"own" doc:"Only bodies the caller records for"`
}

// PickedBody is a body to choose.
type PickedBody struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Place string `json:"place,omitempty"`
	// PlaceID is where what is planned for the body lies.
	PlaceID string `json:"place_id,omitempty" doc:"A unit in which it records; absent where it answers for a group of places"`
	Own     bool   `json:"own,omitempty" doc:"The caller records for it"`
}

func (o *Office) bodyPick(ctx context.Context, c *api.Caller, in *PickBodiesQuery) (*Answer[List[PickedBody]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	day, err := dayOf("day", in.Day, o.today())
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, g := range reg.Rules(o.today()).GrantsFor(&c.Actor, access.WriteEntries) {
		own[g.BodyID] = true
	}
	types, ids, match := strings.Split(in.Type, ","), strings.Split(in.IDs, ","), matcher(in.Q)
	rank := map[string]int{}
	out := List[PickedBody]{Items: []PickedBody{}}
	for id, b := range reg.Bodies {
		switch {
		case in.IDs != "":
			if !slices.Contains(ids, id) {
				continue
			}
		case b.PlaceID != "" && !reg.PlaceAlive(b.PlaceID, day), in.Own && !own[id], in.Type != "" && !slices.Contains(types, b.Type), in.Within != "" && !reg.Places.Holds(in.Within, b.PlaceID, day), !match(b.NameOn(day)):
			continue
		}
		rank[id] = o.nearness(reg, b.PlaceID, in.Place, own[id], day)
		out.Items = append(out.Items, PickedBody{ID: id, Name: b.NameOn(day), Type: b.Type, Place: reg.Places.FullName(b.PlaceID, day), PlaceID: unitOf(reg, b.PlaceID), Own: own[id]})
	}
	slices.SortFunc(out.Items, func(a, b PickedBody) int {
		if n := rank[a.ID] - rank[b.ID]; n != 0 {
			return n
		}
		if n := vi.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	out.Items = out.Items[:min(len(out.Items), in.Limit)]
	return &Answer[List[PickedBody]]{out}, nil
}

// nearness orders bodies: the own ones, those of the place, those over it.
func (o *Office) nearness(reg *registry.Registry, bodyPlace, asked string, own bool, day calendar.Day) int {
	switch {
	case own:
		return 0
	case asked != "" && bodyPlace == asked:
		return 1
	case asked != "" && bodyPlace != "" && (reg.Places.Holds(asked, bodyPlace, day) || reg.Places.Holds(bodyPlace, asked, day)):
		return 2
	}
	return 3
}

// PickRowsQuery chooses rows of a register.
// unitOf is a place that takes records, "" for a group.
func unitOf(reg *registry.Registry, placeID string) string {
	if reg.Places.IsGroup(placeID) {
		return ""
	}
	return placeID
}

type PickRowsQuery struct {
	PickQuery
	Kind string `query:"kind" required:"true" doc:"Register: marker, segment"`
}

// PickedRow is a row of a register.
type PickedRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Place string `json:"place,omitempty"`
}

// rowPick lists rows of a register in force on the day, by Kind or, for a
// dimension, by what it refers to.
func (o *Office) rowPick(ctx context.Context, _ *api.Caller, in *PickRowsQuery) (*Answer[List[PickedRow]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	day, err := dayOf("day", in.Day, o.today())
	if err != nil {
		return nil, err
	}
	ids, match := strings.Split(in.IDs, ","), matcher(in.Q)
	out := List[PickedRow]{Items: []PickedRow{}}
	for i := range reg.Registers {
		r := &reg.Registers[i]
		named := in.IDs != "" && slices.Contains(ids, r.ID)
		if !named && (in.IDs != "" || r.Kind != in.Kind || r.Lo > day || day > r.Hi || !match(r.Name) || in.Within != "" && !reg.Places.Holds(in.Within, r.PlaceID, day)) {
			continue
		}
		out.Items = append(out.Items, PickedRow{r.ID, r.Name, reg.Places.FullName(r.PlaceID, day)})
	}
	slices.SortFunc(out.Items, func(a, b PickedRow) int { return vi.Compare(a.Name, b.Name) })
	out.Items = out.Items[:min(len(out.Items), in.Limit)]
	return &Answer[List[PickedRow]]{out}, nil
}

// FavouritesView lists kinds, most used first.
type FavouritesView struct {
	Kinds []string `json:"kinds"`
}

// favouriteMax is how many kinds are favourites.
const favouriteMax = 8

// favourites counts the latest entries of the caller's bodies, so that the
// daily kinds stand first.
func (o *Office) favourites(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[FavouritesView], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, g := range s.rules.GrantsFor(s.actor, access.WriteEntries) {
		own[g.BodyID] = true
	}
	latest, _, err := o.Store.Entries(ctx, store.EntryFilter{Ledgers: s.ledgers(), Limit: 200,
		Keep: func(_ string, r *ledger.Record) bool { return own[r.State.Owner] }})
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, r := range latest {
		count[r.Kind]++
	}
	v := FavouritesView{Kinds: sortedKeys(count)}
	slices.SortStableFunc(v.Kinds, func(a, b string) int { return count[b] - count[a] })
	v.Kinds = v.Kinds[:min(len(v.Kinds), favouriteMax)]
	return &Answer[FavouritesView]{v}, nil
}
