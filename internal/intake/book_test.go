package intake_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"phendau/internal/intake"
	"phendau/internal/sheet/grid"
)

func TestAFileTornInTheMiddleImportsNothing(t *testing.T) {
	x := newWorld(t)
	book := bookOf(clearingHead, fmt.Sprintf(clearingRow, "5 m"))
	whole := book.Sheets[0].Rows
	book.Sheets[0].Rows = func() iter.Seq2[*grid.Row, error] {
		return func(yield func(*grid.Row, error) bool) {
			for r, err := range whole() {
				if !yield(r, err) {
					return
				}
			}
			yield(nil, &grid.Error{Code: grid.CodeTorn, Sheet: "Tháng 9", VI: "hỏng", EN: "torn"})
		}
	}
	plan, problems := intake.Entries(book, x.env(t))
	if brief(problems) != " torn_file error" || plan.OK() {
		t.Errorf("%s, %d drafts", brief(problems), len(plan.Drafts))
	}
}

func TestSheetsThatAreNotReadAreNamed(t *testing.T) {
	x := newWorld(t)
	book := bookOf(clearingHead, fmt.Sprintf(clearingRow, "5 m"))
	guide := grid.Lines("Hướng dẫn", [][]string{{"Cách ghi"}})
	hidden := bookOf(clearingHead, fmt.Sprintf(clearingRow, "2.6 m")).Sheets[0]
	hidden.Name, hidden.Hidden = "Ẩn", true
	second := book.Sheets[0]
	second.Name = "Tháng 10"
	book.Sheets = append(book.Sheets, guide, hidden)
	plan, problems := intake.Entries(book, x.env(t))
	if brief(problems) != " sheet_skipped warning;  hidden_sheet warning" || problems[1].Sheet != "Ẩn" || plan.Records != 1 {
		t.Errorf("%s, %d records", brief(problems), plan.Records)
	}
	book.Sheets = append(book.Sheets[:1], second)
	if _, problems = intake.Entries(book, x.env(t)); !strings.Contains(brief(problems), "duplicate_row") || problems[0].Sheet != "Tháng 10" {
		t.Errorf("%s", brief(problems))
	}
}

func TestIdsFollowFromFileSheetAndRow(t *testing.T) {
	x := newWorld(t)
	ids := func(digest, sheet string, before ...grid.Sheet) string {
		book := bookOf(clearingHead, fmt.Sprintf(clearingRow, "5 m"), fmt.Sprintf(clearingRow, "6 m"))
		book.SHA256, book.Sheets[0].Name = digest, sheet
		book.Sheets = append(before, book.Sheets...)
		plan, problems := intake.Entries(book, x.env(t))
		if len(plan.Drafts) != 4 {
			t.Fatal(brief(problems))
		}
		out := ""
		for _, d := range plan.Drafts {
			out += d.EntityID + " " + d.ID + "\n"
		}
		return out
	}
	a := ids("aa", "S")
	if a != ids("aa", "S") || a != ids("aa", "a renamed CSV") {
		t.Error("the same file gives other ids")
	}
	if a == ids("ab", "S") || a == ids("aa", "S", grid.Lines("x", [][]string{{"x"}})) {
		t.Error("another file or sheet gives the same ids")
	}
}

func TestOldFontsAreToldFromVietnamese(t *testing.T) {
	for _, s := range []string{"hoà bình", "thuỷ", "quý", "loãng", "quãng", "xuân", "tuân", "xã\u00a0Đình Phong", "«khá»", "UBND xã (mới)", "m²", "Nguyễn Huệ – Hòa An", "5 °C", "Trùng Khánh·Mẫu", "® TM", "toán, khoẻ, xoá, luỹ", "ngoằn ngoèo", "khúc khuỷu", "XÃ ĐÀM THUỶ"} {
		if e := grid.LegacyText(s); e != "" {
			t.Errorf("%q is taken for %s", s, e)
		}
	}
	for s, want := range map[string]grid.Encoding{"Lo¹i ho¹t ®éng": grid.TCVN3, "x· §×nh": grid.TCVN3, "Tuaàn tra bieân giôùi": grid.VNI, "Ä‘á»“n biÃªn phÃ²ng": grid.Mojibake, "xÃ³m": grid.Mojibake} {
		if e := grid.LegacyText(s); e != want {
			t.Errorf("%q is taken for %q", s, e)
		}
	}
}
