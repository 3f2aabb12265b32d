package office

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/paper"
)

// ExportQuery asks for a table as a file.
type ExportQuery struct {
	FigureQuery
	Format string `query:"format" required:"true" enum:"csv,xlsx,json"`
}

// hanoi is the zone of everything shown; Việt Nam has no daylight saving.
var hanoi = time.FixedZone("+07", 7*3600)

var exportTypes = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// figureExport hands out exactly what is shown, says on it who took it when,
// and leaves an audit line with the number of rows.
func (o *Office) figureExport(ctx context.Context, c *api.Caller, in *ExportQuery) (*File, error) {
	x, err := o.ask(ctx, c, &in.FigureQuery)
	if err != nil {
		return nil, err
	}
	if x.q.Place != "" { // everything was asked for with the right over everything
		if _, err := o.grant(ctx, c, access.Export, access.Target{PlaceID: x.q.Place, Day: x.q.Period.To, Class: access.Internal}); err != nil {
			return nil, err
		}
	}
	tab, err := x.table()
	if err != nil {
		return nil, err
	}
	answer := x.answer(tab)
	body, err := o.exportBody(c, x, tab, &answer, in.Format)
	if err != nil {
		return nil, err
	}
	err = o.note(ctx, c, audit.Record{Action: audit.Export, PlaceID: x.q.Place,
		Detail: audit.Facts("what", "figures", "format", in.Format, "question", x.filter(), "rows", len(tab.Cells))})
	name := "so-lieu-" + x.q.Period.From.String() + "-" + x.q.Period.To.String() + "." + in.Format
	return &File{ContentType: exportTypes[in.Format], Disposition: `attachment; filename="` + name + `"`, Body: body}, err
}

// filter is the question in the words of its parameters.
func (x *question) filter() string {
	q := x.q
	return fmt.Sprintf("place=%s period=%s calendar=%s map=%s by=%s indicator=%s viewpoint=%s status=%s", q.Place, q.Period, q.Period.Calendar, q.Map,
		strings.Join(q.By, ","), strings.Join(q.Indicators, ","), q.Viewpoint, q.Status)
}

// ExportedFigures is a table as a JSON file.
type ExportedFigures struct {
	About []string `json:"about"`
	FigureTable
}

func (o *Office) exportBody(c *api.Caller, x *question, tab *figure.Table, answer *FigureTable, format string) ([]byte, error) {
	about := []string{
		x.words.Text("export_about", "place", answer.PlaceName, "position", tab.Position, "map", answer.MapLabel),
		x.words.Text("export_filter", "period", answer.Label, "filter", x.filter()),
		x.words.Text("export_by", "who", x.v.Registry.PersonName(c.PersonID), "when", o.Now().In(hanoi).Format("02/01/2006 15:04")),
		x.words.Text("export_class"),
	}
	about = append(about, answer.Footnotes...)
	if answer.Completeness != nil {
		about = append(about, answer.Completeness.Sentence)
	}
	var b bytes.Buffer
	if format == "json" {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		err := e.Encode(ExportedFigures{about, *answer})
		return b.Bytes(), err
	}
	e := document.Export{About: about, Columns: x.exportColumns(), Rows: func(yield func([]document.Value, error) bool) {
		x.exportRows(tab, answer, yield)
	}}
	write := document.ExportXLSX
	if format == "csv" {
		write = document.ExportCSV
	}
	err := write(&b, e)
	return b.Bytes(), err
}

func (x *question) exportColumns() []document.ExportColumn {
	var out []document.ExportColumn
	for _, c := range []struct {
		title string
		kind  paper.ColumnKind
		width int
	}{{"col.indicator", paper.TextColumn, 34}, {"col.measure", paper.TextColumn, 22}, {"col.place", paper.TextColumn, 26}, {"col.from", paper.DateColumn, 12},
		{"col.to", paper.DateColumn, 12}, {"col.split", paper.TextColumn, 20}, {"col.value", paper.NumberColumn, 16}, {"col.low", paper.NumberColumn, 16}, {"col.high", paper.NumberColumn, 16},
		{"col.unit", paper.TextColumn, 10}, {"col.qualifier", paper.TextColumn, 12}, {"col.printed", paper.TextColumn, 22}, {"col.counted_share", paper.TextColumn, 16}, {"col.entries", paper.NumberColumn, 10}} {
		out = append(out, document.ExportColumn{Title: x.words.Text(c.title), Kind: c.kind, Width: c.width})
	}
	return out
}

func (x *question) exportRows(tab *figure.Table, answer *FigureTable, yield func([]document.Value, error) bool) {
	for r := range tab.Rows {
		for b := range tab.Buckets {
			for k := range tab.Columns {
				for m := range tab.Measures {
					if !yield(x.exportRow(answer.Rows[r].Name, answer.Columns[k].Name, tab.Buckets[b], tab.Measures[m], tab.At(r, b, k, m)), nil) {
						return
					}
				}
			}
		}
	}
}

func (x *question) exportRow(row, column string, p calendar.Period, ref figure.MeasureRef, c *figure.Cell) []document.Value {
	number := func(s json.Number) document.Value {
		if s == "" {
			return document.Empty()
		}
		return document.Number(s.String())
	}
	unit, _ := x.words.unit(c.Unit)
	return []document.Value{document.Text(x.words.in(ref.Indicator.Name)), document.Text(x.words.in(ref.Measure.Name)), document.Text(row),
		document.Day(p.From.String()), document.Day(p.To.String()), document.Text(column), number(c.Value), number(c.Low), number(c.High),
		document.Text(unit), document.Text(c.Qualifier), document.Text(c.Printed), document.Text(c.Counted), document.Int(c.Entries)}
}
