package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/demo"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// demo fills an empty book with the demo district and serves it.
func (m *Main) demo(ctx context.Context, w words.Words, args []string) error {
	var x serving
	var noServe bool
	var seed uint64
	fs := newFlags("demo")
	x.flags(fs)
	fs.BoolVar(&noServe, "no-serve", false, "")
	fs.Uint64Var(&seed, "seed", demo.DefaultSeed, "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if x.dir == "" && x.database == "" {
		var err error
		if x.dir, err = m.freshDir(); err != nil {
			return err
		}
	}
	check := x.check
	if noServe { // keys are for a server
		check = x.where.check
	}
	if err := check(w); err != nil {
		return err
	}
	if err := emptyDir(w, x.dir); err != nil {
		return err
	}
	x.fileDir()
	if err := m.fillDemo(ctx, w, &x, seed); err != nil {
		return err
	}
	if noServe {
		return nil
	}
	return m.serveBook(ctx, w, &x)
}

// freshDir is the first free demo-N under the user's data directory.
func (m *Main) freshDir() (string, error) {
	base, err := m.dataDir()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", err
	}
	for i := 1; ; i++ {
		d := filepath.Join(base, fmt.Sprintf("demo-%d", i))
		if err := os.Mkdir(d, 0o700); err == nil {
			return d, nil
		} else if !errors.Is(err, os.ErrExist) {
			return "", err
		}
	}
}

// emptyDir refuses a directory that holds anything: the demo never mixes with
// a real book.
func emptyDir(w words.Words, dir string) error {
	if dir == "" {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return errors.New(w.Text("demo_not_empty", "dir", dir))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (m *Main) fillDemo(ctx context.Context, w words.Words, x *serving, seed uint64) error {
	clock := demo.NewClock()
	st, err := store.Open(ctx, store.Options{Dir: x.dir, Database: x.database, Now: clock.Now, Rand: demo.Salts(seed)})
	if err != nil {
		return err
	}
	defer st.Close()
	p := &office.Publisher{Store: st}
	keep, err := keepFiles(st, x.blobDir)
	if err != nil {
		return err
	}
	bar := newProgress(m, w)
	start := time.Now()
	total := 0
	_, err = demo.Fill(ctx, st, clock, demo.Options{Seed: seed, Keep: keep,
		Progress: func(done, all int, what string) { total = all; bar.set(what, done, all) },
		Lock: func(ctx context.Context, wr *store.Writer, l demo.Lock) error {
			_, err := p.Lock(ctx, wr, office.ReportRequest{Name: l.Report, Place: l.PlaceID, Period: l.Period, Status: l.Status.String(),
				Map: place.MapSpec{Kind: place.MapThen}, BodyID: l.BodyID, Today: calendar.DayOf(clock.Now())}, office.Signer{PersonID: l.SignerID, BodyID: l.BodyID})
			return err
		}})
	bar.end()
	if err != nil {
		return err
	}
	where := x.dir
	if where == "" {
		where = "PostgreSQL"
	}
	fmt.Fprintln(m.Stdout, w.Text("demo_done", "ops", vi.Int(int64(total)), "seconds", vi.DecimalDigits(time.Since(start).Milliseconds(), 1000, 1), "where", where))
	return nil
}

// keepFiles keeps the files of the demo as those of phones; nil without a
// directory.
func keepFiles(st *store.Store, dir string) (func(context.Context, demo.File) error, error) {
	if dir == "" {
		return nil, nil
	}
	files, err := blobs.Open(dir)
	if err != nil {
		return nil, err
	}
	st.ReadTracks((&office.LineReader{Store: st, Blobs: files}).Tracks)
	return func(ctx context.Context, f demo.File) error {
		b, err := heldFiles{files}.Hold(sha256.Sum256(f.Bytes), f.Bytes)
		if err != nil {
			return err
		}
		return st.KeepBlob(ctx, f.LedgerID, f.DeviceID, b, func() (bool, error) { return files.Has(b.Hash, b.Size) })
	}, nil
}
