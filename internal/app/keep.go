package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"phendau/internal/words"
)

// keepFile writes a file only its owner reads so that it is there after a
// power cut: beside the target, synced, renamed, and the directory synced.
func keepFile(path string, b []byte) error {
	err := writeFile(path, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
	if err != nil || runtime.GOOS == "windows" { // which has no directory to sync
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ownerOnly refuses a key that others on this machine can read.
func ownerOnly(w words.Words, path string) error {
	st, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" {
		return err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return errors.New(w.Text("key_open", "file", path))
	}
	return nil
}
