package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"phendau/internal/paper"
)

// JSONFormat is the version of the form written by Report.JSON.
const JSONFormat = "phendau.report/1"

// Data is the JSON form of a report. Fields are only added; a change of
// meaning gets another Format.
type Data struct {
	Format   string `json:"format"`
	Report   string `json:"report"` // template id
	Version  int    `json:"version"`
	ReportID string `json:"report_id"`
	Title    string `json:"title"`
	Subject  string `json:"subject"`
	Place    string `json:"place"`
	// PlaceName is the name on the map of the report.
	PlaceName string     `json:"place_name"`
	Period    PeriodData `json:"period"`
	Map       MapData    `json:"map"`
	Status    string     `json:"status"`
	Viewpoint string     `json:"viewpoint"`
	Position  string     `json:"position"`
	Demo      bool       `json:"demo,omitempty"`
	// Draft: no number was given. Preliminary: dated before the period ends.
	Draft       bool `json:"draft,omitempty"`
	Preliminary bool `json:"preliminary,omitempty"`
	// Composites are the figures of the report's own period as sentences
	// print them, with units, by indicator: "3.957 buổi/99.273 lượt".
	Composites map[string]string `json:"composites"`
	// Activities are the indicators of sentences said as done.
	Activities []ActivityData `json:"activities,omitempty"`
	// Cells are all figures in the order of their first print.
	Cells []CellData `json:"cells"`
	// Text are headings and paragraphs of the body in order.
	Text        []TextData       `json:"text"`
	Tables      []TableData      `json:"tables,omitempty"`
	Adjustments []AdjustmentData `json:"adjustments,omitempty"`
}

// PeriodData names the period with its days.
type PeriodData struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Calendar string `json:"calendar"`
	Label    string `json:"label"`
}

// MapData names the map.
type MapData struct {
	As  string `json:"as"`
	Day string `json:"day"`
}

// CellData is one figure; numbers are exact JSON numbers in unit, absent
// where the figure has none.
type CellData struct {
	Number    int         `json:"number"`
	Indicator string      `json:"indicator"`
	Measure   string      `json:"measure"`
	Unit      string      `json:"unit"` // id of the catalogue
	UnitName  string      `json:"unit_name,omitempty"`
	Place     string      `json:"place"`
	PlaceName string      `json:"place_name,omitempty"`
	Row       string      `json:"row,omitempty"` // unit, upper, undivided, unknown
	From      string      `json:"from"`
	To        string      `json:"to"`
	Map       string      `json:"map"`
	Split     *string     `json:"split,omitempty"`
	State     string      `json:"state"` // value, zero, missing, untold, not_applicable, ambiguous, no_denominator
	Reason    string      `json:"reason,omitempty"`
	Value     json.Number `json:"value,omitempty"`
	Low       json.Number `json:"low,omitempty"`
	High      json.Number `json:"high,omitempty"`
	Qualifier string      `json:"qualifier,omitempty"`
	// Basis are the five sums, CountedShare an exact fraction.
	Basis        map[string]json.Number `json:"basis,omitempty"`
	CountedShare string                 `json:"counted_share,omitempty"`
	Entries      int64                  `json:"entries"`
	Statements   int64                  `json:"statements"`
	Flags        []string               `json:"flags,omitempty"`
	Position     string                 `json:"position"`
	// Printed is what the document prints: the sentence's form for a figure
	// of the text, else the table's. PrintedInTables is the latter.
	Printed         string `json:"printed"`
	PrintedInTables string `json:"printed_in_tables"`
	Where           string `json:"where,omitempty"` // table or chart it first stands in
	Drill           string `json:"drill"`
	Href            string `json:"href,omitempty"`
	Code            string `json:"code"`
}

// ActivityData is an activity without a number.
type ActivityData struct {
	Indicator string `json:"indicator"`
	Name      string `json:"name"`
	Done      bool   `json:"done"`
	Entries   int64  `json:"entries"`
	Cell      int    `json:"cell"`
}

