package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// DeviceHead is the end of a device's chain; the zero head when nothing of it
// was ever taken.
func (s *Store) DeviceHead(ctx context.Context, deviceID string) (ledger.DeviceHead, error) {
	var h ledger.DeviceHead
	var hash []byte
	var forked int
	if !ledger.ValidID(deviceID) {
		return h, nil
	}
	err := s.queryRow(ctx, "SELECT seq, hash, forked FROM device_head WHERE device_id = $1", deviceID).Scan(&h.Seq, &hash, &forked)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("read device head: %w", err)
	}
	copy(h.Hash[:], hash)
	h.Forked = forked != 0
	return h, nil
}

// Quarantined lists the operations that wait for an officer, by device and
// number.
func (s *Store) Quarantined(ctx context.Context) ([]ledger.Refused, error) {
	var out []ledger.Refused
	rows, err := s.query(ctx, "SELECT code, at_ms, bytes, sig FROM quarantine_op ORDER BY device_id, device_seq, op_hash")
	err = each(rows, err, func(scan func(...any) error) error {
		var q ledger.Refused
		var b, sig []byte
		if err := scan(&q.Code, &q.AtMS, &b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		q.Signed = op
		out = append(out, q)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the quarantine: %w", err)
	}
	return out, nil
}

// Held finds what stands under numbers of a device: accepted, refused, or in
// custody.
func (s *Store) Held(ctx context.Context, deviceID string, seqs []int64) (map[int64]ledger.Hash, error) {
	out := map[int64]ledger.Hash{}
	if !ledger.ValidID(deviceID) {
		return out, nil
	}
	err := chunks(seqs, func(part []int64) error {
		args := append([]any{deviceID}, anys(part)...)
		for _, q := range []string{"SELECT device_seq, op_hash FROM custody_op WHERE device_id = $1 AND ", "SELECT device_seq, op_hash FROM op WHERE device_id = $1 AND "} {
			rows, err := s.query(ctx, q+in("device_seq", 1, len(part)), args...)
			err = each(rows, err, func(scan func(...any) error) error {
				var seq int64
				var hash []byte
				err := scan(&seq, &hash)
				out[seq] = ledger.Hash(hash)
				return err
			})
			if err != nil {
				return err
			}
		}
		rows, err := s.query(ctx, "SELECT device_seq, bytes, sig FROM refused_op WHERE device_id = $1 AND "+in("device_seq", 1, len(part)), args...)
		return each(rows, err, func(scan func(...any) error) error {
			var seq int64
			var b, sig []byte
			if err := scan(&seq, &b, &sig); err != nil {
				return err
			}
			op, err := ledger.Decode(b, sig)
			out[seq] = op.Hash
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("look up a device's operations: %w", err)
	}
	return out, nil
}

// RecordsFrom lists records of every type of a ledger from a first day on,
// latest day first, then by id. The page begins behind a record; "" begins at
// the start.
func (s *Store) RecordsFrom(ctx context.Context, ledgerID string, from, afterDay calendar.Day, afterID string, limit int) ([]*ledger.Record, error) {
	if !ledger.ValidID(ledgerID) {
		return nil, nil
	}
	where, args := "ledger_id = $1 AND day >= $2", []any{ledgerID, int64(from)}
	if afterID != "" {
		where, args = where+" AND (day < $3 OR day = $4 AND record_id > $5)", append(args, int64(afterDay), int64(afterDay), afterID)
	}
	var out []*ledger.Record
	rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE "+where+fmt.Sprintf(" ORDER BY day DESC, record_id LIMIT %d", limit), args...)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("page records of ledger %s: %w", ledgerID, err)
	}
	return out, nil
}

// ChangedRecords lists the entities that operations behind a position touched,
// each once, reading at most so many operations, and the position they reach.
func (s *Store) ChangedRecords(ctx context.Context, ledgerID string, after int64, limit int) (ids []string, upto int64, err error) {
	if !ledger.ValidID(ledgerID) {
		return nil, after, nil
	}
	upto = after
	seen := map[string]bool{}
	rows, err := s.query(ctx, fmt.Sprintf("SELECT seq, entity_id FROM op WHERE ledger_id = $1 AND seq > $2 ORDER BY seq LIMIT %d", limit), ledgerID, after)
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		err := scan(&upto, &id)
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
		return err
	})
	if err != nil {
		return nil, after, fmt.Errorf("read what changed in ledger %s: %w", ledgerID, err)
	}
	return ids, upto, nil
}

// ChainAt is a ledger's chain at a position in hex, "" when the ledger does
// not reach it.
func (s *Store) ChainAt(ctx context.Context, ledgerID string, seq int64) (string, error) {
	if !ledger.ValidID(ledgerID) {
		return "", nil
	}
	if seq == 0 {
		return ledger.Start(ledgerID).String(), nil
	}
	var hash []byte
	err := s.queryRow(ctx, "SELECT ledger_hash FROM op WHERE ledger_id = $1 AND seq = $2", ledgerID, seq).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the chain of ledger %s: %w", ledgerID, err)
	}
	return hex.EncodeToString(hash), nil
}

// LastReturn is why a record was last given back and by whom.
func (s *Store) LastReturn(ctx context.Context, ledgerID, recordID string) (why, actorID string, err error) {
	ops, err := s.Operations(ctx, ledgerID, recordID)
	for i := len(ops) - 1; err == nil && i >= 0; i-- {
		if ops[i].Op.Verb != "return" {
			continue
		}
		var body struct {
			Why string `json:"why"`
		}
		err = json.Unmarshal(ops[i].Op.Body, &body)
		return body.Why, ops[i].Op.ActorID, err
	}
	return "", "", err
}

// DeviceContact is when a phone was last here and what it said of itself.
type DeviceContact struct {
	AtMS   int64
	App    string
	Unsent int
}

// MetDevice notes that a phone was here.
func (s *Store) MetDevice(ctx context.Context, deviceID, app string, unsent int) error {
	err := s.write(ctx, func(t *Tx) error {
		return t.insert("device_contact", "device_id, at_ms, app, unsent", [][]any{{deviceID, t.nowMS, app, unsent}},
			"ON CONFLICT (device_id) DO UPDATE SET at_ms = excluded.at_ms, app = excluded.app, unsent = excluded.unsent")
	})
	if err != nil {
		return fmt.Errorf("note a device: %w", err)
	}
	return nil
}

// DeviceContacts tells of every phone that was here.
func (s *Store) DeviceContacts(ctx context.Context) (map[string]DeviceContact, error) {
	out := map[string]DeviceContact{}
	rows, err := s.query(ctx, "SELECT device_id, at_ms, app, unsent FROM device_contact")
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		var c DeviceContact
		err := scan(&id, &c.AtMS, &c.App, &c.Unsent)
		out[id] = c
		return err
	})
	return out, err
}
