package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/ledger"
)

// Batch is a list of operations, of one ledger or of several, with the bytes
// some of them name by hash (cells and document of a lock).
type Batch struct {
	Ops      []ledger.Signed
	Payloads map[ledger.Hash][]byte
	// Trusted skips the signature check of operations this process signed.
	Trusted bool
	// Rights asks of every operation whether its actor may do it.
	Rights bool
	// Atomic stores nothing unless every operation is accepted or was here
	// before; then Append returns a *RefusedError.
	Atomic bool
	// Custody keeps what phones bring for ledgers that another site orders.
	Custody bool
	// Also runs behind the operations in the same transaction, unless an atomic
	// batch was refused: what belongs to the act and is not book data. It may
	// run several times and must not keep anything outside the transaction.
	Also func(*Tx) error
	// Audit is what the log says about the batch: written with it or not at
	// all. Ops may be empty.
	Audit []audit.Record
	// RegistryAt is the position of the registers from which the operations were
	// made; when they have moved since, nothing is stored and the error is
	// ErrRegistryMoved. 0 asks for none.
	RegistryAt int64
	// follows says that the operations were ordered by another site.
	follows bool
	// starts is the registry ledger this batch opens with its first operation.
	starts string
}

// RefusedError is the error of an atomic batch: nothing was stored.
type RefusedError struct{ Results []ledger.Result }

// Error names the first refusal and how many there are.
func (e *RefusedError) Error() string {
	n, first := 0, error(nil)
	for _, r := range e.Results {
		if r.Err != nil {
			if n++; first == nil {
				first = r.Err
			}
		}
	}
	return fmt.Sprintf("%d of %d operations refused, nothing was stored; the first: %v", n, len(e.Results), first)
}

// ErrRegistryMoved says that somebody changed the registers since they were
// read: what was made from them has to be made again.
var ErrRegistryMoved = errors.New("the registers changed in the meantime")

