package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"phendau/internal/audit"
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
	said  []audit.Record // written behind everything else
	tries *auditTries
}

// write runs fn in a transaction and runs it again, with the same ids, when
// the engine says that this may help. A commit with unknown outcome is run
// again too: the closure finds its first result by op_id.
func (s *Store) write(ctx context.Context, fn func(*Tx) error) error {
	if s.w == nil {
		return ErrReadOnly
	}
	nowMS, tries := s.now(), &auditTries{source: &s.salts}
	giveUp := time.Now().Add(writeDeadline)
	for attempt := 0; ; attempt++ {
		err := s.once(ctx, nowMS, tries, fn)
		if err == nil || ctx.Err() != nil || !retryable(err) {
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

func (s *Store) once(ctx context.Context, nowMS int64, tries *auditTries, fn func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // also when fn panics: the writer's one connection must come back
	t := &Tx{tx: tx, s: s, nowMS: nowMS, ctx: ctx, lists: map[int64]bool{}, tries: tries}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.storeAudit(); err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	if s.beforeCommit != nil {
		if err := s.beforeCommit(); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if s.afterCommit != nil {
		if err := s.afterCommit(); err != nil {
			return err
		}
	}
	s.rememberLists(t.lists)
	s.prepared.keep(ctx)
	return nil
}

// errMoved asks for the closure to run again: another transaction moved what
// this one had read without holding it.
var errMoved = errors.New("another transaction was faster")

func (t *Tx) exec(q string, args ...any) (sql.Result, error) {
	text := t.s.dialect.rebind(q)
	if kept := t.s.prepared.get(t.ctx, t.tx, text); kept != nil {
		return kept.ExecContext(t.ctx, args...)
	}
	return t.tx.ExecContext(t.ctx, text, args...)
}

func (t *Tx) query(q string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, t.s.dialect.rebind(q), args...)
}

func (t *Tx) row(q string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.ctx, t.s.dialect.rebind(q), args...)
}

// maxRowsPerInsert keeps statements short enough that preparing them costs
// little against running them; it is a power of two.
const maxRowsPerInsert = 64

// insert writes rows of one table. tail is an ON CONFLICT clause or empty.
func (t *Tx) insert(table, cols string, rows [][]any, tail string) error {
	_, err := t.insertCount(table, cols, rows, tail)
	return err
}

// insertCount is insert that says how many rows were written or updated. Each
// statement stays far below the engine's limit of parameters.
func (t *Tx) insertCount(table, cols string, rows [][]any, tail string) (int64, error) {
	var written int64
	for len(rows) > 0 {
		// Powers of two, so that few texts come and their statements are kept.
		n := min(maxRowsPerInsert, 1<<(bits.Len(uint(len(rows)))-1))
		res, err := t.insertChunk(table, cols, rows[:n], len(rows[0]), tail)
		if err != nil {
			return written, fmt.Errorf("insert into %s: %w", table, err)
		}
		did, err := res.RowsAffected()
		if err != nil {
			return written, fmt.Errorf("insert into %s: %w", table, err)
		}
		written += did
		rows = rows[n:]
	}
	return written, nil
}

func (t *Tx) insertChunk(table, cols string, rows [][]any, width int, tail string) (sql.Result, error) {
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
	return t.exec(b.String(), args...)
}

// querier is a place to read: a transaction or the pool of readers.
type querier interface {
	query(q string, args ...any) (*sql.Rows, error)
	row(q string, args ...any) *sql.Row
}

// reading is the pool of readers.
type reading struct {
	s   *Store
	ctx context.Context
}

func (r reading) query(q string, args ...any) (*sql.Rows, error) { return r.s.query(r.ctx, q, args...) }
func (r reading) row(q string, args ...any) *sql.Row             { return r.s.queryRow(r.ctx, q, args...) }

// each hands every row of a query's answer to fn and closes it.
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
