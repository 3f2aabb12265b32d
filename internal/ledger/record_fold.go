package ledger

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// step is the fold of one operation on one record: a working copy that
// becomes the batch's only when nothing refused it.
type step struct {
	b    *Batch
	o    *Op
	st   Stamp
	rec  *Record
	args recordArgs
	env  Env

	oldContent []byte
	retouch    bool // facts must be written again
	flags      []string
	restated   []Restatement
}

// recordArgs are the fields of the bodies of all verbs but create.
type recordArgs struct {
	Level    int                        `json:"level,omitempty"`
	Why      string                     `json:"why,omitempty"`
	Remark   string                     `json:"remark,omitempty"`
	Set      map[string]json.RawMessage `json:"set,omitempty"`
	Drop     []string                   `json:"drop,omitempty"`
	Answers  string                     `json:"answers,omitempty"`
	SHA256   string                     `json:"sha256,omitempty"`
	Size     int64                      `json:"size,omitempty"`
	Type     string                     `json:"type,omitempty"`
	Role     string                     `json:"role,omitempty"`
	Reason   string                     `json:"reason,omitempty"`
	TakenMS  int64                      `json:"taken_ms,omitempty"`
	From     string                     `json:"from,omitempty"`
	Measures map[string]amount.Value    `json:"measures,omitempty"`
	// Stretches are those of a plan that could not be walked; all of it without.
	Stretches []LineStretch `json:"stretches,omitempty"`
}

func (b *Batch) foldRecord(o *Op, st Stamp) ([]string, error) {
	s := &step{b: b, o: o, st: st, env: b.env}
	if !recordVerbs[o.Verb] {
		return nil, refuse(CodeUnknownVerb)
	}
	if err := s.checkVersion(); err != nil {
		return nil, err
	}
	if o.Verb == "create" {
		err := s.create()
		return s.flags, err
	}
	old, err := b.record(o.EntityID)
	if err != nil {
		return nil, err
	}
	if old == nil || old.Type != o.EntityType {
		return nil, refuse(CodeUnknownEntity)
	}
	if err := strict(o.Body, &s.args); err != nil {
		return nil, err
	}
	work := *old
	work.State.Seen = slices.Clone(old.State.Seen)
	work.State.Verifiers = maps.Clone(old.State.Verifiers)
	s.rec, s.oldContent = &work, old.Content
	if err := s.allowed(old); err != nil {
		return nil, err
	}
	if err := s.verb(); err != nil {
		return nil, err
	}
	// Moving a record is recording it where it goes.
	if work.PlaceID != old.PlaceID || work.Day != old.Day {
		moved := work
		moved.Status, moved.Level = old.Status, old.Level
		if err := s.allowed(&moved); err != nil {
			return nil, err
		}
	}
	return s.flags, s.commit(old)
}

// recordVerbs are the verbs of records. resolve and erase come with the field
// app and are unknown until then.
var recordVerbs = map[string]bool{"create": true, "amend": true, "submit": true, "verify": true, "return": true, "retract": true,
	"correct": true, "ask_correction": true, "attach": true, "hide_attachment": true, "not_done": true}

// checkVersion lets operations of a newer catalogue wait until it is here.
func (s *step) checkVersion() error {
	if s.o.Catalogue < 1 {
		return refusef(CodeBadContent, "catalogue %d", s.o.Catalogue)
	}
	if _, ok := s.env.Catalogue(s.o.Catalogue); !ok {
		return refusef(CodeMissingCatalogue, "version %d", s.o.Catalogue)
	}
	return nil
}

func (s *step) verb() error {
	if s.rec.Status == Retracted {
		if s.o.Verb == "retract" {
			return refuse(CodeDuplicateState)
		}
		return refuse(CodeRetracted)
	}
	switch s.o.Verb {
	case "amend":
		return s.amend()
	case "submit":
		return s.submit()
	case "verify":
		return s.verify()
	case "return":
		return s.giveBack()
	case "retract":
		return s.retract()
	case "correct":
		return s.correct()
	case "ask_correction":
		return s.ask()
	case "not_done":
		return s.notDone()
	case "attach":
		return s.attach(1)
	case "hide_attachment":
		return s.attach(-1)
	}
	return refuse(CodeUnknownVerb)
}

