package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// publisher makes, locks and prints reports of one book.
type publisher struct {
	st   *store.Store
	href func(token string) string

	mu  sync.Mutex
	old map[string]*figure.View // by snapshot; what a position held never changes

	compiled    report.Templates
	compiledFor *catalogue.Catalogue
}

// maxOldViews bounds the views kept of locked positions.
const maxOldViews = 16

// at is the view at a locked report's position.
func (p *publisher) at(ctx context.Context, s *ledger.Snapshot) (*figure.View, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v, ok := p.old[s.ID]; ok {
		return v, nil
	}
	v, err := p.st.View(ctx, s.Body.Position)
	if err != nil {
		return nil, err
	}
	if p.old == nil || len(p.old) >= maxOldViews {
		p.old = map[string]*figure.View{}
	}
	p.old[s.ID] = v
	return v, nil
}

// reportRequest says which report of what.
type reportRequest struct {
	name      string
	place     string
	period    calendar.Period
	mapped    place.MapSpec
	status    string
	viewpoint string
	body      string // issuing body, for the viewpoint "own"
	policy    string
	facts     report.Facts
	today     calendar.Day // 0: the end of the period is not checked
}

// errNoTemplate says that a report name is unknown.
type errNoTemplate struct {
	name  string
	names []string
}

func (e *errNoTemplate) Error() string { return e.Text("en") }

// Text is the sentence in vi or en.
func (e *errNoTemplate) Text(lang string) string {
	if lang == "vi" {
		return fmt.Sprintf("Không có mẫu báo cáo %q. Các mẫu: %v.", e.name, e.names)
	}
	return fmt.Sprintf("there is no report %q; there are %v", e.name, e.names)
}

// templates compiles the templates for a catalogue, once.
func (p *publisher) templates(cat *catalogue.Catalogue) (report.Templates, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.compiledFor == cat {
		return p.compiled, nil
	}
	all, problems := report.Compile(report.Base(), cat)
	if catalogue.HasErrors(problems) {
		return nil, fmt.Errorf("report templates: %v", problems[0])
	}
	p.compiled, p.compiledFor = all, cat
	return all, nil
}

// make computes a report from the view.
func (p *publisher) make(ctx context.Context, view *figure.View, r reportRequest) (*report.Report, error) {
	all, err := p.templates(view.Catalogue)
	if err != nil {
		return nil, err
	}
	t, ok := all[r.name]
	if !ok {
		return nil, &errNoTemplate{r.name, all.IDs()}
	}
	if t.Letterhead == "army" {
		if err := armyFacts(view.Registry, &r); err != nil {
			return nil, err
		}
	}
	in := report.Input{Template: t, Figures: report.Released(view, cmp.Or(r.today, calendar.MaxDay)), Context: &view.Context, Place: r.place, Period: r.period,
		Map: r.mapped, Status: r.status, Viewpoint: r.viewpoint, BodyID: r.body, Statements: r.policy, Facts: r.facts, Href: p.href, Demo: view.Registry.Demo()}
	if in.Previous, in.Then, err = p.published(ctx, view, r); err != nil {
		return nil, err
	}
	restated, err := p.st.Restatements(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range restated {
		in.Restatements = append(in.Restatements, x.Restatement)
	}
	return report.Make(in)
}

// armyFacts fills what a post's report needs from the registers: the post
// that is responsible for the place, the command above it as it was called on
// the day, and the commune in whose name the place line stands.
func armyFacts(reg *registry.Registry, r *reportRequest) error {
	day := cmp.Or(r.facts.Date, r.period.To)
	if r.facts.SuperiorBody == nil {
		r.facts.SuperiorBody = commandOn(reg, day)
	}
	if r.facts.IssuingBody != nil {
		return nil
	}
	var found []*registry.Body
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		b := reg.Bodies[id]
		if (b.Type == "post" || b.Type == "gate_post") && b.PlaceID != "" && (b.PlaceID == r.place || reg.Places.Holds(b.PlaceID, r.place, day)) {
			found = append(found, b)
		}
	}
	if len(found) != 1 {
		return &reportError{"no_single_post", reg.Places.FullName(r.place, day)}
	}
	name := found[0].NameOn(day)
	r.facts.IssuingBody, r.facts.BodyInText = []string{strings.ToUpper(name)}, name
	if r.body == "" {
		r.body = found[0].ID
	}
	for _, id := range append([]string{r.place}, reg.Places.MembersOn(found[0].PlaceID, day)...) {
		if n, ok := reg.Places.NameOn(id, day); ok && !reg.Places.IsGroup(id) {
			r.facts.Place = n.Text
			break
		}
	}
	return nil
}

