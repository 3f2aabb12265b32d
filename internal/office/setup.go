package office

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// SetupKey opens the set-up of an empty book once: whoever started the program
// reads it from its screen. It is never stored.
type SetupKey struct {
	mu   sync.Mutex
	hash []byte
}

// NewSetupKey makes a key and its text.
func NewSetupKey() (*SetupKey, string) {
	text, hash := identity.NewSecret()
	return &SetupKey{hash: hash}, text
}

// with does what the key opens, one after the other: a form sent twice at once
// sets up once.
func (k *SetupKey) with(text string, do func() (*Invited, error)) (*Answer[Invited], error) {
	if k == nil || !bytes.Equal(k.hash, identity.HashSecret(text)) {
		return nil, api.Fail(api.NotAllowed, "setup_key")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	v, err := do()
	if err != nil {
		return nil, err
	}
	return &Answer[Invited]{*v}, nil
}

func (o *Office) setupRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/setup", ID: "setUp", Tag: "setup", Summary: "Set up an empty book: places, bodies and the first person",
		Action: access.Open, Class: api.Login}, nil, o.setup)
	api.Add(a, api.Route{Method: "POST", Path: "/setup/again", ID: "setUpAgain", Tag: "setup", Summary: "Invite the first person again, when he did not enrol",
		Action: access.Open, Class: api.Login}, nil, o.setupAgain)
}

// SetupForm is what the first-run screen asks.
type SetupForm struct {
	Key      string         `json:"key" doc:"Key the program printed when it started"`
	Level    string         `json:"level" enum:"commune,post,province" doc:"What this office is"`
	Province SetupPlace     `json:"province"`
	Post     string         `json:"post,omitempty" maxLength:"120" doc:"Name of the border post: this office itself, or the one in charge of the commune"`
	Communes []SetupCommune `json:"communes" maxItems:"300"`
	Person   struct {
		Name  string `json:"name" minLength:"1" maxLength:"120"`
		Title string `json:"title,omitempty" maxLength:"120"`
	} `json:"person"`
	// In a small office the first person also records, or verifies, or both.
	Records  bool `json:"records,omitempty" doc:"The first person also records; in a province this is one role with verifying"`
	Verifies bool `json:"verifies,omitempty" doc:"The first person also verifies"`
}

// SetupPlace is a unit by word, name and official code.
type SetupPlace struct {
	Word string `json:"word" minLength:"1" maxLength:"40" example:"xã"`
	Name string `json:"name" minLength:"1" maxLength:"120"`
	Code string `json:"code,omitempty" maxLength:"12"`
}

// SetupCommune is a commune with its hamlets.
type SetupCommune struct {
	SetupPlace
	Border bool `json:"border,omitempty" doc:"Listed in the decree on the border zone"`
	// Hamlets come with word and name apart: whether "Bản Mẫu" is a bản or a
	// xóm of that name only who typed it knows.
	Hamlets []SetupPlace `json:"hamlets" maxItems:"200"`
}

// SetupInput is the set-up's request.
type SetupInput struct{ Body SetupForm }

// Invited is an invitation to enrol; its token is shown once.
type Invited struct {
	PersonID  string `json:"person_id"`
	Token     string `json:"token"`
	ExpiresMS int64  `json:"expires_ms"`
}

// setup fills an empty book in one transaction behind its start. After that it
// is shut.
func (o *Office) setup(ctx context.Context, _ *api.Caller, in *SetupInput) (*Answer[Invited], error) {
	return o.SetupKey.with(in.Body.Key, func() (*Invited, error) { return o.BeginBook(ctx, &in.Body) })
}

// firstPerson is who a set-up was made for, "" before it.
func (o *Office) firstPerson(ctx context.Context) (string, error) {
	reg, err := o.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, g := range reg.Grants("") {
		if g.Role == access.Administrator {
			return g.PersonID, nil
		}
	}
	return "", nil
}

// SetupAgainInput carries the key alone.
type SetupAgainInput struct {
	Body struct {
		Key string `json:"key"`
	}
}

// setupAgain gives the first person a new invitation as long as nobody has
// enrolled: the page was closed too early.
func (o *Office) setupAgain(ctx context.Context, _ *api.Caller, in *SetupAgainInput) (*Answer[Invited], error) {
	return o.SetupKey.with(in.Body.Key, func() (*Invited, error) {
		empty, err := o.nobody(ctx)
		if err != nil {
			return nil, err
		}
		first, err := o.firstPerson(ctx)
		if err != nil || !empty || first == "" {
			return nil, errors.Join(err, api.Fail(api.Conflict, "setup_done"))
		}
		return o.InviteFromConsole(ctx, first)
	})
}

