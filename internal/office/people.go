package office

import (
	"context"
	"errors"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

const tagPeople = "people"

func (o *Office) peopleRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/people", ID: "listPeople", Tag: tagPeople, Summary: "People with rights inside the caller's places", Action: access.ReadPeople}, nil, o.peopleList)
	api.Add(a, api.Route{Method: "GET", Path: "/people/roles", ID: "listRoles", Tag: tagPeople, Summary: "Roles and what they may do", Action: access.Self}, nil, o.roleList)
	api.Add(a, api.Route{Method: "POST", Path: "/people", ID: "addPerson", Tag: tagPeople, Summary: "Add a person with a first grant", Action: access.GrantRights, Fresh: true}, nil, o.personAdd)
	api.Add(a, api.Route{Method: "PATCH", Path: "/people/{id}", ID: "changePerson", Tag: tagPeople, Summary: "Change a name or title", Action: access.GrantRights, Fresh: true}, nil, o.personChange)
	api.Add(a, api.Route{Method: "POST", Path: "/people/{id}/grants", ID: "addGrant", Tag: tagPeople, Summary: "Give a right", Action: access.GrantRights, Fresh: true}, nil, o.grantAdd)
	api.Add(a, api.Route{Method: "POST", Path: "/grants/{id}/end", ID: "endGrant", Tag: tagPeople, Summary: "End a right", Action: access.GrantRights, Fresh: true}, nil, o.grantEnd)
	api.Add(a, api.Route{Method: "POST", Path: "/people/{id}/invitation", ID: "invitePerson", Tag: tagPeople, Summary: "Invite to enrol; after a loss a second person must ask too",
		Action: access.GrantRights, Fresh: true}, nil, o.personInvite)
	api.Add(a, api.Route{Method: "PUT", Path: "/people/{id}/account", ID: "setAccount", Tag: tagPeople, Summary: "Shut or open an account", Action: access.GrantRights, Fresh: true}, nil, o.accountSet)
}

// PersonRow is a person in the list.
type PersonRow struct {
	PersonView
	Grants []GrantView `json:"grants" doc:"All, also those that have ended"`
	// State is how far the account is.
	State   string `json:"state" enum:"none,invited,active,shut"`
	Invited int64  `json:"invited_until_ms,omitempty" doc:"End of the open invitation"`
	Self    bool   `json:"self,omitempty"`
}

// PeopleQuery filters the list of people.
type PeopleQuery struct {
	Q string `query:"q" maxLength:"100" doc:"Part of a name, without tone marks too"`
}

// reach is the people the caller may know of: those with a grant inside a
// place of his.
func (o *Office) reach(c *api.Caller, reg *registry.Registry, action access.Action) map[string]bool {
	rules := reg.Rules(o.today())
	known := map[string]bool{}
	out := map[string]bool{c.PersonID: true}
	for _, g := range reg.Grants("") {
		in, ok := known[g.PlaceID]
		if !ok {
			in = rules.May(&c.Actor, action, access.Target{PlaceID: g.PlaceID, Day: min(g.To, o.today())}) == access.Allowed
			known[g.PlaceID] = in
		}
		if in {
			out[g.PersonID] = true
		}
	}
	return out
}

// roll is everybody with accounts and invitations.
type roll struct {
	reg      *registry.Registry
	accounts map[string]*identity.Account
	invited  map[string]int64
}

func (o *Office) roll(ctx context.Context) (*roll, error) {
	var r roll
	var err error
	if r.reg, err = o.Store.Registry(ctx); err != nil {
		return nil, err
	}
	if r.accounts, err = o.Store.Accounts(ctx); err != nil {
		return nil, err
	}
	r.invited, err = o.Store.InvitedPeople(ctx)
	return &r, err
}

func (o *Office) onRoll(r *roll, id string, self bool) PersonRow {
	return o.personRow(r.reg, id, r.accounts[id], r.invited[id], self)
}

