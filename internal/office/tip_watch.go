package office

import (
	"context"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

func (o *Office) tipWatchRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/tips/watch", ID: "watchTips", Tag: tagTips, Summary: "Every case of every desk with its days and clocks, no content; the look is logged", Action: access.WatchTips}, nil, o.tipWatch)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/watch/{id}", ID: "watchTip", Tag: tagTips, Summary: "Who did what with a case, from the log", Action: access.WatchTips}, nil, o.tipWatchCase)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/watch/{id}/freeze", ID: "freezeTip", Tag: tagTips, Summary: "Stop the opening and the shredding of a case, or let them go on", Action: access.FreezeTips, Fresh: true}, nil, o.tipFreeze)
}

// WatchView is what the ombudsperson sees.
type WatchView struct {
	Desks []WatchDesk `json:"desks"`
	// Keys are acts on keys of desks and officers, newest first: who was let in,
	// who made a key, who was refused.
	Keys []WatchAct `json:"keys"`
	// Orders is in how many cases a court's order was followed, by closed quarter.
	Orders []CourtOrders `json:"orders"`
}

// WatchDesk is a desk with its cases.
type WatchDesk struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Unsorted int          `json:"unsorted"`
	Missed   int          `json:"missed"`
	Officers []TipOfficer `json:"officers" doc:"Who may answer; with keys or without"`
	Cases    []CaseView   `json:"cases"`
}

// WatchAct is a line of the log.
type WatchAct struct {
	Action  string       `json:"action"`
	Person  string       `json:"person,omitempty"`
	AtMS    int64        `json:"at_ms"`
	Reason  string       `json:"reason,omitempty"`
	Facts   []audit.Fact `json:"facts"`
	Outcome string       `json:"outcome" enum:"done,refused"`
}

func (o *Office) tipWatch(ctx context.Context, c *api.Caller, _ *struct{}) (*Answer[WatchView], error) {
	if err := o.note(ctx, c, audit.Record{Action: audit.AuditRead, Detail: audit.Facts("what", "tips")}); err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	out := WatchView{Desks: []WatchDesk{}, Keys: []WatchAct{}}
	for _, id := range reg.TipDesks() {
		d := WatchDesk{ID: id, Name: reg.Bodies[id].NameOn(o.today()), Officers: []TipOfficer{}}
		for _, p := range o.officersOf(reg, id) {
			d.Officers = append(d.Officers, TipOfficer{p, reg.People[p].Name, officers[p].Recipient})
		}
		if d.Cases, err = o.caseViews(ctx, id); err != nil {
			return nil, err
		}
		for _, v := range d.Cases {
			for _, k := range v.Clocks {
				if k.Missed {
					d.Missed++
				}
			}
		}
		slots, err := o.Store.TipSlots(ctx, id, 1<<20)
		if err != nil {
			return nil, err
		}
		d.Unsorted = len(slots)
		out.Desks = append(out.Desks, d)
	}
	if out.Keys, err = o.watchKeys(ctx); err != nil {
		return nil, err
	}
	out.Orders, err = o.courtOrders(ctx, reg)
	return &Answer[WatchView]{out}, err
}

// watchKeys are the acts on keys, and every attempt on tips that was refused.
func (o *Office) watchKeys(ctx context.Context) ([]WatchAct, error) {
	keys, err := o.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipKey, audit.TipEpoch, audit.TipSort}, Limit: 200})
	if err != nil {
		return nil, err
	}
	refused, err := o.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.AccessRefused}, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, e := range refused {
		if strings.Contains(strings.ToLower(e.Detail), "tip") {
			keys = append(keys, e)
		}
	}
	return o.watchActs(ctx, keys)
}

func (o *Office) watchActs(ctx context.Context, entries []audit.Entry) ([]WatchAct, error) {
	reg, err := o.Store.Registry(ctx)
	out := []WatchAct{}
	if err != nil {
		return out, err
	}
	for _, e := range entries {
		facts := audit.ReadFacts(e.Detail)
		if facts == nil {
			facts = []audit.Fact{}
		}
		out = append(out, WatchAct{e.Action, reg.People[e.ActorID].Name, e.At * 1000, e.Reason, facts, string(e.Outcome)})
	}
	return out, nil
}

// WatchCase is the history of a case.
type WatchCase struct {
	Case CaseView   `json:"case"`
	Acts []WatchAct `json:"acts" doc:"Newest first"`
}

func (o *Office) tipWatchCase(ctx context.Context, c *api.Caller, in *CasePath) (*Answer[WatchCase], error) {
	id, err := tip.ParseID(in.ID)
	if err != nil {
		return nil, api.Missing()
	}
	if err := o.note(ctx, c, audit.Record{Action: audit.AuditRead, ObjectID: in.ID, Detail: audit.Facts("what", "tip")}); err != nil {
		return nil, err
	}
	var out WatchCase
	if out.Case, err = o.caseNow(ctx, id); err != nil {
		return nil, err
	}
	entries, err := o.Store.AuditRecords(ctx, audit.Filter{ObjectID: in.ID, Limit: 500})
	if err != nil {
		return nil, err
	}
	out.Acts, err = o.watchActs(ctx, entries)
	return &Answer[WatchCase]{out}, err
}

// FreezeInput stops a case or lets it go on.
type FreezeInput struct {
	CasePath
	Once
	Body struct {
		Frozen bool   `json:"frozen"`
		Reason string `json:"reason" enum:"complaint,investigation,court,over,other"`
	}
}

func (o *Office) tipFreeze(ctx context.Context, c *api.Caller, in *FreezeInput) (*Answer[WatchCase], error) {
	req, err := once("freezeTip/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	id, err := tip.ParseID(in.ID)
	if err != nil {
		return nil, api.Missing()
	}
	p, err := o.Store.TipCase(ctx, id)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	g, err := o.overBody(reg, c, access.FreezeTips, p.Owner.UUID())
	if err != nil {
		return nil, err
	}
	verb := desk.Freeze
	if !in.Body.Frozen {
		verb = desk.Thaw
	}
	// What the sender did meanwhile meets the case when its desk looks next.
	x := &tipSubject{PlacedCase: p, deskID: p.Owner, reg: reg, grant: g}
	if _, err := o.onCase(ctx, c, x, req, verb, &ledger.CaseBody{Desk: p.Owner, Reason: in.Body.Reason}, audit.TipFreeze, nil); err != nil {
		return nil, err
	}
	return o.tipWatchCase(ctx, c, &in.CasePath)
}
