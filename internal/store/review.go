package store

import (
	"context"
	"encoding/json"
	"fmt"

	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// WaitingKey is the place of a record in the list of what waits: longest
// first. The zero key is before the first.
type WaitingKey struct {
	SinceMS            int64
	LedgerID, RecordID string
}

// WaitingFilter asks for records of some ledgers whose turn is one of some
// levels, behind a key; Kinds, when given, chooses among them. Newest begins at
// the other end, for who looks at one page only and has no key.
type WaitingFilter struct {
	Ledgers []string
	Levels  []int
	Kinds   []string
	After   WaitingKey
	Newest  bool
	Limit   int
}

// LedgerRecord is a record with the ledger it stands in.
type LedgerRecord struct {
	LedgerID string
	*ledger.Record
}

// Key is where the record stands in the list of what waits.
func (r LedgerRecord) Key() WaitingKey { return WaitingKey{r.TurnMS, r.LedgerID, r.ID} }

const noID = "00000000-0000-0000-0000-000000000000"

// Waiting lists records that wait for a verifier, longest first or newest first.
func (s *Store) Waiting(ctx context.Context, f WaitingFilter) ([]LedgerRecord, error) {
	ledgers := validIDs(f.Ledgers)
	if len(ledgers) == 0 || len(f.Levels) == 0 {
		return nil, nil
	}
	k := f.After
	if !ledger.ValidID(k.LedgerID) || !ledger.ValidID(k.RecordID) {
		k.LedgerID, k.RecordID = noID, noID
	}
	args, kinds := append(anys(ledgers), anys(f.Levels)...), ""
	if len(f.Kinds) > 0 {
		kinds = " AND " + in("kind", len(args), len(f.Kinds))
		args = append(args, anys(f.Kinds)...)
	}
	n, order := len(args), "turn_ms, ledger_id, record_id"
	if f.Newest {
		order = "turn_ms DESC, ledger_id DESC, record_id DESC"
	}
	args = append(args, k.SinceMS, k.LedgerID, k.RecordID)
	var out []LedgerRecord
	rows, err := s.query(ctx, "SELECT ledger_id, "+recordCols+" FROM record WHERE turn > 0 AND "+in("ledger_id", 0, len(ledgers))+" AND "+in("turn", len(ledgers), len(f.Levels))+kinds+
		fmt.Sprintf(" AND (turn_ms, ledger_id, record_id) > ($%d, $%d, $%d) ORDER BY %s LIMIT %d", n+1, n+2, n+3, order, f.Limit), args...)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanLedgerRecord(scan)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what waits for a verifier: %w", err)
	}
	return out, nil
}

func scanLedgerRecord(scan func(...any) error) (LedgerRecord, error) {
	var r LedgerRecord
	var err error
	r.Record, err = scanRecord(func(dst ...any) error { return scan(append([]any{&r.LedgerID}, dst...)...) })
	return r, err
}

// LocksOf lists the locked reports in force that hold an entry.
func (s *Store) LocksOf(ctx context.Context, ledgerID, entryID string) ([]*ledger.Snapshot, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(entryID) {
		return nil, nil
	}
	var marks []ledger.LockMark
	rows, err := s.query(ctx, `SELECT m.body FROM entry_lock l JOIN lock_mark m ON m.ledger_id = l.ledger_id AND m.snapshot_id = l.snapshot_id
		WHERE l.ledger_id = $1 AND l.entry_id = $2 ORDER BY l.snapshot_id`, ledgerID, entryID)
	err = each(rows, err, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		marks = append(marks, ledger.LockMark{})
		return json.Unmarshal(body, &marks[len(marks)-1])
	})
	var out []*ledger.Snapshot
	for _, m := range marks {
		if err != nil {
			break
		}
		var found []*ledger.Snapshot
		found, err = snapshots(reading{s, ctx}, "WHERE ledger_id = $1 AND snapshot_id = $2", m.LedgerID, m.SnapshotID)
		out = append(out, found...)
	}
	if err != nil {
		return nil, fmt.Errorf("read the reports that hold an entry: %w", err)
	}
	return out, nil
}

