package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"phendau/internal/vi"
)

var (
	slashDay = regexp.MustCompile(`^(?:ngày )?(\d{1,2})[/-](\d{1,2})[/-](\d{4})$`)
	wordDay  = regexp.MustCompile(`^(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$`)
)

// ReadDay reads a date as people type it into sheets: "5/9/2019",
// "05-09-2019", "ngày 05 tháng 02 năm 2026", or the canonical YYYY-MM-DD. The
// day always stands before the month, and the year has four digits.
// Impossible dates and dates outside [MinDay, MaxDay] are errors.
func ReadDay(s string) (Day, error) {
	text := vi.EqualKey(s)
	for _, form := range []*regexp.Regexp{slashDay, wordDay} {
		if m := form.FindStringSubmatch(text); m != nil {
			text = fmt.Sprintf("%s-%02d-%02d", m[3], number(m[2]), number(m[1]))
			break
		}
	}
	d, err := ParseDay(text)
	if err != nil {
		return 0, fmt.Errorf("read day %q (write it like 05/09/2019): %w", strings.TrimSpace(s), err)
	}
	return d, nil
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
