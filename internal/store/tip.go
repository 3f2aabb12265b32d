package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

// TipItem is one sealed file of a case that is no key: what the sender finds it
// by, the body, messages, attachments, notes. Bytes are nil where a list leaves
// them out; Size is always there.
type TipItem struct {
	ID    tip.ID
	Case  tip.ID
	Kind  string // see the constants
	Seq   int
	Day   calendar.Day
	Bytes []byte
	Size  int
}

// Kinds of items. Seq counts from 0 within a case and kind, of In from 1: the
// body is the sender's message 0.
const (
	TipSum   = "sum"   // sha-256 of the slot, which is never kept whole
	TipMine  = "mine"  // for whoever has the receipt
	TipBody  = "body"  // the sender's first message
	TipIn    = "in"    // further ones
	TipOut   = "out"   // the desk's answers
	TipFile  = "file"  // attachments; the id is the sender's
	TipNote  = "note"  // notes and outcome of the desk
	TipCover = "cover" // a note that goes along with a referral
)

// Lanes in which slots are sorted.
const (
	LaneCode       = 0 // with a code of the area
	LaneNormal     = 1
	LaneQuarantine = 2 // in a flood, without a code
)

// TipSlot is a slot nobody sorted yet; its parts lie in items and in the vault.
type TipSlot struct {
	Case  tip.ID
	Desk  string // body
	Epoch uint32
	Lane  int
	Day   calendar.Day
}

// PutSlot keeps a slot with its items, where its sender finds it again, and
// the leaf for the log. A slot that comes again changes nothing; another one with
// a used id is ErrTaken, also when that case was shredded long ago, and so is
// the same on a later day: whether it is the same the log knows then.
func (t *Tx) PutSlot(s TipSlot, lookup, leaf string, items ...TipItem) error {
	var used int
	if _, ok, err := t.TipLookup(lookup); err != nil || ok {
		if err == nil {
			err = t.row("SELECT COUNT(*) FROM tip_leaf WHERE leaf = $1", leaf).Scan(&used)
		}
		if err == nil && used == 0 {
			err = ErrTaken // another slot, or this one on a day whose leaves stand in the log
		}
		return err
	}
	if err := t.row("SELECT COUNT(*) FROM tip_item WHERE case_id = $1 AND kind = 'body'", s.Case.String()).Scan(&used); err != nil {
		return err
	}
	_, err := t.TipCase(s.Case)
	if used > 0 || err == nil {
		return ErrTaken
	}
	if !errors.Is(err, ErrGone) {
		return err
	}
	err = t.insert("tip_lookup", "lookup, case_id", [][]any{{lookup, s.Case.String()}}, "")
	if err == nil {
		err = t.insert("tip_slot", "case_id, desk, epoch, lane, day", [][]any{{s.Case.String(), s.Desk, int64(s.Epoch), s.Lane, int64(s.Day)}}, "")
	}
	if err == nil {
		err = t.insert("tip_leaf", "leaf, day", [][]any{{leaf, int64(s.Day)}}, "ON CONFLICT (leaf) DO NOTHING")
	}
	if err == nil {
		err = t.PutTipItems(items...)
	}
	return err
}

// PutTipItems keeps items; one that is there already stays as it is.
func (t *Tx) PutTipItems(items ...TipItem) error {
	var rows [][]any
	for _, x := range items {
		rows = append(rows, []any{x.ID.String(), x.Case.String(), x.Kind, x.Seq, int64(x.Day), x.Bytes})
	}
	return t.insert("tip_item", "item_id, case_id, kind, seq, day, bytes", rows, "ON CONFLICT (item_id) DO NOTHING")
}

// NextTipItem is the number of the next item of a kind.
func (t *Tx) NextTipItem(of tip.ID, kind string) (int, error) {
	var n int
	err := t.row("SELECT COUNT(*) FROM tip_item WHERE case_id = $1 AND kind = $2", of.String(), kind).Scan(&n)
	if kind == TipIn {
		n++ // the body is 0
	}
	return n, err
}

// TipLookup finds the case of a sender; ok is false where there is none.
func (s *Store) TipLookup(ctx context.Context, lookup string) (id tip.ID, ok bool, err error) {
	return tipLookup(s.queryRow(ctx, tipLookupSQL, lookup))
}

// TipLookup is Store.TipLookup within the transaction.
func (t *Tx) TipLookup(lookup string) (id tip.ID, ok bool, err error) {
	return tipLookup(t.row(tipLookupSQL, lookup))
}

const tipLookupSQL = "SELECT case_id FROM tip_lookup WHERE lookup = $1"

func tipLookup(row interface{ Scan(...any) error }) (id tip.ID, ok bool, err error) {
	var text string
	if err := row.Scan(&text); errors.Is(err, sql.ErrNoRows) {
		return id, false, nil
	} else if err != nil {
		return id, false, err
	}
	id, err = tip.ParseID(text)
	return id, err == nil, err
}

