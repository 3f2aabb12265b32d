package office

import (
	"fmt"

	"phendau/internal/border"
	"phendau/internal/calendar"
	"phendau/internal/words"
)

// lineTime is one row of a strip map.
type lineTime struct {
	border.Days
	label string
}

// What one row of a strip may be: the finest of which the period has no more
// than fit a page.
const (
	mostDays   = 16
	mostWeeks  = 27 // half a year
	mostMonths = 36
)

// lineTimes cuts the days of a period into rows, newest first, and names what
// they are. Weeks begin on Monday; the ends of the period cut them.
func lineTimes(w words.Words, days border.Days) (name string, rows []lineTime) {
	n := int(days.To-days.From) + 1
	switch {
	case n <= mostDays:
		return w.Text("line.row_day"), cutTimes(days, func(d calendar.Day) calendar.Day { return d }, dayAndMonth)
	case n <= 7*mostWeeks:
		return w.Text("line.row_week"), cutTimes(days, monday, dayAndMonth)
	case n <= 31*mostMonths:
		return w.Text("line.row_month"), cutTimes(days, func(d calendar.Day) calendar.Day {
			y, m, _ := d.Date()
			return calendar.MakeDay(y, m, 1)
		}, func(d calendar.Day) string {
			y, m, _ := d.Date()
			return fmt.Sprintf("%d/%d", m, y)
		})
	}
	return w.Text("line.row_year"), cutTimes(days, func(d calendar.Day) calendar.Day {
		y, _, _ := d.Date()
		return calendar.MakeDay(y, 1, 1)
	}, func(d calendar.Day) string {
		y, _, _ := d.Date()
		return fmt.Sprint(y)
	})
}

// cutTimes goes back from the last day, each row from the first day of its unit.
func cutTimes(days border.Days, first func(calendar.Day) calendar.Day, label func(calendar.Day) string) (out []lineTime) {
	for to := days.To; to >= days.From; {
		from := max(first(to), days.From)
		out = append(out, lineTime{border.Days{From: from, To: to}, label(from)})
		to = from - 1
	}
	return out
}

func dayAndMonth(d calendar.Day) string {
	_, m, day := d.Date()
	return fmt.Sprintf("%d/%d", day, m)
}

// monday is the first day of a week; day 0 was a Thursday.
func monday(d calendar.Day) calendar.Day { return d - (d%7+7+3)%7 }

// rowOf is the row of a day, -1 for none.
func rowOf(rows []lineTime, d calendar.Day) int {
	for i := range rows {
		if rows[i].Has(d) {
			return i
		}
	}
	return -1
}
