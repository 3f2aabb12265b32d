package office

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// ActivityForm is a planned activity as it is typed: the form of the entry to
// come, as far as it is known.
type ActivityForm struct {
	ID      string       `json:"id" format:"uuid" doc:"Made by the client"`
	Content EntryContent `json:"content" doc:"As of an entry; what is required may still be missing, and every number is a planned one"`
	PartOf  []PlanPart   `json:"part_of,omitempty" maxItems:"10" doc:"Planned activities it belongs to"`
	Along   *AlongForm   `json:"along,omitempty" doc:"Where along the line it goes"`
}

// PlanPart names a planned activity that another one belongs to.
type PlanPart struct {
	LedgerID string `json:"ledger_id" format:"uuid"`
	ID       string `json:"id" format:"uuid"`
}

type activityAddIn struct {
	Once
	Body ActivityForm
}

func (o *Office) activityAdd(ctx context.Context, c *api.Caller, in *activityAddIn) (*Answer[PlannedActivity], error) {
	req, err := once("addActivity", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := &in.Body
	body, err := o.planBody(ctx, c, reg, &f.Content, f.PartOf)
	if err != nil {
		return nil, err
	}
	body.Along = f.Along.along()
	g, err := o.planGrant(ctx, c, body.Activity.Kind, body.PlaceID, body.From)
	if err != nil {
		return nil, err
	}
	draft := ledger.Draft{LedgerID: reg.LedgerOf(body.PlaceID, body.From), EntityType: ledger.TypePlan, EntityID: f.ID, ActorID: c.PersonID, BodyID: g.BodyID, Catalogue: reg.CatalogueVersion}
	create, submit := draft, draft
	create.Verb, create.Body, submit.Verb = "create", body, "submit"
	if _, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{create, submit}}); err != nil {
		return nil, err
	}
	return o.activityAnswer(ctx, c, draft.LedgerID, f.ID)
}

// planBody reads the form of a planned activity.
func (o *Office) planBody(ctx context.Context, c *api.Caller, reg *registry.Registry, f *EntryContent, partOf []PlanPart) (*ledger.PlanBody, error) {
	f.planned()
	if list := o.planProblems(reg, c, f); len(list) > 0 {
		return nil, wrong(list)
	}
	content, err := f.content()
	if err != nil {
		return nil, err
	}
	body := &ledger.PlanBody{PlaceID: content.PlaceID, From: content.Day, To: content.Day, Activity: content}
	if content.ToDay != nil {
		body.To = *content.ToDay
	}
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	r, err := o.planReader(ctx, c, v)
	if err != nil {
		return nil, err
	}
	for _, x := range partOf {
		p := r.byID[x.ID]
		if p == nil || p.Activity == nil || p.LedgerID != x.LedgerID || !r.readable(p) {
			return nil, api.Wrong(api.Field{Field: "part_of", Message: words.For(c.Lang).Text("api.plan.part_unknown")})
		}
		body.PartOf = append(body.PartOf, ledger.PlanLink{Kind: p.Activity.Kind, LedgerID: x.LedgerID, PlanID: x.ID})
	}
	return body, nil
}

// planned turns what a form says into what is planned: nothing was counted yet,
// and nothing done is linked.
func (f *EntryContent) planned() {
	ahead := func(v ValueForm) ValueForm {
		v.Basis, v.N, v.Rate, v.Per = catalogue.BasisEstimated, 0, 0, 0
		return v
	}
	for m, v := range f.Measures {
		f.Measures[m] = ahead(v)
	}
	for i := range f.Parts {
		f.Parts[i].Value = ahead(f.Parts[i].Value)
	}
	for i := range f.Bodies {
		for m, v := range f.Bodies[i].Measures {
			f.Bodies[i].Measures[m] = ahead(v)
		}
	}
	f.Links, f.PlanID, f.Paper = nil, "", false
}

// planProblems are the problems of an entry but for what is not known yet, that
// the day lies ahead, and the right, which is another one.
func (o *Office) planProblems(reg *registry.Registry, c *api.Caller, f *EntryContent) []Problem {
	list := slices.DeleteFunc(o.problems(reg, c, f), func(p Problem) bool {
		return p.Code == "day_ahead" || p.Code == "place_not_yours" || p.Code == catalogue.FieldRequired
	})
	if k := reg.Latest().Kinds[f.Kind]; k != nil && k.Roles.HiddenBelowCommune {
		list = append(list, Problem{"kind", "not_planned", words.For(c.Lang).Text("api.plan.kind")})
	}
	return list
}

