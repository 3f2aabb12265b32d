package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"phendau/internal/ledger"
)

// attachedFile is what an operation says of the file it attaches.
type attachedFile struct {
	EntityID string `json:"-"`
	SHA256   string `json:"sha256"`
	Size     int64  `json:"size"`
}

// noteFile keeps the file an operation attaches.
func (v *verifier) noteFile(ledgerID string, o *ledger.Op) {
	text, sign := ledger.AttachedHash(o)
	h, err := ledger.ParseHash(text)
	if sign <= 0 || err != nil {
		return
	}
	a := attachedFile{EntityID: o.EntityID}
	if json.Unmarshal(o.Body, &a) != nil {
		return
	}
	if v.attached == nil {
		v.attached = map[string]map[ledger.Hash]attachedFile{}
	}
	if v.attached[ledgerID] == nil {
		v.attached[ledgerID] = map[ledger.Hash]attachedFile{}
	}
	v.attached[ledgerID][h] = a
}

// files compares the tables of files with the operations: what is attached and
// has arrived is found by its ledger, with the size that was signed.
func (v *verifier) files() error {
	sizes, err := v.contents()
	if err != nil {
		return err
	}
	named, err := v.blobs()
	if err != nil {
		return err
	}
	for _, ledgerID := range sortedKeys(v.attached) {
		for h, a := range v.attached[ledgerID] {
			size, here := sizes[h]
			if !here {
				continue // named and not sent yet
			}
			where := fmt.Sprintf("ledger %s, entry %s, file %s", ledgerID, a.EntityID, h)
			if !named[ledgerID][h] {
				return differ(where, "its row in the table of files", "")
			}
			if a.Size > 0 && a.Size != size {
				return differ(where+", size", fmt.Sprint(a.Size), fmt.Sprint(size))
			}
		}
	}
	return nil
}

func (v *verifier) contents() (map[ledger.Hash]int64, error) {
	out := map[ledger.Hash]int64{}
	rows, err := v.query("SELECT sha256, size FROM content")
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		var size int64
		if err := scan(&b, &size); err != nil {
			return err
		}
		if len(b) != len(ledger.Hash{}) {
			return differ("table of content", "hashes of 32 bytes", fmt.Sprintf("%x", b))
		}
		out[ledger.Hash(b)] = size
		return nil
	})
	return out, err
}

func (v *verifier) blobs() (map[string]map[ledger.Hash]bool, error) {
	out := map[string]map[ledger.Hash]bool{}
	rows, err := v.query("SELECT ledger_id, sha256 FROM blob")
	err = each(rows, err, func(scan func(...any) error) error {
		var ledgerID string
		var b []byte
		if err := scan(&ledgerID, &b); err != nil {
			return err
		}
		if len(b) != len(ledger.Hash{}) {
			return differ("table of files", "hashes of 32 bytes", fmt.Sprintf("%x", b))
		}
		if out[ledgerID] == nil {
			out[ledgerID] = map[ledger.Hash]bool{}
		}
		out[ledgerID][ledger.Hash(b)] = true
		return nil
	})
	return out, err
}

// VerifyFiles reads every file that an operation names and that was received, and
// compares it with its hash. read gives its bytes, an error for one that is not
// what it was, fs.ErrNotExist for none. The first that is not right is returned
// as a *Difference that names its entry. It answers how many are.
func (s *Store) VerifyFiles(ctx context.Context, read func(ledger.Hash) ([]byte, error), progress func(what string, done, total int)) (int64, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	type file struct {
		hash     ledger.Hash
		ledgerID string
		size     int64
	}
	var all []file
	rows, err := s.query(ctx, "SELECT c.sha256, min(CAST(b.ledger_id AS TEXT)), c.size FROM content c JOIN blob b ON b.sha256 = c.sha256 GROUP BY c.sha256, c.size ORDER BY c.sha256")
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		var f file
		err := scan(&b, &f.ledgerID, &f.size)
		f.hash = ledger.Hash(b)
		all = append(all, f)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the table of files: %w", err)
	}
	for i, f := range all {
		progress("files", i, len(all))
		b, err := read(f.hash)
		got := ""
		switch {
		case err == nil && int64(len(b)) == f.size && ledger.HashOf(b) == f.hash:
			continue
		case err == nil:
			got = fmt.Sprintf("%d other bytes", len(b))
		case !errors.Is(err, fs.ErrNotExist):
			got = err.Error()
		}
		where, err := s.attachedTo(ctx, f.ledgerID, f.hash)
		if err != nil {
			return int64(i), err
		}
		return int64(i), differ(where, fmt.Sprintf("%d bytes with this hash on disk", f.size), got)
	}
	return int64(len(all)), nil
}

// attachedTo names the entry of a file.
func (s *Store) attachedTo(ctx context.Context, ledgerID string, h ledger.Hash) (string, error) {
	entry := "?"
	rows, err := s.query(ctx, "SELECT bytes, sig FROM op WHERE ledger_id = $1 ORDER BY seq", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var b, sig []byte
		if err := scan(&b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		if text, sign := ledger.AttachedHash(&op.Op); err == nil && sign > 0 && text == h.String() {
			entry = op.Op.EntityID
		}
		return err
	})
	return fmt.Sprintf("ledger %s, entry %s, file %s", ledgerID, entry, h), err
}