// TipSlots lists the unsorted slots of a desk, those of the better lanes first,
// at most so many; within a lane the random ids are the order.
func (s *Store) TipSlots(ctx context.Context, deskID string, most int) ([]TipSlot, error) {
	var out []TipSlot
	rows, err := s.query(ctx, "SELECT case_id, desk, epoch, lane, day FROM tip_slot WHERE desk = $1 ORDER BY lane, case_id LIMIT $2", deskID, most)
	err = each(rows, err, func(scan func(...any) error) error {
		x, err := scanSlot(scan)
		out = append(out, x)
		return err
	})
	return out, err
}

// OldTipSlots lists the unsorted slots of a lane that came before a day, at most so
// many.
func (s *Store) OldTipSlots(ctx context.Context, lane int, before calendar.Day, most int) ([]tip.ID, error) {
	return scanIDs(s.query(ctx, "SELECT case_id FROM tip_slot WHERE lane = $1 AND day < $2 ORDER BY case_id LIMIT $3", lane, int64(before), most))
}

// ExcessTipSlots lists the unsorted slots of a desk in a lane beyond how many are kept,
// at most so many: those of the newest days are kept.
func (s *Store) ExcessTipSlots(ctx context.Context, deskID string, lane, keep, most int) ([]tip.ID, error) {
	return scanIDs(s.query(ctx, "SELECT case_id FROM tip_slot WHERE desk = $1 AND lane = $2 ORDER BY day DESC, case_id LIMIT $3 OFFSET $4", deskID, lane, most, keep))
}

func scanIDs(rows *sql.Rows, err error) ([]tip.ID, error) {
	var out []tip.ID
	err = each(rows, err, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		id, err := tip.ParseID(text)
		out = append(out, id)
		return err
	})
	return out, err
}

func scanSlot(scan func(...any) error) (TipSlot, error) {
	var x TipSlot
	var id string
	var epoch, day int64
	if err := scan(&id, &x.Desk, &epoch, &x.Lane, &day); err != nil {
		return x, err
	}
	x.Epoch, x.Day = uint32(epoch), calendar.Day(day)
	var err error
	x.Case, err = tip.ParseID(id)
	return x, err
}

// TakeSlot takes a slot off the unsorted ones; ErrGone where it is none.
func (t *Tx) TakeSlot(id tip.ID) (TipSlot, error) {
	x, err := scanSlot(t.row("DELETE FROM tip_slot WHERE case_id = $1 RETURNING case_id, desk, epoch, lane, day", id.String()).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrGone
	}
	return x, err
}

// TipSlot reads an unsorted slot; ErrGone where it is none.
func (t *Tx) TipSlot(id tip.ID) (TipSlot, error) {
	x, err := scanSlot(t.row("SELECT case_id, desk, epoch, lane, day FROM tip_slot WHERE case_id = $1", id.String()).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrGone
	}
	return x, err
}

// DropTip deletes everything of a case but its operations, where its sender found
// it included: of a slot that held nothing, and of a case that was shredded.
func (t *Tx) DropTip(id tip.ID) error {
	for _, q := range []string{"DELETE FROM tip_slot WHERE case_id = $1", "DELETE FROM tip_item WHERE case_id = $1", "DELETE FROM tip_lookup WHERE case_id = $1", "DELETE FROM tip_said WHERE case_id = $1"} {
		if _, err := t.exec(q, id.String()); err != nil {
			return err
		}
	}
	return nil
}

// TipItems lists the items of a case by kind and number, with their bytes where
// the kind is named; without kinds all are listed and no bytes.
func (s *Store) TipItems(ctx context.Context, of tip.ID, kinds ...string) ([]TipItem, error) {
	return tipItems(reading{s, ctx}, of, kinds)
}

// TipItems is Store.TipItems within the transaction.
func (t *Tx) TipItems(of tip.ID, kinds ...string) ([]TipItem, error) { return tipItems(t, of, kinds) }

func tipItems(q querier, of tip.ID, kinds []string) ([]TipItem, error) {
	query, args := "SELECT item_id, kind, seq, day, length(bytes), NULL FROM tip_item WHERE case_id = $1", []any{of.String()}
	if len(kinds) > 0 {
		query = "SELECT item_id, kind, seq, day, length(bytes), bytes FROM tip_item WHERE case_id = $1 AND " + in("kind", 1, len(kinds))
		args = append(args, anys(kinds)...)
	}
	var out []TipItem
	rows, err := q.query(query+" ORDER BY kind, seq, item_id", args...)
	err = each(rows, err, func(scan func(...any) error) error {
		x := TipItem{Case: of}
		var id string
		var day int64
		if err := scan(&id, &x.Kind, &x.Seq, &day, &x.Size, &x.Bytes); err != nil {
			return err
		}
		x.Day = calendar.Day(day)
		var err error
		x.ID, err = tip.ParseID(id)
		out = append(out, x)
		return err
	})
	return out, err
}

// TipItem reads one item of a case; ErrGone where there is none.
func (t *Tx) TipItem(of, id tip.ID) (TipItem, error) {
	x := TipItem{ID: id, Case: of}
	var day int64
	err := t.row("SELECT kind, seq, day, length(bytes), bytes FROM tip_item WHERE case_id = $1 AND item_id = $2", of.String(), id.String()).Scan(&x.Kind, &x.Seq, &day, &x.Size, &x.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrGone
	}
	x.Day = calendar.Day(day)
	return x, err
}

