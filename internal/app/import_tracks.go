package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"phendau/internal/amount"
	"phendau/internal/blobs"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// walking is what files of tracks cannot say of themselves: what a map file
// cannot, and to which entries they belong.
type walking struct {
	drawing
	entry, zone, blobDir string
	set                  list // dimension=value or measure=number of a new entry
}

func (x *walking) flags(fs *flag.FlagSet) {
	fs.StringVar(&x.entry, "entry", "", "")
	fs.StringVar(&x.zone, "zone", "", "")
	fs.StringVar(&x.blobDir, "blobs", "", "")
	fs.Var(&x.set, "set", "")
}

// importTracks attaches the timed tracks of files to an entry, or begins one for
// each file: whole or not at all.
func (m *Main) importTracks(ctx context.Context, w words.Words, x *walking, paths []string, env intake.Env) error {
	if (x.entry == "") == (x.kind == "") {
		return &usageError{w.Text("tracks_target")}
	}
	files, err := x.readTracks(ctx, w, paths)
	if err != nil {
		return err
	}
	st, err := x.openFor(ctx, w, x.dry)
	if err != nil {
		return err
	}
	defer st.Close()
	plan, err := m.planTracks(ctx, w, st, x, files, env)
	if err != nil {
		return err
	}
	if x.dry {
		fmt.Fprintln(m.Stdout, w.Text("import_checked", "rows", vi.Int(int64(plan.Rows)), "records", vi.Int(int64(plan.Records))))
		return nil
	}
	dir, err := x.openBlobs(w)
	if err != nil {
		return err
	}
	if err := office.KeepTrackFiles(ctx, st, dir, env.Actor, plan.Files); err != nil {
		return err
	}
	return m.writeImport(ctx, w, st, plan.Plan, filepath.Base(paths[0]))
}

// openBlobs is the directory of files, beside the book unless it is named.
func (x *walking) openBlobs(w words.Words) (*blobs.Dir, error) {
	if x.blobDir == "" && x.dir != "" {
		x.blobDir = filepath.Join(x.dir, "blobs")
	}
	if x.blobDir == "" {
		return nil, &usageError{w.Text("tracks_blobs")}
	}
	return blobs.Open(x.blobDir)
}

// readTracks reads all files; every one that cannot be read is told.
func (x *walking) readTracks(ctx context.Context, w words.Words, paths []string) ([]intake.TrackFile, error) {
	datum, err := geodesy.ParseDatum(x.datum)
	if err != nil {
		return nil, err
	}
	if x.axes != "en" && x.axes != "ne" {
		return nil, &usageError{w.Text("import_axes")}
	}
	a := formats.Answers{Reading: geodesy.Reading{Datum: datum, Swapped: x.axes == "ne"}}
	if a.Zone, err = office.ParseZone(x.zone); err != nil {
		return nil, &usageError{w.Text("tracks_zone")}
	}
	var out []intake.TrackFile
	var errs []error
	for _, path := range paths {
		b, f, err := readMap(ctx, w, path, a)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s", filepath.Base(path), sentence(w, err)))
			continue
		}
		out = append(out, intake.TrackFile{File: f, Name: filepath.Base(path), Bytes: b})
	}
	return out, errors.Join(errs...)
}

func (m *Main) planTracks(ctx context.Context, w words.Words, st *store.Store, x *walking, files []intake.TrackFile, env intake.Env) (intake.TrackPlan, error) {
	book, err := office.ImportEnv(ctx, st, m.today())
	if err != nil {
		return intake.TrackPlan{}, err
	}
	book.Actor, book.Body = env.Actor, env.Body
	for i := range files {
		if err := x.target(ctx, w, st, book, &files[i]); err != nil {
			return intake.TrackPlan{}, err
		}
	}
	plan, problems := intake.Tracks(files, book)
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(w, p))
	}
	for _, t := range plan.Tracks {
		fmt.Fprintln(m.Stdout, trackLine(w, &t))
	}
	if plan.Errors > 0 {
		return plan, errors.New(w.Text("import_errors", "n", vi.Int(int64(plan.Errors)), "file", files[0].Name))
	}
	return plan, nil
}

// target says which entry a file belongs to.
func (x *walking) target(ctx context.Context, w words.Words, st *store.Store, env intake.Env, f *intake.TrackFile) error {
	f.Elsewhere = func(hash string) (bool, error) { return office.FileKnown(ctx, st, hash) }
	if x.entry != "" {
		var err error
		f.LedgerID, f.Entry, f.Shown, err = office.FindEntry(ctx, st, x.entry)
		if errors.Is(err, store.ErrGone) {
			return &usageError{w.Text("tracks_no_entry", "id", x.entry)}
		}
		return err
	}
	found, err := env.Registry.Places.Find(x.place, place.Latest)
	if err != nil {
		return err
	}
	f.Content = ledger.Content{Kind: x.kind, PlaceID: found.ID, Dims: map[string]ledger.Codes{}, Measures: map[string]amount.Value{}}
	for _, text := range x.set {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return &usageError{w.Text("tracks_set", "text", text)}
		}
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			f.Content.Measures[name] = amount.ExactValue(n, amount.Counted)
			continue
		}
		f.Content.Dims[name] = append(f.Content.Dims[name], value)
	}
	return nil
}

// trackLine is what is told of a track before it is written.
func trackLine(w words.Words, t *intake.TrackSum) string {
	near := w.Text("tracks_no_line")
	if t.NearM >= 0 {
		near = w.Text("tracks_near", "m", vi.Int(int64(t.NearM)), "share", strconv.Itoa(t.OffShare))
	}
	at := func(ms int64) string { return time.UnixMilli(ms).In(office.VietnamTime).Format("02/01/2006 15:04") }
	return w.Text("tracks_found", "name", t.Name, "points", vi.Int(int64(t.Points)), "km", vi.DecimalDigits(int64(t.Metres), 1000, 2), "gaps", vi.Int(int64(t.Gaps)),
		"from", at(t.FromMS), "to", at(t.ToMS), "near", near)
}
