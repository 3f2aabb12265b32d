package paper

import (
	"encoding/json"

	"phendau/internal/chart"
)

// Block is one piece of the body or of an annex; exactly one field is set.
type Block struct {
	Heading   *Heading   `json:"heading,omitempty"`
	Paragraph *Paragraph `json:"paragraph,omitempty"`
	Table     *Table     `json:"table,omitempty"`
	Chart     *Chart     `json:"chart,omitempty"`
}

// Level is the depth of a heading.
type Level int

// The levels of a report, domain/documents.md section 2 "Numbering".
const (
	LevelPart   Level = 1 // "Phần I", centred bold, its title in capitals below
	LevelRoman  Level = 2 // "I.", bold capitals
	LevelNumber Level = 3 // "1.", bold if titled
	LevelLetter Level = 4 // "a)", upright
)

// Heading starts a numbered part. Label is written by Document.Number as
// text; word processors' automatic lists are never used.
type Heading struct {
	Level Level  `json:"level"`
	Label string `json:"label,omitempty"`
	Runs  []Run  `json:"runs"`
	// Plain makes a numbered paragraph without a title: upright text that
	// goes on as a sentence. Letters are always plain.
	Plain bool `json:"plain,omitempty"`
}

// Bold reports whether the heading's text is printed bold.
func (h *Heading) Bold() bool {
	return h.Level == LevelPart || h.Level == LevelRoman || h.Level == LevelNumber && !h.Plain
}

// Capitals reports whether the heading's text is printed in capitals.
func (h *Heading) Capitals() bool { return h.Level == LevelPart || h.Level == LevelRoman }

// Paragraph is running text, justified with an indented first line.
type Paragraph struct {
	Runs []Run `json:"runs"`
	// Note prints the paragraph small and in italics: a remark on the
	// figures, not part of the body.
	Note bool `json:"note,omitempty"`
}

// Run is a piece of text of one style. Either Text or Figure is set: a
// figure's text comes only from the registry.
type Run struct {
	Text   string `json:"text,omitempty"`
	Figure int    `json:"figure,omitempty"` // cell number
	Bold   bool   `json:"bold,omitempty"`
	Italic bool   `json:"italic,omitempty"`
	// Href is a link on plain text; figures bring their own.
	Href string `json:"href,omitempty"`
}

// T is a run of plain text.
func T(text string) Run { return Run{Text: text} }

// F is a run that shows a registered figure.
func F(cell int) Run { return Run{Figure: cell} }

// P is a body paragraph of the runs.
func P(runs ...Run) Block { return Block{Paragraph: &Paragraph{Runs: runs}} }

// Note is a small italic remark of the runs.
func Note(runs ...Run) Block { return Block{Paragraph: &Paragraph{Runs: runs, Note: true}} }

// H is a titled heading.
func H(level Level, runs ...Run) Block { return Block{Heading: &Heading{Level: level, Runs: runs}} }

// Item is a numbered paragraph without a title ("1. ..." or "a) ...").
func Item(level Level, runs ...Run) Block {
	return Block{Heading: &Heading{Level: level, Runs: runs, Plain: true}}
}

// Align places text in a column.
type Align string

// The alignments; "" is left.
const (
	Left   Align = ""
	Center Align = "center"
	Right  Align = "right"
)

// ColumnKind says what the cells of a column hold; XLSX types them by it.
type ColumnKind string

// The kinds of column; "" is text.
const (
	TextColumn   ColumnKind = ""
	NumberColumn ColumnKind = "number" // real numbers, #,##0
	DateColumn   ColumnKind = "date"   // real dates, dd/mm/yyyy
	CodeColumn   ColumnKind = "code"   // codes, phone numbers: always text
	IndexColumn  ColumnKind = "index"  // row number TT
)

// Column describes one column of a table.
type Column struct {
	Title string `json:"title"`
	// Share is the column's part of the table's width; the sum of all
	// shares is the whole width.
	Share int        `json:"share"`
	Align Align      `json:"align,omitempty"`
	Kind  ColumnKind `json:"kind,omitempty"`
}

// HeaderCell is one cell of a header row that joins columns or rows.
type HeaderCell struct {
	Text    string `json:"text"`
	ColSpan int    `json:"col_span,omitempty"` // 0 counts as 1
	RowSpan int    `json:"row_span,omitempty"` // 0 counts as 1
}

// RowKind tells group and total rows from ordinary ones.
type RowKind string

// The kinds of row; "" is ordinary.
const (
	OrdinaryRow RowKind = ""
	GroupRow    RowKind = "group" // a bold line that names the rows below
	TotalRow    RowKind = "total" // bold sums
)

// Row is one row of a table. The spans of its cells add up to the columns.
type Row struct {
	Kind  RowKind `json:"kind,omitempty"`
	Cells []Cell  `json:"cells"`
}

// Cell is one cell of a table. What is printed are the runs; Value and Date
// give XLSX the real number or day when the cell is not one figure.
type Cell struct {
	Runs []Run `json:"runs,omitempty"`
	// Value is a number that is not a figure, such as the row number.
	Value json.Number `json:"value,omitempty"`
	// Date is a day YYYY-MM-DD, printed dd/mm/yyyy when Runs is empty.
	Date    string `json:"date,omitempty"`
	ColSpan int    `json:"col_span,omitempty"` // 0 counts as 1
}

// TextCell is a cell of plain text.
func TextCell(text string) Cell { return Cell{Runs: []Run{T(text)}} }

// FigureCell is a cell that shows one figure.
func FigureCell(cell int) Cell { return Cell{Runs: []Run{F(cell)}} }

// IndexCell is a row number.
func IndexCell(n json.Number) Cell { return Cell{Runs: []Run{T(n.String())}, Value: n} }

// DateCell is a day.
func DateCell(day string) Cell { return Cell{Date: day} }

// Span is the number of columns the cell covers.
func (c *Cell) Span() int { return max(1, c.ColSpan) }

// Table is a table with a repeated header.
type Table struct {
	// Name is printed above, for example "Bảng 1. Kết quả tuần tra".
	Name    string   `json:"name,omitempty"`
	Unit    string   `json:"unit,omitempty"` // "Đơn vị tính: lượt", right above
	Columns []Column `json:"columns"`
	// Header replaces the one row of column titles by joined rows.
	Header [][]HeaderCell `json:"header,omitempty"`
	Rows   []Row          `json:"rows"`
	Notes  []string       `json:"notes,omitempty"`
	// Scope is the table's own; nil means the document's.
	Scope *Scope `json:"scope,omitempty"`
	// Code opens the same cells at the report's position.
	Code *Code `json:"code,omitempty"`
}

// Code is a short code on paper: text to type and a picture to scan.
type Code struct {
	Text string `json:"text"`
	// URL is the content of the QR picture, at most 200 characters.
	URL string `json:"url"`
}

// Chart is a picture of figures, drawn by internal/chart.
type Chart struct {
	Spec chart.Spec `json:"spec"`
	// Name is printed below, for example "Hình 1. Số lượt tuần tra".
	Name string `json:"name,omitempty"`
}

// HeaderRows returns the header as rows of joined cells.
func (t *Table) HeaderRows() [][]HeaderCell {
	if len(t.Header) > 0 {
		return t.Header
	}
	row := make([]HeaderCell, len(t.Columns))
	for i, c := range t.Columns {
		row[i] = HeaderCell{Text: c.Title}
	}
	return [][]HeaderCell{row}
}
