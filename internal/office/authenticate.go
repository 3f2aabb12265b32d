package office

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/store"
)

// touchEvery is how stale the time of last use may get: a read must not cost
// a write each time.
const touchEvery = 60_000 // ms

// authenticate finds who asks by cookie or by personal access token. Nobody is
// an answer too; a token that does not count is an error, so that a program
// learns why it got nothing.
func (o *Office) authenticate(r *http.Request) (*api.Caller, error) {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return o.byToken(r.Context(), bearer)
	}
	cookie, err := r.Cookie(api.CookieName)
	if err != nil {
		return nil, nil
	}
	return o.bySession(r.Context(), cookie.Value)
}

func (o *Office) bySession(ctx context.Context, token string) (*api.Caller, error) {
	hash := identity.HashSecret(token)
	s, err := o.Store.Session(ctx, hash)
	now := o.nowMS()
	if errors.Is(err, store.ErrGone) || err == nil && !s.Live(now) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := o.caller(ctx, s.PersonID)
	if err != nil || c == nil {
		return nil, err
	}
	if now-s.SeenMS > touchEvery {
		err := o.Store.Within(ctx, func(t *store.Tx) error { return t.TouchSession(hash) })
		if err != nil && !errors.Is(err, store.ErrGone) {
			return nil, err
		}
	}
	c.KeyID, c.TokenHash, c.Method, c.Fresh, c.Passkey = s.ID, hash, s.Method, s.Fresh(now), s.Strong()
	if s.Method == identity.ByCode {
		c.Scopes = []access.Action{access.Self} // a printed code lets add a passkey and nothing else
	}
	return c, nil
}

func (o *Office) byToken(ctx context.Context, text string) (*api.Caller, error) {
	hash := identity.HashSecret(text)
	t, err := o.Store.AccessToken(ctx, hash)
	now := o.nowMS()
	if errors.Is(err, store.ErrGone) || err == nil && now >= t.ExpiresMS {
		return nil, api.Fail(api.NotSignedIn, "token_gone")
	}
	if err != nil {
		return nil, err
	}
	c, err := o.caller(ctx, t.PersonID)
	if err != nil || c == nil {
		return nil, err
	}
	if now-t.UsedMS > touchEvery {
		if err := o.Store.Within(ctx, func(x *store.Tx) error { return x.TouchAccessToken(hash) }); err != nil && !errors.Is(err, store.ErrGone) {
			return nil, err
		}
	}
	c.KeyID, c.Method, c.Scopes = t.ID, "token", t.Scopes
	return c, nil
}

// caller is a person whose account is open; nil for others.
func (o *Office) caller(ctx context.Context, personID string) (*api.Caller, error) {
	a, err := o.Store.Account(ctx, personID)
	if errors.Is(err, store.ErrGone) || err == nil && a.Disabled {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return &api.Caller{Actor: access.Actor{PersonID: personID, Grants: reg.Grants(personID)}}, nil
}
