package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// figures prints any figures as a table, JSON, CSV or XLSX.
func (m *Main) figures(ctx context.Context, w words.Words, args []string) error {
	var s selection
	fs := newFlags("figures")
	s.flags(fs)
	fs.StringVar(&s.format, "format", "table", "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if !slices.Contains([]string{"table", "json", "csv", "xlsx"}, s.format) {
		return &usageError{w.Text("bad_format", "format", s.format)}
	}
	st, view, q, err := s.open(ctx, m, w)
	if err != nil {
		return err
	}
	defer st.Close()
	if len(q.Indicators) == 0 {
		q.Indicators = defaultIndicators(view.Catalogue)
	}
	tab, err := view.Evaluate(q, &view.Context)
	if err != nil {
		return err
	}
	if err := view.Guard(m.today()).Table(tab); err != nil {
		return err
	}
	switch s.format {
	case "json":
		return writeTableJSON(m.Stdout, tab, view.Position, q)
	case "csv", "xlsx":
		return m.exportTable(ctx, w, tab, view, s.format)
	}
	return m.printTable(w, tab, view, q)
}

func orUnexpected(w words.Words, err error, rest []string) error {
	if err != nil {
		return err
	}
	return &usageError{w.Text("unexpected", "word", strings.Join(rest, " "))}
}

// defaultIndicators are all that need no forced split.
func defaultIndicators(c *catalogue.Catalogue) []string {
	var out []string
	for _, ind := range c.IndicatorList() {
		if !slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return m.SplitBy != "" }) {
			out = append(out, ind.ID)
		}
	}
	return out
}

// tableJSON is the documented JSON form of a table of figures.
type tableJSON struct {
	Position     string               `json:"position"`
	Vector       []string             `json:"position_vector"` // what --position takes
	Place        string               `json:"place"`
	PlaceName    string               `json:"place_name"`
	From         calendar.Day         `json:"from"`
	To           calendar.Day         `json:"to"`
	Calendar     string               `json:"calendar"`
	Label        string               `json:"label"`
	Map          mapJSON              `json:"map"`
	Viewpoint    string               `json:"viewpoint"`
	Status       string               `json:"status"`
	By           []string             `json:"by"`
	Additive     bool                 `json:"additive"`
	Cells        []figure.Cell        `json:"cells"`
	NotDivisible []place.Row          `json:"not_divisible"`
	Completeness *figure.Completeness `json:"completeness,omitempty"`
	Footnotes    []string             `json:"footnotes"`
}

type mapJSON struct {
	As  string       `json:"as"`
	Day calendar.Day `json:"day"`
}

