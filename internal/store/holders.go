package store

import (
	"context"
	"errors"
)

// ErrHoldersMoved says that somebody stopped holding keys since HoldersMark was
// read: who holds them has to be asked again.
var ErrHoldersMoved = errors.New("somebody else who holds keys left in the meantime")

// holdersMark is under what the book keeps the mark.
const holdersMark = "holders_mark"

// HoldersMark is what MoveHolders wrote last; nil before the first time. It is read
// before somebody asks who holds keys of desks: those live in the registers, among
// credentials and in the vault, and no transaction spans them.
func (s *Store) HoldersMark(ctx context.Context) ([]byte, error) {
	b, err := s.Instance(ctx, holdersMark)
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	return b, err
}

// MoveHolders belongs into every transaction by which somebody may stop holding keys. It
// writes a mark that was never used before in place of the one read, or fails with
// ErrHoldersMoved: of two who leave at once, the second has to ask again. Run again behind
// a commit of unknown outcome it finds its own mark.
func (t *Tx) MoveHolders(read, next []byte) error {
	n, err := t.insertCount("instance", "name, value", [][]any{{holdersMark, next}}, "ON CONFLICT (name) DO NOTHING")
	if err != nil || n > 0 {
		return err
	}
	err = t.one("UPDATE instance SET value = $2 WHERE name = $1 AND (value = $2 OR value = $3)", holdersMark, next, read)
	if errors.Is(err, ErrGone) {
		return ErrHoldersMoved
	}
	return err
}
