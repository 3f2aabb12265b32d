package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"filippo.io/age"

	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// bundleFile is the key that opens bundles for this place, in its directory of
// keys.
const bundleFile = "bundle.key"

// bundleIdentity opens or makes the key of bundles.
func bundleIdentity(w words.Words, dir string) (*age.HybridIdentity, error) {
	b, err := keyFile(w, filepath.Join(dir, bundleFile), func() ([]byte, error) {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		return []byte(id.String()), nil
	})
	if err != nil {
		return nil, err
	}
	id, err := age.ParseHybridIdentity(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: it opens no bundle", bundleFile)
	}
	return id, nil
}

// bundle writes and takes in the files in which sites exchange.
func (m *Main) bundle(ctx context.Context, w words.Words, args []string) error {
	var x exchanging
	var to string
	fs := newFlags("bundle")
	x.flags(fs)
	fs.StringVar(&to, "to", "home", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 2 && rest[0] == "export":
		return m.bundleExport(ctx, w, &x, to, rest[1])
	case len(rest) == 2 && rest[0] == "import":
		return m.bundleImport(ctx, w, &x, rest[1])
	}
	return &usageError{w.Text("bundle_usage")}
}

func (m *Main) bundleExport(ctx context.Context, w words.Words, x *exchanging, to, file string) error {
	var size int64
	err := x.with(ctx, m, w, false, func(s *office.Sites) error {
		id, err := s.FindSite(ctx, to)
		if err != nil {
			return err
		}
		bar := newProgress(m, w)
		size, err = writeWhole(file, func(out io.Writer) error {
			_, err := s.Export(ctx, id, out, office.Exported{Progress: func(ops int) { bar.set(w.Text("bundle_progress"), ops, ops) }})
			return err
		})
		bar.end()
		return err
	})
	var busy *keysInUse
	if errors.As(err, &busy) {
		size, err = x.fetchRunning(ctx, w, to, file)
	}
	if err == nil {
		fmt.Fprintln(m.Stdout, w.Text("bundle_exported", "file", file, "bytes", vi.Int(size)))
	}
	return err
}

// fetchRunning has the running server write the bundle.
func (x *exchanging) fetchRunning(ctx context.Context, w words.Words, to, file string) (size int64, err error) {
	st, err := x.read(ctx, w)
	if err != nil {
		return 0, err
	}
	id, err := (&office.Sites{Store: st}).FindSite(ctx, to)
	if err := errors.Join(err, st.Close()); err != nil {
		return 0, err
	}
	c, err := running(w, x.keyDir)
	if err != nil {
		return 0, err
	}
	return writeWhole(file, func(out io.Writer) error {
		_, err := c.Fetch(ctx, id, "", out)
		return err
	})
}

// writeWhole writes a file whole or not at all: a stick that is pulled out leaves
// no half bundle under its name.
func writeWhole(file string, write func(io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".goi-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	info, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Close()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), file)
}

func (m *Main) bundleImport(ctx context.Context, w words.Words, x *exchanging, file string) error {
	err := x.with(ctx, m, w, false, func(s *office.Sites) error {
		bar := newProgress(m, w)
		taken, err := s.Import(ctx, opener(file), func(ops int) { bar.set(w.Text("bundle_progress"), ops, ops) })
		bar.end()
		if err != nil {
			return err
		}
		return m.taken(ctx, w, s.Store, taken)
	})
	var busy *keysInUse
	if !errors.As(err, &busy) {
		return err
	}
	c, err := running(w, x.keyDir)
	if err != nil {
		return err
	}
	taken, err := c.Send(ctx, opener(file))
	if err != nil {
		return err
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	return m.taken(ctx, w, st, office.ReadTaken(taken))
}

func opener(file string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return os.Open(file) }
}

// taken says what a bundle brought. A ledger that stopped is an alarm: the exit
// code is 1, although everything else was taken in.
func (m *Main) taken(ctx context.Context, w words.Words, st *store.Store, t *office.Taken) error {
	if t.Already {
		fmt.Fprintln(m.Stdout, w.Text("bundle_already"))
		return nil
	}
	fmt.Fprintln(m.Stdout, w.Text("bundle_imported", "ops", vi.Int(int64(t.Ops)), "refused", vi.Int(int64(t.Refused)), "files", vi.Int(int64(t.Files))))
	if t.Reordered > 0 {
		fmt.Fprintln(m.Stdout, w.Text("bundle_reordered", "n", t.Reordered))
	}
	if t.Took > 0 {
		fmt.Fprintln(m.Stdout, w.Text("bundle_took", "n", t.Took))
	}
	reg, err := st.Registry(ctx)
	if err != nil {
		return err
	}
	for _, id := range t.Gaps {
		fmt.Fprintln(m.Stderr, w.Text("bundle_gap", "ledger", reg.Ledgers[id].Name))
	}
	var stopped []error
	for _, id := range slices.Sorted(mapsKeys(t.Frozen)) {
		stopped = append(stopped, errors.New(w.Text("bundle_frozen", "ledger", reg.Ledgers[id].Name, "why", t.Frozen[id])))
	}
	return errors.Join(stopped...)
}
