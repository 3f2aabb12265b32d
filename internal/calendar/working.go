package calendar

// AddWorkingDays is the n-th working day after d: Saturdays, Sundays and the
// days that off names do not count. off may be nil.
func AddWorkingDays(d Day, n int, off func(Day) bool) Day {
	for n > 0 {
		d++
		if w := weekday(d); w < 5 && (off == nil || !off(d)) {
			n--
		}
	}
	return d
}
