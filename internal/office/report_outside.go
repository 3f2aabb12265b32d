package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/report"
	"phendau/internal/store"
)

// ReportOutside are entries of a report's place and period that it leaves out,
// because of how they stand.
type ReportOutside struct {
	What   string `json:"what" enum:"waiting,returned,recorded" doc:"waiting: not verified as far as the report asks; returned to who recorded them; recorded and not sent"`
	Count  int    `json:"count"`
	More   bool   `json:"more,omitempty" doc:"There are more than were counted"`
	Status string `json:"status" doc:"States of these entries, to list them"`
}

// maxOutside is how far entries outside a report are counted: beyond it the
// exact number changes nothing for who is about to sign.
const maxOutside = 200

// outside counts, among what the caller may see, the entries of the period
// that the report does not count, by why not.
func (o *Office) outside(ctx context.Context, c *api.Caller, d *report.Data) ([]ReportOutside, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	x := &leftOut{s: s, place: d.Place}
	if x.status, err = figure.ParseStatus(d.Status); err != nil {
		return nil, err
	}
	if x.view, err = figure.ParseViewpoint(d.Viewpoint); err != nil {
		return nil, err
	}
	f := store.EntryFilter{Ledgers: s.ledgers(), Limit: maxOutside}
	if f.From, err = calendar.ParseDay(d.Period.From); err != nil {
		return nil, err
	}
	if f.To, err = calendar.ParseDay(d.Period.To); err != nil {
		return nil, err
	}
	out := []ReportOutside{}
	for _, kind := range []struct {
		what     string
		statuses []ledger.Status
	}{{"waiting", []ledger.Status{ledger.Submitted, ledger.Verified}}, {"returned", []ledger.Status{ledger.Returned}}, {"recorded", []ledger.Status{ledger.Recorded}}} {
		f.Statuses, f.Keep = kind.statuses, x.keep
		found, next, err := o.Store.Entries(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out = append(out, ReportOutside{kind.what, len(found), next.ID != "", statusesOf(found)})
		}
	}
	return out, nil
}

// leftOut tells what a report leaves out.
type leftOut struct {
	s      *sight
	place  string
	status figure.Status
	view   figure.Viewpoint
}

func (x *leftOut) keep(_ string, r *ledger.Record) bool {
	if r.Counts() && (x.status == 0 || r.Status == ledger.Verified && (r.Level >= int(x.status) || r.Done())) {
		return false
	}
	if k := x.s.reg.Latest().Kinds[r.Kind]; k == nil || k.Roles.HiddenBelowCommune {
		return false // of tips not even how many wait is told
	}
	return x.s.seesRecord(r) && (r.PlaceID == x.place || x.s.reg.Places.Holds(x.place, r.PlaceID, r.Day)) && (x.view.Body == "" || r.State.Owner == x.view.Body)
}

func statusesOf(found []store.Listed) string {
	var out []string
	for i := range found {
		if st := string(found[i].Status); !slices.Contains(out, st) {
			out = append(out, st)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
