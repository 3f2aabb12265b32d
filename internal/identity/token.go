package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// TokenPrefix begins every personal access token, so that scanners find one
// that was published by mistake.
const TokenPrefix = "pdt_"

// NewSecret is 256 random bits as text and the hash under which it is kept.
// rand.Read never fails.
func NewSecret() (text string, hash []byte) {
	b := make([]byte, 32)
	rand.Read(b)
	text = base64.RawURLEncoding.EncodeToString(b)
	return text, HashSecret(text)
}

// HashSecret is how tokens, codes and ceremony keys are kept.
func HashSecret(text string) []byte {
	h := sha256.Sum256([]byte("phendau/secret/1\n" + text))
	return h[:]
}

// Codes is how many printed codes a person gets.
const Codes = 10

// codeAlphabet leaves out letters that are misread (Crockford base32).
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode is a printed one-time code of 50 bits, in two blocks of five.
func NewCode() string {
	var b [8]byte
	rand.Read(b[:])
	n := binary.BigEndian.Uint64(b[:])
	var out strings.Builder
	for i := range 10 {
		if i == 5 {
			out.WriteByte('-')
		}
		out.WriteByte(codeAlphabet[n>>(5*i)&31])
	}
	return out.String()
}

// ReadCode brings what somebody typed into the printed form: letters that look
// like digits are read as those.
func ReadCode(typed string) string {
	s := strings.NewReplacer("O", "0", "I", "1", "L", "1", "U", "V", "-", "", " ", "").Replace(strings.ToUpper(typed))
	if len(s) != 10 {
		return s
	}
	return s[:5] + "-" + s[5:]
}
