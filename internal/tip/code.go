package tip

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"

	"phendau/internal/calendar"
)

// AreaCode is what is written on paper in the hamlets of a desk's area: six digits by
// which a slot keeps its place in a flood. It is the same for everybody and says
// nothing about anybody.
type AreaCode struct {
	Code     string
	From, To calendar.Day // it is taken
}

// AreaCodes are the codes a desk gives out on a day: that of the month, which is
// taken for a month longer because paper travels slowly, and that of the week,
// taken for a week longer. They are computed from a secret of the installation
// and kept nowhere.
func AreaCodes(secret []byte, desk ID, day calendar.Day) (month, week AreaCode) {
	return monthCode(secret, desk, day), weekCode(secret, desk, day)
}

// ValidCode says whether a code of the desk is taken on a day.
func ValidCode(secret []byte, desk ID, day calendar.Day, code string) bool {
	month, week := AreaCodes(secret, desk, day)
	ok := 0
	for _, c := range []AreaCode{month, monthCode(secret, desk, month.From-1), week, weekCode(secret, desk, week.From-1)} {
		ok |= subtle.ConstantTimeCompare([]byte(c.Code), []byte(code))
	}
	return ok == 1
}

func monthCode(secret []byte, desk ID, day calendar.Day) AreaCode {
	y, m, _ := day.Date()
	return AreaCode{codeOf(secret, desk, fmt.Sprintf("month %04d-%02d", y, m)), calendar.MakeDay(y, m, 1), nextMonth(nextMonth(day)) - 1}
}

func nextMonth(day calendar.Day) calendar.Day {
	y, m, _ := day.Date()
	return calendar.MakeDay(y+m/12, m%12+1, 1)
}

// monday is a Monday: day 4 since 1970.
const monday = 4

func weekCode(secret []byte, desk ID, day calendar.Day) AreaCode {
	first := day - (day-monday)%7
	return AreaCode{codeOf(secret, desk, "week "+first.String()), first, first + 13}
}

func codeOf(secret []byte, desk ID, period string) string {
	h := hmac.New(sha256.New, secret)
	h.Write(desk[:])
	h.Write([]byte(period))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(h.Sum(nil))%1_000_000)
}