// TextData is a heading or a paragraph.
type TextData struct {
	Kind  string `json:"kind"` // heading, item, paragraph, note
	Label string `json:"label,omitempty"`
	Text  string `json:"text"`
	Cells []int  `json:"cells,omitempty"`
}

// TableData is a printed table of the body or an annex.
type TableData struct {
	Name    string     `json:"name"`
	Annex   int        `json:"annex,omitempty"` // from 1
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
	Notes   []string   `json:"notes,omitempty"`
	Code    string     `json:"code,omitempty"`
}

// AdjustmentData is a published figure that changed.
type AdjustmentData struct {
	Snapshot   string      `json:"snapshot"`
	Title      string      `json:"title"`
	Cell       int         `json:"cell"` // number in the published report
	Indicator  string      `json:"indicator"`
	Measure    string      `json:"measure"`
	Place      string      `json:"place"`
	From       string      `json:"from"`
	To         string      `json:"to"`
	Old        string      `json:"old"`
	New        string      `json:"new"`
	OldValue   json.Number `json:"old_value,omitempty"`
	NewValue   json.Number `json:"new_value,omitempty"`
	Difference string      `json:"difference,omitempty"`
	Causes     []CauseData `json:"causes"`
}

// CauseData is an operation behind an adjustment.
type CauseData struct {
	What    string   `json:"what"`
	Entry   string   `json:"entry"`
	Field   string   `json:"field,omitempty"`
	Old     string   `json:"old,omitempty"`
	New     string   `json:"new,omitempty"`
	Why     string   `json:"why,omitempty"`
	Person  string   `json:"person"`
	Body    string   `json:"body,omitempty"`
	Day     string   `json:"day"`
	Reports []string `json:"reports,omitempty"`
}

// JSON writes the stable form: equal reports give equal bytes.
func (r *Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r.Data()); err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	return b.Bytes(), nil
}

// Data is the content of JSON.
func (r *Report) Data() *Data {
	j, d := r.job, r.Document
	out := &Data{Format: JSONFormat, Report: j.tpl.ID, Version: j.tpl.Version, ReportID: j.ReportID, Title: d.Title, Subject: d.Subject,
		Place: j.Place, PlaceName: paper.Visible(j.name), Map: MapData{j.Map.String(), j.mapDay.String()},
		Period: PeriodData{j.Period.From.String(), j.Period.To.String(), string(j.Period.Calendar), d.Scope.PeriodText + " (" + d.Scope.CalendarText + ")"},
		Status: j.query.Status.String(), Viewpoint: j.query.Viewpoint.String(), Position: j.Position, Demo: j.Demo, Draft: d.Draft(), Preliminary: d.Preliminary,
		Composites: r.composites(), Cells: make([]CellData, len(r.Cells))}
	for i := range r.Cells {
		out.Cells[i] = r.cellData(&r.Cells[i])
	}
	for _, a := range j.activities {
		out.Activities = append(out.Activities, ActivityData{a.indicator, a.name, true, r.Cells[a.cell-1].Cell.Entries, a.cell})
	}
	for i := range d.Body {
		if t, ok := textData(d, &d.Body[i]); ok {
			out.Text = append(out.Text, t)
		}
	}
	out.addTables(d, d.Body, 0)
	for i := range d.Annexes {
		out.addTables(d, d.Annexes[i].Blocks, i+1)
	}
	for i := range r.Adjustments {
		out.Adjustments = append(out.Adjustments, adjustmentData(&r.Adjustments[i]))
	}
	return out
}

