package bench

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/store"
)

// Size of the fictional nation and of the question asked.
const (
	benchProvinces  = 34
	benchCommunes   = 100 // in each province
	benchIndicators = 40
	// sqlRows bounds what is also written to SQL and loaded from there.
	sqlRows = 1_000_000
)

// shape is one kind of fact of the bench, as an entry of it carries them.
type shape struct {
	kind     string
	dims     []string
	measures []string
}

// Figures measures evaluation on rows facts made in memory and, up to a
// million, the load from SQL and plain SQL as the baseline.
func Figures(ctx context.Context, out io.Writer, rows int) error {
	dir, err := os.MkdirTemp("", "phendau-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := newWorld(ctx, s, benchProvinces, benchCommunes)
	if err != nil {
		return err
	}
	view, err := s.View(ctx, nil)
	if err != nil {
		return err
	}
	b := &figuresBench{x: x, p: newPrinter(out), out: out, ctx: view.Context, rows: rows}
	b.shapes()
	before := heapMB()
	b.build()
	b.memory(before)
	var base float64
	if rows <= sqlRows {
		if base, err = b.fromSQL(ctx, s, dir); err != nil {
			return err
		}
	}
	if err := b.evaluate(base); err != nil {
		return err
	}
	if err := b.overlay(); err != nil {
		return err
	}
	return b.p.err
}

type figuresBench struct {
	x     *world
	p     *printer
	out   io.Writer
	ctx   figure.Context
	rows  int
	kinds []shape
	proj  *figure.Projection
	inds  []string
}

// shapes takes the first flow indicators of the catalogue and the kinds that
// feed them.
func (b *figuresBench) shapes() {
	seen := map[string]bool{}
	for _, ind := range b.ctx.Catalogue.IndicatorList() {
		if len(b.inds) == benchIndicators {
			break
		}
		if !slices.ContainsFunc(ind.Measures, flowing) || slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return m.SplitBy != "" }) {
			continue
		}
		b.inds = append(b.inds, ind.ID)
		for _, m := range ind.Measures {
			for _, t := range m.Terms {
				if t.Kind != nil && !t.Kind.Register && !seen[t.Kind.ID] {
					seen[t.Kind.ID] = true
					b.kinds = append(b.kinds, shapeOf(t.Kind))
				}
			}
		}
	}
}

func flowing(m *catalogue.IndicatorMeasure) bool {
	return m.Adds() && len(m.Terms) > 0 && m.Terms[0].Kind != nil && !m.Terms[0].Kind.Register
}

func shapeOf(k *catalogue.Kind) shape {
	s := shape{kind: k.ID, dims: []string{""}}
	for _, m := range k.Measures {
		if !m.PartsOnly {
			s.measures = append(s.measures, m.ID)
		}
	}
	for _, d := range k.Dims {
		if len(d.Dim.Values) > 0 {
			s.dims = nil
			for _, v := range d.Dim.Values {
				s.dims = append(s.dims, d.Dim.ID+"="+v.ID)
			}
			break
		}
	}
	return s
}

// each makes the facts of the bench, deterministic for a number of rows.
func (b *figuresBench) each(fn func(r *figure.Row, first bool)) {
	rnd := rand.New(rand.NewPCG(5, 5))
	n := 0
	for i := uint64(1); n < b.rows; i++ {
		k := &b.kinds[rnd.IntN(len(b.kinds))]
		c := rnd.IntN(len(b.x.communes))
		row := figure.Row{Ledger: b.x.ledgers[c], Sign: 1, Place: b.x.communes[c], Kind: k.kind, Owner: b.x.owner,
			Day: calendar.MakeDay(2019, 1, 1) + calendar.Day(rnd.IntN(1826)), Dims: k.dims[rnd.IntN(len(k.dims))]}
		binary.BigEndian.PutUint64(row.Entry[:8], 0x018cc00000007000+i<<16)
		binary.BigEndian.PutUint64(row.Entry[8:], 0x8000000000000000|i)
		for j, m := range k.measures {
			row.Measure, row.Value = m, amount.ExactValue(int64(1+rnd.IntN(60)), amount.Counted)
			fn(&row, j == 0)
			n++
		}
	}
}

func (b *figuresBench) build() {
	fb := figure.NewBuilder(b.ctx.Registry.Places, b.rows)
	stand := figure.Stand{Status: ledger.Verified, Level: 2, Done: true, Role: ledger.RoleOwn, Release: "public"}
	b.each(func(r *figure.Row, first bool) {
		if first {
			fb.Standing(r.Entry, r.Entry, stand)
		}
		fb.Add(r)
	})
	b.proj = fb.Build([]ledger.Position{{LedgerID: b.x.ledgers[0], Epoch: 1, Seq: 1}})
}

func (b *figuresBench) memory(before float64) {
	perFact := float64(b.proj.Bytes()) / float64(b.proj.Facts())
	b.p.line(Line{Bench: "figures", What: "projection, bytes a fact (columns)", Rows: b.proj.Facts(), Value: perFact, Unit: "bytes", Budget: "<= 24", Met: atMost(perFact, 24)})
	b.p.line(Line{Bench: "figures", What: "projection, live heap a fact", Rows: b.proj.Facts(), Value: (heapMB() - before) * (1 << 20) / float64(b.proj.Facts()), Unit: "bytes"})
}

