package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/words"
)

// catalogue lists definitions, checks a file, or adds one to a book.
func (m *Main) catalogue(ctx context.Context, w words.Words, args []string) error {
	var x where
	fs := newFlags("catalogue")
	x.flags(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && rest[0] == "list":
		return m.catalogueList(ctx, w, &x)
	case len(rest) == 2 && rest[0] == "check":
		return m.catalogueCheck(ctx, w, &x, rest[1])
	case len(rest) == 2 && rest[0] == "add":
		return m.catalogueAdd(ctx, w, &x, rest[1])
	}
	return &usageError{w.Text("catalogue_usage")}
}

// files is the base catalogue, or what a book holds.
func (x *where) files(ctx context.Context, w words.Words) ([]catalogue.File, error) {
	if x.dir == "" && x.database == "" {
		return catalogue.Base(), nil
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	reg, err := st.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return reg.CatalogueFiles(), nil
}

func (m *Main) catalogueList(ctx context.Context, w words.Words, x *where) error {
	files, err := x.files(ctx, w)
	if err != nil {
		return err
	}
	cat, problems := catalogue.Compile(files)
	if catalogue.HasErrors(problems) {
		return m.problems(w, problems)
	}
	tw := tabwriter.NewWriter(m.Stdout, 2, 4, 2, ' ', 0)
	text := labels{w: w}.text
	fmt.Fprintln(tw, w.Text("list.kinds"))
	for _, k := range cat.KindList() {
		var measures []string
		for _, ms := range k.Measures {
			measures = append(measures, ms.ID)
		}
		fmt.Fprintf(tw, "  %s\t%s\t%s\n", k.ID, text(k.Name), strings.Join(measures, ", "))
	}
	fmt.Fprintln(tw, w.Text("list.indicators"))
	for _, ind := range cat.IndicatorList() {
		var measures []string
		for _, ms := range ind.Measures {
			measures = append(measures, ms.ID+" ("+string(ms.Type)+")")
		}
		fmt.Fprintf(tw, "  %s\t%s\t%s\n", ind.ID, text(ind.Name), strings.Join(measures, ", "))
	}
	return tw.Flush()
}

func (m *Main) readCatalogueFile(path string) (catalogue.File, error) {
	b, err := os.ReadFile(path)
	return catalogue.File{Name: filepath.Base(path), Content: b}, err
}

func (m *Main) catalogueCheck(ctx context.Context, w words.Words, x *where, path string) error {
	f, err := m.readCatalogueFile(path)
	if err != nil {
		return err
	}
	files, err := x.files(ctx, w)
	if err != nil {
		return err
	}
	cat, problems := catalogue.Compile(append(files, f))
	if cat != nil {
		_, ofReports := report.Of(cat)
		_, ofPapers := report.PapersOf(cat)
		problems = append(problems, slices.Concat(ofReports, ofPapers)...)
	}
	if err := m.problems(w, onlyOf(problems, f.Name)); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("catalogue_ok", "file", f.Name))
	return nil
}

// onlyOf keeps the findings about one file: warnings about others are not
// this clerk's.
func onlyOf(problems []catalogue.Problem, name string) []catalogue.Problem {
	var out []catalogue.Problem
	for _, p := range problems {
		if p.File == name || p.Severity == catalogue.Error {
			out = append(out, p)
		}
	}
	return out
}

func (m *Main) problems(w words.Words, problems []catalogue.Problem) error {
	n := 0
	for _, p := range problems {
		text := p.VI
		if w.Lang() == "en" {
			text = p.EN
		}
		fmt.Fprintf(m.Stderr, "%s:%d:%d: %s: %s [%s]\n", p.File, p.Line, p.Column, w.Text("severity."+string(p.Severity)), text, p.Code)
		if p.Severity == catalogue.Error {
			n++
		}
	}
	if n > 0 {
		return fmt.Errorf("%s", w.Text("n_errors", "n", n))
	}
	return nil
}

// catalogueAdd puts a checked file into a book as the next version; running
// servers see it with the next registry position.
func (m *Main) catalogueAdd(ctx context.Context, w words.Words, x *where, path string) error {
	if err := m.catalogueCheck(ctx, w, x, path); err != nil {
		return err
	}
	f, err := m.readCatalogueFile(path)
	if err != nil {
		return err
	}
	st, err := x.write(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	reg, err := st.Registry(ctx)
	if err != nil {
		return err
	}
	wr, err := m.writer(ctx, st)
	if err != nil {
		return err
	}
	id, err := st.RegistryID(ctx)
	if err != nil {
		return err
	}
	version := reg.CatalogueVersion + 1
	err = wr.MustWrite(ctx, []ledger.Draft{{LedgerID: id, EntityType: "catalogue", EntityID: wr.IDs.New(), Verb: "create",
		Body: registry.CatalogueDoc{Version: version, Name: f.Name, Content: string(f.Content)}}})
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("catalogue_added", "file", f.Name, "version", version))
	return nil
}

// commandLine is the actor of what the command line itself writes.
const (
	commandLineActor = "01900000-0000-7000-8000-00000000c11e"
	commandLineBody  = "01900000-0000-7000-8000-00000000b0d1"
)

func (m *Main) writer(ctx context.Context, st *store.Store) (*store.Writer, error) {
	wr, err := store.NewWriter(st, commandLineActor, commandLineBody)
	if err != nil {
		return nil, err
	}
	return wr, wr.Enrol(ctx)
}
