package syncing_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

// simFiles is a directory of files that a crash leaves as power does: of a piece
// in part, of a finished file whole or not at all.
type simFiles struct {
	parts map[string][]byte // by sender and hash
	files map[ledger.Hash][]byte
	// began is which files the book knew when a sender's first piece came: the
	// snapshot of a statement that finds or inserts.
	began map[string]map[ledger.Hash]bool
	b     *simBook
}

func newSimFiles(b *simBook) *simFiles {
	return &simFiles{parts: map[string][]byte{}, files: map[ledger.Hash][]byte{}, began: map[string]map[ledger.Hash]bool{}, b: b}
}

func partKey(sender string, h ledger.Hash) string { return sender + h.String() }

func (f *simFiles) PartSize(sender string, h [32]byte) (int64, error) {
	return int64(len(f.parts[partKey(sender, h)])), nil
}

func (f *simFiles) Pending(sender string) (n int64, _ error) {
	for k, b := range f.parts {
		if k[:len(sender)] == sender {
			n += int64(len(b))
		}
	}
	return n, nil
}

func (f *simFiles) AppendPart(sender string, h [32]byte, at int64, b []byte) (int64, error) {
	k := partKey(sender, h)
	if int64(len(f.parts[k])) != at {
		return int64(len(f.parts[k])), nil
	}
	if at == 0 {
		f.began[k] = map[ledger.Hash]bool{}
		for known := range f.b.state.content {
			f.began[k][known] = true
		}
	}
	if f.b.crash("piece") != nil {
		// Half a piece, the last byte of it wrong, as a disk leaves it.
		half := bytes.Clone(b[:(len(b)+1)/2])
		half[len(half)-1] ^= byte(len(b) & 1)
		f.parts[k] = append(bytes.Clone(f.parts[k]), half...)
		return 0, errCrash
	}
	f.parts[k] = append(bytes.Clone(f.parts[k]), b...)
	return int64(len(f.parts[k])), nil
}

// otherBytes is the refusal of a file whose hash is another.
type otherBytes struct{}

func (otherBytes) Error() string      { return "hash_mismatch" }
func (otherBytes) Why() string        { return "hash_mismatch" }
func (otherBytes) Text(string) string { return "hash_mismatch" }

func (f *simFiles) FinishPart(sender string, h [32]byte) (string, error) {
	b, ok := f.parts[partKey(sender, h)]
	if !ok {
		return "", fs.ErrNotExist
	}
	if sha256.Sum256(b) != h && f.b.fault != hashUnchecked {
		delete(f.parts, partKey(sender, h))
		return "", otherBytes{}
	}
	if err := f.b.crash("rename"); err != nil {
		return "", err
	}
	f.files[h] = b
	if err := f.b.crash("renamed"); err != nil {
		return "", err
	}
	delete(f.parts, partKey(sender, h))
	return "image/jpeg", nil
}

func (f *simFiles) Has(h [32]byte, size int64) (bool, error) {
	b, ok := f.files[h]
	return ok && int64(len(b)) == size, nil
}

// copy is a backup of the directory.
func (f *simFiles) copy() *simFiles {
	out := newSimFiles(f.b)
	out.files = maps.Clone(f.files)
	return out
}

// AttachedBy and what follows is the plainest reading of what storage promises
// of files.
func (b *simBook) AttachedBy(_ context.Context, ledgerID, opID string, h ledger.Hash) (*ledger.Op, error) {
	if l := b.state.ledgers[ledgerID]; l != nil {
		for i := range l.ops {
			if named, sign := ledger.AttachedHash(&l.ops[i].Op); sign > 0 && l.ops[i].Op.ID == opID && named == h.String() {
				return &l.ops[i].Op, nil
			}
		}
	}
	return nil, nil
}

func (b *simBook) HoldBlob(_ context.Context, ledgerID, deviceID string, h ledger.Hash, here func(int64) (bool, error)) (ledger.Blob, bool, error) {
	size, known := b.state.content[h]
	blob := ledger.Blob{Hash: h, Size: size}
	if !known {
		return blob, false, nil
	}
	there, err := here(size)
	err = errors.Join(err, b.crash("hold"))
	if err != nil {
		return blob, false, err
	}
	if !there {
		delete(b.state.content, h)
		return blob, false, nil
	}
	b.state.names(ledgerID, deviceID, h)
	return blob, true, b.crash("held")
}

