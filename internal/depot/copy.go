package depot

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"phendau/internal/backup"
	"phendau/internal/ledger"
)

// Copy is a copy that is being made. Until Complete it lies under a name that
// nobody takes for one.
type Copy struct {
	d     *Depot
	stamp string
}

// Begin begins a copy. What others left unfinished is deleted first: whoever
// calls it holds the lock.
func (d *Depot) Begin(stamp string) (*Copy, error) {
	names, err := d.names("")
	for _, n := range names {
		if base, part := strings.CutSuffix(n, partSuffix); part && stampName.MatchString(base) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(d.root, n)))
		}
	}
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(d.root, stamp)); err == nil {
		// A copy of the same second, or one that was cut off behind its last file.
		if _, err := os.Stat(filepath.Join(d.root, stamp, markerFile)); err == nil {
			return nil, backup.Refuse(backup.PlaceBusy, "%s", stamp)
		}
		if err := os.RemoveAll(filepath.Join(d.root, stamp)); err != nil {
			return nil, err
		}
	}
	return &Copy{d, stamp}, os.Mkdir(filepath.Join(d.root, stamp+partSuffix), 0o700)
}

// Write writes a file of the copy.
func (c *Copy) Write(name string, fill func(io.Writer) error) (backup.File, error) {
	f, err := c.d.write(c.stamp+partSuffix+"/"+name, fill)
	f.Name = c.stamp + "/" + name
	return f, err
}

// Vault writes the keys of tips of a day, beside the copies.
func (c *Copy) Vault(day string, fill func(io.Writer) error) (backup.File, error) {
	return c.d.write(vaultDir+"/"+day+".age", fill)
}

// Complete gives the copy its name and then its marker.
func (c *Copy) Complete(header []byte) error {
	if _, err := c.d.write(c.stamp+partSuffix+"/"+headerFile, asIs(header)); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(c.d.root, c.stamp+partSuffix), filepath.Join(c.d.root, c.stamp)); err != nil {
		return err
	}
	if err := syncDir(c.d.root); err != nil {
		return err
	}
	_, err := c.d.write(c.stamp+"/"+markerFile, asIs([]byte(markOf(header))))
	return err
}

// Abandon deletes what was written of a copy that failed.
func (c *Copy) Abandon() error {
	if _, err := os.Stat(filepath.Join(c.d.root, c.stamp, markerFile)); err == nil {
		return nil
	}
	return errors.Join(os.RemoveAll(filepath.Join(c.d.root, c.stamp+partSuffix)), os.RemoveAll(filepath.Join(c.d.root, c.stamp)))
}

func blobName(h ledger.Hash) string {
	return blobDir + "/" + h.String()[:2] + "/" + h.String() + ".age"
}

// PutBlob keeps a sealed file unless it is there.
func (d *Depot) PutBlob(h ledger.Hash, fill func(io.Writer) error) (wrote bool, err error) {
	if d.HasBlob(h) {
		return false, nil
	}
	_, err = d.write(blobName(h), fill)
	return err == nil, err
}

// HasBlob says whether a file is there.
func (d *Depot) HasBlob(h ledger.Hash) bool {
	_, err := os.Stat(filepath.Join(d.root, filepath.FromSlash(blobName(h))))
	return err == nil
}

// Blob opens a sealed file.
func (d *Depot) Blob(h ledger.Hash) (io.ReadCloser, error) { return d.open(blobName(h)) }

// Sweep deletes keys of tips from before a day, and files that no copy names any
// more: what a book may not keep for longer must not live on in its copies.
func (d *Depot) Sweep(before string, named func(ledger.Hash) bool) error {
	days, err := d.names(vaultDir)
	for _, n := range days {
		if strings.TrimSuffix(n, ".age") < before {
			err = errors.Join(err, os.Remove(filepath.Join(d.root, vaultDir, n)))
		}
	}
	shelves, err2 := d.names(blobDir)
	err = errors.Join(err, err2)
	for _, s := range shelves {
		names, err2 := d.names(blobDir + "/" + s)
		err = errors.Join(err, err2)
		for _, n := range names {
			h, bad := ledger.ParseHash(strings.TrimSuffix(n, ".age"))
			if bad != nil || !named(h) {
				err = errors.Join(err, os.Remove(filepath.Join(d.root, blobDir, s, n)))
			}
		}
	}
	return err
}
