package store

import (
	"context"
	"errors"
	"fmt"

	"phendau/internal/ledger"
)

// Blob is a file by its hash, as it was sent or as an operation names it.
type Blob struct {
	Hash      ledger.Hash
	Size      int64
	MediaType string
}

// KeepUpload notes that a person sent a file, which nothing names yet. Its
// bytes must be on disk already.
func (s *Store) KeepUpload(ctx context.Context, personID string, b Blob) error {
	err := s.write(ctx, func(t *Tx) error {
		return t.insert("upload", "person_id, sha256, size, media_type, at_ms", [][]any{{personID, b.Hash[:], b.Size, b.MediaType, t.nowMS}},
			"ON CONFLICT (person_id, sha256) DO UPDATE SET at_ms = excluded.at_ms")
	})
	if err != nil {
		return fmt.Errorf("note an upload: %w", err)
	}
	return nil
}

// Upload finds a file that a person sent; ErrGone when there is none.
func (s *Store) Upload(ctx context.Context, personID string, h ledger.Hash) (Blob, error) {
	b := Blob{Hash: h}
	err := s.queryRow(ctx, "SELECT size, media_type FROM upload WHERE person_id = $1 AND sha256 = $2", personID, h[:]).Scan(&b.Size, &b.MediaType)
	return b, gone(err)
}

// Attach makes a file of the person a blob of a ledger. The row is inserted
// or left, and read again by a statement of its own: found or inserted in one
// statement, one of two equal files sent at the same moment would be lost.
func (t *Tx) Attach(ledgerID, personID string, b Blob) error {
	var n int
	err := t.row("SELECT COUNT(*) FROM upload WHERE person_id = $1 AND sha256 = $2", personID, b.Hash[:]).Scan(&n)
	if err == nil && n == 0 {
		return ErrGone
	}
	if err != nil {
		return err
	}
	err = t.insert("blob", "ledger_id, sha256, state, size, media_type, at_ms", [][]any{{ledgerID, b.Hash[:], "complete", b.Size, b.MediaType, t.nowMS}},
		"ON CONFLICT (ledger_id, sha256) DO NOTHING")
	if err != nil {
		return err
	}
	if _, err := t.exec("UPDATE blob SET state = 'complete' WHERE ledger_id = $1 AND sha256 = $2", ledgerID, b.Hash[:]); err != nil {
		return err
	}
	var state string
	if err := t.row("SELECT state FROM blob WHERE ledger_id = $1 AND sha256 = $2", ledgerID, b.Hash[:]).Scan(&state); err != nil {
		return fmt.Errorf("blob %s after its insert: %w", b.Hash, err)
	}
	return nil
}

// Blob finds a complete file of a ledger; ErrGone when there is none.
func (s *Store) Blob(ctx context.Context, ledgerID string, h ledger.Hash) (Blob, error) {
	b := Blob{Hash: h}
	if !ledger.ValidID(ledgerID) {
		return b, ErrGone
	}
	err := s.queryRow(ctx, "SELECT size, media_type FROM blob WHERE ledger_id = $1 AND sha256 = $2 AND state = 'complete'", ledgerID, h[:]).Scan(&b.Size, &b.MediaType)
	return b, gone(err)
}

// DropUploads forgets what was sent before an instant and lists the files that
// nothing refers to any more.
func (s *Store) DropUploads(ctx context.Context, beforeMS int64) ([]ledger.Hash, error) {
	var old []ledger.Hash
	err := s.write(ctx, func(t *Tx) error {
		old = old[:0]
		rows, err := t.query("SELECT DISTINCT sha256 FROM upload WHERE at_ms < $1 ORDER BY sha256", beforeMS)
		err = each(rows, err, func(scan func(...any) error) error {
			var b []byte
			err := scan(&b)
			old = append(old, ledger.Hash(b))
			return err
		})
		if err != nil {
			return err
		}
		_, err = t.exec("DELETE FROM upload WHERE at_ms < $1", beforeMS)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sweep uploads: %w", err)
	}
	var out []ledger.Hash
	for _, h := range old {
		used, err := s.blobUsed(ctx, h)
		if err != nil {
			return nil, err
		}
		if !used {
			out = append(out, h)
		}
	}
	return out, nil
}

// blobUsed reports whether any ledger or upload refers to a file.
func (s *Store) blobUsed(ctx context.Context, h ledger.Hash) (bool, error) {
	var blobs, uploads int
	err := errors.Join(s.queryRow(ctx, "SELECT COUNT(*) FROM blob WHERE sha256 = $1", h[:]).Scan(&blobs),
		s.queryRow(ctx, "SELECT COUNT(*) FROM upload WHERE sha256 = $1", h[:]).Scan(&uploads))
	return blobs+uploads > 0, err
}
