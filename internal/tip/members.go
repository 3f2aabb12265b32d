package tip

import (
	"crypto/ed25519"
	"encoding/base64"

	"phendau/internal/canon"
)

// Members says to whom a key of a desk was sealed. Only who holds that key can sign it:
// a right without a key must not put other files in the place of the desk's own.
type Members struct {
	Desk   ID       `json:"desk"`
	Epoch  uint32   `json:"epoch"`
	To     []string `json:"to"`     // people, sorted
	SHA256 string   `json:"sha256"` // of the sealed file
}

const membersDomain = "phendau-tip-members-v1\x00"

func (m *Members) signed() ([]byte, error) {
	b, err := canon.Marshal(m)
	if err != nil {
		return nil, fail(WrongText, "not writable")
	}
	return append([]byte(membersDomain), b...), nil
}

// Sign signs by the signing key of the epoch (SignKey); base64url.
func (m *Members) Sign(key ed25519.PrivateKey) (string, error) {
	b, err := m.signed()
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, b)), err
}

// SignedBy says whether the signing key of the epoch, base64url, signed it.
func (m *Members) SignedBy(key, sig string) bool {
	k, err := base64.RawURLEncoding.Strict().DecodeString(key)
	s, err2 := base64.RawURLEncoding.Strict().DecodeString(sig)
	b, err3 := m.signed()
	return err == nil && err2 == nil && err3 == nil && len(k) == ed25519.PublicKeySize && ed25519.Verify(k, b, s)
}
