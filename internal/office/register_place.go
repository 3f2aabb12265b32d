package office

import (
	"context"
	"slices"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// PlaceBrief is a place in a list or a tree.
type PlaceBrief struct {
	ID       string `json:"id"`
	Name     string `json:"name" doc:"With its unit word, as on the day"`
	Level    string `json:"level,omitempty" doc:"nation, province, district, commune, hamlet; absent for a group"`
	Code     string `json:"code,omitempty" doc:"Official code on the day"`
	From     string `json:"from,omitempty" doc:"First day, absent when nobody knows"`
	To       string `json:"to,omitempty" doc:"Last day, absent while in force"`
	Alive    bool   `json:"alive" doc:"In force on the day"`
	Group    bool   `json:"group,omitempty"`
	Children int    `json:"children,omitempty" doc:"How many places lie directly under it on the day; of a group its members"`
	Above    string `json:"above,omitempty" doc:"Names of the units above, nearest first"`
}

// Named is something with its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Items is a list with the cursor of its next page.
type Items[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page, absent on the last"`
}

// PlaceTreeQuery chooses places.
type PlaceTreeQuery struct {
	Parent string `query:"parent" doc:"Places directly under this one; absent for the tops of the tree"`
	Day    string `query:"day" doc:"Day of the map, today when absent" example:"2024-02-29"`
	Q      string `query:"q" maxLength:"100" doc:"Part of a name; finds former places too"`
	Groups bool   `query:"groups" doc:"The groups of places"`
}

// maxFound is how many places a search by name answers with.
const maxFound = 50

func (o *Office) placeList(ctx context.Context, c *api.Caller, in *PlaceTreeQuery) (*Answer[Items[PlaceBrief]], error) {
	day, err := o.dayAsked(in.Day)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	switch {
	case in.Q != "":
		for _, h := range o.names(reg).Find(in.Q, maxFound, func(k found) bool { return k.typ == foundPlace }) {
			ids = append(ids, h.Key.id)
		}
	case in.Groups:
		ids = reg.Places.Groups()
	case reg.Places.IsGroup(in.Parent):
		ids = reg.Places.MembersOn(in.Parent, day)
	case in.Parent != "" && reg.Places.Ordinal(in.Parent) < 0:
		return nil, api.Missing()
	default:
		ids = reg.Places.Children(in.Parent, day)
	}
	out := Items[PlaceBrief]{Items: []PlaceBrief{}}
	for _, id := range ids {
		b := placeBrief(reg, id, day)
		if in.Q != "" {
			b.Above = above(reg, id, day)
		}
		out.Items = append(out.Items, b)
	}
	return &Answer[Items[PlaceBrief]]{out}, nil
}

func placeBrief(reg *registry.Registry, id string, day calendar.Day) PlaceBrief {
	p := reg.Places
	if p.IsGroup(id) {
		n := len(p.MembersOn(id, day))
		return PlaceBrief{ID: id, Name: p.GroupName(id), Group: true, Alive: n > 0, Children: n}
	}
	b := PlaceBrief{ID: id, Name: p.FullName(id, day), Level: string(p.Level(id)), Alive: p.Alive(id, day), Children: len(p.Children(id, day))}
	life, ok := p.Life(id)
	if !ok {
		return b
	}
	b.From, b.To = boundDay(life.From), boundDay(life.To)
	b.Code, _ = p.CodeOn(id, place.SchemeOfficial, clampDay(life, day))
	return b
}

// boundDay is the day of a bound, "" where there is none.
func boundDay(b place.Bound) string {
	if b.Day == 0 {
		return ""
	}
	return b.Day.String()
}

// clampDay is the day of a life nearest to a day.
func clampDay(l place.Life, d calendar.Day) calendar.Day {
	if l.From.Day != 0 {
		d = max(d, l.From.Day)
	}
	if l.To.Day != 0 {
		d = min(d, l.To.Day)
	}
	return d
}

// above names the units over a place on the day of its life nearest to day.
func above(reg *registry.Registry, id string, day calendar.Day) string {
	life, ok := reg.Places.Life(id)
	if !ok {
		return ""
	}
	day = clampDay(life, day)
	s := ""
	for _, up := range reg.Places.Ancestors(id, day) {
		if s != "" {
			s += ", "
		}
		s += reg.Places.FullName(up, day)
	}
	return s
}

// PlaceProblem is a fault of the registers of places.
type PlaceProblem struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"`
	Places []Named `json:"places"`
	// Ignored says that the faulty row has no effect.
	Ignored bool `json:"ignored" doc:"The faulty row has no effect"`
}