func (o *Office) peopleList(ctx context.Context, c *api.Caller, in *PeopleQuery) (*Answer[[]PersonRow], error) {
	people, err := o.roll(ctx)
	if err != nil {
		return nil, err
	}
	q := vi.SearchKey(in.Q)
	out := []PersonRow{}
	for id := range o.reach(c, people.reg, access.ReadPeople) {
		p := people.reg.People[id]
		if p.Name == "" || q != "" && !strings.Contains(vi.SearchKey(p.Name+" "+p.Title), q) {
			continue
		}
		out = append(out, o.onRoll(people, id, id == c.PersonID))
	}
	slices.SortFunc(out, func(a, b PersonRow) int {
		if n := vi.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return &Answer[[]PersonRow]{out}, nil
}

func (o *Office) personRow(reg *registry.Registry, id string, a *identity.Account, invited int64, self bool) PersonRow {
	p := reg.People[id]
	r := PersonRow{PersonView: PersonView{id, p.Name, p.Title}, Grants: []GrantView{}, State: "none", Invited: invited, Self: self}
	switch {
	case a != nil && a.Disabled:
		r.State = "shut"
	case invited != 0:
		r.State = "invited"
	case a != nil:
		r.State = "active"
	}
	for _, g := range reg.Grants(id) {
		r.Grants = append(r.Grants, o.grantView(reg, &g))
	}
	return r
}

// RoleView is a role with what it may do.
type RoleView struct {
	Role    access.Role     `json:"role"`
	Level   int             `json:"level,omitempty" doc:"Verification level"`
	Actions []access.Action `json:"actions"`
}

func (o *Office) roleList(context.Context, *api.Caller, *Nothing) (*Answer[[]RoleView], error) {
	var out []RoleView
	for _, r := range access.Roles() {
		v := RoleView{Role: r, Level: r.Level()}
		for _, action := range access.Actions() {
			if r.Can(action) {
				v.Actions = append(v.Actions, action)
			}
		}
		out = append(out, v)
	}
	return &Answer[[]RoleView]{out}, nil
}

// GrantForm is a right to give.
type GrantForm struct {
	Role      access.Role   `json:"role"`
	BodyID    string        `json:"body_id" format:"uuid"`
	PlaceID   string        `json:"place_id" format:"uuid"`
	Level     int           `json:"level,omitempty" minimum:"0" maximum:"4"`
	Clearance access.Class  `json:"clearance,omitempty" enum:"public,internal,restricted"`
	From      *calendar.Day `json:"from,omitempty" doc:"First day, absent for today"`
	To        *calendar.Day `json:"to,omitempty" doc:"Last day, absent for open"`
	Reason    string        `json:"reason,omitempty" maxLength:"300"`
}

func (o *Office) grantDoc(personID string, f *GrantForm) registry.GrantDoc {
	d := registry.GrantDoc{PersonID: personID, Role: f.Role, BodyID: f.BodyID, PlaceID: f.PlaceID, Level: f.Level, Clearance: f.Clearance,
		From: registry.On(o.today()), To: registry.Open, Reason: f.Reason}
	if f.From != nil {
		d.From = registry.On(*f.From)
	}
	if f.To != nil {
		d.To = registry.On(*f.To)
	}
	return d
}

// fits refuses a role for a body of another level.
func (o *Office) fits(ctx context.Context, f *GrantForm) error {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	if need := f.Role.BodyLevel(); need != 0 && reg.BodyLevel(f.BodyID) != need {
		return wrongField("body_id", "role_body")
	}
	return nil
}

// granting is what every act on people needs: the registry's ledger, and the
// grant under which the caller gives rights over the place.
func (o *Office) granting(ctx context.Context, c *api.Caller, placeID string) (registryID string, g *access.Grant, err error) {
	if registryID, err = o.Store.RegistryID(ctx); err != nil {
		return "", nil, err
	}
	g, err = o.grant(ctx, c, access.GrantRights, access.Target{PlaceID: placeID})
	return registryID, g, err
}

// PersonAddInput adds a person.
type PersonAddInput struct {
	Once
	Body struct {
		ID    string    `json:"id" format:"uuid" doc:"Made by the client"`
		Name  string    `json:"name" minLength:"1" maxLength:"120"`
		Title string    `json:"title,omitempty" maxLength:"120"`
		Grant GrantForm `json:"grant"`
	}
}

func (o *Office) personAdd(ctx context.Context, c *api.Caller, in *PersonAddInput) (*Answer[PersonRow], error) {
	b := &in.Body
	if vi.HasBadText(b.Name) != nil || vi.HasBadText(b.Title) != nil {
		return nil, api.Wrong(api.Field{Field: "name"})
	}
	req, err := once("addPerson", in.Once, b)
	if err != nil {
		return nil, err
	}
	registryID, g, err := o.granting(ctx, c, b.Grant.PlaceID)
	if err != nil {
		return nil, err
	}
	if err := o.fits(ctx, &b.Grant); err != nil {
		return nil, err
	}
	draft := ledger.Draft{LedgerID: registryID, EntityType: "person", EntityID: b.ID, Verb: "create", ActorID: c.PersonID, BodyID: g.BodyID,
		Body: registry.PersonDoc{Name: strings.TrimSpace(b.Name), Title: strings.TrimSpace(b.Title)}}
	right, grantID := o.grantDraft(registryID, c, g, b.ID, &b.Grant)
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{draft, right}, records: []audit.Record{
		{Action: audit.PersonCreate, ObjectID: b.ID, PlaceID: b.Grant.PlaceID},
		{Action: audit.GrantCreate, ObjectID: grantID, PlaceID: b.Grant.PlaceID, Reason: b.Grant.Reason, Detail: audit.Facts("role", b.Grant.Role, "person", b.ID)}}})
	if err != nil {
		return nil, err
	}
	return o.person(ctx, c, b.ID)
}

