package app

import (
	"context"
	"io"
	"os"

	"phendau/internal/bench"
	"phendau/internal/calendar"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/words"
)

// Sizes of the benches when --rows is left out.
const (
	benchFacts  = 1_000_000
	benchOps    = 60_000
	benchExport = 1_000_000
	benchTracks = 1_000
)

// bench measures what has a budget.
func (m *Main) bench(ctx context.Context, w words.Words, args []string) error {
	var x where
	var rows int
	fs := newFlags("bench")
	x.flags(fs)
	fs.IntVar(&rows, "rows", 0, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rows < 0 {
		return &usageError{w.Text("bench_usage")}
	}
	or := func(n int) int {
		if rows > 0 {
			return rows
		}
		return n
	}
	switch rest[0] {
	case "figures":
		return bench.Figures(ctx, m.Stdout, or(benchFacts))
	case "ingest":
		return m.benchOn(ctx, &x, or(benchOps), bench.Ingest)
	case "sync":
		return m.benchOn(ctx, &x, or(benchOps), bench.Sync)
	case "coverage":
		return bench.Coverage(ctx, m.Stdout, x.database, or(benchTracks))
	case "report":
		return m.benchReport(ctx, w, &x, or(benchExport))
	}
	return &usageError{w.Text("bench_usage")}
}

// benchOn measures on an empty database that is named, or in a scratch
// directory.
func (m *Main) benchOn(ctx context.Context, x *where, rows int, run func(context.Context, io.Writer, store.Options, int) error) error {
	if x.database != "" {
		return run(ctx, m.Stdout, store.Options{Database: x.database}, rows)
	}
	dir, err := os.MkdirTemp("", "phendau-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return run(ctx, m.Stdout, store.Options{Dir: dir}, rows)
}

// benchReport makes the demo in a scratch directory unless a book is named.
func (m *Main) benchReport(ctx context.Context, w words.Words, x *where, rows int) error {
	if x.dir == "" && x.database == "" {
		dir, err := os.MkdirTemp("", "phendau-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		x.dir = dir
		quiet := *m
		quiet.Stdout = m.Stderr
		if err := quiet.fillDemo(ctx, w, &serving{where: *x}, 0); err != nil {
			return err
		}
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	view, err := st.View(ctx, nil)
	if err != nil {
		return err
	}
	found, err := view.Registry.Places.Find("047@2024-02-29", place.Latest)
	if err != nil {
		return err
	}
	period, err := calendar.ParsePeriod(calendar.Civil, "2019-01-01/2024-02-29")
	if err != nil {
		return err
	}
	p := &office.Publisher{Store: st}
	r := office.ReportRequest{Name: "five-year-review", Place: found.ID, Period: period}
	if err := bench.Report(ctx, m.Stdout, func() (*report.Report, error) { return p.Make(ctx, view, r) }); err != nil {
		return err
	}
	if err := bench.Explorer(ctx, m.Stdout, st, found.ID, bench.Tables(found.ID, period, defaultIndicators(view.Catalogue))); err != nil {
		return err
	}
	return bench.Export(ctx, m.Stdout, rows)
}
