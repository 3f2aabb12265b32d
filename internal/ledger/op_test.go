package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"phendau/internal/canon"
)

const vectorOp1 = `{"actor_id":"01890a5d-ac96-7000-8000-000000000002","body":{"day":"2024-03-03","kind":"trail_clearing","measures":{"length_m":{"basis":"counted","v":3000},"turns":{"basis":"norm","n":12,"rate":2,"v":24}},"note":"Phát quang đường tuần tra","place_id":"01890a5d-ac96-7000-8000-000000000020"},"body_id":"01890a5d-ac96-7000-8000-000000000003","catalogue":7,"device_id":"01890a5d-ac96-7000-8000-000000000001","device_prev":"0000000000000000000000000000000000000000000000000000000000000000","device_seq":1,"entity_id":"01890a5d-ac96-7000-8000-000000000010","entity_type":"entry","ledger_id":"01890a5d-ac96-774b-bcce-b302099a8057","op_id":"01890a5d-ac96-7000-8000-000000000011","time":{"boot":"a1b2c3d4","device_ms":1709427600000,"mono_ms":5000,"offset_ms":-1200,"uncertainty_ms":800},"v":1,"verb":"create"}`

func vectorKey() ed25519.PrivateKey {
	seed := make([]byte, 32)
	for i := range seed {
		seed[i] = byte(i + 1)
	}
	return ed25519.NewKeyFromSeed(seed)
}

