package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"phendau/internal/sheet/grid"
)

// parts are the files of a minimal workbook; tests replace some.
func parts(sheet string) map[string]string {
	const rel = `<Relationship Id="%s" Type="http://x/%s" Target="%s"/>`
	return map[string]string{
		"_rels/.rels":                `<Relationships>` + fmt.Sprintf(rel, "r1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships>` + fmt.Sprintf(rel, "r1", "worksheet", "worksheets/sheet1.xml") + fmt.Sprintf(rel, "r2", "sharedStrings", "sharedStrings.xml") + `</Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml":       `<sst><si><t>Chung</t></si></sst>`,
	}
}

func zipOf(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	with := func(name, text string) []byte {
		p := parts(`<row r="1"><c r="A1"><v>1</v></c></row>`)
		p[name] = text
		return zipOf(t, p)
	}
	row := func(s string) []byte { return zipOf(t, parts(s)) }
	for name, c := range map[string]struct {
		b    []byte
		code grid.Code
	}{
		"macros":             {with("xl/vbaProject.bin", "x"), grid.CodeUnsafe},
		"external link":      {with("xl/externalLinks/externalLink1.xml", "<x/>"), grid.CodeUnsafe},
		"nested archive":     {with("xl/media/image1.png", "PK\x03\x04...."), grid.CodeUnsafe},
		"gzip inside":        {with("xl/a.bin", "\x1f\x8b\x08...."), grid.CodeUnsafe},
		"path":               {with("../../etc/passwd", "x"), grid.CodeTorn},
		"no workbook":        {with("_rels/.rels", "<Relationships/>"), grid.CodeUnknownFormat},
		"doctype":            {with("xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>`), grid.CodeTorn},
		"entity":             {row(`<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>`), grid.CodeTorn},
		"string number":      {row(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`), grid.CodeTorn},
		"negative string":    {row(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`), grid.CodeTorn},
		"rows out of order":  {row(`<row r="2"/><row r="1"/>`), grid.CodeTorn},
		"cells out of order": {row(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), grid.CodeTorn},
		"cell of other row":  {row(`<row r="1"><c r="A2"><v>1</v></c></row>`), grid.CodeTorn},
		"row 9999999":        {row(`<row r="9999999"><c><v>1</v></c></row>`), grid.CodeTorn},
		"column 201":         {row(`<row r="1"><c r="GS1"><v>1</v></c></row>`), grid.CodeTooManyCols},
		"nesting":            {row(strings.Repeat("<x>", 100)), grid.CodeTorn},
		"not closed":         {row(`<row>`), grid.CodeTorn},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.b)
			wantCode(t, err, c.code)
		})
	}
}

func TestOneMillionEmptyStyledRowsAreNoRows(t *testing.T) {
	var b strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&b, `<row r="%d" s="1"/>`, i+1)
	}
	b.WriteString(`<row r="1000001"><c r="B1000001" t="s"><v>0</v></c><c r="C1000001" s="4"/></row>`)
	got, err := read(zipOf(t, parts(b.String())))
	if err != nil || len(got) != 1 || got[0] != "S!B1000001=1:Chung" {
		t.Errorf("%q %v", got, err)
	}
}

func TestRowsBeyondTheLimitAreRefused(t *testing.T) {
	_, err := read([]byte(strings.Repeat("1\n", MaxRows+1)))
	if e := wantCode(t, err, grid.CodeTooManyRows); e.Row != MaxRows+1 {
		t.Errorf("row %d", e.Row)
	}
}

func TestZipBombIsRefusedWhileItUnpacks(t *testing.T) {
	zeros := parts("")
	zeros["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData>` + strings.Repeat("<x/>", 20<<20)
	_, err := read(zipOf(t, zeros))
	wantCode(t, err, grid.CodeBomb)
	zeros["xl/sharedStrings.xml"] = strings.Repeat("<x/>", 10<<20)
	_, err = read(zipOf(t, zeros))
	wantCode(t, err, grid.CodeBomb)
}

// lyingZip writes a part whose directory entry says it is small.
func lyingZip(t *testing.T, name string, text []byte, unpacked uint64) []byte {
	var packed, b bytes.Buffer
	f, _ := flate.NewWriter(&packed, 9)
	_, _ = f.Write(text)
	_ = f.Close()
	z := zip.NewWriter(&b)
	for n, s := range parts("") {
		if n == name {
			continue
		}
		w, _ := z.Create(n)
		_, _ = io.WriteString(w, s)
	}
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(text),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: unpacked})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(packed.Bytes())
	_ = z.Close()
	return b.Bytes()
}

func TestSizesInHeadersAreNotBelieved(t *testing.T) {
	text := []byte(`<worksheet><sheetData>` + strings.Repeat(" ", 30<<20))
	_, err := read(lyingZip(t, "xl/worksheets/sheet1.xml", text, 100))
	wantCode(t, err, grid.CodeTorn) // the reader of the archive stops it at 100 bytes
	small := []byte(`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`)
	_, err = read(lyingZip(t, "xl/worksheets/sheet1.xml", small, 5))
	wantCode(t, err, grid.CodeTorn)
	_, err = read(lyingZip(t, "xl/worksheets/sheet1.xml", small, 1<<40))
	wantCode(t, err, grid.CodeBomb)
}

