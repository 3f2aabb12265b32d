package store

import (
	"context"
	"errors"
	"fmt"

	"phendau/internal/ledger"
)

// Blob is a file by its hash, as it lies in the directory of files.
type Blob = ledger.Blob

// ErrNoFile says that a file is not in the directory although its row was
// written: whoever has it sends it again.
var ErrNoFile = errors.New("the file is not there")

// KeepUpload notes that a person sent a file, which nothing names yet. Its
// bytes must be on disk already.
func (s *Store) KeepUpload(ctx context.Context, personID string, b Blob, here func() (bool, error)) error {
	return s.keepContent(ctx, b, here, func(t *Tx) error {
		return t.insert("upload", "person_id, sha256, at_ms", [][]any{{personID, b.Hash[:], t.nowMS}}, "ON CONFLICT (person_id, sha256) DO UPDATE SET at_ms = excluded.at_ms")
	})
}

// KeepBlob notes a file that an operation of a device names in a ledger, from
// any number of senders at the same moment. When it returns, the file is held
// for good.
func (s *Store) KeepBlob(ctx context.Context, ledgerID, deviceID string, b Blob, here func() (bool, error)) error {
	return s.keepContent(ctx, b, here, func(t *Tx) error { return t.name(ledgerID, deviceID, b.Hash) })
}

// keepContent writes the row of a file that lies in the directory. here is asked
// while the row is held: no sweep takes the file away between the question and
// the commit.
func (s *Store) keepContent(ctx context.Context, b Blob, here func() (bool, error), also func(*Tx) error) error {
	err := s.write(ctx, func(t *Tx) error {
		err := t.insert("content", "sha256, size, media_type, at_ms", [][]any{{b.Hash[:], b.Size, b.MediaType, t.nowMS}},
			"ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, media_type = excluded.media_type, at_ms = excluded.at_ms")
		if err == nil {
			err = orNoFile(here())
		}
		if err != nil {
			return err
		}
		return also(t)
	})
	if err != nil {
		return fmt.Errorf("note a file: %w", err)
	}
	return nil
}

func orNoFile(there bool, err error) error {
	if err == nil && !there {
		return ErrNoFile
	}
	return err
}

// Upload finds a file that a person sent; ErrGone when there is none.
func (s *Store) Upload(ctx context.Context, personID string, h ledger.Hash) (Blob, error) {
	b := Blob{Hash: h}
	err := s.queryRow(ctx, "SELECT c.size, c.media_type FROM upload u JOIN content c ON c.sha256 = u.sha256 WHERE u.person_id = $1 AND u.sha256 = $2", personID, h[:]).Scan(&b.Size, &b.MediaType)
	return b, gone(err)
}

// Attach holds a file of the person for the operation of this transaction that
// names it: no sweep takes it away meanwhile.
func (t *Tx) Attach(personID string, h ledger.Hash) error {
	var n int
	err := t.row("SELECT COUNT(*) FROM upload WHERE person_id = $1 AND sha256 = $2", personID, h[:]).Scan(&n)
	if err == nil && n == 0 {
		return ErrGone
	}
	if err != nil {
		return err
	}
	_, err = t.hold(h)
	return err
}

// hold takes the row of a file, so that no sweep takes the file away before the
// commit; ErrGone when there is none.
func (t *Tx) hold(h ledger.Hash) (Blob, error) {
	b := Blob{Hash: h}
	err := t.row("UPDATE content SET at_ms = $1 WHERE sha256 = $2 RETURNING size, media_type", t.nowMS, h[:]).Scan(&b.Size, &b.MediaType)
	return b, gone(err)
}

const (
	blobCols = "ledger_id, sha256, device_id, at_ms"
	blobOnce = "ON CONFLICT (ledger_id, sha256) DO NOTHING"
)

// storeBlobs notes the files that operations name.
func (w *sheaf) storeBlobs(ledgerID string, c *ledger.Changes) {
	var rows [][]any
	for i := range c.Ops {
		text, sign := ledger.AttachedHash(&c.Ops[i].Op)
		if h, err := ledger.ParseHash(text); sign > 0 && err == nil { // the fold refuses what is no hash
			rows = append(rows, []any{ledgerID, h[:], c.Ops[i].Op.DeviceID, w.nowMS})
		}
	}
	w.put("blob", blobCols, rows, blobOnce)
}

