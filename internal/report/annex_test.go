package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/paper"
)

// april is a report of a commune for one month.
func april(t *testing.T, w *world, place string) Input {
	t.Helper()
	in := asked(t, w, "monthly")
	in.Place, in.Period = place, calendar.Month(calendar.Civil, 2022, 4)
	in.Facts.Date = in.Period.To + 1
	return in
}

// TestAnnexesWithNothingToSayAreLeftOut: one sentence names them.
func TestAnnexesWithNothingToSayAreLeftOut(t *testing.T) {
	w := newWorld(t)
	w.entry("outreach", commune(1), day(2022, 4, 2), "post", "", values{"participant_turns": counted(45)})
	w.entry("patrol", commune(1), day(2022, 4, 3), "post", "patrol_form=own_regular", values{"person_turns": counted(6)})
	r := makeReport(t, april(t, w, commune(1)))
	var names []string
	for _, a := range r.Document.Annexes {
		names = append(names, a.Name)
	}
	text := bodyText(r.Document)
	if got := strings.Join(names, "|"); got != "SỐ LIỆU SO SÁNH|CĂN CỨ SỐ LIỆU; TÌNH HÌNH BÁO CÁO" && got != "SỐ LIỆU SO SÁNH|CĂN CỨ SỐ LIỆU" {
		t.Errorf("annexes %s", got)
	}
	if !strings.Contains(text, "Báo cáo không kèm các phụ lục sau vì không có nội dung: kết quả theo địa bàn;") {
		t.Error(text)
	}
	if strings.Contains(text, "trạng thái sổ") || strings.Contains(r.Document.SourceLine(), "trạng thái sổ") || !strings.Contains(r.Document.SourceLine(), "số liệu chốt đến ngày 30/04/2022") {
		t.Error(r.Document.SourceLine())
	}
	var b bytes.Buffer
	if err := document.Write(&b, document.PDF, r.Document); err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type /Page\s`).FindAll(b.Bytes(), -1)); n == 0 || n > 5 {
		t.Errorf("a small report has %d pages", n)
	}
}

// TestADocumentOfBeforeSaysWhereItStood: what was locked prints its old line.
func TestADocumentOfBeforeSaysWhereItStood(t *testing.T) {
	s := paper.Scope{PeriodText: "từ ngày 01/01/2019 đến ngày 29/02/2024", CalendarText: "lịch dương", MapText: "địa giới ngày 29/02/2024", Position: "1/2/3"}
	if got := s.Line(false); !strings.HasSuffix(got, "; trạng thái sổ: 1/2/3.") {
		t.Error(got)
	}
}

// TestGiftsTellPackagesAndValue, whichever of the two is known.
func TestGiftsTellPackagesAndValue(t *testing.T) {
	uncounted := amount.Value{Q: amount.Uncounted, V: amount.Unknown, Hi: amount.Unknown}
	for want, v := range map[string]values{
		"Có quà tặng, chưa thống kê trị giá.":             {},
		"Đã trao 10 suất quà, trị giá 5 triệu đồng.":      {"packages": counted(10), "value_vnd": counted(5_000_000)},
		"Đã trao 10 suất quà, chưa thống kê trị giá. Các": {"packages": counted(10)},
		"Quà tặng đã trao trị giá 5 triệu đồng.":          {"value_vnd": counted(5_000_000)},
		"Đã trao 10 suất quà, chưa thống kê trị giá.":     {"packages": counted(10), "value_vnd": uncounted},
		"Trong kỳ chưa có bản ghi về quà tặng. Các hoạt":  nil,
	} {
		w := newWorld(t)
		w.entry("training", commune(1), day(2022, 4, 3), "twin", "", values{})
		if v != nil {
			w.entry("gift", commune(1), day(2022, 4, 2), "twin", "gift_recipient=household", v)
		}
		if text := bodyText(makeReport(t, april(t, w, commune(1))).Document); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
