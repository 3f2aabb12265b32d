package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Difference is the first thing verify found that is not as the operations
// say. Where names ledger, table and row.
type Difference struct {
	Where string
	Want  string
	Got   string
}

// Error is the difference in one line.
func (d *Difference) Error() string {
	return fmt.Sprintf("%s: the operations give %s, the database holds %s", d.Where, clip(d.Want), clip(d.Got))
}

func clip(s string) string {
	const most = 300
	if len(s) > most {
		return s[:most] + " ..."
	}
	if s == "" {
		return "nothing"
	}
	return s
}

func differ(where, want, got string) error { return &Difference{where, want, got} }

// Verified counts what was found in order.
type Verified struct {
	Ledgers, Operations, Records, Facts, Standings, Snapshots, Figures int64
}

// Verify recomputes everything derived from the operations: chains and
// signatures, folds, facts and standings, registers, locked cells, and the
// catalogue's indicators by plain SQL. It reads one state of the book, so
// others may write meanwhile. The first difference is returned as a
// *Difference. progress may be nil.
func (s *Store) Verify(ctx context.Context, progress func(what string, done, total int)) (Verified, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	l, err := s.loader(ctx)
	if err != nil {
		return Verified{}, err
	}
	defer l.tx.Rollback()
	v := &verifier{loader: l, progress: progress}
	for _, step := range []func() error{v.integrity, v.open, v.ledgers, v.files, v.figures, v.snapshots} {
		if err := step(); err != nil {
			return v.done, err
		}
	}
	return v.done, nil
}

type verifier struct {
	*loader
	reg      *registry.Registry
	view     *View
	progress func(string, int, int)
	done     Verified
	devices  map[string]map[int64]chained // numbers of every device over all ledgers
	events   map[ledger.Ref]*ledger.Event
	attached map[string]map[ledger.Hash]attachedFile // files by ledger
}

type chained struct{ hash, prev ledger.Hash }

// integrity asks the database about itself: damage in an index or in the file
// structure is not visible from the operations.
func (v *verifier) integrity() error {
	v.progress("integrity", 0, 1)
	if wait := v.s.dialect.patient(); wait != "" {
		_, err := v.tx.ExecContext(v.ctx, wait)
		return err
	}
	rows, err := v.query("PRAGMA integrity_check(1)")
	return each(rows, err, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		if text != "ok" {
			return differ("database file", "a sound file", text)
		}
		return nil
	})
}

func (v *verifier) open() (err error) {
	if v.reg, err = v.s.registryBy(v); err != nil {
		return differ("registry", "readable registers", err.Error())
	}
	if v.view, err = v.loader.view(nil); err != nil {
		return err
	}
	v.view.ReleasedTo = calendar.MaxDay // what is not released yet is verified, too
	return v.readEvents()
}

// readEvents keeps all shared events: folds ask for those of other ledgers.
func (v *verifier) readEvents() error {
	v.events = map[ledger.Ref]*ledger.Event{}
	rows, err := v.query("SELECT ledger_id, event_id, relation, members FROM event")
	return each(rows, err, func(scan func(...any) error) error {
		var e ledger.Event
		var members []byte
		if err := scan(&e.LedgerID, &e.ID, &e.Relation, &members); err != nil {
			return err
		}
		v.events[ledger.Ref{LedgerID: e.LedgerID, EntryID: e.ID}] = &e
		return json.Unmarshal(members, &e.Members)
	})
}

func (v *verifier) ledgers() error {
	states, err := ledgerStates(v)
	if err != nil {
		return err
	}
	v.devices = map[string]map[int64]chained{}
	for i := range states {
		v.progress("ledgers", i, len(states))
		if err := v.oneLedger(states[i].Head); err != nil {
			return err
		}
		v.done.Ledgers++
	}
	if err := v.deviceChains(); err != nil {
		return err
	}
	return frozen(states)
}

