package document

import "phendau/internal/paper"

// box is a stack of pieces drawn side by side with another one.
type box []piece

func (b box) draw(y float64) {
	for _, p := range b {
		if p.draw != nil {
			p.draw(y)
		}
		y += p.h
	}
}

// beside joins two stacks to one piece.
func beside(a, b box) piece {
	return piece{h: max(height(a), height(b)), draw: func(y float64) {
		a.draw(y)
		b.draw(y)
	}}
}

// ruleItem is a rule in the middle of a width, all in points.
func (d *pdfDoc) ruleItem(x, width, length float64) piece {
	return piece{h: 5, keep: true, draw: func(y float64) { d.rule(x+(width-length)/2, y+2.5, length) }}
}

// headItems are boxes 1 to 4, in the columns of the DOCX.
func (d *pdfDoc) headItems() []piece {
	l, h := d.l, &d.doc.Letterhead
	margin := pt(l.HeadCellMargin)
	leftX, leftW := d.left()+margin, pt(l.HeadLeft)-2*margin
	rightX, rightW := d.left()+pt(l.HeadLeft)+margin, pt(l.HeadRight)-2*margin
	name, motto := float64(l.BodyNamePt), float64(l.MottoPt)

	var left, right, number, date box
	for _, s := range h.SuperiorBody {
		left = append(left, d.centered(s, name, false, false, leftX, leftW)...)
	}
	for _, s := range h.IssuingBody {
		left = append(left, d.centered(s, name, true, false, leftX, leftW)...)
	}
	left = append(left, d.ruleItem(leftX, leftW, ruleShare*d.r.longest(h.IssuingBody, name, leftW, true)))
	right = append(right, d.centered(paper.NationalName, float64(l.NationalNamePt), true, false, rightX, rightW)...)
	right = append(right, d.centered(paper.Motto, motto, true, false, rightX, rightW)...)
	right = append(right, d.ruleItem(rightX, rightW, d.width(paper.Motto, motto, true, false)))

	number = append(number, space(3, false), d.rawCentered(h.NumberLine(), float64(l.NumberPt), false, false, leftX, leftW))
	if d.doc.Letter() {
		number = append(number, space(6, true))
		number = append(number, d.centered(d.doc.SubjectLine(), float64(l.NumberPt), false, false, leftX, leftW)...)
	}
	number = append(number, d.stamp(h.Urgency, stampWidth(h.Urgency)/20, leftX, leftW)...)
	number = append(number, d.stamp(h.Circulation, d.width(h.Circulation, float64(l.NumberPt), true, false)+12, leftX, leftW)...)
	date = append(date, space(3, false), d.rawCentered(h.DateLine(), float64(l.DatePt), false, true, rightX, rightW))
	head := beside(left, right)
	head.keep = true
	return []piece{head, beside(number, date)}
}

// rawCentered draws one line as it is, spaces included.
func (d *pdfDoc) rawCentered(text string, size float64, bold, italic bool, x, width float64) piece {
	return piece{h: size * single, keep: true, draw: func(y float64) {
		d.text(x+(width-d.width(text, size, bold, italic))/2, y+ascent*size, text, size, bold, italic)
	}}
}

// stamp is a framed word in the middle of a width.
func (d *pdfDoc) stamp(text string, length, x, width float64) []piece {
	if text == "" {
		return nil
	}
	size := float64(d.l.NumberPt)
	const inner = 3.0
	h := size*single + 2*inner
	return []piece{space(8, true), {h: h, keep: true, draw: func(y float64) {
		d.pdf.SetDrawColor(0, 0, 0)
		d.pdf.SetLineWidth(1)
		d.pdf.Rect(x+(width-length)/2, y, length, h, "D")
		d.text(x+(width-d.width(text, size, true, false))/2, y+inner+ascent*size, text, size, true, false)
	}}, space(3, true)}
}

