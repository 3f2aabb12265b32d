package office

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
	"phendau/internal/vault"
)

// sortPage is how many unsorted slots a browser gets at a time.
const sortPage = 200

func (o *Office) tipDeskRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/slots", ID: "listTipSlots", Tag: tagTips, Summary: "Keys of slots nobody sorted yet, at most 200", Action: access.AnswerTips}, nil, o.tipSlots)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/sort", ID: "sortTips", Tag: tagTips, Summary: "Say which slots hold a tip; the others are deleted", Action: access.AnswerTips}, nil, o.tipSort)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/cases", ID: "listTipCases", Tag: tagTips, Summary: "Cases of a desk with their states and clocks; no content", Action: access.AnswerTips}, nil, o.tipCases)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/second", ID: "listSecondTips", Tag: tagTips, Summary: "Cases of other desks that this desk opens together with them", Action: access.AnswerTips}, nil, o.tipSeconds)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/late", ID: "listLateTips", Tag: tagTips, Summary: "How many clocks ran out at each desk the caller answers for", Action: access.LateTips}, nil, o.tipLate)
}

// SlotsView are keys to sort by.
type SlotsView struct {
	Slots []CaseKey `json:"slots"`
	More  bool      `json:"more" doc:"There are more than these"`
}

// tipSlots hands out the small key file of each unsorted slot: whether it holds a
// tip, only the desk can see.
func (o *Office) tipSlots(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[SlotsView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	d, _, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	deskID, err := tip.IDOfUUID(d.ID)
	if err != nil {
		return nil, err
	}
	slots, err := o.Store.TipSlots(ctx, d.ID, sortPage+1)
	if err != nil {
		return nil, err
	}
	out := SlotsView{Slots: []CaseKey{}, More: len(slots) > sortPage}
	for _, s := range slots[:min(len(slots), sortPage)] {
		b, err := v.Read(ctx, s.Case.String(), keyName(deskID))
		if errors.Is(err, vault.ErrNoFile) || errors.Is(err, vault.ErrShredded) {
			continue // its sender's connection broke before everything was there; it comes again
		}
		if err != nil {
			return nil, err
		}
		out.Slots = append(out.Slots, CaseKey{s.Case.String(), b})
	}
	return &Answer[SlotsView]{out}, nil
}

// SortedTip is a slot that holds a tip.
type SortedTip struct {
	Case string `json:"case" pattern:"^[0-9a-f]{32}$"`
	Two  bool   `json:"two,omitempty" doc:"Two people open it together"`
}

// SortInput says what unsorted slots are.
type SortInput struct {
	DeskPath
	Once
	Body struct {
		Tips  []SortedTip `json:"tips" maxItems:"200"`
		Empty []string    `json:"empty" maxItems:"200" doc:"Slots that hold nothing"`
	}
}

// tipSort makes cases of tips and deletes what holds nothing.
func (o *Office) tipSort(ctx context.Context, c *api.Caller, in *SortInput) (*Answer[CasesView], error) {
	if _, err := o.tipsOpen(); err != nil {
		return nil, err
	}
	req, err := once("sortTips/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	d, _, g, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	s := sorting{o: o, c: c, d: d, body: g.BodyID}
	if err := s.draft(ctx, in); err != nil {
		return nil, err
	}
	rec := audit.Record{Action: audit.TipSort, ObjectID: d.ID, Detail: audit.Facts("tips", len(in.Body.Tips), "empty", len(in.Body.Empty))}
	if _, err := o.do(ctx, c, act{request: req, drafts: s.drafts, records: []audit.Record{rec}, also: s.take}); err != nil {
		return nil, err
	}
	// Nothing tells of them any more but their keys, which open nothing.
	for _, id := range s.empty {
		if err := o.Vault.Drop(ctx, id.String()); err != nil {
			return nil, err
		}
	}
	return o.tipCases(ctx, c, &in.DeskPath)
}

type sorting struct {
	o      *Office
	c      *api.Caller
	d      registry.TipDesk
	body   string
	drafts []ledger.Draft
	tips   []tip.ID
	empty  []tip.ID
}

func (s *sorting) draft(ctx context.Context, in *SortInput) error {
	slots, err := s.o.Store.TipSlots(ctx, s.d.ID, 1<<20)
	if err != nil {
		return err
	}
	deskID, err := tip.IDOfUUID(s.d.ID)
	if err != nil {
		return err
	}
	find := func(field, text string) (store.TipSlot, error) {
		id, err := tip.ParseID(text)
		i := slices.IndexFunc(slots, func(x store.TipSlot) bool { return x.Case == id })
		if err != nil || i < 0 {
			return store.TipSlot{}, api.Wrong(api.Field{Field: field})
		}
		return slots[i], nil
	}
	for i, t := range in.Body.Tips {
		x, err := find(fmt.Sprintf("tips.%d", i), t.Case)
		if err != nil {
			return err
		}
		d, err := ledger.CaseDraft(s.d.LedgerID, x.Case, desk.Sort, &ledger.CaseBody{Desk: deskID, Day: x.Day.String(), Two: t.Two})
		if err != nil {
			return err
		}
		d.ActorID, d.BodyID = s.c.PersonID, s.body
		s.drafts, s.tips = append(s.drafts, d), append(s.tips, x.Case)
	}
	for i, text := range in.Body.Empty {
		x, err := find(fmt.Sprintf("empty.%d", i), text)
		if err != nil {
			return err
		}
		s.empty = append(s.empty, x.Case)
	}
	return nil
}

// take moves the slots; one that somebody else sorted meanwhile makes the whole
// act fail, and the list is read again.
func (s *sorting) take(t *store.Tx) error {
	for _, id := range s.tips {
		if _, err := t.TakeSlot(id); err != nil {
			return err
		}
	}
	for _, id := range s.empty {
		if _, err := t.TakeSlot(id); err != nil {
			return err
		}
		if err := t.DropTip(id); err != nil {
			return err
		}
	}
	return nil
}

// CasesView lists cases.
type CasesView struct {
	Desk     string     `json:"desk"`
	Unsorted int        `json:"unsorted" doc:"Slots nobody sorted; most hold nothing"`
	Cases    []CaseView `json:"cases"`
}

// CaseView is what the server knows of a case.
type CaseView struct {
	Case     string      `json:"case"`
	State    string      `json:"state" enum:"sealed,received,opened,checking,referred,denunciation,concluded,closed,shredded"`
	Owner    string      `json:"owner" doc:"Desk that answers for it"`
	Target   string      `json:"target,omitempty" doc:"Desk it was offered to"`
	Day      string      `json:"day" doc:"It came"`
	Urgent   bool        `json:"urgent,omitempty"`
	Two      bool        `json:"two,omitempty"`
	Unread   bool        `json:"unread,omitempty" doc:"Its sender wrote something nobody opened"`
	Gone     bool        `json:"gone,omitempty" doc:"Its sender took it back"`
	Held     bool        `json:"held,omitempty"`
	Asked    string      `json:"asked,omitempty" enum:"hold,release" doc:"One officer asks for it; a second must agree"`
	Frozen   bool        `json:"frozen,omitempty"`
	Told     bool        `json:"told,omitempty" doc:"Its sender had a first answer"`
	Link     string      `json:"link,omitempty" doc:"Shared by cases about one event"`
	Shred    string      `json:"shred,omitempty" doc:"Day on which it is deleted"`
	Clocks   []ClockView `json:"clocks"`
	OpenedMS int64       `json:"opened_ms,omitempty"`
	EndedMS  int64       `json:"ended_ms,omitempty"`
}

// ClockView is something that must be done by a time.
type ClockView struct {
	What   string `json:"what" enum:"sort,open,triage,answer,review,conclude,referral,legal,tell,hold,new_content"`
	AtMS   int64  `json:"at_ms"`
	Missed bool   `json:"missed,omitempty"`
}

func (o *Office) caseView(c *desk.Case) CaseView {
	v := CaseView{Case: c.ID.String(), State: string(c.State), Owner: c.Owner.UUID(), Day: c.Arrived.String(), Urgent: c.Urgent, Two: c.Two, Unread: c.Unread != 0,
		Gone: c.Gone, Held: c.Held(), Asked: string(c.AskedFor), Frozen: c.Frozen, Told: c.Told, Shred: dayText(c.ShredOn), Clocks: []ClockView{}, OpenedMS: c.Opened, EndedMS: c.Ended}
	if c.Link != (tip.ID{}) {
		v.Link = c.Link.String()
	}
	if c.Target != (tip.ID{}) {
		v.Target = c.Target.UUID()
	}
	now := o.nowMS()
	for _, d := range c.Clocks() {
		v.Clocks = append(v.Clocks, ClockView{string(d.What), d.At, d.At < now})
	}
	return v
}

func (o *Office) tipCases(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[CasesView], error) {
	d, _, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	out := CasesView{Desk: d.ID}
	if out.Cases, err = o.caseViews(ctx, d.ID); err != nil {
		return nil, err
	}
	slots, err := o.Store.TipSlots(ctx, d.ID, 1<<20)
	out.Unsorted = len(slots)
	return &Answer[CasesView]{out}, err
}

func (o *Office) caseViews(ctx context.Context, deskID string) ([]CaseView, error) {
	cases, err := o.Store.TipCases(ctx, deskID, false)
	if err != nil {
		return nil, err
	}
	said, err := o.saidOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	out := []CaseView{}
	for i := range cases {
		work := shown(&cases[i].Case.Case, said[cases[i].ID])
		out = append(out, o.caseView(&work))
	}
	return out, nil
}

func (o *Office) saidOf(ctx context.Context, cases []store.PlacedCase) (map[tip.ID][]store.TipSaid, error) {
	out := map[tip.ID][]store.TipSaid{}
	if len(cases) == 0 {
		return out, nil
	}
	ids := make([]tip.ID, len(cases))
	for i := range cases {
		ids[i] = cases[i].ID
	}
	all, err := o.Store.TipsSaid(ctx, ids...)
	for _, s := range all {
		out[s.Case] = append(out[s.Case], s)
	}
	return out, err
}

// tipSeconds are the cases that wait for this desk's half of the key.
func (o *Office) tipSeconds(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[CasesView], error) {
	d, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	out := CasesView{Desk: d.ID, Cases: []CaseView{}}
	for _, id := range reg.TipDesks() {
		if other, _ := reg.TipDesk(id); other.SecondID != d.ID {
			continue
		}
		views, err := o.caseViews(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			if v.Two {
				out.Cases = append(out.Cases, v)
			}
		}
	}
	return &Answer[CasesView]{out}, nil
}
