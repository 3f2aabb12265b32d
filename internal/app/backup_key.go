package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"phendau/internal/backup"
	"phendau/internal/words"
)

// Files of the key that opens copies.
const (
	recipientFile = "recipient.txt"
	identityFile  = "identity.txt"
)

// backupKey makes the key that opens copies. It is kept nowhere but in the files
// written here, which are to be printed and deleted.
func (m *Main) backupKey(w words.Words, out string) error {
	if out == "" {
		return &usageError{w.Text("backup_usage")}
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, recipientFile)); err == nil {
		return errors.New(w.Text("backup_key_there", "dir", out))
	}
	id, shares, err := backup.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	for i := range shares {
		b, err := shares[i].Text()
		if err == nil {
			err = keepFile(filepath.Join(out, fmt.Sprintf("share-%d.txt", i+1)), b)
		}
		if err != nil {
			return err
		}
	}
	if err := keepFile(filepath.Join(out, identityFile), []byte(id.String()+"\n")); err != nil {
		return err
	}
	if err := keepFile(filepath.Join(out, recipientFile), []byte(id.Recipient().String()+"\n")); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("backup_key_made", "dir", out))
	return nil
}
