package office

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
)

// Offer is to whom tips can be sent today and what about.
func (d *TipDoor) Offer(ctx context.Context) (*tipdoor.Offer, error) {
	if d.O.Vault == nil {
		return nil, tipdoor.ErrClosed
	}
	reg, err := d.O.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return nil, tipdoor.ErrClosed
	}
	if err != nil {
		return nil, err
	}
	out := &tipdoor.Offer{Desks: []tipdoor.Desk{}, Topics: topicsOf(reg.Latest())}
	if out.Instance, err = d.O.TipInstance(ctx); err != nil {
		return nil, err
	}
	for _, x := range reg.TipDesksOn(d.O.today()) {
		here, err := d.O.Store.Keeps(ctx, x.LedgerID)
		if err != nil {
			return nil, err
		}
		if v, ok := publicDesk(reg, &x, d.O.today()); ok && here {
			out.Desks = append(out.Desks, v)
		}
	}
	orders, err := d.O.courtOrders(ctx, reg)
	out.Orders = publicOrders(orders)
	return out, err
}

// topicsOf are the values a sender may choose, in the order of the catalogue.
func topicsOf(cat *catalogue.Catalogue) []tipdoor.Topic {
	out := []tipdoor.Topic{}
	for _, id := range slices.Sorted(maps.Keys(cat.Dimensions)) {
		if !cat.Dimensions[id].Senders {
			continue
		}
		for _, v := range cat.Dimensions[id].Values {
			if !v.Retired {
				out = append(out, tipdoor.Topic{ID: v.ID, VI: v.Name.VI, EN: v.Name.EN})
			}
		}
	}
	return out
}

// publicDesk is a desk as everybody may know it; one whose key nobody may seal to
// any more is none.
func publicDesk(reg *registry.Registry, d *registry.TipDesk, today calendar.Day) (tipdoor.Desk, bool) {
	id, err := tip.IDOfUUID(d.ID)
	if err != nil {
		return tipdoor.Desk{}, false
	}
	_, ok := reg.TipEpochOn(d.ID, today)
	v := tipdoor.Desk{ID: id, Name: reg.Bodies[d.ID].NameOn(today), Phone: d.Phone, NoCover: d.Cover == registry.CoverOff, Communes: reg.Communes(d.ID, today), Form: true}
	v.CommuneNames = make([]string, len(v.Communes))
	for i, c := range v.Communes {
		v.CommuneNames[i] = reg.Places.FullName(c, today)
	}
	if second, err := tip.IDOfUUID(d.SecondID); err == nil {
		_, has := reg.TipEpochOn(d.SecondID, today)
		if _, over := reg.TipDeskOver(d.SecondID, today); has && !over {
			v.Second = second.String()
		}
	}
	return v, ok
}

// Sealing is to whom a tip for a desk is sealed today.
func (d *TipDoor) Sealing(ctx context.Context, of tip.ID) (tip.Desk, error) {
	reg, err := d.O.Store.Registry(ctx)
	if err != nil {
		return tip.Desk{}, err
	}
	e, ok := reg.TipEpochOn(of.UUID(), d.O.today())
	if !ok {
		return tip.Desk{}, tipdoor.ErrNoDesk
	}
	to, err := age.ParseHybridRecipient(e.Recipient)
	return tip.Desk{ID: of, Epoch: e.Epoch, Recipient: to, Record: e.Hash}, err
}

// Signers are the keys of all desks, since a case may have gone to another one.
func (d *TipDoor) Signers(ctx context.Context) ([]tipdoor.Signer, error) {
	reg, err := d.O.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var out []tipdoor.Signer
	for _, id := range reg.TipDesks() {
		var records []tip.EpochRecord
		for _, e := range reg.TipEpochs(id) {
			records = append(records, e.EpochRecord)
		}
		for i := range records {
			key, err := base64.RawURLEncoding.DecodeString(records[i].SignKey)
			from, to, err2 := records[i].SigningDays(records)
			if err := errors.Join(err, err2); err != nil {
				return nil, err
			}
			out = append(out, tipdoor.Signer{Desk: reg.Bodies[id].NameOn(d.O.today()), Key: key, From: from, To: to})
		}
	}
	return out, nil
}

