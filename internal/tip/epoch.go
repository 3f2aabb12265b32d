package tip

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"strings"

	"filippo.io/age"

	"phendau/internal/calendar"
	"phendau/internal/canon"
)

// GraceDays is how long after its end a phone without a network may still seal
// to an epoch.
const GraceDays = 120

// EpochRecord publishes the key of a desk for one quarter. The authority above
// the desk signs it, the audit log carries it, and a phone believes nothing
// else: a server that hands out a key of its own is found out.
type EpochRecord struct {
	V         int    `json:"v"`
	Desk      ID     `json:"desk"`
	Epoch     uint32 `json:"epoch"`
	Recipient string `json:"recipient"`
	SignKey   string `json:"sign"` // Ed25519 key of the desk, base64url
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
	Prev      string `json:"prev,omitempty"` // sha-256 of the record before
	Sig       string `json:"sig,omitempty"`  // by the authority, over the rest
}

const epochDomain = "phendau-tip-epoch-v1\x00"

func (r EpochRecord) signed() ([]byte, error) {
	r.Sig = ""
	b, err := canon.Marshal(r)
	if err != nil {
		return nil, fail(WrongText, "not writable")
	}
	return append([]byte(epochDomain), b...), nil
}

// Sign signs a record by the authority's key.
func (r *EpochRecord) Sign(key ed25519.PrivateKey) error {
	b, err := r.signed()
	if err != nil {
		return err
	}
	r.Sig = base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, b))
	return nil
}

// Hash names the record, its signature included.
func (r *EpochRecord) Hash() (string, error) {
	b, err := canon.Marshal(r)
	if err != nil {
		return "", fail(WrongText, "not writable")
	}
	return hashOf(b), nil
}

// Verify says whether a phone may seal to the record on a day: signed by the
// authority it knows, complete, and not too old.
func (r *EpochRecord) Verify(authority ed25519.PublicKey, day calendar.Day) error {
	b, err := r.signed()
	if err != nil {
		return err
	}
	sig, err := base64.RawURLEncoding.Strict().DecodeString(r.Sig)
	if err != nil || !ed25519.Verify(authority, b, sig) {
		return fail(WrongEpoch, "the authority did not sign it")
	}
	from, err := calendar.ParseDay(r.NotBefore)
	to, err2 := calendar.ParseDay(r.NotAfter)
	_, err3 := age.ParseHybridRecipient(r.Recipient)
	sign, err4 := base64.RawURLEncoding.Strict().DecodeString(r.SignKey)
	switch {
	case err != nil || err2 != nil || err3 != nil || err4 != nil || r.V != 1 || len(sign) != ed25519.PublicKeySize || from > to:
		return fail(WrongEpoch, "incomplete")
	case day < from:
		return fail(WrongEpoch, "not valid yet")
	case day > to+GraceDays:
		return fail(WrongEpoch, "too old")
	}
	return nil
}

// Follows says whether a record is the next of the same desk.
func (r *EpochRecord) Follows(before *EpochRecord) error {
	h, err := before.Hash()
	if err != nil {
		return err
	}
	if r.Desk != before.Desk || r.Epoch != before.Epoch+1 || r.Prev != h {
		return fail(WrongEpoch, "it does not follow the record before")
	}
	return nil
}

// OverlapDays is how long the key of before signs on when the next has begun: senders
// know that one only when the authority and a witness have signed it, which takes days.
const OverlapDays = 14

// SigningDays are the first and the last day on which answers of a desk may be
// signed by the key of a record: until a later one of its desk has taken over and is
// known, for a key that somebody took along who left is no key of the desk. Only the
// last has the grace, for the next may come late.
func (r *EpochRecord) SigningDays(ofDesk []EpochRecord) (from, to calendar.Day, err error) {
	from, err = calendar.ParseDay(r.NotBefore)
	to, err2 := calendar.ParseDay(r.NotAfter)
	if err := errors.Join(err, err2); err != nil {
		return 0, 0, err
	}
	to += GraceDays
	for i := range ofDesk {
		if ofDesk[i].Epoch <= r.Epoch {
			continue
		}
		next, err := calendar.ParseDay(ofDesk[i].NotBefore)
		if err != nil {
			return 0, 0, err
		}
		to = min(to, next+OverlapDays)
	}
	return from, to, nil
}

// NewEpoch is the unsigned record of a seed.
func NewEpoch(seed Seed, desk ID, epoch uint32, from, to calendar.Day, before *EpochRecord) (*EpochRecord, error) {
	id, err := seed.Identity()
	if err != nil {
		return nil, err
	}
	key, err := SignKey(seed)
	if err != nil {
		return nil, err
	}
	r := &EpochRecord{V: 1, Desk: desk, Epoch: epoch, Recipient: id.Recipient().String(), NotBefore: from.String(), NotAfter: to.String(),
		SignKey: base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}
	if before != nil {
		if r.Prev, err = before.Hash(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Fingerprint is what a poster shows of the authority's key: the first 100 bits
// of its sha-256 in five groups of four letters.
func Fingerprint(authority ed25519.PublicKey) string {
	h := sha256.Sum256(authority)
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h[:])[:20]
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:i+4])
	}
	return strings.Join(groups, " ")
}