// evaluate asks the questions of the budget.
func (b *figuresBench) evaluate(base float64) error {
	period := calendar.Period{From: calendar.MakeDay(2019, 1, 1), To: calendar.MakeDay(2023, 12, 31), Calendar: calendar.Civil}
	ms := func(place string, by ...string) (float64, error) {
		q := figure.Query{Indicators: b.inds, Place: place, Period: period, By: by, Map: today}
		return median(9, func() error { return b.ask(q) })
	}
	big := b.rows > sqlRows
	for _, t := range []struct {
		what, place  string
		by           []string
		small, large float64
		base         float64
	}{
		{"nation x 40 indicators x 5 years", b.x.nation, nil, 10, 80, base},
		{"province x 40 indicators x 5 years", b.x.province[0], nil, 0.5, 0, 0},
		{"commune x 40 indicators x 5 years", b.x.communes[0], nil, 0.1, 0.1, 0},
		{"all communes on today's map, 40 indicators x 5 years", b.x.nation, []string{"place:commune"}, 10, 120, 0},
	} {
		v, err := ms(t.place, t.by...)
		if err != nil {
			return err
		}
		budget := t.small
		if big {
			budget = t.large
		}
		l := Line{Bench: "figures", What: t.what, Rows: b.proj.Facts(), Value: v, Unit: "ms"}
		if budget > 0 {
			l.Budget, l.Met = fmt.Sprint("<= ", budget), atMost(v, budget)
		}
		if t.base > 0 {
			l.Baseline, l.BaseVal = "plain SQL over a covering index, same facts", t.base
		}
		b.p.line(l)
	}
	q := figure.Query{Indicators: b.inds, Place: b.x.province[0], Period: period, Map: today}
	v, err := median(9, func() error { _, err := b.proj.Evaluate(q, &b.ctx); return err })
	b.p.line(Line{Bench: "figures", What: "province, as cells with words, shares and links", Rows: b.proj.Facts(), Value: v, Unit: "ms"})
	return err
}

// ask computes a query and reads every result, so that nothing is left lazy.
func (b *figuresBench) ask(q figure.Query) error {
	n, err := b.proj.Numbers(q, &b.ctx)
	if err != nil {
		return err
	}
	var total int64
	for row := range n.Rows {
		for m := range n.Measures {
			v, exact := n.Value(row, 0, 0, m)
			if !exact {
				v = n.Result(row, 0, 0, m).V
			}
			total += v
		}
	}
	if total == 0 && q.Place == b.x.nation {
		return errors.New("bench: the nation has no entries")
	}
	return nil
}

var today = place.MapSpec{Kind: place.MapToday, Day: calendar.MakeDay(2026, 1, 1)}

// fromSQL writes the same facts into the scratch book behind its back (a
// bench's book holds nothing else), loads them as a server does and asks plain
// SQL the question of the budget.
func (b *figuresBench) fromSQL(ctx context.Context, s *store.Store, dir string) (float64, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.DatabaseFile)+"?_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if err := b.fill(ctx, db); err != nil {
		return 0, fmt.Errorf("fill scratch book: %w", err)
	}
	start := time.Now()
	v, err := s.View(ctx, nil)
	if err != nil {
		return 0, err
	}
	load := time.Since(start).Seconds()
	b.p.line(Line{Bench: "figures", What: "load from SQL", Engine: s.Engine(), Rows: v.Facts(), Value: load, Unit: "s", Budget: "<= 4 a million", Met: atMost(load, 4*float64(b.rows)/1e6)})
	if err := b.tail(ctx, s, db, load); err != nil {
		return 0, err
	}
	year := calendar.Year(calendar.Civil, 2023)
	if err := Explorer(ctx, b.out, s, b.x.province[0], Tables(b.x.province[0], year, b.inds)); err != nil {
		return 0, fmt.Errorf("explorer: %w", err)
	}
	if _, err := db.ExecContext(ctx, "CREATE INDEX bench_cover ON fact (kind, measure, day, dims_id, sign, value)"); err != nil {
		return 0, err
	}
	return median(3, func() error {
		rows, err := db.QueryContext(ctx, `SELECT kind, measure, dims_id, sum(sign * value), count(*) FROM fact WHERE day BETWEEN ? AND ? GROUP BY kind, measure, dims_id`,
			int64(calendar.MakeDay(2019, 1, 1)), int64(calendar.MakeDay(2023, 12, 31)))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	})
}

func (b *figuresBench) fill(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	fact, err := tx.PrepareContext(ctx, `INSERT INTO fact VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, 0, 0, 0, ?, 0)`)
	if err != nil {
		return err
	}
	stand, err := tx.PrepareContext(ctx, `INSERT INTO standing VALUES (?, ?, ?, 'verified', 2, 1, ?, 'own', 'public', 0)`)
	if err != nil {
		return err
	}
	lists := map[string]int64{"": 0}
	seq, n := int64(0), 0
	b.each(func(r *figure.Row, first bool) {
		if err != nil {
			return
		}
		if first {
			seq, n = seq+1, 0
			_, err = stand.ExecContext(ctx, r.Ledger, seq, formatID(r.Entry), formatID(r.Entry))
		}
		if _, ok := lists[r.Dims]; !ok {
			lists[r.Dims] = int64(len(lists))
			if _, err = tx.ExecContext(ctx, "INSERT INTO list VALUES (?, ?)", lists[r.Dims], r.Dims); err != nil {
				return
			}
		}
		if err == nil {
			_, err = fact.ExecContext(ctx, r.Ledger, seq, n, formatID(r.Entry), r.Place, int64(r.Day), r.Kind, r.Measure, lists[r.Dims], r.Value.V, r.Value.V, r.Value.V, r.Owner)
			n++
		}
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

func formatID(id figure.ID) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
