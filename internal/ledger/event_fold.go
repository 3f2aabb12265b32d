package ledger

import (
	"encoding/json"
	"slices"

	"phendau/internal/amount"
)

// eventArgs are the fields of the bodies of event operations. The entity of
// an event operation is the event, whose id is the main entry's.
type eventArgs struct {
	Relation string                  `json:"relation,omitempty"`
	Members  []Ref                   `json:"members,omitempty"`
	Main     *Ref                    `json:"main,omitempty"`
	EntryID  string                  `json:"entry_id,omitempty"`
	Why      string                  `json:"why,omitempty"`
	Measures map[string]amount.Value `json:"measures,omitempty"`
}

func (b *Batch) foldEvent(o *Op, st Stamp) error {
	switch o.Verb {
	case "propose", "confirm", "decline", "leave", "settle":
	default:
		return refuse(CodeUnknownVerb)
	}
	var a eventArgs
	if err := strict(o.Body, &a); err != nil {
		return err
	}
	switch o.Verb {
	case "propose":
		return b.propose(o, st, &a)
	case "confirm":
		return b.confirm(o, st, &a)
	case "decline":
		return b.decline(o, &a)
	case "leave":
		return b.leave(o, st, &a)
	default:
		return b.settle(o, st, &a)
	}
}

// decline is only heard: the entry goes on as an act of its own.
func (b *Batch) decline(o *Op, a *eventArgs) error {
	if a.Main == nil || !a.Main.valid() {
		return refusef(CodeBadContent, "main is needed")
	}
	r, err := b.record(a.EntryID)
	if err != nil || r == nil || r.Type != TypeEntry {
		return orErr(err, CodeUnknownEntity)
	}
	return (&step{b: b, o: o, env: b.env}).allowedEvent(r)
}

func (r Ref) valid() bool { return ValidID(r.LedgerID) && ValidID(r.EntryID) }

// join starts a step on an entry of this ledger that counts.
func (b *Batch) join(o *Op, st Stamp, entryID string) (*step, *Record, error) {
	old, err := b.record(entryID)
	if err != nil {
		return nil, nil, err
	}
	if old == nil || old.Type != TypeEntry {
		return nil, nil, refuse(CodeUnknownEntity)
	}
	if !old.Counts() && o.Verb != "leave" { // an entry sent back may still leave
		return nil, nil, refuse(CodeNotSubmitted)
	}
	work := *old
	s := &step{b: b, o: o, st: st, env: b.env, rec: &work, oldContent: old.Content}
	if err := s.allowedEvent(old); err != nil {
		return nil, nil, err
	}
	return s, old, s.released() // which entry counts, and with what values, changes the number as well
}

func (b *Batch) propose(o *Op, st Stamp, a *eventArgs) error {
	if (a.Relation != "same" && a.Relation != "parts") || len(a.Members) == 0 {
		return refusef(CodeBadContent, "relation same or parts and at least one member are needed")
	}
	s, old, err := b.join(o, st, o.EntityID)
	if err != nil {
		return err
	}
	if old.Role == RoleMember || old.Role == RolePart {
		return refusef(CodeBadContent, "the entry is a member of another event")
	}
	// Members took their role from the relation, so it stays what it was.
	if old.Role == RoleMain && old.State.Relation != a.Relation {
		return refusef(CodeBadContent, "the relation of an event cannot change")
	}
	for i, m := range a.Members {
		if !m.valid() || m == (Ref{o.LedgerID, o.EntityID}) || slices.Contains(a.Members[:i], m) {
			return refusef(CodeBadContent, "member %q", m.EntryID)
		}
	}
	s.rec.Role, s.rec.State.Relation = RoleMain, a.Relation
	ev := &Event{LedgerID: o.LedgerID, ID: o.EntityID, Relation: a.Relation, Members: a.Members}
	if err := s.commit(old); err != nil {
		return err
	}
	b.events[ev.ID] = ev
	b.changes.Events = append(b.changes.Events, ev)
	return nil
}

