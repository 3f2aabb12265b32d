package catalogue

import (
	"testing"
)

// TestTheDatedHolidaysAreWhole: every year from 2019 to 2027 has Tết with five
// days and the Hùng Kings' day, each with its source.
func TestTheDatedHolidaysAreWhole(t *testing.T) {
	days := map[string]int{}
	for _, h := range base(t).Holidays {
		if h.Source == "" || h.Name.VI == "" || h.Name.EN == "" {
			t.Errorf("%+v", h)
		}
		if h.Every == "" {
			days[h.From[:4]+" "+h.ID[:3]] += int(h.To[9]-h.From[9]+10)%10 + 1
		}
	}
	for _, year := range []string{"2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027"} {
		if tet := days[year+" tet"]; year != "2022" && tet != 5 {
			t.Errorf("Tết %s has %d days", year, tet)
		}
		if days[year+" hun"] != 1 || year > "2020" && days[year+" nat"] != 1 {
			t.Errorf("%s: %v", year, days)
		}
	}
}

func TestTheRuleOfTheTemplateGoesBeforeTheGeneralOne(t *testing.T) {
	cat, problems := Compile(append(Base(), File{"office.yaml", []byte(lines("deadlines:",
		"  own_month: {name: hạn của tỉnh | province, period: month, working_days: 3, from: 2026-01-01, source: QĐ 1}",
		"  post_month: {name: hạn của đồn | post, period: month, reports: [post-monthly], working_days: 1, from: 2025-01-01, source: QĐ 2}"))}))
	if cat == nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		report, end string
		want        int
	}{{"", "2025-12-14", 2}, {"", "2026-01-14", 3}, {"monthly", "2026-01-14", 3}, {"post-monthly", "2026-01-14", 1}, {"post-monthly", "2024-12-14", 2}} {
		d, ok := cat.DeadlineFor(c.report, "month", c.end)
		if !ok || d.WorkingDays != c.want {
			t.Errorf("%s, %s: %+v", c.report, c.end, d)
		}
	}
	if _, ok := cat.DeadlineFor("", "month", "2018-12-14"); ok {
		t.Error("no rule was in force")
	}
}

func TestHolidaysAndDeadlinesThatAreRefused(t *testing.T) {
	runRefusals(t, []refusal{
		{"no day", lines("holidays:", "  x: {name: a | b, source: s}"), []string{"2 holiday_day"}},
		{"two ways", lines("holidays:", "  x: {name: a | b, every: 01-02, from: 2026-01-02, source: s}"), []string{"2 holiday_day"}},
		{"29 February of every year", lines("holidays:", "  x: {name: a | b, every: 02-29, source: s}"), []string{"2 holiday_day"}},
		{"turned round", lines("holidays:", "  x: {name: a | b, from: 2026-01-05, to: 2026-01-02, source: s}"), []string{"2 day_order"}},
		{"no source", lines("holidays:", "  x: {name: a | b, from: 2026-01-05}"), []string{"2 missing"}},
		{"too far", lines("deadlines:", "  x: {name: a | b, period: month, working_days: 61, from: 2026-01-05, source: s}"), []string{"2 want_number"}},
		{"unknown period", lines("deadlines:", "  x: {name: a | b, period: fortnight, working_days: 1, from: 2026-01-05, source: s}"), []string{"2 unknown_choice"}},
	})
}
