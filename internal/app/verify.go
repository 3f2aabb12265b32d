package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// verify recomputes everything from the operations; the first difference is
// named and the exit code is 1.
func (m *Main) verify(ctx context.Context, w words.Words, args []string) error {
	var x where
	var blobDir string
	flags := newFlags("verify")
	x.flags(flags)
	flags.StringVar(&blobDir, "blobs", "", "")
	if rest, err := parse(flags, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	if blobDir == "" && x.dir != "" {
		blobDir = filepath.Join(x.dir, "blobs")
	}
	bar := newProgress(m, w)
	progress := func(what string, n, total int) { bar.set(w.Text("verify."+what), n, total) }
	done, err := st.Verify(ctx, progress)
	files := int64(0)
	if err == nil && blobDir != "" {
		files, err = verifyFiles(ctx, st, blobDir, progress)
	}
	bar.end()
	var d *store.Difference
	if errors.As(err, &d) {
		return errors.New(w.Text("verify_differs", "where", d.Where, "want", around(d.Want, d.Got), "got", around(d.Got, d.Want)))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("verify_ok", "ledgers", vi.Int(done.Ledgers), "ops", vi.Int(done.Operations), "records", vi.Int(done.Records),
		"facts", vi.Int(done.Facts), "figures", vi.Int(done.Figures), "snapshots", vi.Int(done.Snapshots)))
	if blobDir == "" {
		fmt.Fprintln(m.Stdout, w.Text("verify_no_files"))
		return nil
	}
	fmt.Fprintln(m.Stdout, w.Text("verify_files", "n", vi.Int(files)))
	return nil
}

// verifyFiles reads every photo and paper. A directory that is not there has
// none: that is a finding, and nothing is made.
func verifyFiles(ctx context.Context, st *store.Store, dir string, progress func(string, int, int)) (int64, error) {
	read := func(ledger.Hash) ([]byte, error) { return nil, fs.ErrNotExist }
	if _, err := os.Stat(dir); err == nil {
		d, err := blobs.Open(dir)
		if err != nil {
			return 0, err
		}
		read = func(h ledger.Hash) ([]byte, error) { return d.Get(h) }
	}
	return st.VerifyFiles(ctx, read, progress)
}

// around cuts a long text to the neighbourhood of its first difference from
// another.
func around(text, other string) string {
	const before, after = 40, 120
	at := 0
	for at < min(len(text), len(other)) && text[at] == other[at] {
		at++
	}
	from, to := max(0, at-before), min(len(text), at+after)
	out := strings.ToValidUTF8(text[from:to], "")
	if from > 0 {
		out = "... " + out
	}
	if to < len(text) {
		out += " ..."
	}
	return out
}

func mapsKeys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }
