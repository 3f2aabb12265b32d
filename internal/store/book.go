package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// txBook reads the state of one ledger inside the writing transaction.
type txBook struct {
	t        *Tx
	ledgerID string
	payloads map[ledger.Hash][]byte
	records  map[string]*ledger.Record
	known    map[string]bool // ids already looked up
	live     map[string][]ledger.Fact
	locks    map[string][]string
}

func newTxBook(t *Tx, ledgerID string, payloads map[ledger.Hash][]byte) *txBook {
	return &txBook{t: t, ledgerID: ledgerID, payloads: payloads, records: map[string]*ledger.Record{}, known: map[string]bool{},
		live: map[string][]ledger.Fact{}, locks: map[string][]string{}}
}

// books makes the books of ledgers and loads with few statements what their
// operations will ask for one by one.
func (t *Tx) books(ops map[string][]ledger.Signed, payloads map[ledger.Hash][]byte) (map[string]*txBook, error) {
	books := make(map[string]*txBook, len(ops))
	ids := make(map[string][]string, len(ops))
	for id := range ops {
		books[id] = newTxBook(t, id, payloads)
		ids[id] = books[id].unknown(ops[id])
	}
	if err := t.loadRecords(books, ids); err != nil {
		return nil, err
	}
	for _, id := range sortedKeys(books) {
		if err := books[id].prefetch(ops[id]); err != nil {
			return nil, err
		}
	}
	return books, nil
}

