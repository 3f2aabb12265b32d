package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"filippo.io/age"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
	"phendau/internal/vi"
)

// QuorumInput lays shares.
type QuorumInput struct {
	DeskPath
	Once
	Body struct {
		Recipient  string         `json:"recipient" maxLength:"2000" doc:"Of the recovery key"`
		Need       int            `json:"need" minimum:"2" maximum:"7"`
		Custodians []string       `json:"custodians" minItems:"2" maxItems:"7" doc:"People with keys of their own"`
		Checks     []string       `json:"checks" minItems:"2" maxItems:"7" doc:"Of the proof each custodian will give"`
		Shares     []QuorumShare  `json:"shares" maxItems:"300"`
		Epochs     []EpochMembers `json:"epochs" minItems:"1" maxItems:"64" doc:"Every key of the desk, sealed to its officers and the recovery key"`
	}
}

// QuorumShare is one share, sealed to its custodian.
type QuorumShare struct {
	PersonID string `json:"person_id" format:"uuid"`
	Group    []int  `json:"group"`
	Bytes    []byte `json:"bytes"`
}

func (o *Office) quorumMake(ctx context.Context, c *api.Caller, in *QuorumInput) (*Answer[QuorumsView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	// New shares take the place of proven ones, which stood for a holder.
	if err := o.letGo(ctx, func(leaves func(*store.Tx) error) error { return o.layShares(ctx, c, v, in, leaves) }); err != nil {
		return nil, err
	}
	return o.quorums(ctx, c, nil)
}

func (o *Office) layShares(ctx context.Context, c *api.Caller, v *vault.Vault, in *QuorumInput, leaves func(*store.Tx) error) error {
	_, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return err
	}
	files, err := o.quorumFiles(ctx, v, reg, in)
	if err != nil {
		return err
	}
	b := &in.Body
	q := &tip.Quorum{Recipient: b.Recipient, Need: b.Need, Custodians: b.Custodians, MadeMS: o.nowMS(), Proved: make([]int64, len(b.Custodians)), Checks: b.Checks}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := leaves(t); err != nil {
			return err
		}
		if err := t.PutQuorum(in.ID, q); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: in.ID, Detail: audit.Facts("what", "quorum", "need", b.Need, "of", len(b.Custodians))}})...)
	})
	if err != nil {
		return err
	}
	return v.Write(ctx, files...)
}

// Custodians are people who could keep shares.
type Custodians struct {
	People []TipOfficer `json:"people"`
}

// custodians lists those who have keys and work here today.
func (o *Office) custodians(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[Custodians], error) {
	_, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	out := Custodians{People: []TipOfficer{}}
	for id, x := range officers {
		if slices.ContainsFunc(reg.Grants(id), func(g access.Grant) bool { return g.On(o.today()) }) {
			out.People = append(out.People, TipOfficer{id, reg.People[id].Name, x.Recipient})
		}
	}
	slices.SortFunc(out.People, func(a, b TipOfficer) int {
		return cmp.Or(vi.Compare(a.Name, b.Name), cmp.Compare(a.PersonID, b.PersonID))
	})
	return &Answer[Custodians]{out}, nil
}

// quorumFiles takes exactly the shares of a split, each for its custodian.
func (o *Office) quorumFiles(ctx context.Context, v *vault.Vault, reg *registry.Registry, in *QuorumInput) ([]vault.File, error) {
	b := &in.Body
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := age.ParseHybridRecipient(b.Recipient); err != nil {
		return nil, api.Wrong(api.Field{Field: "recipient"})
	}
	for i, p := range b.Custodians {
		if officers[p].Recipient == "" || slices.Contains(b.Custodians[:i], p) {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("custodians.%d", i)})
		}
	}
	want, err := tip.Groups(len(b.Custodians), b.Need)
	if err != nil || len(b.Checks) != len(b.Custodians) {
		return nil, api.Wrong(api.Field{Field: "need"})
	}
	deskID, err := tip.IDOfUUID(in.ID)
	if err != nil {
		return nil, err
	}
	due := map[string]bool{}
	for _, g := range want {
		for _, i := range g {
			due[groupName(b.Custodians[i], g)] = true
		}
	}
	files, err := o.sealedAnew(ctx, v, reg, in.ID, b.Epochs, 1)
	if err != nil {
		return nil, err
	}
	for i, s := range b.Shares {
		name := groupName(s.PersonID, s.Group)
		if !due[name] || len(s.Bytes) != shareSize || tip.CheckSealed(s.Bytes, 32) != nil {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("shares.%d", i)})
		}
		delete(due, name)
		files = append(files, vault.File{Holder: quorumHolder(deskID.String()), Name: name, Bytes: s.Bytes})
	}
	if len(due) > 0 {
		return nil, api.Wrong(api.Field{Field: "shares"})
	}
	return files, nil
}
