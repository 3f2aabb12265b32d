package document

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"phendau/internal/paper"
)

// aboutWidths are the columns of the first sheet, in characters.
var aboutWidths = [2]float64{24, 90}

// about is the first sheet: what the workbook is.
func (b *workbook) about() error {
	d := b.doc
	rows := [][2]string{
		{"Cơ quan ban hành", strings.Join(append(append([]string{}, d.Letterhead.SuperiorBody...), d.Letterhead.IssuingBody...), " ")},
		{"Văn bản", d.Title}, {"Trích yếu", d.Subject}, {"Số, ký hiệu", d.Letterhead.NumberLine()}, {"Địa danh, ngày", d.Letterhead.DateLine()},
		{"Phạm vi số liệu", d.SourceLine()}, {"Ghi chú", d.Marker}, {"Nguồn", d.Provenance},
	}
	row := 0
	for _, r := range rows {
		if r[1] == "" {
			continue
		}
		row++
		if err := b.put(sheetAbout, 1, row, r[0], cellStyle{bold: true}); err != nil {
			return err
		}
		if err := b.put(sheetAbout, 2, row, r[1], cellStyle{wrap: true}); err != nil {
			return err
		}
		if err := b.fit(sheetAbout, row, r[1:], aboutWidths[1:], false); err != nil {
			return err
		}
	}
	if err := b.widths(sheetAbout, aboutWidths[:]); err != nil {
		return err
	}
	return b.page(sheetAbout, true, 0, 0)
}

func (b *workbook) widths(sheet string, w []float64) error {
	for i, width := range w {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return fmt.Errorf("name column %d: %w", i+1, err)
		}
		if err := b.f.SetColWidth(sheet, name, name, width); err != nil {
			return fmt.Errorf("set width of %s!%s: %w", sheet, name, err)
		}
	}
	return nil
}

// sheetChars is the width of a table's sheet in characters.
const sheetChars = 110

func (b *workbook) table(sheet string, t *paper.Table, landscape bool) error {
	if _, err := b.f.NewSheet(sheet); err != nil {
		return fmt.Errorf("add sheet %s: %w", sheet, err)
	}
	grid, err := t.Grid()
	if err != nil {
		return fmt.Errorf("table %q: %w", t.Name, err)
	}
	widths := make([]float64, len(t.Columns))
	for i, w := range columnWidths(t.Columns, sheetChars*100) {
		widths[i] = max(6, float64(w)/100)
	}
	if err := b.widths(sheet, widths); err != nil {
		return err
	}
	head, err := b.lines(sheet, 1, widths, []string{b.doc.Marker, t.Name, b.doc.ScopeOf(t).Line(b.doc.Preliminary), t.Unit}, t.Name)
	if err != nil {
		return err
	}
	if err := b.header(sheet, grid, head, widths); err != nil {
		return err
	}
	row := head + len(grid)
	for i := range t.Rows {
		if err := b.row(sheet, t, &t.Rows[i], row+i, widths); err != nil {
			return err
		}
	}
	notes := append([]string{}, t.Notes...)
	if t.Code != nil {
		notes = append(notes, wordCode+t.Code.Text)
	}
	if _, err := b.lines(sheet, row+len(t.Rows)+1, widths, notes, ""); err != nil {
		return err
	}
	return b.page(sheet, landscape, head, head+len(grid)-1)
}

// lines writes texts over the full width, one a row, and returns the next
// row.
func (b *workbook) lines(sheet string, row int, widths []float64, texts []string, bold string) (int, error) {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		if err := b.put(sheet, 1, row, text, cellStyle{bold: text == bold, italic: text != bold, wrap: true}); err != nil {
			return 0, err
		}
		if err := b.merge(sheet, 1, row, len(widths), 1); err != nil {
			return 0, err
		}
		if err := b.fit(sheet, row, []string{text}, []float64{total}, text == bold); err != nil {
			return 0, err
		}
		row++
	}
	return row, nil
}

func (b *workbook) header(sheet string, grid [][]paper.GridCell, top int, widths []float64) error {
	style := cellStyle{bold: true, border: true, wrap: true, align: "center"}
	for i, cells := range grid {
		var texts []string
		var chars []float64
		for _, g := range cells {
			width := 0.0
			for _, w := range widths[g.Col : g.Col+g.ColSpan] {
				width += w
			}
			if g.RowSpan == 1 {
				texts, chars = append(texts, g.Text), append(chars, width)
			}
			for r := range g.RowSpan {
				for c := range g.ColSpan {
					text := ""
					if r == 0 && c == 0 {
						text = g.Text
					}
					if err := b.put(sheet, g.Col+c+1, top+g.Row+r, text, style); err != nil {
						return err
					}
				}
			}
			if err := b.merge(sheet, g.Col+1, top+g.Row, g.ColSpan, g.RowSpan); err != nil {
				return err
			}
		}
		if err := b.fit(sheet, top+i, texts, chars, true); err != nil {
			return err
		}
	}
	return nil
}

func (b *workbook) merge(sheet string, col, row, cols, rows int) error {
	if cols == 1 && rows == 1 {
		return nil
	}
	from, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return fmt.Errorf("name cell: %w", err)
	}
	to, err := excelize.CoordinatesToCellName(col+cols-1, row+rows-1)
	if err != nil {
		return fmt.Errorf("name cell: %w", err)
	}
	if err := b.f.MergeCell(sheet, from, to); err != nil {
		return fmt.Errorf("join %s!%s:%s: %w", sheet, from, to, err)
	}
	return nil
}