// unknown are the entities of operations that were not looked up yet; from now
// on they count as looked up.
func (b *txBook) unknown(ops []ledger.Signed) []string {
	var ids []string
	for i := range ops {
		if id := ops[i].Op.EntityID; !b.known[id] {
			b.known[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// prefetch loads what stands under the records: their facts and locks.
func (b *txBook) prefetch(ops []ledger.Signed) error {
	var content, held []string
	for i := range ops {
		o := &ops[i].Op
		r := b.records[o.EntityID]
		if r == nil || r.Type != ledger.TypeEntry {
			continue
		}
		if _, ok := b.live[r.ID]; !ok && changesFacts(o.Verb, r.Status) {
			b.live[r.ID] = nil
			content = append(content, r.ID)
		}
		if _, ok := b.locks[r.ID]; !ok && asksLocks(o.Verb) {
			b.locks[r.ID] = nil
			held = append(held, r.ID)
		}
	}
	if err := b.loadLive(content); err != nil {
		return err
	}
	return b.loadLocks(held)
}

// changesFacts and asksLocks only decide what is worth loading early; the fold
// loads the rest when it asks.
func changesFacts(verb string, was ledger.Status) bool {
	switch verb {
	case "amend", "correct", "retract":
		return was != ledger.Recorded
	case "submit":
		return was == ledger.Returned
	}
	return false
}

func asksLocks(verb string) bool {
	switch verb {
	case "amend", "correct", "retract", "return":
		return true
	}
	return false
}

const recordCols = "record_id, record_type, kind, place_id, day, status, level, event_id, role, turn_ms, follow_day, plan_id, content, state"

func scanRecord(scan func(...any) error) (*ledger.Record, error) {
	var r ledger.Record
	var day, follow int64
	var status string
	var state []byte
	if err := scan(&r.ID, &r.Type, &r.Kind, &r.PlaceID, &day, &status, &r.Level, &r.EventID, &r.Role, &r.TurnMS, &follow, &r.PlanID, &r.Content, &state); err != nil {
		return nil, err
	}
	r.Day, r.FollowDay, r.Status = calendar.Day(day), calendar.Day(follow), ledger.Status(status)
	return &r, json.Unmarshal(state, &r.State)
}

// loadRecords reads records of several ledgers into their books: a ledger is an
// arm of one statement, as long as they are few.
func (t *Tx) loadRecords(books map[string]*txBook, ids map[string][]string) error {
	var arms []string
	var args []any
	read := func() error {
		if len(arms) == 0 {
			return nil
		}
		rows, err := t.query(strings.Join(arms, " UNION ALL "), args...)
		arms, args = nil, nil
		return each(rows, err, func(scan func(...any) error) error {
			r, err := scanLedgerRecord(scan)
			if err == nil {
				books[r.LedgerID].records[r.Record.ID] = r.Record
			}
			return err
		})
	}
	for _, id := range sortedKeys(ids) {
		err := chunks(ids[id], func(part []string) error {
			n := len(args)
			arms = append(arms, "SELECT ledger_id, "+recordCols+" FROM record WHERE ledger_id = $"+strconv.Itoa(n+1)+" AND "+in("record_id", n+1, len(part)))
			args = append(append(args, id), anys(part)...)
			if len(arms) < mostArms && len(args) < mostArms*mostArms {
				return nil
			}
			return read()
		})
		if err != nil {
			return err
		}
	}
	return read()
}

// mostArms bounds the arms of one statement, and its square what they ask for.
const mostArms = 32

// loadLive nets the signed lines of entries: what is left stands.
func (b *txBook) loadLive(ids []string) error {
	return chunks(ids, func(part []string) error {
		rows, err := b.t.query(`SELECT f.sign, f.entry_id, f.place_id, f.day, f.kind, f.measure, d.body, f.value, f.lo, f.hi, f.q, f.basis,
			f.norm_n, f.norm_rate, f.norm_per, f.owner_body, p.body
			FROM fact f LEFT JOIN list d ON d.list_id = f.dims_id LEFT JOIN list p ON p.list_id = f.bodies_id
			WHERE f.ledger_id = $1 AND `+in("f.entry_id", 1, len(part))+` ORDER BY f.entry_id, f.seq, f.n`,
			append([]any{b.ledgerID}, anys(part)...)...)
		return each(rows, err, func(scan func(...any) error) error {
			sign, f, err := scanFact(scan)
			if err != nil {
				return err
			}
			b.live[f.EntryID] = netFacts(b.live[f.EntryID], sign, f)
			return nil
		})
	})
}

func netFacts(have []ledger.Fact, sign int, f ledger.Fact) []ledger.Fact {
	if sign > 0 {
		return append(have, f)
	}
	for i := range have {
		if have[i] == f {
			return append(have[:i], have[i+1:]...)
		}
	}
	return have
}

func scanFact(scan func(...any) error) (int, ledger.Fact, error) {
	var f ledger.Fact
	var sign int
	var day int64
	var v, lo, hi sql.NullInt64
	var dims, bodies sql.NullString
	err := scan(&sign, &f.EntryID, &f.PlaceID, &day, &f.Kind, &f.Measure, &dims, &v, &lo, &hi, &f.Value.Q, &f.Value.Basis,
		&f.Value.N, &f.Value.Rate, &f.Value.Per, &f.Owner, &bodies)
	f.Day, f.Dims, f.Bodies = calendar.Day(day), dims.String, bodies.String
	f.Value.V, f.Value.Lo, f.Value.Hi = orUnknown(v), orUnknown(lo), orUnknown(hi)
	return sign, f, err
}

func orUnknown(n sql.NullInt64) int64 {
	if !n.Valid {
		return amount.Unknown
	}
	return n.Int64
}

func (b *txBook) loadLocks(ids []string) error {
	return chunks(ids, func(part []string) error {
		rows, err := b.t.query("SELECT entry_id, snapshot_id FROM entry_lock WHERE ledger_id = $1 AND "+in("entry_id", 1, len(part))+
			" ORDER BY entry_id, snapshot_id", append([]any{b.ledgerID}, anys(part)...)...)
		return each(rows, err, func(scan func(...any) error) error {
			var entry, snap string
			if err := scan(&entry, &snap); err != nil {
				return err
			}
			b.locks[entry] = append(b.locks[entry], snap)
			return nil
		})
	})
}

func (b *txBook) Record(id string) (*ledger.Record, error) {
	if !b.known[id] {
		b.known[id] = true
		if err := b.t.loadRecords(map[string]*txBook{b.ledgerID: b}, map[string][]string{b.ledgerID: {id}}); err != nil {
			return nil, err
		}
	}
	return b.records[id], nil
}

func (b *txBook) Live(id string) ([]ledger.Fact, error) {
	if _, ok := b.live[id]; !ok {
		b.live[id] = nil
		if b.known[id] && b.records[id] == nil {
			return nil, nil
		}
		if err := b.loadLive([]string{id}); err != nil {
			return nil, err
		}
	}
	return b.live[id], nil
}

func (b *txBook) Locks(id string) ([]string, error) {
	if _, ok := b.locks[id]; !ok {
		b.locks[id] = nil
		if b.known[id] && b.records[id] == nil {
			return nil, nil
		}
		if err := b.loadLocks([]string{id}); err != nil {
			return nil, err
		}
	}
	return b.locks[id], nil
}

func (b *txBook) LockMarks() ([]ledger.LockMark, error) {
	var out []ledger.LockMark
	rows, err := b.t.query("SELECT body FROM lock_mark WHERE ledger_id = $1 ORDER BY snapshot_id", b.ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var body []byte
		var m ledger.LockMark
		if err := scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	})
	return out, err
}

func (b *txBook) Between(from, to calendar.Day) ([]*ledger.Record, error) {
	var out []*ledger.Record
	rows, err := b.t.query("SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_type = 'entry' AND day BETWEEN $2 AND $3",
		b.ledgerID, int64(from), int64(to))
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		if err == nil {
			out = append(out, r)
		}
		return err
	})
	return out, err
}

func (b *txBook) Proposal(ledgerID, eventID string) (*ledger.Event, error) {
	e := ledger.Event{LedgerID: ledgerID, ID: eventID}
	var members []byte
	err := b.t.row(`SELECT e.relation, e.members FROM event e
		JOIN record r ON r.ledger_id = e.ledger_id AND r.record_id = e.event_id
		WHERE e.ledger_id = $1 AND e.event_id = $2 AND r.status IN ('submitted', 'verified')`, ledgerID, eventID).Scan(&e.Relation, &members)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &e, json.Unmarshal(members, &e.Members)
}

func (b *txBook) Members(eventID string) ([]string, error) {
	var out []string
	rows, err := b.t.query("SELECT record_id FROM record WHERE event_id = $1 AND role IN ('member', 'part') ORDER BY record_id", eventID)
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		if err := scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, err
}

func (b *txBook) Snapshot(ledgerID, id string) (*ledger.Snapshot, error) {
	s, err := scanSnapshot(b.t.row("SELECT "+snapshotCols+" FROM snapshot WHERE ledger_id = $1 AND snapshot_id = $2", ledgerID, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return s, err
}

const snapshotCols = "ledger_id, snapshot_id, seq, at_ms, signer, withdrawn, body"

func scanSnapshot(scan func(...any) error) (*ledger.Snapshot, error) {
	var s ledger.Snapshot
	var body []byte
	var withdrawn int
	if err := scan(&s.LedgerID, &s.ID, &s.Seq, &s.AtMS, &s.Signer, &withdrawn, &body); err != nil {
		return nil, err
	}
	s.Withdrawn = withdrawn != 0
	return &s, json.Unmarshal(body, &s.Body)
}

// HasPayload reports whether the bytes of a hash came with the batch.
func (b *txBook) HasPayload(h ledger.Hash) bool {
	p, ok := b.payloads[h]
	return ok && ledger.HashOf(p) == h
}

// Entity returns the merged document of a registry entity.
func (b *txBook) Entity(typ, id string) ([]byte, error) {
	var body []byte
	err := b.t.row("SELECT body FROM registry_entity WHERE entity_type = $1 AND entity_id = $2", typ, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, err
}
