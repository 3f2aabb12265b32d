package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/backup"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Schema is the migration this program works with.
func Schema() int64 { return schemaVersion }

// leftOut are tables of which a copy holds nothing: what opens a door for some
// hours. Put back it would open doors that were shut since.
var leftOut = []string{"session", "ceremony", "invitation", "enrolment", "import_file"}

// broughtBySenders reports a table of sealed tips that is no fold: copied at most
// once a day.
func broughtBySenders(table string) bool {
	return strings.HasPrefix(table, "tip_") && table != "tip_case"
}

// Copied is which tables a copy holds.
type Copied bool

// The two parts of a book.
const (
	BookTables Copied = false
	TipTables  Copied = true
)

// tableColumns is a table as its engine knows it.
type tableColumns struct {
	name string
	cols []backup.Column
	read []string // what to select
	null []bool
	key  []string
}

// Copy is one state of the book on its way into a backup. Others may write
// meanwhile.
type Copy struct{ l *loader }

// BeginCopy begins reading one state.
func (s *Store) BeginCopy(ctx context.Context) (*Copy, error) {
	l, err := s.loader(ctx)
	if err != nil {
		return nil, err
	}
	if wait := s.dialect.patient(); wait != "" {
		if _, err := l.tx.ExecContext(ctx, wait); err != nil {
			l.tx.Rollback()
			return nil, err
		}
	}
	return &Copy{l}, nil
}

// Close ends the reading.
func (c *Copy) Close() { c.l.tx.Rollback() }

// Positions is how far every ledger had got.
func (c *Copy) Positions() ([]ledger.Position, error) {
	states, err := ledgerStates(c.l)
	out := make([]ledger.Position, len(states))
	for i := range states {
		h := &states[i].Head
		out[i] = ledger.Position{LedgerID: h.LedgerID, Epoch: h.Epoch, Seq: h.Seq, Hash: h.Hash.String()}
	}
	return out, err
}

// Log is how long the audit log was, and its root.
func (c *Copy) Log() (backup.Log, error) {
	var l backup.Log
	var root []byte
	err := c.l.row("SELECT size, root FROM audit_head WHERE log = 1").Scan(&l.Size, &root)
	l.Root = asHash(root).String()
	return l, err
}

// Contents are the files that lie in the directory of files, sorted.
func (c *Copy) Contents() ([]ledger.Hash, error) {
	var out []ledger.Hash
	rows, err := c.l.query("SELECT sha256 FROM content ORDER BY sha256")
	err = eachFile(rows, err, func(h ledger.Hash) { out = append(out, h) })
	return out, err
}

func eachFile(rows *sql.Rows, err error, fn func(ledger.Hash)) error {
	return each(rows, err, func(scan func(...any) error) error {
		var b []byte
		if err := scan(&b); err != nil {
			return err
		}
		fn(ledger.Hash(asHash(b)))
		return nil
	})
}

// Rows writes the tables of one part. progress counts the rows.
func (c *Copy) Rows(part Copied, w *backup.RowWriter, progress func(rows int)) error {
	tables, err := readTables(c.l, c.l.s.dialect)
	if err != nil {
		return err
	}
	n := 0
	for _, t := range tables {
		if slices.Contains(leftOut, t.name) || broughtBySenders(t.name) != bool(part) {
			continue
		}
		w.Table(t.name, t.cols)
		if err := c.table(&t, w, func() { n++; progress(n) }); err != nil {
			return fmt.Errorf("copy %s: %w", t.name, err)
		}
	}
	return nil
}

// table writes the rows of a table in the order of its key: of what senders
// brought the order of arrival must be in no copy.
func (c *Copy) table(t *tableColumns, w *backup.RowWriter, wrote func()) error {
	rows, err := c.l.query("SELECT " + strings.Join(t.read, ", ") + " FROM " + t.name + " ORDER BY " + strings.Join(t.key, ", "))
	values, into := make([]any, len(t.cols)), make([]any, len(t.cols))
	for i := range into {
		into[i] = &values[i]
	}
	return each(rows, err, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		for i := range values {
			values[i] = t.value(i, values[i])
		}
		wrote()
		return w.Row(values)
	})
}

