package desk

import (
	"slices"

	"phendau/internal/tip"
)

// GraceDays is how long a closed case is kept, whatever came of it.
const GraceDays = 30

// rule is an act: in which states, by whom, and what becomes of the case.
type rule struct {
	in []State
	// target: the desk it was offered to acts, not the owner.
	target bool
	// either: both of them may.
	either bool
	// ask refuses for further reasons; do changes the case.
	ask func(*Case, *Act) Code
	do  func(*Case, *Act)
}

var (
	alive   = []State{Received, Opened, Checking, Referred, Denunciation, Concluded, Closed}
	decided = []State{Opened, Checking}
)

// rules of all acts.
var rules = map[Verb]rule{
	Sort: {in: []State{Sealed}, do: func(c *Case, a *Act) { c.State, c.Sorted = Received, a.At }},
	Open: {in: alive, either: true, ask: mayOpen, do: open},

	Urge: {in: []State{Opened, Checking}, do: func(c *Case, _ *Act) { c.Urgent = true }},

	Check:    {in: decided, do: func(c *Case, a *Act) { c.take(Checking, a) }},
	NotOurs:  {in: decided, do: conclude},
	Spam:     {in: decided, do: func(c *Case, a *Act) { c.Ended, c.Counted = a.At, true; c.close(a) }},
	Denounce: {in: decided, do: denounce},
	HandOver: {in: []State{Denunciation}, do: conclude},
	Conclude: {in: []State{Checking}, do: conclude},
	Feedback: {in: []State{Received, Opened, Checking, Referred, Denunciation, Concluded, Closed}, do: feedback},

	Link: {in: alive, do: func(c *Case, a *Act) { c.Link = a.Link }},

	Refer:       {in: []State{Opened, Checking, Denunciation}, ask: otherDesk, do: refer},
	Acknowledge: {in: []State{Referred}, target: true, do: acknowledge},
	Reject:      {in: []State{Referred}, target: true, ask: reason, do: func(c *Case, _ *Act) { c.back() }},
	Lapse:       {in: []State{Referred}, ask: mayLapse, do: func(c *Case, _ *Act) { c.back() }},

	Note: {in: alive, do: func(*Case, *Act) {}},

	Hold: {in: alive, ask: twoOfficers, do: func(c *Case, a *Act) { c.agree(a, func() { c.HeldOn = a.Day }) }},
	Release: {in: alive, ask: twoOfficers, do: func(c *Case, a *Act) {
		c.agree(a, func() {
			c.HeldOn = 0
			if c.ShredOn != 0 {
				c.ShredOn = max(c.ShredOn, a.Day)
			}
		})
	}},
	Count: {in: []State{Concluded, Closed}, do: func(c *Case, _ *Act) { c.Counted = true }},

	Content:  {in: append([]State{Sealed}, alive...), do: content},
	Withdraw: {in: alive, do: withdraw},
	Undo:     {in: []State{Closed}, ask: func(c *Case, _ *Act) Code { return unless(c.Gone, WrongState) }, do: undo},
	Freeze:   {in: alive, ask: reason, do: func(c *Case, _ *Act) { c.Frozen = true }},
	Thaw:     {in: alive, ask: reason, do: func(c *Case, _ *Act) { c.Frozen = false }},
	Shred:    {in: []State{Closed}, ask: mayShred, do: func(c *Case, _ *Act) { c.State = Shredded }},
}

// byDesk are the acts of officers.
var byDesk = []Verb{Sort, Open, Urge, Link, Check, NotOurs, Spam, Refer, Acknowledge, Reject, Denounce, HandOver, Conclude, Feedback, Hold, Release, Note}

// Apply does an act. The case is unchanged where it is refused.
func (c *Case) Apply(a Act) error {
	r, known := rules[a.Verb]
	refuse := func(code Code) error { return &Error{code, a.Verb, c.State} }
	if !known || !slices.Contains(r.in, c.State) {
		return refuse(WrongState)
	}
	if slices.Contains(byDesk, a.Verb) {
		if owner, target := a.Desk == c.Owner, c.State == Referred && a.Desk == c.Target; !(owner && !r.target || target && (r.target || r.either)) {
			return refuse(WrongDesk)
		}
	}
	if r.ask != nil {
		if code := r.ask(c, &a); code != "" {
			return refuse(code)
		}
	}
	r.do(c, &a)
	return nil
}

func unless(ok bool, code Code) Code {
	if ok {
		return ""
	}
	return code
}

func reason(_ *Case, a *Act) Code { return unless(a.Reason != "", NoReason) }

func twoOfficers(c *Case, a *Act) Code {
	if c.Held() == (a.Verb == Hold) {
		return WrongState
	}
	if a.By == "" || c.AskedFor == a.Verb && c.AskedBy == a.By {
		return OneOfficer
	}
	return reason(c, a)
}

