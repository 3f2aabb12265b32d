package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/report"
	"phendau/internal/store"
)

// Publisher makes, locks and prints reports of one book: commands, pages and
// the API use the same.
type Publisher struct {
	Store *store.Store
	// Line reads the line for reports; nil leaves it out.
	Line func() *LineReader

	mu  sync.Mutex
	old map[string]*figure.View // by snapshot; what a position held never changes

	compiled    report.Templates
	compiledFor *catalogue.Catalogue
	papers      report.Papers
	papersFor   *catalogue.Catalogue
}

// maxOldViews bounds the views kept of locked positions.
const maxOldViews = 16

// at is the view at a locked report's position.
func (p *Publisher) at(ctx context.Context, s *ledger.Snapshot) (*figure.View, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v, ok := p.old[s.ID]; ok {
		return v, nil
	}
	v, err := p.Store.View(ctx, s.Body.Position)
	if err != nil {
		return nil, err
	}
	if p.old == nil || len(p.old) >= maxOldViews {
		p.old = map[string]*figure.View{}
	}
	v.AsOf = calendar.DayOf(s.AtMS) // tips were released by the day of the lock
	v = v.ShownOn(v.AsOf)
	p.old[s.ID] = v
	return v, nil
}

// ReportRequest says which report of what.
type ReportRequest struct {
	Name       string // id of the template
	Place      string
	Period     calendar.Period
	Map        place.MapSpec
	Status     string // "" and below: the template's own
	Viewpoint  string
	BodyID     string // issuing body, for the viewpoint "own"
	Statements string
	Facts      report.Facts
	Today      calendar.Day // the day of signing; 0: the end of the period is not checked
	// Asked are the questions put before a lock, for the annex of doubts.
	Asked []report.Asked
	// Href is the address of a cell; nil leaves figures without links.
	Href func(token string) string
	// ExactLine: who makes it may know where exactly somebody was on the line.
	ExactLine bool
}

// NoTemplateError says that a report name is unknown.
type NoTemplateError struct {
	name  string
	names []string
}

func (e *NoTemplateError) Error() string { return e.Text("en") }

// NoTemplate is the error of a report that is not among those there are.
func NoTemplate(name string, all report.Templates) error { return &NoTemplateError{name, all.IDs()} }

// Text is the sentence in vi or en.
func (e *NoTemplateError) Text(lang string) string {
	if lang == "vi" {
		return fmt.Sprintf("Không có mẫu báo cáo %q. Các mẫu: %v.", e.name, e.names)
	}
	return fmt.Sprintf("there is no report %q; there are %v", e.name, e.names)
}

// Templates compiles the templates for a catalogue, once. A template of an
// office that came past the check and does not compile takes none of the
// program's with it.
func (p *Publisher) Templates(cat *catalogue.Catalogue) (report.Templates, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.compiledFor == cat {
		return p.compiled, nil
	}
	all, problems := report.Of(cat)
	if all == nil && len(cat.Reports) > 0 {
		all, problems = report.Compile(report.Base(), cat)
	}
	if catalogue.HasErrors(problems) {
		return nil, fmt.Errorf("report templates: %v", problems[0])
	}
	p.compiled, p.compiledFor = all, cat
	return all, nil
}

// Papers compiles the papers of entries for a catalogue, once, with the same
// care for one of an office that does not compile.
func (p *Publisher) Papers(cat *catalogue.Catalogue) (report.Papers, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.papersFor == cat {
		return p.papers, nil
	}
	all, problems := report.PapersOf(cat)
	if all == nil && len(cat.Papers) > 0 {
		all, problems = report.CompilePapers(report.BasePapers(), cat)
	}
	if catalogue.HasErrors(problems) {
		return nil, fmt.Errorf("paper templates: %v", problems[0])
	}
	p.papers, p.papersFor = all, cat
	return all, nil
}

