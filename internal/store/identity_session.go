package store

import (
	"context"
	"strings"

	"phendau/internal/access"
	"phendau/internal/identity"
	"phendau/internal/ledger"
)

const sessionCols = "session_id, person_id, method, label, created_ms, seen_ms, expires_ms, proved_ms"

func scanSession(scan func(...any) error) (identity.Session, error) {
	var x identity.Session
	err := scan(&x.ID, &x.PersonID, &x.Method, &x.Label, &x.CreatedMS, &x.SeenMS, &x.ExpiresMS, &x.ProvedMS)
	return x, gone(err)
}

// Session finds a session by the hash of its token, dead ones included.
func (s *Store) Session(ctx context.Context, tokenHash []byte) (identity.Session, error) {
	return scanSession(s.queryRow(ctx, "SELECT "+sessionCols+" FROM session WHERE token_hash = $1", tokenHash).Scan)
}

// Sessions lists a person's sessions, newest first.
func (s *Store) Sessions(ctx context.Context, personID string) ([]identity.Session, error) {
	var out []identity.Session
	rows, err := s.query(ctx, "SELECT "+sessionCols+" FROM session WHERE person_id = $1 ORDER BY created_ms DESC, session_id", personID)
	err = each(rows, err, func(scan func(...any) error) error {
		x, err := scanSession(scan)
		out = append(out, x)
		return err
	})
	return out, err
}

// OpenSession keeps a new session under the hash of its token, and sweeps out
// the dead ones.
func (t *Tx) OpenSession(tokenHash []byte, x *identity.Session) error {
	if _, err := t.exec("DELETE FROM session WHERE expires_ms < $1", t.nowMS); err != nil {
		return err
	}
	return t.insert("session", "token_hash, "+sessionCols, [][]any{{tokenHash, x.ID, x.PersonID, x.Method, x.Label, x.CreatedMS, x.SeenMS, x.ExpiresMS, x.ProvedMS}}, "")
}

// TouchSession notes that a session was used.
func (t *Tx) TouchSession(tokenHash []byte) error {
	return t.one("UPDATE session SET seen_ms = $2 WHERE token_hash = $1", tokenHash, t.nowMS)
}

// ProveSession moves a session to a new token after a fresh proof.
func (t *Tx) ProveSession(oldHash, newHash []byte, method string) error {
	return t.one("UPDATE session SET token_hash = $2, method = $3, proved_ms = $4, seen_ms = $4 WHERE token_hash = $1", oldHash, newHash, method, t.nowMS)
}

// CloseSession ends one session of a person, by id.
func (t *Tx) CloseSession(personID, id string) error {
	if !ledger.ValidID(id) {
		return ErrGone
	}
	return t.one("DELETE FROM session WHERE person_id = $1 AND session_id = $2", personID, id)
}

// CloseSessions ends every session of a person but one; "" ends all.
func (t *Tx) CloseSessions(personID, keep string) error {
	q, args := "DELETE FROM session WHERE person_id = $1", []any{personID}
	if keep != "" {
		q, args = q+" AND session_id <> $2", append(args, keep)
	}
	_, err := t.exec(q, args...)
	return err
}

const tokenCols = "token_id, person_id, label, scopes, created_ms, expires_ms, used_ms"

func scanToken(scan func(...any) error) (identity.Token, error) {
	var x identity.Token
	var scopes string
	err := scan(&x.ID, &x.PersonID, &x.Label, &scopes, &x.CreatedMS, &x.ExpiresMS, &x.UsedMS)
	x.Scopes = []access.Action{}
	for s := range strings.FieldsSeq(scopes) {
		x.Scopes = append(x.Scopes, access.Action(s))
	}
	return x, gone(err)
}

// AccessToken finds a personal access token by its hash, dead ones included.
func (s *Store) AccessToken(ctx context.Context, hash []byte) (identity.Token, error) {
	return scanToken(s.queryRow(ctx, "SELECT "+tokenCols+" FROM access_token WHERE token_hash = $1", hash).Scan)
}

// AccessTokens lists a person's tokens, newest first.
func (s *Store) AccessTokens(ctx context.Context, personID string) ([]identity.Token, error) {
	var out []identity.Token
	rows, err := s.query(ctx, "SELECT "+tokenCols+" FROM access_token WHERE person_id = $1 ORDER BY created_ms DESC, token_id", personID)
	err = each(rows, err, func(scan func(...any) error) error {
		x, err := scanToken(scan)
		out = append(out, x)
		return err
	})
	return out, err
}

// AddAccessToken keeps a new token under its hash.
func (t *Tx) AddAccessToken(hash []byte, x *identity.Token) error {
	var scopes []string
	for _, s := range x.Scopes {
		scopes = append(scopes, string(s))
	}
	return t.insert("access_token", "token_hash, "+tokenCols,
		[][]any{{hash, x.ID, x.PersonID, x.Label, strings.Join(scopes, " "), t.nowMS, x.ExpiresMS, 0}}, "")
}

// TouchAccessToken notes that a token was used.
func (t *Tx) TouchAccessToken(hash []byte) error {
	return t.one("UPDATE access_token SET used_ms = $2 WHERE token_hash = $1", hash, t.nowMS)
}

// DropAccessToken ends a token of a person.
func (t *Tx) DropAccessToken(personID, id string) error {
	if !ledger.ValidID(id) {
		return ErrGone
	}
	return t.one("DELETE FROM access_token WHERE person_id = $1 AND token_id = $2", personID, id)
}