// PlaceProblems is what is wrong, and what is known not to be known.
type PlaceProblems struct {
	Problems []PlaceProblem `json:"problems"`
	// Unfollowed ended and nobody has recorded what followed.
	Unfollowed []PlaceBrief `json:"unfollowed" doc:"Ended, and what followed is not recorded"`
}

func (o *Office) placeProblems(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[PlaceProblems], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	out := PlaceProblems{Problems: problemViews(reg, reg.Problems, c.Lang), Unfollowed: []PlaceBrief{}}
	for _, id := range reg.Places.WithoutSuccessor() {
		out.Unfollowed = append(out.Unfollowed, placeBrief(reg, id, o.today()))
	}
	return &Answer[PlaceProblems]{out}, nil
}

func problemViews(reg *registry.Registry, list []place.Problem, lang string) []PlaceProblem {
	out := []PlaceProblem{}
	for _, p := range list {
		v := PlaceProblem{Kind: string(p.Kind), Text: p.Text.VI, Places: []Named{}, Ignored: registry.Ignored(p.Kind)}
		if lang == "en" {
			v.Text = p.Text.EN
		}
		for _, id := range p.Places {
			v.Places = append(v.Places, Named{id, reg.Places.FullName(id, calendar.MaxDay)})
		}
		out = append(out, v)
	}
	return out
}

// PlaceView is everything known of a place or group.
type PlaceView struct {
	PlaceBrief
	Revision string                `json:"revision" doc:"Changes with every change of the place"`
	Names    []registry.NameDoc    `json:"names"`
	Aliases  []registry.AliasDoc   `json:"aliases"`
	Codes    []registry.CodeDoc    `json:"codes"`
	Parents  []PlaceParent         `json:"parents"`
	Flags    []registry.FlagDoc    `json:"flags"`
	Measures []registry.MeasureDoc `json:"measures"`
	Points   []registry.PointDoc   `json:"points" doc:"Where it lies, in 1e-7 degree of WGS 84"`
	// Followed are the places that came after, Follows those before it.
	Followed []PlaceSuccession `json:"followed"`
	Follows  []PlaceSuccession `json:"follows"`
	Members  []PlaceMember     `json:"members,omitempty" doc:"Of a group"`
	Titles   []string          `json:"titles,omitempty" doc:"Names of a group, the first is printed"`
	Groups   []Named           `json:"groups" doc:"Groups it belongs to on the day"`
	Ledgers  []PlaceLedger     `json:"ledgers" doc:"Ledgers it writes into itself"`
	Bodies   []BodyBrief       `json:"bodies" doc:"Bodies responsible for it"`
	Problems []PlaceProblem    `json:"problems"`
	Editable bool              `json:"editable" doc:"The caller may change it"`
}

// PlaceParent is a dated unit above.
type PlaceParent struct {
	registry.ParentDoc
	Name string `json:"name"`
}

// PlaceSuccession is one line of a legal act.
type PlaceSuccession struct {
	PlaceID  string       `json:"place_id,omitempty"`
	Name     string       `json:"name,omitempty" doc:"Absent when nobody recorded which"`
	Day      calendar.Day `json:"day"`
	Act      string       `json:"act"`
	Document string       `json:"document,omitempty"`
	Share    string       `json:"share" enum:"whole,part,unknown"`
	Note     string       `json:"note,omitempty"`
}

// PlaceMember is a dated member of a group.
type PlaceMember struct {
	registry.MemberDoc
	Name string `json:"name"`
}

