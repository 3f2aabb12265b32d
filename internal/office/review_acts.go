package office

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/canon"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// RecordState answers an act: the record as it stands now.
type RecordState struct {
	RecordBrief
	Turn int `json:"turn" doc:"Level whose turn it is, 0 for none"`
}

// VerifyBody verifies a record as the verifier saw it.
type VerifyBody struct {
	Level  int    `json:"level,omitempty" minimum:"0" maximum:"4" doc:"0 or absent: the level whose turn it is"`
	Base   string `json:"base" format:"uuid" doc:"Last operation the verifier saw"`
	Remark string `json:"remark,omitempty" maxLength:"1000"`
}

// ReturnBody gives a record back to who wrote it.
type ReturnBody struct {
	Level int    `json:"level,omitempty" minimum:"0" maximum:"4"`
	Why   string `json:"why" minLength:"1" maxLength:"1000"`
}

// CorrectBody changes verified content in the open.
type CorrectBody struct {
	Level   int                        `json:"level,omitempty" minimum:"0" maximum:"4" doc:"0 or absent: the highest that verified it and that the caller answers for"`
	Base    string                     `json:"base" format:"uuid"`
	Set     map[string]json.RawMessage `json:"set,omitempty" doc:"Changed fields; measures and dims key by key"`
	Drop    []string                   `json:"drop,omitempty" maxItems:"50" doc:"Removed fields, such as measures.length_m"`
	Why     string                     `json:"why" minLength:"1" maxLength:"1000"`
	Answers string                     `json:"answers,omitempty" format:"uuid" doc:"The wish for a correction this answers"`
}

// AskBody asks a verifier for a correction.
type AskBody struct {
	Set map[string]json.RawMessage `json:"set,omitempty"`
	Why string                     `json:"why" minLength:"1" maxLength:"1000"`
}

type verifyIn struct {
	RecordPath
	Once
	Body VerifyBody
}

type returnIn struct {
	RecordPath
	Once
	Body ReturnBody
}

type correctIn struct {
	RecordPath
	Once
	Body CorrectBody
}

type askIn struct {
	RecordPath
	Once
	Body AskBody
}

// recordAct is one operation on one record.
type recordAct struct {
	route, verb string
	path        RecordPath
	once        Once
	body        any // of the request, for its hash
	action      access.Action
	base        string
	set         map[string]json.RawMessage // fields of the entry it changes
	// args makes the operation's body for the record as it stands.
	args func(r *reviewer, rec *ledger.Record) (level int, body map[string]any)
}

func (o *Office) recordVerify(ctx context.Context, c *api.Caller, in *verifyIn) (*Answer[RecordState], error) {
	return o.actOnRecord(ctx, c, recordAct{route: "verifyRecord", verb: "verify", path: in.RecordPath, once: in.Once, body: in.Body, action: access.VerifyEntries, base: in.Body.Base,
		args: func(_ *reviewer, rec *ledger.Record) (int, map[string]any) {
			level := in.Body.Level
			if level == 0 {
				level = verifyLevel(rec)
			}
			return level, leaveOut(map[string]any{"level": level, "remark": in.Body.Remark})
		}})
}

// verifyLevel is the level whose turn it is. For a record that waits for nobody
// it is the one the refusal speaks of: the last that verified it, or the first
// of its route.
func verifyLevel(rec *ledger.Record) int {
	switch turn := rec.Turn(); {
	case turn > 0:
		return turn
	case rec.Level > 0 || len(rec.State.Route) == 0:
		return rec.Level
	}
	return rec.State.Route[0]
}

func (o *Office) recordReturn(ctx context.Context, c *api.Caller, in *returnIn) (*Answer[RecordState], error) {
	return o.actOnRecord(ctx, c, recordAct{route: "returnRecord", verb: "return", path: in.RecordPath, once: in.Once, body: in.Body, action: access.VerifyEntries,
		args: func(r *reviewer, rec *ledger.Record) (int, map[string]any) {
			level := in.Body.Level
			if level == 0 {
				level = max(r.returnLevel(rec), 1)
			}
			return level, map[string]any{"level": level, "why": in.Body.Why}
		}})
}

// planOf refuses a change by which an entry would carry out a plan that it may
// not, as on recording: the fields of a correction are raw.
func (o *Office) planOf(ctx context.Context, c *api.Caller, rec *ledger.Record, set map[string]json.RawMessage) error {
	if len(set) == 0 || rec.Type != ledger.TypeEntry {
		return nil
	}
	now, err := rec.Entry()
	if err != nil {
		return err
	}
	e := carrier{now.PlanID, now.Kind}
	for name, field := range map[string]any{"plan_id": &e.plan, "kind": &e.kind} {
		if raw, ok := set[name]; ok && json.Unmarshal(raw, field) != nil {
			return api.Wrong(api.Field{Field: name, Message: text(c, "api.bad_request")})
		}
	}
	if e.plan == "" {
		return nil
	}
	if ok, err := o.mayCarry(ctx, c, e, rec); err != nil || ok {
		return err
	}
	return api.Wrong(api.Field{Field: "plan_id", Message: text(c, "api.plan.other")})
}

func (o *Office) recordCorrect(ctx context.Context, c *api.Caller, in *correctIn) (*Answer[RecordState], error) {
	return o.actOnRecord(ctx, c, recordAct{route: "correctRecord", verb: "correct", path: in.RecordPath, once: in.Once, body: in.Body, action: access.VerifyEntries, base: in.Body.Base, set: in.Body.Set,
		args: func(r *reviewer, rec *ledger.Record) (int, map[string]any) {
			level := in.Body.Level
			if level == 0 {
				level = r.correctLevel(rec)
			}
			if level == 0 { // not verified: the ledger says what to do instead
				level = max(rec.Turn(), rec.Level)
			}
			return level, leaveOut(map[string]any{"level": level, "set": in.Body.Set, "drop": in.Body.Drop, "why": in.Body.Why, "answers": in.Body.Answers})
		}})
}