// keysShown is how many keys of a desk senders get: past, present and next quarter.
const keysShown = 3

// Keys are the newest keys of a desk with what proves that they were published.
func (d *TipDoor) Keys(ctx context.Context, of tip.ID) (*tipdoor.Keys, error) {
	if d.O.Vault == nil {
		return nil, tipdoor.ErrClosed
	}
	reg, err := d.O.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	desk, ok := reg.TipDesk(of.UUID())
	authority := reg.TipAuthority(desk.AuthorityID)
	epochs := reg.TipEpochs(desk.ID)
	if !ok || authority == nil || len(epochs) == 0 {
		return nil, tipdoor.ErrNoDesk
	}
	k := &tipdoor.Keys{Authority: base64.RawURLEncoding.EncodeToString(authority), AuthorityName: reg.Bodies[desk.AuthorityID].NameOn(d.O.today()), Fingerprint: tip.Fingerprint(authority)}
	for _, e := range epochs[max(0, len(epochs)-keysShown):] {
		k.Epochs = append(k.Epochs, tipdoor.Epoch{Record: e.Text})
	}
	return k, d.prove(ctx, desk.ID, epochs[max(0, len(epochs)-keysShown):], k)
}

// prove adds where the log says that keys were published. A key that another site
// published has no line in the log of this one.
func (d *TipDoor) prove(ctx context.Context, deskID string, epochs []registry.TipEpoch, k *tipdoor.Keys) error {
	lines, err := d.O.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipEpoch}, ObjectID: deskID, Limit: 200})
	if err != nil {
		return err
	}
	at := map[string]audit.Entry{}
	last := int64(-1)
	for _, l := range lines {
		if l.Outcome != audit.Done {
			continue
		}
		for _, f := range audit.ReadFacts(l.Detail) {
			at[fmt.Sprint(f.Key, " ", f.Value)] = l
		}
	}
	for i := range epochs {
		if l, ok := at["sha256 "+epochs[i].Hash]; ok {
			k.Epochs[i].Index, k.Epochs[i].Leaf = l.Index, fmt.Sprintf("%x", l.Leaf[:])
			last = max(last, l.Index)
		}
	}
	if last < 0 {
		return nil
	}
	kept, err := d.checkpointOver(ctx, last)
	if err != nil || kept.Size <= last {
		return err
	}
	k.Checkpoint, k.LogKey = string(kept.Note), d.O.LogKey.Key()
	for i := range k.Epochs {
		if k.Epochs[i].Leaf == "" {
			continue
		}
		proof, err := d.O.Store.ProveRecord(ctx, kept.Size, k.Epochs[i].Index)
		if err != nil {
			return err
		}
		k.Epochs[i].Proof = []string{}
		for _, h := range proof {
			k.Epochs[i].Proof = append(k.Epochs[i].Proof, fmt.Sprintf("%x", h[:]))
		}
	}
	return nil
}

// checkpointOver is the newest checkpoint; one that does not reach a record yet is
// signed anew, so that a key can be used from the moment it is published.
func (d *TipDoor) checkpointOver(ctx context.Context, index int64) (audit.Kept, error) {
	kept, err := d.O.Store.LatestCheckpoint(ctx, false)
	if err != nil && !errors.Is(err, store.ErrNoCheckpoint) || d.O.LogKey == nil {
		return audit.Kept{}, err
	}
	if err == nil && kept.Size > index {
		return kept, nil
	}
	if _, err := d.O.Store.SignCheckpoint(ctx, d.O.LogKey); err != nil {
		return kept, err
	}
	return d.O.Store.LatestCheckpoint(ctx, false)
}
