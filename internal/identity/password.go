package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"phendau/internal/vi"
)

// Rules of passwords (security.md section 1): long, not common, and nothing
// else; forced changes and signs make people write them down.
const (
	MinPassword = 15  // characters
	MaxPassword = 256 // characters
)

// Parameters of argon2id.
const (
	argonTime    = 3
	argonMemory  = 64 << 10 // KiB
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
	// argonAtOnce bounds the memory that strangers can make the server use.
	argonAtOnce = 2
)

// Errors of passwords.
var (
	ErrShort  = errors.New("password too short")
	ErrLong   = errors.New("password too long")
	ErrCommon = errors.New("password too common")
)

//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[squeeze(line)], out[core(squeeze(line))] = true, true
		}
	}
	return out
})

// squeeze folds case, tone marks and blanks away: "Việt Nam Muôn Năm" and
// "vietnammuonnam" are one password to somebody who guesses.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, vi.SearchKey(s))
}

// core is a password without the digits and signs around it, "" when hardly
// anything is left: words of the list begin with digits themselves.
func core(s string) string {
	if s = strings.Trim(s, "0123456789!@#$%^&*"); utf8.RuneCountInString(s) < minCore {
		return ""
	}
	return s
}

const minCore = 6

// CheckPassword judges a new password. names are words it must not consist of:
// the person's own name and login.
func CheckPassword(p string, names ...string) error {
	n := utf8.RuneCountInString(norm.NFC.String(p))
	switch {
	case n < MinPassword:
		return ErrShort
	case n > MaxPassword:
		return ErrLong
	}
	s := squeeze(p)
	if common()[s] || core(s) != "" && common()[core(s)] || repeated(s) {
		return ErrCommon
	}
	for _, name := range names {
		if q := squeeze(name); q != "" && strings.Trim(strings.ReplaceAll(s, q, ""), "0123456789!@#") == "" {
			return ErrCommon
		}
	}
	return nil
}

// repeated finds passwords made of one short piece again and again, or of a
// run such as 0123456789.
func repeated(s string) bool {
	r := []rune(s)
	for size := 1; size <= len(r)/3; size++ {
		same := true
		for i := size; i < len(r) && same; i++ {
			same = r[i] == r[i-size]
		}
		if same {
			return true
		}
	}
	steps := 0
	for i := 1; i < len(r); i++ {
		if d := r[i] - r[i-1]; d == 1 || d == -1 {
			steps++
		}
	}
	return len(r) > 1 && steps*10 >= (len(r)-1)*9
}

// Hasher makes and checks argon2id hashes, two at a time.
type Hasher struct{ slots chan struct{} }

// NewHasher makes a hasher.
func NewHasher() *Hasher { return &Hasher{slots: make(chan struct{}, argonAtOnce)} }

func (h *Hasher) key(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, argonTime, argonMemory, argonThreads, argonKey), nil
}

// Hash is the PHC form of a password's hash.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	rand.Read(salt)
	k, err := h.key(ctx, password, salt)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, enc(salt), enc(k)), nil
}

// Check compares a password with a hash. An empty hash, for a person who has
// none, costs the same work and is never equal.
func (h *Hasher) Check(ctx context.Context, hash, password string) (bool, error) {
	salt, want := make([]byte, argonSalt), make([]byte, argonKey)
	known := false
	if parts := strings.Split(hash, "$"); len(parts) == 6 && parts[1] == "argon2id" {
		s, err1 := base64.RawStdEncoding.DecodeString(parts[4])
		k, err2 := base64.RawStdEncoding.DecodeString(parts[5])
		if err1 == nil && err2 == nil && len(k) == argonKey {
			salt, want, known = s, k, true
		}
	}
	got, err := h.key(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}
