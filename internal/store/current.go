package store

import (
	"context"
	"fmt"
	"sync"

	"phendau/internal/figure"
)

// current keeps the view of one position for a server's readers. The position
// is asked again every time, so processes never differ from the database.
type current struct {
	mu   sync.Mutex
	view *figure.View
	sum  int64
}

// Current returns the view as of now; it loads again only when a ledger moved.
func (s *Store) Current(ctx context.Context) (*figure.View, error) {
	s.current.mu.Lock()
	defer s.current.mu.Unlock()
	var sum int64
	if err := s.queryRow(ctx, "SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM ledger_head").Scan(&sum); err != nil {
		return nil, fmt.Errorf("read positions: %w", err)
	}
	if s.current.view != nil && s.current.sum == sum {
		return s.current.view, nil
	}
	v, err := s.View(ctx, nil)
	if err != nil {
		return nil, err
	}
	s.current.view, s.current.sum = v, sum
	return v, nil
}
