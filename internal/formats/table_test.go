package formats

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"phendau/internal/geodesy"
	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

const markers = "Danh sách vị trí mốc;;;;\n\nSố mốc;X (m);Y (m);Cao độ (m);Loại\n2001;2.526.295,069;579154,014;612,4;đơn\n2002/1;2528510,584;599 833,348;;đôi\n"

func TestSurveyorsTablesAreReadWithNorthFirst(t *testing.T) {
	raw := mustRead(t, "moc.csv", markers)
	if raw.Format != CSV || *raw.Columns != (Columns{Name: 1, East: 2, North: 3, Height: 4}) {
		t.Errorf("%+v", raw.Columns)
	}
	got := raw.Compare(geodesy.LatLon{Lat: 22.8347, Lon: 106.5231})
	if got[0].Datum.String() != "vn2000/tm3/105:45" || !got[0].Swapped || got[0].DistanceM > 0.001 {
		t.Errorf("%+v", got[0])
	}
	wantTold(t, mustSettle(t, raw, Answers{Reading: got[0].Reading}), `
place "2001" "" [{Loại đơn}] 22.8347,106.5231^612.4
place "2002/1" "" [{Loại đôi}] 22.8536,106.7247`)
}

func TestTablesAreReadInEveryUnicodeFormAndFromWorkbooks(t *testing.T) {
	want := told(mustSettle(t, mustRead(t, "a.csv", markers), Answers{Reading: geodesy.Reading{Datum: geodesy.UTM48, Swapped: true}}))
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(markers)
	book := excelize.NewFile()
	for i, row := range [][]any{{"Số mốc", "X", "Y", "Cao độ", "Loại"}, {"2001", 2526295.069, 579154.014, 612.4, "đơn"}, {"2002/1", 2528510.584, 599833.348, nil, "đôi"}} {
		if err := book.SetSheetRow("Sheet1", grid.A1(i+1, 1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"mark": "\ufeff" + markers, "utf-16": utf16, "xlsx": b.String()} {
		if got := told(mustSettle(t, mustRead(t, name, text), Answers{Reading: geodesy.Reading{Datum: geodesy.UTM48, Swapped: true}})); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	_, err = readRaw("a.csv", strings.Replace(markers, "đơn", "\xf0\xf5", 1), Options{})
	wantCode(t, err, Code(grid.CodeEncoding))
}

func TestATableOfTimesIsOneTrackAndNamedPathsStayApart(t *testing.T) {
	raw := mustRead(t, "đi sáng.csv", "lat,lon,time,accuracy\n22.1,106.1,05/03/2026 07:00,4.5\n22.2,106.2,05/03/2026 07:01,\n")
	wantTold(t, mustSettle(t, raw, Answers{}), `track "đi sáng" "" [] | 22.1,106.1@2026-03-05T00:00:00Z~4.5 22.2,106.2@2026-03-05T00:01:00Z`)
	raw = mustRead(t, "b.csv", "track,segment,lat,lon\nA,1,1,2\nA,1,3,4\nA,2,5,6\nB,2,7,8\n,,9,10\nB,,11,12\n")
	wantTold(t, mustSettle(t, raw, Answers{}), `
place "" "" [] 9,10
line "A" "" [] | 1,2 3,4 | 5,6
line "B" "" [] | 7,8
line "B" "" [] | 11,12`)
}

func TestHeadingsAreKnownInEverySpelling(t *testing.T) {
	for _, n := range columnNames {
		for _, word := range n.names {
			if vi.EqualKey(word) != word {
				t.Errorf("%q is no key", word)
			}
		}
	}
	if c := columnsOf([]string{"Toạ độ Bắc (m)", "TỌA ĐỘ ĐÔNG", "Thời  gian"}); *c != (Columns{North: 1, East: 2, Time: 3}) {
		t.Errorf("%+v", c)
	}
}

func TestColumnsAreAskedWhenHeadingsDoNotTell(t *testing.T) {
	text := "mã,một,hai\nM1,106.5,22.8\n"
	_, err := readRaw("a.csv", text, Options{})
	if e := wantCode(t, err, CodeColumns); !slices.Equal(e.Headings, []string{"mã", "một", "hai"}) {
		t.Error(e.Headings)
	}
	raw, err := readRaw("a.csv", text, Options{Columns: &Columns{Name: 1, East: 2, North: 3}})
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, mustSettle(t, raw, Answers{}), `place "M1" "" [] 22.8,106.5`)
	_, err = readRaw("a.csv", text, Options{Columns: &Columns{East: 9, North: 3}})
	if e := wantCode(t, err, CodeCoordinate); e.Line != 2 || e.What != "I" {
		t.Error(e)
	}
}

func TestFaultsOfTablesNameRowAndColumn(t *testing.T) {
	for text, code := range map[string]Code{
		"lat,lon\n22,106\n=1+1,106\n":              CodeCoordinate,
		"lat,lon\n22,106\n22,\n":                   CodeCoordinate,
		"lat,lon\n22,106\n22,1e308\n":              CodeCoordinate,
		"lat,lon\n22,106\n22,NaN\n":                CodeCoordinate,
		"lat,lon\n22,106\n22,Inf\n":                CodeCoordinate,
		"lat,lon,time\n22,106,\n22,106,hôm qua\n":  CodeInstant,
		"tên,lat,lon\na,22,106\nVÞ trÝ ®Çu,22,106": CodeEncoding,
	} {
		_, err := readRaw("a.csv", text, Options{})
		if e := wantCode(t, err, code); e.Line != 3 {
			t.Errorf("%q: %v", text, e)
		}
	}
}

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for s, want := range map[string]float64{
		"22,8347": 22.8347, "22.8347": 22.8347, "2.526.295,069": 2526295.069, "2,526,295.069": 2526295.069, "2 526 295,069": 2526295.069,
		"2.526.295": 2526295, "-3,5": -3.5, "579154": 579154, " 1 ": 1,
	} {
		if got, ok := parseNumeral(s); !ok || got != want {
			t.Errorf("%q: %v %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "22°", "1.23.456", "1,2.3,4", "1.2,3.4", "x", "0x10", "1_000", "--1", "infinity", "nan", ","} {
		if got, ok := parseNumeral(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
	for s, want := range map[string]float64{
		`22°50'05"B`: 22 + 50.0/60 + 5.0/3600, "N 22 50 5.2": 22 + 50.0/60 + 5.2/3600, "106°31,5'Đ": 106.525, "33° 52′ 10″ S": -(33 + 52.0/60 + 10.0/3600), "12-30": 12.5,
	} {
		if got, ok := parseAngle(s); !ok || got-want > 1e-12 || want-got > 1e-12 {
			t.Errorf("%q: %v %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "22 61 5", "1 2 3 4", "NaN", "200°", "°"} {
		if got, ok := parseAngle(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}
