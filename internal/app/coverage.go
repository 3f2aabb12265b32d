package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"phendau/internal/blobs"
	"phendau/internal/border"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/formats"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// covering is the command line of coverage.
type covering struct {
	where
	blobDir, from, to, place, body, status, format string
}

// coverage prints what of the line was visited in a period, by segment.
func (m *Main) coverage(ctx context.Context, w words.Words, args []string) error {
	var x covering
	fs := newFlags("coverage")
	x.where.flags(fs)
	fs.StringVar(&x.blobDir, "blobs", "", "")
	fs.StringVar(&x.from, "from", "", "")
	fs.StringVar(&x.to, "to", "", "")
	fs.StringVar(&x.place, "place", "", "")
	fs.StringVar(&x.body, "body", "", "")
	fs.StringVar(&x.status, "status", "verified:2", "")
	fs.StringVar(&x.format, "format", "table", "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if !slices.Contains([]string{"table", "json"}, x.format) {
		return &usageError{w.Text("bad_format", "format", x.format)}
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	c, err := m.covered(ctx, w, st, &x)
	if errors.Is(err, office.ErrNoLine) {
		return errors.New(w.Text("api.no_line"))
	}
	if err != nil {
		return err
	}
	if x.format == "json" {
		e := json.NewEncoder(m.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(c)
	}
	return m.printCoverage(w, c)
}

func (m *Main) covered(ctx context.Context, w words.Words, st *store.Store, x *covering) (*office.Coverage, error) {
	ask, err := m.coverageAsk(ctx, w, st, x)
	if err != nil {
		return nil, err
	}
	l, err := m.lineReader(st, x)
	if err != nil {
		return nil, err
	}
	return l.Coverage(ctx, ask)
}

// coverageAsk reads what is asked of the line.
func (m *Main) coverageAsk(ctx context.Context, w words.Words, st *store.Store, x *covering) (office.CoverageAsk, error) {
	ask := office.CoverageAsk{BodyID: x.body}
	from, err := calendar.ParseDay(x.from)
	to, err2 := calendar.ParseDay(x.to)
	if err != nil || err2 != nil || from > to {
		return ask, &usageError{w.Text("coverage_period")}
	}
	ask.Days = border.Days{From: from, To: to}
	reg, err := st.Registry(ctx)
	if err != nil {
		return ask, err
	}
	if ask.PlaceID, err = m.findPlace(w, reg.Places, x.place, calendar.Period{From: from, To: to}); err != nil {
		return ask, err
	}
	if x.body != "" && reg.Bodies[x.body] == nil {
		return ask, &usageError{w.Text("no_body", "id", x.body)}
	}
	if ask.Status, err = figure.ParseStatus(x.status); err != nil {
		return ask, &usageError{err.Error()}
	}
	return ask, nil
}

// lineReader reads the line of a book, with tracks where its files are.
func (m *Main) lineReader(st *store.Store, x *covering) (*office.LineReader, error) {
	l := &office.LineReader{Store: st, Today: m.today()}
	if x.blobDir == "" && x.dir != "" {
		x.blobDir = filepath.Join(x.dir, "blobs")
	}
	var err error
	if x.blobDir != "" {
		l.Blobs, err = blobs.Open(x.blobDir)
	}
	return l, err
}

// km prints decimetres as kilometres.
func km(dm int64) string { return vi.DecimalDigits(dm, 10_000, 2) }

func (m *Main) printCoverage(w words.Words, c *office.Coverage) error {
	name := w.Text("coverage_all")
	for _, n := range []string{c.Place, c.Body} {
		if n != "" {
			name = n
		}
	}
	note := formats.Disclaimer[0]
	if w.Lang() == "en" {
		note = formats.Disclaimer[1]
	}
	fmt.Fprintf(m.Stdout, "%s\n%s\n%s\n\n", name, w.Text("coverage_head", "from", shortDay(c.From), "to", shortDay(c.To), "status", w.Text("status."+c.Status), "line", c.Line.Name, "source", c.Line.Source), note)
	if len(c.Segments) == 0 {
		fmt.Fprintln(m.Stdout, w.Text("coverage_nothing"))
		return nil
	}
	tw := tabwriter.NewWriter(m.Stdout, 2, 4, 2, ' ', 0)
	fmt.Fprintln(tw, w.Text("coverage_columns"))
	for i := range c.Segments {
		s := &c.Segments[i]
		coverageRow(tw, w, s.Name, &s.CoveredLength, &s.Markers, vi.Int(int64(s.CorridorM)))
	}
	coverageRow(tw, w, w.Text("coverage_total"), &c.Total, &c.Markers, "")
	if err := tw.Flush(); err != nil {
		return err
	}
	m.printGaps(w, c)
	m.printPatrols(w, c)
	return nil
}

func coverageRow(tw *tabwriter.Writer, w words.Words, name string, c *office.CoveredLength, k *office.MarkerCount, corridor string) {
	share := "–"
	if c.DeclaredDM > 0 {
		share = vi.Percent(c.CoveredDM, c.DeclaredDM, 1)
	}
	visited := k.Documented + k.Checked + k.Passed
	fmt.Fprintln(tw, strings.Join([]string{name, km(c.DeclaredDM), km(c.CoveredDM), share, km(c.PassedDM), km(c.ByTrailDM), km(c.EitherDM), corridor,
		fmt.Sprintf("%d/%d", visited, k.Reachable), fmt.Sprint(k.Documented), fmt.Sprint(k.Checked), fmt.Sprint(k.Passed), fmt.Sprint(k.Stated), fmt.Sprint(k.Unreachable)}, "\t"))
}

func (m *Main) printGaps(w words.Words, c *office.Coverage) {
	fmt.Fprintln(m.Stdout, "\n"+w.Text("coverage_bands"))
	for _, band := range []string{"within_7", "within_30", "within_90", "older", "never"} {
		fmt.Fprintf(m.Stdout, "  %s: %s km\n", w.Text("coverage_band."+band), km(c.Total.Bands[band]))
	}
	if c.Total.ByTrailDM > 0 {
		fmt.Fprintln(m.Stdout, "\n"+w.Text("coverage_trail", "km", km(c.Total.ByTrailDM), "either", km(c.Total.EitherDM)))
	}
	title := "\n" + w.Text("coverage_gaps") + "\n"
	for i := range c.Segments {
		for _, g := range c.Segments[i].Gaps {
			fmt.Fprintf(m.Stdout, "%s  %s: km %s – %s\n", title, c.Segments[i].Name, vi.DecimalDigits(g.FromDM, 10_000, 3), vi.DecimalDigits(g.ToDM, 10_000, 3))
			title = ""
		}
	}
}

func (m *Main) printPatrols(w words.Words, c *office.Coverage) {
	p := &c.Patrols
	fmt.Fprintln(m.Stdout, "\n"+w.Text("coverage_patrols", "n", vi.Int(int64(p.Patrols)), "tracked", vi.Int(int64(p.Tracked)), "trackless", vi.Int(int64(p.Trackless)), "km", vi.DecimalDigits(int64(p.WalkedM), 1000, 1)))
	if p.Uncounted > 0 {
		fmt.Fprintln(m.Stdout, w.Text("coverage_uncounted", "n", vi.Int(int64(p.Uncounted))))
	}
	if p.Expired > 0 {
		fmt.Fprintln(m.Stdout, w.Text("coverage_expired", "n", vi.Int(int64(p.Expired))))
	}
	if p.Missing > 0 {
		fmt.Fprintln(m.Stdout, w.Text("coverage_missing", "n", vi.Int(int64(p.Missing)), "patrols", vi.Int(int64(p.MissingOf))))
	}
}

// shortDay prints a day of an answer.
func shortDay(text string) string {
	d, err := calendar.ParseDay(text)
	if err != nil {
		return text
	}
	return vi.ShortDate(d)
}