// deviceOf is an enrolled device with a key.
func deviceOf(t *testing.T, pub ed25519.PublicKey) *Device {
	t.Helper()
	d, err := DeviceBody{Kind: DeviceNode, Alg: AlgEd25519, PublicKey: base64.RawURLEncoding.EncodeToString(pub)}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOperationBytesHashesAndChainMatchTheVector(t *testing.T) {
	s1, err := Decode([]byte(vectorOp1), nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := Sign(s1.Op, vectorKey())
	if err != nil {
		t.Fatal(err)
	}
	if string(signed.Bytes) != vectorOp1 || len(signed.Bytes) != 806 {
		t.Errorf("bytes differ: %s", signed.Bytes)
	}
	if got := signed.Hash.String(); got != "1bcb52e56fe1af9663488163556bf57002662c78c98df8259117c19c9d45c594" {
		t.Errorf("op 1 hash %s", got)
	}
	if got := signed.SigText(); got != "MBYfbDAGQzJMDSAdkBvv31D_eVOIvzF9yU41PYwRLG0q8TKVhFIUyT_a-MgorF3Q7xocigILvDuxvB8RliIzCA" {
		t.Errorf("op 1 sig %s", got)
	}
	if !signed.VerifySig(deviceOf(t, vectorKey().Public().(ed25519.PublicKey))) {
		t.Error("own signature refused")
	}
	o2 := s1.Op
	o2.Base, o2.Body, o2.DevicePrev, o2.DeviceSeq = s1.Op.ID, []byte("{}"), signed.Hash.String(), 2
	o2.ID, o2.Verb = "01890a5d-ac96-7000-8000-000000000012", "submit"
	s2, err := Sign(o2, vectorKey())
	if err != nil {
		t.Fatal(err)
	}
	if got := s2.Hash.String(); got != "61d6a005e63ea5c18d327ce1d47b59310d7c45f2e816be3f44851ae968a904e3" || len(s2.Bytes) != 617 {
		t.Errorf("op 2 hash %s, %d bytes", got, len(s2.Bytes))
	}
	if got := s2.SigText(); got != "QP7teb3RF2Luji7GM414XwQ1xpZlsgBbgFhbrk32LUp8B4uk0vnP1y4SX6jQLP473s9hWROB799RSMkQxURTCQ" {
		t.Errorf("op 2 sig %s", got)
	}
	h := Head{LedgerID: o2.LedgerID, Epoch: 1, Hash: Start(o2.LedgerID)}
	if got := h.Hash.String(); got != "3b7297c3922983cdc140d22795f1e5aa1332144ff9f7789c35bc9538d4f4d6f0" {
		t.Errorf("L(0) %s", got)
	}
	if got := h.Next(signed.Hash, 1709427700000).Hash.String(); got != "ea42491b2bb6351f4ccfba9b4aabf1256a7573960d55125ddb79015cc3c922ba" {
		t.Errorf("L(1) %s", got)
	}
	if got := h.Next(s2.Hash, 1709427700000).Hash.String(); got != "842709054640cb2ea8d1faf9814439951981f699bfd7f2085915f57d922ab1c4" {
		t.Errorf("L(2) %s", got)
	}
}

func TestDecodeRefusesEveryOtherForm(t *testing.T) {
	for name, b := range map[string]string{
		"key order":       strings.Replace(vectorOp1, `"v":1,"verb":"create"`, `"verb":"create","v":1`, 1),
		"float":           strings.Replace(vectorOp1, `3000`, `3000.0`, 1),
		"null":            strings.Replace(vectorOp1, `3000`, `null`, 1),
		"NFD":             strings.Replace(vectorOp1, "Phát", "Pha\u0301t", 1),
		"duplicate key":   strings.Replace(vectorOp1, `"v":1,`, `"v":1,"v":1,`, 1),
		"upper-case UUID": strings.Replace(vectorOp1, "01890a5d-ac96-7000-8000-000000000011", "01890A5D-ac96-7000-8000-000000000011", 1),
		"unknown field":   strings.Replace(vectorOp1, `"v":1,"verb":"create"`, `"v":1,"verb":"create","zz":1`, 1),
		"missing field":   strings.Replace(vectorOp1, `"catalogue":7,`, ``, 1),
		"body no object":  strings.Replace(vectorOp1, `"body":{"day":"2024-03-03"`, `"body":[{"day":"2024-03-03"`, 1),
		"version":         strings.Replace(vectorOp1, `"v":1,"verb"`, `"v":2,"verb"`, 1),
	} {
		_, err := Decode([]byte(b), nil)
		var r *Refusal
		if !errors.As(err, &r) || r.Code != CodeNotCanonical {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := Decode(bytes.Repeat([]byte("x"), MaxOpBytes+1), nil)
	var r *Refusal
	if !errors.As(err, &r) || r.Code != CodeTooLarge {
		t.Errorf("too large: got %v", err)
	}
}

func TestSignatureCoversEveryByteAndTheDomain(t *testing.T) {
	s, _ := Decode([]byte(vectorOp1), nil)
	signed, _ := Sign(s.Op, vectorKey())
	pub := vectorKey().Public().(ed25519.PublicKey)
	for i := 0; i < len(signed.Bytes); i += 37 {
		bad := signed
		bad.Bytes = bytes.Clone(signed.Bytes)
		bad.Bytes[i] ^= 1
		if bad.VerifySig(deviceOf(t, pub)) {
			t.Fatalf("flipped byte %d not seen", i)
		}
	}
	bare := signed
	bare.Sig = ed25519.Sign(vectorKey(), signed.Bytes)
	if bare.VerifySig(deviceOf(t, pub)) {
		t.Error("signature without the domain prefix accepted")
	}
}

func FuzzDecodeNeverAcceptsTwoSpellings(f *testing.F) {
	f.Add([]byte(vectorOp1))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Decode(b, nil)
		if err != nil {
			return
		}
		if again, err := s.Op.Encode(); err != nil || !bytes.Equal(again, b) || canon.Check(b) != nil {
			t.Fatalf("accepted %q, encodes %q", b, again)
		}
	})
}

func TestIDsAreSortedUniqueAndDeterministic(t *testing.T) {
	gen := func() []string {
		ms := int64(1_700_000_000_000)
		g := IDs{Rand: rand.NewChaCha8([32]byte{1}), Now: func() int64 { ms++; return ms / 5000 * 5000 }}
		var out []string
		for range 10_000 {
			out = append(out, g.New())
		}
		return out
	}
	a, b := gen(), gen()
	for i := range a {
		if a[i] != b[i] || !ValidID(a[i]) || a[i][14] != '7' || (i > 0 && a[i] <= a[i-1]) {
			t.Fatalf("id %d: %s %s", i, a[i], b[i])
		}
	}
}

// TestACheckedSignatureStandsForItsKeyOnly: what was checked before the ledger
// was taken is checked again when the registers name another key by then.
func TestACheckedSignatureStandsForItsKeyOnly(t *testing.T) {
	s, _ := Decode([]byte(vectorOp1), nil)
	signed, _ := Sign(s.Op, vectorKey())
	own := deviceOf(t, vectorKey().Public().(ed25519.PublicKey))
	other := deviceOf(t, ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey))
	signed.CheckSig(other)
	if signed.VerifySig(other) {
		t.Error("a wrong signature is remembered as right")
	}
	signed.CheckSig(own)
	if !signed.VerifySig(own) || signed.VerifySig(other) || signed.VerifySig(nil) {
		t.Error("a checked signature stands for another key, or not for its own")
	}
}
