package office

import (
	"context"
	"slices"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/report"
	"phendau/internal/store"
)

// gathered is what a paper may be filled from: the entries that were chosen,
// the others of the same shared acts, and what either is linked to, all as far
// as the caller may read it.
type gathered struct {
	o       *Office
	ctx     context.Context
	s       *sight
	entries map[string]*gatheredEntry
	order   []string
	// hidden are the kinds of entries that belong to the chosen ones and that
	// the caller may not read: a paper that wants them would be wrong without.
	hidden []string
}

type gatheredEntry struct {
	ledger string
	rec    *ledger.Record
	paper  *report.PaperEntry
}

// gather reads the entries a paper is asked of.
func (o *Office) gather(ctx context.Context, c *api.Caller, refs []ledger.Ref) (*gathered, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	g := &gathered{o: o, ctx: ctx, s: s, entries: map[string]*gatheredEntry{}}
	for _, ref := range refs {
		x, err := o.openEntry(ctx, c, EntryPath{ref.LedgerID, ref.EntryID})
		switch {
		case err != nil:
			return nil, err
		case x.rec.Type != ledger.TypeEntry || x.rec.Status == ledger.Retracted:
			return nil, wrongField("entries", "paper_entry")
		}
		if err := g.add(ref.LedgerID, x.rec, true); err != nil {
			return nil, err
		}
	}
	for _, step := range []func(*gatheredEntry) error{g.sameAct, g.linked} {
		for _, id := range slices.Clone(g.order) {
			if err := step(g.entries[id]); err != nil {
				return nil, err
			}
		}
	}
	g.settleActs()
	return g, nil
}

// add takes an entry in, once. One whose kind the catalogue dropped has no
// words and stays out.
func (g *gathered) add(ledgerID string, r *ledger.Record, chosen bool) error {
	k := g.s.reg.Latest().Kinds[r.Kind]
	if g.entries[r.ID] != nil || r.Type != ledger.TypeEntry || r.Status == ledger.Retracted || k == nil {
		return nil
	}
	c, err := r.Entry()
	if err != nil {
		return err
	}
	g.entries[r.ID] = &gatheredEntry{ledgerID, r, &report.PaperEntry{ID: r.ID, Content: c, Kind: k, Owner: r.State.Owner, Settled: r.State.Settled, Chosen: chosen}}
	g.order = append(g.order, r.ID)
	return nil
}

// see takes an entry in that others name, if the caller may read it.
func (g *gathered) see(ref ledger.Ref) error {
	if g.entries[ref.EntryID] != nil {
		return nil
	}
	found, err := g.o.Store.Records(g.ctx, ref.LedgerID, []string{ref.EntryID})
	r := found[ref.EntryID]
	switch {
	case err != nil || r == nil || r.Status == ledger.Retracted:
		return err
	case !g.s.seesRecord(r):
		g.hidden = append(g.hidden, r.Kind)
		return nil
	}
	return g.add(ref.LedgerID, r, false)
}

// sameAct takes in the entries of the shared act that an entry belongs to.
func (g *gathered) sameAct(e *gatheredEntry) error {
	if e.rec.Role == "" {
		return nil
	}
	act, err := g.o.actOf(g.ctx, e.ledger, e.rec)
	if err != nil {
		return err
	}
	for _, ref := range act.refs {
		found, err := g.o.Store.Records(g.ctx, ref.LedgerID, []string{ref.EntryID})
		if err != nil {
			return err
		}
		if r := found[ref.EntryID]; r == nil || r.ID != act.main.EntryID && (r.EventID != act.main.EntryID || r.Role == "") {
			continue // proposed, and confirmed by nobody
		}
		if err := g.see(ref); err != nil {
			return err
		}
	}
	return nil
}

// linked takes in what an entry names and what names it.
func (g *gathered) linked(e *gatheredEntry) error {
	for _, l := range e.paper.Content.Links {
		if err := g.see(ledger.Ref{LedgerID: l.LedgerID, EntryID: l.EntryID}); err != nil {
			return err
		}
	}
	return g.linking(e)
}

// linking takes in everything that names an entry, page by page: a paper adds
// up, and a sum of some of it would be wrong.
func (g *gathered) linking(e *gatheredEntry) error {
	var after store.EntryKey
	for {
		found, next, err := g.o.linkedTo(g.ctx, g.s, e.ledger, e.rec, after)
		if err != nil {
			return err
		}
		for i := range found {
			if err := g.add(found[i].LedgerID, found[i].Record, false); err != nil {
				return err
			}
		}
		if next == (store.EntryKey{}) {
			return nil
		}
		after = next
	}
}

// settleActs lets an act count once: an entry that only tells of the same act
// as another one at hand goes, one that holds a part of it is marked.
func (g *gathered) settleActs() {
	for _, id := range slices.Clone(g.order) {
		e := g.entries[id]
		main := g.entries[e.rec.EventID]
		switch {
		case main == nil || main == e:
		case e.rec.Role == ledger.RoleMember:
			main.paper.Chosen = main.paper.Chosen || e.paper.Chosen
			delete(g.entries, id)
			g.order = slices.DeleteFunc(g.order, func(x string) bool { return x == id })
		case e.rec.Role == ledger.RolePart:
			e.paper.Part = true
		}
	}
}

func (g *gathered) papers() []*report.PaperEntry {
	var out []*report.PaperEntry
	for _, id := range g.order {
		out = append(out, g.entries[id].paper)
	}
	return out
}

// chosen are the records that were named.
func (g *gathered) chosen() []*ledger.Record {
	var out []*ledger.Record
	for _, id := range g.order {
		if g.entries[id].paper.Chosen {
			out = append(out, g.entries[id].rec)
		}
	}
	return out
}

// whole reports whether nothing that the paper asks for was kept from the
// caller.
func (g *gathered) whole(p *report.Paper) bool { return !slices.ContainsFunc(g.hidden, p.Wants) }

// opened are the audit lines of the watched entries a paper was made from.
func (g *gathered) opened(p *report.Paper) []audit.Record {
	var out []audit.Record
	for _, e := range p.Uses(g.papers()) {
		if watched(e.Kind) {
			out = append(out, audit.Record{Action: audit.EntryOpen, ObjectID: e.ID, PlaceID: e.Content.PlaceID, Detail: audit.Facts("paper", p.ID)})
		}
	}
	return out
}

// seat is the unit whose paper it is: the smallest one above the hamlet, or
// the group, that holds the places of all that was chosen.
func (g *gathered) seat() string {
	reg, chosen := g.s.reg, g.chosen()
	at := chosen[0].PlaceID
	on := chosen[0].Day
	for reg.Places.Level(at) == place.LevelHamlet {
		up, ok := reg.Places.ParentOn(at, on)
		if !ok {
			return at
		}
		at = up
	}
	holds := func(r *ledger.Record) bool { return r.PlaceID == at || reg.Places.Holds(at, r.PlaceID, r.Day) }
	for !allOf(chosen, holds) {
		up, ok := reg.Places.ParentOn(at, on)
		if !ok {
			return at
		}
		at = up
	}
	return at
}

func allOf[T any](list []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !ok(x) })
}
