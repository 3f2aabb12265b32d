package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// givenFile lies beside the members of a key and says to whom it was sealed, which the
// sealed file does not.
const givenFile = "given"

// given are people by id, sorted: who is among the members now, and everybody who ever
// was. Two who change places leave the number as it is; who left knows the key.
type given struct {
	Now  []string `json:"now"`
	Ever []string `json:"ever"`
}

func (o *Office) givenTo(ctx context.Context, v *vault.Vault, holder string) (given, error) {
	g := given{[]string{}, []string{}}
	b, err := v.Read(ctx, holder, givenFile)
	if errors.Is(err, vault.ErrNoFile) || errors.Is(err, vault.ErrShredded) {
		return g, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &g)
	}
	return g, err
}

// membersFiles are a key sealed to people, with their names beside it.
func (o *Office) membersFiles(ctx context.Context, v *vault.Vault, holder string, sealed []byte, to []string) ([]vault.File, error) {
	g, err := o.givenTo(ctx, v, holder)
	if err != nil {
		return nil, err
	}
	g.Now = slices.Sorted(slices.Values(to))
	g.Ever = slices.Compact(slices.Sorted(slices.Values(append(g.Ever, to...))))
	b, err := json.Marshal(g)
	return []vault.File{{Holder: holder, Name: membersFile, Bytes: sealed}, {Holder: holder, Name: givenFile, Bytes: b}}, err
}

// EpochMembers is a key of a desk, sealed to its officers.
type EpochMembers struct {
	Epoch   uint32   `json:"epoch"`
	Members []byte   `json:"members"`
	To      []string `json:"to" maxItems:"64" doc:"Ids of the people it is sealed to: all officers of today with keys"`
	Sig     string   `json:"sig" maxLength:"100" doc:"By the signing key of the epoch, over desk, epoch, people and the sha-256 of the members"`
}

// memberIDs are the officers of a desk with keys, sorted.
func (o *Office) memberIDs(ctx context.Context, reg *registry.Registry, deskID string) ([]string, error) {
	officers, err := o.Store.TipOfficers(ctx)
	out := slices.DeleteFunc(o.officersOf(reg, deskID), func(id string) bool { return officers[id].Recipient == "" })
	slices.Sort(out)
	return out, err
}

// checkMembers holds that a key is sealed to the people who have keys at the desk, and
// to nobody beside them but so many others. Whose the recipients are the server
// cannot see; who sealed says it.
func (o *Office) checkMembers(ctx context.Context, reg *registry.Registry, deskID string, b []byte, to []string, others int) error {
	ids, err := o.memberIDs(ctx, reg, deskID)
	if err != nil {
		return err
	}
	if !slices.Equal(slices.Sorted(slices.Values(to)), ids) {
		return api.Wrong(api.Field{Field: "to"})
	}
	if tip.CheckSealed(b, tip.KeySize) != nil || len(b) != tip.SealedSize(tip.KeySize, len(ids)+others) {
		return api.Wrong(api.Field{Field: "members"})
	}
	return nil
}

// recoveryKeys is how many recovery keys a desk has.
func (o *Office) recoveryKeys(ctx context.Context, deskID string) (int, error) {
	_, err := o.Store.Quorum(ctx, deskID)
	if errors.Is(err, store.ErrGone) {
		return 0, nil
	}
	return 1, err
}

// sealedAnew takes keys of a desk sealed to its officers and so many others. Only who
// holds a key may put other members in the place of its own.
func (o *Office) sealedAnew(ctx context.Context, v *vault.Vault, reg *registry.Registry, deskID string, list []EpochMembers, others int) (files []vault.File, err error) {
	id, err := tip.IDOfUUID(deskID)
	if err != nil {
		return nil, err
	}
	for i, e := range list {
		at := slices.IndexFunc(reg.TipEpochs(deskID), func(x registry.TipEpoch) bool { return x.Epoch == e.Epoch })
		holder := epochHolder(id.String(), e.Epoch)
		if _, err := v.Read(ctx, holder, membersFile); err != nil || at < 0 {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("epochs.%d.epoch", i)})
		}
		if err := o.checkMembers(ctx, reg, deskID, e.Members, e.To, others); err != nil {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("epochs.%d.members", i)})
		}
		said := tip.Members{Desk: id, Epoch: e.Epoch, To: slices.Sorted(slices.Values(e.To)), SHA256: sum(e.Members)}
		if !said.SignedBy(reg.TipEpochs(deskID)[at].SignKey, e.Sig) {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("epochs.%d.sig", i)})
		}
		more, err := o.membersFiles(ctx, v, holder, e.Members, e.To)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	return files, nil
}

// MembersInput seals keys of a desk to its officers of today.
type MembersInput struct {
	DeskPath
	Once
	Body struct {
		Epochs []EpochMembers `json:"epochs" minItems:"1" maxItems:"64"`
	}
}

// tipMembers lets a new officer in: a colleague seals the keys of the desk to him
// too. Only somebody who holds them can.
func (o *Office) tipMembers(ctx context.Context, c *api.Caller, in *MembersInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	_, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	others, err := o.recoveryKeys(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	files, err := o.sealedAnew(ctx, v, reg, in.ID, in.Body.Epochs, others)
	if err != nil {
		return nil, err
	}
	if err := o.note(ctx, c, audit.Record{Action: audit.TipKey, ObjectID: in.ID, Detail: audit.Facts("what", "members", "epochs", len(in.Body.Epochs))}); err != nil {
		return nil, err
	}
	if err := v.Write(ctx, files...); err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}
