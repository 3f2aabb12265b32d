package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Outcome is what became of one operation of a batch.
type Outcome string

// The closed list of outcomes.
const (
	Accepted  Outcome = "accepted"
	Duplicate Outcome = "duplicate"
	Waiting   Outcome = "waiting"
	Conflict  Outcome = "conflict"
	Rejected  Outcome = "rejected"
)

// Result answers one operation, in the order of the request.
type Result struct {
	OpID    string
	Outcome Outcome
	Stamp   Stamp // of the first acceptance, also for duplicates
	Flags   []string
	Err     error // *Refusal for conflict and rejected
}

// DeviceHead is the end of a device's chain over all ledgers.
type DeviceHead struct {
	Seq  int64
	Hash Hash
}

// Stamped is an accepted operation with its place in the ledger.
type Stamped struct {
	Signed
	Stamp Stamp
}

// Refused is an operation that is not part of the ledger but consumed its
// device's number; bytes and reason are kept.
type Refused struct {
	Signed
	Code   Code
	Detail string
	AtMS   int64
}

// Changes is everything a batch writes, in the form the store needs.
type Changes struct {
	Ops          []Stamped
	Refused      []Refused
	Records      []*Record
	Lines        []Line
	Standings    []Standing
	Events       []*Event
	Snapshots    []*Snapshot
	LockMarks    []LockMark
	Lifted       []string // snapshots whose locks in this ledger end
	EntryLocks   []Ref    // LedgerID holds the snapshot id here
	Restatements []Restatement
	Entities     []Entity
	Devices      map[string]DeviceHead
}

// Entity is the fold of a registry entity: its merged document.
type Entity struct {
	Type string
	ID   string
	Body []byte
	Seq  int64
}

// Batch folds operations of one ledger in order. It holds the ledger's head
// for the whole transaction and remembers what earlier operations of the
// batch did.
type Batch struct {
	head  Head
	env   Env
	book  Book
	nowMS int64
	// trusted skips signature checks for operations this process signed itself.
	trusted bool

	changes   Changes
	records   map[string]*Record
	live      map[string][]Fact
	events    map[string]*Event
	snapshots map[string]*Snapshot
	entities  map[string]*Entity
	locks     map[string][]string
	marks     []LockMark
	marksRead bool
	dirty     map[string]bool
}

// NewBatch starts a batch at the ledger's head. nowMS is the one instant of
// the transaction.
func NewBatch(head Head, env Env, book Book, nowMS int64, trusted bool) *Batch {
	return &Batch{head: head, env: env, book: book, nowMS: nowMS, trusted: trusted,
		records: map[string]*Record{}, live: map[string][]Fact{}, events: map[string]*Event{},
		snapshots: map[string]*Snapshot{}, entities: map[string]*Entity{}, locks: map[string][]string{},
		dirty: map[string]bool{}, changes: Changes{Devices: map[string]DeviceHead{}}}
}

// Head is the ledger's head after the operations applied so far.
func (b *Batch) Head() Head { return b.head }

// Changes lists what has to be written. It is called once, at the end.
func (b *Batch) Changes() *Changes {
	for _, id := range slices.Sorted(maps.Keys(b.dirty)) {
		b.changes.Records = append(b.changes.Records, b.records[id])
	}
	clear(b.dirty)
	b.changes.Entities = b.changes.Entities[:0]
	for _, key := range slices.Sorted(maps.Keys(b.entities)) {
		b.changes.Entities = append(b.changes.Entities, *b.entities[key])
	}
	return &b.changes
}

// Apply takes one operation that is not a duplicate. dev is the device's head
// before it. Only failures of the book are returned as an error; a refusal is
// a result.
func (b *Batch) Apply(s Signed, dev DeviceHead) (Result, DeviceHead, error) {
	res := Result{OpID: s.Op.ID}
	if err := b.admit(&s, dev); err != nil {
		return b.refuseUnstored(res, err, dev)
	}
	next := DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}
	stamp := b.head
	st := stamp.Next(s.Hash, b.nowMS)
	flags, err := b.fold(&s, st)
	var r *Refusal
	switch {
	case errors.As(err, &r):
		res.Outcome, res.Err = Rejected, r
		if r.Code == CodeStaleBase {
			res.Outcome = Conflict
		}
		b.changes.Refused = append(b.changes.Refused, Refused{s, r.Code, r.Detail, b.nowMS})
	case err != nil:
		return res, dev, fmt.Errorf("fold %s %s: %w", s.Op.EntityType, s.Op.Verb, err)
	default:
		b.head = stamp
		res.Outcome, res.Stamp, res.Flags = Accepted, st, flags
		b.changes.Ops = append(b.changes.Ops, Stamped{s, st})
	}
	b.changes.Devices[s.Op.DeviceID] = next
	return res, next, nil
}

