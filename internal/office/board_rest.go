package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// waiting counts what waits for the caller's own act.
func (b *board) waiting(context.Context) error {
	rules := b.v.Registry.Rules(b.o.today())
	may := func(action access.Action, t access.Target) bool {
		return rules.May(&b.c.Actor, action, t) == access.Allowed
	}
	b.out.Waiting = []BoardCount{}
	for _, w := range []struct {
		what   string
		status ledger.Status
		action access.Action
	}{{"review", ledger.Submitted, access.VerifyEntries}, {"returned", ledger.Returned, access.WriteEntries}} {
		if !rules.Has(&b.c.Actor, w.action) {
			continue
		}
		n := 0
		known := map[access.Target]bool{}
		b.v.Standing(w.status, func(placeID string, day calendar.Day, owner string, s figure.Stand) {
			t := access.Target{PlaceID: placeID, Day: day, BodyID: owner, Class: access.Class(s.Release)}
			ok, asked := known[t]
			if !asked {
				ok = may(w.action, t)
				known[t] = ok
			}
			if ok {
				n++
			}
		})
		b.out.Waiting = append(b.out.Waiting, BoardCount{w.what, n})
	}
	return nil
}

// plans puts this year's plans beside what was done up to the end of the month.
func (b *board) plans(ctx context.Context) error {
	x := b.question
	x.q.Period, x.q.Map, x.q.Status = calendar.Year(calendar.Civil, calendar.YearOf(calendar.Civil, b.month.From)), b.mapped, 0
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
			b.out.LastLocked = &BoardReport{ID: s.ID, Name: s.Body.Title, Period: spanLabel(s.Body.From, s.Body.To, b.words.Lang()), LockedMS: s.AtMS}
		}
	}
	return nil
}
