package audit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/text/unicode/norm"

	"phendau/internal/canon"
)

// Hash is a node of the tree (RFC 6962, SHA-256).
type Hash = tlog.Hash

// SaltSize is the length of a record's salt in bytes. Without the salt a
// removed record cannot be guessed from its leaf.
const SaltSize = 16

// Most bytes of the texts of a record; what is longer is cut. A log that
// refused a long reason would refuse the act.
const (
	maxID   = 128
	maxText = 2000
)

// Entry is a record with its place in the log.
type Entry struct {
	Record
	Index int64
	// At is seconds since 1970 UTC.
	At int64
	// Salt is nil for a redacted record, which is empty but for Index and Leaf.
	Salt []byte
	Leaf Hash
}

// Redacted reports whether the record was removed with its salt.
func (e *Entry) Redacted() bool { return e.Salt == nil }

// body is what is hashed. A field added later needs omitempty, so that older
// leaves stay.
type body struct {
	Index    int64  `json:"index"`
	At       int64  `json:"at"`
	ActorID  string `json:"actor_id,omitempty"`
	KeyID    string `json:"key_id,omitempty"`
	Action   string `json:"action"`
	ObjectID string `json:"object_id,omitempty"`
	PlaceID  string `json:"place_id,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Outcome  string `json:"outcome"`
}

// Hash is the leaf that the content gives: SHA-256(0x00 ‖ salt ‖ canonical
// JSON); the 0x00 is the one RFC 6962 puts before leaves.
func (e *Entry) Hash() (Hash, error) {
	b, err := e.Text()
	if err != nil {
		return Hash{}, err
	}
	return tlog.RecordHash(slices.Concat(e.Salt, b)), nil
}

// Text is the canonical JSON that is hashed behind the salt.
func (e *Entry) Text() ([]byte, error) {
	b, err := canon.Marshal(body{e.Index, e.At, e.ActorID, e.KeyID, e.Action, e.ObjectID, e.PlaceID, e.Reason, e.Detail, string(e.Outcome)})
	if err != nil {
		return nil, fmt.Errorf("audit record %d: %w", e.Index, err)
	}
	return b, nil
}

// Clean is the record as it is stored: texts in NFC, cut to their lengths,
// without control characters. An action or outcome outside the closed lists is
// an error of the program.
func (r Record) Clean() (Record, error) {
	if !slices.Contains(actions, r.Action) {
		return r, fmt.Errorf("audit: unknown action %q", r.Action)
	}
	if r.Outcome != Done && r.Outcome != Refused {
		return r, fmt.Errorf("audit: unknown outcome %q", r.Outcome)
	}
	for _, s := range []*string{&r.ActorID, &r.KeyID, &r.ObjectID, &r.PlaceID} {
		*s = clean(*s, maxID)
	}
	for _, s := range []*string{&r.Reason, &r.Detail} {
		*s = clean(*s, maxText)
	}
	return r, nil
}

func clean(s string, most int) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, string(utf8.RuneError)))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// Filter chooses records; empty fields choose all.
type Filter struct {
	ActorID  string
	ObjectID string
	// PlaceIDs are the places a reader may ask for, with the places under them,
	// at most 30,000. Nil chooses all records, an empty list none.
	PlaceIDs []string
	Actions  []string
	// From and To bound the time in seconds since 1970 UTC, To exclusive; 0 is
	// open.
	From, To int64
	// Before continues a list behind the record of this index; 0 begins at the
	// newest.
	Before int64
	// Limit is 1 to 1000 records; anything else is 100.
	Limit int
}

// Clean brings the ids to the form in which records hold them.
func (f Filter) Clean() Filter {
	f.ActorID, f.ObjectID = clean(f.ActorID, maxID), clean(f.ObjectID, maxID)
	if f.PlaceIDs != nil {
		places := make([]string, len(f.PlaceIDs))
		for i, p := range f.PlaceIDs {
			places[i] = clean(p, maxID)
		}
		f.PlaceIDs = places
	}
	if f.Limit < 1 || f.Limit > 1000 {
		f.Limit = 100
	}
	return f
}
