package document

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"phendau/internal/paper"
)

// Metrics of Tinos in parts of the size: height of a single line and of its
// part above the baseline.
const (
	single = 1.149
	ascent = 0.891
)

func fpdfSize() fpdf.SizeType { return fpdf.SizeType{Wd: pt(11906), Ht: pt(16838)} }

// frag is text of one style, with a link when it shows a figure.
type frag struct {
	text         string
	bold, italic bool
	href         string
}

// frags turns runs into fragments.
func (d *pdfDoc) frags(runs []paper.Run, inTable, capitals bool) []frag {
	out := make([]frag, 0, len(runs))
	for _, r := range runs {
		f := frag{text: d.doc.Text(r, inTable), bold: r.Bold, italic: r.Italic, href: d.link(r.Href)}
		if r.Figure != 0 {
			f.href = d.link(d.doc.Figure(r.Figure).Href)
		}
		if capitals {
			f.text = strings.ToUpper(f.text)
		}
		out = append(out, f)
	}
	return out
}

// textStyle is how a paragraph is set; sizes in points.
type textStyle struct {
	size         float64
	bold, italic bool
	align        string  // "justify", "left", "center", "right"
	first        float64 // indent of the first line
	hanging      float64 // indent of the other lines
	line         float64 // height of a line
	keep         bool
}

// word is what may not be broken: pieces of text without a space between.
type word struct {
	parts []frag
	w     float64
	space float64 // width of the space after it
}

// line is a broken line.
type line struct {
	words []word
	w     float64
	last  bool // of its paragraph
}

// words cuts fragments at spaces; a word wider than max is cut into pieces
// that fit.
func (d *pdfDoc) words(frags []frag, s textStyle, limit float64) []word {
	var out []word
	var cur word
	end := func(space float64) {
		if len(cur.parts) > 0 {
			cur.space = space
			out = append(out, cur)
		} else if len(out) > 0 {
			out[len(out)-1].space = space
		}
		cur = word{}
	}
	for _, f := range frags {
		f.bold, f.italic = f.bold || s.bold, f.italic || s.italic
		face := d.r.face(f.bold, f.italic)
		gap := face.Width(" ", s.size)
		for i, text := range strings.Split(face.Substitute(f.text), " ") {
			if i > 0 {
				end(gap)
			}
			for _, bit := range cut(text, limit, func(t string) float64 { return face.Width(t, s.size) }) {
				w := face.Width(bit, s.size)
				if cur.w > 0 && cur.w+w > limit {
					end(0)
				}
				part := f
				part.text = bit
				cur.parts = append(cur.parts, part)
				cur.w += w
			}
		}
	}
	end(0)
	return out
}

// cut splits a text that is wider than the limit; empty text gives nothing.
func cut(text string, limit float64, width func(string) float64) []string {
	if text == "" {
		return nil
	}
	if width(text) <= limit {
		return []string{text}
	}
	var out []string
	start := 0
	for i, r := range text {
		if i > start && width(text[start:i+len(string(r))]) > limit {
			out = append(out, text[start:i])
			start = i
		}
	}
	return append(out, text[start:])
}

// breakLines fills lines greedily, as word processors do.
func (d *pdfDoc) breakLines(frags []frag, s textStyle, width float64) []line {
	var lines []line
	var cur line
	room := width - s.first
	for _, w := range d.words(frags, s, width-max(s.first, s.hanging)) {
		gap := 0.0
		if n := len(cur.words); n > 0 {
			gap = cur.words[n-1].space
		}
		if len(cur.words) > 0 && cur.w+gap+w.w > room {
			lines = append(lines, cur)
			cur, gap, room = line{}, 0, width-s.hanging
		}
		cur.words = append(cur.words, w)
		cur.w += gap + w.w
	}
	cur.last = true
	return append(lines, cur)
}

