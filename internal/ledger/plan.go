package ledger

import (
	"encoding/json"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// PlanBody is what is planned: a number of an indicator to be reached in a
// period, or one activity to be carried out. It never counts as a result.
type PlanBody struct {
	Indicator string       `json:"indicator,omitempty"`
	Measure   string       `json:"measure,omitempty"`
	PlaceID   string       `json:"place_id"`
	From      calendar.Day `json:"from"`
	To        calendar.Day `json:"to"`
	Value     int64        `json:"value"`
	Note      string       `json:"note,omitempty"`
	// Activity is the content of the entry to come, as far as it is known: what
	// a kind asks for may still be missing, and no number in it was counted.
	// Place and days are those of the plan.
	Activity *Content `json:"activity,omitempty"`
	// PartOf names the planned activities this one belongs to; the entries that
	// carry them out are linked in the same way.
	PartOf []PlanLink `json:"part_of,omitempty"`
	// Along is where along the line the activity goes.
	Along *Along `json:"along,omitempty"`
}

// PlanLink names a planned activity and its kind.
type PlanLink struct {
	Kind     string `json:"kind"`
	LedgerID string `json:"ledger_id"`
	PlanID   string `json:"plan_id"`
}

// plansActivity reports whether the record is the plan of an activity, whose
// kind is then that of the entry to come.
func (r *Record) plansActivity() bool {
	var b struct {
		Activity *struct{} `json:"activity"`
	}
	return r.Type == TypePlan && json.Unmarshal(r.Content, &b) == nil && b.Activity != nil
}

// NotDone says why a planned activity was not carried out.
type NotDone struct {
	Reason string `json:"reason"`
	Why    string `json:"why,omitempty"`
}

// NotDoneOther is the reason that needs a sentence.
const NotDoneOther = "other"

// NotDoneReasons is the closed list of reasons.
func NotDoneReasons() []string {
	return []string{"weather", "disaster", "disease", "neighbour_paused", "closed", NotDoneOther}
}

func (s *step) checkPlan(cat *catalogue.Catalogue) error {
	var c PlanBody
	if err := strict(s.rec.Content, &c); err != nil {
		return err
	}
	s.defaultRoute()
	if c.Activity != nil {
		return s.checkActivity(cat, &c)
	}
	if len(c.PartOf) > 0 || c.Along != nil {
		return refusef(CodeBadContent, "a planned number is part of nothing and goes nowhere")
	}
	if err := knownMeasure(cat, c.Indicator, c.Measure); err != nil {
		return err
	}
	if c.Value < 0 {
		return refusef(CodeBadContent, "a planned value is not negative")
	}
	s.rec.Kind = c.Indicator
	return s.checkSpan(c.PlaceID, c.From, c.To)
}

// checkActivity judges a planned activity as the entry to come would be judged,
// but for what is not known yet.
func (s *step) checkActivity(cat *catalogue.Catalogue, c *PlanBody) error {
	a := c.Activity
	k, ok := cat.Kinds[a.Kind]
	switch {
	case !ok || k.Register || k.Roles.HiddenBelowCommune:
		return refusef(CodeUnknownKind, "%s", a.Kind)
	case c.Indicator != "" || c.Measure != "" || c.Value != 0:
		return refusef(CodeBadContent, "a plan is a number or an activity")
	case c.PlaceID != a.PlaceID || c.From != a.Day || c.To != a.lastDay():
		return refusef(CodeBadContent, "place and days of the plan differ from those of its activity")
	case len(a.Links) > 0 || a.PlanID != "" || a.Paper:
		return refusef(CodeBadContent, "a planned activity links to nothing done")
	case !a.planned():
		return refusef(CodeBadContent, "a planned number was not counted yet: its basis is estimated")
	}
	for _, l := range c.PartOf {
		if !ValidID(l.LedgerID) || !ValidID(l.PlanID) || !wordOK(l.Kind) || l.PlanID == s.rec.ID {
			return refusef(CodeBadContent, "part of %q", l.PlanID)
		}
	}
	if !s.b.again {
		if err := s.checkAhead(cat, a); err != nil {
			return err
		}
	}
	if err := s.checkAlong(k, c); err != nil {
		return err
	}
	s.rec.Kind = a.Kind
	s.moved(c)
	return s.checkSpan(c.PlaceID, c.From, c.To)
}

// moved forgets why a planned activity, or a stretch of it, was not carried out
// when it gets other days: it lies ahead again. What is no stretch of it any
// more needs no reason.
func (s *step) moved(c *PlanBody) {
	var old PlanBody
	if s.oldContent == nil || json.Unmarshal(s.oldContent, &old) != nil {
		return
	}
	if old.From != c.From || old.To != c.To {
		s.rec.State.NotDone, s.rec.State.Excused = nil, nil
	}
	s.rec.State.Excused = slices.DeleteFunc(slices.Clone(s.rec.State.Excused), func(e Excuse) bool { return !c.Along.has(e.LineStretch) })
}

// checkAhead applies the catalogue's rules but that nothing may be missing.
func (s *step) checkAhead(cat *catalogue.Catalogue, a *Content) error {
	if err := a.checkForm(); err != nil {
		return err
	}
	problems := cat.CheckEntry(Shape(a, string(s.env.PlaceLevel(a.PlaceID, a.Day)), s.env.BodyType))
	return refuseProblems(Ahead(problems))
}

// Ahead leaves of the problems of an entry those that an activity not carried
// out yet has too: what is missing may still come.
func Ahead(problems []catalogue.FieldProblem) []catalogue.FieldProblem {
	return slices.DeleteFunc(slices.Clone(problems), func(p catalogue.FieldProblem) bool { return p.Code == catalogue.FieldRequired })
}

func (c *Content) lastDay() calendar.Day {
	if c.ToDay != nil {
		return *c.ToDay
	}
	return c.Day
}

// planned reports that no number claims to have been counted.
func (c *Content) planned() bool {
	ahead := func(v amount.Value) bool { return v.Basis == amount.Estimated }
	for _, v := range c.Measures {
		if !ahead(v) {
			return false
		}
	}
	for _, b := range c.Bodies {
		for _, v := range b.Measures {
			if !ahead(v) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(c.Parts, func(p Part) bool { return !ahead(p.Value) })
}

// notDone notes why a planned activity, or some stretches of it, was not carried
// out. Saying it again corrects the reason; an entry that carries it out later
// says more than this.
func (s *step) notDone() error {
	if s.rec.Type != TypePlan {
		return refuse(CodeUnknownVerb)
	}
	var c PlanBody
	if err := strict(s.rec.Content, &c); err != nil {
		return err
	}
	switch {
	case c.Activity == nil:
		return refusef(CodeBadContent, "a planned number is reached or not")
	case !s.rec.Counts():
		return refuse(CodeNotSubmitted)
	case !slices.Contains(NotDoneReasons(), s.args.Reason):
		return refusef(CodeBadContent, "reason %q", s.args.Reason)
	case s.args.Reason == NotDoneOther:
		if err := s.needWhy(); err != nil {
			return err
		}
	}
	why := NotDone{Reason: s.args.Reason, Why: s.args.Why}
	if len(s.args.Stretches) > 0 {
		return s.excuse(&c, why)
	}
	s.rec.State.NotDone = &why
	s.rec.touch(s.o.ID, false)
	return nil
}
