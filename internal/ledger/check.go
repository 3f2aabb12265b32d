package ledger

import (
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// check validates the whole content of the working record and fills the
// columns that follow from it.
func (s *step) check() error {
	cat, ok := s.env.Catalogue(s.o.Catalogue)
	if !ok {
		return refusef(CodeMissingCatalogue, "version %d", s.o.Catalogue)
	}
	s.rec.State.Catalogue = s.o.Catalogue
	switch s.rec.Type {
	case TypeEntry:
		return s.checkEntry(cat)
	case TypeStatement:
		return s.checkStatement(cat)
	case TypeNil:
		return s.checkNil(cat)
	default:
		return s.checkPlan(cat)
	}
}

func (s *step) checkEntry(cat *catalogue.Catalogue) error {
	var c Content
	if err := strict(s.rec.Content, &c); err != nil {
		return err
	}
	k, ok := cat.Kinds[c.Kind]
	if !ok || k.Register {
		return refusef(CodeUnknownKind, "%s", c.Kind)
	}
	if c.OwnerBodyID != "" {
		s.rec.State.Owner = c.OwnerBodyID
	}
	if !s.b.again {
		if err := s.checkContent(cat, &c); err != nil {
			return err
		}
	}
	s.rec.State.Route = RouteFor(k.Route, s.env.BodyLevel(s.rec.State.Owner))
	s.rec.Kind = c.Kind
	s.rec.FollowDay = followDay(k, &c)
	s.rec.PlanID = c.PlanID
	return s.checkPlace(c.PlaceID, c.Day)
}

// followDay is the day from which an entry reminds, 0 when it does not: it
// names none, or came to its end.
func followDay(k *catalogue.Kind, c *Content) calendar.Day {
	dims := make(map[string][]string, len(c.Dims))
	for d, v := range c.Dims {
		dims[d] = v
	}
	if c.FollowUp == nil || k.Ended(dims) {
		return 0
	}
	return *c.FollowUp
}

// checkContent applies the catalogue's rules for one entry.
func (s *step) checkContent(cat *catalogue.Catalogue, c *Content) error {
	if err := c.checkForm(); err != nil {
		return err
	}
	problems := cat.CheckEntry(Shape(c, string(s.env.PlaceLevel(c.PlaceID, c.Day)), s.env.BodyType))
	return refuseProblems(problems)
}

func refuseProblems(problems []catalogue.FieldProblem) error {
	if len(problems) == 0 {
		return nil
	}
	var out []string
	for _, p := range problems {
		out = append(out, p.Field+": "+p.VI)
	}
	return refusef(CodeBadContent, "%s", strings.Join(out, "; "))
}

// Shape is an entry as the catalogue judges it. bodyType finds the type of a
// body.
func Shape(c *Content, placeLevel string, bodyType func(string) string) catalogue.EntryShape {
	e := catalogue.EntryShape{Kind: c.Kind, Day: c.Day.String(), PlaceLevel: placeLevel, HasNote: c.Note != "",
		Measures: shapes(c.Measures), Dims: make(map[string][]string, len(c.Dims)), Import: c.Paper}
	if c.FollowUp != nil {
		e.FollowUp = c.FollowUp.String()
	}
	for d, v := range c.Dims {
		e.Dims[d] = v
	}
	for _, p := range c.Parts {
		e.Parts = append(e.Parts, catalogue.PartShape{Measure: p.Measure, Dims: p.Dims, Value: shape(p.Value)})
	}
	if c.OwnerBodyID != "" {
		e.Owner = bodyType(c.OwnerBodyID)
	}
	for _, b := range c.Bodies {
		e.Bodies = append(e.Bodies, catalogue.BodyShape{Type: bodyType(b.BodyID), Measures: shapes(b.Measures)})
	}
	return e
}

func shapes(values map[string]amount.Value) map[string]catalogue.ValueShape {
	out := make(map[string]catalogue.ValueShape, len(values))
	for m, v := range values {
		out[m] = shape(v)
	}
	return out
}

func shape(v amount.Value) catalogue.ValueShape {
	get := func(n int64) *int64 {
		if n == amount.Unknown {
			return nil
		}
		return &n
	}
	return catalogue.ValueShape{V: get(v.V), Lo: get(v.Lo), Hi: get(v.Hi), Q: v.Q.String(), Basis: v.Basis.String(), N: v.N, Rate: v.Rate, Per: v.Per}
}

// checkPlace asks the registers whether the place takes records on the day,
// and in this ledger.
func (s *step) checkPlace(placeID string, day calendar.Day) error {
	switch {
	case s.b.again:
	case !ValidID(placeID) || !s.env.PlaceAlive(placeID, day):
		return refusef(CodePlaceNotAlive, "%s, %s", placeID, day)
	case s.env.LedgerOf(placeID, day) != s.o.LedgerID:
		return refuse(CodeWrongLedger)
	}
	s.rec.PlaceID, s.rec.Day = placeID, day
	return nil
}

// defaultRoute is the route of records that are not entries.
func (s *step) defaultRoute() {
	s.rec.State.Route = RouteFor([]int{LevelCommune}, s.env.BodyLevel(s.rec.State.Owner))
}

func (s *step) checkStatement(cat *catalogue.Catalogue) error {
	var c StatementBody
	if err := strict(s.rec.Content, &c); err != nil {
		return err
	}
	if err := knownMeasure(cat, c.Indicator, c.Measure); err != nil {
		return err
	}
	if c.Document.Type == "" && c.Document.Number == "" {
		return refusef(CodeBadContent, "a statement names its document")
	}
	s.rec.Kind = c.Indicator
	s.defaultRoute()
	return s.checkSpan(c.PlaceID, c.From, c.To)
}

func (s *step) checkSpan(placeID string, from, to calendar.Day) error {
	if to < from {
		return refusef(CodeBadContent, "the period ends before it begins")
	}
	switch {
	case s.b.again:
	case !ValidID(placeID) || !s.env.PlaceAlive(placeID, to) && !s.env.PlaceAlive(placeID, from):
		return refusef(CodePlaceNotAlive, "%s", placeID)
	case s.env.LedgerOf(placeID, to) != s.o.LedgerID && s.env.LedgerOf(placeID, from) != s.o.LedgerID:
		return refuse(CodeWrongLedger)
	}
	s.rec.PlaceID, s.rec.Day = placeID, from
	return nil
}

func knownMeasure(cat *catalogue.Catalogue, indicator, measure string) error {
	ind, ok := cat.Indicators[indicator]
	if !ok {
		return refusef(CodeUnknownKind, "indicator %s", indicator)
	}
	for _, m := range ind.Measures {
		if m.ID == measure {
			return nil
		}
	}
	return refusef(CodeUnknownKind, "indicator %s has no measure %s", indicator, measure)
}

func (s *step) checkNil(cat *catalogue.Catalogue) error {
	var c NilBody
	if err := strict(s.rec.Content, &c); err != nil {
		return err
	}
	if len(c.Kinds) == 0 || c.Reason == "" {
		return refusef(CodeBadContent, "a nil report names its kinds and its reason")
	}
	for _, k := range c.Kinds {
		if cat.Kinds[k] == nil {
			return refusef(CodeUnknownKind, "%s", k)
		}
	}
	s.defaultRoute()
	return s.checkSpan(c.PlaceID, c.From, c.To)
}