// titleItems are the marker and boxes 5a, 9a and 6.
func (d *pdfDoc) titleItems() []piece {
	l, size := d.l, float64(d.l.TitlePt)
	x, w := d.left(), d.textWidth()
	var out []piece
	if m := d.doc.Marker; m != "" {
		out = append(out, d.stamp(m, d.width(m, float64(l.NumberPt), true, false)+15, x, w)...)
	}
	out = append(out, space(12, true))
	if !d.doc.Letter() {
		out = append(out, d.centered(d.doc.Title, size, true, false, x, w)...)
		in := pt(subjectIndent)
		out = append(out, d.centered(d.doc.Subject, size, true, false, x+in, w-2*in)...)
		out = append(out, d.ruleItem(x, w, ruleShare*d.r.longest([]string{d.doc.Subject}, size, w-2*in, true)))
		out = append(out, space(size, false))
	}
	out = append(out, d.addresseeItems()...)
	for _, s := range d.doc.BasisLines() {
		out = append(out, d.bodyParagraph([]frag{{text: s}}, textStyle{italic: true})...)
	}
	return out
}

// addresseeItems are box 9a.
func (d *pdfDoc) addresseeItems() []piece {
	first, list := d.doc.Recipients.AddresseeLines()
	if first == "" {
		return nil
	}
	s := d.bodyStyle()
	s.first = 0
	var out []piece
	if len(list) == 0 {
		s.align = "center"
		out = d.paragraph([]frag{{text: first}}, s, d.left(), d.textWidth())
	} else {
		left, colon := addresseeIndents(d.r, d.l, list)
		s.align, s.keep = "left", true
		x := d.left() + pt(left)
		out = d.paragraph([]frag{{text: first}}, s, x, d.textWidth()-pt(left))
		s.keep, s.hanging = false, d.width("- ", s.size, false, false)
		for _, text := range list {
			out = append(out, d.paragraph([]frag{{text: text}}, s, x+pt(colon), d.textWidth()-pt(left+colon))...)
		}
	}
	return append(out, space(s.size, false))
}

// footItems are the scope line and boxes 7 and 9b, which stay together with
// the last paragraph of the body.
func (d *pdfDoc) footItems() []piece {
	scope := d.noteItems([]frag{{text: d.doc.SourceLine()}}, true)
	half := d.textWidth() / 2
	right := d.signerBox(d.doc.Signature.Authority, d.doc.Signature.SignerLine(), d.left()+half, half)
	left := d.recipientsBox(half)
	if len(d.doc.Signature.Beside) == 0 {
		return append(scope, beside(left, right))
	}
	signers := beside(d.signerBox(d.doc.Signature.Beside, blankName, d.left(), half), right)
	signers.keep = true
	return append(scope, signers, space(8, true), beside(left, nil))
}

// recipientsBox are boxes 9b and 12.
func (d *pdfDoc) recipientsBox(half float64) box {
	x := d.left() + pt(d.l.HeadCellMargin)
	size := float64(d.l.RecipientsPt)
	left := box(d.paragraph([]frag{{text: wordRecipients}}, textStyle{size: float64(d.l.RecipientsTitlePt), bold: true, italic: true, align: "left", line: float64(d.l.RecipientsTitlePt) * single}, x, half))
	for _, s := range d.doc.Recipients.Lines() {
		st := textStyle{size: size, align: "left", line: size * single, hanging: d.width("- ", size, false, false)}
		left = append(left, d.paragraph([]frag{{text: s}}, st, x, half-8)...)
	}
	if s := d.doc.Recipients.Drafter; s != "" {
		left = append(left, d.paragraph([]frag{{text: s}}, textStyle{size: size, align: "left", line: size * single}, x, half)...)
	}
	return left
}

// signerBox are boxes 7a to 7b.
func (d *pdfDoc) signerBox(authority []string, name string, x, width float64) box {
	var out box
	a := float64(d.l.AuthorityPt)
	for _, s := range authority {
		out = append(out, d.centered(s, a, true, false, x, width)...)
	}
	out = append(out, space(float64(d.l.SignatureLines)*a*single, true))
	return append(out, d.centered(name, a, true, false, x, width)...)
}

// annexItems are the three lines at the head of annex i.
func (d *pdfDoc) annexItems(i int) []piece {
	size := float64(d.l.TitlePt)
	x, w := d.left(), d.textWidth()
	out := d.centered(d.doc.AnnexTitle(i), size, true, false, x, w)
	out = append(out, d.centered(upper(d.doc.Annexes[i].Name), size, true, false, x, w)...)
	out = append(out, d.centered(d.doc.AnnexReference(), float64(d.l.BodyPt), false, true, x, w)...)
	return append(out, space(8, true))
}