// Make computes a report from the view.
func (p *Publisher) Make(ctx context.Context, view *figure.View, r ReportRequest) (*report.Report, error) {
	all, err := p.Templates(view.Catalogue)
	if err != nil {
		return nil, err
	}
	t, ok := all[r.Name]
	if !ok {
		return nil, NoTemplate(r.Name, all)
	}
	if t.Letterhead == letterheadArmy {
		if err := armyFacts(view.Registry, &r); err != nil {
			return nil, err
		}
	}
	in := report.Input{Template: t, Figures: report.Released(view, cmp.Or(r.Today, calendar.MaxDay)), Context: &view.Context, Place: r.Place, Period: r.Period,
		Map: r.Map, Status: r.Status, Viewpoint: r.Viewpoint, BodyID: r.BodyID, Statements: r.Statements, Facts: r.Facts, Asked: r.Asked, Href: r.Href,
		Demo: view.Registry.Demo(), Strip: p.strip(ctx, view.Registry, &r)}
	if in.Previous, in.Then, err = p.published(ctx, view, r); err != nil {
		return nil, err
	}
	restated, err := p.Store.Restatements(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range restated {
		in.Restatements = append(in.Restatements, x.Restatement)
	}
	return report.Make(in)
}

// published finds the locked reports that overlap the one asked for and the
// figures at the positions they were locked at.
func (p *Publisher) published(ctx context.Context, view *figure.View, r ReportRequest) ([]report.Locked, map[string]report.Figures, error) {
	snaps, err := p.Store.Snapshots(ctx)
	if err != nil {
		return nil, nil, err
	}
	var out []report.Locked
	then := map[string]report.Figures{}
	for _, s := range snaps {
		if s.Withdrawn || s.Body.To < r.Period.From || s.Body.From > r.Period.To || !p.concerns(view, s, r) {
			continue
		}
		l, err := p.Locked(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		old, err := p.at(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		then[s.ID] = report.On(old.Projection, &old.Context)
		out = append(out, l)
	}
	return out, then, nil
}

// concerns reports whether a locked report is of the asked place, of a unit
// inside it, or of one around it.
func (p *Publisher) concerns(view *figure.View, s *ledger.Snapshot, r ReportRequest) bool {
	places := view.Registry.Places
	if r.Place == "" || s.Body.PlaceID == r.Place {
		return true
	}
	return places.Holds(r.Place, s.Body.PlaceID, s.Body.MapDay) || places.Holds(s.Body.PlaceID, r.Place, s.Body.MapDay)
}

// Doubts asks about the figures of a report before it is locked.
func (p *Publisher) Doubts(view *figure.View, rep *report.Report) ([]doubt.Finding, error) {
	return doubt.OnFigures(view, rep.Query())
}

// Snapshot finds a locked report by its id; nil when there is none.
func (p *Publisher) Snapshot(ctx context.Context, id string) (*ledger.Snapshot, error) {
	snaps, err := p.Store.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(snaps, func(s *ledger.Snapshot) bool { return s.ID == id }); i >= 0 {
		return snaps[i], nil
	}
	return nil, nil
}

// Locked reads what a locked report was published with.
func (p *Publisher) Locked(ctx context.Context, s *ledger.Snapshot) (report.Locked, error) {
	l := report.Locked{ID: s.ID, Body: s.Body}
	b, err := p.Store.Payload(ctx, s.LedgerID, s.Body.CellsHash)
	if err == nil {
		l.Cells, err = report.ReadCells(b)
	}
	return l, err
}

// Reprint brings a locked report back from its stored bytes. Addresses are not
// part of it: href gives figures the links of whoever shows it, nil none.
func (p *Publisher) Reprint(ctx context.Context, id string, href func(token string) string) (*paper.Document, error) {
	s, err := p.Snapshot(ctx, id)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fmt.Errorf("there is no locked report %s", id)
	}
	b, err := p.Store.Payload(ctx, s.LedgerID, s.Body.DocumentHash)
	if err != nil {
		return nil, err
	}
	doc, err := report.Reprint(b)
	if err != nil {
		return nil, err
	}
	for i := range doc.Figures {
		if f := &doc.Figures[i]; href != nil && f.Drill != "" {
			f.Href = href(f.Drill)
		}
	}
	return doc, nil
}

// ByCode finds the locked report of an id printed on paper and, with a cell
// number, the selection that opens the cell.
func (p *Publisher) ByCode(ctx context.Context, reportID string, cell int) (snapshot, token string, err error) {
	snaps, err := p.Store.Snapshots(ctx)
	if err != nil {
		return "", "", err
	}
	for _, s := range slices.Backward(snaps) {
		doc, err := p.Reprint(ctx, s.ID, nil)
		if err != nil {
			return "", "", err
		}
		if !strings.EqualFold(doc.ReportID, reportID) {
			continue
		}
		l, err := p.Locked(ctx, s)
		if err != nil {
			return "", "", err
		}
		for _, c := range l.Cells {
			if c.Number == cell {
				return s.ID, c.Selection, nil
			}
		}
		return s.ID, "", nil
	}
	return "", "", nil
}
