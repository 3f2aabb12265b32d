package document

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"phendau/internal/paper"
)

func rowsOf(rows [][]Value) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

var exportColumns = []ExportColumn{
	{Title: "Đơn vị", Width: 30}, {Title: "Mã", Kind: paper.CodeColumn}, {Title: "Lượt", Kind: paper.NumberColumn}, {Title: "Ngày", Kind: paper.DateColumn},
}

func hostileExport() Export {
	return Export{Columns: exportColumns, About: []string{"=Người xuất: demo", "Vị trí sổ 1:1.48213"}, Rows: rowsOf([][]Value{
		{Text("Xã Đàm Thủy"), Number("01501"), Int(11645), Day("2024-02-29")},
		{Text(`=cmd|'/c calc'!A1`), Text("+84"), Number("93.783"), Day("2024-03-01")},
		{Text("-1+1\u202E"), Text("@x"), Number("12345678901234567890"), Day("không rõ")},
		{Text("\tđầu tab, \"nháy\"\nxuống dòng"), Text("\r=1"), Empty(), Empty()},
	})}
}

func TestExportXLSXHasRealNumbersDaysAndInertText(t *testing.T) {
	var b bytes.Buffer
	if err := ExportXLSX(&b, hostileExport()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for at, want := range map[string]string{
		"A1": "Đơn vị", "A2": "Xã Đàm Thủy", "B2": "01501", "C2": "11,645", "D2": "29/02/2024", "C3": "93.783",
		"A3": `=cmd|'/c calc'!A1`, "A4": "-1+1[U+202E]", "C4": "12345678901234567890", "D4": "không rõ", "A6": "=Người xuất: demo",
	} {
		got, err := f.GetCellValue("Số liệu", at)
		if err != nil || got != want {
			t.Errorf("%s = %q, want %q (%v)", at, got, want, err)
		}
		if formula, _ := f.GetCellFormula("Số liệu", at); formula != "" {
			t.Errorf("%s holds the formula %q", at, formula)
		}
	}
	if kind, _ := f.GetCellType("Số liệu", "C2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("C2 is of type %v", kind)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "'Số liệu'!$1:$1" {
		t.Errorf("print titles: %v", names)
	}
}

func TestExportCSVIsRFC4180WithMarkAndInert(t *testing.T) {
	var b bytes.Buffer
	if err := ExportCSV(&b, hostileExport()); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	if !strings.HasPrefix(s, "\uFEFFĐơn vị,Mã,Lượt,Ngày\r\n") {
		t.Errorf("begins %.40q", s)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(s, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Xã Đàm Thủy", "01501", "11645", "29/02/2024"}, {`'=cmd|'/c calc'!A1`, "'+84", "93,783", "01/03/2024"},
		{"'-1+1[U+202E]", "'@x", "12345678901234567890", "không rõ"}, {"' đầu tab, \"nháy\" xuống dòng", "' =1", "", ""},
		{"'=Người xuất: demo", "", "", ""}, {"Vị trí sổ 1:1.48213", "", "", ""},
	}
	for i, w := range want {
		if strings.Join(records[i+1], "|") != strings.Join(w, "|") {
			t.Errorf("row %d is %q, want %q", i+1, records[i+1], w)
		}
	}
}

func TestExportGoesOnInTheNextSheet(t *testing.T) {
	var rows [][]Value
	for i := range 25 {
		rows = append(rows, []Value{Int(int64(i))})
	}
	var b bytes.Buffer
	if err := exportXLSX(&b, Export{Columns: []ExportColumn{{Title: "TT"}}, Rows: rowsOf(rows)}, 11); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := f.GetSheetList(); len(got) != 3 {
		t.Fatalf("sheets %v", got)
	}
	if v, _ := f.GetCellValue("Số liệu (3)", "A6"); v != "24" {
		t.Errorf("last row is %q", v)
	}
}

func TestExportReturnsTheRowsError(t *testing.T) {
	broken := errors.New("mất kết nối")
	rows := func(yield func([]Value, error) bool) { yield(nil, broken) }
	e := Export{Columns: exportColumns, Rows: rows}
	if err := ExportXLSX(io.Discard, e); !errors.Is(err, broken) {
		t.Errorf("XLSX: %v", err)
	}
	if err := ExportCSV(io.Discard, e); !errors.Is(err, broken) {
		t.Errorf("CSV: %v", err)
	}
	short := Export{Columns: exportColumns, Rows: rowsOf([][]Value{{Text("x")}})}
	if ExportXLSX(io.Discard, short) == nil || ExportCSV(io.Discard, short) == nil {
		t.Error("a row of the wrong width was written")
	}
}

// TestExportMemoryDoesNotGrowWithRows measures live memory, not time.
func TestExportMemoryDoesNotGrowWithRows(t *testing.T) {
	const rows = 60_000
	row := make([]Value, 8)
	seq := func(yield func([]Value, error) bool) {
		for i := range rows {
			for k := range row {
				row[k] = Text("Xã Đình Phong " + strconv.Itoa(i))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	columns := make([]ExportColumn, 8)
	var peak uint64
	watch := writerFunc(func(p []byte) (int, error) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
		return len(p), nil
	})
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as the program runs, whatever tests run with
	runtime.GC()
	if err := ExportXLSX(watch, Export{Columns: columns, Rows: seq}); err != nil {
		t.Fatal(err)
	}
	if peak > 60<<20 {
		t.Errorf("heap reached %d MB", peak>>20)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func BenchmarkExportXLSX(b *testing.B) {
	row := []Value{Text("Xã Đình Phong"), Number("01489"), Int(11645), Day("2024-02-29"), Text("Tuần tra thường xuyên"), Int(5), Text("đã thẩm định"), Number("93.783"), Text("Đồn Biên phòng Ngọc Côn"), Int(2600000000)}
	seq := func(yield func([]Value, error) bool) {
		for range b.N {
			if !yield(row, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	if err := ExportXLSX(io.Discard, Export{Columns: make([]ExportColumn, len(row)), Rows: seq}); err != nil {
		b.Fatal(err)
	}
}
