package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// ErrDiskFull says that nothing was written because the disk is full.
var ErrDiskFull = errors.New("the disk is full; nothing was written. Free some space and try again")

// ErrReadOnly says that the book was opened for reading.
var ErrReadOnly = errors.New("the book is open for reading only")

// Defaults of write closures.
const (
	writeDeadline = 20 * time.Second // retries end here; a failover takes about 15 s
	maxBackoff    = 2 * time.Second
)

// Tx is one transaction. It carries the one instant everything in it happens
// at.
type Tx struct {
	tx    *sql.Tx
	s     *Store
	nowMS int64
	ctx   context.Context
	lists map[int64]bool // interned here, known to others after the commit
}

// write runs fn in a transaction and runs it again, with the same ids, when
// the engine says that this may help. A commit with unknown outcome is run
// again too: the closure finds its first result by op_id.
func (s *Store) write(ctx context.Context, fn func(*Tx) error) error {
	if s.w == nil {
		return ErrReadOnly
	}
	nowMS := s.now()
	giveUp := time.Now().Add(writeDeadline)
	for attempt := 0; ; attempt++ {
		err := s.once(ctx, nowMS, fn)
		if err == nil || !retryable(err) {
			if diskFull(err) {
				return fmt.Errorf("%w (%w)", ErrDiskFull, err)
			}
			return err
		}
		if time.Now().After(giveUp) {
			return fmt.Errorf("database busy or out of reach for %s: %w", writeDeadline, err)
		}
		if err := sleep(ctx, attempt); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, attempt int) error {
	limit := min(maxBackoff, 10*time.Millisecond<<min(attempt, 10))
	t := time.NewTimer(rand.N(limit))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (s *Store) once(ctx context.Context, nowMS int64, fn func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	t := &Tx{tx: tx, s: s, nowMS: nowMS, ctx: ctx, lists: map[int64]bool{}}
	if err := fn(t); err != nil {
		tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.rememberLists(t.lists)
	return nil
}

func (t *Tx) exec(q string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(t.ctx, t.s.dialect.rebind(q), args...)
}

func (t *Tx) query(q string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, t.s.dialect.rebind(q), args...)
}

func (t *Tx) row(q string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.ctx, t.s.dialect.rebind(q), args...)
}

// maxRowsPerInsert keeps statements short enough that preparing them costs
// little against running them.
const maxRowsPerInsert = 64

// insert writes rows of one table with as few statements as the engine's
// parameter limit allows. tail is an ON CONFLICT clause or empty.
func (t *Tx) insert(table, cols string, rows [][]any, tail string) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	per := min(t.s.dialect.maxParams/width, maxRowsPerInsert)
	for len(rows) > 0 {
		n := min(per, len(rows))
		if err := t.insertChunk(table, cols, rows[:n], width, tail); err != nil {
			return fmt.Errorf("insert into %s: %w", table, err)
		}
		rows = rows[n:]
	}
	return nil
}

func (t *Tx) insertChunk(table, cols string, rows [][]any, width int, tail string) error {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + cols + ") VALUES ")
	args := make([]any, 0, len(rows)*width)
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		for j := range r {
			if j == 0 {
				b.WriteByte('(')
			} else {
				b.WriteByte(',')
			}
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(len(args) + j + 1))
		}
		b.WriteByte(')')
		args = append(args, r...)
	}
	if tail != "" {
		b.WriteString(" " + tail)
	}
	_, err := t.exec(b.String(), args...)
	return err
}

// each runs a query and hands every row to fn.
func each(rows *sql.Rows, err error, fn func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// chunks calls fn with slices of ids small enough for one statement.
func chunks[T any](ids []T, fn func([]T) error) error {
	const size = 500
	for len(ids) > 0 {
		n := min(size, len(ids))
		if err := fn(ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func anys[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}
