package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"text/tabwriter"

	"phendau/internal/amount"
	"phendau/internal/figure"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// drill opens one cell: the same selection as figures, or the token a cell
// carries.
func (m *Main) drill(ctx context.Context, w words.Words, args []string) error {
	var s selection
	var token, measure, row, column string
	fs := newFlags("drill")
	s.flags(fs)
	fs.StringVar(&token, "cell", "", "")
	fs.StringVar(&measure, "measure", "", "")
	fs.StringVar(&row, "row", "", "")
	fs.StringVar(&column, "column", "", "")
	fs.StringVar(&s.format, "format", "table", "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if token != "" {
		return m.drillToken(ctx, w, &s, token)
	}
	st, view, q, err := s.open(ctx, m, w)
	if err != nil {
		return err
	}
	defer st.Close()
	sel, err := m.pickCell(w, view, q, measure, row, column)
	if err != nil {
		return err
	}
	return m.showDrill(ctx, w, st, view, sel, s.format)
}

func (m *Main) drillToken(ctx context.Context, w words.Words, s *selection, token string) error {
	sel, err := figure.ParseToken(token)
	if err != nil {
		return &usageError{sentence(w, err)}
	}
	st, err := s.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	at, err := s.positionVector(ctx, st)
	if err != nil {
		return err
	}
	view, err := st.View(ctx, at)
	if err != nil {
		return err
	}
	return m.showDrill(ctx, w, st, view, sel, s.format)
}

// pickCell finds the one cell of a table the flags describe.
func (m *Main) pickCell(w words.Words, view *store.View, q figure.Query, measure, row, column string) (figure.Selection, error) {
	if len(q.Indicators) != 1 {
		return figure.Selection{}, &usageError{w.Text("need_one_indicator")}
	}
	tab, err := view.Evaluate(q, &view.Context)
	if err != nil {
		return figure.Selection{}, err
	}
	if err := view.Guard(m.today()).Table(tab); err != nil {
		return figure.Selection{}, err
	}
	var found []figure.Selection
	for _, c := range tab.Cells {
		if (measure == "" || c.Measure == measure) && (row == "" || c.Place == row || c.PlaceName == row) &&
			(column == "" || (c.Split != nil && *c.Split == column)) && c.State != figure.Withheld {
			found = append(found, c.Sel)
		}
	}
	if len(found) != 1 {
		var names []string
		for _, mm := range tab.Measures {
			names = append(names, mm.Measure.ID)
		}
		return figure.Selection{}, &usageError{w.Text("not_one_cell", "n", len(found), "measures", slices.Compact(names))}
	}
	return found[0], nil
}

// drillJSON is the documented JSON form of an opened cell.
type drillJSON struct {
	Cell       figure.Cell       `json:"cell"`
	Hidden     bool              `json:"hidden,omitempty"` // tips: entries are never listed
	Entries    []entryJSON       `json:"entries"`
	Rows       []figure.StockRow `json:"registers,omitempty"`
	Statements []statementJSON   `json:"statements,omitempty"`
	Years      []figure.Cell     `json:"years,omitempty"`
}

type entryJSON struct {
	LedgerID     string          `json:"ledger_id"`
	EntryID      string          `json:"entry_id"`
	Day          figure.Day      `json:"day"`
	Place        string          `json:"place"`
	PlaceName    string          `json:"place_name"`
	Kind         string          `json:"kind"`
	Owner        string          `json:"owner"`
	Contribution amount.Value    `json:"contribution"`
	Sign         int             `json:"sign"`
	Shared       bool            `json:"shared,omitempty"`
	Status       string          `json:"status"`
	Level        int             `json:"level"`
	Evidence     bool            `json:"evidence"`
	Content      json.RawMessage `json:"content"`
}

type statementJSON struct {
	ID       string       `json:"id"`
	From     figure.Day   `json:"from"`
	To       figure.Day   `json:"to"`
	Value    amount.Value `json:"value"`
	Document any          `json:"document"`
	Page     string       `json:"page,omitempty"`
	Quote    string       `json:"quote,omitempty"`
}

func (m *Main) showDrill(ctx context.Context, w words.Words, st *store.Store, view *store.View, sel figure.Selection, format string) error {
	d, err := view.Guard(m.today()).Drill(sel)
	if err != nil {
		return err
	}
	out, err := drillDocument(ctx, st, view, d)
	if err != nil {
		return err
	}
	if format == "json" {
		e := json.NewEncoder(m.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(out)
	}
	return m.printDrill(w, out)
}

// drillDocument adds to every line what the entry says.
func drillDocument(ctx context.Context, st *store.Store, view *store.View, d *figure.Drilled) (*drillJSON, error) {
	out := &drillJSON{Cell: d.Cell, Hidden: d.Hidden, Entries: []entryJSON{}, Rows: d.Rows, Years: d.Years}
	ids := map[string][]string{}
	for _, l := range d.Lines {
		ids[l.LedgerID] = append(ids[l.LedgerID], l.EntryID)
	}
	content := map[string]json.RawMessage{}
	owner := map[string]string{}
	for _, id := range slices.Sorted(mapsKeys(ids)) {
		records, err := st.Records(ctx, id, ids[id])
		if err != nil {
			return nil, err
		}
		for rid, r := range records {
			content[rid], owner[rid] = r.Content, view.Registry.BodyName(r.State.Owner, r.Day)
		}
	}
	for _, l := range d.Lines {
		out.Entries = append(out.Entries, entryJSON{LedgerID: l.LedgerID, EntryID: l.EntryID, Day: l.Day, Place: l.PlaceID,
			PlaceName: view.Registry.Places.FullName(l.PlaceID, l.Day), Kind: l.Kind, Owner: owner[l.EntryID], Contribution: l.Value, Sign: l.Sign,
			Shared: l.Event != l.EntryID, Status: string(l.Stand.Status), Level: l.Stand.Level, Evidence: l.Stand.Evidence, Content: content[l.EntryID]})
	}
	for _, s := range d.Statements {
		out.Statements = append(out.Statements, statementJSON{s.ID, s.From, s.To, s.Value, s.Document, s.Page, s.Quote})
	}
	return out, nil
}

func (m *Main) printDrill(w words.Words, d *drillJSON) error {
	fmt.Fprintln(m.Stdout, w.Text("drill_head", "printed", d.Cell.Printed, "n", len(d.Entries)+len(d.Rows)+len(d.Statements), "position", d.Cell.Position))
	if d.Hidden {
		fmt.Fprintln(m.Stdout, w.Text("drill_hidden"))
	}
	tw := tabwriter.NewWriter(m.Stdout, 2, 4, 2, ' ', 0)
	for _, e := range d.Entries {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", vi.ShortDate(e.Day), e.PlaceName, e.Owner, valueText(e.Contribution, e.Sign), w.Text("basis."+e.Contribution.Basis.String()), e.EntryID)
	}
	for _, r := range d.Rows {
		fmt.Fprintf(tw, "%s\t%s\t%s\n", r.Name, vi.Int(r.Value), r.ID)
	}
	for _, s := range d.Statements {
		fmt.Fprintf(tw, "%s\t%s\t%s\n", s.Quote, valueText(s.Value, 1), s.ID)
	}
	return tw.Flush()
}

func valueText(v amount.Value, sign int) string {
	n := v.V
	if n == amount.Unknown {
		n = v.Lo
	}
	if n == amount.Unknown {
		return v.Q.String()
	}
	if sign < 0 {
		n = -n
	}
	return vi.Int(n)
}
