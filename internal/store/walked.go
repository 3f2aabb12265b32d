package store

import (
	"context"
	"errors"
	"fmt"

	"phendau/internal/ledger"
)

// Walked is what was computed from the tracks of one entry. Key is the hash of
// everything it was computed from, From of the tracks and rules alone. It is no
// part of the ledger: whoever has the tracks computes it again.
type Walked struct {
	Key, From ledger.Hash
	Body      []byte
}

// Walked finds what was computed before, by key.
func (s *Store) Walked(ctx context.Context, keys []ledger.Hash) (map[ledger.Hash][]byte, error) {
	out := map[ledger.Hash][]byte{}
	err := chunks(keys, func(part []ledger.Hash) error {
		args := make([]any, len(part))
		for i := range part {
			args[i] = part[i][:]
		}
		rows, err := s.query(ctx, "SELECT walk_key, body FROM walked WHERE "+in("walk_key", 0, len(part)), args...)
		return each(rows, err, func(scan func(...any) error) error {
			var key, body []byte
			err := scan(&key, &body)
			if err == nil {
				out[ledger.Hash(key)] = body
			}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read what was walked: %w", err)
	}
	return out, nil
}

// WalkedFrom is the last that was computed from some tracks, whatever line or
// markers it is about: all there is when the tracks themselves were deleted. nil
// is nothing.
func (s *Store) WalkedFrom(ctx context.Context, from ledger.Hash) ([]byte, error) {
	var body []byte
	err := gone(s.queryRow(ctx, "SELECT body FROM walked WHERE from_key = $1 ORDER BY at_ms DESC, walk_key LIMIT 1", from[:]).Scan(&body))
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was walked: %w", err)
	}
	return body, nil
}

// KeepWalked keeps what was computed, in place of what an older program kept. A book that is open for reading only keeps
// nothing.
func (s *Store) KeepWalked(ctx context.Context, all []Walked) error {
	if len(all) == 0 {
		return nil
	}
	err := s.write(ctx, func(t *Tx) error {
		rows := make([][]any, len(all))
		for i := range all {
			rows[i] = []any{all[i].Key[:], all[i].From[:], t.nowMS, all[i].Body}
		}
		return t.insert("walked", "walk_key, from_key, at_ms, body", rows, "ON CONFLICT (walk_key) DO UPDATE SET body = excluded.body")
	})
	if errors.Is(err, ErrReadOnly) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep what was walked: %w", err)
	}
	return nil
}
