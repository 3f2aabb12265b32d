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
	"phendau/internal/document"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/paper"
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
	fs.BoolVar(&strict, "strict", false, "")
	fs.StringVar(&actor, "actor", commandLineActor, "")
	fs.StringVar(&body, "body", commandLineBody, "")
	fs.StringVar(&out, "out", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
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
	plan, err := m.planImport(ctx, w, st, rest[0], rest[1], intake.Env{Actor: actor, Body: body, Strict: strict})
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
	if err := m.importEnv(ctx, st, &env); err != nil {
		return intake.Plan{}, err
	}
	plan, problems := importers[what](f.Book, env)
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(w, p))
	}
	if plan.Errors > 0 {
		return plan, errors.New(w.Text("import_errors", "n", vi.Int(int64(plan.Errors)), "file", filepath.Base(path)))
	}
	return plan, nil
}

func (m *Main) importEnv(ctx context.Context, st *store.Store, env *intake.Env) (err error) {
	if env.Registry, err = st.Registry(ctx); err != nil {
		return err
	}
	if env.RegistryID, err = st.RegistryID(ctx); err != nil {
		return err
	}
	if env.Entities, err = st.Entities(ctx, "place"); err != nil {
		return err
	}
	view, err := st.View(ctx, nil)
	if err != nil {
		return err
	}
	for _, s := range view.Statements {
		env.Statements = append(env.Statements, s.StatementBody)
	}
	env.Today = m.today()
	env.Known = func(ids []string) (map[string]bool, error) { return st.Known(ctx, ids) }
	return nil
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
	t, ok := templateFor(cat, kind)
	if !ok {
		return &usageError{w.Text("import_no_kind", "kind", kind)}
	}
	e := document.Export{Rows: templateRows(t)}
	for _, h := range t.Header {
		e.Columns = append(e.Columns, document.ExportColumn{Title: h, Kind: paper.CodeColumn, Width: max(12, min(40, len([]rune(h))+2))})
	}
	return writeFile(out, func(f io.Writer) error {
		if ext == "csv" {
			return document.ExportCSV(f, e)
		}
		return document.ExportXLSX(f, e)
	})
}

func templateFor(cat *catalogue.Catalogue, kind string) (intake.Template, bool) {
	places := intake.PlaceTemplates()
	switch kind {
	case "statements":
		return intake.StatementTemplate(), true
	case "places":
		return places[0], true
	case "successions":
		return places[1], true
	}
	return intake.EntryTemplate(cat, kind)
}

func templateRows(t intake.Template) func(func([]document.Value, error) bool) {
	return func(yield func([]document.Value, error) bool) {
		values := make([]document.Value, len(t.Example))
		for i, text := range t.Example {
			values[i] = document.Text(text)
		}
		yield(values, nil)
	}
}
