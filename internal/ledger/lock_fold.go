package ledger

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
)

func (b *Batch) foldSnapshot(o *Op, st Stamp) error {
	switch o.Verb {
	case "lock":
		return b.lock(o, st)
	case "withdraw":
		return b.withdraw(o, st)
	}
	return refuse(CodeUnknownVerb)
}

// PayloadBook is a Book that has the bytes sent along with the operations.
type PayloadBook interface {
	HasPayload(Hash) bool
}

func (b *Batch) snapshot(ledgerID, id string) (*Snapshot, error) {
	if s, ok := b.snapshots[id]; ok {
		return s, nil
	}
	return b.book.Snapshot(ledgerID, id)
}

func (b *Batch) lock(o *Op, st Stamp) error {
	var body SnapshotBody
	if err := strict(o.Body, &body); err != nil {
		return err
	}
	if s, err := b.snapshot(o.LedgerID, o.EntityID); err != nil || s != nil {
		return orErr(err, CodeEntityExists)
	}
	sent, checks := b.book.(PayloadBook)
	for _, text := range []string{body.CellsHash, body.DocumentHash} {
		h, err := ParseHash(text)
		if err != nil {
			return refusef(CodeBadContent, "%v", err)
		}
		if checks && (!b.again || b.followed) && !sent.HasPayload(h) {
			return refusef(CodeHashMismatch, "the bytes of %s were not sent", text)
		}
	}
	if body.To < body.From || len(body.Position) == 0 || !ValidID(body.PlaceID) {
		return refusef(CodeBadContent, "place, period or position is missing")
	}
	if err := b.maySnapshot(o, &body); err != nil {
		return err
	}
	s := &Snapshot{ID: o.EntityID, LedgerID: o.LedgerID, Body: body, Signer: o.ActorID, Seq: st.Seq, AtMS: st.AcceptedMS}
	b.snapshots[s.ID] = s
	b.changes.Snapshots = append(b.changes.Snapshots, s)
	return nil
}

// withdraw marks the report; the node then lifts its marks in every ledger.
func (b *Batch) withdraw(o *Op, _ Stamp) error {
	var a struct {
		Why string `json:"why"`
	}
	if err := strict(o.Body, &a); err != nil {
		return err
	}
	if a.Why == "" {
		return refuse(CodeWhyMissing)
	}
	s, err := b.snapshot(o.LedgerID, o.EntityID)
	if err != nil || s == nil {
		return orErr(err, CodeUnknownEntity)
	}
	if err := b.maySnapshot(o, &s.Body); err != nil {
		return err
	}
	if s.Withdrawn {
		return refuse(CodeDuplicateState)
	}
	gone := *s
	gone.Withdrawn = true
	b.snapshots[s.ID] = &gone
	b.changes.Snapshots = append(b.changes.Snapshots, &gone)
	return nil
}

// foldLock applies the marks a node derives in every ledger a snapshot
// covers, so that every state of an entry depends on its own ledger only.
func (b *Batch) foldLock(o *Op) error {
	var m LockMark
	if err := strict(o.Body, &m); err != nil {
		return err
	}
	marked, err := b.marked(o, m.SnapshotID, m.LedgerID)
	if err != nil {
		return err
	}
	// A lock that was lifted is gone: the next one is a new snapshot.
	if marked || b.lifted[m.SnapshotID] {
		return refuse(CodeDuplicateState)
	}
	if m.To < m.From || !ValidID(m.PlaceID) || m.MinLevel < 0 || m.MinLevel > LevelProvince {
		return refusef(CodeBadContent, "the selection is not valid")
	}
	entries, err := b.covered(m)
	if err != nil {
		return err
	}
	if h := EntriesHash(entries); m.EntriesHash != "" && h != m.EntriesHash {
		return refusef(CodeHashMismatch, "entries %s", h)
	}
	for _, r := range entries {
		b.changes.EntryLocks = append(b.changes.EntryLocks, Ref{LedgerID: m.SnapshotID, EntryID: r.ID})
		b.held[r.ID] = append(b.held[r.ID], m.SnapshotID)
	}
	b.changes.LockMarks = append(b.changes.LockMarks, m)
	b.marks = append(b.marks, m)
	slices.SortFunc(b.marks, func(x, y LockMark) int { return strings.Compare(x.SnapshotID, y.SnapshotID) })
	return nil
}

// marked reports whether a snapshot has a mark on this ledger.
func (b *Batch) marked(o *Op, snapshot, home string) (bool, error) {
	if !ValidID(snapshot) || !ValidID(home) || o.EntityID != o.LedgerID {
		return false, refusef(CodeBadContent, "snapshot and its ledger are needed")
	}
	marks, err := b.lockMarks()
	return slices.ContainsFunc(marks, func(m LockMark) bool { return m.SnapshotID == snapshot }), err
}

// foldLift lets go what a withdrawn report held here.
func (b *Batch) foldLift(o *Op) error {
	var l LockLift
	if err := strict(o.Body, &l); err != nil {
		return err
	}
	marked, err := b.marked(o, l.SnapshotID, l.LedgerID)
	if err != nil {
		return err
	}
	if !marked {
		return refuse(CodeUnknownEntity)
	}
	b.lift(l.SnapshotID)
	return nil
}

// lift ends a snapshot's hold on this ledger, also where the batch itself laid
// it.
func (b *Batch) lift(snapshot string) {
	b.lifted[snapshot] = true
	b.marks = slices.DeleteFunc(slices.Clone(b.marks), func(m LockMark) bool { return m.SnapshotID == snapshot })
	for id, held := range b.held {
		b.held[id] = slices.DeleteFunc(held, func(s string) bool { return s == snapshot })
	}
	c := &b.changes
	c.LockMarks = slices.DeleteFunc(c.LockMarks, func(m LockMark) bool { return m.SnapshotID == snapshot })
	c.EntryLocks = slices.DeleteFunc(c.EntryLocks, func(r Ref) bool { return r.LedgerID == snapshot })
	c.Lifted = append(c.Lifted, snapshot)
}

// covered lists the entries of the ledger a mark takes in, sorted by id.
func (b *Batch) covered(m LockMark) ([]*Record, error) {
	stored, err := b.book.Between(m.From, m.To)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*Record, len(stored))
	for _, r := range stored {
		byID[r.ID] = r
	}
	for id, r := range b.records {
		if r != nil {
			byID[id] = r
		}
	}
	return Covered(slices.Collect(maps.Values(byID)), m, b.env), nil
}

// Covered picks from records those a lock mark takes in, sorted by id.
func Covered(records []*Record, m LockMark, env Env) []*Record {
	inside := env.Within(m.PlaceID, m.MapDay)
	var out []*Record
	for _, r := range records {
		if r.Type == TypeEntry && r.Day >= m.From && r.Day <= m.To && r.meets(m.MinLevel) && inside(r.PlaceID) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *Record) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// meets reports whether the record reached a minimum status: level 0 asks
// only that it was submitted.
func (r *Record) meets(level int) bool {
	if level == 0 {
		return r.Counts()
	}
	return r.Status == Verified && (r.Level >= level || r.Done())
}

// EntriesHash binds a lock to the entries and the operations it saw.
func EntriesHash(sorted []*Record) string {
	h := sha256.New()
	for _, r := range sorted {
		h.Write([]byte(r.ID + r.State.LastOp))
	}
	return Hash(h.Sum(nil)).String()
}
