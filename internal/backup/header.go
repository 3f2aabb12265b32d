package backup

import (
	"bytes"
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/note"

	"phendau/internal/audit"
	"phendau/internal/canon"
	"phendau/internal/ledger"
)

// Stamp is how the moment of a copy is written: UTC, to the second.
const Stamp = "20060102T150405Z"

// File is a file of a copy, by its hash.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Log is how long the audit log was and what its root was.
type Log struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

// Shreds is how far the shred list went: the number of its lines and the hash of
// the last one.
type Shreds struct {
	Lines int    `json:"lines"`
	Hash  string `json:"hash"`
}

// Header says what a copy is of. It is not sealed and says nothing of content.
type Header struct {
	V        int    `json:"v"`
	Schema   int64  `json:"schema"`   // migration of the tables
	Instance string `json:"instance"` // name of the audit log: which book this is
	Made     string `json:"made"`     // in the form of Stamp
	Engine   string `json:"engine"`   // of the book; the copy fits both
	// Positions of all ledgers, by id.
	Positions []ledger.Position `json:"positions"`
	Log       Log               `json:"log"`
	Book      File              `json:"book"`
	// Tips and Vault may be of an earlier copy of the same day: frequent copies
	// would tell when a tip came. Without tips there are none.
	Tips  *File `json:"tips,omitempty"`
	Vault *File `json:"vault,omitempty"`
	// Blobs is the list of files, one hash a line.
	Blobs     File   `json:"blobs"`
	BlobCount int    `json:"blob_count"`
	Shreds    Shreds `json:"shreds"`
}

// MadeAt is the moment of the copy.
func (h *Header) MadeAt() (time.Time, error) { return time.Parse(Stamp, h.Made) }

// signed is the header as it lies in its file.
type signed struct {
	Header json.RawMessage `json:"header"`
	Key    string          `json:"key"` // public key of the log
	Sig    []byte          `json:"sig"`
}

// What a signature covers begins with one of these, so that one is never taken
// for another.
const (
	headerPurpose = "phendau/backup/1\n"
	reportPurpose = "phendau/restore-check/1\n"
)

// Sign writes the header signed by the log of its book.
func (h *Header) Sign(s *audit.Signer) ([]byte, error) { return sign(headerPurpose, h, s) }

func sign(purpose string, v any, s *audit.Signer) ([]byte, error) {
	text, err := canon.Marshal(v)
	if err != nil {
		return nil, err
	}
	sig, err := s.Sign(append([]byte(purpose), text...))
	if err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(signed{text, s.Key(), sig}, "", " ")
	return append(b, '\n'), err
}

// OpenHeader reads a header and checks its signature by the key it names, which
// is returned: whether that is the key of the book is seen when the copy is
// opened.
func OpenHeader(b []byte) (*Header, string, error) {
	var h Header
	key, err := open(headerPurpose, b, &h)
	if err != nil {
		return nil, "", err
	}
	if h.V != Version {
		return nil, "", Refuse(NewerSchema, "form %d", h.V)
	}
	return &h, key, nil
}

func open(purpose string, b []byte, v any) (key string, err error) {
	var s signed
	if err := strict(b, &s); err != nil {
		return "", Refuse(HeaderAltered, "not readable")
	}
	text, err := canon.FromJSON(s.Header)
	if err != nil {
		return "", Refuse(HeaderAltered, "not readable")
	}
	k, err := note.NewVerifier(s.Key)
	if err != nil || !k.Verify(append([]byte(purpose), text...), s.Sig) {
		return "", Refuse(HeaderAltered, "the signature does not fit")
	}
	if err := json.Unmarshal(text, v); err != nil {
		return "", Refuse(HeaderAltered, "not readable")
	}
	return s.Key, nil
}

func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
