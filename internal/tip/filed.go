package tip

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
)

// leafDomain begins what is hashed for the log.
const leafDomain = "phendau tip v1"

// Leaf is sha-256 over the domain, the lookup and the sha-256 of a slot. It is what
// the log says of a slot.
func Leaf(lookup ID, slot [sha256.Size]byte) string {
	l := sha256.Sum256(slices.Concat([]byte(leafDomain), lookup[:], slot[:]))
	return hex.EncodeToString(l[:])
}

// Filed proves that a slot was filed: the line of the log that holds its leaf, and how
// that line leads to a signed checkpoint. It says when the log took the leaf, in the
// night behind the day or later, and nothing of what the slot holds.
type Filed struct {
	V      int    `json:"v"`
	Lookup ID     `json:"lookup"`
	Slot   string `json:"slot"`   // sha-256, hexadecimal
	Salt   string `json:"salt"`   // of the line, base64url
	Record string `json:"record"` // canonical JSON of the line
	// Proof leads from the line to the root of the checkpoint, hexadecimal.
	Proof      []string `json:"proof"`
	Checkpoint string   `json:"checkpoint"`
	LogKey     string   `json:"log_key"`
}

// Why a proof of filing does not hold.
var (
	ErrNoProof    = errors.New("this is no proof of filing")
	ErrOtherLeaf  = errors.New("the line of the log is of something else")
	ErrNotInLog   = errors.New("the log does not hold the line")
	ErrCheckpoint = errors.New("the checkpoint is not signed by that log")
)

// NewFiled is the proof of a slot whose leaf an entry of the log holds.
func NewFiled(lookup ID, slot [sha256.Size]byte, e *audit.Entry, path []audit.Hash, checkpoint []byte, logKey string) (*Filed, error) {
	text, err := e.Text()
	if err != nil {
		return nil, err
	}
	f := &Filed{V: 1, Lookup: lookup, Slot: hex.EncodeToString(slot[:]), Salt: base64.RawURLEncoding.EncodeToString(e.Salt), Record: string(text), Proof: []string{}, Checkpoint: string(checkpoint), LogKey: logKey}
	for _, h := range path {
		f.Proof = append(f.Proof, hex.EncodeToString(h[:]))
	}
	return f, nil
}

// filedLine is what a proof needs of a line of the log.
type filedLine struct {
	Index    int64  `json:"index"`
	At       int64  `json:"at"` // seconds since 1970 UTC
	Action   string `json:"action"`
	ObjectID string `json:"object_id"`
	Outcome  string `json:"outcome"`
}

// Check returns when the log took the leaf. logKey is that of a log one trusts; "" is
// the one the proof names, and then the proof holds for that log and no more.
func (f *Filed) Check(logKey string) (time.Time, error) {
	if logKey == "" {
		logKey = f.LogKey
	}
	var line filedLine
	slot, err := hash32(f.Slot)
	salt, err2 := base64.RawURLEncoding.DecodeString(f.Salt)
	if err := errors.Join(err, err2, json.Unmarshal([]byte(f.Record), &line)); err != nil || f.V != 1 || len(salt) != audit.SaltSize {
		return time.Time{}, ErrNoProof
	}
	if line.Action != audit.TipFiled || line.Outcome != string(audit.Done) || line.ObjectID != Leaf(f.Lookup, slot) {
		return time.Time{}, ErrOtherLeaf
	}
	c, err := audit.OpenCheckpoint([]byte(f.Checkpoint), logKey)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	path := make(tlog.RecordProof, len(f.Proof))
	for i, text := range f.Proof {
		if path[i], err = hash32(text); err != nil {
			return time.Time{}, ErrNoProof
		}
	}
	if tlog.CheckRecord(path, c.Size, c.Root, line.Index, tlog.RecordHash(slices.Concat(salt, []byte(f.Record)))) != nil {
		return time.Time{}, ErrNotInLog
	}
	return time.Unix(line.At, 0), nil
}

func hash32(text string) (h [sha256.Size]byte, err error) {
	b, err := hex.DecodeString(text)
	if err == nil && len(b) != len(h) {
		err = ErrNoProof
	}
	copy(h[:], b)
	return h, err
}
