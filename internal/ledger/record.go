package ledger

import (
	"encoding/json"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
)

// Status is where a record stands. "Amended" is a flag, not a status.
type Status string

// The closed list of states; locks come on top of them.
const (
	Recorded  Status = "recorded"
	Submitted Status = "submitted"
	Verified  Status = "verified"
	Returned  Status = "returned"
	Retracted Status = "retracted"
)

// Verification levels (catalogue routes are lists of these).
const (
	LevelHamlet   = 1
	LevelCommune  = 2
	LevelPost     = 3 // or district while it existed
	LevelProvince = 4
)

// Roles of an entry in a shared event.
const (
	RoleOwn    = "own"    // an event of its own
	RoleMain   = "main"   // leads a shared event
	RoleMember = "member" // describes the same act as the main entry
	RolePart   = "part"   // holds a part of the act
)

// Types of records that share the states of an entry.
const (
	TypeEntry     = "entry"
	TypeStatement = "statement"
	TypeNil       = "nil"
	TypePlan      = "plan"
)

// Record is the fold of the operations on one entry, statement, nil report
// or plan.
type Record struct {
	ID      string
	Type    string
	Kind    string // kind of an entry or planned activity, indicator of a statement or planned number, "" for nil
	PlaceID string
	Day     calendar.Day // day of an entry, first day of the others
	Content []byte       // canonical JSON
	Status  Status
	Level   int // last verified level, 0 before
	EventID string
	Role    string
	// TurnMS is when the record came before the verifier whose turn it is: the
	// instant of its last submission, verification or correction. 0 while Turn
	// is 0.
	TurnMS int64
	// FollowDay is the day from which an entry reminds that it has to be looked
	// at again, 0 when it does not (any more).
	FollowDay calendar.Day
	// PlanID is the planned activity an entry carries out, "" when none.
	PlanID string
	State  State

	entry *Content
}

// State is the rest of a record's fold, kept as one document.
type State struct {
	Owner        string                  `json:"owner"`             // body that owns the record
	Recorder     string                  `json:"recorder"`          // person who created it
	Route        []int                   `json:"route"`             // levels this record passes
	LastOp       string                  `json:"last_op"`           // last operation of any kind
	Seen         []string                `json:"seen,omitempty"`    // operations since (and with) the last change of content
	Amended      bool                    `json:"amended,omitempty"` // changed after it was submitted
	Corrected    bool                    `json:"corrected,omitempty"`
	SelfVerified bool                    `json:"self_verified,omitempty"` // printed mark: one person at that level
	Clock        string                  `json:"clock,omitempty"`         // doubt about the recording phone's clock
	Late         bool                    `json:"late,omitempty"`
	LateFor      []string                `json:"late_for,omitempty"`  // snapshots that list it as late
	Evidence     int                     `json:"evidence,omitempty"`  // attachments
	Catalogue    int                     `json:"catalogue"`           // version the content was checked against
	Verifiers    map[string]string       `json:"verifiers,omitempty"` // level -> person
	Settled      map[string]amount.Value `json:"settled,omitempty"`
	Relation     string                  `json:"relation,omitempty"`    // of the event led, when role is main
	NotDone      *NotDone                `json:"not_done,omitempty"`    // of a planned activity
	Excused      []Excuse                `json:"excused,omitempty"`     // stretches of one
	MainLedger   string                  `json:"main_ledger,omitempty"` // of the event joined, when role is member or part
}

// Entry decodes the content of an entry.
func (r *Record) Entry() (*Content, error) {
	if r.entry == nil {
		var c Content
		if err := json.Unmarshal(r.Content, &c); err != nil {
			return nil, err
		}
		r.entry = &c
	}
	return r.entry, nil
}

func (r *Record) setContent(b []byte) { r.Content, r.entry = b, nil }

// Counts reports whether the record counts at all: drafts, returned and
// retracted ones never do.
func (r *Record) Counts() bool { return r.Status == Submitted || r.Status == Verified }

// Done reports whether the record reached the end of its route.
func (r *Record) Done() bool { return r.Status == Verified && r.nextLevel() == 0 }

// Turn is the level that has to look at the record next, 0 when nobody has to.
func (r *Record) Turn() int {
	if !r.Counts() {
		return 0
	}
	return r.nextLevel()
}

// nextLevel is the level whose turn it is, 0 at the end of the route.
func (r *Record) nextLevel() int {
	for _, l := range r.State.Route {
		if l > r.Level {
			return l
		}
	}
	return 0
}

// maxSeen bounds the operations an author may name as base, so that a record
// with thousands of attachments stays small. Who is further behind is told to
// look again.
const maxSeen = 32

// touch notes an operation; content operations start a new Seen list, so a
// later verification can name the state it saw.
func (r *Record) touch(opID string, content bool) {
	r.State.LastOp = opID
	if content {
		r.State.Seen = r.State.Seen[:0]
	}
	if len(r.State.Seen) == maxSeen {
		r.State.Seen = slices.Delete(r.State.Seen, 1, 2)
	}
	r.State.Seen = append(r.State.Seen, opID)
}

func (r *Record) fresh(base string) bool { return slices.Contains(r.State.Seen, base) }

// Standing is how an entry stands from a ledger position on.
type Standing struct {
	Seq      int64
	EntryID  string
	Status   Status
	Level    int
	Done     bool // the route is finished
	EventID  string
	Role     string
	Release  string // release class of the kind: public, internal, restricted
	Evidence bool   // a document or attachment exists
}

// RouteFor leaves out the levels below the recording body's own; a body above
// the whole route verifies its own records itself.
func RouteFor(route []int, own int) []int {
	var out []int
	for _, l := range route {
		if l >= own {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return []int{own}
	}
	return out
}