func (r *Report) cellData(b *BoundCell) CellData {
	c := &b.Cell
	return CellData{Number: b.Number, Indicator: c.Indicator, Measure: c.Measure, Unit: c.Unit, UnitName: unitWord(r.job.Context.Catalogue, c.Unit),
		Place: c.Place, PlaceName: paper.Visible(c.PlaceName), Row: string(c.Row), From: c.From.String(), To: c.To.String(), Map: c.Map, Split: c.Split,
		State: string(c.State), Reason: c.Reason, Value: c.Value, Low: c.Low, High: c.High, Qualifier: c.Qualifier, Basis: c.Basis, CountedShare: c.Counted,
		Entries: c.Entries, Statements: c.Used, Flags: c.Flags, Position: c.Position, Printed: b.InText, PrintedInTables: b.Printed, Where: b.Where,
		Drill: c.Drill, Href: b.Href, Code: b.Code}
}

// composites are the composite prints of the text, and for figures that
// stand alone their print with the unit.
func (r *Report) composites() map[string]string {
	out := map[string]string{}
	for _, c := range r.job.composite {
		if _, have := out[c.indicator]; !have && c.when == now {
			out[c.indicator] = c.printed
		}
	}
	alone := map[string][]string{}
	for i := range r.Cells {
		b := &r.Cells[i]
		if b.Where != "" || out[b.Cell.Indicator] != "" || b.Cell.From != r.job.Period.From || b.Cell.To != r.job.Period.To {
			continue
		}
		text := b.InText
		if u := unitWord(r.job.Context.Catalogue, b.Cell.Unit); u != "" && hasNumber(&b.Cell) && !isShare(b.Measure) {
			text += " " + u
		}
		alone[b.Cell.Indicator] = append(alone[b.Cell.Indicator], text)
	}
	for id, parts := range alone {
		out[id] = strings.Join(parts, "/")
	}
	return out
}

func textData(d *paper.Document, b *paper.Block) (TextData, bool) {
	switch {
	case b.Heading != nil && b.Heading.Plain:
		return TextData{"item", b.Heading.Label, d.Plain(b.Heading.Runs, false), figuresOf(b.Heading.Runs)}, true
	case b.Heading != nil:
		return TextData{"heading", b.Heading.Label, d.Plain(b.Heading.Runs, false), nil}, true
	case b.Paragraph != nil && b.Paragraph.Note:
		return TextData{"note", "", d.Plain(b.Paragraph.Runs, false), figuresOf(b.Paragraph.Runs)}, true
	case b.Paragraph != nil:
		return TextData{"paragraph", "", d.Plain(b.Paragraph.Runs, false), figuresOf(b.Paragraph.Runs)}, true
	}
	return TextData{}, false
}

func figuresOf(runs []paper.Run) []int {
	var out []int
	for _, r := range runs {
		if r.Figure > 0 {
			out = append(out, r.Figure)
		}
	}
	return out
}

func (out *Data) addTables(d *paper.Document, blocks []paper.Block, annex int) {
	for i := range blocks {
		t := blocks[i].Table
		if t == nil {
			continue
		}
		td := TableData{Name: t.Name, Annex: annex, Notes: t.Notes}
		if t.Code != nil {
			td.Code = t.Code.Text
		}
		for _, c := range t.Columns {
			td.Columns = append(td.Columns, c.Title)
		}
		for k := range t.Rows {
			row := []string{}
			for n := range t.Rows[k].Cells {
				row = append(row, d.CellText(&t.Rows[k].Cells[n]))
			}
			td.Rows = append(td.Rows, row)
		}
		out.Tables = append(out.Tables, td)
	}
}

func adjustmentData(a *Adjustment) AdjustmentData {
	out := AdjustmentData{Snapshot: a.Snapshot, Title: a.Title, Cell: a.Cell.Number, Indicator: a.Indicator, Measure: a.Measure, Place: a.Place,
		From: a.From.String(), To: a.To.String(), Old: a.Old, New: a.New, OldValue: a.OldValue, NewValue: a.NewValue, Difference: a.Difference, Causes: []CauseData{}}
	for _, c := range a.Causes {
		out.Causes = append(out.Causes, CauseData{c.What, c.EntryID, c.Field, c.Old, c.New, c.Why, c.Person, c.Body, c.Day.String(), c.Reports})
	}
	return out
}
