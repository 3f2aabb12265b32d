package syncing

import (
	"context"
	"encoding/json"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// PullRequest asks for what changed since a cursor; without one, for
// everything in the phone's scope.
type PullRequest struct {
	Cursor string `json:"cursor,omitempty"`
	Limit  int    `json:"limit,omitempty"`
}

// PullReply is one page. A phone stores records and cursor in one transaction.
type PullReply struct {
	// Restart says that this page begins anew: what the phone had pulled before
	// and does not get again until More is absent is no longer its to know.
	Restart bool `json:"restart,omitempty"`
	// Records are folded: what each says and how it stands now.
	Records []Record `json:"records"`
	// Gone are records that left the scope.
	Gone     []Ref  `json:"gone,omitempty"`
	Cursor   string `json:"cursor"`
	More     bool   `json:"more,omitempty"`
	ServerMS int64  `json:"server_ms"`
	Lease    Lease  `json:"lease"`
	// Catalogue and Reference are the versions of the rules and lists the phone
	// should hold.
	Catalogue int    `json:"catalogue"`
	Reference string `json:"reference"`
}

// Ref names a record.
type Ref struct {
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
}

// Record is a folded record as a phone keeps it.
type Record struct {
	Ref
	Type     string          `json:"type"`
	Status   ledger.Status   `json:"status"`
	Level    int             `json:"level,omitempty"`
	Done     bool            `json:"done,omitempty"`
	OwnerID  string          `json:"owner_body_id"`
	Recorder string          `json:"recorder"`
	Base     string          `json:"base"` // what the next operation on it names
	Route    []int           `json:"route,omitempty"`
	Evidence int             `json:"evidence,omitempty"`
	Late     bool            `json:"late,omitempty"`
	Clock    string          `json:"clock,omitempty"`
	Content  json.RawMessage `json:"content"`
	// NotDone says why a planned activity was not carried out.
	NotDone string `json:"not_done,omitempty"`
	// Why and By are of the return, where it was given back.
	Why string `json:"why,omitempty"`
	By  string `json:"by,omitempty"`
}

// key is a record's place in a page: day as a number, since the zero key has
// none.
type key struct {
	Day int64  `json:"d"`
	ID  string `json:"i"`
}

// cursor is how far a phone has read. While At is being filled for the first
// time, Ledger and Key say which page comes next.
type cursor struct {
	Hub    string            `json:"h"`
	Scope  string            `json:"s"`
	Device string            `json:"d"`
	At     []ledger.Position `json:"a"`
	Filled int               `json:"f"` // ledgers read whole
	Key    key               `json:"k"`
}

func (h *Hub) pull(ctx context.Context, c *caller, in *PullRequest) (*PullReply, error) {
	if c.device.Revoked != nil {
		return nil, revoked(c.device)
	}
	limit := in.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	s := newScope(c, h.today())
	out := &PullReply{Records: []Record{}, ServerMS: h.nowMS(), Lease: h.lease(c.id), Catalogue: c.reg.CatalogueVersion, Reference: referenceVersion(c.reg, s)}
	cur, err := h.resume(ctx, c, s, in.Cursor)
	if err != nil {
		return nil, err
	}
	p := &puller{h: h, c: c, s: s, out: out, room: limit}
	if cur.Filled < len(cur.At) {
		out.Restart = cur.Filled == 0 && cur.Key.ID == ""
		err = p.fill(ctx, cur)
	} else {
		err = p.follow(ctx, cur)
	}
	out.Cursor = h.seal("cursor", cur)
	return out, err
}

// resume reads a cursor, or begins a new one where there is none or the scope
// has changed. One that is not ours is refused: the phone then begins anew.
func (h *Hub) resume(ctx context.Context, c *caller, s *scope, text string) (*cursor, error) {
	hub, err := h.hubID(c)
	if err != nil {
		return nil, err
	}
	if text != "" {
		var cur cursor
		if !h.open("cursor", text, &cur) || cur.Hub != hub || cur.Device != c.id {
			return nil, fail(codeCursor)
		}
		if known, err := h.known(ctx, &cur); err != nil || known && cur.Scope == s.hash {
			return &cur, err
		}
	}
	heads, err := h.Book.Positions(ctx)
	if err != nil {
		return nil, err
	}
	cur := &cursor{Hub: hub, Scope: s.hash, Device: c.id}
	for _, id := range s.ledgers {
		at := ledger.Position{LedgerID: id, Hash: ledger.Start(id).String()}
		for _, p := range heads {
			if p.LedgerID == id {
				at = p
			}
		}
		cur.At = append(cur.At, at)
	}
	return cur, nil
}

// known reports whether the book still is the one a cursor was made of. After
// it was restored from an older backup a position may lie beyond the end of a
// ledger, or in another chain.
func (h *Hub) known(ctx context.Context, cur *cursor) (bool, error) {
	for i := range cur.At {
		at := &cur.At[i]
		if chain, err := h.Book.ChainAt(ctx, at.LedgerID, at.Seq); err != nil || chain != at.Hash {
			return false, err
		}
	}
	return true, nil
}

// hubID is the registry ledger: the same for all processes of one book.
func (h *Hub) hubID(c *caller) (string, error) {
	for id, l := range c.reg.Ledgers {
		if l.Kind == ledger.KindRegistry {
			return id, nil
		}
	}
	return "", fail(codeInternal)
}

// puller fills one page.
type puller struct {
	h    *Hub
	c    *caller
	s    *scope
	out  *PullReply
	room int
}

// fill pages through the records of the scope, ledger by ledger: the first
// sync costs what there is, not how it came about.
func (p *puller) fill(ctx context.Context, cur *cursor) error {
	for cur.Filled < len(cur.At) {
		l := cur.At[cur.Filled].LedgerID
		rows, err := p.h.Book.RecordsFrom(ctx, l, p.s.from, calendar.Day(cur.Key.Day), cur.Key.ID, p.room)
		if err != nil {
			return err
		}
		for _, r := range rows {
			cur.Key = key{int64(r.Day), r.ID}
			if err := p.add(ctx, l, r, false); err != nil {
				return err
			}
		}
		if p.room -= len(rows); p.room <= 0 {
			p.out.More = true
			return nil
		}
		cur.Filled, cur.Key = cur.Filled+1, key{}
	}
	p.out.More = true // what happened since the positions were taken
	return nil
}

// follow reads what operations behind the cursor touched.
func (p *puller) follow(ctx context.Context, cur *cursor) error {
	for i := range cur.At {
		at := &cur.At[i]
		ids, upto, err := p.h.Book.ChangedRecords(ctx, at.LedgerID, at.Seq, p.room)
		if err != nil {
			return err
		}
		found, err := p.h.Book.Records(ctx, at.LedgerID, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if r := found[id]; r != nil {
				if err := p.add(ctx, at.LedgerID, r, true); err != nil {
					return err
				}
			}
		}
		more := upto-at.Seq >= int64(p.room)
		if at.Seq != upto {
			if at.Hash, err = p.h.Book.ChainAt(ctx, at.LedgerID, upto); err != nil {
				return err
			}
			at.Seq = upto
		}
		if p.room -= len(ids); more || p.room <= 0 {
			p.out.More = true
			return nil
		}
	}
	return nil
}

// add puts a record on the page. told says that the phone may have it: then it
// is told when it left the scope.
func (p *puller) add(ctx context.Context, ledgerID string, r *ledger.Record, told bool) error {
	if !p.s.sees(r) {
		if told {
			p.out.Gone = append(p.out.Gone, Ref{ledgerID, r.ID})
		}
		return nil
	}
	v := Record{Ref: Ref{ledgerID, r.ID}, Type: r.Type, Status: r.Status, Level: r.Level, Done: r.Done(), OwnerID: r.State.Owner, Recorder: r.State.Recorder,
		Base: r.State.LastOp, Route: r.State.Route, Evidence: r.State.Evidence, Late: r.State.Late, Clock: r.State.Clock, Content: r.Content}
	if n := r.State.NotDone; n != nil {
		v.NotDone = n.Reason
	}
	if r.Status == ledger.Returned {
		why, by, err := p.h.Book.LastReturn(ctx, ledgerID, r.ID)
		if err != nil {
			return err
		}
		v.Why, v.By = why, p.c.reg.PersonName(by)
	}
	p.out.Records = append(p.out.Records, v)
	return nil
}