// SetUp is the act of the set-up, also for the command line.
func (o *Office) SetUp(ctx context.Context, f *SetupForm) (*Answer[Invited], error) {
	registryID, err := o.Store.RegistryID(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		registryID = o.Writer.IDs.New()
		err = o.Store.Start(ctx, registryID, o.Writer)
	}
	if err != nil {
		return nil, err
	}
	b := &setupBuilder{o: o, registryID: registryID, form: f.tidied()}
	b.build()
	text, hash := identity.NewSecret()
	v := identity.Invitation{PersonID: b.person, Purpose: identity.Enrol, By: b.person}
	err = o.writeSetup(ctx, b, func(t *store.Tx) error {
		v.ExpiresMS = t.NowMS() + identity.InvitationLife.Milliseconds()
		if err := t.PutInvitation(hash, &v); err != nil {
			return err
		}
		return t.Audit(audit.Record{ActorID: b.person, Action: audit.Setup, ObjectID: b.person, Outcome: audit.Done})
	})
	return &Answer[Invited]{Invited{b.person, text, v.ExpiresMS}}, err
}

func (o *Office) writeSetup(ctx context.Context, b *setupBuilder, also func(*store.Tx) error) error {
	_, err := o.Writer.Act(ctx, store.Batch{Atomic: true, Also: also}, b.drafts)
	return refusal(err)
}

func checkSetup(f *SetupForm) error {
	var wrong []api.Field
	check := func(field, text string) {
		if vi.HasBadText(text) != nil {
			wrong = append(wrong, api.Field{Field: field, Message: text})
		}
	}
	check("province.name", f.Province.Name)
	check("person.name", f.Person.Name)
	check("post", f.Post)
	for _, c := range f.Communes {
		check("communes.name", c.Name)
		for _, h := range c.Hamlets {
			check("communes.hamlets", h.Word)
			check("communes.hamlets", h.Name)
		}
	}
	switch {
	case f.Level == "post" && strings.TrimSpace(f.Post) == "":
		wrong = append(wrong, api.Field{Field: "post"})
	case f.Level != "province" && len(f.Communes) == 0, f.Level == "commune" && len(f.Communes) != 1:
		wrong = append(wrong, api.Field{Field: "communes"})
	}
	if wrong != nil {
		return api.Wrong(wrong...)
	}
	return nil
}

// tidied is the form as it is written into the registers: without spaces around,
// and a name without the word that stands in a field of its own ("xã" and "Xã
// Đình Phong" is the commune Đình Phong).
func (f *SetupForm) tidied() *SetupForm {
	out := *f
	out.Province, out.Post = f.Province.tidied(), strings.TrimSpace(f.Post)
	out.Person.Name, out.Person.Title = strings.TrimSpace(f.Person.Name), strings.TrimSpace(f.Person.Title)
	out.Communes = slices.Clone(f.Communes)
	for i := range out.Communes {
		out.Communes[i].SetupPlace = f.Communes[i].tidied()
	}
	return &out
}

func (p SetupPlace) tidied() SetupPlace {
	p.Word = strings.TrimSpace(p.Word)
	word, name := strings.Fields(p.Word), strings.Fields(p.Name)
	if len(name) > len(word) && strings.EqualFold(strings.Join(name[:len(word)], " "), p.Word) {
		name = name[len(word):]
	}
	p.Name, p.Code = strings.Join(name, " "), strings.TrimSpace(p.Code)
	return p
}

// setupBuilder drafts the first documents.
type setupBuilder struct {
	o          *Office
	form       *SetupForm
	registryID string
	drafts     []ledger.Draft
	person     string
}

func (b *setupBuilder) doc(typ string, body any) string {
	id := b.o.Writer.IDs.New()
	b.drafts = append(b.drafts, ledger.Draft{LedgerID: b.registryID, EntityType: typ, EntityID: id, Verb: "create", Body: body})
	return id
}

const always, open = registry.Unknown, registry.Open

func (b *setupBuilder) place(p SetupPlace, level, parent string) string {
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: p.Name, UnitWord: p.Word, Level: level, From: always, To: open}}}
	if p.Code != "" {
		d.Codes = []registry.CodeDoc{{Scheme: place.SchemeOfficial, Value: p.Code, From: always, To: open}}
	}
	if parent != "" {
		d.Parents = []registry.ParentDoc{{ParentID: parent, From: always, To: open}}
	}
	return b.doc("place", d)
}

