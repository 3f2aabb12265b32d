package document

import (
	"fmt"

	"phendau/internal/paper"
)

// tableCellMargin left and right in twips.
const tableCellMargin = 70

// table writes a table with name, unit, repeated header, notes, scope and
// code.
func (d *docx) table(t *paper.Table, at place) error {
	grid, err := t.Grid()
	if err != nil {
		return fmt.Errorf("table %q: %w", t.Name, err)
	}
	b := &d.body
	if t.Name != "" {
		b.paragraph(styleTableName, paraOptions{}, t.Name)
	}
	if t.Unit != "" {
		b.paragraph(styleTableUnit, paraOptions{}, t.Unit)
	}
	widths := columnWidths(t.Columns, d.l.TextWidth(at.landscape))
	b.openTable(widths, tableCellMargin, true)
	for r := range grid {
		d.headerRow(grid, r, widths)
	}
	for i := range t.Rows {
		// The last rows stay with what stands below the table.
		d.row(t, &t.Rows[i], widths, i >= len(t.Rows)-2)
	}
	b.closeTable()
	return d.tableFoot(t, at)
}

// headerRow writes one header row; a cell that spans rows continues as an
// empty merged cell below.
func (d *docx) headerRow(grid [][]paper.GridCell, r int, widths []int) {
	b := &d.body
	b.openRow(true)
	for col := 0; col < len(widths); {
		g, start := covering(grid, r, col)
		o := cellOptions{width: sum(widths[g.Col : g.Col+g.ColSpan]), span: g.ColSpan, middle: true}
		text := g.Text
		if g.RowSpan > 1 {
			o.merge = "restart"
			if !start {
				o.merge, text = "continue", ""
			}
		}
		b.openCell(o)
		b.paragraph(styleTableHead, paraOptions{}, text)
		b.closeCell()
		col = g.Col + g.ColSpan
	}
	b.closeRow()
}

// covering finds the header cell over row r, column c, and whether it begins
// in that row. Grid has proved that there is exactly one.
func covering(grid [][]paper.GridCell, r, c int) (cell paper.GridCell, start bool) {
	for _, row := range grid[:r+1] {
		for _, g := range row {
			if c >= g.Col && c < g.Col+g.ColSpan && r >= g.Row && r < g.Row+g.RowSpan {
				return g, g.Row == r
			}
		}
	}
	return paper.GridCell{HeaderCell: paper.HeaderCell{ColSpan: 1, RowSpan: 1}, Row: r, Col: c}, true
}

func (d *docx) row(t *paper.Table, row *paper.Row, widths []int, keep bool) {
	b := &d.body
	b.openRow(false)
	col := 0
	for i := range row.Cells {
		c := &row.Cells[i]
		end := min(col+c.Span(), len(widths))
		b.openCell(cellOptions{width: sum(widths[col:end]), span: end - col, middle: true})
		b.openParagraph(styleTableCell, paraOptions{keepNext: keep || row.Kind == paper.GroupRow, align: cellAlign(t, row, c, col)})
		d.cell(c, row.Kind != paper.OrdinaryRow)
		b.closeParagraph()
		b.closeCell()
		col = end
	}
	b.closeRow()
}

func (d *docx) cell(c *paper.Cell, bold bool) {
	if len(c.Runs) == 0 {
		d.body.run(d.doc.CellText(c), runStyle{bold: bold})
		return
	}
	runs := c.Runs
	if bold {
		runs = make([]paper.Run, len(c.Runs))
		for i, r := range c.Runs {
			r.Bold = true
			runs[i] = r
		}
	}
	d.runs(runs, true, false)
}

// cellAlign is the jc value of a cell; group names stand left over all
// columns.
func cellAlign(t *paper.Table, row *paper.Row, c *paper.Cell, col int) string {
	if row.Kind == paper.GroupRow || c.Span() > 1 || col >= len(t.Columns) {
		if row.Kind == paper.TotalRow {
			return "center"
		}
		return "left"
	}
	switch t.Columns[col].Align {
	case paper.Center:
		return "center"
	case paper.Right:
		return "right"
	}
	return "left"
}

// tableFoot prints notes, what the numbers were computed over, and the code
// with its picture.
func (d *docx) tableFoot(t *paper.Table, at place) error {
	b := &d.body
	for _, n := range t.Notes {
		b.paragraph(styleNote, paraOptions{keepNext: true}, n)
	}
	if line := tableScope(d.doc, t, at.annex); line != "" {
		b.paragraph(styleNote, paraOptions{keepNext: t.Code != nil || at.keep}, line)
	} else if t.Code == nil {
		b.paragraph(styleGap, paraOptions{keepNext: at.keep}, "")
	}
	if t.Code == nil {
		return nil
	}
	png, err := qrPNG(codeURL(d.doc, t.Code))
	if err != nil {
		return fmt.Errorf("code of table %q: %w", t.Name, err)
	}
	left := qrColumn
	widths := []int{left, d.l.TextWidth(at.landscape) - left}
	b.openTable(widths, d.l.HeadCellMargin, false)
	b.openRow(false)
	b.openCell(cellOptions{width: widths[0], middle: true})
	b.openParagraph(styleTableCell, paraOptions{keepNext: at.keep})
	d.picture(png, qrSidePx, qrSidePx, wordCode+t.Code.Text)
	b.closeParagraph()
	b.closeCell()
	b.openCell(cellOptions{width: widths[1], middle: true})
	b.openParagraph(styleTableCell, paraOptions{})
	b.run(wordCode, runStyle{})
	b.run(t.Code.Text, runStyle{bold: true})
	b.closeParagraph()
	b.paragraph(styleTableCell, paraOptions{}, wordCodeHelp)
	b.closeCell()
	b.closeRow()
	b.closeTable()
	return nil
}

const (
	qrSidePx = 83   // 22 mm at 96 to the inch
	qrColumn = 1361 // 24 mm in twips
)

func sum(v []int) (total int) {
	for _, n := range v {
		total += n
	}
	return total
}