func TestTenMegabyteCellIsNamed(t *testing.T) {
	random := make([]byte, 10<<20)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte('a' + r.IntN(26))
	}
	long := string(random)
	inline := parts(`<row r="7"><c r="C7" t="inlineStr"><is><t>` + long + `</t></is></c><c r="D7"><v>5</v></c></row>`)
	shared := parts(`<row r="7"><c r="C7" t="s"><v>0</v></c><c r="D7"><v>5</v></c></row>`)
	shared["xl/sharedStrings.xml"] = `<sst><si><t>` + long + `</t></si></sst>`
	for name, p := range map[string]map[string]string{"inline": inline, "shared": shared} {
		got, err := read(zipOf(t, p))
		if err != nil || len(got) != 2 || !strings.HasPrefix(got[0], "S!C7=6:") || len(got[0]) > 100 || got[1] != "S!D7=2:5" {
			t.Errorf("%s: %.100q %v", name, got, err)
		}
	}
	huge := parts(`<row r="7"><c r="C7" t="inlineStr"><is><t>` + long + long + `</t></is></c></row>`)
	_, err := read(zipOf(t, huge))
	if e := wantCode(t, err, grid.CodeTooMuchText); e.Row != 7 || e.Col != 3 || e.Sheet != "S" {
		t.Errorf("named %s %d %d", e.Sheet, e.Row, e.Col)
	}
}

// smallWorkbook is a whole workbook of excelize.
func smallWorkbook(t testing.TB) []byte {
	return workbookBytes(t, func(f *excelize.File) {
		for i := range 40 {
			_ = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{"tuần tra", "xóm Hoa", i, "5/9/2019"})
		}
	})
}

func TestTornWorkbookIsAnErrorAndNeverAPanic(t *testing.T) {
	whole := smallWorkbook(t)
	if _, err := read(whole); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(whole); n += 1 + len(whole)/400 {
		_, err := read(whole[:n])
		var e *grid.Error
		if !errors.As(err, &e) {
			t.Fatalf("cut at %d of %d: %v", n, len(whole), err)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 { // one byte changed: an error or cells, never a panic
		b := bytes.Clone(whole)
		b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		_, _ = read(b)
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	b := []byte(strings.Repeat("a,b\n", 100_000))
	book, err := Read(ctx, "x.csv", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for _, err = range book.Sheets[0].Rows() {
		if err != nil {
			break
		}
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestReadingAMillionCellsStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	b := workbookBytes(t, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 50_000 {
			line := []any{"tuần tra", fmt.Sprintf("xóm Hoa %d", i), i, 2, 3, 4, 5, 6, 7, "ghi chú"}
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), line); err != nil {
				t.Fatal(err)
			}
		}
		_ = w.Flush()
	})
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as the program runs, whatever tests run with
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	book, err := Read(context.Background(), "x.xlsx", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	rows, peak := 0, uint64(0)
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if rows += min(1, len(row.Cells)); rows%5000 == 0 {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
	}
	if rows != 50_000 || peak > before.HeapAlloc+64<<20 {
		t.Errorf("%d rows with %d MiB above the start", rows, (int64(peak)-int64(before.HeapAlloc))>>20)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "sep=;\na;b\n\"x\"\"y\";z", "\xff\xfea\x00,\x00", "\xef\xbb\xbfNgày\t5", "\"", "a\r\rb,\xc3"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkRead(t, b) })
}

func FuzzReadXLSX(f *testing.F) {
	f.Add(zipOf(f, parts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="e"><v>#REF!</v></c></row>`)))
	f.Add(zipOf(f, parts(`<row><c><f>1</f></c><c t="inlineStr"><is><r><t>a</t></r></is></c></row>`)))
	f.Fuzz(func(t *testing.T, b []byte) { checkRead(t, b) })
}

// FuzzReadSheetXML spends no effort on finding a valid zip.
func FuzzReadSheetXML(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="d"><v>2024-01-01T00:00</v></c></row>`)
	f.Add(`<row><c s="1"><v>1e5</v></c></row></sheetData><sheetData><row r="9"/>`)
	f.Fuzz(func(t *testing.T, s string) { checkRead(t, zipOf(t, parts(s))) })
}

// checkRead holds for every file: errors are of this package, cells stand in
// order inside the limits and are no longer than a cell may be.
func checkRead(t *testing.T, b []byte) {
	book, err := Read(context.Background(), "x", bytes.NewReader(b), int64(len(b)))
	var e *grid.Error
	if err != nil {
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
		return
	}
	for _, s := range book.Sheets {
		last := 0
		for row, err := range s.Rows() {
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatal(err)
				}
				break
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %d after %d", row.Number, last)
			}
			last = row.Number
			for i, c := range row.Cells {
				if c.Col < 1 || c.Col > MaxCols || i > 0 && c.Col <= row.Cells[i-1].Col || len(c.Text) > grid.MaxCellBytes+2 || c.Kind == grid.Empty {
					t.Fatalf("cell %+v", c)
				}
			}
		}
	}
}
