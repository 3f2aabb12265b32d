package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/vi"
)

const tagPlans = "plans"

func (o *Office) planRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/plans", ID: "listPlans", Tag: tagPlans, Summary: "Planned values over a place", Action: access.ReadFigures}, nil, o.plans)
	api.Add(a, api.Route{Method: "GET", Path: "/plans/progress", ID: "getPlanProgress", Tag: tagPlans, Summary: "Plans against results, on one map", Action: access.ReadFigures}, nil, o.planProgress)
	api.Add(a, api.Route{Method: "POST", Path: "/plans", ID: "addPlan", Tag: tagPlans, Summary: "Plan a value", Action: access.WritePlans},
		func(_ context.Context, in *planIn) (access.Target, error) {
			return access.Target{PlaceID: in.Body.PlaceID, Day: in.Body.From}, nil
		}, o.planAdd)
	api.Add(a, api.Route{Method: "GET", Path: "/plans/activities", ID: "listActivities", Tag: tagPlans, Summary: "Planned activities of a place and period, with what became of them", Action: access.ReadFigures}, nil, o.activities)
	api.Add(a, api.Route{Method: "GET", Path: "/plans/activities/{ledger}/{id}", ID: "getActivity", Tag: tagPlans, Summary: "A planned activity, with the form of the entry filled in", Action: access.ReadFigures}, nil, o.activityGet)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/activities", ID: "addActivity", Tag: tagPlans, Summary: "Plan an activity", Action: access.WritePlans},
		func(_ context.Context, in *activityAddIn) (access.Target, error) {
			day, err := dayOf("day", in.Body.Content.Day, 0)
			return access.Target{PlaceID: in.Body.Content.PlaceID, Day: day}, err
		}, o.activityAdd)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/activities/check", ID: "checkActivity", Tag: tagPlans, Summary: "What can be said of a planned activity before it is stored", Action: access.WritePlans}, nil, o.activityCheck)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/activities/{ledger}/{id}/amend", ID: "amendActivity", Tag: tagPlans, Summary: "Change a planned activity", Action: access.WritePlans}, nil, o.activityAmend)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/activities/{ledger}/{id}/not-done", ID: "activityNotDone", Tag: tagPlans, Summary: "Say why a planned activity was not carried out", Action: access.WritePlans}, nil, o.activityNotDone)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/{ledger}/{id}/amend", ID: "amendPlan", Tag: tagPlans, Summary: "Change a plan", Action: access.WritePlans}, nil, o.planAmend)
	api.Add(a, api.Route{Method: "POST", Path: "/plans/{ledger}/{id}/retract", ID: "retractPlan", Tag: tagPlans, Summary: "Take a plan back", Action: access.WritePlans}, nil, o.planRetract)
}

// PlanQuery asks for plans.
type PlanQuery struct {
	Place    string `query:"place" maxLength:"200" doc:"Id, code or name"`
	Period   string `query:"period" required:"true" maxLength:"60" example:"2023"`
	Calendar string `query:"calendar" enum:"civil,official"`
	Map      string `query:"map" maxLength:"10"`
	By       string `query:"by" enum:"place:district,place:commune,place:hamlet" doc:"One row for each unit; the place as a whole without"`
}

// PlanView is a planned value.
type PlanView struct {
	LedgerID      string       `json:"ledger_id"`
	ID            string       `json:"id"`
	Indicator     string       `json:"indicator"`
	IndicatorName string       `json:"indicator_name"`
	Measure       string       `json:"measure"`
	MeasureName   string       `json:"measure_name"`
	UnitName      string       `json:"unit_name"`
	PlaceID       string       `json:"place_id"`
	Place         string       `json:"place"`
	From          calendar.Day `json:"from"`
	To            calendar.Day `json:"to"`
	Label         string       `json:"label"`
	Value         int64        `json:"value" doc:"In base units"`
	Printed       string       `json:"printed"`
	Note          string       `json:"note,omitempty"`
	Body          string       `json:"body"`
	Status        string       `json:"status"`
	StatusName    string       `json:"status_name"`
	Base          string       `json:"base" doc:"What amend and retract take"`
}

// PlanList is a list of plans.
type PlanList struct {
	Items []PlanView `json:"items"`
}

// planScope is the place and period of a question about plans.
func (o *Office) planScope(ctx context.Context, c *api.Caller, in *PlanQuery) (*question, error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	x := &question{v: v, words: newWording(c.Lang, v), guard: v.Guard(o.today())}
	cal, err := calendar.ParseCalendar(in.Calendar)
	if err != nil {
		return nil, err
	}
	if x.q.Period, err = calendar.ParsePeriod(cal, in.Period); err != nil {
		return nil, err
	}
	if x.q.Map, err = place.ParseMapSpec(in.Map, o.today()); err != nil {
		return nil, wrongQuery("map", err)
	}
	if in.Place != "" {
		found, err := v.Registry.Places.Find(in.Place, place.Latest)
		if err != nil {
			return nil, err
		}
		x.q.Place = found.ID
	}
	if in.By != "" {
		x.q.By = []string{in.By}
	}
	x.q.Status = defaultStatus
	return x, nil
}

