package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/ledger"
)

// Restated is a restatement with the ledger it stands in.
type Restated struct {
	LedgerID string
	ledger.Restatement
}

// Restatements lists every change of something a lock held, in ledger order.
func (s *Store) Restatements(ctx context.Context) ([]Restated, error) {
	return restatements(reading{s, ctx}, "ORDER BY at_ms, ledger_id, seq, n")
}

func restatements(q querier, tail string, args ...any) ([]Restated, error) {
	var out []Restated
	rows, err := q.query("SELECT ledger_id, seq, n, entry_id, what, field, old_value, new_value, why, actor_id, body_id, at_ms, snapshots FROM restatement "+tail, args...)
	err = each(rows, err, func(scan func(...any) error) error {
		var r Restated
		var snaps string
		if err := scan(&r.LedgerID, &r.Seq, &r.N, &r.EntryID, &r.What, &r.Field, &r.Old, &r.New, &r.Why, &r.ActorID, &r.BodyID, &r.AtMS, &snaps); err != nil {
			return err
		}
		out = append(out, r)
		return json.Unmarshal([]byte(snaps), &out[len(out)-1].Snapshots)
	})
	if err != nil {
		return nil, fmt.Errorf("read restatements: %w", err)
	}
	return out, nil
}

// Snapshots lists the locked reports, oldest first.
func (s *Store) Snapshots(ctx context.Context) ([]*ledger.Snapshot, error) {
	return snapshots(reading{s, ctx}, "")
}

func snapshots(q querier, where string, args ...any) ([]*ledger.Snapshot, error) {
	var out []*ledger.Snapshot
	rows, err := q.query("SELECT "+snapshotCols+" FROM snapshot "+where+" ORDER BY at_ms, ledger_id, seq", args...)
	err = each(rows, err, func(scan func(...any) error) error {
		snap, err := scanSnapshot(scan)
		out = append(out, snap)
		return err
	})
	return out, err
}

// Payload reads the bytes a lock named by hash and checks them.
func (s *Store) Payload(ctx context.Context, ledgerID, hash string) ([]byte, error) {
	return payload(reading{s, ctx}, ledgerID, hash)
}

func payload(q querier, ledgerID, hash string) ([]byte, error) {
	h, err := ledger.ParseHash(hash)
	if err != nil {
		return nil, err
	}
	var b []byte
	err = q.row("SELECT bytes FROM payload WHERE ledger_id = $1 AND sha256 = $2", ledgerID, h[:]).Scan(&b)
	if err != nil {
		return nil, fmt.Errorf("read payload %s: %w", hash, err)
	}
	if ledger.HashOf(b) != h {
		return nil, differ("payload "+hash, hash, ledger.HashOf(b).String())
	}
	return b, nil
}

// Positions is the position vector of the ledgers that hold entries.
func (s *Store) Positions(ctx context.Context) ([]ledger.Position, error) {
	return positions(s.query(ctx, selectPositions))
}

const selectPositions = "SELECT ledger_id, epoch, seq, hash FROM ledger_head WHERE kind IN ('commune', 'upper') ORDER BY ledger_id"

func positions(rows *sql.Rows, err error) ([]ledger.Position, error) {
	var out []ledger.Position
	err = each(rows, err, func(scan func(...any) error) error {
		var p ledger.Position
		var hash []byte
		if err := scan(&p.LedgerID, &p.Epoch, &p.Seq, &hash); err != nil {
			return err
		}
		p.Hash = hex.EncodeToString(hash)
		out = append(out, p)
		return nil
	})
	return out, err
}

// Record reads one record of a ledger; sql.ErrNoRows when there is none, also
// for ids that are no UUIDs.
func (s *Store) Record(ctx context.Context, ledgerID, id string) (*ledger.Record, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(id) {
		return nil, sql.ErrNoRows
	}
	return scanRecord(s.queryRow(ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_id = $2", ledgerID, id).Scan)
}

// Records reads several records of one ledger; unknown ids are left out.
func (s *Store) Records(ctx context.Context, ledgerID string, ids []string) (map[string]*ledger.Record, error) {
	out := make(map[string]*ledger.Record, len(ids))
	if !ledger.ValidID(ledgerID) {
		return out, nil
	}
	err := chunks(validIDs(ids), func(part []string) error {
		rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND "+in("record_id", 1, len(part)), append([]any{ledgerID}, anys(part)...)...)
		return each(rows, err, func(scan func(...any) error) error {
			r, err := scanRecord(scan)
			if err == nil {
				out[r.ID] = r
			}
			return err
		})
	})
	return out, err
}

// Operations lists the operations on an entity in ledger order.
func (s *Store) Operations(ctx context.Context, ledgerID, entityID string) ([]ledger.Stamped, error) {
	var out []ledger.Stamped
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(entityID) {
		return nil, nil
	}
	rows, err := s.query(ctx, "SELECT ledger_id, seq, epoch, accepted_ms, bytes, sig FROM op WHERE ledger_id = $1 AND entity_id = $2 ORDER BY seq", ledgerID, entityID)
	err = each(rows, err, func(scan func(...any) error) error {
		op, st, err := scanOp(scan)
		out = append(out, ledger.Stamped{Signed: op, Stamp: st})
		return err
	})
	return out, err
}

// Covered lists the entries of a ledger that a lock mark would take in now,
// sorted by id.
func (s *Store) Covered(ctx context.Context, ledgerID string, m ledger.LockMark) ([]*ledger.Record, error) {
	env, err := s.Env(ctx)
	if err != nil {
		return nil, err
	}
	var list []*ledger.Record
	rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_type = 'entry' AND day BETWEEN $2 AND $3",
		ledgerID, int64(m.From), int64(m.To))
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read entries to lock: %w", err)
	}
	return ledger.Covered(list, m, env), nil
}

