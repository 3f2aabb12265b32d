package document

import (
	"fmt"
	"strings"

	"phendau/internal/chart"
	"phendau/internal/chart/onpdf"
	"phendau/internal/paper"
)

func upper(s string) string { return strings.ToUpper(s) }

// Room inside table cells in points.
const (
	cellSide = 3.5
	cellTop  = 2.0
)

// tableItems are name, unit, header, rows and what stands below a table.
func (d *pdfDoc) tableItems(t *paper.Table, at place) ([]piece, error) {
	grid, err := t.Grid()
	if err != nil {
		return nil, fmt.Errorf("table %q: %w", t.Name, err)
	}
	var out []piece
	size := float64(d.l.TablePt)
	if t.Name != "" {
		out = append(out, space(6, true))
		out = append(out, d.centered(t.Name, float64(d.l.BodyPt), true, false, d.left(), d.textWidth())...)
		out = append(out, space(3, true))
	}
	if t.Unit != "" {
		s := textStyle{size: size, italic: true, align: "right", line: size * single, keep: true}
		out = append(out, d.paragraph([]frag{{text: t.Unit}}, s, d.left(), d.textWidth())...)
		out = append(out, space(2, true))
	}
	edges := d.edges(t)
	header := []piece{d.headerPiece(grid, edges)}
	out = append(out, header...)
	for i := range t.Rows {
		rows := d.rowPieces(t, &t.Rows[i], edges)
		for k := range rows {
			rows[k].header = header
			// The last two rows stay with what stands below the table.
			rows[k].keep = t.Rows[i].Kind == paper.GroupRow || i >= len(t.Rows)-2 && len(rows) == 1
		}
		out = append(out, rows...)
	}
	below, err := d.belowTable(t, at)
	if err != nil {
		return nil, err
	}
	return append(out, below...), nil
}

// edges are the x of the column borders.
func (d *pdfDoc) edges(t *paper.Table) []float64 {
	x := d.left()
	out := []float64{x}
	for _, w := range columnWidths(t.Columns, d.l.TextWidth(d.landscape)) {
		x += pt(w)
		out = append(out, x)
	}
	return out
}

// headerPiece draws all header rows as one piece.
func (d *pdfDoc) headerPiece(grid [][]paper.GridCell, edges []float64) piece {
	s := textStyle{size: float64(d.l.TablePt), bold: true, align: "center", line: float64(d.l.TablePt) * single}
	heights := make([]float64, len(grid))
	lines := map[[2]int][]line{}
	for r, row := range grid {
		for _, g := range row {
			w := edges[g.Col+g.ColSpan] - edges[g.Col] - 2*cellSide
			l := d.breakLines([]frag{{text: g.Text}}, s, w)
			lines[[2]int{g.Row, g.Col}] = l
			need := float64(len(l))*s.line + 2*cellTop
			if g.RowSpan == 1 {
				heights[r] = max(heights[r], need)
			} else if last := g.Row + g.RowSpan - 1; last < len(heights) {
				rest := need - s.line // rows above the last one take their own share later
				heights[last] = max(heights[last], rest/float64(g.RowSpan))
			}
		}
	}
	total := 0.0
	for i := range heights {
		heights[i] = max(heights[i], s.line+2*cellTop)
		total += heights[i]
	}
	return piece{h: total, keep: true, draw: func(y float64) {
		for r, row := range grid {
			for _, g := range row {
				h := 0.0
				for k := range g.RowSpan {
					h += heights[r+k]
				}
				d.cellBox(edges[g.Col], y, edges[g.Col+g.ColSpan]-edges[g.Col], h, lines[[2]int{g.Row, g.Col}], s)
			}
			y += heights[r]
		}
	}}
}

// cellBox draws the border of a cell and its lines, in the middle of its
// height.
func (d *pdfDoc) cellBox(x, y, w, h float64, lines []line, s textStyle) {
	d.pdf.SetDrawColor(0, 0, 0)
	d.pdf.SetLineWidth(0.5)
	d.pdf.Rect(x, y, w, h, "D")
	at := y + (h-float64(len(lines))*s.line)/2
	for _, l := range lines {
		d.drawLine(l, s, x+cellSide, at, w-2*cellSide)
		at += s.line
	}
}

// rowCell is a cell ready to draw.
type rowCell struct {
	x, w  float64
	style textStyle
	lines []line
}

