package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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
