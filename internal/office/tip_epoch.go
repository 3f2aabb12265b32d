package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/canon"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// EpochInput is the next key of a desk.
type EpochInput struct {
	DeskPath
	Once
	Body struct {
		Record  string    `json:"record" maxLength:"8000" doc:"Canonical JSON without a signature"`
		Members []byte    `json:"members" doc:"The key, sealed to every officer of the desk"`
		To      []string  `json:"to" maxItems:"64" doc:"Ids of the people it is sealed to: all officers of today with keys"`
		Keys    []CaseKey `json:"keys,omitempty" maxItems:"2000" doc:"Keys of open cases, sealed to the new key: of a desk whose officer left"`
	}
}

// CaseKey is the key of a case, sealed to a desk.
type CaseKey struct {
	Case  string `json:"case" pattern:"^[0-9a-f]{32}$"`
	Bytes []byte `json:"bytes"`
}

// tipEpochMake keeps the next key of a desk until it is signed. The keys of open
// cases sealed to it wait with it: until then the old key stays in use.
func (o *Office) tipEpochMake(ctx context.Context, c *api.Caller, in *EpochInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	d, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	keys, err := o.keysSealedTo(ctx, reg, d)
	if err != nil {
		return nil, err
	}
	var r tip.EpochRecord
	if err := readRecord(in.Body.Record, &r); err != nil || r.Sig != "" || r.Desk.UUID() != in.ID || r.Epoch != nextEpoch(reg, in.ID) {
		return nil, api.Wrong(api.Field{Field: "record"})
	}
	others, err := o.recoveryKeys(ctx, in.ID)
	if err == nil {
		err = o.checkMembers(ctx, reg, in.ID, in.Body.Members, in.Body.To, others)
	}
	if err != nil {
		return nil, err
	}
	files, err := o.membersFiles(ctx, v, epochHolder(r.Desk.String(), r.Epoch), in.Body.Members, in.Body.To)
	if err != nil {
		return nil, err
	}
	for i, k := range in.Body.Keys {
		if keys[k.Case] == "" || tip.CheckSealed(k.Bytes, tip.KeySize) != nil {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("keys.%d", i)})
		}
		files = append(files, vault.File{Holder: k.Case, Name: nextKeyName(r.Desk, r.Epoch), Bytes: k.Bytes})
	}
	if err := v.Write(ctx, files...); err != nil {
		return nil, err
	}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.PutWaitingEpoch(store.WaitingEpoch{Desk: in.ID, PersonID: c.PersonID, Record: []byte(in.Body.Record)}); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: in.ID, Detail: audit.Facts("what", "epoch_made", "epoch", r.Epoch, "cases", len(in.Body.Keys))}})...)
	})
	if err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}

// CaseKeys are keys of cases, sealed to a desk.
type CaseKeys struct {
	Keys []CaseKey `json:"keys"`
}

// tipCaseKeys hands out the small key files of all cases that are sealed to a desk,
// and nothing they open: when an officer leaves, a colleague seals them anew.
func (o *Office) tipCaseKeys(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[CaseKeys], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	d, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	keys, err := o.keysSealedTo(ctx, reg, d)
	if err != nil {
		return nil, err
	}
	out := CaseKeys{Keys: []CaseKey{}}
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		b, err := v.Read(ctx, id, keys[id])
		if errors.Is(err, vault.ErrNoFile) || errors.Is(err, vault.ErrShredded) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out.Keys = append(out.Keys, CaseKey{id, b})
	}
	err = o.note(ctx, c, audit.Record{Action: audit.TipKey, ObjectID: d.ID, Detail: audit.Facts("what", "case_keys", "cases", len(out.Keys))})
	return &Answer[CaseKeys]{out}, err
}

// keysSealedTo names the file of each case that is sealed to a desk: the key of a
// case it answers for or that was offered to it, or its half of one that it opens
// together with the desk whose second it is.
func (o *Office) keysSealedTo(ctx context.Context, reg *registry.Registry, d registry.TipDesk) (map[string]string, error) {
	cases, err := o.Store.TipCases(ctx, "", false)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, p := range cases {
		first, _ := reg.TipDesk(p.Owner.UUID())
		switch {
		case p.Owner.UUID() == d.ID:
			out[p.ID.String()] = keyName(p.Owner)
		case p.Target.UUID() == d.ID:
			out[p.ID.String()] = keyName(p.Target)
		case p.Two && first.SecondID == d.ID:
			out[p.ID.String()] = secondKey
		}
	}
	return out, nil
}