// TipSaid is what a sender did since the desk last looked: of it the day is
// known, and nothing else.
type TipSaid struct {
	Case tip.ID
	Verb desk.Verb
	Day  calendar.Day
}

// SayTip notes what a sender did.
func (t *Tx) SayTip(s TipSaid) error {
	return t.insert("tip_said", "case_id, verb, day", [][]any{{s.Case.String(), string(s.Verb), int64(s.Day)}}, "ON CONFLICT (case_id, verb, day) DO NOTHING")
}

// UnsayTip takes it back: the desk knows, or the sender undid it. ErrGone says that
// somebody else did so first.
func (t *Tx) UnsayTip(s TipSaid) error {
	var verb string
	err := t.row("DELETE FROM tip_said WHERE case_id = $1 AND verb = $2 AND day = $3 RETURNING verb", s.Case.String(), string(s.Verb), int64(s.Day)).Scan(&verb)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrGone
	}
	return err
}

// TipsSaid lists what senders did since their desks looked, by case and day; without
// cases of all. Within a day what brings a case back comes first and what takes it
// back last: the door notes no more than what stood at its end.
func (s *Store) TipsSaid(ctx context.Context, cases ...tip.ID) ([]TipSaid, error) {
	return tipsSaid(reading{s, ctx}, cases)
}

// TipsSaid is Store.TipsSaid within the transaction.
func (t *Tx) TipsSaid(cases ...tip.ID) ([]TipSaid, error) { return tipsSaid(t, cases) }

func tipsSaid(q querier, cases []tip.ID) ([]TipSaid, error) {
	var out []TipSaid
	read := func(where string, args ...any) error {
		rows, err := q.query("SELECT case_id, verb, day FROM tip_said"+where+" ORDER BY case_id, day, CASE verb WHEN '"+string(desk.Undo)+"' THEN 0 WHEN '"+string(desk.Withdraw)+"' THEN 2 ELSE 1 END", args...)
		return each(rows, err, func(scan func(...any) error) error {
			var x TipSaid
			var id string
			var day int64
			if err := scan(&id, &x.Verb, &day); err != nil {
				return err
			}
			x.Day = calendar.Day(day)
			var err error
			x.Case, err = tip.ParseID(id)
			out = append(out, x)
			return err
		})
	}
	if len(cases) == 0 {
		return out, read("")
	}
	err := chunks(cases, func(part []tip.ID) error {
		args := make([]any, len(part))
		for i := range part {
			args[i] = part[i].String()
		}
		return read(" WHERE "+in("case_id", 0, len(part)), args...)
	})
	return out, err
}

// TakeTipLeaves takes the leaves of all days before one off, sorted by value: in
// the order of arrival they would tell the minute.
func (t *Tx) TakeTipLeaves(before calendar.Day) ([]string, error) {
	var out []string
	rows, err := t.query("DELETE FROM tip_leaf WHERE day < $1 RETURNING leaf", int64(before))
	err = each(rows, err, func(scan func(...any) error) error {
		var leaf string
		err := scan(&leaf)
		out = append(out, leaf)
		return err
	})
	slices.Sort(out)
	return out, err
}

// SweepTipFiles deletes attachments whose case nobody knows thirty days after
// they came.
func (t *Tx) SweepTipFiles(today calendar.Day) error {
	_, err := t.exec(`DELETE FROM tip_item WHERE kind = 'file' AND day < $1 AND case_id NOT IN (SELECT case_id FROM tip_lookup)`, int64(today)-30)
	return err
}

// BoundTipFiles deletes attachments of cases nobody sorted beyond how many bytes of
// them are kept. Kept first are those whose slot is here, as many of each case as a tip
// has, in the order of the lanes, then of the newest days; then what such cases have
// beyond that, so that a few slots with a code push out nobody; then files of no slot.
// Within a day chance decides, since ids are of senders' choosing.
func (t *Tx) BoundTipFiles(keep int64) error {
	_, err := t.exec(`DELETE FROM tip_item WHERE item_id IN (
		SELECT item_id FROM (
			SELECT item_id, SUM(size) OVER (ORDER BY late, lane, day DESC, chance ROWS UNBOUNDED PRECEDING) AS total FROM (
				SELECT item_id, size, day, lane, chance, CASE WHEN lane > $1 THEN 2 WHEN row_number() OVER (PARTITION BY case_id ORDER BY day, chance) > $2 THEN 1 ELSE 0 END AS late FROM (
					SELECT i.item_id, i.case_id, length(i.bytes) AS size, i.day, COALESCE(s.lane, $3) AS lane, `+chanceSQL+` AS chance
					FROM tip_item i LEFT JOIN tip_slot s ON s.case_id = i.case_id
					WHERE i.kind = 'file' AND (s.case_id IS NOT NULL OR i.case_id NOT IN (SELECT case_id FROM tip_lookup))) waiting) placed) ranked
		WHERE total > $4)`, LaneQuarantine, tip.MaxFiles, LaneQuarantine+1, keep)
	return err
}
