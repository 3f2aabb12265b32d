package demo

import (
	"sync"
	"time"

	"phendau/internal/calendar"
)

// Clock is the clock of a book that is being filled: it stands still until
// Fill moves it, so that accepted_ms and ids follow the story and not the
// machine. Give its Now to store.Options.Now.
type Clock struct {
	mu   sync.Mutex
	ms   int64
	live bool
}

// NewClock stands at the day the demo's book is opened, before its first
// entry.
func NewClock() *Clock { return &Clock{ms: morning(openingDay)} }

// Now is milliseconds since 1970 UTC.
func (c *Clock) Now() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.live {
		return time.Now().UnixMilli()
	}
	return c.ms
}

// Live turns to the system's clock, for a server that goes on with the book.
func (c *Clock) Live() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = true
}

// moveTo sets the clock; it never goes back.
func (c *Clock) moveTo(ms int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ms = max(c.ms, ms)
}

const (
	minuteMS = int64(60_000)
	dayMS    = 24 * 60 * minuteMS
	// zoneMS is the offset of Asia/Ho_Chi_Minh, which has no summer time.
	zoneMS = 7 * 60 * minuteMS
)

// instant is a local time of day in milliseconds since 1970 UTC.
func instant(d calendar.Day, minutes int) int64 {
	return int64(d)*dayMS - zoneMS + int64(minutes)*minuteMS
}

// morning is when offices open.
func morning(d calendar.Day) int64 { return instant(d, 7*60+30) }

// dayOf is the local day of an instant.
func dayOf(ms int64) calendar.Day { return calendar.Day((ms + zoneMS) / dayMS) }

// weekday counts from Monday, 0; 1970-01-01 was a Thursday.
func weekday(d calendar.Day) int { return (int(d) + 3) % 7 }

// tet lists the first days of the lunar years the demo covers.
var tet = [...]calendar.Day{
	calendar.MakeDay(2019, 2, 5), calendar.MakeDay(2020, 1, 25), calendar.MakeDay(2021, 2, 12),
	calendar.MakeDay(2022, 2, 1), calendar.MakeDay(2023, 1, 22), calendar.MakeDay(2024, 2, 10),
	calendar.MakeDay(2025, 1, 29), calendar.MakeDay(2026, 2, 17),
}

// holidays are the fixed ones: month, day.
var holidays = [...][2]int{{1, 1}, {4, 30}, {5, 1}, {9, 2}}

// isHoliday reports Tết (two days before to four after) and fixed holidays.
func isHoliday(d calendar.Day) bool {
	for _, t := range tet {
		if d >= t-2 && d <= t+4 {
			return true
		}
	}
	_, m, day := d.Date()
	for _, h := range holidays {
		if m == h[0] && day == h[1] {
			return true
		}
	}
	return false
}

func isWorkday(d calendar.Day) bool { return weekday(d) < 5 && !isHoliday(d) }

// workday is the first working day on or after d.
func workday(d calendar.Day) calendar.Day {
	for !isWorkday(d) {
		d++
	}
	return d
}
