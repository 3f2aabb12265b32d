package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"phendau/internal/identity"
)

// PutInvitation keeps an invitation under the hash of its token and takes back
// earlier ones to the same person.
func (t *Tx) PutInvitation(tokenHash []byte, v *identity.Invitation) error {
	if _, err := t.exec("DELETE FROM invitation WHERE person_id = $1 OR expires_ms < $2", v.PersonID, t.nowMS); err != nil {
		return err
	}
	return t.insert("invitation", "token_hash, person_id, purpose, by_person, expires_ms", [][]any{{tokenHash, v.PersonID, v.Purpose, v.By, v.ExpiresMS}}, "")
}

// Invitation looks at an invitation without using it; ErrGone when it was
// used, taken back or is over.
func (s *Store) Invitation(ctx context.Context, tokenHash []byte) (identity.Invitation, error) {
	var v identity.Invitation
	err := s.queryRow(ctx, "SELECT person_id, purpose, by_person, expires_ms FROM invitation WHERE token_hash = $1 AND expires_ms > $2", tokenHash, s.now()).
		Scan(&v.PersonID, &v.Purpose, &v.By, &v.ExpiresMS)
	return v, gone(err)
}

// InvitedPeople lists the people with an invitation that is still open; wishes
// that wait for a second person are none.
func (s *Store) InvitedPeople(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	rows, err := s.query(ctx, "SELECT person_id, expires_ms FROM invitation WHERE expires_ms > $1 AND purpose <> $2", s.now(), identity.RecoverAsked)
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		var ms int64
		err := scan(&id, &ms)
		out[id] = ms
		return err
	})
	return out, err
}

// TakeInvitation uses an invitation up.
func (t *Tx) TakeInvitation(tokenHash []byte) (identity.Invitation, error) {
	var v identity.Invitation
	err := t.row("DELETE FROM invitation WHERE token_hash = $1 RETURNING person_id, purpose, by_person, expires_ms", tokenHash).
		Scan(&v.PersonID, &v.Purpose, &v.By, &v.ExpiresMS)
	if err == nil && v.ExpiresMS <= t.nowMS {
		err = ErrGone
	}
	return v, gone(err)
}

// PutCeremony remembers the first half of a ceremony under the hash of its key.
func (t *Tx) PutCeremony(keyHash []byte, c *identity.Ceremony) error {
	if _, err := t.exec("DELETE FROM ceremony WHERE expires_ms < $1", t.nowMS); err != nil {
		return err
	}
	return t.insert("ceremony", "key_hash, person_id, purpose, data, expires_ms", [][]any{{keyHash, c.PersonID, c.Purpose, c.Data, c.ExpiresMS}}, "")
}

// TakeCeremony uses a ceremony up, before anything of its second half is
// believed.
func (s *Store) TakeCeremony(ctx context.Context, keyHash []byte) (identity.Ceremony, error) {
	var c identity.Ceremony
	err := s.write(ctx, func(t *Tx) error {
		err := t.row("DELETE FROM ceremony WHERE key_hash = $1 RETURNING person_id, purpose, data, expires_ms", keyHash).
			Scan(&c.PersonID, &c.Purpose, &c.Data, &c.ExpiresMS)
		return gone(err)
	})
	if err == nil && c.ExpiresMS <= s.now() {
		err = ErrGone
	}
	return c, err
}

// RequestLife is how long the ids of requests are kept, in milliseconds.
const RequestLife = 30 * 24 * 3600 * 1000

// ErrOtherRequest says that a request id was used for something else.
var ErrOtherRequest = errors.New("the request id was used for another request")

// Requested reports whether a request was carried out before. hash is of what
// it asks; another hash under the same id is ErrOtherRequest.
func (s *Store) Requested(ctx context.Context, personID, id string, hash []byte) (bool, error) {
	var was []byte
	err := s.queryRow(ctx, "SELECT hash FROM request_seen WHERE person_id = $1 AND request_id = $2", personID, id).Scan(&was)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look up request: %w", err)
	case !bytes.Equal(was, hash):
		return false, ErrOtherRequest
	}
	return true, nil
}

// NoteRequest marks a request as carried out, in the transaction that does so.
// A second one at the same moment fails on the key and finds the first.
func (t *Tx) NoteRequest(personID, id string, hash []byte) error {
	if _, err := t.exec("DELETE FROM request_seen WHERE at_ms < $1", t.nowMS-RequestLife); err != nil {
		return err
	}
	n, err := t.insertCount("request_seen", "person_id, request_id, hash, at_ms", [][]any{{personID, id, hash, t.nowMS}}, "ON CONFLICT (person_id, request_id) DO NOTHING")
	if err == nil && n == 0 {
		err = ErrRepeated
	}
	return err
}

// ErrRepeated says that another process carried the same request out just now.
var ErrRepeated = errors.New("the request was carried out already")