// oneLedger walks the chain, folds every operation again and compares the
// tables with the result.
func (v *verifier) oneLedger(head ledger.Head) error {
	r := NewReplay(head.LedgerID, v.reg)
	r.Foreign = v
	rows, err := v.query(`SELECT seq, epoch, accepted_ms, op_id, device_id, device_seq, entity_id, op_hash, ledger_hash, bytes, sig
		FROM op WHERE ledger_id = $1 ORDER BY seq`, head.LedgerID)
	err = each(rows, err, func(scan func(...any) error) error { return v.oneOp(r, head.LedgerID, scan) })
	if err != nil {
		return err
	}
	where := "ledger " + head.LedgerID
	if r.Head.Site != head.Site || r.Head.Released != head.Released || r.Head.Epoch != head.Epoch {
		return differ(where+", authority", fmt.Sprintf("%q %t %d", r.Head.Site, r.Head.Released, r.Head.Epoch), fmt.Sprintf("%q %t %d", head.Site, head.Released, head.Epoch))
	}
	if r.Head.Seq != head.Seq || r.Head.Hash != head.Hash {
		return differ(where+", head", fmt.Sprintf("%d %s", r.Head.Seq, r.Head.Hash), fmt.Sprintf("%d %s", head.Seq, head.Hash))
	}
	for _, compare := range []func(*Replay, string) error{v.compareRecords, v.compareLines, v.compareStandings, v.compareRestatements,
		v.compareEvents, v.compareSnapshots, v.compareLocks, v.compareCases, v.compareEntities} {
		if err := compare(r, head.LedgerID); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) oneOp(r *Replay, ledgerID string, scan func(...any) error) error {
	var st ledger.Stamp
	var opID, deviceID, entityID string
	var deviceSeq int64
	var opHash, ledgerHash, b, sig []byte
	if err := scan(&st.Seq, &st.Epoch, &st.AcceptedMS, &opID, &deviceID, &deviceSeq, &entityID, &opHash, &ledgerHash, &b, &sig); err != nil {
		return err
	}
	where := fmt.Sprintf("ledger %s, operation %d", ledgerID, st.Seq)
	if st.Seq != r.Head.Seq+1 {
		return differ(where, fmt.Sprintf("operation %d", r.Head.Seq+1), "a gap")
	}
	op, err := ledger.Decode(b, sig)
	if err != nil {
		return differ(where, "a canonical operation", err.Error())
	}
	o := &op.Op
	if o.ID != opID || o.DeviceID != deviceID || o.DeviceSeq != deviceSeq || o.EntityID != entityID || o.LedgerID != ledgerID {
		return differ(where, fmt.Sprintf("%s %s %d %s", o.ID, o.DeviceID, o.DeviceSeq, o.EntityID), fmt.Sprintf("%s %s %d %s", opID, deviceID, deviceSeq, entityID))
	}
	if !bytes.Equal(op.Hash[:], opHash) {
		return differ(where+", hash", op.Hash.String(), fmt.Sprintf("%x", opHash))
	}
	want := r.Head
	if o.OpensEpoch() {
		want.Epoch++
	}
	if want.Epoch != st.Epoch {
		return differ(where+", epoch", fmt.Sprint(want.Epoch), fmt.Sprint(st.Epoch))
	}
	if next := want.Next(op.Hash, st.AcceptedMS); !bytes.Equal(next.Hash[:], ledgerHash) {
		return differ(where+", chain", next.Hash.String(), fmt.Sprintf("%x", ledgerHash))
	}
	copy(st.Hash[:], ledgerHash)
	if !op.VerifySig(v.reg.Device(o.DeviceID)) {
		return differ(where+", signature", "a signature by device "+o.DeviceID, "another")
	}
	v.noteDevice(&op)
	v.noteFile(ledgerID, o)
	v.done.Operations++
	if err := r.Fold(op, st); err != nil {
		return differ(where, "an operation the rules accept", err.Error())
	}
	return nil
}

func (v *verifier) noteDevice(op *ledger.Signed) {
	o := &op.Op
	if v.devices[o.DeviceID] == nil {
		v.devices[o.DeviceID] = map[int64]chained{}
	}
	v.devices[o.DeviceID][o.DeviceSeq] = chainOf(op)
}

// deviceChains checks that the numbers of every device are gapless over all
// ledgers and refused operations, and end at its head.
func (v *verifier) deviceChains() error {
	for _, table := range []string{"refused", "custody"} {
		if err := v.besideLedgers(table); err != nil {
			return err
		}
	}
	var n int
	if err := v.row("SELECT count(*) FROM peer").Scan(&n); err != nil {
		return err
	}
	headed := map[string]bool{}
	rows, err := v.query("SELECT device_id, seq, hash, forked FROM device_head ORDER BY device_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var device string
		var seq int64
		var hash []byte
		var forked int
		if err := scan(&device, &seq, &hash, &forked); err != nil {
			return err
		}
		headed[device] = true
		if forked != 0 && n > 0 {
			return nil // each site may have been shown another chain
		}
		return sameChain("device "+device, v.devices[device], seq, hash, n > 0)
	})
	if err != nil {
		return err
	}
	for _, device := range sortedKeys(v.devices) {
		if !headed[device] && n == 0 {
			return differ("device "+device+", head", "the end of its chain", "")
		}
	}
	return v.seenOperations()
}

