package office

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
)

// keysShown is how many keys of a desk senders get: past, present and next quarter.
const keysShown = 3

// Keys are the newest keys of a desk that stand in the log as a witness signed for
// it; one no witness has seen yet is not shown, and the one before stays in use.
func (d *TipDoor) Keys(ctx context.Context, of tip.ID, from int64) (*tipdoor.Keys, error) {
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
	if err := d.wasSeen(ctx, from); err != nil {
		return nil, err
	}
	k := &tipdoor.Keys{Authority: base64.RawURLEncoding.EncodeToString(authority), AuthorityName: reg.Bodies[desk.AuthorityID].NameOn(d.O.today()), Fingerprint: tip.Fingerprint(authority),
		Epochs: []tipdoor.Epoch{}, Witnesses: append([]string{}, d.O.Witnesses...), Consistency: []string{}}
	return k, d.prove(ctx, desk.ID, epochs, from, k)
}

// wasSeen refuses sizes at which the log was never handed out: no phone has one.
func (d *TipDoor) wasSeen(ctx context.Context, size int64) error {
	if size == 0 {
		return nil
	}
	_, err := d.O.Store.WitnessedAt(ctx, size)
	if errors.Is(err, store.ErrNoCheckpoint) {
		return tipdoor.ErrNoSize
	}
	return err
}

// prove adds the keys that the log holds at the checkpoint of the day, where they
// stand in it, and that it still holds what was seen before.
func (d *TipDoor) prove(ctx context.Context, deskID string, epochs []registry.TipEpoch, from int64, k *tipdoor.Keys) error {
	at, err := d.O.publishedAt(ctx, deskID)
	if err != nil || d.O.LogKey == nil {
		return err
	}
	kept, err := d.handedOut(ctx, epochs, at, from)
	if errors.Is(err, store.ErrNoCheckpoint) {
		return nil
	}
	if err != nil {
		return err
	}
	k.Checkpoint, k.LogKey = string(kept.Note), d.O.LogKey.Key()
	for _, e := range epochs {
		l, ok := at[e.Hash]
		if !ok || l.Index >= kept.Size {
			continue
		}
		proof, err := d.O.Store.ProveRecord(ctx, kept.Size, l.Index)
		if err != nil {
			return err
		}
		k.Epochs = append(k.Epochs, tipdoor.Epoch{Record: e.Text, Index: l.Index, Leaf: hex.EncodeToString(l.Leaf[:]), Proof: hashTexts(proof)})
	}
	k.Epochs = k.Epochs[max(0, len(k.Epochs)-keysShown):]
	if from > 0 {
		proof, err := d.O.Store.ProveLog(ctx, kept.Size, from)
		if err != nil {
			return err
		}
		k.Consistency = hashTexts(proof)
	}
	return nil
}

func hashTexts[P ~[]tlog.Hash](proof P) []string {
	out := []string{}
	for _, h := range proof {
		out = append(out, hex.EncodeToString(h[:]))
	}
	return out
}

// publishedAt are the lines of the log in which keys of a desk were published, by
// the hash of the record. A key that another site published has none here.
func (o *Office) publishedAt(ctx context.Context, deskID string) (map[string]audit.Entry, error) {
	lines, err := o.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipEpoch}, ObjectID: deskID, Limit: 200})
	at := map[string]audit.Entry{}
	for _, l := range lines {
		for _, f := range audit.ReadFacts(l.Detail) {
			if l.Outcome == audit.Done && f.Key == "sha256" {
				at[f.Value] = l
			}
		}
	}
	return at, err
}

// handedOut is the checkpoint that senders get: that of the day, or the one a sender saw
// last where that is larger. Two witnesses may sign out of order, and what holds a key first
// then becomes a smaller checkpoint than the one handed out an hour before: to whoever got
// that one the log would seem to have gone back.
func (d *TipDoor) handedOut(ctx context.Context, epochs []registry.TipEpoch, at map[string]audit.Entry, from int64) (audit.Kept, error) {
	k, err := d.ofTheDay(ctx, epochs, at)
	if err == nil && k.Size < from {
		return d.O.Store.WitnessedAt(ctx, from)
	}
	return k, err
}

// ofTheDay is the newest checkpoint a witness signed of before today, so that all who
// meet the server on one day hold the same size and what they ask with tells no more than
// that day; or the first that holds a key which else would be missing
// (docs/decisions/2026-12-01-tip-witness.md).
func (d *TipDoor) ofTheDay(ctx context.Context, epochs []registry.TipEpoch, at map[string]audit.Entry) (audit.Kept, error) {
	newest, err := d.O.Store.LatestCheckpoint(ctx, true)
	if err != nil {
		return newest, err
	}
	last := int64(-1)
	for _, e := range epochs {
		if l, ok := at[e.Hash]; ok && l.Index < newest.Size {
			last = max(last, l.Index)
		}
	}
	today, err := d.O.Store.WitnessedBefore(ctx, startOfDay(d.O.today())/1000)
	if errors.Is(err, store.ErrNoCheckpoint) || err == nil && today.Size <= last {
		return d.O.Store.WitnessedOver(ctx, last)
	}
	return today, err
}

// unwitnessed are the published keys of a desk for which no witness has signed yet,
// and when they were published, in seconds.
func (o *Office) unwitnessed(ctx context.Context, deskID string) (map[string]int64, error) {
	at, err := o.publishedAt(ctx, deskID)
	if err != nil {
		return nil, err
	}
	newest, err := o.Store.LatestCheckpoint(ctx, true)
	if err != nil && !errors.Is(err, store.ErrNoCheckpoint) {
		return nil, err
	}
	out := map[string]int64{}
	for hash, l := range at {
		if l.Index >= newest.Size {
			out[hash] = l.At
		}
	}
	return out, nil
}
