package office

import (
	"context"
	"encoding/json"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/canon"
	"phendau/internal/ledger"
)

// ProposeBody says that entries of several bodies tell of one act.
type ProposeBody struct {
	Main     ledger.Ref   `json:"main"`
	Members  []ledger.Ref `json:"members" minItems:"1" maxItems:"50"`
	Relation string       `json:"relation" enum:"same,parts" doc:"same: each tells of the whole act; parts: each holds a part"`
}

// AnswerBody is what the verifier of an entry says to a proposal.
type AnswerBody struct {
	Member ledger.Ref `json:"member"`
	Why    string     `json:"why,omitempty" maxLength:"1000" doc:"Needed to leave"`
}

// SettleBody holds the numbers agreed for the joint view.
type SettleBody struct {
	Measures map[string]json.RawMessage `json:"measures"`
	Why      string                     `json:"why,omitempty" maxLength:"1000"`
}

type proposeIn struct {
	Once
	Body ProposeBody
}

type answerIn struct {
	RecordPath
	Once
	Body AnswerBody
}

type settleIn struct {
	RecordPath
	Once
	Body SettleBody
}

func (o *Office) eventPropose(ctx context.Context, c *api.Caller, in *proposeIn) (*Answer[EventView], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	main, err := r.record(ctx, b.Main.LedgerID, b.Main.EntryID)
	if err != nil {
		return nil, err
	}
	for _, m := range b.Members { // nobody proposes what he cannot read
		if _, err := r.record(ctx, m.LedgerID, m.EntryID); err != nil {
			return nil, err
		}
	}
	g, why := r.rules.Find(r.actor, access.VerifyEntries, r.target(main.Record, 0))
	if why != access.Allowed {
		if g, err = r.grantTo(ctx, c, access.WriteEntries, "proposeEvent", r.target(main.Record, 0)); err != nil {
			return nil, err
		}
	}
	d := r.eventDraft(c, g, b.Main.LedgerID, b.Main.EntryID, "propose", map[string]any{"relation": b.Relation, "members": b.Members})
	return r.eventAct(ctx, c, "proposeEvent", in.Once, b, d, RecordPath{b.Main.LedgerID, b.Main.EntryID})
}

func (r *reviewer) eventDraft(c *api.Caller, g *access.Grant, ledgerID, eventID, verb string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "event", EntityID: eventID, Verb: verb, ActorID: c.PersonID, BodyID: g.BodyID, Catalogue: r.reg.CatalogueVersion, Body: body}
}

func (r *reviewer) eventAct(ctx context.Context, c *api.Caller, route string, o Once, body any, d ledger.Draft, at RecordPath) (*Answer[EventView], error) {
	request, err := once(route+" "+at.Ledger+"/"+at.ID, o, body)
	if err != nil {
		return nil, err
	}
	if _, err := r.o.do(ctx, c, act{request: request, drafts: []ledger.Draft{d}}); err != nil {
		return nil, err
	}
	return r.o.eventGet(ctx, c, &at)
}

func (o *Office) eventConfirm(ctx context.Context, c *api.Caller, in *answerIn) (*Answer[EventView], error) {
	return o.eventAnswer(ctx, c, in, "confirmEvent", "confirm")
}

func (o *Office) eventLeave(ctx context.Context, c *api.Caller, in *answerIn) (*Answer[EventView], error) {
	return o.eventAnswer(ctx, c, in, "leaveEvent", "leave")
}

// eventAnswer is said in the ledger of the member, by who answers for it.
func (o *Office) eventAnswer(ctx context.Context, c *api.Caller, in *answerIn, route, verb string) (*Answer[EventView], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	ev, err := r.eventOf(ctx, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := r.answerDraft(ctx, c, in, route, verb, ev.Relation)
	if err != nil {
		return nil, err
	}
	return r.eventAct(ctx, c, route, in.Once, in.Body, d, in.RecordPath)
}

// answerDraft drafts an answer. A confirmation names the relation, so that it can
// be folded where the ledger of the main entry is not kept.
func (r *reviewer) answerDraft(ctx context.Context, c *api.Caller, in *answerIn, route, verb, relation string) (ledger.Draft, error) {
	m := in.Body.Member
	rec, err := r.record(ctx, m.LedgerID, m.EntryID)
	if err != nil {
		return ledger.Draft{}, err
	}
	g, err := r.grantTo(ctx, c, access.VerifyEntries, route, r.target(rec.Record, 0))
	if err != nil {
		return ledger.Draft{}, err
	}
	body := map[string]any{"entry_id": m.EntryID, "why": in.Body.Why}
	if verb != "leave" {
		body["main"] = ledger.Ref{LedgerID: in.Ledger, EntryID: in.ID}
	}
	if verb == "confirm" {
		body["relation"] = relation
	}
	return r.eventDraft(c, g, m.LedgerID, in.ID, verb, leaveOut(body)), nil
}

// Declined answers that two entries tell of different acts.
type Declined struct {
	Main   ledger.Ref `json:"main"`
	Member ledger.Ref `json:"member"`
}

// eventDecline needs no proposal: a pair the finder brought up is answered the
// same way, and does not come up again.
func (o *Office) eventDecline(ctx context.Context, c *api.Caller, in *answerIn) (*Answer[Declined], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	main := ledger.Ref{LedgerID: in.Ledger, EntryID: in.ID}
	if err := r.mayDecline(ctx, main); err != nil {
		return nil, err
	}
	d, err := r.answerDraft(ctx, c, in, "declineEvent", "decline", "")
	if err != nil {
		return nil, err
	}
	request, err := once("declineEvent "+in.Ledger+"/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	if _, err := o.do(ctx, c, act{request: request, drafts: []ledger.Draft{d}}); err != nil {
		return nil, err
	}
	return &Answer[Declined]{Declined{main, in.Body.Member}}, nil
}

// mayDecline asks that the caller knows of the main entry: by reading it, or
// because his own was asked to join it.
func (r *reviewer) mayDecline(ctx context.Context, main ledger.Ref) error {
	_, err := r.record(ctx, main.LedgerID, main.EntryID)
	if err == nil {
		return nil
	}
	_, err = r.eventOf(ctx, main.LedgerID, main.EntryID)
	return err
}

func (o *Office) eventSettle(ctx context.Context, c *api.Caller, in *settleIn) (*Answer[EventView], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	rec, err := r.record(ctx, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	g, err := r.grantTo(ctx, c, access.VerifyEntries, "settleEvent", r.target(rec.Record, 0))
	if err != nil {
		return nil, err
	}
	raw, err := canon.Marshal(leaveOut(map[string]any{"measures": in.Body.Measures, "why": in.Body.Why}))
	if err != nil {
		return nil, api.Wrong(api.Field{Field: "measures", Message: err.Error()})
	}
	d := r.eventDraft(c, g, in.Ledger, in.ID, "settle", json.RawMessage(raw))
	return r.eventAct(ctx, c, "settleEvent", in.Once, in.Body, d, in.RecordPath)
}
