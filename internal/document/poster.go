package document

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"phendau/internal/paper"
)

// Poster is one A4 page that hangs on a wall: few words, large, with a picture to
// scan and what to type in big letters.
type Poster struct {
	By    string // who hangs it
	Title string
	Lead  string
	URL   string // in the picture, and in letters below it
	Facts []PosterFact
	Foot  []string
	At    time.Time // it was made
}

// PosterFact is something to copy, with what it is for.
type PosterFact struct {
	Name  string
	Value string
	Note  string
	Small bool // a long value
}

// WritePoster writes a poster as PDF.
func WritePoster(w io.Writer, p *Poster) error {
	r, err := newRuler()
	if err != nil {
		return err
	}
	modules, err := qrModules(p.URL)
	if err != nil {
		return err
	}
	doc := &paper.Document{Subject: p.Title, Created: p.At.Format(time.RFC3339)}
	doc.Profile.Layout, doc.Letterhead.BodyInText = paper.Decree30(), p.By
	d := &pdfDoc{doc: doc, l: doc.Profile.Layout, r: r, pdf: fpdf.New("P", "pt", "A4", "")}
	if err := d.open(); err != nil {
		return err
	}
	d.pdf.AddPage()
	y := pt(d.l.MarginTop)
	for _, i := range d.posterItems(p, modules) {
		if i.draw != nil {
			i.draw(y)
		}
		y += i.h
	}
	if y > pt(paper.PageHeight-d.l.MarginBottom)+1 {
		return fmt.Errorf("a poster of %.0f points does not fit on a page", y)
	}
	if err := d.pdf.Output(w); err != nil {
		return fmt.Errorf("write poster: %w", err)
	}
	return nil
}

// Sizes of a poster in points.
const (
	posterSide  = 225.0 // of the picture
	posterTitle = 60.0
	posterLead  = 19.0
	posterFact  = 42.0
	posterSmall = 23.0
	posterWord  = 14.0
)

func (d *pdfDoc) posterItems(p *Poster, modules [][]bool) []piece {
	x, w := pt(d.l.MarginRight), pt(paper.PageWidth-2*d.l.MarginRight)
	centered := func(text string, size float64, bold bool) []piece { return d.centered(text, size, bold, false, x, w) }
	out := centered(p.By, posterLead, true)
	out = append(out, centered(p.Title, posterTitle, true)...)
	out = append(out, space(4, true))
	out = append(out, centered(p.Lead, posterLead, false)...)
	out = append(out, space(8, true), piece{h: posterSide, draw: func(y float64) { d.squares(modules, x+(w-posterSide)/2, y, posterSide) }})
	out = append(out, centered(p.URL, posterSmall, true)...)
	for _, f := range p.Facts {
		size := posterFact
		if f.Small {
			size = posterSmall
		}
		out = append(out, space(14, true))
		out = append(out, centered(f.Name, posterWord, true)...)
		out = append(out, centered(f.Value, size, true)...)
		if f.Note != "" {
			out = append(out, centered(f.Note, posterWord, false)...)
		}
	}
	out = append(out, space(18, true))
	for _, f := range p.Foot {
		out = append(out, centered(f, posterWord, true)...)
	}
	return out
}

// squares draws a QR picture.
func (d *pdfDoc) squares(modules [][]bool, x, y, side float64) {
	k := side / float64(len(modules))
	d.pdf.SetFillColor(0, 0, 0)
	for r, row := range modules {
		for i := 0; i < len(row); i++ {
			n := 0
			for i+n < len(row) && row[i+n] {
				n++
			}
			if n > 0 {
				d.pdf.Rect(x+float64(i)*k, y+float64(r)*k, float64(n)*k, k, "F")
				i += n
			}
		}
	}
}
