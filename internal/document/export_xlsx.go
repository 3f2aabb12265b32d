package document

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"phendau/internal/paper"
)

// maxSheetRows is what a sheet can hold; longer exports go on in the next
// sheet.
const maxSheetRows = 1 << 20

// ExportXLSX writes an export as a workbook: header frozen and repeated in
// print, real numbers and days, everything else as text. It streams: rows go
// straight into the package, nothing is kept in memory or in a temporary
// file.
func ExportXLSX(w io.Writer, e Export) error {
	return exportXLSX(w, e, maxSheetRows)
}

func exportXLSX(w io.Writer, e Export, sheetRows int) error {
	x := &sheetWriter{zip: zip.NewWriter(w), e: e, limit: sheetRows}
	if err := x.rows(); err != nil {
		return fmt.Errorf("export XLSX: %w", err)
	}
	if err := x.parts(); err != nil {
		return fmt.Errorf("export XLSX: %w", err)
	}
	if err := x.zip.Close(); err != nil {
		return fmt.Errorf("export XLSX: %w", err)
	}
	return nil
}

type sheetWriter struct {
	zip    *zip.Writer
	e      Export
	limit  int
	sheets int
	row    int // rows written in the sheet
	out    *bufio.Writer
	num    []byte // scratch for numbers
}

// Style numbers of exportStyles.
const (
	xHead = 1
	xInt  = 2
	xDay  = 3
	xText = 4
	xDec  = 5 // xDec+n-1: n decimals, 1 to 6
)

func (x *sheetWriter) rows() error {
	n := 0
	for row, err := range x.e.Rows {
		if err != nil {
			return fmt.Errorf("row %d: %w", n+1, err)
		}
		if len(row) != len(x.e.Columns) {
			return fmt.Errorf("row %d: %d cells for %d columns", n+1, len(row), len(x.e.Columns))
		}
		if err := x.room(); err != nil {
			return err
		}
		x.openRow()
		for i, v := range row {
			x.cell(v, x.e.Columns[i].Kind)
		}
		x.closeRow()
		n++
	}
	if err := x.room(); err != nil {
		return err
	}
	for _, line := range x.e.About {
		if err := x.room(); err != nil {
			return err
		}
		x.openRow()
		x.text(line, 0)
		x.closeRow()
	}
	return x.closeSheet()
}

// room begins a sheet when there is none or the last one is full.
func (x *sheetWriter) room() error {
	if x.out != nil && x.row < x.limit {
		return nil
	}
	if err := x.closeSheet(); err != nil {
		return err
	}
	x.sheets++
	part, err := x.zip.CreateHeader(&zip.FileHeader{Name: "xl/worksheets/sheet" + strconv.Itoa(x.sheets) + ".xml", Method: zip.Deflate})
	if err != nil {
		return fmt.Errorf("add sheet: %w", err)
	}
	x.out, x.row = bufio.NewWriterSize(part, 1<<16), 0
	x.write(xmlHeader + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, c := range x.e.Columns {
		width := c.Width
		if width <= 0 {
			width = 14
		}
		x.write(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width))
	}
	x.write(`</cols><sheetData>`)
	x.openRow()
	for _, c := range x.e.Columns {
		x.text(c.Title, xHead)
	}
	x.closeRow()
	return nil
}

func (x *sheetWriter) closeSheet() error {
	if x.out == nil {
		return nil
	}
	x.write(`</sheetData><pageMargins left="1.18" right="0.79" top="0.79" bottom="0.79" header="0.4" footer="0.4"/>` +
		`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;C&amp;P</oddFooter></headerFooter></worksheet>`)
	if err := x.out.Flush(); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	x.out = nil
	return nil
}

// write keeps bufio's sticky error, which Flush returns.
func (x *sheetWriter) write(s string) { _, _ = x.out.WriteString(s) }

func (x *sheetWriter) openRow() {
	x.row++
	x.write(`<row>`)
}

