package document

import (
	"fmt"
	"strings"

	"phendau/internal/chart/onpng"
	"phendau/internal/paper"
)

// place says where a block stands.
type place struct {
	annex, landscape bool
	// keep holds the block on one page with what follows.
	keep bool
}

// block writes one block of the body or of an annex.
func (d *docx) block(b *paper.Block, at place) error {
	switch {
	case b.Heading != nil:
		d.heading(b.Heading, at.keep)
	case b.Paragraph != nil:
		style := styleText
		if b.Paragraph.Note {
			style = styleNote
		}
		d.body.openParagraph(style, paraOptions{keepNext: at.keep})
		d.runs(b.Paragraph.Runs, false, false)
		if d.closing(b) {
			d.body.run("./.", runStyle{})
		}
		d.body.closeParagraph()
	case b.Table != nil:
		return d.table(b.Table, at)
	case b.Chart != nil:
		return d.chart(b.Chart, at.keep)
	}
	return nil
}

// closing reports whether b is the last block of the body and ends in "./."
// by the office's custom.
func (d *docx) closing(b *paper.Block) bool {
	n := len(d.doc.Body)
	return d.doc.ClosingMark && n > 0 && b == &d.doc.Body[n-1]
}

func (d *docx) heading(h *paper.Heading, keep bool) {
	style := headingStyle(h)
	if h.Level == paper.LevelPart {
		// The label stands on a line of its own, its title below.
		d.body.paragraph(style, paraOptions{}, h.Label)
		d.body.openParagraph(style, paraOptions{})
		d.runs(h.Runs, false, true)
		d.body.closeParagraph()
		return
	}
	d.body.openParagraph(style, paraOptions{keepNext: keep || h.Bold()})
	d.body.run(h.Label+" ", runStyle{})
	d.runs(h.Runs, false, h.Capitals())
	d.body.closeParagraph()
}

// runs writes runs of text; a figure stands between bookmarks named after
// its cell, so that the printed number can be found and compared (check 30).
func (d *docx) runs(runs []paper.Run, inTable, capitals bool) {
	for _, r := range runs {
		text := d.doc.Text(r, inTable)
		if capitals {
			text = strings.ToUpper(text)
		}
		s := runStyle{bold: r.Bold, italic: r.Italic}
		if r.Figure == 0 {
			d.body.run(text, s)
			continue
		}
		d.shown[r.Figure]++
		d.bookmark++
		d.body.raw(`<w:bookmarkStart w:id="%d" w:name="so_%d_%d"/>`, d.bookmark, r.Figure, d.shown[r.Figure])
		d.body.run(text, s)
		d.body.raw(`<w:bookmarkEnd w:id="%d"/>`, d.bookmark)
	}
}

// chart embeds the picture with its description as alternative text. The
// style of a picture already holds it to its name below.
func (d *docx) chart(c *paper.Chart, keep bool) error {
	list, err := d.r.drawChart(c.Spec)
	if err != nil {
		return err
	}
	png, err := onpng.Draw(list, pngScale)
	if err != nil {
		return err
	}
	d.body.openParagraph(stylePicture, paraOptions{})
	d.picture(png, list.Width, list.Height, c.Spec.Title+". "+c.Spec.Desc)
	d.body.closeParagraph()
	if c.Name != "" {
		d.body.paragraph(styleNote, paraOptions{align: "center", keepNext: keep}, c.Name)
	}
	return nil
}

// pngScale gives charts 192 dots to the inch on paper.
const pngScale = 2

// emuPerPixel: 914400 English Metric Units to the inch, 96 pixels to the
// inch.
const emuPerPixel = 9525

// picture writes an inline drawing of a size in CSS pixels.
func (d *docx) picture(png []byte, w, h float64, alt string) {
	d.images = append(d.images, png)
	n := len(d.images)
	cx, cy := int(w*emuPerPixel), int(h*emuPerPixel)
	d.body.raw(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" descr="%s"/>`,
		cx, cy, n, fmt.Sprintf("Hình %d", n), escapeXML(alt))
	d.body.raw(`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="image%d.png"/><pic:cNvPicPr/></pic:nvPicPr>`, n, n)
	d.body.raw(`<pic:blipFill><a:blip r:embed="rId%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		firstImage+n-1, cx, cy)
}

// annex writes annex i as the content of its own section.
func (d *docx) annex(i int) error {
	a := &d.doc.Annexes[i]
	d.body.paragraph(styleAnnex, paraOptions{}, d.doc.AnnexTitle(i))
	d.body.paragraph(styleAnnexName, paraOptions{}, strings.ToUpper(a.Name))
	d.body.paragraph(styleAnnexRef, paraOptions{}, d.doc.AnnexReference())
	for k := range a.Blocks {
		if err := d.block(&a.Blocks[k], place{annex: true, landscape: a.Landscape}); err != nil {
			return fmt.Errorf("block %d: %w", k+1, err)
		}
	}
	return nil
}
