package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// planIn is a plan to be made.
type planIn struct {
	Once
	Body PlanForm
}

// PlanForm is a planned value as it is typed.
type PlanForm struct {
	ID        string       `json:"id,omitempty" format:"uuid" doc:"Made by the client; by the server without"`
	Indicator string       `json:"indicator" minLength:"1" maxLength:"80"`
	Measure   string       `json:"measure" minLength:"1" maxLength:"80"`
	PlaceID   string       `json:"place_id" format:"uuid"`
	From      calendar.Day `json:"from"`
	To        calendar.Day `json:"to"`
	Value     int64        `json:"value" minimum:"0" doc:"In base units"`
	Note      string       `json:"note,omitempty" maxLength:"500"`
}

func (o *Office) planAdd(ctx context.Context, c *api.Caller, in *planIn) (*Answer[PlanView], error) {
	req, err := once("addPlan", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := in.Body
	if err := checkSpan(c, f.From, f.To); err != nil {
		return nil, err
	}
	g, err := o.grant(ctx, c, access.WritePlans, access.Target{PlaceID: f.PlaceID, Day: f.From})
	if err != nil {
		return nil, err
	}
	if f.ID == "" {
		f.ID = ledger.DerivedID(in.RequestID, "plan") // a repeat finds the same plan
	}
	at := reg.LedgerOf(f.PlaceID, f.From)
	if at == "" {
		return nil, api.Wrong(api.Field{Field: "place_id", Message: words.For(c.Lang).Text("api.entry.place_not_alive", "day", vi.ShortDate(f.From))})
	}
	draft := ledger.Draft{LedgerID: at, EntityType: ledger.TypePlan, EntityID: f.ID, ActorID: c.PersonID, BodyID: g.BodyID, Catalogue: reg.CatalogueVersion}
	create, submit := draft, draft
	create.Verb, create.Body = "create", ledger.PlanBody{Indicator: f.Indicator, Measure: f.Measure, PlaceID: f.PlaceID, From: f.From, To: f.To, Value: f.Value, Note: f.Note}
	submit.Verb = "submit"
	if _, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{create, submit}}); err != nil {
		return nil, err
	}
	return o.planAnswer(ctx, c, at, f.ID)
}

func checkSpan(c *api.Caller, from, to calendar.Day) error {
	if to < from {
		return api.Wrong(api.Field{Field: "to", Message: words.For(c.Lang).Text("api.entry.to_day_before")})
	}
	return nil
}

func (o *Office) planAnswer(ctx context.Context, c *api.Caller, ledgerID, id string) (*Answer[PlanView], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	p, err := o.planView(ctx, c, &question{v: v, words: newWording(c.Lang, v)}, ledgerID, id)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, api.Missing()
	}
	return &Answer[PlanView]{*p}, nil
}

// planAmendIn changes a plan.
type planAmendIn struct {
	Once
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
	Body   PlanChange
}

// PlanChange is what is new of a plan.
type PlanChange struct {
	Base  string  `json:"base" minLength:"1" maxLength:"36" doc:"From the plan that was read: two who change it at once are told"`
	Value *int64  `json:"value,omitempty" minimum:"0"`
	Note  *string `json:"note,omitempty" maxLength:"500"`
	Why   string  `json:"why" minLength:"3" maxLength:"500"`
}

func (o *Office) planAmend(ctx context.Context, c *api.Caller, in *planAmendIn) (*Answer[PlanView], error) {
	set := map[string]any{}
	if in.Body.Value != nil {
		set["value"] = *in.Body.Value
	}
	if in.Body.Note != nil {
		set["note"] = *in.Body.Note
	}
	body := map[string]any{"set": set, "why": in.Body.Why}
	return o.planChange(ctx, c, "amendPlan", in.Once, in.Body, in.Ledger, in.ID, in.Body.Base, changeVerb, body)
}

// changeVerb is how a plan as it stands is changed.
func changeVerb(r *ledger.Record) string {
	if r.Status == ledger.Verified {
		return "correct"
	}
	return "amend"
}

// planRetractIn takes a plan back.
type planRetractIn struct {
	Once
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
	Body   PlanRetraction
}

// PlanRetraction says why a plan is taken back.
type PlanRetraction struct {
	Base string `json:"base" minLength:"1" maxLength:"36"`
	Why  string `json:"why" minLength:"3" maxLength:"500"`
}

func (o *Office) planRetract(ctx context.Context, c *api.Caller, in *planRetractIn) (*Answer[PlanView], error) {
	return o.planChange(ctx, c, "retractPlan", in.Once, in.Body, in.Ledger, in.ID, in.Body.Base, func(*ledger.Record) string { return "retract" },
		map[string]any{"why": in.Body.Why})
}

// planChange carries out one operation on a plan. Who may not read it learns
// nothing of it.
func (o *Office) planChange(ctx context.Context, c *api.Caller, route string, once1 Once, form any, ledgerID, id, base string, verb func(*ledger.Record) string, body any) (*Answer[PlanView], error) {
	rec, err := o.planRecord(ctx, ledgerID, id)
	if err != nil {
		return nil, err
	}
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	if !s.mayReadPlan(rec) {
		return nil, api.Missing()
	}
	if err := o.changePlan(ctx, c, route, once1, form, ledgerID, id, base, verb, body); err != nil {
		return nil, err
	}
	return o.planAnswer(ctx, c, ledgerID, id)
}

// planTarget is a stored plan as the rules of access see who writes it.
func planTarget(reg *registry.Registry, rec *ledger.Record) access.Target {
	t := access.Target{PlaceID: rec.PlaceID, Day: rec.Day, BodyID: rec.State.Owner}
	if a := activityOf(rec); a != nil {
		t.Class = planClass(reg, a.Kind)
	}
	return t
}

// planGrant finds the grant by which the caller may plan an activity of a kind:
// what he plans belongs to the body he plans for.
func (o *Office) planGrant(ctx context.Context, c *api.Caller, kind, placeID string, day calendar.Day) (*access.Grant, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	t := access.Target{PlaceID: placeID, Day: day, Class: planClass(s.reg, kind)}
	for i := range c.Grants {
		if t.BodyID = c.Grants[i].BodyID; s.writesPlansFor(t) {
			return &c.Grants[i], nil
		}
	}
	t.BodyID = ""
	return o.grant(ctx, c, access.WritePlans, t)
}

// changePlan writes one operation on a plan the caller may read.
func (o *Office) changePlan(ctx context.Context, c *api.Caller, route string, once1 Once, form any, ledgerID, id, base string, verb func(*ledger.Record) string, body any) error {
	req, err := once(route, once1, []any{ledgerID, id, form})
	if err != nil {
		return err
	}
	rec, err := o.planRecord(ctx, ledgerID, id)
	if err != nil {
		return err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	g, err := o.grant(ctx, c, access.WritePlans, planTarget(reg, rec))
	if err != nil {
		return err
	}
	d := ledger.Draft{LedgerID: ledgerID, EntityType: ledger.TypePlan, EntityID: id, Verb: verb(rec), Base: base, ActorID: c.PersonID, BodyID: g.BodyID,
		Catalogue: reg.CatalogueVersion, Body: body}
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{d}})
	return err
}
