package syncing_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// fault is a mistake that can be planted in the simulation. A simulation that
// stays green under one of them proves nothing.
type fault string

const (
	noFault          fault = ""
	receiptTooEarly  fault = "receipt before commit"
	noDedupe         fault = "missing dedupe key"
	numbersReused    fault = "re-used device numbers"
	feedByIdentity   fault = "feed by identity column"
	waitingIsTaken   fault = "waiting treated as accepted"
	outboxForgets    fault = "operation dropped from the outbox before its receipt"
	evictionIgnored  fault = "eviction ignored"
	receiptUnchecked fault = "receipt of other bytes believed"
	findOrInsert     fault = "insert-or-select photo race"
	photoTooEarly    fault = "photo receipt before commit"
	hashUnchecked    fault = "hash of an uploaded photo not checked"
	photoForgotten   fault = "photo dropped from the phone before its receipt"
)

// simBook is a book in memory: the plainest reading of what storage promises.
// One transaction is one Push; a crash before the commit leaves nothing, one
// behind it leaves everything but the answer.
type simBook struct {
	reg   *registry.Registry
	nowMS func() int64
	state simState
	files *simFiles
	crash func(point string) error
	fault fault
}

type simState struct {
	ledgers map[string]*simLedger
	devices map[string]ledger.DeviceHead
	seen    map[string]ledger.Hash
	results map[string]ledger.Result
	held    map[string]map[int64]ledger.Hash
	waiting []ledger.Refused
	content map[ledger.Hash]int64 // size of what lies in the directory
	named   map[string]bool       // ledger, hash and device
}

type simLedger struct {
	head    ledger.Head
	records map[string]*ledger.Record
	lines   []ledger.Line
	ops     []ledger.Stamped
}

func newSimBook(reg *registry.Registry, nowMS func() int64, ledgers ...string) *simBook {
	b := &simBook{reg: reg, nowMS: nowMS, crash: func(string) error { return nil }}
	b.state = simState{ledgers: map[string]*simLedger{}, devices: map[string]ledger.DeviceHead{}, seen: map[string]ledger.Hash{}, results: map[string]ledger.Result{}, held: map[string]map[int64]ledger.Hash{},
		content: map[ledger.Hash]int64{}, named: map[string]bool{}}
	b.files = newSimFiles(b)
	for _, id := range ledgers {
		b.state.ledgers[id] = &simLedger{head: ledger.Head{LedgerID: id, Kind: ledger.KindCommune, Epoch: 1, Hash: ledger.Start(id)}, records: map[string]*ledger.Record{}}
	}
	return b
}

// copy is what a transaction works on; records are replaced, never changed.
func (s simState) copy() simState {
	out := simState{ledgers: map[string]*simLedger{}, devices: maps.Clone(s.devices), seen: maps.Clone(s.seen), results: maps.Clone(s.results), held: map[string]map[int64]ledger.Hash{}, waiting: slices.Clone(s.waiting),
		content: maps.Clone(s.content), named: maps.Clone(s.named)}
	for id, l := range s.ledgers {
		out.ledgers[id] = &simLedger{l.head, maps.Clone(l.records), slices.Clone(l.lines), slices.Clone(l.ops)}
	}
	for d, h := range s.held {
		out.held[d] = maps.Clone(h)
	}
	return out
}

func (b *simBook) Push(_ context.Context, ops []ledger.Signed) ([]ledger.Result, error) {
	if err := b.crash("before"); err != nil {
		return nil, err
	}
	next := b.state.copy()
	folds := map[string]*ledger.Batch{}
	results := make([]ledger.Result, len(ops))
	order := make([]int, len(ops))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return int(ops[x].Op.DeviceSeq - ops[y].Op.DeviceSeq) })
	for _, i := range order {
		results[i] = b.one(&next, folds, ops[i])
	}
	for id, f := range folds {
		next.ledgers[id].take(f)
		if b.fault == findOrInsert {
			continue // its uploads name the file themselves
		}
		for _, op := range f.Changes().Ops {
			if hash, sign := ledger.AttachedHash(&op.Op); sign > 0 {
				h, _ := ledger.ParseHash(hash)
				next.names(id, op.Op.DeviceID, h)
			}
		}
	}
	if b.fault == receiptTooEarly {
		if b.crash("commit") != nil {
			return results, nil // told, and then lost
		}
	}
	if err := b.crash("commit"); err != nil {
		return nil, err
	}
	b.state = next
	if err := b.crash("after"); err != nil {
		return nil, err
	}
	return results, nil
}

