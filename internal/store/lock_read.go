package store

import (
	"context"
	"fmt"
	"slices"

	"phendau/internal/ledger"
)

// LockFilter picks locked reports, newest first.
type LockFilter struct {
	Ledgers []string
	// BeforeMS and BeforeID are the time and id of the last lock of the page
	// before; 0 begins.
	BeforeMS int64
	BeforeID string
	Limit    int
}

// Locks lists locked reports of some ledgers, newest first.
func (s *Store) Locks(ctx context.Context, f LockFilter) ([]*ledger.Snapshot, error) {
	var out []*ledger.Snapshot
	err := chunks(f.Ledgers, func(ids []string) error {
		args := anys(ids)
		where := in("ledger_id", 0, len(ids))
		if f.BeforeMS > 0 {
			n := len(args)
			where += fmt.Sprintf(" AND (at_ms < $%d OR at_ms = $%d AND snapshot_id < $%d)", n+1, n+1, n+2)
			args = append(args, f.BeforeMS, f.BeforeID)
		}
		args = append(args, f.Limit)
		rows, err := s.query(ctx, "SELECT "+snapshotCols+" FROM snapshot WHERE "+where+fmt.Sprintf(" ORDER BY at_ms DESC, snapshot_id DESC LIMIT $%d", len(args)), args...)
		return each(rows, err, func(scan func(...any) error) error {
			snap, err := scanSnapshot(scan)
			out = append(out, snap)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list locked reports: %w", err)
	}
	slices.SortFunc(out, func(a, b *ledger.Snapshot) int { return newer(a, b) })
	return out[:min(len(out), f.Limit)], nil
}

// Snapshot reads one locked report; nil when there is none.
func (s *Store) Snapshot(ctx context.Context, ledgerID, id string) (*ledger.Snapshot, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(id) {
		return nil, nil
	}
	found, err := snapshots(reading{s, ctx}, "WHERE ledger_id = $1 AND snapshot_id = $2", ledgerID, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func newer(a, b *ledger.Snapshot) int {
	switch {
	case a.AtMS != b.AtMS:
		return int(min(max(b.AtMS-a.AtMS, -1), 1))
	case a.ID < b.ID:
		return 1
	case a.ID > b.ID:
		return -1
	}
	return 0
}