// name notes that a ledger names a file; operations do it themselves, save
// those of books older than this table.
func (t *Tx) name(ledgerID, deviceID string, h ledger.Hash) error {
	return t.insert("blob", blobCols, [][]any{{ledgerID, h[:], deviceID, t.nowMS}}, blobOnce)
}

// HoldBlob makes sure that a file which an operation of the ledger names is
// here and stays: the promise of a receipt. false when it is not here. A row
// whose file has vanished is dropped, so that the file can be sent again.
func (s *Store) HoldBlob(ctx context.Context, ledgerID, deviceID string, h ledger.Hash, here func(size int64) (bool, error)) (b Blob, there bool, err error) {
	if known, err := s.Arrived(ctx, []ledger.Hash{h}); err != nil || !known[h] {
		return b, false, err
	}
	err = s.write(ctx, func(t *Tx) (err error) {
		there = false
		if b, err = t.hold(h); err != nil {
			return err
		}
		if there, err = here(b.Size); err != nil {
			return err
		}
		if !there {
			_, err = t.exec("DELETE FROM content WHERE sha256 = $1", h[:])
			return err
		}
		return t.name(ledgerID, deviceID, h)
	})
	if errors.Is(err, ErrGone) {
		return b, false, nil
	}
	return b, there, err
}

// Blob finds a file that a ledger names; ErrGone when it is not here.
func (s *Store) Blob(ctx context.Context, ledgerID string, h ledger.Hash) (Blob, error) {
	b := Blob{Hash: h}
	if !ledger.ValidID(ledgerID) {
		return b, ErrGone
	}
	err := s.queryRow(ctx, "SELECT c.size, c.media_type FROM blob b JOIN content c ON c.sha256 = b.sha256 WHERE b.ledger_id = $1 AND b.sha256 = $2", ledgerID, h[:]).Scan(&b.Size, &b.MediaType)
	return b, gone(err)
}

// Arrived tells which of some files are here.
func (s *Store) Arrived(ctx context.Context, hashes []ledger.Hash) (map[ledger.Hash]bool, error) {
	out := map[ledger.Hash]bool{}
	err := chunks(hashes, func(part []ledger.Hash) error {
		args := make([]any, len(part))
		for i := range part {
			args[i] = part[i][:]
		}
		rows, err := s.query(ctx, "SELECT sha256 FROM content WHERE "+in("sha256", 0, len(part)), args...)
		return each(rows, err, func(scan func(...any) error) error {
			var b []byte
			err := scan(&b)
			out[ledger.Hash(b)] = err == nil
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("look up files: %w", err)
	}
	return out, nil
}

// OwedBlobs are the files that operations of a device name and that are not
// here, oldest first, at most so many.
func (s *Store) OwedBlobs(ctx context.Context, deviceID string, limit int) ([]ledger.Hash, error) {
	var out []ledger.Hash
	if !ledger.ValidID(deviceID) {
		return nil, nil
	}
	rows, err := s.query(ctx, fmt.Sprintf("SELECT b.sha256 FROM blob b LEFT JOIN content c ON c.sha256 = b.sha256 WHERE b.device_id = $1 AND c.sha256 IS NULL ORDER BY b.at_ms, b.sha256 LIMIT %d", limit), deviceID)
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		err := scan(&b)
		out = append(out, ledger.Hash(b))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what a device owes: %w", err)
	}
	return out, nil
}

// OwedByDevice counts for each device the files it named that are not here.
func (s *Store) OwedByDevice(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	rows, err := s.query(ctx, "SELECT b.device_id, COUNT(*) FROM blob b LEFT JOIN content c ON c.sha256 = b.sha256 WHERE c.sha256 IS NULL GROUP BY b.device_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		var n int
		err := scan(&id, &n)
		out[id] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what devices owe: %w", err)
	}
	return out, nil
}

// AttachedBy finds the accepted operation of a ledger that attaches a file; nil
// when it is not there or attaches another one.
func (s *Store) AttachedBy(ctx context.Context, ledgerID, opID string, h ledger.Hash) (*ledger.Op, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(opID) {
		return nil, nil
	}
	var b, sig []byte
	err := gone(s.queryRow(ctx, "SELECT bytes, sig FROM op WHERE ledger_id = $1 AND op_id = $2", ledgerID, opID).Scan(&b, &sig))
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read an operation: %w", err)
	}
	op, err := ledger.Decode(b, sig)
	if err != nil {
		return nil, err
	}
	if text, sign := ledger.AttachedHash(&op.Op); sign <= 0 || text != h.String() {
		return nil, nil
	}
	return &op.Op, nil
}

// AdoptFile gives a file without a row one of the oldest age: a crash between
// the two left it, and the next sweep takes it unless somebody sends it again.
func (s *Store) AdoptFile(ctx context.Context, h ledger.Hash, size int64) error {
	return s.write(ctx, func(t *Tx) error {
		return t.insert("content", "sha256, size, media_type, at_ms", [][]any{{h[:], size, "", 0}}, "ON CONFLICT (sha256) DO NOTHING")
	})
}

// SweepContent forgets uploads from before an instant and has the files removed
// that nothing names and nobody has sent or held since. A file is removed while
// its row is held: who sends it at the same moment waits, sees that it is gone,
// and puts it there anew.
func (s *Store) SweepContent(ctx context.Context, beforeMS int64, remove func(ledger.Hash) error) error {
	err := s.write(ctx, func(t *Tx) error {
		_, err := t.exec("DELETE FROM upload WHERE at_ms < $1", beforeMS)
		return err
	})
	old, err := s.unnamed(ctx, beforeMS, err)
	for _, h := range old {
		err = errors.Join(err, s.write(ctx, func(t *Tx) error {
			res, err := t.exec("DELETE FROM content WHERE sha256 = $1 AND at_ms < $2 AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = content.sha256)", h[:], beforeMS)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				return err
			}
			return remove(h)
		}))
	}
	if err != nil {
		return fmt.Errorf("sweep files: %w", err)
	}
	return nil
}

