package office

import (
	"context"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/tipdoor"
)

// reasonCourt is the reason of an opening that a court ordered. It is counted by
// quarter and the count is public: one cannot be told that a tip is never opened
// for a court.
const reasonCourt = "court"

// shownQuarters is for how many closed quarters the count is shown.
const shownQuarters = 4

// CourtOrders is in how many cases a court's order was followed in a quarter.
type CourtOrders struct {
	Year    int `json:"year"`
	Quarter int `json:"quarter" minimum:"1" maximum:"4"`
	Cases   int `json:"cases"`
}

// courtOrders counts the closed quarters since the first desk opened, newest
// first, at most shownQuarters of them. A case counts once, in the quarter of its
// first such opening, whatever became of it.
func (o *Office) courtOrders(ctx context.Context, reg *registry.Registry) ([]CourtOrders, error) {
	type quarter struct{ year, n int }
	of := func(d calendar.Day) quarter {
		y, n := calendar.QuarterOf(calendar.Civil, d)
		return quarter{y, n}
	}
	begin, ok := firstEpochDay(reg)
	if !ok {
		return nil, nil
	}
	first, err := o.Store.AuditFirst(ctx, audit.TipOpen, reasonCourt)
	if err != nil {
		return nil, err
	}
	counts := map[quarter]int{}
	for _, at := range first {
		counts[of(calendar.DayOf(at*1000))]++
	}
	var out []CourtOrders
	for q := of(o.today()); len(out) < shownQuarters; {
		before := calendar.Quarter(calendar.Civil, q.year, q.n).From - 1
		if before < begin {
			break
		}
		q = of(before)
		out = append(out, CourtOrders{q.year, q.n, counts[q]})
	}
	return out, nil
}

// firstEpochDay is the day from which tips can be sealed to a desk here.
func firstEpochDay(reg *registry.Registry) (day calendar.Day, ok bool) {
	for _, id := range reg.TipDesks() {
		for _, e := range reg.TipEpochs(id) {
			if d, err := calendar.ParseDay(e.NotBefore); err == nil && (!ok || d < day) {
				day, ok = d, true
			}
		}
	}
	return day, ok
}

// publicOrders is the count as everybody may know it.
func publicOrders(list []CourtOrders) []tipdoor.Orders {
	var out []tipdoor.Orders
	for _, x := range list {
		out = append(out, tipdoor.Orders{Quarter: calendar.Quarter(calendar.Civil, x.Year, x.Quarter), Cases: x.Cases})
	}
	return out
}
