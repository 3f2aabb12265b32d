package calendar

// EndingWith lists the periods of reports that end with the month m, shortest
// first: the month, the quarter, the half, the nine months, the year. What is
// no whole month ends none.
func EndingWith(m Period) []Period {
	year, n, count, ok := m.Months()
	if !ok || count != 1 {
		return nil
	}
	out := []Period{Month(m.Calendar, year, n)}
	if n%3 == 0 {
		out = append(out, Quarter(m.Calendar, year, n/3))
	}
	if n%6 == 0 {
		out = append(out, Half(m.Calendar, year, n/6))
	}
	if n == 9 {
		out = append(out, NineMonths(m.Calendar, year))
	}
	if n == 12 {
		out = append(out, Year(m.Calendar, year))
	}
	return out
}
