package syncing

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"phendau/internal/ledger"
)

// PushRequest carries signed operations. Those of one device are applied in
// the order of their numbers, wherever they stand.
type PushRequest struct {
	DeviceID string   `json:"device_id"`
	Ops      []WireOp `json:"ops"`
}

// WireOp is an operation as it travels: its canonical bytes as a string and
// the signature in base64url.
type WireOp struct {
	Op  string `json:"op"`
	Sig string `json:"sig"`
}

// PushReply answers operation by operation, in the order of the request.
type PushReply struct {
	ServerMS int64        `json:"server_ms"`
	Results  []PushResult `json:"results"`
	Lease    Lease        `json:"lease"`
	// Next is what the server asks for: ok, or slow to halve the batches and
	// to hold back photos.
	Next string `json:"next"`
}

// PushResult is what became of one operation.
type PushResult struct {
	OpID   string `json:"op_id,omitempty"`
	Result string `json:"result"` // accepted, duplicate, waiting, conflict, rejected, quarantined, custody
	// Receipt comes with accepted, duplicate and custody.
	Receipt *WireReceipt `json:"receipt,omitempty"`
	Flags   []string     `json:"flags,omitempty"`
	// Code, Message and Detail say why it was not accepted.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Detail  string `json:"detail,omitempty"`
	// Missing are the numbers to send first.
	Missing *Range `json:"missing,omitempty"`
	// Permanent says that the same bytes will never be accepted.
	Permanent bool `json:"permanent,omitempty"`
}

// Range is a range of device numbers, both ends included.
type Range struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// WireReceipt is the signed word that an operation exists: the canonical bytes
// of a ledger.Receipt, the steps from them to the root of all receipts of the
// answer (ledger.Together), and the signature of the node over
// "phendau/receipts/1\n" and that root.
type WireReceipt struct {
	Receipt string   `json:"receipt"`
	Steps   []string `json:"steps,omitempty"`
	Sig     string   `json:"sig"`
}

// Root is the root the receipt was signed under; false when its steps cannot be
// read.
func (w *WireReceipt) Root() (string, bool) { return ledger.RootOf([]byte(w.Receipt), w.Steps) }

func (h *Hub) push(ctx context.Context, c *caller, in *PushRequest) (*PushReply, error) {
	if in.DeviceID != c.id || len(in.Ops) == 0 {
		return nil, fail(codeMalformed)
	}
	if len(in.Ops) > MaxOps {
		return nil, fail(codeTooLarge)
	}
	perHour := h.OpsPerHour
	if perHour == 0 {
		perHour = opsPerHour
	}
	if wait := h.pace.take(c.id, len(in.Ops), perHour, time.Hour, h.Now()); wait > 0 {
		return nil, later(codeTooMany, wait)
	}
	out := &PushReply{Next: "ok"}
	var err error
	if out.Results, err = h.apply(ctx, c, in.Ops); err != nil {
		return nil, err
	}
	if len(h.photos) == cap(h.photos) {
		out.Next = "slow"
	}
	out.ServerMS, out.Lease = h.nowMS(), h.lease(c.id)
	return out, nil
}

// apply appends operations of a phone, wherever they came from; results stand in
// their order.
func (h *Hub) apply(ctx context.Context, c *caller, wire []WireOp) ([]PushResult, error) {
	out := make([]PushResult, len(wire))
	var ops []ledger.Signed
	var at []int
	for i, w := range wire {
		op, err := decode(w, c.id)
		if err != nil {
			out[i] = h.refused(c, ledger.RefusedResult(op.Op.ID, asRefusal(err)))
			continue
		}
		op.CheckSig(c.device)
		ops, at = append(ops, op), append(at, i)
	}
	results, err := h.Book.Push(ctx, ops)
	if err != nil {
		return nil, err
	}
	var denied []ledger.Signed
	for n, r := range results {
		out[at[n]] = h.result(c, &ops[n], r)
		if r.Err != nil && asRefusal(r.Err).Code == ledger.CodeNotAllowed {
			denied = append(denied, ops[n])
		}
	}
	h.signReceipts(c, out)
	if len(denied) > 0 && h.Refused != nil {
		h.Refused(ctx, c.id, denied)
	}
	return out, nil
}

// decode reads one operation and holds that the device itself made it.
func decode(w WireOp, deviceID string) (ledger.Signed, error) {
	sig, err := base64.RawURLEncoding.DecodeString(w.Sig)
	if err != nil {
		return ledger.Signed{}, ledger.Refuse(ledger.CodeBadSignature, "")
	}
	op, err := ledger.Decode([]byte(w.Op), sig)
	if err == nil && op.Op.DeviceID != deviceID {
		err = ledger.Refuse(ledger.CodeUnknownDevice, "the operation of another device")
	}
	return op, err
}

func asRefusal(err error) *ledger.Refusal {
	var r *ledger.Refusal
	if errors.As(err, &r) {
		return r
	}
	return &ledger.Refusal{Code: ledger.CodeNotCanonical}
}

// result puts a result of the ledger into the words of the protocol; its receipt
// is not signed yet.
func (h *Hub) result(c *caller, op *ledger.Signed, r ledger.Result) PushResult {
	if r.Err != nil {
		return h.refused(c, r)
	}
	return PushResult{OpID: r.OpID, Result: string(r.Outcome), Flags: r.Flags, Receipt: &WireReceipt{Receipt: string(h.Node.Receipt(op, r.Stamp))}}
}

// refused tells why an operation was not taken.
func (h *Hub) refused(c *caller, r ledger.Result) PushResult {
	out := PushResult{OpID: r.OpID, Result: string(r.Outcome), Flags: r.Flags}
	refusal := asRefusal(r.Err)
	out.Code, out.Message, out.Detail = string(refusal.Code), refusal.Sentence(c.lang), refusal.Detail
	switch r.Outcome {
	case ledger.Rejected, ledger.Conflict:
		out.Permanent = true
	case ledger.Waiting:
		if refusal.Code == ledger.CodeWaiting {
			out.Missing = &Range{refusal.From, refusal.To}
		}
	}
	return out
}

func later(code string, wait time.Duration) error {
	e := fail(code)
	e.AfterSeconds = int(wait/time.Second) + 1
	return e
}
