package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/paper"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// report makes a report, locks it, or prints a locked one again.
func (m *Main) report(ctx context.Context, w words.Words, args []string) error {
	var s selection
	var out, snapshot, signer, date, withdraw, why string
	var lock bool
	var facts report.Facts
	fs := newFlags("report")
	s.flags(fs)
	fs.Lookup("status").Value.Set("")
	fs.Lookup("viewpoint").Value.Set("")
	fs.Lookup("calendar").Value.Set("")
	fs.StringVar(&out, "out", "", "")
	fs.StringVar(&snapshot, "snapshot", "", "")
	fs.StringVar(&signer, "signer", "", "")
	fs.StringVar(&date, "date", "", "")
	fs.StringVar(&withdraw, "withdraw", "", "")
	fs.StringVar(&why, "why", "", "")
	fs.IntVar(&facts.Number, "number", 0, "")
	fs.BoolVar(&lock, "lock", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if withdraw != "" {
		return m.withdrawReport(ctx, w, &s, withdraw, why)
	}
	if snapshot == "" && len(rest) != 1 {
		return &usageError{w.Text("report_name")}
	}
	format := document.Format(strings.TrimPrefix(filepath.Ext(out), "."))
	if out != "" && !knownFormat(format) {
		return &usageError{w.Text("bad_format", "format", string(format))}
	}
	if out == "" && !lock {
		return &usageError{w.Text("report_out")}
	}
	if date != "" {
		if facts.Date, err = calendar.ReadDay(date); err != nil {
			return &usageError{sentence(w, err)}
		}
	}
	if snapshot != "" {
		return m.reprint(ctx, w, &s, snapshot, out, format)
	}
	if lock {
		return m.lockReport(ctx, w, &s, rest[0], facts, signer, out, format)
	}
	return m.makeReport(ctx, w, &s, rest[0], facts, out, format)
}

func knownFormat(f document.Format) bool {
	for _, k := range document.Formats() {
		if k == f {
			return true
		}
	}
	return false
}

// request resolves the flags of a report; status and viewpoint left out are
// the template's.
func (s *selection) request(q figure.Query, name string, facts report.Facts) office.ReportRequest {
	return office.ReportRequest{Name: name, Place: q.Place, Period: q.Period, Map: q.Map, Status: s.status, Viewpoint: s.viewpoint, Statements: s.statements, Facts: facts, ExactLine: true}
}

// publisher makes reports that show the line, with tracks where the files are.
func (m *Main) publisher(st *store.Store, at *where) (*office.Publisher, error) {
	l, err := m.lineReader(st, &covering{where: *at})
	return &office.Publisher{Store: st, Line: func() *office.LineReader { return l }}, err
}

func (m *Main) makeReport(ctx context.Context, w words.Words, s *selection, name string, facts report.Facts, out string, format document.Format) error {
	if s.period == "" {
		return &usageError{w.Text("need_period")}
	}
	st, err := s.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	p, err := m.publisher(st, &s.where)
	if err != nil {
		return err
	}
	if err := s.calendarOf(ctx, p, name); err != nil {
		return err
	}
	view, q, err := s.resolve(ctx, m, w, st)
	if err != nil {
		return err
	}
	rep, err := p.Make(ctx, view, s.request(q, name, facts))
	if err != nil {
		return err
	}
	err = writeFile(out, func(f io.Writer) error {
		if format == document.JSON {
			b, err := rep.JSON()
			if err != nil {
				return err
			}
			_, err = f.Write(b)
			return err
		}
		return writeDocument(f, rep.Document, format)
	})
	if err != nil {
		return err
	}
	for _, problem := range rep.Document.Validate() {
		fmt.Fprintln(m.Stderr, w.Text("report_problem", "text", problem))
	}
	fmt.Fprintln(m.Stdout, w.Text("report_written", "file", out, "figures", len(rep.Cells), "label", calendar.Label(q.Period, w.Lang())))
	return nil
}

// calendarOf takes the template's calendar where none was asked for.
func (s *selection) calendarOf(ctx context.Context, p *office.Publisher, name string) error {
	if s.calendar != "" {
		return nil
	}
	reg, err := p.Store.Registry(ctx)
	if err != nil {
		return err
	}
	all, err := p.Templates(reg.Latest())
	if err != nil {
		return err
	}
	t, ok := all[name]
	if !ok {
		return office.NoTemplate(name, all)
	}
	s.calendar = string(t.Calendar)
	return nil
}

func writeDocument(w io.Writer, doc *paper.Document, format document.Format) error {
	if format == document.HTML {
		return document.WriteHTML(w, doc, document.HTMLOptions{Embed: true})
	}
	return document.Write(w, format, doc)
}

func (m *Main) reprint(ctx context.Context, w words.Words, s *selection, snapshot, out string, format document.Format) error {
	st, err := s.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	p := &office.Publisher{Store: st}
	doc, err := p.Reprint(ctx, snapshot, nil)
	if err != nil {
		return err
	}
	return writeFile(out, func(f io.Writer) error { return writeDocument(f, doc, format) })
}

func (m *Main) lockReport(ctx context.Context, w words.Words, s *selection, name string, facts report.Facts, signer, out string, format document.Format) error {
	if signer == "" {
		return &usageError{w.Text("need_signer")}
	}
	st, err := s.write(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	p, err := m.publisher(st, &s.where)
	if err != nil {
		return err
	}
	if err := s.calendarOf(ctx, p, name); err != nil {
		return err
	}
	view, q, err := s.resolve(ctx, m, w, st)
	if err != nil {
		return err
	}
	if signer, err = findPerson(w, view.Registry, signer, q); err != nil {
		return err
	}
	wr, err := m.writer(ctx, st)
	if err != nil {
		return err
	}
	r := s.request(q, name, facts)
	r.Today = m.today()
	id, err := p.Lock(ctx, wr, r, office.Signer{PersonID: signer, BodyID: view.Registry.BodyOf(signer, q.Period.To)})
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("report_locked", "id", id))
	if out == "" {
		return nil
	}
	doc, err := p.Reprint(ctx, id, nil)
	if err != nil {
		return err
	}
	return writeFile(out, func(f io.Writer) error { return writeDocument(f, doc, format) })
}

// findPerson reads a person's id or full name as the registers have it; of
// several with one name, those who may sign for the place are meant.
func findPerson(w words.Words, reg *registry.Registry, text string, q figure.Query) (string, error) {
	if _, ok := reg.People[text]; ok {
		return text, nil
	}
	var found []string
	for id, p := range reg.People {
		if vi.EqualKey(p.Name) == vi.EqualKey(text) {
			found = append(found, id)
		}
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(id string) bool { return !reg.MaySign(id, q.Place, q.Period.To) })
	}
	if len(found) != 1 {
		return "", &usageError{w.Text("no_person", "name", text, "n", len(found))}
	}
	return found[0], nil
}

// withdrawReport marks a locked report as withdrawn; its entries are free
// again where no other lock holds them.
func (m *Main) withdrawReport(ctx context.Context, w words.Words, s *selection, snapshot, why string) error {
	if strings.TrimSpace(why) == "" {
		return &usageError{w.Text("need_why")}
	}
	st, err := s.write(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	snaps, err := st.Snapshots(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(snaps, func(x *ledger.Snapshot) bool { return x.ID == snapshot })
	if i < 0 {
		return &usageError{w.Text("no_snapshot", "id", snapshot)}
	}
	wr, err := m.writer(ctx, st)
	if err != nil {
		return err
	}
	if err := wr.Withdraw(ctx, snaps[i].LedgerID, snapshot, why); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("report_withdrawn", "id", snapshot))
	return nil
}

// writeFile writes beside the target and renames, so that a cut leaves the
// old file or the whole new one.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".phendau-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	b := bufio.NewWriter(f)
	if err = write(b); err != nil {
		return errors.Join(err, f.Close())
	}
	if err = b.Flush(); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
