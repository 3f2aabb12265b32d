package document

import "phendau/internal/paper"

// pageMargins are in twips.
type pageMargins struct{ top, right, bottom, left int }

// margins of a page. A landscape page is a portrait one turned: its binding
// edge lies at the top.
func margins(l paper.Layout, landscape bool) pageMargins {
	if landscape {
		return pageMargins{top: l.MarginLeft, right: l.MarginTop, bottom: l.MarginRight, left: l.MarginBottom}
	}
	return pageMargins{top: l.MarginTop, right: l.MarginRight, bottom: l.MarginBottom, left: l.MarginLeft}
}

// columnWidths shares a width among the columns; what rounding leaves goes
// to the last one.
func columnWidths(columns []paper.Column, width int) []int {
	shares := 0
	for _, c := range columns {
		shares += max(1, c.Share)
	}
	out := make([]int, len(columns))
	left := width
	for i, c := range columns {
		out[i] = width * max(1, c.Share) / shares
		left -= out[i]
	}
	if len(out) > 0 {
		out[len(out)-1] += left
	}
	return out
}

// lastKept is the index from which every block of a body stays with the
// foot, so that "Nơi nhận" never stands alone on a page (check 28): the last
// paragraph, picture or table (by its last rows) and the notes after it.
func lastKept(body []paper.Block) int {
	for i := len(body) - 1; i >= 0; i-- {
		if p := body[i].Paragraph; p == nil || !p.Note {
			return i
		}
	}
	return 0
}

// tableScope is the line below a table that says what it was computed over:
// always in an annex; in the body only when it is not the document's, which
// stands at the end of the body.
func tableScope(doc *paper.Document, t *paper.Table, annex bool) string {
	if !annex && t.Scope == nil {
		return ""
	}
	return doc.ScopeOf(t).Line(doc.Preliminary)
}
