package document

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// xmlBuilder writes WordprocessingML. Text always goes through escape.
type xmlBuilder struct{ strings.Builder }

func (b *xmlBuilder) raw(format string, args ...any) { fmt.Fprintf(b, format, args...) }

// escapeXML makes text safe for content and attributes. Visible has removed
// what XML forbids.
func escapeXML(s string) string {
	if !strings.ContainsAny(s, "&<>\"'\t\n\r") {
		return s
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // strings.Builder never fails
	}
	return b.String()
}

// paraOptions are what a paragraph adds to its style.
type paraOptions struct {
	keepNext bool
	align    string // jc value
	// indent overrides the style's; nil keeps it.
	indent *indent
	// rule draws the rule of a head: a top border between equal indents.
	rule bool
	// frame draws a box around the paragraph.
	frame bool
}

// indent is in twips.
type indent struct{ left, right, first, hanging int }

func (b *xmlBuilder) openParagraph(style string, o paraOptions) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, style)
	if o.keepNext {
		b.WriteString(`<w:keepNext/>`)
	}
	switch {
	case o.rule:
		b.WriteString(`<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>`)
	case o.frame:
		for _, side := range []string{"top", "left", "bottom", "right"} {
			if side == "top" {
				b.WriteString(`<w:pBdr>`)
			}
			b.raw(`<w:%s w:val="single" w:sz="8" w:space="2" w:color="auto"/>`, side)
		}
		b.WriteString(`</w:pBdr>`)
	}
	if i := o.indent; i != nil {
		b.raw(`<w:ind w:left="%d" w:right="%d"`, i.left, i.right)
		if i.hanging > 0 {
			b.raw(` w:hanging="%d"/>`, i.hanging)
		} else {
			b.raw(` w:firstLine="%d"/>`, i.first)
		}
	}
	if o.align != "" {
		b.raw(`<w:jc w:val="%s"/>`, o.align)
	}
	b.WriteString(`</w:pPr>`)
}

func (b *xmlBuilder) closeParagraph() { b.WriteString(`</w:p>`) }

// runStyle are what a run adds to its paragraph's style.
type runStyle struct{ bold, italic bool }

func (b *xmlBuilder) run(text string, s runStyle) {
	if text == "" {
		return
	}
	b.WriteString(`<w:r>`)
	if s.bold || s.italic {
		b.WriteString(`<w:rPr>`)
		if s.bold {
			b.WriteString(`<w:b/><w:bCs/>`)
		}
		if s.italic {
			b.WriteString(`<w:i/><w:iCs/>`)
		}
		b.WriteString(`</w:rPr>`)
	}
	b.WriteString(`<w:t xml:space="preserve">`)
	b.WriteString(escapeXML(text))
	b.WriteString(`</w:t></w:r>`)
}

// paragraph writes one paragraph of plain text.
func (b *xmlBuilder) paragraph(style string, o paraOptions, text string) {
	b.openParagraph(style, o)
	b.run(text, runStyle{})
	b.closeParagraph()
}

// openTable begins a table of fixed column widths in twips.
func (b *xmlBuilder) openTable(widths []int, cellMargin int, border bool) {
	total := 0
	for _, w := range widths {
		total += w
	}
	b.raw(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/>`, total)
	if border {
		b.WriteString(`<w:tblBorders>`)
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			b.raw(`<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>`, side)
		}
		b.WriteString(`</w:tblBorders>`)
	}
	b.raw(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%d" w:type="dxa"/><w:right w:w="%d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`, cellMargin, cellMargin)
	for _, w := range widths {
		b.raw(`<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString(`</w:tblGrid>`)
}

func (b *xmlBuilder) closeTable() { b.WriteString(`</w:tbl>`) }

// openRow begins a row that does not split across pages.
func (b *xmlBuilder) openRow(header bool) {
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if header {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString(`</w:trPr>`)
}

func (b *xmlBuilder) closeRow() { b.WriteString(`</w:tr>`) }

// cellOptions place a cell in the grid.
type cellOptions struct {
	width  int
	span   int
	merge  string // "", "restart" or "continue"
	middle bool
}

func (b *xmlBuilder) openCell(o cellOptions) {
	b.raw(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, o.width)
	if o.span > 1 {
		b.raw(`<w:gridSpan w:val="%d"/>`, o.span)
	}
	if o.merge != "" {
		b.raw(`<w:vMerge w:val="%s"/>`, o.merge)
	}
	if o.middle {
		b.WriteString(`<w:vAlign w:val="center"/>`)
	}
	b.WriteString(`</w:tcPr>`)
}

func (b *xmlBuilder) closeCell() { b.WriteString(`</w:tc>`) }
