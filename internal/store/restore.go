package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/backup"
	"phendau/internal/ledger"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

// Restoring is an empty book of the schema that a copy was made with.
type Restoring struct {
	s      *Store
	tables map[string]tableColumns
}

// BeginRestore makes the tables of a schema in a directory or database that holds
// nothing yet. One in which a restore was cut off holds nothing.
func BeginRestore(ctx context.Context, o Options, schema int64) (*Restoring, error) {
	if schema > schemaVersion {
		return nil, backup.Refuse(backup.NewerSchema, "%d, this program knows %d", schema, schemaVersion)
	}
	s, err := bare(o)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	r := &Restoring{s: s}
	if err := r.begin(ctx, schema); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return r, nil
}

func (r *Restoring) begin(ctx context.Context, schema int64) error {
	if err := r.empty(ctx); err != nil {
		return err
	}
	p, err := r.s.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, schema); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	tables, err := readTables(reading{r.s, ctx}, r.s.dialect)
	r.tables = map[string]tableColumns{}
	for _, t := range tables {
		r.tables[t.name] = t
	}
	return err
}

// Holds reports whether a database holds anything that a restore would have to
// overwrite.
func Holds(ctx context.Context, o Options) (bool, error) {
	o.ReadOnly = true
	s, err := bare(o)
	if err != nil {
		return false, errors.Join(err, s.Close())
	}
	defer s.Close()
	err = (&Restoring{s: s}).empty(ctx)
	if code, ok := errors.AsType[*backup.Error](err); ok && code.Code == backup.NotEmpty {
		return true, nil
	}
	return false, err
}

// empty looks for rows in every table. The one row with which the log begins is
// nothing.
func (r *Restoring) empty(ctx context.Context) error {
	q := reading{r.s, ctx}
	tables, err := readTables(q, r.s.dialect)
	if err != nil {
		return err
	}
	for _, t := range tables {
		where := ""
		if t.name == "audit_head" {
			where = " WHERE size > 0"
		}
		var n int
		if err := q.row("SELECT count(*) FROM (SELECT 1 AS one FROM " + t.name + where + " LIMIT 1) AS x").Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return backup.Refuse(backup.NotEmpty, "the database has rows in %s", t.name)
		}
	}
	return nil
}

// Load puts rows in, all in one transaction: a restore that is cut off leaves an
// empty book. fill is not run again.
func (r *Restoring) Load(ctx context.Context, fill func(*Loading) error) error {
	s := r.s
	return s.once(ctx, s.now(), &auditTries{source: &s.salts}, func(t *Tx) error {
		if wait := s.dialect.patient(); wait != "" {
			if _, err := t.exec(wait); err != nil {
				return err
			}
		}
		return fill(&Loading{t: t, tables: r.tables})
	})
}

// Finish brings the schema up to date and closes the book.
func (r *Restoring) Finish(ctx context.Context) error {
	p, err := r.s.provider()
	if err == nil {
		_, err = p.Up(ctx)
	}
	return errors.Join(err, r.s.Close())
}

// Abandon closes the book as it is.
func (r *Restoring) Abandon() error { return r.s.Close() }

// Loading is the transaction in which rows are put back.
type Loading struct {
	t      *Tx
	tables map[string]tableColumns
	// Shredded are the holders of keys that are gone for good: nothing of such a
	// case is put back.
	Shredded map[string]bool
	// Files are those that come along; a row about another one is not put back.
	Files map[ledger.Hash]bool

	table string
	cols  string
	caseI int // column of the case, -1 for none
	hashI int // column of the file, -1 for none
	rows  [][]any
}

// Rows takes the tables of a stream. Flush ends each stream.
func (l *Loading) Rows() backup.Rows { return backup.Rows{Table: l.begin, Row: l.row} }

func (l *Loading) begin(table string, cols []backup.Column) error {
	if err := l.Flush(); err != nil {
		return err
	}
	t, known := l.tables[table]
	if !known || slices.Contains(leftOut, table) {
		return backup.Refuse(backup.WrongStream, "the table %s", table)
	}
	names := make([]string, len(cols))
	for i, c := range cols {
		if !slices.Contains(t.cols, c) {
			return backup.Refuse(backup.WrongStream, "the column %s.%s", table, c.Name)
		}
		names[i] = c.Name
	}
	l.table, l.cols, l.caseI, l.hashI = table, strings.Join(names, ", "), -1, -1
	if broughtBySenders(table) {
		l.caseI = slices.Index(names, "case_id")
	}
	if table == "content" {
		l.hashI = slices.Index(names, "sha256")
	}
	_, err := l.t.exec("DELETE FROM " + table)
	return err
}

func (l *Loading) row(values []any) error {
	if l.skips(values) {
		return nil
	}
	if l.rows = append(l.rows, values); len(l.rows) < maxRowsPerInsert {
		return nil
	}
	return l.Flush()
}

func (l *Loading) skips(values []any) bool {
	if l.caseI >= 0 {
		id, _ := values[l.caseI].(string)
		return l.Shredded[id]
	}
	if l.hashI >= 0 {
		b, _ := values[l.hashI].([]byte)
		return l.Files != nil && !l.Files[ledger.Hash(asHash(b))]
	}
	return false
}

// Flush writes what was collected.
func (l *Loading) Flush() error {
	rows := l.rows
	l.rows = nil
	return l.t.insert(l.table, l.cols, rows, "")
}

// Settle makes what senders brought agree with the ledgers, which may be some
// hours newer: slots that a desk sorted since are no slots any more, and of cases
// that the ledgers call shredded nothing is left. It answers those cases.
func (l *Loading) Settle() (shredded []string, err error) {
	sorted := map[tip.ID]bool{}
	rows, err := l.t.query("SELECT case_id, state FROM tip_case ORDER BY case_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var text, state string
		if err := scan(&text, &state); err != nil {
			return err
		}
		id, err := tip.IDOfUUID(text)
		sorted[id] = true
		if desk.State(state) == desk.Shredded {
			shredded = append(shredded, id.String())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, text := range shredded {
		id, err := tip.ParseID(text)
		if err == nil {
			err = l.t.DropTip(id)
		}
		if err != nil {
			return nil, err
		}
	}
	for id := range sorted {
		if _, err := l.t.exec("DELETE FROM tip_slot WHERE case_id = $1", id.String()); err != nil {
			return nil, err
		}
	}
	return shredded, nil
}

// Tx is the transaction, for what is written beside the rows.
func (l *Loading) Tx() *Tx { return l.t }
