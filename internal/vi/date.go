package vi

import "fmt"

// Dated is anything with a civil date; calendar.Day is one. The interface
// lets calendar use this package for its labels.
type Dated interface {
	Date() (year, month, day int)
}

// ShortDate prints dd/mm/yyyy.
func ShortDate(d Dated) string {
	y, m, day := d.Date()
	return fmt.Sprintf("%02d/%02d/%04d", day, m, y)
}

// LongDate prints the date of a document: "ngày 05 tháng 02 năm 2026". Days
// below 10 and only the months 1 and 2 are padded (Decree 30/2020, Appendix I,
// box 4).
func LongDate(d Dated) string {
	y, m, day := d.Date()
	return fmt.Sprintf("ngày %02d tháng %s năm %04d", day, MonthNumber(m), y)
}

// MonthNumber prints the number of a month as Decree 30/2020 writes it:
// "01", "02", then "3" to "12".
func MonthNumber(month int) string {
	if month == 1 || month == 2 {
		return fmt.Sprintf("%02d", month)
	}
	return fmt.Sprintf("%d", month)
}

// Clock prints a time of day in a document: "14 giờ 30 phút".
func Clock(hour, minute int) string {
	return fmt.Sprintf("%02d giờ %02d phút", hour, minute)
}