// unnamed are the old files that neither an operation nor an upload names.
func (s *Store) unnamed(ctx context.Context, beforeMS int64, before error) ([]ledger.Hash, error) {
	if before != nil {
		return nil, before
	}
	var out []ledger.Hash
	rows, err := s.query(ctx, `SELECT c.sha256 FROM content c WHERE c.at_ms < $1
		AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = c.sha256) AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.sha256 = c.sha256)`, beforeMS)
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		err := scan(&b)
		out = append(out, ledger.Hash(b))
		return err
	})
	return out, err
}

// LastFrom is when the last operation of a device before an instant was accepted,
// in milliseconds since 1970; 0 for none.
func (s *Store) LastFrom(ctx context.Context, deviceID string, beforeMS int64) (ms int64, err error) {
	if !ledger.ValidID(deviceID) {
		return 0, nil
	}
	err = s.queryRow(ctx, "SELECT COALESCE(MAX(accepted_ms), 0) FROM op WHERE device_id = $1 AND accepted_ms < $2", deviceID, beforeMS).Scan(&ms)
	if err != nil {
		return 0, fmt.Errorf("last contact of a device: %w", err)
	}
	return ms, nil
}

// FilesOf are the files of some media types that are here, with their sizes.
func (s *Store) FilesOf(ctx context.Context, media ...string) (map[ledger.Hash]int64, error) {
	out := map[ledger.Hash]int64{}
	rows, err := s.query(ctx, "SELECT sha256, size FROM content WHERE "+in("media_type", 0, len(media)), anys(media)...)
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		var size int64
		err := scan(&b, &size)
		out[ledger.Hash(b)] = size
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	return out, nil
}

// DropFile deletes a file that a rule says is to go, and forgets that it was ever
// awaited: the operations that name it stay. It is removed while its row is held,
// as in a sweep.
func (s *Store) DropFile(ctx context.Context, ledgerID string, h ledger.Hash, remove func() error) error {
	err := s.write(ctx, func(t *Tx) error {
		if _, err := t.exec("DELETE FROM blob WHERE ledger_id = $1 AND sha256 = $2", ledgerID, h[:]); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM content WHERE sha256 = $1", h[:]); err != nil {
			return err
		}
		return remove()
	})
	if err != nil {
		return fmt.Errorf("drop a file: %w", err)
	}
	return nil
}
