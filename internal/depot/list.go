package depot

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"phendau/internal/backup"
	"phendau/internal/calendar"
)

// ListPath is where the shred list lies.
func (d *Depot) ListPath() string { return filepath.Join(d.root, listFile) }

// Shred brings the shred list up to what was shredded in a book and answers how
// far it goes. It may be called at any time, by any process.
func (d *Depot) Shred(instance string, day calendar.Day, holders []string) (at backup.Shreds, err error) {
	lock := flock.New(d.ListPath() + ".lock")
	if err := lock.Lock(); err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	b, err := os.ReadFile(d.ListPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return at, err
	}
	isNew := err != nil
	l, whole, err := backup.ReadShredList(instance, b)
	if err != nil {
		return at, err
	}
	more := l.Append(day, holders...)
	if len(more) == 0 && whole == len(b) && !isNew {
		return l.At(), nil
	}
	return l.At(), d.appendList(int64(whole), more, isNew)
}

// appendList writes behind the last whole line and forces it to disk.
func (d *Depot) appendList(whole int64, more []byte, isNew bool) error {
	f, err := os.OpenFile(d.ListPath(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = f.Truncate(whole)
	if err == nil {
		_, err = f.WriteAt(more, whole)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil && isNew {
		err = syncDir(d.root)
	}
	return err
}

// ReadList reads a shred list; ListMissing where there is none.
func ReadList(path, instance string) (*backup.ShredList, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, backup.Refuse(backup.ListMissing, "%s", path)
	}
	if err != nil {
		return nil, err
	}
	l, _, err := backup.ReadShredList(instance, b)
	return l, err
}
