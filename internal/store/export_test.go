package store

import (
	"context"
	"database/sql"
	"errors"
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

// InsertInWrite inserts rows in a writing transaction of their own.
func (s *Store) InsertInWrite(ctx context.Context, table, cols string, rows [][]any) error {
	return s.write(ctx, func(t *Tx) error { return t.insert(table, cols, rows, "") })
}

// Kept is how many statements are kept prepared.
func (s *Store) Kept() (n int) {
	for _, k := range s.prepared.byTxt {
		if k != nil {
			n++
		}
	}
	return n
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

// MakeOld makes an empty embedded book with an earlier schema, as an older
// program left it.
func MakeOld(ctx context.Context, dir string, version int64) error {
	s := &Store{}
	if err := s.openSQLite(Options{Dir: dir}); err != nil {
		return err
	}
	p, err := s.provider()
	if err == nil {
		_, err = p.UpTo(ctx, version)
	}
	return errors.Join(err, s.Close())
}
