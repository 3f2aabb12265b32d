package paper

import (
	"encoding/json"
	"fmt"
	"strings"
)

// MaxCodeURL bounds the content of a QR picture so that it stays readable at
// 20 mm.
const MaxCodeURL = 200

// linkAllowed accepts site-relative and http(s) links; a link with another
// scheme could run something.
func linkAllowed(href string) bool {
	return href == "" || strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") ||
		strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://")
}

func (v *validator) figures() {
	seen := map[int]bool{}
	for i := range v.doc.Figures {
		f, path := &v.doc.Figures[i], fmt.Sprintf("figures/%d", i)
		if f.Cell < 1 || seen[f.Cell] {
			v.add(path, "cell_number", "cell number %d is below 1 or used twice", f.Cell)
		}
		seen[f.Cell] = true
		if f.Printed == "" {
			v.add(path, "printed", "cell %d has no printed text", f.Cell)
		}
		if !linkAllowed(f.Href) {
			v.add(path+"/href", "link", "link %q is neither site-relative nor http(s)", f.Href)
		}
		for _, n := range []json.Number{f.Value, f.Low, f.High} {
			v.number(path, n)
		}
		for _, n := range f.Basis {
			v.number(path+"/basis", n)
		}
	}
}

func (v *validator) number(path string, n json.Number) {
	if n != "" && !json.Valid([]byte(n)) {
		v.add(path, "number", "%q is not a JSON number", n.String())
	}
}

func (v *validator) blocks(blocks []Block, path string, annex bool) {
	var c counter
	for i := range blocks {
		b, at := &blocks[i], fmt.Sprintf("%s/%d", path, i)
		set := 0
		if b.Heading != nil {
			set++
			v.heading(&c, b.Heading, at)
		}
		if b.Paragraph != nil {
			set++
			v.runs(b.Paragraph.Runs, at)
		}
		if b.Table != nil {
			set++
			v.table(b.Table, at, annex)
		}
		if b.Chart != nil {
			set++
			v.chart(b.Chart, at)
		}
		if set != 1 {
			v.add(at, "block", "a block is exactly one of heading, paragraph, table, chart")
		}
	}
}

func (v *validator) heading(c *counter, h *Heading, at string) {
	want, err := c.next(h.Level)
	switch {
	case err != nil:
		v.add(at, "heading_level", "%s", err)
	case h.Label != want:
		v.add(at, "heading_label", "heading label %q should be %q; call Number", h.Label, want)
	}
	if v.doc.Plain(h.Runs, false) == "" {
		v.add(at, "heading_empty", "the heading has no text")
	}
	if h.Plain && h.Level < LevelNumber {
		v.add(at, "heading_plain", "only numbers and letters may be plain")
	}
	v.runs(h.Runs, at)
}

func (v *validator) runs(runs []Run, at string) {
	for _, r := range runs {
		switch {
		case r.Figure != 0 && r.Text != "":
			v.add(at, "run", "a run is text or figure, not both: %q", r.Text)
		case r.Figure != 0 && v.doc.Figure(r.Figure) == nil:
			v.add(at, "unknown_cell", "cell %d is not registered", r.Figure)
		}
		if !linkAllowed(r.Href) {
			v.add(at, "link", "link %q is neither site-relative nor http(s)", r.Href)
		}
	}
}

func (v *validator) table(t *Table, at string, annex bool) {
	if len(t.Columns) == 0 {
		v.add(at, "table", "the table has no columns")
		return
	}
	for i, c := range t.Columns {
		if c.Share < 1 {
			v.add(fmt.Sprintf("%s/columns/%d", at, i), "table", "column share %d is below 1", c.Share)
		}
	}
	if _, err := t.Grid(); err != nil {
		v.add(at+"/header", "table", "%s", err)
	}
	for i := range t.Rows {
		path, span := fmt.Sprintf("%s/rows/%d", at, i), 0
		for j := range t.Rows[i].Cells {
			c := &t.Rows[i].Cells[j]
			span += c.Span()
			v.runs(c.Runs, path)
			v.number(path, c.Value)
			if c.Date != "" {
				if _, err := parseDay(c.Date); err != nil {
					v.add(path, "date", "%s", err)
				}
			}
		}
		if span != len(t.Columns) {
			v.add(path, "table", "the row covers %d of %d columns", span, len(t.Columns))
		}
	}
	if t.Scope != nil {
		v.scope(at+"/scope", *t.Scope)
	}
	v.code(t, at, annex)
}

func (v *validator) code(t *Table, at string, annex bool) {
	switch {
	case t.Code == nil && annex:
		v.add(at+"/code", "table_code", "an annex table carries the code that opens its cells")
	case t.Code != nil && (t.Code.Text == "" || t.Code.URL == "" || len(t.Code.URL) > MaxCodeURL):
		v.add(at+"/code", "table_code", "a code has a text and a URL of at most %d bytes", MaxCodeURL)
	}
}

func (v *validator) chart(c *Chart, at string) {
	for _, err := range c.Spec.Validate() {
		v.add(at, "chart", "%s", err)
	}
	for _, s := range c.Spec.Series {
		for i, p := range s.Points {
			path := fmt.Sprintf("%s/%s/%d", at, s.Name, i)
			if !linkAllowed(p.Href) {
				v.add(path, "link", "link %q is neither site-relative nor http(s)", p.Href)
			}
			if p.Figure == 0 {
				continue
			}
			f := v.doc.Figure(p.Figure)
			switch {
			case f == nil:
				v.add(path, "unknown_cell", "cell %d is not registered", p.Figure)
			case p.Printed != f.Printed && p.Printed != f.Text():
				v.add(path, "printed", "the chart prints %q for cell %d, which is %q", p.Printed, p.Figure, f.Printed)
			}
		}
	}
}

// GridCell is a header cell at its place in the grid.
type GridCell struct {
	HeaderCell
	Row, Col int
}

// Grid places the header cells: each row fills the columns that spans from
// above leave free. It fails when cells overlap or leave a hole.
func (t *Table) Grid() ([][]GridCell, error) {
	rows := t.HeaderRows()
	taken := make([][]bool, len(rows))
	for i := range taken {
		taken[i] = make([]bool, len(t.Columns))
	}
	out := make([][]GridCell, len(rows))
	for r, cells := range rows {
		col := 0
		for _, h := range cells {
			for col < len(t.Columns) && taken[r][col] {
				col++
			}
			g := GridCell{HeaderCell: h, Row: r, Col: col}
			g.ColSpan, g.RowSpan = max(1, h.ColSpan), max(1, h.RowSpan)
			if col+g.ColSpan > len(t.Columns) || r+g.RowSpan > len(rows) {
				return nil, fmt.Errorf("header cell %q reaches outside the header", h.Text)
			}
			for y := r; y < r+g.RowSpan; y++ {
				for x := col; x < col+g.ColSpan; x++ {
					if taken[y][x] {
						return nil, fmt.Errorf("header cell %q covers another", h.Text)
					}
					taken[y][x] = true
				}
			}
			out[r] = append(out[r], g)
			col += g.ColSpan
		}
	}
	for r := range taken {
		for c, ok := range taken[r] {
			if !ok {
				return nil, fmt.Errorf("header row %d leaves column %d empty", r+1, c+1)
			}
		}
	}
	return out, nil
}
