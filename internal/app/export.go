package app

import (
	"context"
	"iter"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/store"
	"phendau/internal/words"
)

// hanoi is the zone of everything shown; Việt Nam has no daylight saving.
var hanoi = time.FixedZone("+07", 7*3600)

// exportTable writes the cells of a table, one a row, to stdout.
func (m *Main) exportTable(_ context.Context, w words.Words, tab *figure.Table, view *store.View, format string) error {
	e := document.Export{About: []string{
		w.Text("export_about", "place", tab.Name, "position", tab.Position, "map", tab.Map),
		w.Text("export_made", "when", m.Now().In(hanoi).Format("02/01/2006 15:04")),
	}}
	for _, c := range []struct {
		title string
		kind  paper.ColumnKind
		width int
	}{{"col.indicator", paper.TextColumn, 34}, {"col.measure", paper.TextColumn, 22}, {"col.place", paper.TextColumn, 26}, {"col.from", paper.DateColumn, 12},
		{"col.to", paper.DateColumn, 12}, {"col.split", paper.TextColumn, 20}, {"col.value", paper.NumberColumn, 16}, {"col.low", paper.NumberColumn, 16}, {"col.high", paper.NumberColumn, 16},
		{"col.unit", paper.TextColumn, 10}, {"col.qualifier", paper.TextColumn, 12}, {"col.printed", paper.TextColumn, 22}, {"col.counted_share", paper.TextColumn, 16}, {"col.entries", paper.NumberColumn, 10}} {
		e.Columns = append(e.Columns, document.ExportColumn{Title: w.Text(c.title), Kind: c.kind, Width: c.width})
	}
	e.Rows = exportRows(newLabels(w, tab, view.Context, figure.Query{By: byOf(tab)}), tab)
	if format == "csv" {
		return document.ExportCSV(m.Stdout, e)
	}
	return document.ExportXLSX(m.Stdout, e)
}

// byOf finds the split back from the cells.
func byOf(tab *figure.Table) []string {
	if len(tab.Cells) == 0 {
		return nil
	}
	return tab.Cells[0].Sel.By
}

func exportRows(l labels, tab *figure.Table) iter.Seq2[[]document.Value, error] {
	return func(yield func([]document.Value, error) bool) {
		for r := range tab.Rows {
			for b, p := range tab.Buckets {
				for c := range tab.Columns {
					for k := range tab.Measures {
						if !yield(exportRow(l, r, p, c, tab.Measures[k], tab.At(r, b, c, k)), nil) {
							return
						}
					}
				}
			}
		}
	}
}

func exportRow(l labels, row int, p calendar.Period, col int, ref figure.MeasureRef, c *figure.Cell) []document.Value {
	number := func(s string) document.Value {
		if s == "" {
			return document.Empty()
		}
		return document.Number(s)
	}
	return []document.Value{document.Text(l.text(ref.Indicator.Name)), document.Text(l.text(ref.Measure.Name)), document.Text(l.row(row)),
		document.Day(p.From.String()), document.Day(p.To.String()), document.Text(l.column(col)),
		number(c.Value.String()), number(c.Low.String()), number(c.High.String()), document.Text(l.unit(ref.Measure)),
		document.Text(c.Qualifier), document.Text(c.Printed), document.Text(c.Counted), document.Int(c.Entries)}
}
