package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"phendau/internal/tip"
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

// PutQuorum notes who keeps the shares of a desk.
func (t *Tx) PutQuorum(deskID string, q *tip.Quorum) error {
	return t.putJSON("tip_quorum", "desk", deskID, "desk, body", q, nil)
}

// Quorum is who keeps the shares of a desk; ErrGone where nobody does.
func (t *Tx) Quorum(deskID string) (*tip.Quorum, error) { return quorum(t.row(quorumSQL, deskID)) }

// Quorum is Tx.Quorum outside a transaction.
func (s *Store) Quorum(ctx context.Context, deskID string) (*tip.Quorum, error) {
	return quorum(s.queryRow(ctx, quorumSQL, deskID))
}

const quorumSQL = "SELECT body FROM tip_quorum WHERE desk = $1"

func quorum(row interface{ Scan(...any) error }) (*tip.Quorum, error) {
	q := &tip.Quorum{}
	return q, scanJSON(row, q)
}

func scanJSON(row interface{ Scan(...any) error }, v any) error {
	var b []byte
	err := row.Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrGone
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func (t *Tx) putJSON(table, key, id, cols string, v any, more []any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	row := append(append([]any{id}, more...), b)
	return t.insert(table, cols, [][]any{row}, "ON CONFLICT ("+key+") DO UPDATE SET body = excluded.body")
}

// PutRecovery keeps a recovery as it stands.
func (t *Tx) PutRecovery(id string, r *tip.Recovery) error {
	return t.putJSON("tip_recovery", "recovery_id", id, "recovery_id, desk, body", r, []any{r.Desk})
}

// Recovery reads one; ErrGone where there is none.
func (t *Tx) Recovery(id string) (*tip.Recovery, error) {
	r := &tip.Recovery{}
	return r, scanJSON(t.row("SELECT body FROM tip_recovery WHERE recovery_id = $1", id), r)
}

// Recoveries are all of a desk by id; ids rise with time.
func (s *Store) Recoveries(ctx context.Context, deskID string) (ids []string, all []*tip.Recovery, err error) {
	rows, err := s.query(ctx, "SELECT recovery_id, body FROM tip_recovery WHERE desk = $1 ORDER BY recovery_id", deskID)
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		var b []byte
		if err := scan(&id, &b); err != nil {
			return err
		}
		r := &tip.Recovery{}
		ids, all = append(ids, id), append(all, r)
		return json.Unmarshal(b, r)
	})
	return ids, all, err
}
