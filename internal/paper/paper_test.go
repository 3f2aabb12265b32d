package paper_test

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"phendau/internal/paper"
	"phendau/internal/paper/papertest"
)

func samples() map[string]func() *paper.Document {
	return map[string]func() *paper.Document{"state": papertest.State, "front": papertest.Front, "army": papertest.Army}
}

func TestSamplesAreValid(t *testing.T) {
	for name, make := range samples() {
		for _, p := range make().Validate() {
			t.Errorf("%s: %s", name, p)
		}
	}
}

func TestJSONRoundTripsToTheSameDocumentAndBytes(t *testing.T) {
	for name, make := range samples() {
		d := make()
		b, err := paper.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := paper.Unmarshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, back) {
			t.Errorf("%s: the document changed on its way through JSON", name)
		}
		again, err := paper.Marshal(back)
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s: the bytes changed, %v", name, err)
		}
	}
	for _, bad := range []string{`{}`, `{"format":"phendau.paper/9"}`, `{"format":"phendau.paper/1","secrecy":"MẬT"}`, `{"format":"phendau.paper/1"} x`} {
		if _, err := paper.Unmarshal([]byte(bad)); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the golden file")

// TestStoredFormIsStable keeps the JSON that locked reports are stored in:
// a change of this file is a change of format.
func TestStoredFormIsStable(t *testing.T) {
	const path = "testdata/front.json"
	got, err := paper.Marshal(papertest.Front())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the stored form of a report changed; old locked reports must still print the same")
	}
	if _, err := paper.Unmarshal(want); err != nil {
		t.Error(err)
	}
}

