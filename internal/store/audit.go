package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
)

// errNoLogHead says that somebody took away the row that every audit record
// is written behind.
var errNoLogHead = errors.New("the head of the audit log is missing; nothing can be done without a record. Run phendau audit verify")

// Audit writes records in a transaction of their own: what was read, and what
// was refused and therefore left nothing else.
func (s *Store) Audit(ctx context.Context, recs ...audit.Record) error {
	return s.write(ctx, func(t *Tx) error { return t.audit(recs) })
}

// audit adds records to those this transaction leaves in the log. They are
// written behind everything else, right before the commit: the head of the log
// is the last row any writer takes, so writers cannot wait for each other in a
// circle.
func (t *Tx) audit(recs []audit.Record) error {
	for _, r := range recs {
		clean, err := r.Clean()
		if err != nil {
			return err
		}
		t.said = append(t.said, clean)
	}
	return nil
}

// Audit adds records to the transaction of a Within or Also.
func (t *Tx) Audit(recs ...audit.Record) error { return t.audit(recs) }

// saltSource hands out salts to one goroutine at a time.
type saltSource struct {
	mu sync.Mutex
	r  io.Reader
}

func (s *saltSource) draw() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := make([]byte, audit.SaltSize)
	if _, err := io.ReadFull(s.r, b); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	return b, nil
}

// auditTries is what all tries of one write share: the salts, by which a try
// knows that one before it was committed although its answer was lost, and the
// size of the log at the first try.
type auditTries struct {
	source *saltSource
	salts  [][]byte
	tried  bool
	from   int64
}

func (a *auditTries) salt(i int) ([]byte, error) {
	for len(a.salts) <= i {
		s, err := a.source.draw()
		if err != nil {
			return nil, err
		}
		a.salts = append(a.salts, s)
	}
	return a.salts[i], nil
}

// storeAudit appends the records of the transaction to the log.
func (t *Tx) storeAudit() error {
	if len(t.said) == 0 {
		return nil
	}
	var size int64
	err := t.row("UPDATE audit_head SET size = size WHERE log = 1 RETURNING size").Scan(&size)
	if errors.Is(err, sql.ErrNoRows) {
		return errNoLogHead
	}
	if err != nil {
		return fmt.Errorf("take the head of the log: %w", err)
	}
	if done, err := t.auditedBefore(size); done || err != nil {
		return err
	}
	tree, err := audit.NewTree(size, hashReader{t})
	if err != nil {
		return err
	}
	if err := t.storeEntries(tree); err != nil {
		return err
	}
	root, err := tree.Root()
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE audit_head SET size = $1, root = $2 WHERE log = 1", tree.Size(), root[:])
	return err
}

// auditedBefore reports that an earlier try of the same write was committed.
func (t *Tx) auditedBefore(size int64) (bool, error) {
	first, err := t.tries.salt(0)
	if err != nil {
		return false, err
	}
	if !t.tries.tried {
		t.tries.tried, t.tries.from = true, size
		return false, nil
	}
	var n int
	err = t.row("SELECT count(*) FROM audit_record WHERE idx >= $1 AND salt = $2", t.tries.from, first).Scan(&n)
	return n > 0, err
}

func (t *Tx) storeEntries(tree *audit.Tree) error {
	var records, hashes [][]any
	for i, r := range t.said {
		salt, err := t.tries.salt(i)
		if err != nil {
			return err
		}
		e := audit.Entry{Record: r, Index: tree.Size(), At: t.nowMS / 1000, Salt: salt}
		if e.Leaf, err = e.Hash(); err != nil {
			return err
		}
		records = append(records, []any{e.Index, e.Leaf[:], salt, e.At, r.ActorID, r.KeyID, r.Action, r.ObjectID, r.PlaceID, r.Reason, r.Detail, string(r.Outcome)})
		nodes, err := tree.Append(e.Leaf)
		if err != nil {
			return err
		}
		for j, h := range nodes {
			hashes = append(hashes, []any{tlog.StoredHashIndex(0, e.Index) + int64(j), h[:]})
		}
	}
	err := t.insert("audit_record", "idx, leaf, salt, at_s, actor_id, key_id, action, object_id, place_id, reason, detail, outcome", records, "")
	if err != nil {
		return err
	}
	return t.insert("audit_hash", "idx, hash", hashes, "")
}

// hashReader reads stored hashes of the tree.
type hashReader struct{ q querier }

// ReadHashes answers in the order of the indexes, as tlog wants it.
func (r hashReader) ReadHashes(indexes []int64) ([]audit.Hash, error) {
	found := make(map[int64]audit.Hash, len(indexes))
	err := chunks(indexes, func(part []int64) error {
		rows, err := r.q.query("SELECT idx, hash FROM audit_hash WHERE "+in("idx", 0, len(part)), anys(part)...)
		return eachHash(rows, err, func(i int64, h audit.Hash) { found[i] = h })
	})
	if err != nil {
		return nil, err
	}
	out := make([]audit.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := found[x]
		if !ok {
			return nil, fmt.Errorf("hash %d of the audit tree is missing", x)
		}
		out[i] = h
	}
	return out, nil
}

func eachHash(rows *sql.Rows, err error, fn func(int64, audit.Hash)) error {
	return each(rows, err, func(scan func(...any) error) error {
		var i int64
		var b []byte
		if err := scan(&i, &b); err != nil {
			return err
		}
		fn(i, asHash(b))
		return nil
	})
}

// asHash is the zero hash for what is none: it fits nowhere.
func asHash(b []byte) audit.Hash {
	var h audit.Hash
	if len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}

// AuditChange writes a record unless the newest of its action is about the same
// object: what goes on for long is written once, however many processes and starts
// say it.
func (s *Store) AuditChange(ctx context.Context, rec audit.Record) error {
	last, err := s.AuditRecords(ctx, audit.Filter{Actions: []string{rec.Action}, Limit: 1})
	if err != nil || len(last) > 0 && last[0].ObjectID == rec.ObjectID {
		return err
	}
	return s.write(ctx, func(t *Tx) error {
		// While this transaction holds the head of the log, nobody writes between.
		if _, err := t.exec("UPDATE audit_head SET size = size WHERE log = 1"); err != nil {
			return err
		}
		var object string
		err := t.row("SELECT coalesce(object_id, '') FROM audit_record WHERE action = $1 ORDER BY idx DESC LIMIT 1", rec.Action).Scan(&object)
		if err != nil && !errors.Is(err, sql.ErrNoRows) || err == nil && object == rec.ObjectID {
			return err
		}
		return t.audit([]audit.Record{rec})
	})
}