// plans lists the plans the caller may read; what a clerk may not know of
// others' plans is left out.
func (o *Office) plans(ctx context.Context, c *api.Caller, in *PlanQuery) (*Answer[PlanList], error) {
	x, err := o.planScope(ctx, c, in)
	if err != nil {
		return nil, err
	}
	out := PlanList{Items: []PlanView{}}
	for i := range x.v.Plans {
		p := &x.v.Plans[i]
		if p.To < x.q.Period.From || p.From > x.q.Period.To || p.Activity != nil || !x.holds(p, o.today()) {
			continue
		}
		view, err := o.planView(ctx, c, x, p.LedgerID, p.ID)
		if err != nil {
			return nil, err
		}
		if view != nil {
			out.Items = append(out.Items, *view)
		}
	}
	slices.SortFunc(out.Items, func(a, b PlanView) int {
		return cmp.Or(vi.Compare(a.Place, b.Place), cmp.Compare(a.From, b.From), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.ID, b.ID))
	})
	return &Answer[PlanList]{out}, nil
}

// holds tells whether a plan is of the place asked. A place of today holds the
// plans of those it was made from.
func (x *question) holds(p *figure.Plan, today calendar.Day) bool {
	places := x.v.Registry.Places
	return x.q.Place == "" || p.PlaceID == x.q.Place || places.Holds(x.q.Place, p.PlaceID, p.To) || places.Holds(x.q.Place, p.PlaceID, today)
}

// planView is a plan with how it stands; nil where the caller may not read it.
func (o *Office) planView(ctx context.Context, c *api.Caller, x *question, ledgerID, id string) (*PlanView, error) {
	rec, err := o.planRecord(ctx, ledgerID, id)
	if err != nil {
		return nil, err
	}
	if s, err := o.sight(ctx, c); err != nil || !s.mayReadPlan(rec) {
		return nil, err
	}
	var b ledger.PlanBody
	if err := json.Unmarshal(rec.Content, &b); err != nil {
		return nil, fmt.Errorf("plan %s: %w", id, err)
	}
	p := &PlanView{LedgerID: ledgerID, ID: id, Indicator: b.Indicator, IndicatorName: b.Indicator, Measure: b.Measure, MeasureName: b.Measure, PlaceID: b.PlaceID,
		Place: x.words.placeOf(b.PlaceID, b.To), From: b.From, To: b.To, Label: spanLabel(b.From, b.To, x.words.Lang()), Value: b.Value, Note: b.Note,
		Body: x.v.Registry.BodyName(rec.State.Owner, b.From), Status: string(rec.Status), StatusName: x.words.Text("status." + string(rec.Status)), Base: rec.State.LastOp,
		Printed: vi.Int(b.Value)}
	if m, ok := x.v.Catalogue.IndicatorMeasure(b.Indicator, b.Measure); ok {
		ind, _ := x.v.Catalogue.Indicator(b.Indicator)
		unit, scale := x.words.unit(m.Unit)
		p.IndicatorName, p.MeasureName, p.UnitName, p.Printed = x.words.in(ind.Name), x.words.in(m.Name), unit, vi.Decimal(b.Value, scale)
	}
	return p, nil
}

// mayReadPlan reports whether a stored plan may be read: an activity by the rule
// of its own page, a number by its own.
func (s *sight) mayReadPlan(rec *ledger.Record) bool {
	if activityOf(rec) != nil {
		return s.opensRecord(rec)
	}
	return s.readsPlanned(rec.PlaceID, rec.Day, rec.State.Owner)
}

// readsPlanned lets a planned number be read by who may read plans there, and
// by who may write them: a clerk sees those of his own body. A number to be
// reached says nothing of where somebody will be, so its class is public.
func (s *sight) readsPlanned(placeID string, day calendar.Day, owner string) bool {
	t := access.Target{PlaceID: placeID, Day: day, Class: access.Public, BodyID: owner}
	return s.rules.May(s.actor, access.ReadPlans, t) == access.Allowed || s.rules.May(s.actor, access.WritePlans, t) == access.Allowed
}

// spanLabel names a range of days as the period it is.
func spanLabel(from, to calendar.Day, lang string) string {
	p, err := calendar.Between(calendar.Civil, from, to)
	if err != nil {
		return vi.Range(vi.ShortDate(from), vi.ShortDate(to))
	}
	return calendar.ShortLabel(p, lang)
}

func (o *Office) planRecord(ctx context.Context, ledgerID, id string) (*ledger.Record, error) {
	found, err := o.Store.Records(ctx, ledgerID, []string{id})
	if err != nil {
		return nil, err
	}
	if r := found[id]; r != nil && r.Type == ledger.TypePlan {
		return r, nil
	}
	return nil, api.Missing()
}
