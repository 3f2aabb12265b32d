package tip

import (
	"testing"

	"phendau/internal/calendar"
)

func TestACodeIsTakenForAMonthOrAWeekLongerThanItIsGivenOut(t *testing.T) {
	secret, desk := []byte("a secret of an installation"), ID{1}
	for _, day := range []calendar.Day{calendar.MakeDay(2026, 1, 31), calendar.MakeDay(2026, 12, 1), calendar.MakeDay(2028, 2, 29)} {
		month, week := AreaCodes(secret, desk, day)
		for _, c := range []AreaCode{month, week} {
			if len(c.Code) != 6 || day < c.From || !ValidCode(secret, desk, day, c.Code) || !ValidCode(secret, desk, c.To, c.Code) {
				t.Errorf("%s: %+v is not taken", day, c)
			}
			if ValidCode(secret, desk, c.To+1, c.Code) || ValidCode(secret, desk, c.From-1, c.Code) || ValidCode(secret, ID{2}, day, c.Code) {
				t.Errorf("%s: %+v is taken too early, too late or elsewhere", day, c)
			}
		}
		if week.To-week.From != 13 || month.To-month.From < 57 || month.To-month.From > 61 {
			t.Errorf("%s: %s to %s, %s to %s", day, month.From, month.To, week.From, week.To)
		}
	}
	for _, text := range []string{"", "      ", "12345", "1234567"} {
		if ValidCode(secret, desk, calendar.MakeDay(2026, 1, 1), text) {
			t.Errorf("%q is taken", text)
		}
	}
}