// Append is the one door: it orders, folds and stores operations in one
// transaction and returns their results in order. A refused operation is a
// result, not an error; an error means that nothing of the call was stored,
// or that it was stored and a repeat will say duplicate.
func (s *Store) Append(ctx context.Context, b Batch) ([]ledger.Result, error) {
	var results []ledger.Result
	err := s.write(ctx, func(t *Tx) (err error) {
		results, err = t.appendBatch(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("append operations: %w", err)
	}
	return results, nil
}

// head takes the ledger's head row, which is also its writer lock. A ledger
// that is not kept here has no kind.
func (t *Tx) head(ledgerID string) (ledger.Head, error) {
	h := ledger.Head{LedgerID: ledgerID}
	var hash []byte
	var released int
	err := t.row("UPDATE ledger_head SET seq = seq WHERE ledger_id = $1 RETURNING kind, epoch, seq, hash, site, released", ledgerID).
		Scan(&h.Kind, &h.Epoch, &h.Seq, &hash, &h.Site, &released)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil // the fold refuses what goes into a ledger without a kind
	}
	copy(h.Hash[:], hash)
	h.Released = released != 0
	return h, err
}

func (t *Tx) appendBatch(b Batch) ([]ledger.Result, error) {
	if err := t.audit(b.Audit); err != nil {
		return nil, err
	}
	if err := t.start(b.starts); err != nil {
		return nil, err
	}
	folds, err := t.folds(b)
	if err != nil {
		return nil, err
	}
	devices, err := t.deviceHeads(b.Ops)
	if err != nil {
		return nil, err
	}
	seen, err := t.seenOps(b.Ops)
	if err != nil {
		return nil, err
	}
	before := maps.Clone(devices)
	results := make([]ledger.Result, len(b.Ops))
	for _, i := range byDeviceSeq(b.Ops) {
		fold := folds[b.Ops[i].Op.LedgerID]
		if results[i], err = t.applyOne(fold, b.Ops[i], devices, seen); err != nil {
			return nil, err
		}
	}
	if b.Atomic && slices.ContainsFunc(results, func(r ledger.Result) bool { return r.Err != nil }) {
		return nil, &RefusedError{results}
	}
	all := make([]*ledger.Batch, 0, len(folds))
	for _, id := range sortedKeys(folds) {
		all = append(all, folds[id])
	}
	if err := t.store(b, all...); err != nil {
		return nil, err
	}
	if err := t.storeDevices(before, devices); err != nil {
		return nil, err
	}
	if err := t.catchUp(before, devices); err != nil || b.Also == nil {
		return results, err
	}
	return results, b.Also(t)
}

// start opens the registry ledger of an empty book.
func (t *Tx) start(registryID string) error {
	if registryID == "" {
		return nil
	}
	var n int
	if err := t.row("SELECT count(*) FROM ledger_head").Scan(&n); err != nil || n > 0 {
		return errors.Join(err, errStarted)
	}
	h := ledger.Start(registryID)
	return t.insert("ledger_head", "ledger_id, kind, epoch, seq, hash", [][]any{{registryID, ledger.KindRegistry, 1, 0, h[:]}}, "")
}

// folds takes the heads of all ledgers of the batch, in sorted order so that
// writers cannot deadlock, and starts a fold on each. The registers are read
// behind that, so a change of the registry sees every one before it.
func (t *Tx) folds(b Batch) (map[string]*ledger.Batch, error) {
	ops := map[string][]ledger.Signed{}
	for i := range b.Ops {
		id := b.Ops[i].Op.LedgerID
		ops[id] = append(ops[id], b.Ops[i])
	}
	heads := make(map[string]ledger.Head, len(ops))
	for _, id := range slices.Sorted(maps.Keys(ops)) {
		head, err := t.head(id)
		if err != nil {
			return nil, fmt.Errorf("take ledger %s: %w", id, err)
		}
		if head.Kind == ledger.KindRegistry && b.RegistryAt != 0 && head.Seq != b.RegistryAt {
			return nil, ErrRegistryMoved
		}
		heads[id] = head
	}
	env, err := envOf(t.s.registryBy(t))
	if err != nil {
		return nil, err
	}
	books, err := t.books(ops, b.Payloads)
	if err != nil {
		return nil, err
	}
	folds := make(map[string]*ledger.Batch, len(ops))
	for id, head := range heads {
		folds[id] = ledger.NewBatch(head, env, books[id], t.nowMS, b.Trusted)
		folds[id].At(t.s.site)
		if b.Rights {
			folds[id].CheckRights()
		}
		if b.Custody {
			folds[id].Custody()
		}
	}
	return folds, nil
}

// byDeviceSeq is the order in which a batch is applied: the operations of one
// device by number, devices as they appear.
func byDeviceSeq(ops []ledger.Signed) []int {
	idx := make([]int, len(ops))
	first := map[string]int{}
	for i := range ops {
		idx[i] = i
		if _, ok := first[ops[i].Op.DeviceID]; !ok {
			first[ops[i].Op.DeviceID] = i
		}
	}
	slices.SortStableFunc(idx, func(a, b int) int {
		x, y := &ops[a].Op, &ops[b].Op
		if x.DeviceID != y.DeviceID {
			return first[x.DeviceID] - first[y.DeviceID]
		}
		return int(x.DeviceSeq - y.DeviceSeq)
	})
	return idx
}

// seenOp is an operation id the book knows, here or in this batch.
type seenOp struct {
	hash    []byte
	outcome string // accepted, or the code of its refusal
	first   *ledger.Result
}

func (t *Tx) applyOne(fold *ledger.Batch, op ledger.Signed, devices map[string]ledger.DeviceHead, seen map[string]seenOp) (ledger.Result, error) {
	was, ok := seen[op.Op.ID]
	if ok && bytes.Equal(was.hash, op.Hash[:]) {
		if was.outcome == string(ledger.InCustody) && fold.Orders(&op.Op) {
			return t.outOfCustody(fold, op, seen)
		}
		return t.repeated(op, was)
	}
	apply, dev := fold.Apply, devices[op.Op.DeviceID]
	if ok {
		// The refusal of a reused id stands under the device's number only.
		if res, err := t.refusedBefore(op); err != nil || res != nil {
			return orResult(res), err
		}
		apply = fold.RefuseReused
	}
	res, next, err := apply(op, dev)
	if err != nil {
		return res, err
	}
	devices[op.Op.DeviceID] = next
	if !ok && next != dev {
		seen[op.Op.ID] = seenOp{hash: op.Hash[:], first: &res}
	}
	return res, nil
}

func orResult(r *ledger.Result) ledger.Result {
	if r == nil {
		return ledger.Result{}
	}
	return *r
}

// refusedBefore finds the refusal of these very bytes, nil if there is none.
func (t *Tx) refusedBefore(op ledger.Signed) (*ledger.Result, error) {
	var code, detail string
	var b []byte
	err := t.row("SELECT code, detail, bytes FROM refused_op WHERE device_id = $1 AND device_seq = $2", op.Op.DeviceID, op.Op.DeviceSeq).Scan(&code, &detail, &b)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !bytes.Equal(b, op.Bytes) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up refusal: %w", err)
	}
	res := ledger.RefusedResult(op.Op.ID, &ledger.Refusal{Code: ledger.Code(code), Detail: detail})
	return &res, nil
}

