package office

import (
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/calendar"
)

// ClosedDays are the days on which the patrols of all bodies together left no
// gap: one of the two readings of "khép kín". A patrol is of the day it ended.
type ClosedDays struct {
	Days int      `json:"days"`
	List []string `json:"list" doc:"Each of them, the earliest first"`
}

// closedDays are those of the period, on a sector.
func (x *coverer) closedDays(s border.Sector) *ClosedDays {
	byDay := map[calendar.Day][]cover.Patrol{}
	for _, p := range x.patrols {
		if x.ask.Days.Has(p.Day) {
			byDay[p.Day] = append(byDay[p.Day], p)
		}
	}
	out := &ClosedDays{List: []string{}}
	for day, patrols := range byDay {
		if cover.RelayClosed(s, day, patrols) {
			out.List = append(out.List, day.String())
		}
	}
	slices.Sort(out.List)
	out.Days = len(out.List)
	return out
}

// whole is everything the asked held, of all segments.
func (x *coverer) whole() border.Sector {
	all := slices.Clone(x.holdings)
	for i := range all {
		all[i].Holder = ""
	}
	return x.course.Sector(all, "")
}
