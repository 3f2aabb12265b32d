// Package calendar turns names of reporting periods into exact ranges of
// days. A figure carries days; nothing is pre-bucketed, so the same entries
// answer the civil calendar, the official one (cut-off on the 14th) and any
// campaign.
package calendar

import (
	"fmt"
	"time"
)

// Day is a local civil day (Asia/Ho_Chi_Minh) as days since 1970-01-01;
// 2024-03-03 is 19785. It is chosen by people and never derived from an
// instant.
type Day int32

const (
	// MinDay and MaxDay bound what the product accepts: 2000-01-01 and
	// 2179-06-05, the range of the projection's 16-bit day column.
	MinDay Day = 10957
	MaxDay Day = MinDay + 65535 - 1
)

// MakeDay returns the day of a civil date. Out-of-range months or days
// normalise as in time.Date.
func MakeDay(year, month, day int) Day {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return Day(t.Unix() / 86400)
}

// DayOf is the civil day in Việt Nam, which has no daylight saving, of an
// instant in milliseconds since 1970 UTC.
func DayOf(ms int64) Day { return Day((ms/1000 + 7*3600) / 86400) }

// ParseDay reads the canonical form YYYY-MM-DD. Impossible dates and dates
// outside [MinDay, MaxDay] are errors.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("day %q is not YYYY-MM-DD", s)
	}
	d := Day(t.Unix() / 86400)
	if d < MinDay || d > MaxDay {
		return 0, fmt.Errorf("day %s is outside %s to %s", s, MinDay, MaxDay)
	}
	return d, nil
}

// Date returns the civil date of d.
func (d Day) Date() (year, month, day int) {
	t := time.Unix(int64(d)*86400, 0).UTC()
	return t.Year(), int(t.Month()), t.Day()
}

// String is the canonical form YYYY-MM-DD used in data and JSON.
func (d Day) String() string {
	y, m, dd := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, dd)
}

// MarshalText writes the canonical form.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the canonical form.
func (d *Day) UnmarshalText(b []byte) error {
	v, err := ParseDay(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
