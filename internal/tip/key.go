package tip

import (
	"encoding/base64"
	"strings"

	"filippo.io/age"
)

// Kind is what one of the two key files of a slot holds.
type Kind int

// The kinds. All have one size and one look from outside.
const (
	WholeKey Kind = iota // the identity of the case: the desk opens it alone
	NoneKey              // nothing: the second file of an ordinary tip
	DummyKey             // nothing: the slot is there so that others do not stand out
	ShareKey             // half of the identity: two people open it together
)

const (
	noneWord  = "PHENDAU-NONE-1"
	dummyWord = "PHENDAU-DUMMY-1"
	shareWord = "PHENDAU-SHARE-1 "
)

// Key is the content of a key file.
type Key struct {
	Kind Kind
	Seed Seed // of WholeKey the identity, of ShareKey the half; else nothing
}

// Bytes writes 77 ASCII letters, padded with spaces.
func (k Key) Bytes() []byte {
	text := [...]string{WholeKey: k.Seed.Text(), NoneKey: noneWord, DummyKey: dummyWord,
		ShareKey: shareWord + base64.RawURLEncoding.EncodeToString(k.Seed[:])}[k.Kind]
	return []byte(text + strings.Repeat(" ", KeySize-len(text)))
}

// ParseKey reads what Bytes writes, and nothing else.
func ParseKey(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, fail(WrongSize, "%d bytes are no key", len(b))
	}
	text := strings.TrimRight(string(b), " ")
	switch {
	case text == noneWord:
		return Key{Kind: NoneKey}, nil
	case text == dummyWord:
		return Key{Kind: DummyKey}, nil
	case strings.HasPrefix(text, shareWord):
		share, err := base64.RawURLEncoding.Strict().DecodeString(text[len(shareWord):])
		if err != nil || len(share) != len(Seed{}) {
			return Key{}, fail(WrongText, "no share")
		}
		return Key{ShareKey, Seed(share)}, nil
	}
	seed, err := seedOf(text)
	return Key{WholeKey, seed}, err
}

// seedOf reads the text of an identity back into its seed. age checks it; the
// letters between part and checksum are the seed.
func seedOf(text string) (Seed, error) {
	var seed Seed
	if _, err := age.ParseHybridIdentity(text); err != nil {
		return seed, fail(WrongText, "no identity")
	}
	data := strings.ToLower(text[len(identityPart)+1 : len(text)-6])
	acc, bits, n := 0, 0, 0
	for _, c := range data {
		acc, bits = acc<<5|strings.IndexRune(bech32Letters, c), bits+5
		if bits >= 8 && n < len(seed) {
			seed[n], n, bits = byte(acc>>(bits-8)), n+1, bits-8
		}
		acc &= 1<<bits - 1
	}
	if seed.Text() != text {
		return Seed{}, fail(WrongText, "no identity")
	}
	return seed, nil
}

// SealKey seals a key to a desk's epoch, or to a colleague.
func SealKey(k Key, to *age.HybridRecipient) ([]byte, error) { return Seal(k.Bytes(), to) }

// OpenKey opens a key file.
func OpenKey(sealed []byte, with ...*age.HybridIdentity) (Key, error) {
	b, err := Open(sealed, KeySize, with...)
	if err != nil {
		return Key{}, err
	}
	return ParseKey(b)
}

// Join puts the two halves of a key that two people hold together.
func Join(a, b Key) (Seed, error) {
	if a.Kind != ShareKey || b.Kind != ShareKey {
		return Seed{}, fail(OpensSeparated, "not two halves")
	}
	return a.Seed.Xor(b.Seed), nil
}