// besideLedgers notes the numbers of operations that stand in no ledger here:
// those that were refused, and those kept for another site.
func (v *verifier) besideLedgers(table string) error {
	rows, err := v.query("SELECT device_id, device_seq, bytes, sig FROM " + table + "_op")
	return each(rows, err, func(scan func(...any) error) error {
		var device string
		var seq int64
		var b, sig []byte
		if err := scan(&device, &seq, &b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		if err != nil {
			return differ(fmt.Sprintf("%s operation %s %d", table, device, seq), "a canonical operation", err.Error())
		}
		where := fmt.Sprintf("%s operation %s %d", table, device, seq)
		if op.Op.DeviceID != device || op.Op.DeviceSeq != seq {
			return differ(where, fmt.Sprintf("%s %d", op.Op.DeviceID, op.Op.DeviceSeq), "")
		}
		if !op.VerifySig(v.reg.Device(device)) {
			return differ(where+", signature", "a signature by device "+device, "another")
		}
		v.noteDevice(&op)
		return nil
	})
}

// frozen names a ledger of another site that is not followed any further: what
// came was not what its order says.
func frozen(states []LedgerState) error {
	for _, l := range states {
		if l.Frozen != "" {
			return differ(fmt.Sprintf("ledger %s, ordered by site %q, stopped at %d", l.LedgerID, l.Site, l.Seq), "an order that holds", l.Frozen)
		}
	}
	return nil
}

// seenOperations checks the table that recognises repeats: an operation it
// does not know could be stored twice.
func (v *verifier) seenOperations() error {
	rows, err := v.query(`SELECT o.ledger_id, o.seq FROM op o
		LEFT JOIN op_seen s ON s.op_id = o.op_id AND s.ledger_id = o.ledger_id AND s.op_hash = o.op_hash
		WHERE s.op_id IS NULL ORDER BY o.ledger_id, o.seq LIMIT 1`)
	return each(rows, err, func(scan func(...any) error) error {
		var ledgerID string
		var seq int64
		if err := scan(&ledgerID, &seq); err != nil {
			return err
		}
		return differ(fmt.Sprintf("ledger %s, operation %d, table of seen operations", ledgerID, seq), "its id and hash", "")
	})
}

// sameChain follows one device from its first number to its head. Where sites
// exchange, numbers beyond a gap may be here: the head is the end of the gapless
// beginning, and what stands beyond holds together where it touches.
func sameChain(where string, chain map[int64]chained, last int64, hash []byte, gaps bool) error {
	var prev ledger.Hash
	for i := int64(1); i <= last; i++ {
		op, ok := chain[i]
		if !ok {
			return differ(where, fmt.Sprintf("operation %d", i), "")
		}
		if op.prev != prev {
			return differ(fmt.Sprintf("%s, operation %d", where, i), "previous hash "+prev.String(), op.prev.String())
		}
		prev = op.hash
	}
	if !bytes.Equal(prev[:], hash) {
		return differ(where+", head", prev.String(), fmt.Sprintf("%x", hash))
	}
	if !gaps && len(chain) != int(last) {
		return differ(where+", head", fmt.Sprintf("%d operations", len(chain)), fmt.Sprint(last))
	}
	if _, ok := chain[last+1]; ok {
		return differ(where+", head", fmt.Sprintf("at least %d", last+1), fmt.Sprint(last))
	}
	for seq, op := range chain {
		if before, ok := chain[seq-1]; ok && op.prev != before.hash {
			return differ(fmt.Sprintf("%s, operation %d", where, seq), "previous hash "+before.hash.String(), op.prev.String())
		}
	}
	return nil
}

// Proposal finds an event of another ledger for a fold.
func (v *verifier) Proposal(ledgerID, eventID string) (*ledger.Event, error) {
	return v.events[ledger.Ref{LedgerID: ledgerID, EntryID: eventID}], nil
}
