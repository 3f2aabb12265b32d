package document

import (
	"fmt"
	"strings"

	"phendau/internal/paper"
)

type htmlCell struct {
	Runs  []htmlRun
	Span  int
	Align string
	// Head marks the cell that names its row for screen readers.
	Head bool
}

type htmlRow struct {
	Class string
	Cells []htmlCell
}

// table writes a table inside a box that scrolls sideways on a phone.
func (p *htmlPage) table(t *paper.Table, annex bool) {
	grid, err := t.Grid()
	if err != nil {
		p.fail(fmt.Errorf("table %q: %w", t.Name, err))
		return
	}
	rows := make([]htmlRow, len(t.Rows))
	for i := range t.Rows {
		r := &t.Rows[i]
		rows[i].Class = string(r.Kind)
		col := 0
		for k := range r.Cells {
			c := &r.Cells[k]
			h := htmlCell{Span: c.Span(), Align: cellAlign(t, r, c, col), Runs: p.runs(c.Runs, true, false)}
			h.Head = col < len(t.Columns) && t.Columns[col].Kind == paper.TextColumn && firstText(t) == col
			if len(c.Runs) == 0 {
				h.Runs = []htmlRun{{Text: p.doc.CellText(c)}}
			}
			rows[i].Cells = append(rows[i].Cells, h)
			col += c.Span()
		}
	}
	p.exec("table", map[string]any{"Table": t, "Grid": grid, "Rows": rows})
	p.exec("tableFoot", map[string]any{"Table": t, "Scope": tableScope(p.doc, t, annex)})
	if t.Code != nil {
		p.code(t.Code)
	}
	p.raw("</figure>\n")
}

// firstText is the first column of plain text, which names the rows.
func firstText(t *paper.Table) int {
	for i, c := range t.Columns {
		if c.Kind == paper.TextColumn && c.Align == paper.Left {
			return i
		}
	}
	return -1
}

// code writes the QR picture and its text.
func (p *htmlPage) code(c *paper.Code) {
	modules, err := qrModules(codeURL(p.doc, c))
	if err != nil {
		p.fail(err)
		return
	}
	var path strings.Builder
	for y, row := range modules {
		for x, black := range row {
			if black {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	p.raw("<div class=\"code\">")
	p.raw(fmt.Sprintf(`<svg class="qr" aria-hidden="true" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#ffffff"/><path fill="#000000" d="%s"/></svg>`,
		len(modules), len(modules), len(modules), len(modules), path.String()))
	p.exec("code", map[string]any{"Code": c, "Label": wordCode, "Help": wordCodeHelp})
	p.raw("</div>\n")
}
