// Package identity is how people prove who they are: passkeys first, a long
// password with a one-time code as the way out, printed codes for a lost
// device (security.md section 1). It holds the rules and the cryptography;
// where credentials are kept and how requests arrive is others' business.
package identity

import (
	"time"

	"phendau/internal/access"
)

// Lifetimes (security.md sections 1 and 2).
const (
	SessionLife    = 12 * time.Hour   // absolute
	SessionIdle    = 30 * time.Minute // without a request
	FreshProof     = 5 * time.Minute  // age of a proof that sensitive acts need
	CeremonyLife   = 5 * time.Minute
	InvitationLife = 24 * time.Hour // first enrolment
	RecoveryLife   = 30 * time.Minute
	TokenLife      = 90 * 24 * time.Hour // of a personal access token, at most a year
	MaxTokenLife   = 366 * 24 * time.Hour
)

// Account is a person who may sign in.
type Account struct {
	PersonID  string
	Login     string // for the password way, folded; "" for none
	Handle    []byte // random user handle of passkeys
	Disabled  bool
	CreatedMS int64
}

// Passkey is one credential of a person.
type Passkey struct {
	ID         []byte
	PersonID   string
	Label      string
	Credential []byte // the library's record, JSON
	CreatedMS  int64
	UsedMS     int64
}

// Password is the fallback of a person.
type Password struct {
	PersonID string
	Hash     string // argon2id in PHC form
	TOTP     []byte // secret, sealed with the root key
	Step     int64  // last time step used; a step opens once
}

// Methods of a session.
const (
	ByPasskey  = "passkey"
	ByPassword = "password"
	ByCode     = "code" // a printed code: enough to add a passkey, nothing else
	ByDemo     = "demo" // demo books on this machine only
)

// Session is somebody signed in at one browser.
type Session struct {
	ID, PersonID string
	Method       string
	Label        string // browser and system in words
	CreatedMS    int64
	SeenMS       int64
	ExpiresMS    int64
	ProvedMS     int64 // last ceremony
}

// Strong reports whether the session may do what needs a passkey.
func (s *Session) Strong() bool { return s.Method == ByPasskey || s.Method == ByDemo }

// Live reports whether the session still counts.
func (s *Session) Live(nowMS int64) bool {
	return nowMS < s.ExpiresMS && nowMS-s.SeenMS < SessionIdle.Milliseconds()
}

// Fresh reports whether the last proof is recent enough for sensitive acts.
func (s *Session) Fresh(nowMS int64) bool {
	return s.Method == ByDemo || s.Method == ByPasskey && nowMS-s.ProvedMS < FreshProof.Milliseconds()
}

// Token is a personal access token: the rights of its person, narrowed.
type Token struct {
	ID, PersonID string
	Label        string
	Scopes       []access.Action
	CreatedMS    int64
	ExpiresMS    int64
	UsedMS       int64
}

// Purposes of invitations and ceremonies.
const (
	Enrol   = "enrol"   // first credentials of a new person
	Recover = "recover" // new credentials after a loss
	// RecoverAsked is no invitation yet: a second person has to ask too.
	RecoverAsked = "recover_asked"
	SignIn       = "sign_in"
	Prove        = "prove" // a fresh proof inside a session
	Add          = "add"   // one more passkey
)

// Invitation lets somebody enrol once.
type Invitation struct {
	PersonID, Purpose, By string
	ExpiresMS             int64
}

// Ceremony is what the server remembers between the two halves of a passkey
// ceremony. It is used once.
type Ceremony struct {
	PersonID, Purpose string
	Data              []byte
	ExpiresMS         int64
}
