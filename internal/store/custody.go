package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"phendau/internal/ledger"
)

const custodyCols = "device_id, device_seq, ledger_id, op_id, op_hash, at_ms, bytes, sig, outcome, detail, epoch, seq, accepted_ms, ledger_hash"

// storeCustody keeps operations for the sites that order their ledgers.
func (w *sheaf) storeCustody(ops []ledger.Signed) {
	var rows, seen [][]any
	for i := range ops {
		o := &ops[i]
		rows = append(rows, []any{o.Op.DeviceID, o.Op.DeviceSeq, o.Op.LedgerID, o.Op.ID, o.Hash[:], w.nowMS, o.Bytes, o.Sig,
			string(ledger.InCustody), "", 0, 0, 0, []byte{}})
		seen = append(seen, []any{o.Op.ID, o.Hash[:], o.Op.LedgerID, string(ledger.InCustody)})
	}
	w.put("custody_op", custodyCols, rows, "ON CONFLICT (device_id, device_seq) DO NOTHING")
	w.put("op_seen", seenCols, seen, seenOnce)
}

// inCustody answers a repeat of an operation that is kept for another site: with
// what that site said of it, once it is known here.
func (t *Tx) inCustody(op ledger.Signed) (ledger.Result, error) {
	res := ledger.Result{OpID: op.Op.ID, Outcome: ledger.InCustody}
	var outcome, detail string
	var st ledger.Stamp
	var hash []byte
	err := t.row("SELECT outcome, detail, epoch, seq, accepted_ms, ledger_hash FROM custody_op WHERE device_id = $1 AND device_seq = $2", op.Op.DeviceID, op.Op.DeviceSeq).
		Scan(&outcome, &detail, &st.Epoch, &st.Seq, &st.AcceptedMS, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return res, fmt.Errorf("the custody of operation %s is lost", op.Op.ID)
	case err != nil:
		return res, fmt.Errorf("look up custody: %w", err)
	case outcome == string(ledger.InCustody):
		return res, nil
	case outcome != string(ledger.Accepted):
		return ledger.RefusedResult(op.Op.ID, &ledger.Refusal{Code: ledger.Code(outcome), Detail: detail}), nil
	}
	copy(st.Hash[:], hash)
	res.Outcome, res.Stamp = ledger.Duplicate, st
	return res, nil
}

// catchUp moves devices over numbers an exchange brought before the ones ahead
// of them. A book that exchanges with nobody has none.
func (t *Tx) catchUp(before, after map[string]ledger.DeviceHead) error {
	moved := map[string]ledger.DeviceHead{}
	for id, h := range after {
		if h != before[id] {
			moved[id] = h
		}
	}
	if len(moved) == 0 {
		return nil
	}
	exchanges, err := t.exchanges()
	if err != nil || !exchanges {
		return err
	}
	return t.advance(moved)
}

// exchanges reports whether this book has anybody to exchange with.
func (t *Tx) exchanges() (bool, error) {
	var n int
	err := t.row("SELECT count(*) FROM peer").Scan(&n)
	return n > 0, err
}

