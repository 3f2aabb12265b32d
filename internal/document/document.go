// Package document prints the paper model: DOCX, PDF, XLSX, HTML and JSON,
// all from the same paper.Document, so that a report says the same in every
// form. Layout follows Decree 30/2020/NĐ-CP, Appendix I, as written down in
// domain/documents.md; CheckDOCX proves it on the produced file.
//
// Writers are pure functions of the document: equal documents give equal
// bytes. Every text passes paper.Visible first and is escaped by its writer,
// so hostile text stays text in every format.
package document

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"phendau/internal/paper"
)

// Format names a form of file.
type Format string

// The forms a document is printed in.
const (
	DOCX Format = "docx"
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	HTML Format = "html"
	JSON Format = "json"
)

// Formats lists the forms in the order they are offered.
func Formats() []Format { return []Format{DOCX, PDF, XLSX, HTML, JSON} }

// ContentType is the media type to serve a format with.
func (f Format) ContentType() string {
	switch f {
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case PDF:
		return "application/pdf"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case HTML:
		return "text/html; charset=utf-8"
	case JSON:
		return "application/json; charset=utf-8"
	}
	return "application/octet-stream"
}

// Write prints doc to w in a format. It does not judge the document (call
// Validate before issuing one) but fails when a figure shown is not
// registered, because then it could only print a hole.
func Write(w io.Writer, format Format, doc *paper.Document) error {
	if err := registered(doc); err != nil {
		return fmt.Errorf("write %s: %w", format, err)
	}
	d := doc.Printable()
	buffered := bufio.NewWriter(w)
	var err error
	switch format {
	case DOCX:
		err = writeDOCX(buffered, d)
	case PDF:
		err = writePDF(buffered, d)
	case XLSX:
		err = writeXLSX(buffered, d)
	case HTML:
		err = writeHTML(buffered, d)
	case JSON:
		err = writeJSON(buffered, d)
	default:
		return fmt.Errorf("write document: format %q is none of %v", format, Formats())
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", format, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", format, err)
	}
	return nil
}

// registered reports the first figure shown that the registry lacks.
func registered(doc *paper.Document) error {
	var missing error
	eachRun(doc, func(path string, r paper.Run, _ bool) {
		if r.Figure != 0 && doc.Figure(r.Figure) == nil && missing == nil {
			missing = fmt.Errorf("%s shows cell %d, which is not registered", path, r.Figure)
		}
	})
	return missing
}

// eachRun calls f for every run of body and annexes in print order.
func eachRun(doc *paper.Document, f func(path string, r paper.Run, inTable bool)) {
	blocksRuns(doc.Body, "body", f)
	for i := range doc.Annexes {
		blocksRuns(doc.Annexes[i].Blocks, fmt.Sprintf("annexes/%d", i), f)
	}
}

func blocksRuns(blocks []paper.Block, path string, f func(string, paper.Run, bool)) {
	for i, b := range blocks {
		at := fmt.Sprintf("%s/%d", path, i)
		switch {
		case b.Heading != nil:
			for _, r := range b.Heading.Runs {
				f(at, r, false)
			}
		case b.Paragraph != nil:
			for _, r := range b.Paragraph.Runs {
				f(at, r, false)
			}
		case b.Table != nil:
			for y := range b.Table.Rows {
				for x := range b.Table.Rows[y].Cells {
					for _, r := range b.Table.Rows[y].Cells[x].Runs {
						f(fmt.Sprintf("%s/rows/%d/%d", at, y, x), r, true)
					}
				}
			}
		}
	}
}

// FileName is the name to save a document under: fixed pattern, ASCII, for
// example "bao-cao-05-BC-UBND-2026-02-05.docx", "...-du-thao-..." for a draft or
// "...-chua-so-..." for what is signed and gets its number by hand.
func FileName(doc *paper.Document, format Format) string {
	number := "du-thao"
	switch {
	case doc.Draft():
	case doc.Letterhead.Number == 0:
		number = "chua-so"
	default:
		number = fmt.Sprintf("%02d", doc.Letterhead.Number)
	}
	name := strings.Join([]string{ascii(strings.ToLower(cmp.Or(doc.Title, "công văn"))), number, ascii(doc.Letterhead.NumberSign), ascii(doc.Letterhead.Date)}, "-")
	return name + "." + string(format)
}
