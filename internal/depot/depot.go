// Package depot is the second place: a directory on another disk in which copies
// of a book lie. It knows files and nothing of what is in them.
//
//	shred-list            what was shredded for good, a line each
//	blobs/aa/HASH.age     files by the hash of what is sealed in them, written once
//	STAMP/                one copy: header.json, book.age, tips.age, blobs, complete
//	vault/DAY.age         keys of tips, kept for a month
//	proven/STAMP.json     the report of a drill
//
// Everything is written beside its place, forced to disk and renamed. A copy
// without its marker is none.
package depot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"github.com/gofrs/flock"

	"phendau/internal/backup"
)

// Names in the second place.
const (
	headerFile = "header.json"
	markerFile = "complete"
	listFile   = "shred-list"
	lockFile   = "lock"
	blobDir    = "blobs"
	vaultDir   = "vault"
	provenDir  = "proven"
	partSuffix = ".part"
)

var (
	stampName = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
	// fileName is what a header may name: nothing outside the place.
	fileName = regexp.MustCompile(`^(\d{8}T\d{6}Z/(book\.age|tips\.age|blobs)|vault/\d{4}-\d{2}-\d{2}\.age)$`)
)

// Depot is an open second place.
type Depot struct{ root string }

// Open uses a directory; makeIt makes it where it is not. A place that was
// remembered is never made: where a disk is not mounted, copies would go onto the
// disk they are to save.
func Open(root string, makeIt bool) (*Depot, error) {
	if makeIt {
		if err := os.MkdirAll(root, 0o700); err != nil {
			return nil, fmt.Errorf("second place: %w", err)
		}
	}
	info, err := os.Stat(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, backup.Refuse(backup.NoPlace, "%s", root)
	}
	if err != nil {
		return nil, fmt.Errorf("second place: %w", err)
	}
	if !info.IsDir() {
		return nil, backup.Refuse(backup.NoBackup, "%s", root)
	}
	return &Depot{root}, nil
}

// Find opens the place that a path names: the place itself, or one copy in it.
// stamp is "" for the place.
func Find(path string) (d *Depot, stamp string, err error) {
	path = filepath.Clean(path)
	if stampName.MatchString(filepath.Base(path)) {
		d, err = Open(filepath.Dir(path), false)
		return d, filepath.Base(path), err
	}
	d, err = Open(path, false)
	return d, "", err
}

// Lock lets one copy be made at a time.
func (d *Depot) Lock() (unlock func() error, err error) {
	l := flock.New(filepath.Join(d.root, lockFile))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the second place: %w", err)
	}
	if !ok {
		return nil, backup.Refuse(backup.PlaceBusy, "%s", d.root)
	}
	return l.Unlock, nil
}

// Stamps are the complete copies, oldest first.
func (d *Depot) Stamps() ([]string, error) {
	names, err := d.names("")
	return slices.DeleteFunc(names, func(n string) bool {
		_, none := os.Stat(filepath.Join(d.root, n, markerFile))
		return !stampName.MatchString(n) || none != nil
	}), err
}

func (d *Depot) names(dir string) (out []string, err error) {
	entries, err := os.ReadDir(filepath.Join(d.root, dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out, err
}

// Header reads the header of a copy that is complete, checked against its marker.
func (d *Depot) Header(stamp string) ([]byte, error) {
	dir := filepath.Join(d.root, stamp)
	if _, err := os.Stat(dir); err != nil {
		return nil, backup.Refuse(backup.NoBackup, "%s", stamp)
	}
	mark, err := os.ReadFile(filepath.Join(dir, markerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, backup.Refuse(backup.NotComplete, "%s", stamp)
	}
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(dir, headerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, backup.Refuse(backup.FileMissing, "%s/%s", stamp, headerFile)
	}
	if err == nil && string(mark) != markOf(b) {
		err = backup.Refuse(backup.HeaderAltered, "%s", stamp)
	}
	return b, err
}

func markOf(header []byte) string {
	sum := sha256.Sum256(header)
	return hex.EncodeToString(sum[:]) + "\n"
}

// Check reads a file that a header names and compares hash and size.
func (d *Depot) Check(f *backup.File) error {
	r, err := d.File(f.Name)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	if n != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return backup.Refuse(backup.FileAltered, "%s", f.Name)
	}
	return nil
}

// File opens a file that a header names.
func (d *Depot) File(name string) (io.ReadCloser, error) {
	if !fileName.MatchString(name) {
		return nil, backup.Refuse(backup.FileMissing, "%q", name)
	}
	return d.open(name)
}

func (d *Depot) open(name string) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(d.root, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, backup.Refuse(backup.FileMissing, "%s", name)
	}
	return f, err
}

// Has says whether a file that a header names is there.
func (d *Depot) Has(f *backup.File) bool {
	_, err := os.Stat(filepath.Join(d.root, filepath.FromSlash(f.Name)))
	return err == nil && fileName.MatchString(f.Name)
}

// write puts a file in its place whole or not at all and answers what was written.
func (d *Depot) write(name string, fill func(io.Writer) error) (backup.File, error) {
	path := filepath.Join(d.root, filepath.FromSlash(name))
	out := backup.File{Name: name}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return out, err
	}
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return out, err
	}
	sum := sha256.New()
	count := &counter{w: io.MultiWriter(f, sum)}
	err = fill(count)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(path+partSuffix, path)
	}
	if err != nil {
		_ = os.Remove(path + partSuffix) // the first error is the one that helps
		return out, fmt.Errorf("write %s: %w", name, err)
	}
	out.Size, out.SHA256 = count.n, hex.EncodeToString(sum.Sum(nil))
	return out, syncDir(filepath.Dir(path))
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // which has no directory to sync
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func asIs(b []byte) func(io.Writer) error {
	return func(w io.Writer) error { _, err := w.Write(b); return err }
}

// Proven keeps the signed report of a drill.
func (d *Depot) Proven(stamp string, report []byte) (path string, err error) {
	f, err := d.write(provenDir+"/"+stamp+".json", asIs(report))
	return filepath.Join(d.root, filepath.FromSlash(f.Name)), err
}