func (b *workbook) row(sheet string, t *paper.Table, r *paper.Row, at int, widths []float64) error {
	var texts []string
	var chars []float64
	col := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		kind := paper.TextColumn
		if col < len(t.Columns) {
			kind = t.Columns[col].Kind
		}
		value, format := b.value(c, kind)
		style := cellStyle{bold: r.Kind != paper.OrdinaryRow, border: true, wrap: true, align: cellAlign(t, r, c, col), format: format}
		for k := range c.Span() {
			v := value
			if k > 0 {
				v = ""
			}
			if err := b.put(sheet, col+k+1, at, v, style); err != nil {
				return err
			}
		}
		if err := b.merge(sheet, col+1, at, c.Span(), 1); err != nil {
			return err
		}
		if c.Span() == 1 && col < len(widths) {
			texts, chars = append(texts, b.doc.CellText(c)), append(chars, widths[col])
		}
		col += c.Span()
	}
	return b.fit(sheet, at, texts, chars, r.Kind != paper.OrdinaryRow)
}

// value is the typed content of a cell: a number for an exact figure or a
// given value, a day for a date, otherwise the printed text.
func (b *workbook) value(c *paper.Cell, kind paper.ColumnKind) (value any, format string) {
	text := b.doc.CellText(c)
	if kind == paper.CodeColumn {
		return text, "@"
	}
	if c.Date != "" {
		if day, err := time.Parse("2006-01-02", c.Date); err == nil {
			return day, "dd/mm/yyyy"
		}
		return text, ""
	}
	number := string(c.Value)
	if len(c.Runs) == 1 && c.Runs[0].Figure != 0 {
		number = ""
		if f := b.doc.Figure(c.Runs[0].Figure); f.Qualifier == "" || f.Qualifier == "exact" {
			number = string(f.Value)
		}
	}
	return numberOr(text, number)
}

// numberOr gives the number with a format that shows its own decimals, or
// the text when there is no number a cell can hold exactly.
func numberOr(text, number string) (any, string) {
	v, format, ok := cellNumber(number)
	if !ok {
		return text, ""
	}
	return v, format
}

// maxDigits is what a spreadsheet's number keeps.
const maxDigits = 15

// cellNumber reads plain decimal text; more digits than a cell can keep, or
// an exponent, stay text.
func cellNumber(s string) (v float64, format string, ok bool) {
	_, frac, _ := strings.Cut(s, ".")
	if s == "" || len(strings.TrimLeft(strings.ReplaceAll(s, ".", ""), "-")) > maxDigits || strings.ContainsAny(s, "eE") {
		return 0, "", false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, "", false
	}
	format = "#,##0"
	if frac != "" {
		format += "." + strings.Repeat("0", len(frac))
	}
	return v, format, true
}

// figures is the last sheet: every cell of the registry.
func (b *workbook) figures() error {
	if len(b.doc.Figures) == 0 {
		return nil
	}
	if _, err := b.f.NewSheet(sheetFigures); err != nil {
		return fmt.Errorf("add sheet %s: %w", sheetFigures, err)
	}
	titles := []string{"Ô", "Chỉ tiêu", "Địa bàn", "Từ ngày", "Đến ngày", "In ra", "Giá trị", "Đơn vị", "Đếm trực tiếp", "Bản ghi", "Mã tra cứu"}
	for i, t := range titles {
		if err := b.put(sheetFigures, i+1, 1, t, cellStyle{bold: true, border: true, wrap: true, align: "center"}); err != nil {
			return err
		}
	}
	for i := range b.doc.Figures {
		if err := b.figureRow(&b.doc.Figures[i], i+2); err != nil {
			return err
		}
	}
	if err := b.widths(sheetFigures, []float64{6, 34, 20, 12, 12, 28, 18, 10, 12, 10, 20}); err != nil {
		return err
	}
	return b.page(sheetFigures, true, 1, 1)
}

func (b *workbook) figureRow(f *paper.Figure, row int) error {
	from, fromFormat := dayOr(f.From)
	to, toFormat := dayOr(f.To)
	value, format := numberOr("", string(f.Value))
	for i, c := range []struct {
		value  any
		format string
	}{
		{f.Cell, "0"}, {figureName(f), "@"}, {f.PlaceName, "@"}, {from, fromFormat}, {to, toFormat}, {f.Printed, "@"},
		{value, format}, {f.Unit, "@"}, {f.CountedShare, "@"}, {f.Entries, "#,##0"}, {f.Code, "@"},
	} {
		if err := b.put(sheetFigures, i+1, row, c.value, cellStyle{border: true, format: c.format}); err != nil {
			return err
		}
	}
	return nil
}

// figureName is the indicator in words, or its code.
func figureName(f *paper.Figure) string {
	if f.Name != "" {
		return f.Name
	}
	return f.Indicator
}

func dayOr(s string) (any, string) {
	day, err := time.Parse("2006-01-02", s)
	if err != nil {
		return s, ""
	}
	return day, "dd/mm/yyyy"
}
