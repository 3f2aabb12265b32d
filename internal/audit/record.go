// Package audit is the log of who saw and did what: records, the tamper-evident
// tree over them, and signed checkpoints that witnesses outside can keep. The
// log stands beside the ledgers: a ledger says what the book says, the log says
// who opened, exported, granted and signed in (security.md section 7).
package audit

// Record is one act before it has an index. Everything but Action and Outcome
// may be empty.
type Record struct {
	// ActorID is the person, "" for somebody not signed in.
	ActorID string
	// KeyID names what the person acted with: session, access token or device.
	KeyID string
	// Action is a word of the closed list of actions (action.go), "session.open".
	Action string
	// ObjectID is what was acted on: an entry, a report, a person.
	ObjectID string
	// PlaceID is the place that the object belongs to.
	PlaceID string
	// Reason is what the person gave as reason.
	Reason string
	// Detail is what a reader needs besides: a filter, a number of rows. Never
	// content, names of residents or secrets.
	Detail string
	// Outcome is Done or Refused.
	Outcome Outcome
}

// Outcome is what became of the act.
type Outcome string

// The closed list of outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)
