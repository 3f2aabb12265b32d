// Package plan sets what was planned along the line against what was done, and
// suggests where nobody was for longest. Plans ahead are for the bodies
// concerned only and never public. There is no optimiser and there are no names.
package plan

import (
	"cmp"
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
)

// Frequency is how often in each week or month.
type Frequency struct {
	Times int
	Per   calendar.Unit // calendar.WeekUnit or calendar.MonthUnit
}

// In is how many visits a period asks for; weeks and months that only partly lie
// in it count whole. Without a frequency it is one.
func (f Frequency) In(p calendar.Period) int {
	switch {
	case f.Times == 0:
		return 1
	case f.Per == calendar.WeekUnit:
		return f.Times * (int(calendar.Week(p.To).From-calendar.Week(p.From).From)/7 + 1)
	}
	return f.Times * len(calendar.Split(p, f.Per))
}

// Plan is what a body means to visit in a period.
type Plan struct {
	Body      string
	Kind      string // value of the catalogue
	Period    calendar.Period
	Stretches []border.Stretch
	Positions []string // ids
	Often     Frequency
	// Excused are stretches that could not be walked, with the reason: a zero with
	// a reason is not a gap.
	Excused []Excuse
}

// Excuse is why a stretch was not walked.
type Excuse struct {
	border.Stretch
	Reason string // value of the catalogue
}

// Done is what came of a plan. The first four sets never overlap.
type Done struct {
	Walked    span.Set // planned and covered
	Excused   span.Set // planned, not covered, with a reason
	Missed    span.Set // planned, not covered, without one
	Unplanned span.Set // covered, not planned

	Planned span.Decimetre // declared length of the plan
	Covered span.Decimetre // and of what of it was covered: the completion of the line

	Positions []PositionDone // in the order of the plan
}

// PositionDone is how often a planned position was visited. Visits beyond those
// asked for do not make up for another position.
type PositionDone struct {
	Position       string
	Visits, Wanted int
}

// Kept is how many positions were visited as often as planned: the completion
// of the markers, told apart from that of the line.
func (d *Done) Kept() (n int) {
	for _, p := range d.Positions {
		if p.Visits >= p.Wanted {
			n++
		}
	}
	return n
}

// Compare sets a plan against the patrols of its body and the visits of each of
// them; of both only what lies in its period counts. least is the class from
// which on a visit counts.
func (p *Plan) Compare(c *border.Course, patrols []cover.Patrol, visits []DayVisits, least visit.Class) Done {
	var covered []span.Set
	for _, x := range patrols {
		if p.Period.Contains(x.Day) {
			covered = append(covered, x.K)
		}
	}
	planned, k := c.Set(p.Stretches...), span.Union(covered...)
	var excuses []border.Stretch
	for _, e := range p.Excused {
		excuses = append(excuses, e.Stretch)
	}
	left := planned.Minus(k)
	d := Done{Walked: planned.Common(k), Excused: left.Common(c.Set(excuses...)), Unplanned: k.Minus(planned), Planned: c.Declared(planned)}
	d.Missed = left.Minus(d.Excused)
	d.Covered = c.Declared(d.Walked)
	times := p.times(visits, least)
	for _, id := range p.Positions {
		d.Positions = append(d.Positions, PositionDone{id, times[id], p.Often.In(p.Period)})
	}
	return d
}

// DayVisits are the visits of one patrol.
type DayVisits struct {
	Day    calendar.Day
	Visits []visit.Visit
}

func (p *Plan) times(all []DayVisits, least visit.Class) map[string]int {
	out := map[string]int{}
	for _, one := range all {
		if !p.Period.Contains(one.Day) {
			continue
		}
		for _, v := range one.Visits {
			if v.Class >= least {
				out[v.Position]++
			}
		}
	}
	return out
}

// Suggestion is a stretch to visit, by whom.
type Suggestion struct {
	Holder string
	cover.Visited
}

// Suggest lists the stretches of each holder on a day, those nobody visited
// first, then the oldest visit first; stretches shorter than least are left out.
func Suggest(c *border.Course, holdings []border.Holding, day calendar.Day, patrols []cover.Patrol, least span.Decimetre) []Suggestion {
	var out []Suggestion
	for _, holder := range holders(holdings, day) {
		for _, v := range cover.LastVisited(c.Sector(holdings, holder), day, patrols) {
			if v.Length() >= least {
				out = append(out, Suggestion{holder, v})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(when(a.Visited), when(b.Visited)), cmp.Compare(a.From, b.From))
	})
	return out
}

// when sorts what was never visited before every day.
func when(v cover.Visited) calendar.Day {
	if v.Never {
		return calendar.MinDay - 1
	}
	return v.Day
}

func holders(holdings []border.Holding, day calendar.Day) []string {
	var out []string
	for _, h := range holdings {
		if h.Days.Has(day) {
			out = append(out, h.Holder)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