func (s *step) create() error {
	if r, err := s.b.record(s.o.EntityID); err != nil || r != nil {
		if err != nil {
			return err
		}
		return refuse(CodeEntityExists)
	}
	s.rec = &Record{ID: s.o.EntityID, Type: s.o.EntityType, Status: Recorded, EventID: s.o.EntityID, Role: RoleOwn}
	s.rec.State.Owner, s.rec.State.Recorder = s.o.BodyID, s.o.ActorID
	if s.rec.State.Clock = s.clock(); s.rec.State.Clock != "" {
		s.flags = append(s.flags, s.rec.State.Clock)
	}
	s.rec.setContent(s.o.Body)
	if err := s.check(); err != nil {
		return err
	}
	if err := s.allowed(s.rec); err != nil {
		return err
	}
	s.rec.touch(s.o.ID, true)
	s.keep()
	return nil
}

// Doubts about the clock of the phone that recorded.
const (
	ClockOff     = "clock"         // more than five minutes from the server's
	ClockUnknown = "clock_unknown" // the phone has not met a server since it was started
)

// maxSkewMS is how far a phone's clock may be off before a reader is told.
const maxSkewMS = 5 * 60 * 1000

// clock says what is doubtful about the time of a phone's operation. It is
// never refused for that: order is the ledger's, days are the author's.
func (s *step) clock() string {
	t := &s.o.Time
	switch {
	case s.b.phone == nil:
		return ""
	case t.UncertaintyMS == 0:
		return ClockUnknown
	case t.OffsetMS > maxSkewMS || t.OffsetMS < -maxSkewMS || t.corrected() > s.st.AcceptedMS+maxSkewMS:
		return ClockOff
	}
	return ""
}

func (s *step) keep() {
	s.b.records[s.rec.ID] = s.rec
	s.b.dirty[s.rec.ID] = true
}

func (s *step) needWhy() error {
	if strings.TrimSpace(s.args.Why) == "" {
		return refuse(CodeWhyMissing)
	}
	return nil
}

func (s *step) locks() ([]string, error) { return s.b.locksOf(s.rec.ID) }

// ask keeps a wish for a correction as the record's last operation, so that
// the corrector may name it as the state that was seen.
func (s *step) ask() error {
	if err := s.needWhy(); err != nil {
		return err
	}
	s.rec.touch(s.o.ID, false)
	return nil
}

// amend changes content while nobody has answered for it yet: neither a
// verifier nor a locked report.
func (s *step) amend() error {
	if locks, err := s.locks(); err != nil || len(locks) > 0 {
		return orErr(err, CodeLocked)
	}
	switch s.rec.Status {
	case Verified:
		return refuse(CodeUseCorrect)
	case Submitted:
		if err := s.needWhy(); err != nil {
			return err
		}
		s.rec.State.Amended = true
	}
	return s.change()
}

func orErr(err error, c Code) error {
	if err != nil {
		return err
	}
	return refuse(c)
}

// change merges the new fields into the content. The author must have seen
// the latest content: a stale base is a conflict, never a silent overwrite.
func (s *step) change() error {
	if !s.rec.fresh(s.o.Base) {
		return refuse(CodeStaleBase)
	}
	if len(s.args.Set) == 0 && len(s.args.Drop) == 0 {
		return refusef(CodeBadContent, "nothing to change")
	}
	next, err := merge(s.rec.Content, s.args.Set, s.args.Drop)
	if err != nil {
		return err
	}
	place, day := s.rec.PlaceID, s.rec.Day
	s.rec.setContent(next)
	if err := s.check(); err != nil {
		return err
	}
	s.rec.touch(s.o.ID, true)
	s.retouch = true
	if s.rec.PlaceID == place && s.rec.Day == day {
		return nil
	}
	return s.markLate()
}

func (s *step) submit() error {
	switch s.rec.Status {
	case Submitted, Verified:
		return refuse(CodeDuplicateState)
	}
	s.rec.Status = Submitted
	s.rec.TurnMS = s.st.AcceptedMS
	s.rec.touch(s.o.ID, false)
	s.retouch = true
	return s.markLate()
}

