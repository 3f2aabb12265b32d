package office

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
)

func (o *Office) passkeyRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/session/passkey/begin", ID: "beginPasskey", Tag: tagSession, Summary: "Begin a sign-in by passkey",
		Action: access.Open}, nil, o.passkeyBegin)
	api.Add(a, api.Route{Method: "POST", Path: "/session/passkey", ID: "signInByPasskey", Tag: tagSession, Summary: "Sign in by passkey",
		Action: access.Open, Class: api.Login}, nil, o.passkeySignIn)
	api.Add(a, api.Route{Method: "POST", Path: "/session/proof/begin", ID: "beginProof", Tag: tagSession, Summary: "Begin a fresh proof before a sensitive act",
		Action: access.Self}, nil, o.proofBegin)
	api.Add(a, api.Route{Method: "POST", Path: "/session/proof", ID: "prove", Tag: tagSession, Summary: "Give the fresh proof", Action: access.Self}, nil, o.prove)
	api.Add(a, api.Route{Method: "GET", Path: "/me/passkeys", ID: "listPasskeys", Tag: tagMe, Summary: "The own passkeys", Action: access.Self}, nil, o.passkeyList)
	api.Add(a, api.Route{Method: "POST", Path: "/me/passkeys/begin", ID: "beginPasskeyAdd", Tag: tagMe, Summary: "Begin adding a passkey", Action: access.Self}, nil, o.passkeyAddBegin)
	api.Add(a, api.Route{Method: "POST", Path: "/me/passkeys", ID: "addPasskey", Tag: tagMe, Summary: "Add a passkey", Action: access.Self}, nil, o.passkeyAdd)
	api.Add(a, api.Route{Method: "DELETE", Path: "/me/passkeys/{id}", ID: "removePasskey", Tag: tagMe, Summary: "Remove a passkey", Action: access.Self, Fresh: true}, nil, o.passkeyRemove)
}

// CeremonyView is the first half of a ceremony: what the browser needs, and
// the key under which the server remembers it.
type CeremonyView struct {
	Key     string          `json:"key"`
	Options json.RawMessage `json:"options" doc:"Options for navigator.credentials"`
}

// CeremonyAnswer is the second half.
type CeremonyAnswer struct {
	Key    string          `json:"key"`
	Answer json.RawMessage `json:"answer" doc:"The credential, without results of extensions"`
	Label  string          `json:"label,omitempty" maxLength:"60" doc:"Name of a new passkey"`
}

// ceremony keeps the first half.
func (o *Office) ceremony(ctx context.Context, personID, purpose string, options, data []byte) (*Answer[CeremonyView], error) {
	text, hash := identity.NewSecret()
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		return t.PutCeremony(hash, &identity.Ceremony{PersonID: personID, Purpose: purpose, Data: data, ExpiresMS: t.NowMS() + identity.CeremonyLife.Milliseconds()})
	})
	return &Answer[CeremonyView]{CeremonyView{text, options}}, err
}

// nobodyID stands for the person who is not known yet.
const nobodyID = "00000000-0000-0000-0000-000000000000"

// take uses a ceremony up and checks that it is the one meant.
func (o *Office) take(ctx context.Context, key, personID, purpose string) ([]byte, error) {
	c, err := o.Store.TakeCeremony(ctx, identity.HashSecret(key))
	if errors.Is(err, store.ErrGone) || err == nil && (c.PersonID != personID || c.Purpose != purpose) {
		return nil, api.Fail(api.Gone, "ceremony_gone")
	}
	return c.Data, err
}

