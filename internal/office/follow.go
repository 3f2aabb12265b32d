package office

import (
	"context"
	"slices"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// FollowText says when an entry has to be looked at again.
type FollowText struct {
	Day   string `json:"day" format:"date"`
	State string `json:"state" enum:"ahead,due,overdue,ended"`
	Days  int    `json:"days,omitempty" doc:"Overdue by so many days"`
	Text  string `json:"text"`
}

// follow puts the follow-up day of an entry into words as of today; nil when it
// names none.
func (t *teller) follow(r *ledger.Record, today calendar.Day) *FollowText {
	c, err := r.Entry()
	if err != nil || c.FollowUp == nil || r.Status == ledger.Retracted {
		return nil
	}
	day := *c.FollowUp
	f := &FollowText{Day: day.String(), State: "ahead"}
	switch {
	case r.FollowDay == 0:
		f.State = "ended"
	case day == today:
		f.State = "due"
	case day < today:
		f.State, f.Days = "overdue", int(today-day)
	}
	f.Text = t.w.Text("follow."+f.State, "day", vi.ShortDate(day), "n", f.Days)
	return f
}

// maxDue is how far what is due is counted: one page of the list it leads to.
const maxDue = 200

// due counts the entries that the caller may read and that have to be looked at
// again today or had to be before.
func (o *Office) due(ctx context.Context, c *api.Caller) (n int, more bool, err error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return 0, false, err
	}
	in := &EntryListInput{Due: true, Limit: maxDue}
	found, next, err := o.Store.Entries(ctx, store.EntryFilter{Ledgers: s.ledgers(), Remind: o.today(), Limit: maxDue, Keep: in.keep(s, c)})
	return len(found), next.ID != "", err
}

// follows reports whether any kind is followed up: where none is, nothing is
// said about it.
func follows(cat *catalogue.Catalogue) bool {
	return slices.ContainsFunc(cat.KindList(), func(k *catalogue.Kind) bool { return k.Follow != nil })
}
