package app

import (
	"context"
	"flag"
	"os"
	"path/filepath"

	"phendau/internal/blobs"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/words"
)

// where says which book a command works on.
type where struct {
	dir, database string
}

func (x *where) flags(fs *flag.FlagSet) {
	fs.StringVar(&x.dir, "dir", "", "")
	fs.StringVar(&x.database, "database", "", "")
}

func (x *where) check(w words.Words) error {
	if (x.dir == "") == (x.database == "") {
		return &usageError{w.Text("need_book")}
	}
	return nil
}

// read opens the book for reading; a running server does not mind.
func (x *where) read(ctx context.Context, w words.Words) (*store.Store, error) {
	if err := x.check(w); err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, store.Options{Dir: x.dir, Database: x.database, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	dir := ""
	if x.dir != "" {
		dir = filepath.Join(x.dir, "blobs")
	}
	return st, readTracks(st, dir)
}

// readTracks lets figures read the tracks that lie in a directory, if there is
// one; without it they know what was kept of them.
func readTracks(st *store.Store, dir string) (err error) {
	l := &office.LineReader{Store: st}
	if _, none := os.Stat(dir); none == nil {
		if l.Blobs, err = blobs.Open(dir); err != nil {
			return err
		}
	}
	st.ReadTracks(l.Tracks)
	return nil
}

// exists refuses a place without a book before anything is made there.
func (x *where) exists(ctx context.Context, w words.Words) error {
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	return st.Close()
}

// write opens the book for writing.
func (x *where) write(ctx context.Context, w words.Words) (*store.Store, error) {
	if err := x.check(w); err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{Dir: x.dir, Database: x.database})
}

// dataDir is the user's place for data: XDG_DATA_HOME or its default.
func (m *Main) dataDir() (string, error) {
	if d := m.Getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "phendau"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share", "phendau"), nil
}