// markLate lists an entry as "bổ sung" for the reports that were locked
// without it and would take it in as it stands now: it was submitted, reached
// the status they ask for, or was moved into their period only afterwards.
func (s *step) markLate() error {
	if s.rec.Type != TypeEntry {
		return nil
	}
	snaps, err := s.b.covering(s.rec)
	if err != nil || len(snaps) == 0 {
		return err
	}
	held, err := s.locks()
	if err != nil {
		return err
	}
	snaps = slices.DeleteFunc(snaps, func(id string) bool {
		return slices.Contains(held, id) || slices.Contains(s.rec.State.LateFor, id)
	})
	if len(snaps) == 0 {
		return nil
	}
	s.rec.State.Late, s.rec.State.LateFor = true, slices.Concat(s.rec.State.LateFor, snaps)
	s.flags = append(s.flags, "late")
	s.restate("late", "", "", "", snaps)
	return nil
}

func (s *step) verify() error {
	switch {
	case s.rec.Status == Recorded || s.rec.Status == Returned:
		return refuse(CodeNotSubmitted)
	case !s.rec.fresh(s.o.Base):
		return refuse(CodeStaleBase)
	case s.rec.Level >= s.args.Level:
		return refuse(CodeDuplicateState)
	case s.rec.nextLevel() != s.args.Level:
		return refuse(CodeNotNextLevel)
	}
	if s.o.ActorID == s.rec.State.Recorder {
		if !s.b.again && s.env.OtherVerifier(s.args.Level, s.rec.PlaceID, s.rec.Day, calendar.DayOf(s.b.nowMS), s.o.ActorID) {
			return refuse(CodeSelfVerification)
		}
		s.rec.State.SelfVerified = true
		s.flags = append(s.flags, "self_verified")
	}
	s.rec.Status, s.rec.Level, s.rec.TurnMS = Verified, s.args.Level, s.st.AcceptedMS
	if s.rec.State.Verifiers == nil {
		s.rec.State.Verifiers = map[string]string{}
	}
	s.rec.State.Verifiers[strconv.Itoa(s.args.Level)] = s.o.ActorID
	s.rec.touch(s.o.ID, false)
	return s.markLate()
}

func (s *step) giveBack() error {
	if err := s.needWhy(); err != nil {
		return err
	}
	switch {
	case s.rec.Status == Recorded || s.rec.Status == Returned:
		return refuse(CodeNotSubmitted)
	case s.args.Level < s.rec.Level || !slices.Contains(s.rec.State.Route, s.args.Level):
		return refuse(CodeNotNextLevel)
	}
	if locks, err := s.locks(); err != nil || len(locks) > 0 {
		return orErr(err, CodeLocked)
	}
	if err := s.released(); err != nil {
		return err
	}
	s.rec.Status, s.rec.Level = Returned, 0
	s.rec.State.Verifiers = nil
	s.rec.touch(s.o.ID, false)
	return nil
}

func (s *step) retract() error {
	if err := s.needWhy(); err != nil {
		return err
	}
	if err := s.released(); err != nil {
		return err
	}
	if s.rec.Role == RoleMain && !s.b.again {
		if has, err := s.b.hasMembers(s.rec.ID); err != nil || has {
			return orErr(err, CodeHasMembers)
		}
	}
	if err := s.restateIfLocked("retract"); err != nil {
		return err
	}
	if s.rec.Role == RoleMember || s.rec.Role == RolePart {
		s.rec.EventID, s.rec.Role, s.rec.State.MainLedger = s.rec.ID, RoleOwn, ""
	}
	s.rec.Status, s.rec.FollowDay = Retracted, 0
	s.rec.touch(s.o.ID, true)
	s.retouch = true
	return nil
}

// correct changes verified content in the open: verifications above the
// corrector's level fall away, a locked report keeps its numbers and the next
// one shows the change.
func (s *step) correct() error {
	if err := s.needWhy(); err != nil {
		return err
	}
	if s.rec.Status != Verified {
		return refuse(CodeNotVerified)
	}
	if err := s.released(); err != nil {
		return err
	}
	level := s.args.Level
	if level == 0 {
		level = s.rec.Level
	}
	if level > s.rec.Level || !slices.Contains(s.rec.State.Route, level) {
		return refuse(CodeNotNextLevel)
	}
	if err := s.change(); err != nil {
		return err
	}
	for l := range s.rec.State.Verifiers {
		if n, _ := strconv.Atoi(l); n > level {
			delete(s.rec.State.Verifiers, l)
		}
	}
	s.rec.Level, s.rec.TurnMS = level, s.st.AcceptedMS
	s.rec.State.Corrected = true
	return s.restateIfLocked("correct")
}

