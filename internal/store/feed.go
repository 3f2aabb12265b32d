package store

import (
	"context"
	"encoding/json"
	"fmt"

	"phendau/internal/ledger"
)

// FeedPage is how many operations travel in one page.
const FeedPage = 500

// Feed hands out what a follower of a ledger lacks behind the position it told,
// page by page, up to a position: what comes later may need registers that were
// handed out before. A position that is not on this chain begins where the ledger was
// last taken from a lost site, or at the start.
func (s *Store) Feed(ctx context.Context, ledgerID string, told ledger.Position, upto int64, use func(ledger.Page) error) error {
	from, err := s.common(ctx, ledgerID, told)
	if err != nil {
		return err
	}
	for {
		p, err := s.feedPage(ctx, ledgerID, from, upto)
		if err != nil {
			return fmt.Errorf("read the feed of ledger %s: %w", ledgerID, err)
		}
		if len(p.Ops)+len(p.Refused) > 0 {
			if err := use(p); err != nil {
				return err
			}
		}
		if len(p.Ops) < FeedPage {
			return nil
		}
		from = p.Ops[len(p.Ops)-1].Stamp.Seq
	}
}

// common is the last position that both sides surely have.
func (s *Store) common(ctx context.Context, ledgerID string, told ledger.Position) (int64, error) {
	if told.LedgerID == "" {
		return 0, nil
	}
	have, err := s.ChainAt(ctx, ledgerID, told.Seq)
	if err != nil || have == told.Hash {
		return told.Seq, err
	}
	ops, err := s.Operations(ctx, ledgerID, ledgerID)
	for i := len(ops) - 1; err == nil && i >= 0; i-- {
		if o := &ops[i].Op; o.EntityType == ledger.TypeAuthority && o.Verb == ledger.VerbBreak && ops[i].Stamp.Epoch > told.Epoch {
			return ops[i].Stamp.Seq - 1, nil
		}
	}
	return 0, err
}

func (s *Store) feedPage(ctx context.Context, ledgerID string, from, most int64) (ledger.Page, error) {
	p := ledger.Page{LedgerID: ledgerID}
	rows, err := s.query(ctx, "SELECT seq, epoch, accepted_ms, ledger_hash, bytes, sig FROM op WHERE ledger_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT "+fmt.Sprint(FeedPage), ledgerID, from, most)
	err = each(rows, err, func(scan func(...any) error) error {
		op, err := scanStamped(scan)
		p.Ops = append(p.Ops, op)
		return err
	})
	if err != nil {
		return p, err
	}
	upto := from
	if n := len(p.Ops); n > 0 {
		upto = p.Ops[n-1].Stamp.Seq
	}
	if p.Refused, err = refusedBetween(reading{s, ctx}, ledgerID, from, upto); err != nil {
		return p, err
	}
	p.Payloads, err = payloadsOf(reading{s, ctx}, p.Ops)
	return p, err
}

func scanStamped(scan func(...any) error) (ledger.Stamped, error) {
	var st ledger.Stamp
	var hash, b, sig []byte
	if err := scan(&st.Seq, &st.Epoch, &st.AcceptedMS, &hash, &b, &sig); err != nil {
		return ledger.Stamped{}, err
	}
	copy(st.Hash[:], hash)
	op, err := ledger.Decode(b, sig)
	return ledger.Stamped{Signed: op, Stamp: st}, err
}

// refusedBetween reads what was refused at positions of a ledger, both ends
// included: at the last one more may be refused later.
func refusedBetween(q querier, ledgerID string, from, to int64) ([]ledger.Refused, error) {
	var out []ledger.Refused
	rows, err := q.query("SELECT code, detail, at_ms, after_seq, bytes, sig FROM refused_op WHERE ledger_id = $1 AND after_seq BETWEEN $2 AND $3 ORDER BY after_seq, device_id, device_seq", ledgerID, from, to)
	err = each(rows, err, func(scan func(...any) error) error {
		var r ledger.Refused
		var b, sig []byte
		if err := scan(&r.Code, &r.Detail, &r.AtMS, &r.AfterSeq, &b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		r.Signed = op
		out = append(out, r)
		return err
	})
	return out, err
}

// payloadsOf reads the bytes that locks among operations name.
func payloadsOf(q querier, ops []ledger.Stamped) ([][]byte, error) {
	var out [][]byte
	for i := range ops {
		o := &ops[i].Op
		if o.EntityType != "snapshot" || o.Verb != "lock" {
			continue
		}
		var body ledger.SnapshotBody
		if err := json.Unmarshal(o.Body, &body); err != nil {
			return nil, err
		}
		for _, h := range []string{body.CellsHash, body.DocumentHash} {
			b, err := payload(q, o.LedgerID, h)
			if err != nil {
				return nil, err
			}
			out = append(out, b)
		}
	}
	return out, nil
}