// value is a value as a stream holds it: engines differ in what an empty one is.
func (t *tableColumns) value(i int, v any) any {
	switch x := v.(type) {
	case nil:
		if t.cols[i].Kind == backup.Bytes && !t.null[i] {
			return []byte{}
		}
	case []byte:
		if t.cols[i].Kind == backup.Text {
			return string(x)
		}
	}
	return v
}

// readTables asks the database itself, so that no table of a later migration is
// forgotten.
func readTables(q querier, d dialect) ([]tableColumns, error) {
	var out []tableColumns
	keys := map[string]map[int]string{}
	rows, err := q.query(d.columns())
	err = each(rows, err, func(scan func(...any) error) error {
		var table, column, typ string
		var null, key int
		if err := scan(&table, &column, &typ, &null, &key); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].name != table {
			out = append(out, tableColumns{name: table})
			keys[table] = map[int]string{}
		}
		kind, known := kinds[strings.ToLower(typ)]
		if !known {
			return fmt.Errorf("column %s.%s has the type %s, which no copy holds", table, column, typ)
		}
		t := &out[len(out)-1]
		t.cols, t.read, t.null = append(t.cols, backup.Column{Name: column, Kind: kind}), append(t.read, d.asText(column, typ)), append(t.null, null != 0)
		if key > 0 {
			keys[table][key] = column
		}
		return nil
	})
	for i := range out {
		for _, n := range sortedInts(keys[out[i].name]) {
			out[i].key = append(out[i].key, keys[out[i].name][n])
		}
	}
	slices.SortFunc(out, func(a, b tableColumns) int { return strings.Compare(a.name, b.name) })
	return out, err
}

func sortedInts(m map[int]string) (out []int) {
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// kinds of columns by the names of both engines.
var kinds = map[string]byte{"integer": backup.Int, "bigint": backup.Int, "text": backup.Text, "uuid": backup.Text, "blob": backup.Bytes, "bytea": backup.Bytes}

// proofFigures is how many figures a copy carries for the drill.
const proofFigures = 20

// Figures are some figures of this state, which must come out of a restored book
// again.
func (c *Copy) Figures() ([]backup.Figure, error) { return proof(c.l) }

// ProofFigures computes the same of the book as it is.
func (s *Store) ProofFigures(ctx context.Context) ([]backup.Figure, error) {
	l, err := s.loader(ctx)
	if err != nil {
		return nil, err
	}
	defer l.tx.Rollback()
	return proof(l)
}

func proof(l *loader) ([]backup.Figure, error) {
	var lo, hi sql.NullInt64
	if err := l.row("SELECT min(day), max(day) FROM fact").Scan(&lo, &hi); err != nil || !lo.Valid {
		return nil, err
	}
	v, err := l.view(nil)
	if err != nil {
		return nil, err
	}
	q := figure.Query{Map: place.MapSpec{Kind: place.MapThen}, Period: calendar.Period{From: calendar.Day(lo.Int64), To: calendar.Day(hi.Int64), Calendar: calendar.Civil}}
	for _, ind := range v.Catalogue.IndicatorList() {
		if !slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return m.SplitBy != "" }) {
			q.Indicators = append(q.Indicators, ind.ID)
		}
	}
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		return nil, fmt.Errorf("compute figures for the drill: %w", err)
	}
	return proofOf(tab, q.Period), nil
}

// proofOf takes the figures with something behind them first.
func proofOf(tab *figure.Table, p calendar.Period) []backup.Figure {
	var full, empty []backup.Figure
	for k, m := range tab.Measures {
		if len(tab.Rows) == 0 || len(tab.Buckets) == 0 || len(tab.Columns) == 0 {
			break
		}
		c := tab.At(0, 0, 0, k)
		f := backup.Figure{Indicator: m.Indicator.ID, Measure: m.Measure.ID, From: p.From.String(), To: p.To.String(),
			Value: strings.TrimSpace(fmt.Sprintf("%s %s %s %d", c.State, c.Value, c.Qualifier, c.Entries))}
		if c.Entries > 0 {
			full = append(full, f)
		} else {
			empty = append(empty, f)
		}
	}
	all := append(full, empty...)
	return all[:min(proofFigures, len(all))]
}
