package office

import (
	"context"
	"errors"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
)

// InviteInput invites a person.
type InviteInput struct {
	ID string `path:"id" format:"uuid"`
}

// InviteView is an invitation made, or a wish for one that a second person has
// to repeat.
type InviteView struct {
	PersonRow
	Token     string `json:"token,omitempty" doc:"Shown once; put into the address /office/loi-moi#TOKEN"`
	ExpiresMS int64  `json:"expires_ms,omitempty"`
	// Second says that somebody else with the same right must ask too.
	Second bool `json:"second,omitempty" doc:"A second person must ask too"`
}

// personInvite lets somebody enrol. Who has credentials already gets new ones
// only when two people ask for it (security.md section 1).
func (o *Office) personInvite(ctx context.Context, c *api.Caller, in *InviteInput) (*Answer[InviteView], error) {
	if in.ID == c.PersonID {
		return nil, api.Fail(api.NotAllowed, "invite_self")
	}
	row, err := o.over(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	has, err := o.hasCredentials(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !has {
		return o.invite(ctx, c, row.Body, identity.Enrol)
	}
	wish := identity.HashSecret("recover/" + in.ID)
	first, err := o.Store.Invitation(ctx, wish)
	if err == nil && first.By != c.PersonID {
		return o.invite(ctx, c, row.Body, identity.Recover)
	}
	if err != nil && !errors.Is(err, store.ErrGone) {
		return nil, err
	}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		v := identity.Invitation{PersonID: in.ID, Purpose: identity.RecoverAsked, By: c.PersonID, ExpiresMS: t.NowMS() + identity.InvitationLife.Milliseconds()}
		if err := t.PutInvitation(wish, &v); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.AccountRecover, ObjectID: in.ID, Detail: audit.Facts("purpose", "asked")}})...)
	})
	return &Answer[InviteView]{InviteView{PersonRow: row.Body, Second: true}}, err
}

func (o *Office) invite(ctx context.Context, c *api.Caller, row PersonRow, purpose string) (*Answer[InviteView], error) {
	life := identity.InvitationLife
	if purpose == identity.Recover {
		life = identity.RecoveryLife
	}
	text, hash := identity.NewSecret()
	v := identity.Invitation{PersonID: row.ID, Purpose: purpose, By: c.PersonID}
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		v.ExpiresMS = t.NowMS() + life.Milliseconds()
		if err := t.PutInvitation(hash, &v); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.AccountInvite, ObjectID: row.ID, Detail: audit.Facts("purpose", purpose)}})...)
	})
	row.State, row.Invited = "invited", v.ExpiresMS
	return &Answer[InviteView]{InviteView{PersonRow: row, Token: text, ExpiresMS: v.ExpiresMS}}, err
}

// hasCredentials reports whether a person can sign in already.
func (o *Office) hasCredentials(ctx context.Context, personID string) (bool, error) {
	keys, err := o.Store.Passkeys(ctx, personID)
	if err != nil || len(keys) > 0 {
		return len(keys) > 0, err
	}
	_, err = o.Store.Password(ctx, personID)
	if errors.Is(err, store.ErrGone) {
		return false, nil
	}
	return err == nil, err
}

// AccountSetInput shuts or opens an account.
type AccountSetInput struct {
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Shut   bool   `json:"shut"`
		Reason string `json:"reason" minLength:"1" maxLength:"300"`
		Lost   bool   `json:"lost,omitempty" doc:"Shut it though nobody holds the keys of a desk then: the person, or his keys, are lost or in the wrong hands"`
	}
}

// accountSet shuts an account at once: every session of it ends.
func (o *Office) accountSet(ctx context.Context, c *api.Caller, in *AccountSetInput) (*Answer[PersonRow], error) {
	if in.ID == c.PersonID {
		return nil, api.Fail(api.NotAllowed, "shut_self")
	}
	if _, err := o.over(ctx, c, in.ID); err != nil {
		return nil, err
	}
	if err := o.letGo(ctx, func(leaves func(*store.Tx) error) error { return o.setAccount(ctx, c, in, leaves) }); err != nil {
		return nil, err
	}
	return o.person(ctx, c, in.ID)
}

func (o *Office) setAccount(ctx context.Context, c *api.Caller, in *AccountSetInput, leaves func(*store.Tx) error) error {
	a, err := o.Store.Account(ctx, in.ID)
	if err != nil {
		return err
	}
	a.Disabled = in.Body.Shut
	action := audit.AccountOpen
	if a.Disabled {
		action = audit.AccountClose
	}
	more, err := o.accountMayShut(ctx, in)
	if err != nil {
		return err
	}
	return o.Store.Within(ctx, func(t *store.Tx) error {
		if err := leaves(t); err != nil {
			return err
		}
		if err := t.PutAccount(a); err != nil {
			return err
		}
		if a.Disabled { // sessions end; access tokens are asked for their account
			if err := t.CloseSessions(in.ID, ""); err != nil {
				return err
			}
		}
		return t.Audit(o.signed(c, append(more, audit.Record{Action: action, ObjectID: in.ID, Reason: in.Body.Reason}))...)
	})
}

// accountMayShut asks whether desks would lose the last holder of their keys.
func (o *Office) accountMayShut(ctx context.Context, in *AccountSetInput) ([]audit.Record, error) {
	if !in.Body.Shut {
		return nil, nil
	}
	return o.personMayGo(ctx, in.ID, in.Body.Lost)
}
