package office

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/registry"
	"phendau/internal/store"
)

const tagSession = "session"

func (o *Office) sessionRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/session", ID: "getSession", Tag: tagSession, Summary: "Who is signed in, and what for", Action: access.Open}, nil, o.session)
	api.Add(a, api.Route{Method: "DELETE", Path: "/session", ID: "closeSession", Tag: tagSession, Summary: "Sign out here", Action: access.Self}, nil, o.sessionClose)
	api.Add(a, api.Route{Method: "DELETE", Path: "/sessions", ID: "closeSessions", Tag: tagSession, Summary: "Sign out everywhere", Action: access.Self}, nil, o.sessionsClose)
	api.Add(a, api.Route{Method: "GET", Path: "/session/try", ID: "listTryOut", Tag: tagSession, Summary: "People of a demo book to try out", Action: access.Open}, nil, o.tryList)
	api.Add(a, api.Route{Method: "POST", Path: "/session/try", ID: "tryOut", Tag: tagSession, Summary: "Sign in to a demo book as somebody", Action: access.Open, Class: api.Login}, nil, o.tryOut)
	o.passkeyRoutes(a)
	o.passwordRoutes(a)
}

// SessionView is who is signed in and what the screens need to know at once.
type SessionView struct {
	Person  *PersonView     `json:"person,omitempty" doc:"Absent when nobody is signed in"`
	Grants  []GrantView     `json:"grants" doc:"Grants in force today"`
	Rights  []access.Action `json:"rights" doc:"Actions allowed somewhere"`
	Method  string          `json:"method,omitempty" enum:"passkey,password,code,demo,token"`
	Fresh   bool            `json:"fresh" doc:"A passkey was used within the last five minutes"`
	Setup   bool            `json:"setup" doc:"Nobody has enrolled yet: the book waits for its set-up"`
	Begun   bool            `json:"setup_begun,omitempty" doc:"The set-up was made, but its first person has not enrolled"`
	TryOut  bool            `json:"try_out" doc:"A demo book: sign-in without credentials"`
	Demo    bool            `json:"demo" doc:"Everything shown is made up"`
	Passkey bool            `json:"passkeys" doc:"Passkeys work under this address"`
	Today   string          `json:"today" doc:"Today in Việt Nam"`
}

// PersonView is a person by name.
type PersonView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
}

// GrantView is a grant in words.
type GrantView struct {
	ID        string       `json:"id"`
	Role      access.Role  `json:"role"`
	BodyID    string       `json:"body_id"`
	Body      string       `json:"body"`
	PlaceID   string       `json:"place_id"`
	Place     string       `json:"place"`
	Level     int          `json:"level,omitempty"`
	Clearance access.Class `json:"clearance,omitempty"`
	From      string       `json:"from,omitempty" doc:"First day, absent for always"`
	To        string       `json:"to,omitempty" doc:"Last day, absent for open"`
	Figures   bool         `json:"figures" doc:"Figures of its place may be seen"`
}

// Answer is an answer with a body.
type Answer[T any] struct{ Body T }

// Nothing is a request or an answer without content.
type Nothing struct{}

func (o *Office) session(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[SessionView], error) {
	v, err := o.sessionView(ctx, c)
	return &Answer[SessionView]{v}, err
}

func (o *Office) sessionView(ctx context.Context, c *api.Caller) (SessionView, error) {
	v := SessionView{Grants: []GrantView{}, Rights: []access.Action{}, TryOut: o.TryOut, Passkey: o.Relying != nil, Today: o.today().String()}
	reg, err := o.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		v.Setup = true
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Demo = reg.Demo()
	if !v.TryOut {
		if v.Setup, err = o.nobody(ctx); err != nil {
			return v, err
		}
		v.Begun = v.Setup && len(reg.People) > 0
	}
	if !c.SignedIn() {
		return v, nil
	}
	p := reg.People[c.PersonID]
	v.Person = &PersonView{c.PersonID, p.Name, p.Title}
	v.Method, v.Fresh = c.Method, c.Fresh
	rules := reg.Rules(o.today())
	for _, g := range c.Grants {
		if g.On(o.today()) {
			v.Grants = append(v.Grants, o.grantView(reg, &g))
		}
	}
	for _, action := range access.Actions() {
		if action != access.Open && rules.Has(&c.Actor, action) {
			v.Rights = append(v.Rights, action)
		}
	}
	return v, nil
}

func (o *Office) grantView(reg *registry.Registry, g *access.Grant) GrantView {
	d := min(max(o.today(), g.From), g.To)
	v := GrantView{ID: g.ID, Role: g.Role, BodyID: g.BodyID, Body: reg.BodyName(g.BodyID, d), PlaceID: g.PlaceID, Place: reg.Places.FullName(g.PlaceID, d),
		Level: g.Level, Clearance: g.Clearance, Figures: reg.Rules(o.today()).Opens(g, access.ReadFigures)}
	v.From, v.To = dayOrNone(g.From), dayOrNone(g.To)
	return v
}

// opened is the answer that begins a session.
type opened struct {
	SetCookie string `header:"Set-Cookie"`
	Body      SessionView
}

