package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitelib "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is the only place that knows which engine runs. The SQL text is one
// for both.
type dialect struct {
	name string
	// maxParams bounds the parameters of one statement below the engine's own
	// limit (32,766 on SQLite, 65,535 on PostgreSQL).
	maxParams int
}

var (
	sqliteDialect   = dialect{name: "sqlite", maxParams: 32000}
	postgresDialect = dialect{name: "postgres", maxParams: 32000}
)

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
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "57P01", "57P02", "57P03", "25006", "55P03":
			return true
		}
		return strings.HasPrefix(pg.Code, "08")
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || pgconn.SafeToRetry(err) {
		return true
	}
	var lite *sqlitelib.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
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
