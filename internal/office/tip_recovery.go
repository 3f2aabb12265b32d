package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

func (o *Office) tipRecoveryRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/quorum", ID: "makeTipQuorum", Tag: tagTips, Summary: "Lay the recovery key of a desk in shares with custodians", Action: access.AnswerTips, Fresh: true}, nil, o.quorumMake)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/custodians", ID: "listTipCustodians", Tag: tagTips, Summary: "People with keys of their own, who could keep shares of a desk", Action: access.AnswerTips}, nil, o.custodians)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/quorum", ID: "listTipQuorums", Tag: tagTips, Summary: "Desks whose shares the caller keeps or whose recovery concerns him", Action: access.Self}, nil, o.quorums)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/quorum/prove", ID: "proveTipShare", Tag: tagTips, Summary: "Show that the caller's shares open", Action: access.Self, Fresh: true}, nil, o.quorumProve)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/recovery", ID: "askTipRecovery", Tag: tagTips, Summary: "Ask for the recovery of a desk by a named successor", Action: access.Self, Fresh: true}, nil, o.recoveryAsk)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/recovery/{id}", ID: "stepTipRecovery", Tag: tagTips, Summary: "Agree to a recovery, hand a share on, stop it or end it", Action: access.Self, Fresh: true}, nil, o.recoveryStep)
}

// shareSize is a share: 32 bytes for one custodian.
var shareSize = tip.SealedSize(32, 1)

func quorumHolder(deskHex string) string { return "quorum:" + deskHex }
func recoveryHolder(id string) string    { return "recovery:" + id }

func groupName(person string, group []int) string {
	return sharePrefix + person + ":" + strings.ReplaceAll(strings.Trim(fmt.Sprint(group), "[]"), " ", "-")
}

// QuorumsView are the quorums that concern the caller.
type QuorumsView struct {
	Quorums []QuorumView `json:"quorums"`
}

// QuorumView is one desk's.
type QuorumView struct {
	Desk       string          `json:"desk"`
	Name       string          `json:"name"`
	Recipient  string          `json:"recipient"`
	Need       int             `json:"need"`
	Ready      bool            `json:"ready" doc:"Enough custodians showed within a year that their shares open"`
	Custodians []CustodianView `json:"custodians"`
	Mine       bool            `json:"mine" doc:"The caller keeps shares"`
	Shares     []QuorumShare   `json:"shares" doc:"The caller's, sealed to him"`
	Successors []TipOfficer    `json:"successors" doc:"Officers of the desk with keys of their own, who could bring it back"`
	Stops      bool            `json:"stops" doc:"The caller works at the desk, above it, or watches it: he may stop a recovery"`
	Recoveries []RecoveryView  `json:"recoveries" doc:"Newest first"`
}

// CustodianView is one who keeps shares.
type CustodianView struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	ProvedMS int64  `json:"proved_ms,omitempty"`
}

// RecoveryView is a recovery and what the caller may do about it.
type RecoveryView struct {
	ID        string         `json:"id"`
	Successor TipOfficer     `json:"successor"`
	Reason    string         `json:"reason"`
	AskedBy   string         `json:"asked_by"`
	AskedMS   int64          `json:"asked_ms"`
	Approved  []string       `json:"approved" doc:"Names"`
	OpensMS   int64          `json:"opens_ms,omitempty" doc:"When shares may be handed on"`
	StoppedBy string         `json:"stopped_by,omitempty"`
	Done      bool           `json:"done,omitempty"`
	Group     []int          `json:"group" doc:"Whose shares belong together"`
	May       []string       `json:"may" doc:"approve, hand, stop, end"`
	Given     bool           `json:"given,omitempty" doc:"The caller has handed his share on"`
	Handed    []QuorumShare  `json:"handed,omitempty" doc:"For the successor: the shares, sealed to him"`
	Epochs    []TipEpochView `json:"epochs,omitempty" doc:"For the successor: the keys of the desk"`
}