// Ready reports whether the database answers with the schema this program
// works with.
func (s *Store) Ready(ctx context.Context) error { return s.checkSchema(ctx) }

// Known tells which ids of records or registry entities are stored.
func (s *Store) Known(ctx context.Context, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, q := range []string{"SELECT record_id FROM record WHERE ", "SELECT entity_id FROM registry_entity WHERE "} {
		col := "record_id"
		if strings.Contains(q, "entity_id") {
			col = "entity_id"
		}
		err := chunks(validIDs(ids), func(part []string) error {
			rows, err := s.query(ctx, q+in(col, 0, len(part)), anys(part)...)
			return each(rows, err, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				out[id] = true
				return err
			})
		})
		if err != nil {
			return nil, fmt.Errorf("look up ids: %w", err)
		}
	}
	return out, nil
}

// Entities lists the merged documents of one type of registry entity.
func (s *Store) Entities(ctx context.Context, typ string) ([]ledger.Entity, error) {
	var out []ledger.Entity
	rows, err := s.query(ctx, "SELECT entity_type, entity_id, seq, body FROM registry_entity WHERE entity_type = $1 ORDER BY entity_id", typ)
	err = each(rows, err, func(scan func(...any) error) error {
		var e ledger.Entity
		err := scan(&e.Type, &e.ID, &e.Seq, &e.Body)
		out = append(out, e)
		return err
	})
	return out, err
}

// Entity reads the merged document of one registry entity; ErrGone when there
// is none.
func (s *Store) Entity(ctx context.Context, typ, id string) (ledger.Entity, error) {
	e := ledger.Entity{Type: typ, ID: id}
	if !ledger.ValidID(id) {
		return e, ErrGone
	}
	err := s.queryRow(ctx, "SELECT seq, body FROM registry_entity WHERE entity_type = $1 AND entity_id = $2", typ, id).Scan(&e.Seq, &e.Body)
	return e, gone(err)
}

// maxBetween bounds what RecordsBetween reads: ids of one millisecond.
const maxBetween = 20

// RecordsBetween reads the records of a ledger from one id to another, in
// their order.
func (s *Store) RecordsBetween(ctx context.Context, ledgerID, first, last string) ([]*ledger.Record, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(first) || !ledger.ValidID(last) {
		return nil, nil
	}
	var out []*ledger.Record
	rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_id >= $2 AND record_id <= $3 ORDER BY record_id LIMIT "+strconv.Itoa(maxBetween), ledgerID, first, last)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		out = append(out, r)
		return err
	})
	return out, err
}

// RecordsIn finds records by their ids in the given ledgers; unknown ids are
// left out.
func (s *Store) RecordsIn(ctx context.Context, ledgers, ids []string) (map[string]*ledger.Record, error) {
	out := map[string]*ledger.Record{}
	for _, l := range ledgers {
		found, err := s.Records(ctx, l, ids)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, found)
		if len(out) == len(ids) {
			break
		}
	}
	return out, nil
}

// EachRecord hands out the entries and statements of the given ledgers, the
// latest day first and at most so many, until fn says stop.
func (s *Store) EachRecord(ctx context.Context, ledgers []string, most int, fn func(*ledger.Record) (stop bool)) error {
	ledgers = validIDs(ledgers)
	if len(ledgers) == 0 {
		return nil
	}
	if len(ledgers) > maxLedgersAsked {
		ledgers = ledgers[:maxLedgersAsked]
	}
	rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE "+in("ledger_id", 0, len(ledgers))+
		fmt.Sprintf(" AND record_type IN ('entry', 'statement') ORDER BY day DESC, ledger_id, record_id LIMIT %d", most), anys(ledgers)...)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		if err == nil && fn(r) {
			return errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// maxLedgersAsked keeps a statement below the engines' limit of parameters.
const maxLedgersAsked = 5000

var errEnough = errors.New("enough")

// validIDs leaves out what cannot be stored: PostgreSQL refuses to compare an
// id with anything but a UUID.
func validIDs(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !ledger.ValidID(id) })
}
