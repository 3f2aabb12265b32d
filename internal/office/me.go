package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
)

func (o *Office) meRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/me/account", ID: "getAccount", Tag: tagMe, Summary: "The own ways to sign in", Action: access.Self}, nil, o.accountGet)
	api.Add(a, api.Route{Method: "GET", Path: "/me/sessions", ID: "listSessions", Tag: tagMe, Summary: "Where the caller is signed in", Action: access.Self}, nil, o.sessionList)
	api.Add(a, api.Route{Method: "DELETE", Path: "/me/sessions/{id}", ID: "revokeSession", Tag: tagMe, Summary: "End one of the own sessions", Action: access.Self}, nil, o.sessionRevoke)
	api.Add(a, api.Route{Method: "GET", Path: "/me/tokens", ID: "listTokens", Tag: tagMe, Summary: "The own access tokens", Action: access.Self}, nil, o.tokenList)
	api.Add(a, api.Route{Method: "POST", Path: "/me/tokens", ID: "makeToken", Tag: tagMe, Summary: "Make an access token for a program", Action: access.Self, Fresh: true}, nil, o.tokenMake)
	api.Add(a, api.Route{Method: "DELETE", Path: "/me/tokens/{id}", ID: "revokeToken", Tag: tagMe, Summary: "End an access token", Action: access.Self}, nil, o.tokenRevoke)
}

// AccountView is how a person can sign in.
type AccountView struct {
	Login    string `json:"login,omitempty"`
	Password bool   `json:"password"`
	Passkeys int    `json:"passkeys"`
	Codes    int    `json:"codes" doc:"Printed codes left"`
}

func (o *Office) accountGet(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[AccountView], error) {
	a, err := o.Store.Account(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	keys, err := o.Store.Passkeys(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	codes, err := o.Store.CodesLeft(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	_, err = o.Store.Password(ctx, c.PersonID)
	v := AccountView{Login: a.Login, Password: err == nil, Passkeys: len(keys), Codes: codes}
	if errors.Is(err, store.ErrGone) {
		err = nil
	}
	return &Answer[AccountView]{v}, err
}

// SessionRow is one of the own sessions.
type SessionRow struct {
	ID      string `json:"id"`
	Label   string `json:"label" doc:"Browser and system"`
	Method  string `json:"method"`
	Created int64  `json:"created_ms"`
	Seen    int64  `json:"seen_ms"`
	Here    bool   `json:"here,omitempty"`
}

func (o *Office) sessionList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]SessionRow], error) {
	all, err := o.Store.Sessions(ctx, c.PersonID)
	out := []SessionRow{}
	for _, s := range all {
		if s.Live(o.nowMS()) {
			out = append(out, SessionRow{s.ID, s.Label, s.Method, s.CreatedMS, s.SeenMS, s.ID == c.KeyID})
		}
	}
	return &Answer[[]SessionRow]{out}, err
}

// IDInput names something by its id.
type IDInput struct {
	ID string `path:"id"`
}

func (o *Office) sessionRevoke(ctx context.Context, c *api.Caller, in *IDInput) (*Answer[[]SessionRow], error) {
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.CloseSession(c.PersonID, in.ID); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.SessionRevoke, ObjectID: in.ID}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.sessionList(ctx, c, nil)
}

// TokenRow is an access token without its secret.
type TokenRow struct {
	ID      string          `json:"id"`
	Label   string          `json:"label"`
	Scopes  []access.Action `json:"scopes"`
	Created int64           `json:"created_ms"`
	Expires int64           `json:"expires_ms"`
	Used    int64           `json:"used_ms"`
}

func tokenRow(t identity.Token) TokenRow {
	return TokenRow{t.ID, t.Label, t.Scopes, t.CreatedMS, t.ExpiresMS, t.UsedMS}
}

func (o *Office) tokenList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]TokenRow], error) {
	all, err := o.Store.AccessTokens(ctx, c.PersonID)
	out := []TokenRow{}
	for _, t := range all {
		out = append(out, tokenRow(t))
	}
	return &Answer[[]TokenRow]{out}, err
}

// TokenMakeInput makes an access token.
type TokenMakeInput struct {
	Body struct {
		Label  string          `json:"label" minLength:"1" maxLength:"60"`
		Scopes []access.Action `json:"scopes" minItems:"1"`
		Days   int             `json:"days,omitempty" minimum:"1" maximum:"366" default:"90"`
	}
}

// TokenMade is a new token with its secret, shown once.
type TokenMade struct {
	TokenRow
	Token string `json:"token"`
}

// tokenScopes are what a program may be given: it reads, records and imports.
// Rights, credentials and the system stay with people at a browser.
var tokenScopes = []access.Action{access.ReadFigures, access.ReadEntries, access.WriteEntries, access.ReadPlans, access.ReadReports, access.MakeReports,
	access.Import, access.Export, access.ReadRegistry, access.VerifyAudit}

func (o *Office) tokenMake(ctx context.Context, c *api.Caller, in *TokenMakeInput) (*Answer[TokenMade], error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	rules, err := o.Rules(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range in.Body.Scopes {
		if !slices.Contains(tokenScopes, s) || !rules.Has(&c.Actor, s) {
			return nil, wrongField("scopes", "token_scope")
		}
	}
	text, _ := identity.NewSecret()
	text = identity.TokenPrefix + text
	life := time.Duration(in.Body.Days) * 24 * time.Hour
	if life == 0 {
		life = identity.TokenLife
	}
	t := identity.Token{ID: o.Writer.IDs.New(), PersonID: c.PersonID, Label: in.Body.Label, Scopes: in.Body.Scopes, CreatedMS: o.nowMS(),
		ExpiresMS: o.nowMS() + min(life, identity.MaxTokenLife).Milliseconds()}
	err = o.Store.Within(ctx, func(x *store.Tx) error {
		if err := x.AddAccessToken(identity.HashSecret(text), &t); err != nil {
			return err
		}
		return x.Audit(o.signed(c, []audit.Record{{Action: audit.TokenCreate, ObjectID: t.ID, Detail: audit.Facts("label", t.Label)}})...)
	})
	return &Answer[TokenMade]{TokenMade{tokenRow(t), text}}, err
}

func (o *Office) tokenRevoke(ctx context.Context, c *api.Caller, in *IDInput) (*Answer[[]TokenRow], error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.DropAccessToken(c.PersonID, in.ID); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TokenRevoke, ObjectID: in.ID}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.tokenList(ctx, c, nil)
}
