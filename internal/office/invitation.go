package office

import (
	"context"
	"errors"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
)

// The tokens of invitations have 256 bits: nobody guesses one, so the routes
// have no limits of their own.
func (o *Office) invitationRoutes(a *api.API) {
	const tag = "invitation"
	api.Add(a, api.Route{Method: "POST", Path: "/invitation", ID: "openInvitation", Tag: tag, Summary: "What an invitation is for", Action: access.Open}, nil, o.invitationOpen)
	api.Add(a, api.Route{Method: "POST", Path: "/invitation/passkey/begin", ID: "beginEnrolment", Tag: tag, Summary: "Begin enrolling with a passkey", Action: access.Open}, nil, o.enrolBegin)
	api.Add(a, api.Route{Method: "POST", Path: "/invitation/passkey", ID: "enrolByPasskey", Tag: tag, Summary: "Enrol with a passkey", Action: access.Open}, nil, o.enrolPasskey)
	api.Add(a, api.Route{Method: "POST", Path: "/invitation/password/begin", ID: "beginPasswordEnrolment", Tag: tag, Summary: "Begin enrolling with a password", Action: access.Open}, nil, o.enrolPasswordBegin)
	api.Add(a, api.Route{Method: "POST", Path: "/invitation/password", ID: "enrolByPassword", Tag: tag, Summary: "Enrol with a password", Action: access.Open}, nil, o.enrolPassword)
}

// TokenInput carries the token of an invitation. It travels in the body, so
// that no log has it.
type TokenInput struct {
	Body struct {
		Token string `json:"token"`
	}
}

// InvitationView tells the invited who he is to be.
type InvitationView struct {
	Person   PersonView  `json:"person"`
	Grants   []GrantView `json:"grants"`
	Recovery bool        `json:"recovery" doc:"For somebody who lost his passkeys"`
	Passkeys bool        `json:"passkeys" doc:"Passkeys work under this address"`
}

// invited finds the invitation of a token. The wish of one person that another
// be let in again is none: it waits for a second.
func (o *Office) invited(ctx context.Context, token string) (identity.Invitation, error) {
	v, err := o.Store.Invitation(ctx, identity.HashSecret(token))
	if errors.Is(err, store.ErrGone) || err == nil && v.Purpose != identity.Enrol && v.Purpose != identity.Recover {
		return v, api.Fail(api.Gone, "invitation_gone")
	}
	if err != nil {
		return v, err
	}
	a, err := o.Store.Account(ctx, v.PersonID)
	if errors.Is(err, store.ErrGone) {
		return v, nil
	}
	if err == nil && a.Disabled {
		err = api.Fail(api.Gone, "invitation_gone")
	}
	return v, err
}

func (o *Office) invitationOpen(ctx context.Context, _ *api.Caller, in *TokenInput) (*Answer[InvitationView], error) {
	v, err := o.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	p := reg.People[v.PersonID]
	out := InvitationView{Person: PersonView{v.PersonID, p.Name, p.Title}, Grants: []GrantView{}, Recovery: v.Purpose == identity.Recover, Passkeys: o.Relying != nil}
	for _, g := range reg.Grants(v.PersonID) {
		if o.today() <= g.To {
			out.Grants = append(out.Grants, o.grantView(reg, &g))
		}
	}
	return &Answer[InvitationView]{out}, nil
}

// accountOf is the account of somebody invited, new when he has none.
func (o *Office) accountOf(ctx context.Context, personID string) (a *identity.Account, fresh bool, err error) {
	a, err = o.Store.Account(ctx, personID)
	if errors.Is(err, store.ErrGone) {
		return newAccount(personID), true, nil
	}
	return a, false, err
}

func (o *Office) enrolBegin(ctx context.Context, _ *api.Caller, in *TokenInput) (*Answer[CeremonyView], error) {
	r, err := o.relying()
	if err != nil {
		return nil, err
	}
	v, err := o.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	a, fresh, err := o.accountOf(ctx, v.PersonID)
	if err != nil {
		return nil, err
	}
	// The handle must be the same in both halves, so it is kept before them;
	// the account opens nothing as long as it has no credential.
	if fresh {
		if err := o.Store.Within(ctx, func(t *store.Tx) error { return t.PutAccount(a) }); err != nil {
			return nil, err
		}
	}
	h, err := o.holder(ctx, a)
	if err != nil {
		return nil, err
	}
	options, data, err := r.BeginAdd(h)
	if err != nil {
		return nil, err
	}
	return o.ceremony(ctx, v.PersonID, identity.Enrol, options, data)
}