func (s *step) attach(sign int) error {
	if _, err := ParseHash(s.args.SHA256); err != nil {
		return refusef(CodeBadContent, "%v", err)
	}
	if s.args.From != "" {
		if _, err := ParseHash(s.args.From); err != nil {
			return refusef(CodeBadContent, "from: %v", err)
		}
	}
	if sign < 0 {
		if err := s.needWhy(); err != nil {
			return err
		}
		if s.rec.State.Evidence == 0 {
			return refuse(CodeUnknownEntity)
		}
	}
	s.rec.State.Evidence += sign
	s.rec.touch(s.o.ID, false)
	return nil
}

// commit makes the working copy the batch's and writes the lines that follow.
// Nothing before it has changed the batch.
func (s *step) commit(old *Record) error {
	if s.rec.Turn() == 0 {
		s.rec.TurnMS = 0
	}
	if s.rec.Type == TypeEntry {
		if err := s.writeFacts(); err != nil {
			return err
		}
		s.writeStanding(old)
	}
	for _, r := range s.restated {
		s.b.addRestatement(r)
	}
	s.keep()
	return nil
}

// writeFacts cancels the lines that are live and writes the new ones. Drafts
// have none: what is only recorded counts nowhere.
func (s *step) writeFacts() error {
	if !s.retouch || s.rec.Status == Recorded {
		return nil
	}
	old, err := s.b.liveOf(s.rec.ID)
	if err != nil {
		return err
	}
	var next []Fact
	if s.rec.Status != Retracted {
		if next, err = s.facts(); err != nil {
			return err
		}
	}
	if slices.Equal(old, next) {
		return nil
	}
	n := 0
	add := func(sign int, facts []Fact) {
		for _, f := range facts {
			s.b.changes.Lines = append(s.b.changes.Lines, Line{Seq: s.st.Seq, N: n, Sign: sign, Fact: f})
			n++
		}
	}
	add(-1, old)
	add(1, next)
	s.b.live[s.rec.ID] = next
	return nil
}

func (s *step) facts() ([]Fact, error) {
	c, err := s.rec.Entry()
	if err != nil {
		return nil, err
	}
	k, err := s.kind(s.rec)
	if err != nil {
		return nil, err
	}
	return FactsOf(s.rec.ID, c, s.rec.State.Owner, s.rec.State.Settled, k), nil
}

// kind is the record's kind in the catalogue its content was checked against,
// whatever version later operations name.
func (s *step) kind(r *Record) (*catalogue.Kind, error) {
	cat, ok := s.env.Catalogue(r.State.Catalogue)
	if !ok {
		return nil, refusef(CodeMissingCatalogue, "version %d", r.State.Catalogue)
	}
	k, ok := cat.Kinds[r.Kind]
	if !ok {
		return nil, refusef(CodeUnknownKind, "%s", r.Kind)
	}
	return k, nil
}

// writeStanding adds a line when the operation changed how the entry stands.
func (s *step) writeStanding(old *Record) {
	if s.rec.Status == Recorded || s.rec.Status == Retracted && old.Status == Recorded {
		return // a draft never stood
	}
	next, prev := s.standing(s.rec), Standing{}
	if old.Status != Recorded {
		prev = s.standing(old)
	}
	if next != prev {
		s.b.changes.Standings = append(s.b.changes.Standings, next)
	}
}

func (s *step) standing(r *Record) Standing {
	release := ""
	if k, err := s.kind(r); err == nil {
		release = k.Release
	}
	evidence := r.State.Evidence > 0
	if c, err := r.Entry(); err == nil && len(c.Documents) > 0 {
		evidence = true
	}
	return Standing{Seq: s.st.Seq, EntryID: r.ID, Status: r.Status, Level: r.Level, Done: r.Done(),
		EventID: r.EventID, Role: r.Role, Release: release, Evidence: evidence}
}
