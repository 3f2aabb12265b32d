package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"phendau/internal/canon"
)

// Stamp is what the authority adds to an operation when it takes it into the
// ledger's order.
type Stamp struct {
	Epoch      int
	Seq        int64 // gapless from 1, continues over epochs
	AcceptedMS int64
	Hash       Hash // the ledger's chain after this operation
}

// Kinds of ledgers; the empty kind is a ledger that is not kept here.
const (
	KindCommune  = "commune"
	KindUpper    = "upper"
	KindRegistry = "registry"
	KindDesk     = "desk"
)

// Head is the end of a ledger's chain.
type Head struct {
	LedgerID string
	Kind     string
	Epoch    int
	Seq      int64
	Hash     Hash
	// Site orders the ledger, "" is home. Released says that it was handed over
	// to Site, which has not taken it yet.
	Site     string
	Released bool
}

// Start is L(0): the chain before the first operation.
func Start(ledgerID string) Hash {
	id := uuidBytes(ledgerID)
	return sha256.Sum256(append([]byte("phendau/ledger/1\n"), id[:]...))
}

// link is L(n) from L(n-1).
func link(prev, op Hash, epoch int, seq, acceptedMS int64) Hash {
	b := make([]byte, 0, 128)
	b = append(b, "phendau/link/1\n"...)
	b = append(b, prev[:]...)
	b = append(b, op[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(epoch))
	b = binary.BigEndian.AppendUint64(b, uint64(seq))
	b = binary.BigEndian.AppendUint64(b, uint64(acceptedMS))
	return sha256.Sum256(b)
}

// Next stamps op after h and moves the head.
func (h *Head) Next(op Hash, acceptedMS int64) Stamp {
	h.Seq++
	h.Hash = link(h.Hash, op, h.Epoch, h.Seq, acceptedMS)
	return Stamp{Epoch: h.Epoch, Seq: h.Seq, AcceptedMS: acceptedMS, Hash: h.Hash}
}

func uuidBytes(id string) (out [16]byte) {
	b, _ := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	copy(out[:], b)
	return out
}

// Receipt is the authority's signed word that an operation exists.
type Receipt struct {
	V          int    `json:"v"`
	OpID       string `json:"op_id"`
	OpHash     string `json:"op_hash"`
	LedgerID   string `json:"ledger_id"`
	Class      string `json:"class"`
	Epoch      int    `json:"epoch,omitempty"`
	LedgerSeq  int64  `json:"ledger_seq,omitempty"`
	AcceptedMS int64  `json:"accepted_ms,omitempty"`
	LedgerHash string `json:"ledger_hash,omitempty"`
	NodeID     string `json:"node_id"`
}

// Classes of receipts.
const (
	Ordered = "ordered" // the operation stands in its ledger, for ever
	Custody = "custody" // a site keeps it durably for the one that orders its ledger
)

// ReceiptOf returns the canonical bytes of a receipt, which a node signs together
// with the others of its answer. Without a stamp the operation is in custody, not
// yet ordered.
func ReceiptOf(s *Signed, st Stamp, nodeID string) []byte {
	// Written by hand, a dozen times faster than canon.Marshal: every value is a
	// number, hex or an id that the operation's check has passed.
	b := make([]byte, 0, 512)
	if st != (Stamp{}) {
		b = fmt.Appendf(b, `{"accepted_ms":%d,"class":"%s","epoch":%d,"ledger_hash":"%s","ledger_id":"%s","ledger_seq":%d`, st.AcceptedMS, Ordered, st.Epoch, st.Hash, s.Op.LedgerID, st.Seq)
	} else {
		b = fmt.Appendf(b, `{"class":"%s","ledger_id":"%s"`, Custody, s.Op.LedgerID)
	}
	return fmt.Appendf(b, `,"node_id":"%s","op_hash":"%s","op_id":"%s","v":1}`, nodeID, s.Hash, s.Op.ID)
}

// ReadReceipt reads the canonical bytes of a receipt; whether a node signed
// them is asked of its device.
func ReadReceipt(b []byte) (Receipt, error) {
	var r Receipt
	if err := canon.Check(b); err != nil {
		return r, fmt.Errorf("read receipt: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("read receipt: %w", err)
	}
	if r.V != 1 {
		return r, fmt.Errorf("a receipt of version %d", r.V)
	}
	return r, nil
}
