package office

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// PreparedLock is a lock ready to be written: the snapshot in the ledger of
// its place and a mark in every ledger whose entries it counts. It must be
// written whole; entries that moved meanwhile refuse it by hash.
type PreparedLock struct {
	ID       string // of the snapshot
	LedgerID string // it stands in
	Report   *report.Report
	Body     ledger.SnapshotBody
	Drafts   []ledger.Draft
	Payloads [][]byte
}

// said is what the log says about the lock, before it knows who acted.
func (l *PreparedLock) said() audit.Record {
	return audit.Record{Action: audit.Lock, ObjectID: l.ID, PlaceID: l.Body.PlaceID,
		Detail: audit.Facts("template", l.Body.Report, "from", l.Body.From, "to", l.Body.To, "figures", len(l.Report.Cells), "entries", l.Body.Entries)}
}

// Signer is who locks a report, for which body.
type Signer struct {
	PersonID, BodyID string
	// Answers are what he said to the questions about the figures.
	Answers []ledger.LockDoubt
}

// Lock makes a report and locks it with a command's own writer.
func (p *Publisher) Lock(ctx context.Context, w *store.Writer, r ReportRequest, s Signer) (string, error) {
	view, err := p.Store.View(ctx, nil)
	if err != nil {
		return "", err
	}
	if err := p.MayLock(ctx, r); err != nil {
		return "", err
	}
	if !view.Registry.MaySign(s.PersonID, r.Place, r.Period.To) {
		return "", &ReportError{"lock_signer", view.Registry.PersonName(s.PersonID)}
	}
	l, err := p.PrepareLock(ctx, view, r, w.IDs.New(), s)
	if err != nil {
		return "", err
	}
	said := l.said()
	said.ActorID, said.Outcome = s.PersonID, audit.Done
	_, err = w.Act(ctx, store.Batch{Atomic: true, Audit: []audit.Record{said}}, l.Drafts, l.Payloads...)
	return l.ID, err
}

// PrepareLock makes a report and everything that locks it. Ask MayLock before;
// the signer's right is asked where it is written.
func (p *Publisher) PrepareLock(ctx context.Context, view *figure.View, r ReportRequest, id string, s Signer) (*PreparedLock, error) {
	r.Facts.Signed = true
	r.Facts.Date = cmp.Or(r.Facts.Date, r.Today) // it is signed today, whenever its period ended
	rep, err := p.Make(ctx, view, r)
	if err != nil {
		return nil, err
	}
	if problems := rep.Document.Validate(); len(problems) > 0 {
		return nil, &ReportError{"lock_problem", problems[0].String()}
	}
	facts := report.LockFacts{Signer: s.PersonID, Position: view.Position, Catalogue: view.Registry.CatalogueVersion, Registry: view.Registry.Seq, Doubts: s.Answers}
	body, cells, doc, err := report.LockBody(rep, facts)
	if err != nil {
		return nil, err
	}
	home := view.Registry.LedgerOf(body.PlaceID, body.MapDay)
	if home == "" {
		return nil, errors.New("the report's place has no ledger to keep the lock in")
	}
	marks, n, err := p.marks(ctx, view, id, home, body)
	if err != nil {
		return nil, err
	}
	body.Entries = n
	drafts := append([]ledger.Draft{{LedgerID: home, EntityType: "snapshot", EntityID: id, Verb: "lock", ActorID: s.PersonID, BodyID: s.BodyID,
		Catalogue: view.Registry.CatalogueVersion, Body: body}}, marks...)
	return &PreparedLock{ID: id, LedgerID: home, Report: rep, Body: body, Drafts: drafts, Payloads: [][]byte{cells, doc}}, nil
}

// ReportError is a report that may not be made or locked, and why.
type ReportError struct{ key, detail string }

func (e *ReportError) Error() string { return e.Text("en") }

// Text is the sentence in vi or en.
func (e *ReportError) Text(lang string) string {
	return words.For(lang).Text(e.key, "detail", e.detail)
}

// MayLock checks what a lock answers for besides the signer: the period is
// over and the report is not locked already.
func (p *Publisher) MayLock(ctx context.Context, r ReportRequest) error {
	if r.Today != 0 && r.Period.To >= r.Today {
		return &notOver{r.Period}
	}
	s, err := p.lockOf(ctx, r)
	if err == nil && s != nil {
		err = &ReportError{"lock_twice", s.ID}
	}
	return err
}

// notOver is a lock asked for before the period ended.
type notOver struct{ period calendar.Period }

func (e *notOver) Error() string { return e.Text("en") }

// Text says which days the period has and from which day it may be locked.
func (e *notOver) Text(lang string) string {
	return words.For(lang).Text("lock_not_over", "period", calendar.FullLabel(e.period, lang), "day", vi.ShortDate(e.period.To+1))
}

// lockOf is the lock in force of a report of one place and period, nil for
// none.
func (p *Publisher) lockOf(ctx context.Context, r ReportRequest) (*ledger.Snapshot, error) {
	snaps, err := p.Store.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range snaps {
		if !s.Withdrawn && s.Body.Report == r.Name && s.Body.PlaceID == r.Place && s.Body.From == r.Period.From && s.Body.To == r.Period.To {
			return s, nil
		}
	}
	return nil, nil
}

// marks drafts a lock mark for every ledger that holds entries of the report
// or writes for a place inside it, so that what arrives late is listed too.
func (p *Publisher) marks(ctx context.Context, view *figure.View, snapshot, home string, body ledger.SnapshotBody) ([]ledger.Draft, int64, error) {
	var out []ledger.Draft
	var total int64
	for _, pos := range body.Position {
		m := ledger.LockMark{SnapshotID: snapshot, LedgerID: home, PlaceID: body.PlaceID, MapDay: body.MapDay, From: body.From, To: body.To,
			MinLevel: body.MinLevel, Epoch: pos.Epoch, Seq: pos.Seq}
		entries, err := p.Store.Covered(ctx, pos.LedgerID, m)
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
