package calendar

import "testing"

// A due date counts working days only: a cut-off on a Friday with two days is
// due on Tuesday, and a holiday moves it on.
func TestWorkingDaysLeaveOutWeekendsAndHolidays(t *testing.T) {
	friday := MakeDay(2024, 6, 14)
	holiday := MakeDay(2024, 6, 17)
	for _, c := range []struct {
		n    int
		off  func(Day) bool
		want Day
	}{
		{0, nil, friday},
		{1, nil, MakeDay(2024, 6, 17)},
		{2, nil, MakeDay(2024, 6, 18)},
		{2, func(d Day) bool { return d == holiday }, MakeDay(2024, 6, 19)},
		{6, nil, MakeDay(2024, 6, 24)},
	} {
		if got := AddWorkingDays(friday, c.n, c.off); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.n, friday, got, c.want)
		}
	}
}
