package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitelib "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is the only place that knows which engine runs. The SQL text is one
// for both.
type dialect struct{ name string }

var (
	sqliteDialect   = dialect{"sqlite"}
	postgresDialect = dialect{"postgres"}
)

// patient lets a long reading transaction outlive the limits that protect the
// server from forgotten ones.
func (d dialect) patient() string {
	if d.name == "postgres" {
		return "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
	}
	return ""
}

// rebind writes $N for SQLite: as plain ? where the numbers run 1, 2, 3 ...
// in order, since the engine searches numbered names one by one, and as ?N
// otherwise. modernc binds $N by number as PostgreSQL does, other drivers by
// first appearance; a change of driver must not corrupt silently.
func (d dialect) rebind(q string) string {
	if d.name != "sqlite" {
		return q
	}
	inOrder := true
	next := 1
	eachParam(q, func(_, _, n int) {
		inOrder = inOrder && n == next
		next++
	})
	var b strings.Builder
	b.Grow(len(q))
	last := 0
	eachParam(q, func(from, to, _ int) {
		b.WriteString(q[last:from])
		b.WriteByte('?')
		if !inOrder {
			b.WriteString(q[from+1 : to])
		}
		last = to
	})
	b.WriteString(q[last:])
	return b.String()
}

// eachParam calls fn for every $N of q with its place in the text. The linter
// keeps dollars out of string literals.
func eachParam(q string, fn func(from, to, n int)) {
	for i := 0; i < len(q); i++ {
		if q[i] != '$' {
			continue
		}
		n, j := 0, i+1
		for ; j < len(q) && q[j] >= '0' && q[j] <= '9'; j++ {
			n = n*10 + int(q[j]-'0')
		}
		if j > i+1 {
			fn(i, j, n)
			i = j - 1
		}
	}
}

// in is a membership test of n parameters starting after `from`.
func in(col string, from, n int) string {
	var b strings.Builder
	b.WriteString(col)
	b.WriteString(" IN (")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i+1)
	}
	b.WriteByte(')')
	return b.String()
}

// retryable reports failures after which the same closure may run again:
// serialisation, deadlock, lost connection, failover, a busy file.
func retryable(err error) bool {
	if errors.Is(err, errMoved) || lostConnection(err) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "57P01", "57P02", "57P03", "25006", "55P03":
			return true
		}
		return strings.HasPrefix(pg.Code, "08")
	}
	var lite *sqlitelib.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}

// lostConnection reports that the server went away, perhaps after it had
// committed: the closure finds what it wrote and says duplicate.
func lostConnection(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || pgconn.SafeToRetry(err) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// noTable reports that a table is not there.
func noTable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "42P01"
	}
	// SQLite has only its general code for errors of the statement.
	var lite *sqlitelib.Error
	return errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_ERROR
}

// diskFull reports that the engine could not write for want of space.
func diskFull(err error) bool {
	var lite *sqlitelib.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_FULL
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "53100"
}

// columns asks the engine which tables there are, with their columns in order:
// table, column, type, whether it may be null, and its place in the key (0: none).
func (d dialect) columns() string {
	if d.name == "postgres" {
		return `SELECT c.table_name, c.column_name, c.data_type, CASE c.is_nullable WHEN 'YES' THEN 1 ELSE 0 END, coalesce(k.ordinal_position, 0)
			FROM information_schema.columns c
			LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
			LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name
			WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'goose%' ORDER BY c.table_name, c.ordinal_position`
	}
	return `SELECT m.name, p.name, p.type, 1 - p.[notnull], p.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid`
}

// asText reads an id as text where the engine has a type for it.
func (d dialect) asText(column, typ string) string {
	if typ == "uuid" {
		return "CAST(" + column + " AS TEXT)"
	}
	return column
}

// catalogue are the questions for the tables as they are, each with one text a row.
func (d dialect) catalogue() []string {
	if d.name == "sqlite" {
		return []string{"SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name"}
	}
	return []string{
		`SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END ||
			coalesce(' DEFAULT ' || column_default, '') || coalesce(' COLLATE ' || collation_name, '')
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%' ORDER BY table_name, ordinal_position`,
		"SELECT replace(indexdef, 'public.', '') || ';' FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose%' ORDER BY tablename, indexname",
		`SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text NOT LIKE 'goose%' ORDER BY 1`,
	}
}

// settings are the questions for what a database promises, each with a name and a
// value a row.
func (d dialect) settings() []string {
	if d.name == "sqlite" {
		return []string{"SELECT 'journal_mode', journal_mode FROM pragma_journal_mode", "SELECT 'synchronous', CAST(synchronous AS TEXT) FROM pragma_synchronous"}
	}
	return []string{
		"SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names', 'data_checksums')",
		"SELECT 'replicas', count(*)::text FROM pg_stat_replication",
		"SELECT 'collation', datcollate FROM pg_database WHERE datname = current_database()",
	}
}

// sound asks an embedded database about its own file; "" where the server does.
func (d dialect) sound() string {
	if d.name == "sqlite" {
		return "PRAGMA quick_check(1)"
	}
	return ""
}

// chanceSQL is another number for each row, to put rows in an order nobody chose; of
// another range on each engine.
const chanceSQL = "random()"
