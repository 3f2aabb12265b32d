package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/calendar"
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
	// Quarantined is kept for an officer to look at and counts nowhere.
	Quarantined Outcome = "quarantined"
	// InCustody is kept durably for the site that orders its ledger.
	InCustody Outcome = "custody"
)

// Result answers one operation, in the order of the request.
type Result struct {
	OpID    string
	Outcome Outcome
	Stamp   Stamp // of the first acceptance, also for duplicates
	Flags   []string
	Err     error // *Refusal for conflict and rejected
}

// RefusedResult is the answer to an operation that was refused and consumed
// its device's number.
func RefusedResult(opID string, r *Refusal) Result {
	res := Result{OpID: opID, Outcome: Rejected, Err: r}
	switch r.Code {
	case CodeStaleBase:
		res.Outcome = Conflict
	case CodeLateRights:
		res.Outcome = Quarantined
	}
	return res
}

// DeviceHead is the end of a device's chain over all ledgers.
type DeviceHead struct {
	Seq  int64
	Hash Hash
	// Forked says that the device showed two chains: it was cloned or restored
	// from a backup. Nothing of it is folded any more.
	Forked bool
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
	// AfterSeq is the position of its ledger when it was refused: its place in
	// the feed of whoever follows the ledger.
	AfterSeq int64
}

// Changes is everything a batch writes, in the form the store needs.
type Changes struct {
	Ops          []Stamped
	Refused      []Refused
	Quarantined  []Refused // did not consume their device's number
	Custody      []Signed  // for ledgers that another site orders
	Records      []*Record
	Lines        []Line
	Standings    []Standing
	Events       []*Event
	Snapshots    []*Snapshot
	LockMarks    []LockMark
	Lifted       []string // snapshots whose locks in this ledger end; before LockMarks and EntryLocks
	EntryLocks   []Ref    // LedgerID holds the snapshot id here
	Restatements []Restatement
	Entities     []Entity
	Cases        []*Case // the last of each id is how it stands
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
	// rights asks of every operation whether its actor may do it. Imports and
	// made-up data come from the operator of the node, who has no grants.
	rights bool

	changes   Changes
	records   map[string]*Record
	live      map[string][]Fact
	events    map[string]*Event
	snapshots map[string]*Snapshot
	entities  map[string]*Entity
	cases     map[string]*Case
	locks     map[string][]string
	marks     []LockMark
	marksRead bool
	dirty     map[string]bool
	// held and lifted are what this batch did to the locks of entries: the
	// snapshots that took an entry, and those that let all go.
	held   map[string][]string
	lifted map[string]bool
	// again is set while accepted operations are folded anew: what was asked
	// of the registers when they were accepted is not asked a second time,
	// since registers have moved on.
	again bool
	// phone signed the operation being folded; nil when a node did.
	phone *Device
	// self is the site this fold runs at, "" at home. custody keeps what phones
	// bring for ledgers ordered elsewhere.
	self    string
	custody bool
	// followed is set while operations ordered elsewhere are taken over: what
	// they carry along has to be there.
	followed bool
	// unknown are followed operations of devices the registers do not know yet.
	unknown []Stamped
}

// NewBatch starts a batch at the ledger's head. nowMS is the one instant of
// the transaction.
func NewBatch(head Head, env Env, book Book, nowMS int64, trusted bool) *Batch {
	return &Batch{head: head, env: env, book: book, nowMS: nowMS, trusted: trusted,
		records: map[string]*Record{}, live: map[string][]Fact{}, events: map[string]*Event{},
		snapshots: map[string]*Snapshot{}, entities: map[string]*Entity{}, cases: map[string]*Case{}, locks: map[string][]string{},
		dirty: map[string]bool{}, held: map[string][]string{}, lifted: map[string]bool{}}
}

// CheckRights makes the batch ask of every operation whether its actor may do
// it.
func (b *Batch) CheckRights() { b.rights = true }

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
	if !b.Orders(&s.Op) {
		return b.elsewhere(&s, res, dev)
	}
	if err := b.admit(&s, dev); err != nil {
		return b.refuseUnstored(&s, res, err, dev)
	}
	next := DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}
	stamp := b.head
	if s.Op.OpensEpoch() {
		stamp.Epoch++
	}
	st := stamp.Next(s.Hash, b.nowMS)
	flags, err := b.fold(&s, st)
	if err == nil {
		err = stamp.handOver(&s.Op)
	}
	var r *Refusal
	switch {
	case errors.As(err, &r) && r.Code == CodeMissingCatalogue:
		return b.refuseUnstored(&s, res, err, dev)
	case errors.As(err, &r):
		res = RefusedResult(s.Op.ID, r)
		b.changes.Refused = append(b.changes.Refused, Refused{s, r.Code, r.Detail, b.nowMS, b.head.Seq})
	case err != nil:
		return res, dev, fmt.Errorf("fold %s %s: %w", s.Op.EntityType, s.Op.Verb, err)
	default:
		b.head = stamp
		res.Outcome, res.Stamp, res.Flags = Accepted, st, flags
		b.changes.Ops = append(b.changes.Ops, Stamped{s, st})
	}
	return res, next, nil
}

// RefuseReused refuses an operation whose id was used for other bytes. It
// still consumes its device's number, so the device can go on.
func (b *Batch) RefuseReused(s Signed, dev DeviceHead) (Result, DeviceHead, error) {
	res := Result{OpID: s.Op.ID, Outcome: Rejected, Err: refuse(CodeOpIDReused)}
	if !b.Orders(&s.Op) {
		return b.elsewhere(&s, res, dev)
	}
	if err := b.admit(&s, dev); err != nil {
		return b.refuseUnstored(&s, res, err, dev)
	}
	next := DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}
	b.changes.Refused = append(b.changes.Refused, Refused{s, CodeOpIDReused, "", b.nowMS, b.head.Seq})
	return res, next, nil
}