type activityCheckIn struct {
	Body struct {
		Content EntryContent `json:"content"`
	}
}

// activityCheck asks about a plan what is asked about the entry: whether its
// parts sum, and what is out of bounds.
func (o *Office) activityCheck(ctx context.Context, c *api.Caller, in *activityCheckIn) (*Answer[CheckView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := &in.Body.Content
	f.planned()
	v := CheckView{Problems: o.planProblems(reg, c, f), Warnings: []Warning{}, Missing: []string{}}
	if day, err := calendar.ParseDay(f.Day); err == nil {
		v.LedgerID = reg.LedgerOf(f.PlaceID, day)
	}
	if len(v.Problems) > 0 {
		return &Answer[CheckView]{v}, nil
	}
	content, err := f.content()
	if err != nil {
		return nil, err
	}
	// A question about the numbers tells those of the place.
	if _, err := o.planGrant(ctx, c, content.Kind, content.PlaceID, content.Day); err != nil {
		return nil, err
	}
	v.Warnings, err = o.warnings(ctx, c, "", "", content)
	return &Answer[CheckView]{v}, err
}

type activityAmendIn struct {
	Once
	ActivityPath
	Body struct {
		Base    string       `json:"base" minLength:"1" maxLength:"36"`
		Content EntryContent `json:"content"`
		PartOf  []PlanPart   `json:"part_of,omitempty" maxItems:"10"`
		Along   *AlongForm   `json:"along,omitempty" doc:"Stays as it is without"`
		Why     string       `json:"why" minLength:"3" maxLength:"500"`
	}
}

func (o *Office) activityAmend(ctx context.Context, c *api.Caller, in *activityAmendIn) (*Answer[PlannedActivity], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	b, err := o.planBody(ctx, c, reg, &in.Body.Content, in.Body.PartOf)
	if err != nil {
		return nil, err
	}
	set := map[string]any{"activity": b.Activity, "place_id": b.PlaceID, "from": b.From, "to": b.To, "part_of": b.PartOf}
	if in.Body.Along != nil {
		set["along"] = in.Body.Along.along()
	}
	body := map[string]any{"set": set, "why": in.Body.Why}
	if len(b.PartOf) == 0 {
		delete(set, "part_of")
		body["drop"] = []string{"part_of"}
	}
	return o.activityChange(ctx, c, "amendActivity", in.Once, in.Body, in.ActivityPath, in.Body.Base, changeVerb, body)
}

type notDoneIn struct {
	Once
	ActivityPath
	Body struct {
		Reason    string         `json:"reason" enum:"weather,disaster,disease,neighbour_paused,closed,other"`
		Why       string         `json:"why,omitempty" maxLength:"500" doc:"Needed for the reason other"`
		Stretches []AlongStretch `json:"stretches,omitempty" maxItems:"100" doc:"Of the plan, that could not be walked; all of it without"`
	}
}

func (o *Office) activityNotDone(ctx context.Context, c *api.Caller, in *notDoneIn) (*Answer[PlannedActivity], error) {
	if in.Body.Reason == ledger.NotDoneOther && in.Body.Why == "" {
		return nil, api.Wrong(api.Field{Field: "why", Message: words.For(c.Lang).Text("api.entry.why_missing")})
	}
	a, err := o.activityAnswer(ctx, c, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	if day, err := calendar.ParseDay(a.Body.Day); err != nil || day > o.today() {
		return nil, errors.Join(err, api.Wrong(api.Field{Field: "reason", Message: words.For(c.Lang).Text("api.plan.not_done_ahead")}))
	}
	body := map[string]any{"reason": in.Body.Reason}
	if in.Body.Why != "" {
		body["why"] = in.Body.Why
	}
	if len(in.Body.Stretches) > 0 {
		body["stretches"] = in.Body.Stretches
	}
	return o.activityChange(ctx, c, "activityNotDone", in.Once, in.Body, in.ActivityPath, "", func(*ledger.Record) string { return "not_done" }, body)
}

func (o *Office) activityChange(ctx context.Context, c *api.Caller, route string, once1 Once, form any, at ActivityPath, base string, verb func(*ledger.Record) string, body any) (*Answer[PlannedActivity], error) {
	if _, err := o.activityAnswer(ctx, c, at.Ledger, at.ID); err != nil {
		return nil, err
	}
	if err := o.changePlan(ctx, c, route, once1, form, at.Ledger, at.ID, base, verb, body); err != nil {
		return nil, err
	}
	return o.activityAnswer(ctx, c, at.Ledger, at.ID)
}