// PlaceLedger is a ledger a place writes into.
type PlaceLedger struct {
	ID   string         `json:"id"`
	Name string         `json:"name"`
	Kind string         `json:"kind"`
	From registry.Bound `json:"from"`
	To   registry.Bound `json:"to"`
}

// PlaceInput names a place and the day it is looked at.
type PlaceInput struct {
	ID  string `path:"id"`
	Day string `query:"day" doc:"Today when absent"`
}

func (o *Office) placeGet(ctx context.Context, c *api.Caller, in *PlaceInput) (*Answer[PlaceView], error) {
	day, err := o.dayAsked(in.Day)
	if err != nil {
		return nil, err
	}
	v, err := o.placeView(ctx, c, in.ID, day)
	if err != nil {
		return nil, err
	}
	return &Answer[PlaceView]{*v}, nil
}

func (o *Office) placeView(ctx context.Context, c *api.Caller, id string, day calendar.Day) (*PlaceView, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var d registry.PlaceDoc
	if err := o.document(ctx, "place", id, &d); err != nil {
		return nil, err
	}
	p := reg.Places
	v := &PlaceView{PlaceBrief: placeBrief(reg, id, day), Names: orNone(d.Names), Aliases: orNone(d.Aliases), Codes: orNone(d.Codes), Parents: []PlaceParent{},
		Flags: orNone(d.Flags), Measures: orNone(d.Measures), Points: orNone(d.Points), Followed: []PlaceSuccession{}, Follows: []PlaceSuccession{}, Groups: []Named{},
		Ledgers: []PlaceLedger{}, Bodies: []BodyBrief{}, Revision: docHash(d)}
	v.Above = above(reg, id, day)
	for _, row := range d.Parents {
		v.Parents = append(v.Parents, PlaceParent{row, p.FullName(row.ParentID, day)})
	}
	if d.Group != nil {
		v.Titles = d.Group.Names
		for _, m := range d.Group.Members {
			v.Members = append(v.Members, PlaceMember{m, p.FullName(m.PlaceID, day)})
		}
	}
	out, before := p.Successions(id)
	for _, s := range out {
		v.Followed = append(v.Followed, PlaceSuccession{s.To, nameOr(reg, s.To, s.Day), s.Day, s.Act, s.Document, string(s.Share), s.Note})
	}
	for _, s := range before {
		v.Follows = append(v.Follows, PlaceSuccession{s.From, nameOr(reg, s.From, s.Day-1), s.Day, s.Act, s.Document, string(s.Share), s.Note})
	}
	o.aroundPlace(reg, v, day)
	for _, x := range reg.Problems {
		if slices.Contains(x.Places, id) {
			v.Problems = append(v.Problems, problemViews(reg, []place.Problem{x}, c.Lang)...)
		}
	}
	v.Problems = orNone(v.Problems)
	v.Editable = o.mayEdit(reg, c, id)
	return v, nil
}

// aroundPlace adds what points at the place.
func (o *Office) aroundPlace(reg *registry.Registry, v *PlaceView, day calendar.Day) {
	for _, g := range reg.Places.Groups() {
		if slices.Contains(reg.Places.MembersOn(g, day), v.ID) {
			v.Groups = append(v.Groups, Named{g, reg.Places.GroupName(g)})
		}
	}
	for id, l := range reg.Ledgers {
		for _, m := range l.Places {
			if m.PlaceID == v.ID {
				v.Ledgers = append(v.Ledgers, PlaceLedger{id, l.Name, l.Kind, m.From, m.To})
			}
		}
	}
	slices.SortFunc(v.Ledgers, func(a, b PlaceLedger) int { return cmpText(a.Name, b.Name, a.ID, b.ID) })
	for _, b := range reg.Bodies {
		if b.PlaceID == v.ID {
			v.Bodies = append(v.Bodies, bodyBrief(reg, b, day, ""))
		}
	}
	slices.SortFunc(v.Bodies, func(a, b BodyBrief) int { return cmpText(a.Name, b.Name, a.ID, b.ID) })
}

func nameOr(reg *registry.Registry, id string, day calendar.Day) string {
	if id == "" {
		return ""
	}
	return reg.Places.FullName(id, day)
}
