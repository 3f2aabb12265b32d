package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"phendau/internal/sheet/grid"
)

// read lists all cells of a file as "Sheet!A1=kind:text", with f for formulas.
func read(b []byte) ([]string, error) {
	book, err := Read(context.Background(), "tệp.csv", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range book.Sheets {
		for row, err := range s.Rows() {
			if err != nil {
				return out, err
			}
			for _, c := range row.Cells {
				f := ""
				if c.Formula {
					f = "f"
				}
				out = append(out, fmt.Sprintf("%s!%s=%d%s:%s", s.Name, grid.A1(row.Number, c.Col), c.Kind, f, c.Text))
			}
		}
	}
	return out, nil
}

func wantCode(t *testing.T, err error, code grid.Code) *grid.Error {
	t.Helper()
	var e *grid.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want %s", err, code)
	}
	if e.Code != code || e.VI == "" || e.EN == "" || strings.Contains(e.VI+e.EN, "%!") {
		t.Fatalf("error %+v, want %s in two languages", e, code)
	}
	return e
}

func TestCSVIsReadInEveryUnicodeFormAndWithEveryDelimiter(t *testing.T) {
	want := "tệp!A1=1:Ngày|tệp!B1=1:Địa bàn|tệp!A3=1:5/9/2019|tệp!B3=1:Đình \"Phong\"\nxóm; Hoa, 1"
	for _, delim := range []string{",", ";", "\t"} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			text := "Ngày" + delim + "Địa bàn" + eol + eol + "5/9/2019" + delim + "\"Đình \"\"Phong\"\"\nxóm; Hoa, 1\"" + eol
			utf16le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
			utf16be, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
			for i, b := range []string{text, bomUTF8 + text, utf16le, utf16be, "sep=" + delim + eol + text} {
				got, err := read([]byte(b))
				if err != nil || strings.Join(got, "|") != want {
					t.Errorf("%q %q form %d: %q, %v", delim, eol, i, got, err)
				}
			}
		}
	}
}

func TestOldEncodingsAreNamedAndRefused(t *testing.T) {
	for in, want := range map[string]string{
		"Lo\xb9i ho\xb9t \xae\xe9ng,Ngµy\n":          "TCVN3",
		"Tua\xe0n tra bie\xe2n gi\xf4\xf9i,x\n":      "VNI",
		"Ti\xea\xecng Vi\xea\xf2t,Ng\xe0y \xf0\n":    "Windows-1258",
		strings.Repeat("a", 70_000) + ",x\n\xff\xfd": "Windows-1258",
	} {
		_, err := read([]byte(in))
		if e := wantCode(t, err, grid.CodeEncoding); !strings.Contains(e.VI, want) {
			t.Errorf("%.20q: %s, want %s", in, e.VI, want)
		}
	}
}

func TestFilesThatAreNoTablesAreRefused(t *testing.T) {
	for in, code := range map[string]grid.Code{
		"":                                      grid.CodeEmptyFile,
		"%PDF-1.4\x00\x01":                      grid.CodeUnknownFormat,
		"PK\x03\x04 torn":                       grid.CodeTorn,
		"a,b;c\n":                               grid.CodeDelimiter,
		"a,b\n\"x,y\n":                          grid.CodeQuote,
		"a,b\n\"x\"y,1\n":                       grid.CodeQuote,
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 book": grid.CodeOldExcel,
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 70_000) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00": grid.CodeEncrypted,
	} {
		_, err := read([]byte(in))
		wantCode(t, err, code)
	}
	_, err := read([]byte("a,b\n\"x,y\n"))
	if e := wantCode(t, err, grid.CodeQuote); e.Row != 2 || e.Col != 1 {
		t.Errorf("the open quote is at %d,%d", e.Row, e.Col)
	}
}

func TestOverlongCellIsNamedAndTheRestIsRead(t *testing.T) {
	got, err := read([]byte("a,b\n1," + strings.Repeat("ă", 5<<20) + "\n2,3\n"))
	if err != nil || len(got) != 6 || !strings.HasPrefix(got[3], "tệp!B2=6:ă") || got[5] != "tệp!B3=1:3" || len(got[3]) > 200 {
		t.Errorf("%.200q %v", got, err)
	}
}

// workbookBytes writes a workbook as offices do.
func workbookBytes(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXCellsKeepTheirKindAndTheirDigits(t *testing.T) {
	b := workbookBytes(t, func(f *excelize.File) {
		date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		custom := `[$-42A]dd"/"mm"/"yyyy;@`
		own, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		money := `#,##0 "đồng"`
		cash, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
		for cell, v := range map[string]any{"A1": "Địa bàn", "B1": 93.783, "C1": 43713, "D1": 43713.75, "E1": true,
			"F1": int64(2600000000), "G1": "93,783", "A3": 0.1 + 0.2, "B3": 1e15, "C3": 2.5e-7, "D3": -5} {
			_ = f.SetCellValue("Sheet1", cell, v)
		}
		_ = f.SetCellStyle("Sheet1", "C1", "C1", date)
		_ = f.SetCellStyle("Sheet1", "D1", "D1", own)
		_ = f.SetCellStyle("Sheet1", "F1", "F1", cash)
		_ = f.SetCellFormula("Sheet1", "E3", "B1*2")
		_, _ = f.NewSheet("Ẩn")
		_ = f.SetCellValue("Ẩn", "AA2", "x")
	})
	got, err := read(b)
	want := []string{"Sheet1!A1=1:Địa bàn", "Sheet1!B1=2:93.783", "Sheet1!C1=3:2019-09-05", "Sheet1!D1=3:2019-09-05", "Sheet1!E1=4:true",
		"Sheet1!F1=2:2600000000", "Sheet1!G1=1:93,783", "Sheet1!A3=2:0.3", "Sheet1!B3=2:1000000000000000", "Sheet1!C3=2:0.00000025", "Sheet1!D3=2:-5",
		"Sheet1!E3=5f:", "Ẩn!AA2=1:x"}
	if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q\n%v", got, want, err)
	}
}

func TestNumbersOfCellsLoseOnlyBinaryNoise(t *testing.T) {
	for in, want := range map[string]string{"93.783000000000001": "93.783", "2.6E+9": "2600000000", "1E-3": "0.001", "007": "7",
		"0.10": "0.1", "-0": "0", "123456789012345": "123456789012345", ".5": "0.5", "5.": "5"} {
		if got, ok := plainNumber(in); !ok || got != want {
			t.Errorf("%s reads %q %v", in, got, ok)
		}
	}
	for _, in := range []string{"NaN", "Inf", "0x1f", "1e999", "1e30", "1_000", "", "a", "1e", "--5"} {
		if got, ok := plainNumber(in); ok {
			t.Errorf("%q reads %q", in, got)
		}
	}
}
