package office

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/document"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/sheet"
	"phendau/internal/sheet/grid"
	"phendau/internal/store"
)

// importTime bounds the reading and checking of one file.
const importTime = 45 * time.Second

// ImportEnv is what an import knows of the book; commands use the same.
func ImportEnv(ctx context.Context, st *store.Store, today calendar.Day) (intake.Env, error) {
	env := intake.Env{Today: today, Known: func(ids []string) (map[string]bool, error) { return st.Known(ctx, ids) }}
	var err error
	if env.Registry, err = st.Registry(ctx); err != nil {
		return env, err
	}
	if env.RegistryID, err = st.RegistryID(ctx); err != nil {
		return env, err
	}
	if env.Entities, err = st.Entities(ctx, "place"); err != nil {
		return env, err
	}
	view, err := st.Current(ctx)
	if err != nil {
		return env, err
	}
	for _, s := range view.Statements {
		env.Statements = append(env.Statements, s.StatementBody)
	}
	return env, nil
}

// planImport reads a file and plans what it would write in the caller's name.
// The reader bounds everything it takes from the file (sheet/limits.go), so it
// runs here and not in a process of its own.
func (o *Office) planImport(ctx context.Context, c *api.Caller, f *store.ImportFile, answers []ImportAnswer) (*importing, error) {
	ctx, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	g, err := o.grant(ctx, c, access.Import, access.Target{Class: access.Public})
	if err != nil {
		return nil, err
	}
	x := &importing{grant: g}
	book, err := sheet.Read(ctx, f.Name, bytes.NewReader(f.Bytes), int64(len(f.Bytes)))
	var unreadable *grid.Error
	if errors.As(err, &unreadable) {
		x.plan.Errors = 1
		x.problems = []intake.Problem{{Sheet: unreadable.Sheet, Row: unreadable.Row, Column: unreadable.Col, Code: string(unreadable.Code),
			VI: unreadable.VI, EN: unreadable.EN, Severity: intake.Error}}
		return x, nil
	}
	if err != nil {
		return nil, err
	}
	env, err := ImportEnv(ctx, o.Store, o.today())
	if err != nil {
		return nil, err
	}
	env.Actor, env.Body, env.May, env.Answers = c.PersonID, g.BodyID, o.mayImport(c, g, env), map[intake.Asked]string{}
	for _, a := range answers {
		env.Answers[intake.Asked{Sheet: a.Sheet, Row: a.Row, Column: a.Column, Code: a.Code}] = a.Answer
	}
	read := intake.Entries
	if f.Kind == "statements" {
		read = intake.Statements
	}
	x.plan, x.problems = read(book, env)
	if x.plan.Records > maxImportRows {
		return nil, api.Fail(api.TooLarge, "import_rows", "max", maxImportRows)
	}
	return x, nil
}

// mayImport asks for the right to every row, as the fold will.
func (o *Office) mayImport(c *api.Caller, g *access.Grant, env intake.Env) func(string, string, calendar.Day, string) bool {
	rules := env.Registry.Rules(o.today())
	cat, _ := env.Registry.Catalogue(env.Registry.CatalogueVersion)
	return func(recordType, placeID string, day calendar.Day, kind string) bool {
		t := access.Target{PlaceID: placeID, Day: day, BodyID: g.BodyID}
		if recordType == ledger.TypeStatement {
			return rules.May(&c.Actor, access.Import, t) == access.Allowed
		}
		if cat != nil && cat.Kinds[kind] != nil {
			t.Class = access.Class(cat.Kinds[kind].Release)
		}
		return rules.May(&c.Actor, access.Import, t) == access.Allowed && rules.May(&c.Actor, access.WriteEntries, t) == access.Allowed
	}
}

// ImportTemplateAsk names a template.
type ImportTemplateAsk struct {
	Kind   string `query:"kind" required:"true" maxLength:"60" doc:"statements, or a kind of activity" example:"patrol"`
	Format string `query:"format" default:"xlsx" enum:"xlsx,csv"`
}

func (o *Office) importTemplate(ctx context.Context, _ *api.Caller, in *ImportTemplateAsk) (*file, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	t, ok := TemplateFor(reg.Latest(), in.Kind)
	if !ok {
		return nil, api.Missing()
	}
	var b bytes.Buffer
	err = WriteImportTemplate(&b, t, in.Format)
	return &file{document.Format(in.Format).ContentType(), mime.FormatMediaType("attachment", map[string]string{"filename": "mau-" + in.Kind + "." + in.Format}), b.Bytes()}, err
}

// TemplateFor is the sheet of statements, places or a kind of activity.
func TemplateFor(cat *catalogue.Catalogue, kind string) (intake.Template, bool) {
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

// WriteImportTemplate writes an empty sheet with its headings and one example.
func WriteImportTemplate(w io.Writer, t intake.Template, format string) error {
	e := document.Export{Rows: func(yield func([]document.Value, error) bool) {
		values := make([]document.Value, len(t.Example))
		for i, text := range t.Example {
			values[i] = document.Text(text)
		}
		yield(values, nil)
	}}
	for _, h := range t.Header {
		e.Columns = append(e.Columns, document.ExportColumn{Title: h, Kind: paper.CodeColumn, Width: max(12, min(40, len([]rune(h))+2))})
	}
	if format == "csv" {
		return document.ExportCSV(w, e)
	}
	return document.ExportXLSX(w, e)
}
