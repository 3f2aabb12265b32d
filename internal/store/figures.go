package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// View is figure.View.
type View = figure.View

// View loads the facts as of now or, with at, as of an older position.
func (s *Store) View(ctx context.Context, at []ledger.Position) (*View, error) {
	l, err := s.loader(ctx)
	if err != nil {
		return nil, err
	}
	defer l.tx.Rollback()
	v, err := l.view(at)
	if err != nil {
		return nil, err
	}
	return s.shown(s.tracked(v)), nil
}

// shown is a view without the tips that are not released today. Whoever serves figures
// gets no other: what is not released must be in none.
func (s *Store) shown(v *View) *View { return v.ShownOn(calendar.DayOf(s.now())) }

// ReadTracks says how figures learn what was covered of the line: files are
// another door's. It is called before the first view is asked for.
func (s *Store) ReadTracks(of func(*View) figure.Tracks) { s.tracks = of }

func (s *Store) tracked(v *View) *View {
	if s.tracks != nil {
		v.Tracks = s.tracks(v)
	}
	return v
}

// loader begins a transaction that sees one state of the book.
func (s *Store) loader(ctx context.Context) (*loader, error) {
	o := &sql.TxOptions{ReadOnly: true}
	if s.dialect.name == "postgres" {
		o.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.r.BeginTx(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("begin reading: %w", err)
	}
	return &loader{ctx: ctx, s: s, tx: tx}, nil
}

func (l *loader) view(at []ledger.Position) (*View, error) {
	reg, err := l.s.registryBy(l)
	if err != nil {
		return nil, err
	}
	heads, err := l.heads()
	if err != nil {
		return nil, fmt.Errorf("read positions: %w", err)
	}
	if at != nil {
		if err := l.limitTo(at, heads); err != nil {
			return nil, err
		}
		heads = at
	}
	l.hide(reg.Latest())
	p, err := l.projection(reg.Places, heads)
	if err != nil {
		return nil, fmt.Errorf("load facts: %w", err)
	}
	v := &View{Projection: p, Context: figure.Context{Registry: reg, Catalogue: reg.Latest()}}
	if at != nil {
		if v.AsOf, err = l.lastDay(heads); err != nil {
			return nil, fmt.Errorf("read the day of a position: %w", err)
		}
	}
	if err := l.declared(&v.Context); err != nil {
		return nil, fmt.Errorf("load statements: %w", err)
	}
	return v, nil
}

// loader reads a view inside one transaction.
type loader struct {
	ctx   context.Context
	s     *Store
	tx    *sql.Tx
	limit map[string]int64 // highest sequence by ledger; nil is everything
	lists map[int64]string // interned lists by number

	hidden map[string]bool     // kinds whose entries nobody sees one by one
	tips   map[string][]string // entries of such kinds that were read, by ledger
}

func (l *loader) query(q string, args ...any) (*sql.Rows, error) {
	return l.tx.QueryContext(l.ctx, l.s.dialect.rebind(q), args...)
}

func (l *loader) row(q string, args ...any) *sql.Row {
	return l.tx.QueryRowContext(l.ctx, l.s.dialect.rebind(q), args...)
}

// heads is the position vector of the ledgers that hold entries, by id.
func (l *loader) heads() ([]ledger.Position, error) { return positions(l.query(selectPositions)) }

// limitTo refuses a position that lies ahead of the ledgers here.
func (l *loader) limitTo(at, heads []ledger.Position) error {
	have := map[string]int64{}
	for _, h := range heads {
		have[h.LedgerID] = h.Seq
	}
	l.limit = map[string]int64{}
	for _, p := range at {
		if p.Seq > have[p.LedgerID] {
			return &figure.Error{Code: figure.PositionAhead, VI: "Sổ ở đây chưa đến vị trí được yêu cầu.",
				EN: fmt.Sprintf("ledger %s is at %d here, %d was asked", p.LedgerID, have[p.LedgerID], p.Seq)}
		}
		l.limit[p.LedgerID] = p.Seq
	}
	return nil
}

func (l *loader) within(ledgerID string, seq int64) bool {
	return l.limit == nil || seq <= l.limit[ledgerID]
}

func (l *loader) projection(places *place.Registry, heads []ledger.Position) (*figure.Projection, error) {
	if err := l.readLists(); err != nil {
		return nil, err
	}
	var n int
	if err := l.row("SELECT count(*) FROM fact").Scan(&n); err != nil {
		return nil, err
	}
	b := figure.NewBuilder(places, n)
	if err := l.standings(b, ""); err != nil {
		return nil, err
	}
	if err := l.facts(l.adder(b), ""); err != nil {
		return nil, err
	}
	if err := l.seen(b); err != nil {
		return nil, err
	}
	return b.Build(heads), nil
}

func (l *loader) readLists() error {
	l.lists = map[int64]string{0: ""}
	rows, err := l.query("SELECT list_id, body FROM list")
	return each(rows, err, l.keepList)
}

func (l *loader) keepList(scan func(...any) error) error {
	var id int64
	var text string
	err := scan(&id, &text)
	l.lists[id] = text
	return err
}

// standings reads how entries stand, all or those of a condition.
func (l *loader) standings(b *figure.Builder, where string, args ...any) error {
	rows, err := l.query("SELECT ledger_id, seq, entry_id, status, level, done, event_id, role, release_class, evidence"+
		" FROM standing"+where+" ORDER BY ledger_id, seq", args...)
	type row struct {
		ledgerID, entry, status, event, role, release string
		seq                                           int64
		level, done, evidence                         int
	}
	words := interned{}
	return pipe(rows, err, func(scan func(...any) error, r *row) error {
		return scan(&r.ledgerID, &r.seq, &r.entry, &r.status, &r.level, &r.done, &r.event, &r.role, &r.release, &r.evidence)
	}, func(r *row) {
		if l.within(r.ledgerID, r.seq) {
			b.Standing(figure.ParseID(r.entry), figure.ParseID(r.event), figure.Stand{Status: ledger.Status(words.of(r.status)), Level: r.level, Done: r.done != 0,
				Role: words.of(r.role), Release: words.of(r.release), Evidence: r.evidence != 0})
		}
	})
}

// factRow is a line of the log as the driver gives it.
type factRow struct {
	figure.Row
	entry                  string
	seq, day, dims, bodies int64
	v, lo, hi              sql.NullInt64
	q, basis               uint8
}

// facts reads the log, all of it or the lines of a condition that begins with
// AND. Nearly all values are exact; the others are read apart so that their
// bounds cost the many nothing.
func (l *loader) facts(use func(*factRow), and string, args ...any) error {
	rows, err := l.query("SELECT ledger_id, seq, sign, entry_id, place_id, day, kind, measure, dims_id, value, basis, owner_body, bodies_id"+
		" FROM fact WHERE q = 0"+and+" ORDER BY ledger_id, seq, n", args...)
	err = pipe(rows, err, func(scan func(...any) error, r *factRow) error {
		err := scan(&r.Ledger, &r.seq, &r.Sign, &r.entry, &r.Place, &r.day, &r.Kind, &r.Measure, &r.dims, &r.v.Int64, &r.basis, &r.Owner, &r.bodies)
		r.Value = amount.ExactValue(r.v.Int64, amount.Basis(r.basis))
		return err
	}, use)
	if err != nil {
		return err
	}
	rows, err = l.query("SELECT ledger_id, seq, sign, entry_id, place_id, day, kind, measure, dims_id, value, lo, hi, q, basis, owner_body, bodies_id"+
		" FROM fact WHERE q <> 0"+and+" ORDER BY ledger_id, seq, n", args...)
	return pipe(rows, err, func(scan func(...any) error, r *factRow) error {
		err := scan(&r.Ledger, &r.seq, &r.Sign, &r.entry, &r.Place, &r.day, &r.Kind, &r.Measure, &r.dims, &r.v, &r.lo, &r.hi, &r.q, &r.basis, &r.Owner, &r.bodies)
		r.Value = amount.Value{V: orUnknown(r.v), Lo: orUnknown(r.lo), Hi: orUnknown(r.hi), Q: amount.Qualifier(r.q), Basis: amount.Basis(r.basis)}
		return err
	}, use)
}

func (l *loader) adder(b *figure.Builder) func(*factRow) {
	words := interned{}
	return func(r *factRow) {
		if !l.within(r.Ledger, r.seq) {
			return
		}
		if l.hidden[r.Kind] {
			l.tips[r.Ledger] = append(l.tips[r.Ledger], r.entry)
		}
		row := r.Row
		row.Ledger, row.Place, row.Kind, row.Measure, row.Owner = words.of(r.Ledger), words.of(r.Place), words.of(r.Kind), words.of(r.Measure), words.of(r.Owner)
		row.Entry, row.Day, row.Dims, row.Bodies = figure.ParseID(r.entry), calendar.Day(r.day), l.lists[r.dims], l.lists[r.bodies]
		b.Add(&row)
	}
}

// interned keeps one copy of words that repeat in every row.
type interned map[string]string

func (in interned) of(s string) string {
	if have, ok := in[s]; ok {
		return have
	}
	s = strings.Clone(s)
	in[s] = s
	return s
}

// declared loads statements, signed zeros and plans. At an older position
// their content is folded again from the operations up to it.
func (l *loader) declared(c *figure.Context) error {
	if l.limit != nil {
		return l.declaredAt(c)
	}
	return l.declaredBy(c, "")
}

// declaredBy reads them as of now, all or those of a condition that begins
// with AND.
func (l *loader) declaredBy(c *figure.Context, and string, args ...any) error {
	rows, err := l.query("SELECT ledger_id, "+recordCols+" FROM record WHERE record_type IN ('statement', 'nil', 'plan')"+and+" ORDER BY ledger_id, record_id", args...)
	return each(rows, err, func(scan func(...any) error) error {
		var ledgerID string
		r, err := scanRecord(func(dst ...any) error { return scan(append([]any{&ledgerID}, dst...)...) })
		if err != nil {
			return err
		}
		return addDeclared(c, ledgerID, r)
	})
}

func addDeclared(c *figure.Context, ledgerID string, r *ledger.Record) error {
	if !r.Counts() {
		return nil
	}
	switch r.Type {
	case ledger.TypeStatement:
		s := figure.Statement{ID: r.ID, LedgerID: ledgerID, Verified: r.Done()}
		err := json.Unmarshal(r.Content, &s.StatementBody)
		c.Statements = append(c.Statements, s)
		return err
	case ledger.TypeNil:
		n := figure.Nil{ID: r.ID, LedgerID: ledgerID}
		err := json.Unmarshal(r.Content, &n.NilBody)
		c.Nils = append(c.Nils, n)
		return err
	case ledger.TypePlan:
		p := figure.Plan{ID: r.ID, LedgerID: ledgerID, Owner: r.State.Owner}
		err := json.Unmarshal(r.Content, &p.PlanBody)
		c.Plans = append(c.Plans, p)
		return err
	}
	return nil
}

// declaredAt folds the operations on statements, nils and plans up to the
// position.
func (l *loader) declaredAt(c *figure.Context) error {
	env, err := envOf(l.s.registryBy(l))
	if err != nil {
		return err
	}
	folds := map[string]*Replay{}
	rows, err := l.query(`SELECT o.ledger_id, o.seq, o.epoch, o.accepted_ms, o.bytes, o.sig FROM op o
		JOIN record r ON r.ledger_id = o.ledger_id AND r.record_id = o.entity_id
		WHERE r.record_type IN ('statement', 'nil', 'plan') ORDER BY o.ledger_id, o.seq`)
	err = each(rows, err, func(scan func(...any) error) error {
		op, stamp, err := scanOp(scan)
		if err != nil || !l.within(op.Op.LedgerID, stamp.Seq) {
			return err
		}
		if folds[op.Op.LedgerID] == nil {
			folds[op.Op.LedgerID] = NewReplay(op.Op.LedgerID, env)
		}
		return folds[op.Op.LedgerID].Fold(op, stamp)
	})
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(folds) {
		for _, rid := range sortedKeys(folds[id].Records) {
			if err := addDeclared(c, id, folds[id].Records[rid]); err != nil {
				return err
			}
		}
	}
	return nil
}