// RestatementsOf lists what locked reports were told about one record.
func (s *Store) RestatementsOf(ctx context.Context, ledgerID, entryID string) ([]Restated, error) {
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(entryID) {
		return nil, nil
	}
	return restatements(reading{s, ctx}, "WHERE ledger_id = $1 AND entry_id = $2 ORDER BY seq, n", ledgerID, entryID)
}

// Events lists the shared events led by entries of some ledgers, newest first,
// at most limit; id "" is any of them.
func (s *Store) Events(ctx context.Context, ledgerIDs []string, id string, limit int) ([]ledger.Event, error) {
	var out []ledger.Event
	ids := validIDs(ledgerIDs)
	if len(ids) == 0 || id != "" && !ledger.ValidID(id) {
		return nil, nil
	}
	q, args := "SELECT ledger_id, event_id, relation, members FROM event WHERE "+in("ledger_id", 0, len(ids)), anys(ids)
	if id != "" {
		q, args = q+fmt.Sprintf(" AND event_id = $%d", len(args)+1), append(args, id)
	}
	rows, err := s.query(ctx, q+fmt.Sprintf(" ORDER BY event_id DESC LIMIT %d", limit), args...)
	err = each(rows, err, func(scan func(...any) error) error {
		var e ledger.Event
		var members []byte
		if err := scan(&e.LedgerID, &e.ID, &e.Relation, &members); err != nil {
			return err
		}
		if err := json.Unmarshal(members, &e.Members); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read shared events: %w", err)
	}
	return out, nil
}

// MembersOf lists the entries of any ledger that joined the event of a main
// entry.
func (s *Store) MembersOf(ctx context.Context, eventID string) ([]LedgerRecord, error) {
	if !ledger.ValidID(eventID) {
		return nil, nil
	}
	var out []LedgerRecord
	rows, err := s.query(ctx, "SELECT ledger_id, "+recordCols+" FROM record WHERE event_id = $1 AND role IN ('member', 'part') ORDER BY ledger_id, record_id", eventID)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanLedgerRecord(scan)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the members of an event: %w", err)
	}
	return out, nil
}

// Tally counts the entries of one place, day and kind that were submitted.
type Tally struct {
	PlaceID string
	Day     registry.Day
	Kind    string
	// Entries counts those that stand; Verified those at the end of their route.
	Entries, Verified int64
	// FirstMS is when the first of them was submitted.
	FirstMS int64
}

// TallyEntries counts what stands in some ledgers with a day in [from, to].
func (s *Store) TallyEntries(ctx context.Context, ledgerIDs []string, from, to registry.Day) ([]Tally, error) {
	var out []Tally
	for _, id := range validIDs(ledgerIDs) {
		rows, err := s.query(ctx, `SELECT r.place_id, r.day, r.kind, count(DISTINCT r.record_id),
			count(DISTINCT CASE WHEN r.status = 'verified' AND r.turn = 0 THEN r.record_id END), min(o.accepted_ms)
			FROM record r JOIN standing s ON s.ledger_id = r.ledger_id AND s.entry_id = r.record_id
			JOIN op o ON o.ledger_id = s.ledger_id AND o.seq = s.seq
			WHERE r.ledger_id = $1 AND r.record_type = 'entry' AND r.day BETWEEN $2 AND $3 AND r.status IN ('submitted', 'verified')
			GROUP BY r.place_id, r.day, r.kind`, id, int64(from), int64(to))
		err = each(rows, err, func(scan func(...any) error) error {
			var t Tally
			var day int64
			err := scan(&t.PlaceID, &day, &t.Kind, &t.Entries, &t.Verified, &t.FirstMS)
			t.Day = registry.Day(day)
			out = append(out, t)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("count the entries of ledger %s: %w", id, err)
		}
	}
	return out, nil
}

// LastDay is the day of the newest entry of some ledgers, 0 when there is none.
func (s *Store) LastDay(ctx context.Context, ledgerIDs []string) (registry.Day, error) {
	var last int64
	for _, id := range validIDs(ledgerIDs) {
		var d int64
		err := s.queryRow(ctx, "SELECT coalesce(max(day), 0) FROM record WHERE ledger_id = $1 AND record_type = 'entry'", id).Scan(&d)
		if err != nil {
			return 0, fmt.Errorf("find the newest entry: %w", err)
		}
		last = max(last, d)
	}
	return registry.Day(last), nil
}
