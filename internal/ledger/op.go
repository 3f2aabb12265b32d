package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"phendau/internal/canon"
)

// MaxOpBytes is the largest canonical operation. Anything bigger belongs in a
// blob.
const MaxOpBytes = 32 << 10

// Hash is a SHA-256.
type Hash [32]byte

// String is lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads 64 lower-case hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != s {
		return h, fmt.Errorf("%q is not a SHA-256 in lower-case hex", s)
	}
	copy(h[:], b)
	return h, nil
}

// Time is what the author's device knew about time. It is evidence, never an
// order: order is the ledger's.
type Time struct {
	Boot          string `json:"boot,omitempty"`
	DeviceMS      int64  `json:"device_ms"`
	MonoMS        int64  `json:"mono_ms,omitempty"`
	OffsetMS      int64  `json:"offset_ms,omitempty"`
	UncertaintyMS int64  `json:"uncertainty_ms,omitempty"`
	GPSMS         int64  `json:"gps_ms,omitempty"`
}

// Op is one signed operation, the only way anything changes.
type Op struct {
	V          int             `json:"v"`
	ID         string          `json:"op_id"`
	DeviceID   string          `json:"device_id"`
	DeviceSeq  int64           `json:"device_seq"`
	DevicePrev string          `json:"device_prev"`
	LedgerID   string          `json:"ledger_id"`
	EntityType string          `json:"entity_type"`
	EntityID   string          `json:"entity_id"`
	Verb       string          `json:"verb"`
	Base       string          `json:"base,omitempty"`
	ActorID    string          `json:"actor_id"`
	BodyID     string          `json:"body_id"`
	Catalogue  int             `json:"catalogue"`
	Time       Time            `json:"time"`
	Body       json.RawMessage `json:"body"`
}

// Signed is an operation as it travels and is stored: the received bytes, the
// signature, and their decoded form.
type Signed struct {
	Op    Op
	Bytes []byte
	Sig   []byte
	Hash  Hash
	// checked is the key whose signature this is known to be.
	checked string
}

// Encode writes the canonical bytes of o. o.Body must be canonical already;
// the keys stand in byte order.
func (o *Op) Encode() ([]byte, error) {
	b := make([]byte, 0, 512+len(o.Body))
	b = appendField(b, '{', "actor_id", o.ActorID)
	if o.Base != "" {
		b = appendField(b, ',', "base", o.Base)
	}
	b = append(append(b, `,"body":`...), o.Body...)
	b = appendField(b, ',', "body_id", o.BodyID)
	b = appendInt(b, "catalogue", int64(o.Catalogue))
	b = appendField(b, ',', "device_id", o.DeviceID)
	b = appendField(b, ',', "device_prev", o.DevicePrev)
	b = appendInt(b, "device_seq", o.DeviceSeq)
	b = appendField(b, ',', "entity_id", o.EntityID)
	b = appendField(b, ',', "entity_type", o.EntityType)
	b = appendField(b, ',', "ledger_id", o.LedgerID)
	b = appendField(b, ',', "op_id", o.ID)
	t, err := canon.Marshal(o.Time)
	if err != nil {
		return nil, fmt.Errorf("encode time: %w", err)
	}
	b = append(append(b, `,"time":`...), t...)
	b = appendInt(b, "v", int64(o.V))
	b = append(appendField(b, ',', "verb", o.Verb), '}')
	if len(b) > MaxOpBytes {
		return nil, refuse(CodeTooLarge)
	}
	return b, nil
}

func appendField(b []byte, sep byte, key, value string) []byte {
	b = append(append(append(b, sep, '"'), key...), `":`...)
	return canon.AppendString(b, value)
}

func appendInt(b []byte, key string, n int64) []byte {
	b = append(append(append(b, `,"`...), key...), `":`...)
	return strconv.AppendInt(b, n, 10)
}

// hashOp is the preimage hash that is also what a signature covers.
func hashOp(b []byte) (Hash, []byte) {
	pre := append([]byte("phendau/op/1\n"), b...)
	return sha256.Sum256(pre), pre
}

// Sign encodes and signs o; what Decode would refuse is refused here already.
func Sign(o Op, key ed25519.PrivateKey) (Signed, error) {
	if err := o.checkShape(); err != nil {
		return Signed{}, err
	}
	b, err := o.Encode()
	if err != nil {
		return Signed{}, err
	}
	h, pre := hashOp(b)
	return Signed{Op: o, Bytes: b, Sig: ed25519.Sign(key, pre), Hash: h}, nil
}

// Decode reads received bytes; it refuses anything but the canonical form of
// an operation of version 1.
func Decode(b, sig []byte) (Signed, error) {
	if len(b) > MaxOpBytes {
		return Signed{}, refuse(CodeTooLarge)
	}
	if err := canon.Check(b); err != nil {
		return Signed{}, refusef(CodeNotCanonical, "%v", err)
	}
	var o Op
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return Signed{}, refusef(CodeNotCanonical, "%v", err)
	}
	again, err := o.Encode()
	if err != nil || !bytes.Equal(again, b) {
		return Signed{}, refusef(CodeNotCanonical, "fields are missing or written otherwise")
	}
	if err := o.checkShape(); err != nil {
		return Signed{}, err
	}
	h, _ := hashOp(b)
	return Signed{Op: o, Bytes: b, Sig: sig, Hash: h}, nil
}

func (o *Op) checkShape() error {
	for _, id := range []string{o.ID, o.DeviceID, o.LedgerID, o.EntityID, o.ActorID, o.BodyID} {
		if !ValidID(id) {
			return refusef(CodeNotCanonical, "%q is not a lower-case UUID", id)
		}
	}
	if _, err := ParseHash(o.DevicePrev); err != nil || o.V != 1 || o.DeviceSeq < 1 || (o.Base != "" && !ValidID(o.Base)) {
		return refusef(CodeNotCanonical, "version, sequence, base or previous hash is malformed")
	}
	if len(o.Body) == 0 || o.Body[0] != '{' {
		return refusef(CodeNotCanonical, "body is not an object")
	}
	return nil
}

// VerifySig checks the signature with the key of the enrolled device.
func (s *Signed) VerifySig(d *Device) bool {
	if s.checked != "" && d != nil && s.checked == d.keyText() {
		return true
	}
	_, pre := hashOp(s.Bytes)
	return d.Verify(pre, s.Sig)
}

// CheckSig checks the signature before the ledger is taken, so that others may
// write meanwhile; VerifySig with the same key remembers a right one.
func (s *Signed) CheckSig(d *Device) {
	if s.VerifySig(d) {
		s.checked = d.keyText()
	}
}

// SigText is the signature in base64url without padding.
func (s *Signed) SigText() string { return base64.RawURLEncoding.EncodeToString(s.Sig) }

// HashOf is the SHA-256 of b.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }
