package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"phendau/internal/identity"
	"phendau/internal/ledger"
)

// ErrGone says that what was asked for is not there (any more): used, expired,
// taken back, or never made.
var ErrGone = errors.New("it is not there any more")

// Within runs fn in one writing transaction. It is for what is not book data;
// operations go through Append, which can carry the same kind of function.
func (s *Store) Within(ctx context.Context, fn func(*Tx) error) error { return s.write(ctx, fn) }

// NowMS is the instant of the transaction.
func (t *Tx) NowMS() int64 { return t.nowMS }

const accountCols = "person_id, login, handle, disabled, created_ms"

func scanAccount(scan func(...any) error) (*identity.Account, error) {
	var a identity.Account
	var disabled int
	err := scan(&a.PersonID, &a.Login, &a.Handle, &disabled, &a.CreatedMS)
	a.Disabled = disabled != 0
	return &a, gone(err)
}

func gone(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrGone
	}
	return err
}

// Account finds the account of a person; ErrGone when there is none.
func (s *Store) Account(ctx context.Context, personID string) (*identity.Account, error) {
	if !ledger.ValidID(personID) {
		return nil, ErrGone
	}
	return scanAccount(s.queryRow(ctx, "SELECT "+accountCols+" FROM account WHERE person_id = $1", personID).Scan)
}

// AccountByLogin finds an account by its folded login name.
func (s *Store) AccountByLogin(ctx context.Context, login string) (*identity.Account, error) {
	if login == "" {
		return nil, ErrGone
	}
	return scanAccount(s.queryRow(ctx, "SELECT "+accountCols+" FROM account WHERE login = $1", login).Scan)
}

// AccountByHandle finds an account by the user handle of a passkey.
func (s *Store) AccountByHandle(ctx context.Context, handle []byte) (*identity.Account, error) {
	return scanAccount(s.queryRow(ctx, "SELECT "+accountCols+" FROM account WHERE handle = $1", handle).Scan)
}

// Accounts lists every account by person.
func (s *Store) Accounts(ctx context.Context) (map[string]*identity.Account, error) {
	out := map[string]*identity.Account{}
	rows, err := s.query(ctx, "SELECT "+accountCols+" FROM account")
	err = each(rows, err, func(scan func(...any) error) error {
		a, err := scanAccount(scan)
		if err == nil {
			out[a.PersonID] = a
		}
		return err
	})
	return out, err
}

// Enrolled reports whether anybody has a way to sign in. An account alone is
// none: it is made when an enrolment begins.
func (s *Store) Enrolled(ctx context.Context) (bool, error) {
	var n int
	err := s.queryRow(ctx, "SELECT (SELECT count(*) FROM passkey) + (SELECT count(*) FROM password)").Scan(&n)
	return n > 0, err
}

// PutAccount makes or changes an account. A login that is taken is an error.
func (t *Tx) PutAccount(a *identity.Account) error {
	return t.insert("account", accountCols, [][]any{{a.PersonID, a.Login, a.Handle, asInt(a.Disabled), t.nowMS}},
		"ON CONFLICT (person_id) DO UPDATE SET login = excluded.login, disabled = excluded.disabled")
}

const passkeyCols = "credential_id, person_id, label, credential, created_ms, used_ms"

// Passkeys lists a person's passkeys, oldest first.
func (s *Store) Passkeys(ctx context.Context, personID string) ([]identity.Passkey, error) {
	var out []identity.Passkey
	rows, err := s.query(ctx, "SELECT "+passkeyCols+" FROM passkey WHERE person_id = $1 ORDER BY created_ms, credential_id", personID)
	err = each(rows, err, func(scan func(...any) error) error {
		var p identity.Passkey
		err := scan(&p.ID, &p.PersonID, &p.Label, &p.Credential, &p.CreatedMS, &p.UsedMS)
		out = append(out, p)
		return err
	})
	return out, err
}