// nextKeyName is the key of a case sealed to a key of the desk that is not signed
// yet.
func nextKeyName(deskID tip.ID, epoch uint32) string {
	return fmt.Sprintf("next:%s:%d", deskID, epoch)
}

func nextEpoch(reg *registry.Registry, deskID string) uint32 {
	list := reg.TipEpochs(deskID)
	if len(list) == 0 {
		return 1
	}
	return list[len(list)-1].Epoch + 1
}

func readRecord(text string, r *tip.EpochRecord) error {
	if err := canon.Check([]byte(text)); err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(r)
}

// SignInput is a signed record.
type SignInput struct {
	DeskPath
	Once
	Body struct {
		Record string `json:"record" maxLength:"8000"`
	}
}

// tipEpochSign publishes the next key of a desk. From then on phones seal to it,
// and what waited for it takes the place of the old keys.
func (o *Office) tipEpochSign(ctx context.Context, c *api.Caller, in *SignInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	req, err := once("signTipEpoch/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	of, reg, g, err := o.tipDesk(ctx, c, in.ID, access.KeepDesks)
	if err != nil {
		return nil, err
	}
	w, err := o.Store.WaitingEpoch(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var signed, waits tip.EpochRecord
	if err := errors.Join(readRecord(in.Body.Record, &signed), readRecord(string(w.Record), &waits)); err != nil {
		return nil, api.Wrong(api.Field{Field: "record"})
	}
	if len(o.Witnesses) == 0 && signed.Epoch == 1 {
		return nil, api.Fail(api.Conflict, "tip_no_witness")
	}
	bare := signed
	bare.Sig = ""
	if bare != waits {
		return nil, api.Wrong(api.Field{Field: "record"})
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := signed.Hash()
	if err != nil {
		return nil, err
	}
	d := ledger.Draft{LedgerID: registryID, EntityType: "tip_epoch", EntityID: req.id, Verb: "create", Body: registry.TipEpochDoc{Record: in.Body.Record}, ActorID: c.PersonID, BodyID: g.BodyID}
	rec := audit.Record{Action: audit.TipEpoch, ObjectID: in.ID, Detail: audit.Facts("epoch", signed.Epoch, "sha256", hash)}
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{d}, records: []audit.Record{rec}, registryAt: reg.Seq,
		also: func(t *store.Tx) error { return t.DropWaitingEpoch(in.ID) }})
	if err == nil {
		err = o.takeNextKeys(ctx, v, reg, of, signed)
	}
	if err != nil {
		return nil, err
	}
	o.askOwnWitness(ctx)
	return o.tipKeys(ctx, c, nil)
}

// askOwnWitness lets the witness of a demo book sign for a key just published, so that
// phones need not wait for its next round. The key stands whether or not he does: of a book
// that was put back to an older state he signs nothing, and the key waits for a witness.
func (o *Office) askOwnWitness(ctx context.Context) {
	if o.OwnWitness == nil {
		return
	}
	if err := o.OwnWitness(ctx); err != nil {
		o.Log.Error("a key was published, but the witness of this demo book did not sign for it", "err", err)
	}
}

// takeNextKeys puts the keys of cases sealed to a new key in place of the old ones.
// It may be cut off and called again.
func (o *Office) takeNextKeys(ctx context.Context, v *vault.Vault, reg *registry.Registry, d registry.TipDesk, r tip.EpochRecord) error {
	next := nextKeyName(r.Desk, r.Epoch)
	cases, err := v.Holders(ctx, next)
	if err != nil {
		return err
	}
	keys, err := o.keysSealedTo(ctx, reg, d)
	if err != nil {
		return err
	}
	for _, id := range cases {
		b, err := v.Read(ctx, id, next)
		if err == nil {
			files := []vault.File{{Holder: id, Name: next}}
			if keys[id] != "" { // else it went to another desk meanwhile
				files = append(files, vault.File{Holder: id, Name: keys[id], Bytes: b})
			}
			err = v.Write(ctx, files...)
		}
		if err != nil && !errors.Is(err, vault.ErrShredded) {
			return err
		}
	}
	return nil
}
