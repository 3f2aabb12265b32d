package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// waiting says what waits for the caller, by the same functions as the screens
// it leads to: what the dashboard counts is what the queue lists.
func (b *board) waiting(ctx context.Context) error {
	b.out.Waiting = []BoardCount{}
	add := func(what string, n int, more bool) {
		b.out.Waiting = append(b.out.Waiting, BoardCount{What: what, Count: n, More: more})
	}
	rules := b.v.Registry.Rules(b.o.today())
	if rules.Has(&b.c.Actor, access.VerifyEntries) {
		r, err := b.o.reviewer(ctx, b.c)
		if err != nil {
			return err
		}
		n, err := r.count(ctx, &ReviewQuery{})
		if err != nil {
			return err
		}
		add("review", n.Waiting, n.More)
		twins, err := r.duplicates(ctx, &DuplicateQuery{})
		if err != nil {
			return err
		}
		add("duplicates", twins.Total, false)
	}
	if rules.Has(&b.c.Actor, access.ReadEntries) && follows(b.v.Catalogue) {
		n, more, err := b.o.due(ctx, b.c)
		if err != nil {
			return err
		}
		add("due", n, more)
	}
	if rules.Has(&b.c.Actor, access.WriteEntries) {
		add("returned", b.returned(rules), false)
		drafts, err := b.o.Store.Drafts(ctx, b.c.PersonID)
		if err != nil {
			return err
		}
		add("drafts", len(drafts), false)
	}
	return nil
}

// returned counts the entries sent back to where the caller records.
func (b *board) returned(rules access.Rules) (n int) {
	known := map[access.Target]bool{}
	b.v.Standing(ledger.Returned, func(placeID string, day calendar.Day, owner string, s figure.Stand) {
		t := access.Target{PlaceID: placeID, Day: day, BodyID: owner, Class: access.Class(s.Release)}
		ok, asked := known[t]
		if !asked {
			ok = rules.May(&b.c.Actor, access.WriteEntries, t) == access.Allowed
			known[t] = ok
		}
		if ok {
			n++
		}
	})
	return n
}

// plans puts this year's plans beside what was done up to the end of the month,
// counted as on the screen of plans.
func (b *board) plans(ctx context.Context) error {
	x := b.question
	x.q.Period, x.q.Map, x.q.Status = calendar.Year(calendar.Civil, calendar.YearOf(calendar.Civil, b.month.From)), b.mapped, defaultStatus
	var err error
	b.out.Plans, _, err = b.o.progress(ctx, b.c, &x)
	return err
}

func (o *Office) mayReadReports(ctx context.Context, c *api.Caller, placeID string, day calendar.Day) error {
	_, err := o.grant(ctx, c, access.ReadReports, access.Target{PlaceID: placeID, Day: day})
	return err
}

// lastLocked is the newest locked report over the place.
func (b *board) lastLocked(ctx context.Context) error {
	if b.o.mayReadReports(ctx, b.c, b.q.Place, b.month.To) != nil {
		return nil
	}
	all, err := b.o.Store.Snapshots(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Body.PlaceID == b.q.Place && !s.Withdrawn && (b.out.LastLocked == nil || s.AtMS > b.out.LastLocked.LockedMS) {
			b.out.LastLocked = &BoardReport{LedgerID: s.LedgerID, ID: s.ID, Name: s.Body.Title, Period: spanLabel(s.Body.From, s.Body.To, b.words.Lang()), LockedMS: s.AtMS}
		}
	}
	return nil
}
