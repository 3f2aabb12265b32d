package office

import (
	"cmp"
	"context"
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/plan"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// plannedUnits are the units of how often in the words of a plan.
var plannedUnits = map[string]calendar.Unit{ledger.PerWeek: calendar.WeekUnit, ledger.PerMonth: calendar.MonthUnit}

// planCourses covers the line for plans, once for all plans that end under one
// version of the line. A plan of days without a line is left out.
func (l *LineReader) planCourses(ctx context.Context, plans []*figure.Plan, status figure.Status) (map[string]*coverer, error) {
	reg, err := l.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	versions, err := reg.Lines()
	if err != nil {
		return nil, err
	}
	days, of := map[string]border.Days{}, map[string][]string{}
	for _, p := range plans {
		v, ok := border.VersionOn(versions, p.To)
		if !ok {
			continue
		}
		d, seen := days[v.ID]
		if !seen {
			d = border.Days{From: p.From, To: p.To}
		}
		days[v.ID] = border.Days{From: min(d.From, p.From), To: max(d.To, p.To)}
		of[v.ID] = append(of[v.ID], p.ID)
	}
	out := map[string]*coverer{}
	for id, d := range days {
		x, err := l.compute(ctx, CoverageAsk{Days: d, Status: status})
		if err != nil {
			return nil, err
		}
		for _, p := range of[id] {
			out[p] = x
		}
	}
	return out, nil
}

// doneOf is what became of one plan along the line.
type doneOf struct {
	plan.Done
	x       *coverer
	of      *figure.Plan
	patrols []string // acts that count for it, in the order of their days
	excuses []reasonOf
	stated  map[string]int // visits that are only said, by position
	missing int            // pieces of tracks that are not here
}

// reasonOf is a stretch of the line that could not be walked, and why.
type reasonOf struct {
	set    span.Set
	reason string // of ledger.NotDoneReasons, or a value of the catalogue
	dim    string // of the value; "" for a reason of the ledger
	why    string
	day    calendar.Day // on which a patrol stopped, else 0
}

// compare sets a plan against the patrols of the bodies that were to carry it
// out.
func (x *coverer) compare(p *figure.Plan, rec *ledger.Record) (*doneOf, error) {
	d := &doneOf{x: x, of: p, stated: map[string]int{}}
	period := calendar.Period{From: p.From, To: p.To, Calendar: calendar.Civil}
	asked := plan.Plan{Period: period, Positions: p.Along.Positions, Often: plan.Frequency{Times: p.Along.Times, Per: plannedUnits[p.Along.Per]}}
	for _, s := range p.Along.Stretches {
		asked.Stretches = append(asked.Stretches, stretchOf(s))
	}
	var covered []cover.Patrol
	var visits []plan.DayVisits
	for id, act := range x.acts {
		mine, err := act.carriesOut(p)
		if err != nil {
			return nil, err
		}
		if !mine || !period.Contains(act.day) {
			continue
		}
		d.patrols, d.missing = append(d.patrols, id), d.missing+act.missing
		covered = append(covered, cover.Patrol{ID: id, Day: act.day, K: act.covered})
		visits = append(visits, plan.DayVisits{Day: act.day, Visits: act.visits})
		for _, v := range act.visits {
			if v.Class == visit.Stated {
				d.stated[v.Position]++
			}
		}
	}
	slices.SortFunc(d.patrols, func(a, b string) int { return cmp.Or(cmp.Compare(x.acts[a].day, x.acts[b].day), cmp.Compare(a, b)) })
	if err := d.learnExcuses(&asked, rec); err != nil {
		return nil, err
	}
	for _, e := range d.excuses {
		for _, s := range x.course.Stretches(e.set) {
			asked.Excused = append(asked.Excused, plan.Excuse{Stretch: s, Reason: e.reason})
		}
	}
	d.Done = asked.Compare(x.course, covered, visits, visit.Passed)
	return d, nil
}

// learnExcuses gathers why stretches were not walked: what was said of single
// ones, of the whole plan, and of patrols that carried it out and stopped.
func (d *doneOf) learnExcuses(asked *plan.Plan, rec *ledger.Record) error {
	course := d.x.course
	for _, e := range slices.Backward(rec.State.Excused) { // the later reason counts
		d.excuses = append(d.excuses, reasonOf{set: course.Set(stretchOf(e.LineStretch)), reason: e.Reason, why: e.Why})
	}
	if n := rec.State.NotDone; n != nil {
		d.excuses = append(d.excuses, reasonOf{set: course.Set(asked.Stretches...), reason: n.Reason, why: n.Why})
	}
	for _, id := range d.patrols {
		act := d.x.acts[id]
		for _, e := range act.entries {
			if e.PlanID != d.of.ID {
				continue
			}
			c, err := e.Entry()
			if err != nil {
				return err
			}
			if dim, value, ok := d.x.reg.Latest().Excuse(c.Kind, dimsOf(c)); ok {
				d.excuses = append(d.excuses, reasonOf{set: course.Set(asked.Stretches...), dim: dim, reason: value, day: act.day})
			}
		}
	}
	return nil
}

func stretchOf(s ledger.LineStretch) border.Stretch {
	return border.Stretch{Segment: s.SegmentID, C: span.Span{From: span.Decimetre(s.FromDM), To: span.Decimetre(s.ToDM)}}
}

func dimsOf(c *ledger.Content) map[string][]string {
	out := make(map[string][]string, len(c.Dims))
	for d, v := range c.Dims {
		out[d] = v
	}
	return out
}

// carriesOut reports whether a patrol is one of a plan: it names it, or was
// recorded by a body the plan names, or the body that was to carry it out took
// part. Entries of one shared act are one patrol whoever recorded them.
func (p *patrol) carriesOut(of *figure.Plan) (bool, error) {
	assigned := cmp.Or(of.Activity.OwnerBodyID, of.Owner)
	recorders := []string{assigned}
	for _, b := range of.Activity.Bodies {
		recorders = append(recorders, b.BodyID)
	}
	for _, e := range p.entries {
		c, err := e.Entry()
		if err != nil {
			return false, err
		}
		if e.PlanID == of.ID || slices.Contains(recorders, e.State.Owner) ||
			slices.ContainsFunc(c.Bodies, func(b ledger.Participation) bool { return b.BodyID == assigned }) {
			return true, nil
		}
	}
	return false, nil
}

// planPiece is a stretch with what became of it.
type planPiece struct {
	ledger.LineStretch
	is     string
	reason *reasonOf
}

// What became of a stretch: left is planned and still to come.
const (
	pieceWalked    = "walked"
	pieceExcused   = "excused"
	pieceMissed    = "missed"
	pieceLeft      = "left"
	pieceUnplanned = "unplanned"
)

// byTrail is how much of the plan nobody walked along the line, but somebody by a
// trail behind it. Told beside: it is not done.
func (d *doneOf) byTrail() int64 {
	var asked []border.Stretch
	for _, s := range d.of.Along.Stretches {
		asked = append(asked, stretchOf(s))
	}
	planned := d.x.course.Set(asked...)
	var trail span.Set
	for _, id := range d.patrols {
		trail = span.Union(trail, d.x.acts[id].trail)
	}
	ways := cover.WaysOf(d.Walked, trail.Common(planned))
	return int64(d.x.course.Declared(ways.Either) - d.x.course.Declared(d.Walked))
}

// beyond leaves out what lies within the corridor of the end of a walk: whoever
// walked to the end of a stretch also saw a little of the next.
func (d *doneOf) beyond(s border.Stretch) bool {
	return s.C.Length() > 2*span.OfMetres(float64(d.x.course.Segment(s.Segment).WidthM()))
}

// pieces tells the whole of it in the order of the line.
func (d *doneOf) pieces(today calendar.Day) []planPiece {
	missed := pieceMissed
	if d.of.To >= today {
		missed = pieceLeft
	}
	var out []planPiece
	add := func(set span.Set, is string, why *reasonOf) {
		for _, s := range d.x.course.Stretches(set) {
			if is == pieceUnplanned && !d.beyond(s) {
				continue
			}
			out = append(out, planPiece{ledger.LineStretch{SegmentID: s.Segment, FromDM: int64(s.C.From), ToDM: int64(s.C.To)}, is, why})
		}
	}
	add(d.Walked, pieceWalked, nil)
	add(d.Missed, missed, nil)
	add(d.Unplanned, pieceUnplanned, nil)
	left := d.Excused
	for i := range d.excuses {
		add(left.Common(d.excuses[i].set), pieceExcused, &d.excuses[i])
		left = left.Minus(d.excuses[i].set)
	}
	slices.SortStableFunc(out, d.byLine)
	return out
}

func (d *doneOf) byLine(a, b planPiece) int {
	place := func(p planPiece) int {
		return slices.IndexFunc(d.x.course.Segments, func(s border.Segment) bool { return s.ID == p.SegmentID })
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.FromDM, b.FromDM), cmp.Compare(a.ToDM, b.ToDM))
}

// on are the reachable marker positions on a stretch, by their numbers.
func (x *coverer) on(s ledger.LineStretch, day calendar.Day) (out []border.Position) {
	for _, p := range x.positions {
		if p.Segment == s.SegmentID && p.C != nil && int64(*p.C) >= s.FromDM && int64(*p.C) < s.ToDM && p.Days.Has(day) && len(p.Reachable(day)) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// answering are the rows that say who answers for a stretch on a day, the longest
// common part first.
func answering(reg *registry.Registry, s ledger.LineStretch, day calendar.Day) []*registry.Register {
	common := map[*registry.Register]span.Decimetre{}
	var out []*registry.Register
	for i := range reg.Registers {
		r := &reg.Registers[i]
		held, ok := reg.Stretch(r)
		if !ok || held.Segment != s.SegmentID || day < r.Lo || day > r.Hi {
			continue
		}
		if n := held.C.Common(stretchOf(s).C).Length(); n > 0 {
			common[r], out = n, append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *registry.Register) int { return cmp.Compare(common[b], common[a]) })
	return out
}
