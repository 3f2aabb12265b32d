package office

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
	"phendau/internal/vi"
)

const tagMe = "me"

func (o *Office) passwordRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/session/password", ID: "signInByPassword", Tag: tagSession, Summary: "Sign in by password and one-time code",
		Action: access.Open, Class: api.Login}, nil, perAccount(a, func(in *PasswordInput) string { return in.Body.Login }, o.passwordSignIn))
	api.Add(a, api.Route{Method: "POST", Path: "/session/code", ID: "signInByCode", Tag: tagSession, Summary: "Sign in by a printed code, to add a passkey",
		Action: access.Open, Class: api.Login}, nil, perAccount(a, func(in *CodeInput) string { return in.Body.Login }, o.codeSignIn))
	api.Add(a, api.Route{Method: "POST", Path: "/me/password/begin", ID: "beginPassword", Tag: tagMe, Summary: "Begin setting a password: the secret of the one-time codes",
		Action: access.Self}, nil, o.passwordBegin)
	api.Add(a, api.Route{Method: "PUT", Path: "/me/password", ID: "setPassword", Tag: tagMe, Summary: "Set login name, password and one-time codes", Action: access.Self}, nil, o.passwordSet)
	api.Add(a, api.Route{Method: "POST", Path: "/me/codes", ID: "makeCodes", Tag: tagMe, Summary: "Make ten new printed codes; the old ones end", Action: access.Self}, nil, o.codesMake)
}

// loginName is how login names are kept and compared.
func loginName(s string) string {
	return strings.ReplaceAll(vi.SearchKey(strings.TrimSpace(s)), " ", "")
}

// perAccount counts the attempts at the name somebody typed, known or not, so
// that changing addresses does not help to guess.
func perAccount[I any](a *api.API, name func(*I) string, h func(context.Context, *api.Caller, *I) (*opened, error)) func(context.Context, *api.Caller, *I) (*opened, error) {
	return func(ctx context.Context, c *api.Caller, in *I) (*opened, error) {
		account := loginName(name(in))
		if err := a.Login(account); err != nil {
			return nil, err
		}
		out, err := h(ctx, c, in)
		if err == nil {
			a.LoggedIn(account)
		}
		return out, err
	}
}

// PasswordInput is a sign-in by password.
type PasswordInput struct {
	agent
	Body struct {
		Login    string `json:"login" maxLength:"100"`
		Password string `json:"password" maxLength:"1024"`
		Code     string `json:"code" maxLength:"10" doc:"Six digits of the authenticator program"`
	}
}

// passwordSignIn does the same work and gives the same answer whether or not
// the account exists.
func (o *Office) passwordSignIn(ctx context.Context, c *api.Caller, in *PasswordInput) (*opened, error) {
	login := loginName(in.Body.Login)
	p, personID, err := o.passwordOf(ctx, login)
	if err != nil {
		return nil, err
	}
	right, err := o.Hasher.Check(ctx, p.Hash, in.Body.Password)
	if err != nil {
		return nil, err
	}
	step, fits := int64(0), false
	if right {
		secret, err := o.Root.Unseal("totp", personID, p.TOTP)
		if err != nil {
			return nil, err
		}
		step, fits = identity.CheckTOTP(string(secret), strings.ReplaceAll(in.Body.Code, " ", ""), o.Now())
	}
	if !right || !fits {
		return nil, o.notSignedIn(ctx, personID, "password")
	}
	out, err := o.open(ctx, c, personID, identity.ByPassword, in.UserAgent, func(t *store.Tx) error { return t.UseStep(personID, step) })
	if errors.Is(err, store.ErrGone) { // the step opened before
		return nil, o.notSignedIn(ctx, personID, "code_used")
	}
	return out, err
}

// passwordOf finds the password behind a login; for an unknown one the empty
// password, which costs the same and never fits.
func (o *Office) passwordOf(ctx context.Context, login string) (*identity.Password, string, error) {
	none := &identity.Password{}
	a, err := o.Store.AccountByLogin(ctx, login)
	if errors.Is(err, store.ErrGone) || err == nil && a.Disabled {
		return none, "", nil
	}
	if err != nil {
		return none, "", err
	}
	p, err := o.Store.Password(ctx, a.PersonID)
	if errors.Is(err, store.ErrGone) {
		return none, "", nil
	}
	return p, a.PersonID, err
}

// CodeInput is a sign-in by a printed code.
type CodeInput struct {
	agent
	Body struct {
		Login string `json:"login" maxLength:"100" doc:"Login name, or the name as registered"`
		Code  string `json:"code" maxLength:"20"`
	}
}

// codeSignIn opens a session that may add a passkey and nothing else.
func (o *Office) codeSignIn(ctx context.Context, c *api.Caller, in *CodeInput) (*opened, error) {
	hash := identity.HashSecret(identity.ReadCode(in.Body.Code))
	personID, err := o.byLoginOrName(ctx, in.Body.Login)
	if err != nil {
		return nil, err
	}
	if personID == "" {
		return nil, o.notSignedIn(ctx, "", "code")
	}
	out, err := o.open(ctx, c, personID, identity.ByCode, in.UserAgent, func(t *store.Tx) error {
		if err := t.UseCode(personID, hash); err != nil {
			return err
		}
		return t.Audit(audit.Record{ActorID: personID, Action: audit.RecoveryUse, ObjectID: personID, Outcome: audit.Done})
	})
	if errors.Is(err, store.ErrGone) {
		return nil, o.notSignedIn(ctx, personID, "code")
	}
	return out, err
}

