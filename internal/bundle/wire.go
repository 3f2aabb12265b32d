package bundle

import (
	"fmt"

	"phendau/internal/ledger"
)

// WireOp is an operation as it travels: the bytes that were signed, untouched.
type WireOp struct {
	Op  string `json:"op"`
	Sig []byte `json:"sig"`
}

// WireStamped is an operation with the stamp its authority gave it.
type WireStamped struct {
	WireOp
	Epoch      int    `json:"epoch"`
	Seq        int64  `json:"seq"`
	AcceptedMS int64  `json:"accepted_ms"`
	LedgerHash string `json:"ledger_hash"`
}

// WireRefused is an operation that was refused, where it was.
type WireRefused struct {
	WireOp
	Code     string `json:"code"`
	Detail   string `json:"detail,omitempty"`
	AtMS     int64  `json:"at_ms"`
	AfterSeq int64  `json:"after_seq"`
}

// WirePage is a part of a ledger's feed; payloads are the bytes locks name.
type WirePage struct {
	LedgerID string        `json:"ledger_id"`
	Ops      []WireStamped `json:"ops,omitempty"`
	Refused  []WireRefused `json:"refused,omitempty"`
	Payloads [][]byte      `json:"payloads,omitempty"`
}

// Wire is a page as it travels.
func Wire(p ledger.Page) WirePage {
	out := WirePage{LedgerID: p.LedgerID, Payloads: p.Payloads}
	for i := range p.Ops {
		o := &p.Ops[i]
		out.Ops = append(out.Ops, WireStamped{WireOp{string(o.Bytes), o.Sig}, o.Stamp.Epoch, o.Stamp.Seq, o.Stamp.AcceptedMS, o.Stamp.Hash.String()})
	}
	for i := range p.Refused {
		r := &p.Refused[i]
		out.Refused = append(out.Refused, WireRefused{WireOp{string(r.Bytes), r.Sig}, string(r.Code), r.Detail, r.AtMS, r.AfterSeq})
	}
	return out
}

// WireOps are operations as they travel.
func WireOps(ops []ledger.Signed) []WireOp {
	out := make([]WireOp, len(ops))
	for i := range ops {
		out[i] = WireOp{string(ops[i].Bytes), ops[i].Sig}
	}
	return out
}

// Decode reads one operation; anything but its canonical form is damage.
func (w WireOp) Decode() (ledger.Signed, error) {
	op, err := ledger.Decode([]byte(w.Op), w.Sig)
	if err != nil {
		return op, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return op, nil
}

// DecodeOps reads operations in custody.
func DecodeOps(list []WireOp) ([]ledger.Signed, error) {
	out := make([]ledger.Signed, len(list))
	for i, w := range list {
		var err error
		if out[i], err = w.Decode(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Decode reads a page.
func (p WirePage) Decode() (ledger.Page, error) {
	out := ledger.Page{LedgerID: p.LedgerID, Payloads: p.Payloads}
	if !ledger.ValidID(p.LedgerID) {
		return out, ErrDamaged
	}
	for _, w := range p.Ops {
		op, err := w.Decode()
		if err != nil {
			return out, err
		}
		h, err := ledger.ParseHash(w.LedgerHash)
		if err != nil {
			return out, fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		out.Ops = append(out.Ops, ledger.Stamped{Signed: op, Stamp: ledger.Stamp{Epoch: w.Epoch, Seq: w.Seq, AcceptedMS: w.AcceptedMS, Hash: h}})
	}
	for _, w := range p.Refused {
		op, err := w.Decode()
		if err != nil {
			return out, err
		}
		out.Refused = append(out.Refused, ledger.Refused{Signed: op, Code: ledger.Code(w.Code), Detail: w.Detail, AtMS: w.AtMS, AfterSeq: w.AfterSeq})
	}
	return out, nil
}
