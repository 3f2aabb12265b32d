// Package desk is the way of a case through a desk: its states, who may do what
// in which of them, its clocks, and when it is shredded. It knows nothing of
// what a tip says; the outcome is sealed, too, and is counted elsewhere.
//
// What a sender does carries a day and never an hour. What an officer does
// carries its time.
package desk

import (
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/tip"
)

// State is where a case stands.
type State string

// The states.
const (
	Sealed       State = "sealed"       // a slot nobody sorted yet; it may hold nothing
	Received     State = "received"     // a tip that nobody opened
	Opened       State = "opened"       // read, not decided
	Checking     State = "checking"     // being checked
	Referred     State = "referred"     // offered to another desk that has not answered
	Denunciation State = "denunciation" // tố giác, tin báo về tội phạm: the legal clock runs
	Concluded    State = "concluded"    // decided; the sender was not told yet
	Closed       State = "closed"       // told; kept for the days of grace
	Shredded     State = "shredded"     // the key is gone
)

// Verb is what is done to a case.
type Verb string

// Acts of officers.
const (
	Sort        Verb = "sort"        // a slot is found to hold a tip
	Open        Verb = "open"        // somebody reads it
	Urge        Verb = "urge"        // what was read says that it is urgent
	Check       Verb = "check"       // the desk takes it up
	NotOurs     Verb = "not_ours"    // the sender is told whom to ask
	Spam        Verb = "spam"        // closed, and marks nothing else
	Refer       Verb = "refer"       // offered to another desk
	Acknowledge Verb = "acknowledge" // by that desk, which answers for it from now on
	Reject      Verb = "reject"      // by that desk, with a reason
	Denounce    Verb = "denounce"    // it is a report of a crime: a human decides that
	HandOver    Verb = "hand_over"   // the competent body has it
	Conclude    Verb = "conclude"    // the outcome is noted, sealed
	Feedback    Verb = "feedback"    // the sender is told something
	Hold        Verb = "hold"        // kept from shredding, by two officers
	Release     Verb = "release"     // by two officers
	Link        Verb = "link"        // it is about the same as others with that link; none ends it
	Note        Verb = "note"        // something written down for colleagues
	Count       Verb = "count"       // the outcomes of its quarter were accepted
)

// Acts of others.
const (
	Content  Verb = "content"  // the sender wrote again
	Withdraw Verb = "withdraw" // the sender takes it back
	Undo     Verb = "undo"     // and takes that back
	Freeze   Verb = "freeze"   // the ombudsperson stops opening and shredding
	Thaw     Verb = "thaw"     // and lets them go on
	Lapse    Verb = "lapse"    // nobody answered a referral in time, or the desk that was asked is no more
	Shred    Verb = "shred"    // the grace is over
)

// Succeeded is the reason of a lapse when the body of the desk that was asked is no
// more: nobody waits for an answer that nobody will give.
const Succeeded = "succeeded"

// Act is one act on a case.
type Act struct {
	Verb   Verb
	At     int64        // milliseconds since 1970, of officers and the ombudsperson
	Day    calendar.Day // of every act
	Desk   tip.ID       // of the officer
	By     string       // key id of the officer
	Link   tip.ID       // random, shared by linked cases
	To     tip.ID       // the desk a case is referred to
	Urgent bool         // what the body says, known at the first opening
	Reason string       // a code
}

// Case is what the server knows of a case.
type Case struct {
	ID    tip.ID
	State State
	Owner tip.ID // the one desk that answers for it
	Two   bool   // two people open it together

	Arrived calendar.Day `json:",omitzero"` // of the slot
	Sorted  int64
	Opened  int64 // first
	Urgent  bool
	Taken   int64 // decided what becomes of it: checking, referred, denounced
	Told    bool  // the sender had a first answer since it was taken up
	Offered int64 // to Target
	Target  tip.ID
	Before  State        // of an offer or a withdrawal
	Legal   calendar.Day `json:",omitzero"`
	Ended   int64        // concluded
	Counted bool         // its outcome is in the figures, or it has none
	Unread  calendar.Day `json:",omitzero"` // of the newest thing of the sender that nobody opened; 0 is none
	ShredOn calendar.Day `json:",omitzero"`
	Gone    bool         // withdrawn by the sender
	HeldOn  calendar.Day `json:",omitzero"`
	// One officer asked to hold or release it; a second one has to agree.
	AskedFor Verb
	AskedBy  string
	Frozen   bool
	// Link is shared by cases about one event. Each keeps its own dialogue.
	Link tip.ID `json:",omitzero"`
}

// Held says whether the case is kept from shredding.
func (c *Case) Held() bool { return c.HeldOn != 0 }

// New is a slot that came on a day.
func New(id, desk tip.ID, day calendar.Day) Case {
	return Case{ID: id, State: Sealed, Owner: desk, Arrived: day, Unread: day}
}

// Code is why an act is refused.
type Code string

// The closed list.
const (
	WrongState  Code = "wrong_state"  // not in this state
	WrongDesk   Code = "wrong_desk"   // another desk answers for it
	OneOfficer  Code = "one_officer"  // two are needed
	NoReason    Code = "no_reason"    // a reason is needed
	IsFrozen    Code = "frozen"       // by the ombudsperson
	IsHeld      Code = "held"         // kept from shredding
	IsGone      Code = "gone"         // its sender took it back
	IsUnread    Code = "unread"       // nothing unread is shredded
	TooEarly    Code = "too_early"    // the clock has not run out
	NotCounted  Code = "not_counted"  // its outcome is not in the figures yet
	NotAnswered Code = "not_answered" // the sender was told nothing
)

// Error is a refusal.
type Error struct {
	Code Code
	Verb Verb
	In   State
}

func (e *Error) Error() string { return fmt.Sprintf("desk: %s in %s: %s", e.Verb, e.In, e.Code) }
