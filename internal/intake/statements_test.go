package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/intake"
	"phendau/internal/ledger"
)

const statementHead = "Chỉ tiêu|Số đo|Địa bàn|Từ ngày|Đến ngày|Số liệu|Đơn vị tính|Loại văn bản|Số văn bản|Trang|Trích dẫn|Trả lời"

func statementRow(indicator, measure, from, to, value, unit, answer string) string {
	return strings.Join([]string{indicator, measure, "huyện Trùng Khánh", from, to, value, unit, "báo cáo", "12/BC-UBND", "3", "đã tuần tra", answer}, "|")
}

func TestStatementsReadTheWordsOfDocuments(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	for _, c := range []struct{ indicator, measure, value, unit, want string }{
		{"outreach", "số buổi", "3.957 buổi", "", "3957"}, {"outreach", "participant_turns", "99.291", "lượt người", "99291"},
		{"twinning.gifts", "", "trên 2,6 tỷ đồng", "", "at_least 2600000000"}, {"twinning.gifts", "", "2,6 tỷ", "", "F2 unit_missing error"},
		{"twinning.gifts", "", "2.600", "triệu đồng", "2600000000"}, {"twinning.gifts", "", "2,6 tỷ", "triệu đồng", "F2 unit_twice error"},
		{"livelihood_support", "", "hàng chục tỷ đồng", "", "order"}, {"donations.per_year", "", "từ 150 - 200 triệu đồng/năm", "", "range"},
		{"donations.per_year", "", "150 triệu đồng", "", "F2 per_missing error"}, {"trail_clearing", "chiều dài", "126 km", "", "126000"},
		{"trail_clearing", "chiều dài", "126", "", "F2 unit_missing error"}, {"trail_clearing", "chiều dài", "126", "lượt", "F2 unit_unknown error"},
		{"trail_clearing", "", "126", "", "B2 missing error"}, {"trail_clearin", "", "126", "", "A2 unknown_value_word error"}, {"outreach", "số tàu", "1", "", "B2 unknown_value_word error"},
		{"outreach", "số buổi", "có, chưa thống kê", "", "uncounted"}, {"outreach", "số buổi", "2.6", "", "F2 ambiguous_dot error"}, {"outreach", "số buổi", "", "", "F2 missing error"},
	} {
		plan, problems := intake.Statements(bookOf(statementHead, statementRow(c.indicator, c.measure, "1/1/2019", "29/2/2024", c.value, c.unit, "")), env)
		complete(t, problems)
		got := brief(problems)
		if plan.OK() {
			v := plan.Drafts[0].Body.(ledger.StatementBody).Value
			switch {
			case v.Q == amount.Exact:
				got = fmt.Sprint(v.V)
			case v.Q == amount.AtLeast:
				got = fmt.Sprint("at_least ", v.V)
			default:
				got = v.Q.String()
			}
		}
		if got != c.want {
			t.Errorf("%s %s %q %q: %s, want %s", c.indicator, c.measure, c.value, c.unit, got, c.want)
		}
	}
}

func TestDoubtsAreKeptWithTheirAnswers(t *testing.T) {
	x := newWorld(t)
	env := x.env(t)
	env.Statements = []ledger.StatementBody{{Indicator: "outreach", Measure: "sessions", PlaceID: x.district, From: calendar.MakeDay(2018, 1, 1), To: calendar.MakeDay(2018, 12, 31),
		Value: amount.ExactValue(120, amount.Declared)}}
	book := bookOf(statementHead,
		statementRow("patrol.post", "times", "1/1/2019", "29/2/2024", "2.329 lần", "", ""),
		statementRow("patrol.post", "person_turns", "1/1/2019", "29/2/2024", "11.645 lượt", "", "tính theo định mức năm người"),
		statementRow("outreach", "sessions", "1/1/2019", "31/12/2019", "120", "", ""),
		statementRow("outreach", "sessions", "1/12/2019", "31/12/2020", "90", "", "overlap_periods: tháng 12 tính ở kỳ trước"),
		statementRow("trail_clearing", "length_km", "1/1/2019", "29/2/2024", "93,783", "km", ""))
	plan, problems := intake.Statements(book, env)
	complete(t, problems)
	want := "F3 exact_norm warning; F4 overlap_periods question; F4 same_as_before question; F5 overlap_periods warning; F6 numeral_doubt question"
	if got := brief(problems); got != want || plan.Questions != 3 || plan.Records != 5 {
		t.Errorf("%s, %d questions", got, plan.Questions)
	}
	var doubts []string
	for _, d := range plan.Drafts {
		if b, ok := d.Body.(ledger.StatementBody); ok {
			said := []string{}
			for _, x := range b.Doubts {
				said = append(said, "{"+x.Code+" "+x.Answer+"}")
			}
			doubts = append(doubts, fmt.Sprint(said))
		}
	}
	if got := strings.Join(doubts, " "); got != "[] [{exact_norm tính theo định mức năm người}] [{overlap_periods chưa trả lời} {same_as_before chưa trả lời}] [{overlap_periods tháng 12 tính ở kỳ trước}] [{numeral_doubt chưa trả lời}]" {
		t.Error(got)
	}
	if err := x.w.MustWrite(context.Background(), plan.Drafts); err != nil {
		t.Fatal(err)
	}
	if b, statuses := stored[ledger.StatementBody](t, x, "statement"); len(b) != 5 || statuses[0] != "submitted" || b[0].Value.Basis != amount.Declared {
		t.Errorf("%d stored", len(b))
	}
	if _, problems := intake.Statements(book, env); !strings.Contains(brief(problems), "already_imported error") {
		t.Error(brief(problems))
	}
	env.Strict = true
	if plan, problems = intake.Statements(book, env); plan.OK() || plan.Errors != 3+1 {
		t.Errorf("%d errors: %s", plan.Errors, brief(problems))
	}
}

func TestEqualStatementsAndStatementsWithoutDocumentAreRefused(t *testing.T) {
	x := newWorld(t)
	row := statementRow("outreach", "sessions", "1/1/2019", "31/12/2019", "12", "", "")
	_, problems := intake.Statements(bookOf(statementHead, row, row), x.env(t))
	if brief(problems) != " duplicate_row error" {
		t.Error(brief(problems))
	}
	_, problems = intake.Statements(bookOf("Chỉ tiêu|Số đo|Địa bàn|Từ ngày|Đến ngày|Số liệu|Số văn bản", "outreach|sessions|047|1/1/2019|31/12/2018|12|"), x.env(t))
	complete(t, problems)
	if brief(problems) != "E2 day_order error; G2 missing error" {
		t.Error(brief(problems))
	}
}