// clean refuses answers that carry results of extensions: the secret of a PRF
// ceremony must never reach the server (security.md section 15, case 7).
func (o *Office) clean(answer json.RawMessage) error {
	var a struct {
		Extensions map[string]json.RawMessage `json:"clientExtensionResults"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return api.Wrong(api.Field{Field: "answer", Message: "JSON"})
	}
	if _, ok := a.Extensions["prf"]; ok {
		o.Log.Warn("a passkey answer carried the result of an extension and was refused")
		return api.Fail(api.BadRequest, "extension_result")
	}
	return nil
}

func (o *Office) relying() (*identity.Relying, error) {
	if o.Relying == nil {
		return nil, api.Fail(api.Unprocessable, "no_passkeys")
	}
	return o.Relying, nil
}

func (o *Office) passkeyBegin(ctx context.Context, _ *api.Caller, _ *Nothing) (*Answer[CeremonyView], error) {
	r, err := o.relying()
	if err != nil {
		return nil, err
	}
	options, data, err := r.BeginSignIn(nil)
	if err != nil {
		return nil, err
	}
	return o.ceremony(ctx, nobodyID, identity.SignIn, options, data)
}

// CeremonyInput is the second half with the browser it came from.
type CeremonyInput struct {
	agent
	Body CeremonyAnswer
}

// passkeySignIn never tells why it failed: whether an account exists is
// nobody's business.
func (o *Office) passkeySignIn(ctx context.Context, c *api.Caller, in *CeremonyInput) (*opened, error) {
	holder, key, err := o.proven(ctx, in.Body, nobodyID, identity.SignIn)
	if err != nil {
		return nil, err
	}
	if holder.Account.Disabled {
		return nil, o.notSignedIn(ctx, holder.Account.PersonID, "shut")
	}
	return o.open(ctx, c, holder.Account.PersonID, identity.ByPasskey, in.UserAgent, func(t *store.Tx) error { return t.UsePasskey(key) })
}

// proven checks the second half of a sign-in or proof.
func (o *Office) proven(ctx context.Context, in CeremonyAnswer, personID, purpose string) (*identity.Holder, *identity.Passkey, error) {
	r, err := o.relying()
	if err != nil {
		return nil, nil, err
	}
	if err := o.clean(in.Answer); err != nil {
		return nil, nil, err
	}
	data, err := o.take(ctx, in.Key, personID, purpose)
	if err != nil {
		return nil, nil, err
	}
	holder, key, err := r.FinishSignIn(func(handle []byte) (*identity.Holder, error) {
		a, err := o.Store.AccountByHandle(ctx, handle)
		if err != nil {
			return nil, err
		}
		return o.holder(ctx, a)
	}, data, in.Answer)
	switch {
	case errors.Is(err, identity.ErrCloned):
		why := audit.Record{ActorID: holder.Account.PersonID, Action: audit.PasskeyClone, ObjectID: holder.Account.PersonID, Outcome: audit.Refused}
		if err := o.Store.Audit(ctx, why); err != nil {
			return nil, nil, err
		}
		return nil, nil, api.Fail(api.NotSignedIn, "passkey_cloned")
	case err != nil:
		o.Log.Info("a passkey was not accepted", "err", err)
		return nil, nil, o.notSignedIn(ctx, "", "passkey")
	}
	return holder, key, nil
}

// notSignedIn leaves a line and gives the one answer to every failed sign-in.
func (o *Office) notSignedIn(ctx context.Context, personID, method string) error {
	err := o.Store.Audit(ctx, audit.Record{ActorID: personID, Action: audit.SessionRefused, ObjectID: personID, Detail: audit.Facts("method", method), Outcome: audit.Refused})
	if err != nil {
		return err
	}
	return api.Fail(api.NotSignedIn, "sign_in_failed")
}

func (o *Office) holder(ctx context.Context, a *identity.Account) (*identity.Holder, error) {
	keys, err := o.Store.Passkeys(ctx, a.PersonID)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return identity.NewHolder(a, reg.PersonName(a.PersonID), keys)
}

func (o *Office) me(ctx context.Context, c *api.Caller) (*identity.Holder, error) {
	a, err := o.Store.Account(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	return o.holder(ctx, a)
}

// ownSession refuses access tokens: what is about credentials needs a person
// at a browser.
func ownSession(c *api.Caller) error {
	if c.TokenHash == nil {
		return api.Fail(api.NotAllowed, "browser_only")
	}
	return nil
}

func (o *Office) proofBegin(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[CeremonyView], error) {
	r, err := o.relying()
	if err == nil {
		err = ownSession(c)
	}
	if err != nil {
		return nil, err
	}
	h, err := o.me(ctx, c)
	if err != nil {
		return nil, err
	}
	if len(h.WebAuthnCredentials()) == 0 {
		return nil, api.Fail(api.NeedPasskey, "")
	}
	options, data, err := r.BeginSignIn(h)
	if err != nil {
		return nil, err
	}
	return o.ceremony(ctx, c.PersonID, identity.Prove, options, data)
}

// prove gives the session a fresh proof and a new token.
func (o *Office) prove(ctx context.Context, c *api.Caller, in *CeremonyInput) (*opened, error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	_, key, err := o.proven(ctx, in.Body, c.PersonID, identity.Prove)
	if err != nil {
		return nil, err
	}
	text, hash := identity.NewSecret()
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.UsePasskey(key); err != nil {
			return err
		}
		if err := t.ProveSession(c.TokenHash, hash, identity.ByPasskey); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.SessionRenew, ObjectID: c.PersonID}})...)
	})
	if err != nil {
		return nil, err
	}
	who, err := o.bySession(ctx, text)
	if err != nil || who == nil {
		return nil, errors.Join(err, api.Fail(api.NotSignedIn, ""))
	}
	v, err := o.sessionView(ctx, who)
	return &opened{cookie(text, int(identity.SessionLife.Seconds())), v}, err
}

// PasskeyView is a passkey without its key.
type PasskeyView struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	Created int64  `json:"created_ms"`
	Used    int64  `json:"used_ms"`
}

func (o *Office) passkeyList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]PasskeyView], error) {
	keys, err := o.Store.Passkeys(ctx, c.PersonID)
	out := []PasskeyView{}
	for _, k := range keys {
		out = append(out, PasskeyView{encodeID(k.ID), k.Label, k.CreatedMS, k.UsedMS})
	}
	return &Answer[[]PasskeyView]{out}, err
}

func (o *Office) passkeyAddBegin(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[CeremonyView], error) {
	r, err := o.relying()
	if err == nil {
		err = ownSession(c)
	}
	if err != nil {
		return nil, err
	}
	if err := o.freshIfStrong(ctx, c); err != nil {
		return nil, err
	}
	h, err := o.me(ctx, c)
	if err != nil {
		return nil, err
	}
	options, data, err := r.BeginAdd(h)
	if err != nil {
		return nil, err
	}
	return o.ceremony(ctx, c.PersonID, identity.Add, options, data)
}

// freshIfStrong asks for a fresh proof from whoever has a passkey to give one.
func (o *Office) freshIfStrong(ctx context.Context, c *api.Caller) error {
	keys, err := o.Store.Passkeys(ctx, c.PersonID)
	if err != nil || len(keys) == 0 || c.Fresh || c.Method == identity.ByCode {
		return err
	}
	return api.Fail(api.NeedProof, "")
}

func (o *Office) passkeyAdd(ctx context.Context, c *api.Caller, in *CeremonyInput) (*Answer[[]PasskeyView], error) {
	r, err := o.relying()
	if err == nil {
		err = ownSession(c)
	}
	if err == nil {
		err = o.clean(in.Body.Answer)
	}
	if err != nil {
		return nil, err
	}
	data, err := o.take(ctx, in.Body.Key, c.PersonID, identity.Add)
	if err != nil {
		return nil, err
	}
	h, err := o.me(ctx, c)
	if err != nil {
		return nil, err
	}
	key, err := o.newKey(r, h, data, in.Body.Answer)
	if err != nil {
		return nil, err
	}
	key.Label = labelOr(in.Body.Label, browser(in.UserAgent))
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.AddPasskey(key); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.PasskeyAdd, ObjectID: c.PersonID, Detail: audit.Facts("label", key.Label)}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.passkeyList(ctx, c, nil)
}

// PasskeyInput names a passkey.
type PasskeyInput struct {
	ID   string `path:"id"`
	Lost bool   `query:"lost" doc:"Remove it though nobody opens the keys of a desk then: it is lost or in the wrong hands"`
}

// passkeyRemove keeps the last way in: who removes it must have printed codes
// or a password left.
func (o *Office) passkeyRemove(ctx context.Context, c *api.Caller, in *PasskeyInput) (*Answer[[]PasskeyView], error) {
	if err := o.letGo(ctx, func(leaves func(*store.Tx) error) error { return o.dropPasskey(ctx, c, in, leaves) }); err != nil {
		return nil, err
	}
	return o.passkeyList(ctx, c, nil)
}

func (o *Office) dropPasskey(ctx context.Context, c *api.Caller, in *PasskeyInput, leaves func(*store.Tx) error) error {
	keys, err := o.Store.Passkeys(ctx, c.PersonID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(keys, func(k identity.Passkey) bool { return encodeID(k.ID) == in.ID })
	switch {
	case i < 0:
		return api.Missing()
	case len(keys) == 1:
		return api.Fail(api.Conflict, "last_passkey")
	}
	more, err := o.passkeyMayGo(ctx, c.PersonID, keys[i].ID, in.Lost)
	if err != nil {
		return err
	}
	return o.Store.Within(ctx, func(t *store.Tx) error {
		if err := leaves(t); err != nil {
			return err
		}
		if err := t.DropPasskey(c.PersonID, keys[i].ID); err != nil {
			return err
		}
		return t.Audit(o.signed(c, append(more, audit.Record{Action: audit.PasskeyRemove, ObjectID: c.PersonID, Detail: audit.Facts("label", keys[i].Label)}))...)
	})
}

// newKey is the passkey that answers a ceremony.
func (o *Office) newKey(r *identity.Relying, h *identity.Holder, data, answer []byte) (*identity.Passkey, error) {
	key, err := r.FinishAdd(h, data, answer)
	if err != nil {
		o.Log.Info("a new passkey was not accepted", "err", err)
		return nil, api.Fail(api.BadRequest, "passkey_refused")
	}
	return key, nil
}
