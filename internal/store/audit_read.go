package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
)

// Errors of the checkpoints of the audit log.
var (
	ErrNoCheckpoint = errors.New("no checkpoint of the audit log has been signed yet")
	ErrBeyondLog    = errors.New("the audit log has never been that long")
)

const auditCols = `idx, leaf, salt, coalesce(at_s, 0), coalesce(actor_id, ''), coalesce(key_id, ''), coalesce(action, ''),
	coalesce(object_id, ''), coalesce(place_id, ''), coalesce(reason, ''), coalesce(detail, ''), coalesce(outcome, '')`

func eachEntry(rows *sql.Rows, err error, fn func(audit.Entry)) error {
	return each(rows, err, func(scan func(...any) error) error {
		var e audit.Entry
		var leaf []byte
		err := scan(&e.Index, &leaf, &e.Salt, &e.At, &e.ActorID, &e.KeyID, &e.Action, &e.ObjectID, &e.PlaceID, &e.Reason, &e.Detail, &e.Outcome)
		e.Leaf = asHash(leaf)
		if err == nil {
			fn(e)
		}
		return err
	})
}

// AuditRecords lists records of the log, newest first. The next page begins
// Before the last index of this one.
func (s *Store) AuditRecords(ctx context.Context, f audit.Filter) ([]audit.Entry, error) {
	f = f.Clean()
	if f.PlaceIDs != nil && len(f.PlaceIDs) == 0 {
		return nil, nil
	}
	where, args := auditWhere(f)
	var out []audit.Entry
	rows, err := s.query(ctx, "SELECT "+auditCols+" FROM audit_record WHERE "+where+fmt.Sprintf(" ORDER BY idx DESC LIMIT %d", f.Limit), args...)
	err = eachEntry(rows, err, func(e audit.Entry) { out = append(out, e) })
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return out, nil
}