// rowPieces are one piece for a row, or several for one higher than a page.
func (d *pdfDoc) rowPieces(t *paper.Table, row *paper.Row, edges []float64) []piece {
	size := float64(d.l.TablePt)
	var cells []rowCell
	most, col := 1, 0
	for i := range row.Cells {
		c := &row.Cells[i]
		end := min(col+c.Span(), len(edges)-1)
		s := textStyle{size: size, bold: row.Kind != paper.OrdinaryRow, align: cellAlign(t, row, c, col), line: size * single}
		frags := d.frags(c.Runs, true, false)
		if len(c.Runs) == 0 {
			frags = []frag{{text: d.doc.CellText(c)}}
		}
		rc := rowCell{x: edges[col], w: edges[end] - edges[col], style: s}
		rc.lines = d.breakLines(frags, s, rc.w-2*cellSide)
		most = max(most, len(rc.lines))
		cells = append(cells, rc)
		col = end
	}
	lineHeight := size * single
	perPage := max(1, int((d.pageHeight()-pt(d.l.MarginTop+d.l.MarginBottom)-120)/lineHeight))
	var out []piece
	for from := 0; from < most; from += perPage {
		to := min(from+perPage, most)
		h := float64(to-from)*lineHeight + 2*cellTop
		out = append(out, piece{h: h, draw: func(y float64) {
			for _, c := range cells {
				d.cellBox(c.x, y, c.w, h, c.lines[min(from, len(c.lines)):min(to, len(c.lines))], c.style)
			}
		}})
	}
	return out
}

// belowTable are notes, scope and code.
func (d *pdfDoc) belowTable(t *paper.Table, at place) ([]piece, error) {
	var out []piece
	for _, n := range t.Notes {
		out = append(out, d.noteItems([]frag{{text: n}}, true)...)
	}
	if line := tableScope(d.doc, t, at.annex); line != "" {
		out = append(out, d.noteItems([]frag{{text: line}}, t.Code != nil || at.keep)...)
	} else {
		out = append(out, space(6, true))
	}
	if t.Code == nil {
		return out, nil
	}
	modules, err := qrModules(codeURL(d.doc, t.Code))
	if err != nil {
		return nil, fmt.Errorf("code of table %q: %w", t.Name, err)
	}
	code := d.codePiece(t.Code, modules)
	code.keep = at.keep
	return append(out, code), nil
}

// codePiece draws the QR picture as squares with its words beside it.
func (d *pdfDoc) codePiece(c *paper.Code, modules [][]bool) piece {
	const side = 62.0 // 22 mm
	size := float64(d.l.TablePt)
	s := textStyle{size: size, align: "left", line: size * single}
	x, w := d.left()+pt(qrColumn), d.textWidth()-pt(qrColumn)
	words := d.breakLines([]frag{{text: wordCode}, {text: c.Text, bold: true, href: d.link(c.URL)}}, s, w)
	words = append(words, d.breakLines([]frag{{text: wordCodeHelp}}, s, w)...)
	return piece{h: side + 4, draw: func(y float64) {
		d.squares(modules, d.left(), y, side)
		at := y + (side-float64(len(words))*s.line)/2
		for _, l := range words {
			d.drawLine(l, s, x, at, w)
			at += s.line
		}
	}}
}

// chartItems draw a chart as vectors in the middle of the page.
func (d *pdfDoc) chartItems(c *paper.Chart) ([]piece, error) {
	list, err := d.r.drawChart(c.Spec)
	if err != nil {
		return nil, err
	}
	w := pt(d.l.TextWidth(false))
	h := list.Height * w / list.Width
	x := d.left() + (d.textWidth()-w)/2
	out := []piece{space(6, false), {h: h, keep: true, draw: func(y float64) { d.drawChart(list, x, y, w) }}}
	if c.Name != "" {
		size := float64(d.l.TablePt)
		s := textStyle{size: size, italic: true, align: "center", line: size * single}
		out = append(out, d.paragraph([]frag{{text: c.Name}}, s, d.left(), d.textWidth())...)
	}
	return append(out, space(8, false)), nil
}

func (d *pdfDoc) drawChart(list chart.List, x, y, w float64) {
	onpdf.Draw(onpdf.Page{PDF: d.pdf, X: x, Y: y, W: w, Family: pdfFamily, Link: d.link,
		Text: func(s string, bold bool) string { return d.r.face(bold, false).Substitute(s) }}, list)
	d.forceFont(false, false, 14)
}
