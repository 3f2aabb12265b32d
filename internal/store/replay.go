package store

import (
	"fmt"
	"maps"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// Replay folds a ledger's operations again in memory: what verify compares
// the tables with, and how an older position is read.
type Replay struct {
	Head      ledger.Head
	Records   map[string]*ledger.Record
	Facts     map[string][]ledger.Fact
	Lines     []ledger.Line
	Standings []ledger.Standing
	Restated  []ledger.Restatement
	Entities  map[string]ledger.Entity

	env       ledger.Env
	events    map[string]*ledger.Event
	snapshots map[string]*ledger.Snapshot
	cases     map[string]*ledger.Case
	marks     []ledger.LockMark
	locks     map[string][]string
	// Foreign finds events of other ledgers; nil knows none.
	Foreign interface {
		Proposal(ledgerID, eventID string) (*ledger.Event, error)
	}
}

// NewReplay starts a fold of one ledger from nothing. Refold asks neither for
// the kind of the ledger nor what was checked when an operation was accepted.
func NewReplay(ledgerID string, env ledger.Env) *Replay {
	return &Replay{Head: ledger.Head{LedgerID: ledgerID, Epoch: 1, Hash: ledger.Start(ledgerID)}, env: env,
		Records: map[string]*ledger.Record{}, Facts: map[string][]ledger.Fact{}, Entities: map[string]ledger.Entity{},
		events: map[string]*ledger.Event{}, snapshots: map[string]*ledger.Snapshot{}, locks: map[string][]string{}, cases: map[string]*ledger.Case{}}
}

// Fold applies one operation that the ledger has accepted. A refusal means
// that the operation and the rules no longer agree.
func (r *Replay) Fold(op ledger.Signed, stamp ledger.Stamp) error {
	b := ledger.NewBatch(r.Head, r.env, r, stamp.AcceptedMS, true)
	refused, err := b.Refold(op, stamp)
	if err != nil {
		return err
	}
	if refused != nil {
		return fmt.Errorf("operation %s (%s %s) at %d is refused now: %w", op.Op.ID, op.Op.EntityType, op.Op.Verb, stamp.Seq, refused)
	}
	r.Head = b.Head()
	r.take(b.Changes())
	return nil
}

func (r *Replay) take(c *ledger.Changes) {
	for _, rec := range c.Records {
		r.Records[rec.ID] = rec
	}
	for _, l := range c.Lines {
		r.Facts[l.EntryID] = netFacts(slices.Clone(r.Facts[l.EntryID]), l.Sign, l.Fact)
	}
	r.Lines = append(r.Lines, c.Lines...)
	r.Standings = append(r.Standings, c.Standings...)
	r.Restated = append(r.Restated, c.Restatements...)
	for _, e := range c.Entities {
		r.Entities[e.Type+"/"+e.ID] = e
	}
	for _, e := range c.Events {
		r.events[e.ID] = e
	}
	for _, s := range c.Snapshots {
		r.snapshots[s.ID] = s
	}
	for _, x := range c.Cases {
		r.cases[x.ID.UUID()] = x
	}
	for _, id := range c.Lifted {
		r.lift(id)
	}
	r.marks = append(r.marks, c.LockMarks...)
	for _, l := range c.EntryLocks {
		r.locks[l.EntryID] = append(r.locks[l.EntryID], l.LedgerID)
		slices.Sort(r.locks[l.EntryID])
	}
}

func (r *Replay) lift(snapshot string) {
	r.marks = slices.DeleteFunc(r.marks, func(m ledger.LockMark) bool { return m.SnapshotID == snapshot })
	for e, l := range r.locks {
		r.locks[e] = slices.DeleteFunc(l, func(s string) bool { return s == snapshot })
	}
}

// Record finds a folded record.
func (r *Replay) Record(id string) (*ledger.Record, error) { return r.Records[id], nil }

// Live lists the facts that stand.
func (r *Replay) Live(id string) ([]ledger.Fact, error) { return r.Facts[id], nil }

// Locks lists the snapshots that hold an entry.
func (r *Replay) Locks(id string) ([]string, error) { return r.locks[id], nil }

// LockMarks lists the locks in force.
func (r *Replay) LockMarks() ([]ledger.LockMark, error) {
	out := slices.Clone(r.marks)
	slices.SortFunc(out, func(a, b ledger.LockMark) int {
		if a.SnapshotID < b.SnapshotID {
			return -1
		}
		return 1
	})
	return out, nil
}

// Between lists entries by day.
func (r *Replay) Between(from, to calendar.Day) ([]*ledger.Record, error) {
	var out []*ledger.Record
	for _, rec := range r.Records {
		if rec.Type == ledger.TypeEntry && rec.Day >= from && rec.Day <= to {
			out = append(out, rec)
		}
	}
	return out, nil
}

// Proposal finds an event of this ledger, or of another by Foreign.
func (r *Replay) Proposal(ledgerID, eventID string) (*ledger.Event, error) {
	if ev, ok := r.events[eventID]; ok && ev.LedgerID == ledgerID {
		return ev, nil
	}
	if r.Foreign == nil {
		return nil, nil
	}
	return r.Foreign.Proposal(ledgerID, eventID)
}

// Members lists entries of this ledger that joined an event: an accepted
// retraction was checked against the others when it was accepted.
func (r *Replay) Members(eventID string) ([]string, error) {
	var out []string
	for _, rec := range r.Records {
		if rec.EventID == eventID && (rec.Role == ledger.RoleMember || rec.Role == ledger.RolePart) {
			out = append(out, rec.ID)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Snapshot finds a snapshot of this ledger.
func (r *Replay) Snapshot(_, id string) (*ledger.Snapshot, error) { return r.snapshots[id], nil }

// Case finds a case of this desk.
func (r *Replay) Case(id string) (*ledger.Case, error) { return r.cases[id], nil }

// Entity returns a merged document.
func (r *Replay) Entity(typ, id string) ([]byte, error) {
	if e, ok := r.Entities[typ+"/"+id]; ok {
		return e.Body, nil
	}
	return nil, nil
}

func scanOp(scan func(...any) error) (ledger.Signed, ledger.Stamp, error) {
	var ledgerID string
	var st ledger.Stamp
	var b, sig []byte
	if err := scan(&ledgerID, &st.Seq, &st.Epoch, &st.AcceptedMS, &b, &sig); err != nil {
		return ledger.Signed{}, st, err
	}
	op, err := ledger.Decode(b, sig)
	if err != nil {
		err = fmt.Errorf("operation %d of ledger %s: %w", st.Seq, ledgerID, err)
	}
	return op, st, err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
