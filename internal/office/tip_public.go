package office

import (
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"slices"

	"filippo.io/age"

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