func (b *simBook) one(s *simState, folds map[string]*ledger.Batch, op ledger.Signed) ledger.Result {
	if was, ok := s.seen[op.Op.ID]; ok && was == op.Hash && b.fault != noDedupe {
		r := s.results[op.Op.ID]
		if r.Err == nil {
			r.Outcome = ledger.Duplicate
		}
		return r
	}
	l := s.ledgers[op.Op.LedgerID]
	if l == nil {
		l = &simLedger{head: ledger.Head{LedgerID: op.Op.LedgerID}, records: map[string]*ledger.Record{}}
		s.ledgers[op.Op.LedgerID] = l
	}
	f := folds[op.Op.LedgerID]
	if f == nil {
		f = ledger.NewBatch(l.head, b.reg, simReader{l}, b.nowMS(), false)
		f.CheckRights()
		folds[op.Op.LedgerID] = f
	}
	dev := s.devices[op.Op.DeviceID]
	if b.fault == numbersReused || b.fault == noDedupe {
		dev = ledger.DeviceHead{Seq: op.Op.DeviceSeq - 1, Hash: prevOf(op)}
	}
	res, after, err := f.Apply(op, dev)
	if err != nil {
		panic(err)
	}
	if b.fault == waitingIsTaken && res.Outcome == ledger.Waiting {
		return ledger.Result{OpID: op.Op.ID, Outcome: ledger.Accepted, Stamp: ledger.Stamp{Epoch: 1, Seq: 1}}
	}
	if after != dev {
		if after.Seq != dev.Seq {
			s.seen[op.Op.ID], s.results[op.Op.ID] = op.Hash, res
			if s.held[op.Op.DeviceID] == nil {
				s.held[op.Op.DeviceID] = map[int64]ledger.Hash{}
			}
			s.held[op.Op.DeviceID][op.Op.DeviceSeq] = op.Hash
		}
		s.devices[op.Op.DeviceID] = after
	}
	return res
}

func prevOf(op ledger.Signed) ledger.Hash {
	h, _ := ledger.ParseHash(op.Op.DevicePrev)
	return h
}

func (l *simLedger) take(f *ledger.Batch) {
	c := f.Changes()
	l.head = f.Head()
	l.ops = append(l.ops, c.Ops...)
	l.lines = append(l.lines, c.Lines...)
	for _, r := range c.Records {
		kept := *r
		l.records[r.ID] = &kept
	}
}

func (b *simBook) Registry(context.Context) (*registry.Registry, error) { return b.reg, nil }

func (b *simBook) DeviceHead(_ context.Context, id string) (ledger.DeviceHead, error) {
	return b.state.devices[id], nil
}

func (b *simBook) Held(_ context.Context, id string, seqs []int64) (map[int64]ledger.Hash, error) {
	out := map[int64]ledger.Hash{}
	for _, s := range seqs {
		if h, ok := b.state.held[id][s]; ok {
			out[s] = h
		}
	}
	return out, nil
}

func (b *simBook) Positions(context.Context) ([]ledger.Position, error) {
	var out []ledger.Position
	for _, id := range slices.Sorted(maps.Keys(b.state.ledgers)) {
		h := b.state.ledgers[id].head
		out = append(out, ledger.Position{LedgerID: id, Epoch: h.Epoch, Seq: h.Seq, Hash: h.Hash.String()})
	}
	return out, nil
}

func (b *simBook) ChainAt(_ context.Context, ledgerID string, seq int64) (string, error) {
	l := b.state.ledgers[ledgerID]
	switch {
	case seq == 0:
		return ledger.Start(ledgerID).String(), nil
	case l == nil || seq > int64(len(l.ops)):
		return "", nil
	}
	return l.ops[seq-1].Stamp.Hash.String(), nil
}

