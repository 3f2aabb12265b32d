// Package onpdf draws charts as vectors on a PDF page, with link areas.
package onpdf

import (
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"phendau/internal/chart"
)

// Page is where a chart is drawn.
type Page struct {
	PDF *fpdf.Fpdf
	// X, Y is the upper left corner and W the width, in the unit of the PDF.
	X, Y, W float64
	// Family is a font added to the PDF in the styles "" and "B".
	Family string
	// Text makes a text printable in the font.
	Text func(text string, bold bool) string
	// Link turns an address into an absolute one; "" draws no link.
	Link func(href string) string
}

// Height is the height the picture takes at the page's width.
func (p Page) Height(l chart.List) float64 { return l.Height * p.W / l.Width }

// Draw draws the picture. Errors stay in the PDF, as all of fpdf's do.
func Draw(p Page, l chart.List) {
	d := drawer{Page: p, k: p.W / l.Width}
	p.PDF.SetLineCapStyle("butt")
	for _, it := range l.Items {
		d.item(it)
	}
	p.PDF.SetDashPattern(nil, 0)
	p.PDF.SetDrawColor(0, 0, 0)
	p.PDF.SetFillColor(255, 255, 255)
	p.PDF.SetTextColor(0, 0, 0)
}

type drawer struct {
	Page
	k float64 // PDF units a pixel
}

func (d drawer) item(it chart.Item) {
	switch {
	case it.Rect != nil:
		d.rect(*it.Rect)
	case it.Line != nil:
		d.line(*it.Line)
	case it.Text != nil:
		d.text(*it.Text)
	case it.Group != nil:
		for _, g := range it.Group.Items {
			d.item(g)
		}
		d.link(*it.Group)
	}
}

func (d drawer) rect(r chart.Rect) {
	style := "F"
	if r.Stroke != "" {
		style = "FD"
		d.PDF.SetDrawColor(rgb(r.Stroke))
		d.PDF.SetLineWidth(0.8 * d.k)
	}
	d.PDF.SetFillColor(rgb(r.Fill.Color))
	d.PDF.SetDashPattern(nil, 0)
	d.PDF.Rect(d.X+r.X*d.k, d.Y+r.Y*d.k, max(0, r.W)*d.k, max(0, r.H)*d.k, style)
	for _, l := range r.Hatch() {
		d.line(l)
	}
}

func (d drawer) line(l chart.Polyline) {
	d.PDF.SetDrawColor(rgb(l.Stroke))
	d.PDF.SetLineWidth(l.Width * d.k)
	dash := make([]float64, len(l.Dash))
	for i, v := range l.Dash {
		dash[i] = v * d.k
	}
	d.PDF.SetDashPattern(dash, 0)
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		d.PDF.Line(d.X+a.X*d.k, d.Y+a.Y*d.k, d.X+b.X*d.k, d.Y+b.Y*d.k)
	}
}

func (d drawer) text(t chart.Text) {
	if t.Text == "" {
		return
	}
	style := ""
	if t.Bold {
		style = "B"
	}
	text := t.Text
	if d.Text != nil {
		text = d.Text(text, t.Bold)
	}
	d.PDF.SetFont(d.Family, style, 10)
	d.PDF.SetFontUnitSize(t.Size * d.k)
	d.PDF.SetTextColor(rgb(t.Color))
	x := d.X + t.X*d.k
	switch t.Anchor {
	case chart.Middle:
		x -= d.PDF.GetStringWidth(text) / 2
	case chart.End:
		x -= d.PDF.GetStringWidth(text)
	}
	d.PDF.Text(x, d.Y+t.Y*d.k, text)
}

// link covers the marks of a group: its boxes, or the whole of a small mark.
func (d drawer) link(g chart.Group) {
	if d.Link == nil {
		return
	}
	url := d.Link(g.Href)
	if url == "" {
		return
	}
	for _, it := range g.Items {
		if r := it.Rect; r != nil {
			w, h := max(r.W, 4), max(r.H, 4)
			d.PDF.LinkString(d.X+r.X*d.k, d.Y+(r.Y+r.H-h)*d.k, w*d.k, h*d.k, url)
		}
	}
}

// rgb reads "#rrggbb"; anything else is black.
func rgb(s string) (r, g, b int) {
	if len(s) != 7 || s[0] != '#' {
		return 0, 0, 0
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(v >> 16), int(v >> 8 & 0xFF), int(v & 0xFF)
}
