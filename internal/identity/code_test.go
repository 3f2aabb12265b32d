package identity

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// TestAOneTimeCodeFitsOneStepAround holds step ±1 and tells which step opened,
// so that it can be refused the next time.
func TestAOneTimeCodeFitsOneStepAround(t *testing.T) {
	secret, url, err := NewTOTP("Phên Dậu", "Nông Thị Mẫu")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(url, "otpauth://totp/") || !strings.Contains(url, secret) {
		t.Errorf("address %s", url)
	}
	now := time.Date(2026, 3, 10, 2, 0, 10, 0, time.UTC)
	for off := int64(-3); off <= 3; off++ {
		at := now.Add(time.Duration(off) * totpStep * time.Second)
		code, err := totp.GenerateCode(secret, at)
		if err != nil {
			t.Fatal(err)
		}
		step, ok := CheckTOTP(secret, code, now)
		if want := off >= -1 && off <= 1; ok != want {
			t.Errorf("a code %d steps away: %v, want %v", off, ok, want)
		} else if ok && step != at.Unix()/totpStep {
			t.Errorf("a code %d steps away opened step %d", off, step)
		}
	}
	for _, code := range []string{"", "12345", "1234567", "abcdef", "１２３４５６"} {
		if _, ok := CheckTOTP(secret, code, now); ok {
			t.Errorf("%q fits", code)
		}
	}
}

// TestPrintedCodesAreReadAsTheyLook takes codes the way people type them.
func TestPrintedCodesAreReadAsTheyLook(t *testing.T) {
	for typed, want := range map[string]string{
		"01234-56789":     "01234-56789",
		"o1234-56789":     "01234-56789",
		"OI234 56789":     "01234-56789",
		"0l234567 89":     "01234-56789",
		" abcde-fghjk ":   "ABCDE-FGHJK",
		"uuuuu-vvvvv":     "VVVVV-VVVVV",
		"0123":            "0123",
		"01234-56789-AAA": "0123456789AAA",
	} {
		if got := ReadCode(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	seen := map[string]bool{}
	for range 1000 {
		c := NewCode()
		if ReadCode(c) != c || ReadCode(strings.ToLower(c)) != c || len(c) != 11 || strings.ContainsAny(c, "OILU") || seen[c] {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
}

// TestSecretsHave256BitsAndAreKeptAsHash looks at the form of tokens.
func TestSecretsHave256BitsAndAreKeptAsHash(t *testing.T) {
	a, hash := NewSecret()
	b, _ := NewSecret()
	if a == b || len(a) != 43 || len(hash) != 32 || !bytes.Equal(hash, HashSecret(a)) || bytes.Contains(hash, []byte(a)) {
		t.Errorf("%q, %q, %x", a, b, hash)
	}
}