func (o *Office) quorums(ctx context.Context, c *api.Caller, _ *struct{}) (*Answer[QuorumsView], error) {
	out := QuorumsView{Quorums: []QuorumView{}}
	if o.Vault == nil {
		return &Answer[QuorumsView]{out}, nil
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range reg.TipDesks() {
		q, err := o.Store.Quorum(ctx, id)
		if errors.Is(err, store.ErrGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, concerns, err := o.quorumView(ctx, c, reg, id, q)
		if err != nil {
			return nil, err
		}
		if concerns {
			out.Quorums = append(out.Quorums, v)
		}
	}
	return &Answer[QuorumsView]{out}, nil
}

func (o *Office) quorumView(ctx context.Context, c *api.Caller, reg *registry.Registry, deskID string, q *tip.Quorum) (QuorumView, bool, error) {
	v := QuorumView{Desk: deskID, Name: reg.Bodies[deskID].NameOn(o.today()), Recipient: q.Recipient, Need: q.Need, Ready: q.Ready(o.nowMS()),
		Mine: slices.Contains(q.Custodians, c.PersonID), Shares: []QuorumShare{}, Recoveries: []RecoveryView{}, Custodians: []CustodianView{}}
	for i, p := range q.Custodians {
		v.Custodians = append(v.Custodians, CustodianView{p, reg.People[p].Name, q.Proved[i]})
	}
	id, err := tip.IDOfUUID(deskID)
	if err != nil {
		return v, false, err
	}
	if v.Mine {
		groups, err := tip.Groups(len(q.Custodians), q.Need)
		if err != nil {
			return v, false, err
		}
		for _, g := range groups {
			if !slices.Contains(g, slices.Index(q.Custodians, c.PersonID)) {
				continue
			}
			b, err := o.Vault.Read(ctx, quorumHolder(id.String()), groupName(c.PersonID, g))
			if err != nil {
				return v, false, err
			}
			v.Shares = append(v.Shares, QuorumShare{c.PersonID, g, b})
		}
	}
	v.Stops = o.mayStop(reg, c, deskID)
	concerns := v.Mine || v.Stops
	if v.Successors, err = o.successors(ctx, reg, deskID); err != nil {
		return v, false, err
	}
	ids, all, err := o.Store.Recoveries(ctx, deskID)
	if err != nil {
		return v, false, err
	}
	for i := len(ids) - 1; i >= 0; i-- {
		r, err := o.recoveryView(ctx, c, reg, ids[i], all[i], q)
		if err != nil {
			return v, false, err
		}
		concerns = concerns || all[i].Successor == c.PersonID
		v.Recoveries = append(v.Recoveries, r)
	}
	return v, concerns, nil
}

// successors are the officers of a desk who have keys.
func (o *Office) successors(ctx context.Context, reg *registry.Registry, deskID string) ([]TipOfficer, error) {
	officers, err := o.Store.TipOfficers(ctx)
	out := []TipOfficer{}
	for _, id := range o.officersOf(reg, deskID) {
		if key := officers[id].Recipient; key != "" {
			out = append(out, TipOfficer{id, reg.People[id].Name, key})
		}
	}
	return out, err
}

// mayStop says whether somebody of the desk, of the body above or the ombudsperson
// asks.
func (o *Office) mayStop(reg *registry.Registry, c *api.Caller, deskID string) bool {
	for _, action := range []access.Action{access.AnswerTips, access.KeepDesks, access.WatchTips} {
		if _, err := o.overBody(reg, c, action, deskID); err == nil {
			return true
		}
	}
	return false
}

func (o *Office) recoveryView(ctx context.Context, c *api.Caller, reg *registry.Registry, id string, r *tip.Recovery, q *tip.Quorum) (RecoveryView, error) {
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return RecoveryView{}, err
	}
	v := RecoveryView{ID: id, Successor: TipOfficer{r.Successor, reg.People[r.Successor].Name, officers[r.Successor].Recipient}, Reason: r.Reason, AskedBy: reg.People[r.AskedBy].Name, AskedMS: r.AskedMS,
		Approved: []string{}, StoppedBy: reg.People[r.StoppedBy].Name, Done: r.DoneMS != 0, Group: []int{}, May: []string{}}
	for _, p := range r.Approved {
		v.Approved = append(v.Approved, reg.People[p].Name)
	}
	if r.EnoughMS != 0 {
		v.OpensMS, v.Group = r.EnoughMS+tip.RecoveryDelayMS, r.GroupOf(q)
	}
	try := *r
	if try.Approve(q, c.PersonID, o.nowMS()) == nil {
		v.May = append(v.May, "approve")
	}
	if r.MayHand(c.PersonID, o.nowMS()) == nil {
		_, err := o.Vault.Read(ctx, recoveryHolder(id), sharePrefix+c.PersonID)
		if v.Given = err == nil; errors.Is(err, vault.ErrNoFile) {
			v.May = append(v.May, "hand")
		} else if err != nil {
			return v, err
		}
	}
	if r.Open() && o.mayStop(reg, c, r.Desk) {
		v.May = append(v.May, "stop")
	}
	if r.Successor != c.PersonID || !r.Open() {
		return v, nil
	}
	return v, o.handed(ctx, reg, id, r, q, &v)
}

// handed gives the successor the shares that were sealed to him, and the keys of
// the desk that they open together.
func (o *Office) handed(ctx context.Context, reg *registry.Registry, id string, r *tip.Recovery, q *tip.Quorum, v *RecoveryView) error {
	for _, i := range v.Group {
		b, err := o.Vault.Read(ctx, recoveryHolder(id), sharePrefix+q.Custodians[i])
		if errors.Is(err, vault.ErrNoFile) {
			return nil
		}
		if err != nil {
			return err
		}
		v.Handed = append(v.Handed, QuorumShare{q.Custodians[i], v.Group, b})
	}
	if len(v.Group) == 0 {
		return nil
	}
	v.May = append(v.May, "end")
	deskID, err := tip.IDOfUUID(r.Desk)
	if err != nil {
		return err
	}
	for _, e := range reg.TipEpochs(r.Desk) {
		b, err := o.Vault.Read(ctx, epochHolder(deskID.String(), e.Epoch), membersFile)
		if err != nil && !errors.Is(err, vault.ErrNoFile) {
			return err
		}
		v.Epochs = append(v.Epochs, TipEpochView{Epoch: e.Epoch, Record: e.Text, Hash: e.Hash, Members: b})
	}
	return nil
}

// ProveInput is a custodian's proof.
type ProveInput struct {
	DeskPath
	Once
	Body struct {
		Proof []byte `json:"proof" doc:"32 bytes"`
	}
}

func (o *Office) quorumProve(ctx context.Context, c *api.Caller, in *ProveInput) (*Answer[QuorumsView], error) {
	if len(in.Body.Proof) != 32 {
		return nil, api.Wrong(api.Field{Field: "proof"})
	}
	err := o.Store.Within(ctx, func(t *store.Tx) error {
		q, err := t.Quorum(in.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(q.Custodians, c.PersonID) {
			return api.Missing()
		}
		if err := q.Prove(c.PersonID, [32]byte(in.Body.Proof), o.nowMS()); err != nil {
			return api.Wrong(api.Field{Field: "proof"})
		}
		if err := t.PutQuorum(in.ID, q); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: in.ID, Detail: audit.Facts("what", "share_proved")}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.quorums(ctx, c, nil)
}

// RecoveryInput asks for a recovery.
type RecoveryInput struct {
	DeskPath
	Once
	Body struct {
		Successor string `json:"successor" format:"uuid" doc:"Officer of the desk with keys of his own, who alone puts the shares together"`
		Reason    string `json:"reason" enum:"lost,left,illness,other"`
	}
}

// recoveryAsk begins a recovery. Everybody whom it concerns sees it from now on.
func (o *Office) recoveryAsk(ctx context.Context, c *api.Caller, in *RecoveryInput) (*Answer[QuorumsView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := reg.TipDesk(in.ID); !ok {
		return nil, api.Missing()
	}
	q, err := o.Store.Quorum(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(q.Custodians, c.PersonID) && !o.mayStop(reg, c, in.ID) {
		return nil, api.Missing()
	}
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(o.officersOf(reg, in.ID), in.Body.Successor) || officers[in.Body.Successor].Recipient == "" {
		return nil, api.Wrong(api.Field{Field: "successor"})
	}
	_, all, err := o.Store.Recoveries(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(all, (*tip.Recovery).Open) {
		return nil, api.Fail(api.Conflict, "recovery_open")
	}
	id := o.Writer.IDs.New()
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		r := &tip.Recovery{Desk: in.ID, Successor: in.Body.Successor, Reason: in.Body.Reason, AskedBy: c.PersonID, AskedMS: o.nowMS(), Approved: []string{}}
		if err := t.PutRecovery(id, r); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: in.ID, Reason: in.Body.Reason, Detail: audit.Facts("what", "recovery_asked", "to", in.Body.Successor)}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.quorums(ctx, c, nil)
}

// StepInput is a step of a recovery.
type StepInput struct {
	ID string `path:"id" format:"uuid"`
	Once
	Body struct {
		Step  string `json:"step" enum:"approve,hand,stop,end"`
		Bytes []byte `json:"bytes,omitempty" doc:"Of hand: the caller's share of the group, sealed to the successor"`
	}
}

// recoveryStep takes one step. No server and no administrator ever holds the key:
// a share goes from its custodian to the successor, sealed.
func (o *Office) recoveryStep(ctx context.Context, c *api.Caller, in *StepInput) (*Answer[QuorumsView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		r, err := t.Recovery(in.ID)
		if err != nil {
			return err
		}
		q, err := t.Quorum(r.Desk)
		if err != nil {
			return err
		}
		if err := o.step(c, reg, in, r, q); err != nil {
			return err
		}
		if err := t.PutRecovery(in.ID, r); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: r.Desk, Detail: audit.Facts("what", "recovery_"+in.Body.Step)}})...)
	})
	if _, ok := errors.AsType[*tip.Error](err); ok {
		return nil, api.Fail(api.Conflict, "recovery_step")
	}
	if err == nil && in.Body.Step == "hand" {
		err = v.Write(ctx, vault.File{Holder: recoveryHolder(in.ID), Name: sharePrefix + c.PersonID, Bytes: in.Body.Bytes})
	}
	if err == nil && (in.Body.Step == "end" || in.Body.Step == "stop") {
		// The successor has what he needs, or must not get it.
		err = v.Drop(ctx, recoveryHolder(in.ID))
	}
	if err != nil {
		return nil, err
	}
	return o.quorums(ctx, c, nil)
}

func (o *Office) step(c *api.Caller, reg *registry.Registry, in *StepInput, r *tip.Recovery, q *tip.Quorum) error {
	switch in.Body.Step {
	case "approve":
		return r.Approve(q, c.PersonID, o.nowMS())
	case "hand":
		if len(in.Body.Bytes) != shareSize || tip.CheckSealed(in.Body.Bytes, 32) != nil {
			return api.Wrong(api.Field{Field: "bytes"})
		}
		return r.MayHand(c.PersonID, o.nowMS())
	case "stop":
		if !o.mayStop(reg, c, r.Desk) {
			return api.Missing()
		}
		return r.Stop(c.PersonID, o.nowMS())
	}
	if r.Successor != c.PersonID {
		return api.Missing()
	}
	return r.End(o.nowMS())
}
