package calendar

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phendau/internal/vi"
)

func TestALabelAlwaysCarriesDaysAndCalendar(t *testing.T) {
	review, err := ParsePeriod(Civil, "2019-01-01/2024-02-29")
	if err != nil {
		t.Fatal(err)
	}
	official, err := ParsePeriod(Official, "2019-01-01/2024-02-29")
	if err != nil {
		t.Fatal(err)
	}
	tet := Named(Name{VI: "Cao điểm Tết", EN: "Tết drive"}, day(t, "2024-01-20"), day(t, "2024-02-20"))
	day3 := newPeriod(Civil, day(t, "2024-03-03"), day(t, "2024-03-03"))
	for _, v := range []struct {
		p      Period
		vi, en string
	}{
		{review, "từ ngày 01/01/2019 đến ngày 29/02/2024 (lịch dương)",
			"from 1 January 2019 to 29 February 2024 (civil calendar)"},
		{official, "từ ngày 15/12/2018 đến ngày 14/02/2024 (chốt số liệu ngày 14)",
			"from 15 December 2018 to 14 February 2024 (data cut-off on the 14th)"},
		{tet, "từ ngày 20/01/2024 đến ngày 20/02/2024 (đợt “Cao điểm Tết”)",
			"from 20 January 2024 to 20 February 2024 (campaign “Tết drive”)"},
		{day3, "ngày 03/03/2024 (lịch dương)", "on 3 March 2024 (civil calendar)"},
	} {
		if got := Label(v.p, "vi"); got != v.vi {
			t.Errorf("%s: %q, want %q", v.p, got, v.vi)
		}
		if got := Label(v.p, "en"); got != v.en {
			t.Errorf("%s: %q, want %q", v.p, got, v.en)
		}
	}
}

func TestEveryLabelNamesBothEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPeriod(t)
		label := Label(p, "vi")
		for _, part := range []string{vi.ShortDate(p.From), vi.ShortDate(p.To), p.Calendar.Label("vi")} {
			if !strings.Contains(label, part) {
				t.Fatalf("%q lacks %q", label, part)
			}
		}
		if ShortLabel(p, "vi") == "" || ShortLabel(p, "en") == "" {
			t.Fatalf("%s has no short label", p)
		}
	})
}

func TestColumnsHaveShortNames(t *testing.T) {
	free, err := ParsePeriod(Civil, "2024-01-10/2024-03-20")
	if err != nil {
		t.Fatal(err)
	}
	clipped := Split(free, MonthUnit)[0]
	for _, v := range []struct {
		p      Period
		vi, en string
	}{
		{Month(Civil, 2024, 3), "tháng 3/2024", "March 2024"},
		{Month(Official, 2024, 1), "tháng 01/2024", "January 2024"},
		{Month(Official, 2024, 12), "tháng 12/2024", "December 2024"},
		{Quarter(Civil, 2024, 1), "quý I/2024", "Q1 2024"},
		{Quarter(Official, 2024, 4), "quý IV/2024", "Q4 2024"},
		{Half(Official, 2024, 1), "6 tháng đầu năm 2024", "first half of 2024"},
		{Half(Civil, 2024, 2), "6 tháng cuối năm 2024", "second half of 2024"},
		{NineMonths(Civil, 2024), "9 tháng đầu năm 2024", "first nine months of 2024"},
		{Year(Official, 2023), "năm 2023", "2023"},
		{Week(day(t, "2024-03-03")), "tuần 9/2024", "week 9 of 2024"},
		{free, "10/01/2024 - 20/03/2024", "10/01/2024 - 20/03/2024"},
		{clipped, "tháng 01/2024 (10/01/2024 - 31/01/2024)", "January 2024 (10/01/2024 - 31/01/2024)"},
		{Named(Name{VI: "Sơ kết 2019 - 2024", EN: "Review 2019 - 2024"}, MinDay, MaxDay), "Sơ kết 2019 - 2024", "Review 2019 - 2024"},
	} {
		if got := ShortLabel(v.p, "vi"); got != v.vi {
			t.Errorf("%s: %q, want %q", v.p, got, v.vi)
		}
		if got := ShortLabel(v.p, "en"); got != v.en {
			t.Errorf("%s: %q, want %q", v.p, got, v.en)
		}
	}
}

func TestCampaignsAreFoundById(t *testing.T) {
	cs := Campaigns{{ID: "tet-2024", Name: Name{VI: "Cao điểm Tết"}, From: 19742, To: 19773}}
	if r, ok := cs.Find("tet-2024"); !ok || r.Period().Unit != CampaignUnit || r.Period().Days() != 32 {
		t.Errorf("Find = %+v, %v", r, ok)
	}
	if _, ok := cs.Find("tet-2025"); ok {
		t.Error("an unknown campaign is found")
	}
}
