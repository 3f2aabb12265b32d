package report

import (
	"fmt"
	"strconv"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/vi"
)

func shortDate(d calendar.Day) string { return vi.ShortDate(d) }

// periodName names a period with its days and calendar: "năm 2024 (từ ngày
// 15/12/2023 đến ngày 14/12/2024, chốt số liệu ngày 14)". The name alone is
// ambiguous and never printed.
func periodName(p calendar.Period) string {
	days, cal := daysOf(p), calendarText(p)
	name := calendar.ShortLabel(p, "vi")
	if p.Unit == calendar.FreeUnit {
		from, to := calendar.YearOf(p.Calendar, p.From), calendar.YearOf(p.Calendar, p.To)
		if from == to {
			return fmt.Sprintf("%s (%s)", days, cal)
		}
		name = say("stage", "from", strconv.Itoa(from), "to", strconv.Itoa(to))
	}
	return fmt.Sprintf("%s (%s, %s)", name, days, cal)
}

// daysOf is "từ ngày 01/01/2019 đến ngày 29/02/2024".
func daysOf(p calendar.Period) string {
	if p.From == p.To {
		return say("day", "day", shortDate(p.From))
	}
	return say("days", "from", shortDate(p.From), "to", shortDate(p.To))
}

// calendarText is the calendar as calendar.Label prints it.
func calendarText(p calendar.Period) string {
	label := calendar.Label(p, "vi")
	if i := strings.LastIndex(label, " ("); i >= 0 {
		return strings.TrimSuffix(label[i+2:], ")")
	}
	return p.Calendar.Label("vi")
}

// yearOf is the year, or the years, of the calendar.
func yearOf(p calendar.Period) string {
	from, to := calendar.YearOf(p.Calendar, p.From), calendar.YearOf(p.Calendar, p.To)
	if from == to {
		return strconv.Itoa(to)
	}
	return vi.Range(strconv.Itoa(from), strconv.Itoa(to))
}

// scope names what all figures were computed over.
func (j *job) scope(p calendar.Period) paper.Scope {
	s := paper.Scope{From: p.From.String(), To: p.To.String(), PeriodText: daysOf(p), Calendar: string(p.Calendar), CalendarText: calendarText(p),
		Map: j.Map.String(), MapText: say("map_of_day", "day", shortDate(j.mapDay)), Position: j.Position, Closed: min(j.dated(), p.To).String()}
	if j.Map.Kind == place.MapOwnDay {
		s.MapText = say("map_own_day")
	}
	return s
}