func writeTableJSON(out io.Writer, tab *figure.Table, vector []ledger.Position, q figure.Query) error {
	t := tableJSON{Position: tab.Position, Place: q.Place, PlaceName: tab.Name, From: q.Period.From, To: q.Period.To,
		Calendar: string(q.Period.Calendar), Label: calendar.Label(q.Period, "vi"), Map: mapJSON{tab.Map, tab.MapDay},
		Viewpoint: q.Viewpoint.String(), Status: q.Status.String(), By: append([]string{}, q.By...), Additive: tab.Additive,
		Cells: tab.Cells, NotDivisible: []place.Row{}, Completeness: tab.Completeness, Footnotes: []string{}}
	for _, p := range vector {
		t.Vector = append(t.Vector, p.String())
	}
	for _, r := range tab.Rows {
		if r.Kind == place.RowUndivided {
			t.NotDivisible = append(t.NotDivisible, r)
		}
	}
	for _, f := range tab.Footnotes {
		t.Footnotes = append(t.Footnotes, f.Text.VI)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(t)
}

// labels names the three axes of a table.
type labels struct {
	w    words.Words
	tab  *figure.Table
	view figure.Context
	by   string
}

func newLabels(w words.Words, tab *figure.Table, view figure.Context, q figure.Query) labels {
	l := labels{w: w, tab: tab, view: view}
	for _, b := range q.By {
		if !strings.HasPrefix(b, "place:") && b != figure.ByMonth && b != figure.ByQuarter && b != figure.ByYear {
			l.by = b
		}
	}
	return l
}

func (l labels) row(i int) string {
	r := l.tab.Rows[i]
	if r.Kind == place.RowUnit {
		return r.Name
	}
	return l.w.Text("row."+string(r.Kind), "name", r.Name)
}

func (l labels) text(t catalogue.Text) string {
	if l.w.Lang() == "en" {
		return t.EN
	}
	return t.VI
}

// column names a value of the split.
func (l labels) column(i int) string {
	key := l.tab.Columns[i]
	switch dim, isDim := strings.CutPrefix(l.by, "dim:"); {
	case l.by == "":
		return ""
	case isDim && key == figure.Unclassified:
		return l.w.Text("unclassified")
	case isDim:
		if d := l.view.Catalogue.Dimensions[dim]; d != nil {
			if v, ok := d.Value(key); ok {
				return l.text(v.Name)
			}
		}
	case l.by == figure.ByBody || l.by == figure.ByParticipant:
		return l.view.Registry.BodyName(key, l.tab.MapDay)
	case l.by == figure.ByKind:
		if k := l.view.Catalogue.Kinds[key]; k != nil {
			return l.text(k.Name)
		}
	case l.by == figure.ByBasis:
		return l.w.Text("basis." + key)
	case l.by == figure.ByStatus:
		return l.w.Text("status." + key)
	}
	return key
}

func (l labels) measure(ref figure.MeasureRef) string {
	name := l.text(ref.Indicator.Name)
	if len(ref.Indicator.Measures) > 1 {
		name += ": " + l.text(ref.Measure.Name)
	}
	return name
}

func (l labels) unit(m *catalogue.IndicatorMeasure) string {
	if u := l.view.Catalogue.Units[m.Unit]; u != nil {
		return l.text(u.Short)
	}
	return m.Unit
}

// printTable writes one line per cell, which reads the same on any terminal.
func (m *Main) printTable(w words.Words, tab *figure.Table, view *store.View, q figure.Query) error {
	l := newLabels(w, tab, view.Context, q)
	fmt.Fprintf(m.Stdout, "%s\n%s\n%s\n\n", tab.Name, calendar.Label(q.Period, w.Lang()),
		w.Text("table_head", "map", wordOr(w, "map.", tab.Map), "day", vi.ShortDate(tab.MapDay), "viewpoint", wordOr(w, "viewpoint.", q.Viewpoint.String()), "status", w.Text("status."+q.Status.String()), "position", tab.Position))
	tw := tabwriter.NewWriter(m.Stdout, 2, 4, 2, ' ', 0)
	for r := range tab.Rows {
		for b, p := range tab.Buckets {
			for c := range tab.Columns {
				for k, ref := range tab.Measures {
					cell := tab.At(r, b, c, k)
					cols := []string{}
					if len(tab.Rows) > 1 {
						cols = append(cols, l.row(r))
					}
					if len(tab.Buckets) > 1 {
						cols = append(cols, calendar.ShortLabel(p, w.Lang()))
					}
					if l.by != "" {
						cols = append(cols, l.column(c))
					}
					cols = append(cols, l.measure(ref), cell.Printed+unitSuffix(cell, l.unit(ref.Measure)), m.remarks(w, cell))
					fmt.Fprintln(tw, strings.Join(cols, "\t"))
				}
			}
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	m.printNotes(w, tab)
	return nil
}

// wordOr is the wording of a closed value, or the value itself.
func wordOr(w words.Words, prefix, value string) string {
	if w.Has(prefix + value) {
		return w.Text(prefix + value)
	}
	return value
}

func unitSuffix(c *figure.Cell, unit string) string {
	if c.State != figure.HasValue && c.State != figure.Zero || c.Qualifier == "uncounted" || unit == "" || strings.ContainsAny(c.Printed, "%/") {
		return ""
	}
	return " " + unit
}

func (m *Main) remarks(w words.Words, c *figure.Cell) string {
	var out []string
	if c.Reason != "" {
		out = append(out, w.Text("reason."+c.Reason))
	}
	if c.Used > 0 {
		out = append(out, w.Text("from_statements", "n", c.Used))
	}
	if slices.Contains(c.Flags, figure.FlagSilent) {
		out = append(out, w.Text("some_silent"))
	}
	return strings.Join(out, "; ")
}

func (m *Main) printNotes(w words.Words, tab *figure.Table) {
	fmt.Fprintln(m.Stdout)
	if !tab.Additive {
		fmt.Fprintln(m.Stdout, w.Text("not_additive"))
	}
	if c := tab.Completeness; c != nil {
		fmt.Fprintln(m.Stdout, w.Text("completeness", "expected", c.Expected, "reported", c.Reported, "nil", c.Nil, "silent", c.Expected-c.Reported-c.Nil))
	}
	for _, f := range tab.Footnotes {
		fmt.Fprintln(m.Stdout, in(w, f.Text))
	}
}
