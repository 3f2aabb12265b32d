package ledger

import (
	"fmt"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// Along is where along the line a planned activity goes. It says where somebody
// will be: only the bodies concerned know of it.
type Along struct {
	Stretches []LineStretch `json:"stretches,omitempty"`
	// Positions are rows of the registers that stand for marker positions.
	Positions []string `json:"positions,omitempty"`
	// Times is how often in each week or month (Per) of the plan's days every
	// position is to be visited; once in all when 0.
	Times int    `json:"times,omitempty"`
	Per   string `json:"per,omitempty"`
}

// LineStretch is a stretch of a segment by chainage, in decimetres of the
// declared length.
type LineStretch struct {
	SegmentID string `json:"segment_id"`
	FromDM    int64  `json:"from_dm"`
	ToDM      int64  `json:"to_dm"`
}

// Excuse is why a stretch of a plan could not be walked.
type Excuse struct {
	LineStretch
	NotDone
}

// What Along.Per may be.
const (
	PerWeek  = "week"
	PerMonth = "month"
)

// Bounds of one plan, so that its operation stays within its limit.
const (
	maxStretches = 100
	maxPositions = 300
	maxTimes     = 31
	maxExcuses   = 100
)

// within reports whether a stretch lies in another one.
func (l LineStretch) within(o LineStretch) bool {
	return l.SegmentID == o.SegmentID && l.FromDM >= o.FromDM && l.ToDM <= o.ToDM && l.FromDM < l.ToDM
}

func (l LineStretch) meets(o LineStretch) bool {
	return l.SegmentID == o.SegmentID && l.FromDM < o.ToDM && o.FromDM < l.ToDM
}

// has reports whether a stretch lies in one of the plan.
func (a *Along) has(l LineStretch) bool {
	return a != nil && slices.ContainsFunc(a.Stretches, l.within)
}

// checkAlong judges where a plan goes: a kind that has a track goes along
// stretches, one that visits markers to positions, and both must be there on
// the plan's days.
func (s *step) checkAlong(k *catalogue.Kind, c *PlanBody) error {
	a := c.Along
	if a == nil {
		return nil
	}
	switch {
	case len(a.Stretches)+len(a.Positions) == 0 || len(a.Stretches) > maxStretches || len(a.Positions) > maxPositions:
		return refusef(CodeBadContent, "%d stretches, %d positions", len(a.Stretches), len(a.Positions))
	case a.Times < 0 || a.Times > maxTimes || (a.Times == 0) != (a.Per == "") || a.Per != "" && a.Per != PerWeek && a.Per != PerMonth:
		return refusef(CodeBadContent, "%d times per %q", a.Times, a.Per)
	case len(a.Stretches) > 0 && !k.Roles.HasTrack || len(a.Positions) > 0 && !k.Roles.HasMarkerVisits:
		return refuseLine(k.ID, "Loại việc này không đi theo đường hoặc không đến mốc.", "This kind of activity does not go along the line or visits no markers.")
	}
	if s.b.again { // what the registers say was asked when it was accepted
		return nil
	}
	return s.checkWhere(a, c.From, c.To)
}

func (s *step) checkWhere(a *Along, from, to calendar.Day) error {
	for i, l := range a.Stretches {
		whole := s.env.SegmentDM(l.SegmentID, from, to)
		switch {
		case whole == 0:
			return refuseLine(l.SegmentID, "Vào những ngày của kế hoạch, đường không có đoạn này.", "The line has no such segment on the days of the plan.")
		case !l.within(LineStretch{l.SegmentID, 0, whole}):
			return refuseLine(fmt.Sprint(l), "Lý trình của kế hoạch nằm ngoài đoạn.", "The chainage of the plan lies outside its segment.")
		case slices.ContainsFunc(a.Stretches[:i], l.meets):
			return refuseLine(fmt.Sprint(l), "Hai quãng đường của kế hoạch chồng lên nhau.", "Two stretches of the plan overlap.")
		}
	}
	for i, id := range a.Positions {
		if slices.Contains(a.Positions[:i], id) || !s.env.MarkerOn(id, from, to) {
			return refuseLine(id, "Vị trí mốc của kế hoạch bị ghi hai lần hoặc không có vào những ngày ấy.", "A marker position of the plan is named twice or does not exist on those days.")
		}
	}
	return nil
}

func refuseLine(detail, vi, en string) error { return RefuseFor(CodeBadLine, detail, vi, en) }

// excuse notes why stretches of a plan could not be walked. Of two reasons for
// one stretch the later counts.
func (s *step) excuse(c *PlanBody, why NotDone) error {
	next := slices.Clone(s.rec.State.Excused)
	for _, l := range s.args.Stretches {
		if !c.Along.has(l) {
			return refuseLine(fmt.Sprint(l), "Quãng này không thuộc kế hoạch.", "This stretch is not part of the plan.")
		}
		next = slices.DeleteFunc(next, func(e Excuse) bool { return e.LineStretch == l })
		next = append(next, Excuse{l, why})
	}
	if len(next) > maxExcuses {
		return refuse(CodeTooLarge)
	}
	s.rec.State.Excused = next
	s.rec.touch(s.o.ID, false)
	return nil
}
