package document

// The flow of a section: pieces of known height that are placed one below
// the other and moved to the next page together when they belong together.

// piece is one line, row or picture.
type piece struct {
	h    float64
	draw func(y float64)
	// keep holds the piece on the page of the next one.
	keep bool
	// glue is white space: dropped at the top of a page.
	glue bool
	// header is drawn again when the piece begins a page.
	header []piece
}

type flow struct{ pieces []piece }

func (f *flow) add(p ...piece) { f.pieces = append(f.pieces, p...) }

func space(h float64, keep bool) piece { return piece{h: h, glue: true, keep: keep} }

// section prints a flow on pages of its own, numbered from 1.
func (d *pdfDoc) section(landscape bool, f flow) {
	d.landscape, d.pageNo = landscape, 0
	d.newPage()
	for i := 0; i < len(f.pieces); {
		end := chain(f.pieces, i)
		d.place(f.pieces[i:end])
		i = end
	}
}

// chain is the end of the run of pieces kept together from i.
func chain(p []piece, i int) int {
	for i < len(p)-1 && p[i].keep {
		i++
	}
	return i + 1
}

func height(p []piece) (h float64) {
	for _, x := range p {
		h += x.h
	}
	return h
}

// place draws pieces that belong together, on a new page if they do not fit
// on this one. A group higher than a page is broken where it must.
func (d *pdfDoc) place(group []piece) {
	m := margins(d.l, d.landscape)
	top, bottom := pt(m.top), d.pageHeight()-pt(m.bottom)
	const slack = 0.5 // of a point, for rounding
	if d.y+height(group) > bottom+slack && d.y > top && height(group) <= bottom-top {
		d.breakPage(group[0])
	}
	for _, p := range group {
		if d.y+p.h > bottom+slack && d.y > top && !p.glue {
			d.breakPage(p)
		}
		if p.glue && d.y <= top {
			continue
		}
		if p.draw != nil {
			p.draw(d.y)
		}
		d.y += p.h
	}
}

func (d *pdfDoc) breakPage(next piece) {
	d.newPage()
	for _, h := range next.header {
		h.draw(d.y)
		d.y += h.h
	}
}

func (d *pdfDoc) pageWidth() float64 {
	if d.landscape {
		return pt(16838)
	}
	return pt(11906)
}

func (d *pdfDoc) pageHeight() float64 {
	if d.landscape {
		return pt(11906)
	}
	return pt(16838)
}

// left and textWidth bound the text of the page, in points.
func (d *pdfDoc) left() float64      { return pt(margins(d.l, d.landscape).left) }
func (d *pdfDoc) textWidth() float64 { return pt(d.l.TextWidth(d.landscape)) }

func (d *pdfDoc) newPage() {
	orientation := "P"
	if d.landscape {
		orientation = "L"
	}
	// fpdf takes the portrait size and turns it.
	d.pdf.AddPageFormat(orientation, fpdfSize())
	d.pageNo++
	d.y = pt(margins(d.l, d.landscape).top)
	d.forceFont(false, false, 14)
	if d.pageNo > 1 {
		n := itoa(d.pageNo)
		size := float64(d.l.PageNumberPt)
		d.text((d.pageWidth()-d.width(n, size, false, false))/2, pt(headerDistance)+ascent*size, n, size, false, false)
	}
	d.pageFoot()
}

// pageFoot prints contact (first page of the body only), marker and
// provenance.
func (d *pdfDoc) pageFoot() {
	small := float64(d.l.SmallPt - 2)
	y := d.pageHeight() - pt(footerDistance)
	lines := []struct {
		text string
		size float64
		bold bool
	}{{d.doc.Provenance, small, false}, {d.doc.Marker, small, true}}
	for _, s := range lines {
		if s.text == "" {
			continue
		}
		y -= single * s.size
		for _, line := range d.r.wrap(s.text, s.size, d.textWidth(), s.bold, false)[:1] {
			d.text(d.left()+(d.textWidth()-d.width(line, s.size, s.bold, false))/2, y+ascent*s.size, line, s.size, s.bold, false)
		}
	}
	if c := d.doc.Letterhead.Contact; c != "" && d.pageNo == 1 && d.pdf.PageNo() == 1 {
		size := float64(d.l.SmallPt)
		y -= single*size + 3
		d.text(d.left()+(d.textWidth()-d.width(c, size, false, false))/2, y+ascent*size, c, size, false, false)
		d.rule(d.left(), y-1, d.textWidth())
	}
}

// rule draws a thin line.
func (d *pdfDoc) rule(x, y, w float64) {
	d.pdf.SetDrawColor(0, 0, 0)
	d.pdf.SetLineWidth(0.75)
	d.pdf.Line(x, y, x+w, y)
}
