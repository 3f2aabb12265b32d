package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
)

// officeDays is what an office adds: a rule of its own province, and a day that
// was swapped.
const officeDays = `holidays:
  swap_2026: {name: hoán đổi ngày làm việc | swapped day, from: 2026-03-16, source: Thông báo của tỉnh}
deadlines:
  post_quarter: {name: báo cáo quý của đồn | quarterly report of the post, period: quarter, reports: [post-monthly], working_days: 5, from: 2026-01-01, source: Quyết định của đồn}
  province_month: {name: báo cáo tháng | monthly report, period: month, working_days: 3, from: 2026-03-01, source: Quyết định của tỉnh}
`

// TestADueDateLeavesOutTetAndFollowsTheOfficesOwnRule: on the board and on the
// dashboard alike, from the day the rule is in force.
func TestADueDateLeavesOutTetAndFollowsTheOfficesOwnRule(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		d.outreach("2025-12-20", 20) // the book has been kept since before the year
		clerk := d.as(access.CommuneClerk)
		check := func(march string) {
			t.Helper()
			var b office.Board
			clerk.must(200, "GET", "/board?period=2026&place="+d.communeA, nil, &b)
			// The cut-off of 14 February is a Saturday; Tết is from 16 to 20 February.
			if b.Months[1].Due != "2026-02-24" || b.Months[2].Due != march || !strings.Contains(b.DueRule, "ngày làm việc") {
				t.Errorf("February is due on %s, March on %s: %s", b.Months[1].Due, b.Months[2].Due, b.DueRule)
			}
			var home office.Dashboard
			clerk.must(200, "GET", "/dashboard", nil, &home)
			if n := home.NextDue; len(n) == 0 || !slices.ContainsFunc(n, func(n office.BoardDue) bool {
				return n.Due.String() == march && n.From.String() == "2026-02-15" && n.To.String() == "2026-03-14" && n.Template == ""
			}) {
				t.Errorf("due next: %+v", home.NextDue)
			}
		}
		// Which periods end with a month of the board, and what is due with March.
		ends := func() (months []string, next []string) {
			t.Helper()
			var b office.Board
			clerk.must(200, "GET", "/board?period=2026&place="+d.communeA, nil, &b)
			for _, m := range b.Months {
				var also []string
				for _, r := range m.Also {
					also = append(also, r.Label+" "+r.Name+" "+r.Due.String())
				}
				months = append(months, strings.Join(also, ", "))
			}
			var home office.Dashboard
			clerk.must(200, "GET", "/dashboard", nil, &home)
			for _, r := range home.NextDue {
				next = append(next, r.Label+" "+r.Name+" "+r.Due.String())
			}
			return months, next
		}
		check("2026-03-17")
		months, next := ends()
		if want := []string{"", "", "quý I/2026  2026-03-17", "", "", "quý II/2026  2026-06-16, 6 tháng đầu năm 2026  2026-06-16", "", "",
			"quý III/2026  2026-09-16, 9 tháng đầu năm 2026  2026-09-16", "", "", "quý IV/2026  2026-12-16, 6 tháng cuối năm 2026  2026-12-16, năm 2026  2026-12-16"}; !slices.Equal(months, want) {
			t.Errorf("with the months end %q", months)
		}
		if want := []string{"tháng 3/2026  2026-03-17", "quý I/2026  2026-03-17"}; !slices.Equal(next, want) {
			t.Errorf("due next are %q", next)
		}
		d.addCatalogue("han-cua-tinh.yaml", officeDays)
		check("2026-03-19")
		if _, next := ends(); !slices.Equal(next, []string{"quý I/2026  2026-03-18", "tháng 3/2026  2026-03-19", "quý I/2026 Báo cáo tháng của đồn biên phòng 2026-03-23"}) {
			t.Errorf("with rules of the office's own, due next are %q", next)
		}

		// What came in time by the office's rule is not late, and silence begins
		// behind the due date.
		d.outreach("2026-03-12", 20)
		for _, step := range []struct {
			day   int
			state string
		}{{19, "open"}, {20, "silent"}} {
			d.clock.now = time.Date(2026, 3, step.day, 2, 0, 0, 0, time.UTC)
			var b office.Board
			d.as(access.UpperOfficer).must(200, "GET", "/board?period=2026-03&place="+d.province, nil, &b)
			if states(b) != "xã Đình Phong: reported; xã Ngọc Khê: "+step.state || b.Units[0].Cells[0].Late {
				t.Errorf("on %d March: %s, late %v", step.day, states(b), b.Units[0].Cells[0].Late)
			}
		}
		var home office.Dashboard
		d.as(access.CommuneClerk).must(200, "GET", "/dashboard", nil, &home)
		if len(home.NextDue) != 2 || home.NextDue[0].Template == "" || home.NextDue[1].To.String() != "2026-04-14" {
			t.Errorf("after the due date the next month is due, beside the quarter that has more time: %+v", home.NextDue)
		}
		var team office.Dashboard
		d.as(access.TeamLeader).must(200, "GET", "/dashboard", nil, &team)
		if team.NextDue != nil {
			t.Error("a team makes no reports")
		}
	})
}