// EnrolInput is the second half of an enrolment by passkey.
type EnrolInput struct {
	agent
	Body struct {
		CeremonyAnswer
		Token string `json:"token"`
	}
}

// enrolled begins the first session and shows the printed codes once.
type enrolled struct {
	SetCookie string `header:"Set-Cookie"`
	Body      struct {
		Session SessionView `json:"session"`
		Codes   []string    `json:"codes" doc:"Ten printed codes; shown once"`
	}
}

// enrolPasskey gives a person his first passkey together with ten printed
// codes: one passkey alone is never the only way in.
func (o *Office) enrolPasskey(ctx context.Context, c *api.Caller, in *EnrolInput) (*enrolled, error) {
	r, err := o.relying()
	if err == nil {
		err = o.clean(in.Body.Answer)
	}
	if err != nil {
		return nil, err
	}
	v, err := o.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	data, err := o.take(ctx, in.Body.Key, v.PersonID, identity.Enrol)
	if err != nil {
		return nil, err
	}
	a, err := o.Store.Account(ctx, v.PersonID)
	if err != nil {
		return nil, err
	}
	h, err := o.holder(ctx, a)
	if err != nil {
		return nil, err
	}
	key, err := o.newKey(r, h, data, in.Body.Answer)
	if err != nil {
		return nil, err
	}
	key.Label = labelOr(in.Body.Label, browser(in.UserAgent))
	return o.enrol(ctx, c, in.Body.Token, v, identity.ByPasskey, in.UserAgent, func(t *store.Tx) error {
		if err := t.PutAccount(a); err != nil {
			return err
		}
		return t.AddPasskey(key)
	})
}

// enrol uses the invitation up, writes the credential and opens a session, in
// one transaction.
func (o *Office) enrol(ctx context.Context, c *api.Caller, token string, v identity.Invitation, method, userAgent string, write func(*store.Tx) error) (*enrolled, error) {
	codes, hashes := newCodes()
	s, err := o.open(ctx, c, v.PersonID, method, userAgent, func(t *store.Tx) error {
		if _, err := t.TakeInvitation(identity.HashSecret(token)); err != nil {
			return err
		}
		if err := write(t); err != nil {
			return err
		}
		if err := t.PutCodes(v.PersonID, hashes); err != nil {
			return err
		}
		action := audit.AccountOpen
		if v.Purpose == identity.Recover {
			action = audit.AccountRecover
		}
		return t.Audit(audit.Record{ActorID: v.PersonID, Action: action, ObjectID: v.PersonID, Detail: audit.Facts("method", method), Outcome: audit.Done})
	})
	if errors.Is(err, store.ErrGone) {
		return nil, api.Fail(api.Gone, "invitation_gone")
	}
	if err != nil {
		return nil, err
	}
	out := &enrolled{SetCookie: s.SetCookie}
	out.Body.Session, out.Body.Codes = s.Body, codes
	return out, nil
}

func (o *Office) enrolPasswordBegin(ctx context.Context, _ *api.Caller, in *TokenInput) (*Answer[OneTimeSecret], error) {
	v, err := o.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return o.newOneTimeSecret(ctx, v.PersonID)
}

// EnrolPasswordInput is the second half of an enrolment by password.
type EnrolPasswordInput struct {
	agent
	Body struct {
		NewPassword
		Token string `json:"token"`
	}
}

func (o *Office) enrolPassword(ctx context.Context, c *api.Caller, in *EnrolPasswordInput) (*enrolled, error) {
	v, err := o.invited(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	write, err := o.newPassword(ctx, v.PersonID, in.Body.NewPassword)
	if err != nil {
		return nil, err
	}
	return o.enrol(ctx, c, in.Body.Token, v, identity.ByPassword, in.UserAgent, write)
}
