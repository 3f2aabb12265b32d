package store

import (
	"context"
	"database/sql"
)

// OnCommit makes every commit that was made look lost when f returns an
// error.
func (s *Store) OnCommit(f func() error) { s.afterCommit = f }

// BeforeCommit makes every transaction fail when everything is written and f
// returns an error.
func (s *Store) BeforeCommit(f func() error) { s.beforeCommit = f }

// InWrite runs f inside a writing transaction.
func (s *Store) InWrite(ctx context.Context, f func() error) error {
	return s.write(ctx, func(*Tx) error { return f() })
}

// Handles are the pools behind a store.
func (s *Store) Handles() (w, r *sql.DB) { return s.w, s.r }

// Rebind is the engine's text of a statement.
func (s *Store) Rebind(q string) string { return s.dialect.rebind(q) }

// Errors of the engines, as the store reads them.
var (
	Retryable      = retryable
	LostConnection = lostConnection
	DiskFull       = diskFull
	SchemaVersion  = schemaVersion
)
