package calendar

import (
	"fmt"

	"phendau/internal/vi"
)

// Calendar is the rule that gives months, quarters and years their days. The
// values are those of the CLI and of JSON.
type Calendar string

const (
	// Civil months run from the first to the last day.
	Civil Calendar = "civil"
	// Official months run from the 15th of the month before to the 14th
	// (Decree 09/2019/NĐ-CP art. 12; Circular 58/2020/TT-BQP).
	Official Calendar = "official"
	// Campaign is a named range of days with a source of its own, kept in the
	// catalogue; inside it months are civil.
	Campaign Calendar = "campaign"
)

// CutOffDay is the last day of data in an official month. A later rule is a
// new calendar value: old periods keep the rule they were reported under.
const CutOffDay = 14

// ParseCalendar reads a calendar's name; empty means Civil.
func ParseCalendar(s string) (Calendar, error) {
	switch c := Calendar(s); c {
	case "":
		return Civil, nil
	case Civil, Official, Campaign:
		return c, nil
	}
	return "", fmt.Errorf("calendar %q is not civil, official or campaign", s)
}

// Label names the calendar in "vi" or "en" as it is printed beside days.
func (c Calendar) Label(lang string) string {
	switch {
	case c == Official && lang == "en":
		return fmt.Sprintf("data cut-off on the %dth", CutOffDay)
	case c == Official:
		return fmt.Sprintf("chốt số liệu ngày %d", CutOffDay)
	case c == Campaign && lang == "en":
		return "campaign"
	case c == Campaign:
		return "theo đợt"
	case lang == "en":
		return "civil calendar"
	}
	return "lịch dương"
}

// Source names the document that sets the calendar's days, "" for none.
func (c Calendar) Source() string {
	if c == Official {
		return "Điều 12 Nghị định 09/2019/NĐ-CP; Thông tư 58/2020/TT-BQP"
	}
	return ""
}

// MonthOf returns the year and month of the calendar that contain d.
func MonthOf(c Calendar, d Day) (year, month int) {
	year, month, day := d.Date()
	if c == Official && day > CutOffDay {
		return addMonths(year, month, 1)
	}
	return year, month
}

// QuarterOf returns the year and quarter (1-4) of the calendar that contain d.
func QuarterOf(c Calendar, d Day) (year, quarter int) {
	year, month := MonthOf(c, d)
	return year, (month + 2) / 3
}

// YearOf returns the year of the calendar that contains d.
func YearOf(c Calendar, d Day) int {
	year, _ := MonthOf(c, d)
	return year
}

// monthStart is the first day of a month of the calendar. Months outside 1 to
// 12 count on into other years.
func monthStart(c Calendar, year, month int) Day {
	if c == Official {
		return MakeDay(year, month-1, CutOffDay+1)
	}
	return MakeDay(year, month, 1)
}

func monthEnd(c Calendar, year, month int) Day { return monthStart(c, year, month+1) - 1 }

// addMonths normalises a month after a shift.
func addMonths(year, month, n int) (int, int) {
	m := year*12 + month - 1 + n
	return floorDiv(m, 12), m - floorDiv(m, 12)*12 + 1
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// A Day carries a date, so it prints with package vi.
var _ vi.Dated = Day(0)