// refuseUnstored answers an operation that does not consume its number: it may
// come again and be taken then. What an officer has to see is kept.
func (b *Batch) refuseUnstored(s *Signed, res Result, err error, dev DeviceHead) (Result, DeviceHead, error) {
	var r *Refusal
	if !errors.As(err, &r) {
		return res, dev, err
	}
	res.Outcome, res.Err = Rejected, r
	switch r.Code {
	case CodeWaiting, CodeMissingCatalogue:
		res.Outcome = Waiting
	case CodeRevoked, CodeNotApproved, CodeForked:
		if !b.env.Device(s.Op.DeviceID).Phone() {
			break // a node that lost its place starts again as another device
		}
		res.Outcome = Quarantined
		b.changes.Quarantined = append(b.changes.Quarantined, Refused{*s, r.Code, r.Detail, b.nowMS, b.head.Seq})
		dev.Forked = dev.Forked || r.Code == CodeForked
	}
	return res, dev, nil
}

// admit checks what must hold before an operation may consume its number:
// device, signature, standing of the device, gapless chain.
func (b *Batch) admit(s *Signed, dev DeviceHead) error {
	o := &s.Op
	d := b.env.Device(o.DeviceID)
	if !b.trusted {
		if d == nil {
			return refuse(CodeUnknownDevice)
		}
		if !s.VerifySig(d) {
			return refuse(CodeBadSignature)
		}
	}
	if dev.Forked {
		return refuse(CodeForked)
	}
	if code := d.waits(o, calendar.DayOf(b.nowMS)); code != "" {
		return refuse(code)
	}
	switch {
	case o.DeviceSeq > dev.Seq+1:
		return &Refusal{Code: CodeWaiting, From: dev.Seq + 1, To: o.DeviceSeq - 1, Detail: fmt.Sprintf("missing %d-%d", dev.Seq+1, o.DeviceSeq-1)}
	case o.DeviceSeq <= dev.Seq || o.DevicePrev != dev.Hash.String():
		return refuse(CodeForked)
	}
	return nil
}

// fold dispatches one operation. Whatever it changes is in b only when it
// returns no refusal.
func (b *Batch) fold(s *Signed, st Stamp) ([]string, error) {
	o := &s.Op
	b.phone = nil
	if d := b.env.Device(o.DeviceID); d.Phone() {
		b.phone = d
	}
	if !b.again {
		if err := b.phoneMay(o); err != nil {
			return nil, err
		}
		if err := b.belongs(o); err != nil {
			return nil, err
		}
		if err := checkText(o.Body); err != nil {
			return nil, err
		}
	}
	switch o.EntityType {
	case TypeEntry, TypeStatement, TypeNil, TypePlan:
		return b.foldRecord(o, st)
	case "event":
		return nil, b.foldEvent(o, st)
	case "snapshot":
		return nil, b.foldSnapshot(o, st)
	case "ledger":
		switch o.Verb {
		case "lock_mark":
			return nil, b.foldLock(o)
		case "lock_lift":
			return nil, b.foldLift(o)
		}
	case TypeAuthority:
		return nil, b.foldAuthority(o)
	case TypeCase:
		return nil, b.foldCase(o, st)
	}
	return nil, b.foldRegistry(o, st)
}

// belongs refuses what does not go into this kind of ledger: registers change
// in the registry ledger only, and nothing else goes there.
func (b *Batch) belongs(o *Op) error {
	inRegistry := registryTypes[o.EntityType] && o.Verb != "lock_mark" && o.Verb != "lock_lift"
	switch b.head.Kind {
	case KindRegistry:
		if inRegistry {
			return nil
		}
	case KindDesk:
		if o.EntityType == TypeCase {
			return nil
		}
	case KindCommune, KindUpper:
		if !inRegistry && o.EntityType != TypeCase {
			return nil
		}
	case "":
		return refusef(CodeWrongLedger, "ledger %s is not kept here", o.LedgerID)
	}
	return refusef(CodeWrongLedger, "%s %s does not go into a ledger of kind %s", clipText(o.EntityType), clipText(o.Verb), b.head.Kind)
}

// record returns the batch's own copy of a record, nil when there is none.
func (b *Batch) record(id string) (*Record, error) {
	if r, ok := b.records[id]; ok || !ValidID(id) {
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

// locksOf lists the snapshots that hold an entry, in order of their ids.
func (b *Batch) locksOf(id string) ([]string, error) {
	l, ok := b.locks[id]
	if !ok {
		var err error
		if l, err = b.book.Locks(id); err != nil {
			return nil, err
		}
		b.locks[id] = l
	}
	if len(b.held[id]) == 0 && len(b.lifted) == 0 {
		return l, nil
	}
	all := slices.DeleteFunc(slices.Clone(l), func(s string) bool { return b.lifted[s] })
	all = append(all, b.held[id]...)
	slices.Sort(all)
	return all, nil
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
	b.again, b.nowMS = true, st.AcceptedMS
	_, err = b.fold(&s, st)
	if errors.As(err, &refused) {
		return refused, nil
	}
	b.head.Epoch, b.head.Seq, b.head.Hash = st.Epoch, st.Seq, st.Hash
	return nil, errors.Join(err, b.head.handOver(&s.Op))
}
