package office

import (
	"cmp"
	"context"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/match"
	"phendau/internal/store"
)

// This file asks the finder of joint acts. It proposes, people decide.

// proposals are the undecided pairs among the entries of some ledgers and days
// that the caller may read both of.
func (r *reviewer) proposals(ctx context.Context, ledgers []string, from, to calendar.Day) ([]match.Proposal, error) {
	acts, err := r.o.Store.ActsBetween(ctx, ledgers, from, to)
	if err != nil {
		return nil, err
	}
	acts = slices.DeleteFunc(acts, func(a match.Act) bool {
		return !r.seesEntry(a.PlaceID, a.Day, a.Kind, a.Owner)
	})
	f := &match.Finder{Catalogue: r.tell.cat, BodyType: r.reg.BodyType, BodyName: r.reg.BodyName}
	return f.Open(acts, func(pairs []match.Pair) (map[match.Pair]bool, error) { return r.o.Store.DecidedPairs(ctx, pairs) })
}

// twinDays is how far around an entry its twins are looked for in a list.
const twinDays = 2

// twins are the proposals about each record of a list, within its own ledger:
// the screen of duplicates looks into the others too.
func (r *reviewer) twins(ctx context.Context, rows []store.LedgerRecord) (map[ledger.Ref][]match.Proposal, error) {
	byLedger := map[string][]calendar.Day{}
	for _, rec := range rows {
		if rec.Type == ledger.TypeEntry {
			byLedger[rec.LedgerID] = append(byLedger[rec.LedgerID], rec.Day)
		}
	}
	out := map[ledger.Ref][]match.Proposal{}
	for id, days := range byLedger {
		for _, span := range spans(days, twinDays) {
			found, err := r.proposals(ctx, []string{id}, span[0], span[1])
			if err != nil {
				return nil, err
			}
			for _, p := range found {
				out[p.Pair.A] = append(out[p.Pair.A], p)
				out[p.Pair.B] = append(out[p.Pair.B], p)
			}
		}
	}
	return out, nil
}

// spans joins days, widened on both sides, into ranges that do not touch.
func spans(days []calendar.Day, around calendar.Day) [][2]calendar.Day {
	slices.SortFunc(days, func(a, b calendar.Day) int { return cmp.Compare(a, b) })
	var out [][2]calendar.Day
	for _, d := range days {
		if n := len(out); n > 0 && d-around <= out[n-1][1]+1 {
			out[n-1][1] = d + around
			continue
		}
		out = append(out, [2]calendar.Day{max(d-around, calendar.MinDay), d + around})
	}
	return out
}
