package identity

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Relying is this server as passkeys know it.
type Relying struct{ w *webauthn.WebAuthn }

// ErrCloned says that a passkey's counter went back: somebody copied it.
var ErrCloned = errors.New("the passkey's counter went back")

// NewRelying names the server by its host and the addresses its pages are
// opened under: "localhost", "http://localhost:8780".
func NewRelying(host string, origins ...string) (*Relying, error) {
	w, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "Phên Dậu", RPOrigins: origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationRequired},
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Enforce: true, Timeout: CeremonyLife, TimeoutUVD: CeremonyLife},
			Registration: webauthn.TimeoutConfig{Enforce: true, Timeout: CeremonyLife, TimeoutUVD: CeremonyLife}}})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys for %s: %w", host, err)
	}
	return &Relying{w}, nil
}

// Holder is a person with his passkeys, as the library sees him.
type Holder struct {
	Account *Account
	Name    string
	creds   []webauthn.Credential
}

// NewHolder reads the stored credentials of a person.
func NewHolder(a *Account, name string, keys []Passkey) (*Holder, error) {
	h := &Holder{Account: a, Name: name}
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Credential, &c); err != nil {
			return nil, fmt.Errorf("read passkey: %w", err)
		}
		h.creds = append(h.creds, c)
	}
	return h, nil
}

// WebAuthnID is the random handle.
func (h *Holder) WebAuthnID() []byte { return h.Account.Handle }

// WebAuthnName is what the system's dialog shows.
func (h *Holder) WebAuthnName() string { return h.Name }

// WebAuthnDisplayName is the person's name.
func (h *Holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials are his passkeys.
func (h *Holder) WebAuthnCredentials() []webauthn.Credential { return h.creds }

// BeginAdd starts adding a passkey: options for the browser, data to keep.
func (r *Relying) BeginAdd(h *Holder) (options, data []byte, err error) {
	var known []protocol.CredentialDescriptor
	for i := range h.creds {
		known = append(known, h.creds[i].Descriptor())
	}
	o, s, err := r.w.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return nil, nil, fmt.Errorf("begin adding a passkey: %w", err)
	}
	return both(o, s)
}

// FinishAdd checks what the browser answered.
func (r *Relying) FinishAdd(h *Holder, data, answer []byte) (*Passkey, error) {
	s, err := readSession(data)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, fmt.Errorf("read the new passkey: %w", err)
	}
	c, err := r.w.CreateCredential(h, s, parsed)
	if err != nil {
		return nil, fmt.Errorf("check the new passkey: %w", err)
	}
	b, err := json.Marshal(c)
	return &Passkey{ID: c.ID, PersonID: h.Account.PersonID, Credential: b}, err
}

// BeginSignIn starts a sign-in in which the passkey says who it belongs to.
// With a holder, only his passkeys are asked for.
func (r *Relying) BeginSignIn(h *Holder) (options, data []byte, err error) {
	if h == nil {
		o, s, err := r.w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return nil, nil, fmt.Errorf("begin sign-in: %w", err)
		}
		return both(o, s)
	}
	o, s, err := r.w.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, nil, fmt.Errorf("begin proof: %w", err)
	}
	return both(o, s)
}

// FinishSignIn checks the browser's answer. find brings the holder of a user
// handle. The passkey returned carries the new counter; ErrCloned when it went
// back.
func (r *Relying) FinishSignIn(find func(handle []byte) (*Holder, error), data, answer []byte) (*Holder, *Passkey, error) {
	s, err := readSession(data)
	if err != nil {
		return nil, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, nil, fmt.Errorf("read the passkey's answer: %w", err)
	}
	var h *Holder
	var c *webauthn.Credential
	if len(s.UserID) > 0 { // a proof inside a session
		if h, err = find(s.UserID); err == nil {
			c, err = r.w.ValidateLogin(h, s, parsed)
		}
	} else {
		_, c, err = r.w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			h, err = find(handle)
			return h, err
		}, s, parsed)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("check the passkey: %w", err)
	}
	if c.Authenticator.CloneWarning {
		return h, nil, ErrCloned
	}
	b, err := json.Marshal(c)
	return h, &Passkey{ID: c.ID, PersonID: h.Account.PersonID, Credential: b}, err
}

func both(options, session any) ([]byte, []byte, error) {
	o, err := json.Marshal(options)
	if err != nil {
		return nil, nil, err
	}
	s, err := json.Marshal(session)
	return o, s, err
}

func readSession(data []byte) (webauthn.SessionData, error) {
	var s webauthn.SessionData
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("read the ceremony: %w", err)
	}
	return s, nil
}
