package tip

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"unicode/utf8"

	"filippo.io/age"

	"phendau/internal/canon"
)

// Directions of a dialogue.
const (
	In  = "in"  // from the sender
	Out = "out" // from the desk
)

// Seen is the last message of the other side that was there when this one was
// written: who reads both sides sees when one was held back.
type Seen struct {
	Seq    int    `json:"seq"`
	SHA256 string `json:"sha256"` // of the sealed message
}

// Message is one of a dialogue. Numbers count from 0 in each direction without
// a gap; the sender's 0 is the body.
type Message struct {
	Case  ID     `json:"case"`
	Dir   string `json:"dir"`
	Seq   int    `json:"seq"`
	Prev  string `json:"prev,omitempty"` // sha-256 of the own side's sealed message before; none in the first
	Seen  *Seen  `json:"seen,omitempty"`
	Day   string `json:"day"`
	Text  string `json:"text"`
	Files []File `json:"files"`
	// Prepared names a prepared answer whose words the text are, unchanged: a phone may
	// have a recording of it in its language.
	Prepared string `json:"prepared,omitempty"`
	// Key and Sig are on messages of the desk: what is sealed says nothing of
	// who sealed it, and a forged "come to the post at ten" would be the most
	// dangerous message of all.
	Key string `json:"key,omitempty"`
	Sig string `json:"sig,omitempty"`
}

// replyDomain begins what a desk signs.
const replyDomain = "phendau-tip-reply-v1\x00"

func (m Message) signed() ([]byte, error) {
	m.Sig = ""
	b, err := canon.Marshal(m)
	if err != nil {
		return nil, fail(WrongText, "not writable")
	}
	h := sha256.Sum256(b)
	return append([]byte(replyDomain), h[:]...), nil
}

// Sign signs a message of the desk by its key of an epoch.
func (m *Message) Sign(key ed25519.PrivateKey) error {
	m.Key = KeyID(key.Public().(ed25519.PublicKey))
	b, err := m.signed()
	if err != nil {
		return err
	}
	m.Sig = base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, b))
	return nil
}

// SignedBy says whether one of the desk's keys of that day signed the message.
func (m *Message) SignedBy(keys ...ed25519.PublicKey) bool {
	sig, err := base64.RawURLEncoding.Strict().DecodeString(m.Sig)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return false
	}
	b, err := m.signed()
	if err != nil {
		return false
	}
	for _, k := range keys {
		if KeyID(k) == m.Key && ed25519.Verify(k, b, sig) {
			return true
		}
	}
	return false
}

// KeyID names a desk's key without naming an officer: the first 16 hexadecimal
// digits of its sha-256.
func KeyID(k ed25519.PublicKey) string {
	h := sha256.Sum256(k)
	return hex.EncodeToString(h[:8])
}

// SignKey is the desk's signing key of an epoch; whoever holds the epoch's seed
// holds it.
func SignKey(epoch Seed) (ed25519.PrivateKey, error) {
	seed, err := hkdf.Key(sha256.New, epoch[:], nil, "phendau desk sign v1", ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// SealMessage seals a message to the case, and one of the desk to the receipt
// as well.
func SealMessage(m *Message, to ...*age.HybridRecipient) ([]byte, error) {
	switch {
	case !utf8.ValidString(m.Text):
		return nil, fail(WrongText, "not UTF-8")
	case encoded(m.Text) > MaxText:
		return nil, fail(TooLong, "a text is too long")
	}
	if err := checkFiles(m.Files); err != nil {
		return nil, err
	}
	return sealJSON(m, TextSize, to...)
}

// OpenMessage opens one. Whether it stands in its place, the Thread says.
func OpenMessage(sealed []byte, with *age.HybridIdentity) (*Message, error) {
	var m Message
	if err := openJSON(sealed, TextSize, &m, with); err != nil {
		return nil, err
	}
	return &m, checkFiles(m.Files)
}

// Thread reads the two sides of a dialogue, each in its order, and says which
// messages are genuine.
type Thread struct {
	Case ID
	// Keys are the desk's signing keys of a day.
	Keys func(day string) []ed25519.PublicKey

	last map[string]Seen // by direction
}

// NewThread begins with the sealed body, the sender's message 0; nil where the
// reader has none.
func NewThread(of ID, body []byte, keys func(day string) []ed25519.PublicKey) *Thread {
	t := &Thread{Case: of, Keys: keys, last: map[string]Seen{}}
	if body != nil {
		t.last[In] = Seen{0, hashOf(body)}
	}
	return t
}

// Next takes the next message of a side. An error says why it is not shown as
// genuine ("thiếu hoặc sai thứ tự"); those behind it are judged all the same.
func (t *Thread) Next(sealed []byte, dir string, m *Message) error {
	before, had := t.last[dir]
	want := before.Seq + 1
	if !had {
		want = 0
		if dir == In { // the body is there for the desk; a sender reads only the desk's side
			want = 1
		}
	}
	t.last[dir] = Seen{m.Seq, hashOf(sealed)}
	switch {
	case m.Case != t.Case || m.Dir != dir:
		t.last[dir] = before
		return fail(OtherCase, "sealed for another case or direction")
	case dir == Out && !m.SignedBy(t.Keys(m.Day)...):
		t.last[dir] = before
		return fail(NotSigned, "no key of the desk signed it")
	case m.Seq != want, had && m.Prev != before.SHA256, !had && m.Prev != "" && m.Seq == 0:
		return fail(OutOfOrder, "message %d where %d was due", m.Seq, want)
	}
	return t.seen(dir, m)
}

// seen holds what a message says it has seen against what is there.
func (t *Thread) seen(dir string, m *Message) error {
	if m.Seen == nil {
		return nil
	}
	other, had := t.last[map[string]string{In: Out, Out: In}[dir]]
	if had && (m.Seen.Seq > other.Seq || m.Seen.Seq == other.Seq && m.Seen.SHA256 != other.SHA256) {
		return fail(OutOfOrder, "it answers a message that is not here")
	}
	return nil
}

// Last is what the next message of a side points to.
func (t *Thread) Last(dir string) (Seen, bool) {
	s, ok := t.last[dir]
	return s, ok
}

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
