package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrWriterTaken says that this process itself holds everything it writes with: the one
// writer of SQLite, or every connection of the pool.
var ErrWriterTaken = errors.New("the writing side of the book is taken")

// Writes asks whether the writing side of the book answers before the context ends. It
// takes the lock of the writer and gives it back, which writes nothing, or runs a statement
// on a connection for writing. ErrWriterTaken tells an act under way, or one that hangs,
// from a database that is out of reach.
func (s *Store) Writes(ctx context.Context) error {
	if s.w == nil {
		return ErrReadOnly
	}
	err := s.touch(ctx)
	if err == nil {
		return nil
	}
	if pool := s.w.Stats(); ctx.Err() != nil && pool.InUse >= pool.MaxOpenConnections {
		return fmt.Errorf("%w: %w", ErrWriterTaken, err)
	}
	return fmt.Errorf("ask the writing side of the book: %w", err)
}

// touch begins a transaction, which on SQLite takes the writer's lock, and ends it.
func (s *Store) touch(ctx context.Context) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var one int
	return tx.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}
