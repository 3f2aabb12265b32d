package store

import (
	"context"
	"fmt"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// EntryFilter chooses entries for a list. Ledgers bound it; of the rest an
// empty field chooses everything.
type EntryFilter struct {
	Ledgers  []string
	Kinds    []string
	Statuses []ledger.Status
	From, To calendar.Day // 0 is open
	// Remind chooses what has to be looked at again on this day or before, 0
	// chooses everything.
	Remind calendar.Day
	// Evidence chooses entries to which something was once attached.
	Evidence bool
	// After is where the page before ended.
	After EntryKey
	// Limit is the number of entries of a page, 1 to 200.
	Limit int
	// Keep decides row by row what the database does not know: rights first of
	// all. It is asked in the order of the list.
	Keep func(ledgerID string, r *ledger.Record) bool
}

// EntryKey is an entry's place in the list: latest day first, then by id.
type EntryKey struct {
	Day calendar.Day
	ID  string
}

// Listed is an entry with its ledger.
type Listed struct {
	LedgerID string
	*ledger.Record
}

func (l *Listed) before(o *Listed) bool { return l.Day > o.Day || l.Day == o.Day && l.ID < o.ID }

// maxScan bounds the rows one page looks at; a page that ends there says where
// to go on.
const maxScan = 20_000

// Entries lists one page of entries, latest day first, and where the next page
// begins; a zero key says that there is none. Every ledger is read by its own
// index and the streams are merged, so a page costs the same in a full book.
func (s *Store) Entries(ctx context.Context, f EntryFilter) ([]Listed, EntryKey, error) {
	f.Limit = min(max(f.Limit, 1), 200)
	var streams []*entryStream
	for _, id := range validIDs(f.Ledgers) {
		x := &entryStream{s: s, ctx: ctx, f: &f, ledger: id, after: f.After, batch: f.Limit}
		if err := x.fill(); err != nil {
			return nil, EntryKey{}, err
		}
		streams = append(streams, x)
	}
	var out []Listed
	var last EntryKey // of the rows looked at
	for range maxScan {
		best := earliest(streams)
		if best == nil {
			return out, EntryKey{}, nil
		}
		row, err := best.take()
		if err != nil {
			return nil, EntryKey{}, err
		}
		last = EntryKey{row.Day, row.ID}
		if f.Keep != nil && !f.Keep(row.LedgerID, row.Record) {
			continue
		}
		if len(out) == f.Limit {
			return out, EntryKey{out[len(out)-1].Day, out[len(out)-1].ID}, nil
		}
		out = append(out, row)
	}
	if earliest(streams) == nil {
		last = EntryKey{}
	}
	return out, last, nil
}

func earliest(streams []*entryStream) *entryStream {
	var best *entryStream
	for _, x := range streams {
		if len(x.rows) > 0 && (best == nil || x.rows[0].before(&best.rows[0])) {
			best = x
		}
	}
	return best
}

// entryStream reads the entries of one ledger in the order of the list.
type entryStream struct {
	s      *Store
	ctx    context.Context
	f      *EntryFilter
	ledger string
	after  EntryKey
	batch  int
	rows   []Listed
	done   bool
}

// take hands out the next row and reads on when none is left.
func (x *entryStream) take() (Listed, error) {
	row := x.rows[0]
	x.rows = x.rows[1:]
	if len(x.rows) == 0 && !x.done {
		x.after, x.batch = EntryKey{row.Day, row.ID}, min(2*x.batch, 1000)
		return row, x.fill()
	}
	return row, nil
}

func (x *entryStream) fill() error {
	where, args := x.where()
	rows, err := x.s.query(x.ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_type = 'entry'"+where+
		fmt.Sprintf(" ORDER BY day DESC, record_id LIMIT %d", x.batch), args...)
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		x.rows = append(x.rows, Listed{x.ledger, r})
		return err
	})
	if err != nil {
		return fmt.Errorf("list entries of ledger %s: %w", x.ledger, err)
	}
	x.done = len(x.rows) < x.batch
	return nil
}

func (x *entryStream) where() (string, []any) {
	var b strings.Builder
	args := []any{x.ledger}
	and := func(format string, v ...any) {
		at := make([]any, len(v))
		for i := range v {
			at[i] = len(args) + i + 1
		}
		fmt.Fprintf(&b, " AND "+format, at...)
		args = append(args, v...)
	}
	if x.f.From != 0 {
		and("day >= $%d", int64(x.f.From))
	}
	if x.f.To != 0 {
		and("day <= $%d", int64(x.f.To))
	}
	if x.f.Remind != 0 {
		and("follow_day > 0 AND follow_day <= $%d", int64(x.f.Remind))
	}
	if x.f.Evidence {
		b.WriteString(" AND record_id IN (SELECT entry_id FROM standing WHERE ledger_id = $1 AND evidence <> 0)")
	}
	if x.after.ID != "" {
		and("(day < $%d OR day = $%d AND record_id > $%d)", int64(x.after.Day), int64(x.after.Day), x.after.ID)
	}
	if n := len(x.f.Kinds); n > 0 {
		b.WriteString(" AND " + in("kind", len(args), n))
		args = append(args, anys(x.f.Kinds)...)
	}
	if n := len(x.f.Statuses); n > 0 {
		b.WriteString(" AND " + in("status", len(args), n))
		for _, st := range x.f.Statuses {
			args = append(args, string(st))
		}
	}
	return b.String(), args
}

// EntriesOfPlans finds the entries that carry out planned activities, in the
// given ledgers, each ledger by its index.
func (s *Store) EntriesOfPlans(ctx context.Context, ledgers, plans []string) ([]Listed, error) {
	var out []Listed
	plans = validIDs(plans)
	for _, id := range validIDs(ledgers) {
		err := chunks(plans, func(part []string) error {
			rows, err := s.query(ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_type = 'entry' AND plan_id <> '' AND "+in("plan_id", 1, len(part)), append([]any{id}, anys(part)...)...)
			return each(rows, err, func(scan func(...any) error) error {
				r, err := scanRecord(scan)
				out = append(out, Listed{id, r})
				return err
			})
		})
		if err != nil {
			return nil, fmt.Errorf("entries of plans in ledger %s: %w", id, err)
		}
	}
	return out, nil
}

// EntryLocks lists the locked reports that hold an entry.
func (s *Store) EntryLocks(ctx context.Context, ledgerID, entryID string) ([]string, error) {
	var out []string
	rows, err := s.query(ctx, "SELECT snapshot_id FROM entry_lock WHERE ledger_id = $1 AND entry_id = $2 ORDER BY snapshot_id", ledgerID, entryID)
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
