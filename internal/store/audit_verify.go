package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
)

// verifyRows is how many audit records are checked at once.
const verifyRows = 1000

// VerifyAudit recomputes the log from its records and holds it against its
// stored hashes and head, the checkpoints kept here and the evidence from
// outside. It reads one state, so others may write meanwhile. The first fault
// is returned as an *audit.Fault. progress may be nil.
func (s *Store) VerifyAudit(ctx context.Context, e audit.Evidence, progress func(done, total int64)) (audit.Verified, error) {
	l, err := s.loader(ctx)
	if err != nil {
		return audit.Verified{}, err
	}
	defer l.tx.Rollback()
	if wait := s.dialect.patient(); wait != "" {
		if _, err := l.tx.ExecContext(ctx, wait); err != nil {
			return audit.Verified{}, err
		}
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	done, err := verifyAudit(l, e, progress)
	var fault *audit.Fault
	if err != nil && !errors.As(err, &fault) {
		err = fmt.Errorf("verify the audit log: %w", err)
	}
	return done, err
}

func verifyAudit(q querier, e audit.Evidence, progress func(done, total int64)) (audit.Verified, error) {
	var none audit.Verified
	var size int64
	var root []byte
	err := q.row("SELECT size, root FROM audit_head WHERE log = 1").Scan(&size, &root)
	if errors.Is(err, sql.ErrNoRows) {
		return none, &audit.Fault{Code: audit.FaultHead}
	}
	if err != nil {
		return none, err
	}
	kept, err := keptCheckpoints(q, e.LogKey)
	if err != nil {
		return none, err
	}
	e.Checkpoints = append(kept, e.Checkpoints...)
	check := audit.NewCheck(e)
	for last, n := int64(math.MinInt64), int64(0); ; progress(n, size) {
		entries, err := entriesAfter(q, last)
		if err != nil {
			return none, err
		}
		if len(entries) == 0 {
			break
		}
		if err := checkEntries(q, check, entries, n); err != nil {
			return none, err
		}
		last, n = entries[len(entries)-1].Index, n+int64(len(entries))
	}
	done, err := check.End(size, asHash(root))
	if err != nil {
		return done, err
	}
	var hashes int64
	if err := q.row("SELECT count(*) FROM audit_hash").Scan(&hashes); err != nil {
		return done, err
	}
	if hashes != tlog.StoredHashCount(size) {
		return done, &audit.Fault{Code: audit.FaultTree, Index: size, Until: size + 1}
	}
	return done, nil
}

func entriesAfter(q querier, last int64) ([]audit.Entry, error) {
	var out []audit.Entry
	rows, err := q.query("SELECT "+auditCols+" FROM audit_record WHERE idx > $1 ORDER BY idx LIMIT "+fmt.Sprint(verifyRows), last)
	err = eachEntry(rows, err, func(e audit.Entry) { out = append(out, e) })
	return out, err
}

// checkEntries checks a run of records of which the first should have the
// index n.
func checkEntries(q querier, check *audit.Check, entries []audit.Entry, n int64) error {
	stored := map[int64]audit.Hash{}
	rows, err := q.query("SELECT idx, hash FROM audit_hash WHERE idx >= $1 AND idx < $2", tlog.StoredHashCount(n), tlog.StoredHashCount(n+int64(len(entries))))
	if err := eachHash(rows, err, func(i int64, h audit.Hash) { stored[i] = h }); err != nil {
		return err
	}
	for i := range entries {
		var nodes []audit.Hash
		for x := tlog.StoredHashCount(n); x < tlog.StoredHashCount(n+1); x++ {
			nodes = append(nodes, stored[x])
		}
		if err := check.Next(&entries[i], nodes); err != nil {
			return err
		}
		n++
	}
	return nil
}

// keptCheckpoints are the checkpoints beside the log. One that is none, or not
// signed by the log, is a fault at its size.
func keptCheckpoints(q querier, logKey string) ([]audit.Checkpoint, error) {
	var out []audit.Checkpoint
	rows, err := q.query("SELECT size, note FROM audit_checkpoint ORDER BY size")
	err = each(rows, err, func(scan func(...any) error) error {
		var size int64
		var msg []byte
		if err := scan(&size, &msg); err != nil {
			return err
		}
		c, err := audit.ReadCheckpoint(msg)
		if err == nil && logKey != "" {
			c, err = audit.OpenCheckpoint(msg, logKey)
		}
		if err != nil || c.Size != size {
			return &audit.Fault{Code: audit.FaultCheckpoint, Index: max(0, size-1), Until: size}
		}
		out = append(out, c)
		return nil
	})
	return out, err
}
