package audit

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// ErrKey says that a text is not a signing key.
var ErrKey = errors.New("this is not a signing key")

// Signer signs checkpoints in the name of a log or of a witness. It prints as
// [redacted].
type Signer struct {
	name string
	hash uint32
	key  ed25519.PrivateKey
	vkey string
}

// NewSigner makes the signer of a name from an Ed25519 seed of 32 bytes. The
// name has neither white space nor "+"; it is the origin of a log's
// checkpoints.
func NewSigner(origin string, seed []byte) (*Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%w: a seed has %d bytes", ErrKey, ed25519.SeedSize)
	}
	s := &Signer{name: origin, key: ed25519.NewKeyFromSeed(seed)}
	var err error
	if s.vkey, err = note.NewEd25519VerifierKey(origin, s.key.Public().(ed25519.PublicKey)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	v, err := note.NewVerifier(s.vkey)
	if err != nil {
		return nil, fmt.Errorf("%w: the name %q: %w", ErrKey, origin, err)
	}
	s.hash = v.KeyHash()
	return s, nil
}

// GenerateSigner makes a signer with a new key from a source of randomness.
func GenerateSigner(name string, random io.Reader) (*Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	return NewSigner(name, seed)
}

// Key is the public verifier key as a text, name+hash+key (sumdb/note).
func (s *Signer) Key() string { return s.vkey }

// Name is the name signed with; with KeyHash and Sign it makes a note.Signer.
func (s *Signer) Name() string { return s.name }

// KeyHash tells keys of one name apart.
func (s *Signer) KeyHash() uint32 { return s.hash }

// Sign signs the text of a note.
func (s *Signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

// Format keeps the key out of every print and log.
func (s *Signer) Format(f fmt.State, _ rune) { io.WriteString(f, "[redacted]") }

// MarshalText keeps the key out of JSON.
func (s *Signer) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

const (
	secretPrefix = "PRIVATE+KEY+"
	algEd25519   = 1
)

// Secret is the key as a text for a file that only its owner reads, in the
// form of sumdb/note.
func (s *Signer) Secret() string {
	seed := append([]byte{algEd25519}, s.key.Seed()...)
	return fmt.Sprintf("%s%s+%08x+%s", secretPrefix, s.name, s.hash, base64.StdEncoding.EncodeToString(seed))
}

// ParseSecret reads the text of Secret.
func ParseSecret(text string) (*Signer, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), secretPrefix)
	name, rest, ok2 := strings.Cut(rest, "+")
	_, key, ok3 := strings.Cut(rest, "+")
	seed, err := base64.StdEncoding.DecodeString(key)
	if !ok || !ok2 || !ok3 || err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, ErrKey
	}
	s, err := NewSigner(name, seed[1:])
	if err != nil {
		return nil, err
	}
	if s.Secret() != strings.TrimSpace(text) {
		return nil, ErrKey
	}
	return s, nil
}