func (b *simBook) KeepBlob(_ context.Context, ledgerID, deviceID string, blob ledger.Blob, here func() (bool, error)) error {
	if err := b.crash("keep"); err != nil {
		if b.fault == photoTooEarly {
			return nil // told, and then lost
		}
		return err
	}
	if there, err := here(); err != nil || !there {
		return errors.Join(err, errors.New("the file is not there"))
	}
	if _, known := b.state.content[blob.Hash]; b.fault == findOrInsert && known && !b.files.began[partKey(deviceID, blob.Hash)][blob.Hash] {
		return nil // inserted nothing, and found nothing in its snapshot
	}
	b.state.content[blob.Hash] = blob.Size
	b.state.names(ledgerID, deviceID, blob.Hash)
	return b.crash("kept")
}

func (s *simState) names(ledgerID, deviceID string, h ledger.Hash) {
	s.named[ledgerID+h.String()+deviceID] = true
}

func (b *simBook) Arrived(_ context.Context, hashes []ledger.Hash) (map[ledger.Hash]bool, error) {
	out := map[ledger.Hash]bool{}
	for _, h := range hashes {
		_, out[h] = b.state.content[h]
	}
	return out, nil
}

func (b *simBook) OwedBlobs(_ context.Context, deviceID string, _ int) ([]ledger.Hash, error) {
	var out []ledger.Hash
	for k := range b.state.named {
		h, err := ledger.ParseHash(k[36:100])
		if _, known := b.state.content[h]; k[100:] == deviceID && !known && err == nil {
			out = append(out, h)
		}
	}
	return out, nil
}

// shows reports whether a reader of the book finds the file that a device named,
// with the bytes its hash names.
func (b *simBook) shows(ledgerID, hash, deviceID string) bool {
	h, err := ledger.ParseHash(hash)
	_, known := b.state.content[h]
	return err == nil && known && b.state.named[ledgerID+hash+deviceID] && sha256.Sum256(b.files.files[h]) == h
}

// somePhoto is one of two pictures of the week, so that phones often send the
// same one for the first time.
func (s *sim) somePhoto() []byte {
	n := s.r.IntN(2)
	week := byte(calendar.DayOf(s.now.UnixMilli()) / 7)
	return bytes.Repeat([]byte{byte('a' + n), week}, 3+2*n)
}

// between lets another phone send what it has between two pieces of a file: so
// two phones finish the same picture at the same moment.
func (s *sim) between(p *simPhone) {
	if s.healed || s.nested || s.r.IntN(4) > 0 {
		return
	}
	s.nested = true
	for _, q := range s.phones {
		if q != p {
			_ = q.Sync(context.Background())
		}
	}
	s.nested = false
}

// promisedPhoto holds at the moment it is given that a receipt of a file is true.
func (s *sim) promisedPhoto(r syncing.BlobResult) {
	h, err := ledger.ParseHash(r.SHA256)
	_, known := s.book.state.content[h]
	if r.Receipt != nil && (err != nil || !known || sha256.Sum256(s.book.files.files[h]) != h) && s.broken == nil {
		s.broken = fmt.Errorf("a receipt for a file that is not there")
	}
}

// photosKept: every photo of an acknowledged record is there with its hash; one
// that is not acknowledged is still on the phone.
func (s *sim) photosKept() error {
	for i, p := range s.phones {
		if p.restored || p.revoked {
			continue
		}
		st := p.State()
		held := map[string]phone.Photo{}
		for _, f := range st.Photos {
			held[f.OpID] = f
		}
		for _, k := range st.Ops {
			hash, sign := ledger.AttachedHash(&k.Op.Op)
			if sign <= 0 || k.Where != phone.Received {
				continue
			}
			f, here := held[k.Op.Op.ID]
			switch {
			case s.book.shows(k.Op.Op.LedgerID, hash, k.Op.Op.DeviceID):
			case !here && s.setBack: // its time on the phone was over when the book was set back
			case !here:
				return fmt.Errorf("phone %d: a photo is neither here nor there", i)
			default:
				return fmt.Errorf("phone %d: a photo of an acknowledged record is not there (%s here)", i, f.Where)
			}
			if here && f.Where != phone.Received {
				return fmt.Errorf("phone %d: a photo never got its receipt (%s)", i, f.Code)
			}
		}
	}
	return nil
}