func (x *sheetWriter) closeRow() { x.write(`</row>`) }

func (x *sheetWriter) cell(v Value, kind paper.ColumnKind) {
	switch v.kind {
	case emptyValue:
		x.write(`<c/>`)
	case numberValue:
		x.number(v.text, kind)
	case dayValue:
		x.day(v.text)
	default:
		x.text(v.text, 0)
	}
}

// number writes a real number, or text where a code is meant or the number
// is too long to keep.
func (x *sheetWriter) number(s string, kind paper.ColumnKind) {
	_, _, ok := cellNumber(s)
	if !ok || kind == paper.CodeColumn {
		x.text(s, xText)
		return
	}
	style := xInt
	if _, frac, found := strings.Cut(s, "."); found && frac != "" {
		style = xDec + min(len(frac), 6) - 1
	}
	x.num = strconv.AppendInt(x.num[:0], int64(style), 10)
	x.write(`<c s="`)
	_, _ = x.out.Write(x.num)
	x.write(`"><v>`)
	x.write(s)
	x.write(`</v></c>`)
}

// excelEpoch is day 0 of a sheet's dates.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func (x *sheetWriter) day(s string) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1901 {
		x.text(s, 0)
		return
	}
	x.num = strconv.AppendInt(x.num[:0], int64(t.Sub(excelEpoch)/(24*time.Hour)), 10)
	x.write(`<c s="3"><v>`)
	_, _ = x.out.Write(x.num)
	x.write(`</v></c>`)
}

// maxCellChars is what a cell can hold.
const maxCellChars = 32767

// text writes an inline string, which no reader takes for a formula.
func (x *sheetWriter) text(s string, style int) {
	s = paper.Visible(s)
	if len(s) > maxCellChars {
		r := []rune(s)
		s = string(r[:min(len(r), maxCellChars/2)]) // a rune may be two units
	}
	if style > 0 {
		x.write(`<c s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">`)
	} else {
		x.write(`<c t="inlineStr"><is><t xml:space="preserve">`)
	}
	x.write(escapeXML(s))
	x.write(`</t></is></c>`)
}

// parts writes what names and styles the sheets.
func (x *sheetWriter) parts() error {
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	var types, book, rels, names strings.Builder
	for i := 1; i <= x.sheets; i++ {
		name := sheetFigures
		if i > 1 {
			name = fmt.Sprintf("%s (%d)", sheetFigures, i)
		}
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i)
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i, i)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i, relBase, i)
		fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">'%s'!$1:$1</definedName>`, i-1, name)
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sstyles" Target="styles.xml"/>`, x.sheets+1, relBase)
	for _, p := range [][2]string{
		{"xl/styles.xml", exportStyles()},
		{"xl/workbook.xml", xmlHeader + `<workbook xmlns="` + main + `" xmlns:r="` + nsR + `"><sheets>` + book.String() + `</sheets><definedNames>` + names.String() + `</definedNames></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`},
		{"_rels/.rels", xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", xmlHeader + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
	} {
		f, err := x.zip.CreateHeader(&zip.FileHeader{Name: p[0], Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("add %s: %w", p[0], err)
		}
		if _, err := io.WriteString(f, p[1]); err != nil {
			return fmt.Errorf("write %s: %w", p[0], err)
		}
	}
	return nil
}

// exportStyles holds the styles of xHead to xDec.
func exportStyles() string {
	var formats, cells strings.Builder
	for n := 1; n <= 6; n++ {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="#,##0.%s"/>`, 170+n, strings.Repeat("0", n))
		fmt.Fprintf(&cells, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 170+n)
	}
	return xmlHeader + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="7"><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/>` + formats.String() + `</numFmts>` +
		`<fonts count="2"><font><sz val="12"/><name val="Times New Roman"/></font><font><b/><sz val="12"/><name val="Times New Roman"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="11">` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>` +
		`<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="170" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` + cells.String() + `</cellXfs></styleSheet>`
}
