package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// closedReports are the locked reports in force, as who records after them
// asks: what is entered late does not change them and stands in the next one.
type closedReports struct {
	reg   *registry.Registry
	snaps []*ledger.Snapshot
}

func (o *Office) closedReports(ctx context.Context, reg *registry.Registry) (*closedReports, error) {
	snaps, err := o.Store.Snapshots(ctx)
	snaps = slices.DeleteFunc(snaps, func(s *ledger.Snapshot) bool { return s.Withdrawn })
	return &closedReports{reg, snaps}, err
}

// over lists the reports that cover a place on a day.
func (x *closedReports) over(placeID string, day calendar.Day) (out []*ledger.Snapshot) {
	for _, s := range x.snaps {
		if b := &s.Body; b.From <= day && day <= b.To && x.reg.Within(b.PlaceID, b.MapDay)(placeID) {
			out = append(out, s)
		}
	}
	return out
}

// without lists the reports that were locked without an entry and tell of it
// only later: it was late for them already, or waits still for what they ask.
func (x *closedReports) without(r *ledger.Record) []*ledger.Snapshot {
	if r.Type != ledger.TypeEntry || r.Status == ledger.Retracted {
		return nil
	}
	return slices.DeleteFunc(x.over(r.PlaceID, r.Day), func(s *ledger.Snapshot) bool {
		return !slices.Contains(r.State.LateFor, s.ID) && meets(r, &s.Body)
	})
}

// meets reports whether an entry stands as a locked report asks; what cannot be
// read asks for nothing.
func meets(r *ledger.Record, b *ledger.SnapshotBody) bool {
	least, err := figure.ParseStatus(b.Status)
	if err != nil || least == 0 {
		return r.Counts()
	}
	return r.Status == ledger.Verified && (r.Level >= int(least) || r.Done())
}

// said tells of the reports in one sentence, "" for none: one period once,
// whoever reports on it.
func (x *closedReports) said(snaps []*ledger.Snapshot, lang string) string {
	var periods []string
	for _, s := range snaps {
		c := calendar.Calendar(s.Body.Calendar)
		p, err := calendar.Between(c, s.Body.From, s.Body.To)
		if err != nil { // locked over days that make no period today
			p = calendar.Period{From: s.Body.From, To: s.Body.To, Calendar: c}
		}
		if name := calendar.ShortLabel(p, lang); !slices.Contains(periods, name) {
			periods = append(periods, name)
		}
	}
	if len(periods) == 0 {
		return ""
	}
	return words.For(lang).Text("entry.locked_over", "periods", strings.Join(periods, ", "))
}

// LockedDayInput asks about a day at a place.
type LockedDayInput struct {
	Place string `query:"place" required:"true" format:"uuid"`
	Day   string `query:"day" required:"true" doc:"YYYY-MM-DD"`
}

// LockedDay says whether reports of a day are closed.
type LockedDay struct {
	Text string `json:"text,omitempty" doc:"Which reports are locked and what becomes of an entry of that day; absent where none is"`
}

func (o *Office) lockedDay(ctx context.Context, c *api.Caller, in *LockedDayInput) (*Answer[LockedDay], error) {
	day, err := dayOf("day", in.Day, 0)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	x, err := o.closedReports(ctx, reg)
	if err != nil {
		return nil, err
	}
	return &Answer[LockedDay]{LockedDay{x.said(x.over(in.Place, day), c.Lang)}}, nil
}
