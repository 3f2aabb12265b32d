package report

import (
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Zero with a reason, silence and "not applicable" are three wordings, in
// sentences, tables and JSON (catalogue.md section 3, shape 8).
func TestZeroMissingAndNotApplicableReadDifferently(t *testing.T) {
	april := calendar.Month(calendar.Civil, 2022, 4)
	report := func(place string, nils ...figure.Nil) (string, CellData) {
		w := newWorld(t)
		w.entry("award", commune(0), day(2022, 4, 2), "committee", "award_subject=individual", values{})
		w.nils = nils
		in := asked(t, w, "monthly")
		in.Place, in.Period = place, april
		in.Facts.Date = april.To + 1
		r := makeReport(t, in)
		for _, c := range r.Data().Cells {
			if c.Indicator == "trail_clearing" && c.Where == "" {
				return bodyText(r.Document), c
			}
		}
		t.Fatal("no clearing in the text")
		return "", CellData{}
	}
	zero := figure.Nil{ID: "n", LedgerID: "ledger", NilBody: ledger.NilBody{PlaceID: commune(1), Kinds: []string{"trail_clearing"}, From: april.From, To: april.To, Reason: "disaster"}}
	for _, c := range []struct {
		place string
		nils  []figure.Nil
		state figure.State
		say   string
	}{
		{commune(1), []figure.Nil{zero}, figure.Zero, "Phát quang, sửa chữa đường tuần tra biên giới: 0 lần, không phát sinh trong kỳ (đã có xác nhận; lý do: do thiên tai)."},
		{commune(1), nil, figure.Missing, "Phát quang, sửa chữa đường tuần tra biên giới: chưa báo cáo."},
		{commune(15), nil, figure.NotApplicable, "Phát quang, sửa chữa đường tuần tra biên giới: - (không áp dụng đối với địa bàn này)."},
	} {
		text, cell := report(c.place, c.nils...)
		if !strings.Contains(text, c.say) || cell.State != string(c.state) {
			t.Errorf("%s: state %s, text\n%s", c.state, cell.State, text)
		}
	}
}

func TestUncountedAndDoneAreSaidWithoutNumbers(t *testing.T) {
	w := newWorld(t)
	w.entry("outreach", commune(1), day(2022, 4, 2), "post", "", values{
		"sessions": {Q: amount.Uncounted, V: amount.Unknown, Hi: amount.Unknown}, "participant_turns": {Q: amount.Uncounted, V: amount.Unknown, Hi: amount.Unknown}})
	w.entry("training", commune(1), day(2022, 4, 3), "twin", "", values{})
	in := asked(t, w, "monthly")
	in.Period = calendar.Month(calendar.Civil, 2022, 4)
	in.Facts.Date = in.Period.To + 1
	r := makeReport(t, in)
	text := bodyText(r.Document)
	if !strings.Contains(text, "có, chưa thống kê") || !strings.Contains(text, "Các hoạt động giúp đỡ nhân dân gồm tập huấn, chuyển giao khoa học kỹ thuật.") {
		t.Error(text)
	}
	if strings.Contains(text, "giao lưu văn hóa") || strings.Contains(text, "Ngày hội") {
		t.Error("an activity without entries is said as done")
	}
	if a := r.Data().Activities; len(a) != 1 || a[0].Indicator != "training" || a[0].Entries != 1 {
		t.Errorf("activities %+v", a)
	}
}

func TestTableComparesAndSetsPlanBesideResult(t *testing.T) {
	w := newWorld(t)
	for _, d := range []calendar.Day{day(2021, 4, 5), day(2022, 3, 5), day(2022, 4, 5), day(2022, 4, 6)} {
		w.entry("outreach", commune(1), d, "post", "", values{"participant_turns": counted(50)})
	}
	w.plans = []figure.Plan{{ID: "p", LedgerID: "ledger", PlanBody: ledger.PlanBody{Indicator: "outreach", Measure: "sessions", PlaceID: district, From: day(2022, 4, 1), To: day(2022, 4, 30), Value: 4}}}
	in := asked(t, w, "monthly")
	in.Period = calendar.Month(calendar.Civil, 2022, 4)
	in.Facts.Date = in.Period.To + 1
	r := makeReport(t, in)
	for _, tb := range r.Data().Tables {
		if !strings.HasPrefix(tb.Name, "Kết quả trong kỳ, so sánh") {
			continue
		}
		if got := strings.Join(tb.Rows[0], "|"); got != "1|Tuyên truyền, phổ biến cho cán bộ, nhân dân, giáo viên, học sinh: số buổi|buổi|2|1|1|+1|3|4|50%" {
			t.Errorf("row %q", got)
		}
		return
	}
	t.Error("no table of comparison")
}

// Both columns of a comparison speak of the units of the later period's map
// (figures.md section 5): a commune that came from outside brings its past.
func TestComparisonStandsOnTheLaterMap(t *testing.T) {
	w := newWorld(t)
	w.place("other", "huyện", "Quảng Hòa", "district", "province", "")
	w.entity("place", "moved", registry.PlaceDoc{
		Names: []registry.NameDoc{{Text: "Quốc Toản", UnitWord: "xã", Level: "commune", From: registry.Unknown, To: registry.Open}},
		Parents: []registry.ParentDoc{{ParentID: "other", From: registry.Unknown, To: registry.On(day(2021, 12, 31))},
			{ParentID: district, From: registry.On(day(2022, 1, 1)), To: registry.Open}},
		Flags: []registry.FlagDoc{{Flag: "border_unit", From: registry.Unknown, To: registry.Open}}})
	for _, d := range []calendar.Day{day(2021, 4, 5), day(2022, 4, 5), day(2022, 4, 6)} {
		w.entry("outreach", "moved", d, "post", "", values{"participant_turns": counted(50)})
	}
	in := asked(t, w, "monthly")
	in.Period = calendar.Month(calendar.Civil, 2022, 4)
	in.Facts.Date = in.Period.To + 1
	for _, tb := range makeReport(t, in).Data().Tables {
		if strings.HasPrefix(tb.Name, "Kết quả trong kỳ, so sánh") {
			if row := tb.Rows[0]; row[3] != "2" || row[5] != "1" || row[6] != "+1" {
				t.Errorf("row %q", row)
			}
			return
		}
	}
	t.Error("no table of comparison")
}

func TestSilentUnitsAreListedAndMarked(t *testing.T) {
	w := newWorld(t)
	w.entry("outreach", commune(1), day(2022, 4, 5), "post", "", values{"participant_turns": counted(50)})
	in := asked(t, w, "monthly")
	in.Period = calendar.Month(calendar.Civil, 2022, 4)
	in.Facts.Date = in.Period.To + 1
	var all string
	for _, tb := range makeReport(t, in).Data().Tables {
		for _, row := range tb.Rows {
			all += tb.Name + ": " + strings.Join(row, "|") + "\n"
		}
	}
	for _, want := range []string{"Đơn vị chưa báo cáo: 1|thị trấn Trà Lĩnh", "01/04/2022 - 30/04/2022", "xã Quang Hán|1|50", "thị trấn Trà Lĩnh|chưa báo cáo", "xã Cao Chương|-"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

// TestNothingIsDeniedThatWaits: what was recorded and not verified is said to
// wait, a distance nobody wrote is left out of the sentence, and no figure of a
// post is 0 because a commune recorded something else.
func TestNothingIsDeniedThatWaits(t *testing.T) {
	w := newWorld(t)
	w.entry("patrol", commune(1), day(2022, 4, 2), "post", "patrol_form=with_residents", values{"person_turns": counted(6)})
	w.entry("trail_clearing", commune(1), day(2022, 4, 3), "post", "", values{"person_turns": counted(6)})
	w.entry("gift", commune(1), day(2022, 4, 4), "twin", "gift_type=handed_over", values{"packages": counted(10)})
	for i := range w.rows {
		if f := &w.rows[i]; f.row.Kind == "gift" {
			f.stand.Status, f.stand.Level, f.stand.Done = ledger.Submitted, 0, false
		}
	}
	text := bodyText(makeReport(t, april(t, w, commune(1))).Document)
	for _, want := range []string{"Quà tặng: chờ thẩm định; bản ghi trong kỳ chưa được thẩm định nên chưa tính vào báo cáo.",
		"Nhân dân phối hợp tuần tra biên giới được 1 lần/6 lượt người tham gia.", "Tuần tra thường xuyên và tuần tra khép kín: chưa báo cáo.",
		"Phát quang, sửa chữa đường tuần tra biên giới được 1 lần/6 lượt người tham gia.", "Vị trí mốc đã đến kiểm tra: chưa thống kê."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
