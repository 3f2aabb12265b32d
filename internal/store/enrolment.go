package store

import (
	"context"
	"fmt"
)

// Enrolment is the way of a phone into the registers: begun by an officer,
// claimed by a phone with its key, ended when the officer confirms.
type Enrolment struct {
	ID        string
	ByPerson  string
	Body      []byte // what the device shall be, as the use case wrote it
	ExpiresMS int64
	// DeviceID, Alg and PublicKey are "" until a phone has claimed it.
	DeviceID, Alg, PublicKey string
}

// PutEnrolment begins one under the hashes of its token and of its code; those
// that are over go.
func (t *Tx) PutEnrolment(tokenHash, codeHash []byte, e *Enrolment) error {
	if _, err := t.exec("DELETE FROM enrolment WHERE expires_ms < $1", t.nowMS); err != nil {
		return err
	}
	return t.insert("enrolment", "enrolment_id, token_hash, code_hash, by_person, body, expires_ms, device_id, alg, public_key",
		[][]any{{e.ID, tokenHash, codeHash, e.ByPerson, e.Body, e.ExpiresMS, "", "", ""}}, "")
}

// ClaimEnrolment gives an open enrolment to a device, once; false when the
// token or code was never given, was used or is over.
func (s *Store) ClaimEnrolment(ctx context.Context, hash []byte, deviceID, alg, publicKey string) (bool, error) {
	var n int64
	err := s.write(ctx, func(t *Tx) error {
		res, err := t.exec("UPDATE enrolment SET device_id = $1, alg = $2, public_key = $3 WHERE (token_hash = $4 OR code_hash = $5) AND device_id = '' AND expires_ms > $6",
			deviceID, alg, publicKey, hash, hash, t.nowMS)
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim an enrolment: %w", err)
	}
	return n > 0, nil
}

const enrolmentCols = "enrolment_id, by_person, body, expires_ms, device_id, alg, public_key"

func scanEnrolment(scan func(...any) error) (e Enrolment, err error) {
	err = scan(&e.ID, &e.ByPerson, &e.Body, &e.ExpiresMS, &e.DeviceID, &e.Alg, &e.PublicKey)
	return e, err
}

// Enrolment reads one that is not over; ErrGone when there is none.
func (s *Store) Enrolment(ctx context.Context, id string) (Enrolment, error) {
	e, err := scanEnrolment(s.queryRow(ctx, "SELECT "+enrolmentCols+" FROM enrolment WHERE enrolment_id = $1 AND expires_ms > $2", id, s.now()).Scan)
	return e, gone(err)
}

// TakeEnrolment ends one, in the transaction that writes the device.
func (t *Tx) TakeEnrolment(id string) error {
	res, err := t.exec("DELETE FROM enrolment WHERE enrolment_id = $1", id)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return ErrGone
	}
	return nil
}
