package calendar

import (
	"fmt"
	"time"

	"phendau/internal/vi"
)

// Label names a period in "vi" or "en", always with its days and calendar:
// "từ ngày 01/01/2019 đến ngày 29/02/2024 (lịch dương)". A bare "giai đoạn
// 2019 - 2024" may mean five or six years.
func Label(p Period, lang string) string {
	if lang == "en" {
		return englishDays(p) + " (" + calendarName(p, lang) + ")"
	}
	if p.From == p.To {
		return fmt.Sprintf("ngày %s (%s)", vi.ShortDate(p.From), calendarName(p, lang))
	}
	return fmt.Sprintf("từ ngày %s đến ngày %s (%s)", vi.ShortDate(p.From), vi.ShortDate(p.To), calendarName(p, lang))
}

func englishDays(p Period) string {
	if p.From == p.To {
		return "on " + englishDate(p.From)
	}
	return "from " + englishDate(p.From) + " to " + englishDate(p.To)
}

func englishDate(d Day) string {
	y, m, day := d.Date()
	return fmt.Sprintf("%d %s %d", day, time.Month(m), y)
}

func calendarName(p Period, lang string) string {
	switch {
	case p.Campaign == (Name{}):
		return p.Calendar.Label(lang)
	case lang == "en":
		return fmt.Sprintf("campaign “%s”", p.Campaign.EN)
	}
	return fmt.Sprintf("đợt “%s”", p.Campaign.VI)
}

// ShortLabel names a period for the head of a column: "tháng 3/2024", "quý
// I/2024", "năm 2023"; a clipped piece adds its days, and a range without a
// name is its days. The calendar stands in the table's own Label.
func ShortLabel(p Period, lang string) string {
	days := vi.Range(vi.ShortDate(p.From), vi.ShortDate(p.To))
	if p.From == p.To {
		days = vi.ShortDate(p.From)
	}
	name := unitName(p, lang)
	switch {
	case name == "":
		return days
	case p.Clipped:
		return name + " (" + days + ")"
	}
	return name
}

// FullLabel is ShortLabel with the days: "tháng 12/2026 (15/11/2026 -
// 14/12/2026)". A civil and an official month bear the same name.
func FullLabel(p Period, lang string) string {
	name := unitName(p, lang)
	if name == "" || p.Clipped {
		return ShortLabel(p, lang)
	}
	return name + " (" + vi.Range(vi.ShortDate(p.From), vi.ShortDate(p.To)) + ")"
}

func unitName(p Period, lang string) string {
	if lang == "en" {
		return englishName(p)
	}
	year, month := MonthOf(p.Calendar, p.From)
	switch p.Unit {
	case WeekUnit:
		y, w := isoWeek(p.From)
		return fmt.Sprintf("tuần %d/%d", w, y)
	case MonthUnit:
		return fmt.Sprintf("tháng %s/%d", vi.MonthNumber(month), year)
	case QuarterUnit:
		return fmt.Sprintf("quý %s/%d", quarterNumeral(month), year)
	case HalfUnit:
		return fmt.Sprintf("6 tháng %s năm %d", halfWord(month, "đầu", "cuối"), year)
	case NineMonthsUnit:
		return fmt.Sprintf("9 tháng đầu năm %d", year)
	case YearUnit:
		return fmt.Sprintf("năm %d", year)
	}
	return p.Campaign.VI
}

func englishName(p Period) string {
	year, month := MonthOf(p.Calendar, p.From)
	switch p.Unit {
	case WeekUnit:
		y, w := isoWeek(p.From)
		return fmt.Sprintf("week %d of %d", w, y)
	case MonthUnit:
		return fmt.Sprintf("%s %d", time.Month(month), year)
	case QuarterUnit:
		return fmt.Sprintf("Q%d %d", (month+2)/3, year)
	case HalfUnit:
		return fmt.Sprintf("%s half of %d", halfWord(month, "first", "second"), year)
	case NineMonthsUnit:
		return fmt.Sprintf("first nine months of %d", year)
	case YearUnit:
		return fmt.Sprintf("%d", year)
	}
	return p.Campaign.EN
}

// quarterNumeral is I to IV; months of the year always have one.
func quarterNumeral(month int) string {
	numeral, _ := vi.Roman((month + 2) / 3)
	return numeral
}

func halfWord(month int, first, second string) string {
	if month <= 6 {
		return first
	}
	return second
}
