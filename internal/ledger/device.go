package ledger

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math/big"
	"slices"

	"phendau/internal/calendar"
)

// Kinds of devices.
const (
	DeviceNode  = "node"  // a process of this program; it acts for whoever is signed in
	DevicePhone = "phone" // a phone of the field app; it acts for the people it was given to
)

// Signature algorithms. The algorithm belongs to the enrolled device, never to
// the operation.
const (
	AlgEd25519 = "ed25519" // public key of 32 bytes
	AlgP256    = "p256"    // ECDSA over SHA-256: public key of 65 bytes, signature r||s of 64
)

// Ways in which a phone is revoked.
const (
	RevokedLost    = "lost"    // it wipes itself at its next contact; what it had not sent is given up knowingly
	RevokedRetired = "retired" // it sends what it has, then wipes itself
)

// LeaseDays is how long a phone may go without contact before it locks what
// it may read. What was recorded under a right that ended since is taken for
// as long.
const LeaseDays = 14

// approvalDays is how long a new phone is trusted on one officer's word: the
// day of its enrolment and the next.
const approvalDays = 1

// DeviceBody is the document of an enrolled device.
type DeviceBody struct {
	Kind      string `json:"kind"`
	Alg       string `json:"alg"`
	PublicKey string `json:"public_key"` // base64url without padding
	Label     string `json:"label,omitempty"`

	// Of sites: the name by which people know the place, and where bundles for
	// it are encrypted to. A home has no name, but may have a recipient.
	Site      string `json:"site,omitempty"`
	Recipient string `json:"recipient,omitempty"`

	// Of phones: the body it belongs to, the place it records in, the people
	// who may act on it, and the day it was enrolled.
	BodyID  string        `json:"body_id,omitempty"`
	PlaceID string        `json:"place_id,omitempty"`
	People  []string      `json:"people,omitempty"`
	Since   *calendar.Day `json:"since,omitempty"`
	// EnrolledBy and ApprovedBy are two different officers.
	EnrolledBy string      `json:"enrolled_by,omitempty"`
	ApprovedBy string      `json:"approved_by,omitempty"`
	Revoked    *Revocation `json:"revoked,omitempty"`
}

// NoLimit is the NotAfterSeq of a phone that may send all it has.
const NoLimit = 1 << 52

// Revocation ends a phone. Operations after NotAfterSeq wait for an officer;
// 0 lets none behind those already here pass.
type Revocation struct {
	Mode        string       `json:"mode"`
	Day         calendar.Day `json:"day"`
	NotAfterSeq int64        `json:"not_after_seq,omitempty"`
}

// Device is an enrolled device with its key ready for use.
type Device struct {
	DeviceBody
	key publicKey
}

type publicKey interface {
	verify(message, sig []byte) bool
}

// Compile checks the document and makes a device of it.
func (d DeviceBody) Compile() (*Device, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(d.PublicKey)
	if err != nil {
		return nil, errors.New("the public key of a device is base64url without padding")
	}
	out := &Device{DeviceBody: d}
	switch {
	case d.Alg == AlgEd25519 && len(raw) == ed25519.PublicKeySize:
		out.key = ed25519Key(raw)
	case d.Alg == AlgP256 && len(raw) == 65:
		k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
		if err != nil {
			return nil, errors.New("the public key is no point of P-256")
		}
		out.key = p256Key{k}
	default:
		return nil, errors.New("a device names an Ed25519 public key of 32 bytes or a P-256 one of 65")
	}
	switch d.Kind {
	case DeviceNode:
		if d.Site != "" && d.Recipient == "" {
			return nil, errors.New("a site names the recipient of its bundles")
		}
		return out, nil
	case DevicePhone:
		return out, d.checkPhone()
	}
	return nil, errors.New("a device is a node or a phone")
}

func (d *DeviceBody) checkPhone() error {
	switch {
	case !ValidID(d.BodyID) || !ValidID(d.PlaceID) || d.Since == nil:
		return errors.New("a phone names its body, its place and the day of its enrolment")
	case len(d.People) == 0 || slices.ContainsFunc(d.People, func(p string) bool { return !ValidID(p) }):
		return errors.New("a phone names the people who act on it")
	case d.ApprovedBy != "" && d.ApprovedBy == d.EnrolledBy:
		return errors.New("whoever enrolled a phone does not approve it")
	case d.Revoked != nil && d.Revoked.Mode != RevokedLost && d.Revoked.Mode != RevokedRetired:
		return errors.New("a phone is revoked as lost or as retired")
	}
	return nil
}

// Phone reports whether the device is a phone of the field app.
func (d *Device) Phone() bool { return d != nil && d.Kind == DevicePhone }

// IsSite reports whether the device is a site with ledgers of its own.
func (d *Device) IsSite() bool { return d != nil && d.Kind == DeviceNode && d.Site != "" }

// Verify checks a signature of the device over a message; nobody's signature
// is never right.
func (d *Device) Verify(message, sig []byte) bool { return d != nil && d.key.verify(message, sig) }

// keyText names the key: another key of the same device has another.
func (d *Device) keyText() string { return d.Alg + " " + d.PublicKey }

// Approved reports whether operations of the device are taken on a day: two
// officers stand for it, or the second still has time.
func (d *Device) Approved(today calendar.Day) bool {
	return d.Kind == DeviceNode || d.ApprovedBy != "" || today <= *d.Since+approvalDays
}

// waits says why an operation of the device has to wait for an officer, ""
// when it does not.
func (d *Device) waits(o *Op, today calendar.Day) Code {
	switch {
	case !d.Phone():
		return ""
	case d.Revoked != nil && o.DeviceSeq > d.Revoked.NotAfterSeq:
		return CodeRevoked
	case !d.Approved(today):
		return CodeNotApproved
	}
	return ""
}

type ed25519Key []byte

func (k ed25519Key) verify(message, sig []byte) bool { return ed25519.Verify([]byte(k), message, sig) }

type p256Key struct{ *ecdsa.PublicKey }

func (k p256Key) verify(message, sig []byte) bool {
	if len(sig) != 64 {
		return false
	}
	sum := sha256.Sum256(message)
	return ecdsa.Verify(k.PublicKey, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
}
