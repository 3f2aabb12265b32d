package document

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"phendau/internal/paper"
)

// writeXLSX carries the tables of a document, one sheet each, with a first
// sheet that says what they are and a last one that lists every figure.
func writeXLSX(w io.Writer, doc *paper.Document) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closeErr := f.Close(); closeErr != nil && err == nil {
			err = fmt.Errorf("close workbook: %w", closeErr)
		}
	}()
	r, err := newRuler()
	if err != nil {
		return err
	}
	b := &workbook{f: f, doc: doc, r: r, styles: map[cellStyle]int{}}
	if err := b.build(); err != nil {
		return err
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

type workbook struct {
	f      *excelize.File
	doc    *paper.Document
	r      *ruler
	styles map[cellStyle]int
}

// Text of 12 points: width of a column's character unit and height of a line
// in points.
const (
	xlsxPt   = 12.0
	charPt   = 5.2
	xlsxLine = 16.0
)

// fit makes a row high enough for texts broken into widths given in
// characters; readers do not all do it themselves.
func (b *workbook) fit(sheet string, row int, texts []string, chars []float64, bold bool) error {
	lines := 1
	for i, t := range texts {
		// A little less than the width, for the room inside a cell.
		lines = max(lines, len(b.r.wrap(t, xlsxPt, max(1, chars[i]*charPt-4), bold, false)))
	}
	if err := b.f.SetRowHeight(sheet, row, float64(lines)*xlsxLine+2); err != nil {
		return fmt.Errorf("set height of %s row %d: %w", sheet, row, err)
	}
	return nil
}

// cellStyle is what distinguishes the looks of cells.
type cellStyle struct {
	bold, italic, border, wrap bool
	align                      string
	format                     string
}

func (b *workbook) build() error {
	if err := b.f.SetDefaultFont("Times New Roman"); err != nil {
		return fmt.Errorf("set font: %w", err)
	}
	if err := b.f.SetSheetName("Sheet1", sheetAbout); err != nil {
		return fmt.Errorf("name sheet: %w", err)
	}
	created := b.doc.CreatedTime().UTC().Format(time.RFC3339)
	if err := b.f.SetDocProps(&excelize.DocProperties{Title: b.doc.Subject, Creator: b.doc.Letterhead.BodyInText,
		Created: created, Modified: created, Language: "vi-VN"}); err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	if err := b.about(); err != nil {
		return err
	}
	n := 0
	for i := range b.doc.Body {
		if t := b.doc.Body[i].Table; t != nil {
			n++
			if err := b.table(fmt.Sprintf("Bảng %d", n), t, false); err != nil {
				return err
			}
		}
	}
	for i := range b.doc.Annexes {
		n := 0
		for k := range b.doc.Annexes[i].Blocks {
			t := b.doc.Annexes[i].Blocks[k].Table
			if t == nil {
				continue
			}
			n++
			name := b.doc.AnnexTitle(i)
			if n > 1 {
				name = fmt.Sprintf("%s (%d)", name, n)
			}
			if err := b.table(name, t, b.doc.Annexes[i].Landscape); err != nil {
				return err
			}
		}
	}
	return b.figures()
}

// Fixed sheet names; names of places never become sheet names.
const (
	sheetAbout   = "Thông tin"
	sheetFigures = "Số liệu"
)

// style returns the id of a style, made once.
func (b *workbook) style(s cellStyle) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	st := &excelize.Style{
		Font:      &excelize.Font{Family: "Times New Roman", Size: 12, Bold: s.bold, Italic: s.italic},
		Alignment: &excelize.Alignment{Horizontal: s.align, Vertical: "center", WrapText: s.wrap},
	}
	if s.border {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			st.Border = append(st.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	if s.format != "" {
		st.CustomNumFmt = &s.format
	}
	id, err := b.f.NewStyle(st)
	if err != nil {
		return 0, fmt.Errorf("make style: %w", err)
	}
	b.styles[s] = id
	return id, nil
}

// put writes one cell: string, float64, int or time.Time. A string is always
// written as a string cell, never as a formula.
func (b *workbook) put(sheet string, col, row int, value any, s cellStyle) error {
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return fmt.Errorf("name cell %d, %d: %w", col, row, err)
	}
	if text, ok := value.(string); ok {
		err = b.f.SetCellStr(sheet, at, text)
	} else {
		err = b.f.SetCellValue(sheet, at, value)
	}
	if err != nil {
		return fmt.Errorf("write %s!%s: %w", sheet, at, err)
	}
	id, err := b.style(s)
	if err != nil {
		return err
	}
	if err := b.f.SetCellStyle(sheet, at, at, id); err != nil {
		return fmt.Errorf("style %s!%s: %w", sheet, at, err)
	}
	return nil
}

// page sets A4, margins, repeated rows and the line that says where the file
// comes from.
func (b *workbook) page(sheet string, landscape bool, headFrom, headTo int) error {
	orientation, size, width, height := "portrait", 9, 1, 0
	if landscape {
		orientation = "landscape"
	}
	if err := b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &width, FitToHeight: &height}); err != nil {
		return fmt.Errorf("set page of %s: %w", sheet, err)
	}
	fit := true
	if err := b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return fmt.Errorf("set page of %s: %w", sheet, err)
	}
	left, right, edge := 1.18, 0.79, 0.79 // 30, 20, 20 mm in inches
	if err := b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &left, Right: &right, Top: &edge, Bottom: &edge}); err != nil {
		return fmt.Errorf("set margins of %s: %w", sheet, err)
	}
	if err := b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&C&P", OddFooter: "&C&8" + footerText(b.doc),
	}); err != nil {
		return fmt.Errorf("set footer of %s: %w", sheet, err)
	}
	if headTo == 0 {
		return nil
	}
	if err := b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, headFrom, headTo)}); err != nil {
		return fmt.Errorf("repeat rows of %s: %w", sheet, err)
	}
	corner := fmt.Sprintf("A%d", headTo+1)
	if err := b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: headTo, TopLeftCell: corner, ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("freeze header of %s: %w", sheet, err)
	}
	return nil
}

// footerText is marker and provenance for a sheet's footer, where "&" begins
// a code and 255 characters are the limit.
func footerText(doc *paper.Document) string {
	text := doc.Marker
	if text != "" && doc.Provenance != "" {
		text += " - "
	}
	text += doc.Provenance
	var out []rune
	for _, r := range text {
		if r == '&' {
			out = append(out, '&')
		}
		out = append(out, r)
	}
	// Twice the letters may be UTF-16 pairs; 200 stays below the limit.
	return string(out[:min(len(out), 200)])
}
