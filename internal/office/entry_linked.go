package office

import (
	"bytes"
	"context"
	"slices"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// Bounds of the search for entries that belong to one: what follows a case or
// a festival is recorded in the same book, around its day or in the year after.
const (
	linkedBefore = 31
	linkedAfter  = 366
	maxLinked    = 50
)

// fillLinked lists the entries that name this one as the visit, festival or
// case they belong to, as far as the reader may know them, latest first, and no
// more than one page of them. It looks into the entry's own ledger only.
func (o *Office) fillLinked(ctx context.Context, _ *api.Caller, x *subject, t *teller, _ []ledger.Stamped, v *EntryView) error {
	if x.rec.Type != ledger.TypeEntry {
		return nil
	}
	found, next, err := o.linkedTo(ctx, x.sight, x.ledger, x.rec, store.EntryKey{})
	for _, r := range found {
		v.Linked = append(v.Linked, t.link(r.LedgerID, r.Record))
	}
	v.LinkedNext = cursorOf(next)
	return err
}

// LinkedInput asks for a further page of what belongs to an entry.
type LinkedInput struct {
	EntryPath
	Cursor string `query:"cursor" maxLength:"200" doc:"linked_next of the entry, or next of the page before"`
}

// entryLinked lists what belongs to an entry beyond what its page shows.
func (o *Office) entryLinked(ctx context.Context, c *api.Caller, in *LinkedInput) (*Answer[List[LinkText]], error) {
	x, err := o.openRecord(ctx, c, in.EntryPath, (*sight).opensRecord)
	if err != nil {
		return nil, err
	}
	if x.rec.Type != ledger.TypeEntry {
		return nil, api.Missing()
	}
	if err := o.noteOpened(ctx, c, x, audit.Facts("where", "linked")); err != nil {
		return nil, err
	}
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, next, err := o.linkedTo(ctx, x.sight, x.ledger, x.rec, after)
	if err != nil {
		return nil, err
	}
	t := newTeller(x.reg, c.Lang)
	out := List[LinkText]{Items: []LinkText{}, Next: cursorOf(next)}
	for _, r := range found {
		out.Items = append(out.Items, t.link(r.LedgerID, r.Record))
	}
	return &Answer[List[LinkText]]{out}, nil
}

// linkedTo finds one page of the entries of a ledger that name one of its
// entries, as far as the reader may know them, latest first, and where the next
// page begins; a zero key says that there is none.
func (o *Office) linkedTo(ctx context.Context, s *sight, ledgerID string, rec *ledger.Record, after store.EntryKey) ([]store.Listed, store.EntryKey, error) {
	id := []byte(rec.ID)
	return o.Store.Entries(ctx, store.EntryFilter{Ledgers: []string{ledgerID}, From: max(rec.Day-linkedBefore, calendar.MinDay), To: min(rec.Day+linkedAfter, s.rules.Today), Limit: maxLinked, After: after,
		Keep: func(_ string, r *ledger.Record) bool {
			return r.Status != ledger.Retracted && bytes.Contains(r.Content, id) && s.seesRecord(r) && linksTo(r, rec.ID)
		}})
}

// fillPlan names the planned activity the entry carries out, as far as the
// reader may know it.
func (o *Office) fillPlan(ctx context.Context, c *api.Caller, x *subject, _ *teller, _ []ledger.Stamped, v *EntryView) error {
	if v.Content == nil || v.Content.PlanID == "" {
		return nil
	}
	view, err := o.view(ctx)
	if err != nil {
		return err
	}
	r, err := o.planReader(ctx, c, view)
	if err != nil {
		return err
	}
	p := r.byID[v.Content.PlanID]
	if p == nil || p.Activity == nil {
		return nil
	}
	if ref := r.ref(p.Activity.Kind, p.LedgerID, p.ID); ref.Open {
		v.Plan = &ref
	}
	return nil
}

func linksTo(r *ledger.Record, id string) bool {
	c, err := r.Entry()
	return err == nil && slices.ContainsFunc(c.Links, func(l ledger.Link) bool { return l.EntryID == id })
}