// label says in words where a session runs; it is shown to its owner only.
type agent struct {
	UserAgent string `header:"User-Agent"`
}

// open begins a session for a person and writes the audit line with it.
func (o *Office) open(ctx context.Context, c *api.Caller, personID, method, userAgent string, also func(*store.Tx) error) (*opened, error) {
	text, hash := identity.NewSecret()
	now := o.nowMS()
	s := identity.Session{ID: o.Writer.IDs.New(), PersonID: personID, Method: method, Label: browser(userAgent),
		CreatedMS: now, SeenMS: now, ExpiresMS: now + identity.SessionLife.Milliseconds()}
	if method == identity.ByPasskey {
		s.ProvedMS = now
	}
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if also != nil {
			if err := also(t); err != nil {
				return err
			}
		}
		if err := t.OpenSession(hash, &s); err != nil {
			return err
		}
		return t.Audit(audit.Record{ActorID: personID, KeyID: s.ID, Action: audit.SessionOpen, ObjectID: personID, Detail: audit.Facts("method", method), Outcome: audit.Done})
	})
	if err != nil {
		return nil, err
	}
	who, err := o.bySession(ctx, text)
	if err != nil || who == nil {
		return nil, errors.Join(err, api.Fail(api.NotSignedIn, ""))
	}
	who.Lang, who.RequestID, who.Group = c.Lang, c.RequestID, c.Group
	v, err := o.sessionView(ctx, who)
	return &opened{cookie(text, int(identity.SessionLife.Seconds())), v}, err
}

func cookie(value string, maxAge int) string {
	c := http.Cookie{Name: api.CookieName, Value: value, Path: "/", MaxAge: maxAge, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	return c.String()
}

func (o *Office) sessionClose(ctx context.Context, c *api.Caller, _ *Nothing) (*opened, error) {
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.CloseSession(c.PersonID, c.KeyID); err != nil && !errors.Is(err, store.ErrGone) {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.SessionClose, ObjectID: c.PersonID}})...)
	})
	if err != nil {
		return nil, err
	}
	v, err := o.sessionView(ctx, &api.Caller{})
	return &opened{cookie("", -1), v}, err
}

func (o *Office) sessionsClose(ctx context.Context, c *api.Caller, _ *Nothing) (*opened, error) {
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.CloseSessions(c.PersonID, ""); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.SessionClose, ObjectID: c.PersonID, Detail: audit.Facts("where", "everywhere")}})...)
	})
	if err != nil {
		return nil, err
	}
	v, err := o.sessionView(ctx, &api.Caller{})
	return &opened{cookie("", -1), v}, err
}

// nobody reports whether nobody has enrolled yet.
func (o *Office) nobody(ctx context.Context) (bool, error) {
	some, err := o.Store.Enrolled(ctx)
	return !some, err
}

// TryPerson is somebody of a demo book.
type TryPerson struct {
	PersonView
	Grants []GrantView `json:"grants"`
}

// tryList names one person of every role of a demo book, first those a visitor
// wants to be.
func (o *Office) tryList(ctx context.Context, _ *api.Caller, _ *Nothing) (*Answer[[]TryPerson], error) {
	if !o.TryOut {
		return nil, api.Missing()
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	out := []TryPerson{}
	for _, role := range tryOrder {
		for _, id := range o.inRole(reg, role) {
			p := TryPerson{PersonView: PersonView{id, reg.People[id].Name, reg.People[id].Title}}
			for _, g := range reg.Grants(id) {
				if g.On(o.today()) {
					p.Grants = append(p.Grants, o.grantView(reg, &g))
				}
			}
			out = append(out, p)
		}
	}
	return &Answer[[]TryPerson]{out}, nil
}

// tryOrder is the order of the people on offer; tryEach how many of a role.
var tryOrder = []access.Role{access.CommuneClerk, access.CommuneVerifier, access.PostOfficer, access.PostCommander, access.UpperOfficer,
	access.RegistryEditor, access.Inspector, access.Ombudsperson, access.Administrator, access.TeamLeader}

const tryEach = 2

func (o *Office) inRole(reg *registry.Registry, role access.Role) []string {
	var out []string
	for _, g := range reg.Grants("") {
		if g.Role == role && g.On(o.today()) && !slices.Contains(out, g.PersonID) && len(out) < tryEach {
			out = append(out, g.PersonID)
		}
	}
	return out
}

// TryOutInput names whom to be.
type TryOutInput struct {
	agent
	Body struct {
		PersonID string `json:"person_id" format:"uuid"`
	}
}

func (o *Office) tryOut(ctx context.Context, c *api.Caller, in *TryOutInput) (*opened, error) {
	if !o.TryOut {
		return nil, api.Missing()
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	id := in.Body.PersonID
	if _, ok := reg.People[id]; !ok {
		return nil, api.Missing()
	}
	_, err = o.Store.Account(ctx, id)
	fresh := errors.Is(err, store.ErrGone)
	if err != nil && !fresh {
		return nil, err
	}
	return o.open(ctx, c, id, identity.ByDemo, in.UserAgent, func(t *store.Tx) error {
		if !fresh {
			return nil
		}
		return t.PutAccount(newAccount(id))
	})
}
