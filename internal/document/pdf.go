package document

import (
	"fmt"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"phendau/internal/fonts"
	"phendau/internal/paper"
)

// pdfFamily is the embedded Tinos, which has the widths of Times New Roman.
const pdfFamily = "tinos"

// pt turns twips into PDF points.
func pt(twips int) float64 { return float64(twips) / 20 }

// writePDF lays the document out itself (fpdf breaks no lines) and writes it
// without clock or chance, so that equal documents give equal bytes.
func writePDF(w io.Writer, doc *paper.Document) error {
	r, err := newRuler()
	if err != nil {
		return err
	}
	d := &pdfDoc{doc: doc, l: doc.Profile.Layout, r: r, pdf: fpdf.New("P", "pt", "A4", "")}
	if err := d.open(); err != nil {
		return err
	}
	if err := d.sections(); err != nil {
		return err
	}
	if err := d.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

type pdfDoc struct {
	doc *paper.Document
	l   paper.Layout
	r   *ruler
	pdf *fpdf.Fpdf
	// The section being printed.
	landscape bool
	pageNo    int // within the section
	y         float64
	// The font set last, to set it only when it changes.
	font struct {
		bold, italic bool
		pt           float64
	}
}

// open prepares fonts and metadata. Drawing after an error makes fpdf panic,
// so Error is asked here, before anything is drawn.
func (d *pdfDoc) open() error {
	p := d.pdf
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.SetCatalogSort(true)
	p.SetCreationDate(d.doc.CreatedTime().UTC())
	p.SetModificationDate(d.doc.CreatedTime().UTC())
	p.SetProducer("Phên Dậu", true)
	p.SetCreator("Phên Dậu", true)
	p.SetTitle(d.doc.Subject, true)
	p.SetAuthor(d.doc.Letterhead.BodyInText, true)
	p.SetLang("vi-VN")
	for _, s := range []struct {
		style        string
		bold, italic bool
	}{{"", false, false}, {"B", true, false}, {"I", false, true}, {"BI", true, true}} {
		f, err := fonts.Get(fonts.Serif(s.bold, s.italic))
		if err != nil {
			return err
		}
		p.AddUTF8FontFromBytes(pdfFamily, s.style, f.TTF())
	}
	p.SetFont(pdfFamily, "", 14)
	if err := p.Error(); err != nil {
		return fmt.Errorf("prepare PDF: %w", err)
	}
	return nil
}

// sections prints body and annexes.
func (d *pdfDoc) sections() error {
	var f flow
	f.add(d.headItems()...)
	f.add(d.titleItems()...)
	if err := d.blocks(&f, d.doc.Body, true); err != nil {
		return err
	}
	f.add(d.footItems()...)
	d.section(false, f)
	for i := range d.doc.Annexes {
		a := &d.doc.Annexes[i]
		d.landscape = a.Landscape
		var f flow
		f.add(d.annexItems(i)...)
		if err := d.blocks(&f, a.Blocks, false); err != nil {
			return fmt.Errorf("annex %d: %w", i+1, err)
		}
		d.section(a.Landscape, f)
	}
	if err := d.pdf.Error(); err != nil {
		return fmt.Errorf("draw PDF: %w", err)
	}
	return nil
}

// blocks appends body or annex blocks to the flow.
func (d *pdfDoc) blocks(f *flow, blocks []paper.Block, body bool) error {
	last := len(blocks)
	if body {
		last = lastKept(blocks)
	}
	for i := range blocks {
		b, from := &blocks[i], len(f.pieces)
		switch {
		case b.Heading != nil:
			f.add(d.headingItems(b.Heading)...)
		case b.Paragraph != nil:
			frags := d.frags(b.Paragraph.Runs, false, false)
			if body && d.doc.ClosingMark && i == len(blocks)-1 {
				frags = append(frags, frag{text: "./."})
			}
			if b.Paragraph.Note {
				f.add(d.noteItems(frags, false)...)
			} else {
				f.add(d.bodyParagraph(frags, textStyle{})...)
			}
		case b.Table != nil:
			items, err := d.tableItems(b.Table, place{annex: !body, keep: i >= last})
			if err != nil {
				return err
			}
			f.add(items...)
		case b.Chart != nil:
			items, err := d.chartItems(b.Chart)
			if err != nil {
				return err
			}
			f.add(items...)
		}
		for k := from; i >= last && b.Table == nil && k < len(f.pieces); k++ {
			f.pieces[k].keep = true
		}
	}
	return nil
}

// setFont changes the font when it is another one.
func (d *pdfDoc) setFont(bold, italic bool, size float64) {
	if d.font.bold == bold && d.font.italic == italic && d.font.pt == size {
		return
	}
	d.forceFont(bold, italic, size)
}

func (d *pdfDoc) forceFont(bold, italic bool, size float64) {
	style := ""
	if bold {
		style += "B"
	}
	if italic {
		style += "I"
	}
	d.pdf.SetFont(pdfFamily, style, size)
	d.font.bold, d.font.italic, d.font.pt = bold, italic, size
}

// text draws one line with its baseline at y.
func (d *pdfDoc) text(x, y float64, s string, size float64, bold, italic bool) {
	if s == "" {
		return
	}
	d.setFont(bold, italic, size)
	d.pdf.Text(x, y, d.r.face(bold, italic).Substitute(s))
}

// width measures text in points as it will be drawn.
func (d *pdfDoc) width(s string, size float64, bold, italic bool) float64 {
	f := d.r.face(bold, italic)
	return f.Width(f.Substitute(s), size)
}

// link makes an address absolute; "" when that is not possible or the
// scheme is not http(s).
func (d *pdfDoc) link(href string) string { return absolute(d.doc.BaseURL, href) }

func absolute(base, href string) string {
	switch {
	case strings.HasPrefix(href, "https://"), strings.HasPrefix(href, "http://"):
		return href
	case strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") && base != "":
		return strings.TrimRight(base, "/") + href
	}
	return ""
}
