package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"phendau/internal/canon"
)

// Draft is an operation before it has a number, a time and a signature.
type Draft struct {
	LedgerID   string
	EntityType string
	EntityID   string
	Verb       string
	Base       string
	ActorID    string // "" is the author's own
	BodyID     string // "" is the author's own
	Catalogue  int
	// ID is the operation's id; "" asks for a new one. Imports and derived
	// operations give one so that a repeat is a duplicate.
	ID string
	// Body is encoded canonically; nil is the empty object.
	Body any
}

// Author is a device of this process: it numbers, chains and signs. It is not
// safe for concurrent use; its head moves only when the store took the batch.
type Author struct {
	DeviceID string
	ActorID  string
	BodyID   string
	// Clock tells what the device knows about time when it signs; nil is a
	// clock that is right.
	Clock func(nowMS int64) Time
	key   ed25519.PrivateKey
	head  DeviceHead
}

// NewAuthor makes an author from a 32-byte seed.
func NewAuthor(deviceID string, seed []byte, actorID, bodyID string) *Author {
	return &Author{DeviceID: deviceID, ActorID: actorID, BodyID: bodyID, key: ed25519.NewKeyFromSeed(seed)}
}

// Resume continues a device's chain after a restart.
func (a *Author) Resume(h DeviceHead) { a.head = h }

// Head is the end of the device's chain as far as the author knows.
func (a *Author) Head() DeviceHead { return a.head }

// Public is the device's public key.
func (a *Author) Public() ed25519.PublicKey { return a.key.Public().(ed25519.PublicKey) }

// Enrolment is the draft that makes the device known.
func (a *Author) Enrolment(registryID string) Draft {
	return Draft{LedgerID: registryID, EntityType: "device", EntityID: a.DeviceID, Verb: "create",
		Body: DeviceBody{Kind: DeviceNode, Alg: AlgEd25519, PublicKey: base64.RawURLEncoding.EncodeToString(a.Public())}}
}

// Sign turns drafts into operations, numbered after the author's head. The
// head does not move; call Accept with the operations the store took.
func (a *Author) Sign(drafts []Draft, ids *IDs, nowMS int64) ([]Signed, error) {
	out := make([]Signed, 0, len(drafts))
	head := a.head
	for i := range drafts {
		s, err := a.signOne(&drafts[i], head, ids, nowMS)
		if err != nil {
			return nil, fmt.Errorf("operation %d (%s %s): %w", i+1, drafts[i].EntityType, drafts[i].Verb, err)
		}
		head = DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}
		out = append(out, s)
	}
	return out, nil
}

func (a *Author) signOne(d *Draft, head DeviceHead, ids *IDs, nowMS int64) (Signed, error) {
	body := []byte("{}")
	if raw, ok := d.Body.(json.RawMessage); ok {
		if err := canon.Check(raw); err != nil {
			return Signed{}, err
		}
		body = raw
	} else if d.Body != nil {
		var err error
		if body, err = canon.Marshal(d.Body); err != nil {
			return Signed{}, err
		}
	}
	o := Op{V: 1, ID: d.ID, DeviceID: a.DeviceID, DeviceSeq: head.Seq + 1, DevicePrev: head.Hash.String(),
		LedgerID: d.LedgerID, EntityType: d.EntityType, EntityID: d.EntityID, Verb: d.Verb, Base: d.Base,
		ActorID: d.ActorID, BodyID: d.BodyID, Catalogue: d.Catalogue, Time: Time{DeviceMS: nowMS}, Body: body}
	if a.Clock != nil {
		o.Time = a.Clock(nowMS)
	}
	if o.ID == "" {
		o.ID = ids.New()
	}
	if o.ActorID == "" {
		o.ActorID = a.ActorID
	}
	if o.BodyID == "" {
		o.BodyID = a.BodyID
	}
	return Sign(o, a.key)
}

// SignText signs a text of the protocol; its beginning says what it is for.
func (a *Author) SignText(text string) []byte { return ed25519.Sign(a.key, []byte(text)) }

// Receipt says that an operation stands in its ledger, or without a stamp that
// it is kept for whoever orders it: the bytes to sign Together.
func (a *Author) Receipt(s *Signed, st Stamp) []byte {
	return ReceiptOf(s, st, a.DeviceID)
}

// Accept moves the head behind the last operation the store took or refused
// with its number consumed.
func (a *Author) Accept(ops []Signed) {
	if len(ops) > 0 {
		last := &ops[len(ops)-1]
		a.head = DeviceHead{Seq: last.Op.DeviceSeq, Hash: last.Hash}
	}
}