// custodyFor reads what is kept for a ledger and not answered, by device and
// number.
func custodyFor(q querier, ledgerID string) ([]ledger.Signed, error) {
	var out []ledger.Signed
	rows, err := q.query("SELECT bytes, sig FROM custody_op WHERE ledger_id = $1 AND outcome = 'custody' ORDER BY device_id, device_seq", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var b, sig []byte
		if err := scan(&b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		out = append(out, op)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read custody of ledger %s: %w", ledgerID, err)
	}
	return out, nil
}

// dropCustody forgets what came back in the order of its ledger, or refused.
func (t *Tx) dropCustody(ledgerID string, ops []ledger.Signed) error {
	kept, err := custodyFor(t, ledgerID)
	if err != nil || len(kept) == 0 {
		return err
	}
	back := map[ledger.Hash]bool{}
	for i := range ops {
		back[ops[i].Hash] = true
	}
	for i := range kept {
		if k := &kept[i]; back[k.Hash] {
			if _, err := t.exec("DELETE FROM custody_op WHERE device_id = $1 AND device_seq = $2", k.Op.DeviceID, k.Op.DeviceSeq); err != nil {
				return err
			}
		}
	}
	return nil
}

// outOfCustody orders an operation that was kept for the site that ordered its
// ledger until now. Its number was used when it was taken into custody, so the
// head of its device stays.
func (t *Tx) outOfCustody(fold *ledger.Batch, op ledger.Signed, seen map[string]seenOp) (ledger.Result, error) {
	res, next, err := fold.Apply(op, ledger.DeviceHead{Seq: op.Op.DeviceSeq - 1, Hash: chainOf(&op).prev})
	if err != nil || next.Seq != op.Op.DeviceSeq {
		return res, err
	}
	seen[op.Op.ID] = seenOp{hash: op.Hash[:], first: &res}
	if _, err := t.exec("DELETE FROM op_seen WHERE op_id = $1", op.Op.ID); err != nil {
		return res, err
	}
	_, err = t.exec("DELETE FROM custody_op WHERE device_id = $1 AND device_seq = $2", op.Op.DeviceID, op.Op.DeviceSeq)
	return res, err
}

// OrderCustody puts into the order what was kept for ledgers that this site
// orders by now.
func (s *Store) OrderCustody(ctx context.Context) error {
	states, err := s.LedgerStates(ctx)
	if err != nil {
		return err
	}
	var ops []ledger.Signed
	for _, l := range states {
		if l.Site != s.site || l.Released {
			continue
		}
		kept, err := custodyFor(reading{s, ctx}, l.LedgerID)
		if err != nil {
			return err
		}
		ops = append(ops, kept...)
	}
	if len(ops) == 0 {
		return nil
	}
	_, err = s.Append(ctx, Batch{Ops: ops})
	return err
}

// Relay lists the operations kept here for ledgers that another site orders,
// as far as the site `to` is the one that has to hear of them: home of all, a
// site of those it orders.
func (s *Store) Relay(ctx context.Context, to string) ([]ledger.Signed, error) {
	states, err := s.LedgerStates(ctx)
	if err != nil {
		return nil, err
	}
	var out []ledger.Signed
	for _, l := range states {
		if l.Site == s.site && !l.Released || to != "" && l.Site != to {
			continue
		}
		kept, err := custodyFor(reading{s, ctx}, l.LedgerID)
		if err != nil {
			return nil, err
		}
		out = append(out, kept...)
	}
	return out, nil
}

// Brought takes in what another site kept in custody: operations of phones, and
// its own for ledgers whose authority it lost. What becomes of each is told by
// Answers.
func (s *Store) Brought(ctx context.Context, from string, ops []ledger.Signed) error {
	reg, err := s.Registry(ctx)
	if err != nil {
		return err
	}
	var taken []ledger.Signed
	waiting := []numbered{}
	for i := range ops {
		o := &ops[i]
		if o.Op.DeviceID != from && !reg.Device(o.Op.DeviceID).Phone() {
			continue
		}
		taken = append(taken, *o)
		waiting = append(waiting, numbered{o.Op.DeviceID, o.Op.DeviceSeq})
	}
	list, err := json.Marshal(waiting)
	if err != nil {
		return err
	}
	_, err = s.Append(ctx, Batch{Ops: taken, Custody: true, Also: func(t *Tx) error {
		_, err := t.exec("UPDATE peer SET waiting = $1 WHERE site = $2", list, from)
		return err
	}})
	return err
}

// numbered names an operation by its device and number.
type numbered struct {
	DeviceID  string `json:"device_id"`
	DeviceSeq int64  `json:"device_seq"`
}

// Answer is what became of an operation that another site keeps in custody.
type Answer struct {
	DeviceID   string `json:"device_id"`
	DeviceSeq  int64  `json:"device_seq"`
	OpHash     string `json:"op_hash"`
	Outcome    string `json:"outcome"` // accepted, or the code of the refusal
	Detail     string `json:"detail,omitempty"`
	Epoch      int    `json:"epoch,omitempty"`
	Seq        int64  `json:"seq,omitempty"`
	AcceptedMS int64  `json:"accepted_ms,omitempty"`
	LedgerHash string `json:"ledger_hash,omitempty"`
}

// Answers tells a site what became of what it brought, as far as it is known.
func (s *Store) Answers(ctx context.Context, site string) ([]Answer, error) {
	var b []byte
	if err := s.queryRow(ctx, "SELECT waiting FROM peer WHERE site = $1", site).Scan(&b); err != nil {
		return nil, gone(err)
	}
	var list []numbered
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, err
	}
	var out []Answer
	for _, n := range list {
		a, err := s.answer(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("look up what became of operation %d of device %s: %w", n.DeviceSeq, n.DeviceID, err)
		}
		if a.Outcome != "" {
			out = append(out, a)
		}
	}
	return out, nil
}

func (s *Store) answer(ctx context.Context, n numbered) (Answer, error) {
	a := Answer{DeviceID: n.DeviceID, DeviceSeq: n.DeviceSeq}
	var opHash, hash, b, sig []byte
	err := s.queryRow(ctx, "SELECT op_hash, epoch, seq, accepted_ms, ledger_hash FROM op WHERE device_id = $1 AND device_seq = $2", n.DeviceID, n.DeviceSeq).
		Scan(&opHash, &a.Epoch, &a.Seq, &a.AcceptedMS, &hash)
	if err == nil {
		a.Outcome, a.OpHash, a.LedgerHash = string(ledger.Accepted), hex.EncodeToString(opHash), hex.EncodeToString(hash)
		return a, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return a, err
	}
	err = s.queryRow(ctx, "SELECT code, detail, bytes, sig FROM refused_op WHERE device_id = $1 AND device_seq = $2", n.DeviceID, n.DeviceSeq).
		Scan(&a.Outcome, &a.Detail, &b, &sig)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	op, err := ledger.Decode(b, sig)
	a.OpHash = op.Hash.String()
	return a, err
}

// Answered settles what is in custody here by the word of the site that orders
// its ledger.
func (s *Store) Answered(ctx context.Context, answers []Answer) error {
	return s.write(ctx, func(t *Tx) error {
		for i := range answers {
			a := &answers[i]
			opHash, err := ledger.ParseHash(a.OpHash)
			if err != nil {
				return err
			}
			var hash ledger.Hash
			if a.LedgerHash != "" {
				if hash, err = ledger.ParseHash(a.LedgerHash); err != nil {
					return err
				}
			}
			_, err = t.exec("UPDATE custody_op SET outcome = $1, detail = $2, epoch = $3, seq = $4, accepted_ms = $5, ledger_hash = $6 WHERE device_id = $7 AND device_seq = $8 AND op_hash = $9",
				a.Outcome, a.Detail, a.Epoch, a.Seq, a.AcceptedMS, hash[:], a.DeviceID, a.DeviceSeq, opHash[:])
			if err != nil {
				return fmt.Errorf("settle custody: %w", err)
			}
		}
		return nil
	})
}