// AuditActors lists, for each of some objects, who did an action with it that
// succeeded, everybody once. What nobody did has no key.
func (s *Store) AuditActors(ctx context.Context, action string, objectIDs []string) (map[string][]string, error) {
	out := map[string][]string{}
	err := chunks(objectIDs, func(part []string) error {
		rows, err := s.query(ctx, "SELECT DISTINCT object_id, actor_id FROM audit_record WHERE action = $1 AND outcome = $2 AND actor_id IS NOT NULL AND "+in("object_id", 2, len(part)),
			append([]any{action, string(audit.Done)}, anys(part)...)...)
		return each(rows, err, func(scan func(...any) error) error {
			var object, actor string
			err := scan(&object, &actor)
			out[object] = append(out[object], actor)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read who did something in the audit log: %w", err)
	}
	return out, nil
}

// AuditFirst says when an action for a reason was first done to each object, in
// seconds since 1970 UTC.
func (s *Store) AuditFirst(ctx context.Context, action, reason string) (map[string]int64, error) {
	out := map[string]int64{}
	rows, err := s.query(ctx, "SELECT object_id, min(at_s) FROM audit_record WHERE action = $1 AND reason = $2 AND outcome = $3 AND object_id IS NOT NULL AND at_s IS NOT NULL GROUP BY object_id",
		action, reason, string(audit.Done))
	err = each(rows, err, func(scan func(...any) error) error {
		var object string
		var at int64
		err := scan(&object, &at)
		out[object] = at
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read for what reason something was done in the audit log: %w", err)
	}
	return out, nil
}

// AuditNewest is the newest record of an action that succeeded on each of some objects,
// from a moment on, in seconds since 1970 UTC, besides those of one person; newest first.
func (s *Store) AuditNewest(ctx context.Context, action string, objectIDs []string, fromS int64, besides string) ([]audit.Entry, error) {
	var out []audit.Entry
	err := chunks(objectIDs, func(part []string) error {
		rows, err := s.query(ctx, "SELECT "+auditCols+" FROM audit_record WHERE idx IN (SELECT max(n.idx) FROM audit_record n WHERE n.action = $1 AND n.outcome = $2 AND n.at_s >= $3 AND coalesce(n.actor_id, '') <> $4 AND "+
			in("n.object_id", 4, len(part))+" GROUP BY n.object_id)", append([]any{action, string(audit.Done), fromS, besides}, anys(part)...)...)
		return eachEntry(rows, err, func(e audit.Entry) { out = append(out, e) })
	})
	if err != nil {
		return nil, fmt.Errorf("read what was done last in the audit log: %w", err)
	}
	slices.SortFunc(out, func(a, b audit.Entry) int { return cmp.Compare(b.Index, a.Index) })
	return out, nil
}

func auditWhere(f audit.Filter) (string, []any) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	where, args := "idx < $1", []any{f.Before}
	and := func(op string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(" AND %s $%d", op, len(args))
	}
	for _, c := range []struct{ col, is string }{{"actor_id", f.ActorID}, {"object_id", f.ObjectID}} {
		if c.is != "" {
			and(c.col+" =", c.is)
		}
	}
	if f.From != 0 {
		and("at_s >=", f.From)
	}
	if f.To != 0 {
		and("at_s <", f.To)
	}
	for col, list := range map[string][]string{"place_id": f.PlaceIDs, "action": f.Actions} {
		if len(list) > 0 {
			where += " AND " + in(col, len(args), len(list))
			args = append(args, anys(list)...)
		}
	}
	return where, args
}

// AuditLeaves hands out the leaves of the log from record 0 on: what a copy
// outside holds. They tell nothing about the records.
func (s *Store) AuditLeaves(ctx context.Context, fn func(index int64, leaf audit.Hash) error) error {
	rows, err := s.query(ctx, "SELECT idx, leaf FROM audit_record ORDER BY idx")
	var failed error
	err = eachHash(rows, err, func(i int64, h audit.Hash) {
		if failed == nil {
			failed = fn(i, h)
		}
	})
	return errors.Join(err, failed)
}

// SignCheckpoint signs for the log as it is now and keeps the checkpoint; a
// log that has not grown since keeps the one it has.
func (s *Store) SignCheckpoint(ctx context.Context, signer *audit.Signer) ([]byte, error) {
	c := audit.Checkpoint{Origin: signer.Name()}
	var root []byte
	err := s.queryRow(ctx, "SELECT size, root FROM audit_head WHERE log = 1").Scan(&c.Size, &root)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoLogHead
	}
	if err != nil {
		return nil, fmt.Errorf("read the head of the audit log: %w", err)
	}
	c.Root = asHash(root)
	msg, err := c.Sign(signer)
	if err != nil {
		return nil, fmt.Errorf("sign the checkpoint: %w", err)
	}
	err = s.write(ctx, func(t *Tx) error {
		return t.insert("audit_checkpoint", "size, at_s, witnesses, note", [][]any{{c.Size, t.nowMS / 1000, 0, msg}}, "ON CONFLICT (size) DO NOTHING")
	})
	if err != nil {
		return nil, fmt.Errorf("keep the checkpoint: %w", err)
	}
	kept, err := s.LatestCheckpoint(ctx, false)
	return kept.Note, err
}

// LatestCheckpoint is the newest checkpoint kept, or the newest that a witness
// has signed; ErrNoCheckpoint when there is none.
func (s *Store) LatestCheckpoint(ctx context.Context, witnessed bool) (audit.Kept, error) {
	return latestCheckpoint(reading{s, ctx}, witnessed)
}

func latestCheckpoint(q querier, witnessed bool) (audit.Kept, error) {
	return oneCheckpoint(q, "witnesses >= $1 ORDER BY size DESC LIMIT 1", asInt(witnessed))
}

// oneCheckpoint is the first that fits, in the order that is asked for.
func oneCheckpoint(q querier, which string, arg any) (audit.Kept, error) {
	var k audit.Kept
	err := q.row("SELECT size, at_s, witnesses, note FROM audit_checkpoint WHERE "+which, arg).Scan(&k.Size, &k.At, &k.Witnesses, &k.Note)
	if errors.Is(err, sql.ErrNoRows) {
		return k, ErrNoCheckpoint
	}
	if err != nil {
		return k, fmt.Errorf("read the checkpoint: %w", err)
	}
	return k, nil
}

// CheckpointOver is the first checkpoint kept that holds a record, of those a witness
// signed if there is one; ErrNoCheckpoint when none holds it yet. It is the same
// whenever somebody asks, but for the day on which a witness signed: whoever is shown it
// learns no more of when that was.
func (s *Store) CheckpointOver(ctx context.Context, index int64) (audit.Kept, error) {
	return oneCheckpoint(reading{s, ctx}, "size > $1 ORDER BY CASE WHEN witnesses > 0 THEN 0 ELSE 1 END, size LIMIT 1", index)
}

// WitnessedBefore is the newest checkpoint under a witness that the log signed
// before a moment, in seconds; ErrNoCheckpoint when there is none.
func (s *Store) WitnessedBefore(ctx context.Context, atS int64) (audit.Kept, error) {
	return oneCheckpoint(reading{s, ctx}, "witnesses > 0 AND at_s < $1 ORDER BY size DESC LIMIT 1", atS)
}

// WitnessedOver is the first checkpoint under a witness that holds a record;
// ErrNoCheckpoint when there is none.
func (s *Store) WitnessedOver(ctx context.Context, index int64) (audit.Kept, error) {
	return oneCheckpoint(reading{s, ctx}, "witnesses > 0 AND size > $1 ORDER BY size LIMIT 1", index)
}

// WitnessedAt is the checkpoint under a witness of so many records;
// ErrNoCheckpoint when there is none.
func (s *Store) WitnessedAt(ctx context.Context, size int64) (audit.Kept, error) {
	return oneCheckpoint(reading{s, ctx}, "witnesses > 0 AND size = $1", size)
}

// ProveLog leads from the root of the first old records to that of the first size.
func (s *Store) ProveLog(ctx context.Context, size, old int64) (tlog.TreeProof, error) {
	if old < 1 || old > size {
		return nil, ErrBeyondLog
	}
	proof, err := tlog.ProveTree(size, old, hashReader{reading{s, ctx}})
	if err != nil {
		return nil, fmt.Errorf("prove the audit log: %w", err)
	}
	return proof, nil
}

// KeepWitnessed takes back a checkpoint that witnesses have signed. Only the
// signatures of the given keys are kept.
func (s *Store) KeepWitnessed(ctx context.Context, brought []byte, logKey string, witnesses ...string) error {
	c, err := audit.OpenCheckpoint(brought, logKey, witnesses...)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *Tx) error {
		// The row is taken first: two witnesses may come at once.
		var kept []byte
		err := t.row("UPDATE audit_checkpoint SET size = size WHERE size = $1 RETURNING note", c.Size).Scan(&kept)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: no checkpoint of %d records was signed here", audit.ErrCheckpoint, c.Size)
		}
		if err != nil {
			return fmt.Errorf("read the checkpoint: %w", err)
		}
		msg, all, err := audit.Collect(kept, brought, logKey, witnesses...)
		if err != nil {
			return err
		}
		_, err = t.exec("UPDATE audit_checkpoint SET note = $1, witnesses = $2 WHERE size = $3", msg, len(all.Witnesses), c.Size)
		return err
	})
}

// AuditRequest is the newest checkpoint with the proof that it holds the first
// `from` records as they were: what a witness that signed for `from` records
// last needs. ErrBeyondLog when there never were so many.
func (s *Store) AuditRequest(ctx context.Context, from int64) (audit.Request, error) {
	q := reading{s, ctx}
	k, err := latestCheckpoint(q, false)
	if err != nil {
		return audit.Request{}, err
	}
	r := audit.Request{Old: from, Note: k.Note}
	if from < 0 || from > k.Size {
		return r, ErrBeyondLog
	}
	if from > 0 {
		if r.Proof, err = tlog.ProveTree(k.Size, from, hashReader{q}); err != nil {
			return r, fmt.Errorf("prove the audit log: %w", err)
		}
	}
	return r, nil
}

// ProveRecord leads from a record to the root of the first size records.
func (s *Store) ProveRecord(ctx context.Context, size, index int64) (tlog.RecordProof, error) {
	if index < 0 || index >= size {
		return nil, ErrBeyondLog
	}
	proof, err := tlog.ProveRecord(size, index, hashReader{reading{s, ctx}})
	if err != nil {
		return nil, fmt.Errorf("prove a record of the audit log: %w", err)
	}
	return proof, nil
}
