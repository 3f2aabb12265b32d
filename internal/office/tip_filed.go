package office

import (
	"context"
	"crypto/sha256"
	"errors"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// Filed proves that the slot of an access key was filed. Nil is before the night behind
// its day, before a checkpoint holds that night, and where there is nothing: neither is
// told from the other.
func (d *TipDoor) Filed(ctx context.Context, access tip.AccessKey) (*tip.Filed, error) {
	lookup := access.Lookup()
	id, ok, err := d.O.Store.TipLookup(ctx, lookup.String())
	if err != nil || !ok || d.O.LogKey == nil {
		return nil, err
	}
	sums, err := d.O.Store.TipItems(ctx, id, store.TipSum)
	if err != nil || len(sums) != 1 || len(sums[0].Bytes) != sha256.Size {
		return nil, err
	}
	slot := [sha256.Size]byte(sums[0].Bytes)
	lines, err := d.O.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipFiled}, ObjectID: tip.Leaf(lookup, slot), Limit: 1})
	if err != nil || len(lines) == 0 || lines[0].Redacted() {
		return nil, err
	}
	// None is signed for whoever asks: that would note the moment.
	kept, err := d.O.Store.CheckpointOver(ctx, lines[0].Index)
	if errors.Is(err, store.ErrNoCheckpoint) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	path, err := d.O.Store.ProveRecord(ctx, kept.Size, lines[0].Index)
	if err != nil {
		return nil, err
	}
	return tip.NewFiled(lookup, slot, &lines[0], path, kept.Note, d.O.LogKey.Key())
}
