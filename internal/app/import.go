package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/sheet"
	"phendau/internal/sheet/grid"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// importer reads one kind of file.
type importer func(*grid.Book, intake.Env) (intake.Plan, []intake.Problem)

var importers = map[string]importer{"entries": intake.Entries, "statements": intake.Statements, "places": intake.Places}

// imports checks a file and, without --dry-run, writes it whole or not at
// all.
func (m *Main) imports(ctx context.Context, w words.Words, args []string) error {
	var x where
	var dry, strict bool
	var actor, body, out string
	fs := newFlags("import")
	x.flags(fs)
	fs.BoolVar(&dry, "dry-run", false, "")
	fs.BoolVar(&dry, "check", false, "") // the same
	fs.BoolVar(&strict, "strict", false, "")
	fs.StringVar(&actor, "actor", commandLineActor, "")
	fs.StringVar(&body, "body", commandLineBody, "")
	fs.StringVar(&out, "out", "", "")
	var drawn drawing
	drawn.flags(fs)
	var walked walking
	walked.flags(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 1 && rest[0] == "tracks" && ledger.ValidID(actor) && ledger.ValidID(body) {
		walked.drawing, walked.where, walked.dry = drawn, x, dry
		return m.importTracks(ctx, w, &walked, rest[1:], intake.Env{Actor: actor, Body: body})
	}
	if len(rest) == 2 && drawers[rest[0]] != nil && ledger.ValidID(actor) && ledger.ValidID(body) {
		drawn.where, drawn.dry = x, dry
		return m.importDrawing(ctx, w, &drawn, rest[0], rest[1], intake.Env{Actor: actor, Body: body, Strict: strict})
	}
	if len(rest) == 2 && rest[0] == "template" {
		return m.importTemplate(ctx, w, &x, rest[1], out)
	}
	if len(rest) != 2 || importers[rest[0]] == nil || !ledger.ValidID(actor) || !ledger.ValidID(body) {
		return &usageError{w.Text("import_usage")}
	}
	st, err := x.openFor(ctx, w, dry)
	if err != nil {
		return err
	}
	defer st.Close()
	env := intake.Env{Actor: actor, Body: body, Strict: strict}
	if drawn.datum != "" {
		if env.Datum, err = geodesy.ParseDatum(drawn.datum); err != nil {
			return err
		}
	}
	plan, err := m.planImport(ctx, w, st, rest[0], rest[1], env)
	if err != nil {
		return err
	}
	if dry {
		fmt.Fprintln(m.Stdout, w.Text("import_checked", "rows", vi.Int(int64(plan.Rows)), "records", vi.Int(int64(plan.Records))))
		return nil
	}
	return m.writeImport(ctx, w, st, plan, filepath.Base(rest[1]))
}

// openFor opens for reading when nothing will be written.
func (x *where) openFor(ctx context.Context, w words.Words, dry bool) (*store.Store, error) {
	if dry {
		return x.read(ctx, w)
	}
	return x.write(ctx, w)
}

// planImport reads and checks the file and lists every finding on stderr.
func (m *Main) planImport(ctx context.Context, w words.Words, st *store.Store, what, path string, env intake.Env) (intake.Plan, error) {
	f, err := sheet.Open(ctx, path)
	if err != nil {
		return intake.Plan{}, err
	}
	defer f.Close()
	book, err := office.ImportEnv(ctx, st, m.today())
	if err != nil {
		return intake.Plan{}, err
	}
	book.Actor, book.Body, book.Strict, book.Datum = env.Actor, env.Body, env.Strict, env.Datum
	plan, problems := importers[what](f.Book, book)
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(w, p))
	}
	if plan.Errors > 0 {
		return plan, errors.New(w.Text("import_errors", "n", vi.Int(int64(plan.Errors)), "file", filepath.Base(path)))
	}
	return plan, nil
}

func problemLine(w words.Words, p intake.Problem) string {
	at := p.Sheet
	switch {
	case p.Cell != "":
		at += "!" + p.Cell
	case p.Row > 0:
		at += " " + w.Text("import_row", "row", p.Row)
	}
	text := p.VI
	if w.Lang() == "en" {
		text = p.EN
	}
	if p.Head != "" {
		at += " (" + p.Head + ")"
	}
	return fmt.Sprintf("%s: %s: %s [%s]", at, w.Text("severity."+string(p.Severity)), text, p.Code)
}

func (m *Main) writeImport(ctx context.Context, w words.Words, st *store.Store, plan intake.Plan, name string) error {
	if len(plan.Drafts) == 0 {
		fmt.Fprintln(m.Stdout, w.Text("import_nothing"))
		return nil
	}
	wr, err := m.writer(ctx, st)
	if err != nil {
		return err
	}
	if err := wr.MustWrite(ctx, plan.Drafts); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("import_done", "file", name, "records", vi.Int(int64(plan.Records)), "ops", vi.Int(int64(len(plan.Drafts)))))
	return nil
}

// importTemplate writes an empty sheet with its headings and one example.
func (m *Main) importTemplate(ctx context.Context, w words.Words, x *where, kind, out string) error {
	ext := strings.TrimPrefix(filepath.Ext(out), ".")
	if !slices.Contains([]string{"xlsx", "csv"}, ext) {
		return &usageError{w.Text("import_template_out")}
	}
	files, err := x.files(ctx, w)
	if err != nil {
		return err
	}
	cat, problems := catalogue.Compile(files)
	if cat == nil {
		return m.problems(w, problems)
	}
	t, ok := office.TemplateFor(cat, kind)
	if !ok {
		return &usageError{w.Text("import_no_kind", "kind", kind)}
	}
	return writeFile(out, func(f io.Writer) error { return office.WriteImportTemplate(f, t, ext) })
}
