// Package blobs is the door to files that are evidence: photographs, minutes
// as PDF, recordings. It takes only what it can name by content, makes pictures
// anew so that nothing of their making is left in them, and keeps bytes by
// their hash outside every web root (security.md section 10).
package blobs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Dir keeps files by their SHA-256.
type Dir struct {
	root string
	// decoding lets one picture be unpacked at a time: a small file can be a
	// large picture.
	decoding sync.Mutex
}

// Kept is a file as it was stored.
type Kept struct {
	Hash [32]byte
	Size int64
	Type string // media type, one of the closed list
}

// Open uses a directory, which is made when it is not there.
func Open(root string) (*Dir, error) {
	if err := makeShelves(root); err != nil {
		return nil, fmt.Errorf("make the directory of files: %w", err)
	}
	return &Dir{root: root}, nil
}

// makeShelves makes the directories that files lie in, by the first byte of
// their hash, once and for good: a file is safe when its own directory is.
func makeShelves(root string) error {
	if _, err := os.Stat(filepath.Join(root, "ff")); err == nil {
		return nil
	}
	for i := range 256 {
		if err := os.MkdirAll(filepath.Join(root, fmt.Sprintf("%02x", i)), 0o700); err != nil {
			return err
		}
	}
	return syncDir(root)
}

// Put takes a file of an allowed kind and keeps it; the hash is that of what is
// kept, since pictures are made anew. A *Refusal says why a file is not taken.
// Tracks come from phones, which sign them, or through PutTrack.
func (d *Dir) Put(b []byte) (Kept, error) {
	kind, err := sniff(b)
	if err != nil {
		return Kept{}, err
	}
	if IsTrack(kind.media) {
		return Kept{}, refuse(Unknown)
	}
	thumb := []byte(nil)
	if kind.picture {
		d.decoding.Lock()
		b, kind, thumb, err = remake(b, kind)
		d.decoding.Unlock()
		if err != nil {
			return Kept{}, err
		}
	}
	k := Kept{Hash: sha256.Sum256(b), Size: int64(len(b)), Type: kind.media}
	return k, d.keep(k.Hash, b, thumb)
}

// PutTrack keeps a piece of a track, or a file of tracks in its wrap, that was
// imported.
func (d *Dir) PutTrack(b []byte) (Kept, error) {
	kind, err := sniff(b)
	if err == nil && !IsTrack(kind.media) {
		err = refuse(Unknown)
	}
	if err != nil {
		return Kept{}, err
	}
	k := Kept{Hash: sha256.Sum256(b), Size: int64(len(b)), Type: kind.media}
	return k, d.keep(k.Hash, b, nil)
}

// keep puts a file and its small picture, where it has one, on disk for good.
func (d *Dir) keep(h [32]byte, b, thumb []byte) error {
	if thumb != nil {
		if err := write(d.thumbPath(h), thumb); err != nil {
			return err
		}
	}
	if err := write(d.path(h), b); err != nil {
		return err
	}
	return syncDir(filepath.Dir(d.path(h)))
}

// Keep takes a file that another site kept before, as it is: operations name its
// hash. It answers the media type.
func (d *Dir) Keep(h [32]byte, b []byte) (media string, err error) { return d.keepAsSent(h, b) }

// Get reads a file and checks it against its hash.
func (d *Dir) Get(h [32]byte) ([]byte, error) {
	b, err := os.ReadFile(d.path(h))
	if err != nil {
		return nil, fmt.Errorf("read file %x: %w", h, err)
	}
	if sha256.Sum256(b) != h {
		return nil, fmt.Errorf("file %x was changed on disk", h)
	}
	return b, nil
}

// Thumb reads the small picture of a file; fs.ErrNotExist when it has none.
func (d *Dir) Thumb(h [32]byte) ([]byte, error) { return os.ReadFile(d.thumbPath(h)) }

// Remove deletes a file that nothing refers to. Whoever calls it holds what
// says so, or a sender at the same moment would lose his.
func (d *Dir) Remove(h [32]byte) error {
	for _, p := range []string{d.thumbPath(h), d.path(h)} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (d *Dir) path(h [32]byte) string {
	name := hex.EncodeToString(h[:])
	return filepath.Join(d.root, name[:2], name)
}

func (d *Dir) thumbPath(h [32]byte) string { return d.path(h) + ".thumb" }

// write puts a file in its place whole or not at all: written beside, forced to
// disk, renamed; the directory is forced by keep. A file that is there already
// is touched: it was sent lately.
func write(path string, b []byte) error {
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(b)) {
		now := time.Now()
		return os.Chtimes(path, now, now)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keep a file: %w", errors.Join(err, os.Remove(f.Name())))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("keep a file: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// PutBack keeps a file that this directory held before, as it was: its hash is
// asked, its kind was when it came first.
func (d *Dir) PutBack(h [32]byte, b []byte) error {
	if sha256.Sum256(b) != h {
		return errOtherBytes
	}
	var small []byte
	if k, err := sniff(b); err == nil && k.picture {
		// Without a small picture the large one is shown.
		small, _ = d.asSent(b, k)
	}
	return d.keep(h, b, small)
}
