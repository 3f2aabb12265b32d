package document

import "phendau/internal/paper"

// head writes boxes 1 to 4 as one fixed table of two columns without
// borders (documents.md section 2, "Head in DOCX").
func (d *docx) head() {
	b, l, h := &d.body, d.l, &d.doc.Letterhead
	b.openTable([]int{l.HeadLeft, l.HeadRight}, l.HeadCellMargin, false)

	b.openRow(false)
	b.openCell(cellOptions{width: l.HeadLeft})
	for _, s := range h.SuperiorBody {
		b.paragraph(styleSuperior, paraOptions{}, s)
	}
	for _, s := range h.IssuingBody {
		b.paragraph(styleBody, paraOptions{}, s)
	}
	inside := float64(l.HeadLeft - 2*l.HeadCellMargin)
	d.rule(inside, ruleShare*d.r.longest(h.IssuingBody, float64(l.BodyNamePt)*20, inside, true))
	b.closeCell()
	b.openCell(cellOptions{width: l.HeadRight})
	b.paragraph(styleNational, paraOptions{}, paper.NationalName)
	b.paragraph(styleMotto, paraOptions{}, paper.Motto)
	d.rule(float64(l.HeadRight-2*l.HeadCellMargin), d.r.twips(paper.Motto, l.MottoPt, true, false))
	b.closeCell()
	b.closeRow()

	b.openRow(false)
	b.openCell(cellOptions{width: l.HeadLeft})
	b.paragraph(styleNumber, paraOptions{}, h.NumberLine())
	if d.doc.Letter() {
		b.paragraph(styleAbout, paraOptions{}, d.doc.SubjectLine())
	}
	d.stamp(h.Urgency, stampWidth(h.Urgency), inside)
	d.stamp(h.Circulation, d.r.twips(h.Circulation, l.NumberPt, true, false)+240, inside)
	b.closeCell()
	b.openCell(cellOptions{width: l.HeadRight})
	b.paragraph(styleDate, paraOptions{}, h.DateLine())
	b.closeCell()
	b.closeRow()
	b.closeTable()
}

// rule draws a line of the given width in the middle of a width, both in
// twips, as the top border of an empty paragraph.
func (d *docx) rule(width, length float64) {
	side := max(0, int((width-length)/2))
	d.body.paragraph(styleRule, paraOptions{rule: true, indent: &indent{left: side, right: side}}, "")
}

// stampWidth is the width of the frames of box 10b in twips: 30, 40, 20 mm.
func stampWidth(urgency string) float64 {
	switch urgency {
	case "HỎA TỐC":
		return 1701
	case "THƯỢNG KHẨN":
		return 2268
	}
	return 1134
}

// stamp draws a framed word in the middle of a width in twips.
func (d *docx) stamp(text string, length, width float64) {
	if text == "" {
		return
	}
	side := max(0, int((width-length)/2))
	d.body.paragraph(styleStamp, paraOptions{frame: true, indent: &indent{left: side, right: side}}, text)
}

// title writes the marker, box 5a, box 9a and box 6.
func (d *docx) title() {
	b, l := &d.body, d.l
	text := float64(l.TextWidth(false))
	if m := d.doc.Marker; m != "" {
		d.stamp(m, d.r.twips(m, l.NumberPt, true, false)+300, text)
	}
	if !d.doc.Letter() {
		b.paragraph(styleTitle, paraOptions{}, d.doc.Title)
		b.paragraph(styleSubject, paraOptions{indent: &indent{left: subjectIndent, right: subjectIndent}}, d.doc.Subject)
		inside := text - 2*subjectIndent
		d.rule(text, ruleShare*d.r.longest([]string{d.doc.Subject}, float64(l.TitlePt)*20, inside, true))
	}
	b.paragraph(styleAddressee, paraOptions{}, "")
	d.addressees()
	for _, s := range d.doc.BasisLines() {
		b.paragraph(styleBasis, paraOptions{}, s)
	}
}

// subjectIndent keeps a long subject from running over the full width.
const subjectIndent = 567

// addressees writes box 9a: one receiver in the middle, several as a list
// aligned below the colon.
func (d *docx) addressees() {
	first, list := d.doc.Recipients.AddresseeLines()
	if first == "" {
		return
	}
	b, l := &d.body, d.l
	if len(list) == 0 {
		b.paragraph(styleAddressee, paraOptions{align: "center"}, first)
	} else {
		left, colon := d.addresseeIndents(list)
		b.paragraph(styleAddressee, paraOptions{keepNext: true, indent: &indent{left: left}}, first)
		dash := int(d.r.twips("- ", l.BodyPt, false, false))
		for _, s := range list {
			b.paragraph(styleAddressee, paraOptions{indent: &indent{left: left + colon + dash, hanging: dash}}, s)
		}
	}
	b.paragraph(styleAddressee, paraOptions{}, "")
}

// addresseeIndents centre the block of "Kính gửi:" and its list, in twips.
func (d *docx) addresseeIndents(list []string) (left, colon int) {
	return addresseeIndents(d.r, d.l, list)
}

func addresseeIndents(r *ruler, l paper.Layout, list []string) (left, colon int) {
	colon = int(r.twips("Kính gửi", l.BodyPt, false, false))
	widest := 0.0
	for _, s := range list {
		widest = max(widest, r.twips(s, l.BodyPt, false, false))
	}
	left = max(567, (l.TextWidth(false)-colon-int(widest))/2)
	return left, colon
}

// foot writes boxes 7 and 9b side by side; the row cannot split. With a second
// signer box 9b goes into a row of its own, which stays with the first.
func (d *docx) foot() {
	b, l := &d.body, d.l
	half := l.TextWidth(false) / 2
	widths := []int{half, l.TextWidth(false) - half}
	b.openTable(widths, l.HeadCellMargin, false)
	two := len(d.doc.Signature.Beside) > 0
	b.openRow(false)
	b.openCell(cellOptions{width: widths[0]})
	if two {
		d.signer(d.doc.Signature.Beside, blankName, true)
	} else {
		d.recipients()
	}
	b.closeCell()
	b.openCell(cellOptions{width: widths[1]})
	d.signer(d.doc.Signature.Authority, d.doc.Signature.SignerLine(), two)
	b.closeCell()
	b.closeRow()
	if two {
		b.openRow(false)
		b.openCell(cellOptions{width: widths[0]})
		d.recipients()
		b.closeCell()
		b.openCell(cellOptions{width: widths[1]})
		b.paragraph(styleForLine, paraOptions{}, "")
		b.closeCell()
		b.closeRow()
	}
	b.closeTable()
}

// recipients writes boxes 9b and 12.
func (d *docx) recipients() {
	b, l := &d.body, d.l
	b.paragraph(styleForTitle, paraOptions{}, wordRecipients)
	dash := int(d.r.twips("- ", l.RecipientsPt, false, false))
	for _, s := range d.doc.Recipients.Lines() {
		b.paragraph(styleForLine, paraOptions{indent: &indent{left: dash, hanging: dash}}, s)
	}
	if s := d.doc.Recipients.Drafter; s != "" {
		b.paragraph(styleForLine, paraOptions{}, s)
	}
}

// signer writes boxes 7a to 7b; keep holds them with the row below.
func (d *docx) signer(authority []string, name string, keep bool) {
	b, o := &d.body, paraOptions{keepNext: keep}
	for _, s := range authority {
		b.paragraph(styleAuthority, o, s)
	}
	for range d.l.SignatureLines {
		b.paragraph(styleAuthority, o, "")
	}
	b.paragraph(styleSigner, o, name)
}