// RefuseReused refuses an operation whose id was used for other bytes. It
// still consumes its device's number, so the device can go on.
func (b *Batch) RefuseReused(s Signed, dev DeviceHead) (Result, DeviceHead, error) {
	res := Result{OpID: s.Op.ID, Outcome: Rejected, Err: refuse(CodeOpIDReused)}
	if err := b.admit(&s, dev); err != nil {
		return b.refuseUnstored(res, err, dev)
	}
	next := DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}
	b.changes.Refused = append(b.changes.Refused, Refused{s, CodeOpIDReused, "", b.nowMS})
	b.changes.Devices[s.Op.DeviceID] = next
	return res, next, nil
}

func (b *Batch) refuseUnstored(res Result, err error, dev DeviceHead) (Result, DeviceHead, error) {
	var r *Refusal
	if !errors.As(err, &r) {
		return res, dev, err
	}
	res.Outcome, res.Err = Rejected, r
	if r.Code == CodeWaiting {
		res.Outcome = Waiting
	}
	return res, dev, nil
}

// admit checks what must hold before an operation may consume its number:
// device, signature, gapless chain.
func (b *Batch) admit(s *Signed, dev DeviceHead) error {
	o := &s.Op
	if !b.trusted {
		key := b.env.DeviceKey(o.DeviceID)
		if key == nil {
			return refuse(CodeUnknownDevice)
		}
		if !s.VerifySig(key) {
			return refuse(CodeBadSignature)
		}
	}
	switch {
	case o.DeviceSeq > dev.Seq+1:
		return refusef(CodeWaiting, "missing %d-%d", dev.Seq+1, o.DeviceSeq-1)
	case o.DeviceSeq <= dev.Seq || o.DevicePrev != dev.Hash.String():
		return refuse(CodeForked)
	}
	return nil
}

// fold dispatches one operation. Whatever it changes is in b only when it
// returns no refusal.
func (b *Batch) fold(s *Signed, st Stamp) ([]string, error) {
	o := &s.Op
	switch o.EntityType {
	case TypeEntry, TypeStatement, TypeNil, TypePlan:
		return b.foldRecord(o, st)
	case "event":
		return nil, b.foldEvent(o, st)
	case "snapshot":
		return nil, b.foldSnapshot(o, st)
	case "ledger":
		if o.Verb == "lock_mark" || o.Verb == "lock_lift" {
			return nil, b.foldLock(o, st)
		}
	case "authority", "case":
		return nil, refuse(CodeUnknownVerb)
	}
	return nil, b.foldRegistry(o, st)
}

// record returns the batch's own copy of a record, nil when there is none.
func (b *Batch) record(id string) (*Record, error) {
	if r, ok := b.records[id]; ok {
		return r, nil
	}
	r, err := b.book.Record(id)
	if err != nil {
		return nil, err
	}
	b.records[id] = r
	return r, nil
}

func (b *Batch) liveOf(id string) ([]Fact, error) {
	if f, ok := b.live[id]; ok {
		return f, nil
	}
	f, err := b.book.Live(id)
	if err != nil {
		return nil, err
	}
	b.live[id] = f
	return f, nil
}

func (b *Batch) locksOf(id string) ([]string, error) {
	if l, ok := b.locks[id]; ok {
		return l, nil
	}
	l, err := b.book.Locks(id)
	if err != nil {
		return nil, err
	}
	b.locks[id] = l
	return l, nil
}

func (b *Batch) lockMarks() ([]LockMark, error) {
	if !b.marksRead {
		m, err := b.book.LockMarks()
		if err != nil {
			return nil, err
		}
		b.marks, b.marksRead = m, true
	}
	return b.marks, nil
}

// Refold folds an operation the ledger accepted earlier under the stamp it
// got then. refused says that the rules no longer accept it.
func (b *Batch) Refold(s Signed, st Stamp) (refused *Refusal, err error) {
	_, err = b.fold(&s, st)
	if errors.As(err, &refused) {
		return refused, nil
	}
	b.head = Head{LedgerID: b.head.LedgerID, Epoch: st.Epoch, Seq: st.Seq, Hash: st.Hash}
	return nil, err
}
