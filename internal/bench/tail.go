package bench

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sort"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// tailRounds is how many entries are committed one after another.
const tailRounds = 9

// tail measures how long a commit takes to be in the next view, against a
// load of everything, and what changed entries beside the load cost a query.
func (b *figuresBench) tail(ctx context.Context, s *store.Store, db *sql.DB, load float64) error {
	// The facts were written behind the book's back: its ledgers move up.
	if _, err := db.ExecContext(ctx, "UPDATE ledger_head SET seq = ? WHERE kind = 'commune'", b.rows); err != nil {
		return err
	}
	v, err := s.Current(ctx)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(9, 9))
	times := make([]float64, tailRounds)
	for i := range times {
		if err := b.x.w.MustWrite(ctx, b.x.entry(r, i)); err != nil {
			return err
		}
		have := v.Entries()
		start := time.Now()
		if v, err = s.Current(ctx); err != nil {
			return err
		}
		times[i] = time.Since(start).Seconds() * 1000
		if v.Entries() != have+1 {
			return fmt.Errorf("bench: %d entries after the commit, %d before", v.Entries(), have)
		}
	}
	sort.Float64s(times)
	ms := times[tailRounds/2]
	b.p.line(Line{Bench: "figures", What: "visible after commit", Engine: s.Engine(), Rows: v.Facts(), Value: ms, Unit: "ms", Budget: "<= 1000", Met: atMost(ms, 1000),
		Baseline: "load of everything from SQL", BaseVal: load * 1000})
	return nil
}

// tailShare is the share of entries that changed in the query's overhead.
const tailShare = 0.02

// overlay measures the nation-wide question with changed entries beside the
// load, and without.
func (b *figuresBench) overlay() error {
	q := figure.Query{Indicators: b.inds, Place: b.x.nation, Map: today,
		Period: calendar.Period{From: calendar.MakeDay(2019, 1, 1), To: calendar.MakeDay(2023, 12, 31), Calendar: calendar.Civil}}
	change := b.proj.Change()
	some, n := int(1/tailShare), 0
	b.each(func(r *figure.Row, first bool) {
		if first {
			n++
		}
		if n%some != 0 {
			return
		}
		if first {
			change.Standing(r.Entry, r.Entry, figure.Stand{Status: ledger.Verified, Level: 3, Done: true, Role: ledger.RoleOwn, Release: "public"})
		}
		change.Add(r)
	})
	start := time.Now()
	with := b.proj.With(change, b.proj.Position)
	b.p.line(Line{Bench: "figures", What: "2 % of the entries changed, made into a view", Rows: with.Facts(), Value: time.Since(start).Seconds() * 1000, Unit: "ms"})
	clean := b.proj
	// Both in turn, so that what else the machine does falls on both.
	var pair [2][]float64
	for range 15 {
		for i, p := range []*figure.Projection{clean, with} {
			b.proj = p
			start := time.Now()
			if err := b.ask(q); err != nil {
				return err
			}
			pair[i] = append(pair[i], time.Since(start).Seconds()*1000)
		}
	}
	b.proj = clean
	for i := range pair {
		sort.Float64s(pair[i])
	}
	b.p.line(Line{Bench: "figures", What: "nation x 40 indicators x 5 years, 2 % of the entries changed", Rows: with.Facts(), Value: pair[1][7], Unit: "ms",
		Baseline: "the same without changes", BaseVal: pair[0][7]})
	return nil
}
