package blobs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"phendau/internal/picture"
)

// partsDir holds what has arrived of files that come in pieces, by sender.
const partsDir = "parts"

// errOtherBytes says that what arrived is not what its hash promised.
var errOtherBytes = refuse(OtherBytes)

// PartSize is how much of a file has arrived from a sender.
func (d *Dir) PartSize(sender string, h [32]byte) (int64, error) {
	info, err := os.Stat(d.partPath(sender, h))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// AppendPart adds a piece that begins at an offset and tells how much is there
// afterwards. A piece that begins elsewhere than where the last one ended is
// not written: its sender has to go on from where the answer says.
func (d *Dir) AppendPart(sender string, h [32]byte, at int64, b []byte) (int64, error) {
	path := d.partPath(sender, h)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, fmt.Errorf("take a piece: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("take a piece: %w", err)
	}
	size, err := appendAt(f, at, b)
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, fmt.Errorf("take a piece: %w", err)
	}
	return size, nil
}

// appendAt writes behind the end. Two requests that write the same piece write
// the same bytes to the same place; the hash is asked at the end.
func appendAt(f *os.File, at int64, b []byte) (int64, error) {
	info, err := f.Stat()
	if err != nil || info.Size() != at {
		return size(info), err
	}
	n, err := f.WriteAt(b, at)
	if err != nil {
		return 0, errors.Join(err, f.Truncate(at)) // a full disk: the piece comes again
	}
	return at + int64(n), nil
}

func size(info fs.FileInfo) int64 {
	if info == nil {
		return 0
	}
	return info.Size()
}

// Pending is how many bytes of a sender have arrived in part.
func (d *Dir) Pending(sender string) (int64, error) {
	files, err := os.ReadDir(filepath.Join(d.root, partsDir, sender))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var sum int64
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			sum += info.Size()
		}
	}
	return sum, err
}

func (d *Dir) dropPart(sender string, h [32]byte) error {
	if err := os.Remove(d.partPath(sender, h)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// FinishPart checks a file that has arrived whole and puts it in its place,
// byte for byte, since its sender has signed its hash. It is on disk for good
// when this returns. A *Refusal drops what has arrived.
func (d *Dir) FinishPart(sender string, h [32]byte) (media string, err error) {
	b, err := os.ReadFile(d.partPath(sender, h))
	if err != nil {
		return "", fmt.Errorf("read what arrived: %w", err)
	}
	media, err = d.keepAsSent(h, b)
	var refused *Refusal
	if err == nil || errors.As(err, &refused) {
		err = errors.Join(err, d.dropPart(sender, h))
	}
	return media, err
}

func (d *Dir) keepAsSent(h [32]byte, b []byte) (string, error) {
	if sha256.Sum256(b) != h {
		return "", errOtherBytes
	}
	k, err := sniff(b)
	if err != nil {
		return "", err
	}
	var small []byte
	if k.picture {
		if small, err = d.asSent(b, k); err != nil {
			return "", err
		}
	}
	return k.media, d.keep(h, b, small)
}

// asSent looks at a picture that is kept as it came and makes the small one.
// It cannot be made anew, which would change the hash, so it is refused unless
// it is nothing but a picture.
func (d *Dir) asSent(b []byte, k kind) (small []byte, err error) {
	if k != jpegKind || !bareJPEG(b) {
		return nil, refuse(Metadata)
	}
	d.decoding.Lock()
	defer d.decoding.Unlock()
	m, err := picture.Decode(b)
	if err != nil {
		return nil, refusalOf(err)
	}
	return picture.JPEG(picture.Shrink(m, thumbSide), quality)
}

// Has reports whether a file of this size lies in its place.
func (d *Dir) Has(h [32]byte, size int64) (bool, error) {
	info, err := os.Stat(d.path(h))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Size() == size, err
}

// SweepParts deletes what arrived in part and was not touched since an instant.
func (d *Dir) SweepParts(before time.Time) error {
	var errs error
	err := filepath.WalkDir(filepath.Join(d.root, partsDir), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if info, err := e.Info(); err == nil && info.ModTime().Before(before) {
			errs = errors.Join(errs, os.Remove(path))
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, errs)
}

// Each shows every file that nobody has sent since an instant.
func (d *Dir) Each(before time.Time, see func(h [32]byte, size int64) error) error {
	dirs, err := filepath.Glob(filepath.Join(d.root, "[0-9a-f][0-9a-f]"))
	for _, dir := range dirs {
		files, e := os.ReadDir(dir)
		err = errors.Join(err, e)
		for _, f := range files {
			name, e := hex.DecodeString(f.Name())
			if e != nil || len(name) != sha256.Size {
				continue
			}
			if info, e := f.Info(); e == nil && info.ModTime().Before(before) {
				err = errors.Join(err, see([32]byte(name), info.Size()))
			}
		}
	}
	return err
}

func (d *Dir) partPath(sender string, h [32]byte) string {
	return filepath.Join(d.root, partsDir, sender, hex.EncodeToString(h[:]))
}