func TestFixedLinesOfTheForm(t *testing.T) {
	l := paper.Letterhead{NumberSign: "BC-UBND", Number: 5, Place: "Đình Phong", Date: "2026-02-05"}
	one := paper.Recipients{To: []string{"Ủy ban nhân dân tỉnh Cao Bằng"}, Copies: []string{"Đảng ủy xã;"}, FileAt: "VT, VP."}
	first, list := one.AddresseeLines()
	for want, got := range map[string]string{
		"Số: 05/BC-UBND":                           l.NumberLine(),
		"Đình Phong, ngày 05 tháng 02 năm 2026":    l.DateLine(),
		"Số: 112/BC-UBND":                          (&paper.Letterhead{NumberSign: "BC-UBND", Number: 112}).NumberLine(),
		"Số:      /BC-UBND":                        (&paper.Letterhead{NumberSign: "BC-UBND"}).NumberLine(),
		"X, ngày 03 tháng 3 năm 2026":              (&paper.Letterhead{Place: "X", Date: "2026-03-03"}).DateLine(),
		"X, ngày 12 tháng 10 năm 2026":             (&paper.Letterhead{Place: "X", Date: "2026-10-12"}).DateLine(),
		"Kính gửi: Ủy ban nhân dân tỉnh Cao Bằng":  first,
		"- Như trên;|- Đảng ủy xã;|- Lưu: VT, VP.": strings.Join(one.Lines(), "|"),
		"":                         strings.Join(list, "|"),
		"Thượng tá Hoàng Văn Khuê": papertest.Army().Signature.SignerLine(),
		"Phụ lục":                  (&paper.Document{Annexes: make([]paper.Annex, 1)}).AnnexTitle(0),
		"Phụ lục II":               papertest.State().AnnexTitle(1),
		"(Kèm theo Báo cáo số 05/BC-BCĐ ngày 04 tháng 3": strings.TrimSpace(papertest.State().AnnexReference()[:55]),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLettersFollowVietnameseOrderAndEndAt23(t *testing.T) {
	d := &paper.Document{Body: []paper.Block{paper.H(paper.LevelNumber, paper.T("Mục"))}}
	for range paper.MaxLetters {
		d.Body = append(d.Body, paper.Item(paper.LevelLetter, paper.T("ý")))
	}
	if err := d.Number(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range d.Body[1:] {
		got = append(got, b.Heading.Label)
	}
	if want := "a) b) c) d) đ) e) g) h) i) k) l) m) n) o) p) q) r) s) t) u) v) x) y)"; strings.Join(got, " ") != want {
		t.Errorf("letters are %v", got)
	}
	d.Body = append(d.Body, paper.Item(paper.LevelLetter, paper.T("ý thứ 24")))
	if err := d.Number(); err == nil {
		t.Error("a 24th letter was numbered")
	}
}

func TestSkippedLevelsAreRefused(t *testing.T) {
	for _, levels := range [][]paper.Level{
		{paper.LevelLetter}, {paper.LevelRoman, paper.LevelLetter}, {paper.LevelPart, paper.LevelNumber},
		{paper.LevelNumber, paper.LevelRoman}, {9},
	} {
		d := &paper.Document{}
		for _, l := range levels {
			d.Body = append(d.Body, paper.H(l, paper.T("x")))
		}
		if d.Number() == nil {
			t.Errorf("levels %v were numbered", levels)
		}
	}
}

// TestEveryPlantedFaultIsNamed changes one thing in a valid report and
// expects the problem's code.
func TestEveryPlantedFaultIsNamed(t *testing.T) {
	faults := map[string]func(*paper.Document){
		"heading_level": func(d *paper.Document) {
			d.Body = append(d.Body, paper.H(paper.LevelPart, paper.T("Phần lạc")))
		},
		"heading_label":          func(d *paper.Document) { d.Body[0].Heading.Label = "II." },
		"bad_text":               func(d *paper.Document) { d.Subject = norm.NFD.String(d.Subject) },
		"missing":                func(d *paper.Document) { d.Signature.Name = "" },
		"signer_title":           func(d *paper.Document) { d.Signature.Name = "TS. Nông Văn Tài" },
		"signer_rank":            func(d *paper.Document) { d.Signature.Name = "Thiếu tá Nông Văn Tài" },
		"authority_order":        func(d *paper.Document) { a := d.Signature.Authority; a[0], a[1] = a[1], a[0] },
		"capitals":               func(d *paper.Document) { d.Letterhead.IssuingBody[0] = "Ban Chỉ đạo" },
		"number_sign":            func(d *paper.Document) { d.Letterhead.NumberSign = "BC - UBND" },
		"date_before_period_end": func(d *paper.Document) { d.Letterhead.Date = "2024-02-28" },
		"date":                   func(d *paper.Document) { d.Letterhead.Date = "2024-02-30" },
		"period_text":            func(d *paper.Document) { d.Scope.PeriodText = "giai đoạn 2019 - 2024" },
		"scope":                  func(d *paper.Document) { d.Scope.MapText = "" },
		"unknown_cell":           func(d *paper.Document) { d.Body[1].Paragraph.Runs[1].Figure = 999 },
		"run":                    func(d *paper.Document) { d.Body[1].Paragraph.Runs[1].Text = "22" },
		"link":                   func(d *paper.Document) { d.Figures[0].Href = "javascript:alert(1)" },
		"cell_number":            func(d *paper.Document) { d.Figures[1].Cell = 1 },
		"printed":                func(d *paper.Document) { d.Figures[0].Printed = "" },
		"number":                 func(d *paper.Document) { d.Figures[0].Value = "1.2.3" },
		"table_code":             func(d *paper.Document) { d.Annexes[0].Blocks[0].Table.Code = nil },
		"table": func(d *paper.Document) {
			tb := d.Annexes[0].Blocks[0].Table
			tb.Rows[0].Cells = tb.Rows[0].Cells[1:]
		},
		"chart": func(d *paper.Document) {
			for i := range d.Body {
				if d.Body[i].Chart != nil {
					d.Body[i].Chart.Spec.Quantity = "stock"
				}
			}
		},
		"annex_name": func(d *paper.Document) { d.Annexes[0].Name = "" },
		"file_at":    func(d *paper.Document) { d.Recipients.FileAt = "VP" },
		"layout":     func(d *paper.Document) { d.Profile.Layout.BodyPt = 12 },
		"created":    func(d *paper.Document) { d.Created = "hôm qua" },
		"block":      func(d *paper.Document) { d.Body = append(d.Body, paper.Block{}) },
		"urgency":    func(d *paper.Document) { d.Letterhead.Urgency = "MẬT" },
	}
	for code, plant := range faults {
		d := papertest.State()
		plant(d)
		if !slices.ContainsFunc(d.Validate(), func(p paper.Problem) bool { return p.Code == code }) {
			t.Errorf("%s: not found, problems are %v", code, d.Validate())
		}
	}
}

func TestPreliminaryReportMayBeDatedBeforeThePeriodsEnd(t *testing.T) {
	d := papertest.State()
	d.Letterhead.Date, d.Preliminary = "2024-02-28", true
	if p := d.Validate(); len(p) != 0 {
		t.Errorf("problems: %v", p)
	}
}

func TestVisibleTextIsInertAndIdempotent(t *testing.T) {
	for in, want := range map[string]string{
		"a\u202Eb":             "a[U+202E]b",
		"\x00\x1b[0m":          "[U+0000][U+001B][0m",
		"dòng 1\nhai":          "dòng 1 hai",
		"Thu\u0309y":           "Thủy",
		"\u0301a":              "[U+0301]a",
		"x\xffy":               "x[U+FFFD]y",
		"zero\u200bwidth":      "zero[U+200B]width",
		"\uFFFE":               "[U+FFFE]",
		"Đình Phong 🌾 & <b>":   "Đình Phong 🌾 & <b>",
		"tone q\u0323\u0301 x": "tone q\u0323\u0301 x",
	} {
		if got := paper.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := paper.Visible(s)
		if twice := paper.Visible(once); twice != once {
			t.Fatalf("%q became %q, then %q", s, once, twice)
		}
		if !norm.NFC.IsNormalString(once) {
			t.Fatalf("%q is not NFC", once)
		}
	})
}

func TestPrintableCopiesDeeply(t *testing.T) {
	d := papertest.State()
	before, _ := paper.Marshal(d)
	p := d.Printable()
	p.Body[1].Paragraph.Runs[0].Text = "khác"
	p.Figures[0].Basis["counted"] = "7"
	p.Annexes[0].Blocks[0].Table.Rows[0].Cells[0].Runs[0].Text = "khác"
	after, _ := paper.Marshal(d)
	if !bytes.Equal(before, after) {
		t.Error("changing the copy changed the document")
	}
}