func (o *Office) grantDraft(registryID string, c *api.Caller, g *access.Grant, personID string, f *GrantForm) (ledger.Draft, string) {
	id := o.Writer.IDs.New()
	return ledger.Draft{LedgerID: registryID, EntityType: "grant", EntityID: id, Verb: "create", ActorID: c.PersonID, BodyID: g.BodyID, Body: o.grantDoc(personID, f)}, id
}

// person answers with one row, if the caller may know of him.
func (o *Office) person(ctx context.Context, c *api.Caller, id string) (*Answer[PersonRow], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := reg.People[id]; !ok || !o.reach(c, reg, access.GrantRights)[id] {
		return nil, api.Missing()
	}
	a, err := o.Store.Account(ctx, id)
	if errors.Is(err, store.ErrGone) {
		a, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	invited, err := o.Store.InvitedPeople(ctx)
	if err != nil {
		return nil, err
	}
	return &Answer[PersonRow]{o.personRow(reg, id, a, invited[id], id == c.PersonID)}, nil
}

// over is person for acts on his name and account: they reach everywhere he has
// rights, so the caller needs his own over every one of them. Otherwise who
// gives rights in a commune could take over somebody of the province by giving
// him one there.
func (o *Office) over(ctx context.Context, c *api.Caller, id string) (*Answer[PersonRow], error) {
	row, err := o.person(ctx, c, id)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	rules := reg.Rules(o.today())
	for _, g := range reg.Grants(id) {
		if g.To < rules.Today {
			continue
		}
		if why := rules.May(&c.Actor, access.GrantRights, access.Target{PlaceID: g.PlaceID}); why != access.Allowed {
			return nil, api.Refused(why)
		}
	}
	return row, nil
}

// PersonChangeInput changes a person's name or title.
type PersonChangeInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"120"`
		Title string `json:"title" maxLength:"120"`
	}
}

func (o *Office) personChange(ctx context.Context, c *api.Caller, in *PersonChangeInput) (*Answer[PersonRow], error) {
	if vi.HasBadText(in.Body.Name) != nil || vi.HasBadText(in.Body.Title) != nil || strings.TrimSpace(in.Body.Name) == "" {
		return nil, api.Wrong(api.Field{Field: "name"})
	}
	if _, err := o.over(ctx, c, in.ID); err != nil {
		return nil, err
	}
	req, err := once("changePerson/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	registryID, g, err := o.granting(ctx, c, "")
	if err != nil {
		return nil, err
	}
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{{LedgerID: registryID, EntityType: "person", EntityID: in.ID, Verb: "amend", ActorID: c.PersonID,
		BodyID: g.BodyID, Body: registry.PersonDoc{Name: strings.TrimSpace(in.Body.Name), Title: strings.TrimSpace(in.Body.Title)}}},
		records: []audit.Record{{Action: audit.PersonChange, ObjectID: in.ID}}})
	if err != nil {
		return nil, err
	}
	return o.person(ctx, c, in.ID)
}

// GrantAddInput gives a right.
type GrantAddInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body GrantForm
}

func (o *Office) grantAdd(ctx context.Context, c *api.Caller, in *GrantAddInput) (*Answer[PersonRow], error) {
	req, err := once("addGrant/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	if reg, err := o.Store.Registry(ctx); err != nil {
		return nil, err
	} else if _, ok := reg.People[in.ID]; !ok {
		return nil, api.Missing()
	}
	registryID, g, err := o.granting(ctx, c, in.Body.PlaceID)
	if err != nil {
		return nil, err
	}
	if err := o.fits(ctx, &in.Body); err != nil {
		return nil, err
	}
	right, grantID := o.grantDraft(registryID, c, g, in.ID, &in.Body)
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{right}, records: []audit.Record{
		{Action: audit.GrantCreate, ObjectID: grantID, PlaceID: in.Body.PlaceID, Reason: in.Body.Reason, Detail: audit.Facts("role", in.Body.Role, "person", in.ID)}}})
	if err != nil {
		return nil, err
	}
	return o.person(ctx, c, in.ID)
}

// GrantEndInput ends a right.
type GrantEndInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Day    *calendar.Day `json:"day,omitempty" doc:"Last day in force; absent for yesterday, so that it ends at once"`
		Reason string        `json:"reason" minLength:"1" maxLength:"300"`
		Lost   bool          `json:"lost,omitempty" doc:"End it though nobody holds the keys of the desk then: the person, or his keys, are lost or in the wrong hands"`
	}
}

func (o *Office) grantEnd(ctx context.Context, c *api.Caller, in *GrantEndInput) (*Answer[PersonRow], error) {
	req, err := once("endGrant/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	var personID string
	err = o.letGo(ctx, func(leaves func(*store.Tx) error) error {
		personID, err = o.endGrant(ctx, c, in, req, leaves)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.person(ctx, c, personID)
}

// endGrant ends a right as the registers stand now and says whose it was.
func (o *Office) endGrant(ctx context.Context, c *api.Caller, in *GrantEndInput, req request, leaves func(*store.Tx) error) (personID string, err error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return "", err
	}
	all := reg.Grants("")
	i := slices.IndexFunc(all, func(g access.Grant) bool { return g.ID == in.ID })
	if i < 0 {
		return "", api.Missing()
	}
	if all[i].To < o.today() {
		return "", api.Fail(api.Conflict, "grant_ended")
	}
	registryID, g, err := o.granting(ctx, c, all[i].PlaceID)
	if err != nil {
		return "", err
	}
	last := o.today() - 1
	if in.Body.Day != nil {
		last = *in.Body.Day
	}
	h, err := o.holding(ctx, reg)
	if err != nil {
		return "", err
	}
	more, err := h.mayGo(ctx, all[i].PersonID, h.endingOf(&all[i], last), in.Body.Lost)
	if err != nil {
		return "", err
	}
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{{LedgerID: registryID, EntityType: "grant", EntityID: in.ID, Verb: "end", ActorID: c.PersonID,
		BodyID: g.BodyID, Body: map[string]any{"to": registry.On(last)}}},
		records:    append(more, audit.Record{Action: audit.GrantEnd, ObjectID: in.ID, PlaceID: all[i].PlaceID, Reason: in.Body.Reason, Detail: audit.Facts("role", all[i].Role, "person", all[i].PersonID)}),
		also:       leaves,
		registryAt: reg.Seq})
	return all[i].PersonID, err
}
