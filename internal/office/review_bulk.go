package office

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/words"
)

// BulkBody verifies several records at once. Only records without anything to
// look at are taken.
type BulkBody struct {
	Act   string     `json:"act" enum:"verify"`
	Items []BulkItem `json:"items" minItems:"1" maxItems:"200"`
}

// BulkItem is one record as it was seen.
type BulkItem struct {
	LedgerID string `json:"ledger_id" format:"uuid"`
	ID       string `json:"id" format:"uuid"`
	Base     string `json:"base" format:"uuid"`
}

// BulkResult is what became of one item, in the order of the request.
type BulkResult struct {
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
	Done     bool   `json:"done"`
	Code     string `json:"code,omitempty" doc:"Why not: needs_look, not_found, or a refusal of the ledger"`
	Message  string `json:"message,omitempty"`
}

// BulkResults answers a bulk approval.
type BulkResults struct {
	Results []BulkResult `json:"results"`
	Done    int          `json:"done"`
}

type bulkIn struct {
	Once
	Body BulkBody
}

// reviewBulk verifies item by item: one that is refused never fails its
// neighbours.
func (o *Office) reviewBulk(ctx context.Context, c *api.Caller, in *bulkIn) (*Answer[BulkResults], error) {
	req, err := once("reviewBulk", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	was, err := o.Store.Requested(ctx, c.PersonID, req.id, req.hash)
	if err != nil {
		return nil, err
	}
	b, err := o.newBulk(ctx, c, in.Body.Items)
	if err != nil {
		return nil, err
	}
	if !was {
		err = b.run(ctx, c, req)
		was = errors.Is(err, store.ErrRepeated)
	}
	if was { // what the first request did is told by the records
		err = b.tellRepeated(ctx)
	}
	if err != nil {
		return nil, err
	}
	out := BulkResults{Results: b.results}
	for _, r := range b.results {
		if r.Done {
			out.Done++
		}
	}
	return &Answer[BulkResults]{out}, nil
}

// bulk is one request being carried out.
type bulk struct {
	*reviewer
	items   []BulkItem
	results []BulkResult
	rows    map[ledger.Ref]store.LedgerRecord
}

func (o *Office) newBulk(ctx context.Context, c *api.Caller, items []BulkItem) (*bulk, error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	b := &bulk{reviewer: r, items: items, results: make([]BulkResult, len(items)), rows: map[ledger.Ref]store.LedgerRecord{}}
	byLedger := map[string][]string{}
	for i, it := range items {
		b.results[i] = BulkResult{LedgerID: it.LedgerID, ID: it.ID}
		byLedger[it.LedgerID] = append(byLedger[it.LedgerID], it.ID)
	}
	for id, ids := range byLedger {
		found, err := o.Store.Records(ctx, id, ids)
		if err != nil {
			return nil, err
		}
		for _, rec := range found {
			if r.opensRecord(rec) {
				b.rows[ledger.Ref{LedgerID: id, EntryID: rec.ID}] = store.LedgerRecord{LedgerID: id, Record: rec}
			}
		}
	}
	return b, nil
}

func (b *bulk) refuse(i int, code, message string) {
	b.results[i].Code, b.results[i].Message = code, message
}

// run drafts what may be approved together and appends it; a refusal of the
// ledger is the result of its item.
func (b *bulk) run(ctx context.Context, c *api.Caller, req request) error {
	drafts, at, err := b.drafts(ctx, c)
	if err != nil {
		return err
	}
	batch := store.Batch{Rights: true, Also: func(t *store.Tx) error { return t.NoteRequest(c.PersonID, req.id, req.hash) }}
	results, err := b.o.Writer.Act(ctx, batch, drafts)
	if err != nil {
		return err
	}
	for n, r := range results {
		b.results[at[n]].Done = r.Err == nil
		var refusal *ledger.Refusal
		if errors.As(r.Err, &refusal) {
			b.refuse(at[n], string(refusal.Code), refusal.Sentence(c.Lang))
		}
	}
	return nil
}

// drafts makes the operations of the items that may be approved together, and
// says which item each belongs to.
func (b *bulk) drafts(ctx context.Context, c *api.Caller) (drafts []ledger.Draft, at []int, err error) {
	twins, err := b.twins(ctx, b.known())
	if err != nil {
		return nil, nil, err
	}
	w := words.For(c.Lang)
	seen := map[ledger.Ref]bool{}
	for i, it := range b.items {
		ref := ledger.Ref{LedgerID: it.LedgerID, EntryID: it.ID}
		rec, ok := b.rows[ref]
		switch {
		case !ok:
			b.refuse(i, api.NotFound, w.Text("api."+api.NotFound))
			continue
		case seen[ref]:
			b.refuse(i, string(ledger.CodeDuplicateState), (&ledger.Refusal{Code: ledger.CodeDuplicateState}).Sentence(c.Lang))
			continue
		}
		seen[ref] = true
		if rec.Turn() > 0 && slices.ContainsFunc(b.flags(rec, len(twins[ref])), func(f Flag) bool { return f.Looks }) {
			b.refuse(i, "needs_look", w.Text("review.needs_look"))
			continue
		}
		level := verifyLevel(rec.Record)
		if first, err := b.overtaken(ctx, rec, it.Base, level); err != nil {
			return nil, nil, err
		} else if first != "" {
			b.refuse(i, string(ledger.CodeDuplicateState), first)
			continue
		}
		g, why := b.rules.Find(b.actor, access.VerifyEntries, b.target(rec.Record, level))
		if why != access.Allowed {
			b.refuse(i, api.NotAllowed, w.Text("api.not_allowed."+string(why)))
			continue
		}
		drafts = append(drafts, ledger.Draft{LedgerID: rec.LedgerID, EntityType: rec.Type, EntityID: rec.ID, Verb: "verify", Base: it.Base, ActorID: c.PersonID, BodyID: g.BodyID,
			Catalogue: b.reg.CatalogueVersion, Body: map[string]any{"level": level}})
		at = append(at, i)
	}
	return drafts, at, nil
}

func (b *bulk) known() []store.LedgerRecord {
	var out []store.LedgerRecord
	for _, rec := range b.rows {
		out = append(out, rec)
	}
	return out
}

// tellRepeated answers a repeat: an item is done when its record's present
// state holds a verification by the caller behind what he saw.
func (b *bulk) tellRepeated(ctx context.Context) error {
	for i, it := range b.items {
		rec, ok := b.rows[ledger.Ref{LedgerID: it.LedgerID, EntryID: it.ID}]
		if !ok {
			b.refuse(i, api.NotFound, words.For(b.tell.w.Lang()).Text("api."+api.NotFound))
			continue
		}
		ops, err := b.o.Store.Operations(ctx, it.LedgerID, it.ID)
		if err != nil {
			return err
		}
		b.results[i] = BulkResult{LedgerID: it.LedgerID, ID: it.ID, Done: slices.ContainsFunc(ops, func(o ledger.Stamped) bool {
			return o.Op.Verb == "verify" && o.Op.ActorID == b.actor.PersonID && o.Op.Base == it.Base
		})}
		if !b.results[i].Done && rec.Turn() > 0 {
			b.refuse(i, "needs_look", b.tell.w.Text("review.needs_look"))
		}
	}
	return nil
}
