package desk

import (
	"cmp"
	"slices"

	"phendau/internal/calendar"
)

const (
	hourMS   = 3_600_000
	dayMS    = 24 * hourMS
	answerMS = 72 * hourMS
)

// What a clock waits for.
type What string

// The clocks.
const (
	DueSort     What = "sort"        // 24 hours, from the end of the day of arrival
	DueOpen     What = "open"        // 24 hours
	DueTriage   What = "triage"      // 2 hours where it is urgent, else 72
	DueAnswer   What = "answer"      // first feedback, 7 days
	DueReview   What = "review"      // 30 days
	DueConclude What = "conclude"    // 90 days
	DueReferral What = "referral"    // 72 hours
	DueLegal    What = "legal"       // 20 days; never paused
	DueTell     What = "tell"        // 7 days from the conclusion
	DueHold     What = "hold"        // a hold is looked at again, 90 days
	DueReread   What = "new_content" // 24 hours, from the end of its day
	legalDays        = 20            // to confirm with the authority
	holdDays         = 90
)

// Due is when something must have been done.
type Due struct {
	What What
	At   int64 // milliseconds since 1970
}

// Clocks lists what a case waits for, soonest first. Who misses one is told by
// case and clock only.
func (c *Case) Clocks() []Due {
	var out []Due
	add := func(w What, at int64) { out = append(out, Due{w, at}) }
	switch c.State {
	case Sealed:
		add(DueSort, endOf(c.Arrived)+dayMS)
	case Received:
		add(DueOpen, c.Sorted+dayMS)
	case Opened:
		wait := int64(answerMS)
		if c.Urgent {
			wait = 2 * hourMS
		}
		add(DueTriage, c.Opened+wait)
	case Checking:
		add(DueReview, c.Taken+30*dayMS)
		add(DueConclude, c.Taken+90*dayMS)
	case Referred:
		add(DueReferral, c.Offered+answerMS)
	case Concluded:
		add(DueTell, c.Ended+7*dayMS)
	}
	if !c.Told && (c.State == Checking || c.State == Denunciation) {
		add(DueAnswer, c.Taken+7*dayMS)
	}
	if c.Unread != 0 && c.State != Sealed && c.State != Received && c.State != Shredded {
		add(DueReread, endOf(c.Unread)+dayMS)
	}
	if c.Legal != 0 && c.State != Concluded && c.State != Closed && c.State != Shredded {
		add(DueLegal, endOf(c.Legal+legalDays))
	}
	if c.Held() && c.State != Shredded {
		add(DueHold, endOf(c.HeldOn+holdDays))
	}
	slices.SortStableFunc(out, func(a, b Due) int { return cmp.Compare(a.At, b.At) })
	return out
}

// Missed are the clocks that ran out before a moment.
func (c *Case) Missed(now int64) []Due {
	return slices.DeleteFunc(c.Clocks(), func(d Due) bool { return d.At >= now })
}

// endOf is when a day ends in Vietnam, in milliseconds since 1970 UTC.
func endOf(d calendar.Day) int64 { return int64(d+1)*dayMS - 7*hourMS }