func (b *setupBuilder) body(typ, name, placeID string) string {
	return b.doc("body", registry.BodyDoc{Type: typ, PlaceID: placeID, Names: []registry.BodyNameDoc{{Text: name, From: always, To: open}}})
}

func (b *setupBuilder) ledger(kind, name, placeID string) {
	b.doc("ledger", registry.LedgerDoc{Kind: kind, Name: name, Places: []registry.MemberDoc{{PlaceID: placeID, From: always, To: open}}})
}

func (b *setupBuilder) build() {
	f := b.form
	province := b.place(f.Province, "province", "")
	full := f.Province.Word + " " + f.Province.Name
	b.ledger(ledger.KindUpper, "Sổ "+full, province)
	home, body := province, ""
	if f.Level == "province" {
		body = b.body("peoples_committee_province", "UBND "+full, province)
		b.body("border_guard_command", "Ban Chỉ huy Bộ đội Biên phòng "+full, province)
	}
	b.body("residents", "Quần chúng nhân dân", "")
	var members []registry.MemberDoc
	for _, c := range f.Communes {
		commune, committee := b.commune(c, province)
		members = append(members, registry.MemberDoc{PlaceID: commune, From: always, To: open})
		if f.Level == "commune" {
			home, body = commune, committee
			b.postOf(commune)
		}
	}
	if f.Level == "post" {
		home = b.doc("place", registry.PlaceDoc{Group: &registry.GroupDoc{Names: []string{"Địa bàn " + f.Post}, Members: members}})
		body = b.body("post", f.Post, home)
	}
	b.first(home, body)
}

// postOf registers the post in charge of a commune, if the form names one:
// reports find it by its area, and its people are given rights for it.
func (b *setupBuilder) postOf(commune string) {
	if b.form.Post != "" {
		b.body("post", b.form.Post, commune)
	}
}

// commune is a commune with its hamlets, its ledger and the bodies every
// commune has.
func (b *setupBuilder) commune(c SetupCommune, province string) (placeID, committee string) {
	placeID = b.place(c.SetupPlace, "commune", province)
	if c.Border {
		d := b.drafts[len(b.drafts)-1].Body.(registry.PlaceDoc)
		d.Flags = []registry.FlagDoc{{Flag: "border_unit", From: always, To: open}}
		b.drafts[len(b.drafts)-1].Body = d
	}
	full := c.Word + " " + c.Name
	b.ledger(ledger.KindCommune, "Sổ "+full, placeID)
	for _, h := range c.Hamlets {
		b.place(SetupPlace{Word: h.Word, Name: h.Name}.tidied(), "hamlet", placeID)
	}
	committee = b.body("peoples_committee", "UBND "+full, placeID)
	b.body("steering_committee", "Ban Chỉ đạo phong trào "+full, placeID)
	b.body("front", "Ủy ban MTTQ "+full, placeID)
	b.body("commune_police", "Công an "+full, placeID)
	b.body("military", "Ban Chỉ huy Quân sự "+full, placeID)
	return placeID, committee
}

// first is the first person: administrator and editor of the registers, and in
// a small office also who records or verifies.
func (b *setupBuilder) first(home, body string) {
	b.person = b.doc("person", registry.PersonDoc{Name: b.form.Person.Name, Title: b.form.Person.Title})
	for _, r := range firstRoles(b.form) {
		g := registry.GrantDoc{PersonID: b.person, Role: r, BodyID: body, PlaceID: home, From: registry.On(b.o.today()), To: open}
		if r == access.UpperOfficer {
			g.Level = ledger.LevelProvince
		}
		b.doc("grant", g)
	}
}

// firstRoles are those of the first person. A post and a commune part recording
// from verifying, a province does not.
func firstRoles(f *SetupForm) []access.Role {
	roles := []access.Role{access.Administrator, access.RegistryEditor}
	own := map[string][2]access.Role{"commune": {access.CommuneClerk, access.CommuneVerifier}, "post": {access.PostOfficer, access.PostCommander},
		"province": {access.UpperOfficer, access.UpperOfficer}}[f.Level]
	for i, does := range []bool{f.Records, f.Verifies} {
		if does && !slices.Contains(roles, own[i]) {
			roles = append(roles, own[i])
		}
	}
	return roles
}
