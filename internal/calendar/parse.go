package calendar

import (
	"regexp"
	"strconv"
	"strings"
)

// ParsePeriod reads a period as commands and addresses write it: FROM/TO with
// both days (see Between), a shortcut (2024, 2024-02, 2024-Q1, 2024-H1,
// 2024-9M, civil weeks 2024-W09), or two shortcuts ("2019/2023", "2019-01/
// 2024-02"), whose months then take the calendar's days. The forms that papers
// print are read too: 11/2026, "quý I/2026", 15/10/2026 - 14/11/2026. Campaigns
// are found by their id with Campaigns.Find. Errors are *PeriodError.
func ParsePeriod(c Calendar, s string) (Period, error) {
	text := asPrinted(strings.TrimSpace(s))
	from, to, isRange := strings.Cut(text, "/")
	if !isRange {
		return parseShortcut(c, s, text)
	}
	if dayForm.MatchString(from) && dayForm.MatchString(to) {
		return parseDays(c, s, from, to)
	}
	first, err := parseShortcut(c, s, from)
	if err != nil {
		return Period{}, err
	}
	last, err := parseShortcut(c, s, to)
	if err != nil {
		return Period{}, err
	}
	return checked(newPeriod(c, first.From, last.To), s)
}

// Between is the period from one day to another, both included.
//
// Edges that are civil month edges name those months and take the calendar's
// own days: 2019-01-01/2024-02-29 in Official is 2018-12-15/2024-02-14. In
// Official a range on its own edges (15th to 14th) stands as it is, and any
// other is refused with the nearest ones (figures.md section 4). Civil and
// Campaign take every range.
func Between(c Calendar, from, to Day) (Period, error) {
	return between(c, from, to, from.String()+"/"+to.String())
}

func between(c Calendar, from, to Day, input string) (Period, error) {
	if from > to {
		return Period{}, &PeriodError{Code: CodeReversed, Input: input}
	}
	p := newPeriod(c, from, to)
	if c != Official {
		return checked(p, input)
	}
	if _, _, _, own := p.Months(); own {
		return checked(p, input)
	}
	year, month, count, ok := newPeriod(Civil, from, to).Months()
	if !ok {
		return Period{}, notOfficial(from, to, input)
	}
	return checked(months(c, year, month, count), input)
}

func notOfficial(from, to Day, input string) error {
	near := nearestOfficial(from, to)
	if len(near) == 0 { // the first half-month of the range the product keeps
		return &PeriodError{Code: CodeOutside, Input: input}
	}
	return &PeriodError{Code: CodeNotOfficial, Input: input, Nearest: near}
}

// nearestOfficial gives the longest official range inside the days, if there
// is one, and the shortest around them.
func nearestOfficial(from, to Day) []Period {
	first := containing(Official, from, 1)
	last := containing(Official, to, 1)
	around := newPeriod(Official, first.From, last.To)
	if first.From < from {
		first = containing(Official, first.To+1, 1)
	}
	if last.To > to {
		last = containing(Official, last.From-1, 1)
	}
	var out []Period
	for _, p := range []Period{newPeriod(Official, first.From, last.To), around} {
		if _, err := checked(p, ""); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// checked refuses days the product does not keep.
func checked(p Period, input string) (Period, error) {
	switch {
	case p.From > p.To:
		return Period{}, &PeriodError{Code: CodeReversed, Input: input}
	case p.From < MinDay || p.To > MaxDay:
		return Period{}, &PeriodError{Code: CodeOutside, Input: input}
	}
	return p, nil
}

func parseDays(c Calendar, input, from, to string) (Period, error) {
	f, err := ParseDay(from)
	if err != nil {
		return Period{}, &PeriodError{Code: CodeBadDay, Input: input, Day: from}
	}
	t, err := ParseDay(to)
	if err != nil {
		return Period{}, &PeriodError{Code: CodeBadDay, Input: input, Day: to}
	}
	return between(c, f, t, input)
}

var (
	dayForm      = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	shortcutForm = regexp.MustCompile(`^(\d{4})(?:-(\d{2}|Q[1-4]|H[12]|9M|W\d{2}))?$`)
)

var (
	printedMonth   = regexp.MustCompile(`^(?i:tháng\s+)?(\d{1,2})/(\d{4})$`)
	printedQuarter = regexp.MustCompile(`^(?i:quý\s+)(IV|I{1,3}|[1-4])/(\d{4})$`)
	printedDays    = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})\s*[-–]\s*(\d{1,2})/(\d{1,2})/(\d{4})$`)
)

// asPrinted turns the forms of Vietnamese papers into those of addresses; what
// is neither stays as it is.
func asPrinted(s string) string {
	pad := func(n string) string { return strings.Repeat("0", 2-len(n)) + n }
	if m := printedMonth.FindStringSubmatch(s); m != nil {
		return m[2] + "-" + pad(m[1])
	}
	if m := printedQuarter.FindStringSubmatch(s); m != nil {
		n := map[string]string{"I": "1", "II": "2", "III": "3", "IV": "4"}[m[1]]
		if n == "" {
			n = m[1]
		}
		return m[2] + "-Q" + n
	}
	if m := printedDays.FindStringSubmatch(s); m != nil {
		return m[3] + "-" + pad(m[2]) + "-" + pad(m[1]) + "/" + m[6] + "-" + pad(m[5]) + "-" + pad(m[4])
	}
	return s
}

func parseShortcut(c Calendar, input, s string) (Period, error) {
	m := shortcutForm.FindStringSubmatch(s)
	if m == nil || c == Campaign {
		return Period{}, &PeriodError{Code: CodeSyntax, Input: input}
	}
	year, _ := strconv.Atoi(m[1])
	part := m[2]
	switch {
	case part == "":
		return checked(Year(c, year), input)
	case part == "9M":
		return checked(NineMonths(c, year), input)
	case part[0] == 'Q':
		return checked(Quarter(c, year, int(part[1]-'0')), input)
	case part[0] == 'H':
		return checked(Half(c, year, int(part[1]-'0')), input)
	case part[0] == 'W':
		return parseWeek(c, input, year, part[1:])
	}
	month, _ := strconv.Atoi(part)
	if month < 1 || month > 12 {
		return Period{}, &PeriodError{Code: CodeSyntax, Input: input}
	}
	return checked(Month(c, year, month), input)
}

// parseWeek counts ISO 8601 weeks: week 1 contains 4 January.
func parseWeek(c Calendar, input string, year int, digits string) (Period, error) {
	if c != Civil {
		return Period{}, &PeriodError{Code: CodeNoWeeks, Input: input}
	}
	n, _ := strconv.Atoi(digits)
	week := Week(MakeDay(year, 1, 4) + Day(7*(n-1)))
	if y, w := isoWeek(week.From); y != year || w != n {
		return Period{}, &PeriodError{Code: CodeSyntax, Input: input}
	}
	return checked(week, input)
}

// isoWeek returns the ISO year and week of the week that begins on monday.
func isoWeek(monday Day) (year, week int) {
	year, _, _ = (monday + 3).Date()
	first := Week(MakeDay(year, 1, 4)).From
	return year, int(monday-first)/7 + 1
}
