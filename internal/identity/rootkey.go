package identity

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// RootKeyBytes is the length of a root key.
const RootKeyBytes = 32

// RootKey is the one secret of an installation. Everything else secret is
// derived from it by name; it never appears in text. The bytes lie inside a
// function: fmt asks no method of a field that is not exported and follows
// pointers, but never calls.
type RootKey struct{ b func() []byte }

// ErrSealed says that sealed bytes were not sealed with this key.
var ErrSealed = errors.New("sealed with another key")

// NewRootKey makes one.
func NewRootKey() *RootKey {
	b := make([]byte, RootKeyBytes)
	rand.Read(b)
	return &RootKey{func() []byte { return b }}
}

// ReadRootKey takes the bytes of a key file.
func ReadRootKey(b []byte) (*RootKey, error) {
	if len(b) != RootKeyBytes {
		return nil, errors.New("a root key has 32 bytes")
	}
	own := bytes.Clone(b)
	return &RootKey{func() []byte { return own }}, nil
}

// Bytes are for the key file only.
func (k *RootKey) Bytes() []byte { return k.b() }

// Derive is the 32-byte key of a purpose: "checkpoint", "totp".
func (k *RootKey) Derive(purpose string) []byte {
	out, err := hkdf.Key(sha256.New, k.b(), nil, "phendau/"+purpose+"/1", 32)
	if err != nil {
		panic(err) // only for lengths beyond 8 KiB
	}
	return out
}

// Format hides the key from every verb of fmt, also where it stands by value
// in another struct.
func (RootKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[redacted]") }

// LogValue hides the key from logs.
func (RootKey) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the key from encodings.
func (RootKey) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

func (k *RootKey) aead(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.Derive(purpose))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return a
}

// Seal hides a secret of one owner for the database.
func (k *RootKey) Seal(purpose, owner string, secret []byte) []byte {
	return k.aead(purpose).Seal(nil, nil, secret, []byte(owner))
}

// Unseal brings it back; ErrSealed when key or owner differ.
func (k *RootKey) Unseal(purpose, owner string, sealed []byte) ([]byte, error) {
	b, err := k.aead(purpose).Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		return nil, ErrSealed
	}
	return b, nil
}
