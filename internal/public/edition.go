package public

import (
	"context"
	"fmt"
	"strings"

	"phendau/internal/plain"
	"phendau/internal/publication"
	"phendau/internal/report"
)

// current is what is published today. It is made again only when a report was
// locked or withdrawn, the registry moved, or the day changed.
func (s *site) current(ctx context.Context) (*publication.Edition, error) {
	reg, err := s.Book.Registry(ctx)
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	snaps, err := s.Book.Snapshots(ctx)
	if err != nil {
		return nil, fmt.Errorf("read locked reports: %w", err)
	}
	today := plain.Today(s.Now())
	var made strings.Builder
	fmt.Fprintf(&made, "%d %d", reg.Seq, today)
	for _, x := range snaps {
		fmt.Fprintf(&made, " %s:%t", x.ID, x.Withdrawn)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.edition != nil && s.made == made.String() {
		return s.edition, nil
	}
	var locked []publication.Locked
	for _, x := range snaps {
		if x.Withdrawn {
			continue
		}
		b, err := s.Book.Payload(ctx, x.LedgerID, x.Body.CellsHash)
		if err != nil {
			return nil, fmt.Errorf("read cells of %s: %w", x.ID, err)
		}
		cells, err := report.ReadCells(b)
		if err != nil {
			return nil, fmt.Errorf("locked report %s: %w", x.ID, err)
		}
		locked = append(locked, publication.Locked{Snapshot: x, Cells: cells})
	}
	s.edition, s.made = publication.Make(reg, locked, today), made.String()
	return s.edition, nil
}
