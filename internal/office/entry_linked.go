package office

import (
	"bytes"
	"context"
	"slices"

	"phendau/internal/api"
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
// case they belong to, as far as the reader may know them, latest first. It
// looks into the entry's own ledger only.
func (o *Office) fillLinked(ctx context.Context, _ *api.Caller, x *subject, t *teller, _ []ledger.Stamped, v *EntryView) error {
	if x.rec.Type != ledger.TypeEntry {
		return nil
	}
	id := []byte(x.rec.ID)
	found, _, err := o.Store.Entries(ctx, store.EntryFilter{Ledgers: []string{x.ledger}, From: max(x.rec.Day-linkedBefore, calendar.MinDay), To: min(x.rec.Day+linkedAfter, x.today), Limit: maxLinked,
		Keep: func(_ string, r *ledger.Record) bool {
			return r.Status != ledger.Retracted && bytes.Contains(r.Content, id) && x.sight.seesRecord(r) && linksTo(r, x.rec.ID)
		}})
	for _, r := range found {
		link := LinkText{LinkForm: LinkForm{Kind: r.Kind, LedgerID: r.LedgerID, EntryID: r.ID}}
		if link.Name, link.Open, err = o.refName(ctx, x, t, r.LedgerID, r.ID, t.kindName(r.Kind)); err != nil {
			return err
		}
		v.Linked = append(v.Linked, link)
	}
	return err
}

func linksTo(r *ledger.Record, id string) bool {
	c, err := r.Entry()
	return err == nil && slices.ContainsFunc(c.Links, func(l ledger.Link) bool { return l.EntryID == id })
}