// repeated answers an operation that was here before with its first result.
func (t *Tx) repeated(op ledger.Signed, was seenOp) (ledger.Result, error) {
	res := ledger.Result{OpID: op.Op.ID, Outcome: ledger.Duplicate}
	switch {
	case was.first != nil && was.first.Err != nil:
		return *was.first, nil
	case was.first != nil:
		res.Stamp = was.first.Stamp
		return res, nil
	case was.outcome == string(ledger.InCustody):
		return t.inCustody(op)
	case was.outcome != string(ledger.Accepted):
		first, err := t.refusedBefore(op)
		if first == nil && err == nil {
			err = fmt.Errorf("the refusal of operation %s is lost", op.Op.ID)
		}
		return orResult(first), err
	}
	var hash []byte
	err := t.row("SELECT epoch, seq, accepted_ms, ledger_hash FROM op WHERE ledger_id = $1 AND op_id = $2", op.Op.LedgerID, op.Op.ID).
		Scan(&res.Stamp.Epoch, &res.Stamp.Seq, &res.Stamp.AcceptedMS, &hash)
	if err != nil {
		return res, fmt.Errorf("read the first stamp of operation %s: %w", op.Op.ID, err)
	}
	copy(res.Stamp.Hash[:], hash)
	return res, nil
}

func (t *Tx) seenOps(ops []ledger.Signed) (map[string]seenOp, error) {
	ids := make([]string, len(ops))
	for i := range ops {
		ids[i] = ops[i].Op.ID
	}
	out := map[string]seenOp{}
	err := chunks(ids, func(part []string) error {
		rows, err := t.query("SELECT op_id, op_hash, outcome FROM op_seen WHERE "+in("op_id", 0, len(part)), anys(part)...)
		return each(rows, err, func(scan func(...any) error) error {
			var id string
			var s seenOp
			if err := scan(&id, &s.hash, &s.outcome); err != nil {
				return err
			}
			out[id] = s
			return nil
		})
	})
	return out, err
}

func (t *Tx) deviceHeads(ops []ledger.Signed) (map[string]ledger.DeviceHead, error) {
	out := map[string]ledger.DeviceHead{}
	for i := range ops {
		out[ops[i].Op.DeviceID] = ledger.DeviceHead{}
	}
	ids := slices.Sorted(maps.Keys(out))
	err := chunks(ids, func(part []string) error {
		rows, err := t.query("SELECT device_id, seq, hash, forked FROM device_head WHERE "+in("device_id", 0, len(part)), anys(part)...)
		return each(rows, err, func(scan func(...any) error) error {
			var id string
			var h ledger.DeviceHead
			var hash []byte
			var forked int
			if err := scan(&id, &h.Seq, &hash, &forked); err != nil {
				return err
			}
			copy(h.Hash[:], hash)
			h.Forked = forked != 0
			out[id] = h
			return nil
		})
	})
	return out, err
}