// agree does what a second officer agrees to; of the first it notes the request.
func (c *Case) agree(a *Act, do func()) {
	if c.AskedFor != a.Verb {
		c.AskedFor, c.AskedBy = a.Verb, a.By
		return
	}
	c.AskedFor, c.AskedBy = "", ""
	do()
}

// mayOpen refuses what the ombudsperson stopped, and what its sender took back: for
// the desk it is closed at once.
func mayOpen(c *Case, _ *Act) Code {
	if c.Gone {
		return IsGone
	}
	return unless(!c.Frozen, IsFrozen)
}

// open reads what is there. What of it is urgent is sealed until then.
// The desk it is offered to reads before it answers, and changes nothing.
func open(c *Case, a *Act) {
	if a.Desk != c.Owner {
		return
	}
	c.Unread = 0
	if c.State == Received {
		c.State, c.Urgent = Opened, a.Urgent
		if c.Opened == 0 {
			c.Opened = a.At
		}
	}
}

func (c *Case) take(to State, a *Act) { c.State, c.Taken = to, a.At }

// denounce starts the legal clock; what a sender adds later does not start it
// again.
func denounce(c *Case, a *Act) {
	c.take(Denunciation, a)
	if c.Legal == 0 {
		c.Legal = a.Day
	}
}

func conclude(c *Case, a *Act) { c.State, c.Ended = Concluded, a.At }

// feedback tells the sender; behind a conclusion it closes the case.
func feedback(c *Case, a *Act) {
	c.Told = true
	if c.State == Concluded {
		c.close(a)
	}
}

// close begins the days of grace.
func (c *Case) close(a *Act) { c.State, c.ShredOn, c.Told = Closed, a.Day+GraceDays, true }

func otherDesk(c *Case, a *Act) Code { return unless(a.To != c.Owner && a.To != (tip.ID{}), WrongDesk) }

// refer offers a case. Until the other desk answers, the owner is the owner.
func refer(c *Case, a *Act) {
	c.Before, c.State, c.Offered, c.Target = c.State, Referred, a.At, a.To
	if c.Taken == 0 {
		c.Taken = a.At
	}
}

// acknowledge makes the other desk the owner. A legal clock goes on.
func acknowledge(c *Case, a *Act) {
	c.Owner, c.Target, c.State = c.Target, tip.ID{}, Received
	if c.Legal != 0 {
		c.State = Denunciation
	}
	c.Sorted, c.Opened, c.Taken, c.Offered, c.Before, c.Unread = a.At, 0, 0, 0, "", a.Day
}

// mayLapse waits three days for an answer, and not a moment where the desk that was
// asked has been succeeded.
func mayLapse(c *Case, a *Act) Code {
	return unless(a.At >= c.Offered+answerMS || a.Reason == Succeeded, TooEarly)
}

// back returns a case that was offered in vain.
func (c *Case) back() { c.State, c.Before, c.Target, c.Offered = c.Before, "", tip.ID{}, 0 }

// content is something new of the sender: what was over begins again, and is
// kept a full grace from then on. Behind a withdrawal the door lets the sender take
// that back first, by an act of its own.
func content(c *Case, a *Act) {
	c.Unread = a.Day
	if !c.Gone && (c.State == Concluded || c.State == Closed) {
		c.State, c.ShredOn, c.Ended, c.Taken, c.Told = Checking, 0, 0, endOf(a.Day), false
	}
}

// withdraw takes a case back: closed at once, shredded a day later, so that a
// withdrawal under pressure is not final. A case that is held, frozen or with
// the law goes on, and the desk is only told.
func withdraw(c *Case, a *Act) {
	if c.Held() || c.Frozen || c.Legal != 0 || c.Gone {
		return
	}
	if c.State == Referred {
		c.back()
	}
	c.Before, c.State, c.Gone, c.ShredOn = c.State, Closed, true, a.Day+2
}

// undo takes a withdrawal back. A case that was over before it is kept a full grace
// anew: how much of the first was left is not remembered.
func undo(c *Case, a *Act) {
	c.State, c.Before, c.Gone, c.ShredOn = c.Before, "", false, 0
	if c.State == Closed {
		c.ShredOn = a.Day + GraceDays
	}
}

// mayShred holds every rule that keeps a case.
func mayShred(c *Case, a *Act) Code {
	switch {
	case c.Held():
		return IsHeld
	case c.Frozen:
		return IsFrozen
	case a.Day < c.ShredOn:
		return TooEarly
	case c.Gone:
		return "" // the sender wants it gone: unread or not, counted or not
	case c.Unread != 0:
		return IsUnread
	case !c.Counted:
		return NotCounted
	}
	return ""
}
