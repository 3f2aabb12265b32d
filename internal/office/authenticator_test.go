package office_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// authenticator is a passkey in software: one credential, discoverable, that
// verifies its user. Fields are turned to make it misbehave.
type authenticator struct {
	t      *testing.T
	id     []byte
	key    *ecdsa.PrivateKey
	handle []byte
	count  uint32
	origin string
	rp     string
	flags  byte // of a sign-in; registration adds the credential's own
	// extensions are put into clientExtensionResults.
	extensions map[string]any
}

const (
	userPresent  = 0x01
	userVerified = 0x04
	hasKey       = 0x40
)

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{t: t, id: make([]byte, 32), key: key, origin: "http://localhost", rp: "localhost", flags: userPresent | userVerified, extensions: map[string]any{}}
	rand.Read(a.id)
	return a
}

// clone is a copy with the same key and counter.
func (a *authenticator) clone() *authenticator { b := *a; return &b }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// clientData is what the browser says about the ceremony.
func (a *authenticator) clientData(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// data is the authenticator's own part: server, flags, counter.
func (a *authenticator) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(a.rp))
	a.count++
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.count)
}

// create answers navigator.credentials.create.
func (a *authenticator) create(options json.RawMessage) json.RawMessage {
	var o struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
			User      struct {
				ID string `json:"id"`
			} `json:"user"`
		} `json:"publicKey"`
	}
	a.read(options, &o)
	handle, err := base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	a.handle = handle
	data := a.data(a.flags | hasKey)
	data = append(data, make([]byte, 16)...) // no model
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = append(append(data, a.id...), a.cose()...)
	// {"fmt": "none", "attStmt": {}, "authData": data} in CBOR
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(binary.BigEndian.AppendUint16(append(object, 0x59), uint16(len(data))), data...)
	return a.answer(map[string]any{"clientDataJSON": b64(a.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object), "transports": []string{"internal"}})
}

// cose is the public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y} in CBOR.
func (a *authenticator) cose() []byte {
	public, err := a.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		a.t.Fatal(err)
	}
	out := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, public[1:33]...)
	return append(append(out, 0x22, 0x58, 0x20), public[33:]...)
}

// get answers navigator.credentials.get.
func (a *authenticator) get(options json.RawMessage) json.RawMessage {
	var o struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
		} `json:"publicKey"`
	}
	a.read(options, &o)
	client := a.clientData("webauthn.get", o.PublicKey.Challenge)
	data := a.data(a.flags)
	sum := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, signed[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig), "userHandle": b64(a.handle)})
}

func (a *authenticator) answer(response map[string]any) json.RawMessage {
	b, err := json.Marshal(map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": a.extensions, "response": response})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

func (a *authenticator) read(b []byte, v any) {
	a.t.Helper()
	if err := json.Unmarshal(b, v); err != nil {
		a.t.Fatal(err)
	}
}
