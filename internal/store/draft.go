package store

import (
	"context"
	"fmt"
)

// Draft is a form that somebody has not sent yet. It is nobody else's, and it
// is no book data.
type Draft struct {
	ID        string
	Title     string
	UpdatedMS int64
	Body      []byte
}

// Limits of drafts.
const (
	maxDrafts = 100
	// draftLife is how long a draft is kept after its last change.
	draftLifeMS = 90 * 24 * 3600 * 1000
)

// ErrTooManyDrafts says that a person keeps more drafts than anybody can look
// through.
var ErrTooManyDrafts = fmt.Errorf("more than %d drafts", maxDrafts)

// PutDraft keeps a draft as it is now, and sweeps out those that nobody has
// touched for 90 days.
func (s *Store) PutDraft(ctx context.Context, personID string, d *Draft) error {
	err := s.write(ctx, func(t *Tx) error {
		if _, err := t.exec("DELETE FROM draft WHERE updated_ms < $1", t.nowMS-draftLifeMS); err != nil {
			return err
		}
		var others int
		if err := t.row("SELECT COUNT(*) FROM draft WHERE person_id = $1 AND draft_id <> $2", personID, d.ID).Scan(&others); err != nil {
			return err
		}
		if others >= maxDrafts {
			return ErrTooManyDrafts
		}
		return t.insert("draft", "person_id, draft_id, title, updated_ms, body", [][]any{{personID, d.ID, d.Title, t.nowMS, d.Body}},
			"ON CONFLICT (person_id, draft_id) DO UPDATE SET title = excluded.title, updated_ms = excluded.updated_ms, body = excluded.body")
	})
	if err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

// Drafts lists a person's drafts without their content, latest first.
func (s *Store) Drafts(ctx context.Context, personID string) ([]Draft, error) {
	var out []Draft
	rows, err := s.query(ctx, "SELECT draft_id, title, updated_ms FROM draft WHERE person_id = $1 ORDER BY updated_ms DESC, draft_id", personID)
	err = each(rows, err, func(scan func(...any) error) error {
		var d Draft
		err := scan(&d.ID, &d.Title, &d.UpdatedMS)
		out = append(out, d)
		return err
	})
	return out, err
}

// Draft reads one; ErrGone when there is none.
func (s *Store) Draft(ctx context.Context, personID, id string) (*Draft, error) {
	var d Draft
	err := s.queryRow(ctx, "SELECT draft_id, title, updated_ms, body FROM draft WHERE person_id = $1 AND draft_id = $2", personID, id).
		Scan(&d.ID, &d.Title, &d.UpdatedMS, &d.Body)
	return &d, gone(err)
}

// DropDraft ends a draft; one that is not there is no error.
func (t *Tx) DropDraft(personID, id string) error {
	_, err := t.exec("DELETE FROM draft WHERE person_id = $1 AND draft_id = $2", personID, id)
	return err
}