func (o *Office) recordAsk(ctx context.Context, c *api.Caller, in *askIn) (*Answer[RecordState], error) {
	return o.actOnRecord(ctx, c, recordAct{route: "askCorrection", verb: "ask_correction", path: in.RecordPath, once: in.Once, body: in.Body, action: access.ReadEntries, set: in.Body.Set,
		args: func(*reviewer, *ledger.Record) (int, map[string]any) {
			return 0, leaveOut(map[string]any{"set": in.Body.Set, "why": in.Body.Why})
		}})
}

// leaveOut drops what is empty: canonical operations have no empty fields.
func leaveOut(m map[string]any) map[string]any {
	for k, v := range m {
		switch x := v.(type) {
		case string:
			if x == "" {
				delete(m, k)
			}
		case []string:
			if len(x) == 0 {
				delete(m, k)
			}
		case map[string]json.RawMessage:
			if len(x) == 0 {
				delete(m, k)
			}
		}
	}
	return m
}

// actOnRecord carries one act out. A record that changed since the caller saw
// it answers with its present content, so that a screen can show both.
func (o *Office) actOnRecord(ctx context.Context, c *api.Caller, a recordAct) (*Answer[RecordState], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	rec, err := r.record(ctx, a.path.Ledger, a.path.ID)
	if err != nil {
		return nil, err
	}
	request, err := once(a.route+" "+rec.LedgerID+"/"+rec.ID, a.once, a.body)
	if err != nil {
		return nil, err
	}
	// A repeat is known before the record is judged: it has moved on since.
	if was, err := o.Store.Requested(ctx, c.PersonID, request.id, request.hash); err != nil || was {
		if err != nil {
			return nil, err
		}
		return o.recordState(ctx, c, rec.LedgerID, rec.ID)
	}
	d, err := r.draft(ctx, c, rec, a)
	if err != nil {
		return nil, err
	}
	if err := o.planOf(ctx, c, rec.Record, a.set); err != nil {
		return nil, err
	}
	if _, err = o.do(ctx, c, act{request: request, drafts: []ledger.Draft{d}}); err != nil {
		return nil, o.stale(ctx, c, rec, err)
	}
	return o.recordState(ctx, c, rec.LedgerID, rec.ID)
}

// draft is the operation of an act, made under the grant that allows it.
func (r *reviewer) draft(ctx context.Context, c *api.Caller, rec store.LedgerRecord, a recordAct) (ledger.Draft, error) {
	level, body := a.args(r, rec.Record)
	if a.verb == "verify" {
		if first, err := r.overtaken(ctx, rec, a.base, level); err != nil {
			return ledger.Draft{}, err
		} else if first != "" {
			return ledger.Draft{}, api.Overtaken(first)
		}
	}
	g, err := r.grantTo(ctx, c, a.action, a.route, r.target(rec.Record, level))
	if err != nil {
		return ledger.Draft{}, err
	}
	raw, err := canon.Marshal(body)
	if err != nil {
		return ledger.Draft{}, api.Wrong(api.Field{Field: "set", Message: err.Error()})
	}
	return ledger.Draft{LedgerID: rec.LedgerID, EntityType: rec.Type, EntityID: rec.ID, Verb: a.verb, Base: a.base, ActorID: c.PersonID, BodyID: g.BodyID,
		Catalogue: r.reg.CatalogueVersion, Body: json.RawMessage(raw)}, nil
}

// overtaken says who verified a record after the caller saw it at base, "" when
// nobody did or the turn is still the caller's. Without it he would read that he
// may not verify at a level he never meant.
func (r *reviewer) overtaken(ctx context.Context, rec store.LedgerRecord, base string, level int) (string, error) {
	if base == rec.State.LastOp {
		return "", nil
	}
	if _, why := r.rules.Find(r.actor, access.VerifyEntries, r.target(rec.Record, level)); rec.Turn() > 0 && why == access.Allowed {
		return "", nil
	}
	ops, err := r.o.Store.Operations(ctx, rec.LedgerID, rec.ID)
	if err != nil {
		return "", err
	}
	seen := slices.IndexFunc(ops, func(o ledger.Stamped) bool { return o.Op.ID == base })
	for _, o := range slices.Backward(ops[seen+1:]) {
		if seen >= 0 && o.Op.Verb == "verify" {
			return r.tell.w.Text("review.overtaken", "who", r.reg.PersonName(o.Op.ActorID), "when", clock(o.Stamp.AcceptedMS)), nil
		}
	}
	return "", nil
}

// stale adds the present content to the refusal of an act on an older one.
func (o *Office) stale(ctx context.Context, c *api.Caller, rec store.LedgerRecord, err error) error {
	var refusal *ledger.Refusal
	if !errors.As(err, &refusal) || refusal.Code != ledger.CodeStaleBase {
		return err
	}
	now, failed := o.reviewDetail(ctx, c, &RecordPath{rec.LedgerID, rec.ID})
	if failed != nil {
		return failed
	}
	return api.Stale(refusal, c.Lang, now.Body)
}

func (o *Office) recordState(ctx context.Context, c *api.Caller, ledgerID, id string) (*Answer[RecordState], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	rec, err := o.Store.Record(ctx, ledgerID, id)
	if err != nil {
		return nil, err
	}
	return &Answer[RecordState]{RecordState{newTeller(s.reg, c.Lang).brief(ledgerID, rec), rec.Turn()}}, nil
}
