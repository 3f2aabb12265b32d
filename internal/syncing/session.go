package syncing

import (
	"context"
	"encoding/base64"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Challenge is what a device signs to open a session.
type Challenge struct {
	Challenge string `json:"challenge"`
	ServerMS  int64  `json:"server_ms"`
}

// SessionRequest proves that the key of the device is at hand: Sig is its
// signature over "phendau/session/1\n" and the challenge.
type SessionRequest struct {
	DeviceID  string `json:"device_id"`
	Challenge string `json:"challenge"`
	Sig       string `json:"sig"`
	App       string `json:"app,omitempty"`
	Unsent    int    `json:"unsent,omitempty"`
}

// Session is what a device gets for it.
type Session struct {
	Token     string `json:"token"`
	ExpiresMS int64  `json:"expires_ms"`
	ServerMS  int64  `json:"server_ms"`
	// Nodes may sign receipts: every process of the book is one.
	Nodes  []Node     `json:"nodes"`
	Device DeviceView `json:"device"`
	Lease  Lease      `json:"lease"`
	// ExportKey is what files of the phone are sealed for: an uncompressed point of
	// P-256 in base64url.
	ExportKey string `json:"export_key"`
	// TipDesk takes the sealed tips of the device's place, TipCode is the code of its
	// area that goes along with every slot; both absent where no desk is.
	TipDesk string `json:"tip_desk,omitempty"`
	TipCode string `json:"tip_code,omitempty"`
	// Revoked is "retired" for a phone that shall push what it has and end.
	Revoked string `json:"revoked,omitempty"`
}

// Node is who signs receipts.
type Node struct {
	ID        string `json:"id"`
	Alg       string `json:"alg"`
	PublicKey string `json:"public_key"`
}

// DeviceView is the device as the registers know it.
type DeviceView struct {
	ID      string   `json:"id"`
	Label   string   `json:"label"`
	BodyID  string   `json:"body_id"`
	PlaceID string   `json:"place_id"`
	People  []Person `json:"people"`
	// Approved says that a second officer stands for it.
	Approved bool `json:"approved"`
}

// Person is somebody who may act on the device.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Lease is how long the phone may read what it pulled without meeting the
// server again.
type Lease struct {
	Key     string `json:"key"`
	UntilMS int64  `json:"until_ms"`
}

// sealedDevice is inside challenges and session tokens.
type sealedDevice struct {
	Device  string `json:"d"`
	UntilMS int64  `json:"u"`
}

// challenge hands out what is to be signed; it tells nothing about whether the
// device exists.
func (h *Hub) challenge(deviceID string) (*Challenge, error) {
	if !ledger.ValidID(deviceID) {
		return nil, fail(codeMalformed)
	}
	now := h.nowMS()
	return &Challenge{h.seal("challenge", sealedDevice{deviceID, now + challengeLife.Milliseconds()}), now}, nil
}

func (h *Hub) session(ctx context.Context, in *SessionRequest) (*Session, error) {
	var ch sealedDevice
	now := h.nowMS()
	if !h.open("challenge", in.Challenge, &ch) || ch.Device != in.DeviceID || ch.UntilMS < now {
		return nil, fail(codeNotSignedIn)
	}
	reg, d, err := h.device(ctx, in.DeviceID)
	if err != nil {
		return nil, err
	}
	sig, err := base64.RawURLEncoding.DecodeString(in.Sig)
	if err != nil || !d.Verify([]byte("phendau/session/1\n"+in.Challenge), sig) {
		return nil, fail(codeNotSignedIn)
	}
	s := &Session{Token: h.seal("session", sealedDevice{in.DeviceID, now + sessionLife.Milliseconds()}), ExpiresMS: now + sessionLife.Milliseconds(), ServerMS: now,
		Nodes: h.nodesFor(d, h.nodes(reg)), Device: viewOf(reg, in.DeviceID, d, h.today()), Lease: h.lease(in.DeviceID), ExportKey: h.exportKey()}
	if err := h.stopped(ctx, in.DeviceID, d); err != nil {
		return nil, err
	}
	if d.Revoked != nil {
		s.Revoked = d.Revoked.Mode
	} else if h.TipCode != nil {
		s.TipDesk, s.TipCode = h.TipCode(reg, d.PlaceID)
	}
	return s, h.Book.MetDevice(ctx, in.DeviceID, clip(in.App, 40), in.Unsent)
}

// nodes are the enrolled nodes and this process, which enrols with its first
// own operation.
func (h *Hub) nodes(reg *registry.Registry) []Node {
	own := h.Node.Enrolment("").Body.(ledger.DeviceBody)
	out := []Node{{h.Node.DeviceID, own.Alg, own.PublicKey}}
	for _, id := range reg.Nodes() {
		if d := reg.Device(id); id != h.Node.DeviceID {
			out = append(out, Node{id, d.Alg, d.PublicKey})
		}
	}
	return out
}

func (h *Hub) lease(deviceID string) Lease {
	return Lease{h.leaseKey(deviceID), h.nowMS() + leaseLife.Milliseconds()}
}

// device finds an enrolled phone.
func (h *Hub) device(ctx context.Context, id string) (*registry.Registry, *ledger.Device, error) {
	reg, err := h.Book.Registry(ctx)
	if err != nil {
		return nil, nil, err
	}
	d := reg.Device(id)
	if !d.Phone() {
		return nil, nil, fail(codeUnknown)
	}
	return reg, d, nil
}

// stopped answers a phone that must not go on: one that forked, and one that
// was lost.
func (h *Hub) stopped(ctx context.Context, id string, d *ledger.Device) error {
	if d.Revoked != nil && d.Revoked.Mode == ledger.RevokedLost {
		return revoked(d)
	}
	head, err := h.Book.DeviceHead(ctx, id)
	if err != nil {
		return err
	}
	if head.Forked {
		return fail(codeForked)
	}
	return nil
}

func revoked(d *ledger.Device) error {
	e := fail(codeRevoked)
	e.Mode = d.Revoked.Mode
	return e
}

// who finds the device of a session token.
func (h *Hub) who(ctx context.Context, token string) (*caller, error) {
	var s sealedDevice
	if !h.open("session", token, &s) || s.UntilMS < h.nowMS() {
		return nil, fail(codeNotSignedIn)
	}
	reg, d, err := h.device(ctx, s.Device)
	if err != nil {
		return nil, err
	}
	return &caller{id: s.Device, device: d, reg: reg}, nil
}

// caller is a device with a session.
type caller struct {
	id     string
	device *ledger.Device
	reg    *registry.Registry
	lang   string
}

func viewOf(reg *registry.Registry, id string, d *ledger.Device, today calendar.Day) DeviceView {
	v := DeviceView{ID: id, Label: d.Label, BodyID: d.BodyID, PlaceID: d.PlaceID, Approved: d.ApprovedBy != ""}
	for _, p := range d.People {
		v.People = append(v.People, Person{p, reg.PersonName(p)})
	}
	return v
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
