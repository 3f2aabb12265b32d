package plain

import (
	"time"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// Value prints a value with the words of its qualifier; scale is how many base
// units make one printed unit.
func Value(w words.Words, v amount.Value, scale int64) string {
	n := func(v int64) string { return vi.Decimal(v, scale) }
	switch v.Q {
	case amount.Exact:
		return n(v.V)
	case amount.Order:
		if text, ok := vi.OrderWords(v.Lo); ok && w.Lang() == "vi" {
			return text
		}
		return w.Text("page.q.at_least", "n", n(v.Lo))
	case amount.About:
		if v.V == amount.Unknown {
			return w.Text("page.q.about", "n", vi.Range(n(v.Lo), n(v.Hi)))
		}
	case amount.Range:
		return w.Text("page.q.range", "n", vi.Range(n(v.Lo), n(v.Hi)))
	case amount.Uncounted:
		return w.Text("page.q.uncounted")
	}
	return w.Text("page.q."+v.Q.String(), "n", n(v.V))
}

// Result prints a sum with the words of its qualifier.
func Result(w words.Words, x amount.Result, scale int64) string {
	return Value(w, amount.Value{V: x.V, Lo: x.Lo, Hi: x.Hi, Q: x.Q}, scale)
}

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
