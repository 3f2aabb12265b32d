package demo

import (
	"fmt"

	"phendau/internal/calendar"
)

// Numbers of documents, all fictional.

func minutesNumber(n int, d calendar.Day) string { return numbered(n, d, "BB") }

func numbered(n int, d calendar.Day, kind string) string {
	y, _, _ := d.Date()
	return fmt.Sprintf("%02d/%s/%d-MH", n, kind, y)
}
