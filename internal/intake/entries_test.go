package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/sheet/grid"
	"phendau/internal/store"
)

const (
	clearingHead = "Loại hoạt động *|Ngày|Địa bàn|Thuộc xã|Chiều dài|Lượt người tham gia|Số lần|Việc làm"
	clearingRow  = "phát quang, sửa chữa đường tuần tra|5/9/2024|Lê||%s|12||phát quang"
)

// one reads the only entry of a plan.
func one(t *testing.T, p intake.Plan, problems []intake.Problem) ledger.Content {
	t.Helper()
	if len(p.Drafts) != 2 || p.Drafts[0].Verb != "create" || p.Drafts[1].Verb != "submit" {
		t.Fatalf("%d drafts: %s", len(p.Drafts), brief(problems))
	}
	return p.Drafts[0].Body.(ledger.Content)
}

func TestNumbersAndUnitsOfLengths(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	for in, want := range map[string]string{ // value of E2, or problems
		"93,783 km": "= 93783", "93,783": "E2 unit_missing error", "500 m": "= 500", "0,5 km": "= 500", "1.234,5 km": "= 1234500",
		"2.6 km": "E2 ambiguous_dot error", "5 kg": "E2 unit_unknown error", "5 lượt": "E2 unit_unknown error", "-5 m": "E2 negative error",
		"NaN": "E2 unknown_word error", "1e5 m": "E2 unknown_word error", "５ m": "E2 foreign_digits error", "0,0005 m": "E2 too_many_decimals error",
		"9999999999999999999 m": "E2 too_large error", "khoảng 2 km": "= 2000", "có, chưa thống kê": "= uncounted", "5 m 3": "E2 several_numbers error",
		"": "E2 required error", "=1+1": "E2 unknown_word error", "<b>5</b> m": "E2 unknown_word error", "5 m/năm": "E2 per_unexpected error",
		"2024-01-02": "E2 ", "không đếm": "E2 ", strings.Repeat("9", 2000): "E2 not_a_number error",
	} {
		plan, problems := intake.Entries(bookOf(clearingHead, fmt.Sprintf(clearingRow, in)), env)
		complete(t, problems)
		got := brief(problems)
		if strings.HasPrefix(want, "=") && plan.OK() {
			v := one(t, plan, problems).Measures["length_m"]
			got = fmt.Sprintf("= %d", v.V)
			if v.Q == amount.Uncounted {
				got = "= uncounted"
			}
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestHeadingNamesTheUnit(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	for _, c := range []struct{ head, in, want string }{
		{"Chiều dài (km)", "93,783", "93783 E2 numeral_doubt question; E2 out_of_bounds question"}, {"chieu dai (km)", "12,6", "12600 "}, {"length_m (m)", "500", "500 "},
		{"Chiều dài, km", "500 m", "500 "}, {"Chiều dài (lượt)", "5", " E2 unit_unknown error"}, {"Chiều dài (km", "5", " E1 unknown_column error"},
		{"Chiều cao", "5", " E1 unknown_column error"}, {"Chiều dài (nghìn m)", "5 nghìn", " E2 unit_twice error"}, {"Chiều dài (nghìn m)", "2,5", "2500 "},
		{"Chiều dài (nghìn m)", "2 nghìn m", "2000 "},
	} {
		plan, problems := intake.Entries(bookOf(strings.Replace(clearingHead, "Chiều dài", c.head, 1), fmt.Sprintf(clearingRow, c.in)), env)
		complete(t, problems)
		got := ""
		if plan.OK() {
			got = fmt.Sprint(one(t, plan, problems).Measures["length_m"].V)
		}
		if got+" "+brief(problems) != c.want {
			t.Errorf("%s %s: %s %s, want %s", c.head, c.in, got, brief(problems), c.want)
		}
	}
}

func TestNumberCellsAreUnambiguous(t *testing.T) {
	x := newWorld(t)
	book := bookOf(strings.Replace(clearingHead, "Chiều dài", "Chiều dài (km)", 1), fmt.Sprintf(clearingRow, "9"))
	rows := []grid.Row{}
	for r := range book.Sheets[0].Rows() {
		rows = append(rows, grid.Row{Number: r.Number, Cells: append([]grid.Cell(nil), r.Cells...)})
	}
	set := func(kind grid.Kind, text string) {
		for i := range rows[1].Cells {
			if rows[1].Cells[i].Col == 5 {
				rows[1].Cells[i] = grid.Cell{Col: 5, Kind: kind, Text: text, Formula: kind == grid.Number}
			}
		}
		book.Sheets[0] = grid.FromRows("S", rows)
	}
	for _, c := range []struct {
		kind       grid.Kind
		text, want string
	}{
		{grid.Number, "93.783", "93783 E2 out_of_bounds question; E2 formulas warning"}, {grid.Number, "2.6", "2600 E2 formulas warning"}, {grid.Number, "-1", "0 E2 negative error; E2 formulas warning"},
		{grid.Fault, "#REF!", "0 E2 cell_fault error"}, {grid.Fault, "", "0 E2 cell_fault error"}, {grid.Overlong, "aaa", "0 E2 cell_too_long error"},
		{grid.Date, "2024-06-02", "0 E2 date_in_number error"}, {grid.Bool, "true", "0 E2 not_a_quantity error"},
	} {
		set(c.kind, c.text)
		plan, problems := intake.Entries(book, x.env(t))
		complete(t, problems)
		v := int64(0)
		if plan.OK() {
			v = one(t, plan, problems).Measures["length_m"].V
		}
		if got := fmt.Sprint(v, " ", brief(problems)); got != c.want {
			t.Errorf("%v %q: %s, want %s", c.kind, c.text, got, c.want)
		}
	}
}

func TestPlacesAndDaysAreThoseOfTheEntry(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	for _, c := range []struct{ day, place, within, want string }{
		{"5/9/2024", "Hoa 1", "", "C2 place_ambiguous error"}, {"5/9/2024", "Hoa 1", "Đình Phong", x.hoaA}, {"5/9/2024", "xóm hoa 1", "dinh phong", x.hoaA},
		{"5/9/2024", "Hoa 1", "01480", x.hoaB}, {"5/9/2025", "Hoa 1", "Đình Phong", "C2 place_ambiguous error"},
		{"5/9/2024", "01489", "", x.oldA}, {"5/9/2025", "01489", "", x.merged}, {"5/9/2025", "Ngọc Khê", "", "C2 place_not_found error"},
		{"5/9/2024", x.oldA, "", x.oldA}, {"5/9/2025", x.oldA, "", "C2 place_not_alive error"}, {"5/9/2019", "Lê", "", "C2 place_not_found error"},
		{"5/9/2024", "Không Có", "", "C2 place_not_found error"}, {"5/9/2099", "Lê", "", "B2 future_day error"}, {"31/2/2024", "Lê", "", "B2 bad_day error"},
		{"9/2024", "Lê", "", "B2 bad_day error"}, {"", "Lê", "", "B2 missing error"}, {"5/9/2024", "", "", "C2 missing error"}, {"5/9/1999", "", "", "B2 bad_day error; C2 missing error"},
		{"5/9/2024", "Đi\u0300nh Phong", "", x.oldA}, {"5/9/2024", "Xa\u0303 Đình Phong", "", x.oldA}, {"5/9/2024", "Mẫu", "", "C2 no_ledger error"},
		{"5/9/2024", "Lê'; DROP TABLE op;--", "", "C2 place_not_found error"}, {"5/9/2024", "X·m Lª", "", "C2 wrong_encoding error"}, {"5/9/2024", "Lê\u202e", "", "C2 bad_text error"},
	} {
		plan, problems := intake.Entries(bookOf(clearingHead, "trail_clearing|"+c.day+"|"+c.place+"|"+c.within+"|5 m|3|1|"), env)
		complete(t, problems)
		got := brief(problems)
		if plan.OK() {
			got = one(t, plan, problems).PlaceID
		}
		if got != c.want {
			t.Errorf("%s %s %s: %s, want %s", c.day, c.place, c.within, got, c.want)
		}
	}
}

func TestUnknownWordsStopAtTheirCell(t *testing.T) {
	x := newWorld(t)
	plan, problems := intake.Entries(bookOf(
		"Loại hoạt động|Ngày|Địa bàn|Hình thức tuyên truyền|Ngôn ngữ|Lượt người dự|Lượt người: học sinh|Đơn vị thực hiện|Lực lượng tham gia|Ghi bù|Hình thức tuần tra|Căn cứ: lượt người dự",
		"tuyên truyền|5/9/2024|Lê|tại trường học|tiếng Tày, tiếng Nùng|90|60|UBND xã|Dân quân: 5; Đồn Biên phòng Mẫu|x||theo danh sách",
		"tuyên truyn|5/9/2024|Lê||||||||",
		"tuyên truyền|5/9/2024|Lê|họp|tiếng Anh|90|x||UBND huyện|có thể|bilateral|đoán",
		"tuần tra biên giới|5/9/2024|Lê||||||Mặt trận cũ||khép kín",
		"tuyên truyền|5/9/2024|Lê|họp, hội nghị|vi|90 người|60|||||||thừa",
	), x.env(t))
	complete(t, problems)
	want := "A3 unknown_value_word error; D4 unknown_value_word error; E4 unknown_value_word error; F4 unknown_value_word error; G4 unknown_word error; I4 body_unknown error; " +
		"J4 unknown_value_word error; K4 column_not_for_kind error; I5 body_not_then error; K5 unknown_value_word error; F6 unit_unknown error; N6 extra_cell error"
	got := brief(problems)
	got = strings.Replace(got, "L4 unknown_value_word error; ", "", 1)
	want = strings.Replace(want, "F4 unknown_value_word error; ", "", 1)
	if got != want || len(plan.Drafts) != 0 || plan.Errors == 0 || plan.Rows != 5 {
		t.Errorf("got  %s\nwant %s\n%d drafts %d rows", got, want, len(plan.Drafts), plan.Rows)
	}
}

func TestAnEntryCarriesAllItsColumns(t *testing.T) {
	x := newWorld(t)
	plan, problems := intake.Entries(bookOf(
		"BÁO CÁO THÁNG 9", "",
		"Loại hoạt động|Ngày|Đến ngày|Địa bàn|Hình thức tuyên truyền|Ngôn ngữ|Số buổi|Lượt người dự|Lượt người: học sinh|participant_turns/audience/teachers|Đơn vị thực hiện|Lực lượng tham gia|Ghi bù|Căn cứ: lượt người dự|Mức độ: lượt người dự|Loại văn bản|Số văn bản|Ngày văn bản|Ghi chú",
		"Tuyên truyền|5/9/2024|06/09/2024|Lê|tại trường học|tiếng Nùng; tiếng Tày|02|90|60|5|UBND xã|Dân quân: 5; Đồn Biên phòng Mẫu|x|theo danh sách|hơn|biên bản|12/BB|7/9/2024|Ngày hội <b>'; DROP TABLE op;-- =1+1",
	), x.env(t))
	c := one(t, plan, problems)
	b, _ := json.Marshal(c)
	want := `{"kind":"outreach","place_id":"` + x.le + `","day":"2024-09-05","to_day":"2024-09-06","owner_body_id":"` + x.committeeA + `","bodies":[{"body_id":"` + x.team +
		`","measures":{"participant_turns":{"v":5,"basis":"counted"}}},{"body_id":"` + x.post + `"}],"dims":{"language":["nung","tay"],"outreach_form":"school"},` +
		`"measures":{"participant_turns":{"v":90,"q":"at_least","basis":"listed"},"sessions":{"v":2,"basis":"counted"}},` +
		`"parts":[{"measure":"participant_turns","dims":{"audience":"pupils"},"value":{"v":60,"basis":"listed"}},{"measure":"participant_turns","dims":{"audience":"teachers"},"value":{"v":5,"basis":"listed"}}],` +
		`"documents":[{"type":"minutes","number":"12/BB","day":"2024-09-07"}],"note":"Ngày hội \u003cb\u003e'; DROP TABLE op;-- =1+1","paper":true}`
	if got := string(b); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestAFollowUpDayMayLieAhead: of all days of a sheet it alone.
func TestAFollowUpDayMayLieAhead(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	env.Today = calendar.MakeDay(2024, 9, 30)
	row := func(kind, day string) (intake.Plan, []intake.Problem) {
		return intake.Entries(bookOf("Loại hoạt động|Ngày|Địa bàn|Nhóm vụ việc|Ngày theo dõi tiếp", kind+"|5/9/2024|Lê|"+map[string]string{"vụ việc": "tội phạm"}[kind]+"|"+day), env)
	}
	plan, problems := row("vụ việc", "05/12/2024")
	if c := one(t, plan, problems); c.FollowUp == nil || c.FollowUp.String() != "2024-12-05" {
		t.Errorf("%+v", c)
	}
	for day, want := range map[string]string{"4/9/2024": "E2 follow_before error", "mai": "E2 bad_day error"} {
		if _, problems := row("vụ việc", day); brief(problems) != want {
			t.Errorf("%s: %s", day, brief(problems))
		}
	}
	if _, problems := row("hội đàm, trao đổi định kỳ", "05/12/2024"); !strings.Contains(brief(problems), "E2 not_followed error") {
		t.Errorf("%s", brief(problems))
	}
}

func TestNormsAreMultipliedAndChecked(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	head := "Loại hoạt động|Ngày|Địa bàn|Hình thức tuần tra|Số lần|Lượt người tham gia"
	for in, want := range map[string]string{"theo định mức": "60", "60 (theo định mức)": "60", "60 lượt, theo định mức": "60",
		"61 theo định mức": "F2 norm_mismatch error", "theo danh sách": "F2 not_a_quantity error"} {
		plan, problems := intake.Entries(bookOf(head, "patrol|5/9/2024|Lê|tuần tra thường xuyên|12|"+in), env)
		got := brief(problems)
		if plan.OK() {
			v := one(t, plan, problems).Measures["person_turns"]
			got = fmt.Sprint(v.V)
			if v.Basis != amount.Norm || v.N != 12 || v.Rate != 5 {
				t.Errorf("%q: %+v", in, v)
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	_, problems := intake.Entries(bookOf(head, "patrol|5/9/2024|Lê|tuần tra chung (song phương)|12|theo định mức"), env)
	if brief(problems) != "F2 no_norm error" {
		t.Error(brief(problems))
	}
}

func TestEqualRowsAreAskedAbout(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	row := fmt.Sprintf(clearingRow, "5 m")
	_, problems := intake.Entries(bookOf(clearingHead, row, row), env)
	if brief(problems) != " duplicate_row error" || problems[0].Row != 3 {
		t.Error(brief(problems), problems)
	}
	plan, problems := intake.Entries(bookOf(clearingHead+"|Trả lời", row+"|", row+"|sáng và chiều"), env)
	if brief(problems) != " duplicate_row warning" || problems[0].Answer != "sáng và chiều" || len(plan.Drafts) != 4 {
		t.Error(brief(problems))
	}
	if c := plan.Drafts[2].Body.(ledger.Content); !strings.Contains(c.Note, "sáng và chiều") {
		t.Errorf("the answer is not kept: %+v", c)
	}
}

func TestWarningsAskAndBlockOnlyWhenStrict(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	book := bookOf(clearingHead, "trail_clearing|5/9/2024|Lê||50 km|3|10|")
	plan, problems := intake.Entries(book, env)
	if brief(problems) != "F2 turns_below_times question" || !plan.OK() {
		t.Error(brief(problems))
	}
	env.Strict = true
	if plan, problems = intake.Entries(book, env); brief(problems) != "F2 turns_below_times error" || plan.OK() {
		t.Error(brief(problems))
	}
}

func TestOneBadRowOfAThousandImportsNothing(t *testing.T) {
	x := newWorld(t)
	lines := []string{clearingHead}
	for i := range 1000 {
		in := fmt.Sprintf("%d m", i+1)
		if i == 700 {
			in = "2.6 m"
		}
		lines = append(lines, fmt.Sprintf(clearingRow, in))
	}
	plan, problems := intake.Entries(bookOf(lines...), x.env(t))
	if brief(problems) != "E702 ambiguous_dot error" || len(plan.Drafts) != 0 || plan.OK() {
		t.Errorf("%s, %d drafts", brief(problems), len(plan.Drafts))
	}
}

func TestARefusalOfTheLedgerStoresNothing(t *testing.T) {
	x := newWorld(t)
	ctx := context.Background()
	var lines []string
	for i := range 50 {
		lines = append(lines, fmt.Sprintf(clearingRow, fmt.Sprintf("%d m", i+1)))
	}
	plan, problems := intake.Entries(bookOf(append([]string{clearingHead}, lines...)...), x.env(t))
	if !plan.OK() {
		t.Fatal(brief(problems))
	}
	c := plan.Drafts[40].Body.(ledger.Content)
	c.Day = calendar.MakeDay(2019, 1, 1) // before the hamlet existed
	plan.Drafts[40].Body = c
	before := x.count(t, "op")
	var refused *store.RefusedError
	if err := x.w.MustWrite(ctx, plan.Drafts); !errors.As(err, &refused) {
		t.Fatalf("error %v", err)
	}
	if n := x.count(t, "record"); n != 0 || x.count(t, "op") != before {
		t.Errorf("%d records stored", n)
	}
}

func TestTheSameFileIsRecognised(t *testing.T) {
	x := newWorld(t)
	book := bookOf(clearingHead, fmt.Sprintf(clearingRow, "5 m"), fmt.Sprintf(clearingRow, "6 m"))
	plan, problems := intake.Entries(book, x.env(t))
	if err := x.w.MustWrite(context.Background(), plan.Drafts); err != nil || len(problems) > 0 {
		t.Fatal(err, brief(problems))
	}
	again, problems := intake.Entries(book, x.env(t))
	complete(t, problems)
	if brief(problems) != " already_imported error" || !strings.Contains(problems[0].VI, "Tệp này đã nhập") || len(again.Drafts) != 0 {
		t.Errorf("%s %v", brief(problems), problems)
	}
	if _, statuses := stored[ledger.Content](t, x, "entry"); len(statuses) != 2 || statuses[0] != "submitted" {
		t.Errorf("%v", statuses)
	}
}

func TestHostileTextIsStoredAsItIs(t *testing.T) {
	x := newWorld(t)
	notes := []string{`'; DROP TABLE record; --`, `<script>alert("x")</script>`, `=cmd|' /C calc'!A0`, "Đồn biên phòng \U0001F6A9", `{"a":1}\n%s`, "Ng\u0061\u0300y hội"}
	cells := [][]string{{"Loại hoạt động", "Ngày", "Địa bàn", "Chiều dài (m)", "Lượt người tham gia", "Ghi chú"}}
	for i, n := range notes {
		cells = append(cells, []string{"trail_clearing", fmt.Sprintf("%d/9/2024", i+1), "Lê", "5", "3", n})
	}
	plan, problems := intake.Entries(&grid.Book{SHA256: "ab", Sheets: []grid.Sheet{grid.Lines("'; DROP TABLE op;--", cells)}}, x.env(t))
	if err := x.w.MustWrite(context.Background(), plan.Drafts); err != nil {
		t.Fatal(err, brief(problems))
	}
	notes[5] = "Ngày hội"
	entries, _ := stored[ledger.Content](t, x, "entry")
	for i, e := range entries {
		if e.Note != notes[i] {
			t.Errorf("note %q, want %q", e.Note, notes[i])
		}
	}
	if len(entries) != len(notes) {
		t.Errorf("%d entries", len(entries))
	}
}

func TestARowTooLongForTheLedgerStopsAtItsLongestCell(t *testing.T) {
	x := newWorld(t)
	row := fmt.Sprintf(clearingRow, "5 m")
	for note, want := range map[string]string{strings.Repeat("ă", 14_000): "", strings.Repeat("ă", 15_900): "I2 row_too_long error", strings.Repeat("\n", 6000) + "x": ""} {
		plan, problems := intake.Entries(bookOf(clearingHead+"|Ghi chú", row+"|"+note), x.env(t))
		if brief(problems) != want {
			t.Errorf("%d bytes: %s", len(note), brief(problems))
		}
		if plan.OK() {
			if err := x.w.MustWrite(context.Background(), plan.Drafts); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestProblemsAreAllCountedAndTheFirstListed(t *testing.T) {
	x := newWorld(t)
	lines := []string{clearingHead}
	for range 1200 {
		lines = append(lines, fmt.Sprintf(clearingRow, "2.6 m"))
	}
	plan, problems := intake.Entries(bookOf(lines...), x.env(t))
	if plan.Errors != 1200 || len(problems) != intake.MaxProblems || problems[0].Row != 2 || problems[999].Row != 1001 {
		t.Errorf("%d errors, %d listed", plan.Errors, len(problems))
	}
}

func TestHeaderFaults(t *testing.T) {
	x := newWorld(t)
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"a|b", "c|d"}, " no_header error"},
		{[]string{clearingHead}, " no_rows error"},
		{[]string{clearingHead + "|Ghi chú|GHI CHÚ|Gi chú", fmt.Sprintf(clearingRow, "5 m")}, "J1 column_twice error; K1 unknown_column error"},
		{[]string{"Loại hoạt động|Ngày|Số lần", "patrol|5/9/2024|3"}, " column_missing error; A2 missing error"},
	} {
		_, problems := intake.Entries(bookOf(c.lines...), x.env(t))
		complete(t, problems)
		if got := brief(problems); got != c.want && !strings.HasPrefix(got, strings.SplitN(c.want, ";", 2)[0]) {
			t.Errorf("%q: %s, want %s", c.lines, got, c.want)
		}
	}
}

func TestTemplateOfEveryKindIsReadBack(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	cat := env.Registry.Latest()
	for _, k := range cat.KindList() {
		tmpl, ok := intake.EntryTemplate(cat, k.ID)
		if ok == k.Register {
			t.Fatalf("%s: template %v", k.ID, ok)
		}
		if !ok {
			continue
		}
		book := &grid.Book{SHA256: "cd", Sheets: []grid.Sheet{grid.Lines(tmpl.Sheet, [][]string{tmpl.Header, tmpl.Example})}}
		_, problems := intake.Entries(book, env)
		if len(problems) != 1 || problems[0].Code != "example_row" {
			t.Errorf("%s: %s", k.ID, brief(problems))
		}
		if len(tmpl.Header) != len(tmpl.Example) {
			t.Errorf("%s: %d headings, %d examples", k.ID, len(tmpl.Header), len(tmpl.Example))
		}
	}
}

// FuzzRowNeverPanics reads one row of any text; whatever comes out can be
// written as an operation.
func FuzzRowNeverPanics(f *testing.F) {
	x := newWorld(f)
	env := x.env(f)
	env.Known = nil // coverage must depend on the row alone
	f.Add("patrol", "5/9/2024", "Lê", "5", "12 lượt", "Dân quân: 5")
	f.Add("tuần tra biên giới", "2024-09-05", "01489", "hàng chục", "theo định mức", ";;:")
	f.Add("outreach", "ngày 05 tháng 9 năm 2024", "@", "-", "từ 5 - 3", "UBND xã: x")
	f.Fuzz(func(t *testing.T, kind, day, place, times, turns, bodies string) {
		cells := [][]string{{"kind", "day", "place", "times", "lượt người", "bodies", "Lượt người: học sinh", "Mức độ: lượt người", "note"},
			{kind, day, place, times, turns, bodies, times, turns, kind}}
		plan, problems := intake.Entries(&grid.Book{SHA256: "ef", Sheets: []grid.Sheet{grid.Lines("S", cells)}}, env)
		if plan.OK() == (plan.Errors > 0) {
			t.Fatalf("%d drafts, %s", len(plan.Drafts), brief(problems))
		}
		for _, d := range plan.Drafts {
			if _, err := json.Marshal(d.Body); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = intake.Statements(&grid.Book{SHA256: "ef", Sheets: []grid.Sheet{grid.Lines("S", [][]string{
			{"chỉ tiêu", "số đo", "địa bàn", "từ ngày", "đến ngày", "số liệu", "số văn bản", "trả lời"},
			{kind, bodies, place, day, day, turns, times, bodies}})}}, env)
	})
}