func (b *Batch) confirm(o *Op, st Stamp, a *eventArgs) error {
	if a.Main == nil || a.Main.EntryID != o.EntityID {
		return refusef(CodeBadContent, "main is needed and names the event")
	}
	ev, err := b.proposal(*a.Main)
	if err != nil {
		return err
	}
	if ev == nil && b.again { // the main entry's ledger is kept elsewhere
		ev = &Event{LedgerID: a.Main.LedgerID, ID: a.Main.EntryID, Relation: a.Relation}
	}
	if ev == nil || a.Relation != "" && a.Relation != ev.Relation || !b.again && !slices.Contains(ev.Members, Ref{o.LedgerID, a.EntryID}) {
		return refusef(CodeUnknownEntity, "no such proposal")
	}
	s, old, err := b.join(o, st, a.EntryID)
	if err != nil {
		return err
	}
	switch old.Role {
	case RoleMain:
		return refuse(CodeHasMembers)
	case RoleMember, RolePart:
		return refuse(CodeDuplicateState)
	}
	s.args.Why = a.Why
	s.rec.EventID, s.rec.Role, s.rec.State.MainLedger = ev.ID, RoleMember, ev.LedgerID
	if ev.Relation == "parts" {
		s.rec.Role = RolePart
	}
	return s.linkCommit(old, "link")
}

// linkCommit writes the new standing; a locked report that counted the entry
// shows the change in the next one.
func (s *step) linkCommit(old *Record, what string) error {
	snaps, err := s.locks()
	if err != nil {
		return err
	}
	if len(snaps) > 0 {
		s.restate(what, "event", old.EventID, s.rec.EventID, snaps)
	}
	return s.commit(old)
}

// proposal finds the event of a main entry that still counts.
func (b *Batch) proposal(main Ref) (*Event, error) {
	if !main.valid() {
		return nil, nil
	}
	if main.LedgerID == b.head.LedgerID && !b.again {
		if r, err := b.record(main.EntryID); err != nil || r == nil || !r.Counts() {
			return nil, err
		}
	}
	if ev, ok := b.events[main.EntryID]; ok && ev.LedgerID == main.LedgerID {
		return ev, nil
	}
	return b.book.Proposal(main.LedgerID, main.EntryID)
}

func (b *Batch) leave(o *Op, st Stamp, a *eventArgs) error {
	if a.Why == "" {
		return refuse(CodeWhyMissing)
	}
	s, old, err := b.join(o, st, a.EntryID)
	if err != nil {
		return err
	}
	if old.Role != RoleMember && old.Role != RolePart || old.EventID != o.EntityID {
		return refuse(CodeDuplicateState)
	}
	s.args.Why = a.Why
	s.rec.EventID, s.rec.Role, s.rec.State.MainLedger = s.rec.ID, RoleOwn, ""
	return s.linkCommit(old, "unlink")
}

func (b *Batch) settle(o *Op, st Stamp, a *eventArgs) error {
	s, old, err := b.join(o, st, o.EntityID)
	if err != nil {
		return err
	}
	if old.Role != RoleMain {
		return refusef(CodeBadContent, "only the main entry of a shared event settles values")
	}
	k, err := s.kind(old)
	if err != nil {
		return err
	}
	for m := range a.Measures {
		if _, ok := k.Measure(m); !ok {
			return refusef(CodeBadContent, "unknown measure %s", m)
		}
	}
	s.rec.State.Settled = a.Measures
	s.args.Why = a.Why
	s.retouch = true
	if err := s.restateSettled(old); err != nil {
		return err
	}
	return s.commit(old)
}

// restateSettled shows agreed values that change a locked report's figures.
func (s *step) restateSettled(old *Record) error {
	snaps, err := s.locks()
	if err != nil || len(snaps) == 0 {
		return err
	}
	was, err := json.Marshal(old.State.Settled)
	if err != nil {
		return err
	}
	is, err := json.Marshal(s.rec.State.Settled)
	if err != nil {
		return err
	}
	s.restate("link", "settled", string(was), string(is), snaps)
	return nil
}

// hasMembers looks at the batch too: members may have joined or left in it.
func (b *Batch) hasMembers(entryID string) (bool, error) {
	for _, r := range b.records {
		if r != nil && r.ID != entryID && r.EventID == entryID {
			return true, nil
		}
	}
	stored, err := b.book.Members(entryID)
	if err != nil {
		return false, err
	}
	for _, id := range stored {
		if r := b.records[id]; r == nil || r.EventID == entryID {
			return true, nil
		}
	}
	return false, nil
}
