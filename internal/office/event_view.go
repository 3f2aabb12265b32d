package office

import (
	"context"
	"maps"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// EventView is a shared event: the main entry first, then the others.
type EventView struct {
	LedgerID string               `json:"ledger_id" doc:"Of the main entry"`
	ID       string               `json:"id" doc:"Of the main entry"`
	Relation string               `json:"relation" enum:"same,parts"`
	Entries  []EventSide          `json:"entries"`
	Rows     []SideRow            `json:"rows" doc:"Numbers side by side, in the order of the entries"`
	Turns    []BodySaid           `json:"by_body" doc:"What each body reported for itself"`
	Settled  []Said               `json:"settled" doc:"Numbers agreed for the joint view"`
	Agreed   map[string]ValueForm `json:"agreed" doc:"The same as the form has them"`
	Hidden   int                  `json:"hidden,omitempty" doc:"Entries the caller may not read"`
	Settle   bool                 `json:"may_settle"`
}

// EventSide is an entry in a shared event.
type EventSide struct {
	EntrySide
	State   string `json:"state" enum:"main,joined,waiting,declined,left"`
	Why     string `json:"why,omitempty" doc:"Of a decline or of leaving"`
	Confirm bool   `json:"may_confirm"`
	Leave   bool   `json:"may_leave"`
}

// EventQuery asks for shared events.
type EventQuery struct {
	State string `query:"state" enum:"waiting,all" default:"waiting" doc:"waiting: an entry has not answered yet"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// EventPage is a list of shared events, newest first.
type EventPage struct {
	Items []EventView `json:"items"`
}

// maxEventsSeen bounds how many of the newest events are looked through.
const maxEventsSeen = 2000

func (o *Office) eventList(ctx context.Context, c *api.Caller, in *EventQuery) (*Answer[EventPage], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	// The main entry may lie in a ledger the caller does not read otherwise.
	events, err := o.Store.Events(ctx, slices.Sorted(maps.Keys(r.reg.Ledgers)), "", maxEventsSeen)
	if err != nil {
		return nil, err
	}
	near := r.ledgers()
	page := EventPage{Items: []EventView{}}
	for _, e := range events {
		if len(page.Items) == in.Limit {
			break
		}
		if !slices.Contains(near, e.LedgerID) && !slices.ContainsFunc(e.Members, func(m ledger.Ref) bool { return slices.Contains(near, m.LedgerID) }) {
			continue
		}
		v, ok, err := r.event(ctx, e)
		if err != nil {
			return nil, err
		}
		if ok && (in.State == "all" || slices.ContainsFunc(v.Entries, func(s EventSide) bool { return s.State == "waiting" && s.Confirm })) {
			page.Items = append(page.Items, v)
		}
	}
	return &Answer[EventPage]{page}, nil
}

func (o *Office) eventGet(ctx context.Context, c *api.Caller, in *RecordPath) (*Answer[EventView], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := r.eventOf(ctx, in.Ledger, in.ID)
	return &Answer[EventView]{v}, err
}

func (r *reviewer) eventOf(ctx context.Context, ledgerID, id string) (EventView, error) {
	found, err := r.o.Store.Events(ctx, []string{ledgerID}, id, 1)
	if err != nil {
		return EventView{}, err
	}
	if len(found) == 0 {
		return EventView{}, api.Missing()
	}
	v, ok, err := r.event(ctx, found[0])
	if err == nil && !ok {
		err = api.Missing()
	}
	return v, err
}

// event puts a shared event side by side. ok is false when the caller may not
// know of it. Whoever verifies an entry that is asked to join may read the
// main one, unless it is restricted: it was shown to him by the asking.
func (r *reviewer) event(ctx context.Context, e ledger.Event) (v EventView, ok bool, err error) {
	main := ledger.Ref{LedgerID: e.LedgerID, EntryID: e.ID}
	refs, err := r.membersOf(ctx, e)
	if err != nil {
		return v, false, err
	}
	rows, err := r.rows(ctx, append([]ledger.Ref{main}, refs...))
	if err != nil {
		return v, false, err
	}
	lead, there := rows[main]
	if !there {
		return v, false, nil
	}
	v = EventView{LedgerID: e.LedgerID, ID: e.ID, Relation: e.Relation, Settled: r.settled(lead.Record), Settle: r.verifiesAny(lead.Record)}
	if v.Agreed, err = valueForms(lead.State.Settled); err != nil {
		return v, false, err
	}
	seesLead := r.seesRecord(lead.Record)
	var members []EventSide
	for _, ref := range refs {
		rec, there := rows[ref]
		if !there || !r.seesRecord(rec.Record) {
			v.Hidden++
			continue
		}
		s, err := r.member(ctx, e, rec)
		if err != nil {
			return v, false, err
		}
		seesLead = seesLead || r.verifiesAny(rec.Record) && r.tell.class(lead.Record) != string(access.Restricted)
		members = append(members, s)
	}
	if !seesLead {
		return v, false, nil
	}
	v.Entries = append([]EventSide{{EntrySide: r.side(lead), State: "main"}}, members...)
	sides := make([]EntrySide, len(v.Entries))
	for i := range v.Entries {
		sides[i] = v.Entries[i].EntrySide
	}
	v.Rows, v.Turns = sideRows(sides), turnsByBody(sides)
	return v, true, nil
}

// membersOf lists the entries that were asked and those that joined.
func (r *reviewer) membersOf(ctx context.Context, e ledger.Event) ([]ledger.Ref, error) {
	out := slices.Clone(e.Members)
	joined, err := r.o.Store.MembersOf(ctx, e.ID)
	for _, rec := range joined {
		if ref := (ledger.Ref{LedgerID: rec.LedgerID, EntryID: rec.ID}); !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return out, err
}

// member is an entry that was asked to join, with what it answered.
func (r *reviewer) member(ctx context.Context, e ledger.Event, rec store.LedgerRecord) (EventSide, error) {
	s := EventSide{EntrySide: r.side(rec), State: "waiting"}
	answers := r.verifiesAny(rec.Record)
	if rec.EventID == e.ID {
		s.State, s.Leave = "joined", answers
		return s, nil
	}
	ops, err := r.o.Store.Operations(ctx, rec.LedgerID, e.ID)
	told := ledger.Retell(ops)
	for i := range ops {
		o := &ops[i].Op
		for _, p := range ledger.EventPairs(o) {
			if p[1].EntryID != rec.ID {
				continue
			}
			switch o.Verb {
			case "decline":
				s.State, s.Why = "declined", told[i].Why
			case "leave":
				s.State, s.Why = "left", told[i].Why
			case "propose":
				s.State, s.Why = "waiting", ""
			}
		}
	}
	s.Confirm = s.State == "waiting" && answers && rec.Counts() && rec.Role == ledger.RoleOwn
	return s, err
}

func (r *reviewer) settled(rec *ledger.Record) []Said {
	return r.tell.of(rec).saidMeasures(rec.State.Settled)
}

// turnsByBody is what each body reported for itself: the numbers of its own
// entry, and those that another's entry holds for it.
func turnsByBody(sides []EntrySide) []BodySaid {
	out := []BodySaid{}
	own := map[string]bool{}
	for _, s := range sides {
		own[s.OwnerID] = true
		out = append(out, BodySaid{BodyID: s.OwnerID, Body: s.Owner, Measures: s.Measures})
	}
	for _, s := range sides {
		for _, b := range s.Bodies {
			if !own[b.BodyID] && len(b.Measures) > 0 {
				out = append(out, b)
			}
		}
	}
	return out
}
