package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"phendau/internal/calendar"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/sheet"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// drawer plans the import of a map file.
type drawer func(intake.BorderFile, intake.Env) (intake.Plan, []intake.Problem)

var drawers = map[string]drawer{"line": intake.Line, "markers": intake.Markers, "trails": intake.Trails}

// maxMapFile bounds a file of the line, in bytes.
const maxMapFile = 64 << 20

// drawing is what a map file cannot say of itself.
type drawing struct {
	where
	dry                           bool
	datum, axes, name, from, kind string
	place                         string
	declared                      int64
	accept                        bool // of trails: the links that were proposed
}

func (d *drawing) flags(fs *flag.FlagSet) {
	fs.StringVar(&d.datum, "datum", "", "")
	fs.StringVar(&d.axes, "axes", "en", "")
	fs.StringVar(&d.name, "name", "", "")
	fs.StringVar(&d.from, "from", "", "")
	fs.StringVar(&d.kind, "kind", "", "")
	fs.StringVar(&d.place, "place", "", "")
	fs.BoolVar(&d.accept, "accept-links", false, "")
	fs.Int64Var(&d.declared, "declared", 0, "")
}

// importDrawing reads a file of the line or of markers and writes it whole or
// not at all. Without the datum it is refused with the question: a wrong one
// moves everything farther than the corridor is wide.
func (m *Main) importDrawing(ctx context.Context, w words.Words, d *drawing, what, path string, env intake.Env) error {
	f, err := d.read(ctx, w, path)
	if err != nil {
		return err
	}
	st, err := d.openFor(ctx, w, d.dry)
	if err != nil {
		return err
	}
	defer st.Close()
	plan, err := m.planDrawing(ctx, w, st, drawers[what], f, env)
	if err != nil {
		return err
	}
	note := formats.Disclaimer[0]
	if w.Lang() == "en" {
		note = formats.Disclaimer[1]
	}
	fmt.Fprintln(m.Stdout, note)
	if d.dry {
		fmt.Fprintln(m.Stdout, w.Text("import_checked", "rows", vi.Int(int64(plan.Rows)), "records", vi.Int(int64(plan.Records))))
		return nil
	}
	return m.writeImport(ctx, w, st, plan, filepath.Base(path))
}

func (m *Main) planDrawing(ctx context.Context, w words.Words, st *store.Store, draw drawer, f *intake.BorderFile, env intake.Env) (intake.Plan, error) {
	book, err := office.ImportEnv(ctx, st, m.today())
	if err != nil {
		return intake.Plan{}, err
	}
	book.Actor, book.Body, book.Strict = env.Actor, env.Body, env.Strict
	plan, problems := draw(*f, book)
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(w, p))
	}
	if plan.Errors > 0 {
		return plan, errors.New(w.Text("import_errors", "n", vi.Int(int64(plan.Errors)), "file", f.Name))
	}
	return plan, nil
}

// read reads the file and settles in which system it is written.
func (d *drawing) read(ctx context.Context, w words.Words, path string) (*intake.BorderFile, error) {
	datum, err := geodesy.ParseDatum(d.datum)
	if err != nil {
		return nil, err
	}
	if d.axes != "en" && d.axes != "ne" {
		return nil, &usageError{w.Text("import_axes")}
	}
	from := registry.Unknown
	if d.from != "" {
		day, err := calendar.ParseDay(d.from)
		if err != nil {
			return nil, &usageError{w.Text("import_from")}
		}
		from = registry.On(day)
	}
	b, file, err := readMap(ctx, w, path, formats.Answers{Reading: geodesy.Reading{Datum: datum, Swapped: d.axes == "ne"}})
	if err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	h := ledger.HashOf(b)
	out := &intake.BorderFile{File: file, Name: base, Digest: hex.EncodeToString(h[:]), Kind: d.kind, Place: d.place, Line: d.name, From: from, DeclaredM: d.declared,
		AcceptLinks: d.accept || d.dry}
	if out.Line == "" {
		out.Line = base
	}
	return out, nil
}

// readMap reads a map file and settles in which system it is written.
func readMap(ctx context.Context, w words.Words, path string, a formats.Answers) ([]byte, *formats.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if info.Size() > maxMapFile {
		return nil, nil, errors.New(w.Text("import_large", "mb", vi.Int(maxMapFile>>20)))
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	raw, err := formats.Read(ctx, filepath.Base(path), bytes.NewReader(b), int64(len(b)), formats.Options{Tables: sheet.Read})
	if err != nil {
		return nil, nil, err
	}
	file, err := raw.Settle(a)
	return b, file, err
}