func (b *simBook) RecordsFrom(_ context.Context, ledgerID string, from, afterDay calendar.Day, afterID string, limit int) ([]*ledger.Record, error) {
	var out []*ledger.Record
	if l := b.state.ledgers[ledgerID]; l != nil {
		for _, r := range l.records {
			if r.Day >= from && (afterID == "" || r.Day < afterDay || r.Day == afterDay && r.ID > afterID) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(x, y *ledger.Record) int {
		if x.Day != y.Day {
			return int(y.Day - x.Day)
		}
		if x.ID < y.ID {
			return -1
		}
		return 1
	})
	return out[:min(len(out), limit)], nil
}

func (b *simBook) ChangedRecords(_ context.Context, ledgerID string, after int64, limit int) ([]string, int64, error) {
	l := b.state.ledgers[ledgerID]
	if l == nil {
		return nil, after, nil
	}
	var ids []string
	upto := after
	for _, op := range l.ops {
		if op.Stamp.Seq <= after || len(ids) == limit {
			continue
		}
		if upto = op.Stamp.Seq; !slices.Contains(ids, op.Op.EntityID) {
			ids = append(ids, op.Op.EntityID)
		}
	}
	if b.fault == feedByIdentity && len(ids) > 1 {
		ids = slices.Delete(ids, len(ids)-2, len(ids)-1) // a later writer committed first; the reader is past this one for ever
	}
	return ids, upto, nil
}

func (b *simBook) Records(_ context.Context, ledgerID string, ids []string) (map[string]*ledger.Record, error) {
	out := map[string]*ledger.Record{}
	if l := b.state.ledgers[ledgerID]; l != nil {
		for _, id := range ids {
			if r := l.records[id]; r != nil {
				out[id] = r
			}
		}
	}
	return out, nil
}

func (b *simBook) LastReturn(context.Context, string, string) (string, string, error) {
	return "", "", nil
}

func (b *simBook) ClaimEnrolment(context.Context, []byte, string, string, string) (bool, error) {
	return false, errors.New("not simulated")
}

func (b *simBook) MetDevice(context.Context, string, string, int) error { return nil }

// replay folds every ledger anew from its operations and compares: the tables
// are nothing but the fold of the feed.
func (b *simBook) replay() error {
	for id, l := range b.state.ledgers {
		if l.head.Kind == "" {
			continue
		}
		again := &simLedger{head: ledger.Head{LedgerID: id, Kind: l.head.Kind, Epoch: 1, Hash: ledger.Start(id)}, records: map[string]*ledger.Record{}}
		for i, op := range l.ops {
			if op.Stamp.Seq != int64(i+1) {
				return fmt.Errorf("ledger %s: number %d at place %d", id, op.Stamp.Seq, i+1)
			}
			f := ledger.NewBatch(again.head, b.reg, simReader{again}, op.Stamp.AcceptedMS, true)
			if refused, err := f.Refold(op.Signed, op.Stamp); err != nil || refused != nil {
				return fmt.Errorf("ledger %s, operation %d: %v %w", id, op.Stamp.Seq, refused, err)
			}
			again.take(f)
		}
		if again.head.Hash != l.head.Hash || len(again.records) != len(l.records) {
			return fmt.Errorf("ledger %s: the replay ends elsewhere", id)
		}
		for rid, r := range l.records {
			x := again.records[rid]
			if x == nil || x.Status != r.Status || x.Level != r.Level || string(x.Content) != string(r.Content) {
				return fmt.Errorf("ledger %s, record %s differs from its replay", id, rid)
			}
		}
	}
	return nil
}

// simReader is what the fold may ask of a ledger without locks and events.
type simReader struct{ l *simLedger }

func (r simReader) Record(id string) (*ledger.Record, error) {
	x := r.l.records[id]
	if x == nil {
		return nil, nil
	}
	kept := *x
	return &kept, nil
}

func (r simReader) Live(entryID string) ([]ledger.Fact, error) {
	var out []ledger.Fact
	for _, line := range r.l.lines {
		if line.EntryID != entryID {
			continue
		}
		if line.Sign > 0 {
			out = append(out, line.Fact)
		} else if i := slices.Index(out, line.Fact); i >= 0 {
			out = slices.Delete(out, i, i+1)
		}
	}
	return out, nil
}

func (simReader) Locks(string) ([]string, error)                      { return nil, nil }
func (simReader) LockMarks() ([]ledger.LockMark, error)               { return nil, nil }
func (simReader) Between(_, _ calendar.Day) ([]*ledger.Record, error) { return nil, nil }
func (simReader) Proposal(string, string) (*ledger.Event, error)      { return nil, nil }
func (simReader) Members(string) ([]string, error)                    { return nil, nil }
func (simReader) Snapshot(string, string) (*ledger.Snapshot, error)   { return nil, nil }
