package identity

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestPasswordsAreLongAndNotCommon holds the rules of security.md section 1:
// fifteen characters, nothing everybody tries first, and no other demand.
func TestPasswordsAreLongAndNotCommon(t *testing.T) {
	for _, c := range []struct {
		password string
		want     error
	}{
		{"con trâu gặm cỏ bên suối Quây", nil},
		{"aaaaabbbbbcccdd", nil},                  // no demand for signs, digits or capitals
		{"ốc bươu đen xào", nil},                  // 15 characters
		{"ốc bươu xào ớt", ErrShort},              // 14, though more bytes
		{norm.NFD.String("ốc bươu đen xào"), nil}, // marks of their own make it no longer
		{norm.NFD.String("ốc bươu xào ớt"), ErrShort},
		{strings.Repeat("núi đèo ", 32), ErrCommon}, // 256, but one piece again and again
		{strings.Repeat("x", 257), ErrLong},
		{"passwordpassword", ErrCommon},
		{"việt nam muôn năm", ErrCommon},
		{"VietNamMuonNam2026", ErrCommon},
		{"Viet-Nam_Muon.Nam!", ErrCommon},
		{"0123456789012345", ErrCommon},
		{"abcdefghijklmnop", ErrCommon},
		{"zyxwvutsrqponmlk", ErrCommon},
		{"aaaaaaaaaaaaaaa", ErrCommon},
		{"abcabcabcabcabc", ErrCommon},
		{"Nông Thị Hoa Đào", ErrCommon},
		{"nongthihoadao123", ErrCommon},
		{"hoadao.cb.hoadao.cb", ErrCommon},
	} {
		if err := CheckPassword(c.password, "Nông Thị Hoa Đào", "hoadao.cb"); !errors.Is(err, c.want) {
			t.Errorf("%q: %v, want %v", c.password, err, c.want)
		}
	}
}

// TestEveryCommonPasswordIsRefused reads the embedded list: none of its words
// gets through, however it is written.
func TestEveryCommonPasswordIsRefused(t *testing.T) {
	n := 0
	for word := range common() {
		for _, p := range []string{word, strings.ToUpper(word), strings.Join(strings.Split(word, ""), " "), word + "123", "!" + word} {
			if len([]rune(p)) < MinPassword {
				continue
			}
			n++
			if err := CheckPassword(p); !errors.Is(err, ErrCommon) && !errors.Is(err, ErrLong) {
				t.Errorf("%q: %v", p, err)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d passwords were tried", n)
	}
}

// TestAnUnknownAccountCostsTheSameHash holds every place of the hasher: then
// nobody can be answered without one, with or without a hash to compare.
func TestAnUnknownAccountCostsTheSameHash(t *testing.T) {
	h := NewHasher()
	hash, err := h.Hash(t.Context(), "con trâu gặm cỏ bên suối")
	if err != nil {
		t.Fatal(err)
	}
	busy, cancel := context.WithCancel(t.Context())
	cancel()
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	for _, known := range []string{hash, "", "$argon2id$broken", "$argon2id$v=19$m=1,t=1,p=1$!$!"} {
		if _, err := h.Check(busy, known, "x"); !errors.Is(err, context.Canceled) {
			t.Errorf("hash %q was answered without work: %v", known, err)
		}
	}
	for range cap(h.slots) {
		<-h.slots
	}
	for _, c := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "con trâu gặm cỏ bên suối", true},
		{hash, norm.NFD.String("con trâu gặm cỏ bên suối"), true},
		{hash, "con trâu gặm cỏ bên suôi", false},
		{"", "con trâu gặm cỏ bên suối", false},
	} {
		if ok, err := h.Check(t.Context(), c.hash, c.password); ok != c.want || err != nil {
			t.Errorf("%q: %v, %v", c.password, ok, err)
		}
	}
	if other, _ := h.Hash(t.Context(), "con trâu gặm cỏ bên suối"); other == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Errorf("other parameters: %s", hash)
	}
}

// TestTwoHashesAtOnce holds the bound on memory: 64 MiB each, two at a time.
func TestTwoHashesAtOnce(t *testing.T) {
	if h := NewHasher(); cap(h.slots) != 2 || argonAtOnce != 2 || argonMemory != 64<<10 {
		t.Errorf("%d hashes at once with %d KiB each", cap(h.slots), argonMemory)
	}
}
