package store

import (
	"context"
	"database/sql"
	"errors"
)

// TipOfficer is the public half of an officer's keys.
type TipOfficer struct {
	PersonID  string
	Recipient string // hybrid age recipient
	Sign      string // Ed25519, base64url
}

// PutTipOfficer notes an officer's keys; ErrTaken where he has some.
func (t *Tx) PutTipOfficer(o TipOfficer) error {
	n, err := t.insertCount("tip_officer", "person_id, recipient, sign", [][]any{{o.PersonID, o.Recipient, o.Sign}}, "ON CONFLICT (person_id) DO NOTHING")
	if err == nil && n == 0 {
		err = ErrTaken
	}
	return err
}

// DropTipOfficer forgets an officer's keys: he lost them, or left.
func (t *Tx) DropTipOfficer(personID string) error {
	_, err := t.exec("DELETE FROM tip_officer WHERE person_id = $1", personID)
	return err
}

// TipOfficers are the public keys of all officers, by person.
func (s *Store) TipOfficers(ctx context.Context) (map[string]TipOfficer, error) {
	out := map[string]TipOfficer{}
	rows, err := s.query(ctx, "SELECT person_id, recipient, sign FROM tip_officer")
	err = each(rows, err, func(scan func(...any) error) error {
		var o TipOfficer
		err := scan(&o.PersonID, &o.Recipient, &o.Sign)
		out[o.PersonID] = o
		return err
	})
	return out, err
}

// WaitingEpoch is the record of a desk's next key, which the body above has not
// signed yet.
type WaitingEpoch struct {
	Desk, PersonID string // body, and who made it
	Record         []byte
}

// PutWaitingEpoch keeps a record until it is signed, in place of an earlier one.
func (t *Tx) PutWaitingEpoch(w WaitingEpoch) error {
	return t.insert("tip_waiting", "desk, person_id, record", [][]any{{w.Desk, w.PersonID, w.Record}},
		"ON CONFLICT (desk) DO UPDATE SET person_id = excluded.person_id, record = excluded.record")
}

// DropWaitingEpoch forgets it.
func (t *Tx) DropWaitingEpoch(desk string) error {
	_, err := t.exec("DELETE FROM tip_waiting WHERE desk = $1", desk)
	return err
}

// WaitingEpoch is the record that waits at a desk; ErrGone where none does.
func (s *Store) WaitingEpoch(ctx context.Context, desk string) (WaitingEpoch, error) {
	w := WaitingEpoch{Desk: desk}
	err := s.queryRow(ctx, "SELECT person_id, record FROM tip_waiting WHERE desk = $1", desk).Scan(&w.PersonID, &w.Record)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrGone
	}
	return w, err
}