// drawLine draws a line inside [x, x+width] with its top at y.
func (d *pdfDoc) drawLine(l line, s textStyle, x, y, width float64) {
	gaps := 0
	for i := range l.words {
		if i < len(l.words)-1 && l.words[i].space > 0 {
			gaps++
		}
	}
	extra := 0.0
	switch s.align {
	case "center":
		x += (width - l.w) / 2
	case "right":
		x += width - l.w
	case "justify":
		if !l.last && gaps > 0 {
			extra = (width - l.w) / float64(gaps)
		}
	}
	base := y + (s.line-single*s.size)*0.8 + ascent*s.size
	for _, w := range l.words {
		for _, p := range w.parts {
			pw := d.r.face(p.bold, p.italic).Width(p.text, s.size)
			d.setFont(p.bold, p.italic, s.size)
			d.pdf.Text(x, base, p.text)
			if p.href != "" {
				d.pdf.LinkString(x, base-ascent*s.size, pw, single*s.size, p.href)
			}
			x += pw
		}
		if w.space > 0 {
			x += w.space + extra
		}
	}
}

// paragraph turns fragments into one piece a line. The first two and the
// last two lines stay together.
func (d *pdfDoc) paragraph(frags []frag, s textStyle, x, width float64) []piece {
	lines := d.breakLines(frags, s, width)
	out := make([]piece, len(lines))
	for i, l := range lines {
		indent := s.hanging
		if i == 0 {
			indent = s.first
		}
		keep := i == 0 && len(lines) > 1 || i == len(lines)-2
		if i == len(lines)-1 {
			keep = s.keep
		}
		out[i] = piece{h: s.line, keep: keep || s.keep, draw: func(y float64) {
			d.drawLine(l, s, x+indent, y, width-indent)
		}}
	}
	return out
}

// bodyStyle is box 6 in points.
func (d *pdfDoc) bodyStyle() textStyle {
	size := float64(d.l.BodyPt)
	return textStyle{size: size, align: "justify", first: pt(d.l.FirstLine), line: size * single * float64(d.l.LineSpacing) / 240}
}

func (d *pdfDoc) bodyParagraph(frags []frag, add textStyle) []piece {
	s := d.bodyStyle()
	s.bold, s.italic, s.keep = add.bold, add.italic, add.keep
	return append(d.paragraph(frags, s, d.left(), d.textWidth()), space(pt(d.l.ParagraphSpace), s.keep))
}

// noteItems is a small italic remark; keep holds it to what follows.
func (d *pdfDoc) noteItems(frags []frag, keep bool) []piece {
	size := float64(d.l.TablePt)
	s := textStyle{size: size, italic: true, align: "justify", line: size * single, keep: keep}
	out := append([]piece{space(3, true)}, d.paragraph(frags, s, d.left(), d.textWidth())...)
	return append(out, space(6, keep))
}

// centered is one paragraph of plain text in the middle of a width.
func (d *pdfDoc) centered(text string, size float64, bold, italic bool, x, width float64) []piece {
	s := textStyle{size: size, bold: bold, italic: italic, align: "center", line: size * single, keep: true}
	return d.paragraph([]frag{{text: text}}, s, x, width)
}

func (d *pdfDoc) headingItems(h *paper.Heading) []piece {
	frags := d.frags(h.Runs, false, h.Capitals())
	if h.Level == paper.LevelPart {
		size := float64(d.l.BodyPt)
		out := d.centered(h.Label, size, true, false, d.left(), d.textWidth())
		s := textStyle{size: size, bold: true, align: "center", line: size * single * 1.15, keep: true}
		out = append(out, d.paragraph(frags, s, d.left(), d.textWidth())...)
		return append(out, space(pt(d.l.ParagraphSpace), true))
	}
	frags = append([]frag{{text: h.Label + " "}}, frags...)
	return d.bodyParagraph(frags, textStyle{bold: h.Bold(), keep: h.Bold()})
}
