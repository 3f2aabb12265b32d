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
	mu    sync.Mutex
	view  *figure.View
	lists map[int64]string
	moved Mark
}

// Mark is equal as long as no ledger moved: sequences only grow within an
// epoch, and epochs only grow.
type Mark struct{ ledgers, epochs, seqs int64 }

// Mark tells cheaply whether anything moved since the last one.
func (s *Store) Mark(ctx context.Context) (Mark, error) {
	var m Mark
	err := s.queryRow(ctx, "SELECT count(*), CAST(coalesce(sum(epoch), 0) AS BIGINT), CAST(coalesce(sum(seq), 0) AS BIGINT) FROM ledger_head").
		Scan(&m.ledgers, &m.epochs, &m.seqs)
	if err != nil {
		return m, fmt.Errorf("read positions: %w", err)
	}
	return m, nil
}

// Current returns the view as of now. When a ledger moved, here or in another
// process, it reads what changed since the last call and makes a new view from
// the old one, which its readers keep.
func (s *Store) Current(ctx context.Context) (*figure.View, error) {
	s.current.mu.Lock()
	defer s.current.mu.Unlock()
	c := &s.current
	now, err := s.Mark(ctx)
	if err != nil {
		return nil, err
	}
	if c.view != nil && c.moved == now {
		return s.shown(c.view), nil
	}
	l, err := s.loader(ctx)
	if err != nil {
		return nil, err
	}
	defer l.tx.Rollback()
	l.lists = c.lists
	v, err := l.next(c.view)
	if err != nil {
		return nil, err
	}
	s.tracked(v)
	c.view, c.lists, c.moved = v, l.lists, now
	return s.shown(v), nil
}