// byLoginOrName finds an open account by login, or by a name only one has.
func (o *Office) byLoginOrName(ctx context.Context, text string) (string, error) {
	login := loginName(text)
	if a, err := o.Store.AccountByLogin(ctx, login); err == nil && !a.Disabled {
		return a.PersonID, nil
	} else if err != nil && !errors.Is(err, store.ErrGone) {
		return "", err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return "", err
	}
	accounts, err := o.Store.Accounts(ctx)
	if err != nil {
		return "", err
	}
	found := ""
	for id, p := range reg.People {
		if a := accounts[id]; a != nil && !a.Disabled && loginName(p.Name) == login {
			if found != "" {
				return "", nil
			}
			found = id
		}
	}
	return found, nil
}

// OneTimeSecret is what an authenticator program is set up with.
type OneTimeSecret struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
	URL    string `json:"url" doc:"otpauth address, shown as a QR code"`
}

func (o *Office) passwordBegin(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[OneTimeSecret], error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	if err := o.freshIfStrong(ctx, c); err != nil {
		return nil, err
	}
	return o.newOneTimeSecret(ctx, c.PersonID)
}

func (o *Office) newOneTimeSecret(ctx context.Context, personID string) (*Answer[OneTimeSecret], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	secret, url, err := identity.NewTOTP("Phên Dậu", reg.PersonName(personID))
	if err != nil {
		return nil, err
	}
	kept, err := o.ceremony(ctx, personID, "totp", nil, o.Root.Seal("totp", personID, []byte(secret)))
	if err != nil {
		return nil, err
	}
	return &Answer[OneTimeSecret]{OneTimeSecret{kept.Body.Key, secret, url}}, nil
}

// NewPassword is a password with the first one-time code of its secret.
type NewPassword struct {
	Key      string `json:"key" doc:"Key of the secret made before"`
	Login    string `json:"login" maxLength:"60"`
	Password string `json:"password" maxLength:"1024"`
	Code     string `json:"code" maxLength:"10"`
}

// PasswordSetInput sets a password.
type PasswordSetInput struct{ Body NewPassword }

func (o *Office) passwordSet(ctx context.Context, c *api.Caller, in *PasswordSetInput) (*Answer[Nothing], error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	set, err := o.newPassword(ctx, c.PersonID, in.Body)
	if err != nil {
		return nil, err
	}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := set(t); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.PasswordSet, ObjectID: c.PersonID}})...)
	})
	return &Answer[Nothing]{}, err
}

// newPassword checks a new password and returns what writes it.
func (o *Office) newPassword(ctx context.Context, personID string, n NewPassword) (func(*store.Tx) error, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	login := loginName(n.Login)
	if len(login) < 3 {
		return nil, wrongField("login", "login_short")
	}
	if a, err := o.Store.AccountByLogin(ctx, login); err == nil && a.PersonID != personID {
		return nil, wrongField("login", "login_taken")
	}
	switch err := identity.CheckPassword(n.Password, reg.PersonName(personID), n.Login); {
	case errors.Is(err, identity.ErrShort):
		return nil, wrongField("password", "password_short")
	case errors.Is(err, identity.ErrLong):
		return nil, wrongField("password", "password_long")
	case err != nil:
		return nil, wrongField("password", "password_common")
	}
	sealed, err := o.take(ctx, n.Key, personID, "totp")
	if err != nil {
		return nil, err
	}
	secret, err := o.Root.Unseal("totp", personID, sealed)
	if err != nil {
		return nil, err
	}
	step, ok := identity.CheckTOTP(string(secret), strings.ReplaceAll(n.Code, " ", ""), o.Now())
	if !ok {
		return nil, wrongField("code", "code_wrong")
	}
	hash, err := o.Hasher.Hash(ctx, n.Password)
	if err != nil {
		return nil, err
	}
	a, err := o.Store.Account(ctx, personID)
	if errors.Is(err, store.ErrGone) {
		a, err = newAccount(personID), nil
	}
	if err != nil {
		return nil, err
	}
	a.Login = login
	return func(t *store.Tx) error {
		if err := t.PutAccount(a); err != nil {
			return err
		}
		return t.PutPassword(&identity.Password{PersonID: personID, Hash: hash, TOTP: sealed, Step: step})
	}, nil
}

// wrongField is one wrong field whose sentence is the text "api.KEY".
func wrongField(field, key string) error {
	e := api.Fail(api.Unprocessable, key)
	e.Fields = []api.Field{{Field: field}}
	return e
}

// CodesView are printed codes; they are shown once.
type CodesView struct {
	Codes []string `json:"codes"`
}

func (o *Office) codesMake(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[CodesView], error) {
	if err := ownSession(c); err != nil {
		return nil, err
	}
	if err := o.freshIfStrong(ctx, c); err != nil {
		return nil, err
	}
	codes, hashes := newCodes()
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.PutCodes(c.PersonID, hashes); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.RecoveryMake, ObjectID: c.PersonID}})...)
	})
	return &Answer[CodesView]{CodesView{codes}}, err
}

func newCodes() (codes []string, hashes [][]byte) {
	for range identity.Codes {
		code := identity.NewCode()
		codes, hashes = append(codes, code), append(hashes, identity.HashSecret(code))
	}
	return codes, hashes
}

func encodeID(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func labelOr(s, other string) string {
	if s = strings.TrimSpace(s); s != "" {
		return s
	}
	return other
}
