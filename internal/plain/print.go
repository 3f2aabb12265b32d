package plain

import (
	"time"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// Unit is the word behind a number and how many base units make one.
func Unit(cat *catalogue.Catalogue, id, lang string) (word string, scale int64) {
	u := cat.Units[id]
	if u == nil {
		return id, 1
	}
	return u.Short.In(lang), max(1, u.Scale)
}

// vietnam is the office's time zone, which has no daylight saving.
var vietnam = time.FixedZone("ICT", 7*3600)

// Clock prints an instant in milliseconds as the office reads it: 14:05,
// 05/02/2024.
func Clock(ms int64) string { return time.UnixMilli(ms).In(vietnam).Format("15:04, 02/01/2006") }

// Today is the civil day in Việt Nam at an instant.
func Today(now time.Time) calendar.Day { return calendar.Day((now.Unix() + 7*3600) / 86400) }
