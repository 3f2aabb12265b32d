package calendar

import "testing"

func TestAHolidayOnAWeekendIsMadeUpFor(t *testing.T) {
	h := Holidays{Yearly: []MonthDay{{1, 1}, {4, 30}, {5, 1}},
		Dated: []Day{MakeDay(2023, 4, 29), MakeDay(2024, 2, 8), MakeDay(2024, 2, 9), MakeDay(2024, 2, 10), MakeDay(2024, 2, 11), MakeDay(2024, 2, 12)}}
	off := h.Off()
	for _, c := range []struct {
		name       string
		first, end Day // the days off between them, both ends included
		back       Day // first working day behind
	}{
		{"Tết over a weekend", MakeDay(2024, 2, 8), MakeDay(2024, 2, 14), MakeDay(2024, 2, 15)},
		{"three holidays in a row, two of them on a weekend", MakeDay(2023, 4, 29), MakeDay(2023, 5, 3), MakeDay(2023, 5, 4)},
		{"New Year's Day on a Saturday", MakeDay(2022, 1, 1), MakeDay(2022, 1, 3), MakeDay(2022, 1, 4)},
		{"New Year's Day on a Monday", MakeDay(2024, 1, 1), MakeDay(2024, 1, 1), MakeDay(2024, 1, 2)},
	} {
		for d := c.first; d <= c.end; d++ {
			if !off(d) && weekday(d) < 5 {
				t.Errorf("%s: %s is worked", c.name, d)
			}
		}
		if off(c.back) || AddWorkingDays(c.first-1, 1, off) != c.back {
			t.Errorf("%s: work begins again on %s, want %s", c.name, AddWorkingDays(c.first-1, 1, off), c.back)
		}
	}
}

// A cut-off on 14 February 2026 lies before Tết: two working days later is
// after it.
func TestTetMovesADueDate(t *testing.T) {
	var h Holidays
	for d := MakeDay(2026, 2, 16); d <= MakeDay(2026, 2, 20); d++ {
		h.Dated = append(h.Dated, d)
	}
	if got := AddWorkingDays(MakeDay(2026, 2, 14), 2, h.Off()); got != MakeDay(2026, 2, 24) {
		t.Errorf("due on %s", got)
	}
}