// commandOn is the provincial Border Guard command as it was called on a day:
// it has had two names, and a document bears that of its own date.
func commandOn(reg *registry.Registry, day calendar.Day) []string {
	for _, id := range slices.Sorted(maps.Keys(reg.Bodies)) {
		if b := reg.Bodies[id]; b.Type == "border_guard_command" {
			return []string{strings.ToUpper(b.NameOn(day))}
		}
	}
	return nil
}

// published finds the locked reports that overlap the one asked for and the
// figures at the positions they were locked at.
func (p *publisher) published(ctx context.Context, view *figure.View, r reportRequest) ([]report.Locked, map[string]report.Figures, error) {
	snaps, err := p.st.Snapshots(ctx)
	if err != nil {
		return nil, nil, err
	}
	var out []report.Locked
	then := map[string]report.Figures{}
	for _, s := range snaps {
		if s.Withdrawn || s.Body.To < r.period.From || s.Body.From > r.period.To || !p.concerns(view, s, r) {
			continue
		}
		cells, err := p.st.Payload(ctx, s.LedgerID, s.Body.CellsHash)
		if err != nil {
			return nil, nil, err
		}
		l := report.Locked{ID: s.ID, Body: s.Body}
		if l.Cells, err = report.ReadCells(cells); err != nil {
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
func (p *publisher) concerns(view *figure.View, s *ledger.Snapshot, r reportRequest) bool {
	places := view.Registry.Places
	if r.place == "" || s.Body.PlaceID == r.place {
		return true
	}
	return places.Holds(r.place, s.Body.PlaceID, s.Body.MapDay) || places.Holds(s.Body.PlaceID, r.place, s.Body.MapDay)
}

// lock makes a report and locks it: the snapshot in the ledger of its place
// and a mark in every ledger whose entries it counts, in one transaction.
func (p *publisher) lock(ctx context.Context, w *store.Writer, r reportRequest, signerID, bodyID string) (string, error) {
	view, err := p.st.View(ctx, nil)
	if err != nil {
		return "", err
	}
	if err := p.mayLock(ctx, view, r, signerID); err != nil {
		return "", err
	}
	rep, err := p.make(ctx, view, r)
	if err != nil {
		return "", err
	}
	if problems := rep.Document.Validate(); len(problems) > 0 {
		return "", fmt.Errorf("the report cannot be locked: %v", problems[0])
	}
	facts := report.LockFacts{Signer: signerID, Position: view.Position, Catalogue: view.Registry.CatalogueVersion, Registry: view.Registry.Seq}
	body, cells, doc, err := report.LockBody(rep, facts)
	if err != nil {
		return "", err
	}
	home := view.Registry.LedgerOf(body.PlaceID, body.MapDay)
	if home == "" {
		return "", errors.New("the report's place has no ledger to keep the lock in")
	}
	snapshot := w.IDs.New()
	marks, n, err := p.marks(ctx, view, snapshot, home, body)
	if err != nil {
		return "", err
	}
	body.Entries = n
	drafts := append([]ledger.Draft{{LedgerID: home, EntityType: "snapshot", EntityID: snapshot, Verb: "lock", ActorID: signerID, BodyID: bodyID,
		Catalogue: view.Registry.CatalogueVersion, Body: body}}, marks...)
	return snapshot, w.MustWrite(ctx, drafts, cells, doc)
}

// reportError is a report that may not be made or locked, and why.
type reportError struct{ key, detail string }

func (e *reportError) Error() string { return e.Text("en") }

// Text is the sentence in vi or en.
func (e *reportError) Text(lang string) string {
	return words.For(lang).Text(e.key, "detail", e.detail)
}

// mayLock checks what a lock answers for: the period is over, the signer may
// sign for the place, and the report is not locked already.
func (p *publisher) mayLock(ctx context.Context, view *figure.View, r reportRequest, signerID string) error {
	if r.today != 0 && r.period.To >= r.today {
		return &reportError{"lock_not_over", vi.ShortDate(r.period.To)}
	}
	if !view.Registry.MaySign(signerID, r.place, r.period.To) {
		return &reportError{"lock_signer", view.Registry.PersonName(signerID)}
	}
	snaps, err := p.st.Snapshots(ctx)
	if err != nil {
		return err
	}
	for _, s := range snaps {
		if !s.Withdrawn && s.Body.Report == r.name && s.Body.PlaceID == r.place && s.Body.From == r.period.From && s.Body.To == r.period.To {
			return &reportError{"lock_twice", s.ID}
		}
	}
	return nil
}

// marks drafts a lock mark for every ledger that holds entries of the report
// or writes for a place inside it, so that what arrives late is listed too.
func (p *publisher) marks(ctx context.Context, view *figure.View, snapshot, home string, body ledger.SnapshotBody) ([]ledger.Draft, int64, error) {
	var out []ledger.Draft
	var total int64
	for _, pos := range body.Position {
		m := ledger.LockMark{SnapshotID: snapshot, LedgerID: home, PlaceID: body.PlaceID, MapDay: body.MapDay, From: body.From, To: body.To,
			MinLevel: body.MinLevel, Epoch: pos.Epoch, Seq: pos.Seq}
		entries, err := p.st.Covered(ctx, pos.LedgerID, m)
		if err != nil {
			return nil, 0, err
		}
		if len(entries) == 0 && !writesInside(view.Registry, pos.LedgerID, body) {
			continue
		}
		m.EntriesHash = ledger.EntriesHash(entries)
		total += int64(len(entries))
		out = append(out, ledger.Draft{LedgerID: pos.LedgerID, EntityType: "ledger", EntityID: pos.LedgerID, Verb: "lock_mark",
			ID: ledger.DerivedID(snapshot, "lock_mark/"+pos.LedgerID), Catalogue: view.Registry.CatalogueVersion, Body: m})
	}
	return out, total, nil
}

func writesInside(reg *registry.Registry, ledgerID string, body ledger.SnapshotBody) bool {
	return slices.ContainsFunc(reg.Ledgers[ledgerID].Places, func(m registry.MemberDoc) bool {
		return reg.Places.Holds(body.PlaceID, m.PlaceID, body.MapDay)
	})
}

// reprint brings a locked report back from its stored bytes.
func (p *publisher) reprint(ctx context.Context, id string) (*paper.Document, error) {
	snaps, err := p.st.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(snaps, func(s *ledger.Snapshot) bool { return s.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no locked report %s", id)
	}
	b, err := p.st.Payload(ctx, snaps[i].LedgerID, snaps[i].Body.DocumentHash)
	if err != nil {
		return nil, err
	}
	return report.Reprint(b)
}

// byCode finds the locked report of an id printed on paper and, with a cell
// number, the selection that opens the cell.
func (p *publisher) byCode(ctx context.Context, reportID string, cell int) (snapshot, token string, err error) {
	snaps, err := p.st.Snapshots(ctx)
	if err != nil {
		return "", "", err
	}
	for _, s := range slices.Backward(snaps) {
		doc, err := p.reprint(ctx, s.ID)
		if err != nil {
			return "", "", err
		}
		if !strings.EqualFold(doc.ReportID, reportID) {
			continue
		}
		b, err := p.st.Payload(ctx, s.LedgerID, s.Body.CellsHash)
		if err != nil {
			return "", "", err
		}
		cells, err := report.ReadCells(b)
		if err != nil {
			return "", "", err
		}
		for _, c := range cells {
			if c.Number == cell {
				return s.ID, c.Selection, nil
			}
		}
		return s.ID, "", nil
	}
	return "", "", nil
}
