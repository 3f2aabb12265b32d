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
