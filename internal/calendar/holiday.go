package calendar

import "slices"

// Holidays are the days off besides weekends: those of every year and those of
// single years (Tết moves).
type Holidays struct {
	Yearly []MonthDay
	Dated  []Day
}

// MonthDay is a day of every year.
type MonthDay struct{ Month, Day int }

// Off tells which days nobody works on, weekends left out. A holiday on a
// weekly day off is made up for on the next working day (Labour Code 45/2019,
// article 111, clause 3). The function remembers what it found and is not for
// several goroutines.
func (h *Holidays) Off() func(Day) bool {
	known := map[int]map[Day]bool{}
	return func(d Day) bool {
		year, _, _ := d.Date()
		if known[year] == nil {
			known[year] = h.year(year)
		}
		return known[year][d]
	}
}

// year lists the days off that fall into a year. The year before counts too:
// what its last days lost is made up for in this one.
func (h *Holidays) year(year int) map[Day]bool {
	var days []Day
	for y := year - 1; y <= year; y++ {
		for _, m := range h.Yearly {
			days = append(days, MakeDay(y, m.Month, m.Day))
		}
	}
	for _, d := range h.Dated {
		if y, _, _ := d.Date(); y == year || y == year-1 {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	out := make(map[Day]bool, len(days))
	for _, d := range days {
		out[d] = true
	}
	for _, d := range days {
		if weekday(d) < 5 {
			continue
		}
		next := d + 1
		for weekday(next) >= 5 || out[next] {
			next++
		}
		out[next] = true
	}
	return out
}
