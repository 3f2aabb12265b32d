package syncing

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"math/big"

	"phendau/internal/ledger"
)

// A browser without Ed25519 makes a P-256 key for its phone and cannot check
// the signatures of nodes either. To such a phone every process of the book
// signs receipts with one P-256 key, made from the book's secret; it is named
// under the ids of the nodes.

// sign signs a text for the caller: by the node's own key, or by the book's for
// phones that can check no other.
func (h *Hub) sign(c *caller, text string) string {
	var sig []byte
	if c.device.Alg == ledger.AlgP256 {
		sig = signP256(h.receiptKey(), []byte(text))
	} else {
		sig = h.Node.SignText(text)
	}
	return base64.RawURLEncoding.EncodeToString(sig)
}

// signReceipts puts the receipts of one answer under one signature.
func (h *Hub) signReceipts(c *caller, results []PushResult) {
	var of []*WireReceipt
	var texts [][]byte
	for i := range results {
		if r := results[i].Receipt; r != nil {
			of, texts = append(of, r), append(texts, []byte(r.Receipt))
		}
	}
	if len(of) == 0 {
		return
	}
	root, steps := ledger.Together(texts)
	sig := h.sign(c, ledger.TogetherPreimage+root)
	for i, r := range of {
		r.Steps, r.Sig = steps[i], sig
	}
}

// nodesFor are the keys with which a phone checks receipts.
func (h *Hub) nodesFor(d *ledger.Device, nodes []Node) []Node {
	if d.Alg != ledger.AlgP256 {
		return nodes
	}
	pub, err := h.receiptKey().PublicKey.Bytes()
	if err != nil {
		panic("syncing: " + err.Error()) // the curve is ours
	}
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		out[i] = Node{n.ID, ledger.AlgP256, base64.RawURLEncoding.EncodeToString(pub)}
	}
	return out
}

func (h *Hub) receiptKey() *ecdsa.PrivateKey {
	raw, err := h.keyPair("receipt").Bytes()
	if err != nil {
		panic("syncing: " + err.Error())
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		panic("syncing: " + err.Error())
	}
	return key
}

// keyPair is a P-256 key of the book for one purpose: the same for all its
// processes, and after it was restored with its root key.
func (h *Hub) keyPair(purpose string) hpke.PrivateKey {
	k, err := hpke.DHKEM(ecdh.P256()).DeriveKeyPair(h.mac("key", purpose))
	if err != nil {
		panic("syncing: " + err.Error()) // only for secrets that are too short
	}
	return k
}

// signP256 signs as devices do: SHA-256, r and s of 32 bytes each. The same
// text has the same signature, so that a repeated request is answered the same.
func signP256(key *ecdsa.PrivateKey, text []byte) []byte {
	sum := sha256.Sum256(text)
	der, err := key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		panic("syncing: " + err.Error())
	}
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &rs); err != nil {
		panic("syncing: " + err.Error())
	}
	out := make([]byte, 64)
	rs.R.FillBytes(out[:32])
	rs.S.FillBytes(out[32:])
	return out
}
