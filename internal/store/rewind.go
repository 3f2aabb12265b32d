package store

import (
	"encoding/json"
	"fmt"

	"phendau/internal/ledger"
)

// lostTail finds what a site had ordered in a ledger after home broke its
// authority: the operations are put into the order here, as they were signed.
func (t *Tx) lostTail(from string, head ledger.Head, p ledger.Page, fresh int) (out Followed, lost []ledger.Signed, err error) {
	broken, err := t.brokenFrom(p.LedgerID, from)
	if err != nil {
		return out, nil, err
	}
	if !broken {
		return out, nil, &ledger.BrokenChain{Seq: p.Ops[fresh].Stamp.Seq, Why: fmt.Sprintf("stamped by %q, the ledger is ordered by %q", from, head.Site)}
	}
	for _, op := range p.Ops[fresh:] {
		lost = append(lost, op.Signed)
	}
	for _, r := range p.Refused {
		lost = append(lost, r.Signed)
	}
	return out, lost, nil
}

// brokenFrom reports whether home took the ledger from a lost site.
func (t *Tx) brokenFrom(ledgerID, site string) (bool, error) {
	rows, err := t.query("SELECT seq, epoch, accepted_ms, ledger_hash, bytes, sig FROM op WHERE ledger_id = $1 AND entity_id = $2 ORDER BY seq", ledgerID, ledgerID)
	found := false
	err = each(rows, err, func(scan func(...any) error) error {
		op, err := scanStamped(scan)
		if err != nil || op.Op.EntityType != ledger.TypeAuthority || op.Op.Verb != ledger.VerbBreak {
			return err
		}
		var h ledger.Handover
		err = json.Unmarshal(op.Op.Body, &h)
		found = found || h.From == site
		return err
	})
	return found, err
}

// rewindTo gives up what stands here from a position on, because home took the
// ledger from this site there. Anything else that differs is a broken chain.
func (t *Tx) rewindTo(from string, head ledger.Head, op *ledger.Stamped) (ledger.Head, error) {
	breaks := op.Op.EntityType == ledger.TypeAuthority && op.Op.Verb == ledger.VerbBreak
	if !breaks || from != "" || op.Stamp.Epoch <= head.Epoch {
		return head, &ledger.BrokenChain{Seq: op.Stamp.Seq, Why: fmt.Sprintf("here stands another operation, there %s", op.Stamp.Hash)}
	}
	return t.rewind(head, op.Stamp.Seq-1)
}

// rewind folds a ledger anew up to a position. What stood behind it goes into
// custody for whoever orders the ledger now; the numbers of devices stay used.
func (t *Tx) rewind(head ledger.Head, to int64) (ledger.Head, error) {
	gone, err := t.behind(head.LedgerID, to)
	if err != nil {
		return head, err
	}
	for _, table := range []string{"record", "fact", "standing", "event", "snapshot", "lock_mark", "entry_lock", "restatement", "tip_case"} {
		if _, err := t.exec("DELETE FROM "+table+" WHERE ledger_id = $1", head.LedgerID); err != nil {
			return head, err
		}
	}
	if _, err := t.exec("DELETE FROM op WHERE ledger_id = $1 AND seq > $2", head.LedgerID, to); err != nil {
		return head, err
	}
	if _, err := t.exec("DELETE FROM refused_op WHERE ledger_id = $1 AND after_seq >= $2", head.LedgerID, to); err != nil {
		return head, err
	}
	for i := range gone {
		if _, err := t.exec("DELETE FROM op_seen WHERE op_id = $1 AND ledger_id = $2", gone[i].Op.ID, head.LedgerID); err != nil {
			return head, err
		}
	}
	kept := &sheaf{Tx: t}
	kept.storeCustody(gone)
	if err := kept.write(); err != nil {
		return head, err
	}
	return t.foldAgain(ledger.Head{LedgerID: head.LedgerID, Kind: head.Kind, Epoch: 1, Hash: ledger.Start(head.LedgerID)}, to)
}

// behind reads the operations of a ledger behind a position, and what was
// refused from there on.
func (t *Tx) behind(ledgerID string, to int64) ([]ledger.Signed, error) {
	var out []ledger.Signed
	rows, err := t.query("SELECT seq, epoch, accepted_ms, ledger_hash, bytes, sig FROM op WHERE ledger_id = $1 AND seq > $2 ORDER BY seq", ledgerID, to)
	err = each(rows, err, func(scan func(...any) error) error {
		op, err := scanStamped(scan)
		out = append(out, op.Signed)
		return err
	})
	if err != nil {
		return nil, err
	}
	refused, err := refusedBetween(t, ledgerID, to, 1<<52)
	for i := range refused {
		out = append(out, refused[i].Signed)
	}
	return out, err
}

// foldAgain folds the stored operations of a ledger into empty tables.
func (t *Tx) foldAgain(head ledger.Head, to int64) (ledger.Head, error) {
	for head.Seq < to {
		var ops []ledger.Stamped
		rows, err := t.query("SELECT seq, epoch, accepted_ms, ledger_hash, bytes, sig FROM op WHERE ledger_id = $1 AND seq > $2 ORDER BY seq LIMIT "+fmt.Sprint(FeedPage), head.LedgerID, head.Seq)
		err = each(rows, err, func(scan func(...any) error) error {
			op, err := scanStamped(scan)
			ops = append(ops, op)
			return err
		})
		if err != nil || len(ops) == 0 {
			return head, err
		}
		if head, err = t.foldPage(head, ops); err != nil {
			return head, err
		}
	}
	_, err := t.exec("UPDATE ledger_head SET seq = $2, hash = $3, epoch = $4, site = $5, released = $6 WHERE ledger_id = $1",
		head.LedgerID, head.Seq, head.Hash[:], head.Epoch, head.Site, asInt(head.Released))
	return head, err
}

func (t *Tx) foldPage(head ledger.Head, ops []ledger.Stamped) (ledger.Head, error) {
	payloads, err := payloadsOf(t, ops)
	if err != nil {
		return head, err
	}
	b := Batch{Payloads: map[ledger.Hash][]byte{}}
	for _, p := range payloads {
		b.Payloads[ledger.HashOf(p)] = p
	}
	fold, err := t.foldOf(head, b, ops)
	if err != nil {
		return head, err
	}
	for i := range ops {
		refused, err := fold.Refold(ops[i].Signed, ops[i].Stamp)
		if err != nil {
			return head, err
		}
		if refused != nil {
			return head, fmt.Errorf("operation %d is refused now: %w", ops[i].Stamp.Seq, refused)
		}
	}
	return fold.Head(), t.store(b, fold)
}
