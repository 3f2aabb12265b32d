package syncing_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"reflect"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/syncing"
)

// p256 signs as a browser does that lacks Ed25519.
func p256(t *testing.T, k *ecdsa.PrivateKey, text string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, k, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

// TestAPhoneWithoutEd25519CanCheckItsReceipts: what its browser cannot verify it
// could never believe.
func TestAPhoneWithoutEd25519CanCheckItsReceipts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := key.PublicKey.Bytes()
		other := w.offline(ledger.NewAuthor(w.w.IDs.New(), make([]byte, 32), w.member, w.team))
		doc := w.doc
		doc.Alg, doc.PublicKey = ledger.AlgP256, base64.RawURLEncoding.EncodeToString(raw)
		w.must(ledger.Draft{LedgerID: w.registry, EntityType: "device", EntityID: other.Author.DeviceID, Verb: "create", Body: doc})
		w.patrol(other, w.ledgerA, w.hamlets[0])

		var ch syncing.Challenge
		if err := other.Net.Call(t.Context(), "GET", "/challenge?device_id="+other.Author.DeviceID, "", nil, &ch); err != nil {
			t.Fatal(err)
		}
		var s syncing.Session
		if err := other.Net.Call(t.Context(), "POST", "/session", "", syncing.SessionRequest{DeviceID: other.Author.DeviceID, Challenge: ch.Challenge, Sig: p256(t, key, "phendau/session/1\n"+ch.Challenge)}, &s); err != nil {
			t.Fatal(err)
		}
		nodes := map[string]string{}
		for _, n := range s.Nodes {
			if n.Alg != ledger.AlgP256 {
				t.Errorf("node %s has a key of %s", n.ID, n.Alg)
			}
			nodes[n.ID] = n.PublicKey
		}
		in := syncing.PushRequest{DeviceID: other.Author.DeviceID}
		for _, k := range other.State().Ops {
			in.Ops = append(in.Ops, syncing.WireOp{Op: string(k.Op.Bytes), Sig: p256(t, key, "phendau/op/1\n"+string(k.Op.Bytes))})
		}
		var first, again syncing.PushReply
		for _, out := range []*syncing.PushReply{&first, &again} {
			if err := other.Net.Call(t.Context(), "POST", "/push", s.Token, in, out); err != nil {
				t.Fatal(err)
			}
		}
		for i, r := range first.Results {
			if r.Receipt == nil {
				t.Fatalf("%+v", r)
			}
			if !reflect.DeepEqual(again.Results[i].Receipt, r.Receipt) {
				t.Error("the same request has another receipt")
			}
			receipt, err := ledger.ReadReceipt([]byte(r.Receipt.Receipt))
			if err != nil {
				t.Fatal(err)
			}
			pub, _ := base64.RawURLEncoding.DecodeString(nodes[receipt.NodeID])
			node, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), pub)
			if err != nil {
				t.Fatal(err)
			}
			sig, _ := base64.RawURLEncoding.DecodeString(r.Receipt.Sig)
			root, _ := r.Receipt.Root()
			sum := sha256.Sum256([]byte(ledger.TogetherPreimage + root))
			if len(sig) != 64 || !ecdsa.Verify(node, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
				t.Error("the phone cannot check its receipt")
			}
		}
	})
}