// ErrTaken says that a passkey is known already: it belongs to somebody.
var ErrTaken = errors.New("the passkey is known already")

// AddPasskey keeps a new passkey; ErrTaken for one that is known.
func (t *Tx) AddPasskey(p *identity.Passkey) error {
	n, err := t.insertCount("passkey", passkeyCols, [][]any{{p.ID, p.PersonID, p.Label, p.Credential, t.nowMS, t.nowMS}}, "ON CONFLICT (credential_id) DO NOTHING")
	if err == nil && n == 0 {
		err = ErrTaken
	}
	return err
}

// UsePasskey stores the counter and flags a ceremony brought.
func (t *Tx) UsePasskey(p *identity.Passkey) error {
	return t.one("UPDATE passkey SET credential = $2, used_ms = $3 WHERE credential_id = $1", p.ID, p.Credential, t.nowMS)
}

// DropPasskey removes a passkey of a person.
func (t *Tx) DropPasskey(personID string, id []byte) error {
	return t.one("DELETE FROM passkey WHERE credential_id = $1 AND person_id = $2", id, personID)
}

// one runs a statement that must touch one row; ErrGone when it touched none.
func (t *Tx) one(q string, args ...any) error {
	res, err := t.exec(q, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = ErrGone
	}
	return err
}

// Password finds the fallback of a person; ErrGone when there is none.
func (s *Store) Password(ctx context.Context, personID string) (*identity.Password, error) {
	var p identity.Password
	err := s.queryRow(ctx, "SELECT person_id, hash, totp, step FROM password WHERE person_id = $1", personID).Scan(&p.PersonID, &p.Hash, &p.TOTP, &p.Step)
	return &p, gone(err)
}

// PutPassword makes or replaces a person's fallback.
func (t *Tx) PutPassword(p *identity.Password) error {
	return t.insert("password", "person_id, hash, totp, step, created_ms", [][]any{{p.PersonID, p.Hash, p.TOTP, p.Step, t.nowMS}},
		"ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, totp = excluded.totp, step = excluded.step, created_ms = excluded.created_ms")
}

// UseStep marks a time step as used; ErrGone when it, or a later one, was used
// before.
func (t *Tx) UseStep(personID string, step int64) error {
	return t.one("UPDATE password SET step = $2 WHERE person_id = $1 AND step < $2", personID, step)
}

// PutCodes replaces a person's printed codes by their hashes.
func (t *Tx) PutCodes(personID string, hashes [][]byte) error {
	if _, err := t.exec("DELETE FROM recovery_code WHERE person_id = $1", personID); err != nil {
		return err
	}
	var rows [][]any
	for _, h := range hashes {
		rows = append(rows, []any{personID, h, t.nowMS})
	}
	return t.insert("recovery_code", "person_id, hash, created_ms", rows, "")
}

// UseCode takes a printed code out; ErrGone when it is not there.
func (t *Tx) UseCode(personID string, hash []byte) error {
	return t.one("DELETE FROM recovery_code WHERE person_id = $1 AND hash = $2", personID, hash)
}

// CodesLeft counts a person's printed codes.
func (s *Store) CodesLeft(ctx context.Context, personID string) (int, error) {
	var n int
	err := s.queryRow(ctx, "SELECT count(*) FROM recovery_code WHERE person_id = $1", personID).Scan(&n)
	return n, err
}

// Instance reads a value of this installation; ErrGone when it was never set.
func (s *Store) Instance(ctx context.Context, name string) ([]byte, error) {
	var b []byte
	err := s.queryRow(ctx, "SELECT value FROM instance WHERE name = $1", name).Scan(&b)
	if err != nil {
		return nil, fmt.Errorf("instance %s: %w", name, gone(err))
	}
	return b, nil
}

// PutInstance sets a value of this installation once; a second call keeps the
// first value.
func (t *Tx) PutInstance(name string, value []byte) error {
	return t.insert("instance", "name, value", [][]any{{name, value}}, "ON CONFLICT (name) DO NOTHING")
}
