// Package relay is the door by which sites exchange bundles over HTTP: the same
// bytes as on a stick, brought and fetched by the site, which calls its home. No
// cookie and no password: every request answers a challenge with the key of the
// device that asks, and holds once. What a bundle says is not its business.
package relay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"phendau/internal/ledger"
)

// Prefix is where the door lives.
const Prefix = "/sites/v1"

// Limits of the door.
const (
	MaxBundle     = 128 << 20        // bytes of a bundle that a site brings; what is more comes in parts
	maxOwn        = 5 << 30          // bytes of one that a process of this place brings, from a stick
	challengeLife = 2 * time.Minute  // between the challenge and its use
	patience      = 30 * time.Second // without one byte of a body, either way
	admitted      = 8                // bundles worked on at a time
)

// Headers of a signed request.
const (
	headDevice    = "Phendau-Device"
	headChallenge = "Phendau-Challenge"
	headSignature = "Phendau-Signature" // base64url, over SignedText
	headDigest    = "Phendau-Digest"    // SHA-256 of the body in hex; of nothing without one
)

// SignedText is what the signature of a request covers: what is asked, of what
// body, and the challenge it answers.
func SignedText(method, target, digest, challenge string) string {
	return "phendau/site/1\n" + method + " " + target + "\n" + digest + "\n" + challenge
}

// Place is the book behind the door.
type Place interface {
	// Speaker finds who asks by the device; nil for one that has no business here.
	Speaker(ctx context.Context, deviceID string) (*Speaker, error)
	// UseChallenge takes a challenge of a device, once.
	UseChallenge(ctx context.Context, deviceID string, issuedMS int64) (bool, error)
	// Export writes a part of what the caller's site lacks, or, for a process of this
	// place, all that `to` does; ErrNothingNew when that is no more than the bundle
	// with the known tag said.
	Export(ctx context.Context, by *Speaker, to, known string, w io.Writer) (tag string, err error)
	// Import takes in the bundle that a site brings.
	Import(ctx context.Context, by *Speaker, open func() (io.ReadCloser, error)) (*Taken, error)
	// Sync exchanges with home now; only a process of this place asks for it.
	Sync(ctx context.Context) error
	// Refused is told of every request that is refused for a reason of its own.
	Refused(ctx context.Context, deviceID, code string)
}

// Speaker is who asks.
type Speaker struct {
	Device *ledger.Device
	Site   string // the site it speaks for
	Own    bool   // a process of this very place: it brings and fetches for any
}

// ErrNothingNew says that the other side knows everything.
var ErrNothingNew = errors.New("nothing new")

// Taken is what a bundle brought.
type Taken struct {
	Already   bool              `json:"already,omitempty"`
	Ops       int               `json:"operations"`
	Refused   int               `json:"refused"`
	Reordered int               `json:"reordered,omitempty"`
	Files     int               `json:"files"`
	Took      int               `json:"took,omitempty"`
	Frozen    map[string]string `json:"frozen,omitempty"`
	Gaps      []string          `json:"gaps,omitempty"`
}

// Error is why an exchange does not go on: a code of the closed list.
type Error struct {
	Code string
	// After is when to come again, where the other side said so.
	After time.Duration
	cause error
}

// Error is the code with its cause.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.cause.Error()
	}
	return e.Code
}

// Unwrap is what happened.
func (e *Error) Unwrap() error { return e.cause }

// Reason is the code.
func (e *Error) Reason() string { return e.Code }

// The codes of the door itself; those of bundles stand beside them in statuses.
const (
	codeMalformed   = "malformed"  // the request is not the protocol
	codeNotFound    = "not_found"  // no such address
	codeNotProven   = "not_proven" // signature, challenge or time is not right, or it was used
	codeUnknown     = "stranger"   // no site of this book, or one that was revoked
	codeNotYours    = "not_yours"  // the bundle is of another site than who brings it
	codeTooBig      = "too_big"
	codeTooSlow     = "too_slow" // nothing came for a while
	codeDamaged     = "damaged"
	codeBusy        = "busy" // come again
	codeDiskFull    = "disk_full"
	codeInternal    = "internal"
	codeUnreachable = "unreachable" // said by who calls: nobody answers
	codeNotHome     = "not_home"    // said by who calls: what answers is no home of sites
)

// statuses is the closed list of codes that are answered.
var statuses = map[string]int{codeMalformed: http.StatusBadRequest, codeNotFound: http.StatusNotFound, codeNotProven: http.StatusUnauthorized,
	codeUnknown: http.StatusForbidden, codeNotYours: http.StatusForbidden, codeTooBig: http.StatusRequestEntityTooLarge,
	codeTooSlow: http.StatusRequestTimeout, codeDamaged: http.StatusUnprocessableEntity, codeBusy: http.StatusServiceUnavailable,
	codeDiskFull: http.StatusInsufficientStorage, codeInternal: http.StatusInternalServerError,
	"wrong_site": http.StatusUnprocessableEntity, "other_book": http.StatusUnprocessableEntity, "bad_signature": http.StatusUnprocessableEntity,
	"own_site": http.StatusUnprocessableEntity, "unknown_site": http.StatusUnprocessableEntity, "site_only": http.StatusConflict, "no_home": http.StatusConflict, codeUnreachable: http.StatusBadGateway, codeNotHome: http.StatusBadGateway}

func fail(code string) *Error { return &Error{Code: code} }

// CodeOf is the code of an error, "" when it has none of the list.
func CodeOf(err error) string {
	var r interface{ Reason() string }
	if !errors.As(err, &r) || statuses[r.Reason()] == 0 {
		return ""
	}
	return r.Reason()
}

// newChallenge is what a device is to sign: who, when, and that it is ours.
func newChallenge(secret []byte, deviceID string, ms int64) string {
	text := strconv.FormatInt(ms, 10) + "." + deviceID
	return text + "." + hex.EncodeToString(macOf(secret, text))
}

// readChallenge is when a challenge of a device was made; false when it is not ours.
func readChallenge(secret []byte, deviceID, challenge string) (ms int64, ok bool) {
	at, _, found := strings.Cut(challenge, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	return ms, found && err == nil && hmac.Equal([]byte(challenge), []byte(newChallenge(secret, deviceID, ms)))
}

func macOf(secret []byte, text string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("phendau/site/challenge/1\n" + text))
	return m.Sum(nil)
}
