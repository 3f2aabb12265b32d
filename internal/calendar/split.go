package calendar

// Split cuts p into its months, quarters or years (MonthUnit, QuarterUnit,
// YearUnit) in order, covering p exactly. Pieces the edges cut short are
// Clipped. Any other unit gives p alone.
func Split(p Period, by Unit) []Period {
	size := monthsIn(by)
	if size == 0 {
		return []Period{p}
	}
	var out []Period
	for d := p.From; d <= p.To; d = out[len(out)-1].To + 1 {
		out = append(out, clip(containing(p.Calendar, d, size), p, by))
	}
	return out
}

func monthsIn(u Unit) int {
	switch u {
	case MonthUnit:
		return 1
	case QuarterUnit:
		return 3
	case YearUnit:
		return 12
	}
	return 0
}

// containing is the month, quarter or year (size in months) around d.
func containing(c Calendar, d Day, size int) Period {
	year, month := MonthOf(c, d)
	return months(c, year, month-(month-1)%size, size)
}

// LastOver is the last month, quarter or year (MonthUnit, QuarterUnit,
// YearUnit) of the calendar that ended before a day; ok is false for any other
// unit.
func LastOver(c Calendar, u Unit, d Day) (p Period, ok bool) {
	size := monthsIn(u)
	if size == 0 {
		return Period{}, false
	}
	if p = containing(c, d-1, size); p.To >= d {
		p = containing(c, p.From-1, size)
	}
	return p, true
}

func clip(piece, p Period, by Unit) Period {
	from, to := max(piece.From, p.From), min(piece.To, p.To)
	piece.Clipped = from != piece.From || to != piece.To
	piece.From, piece.To, piece.Unit = from, to, by
	return piece
}

// FullYears returns the years of p's calendar that lie wholly in p. A rate per
// year is taken over these only (figures.md section 3).
func FullYears(p Period) []Period {
	var out []Period
	for _, y := range Split(p, YearUnit) {
		if !y.Clipped {
			out = append(out, y)
		}
	}
	return out
}

// SamePeriodLastYear is "cùng kỳ". Whole months become the same months one
// year earlier (February keeps its last day, leap or not); other ranges keep
// their dates, 29 February becoming the 28th. A clipped piece stays one. The
// name of a campaign is dropped: last year's days are not that campaign.
func SamePeriodLastYear(p Period) Period {
	out := newPeriod(p.Calendar, yearBefore(p.From), yearBefore(p.To))
	if year, month, count, ok := p.Months(); ok && p.Unit != CampaignUnit {
		out = months(p.Calendar, year-1, month, count)
	}
	if p.Clipped {
		out.Unit, out.Clipped = p.Unit, true
	}
	return out
}

func yearBefore(d Day) Day {
	year, month, day := d.Date()
	if month == 2 && day == 29 {
		day = 28
	}
	return MakeDay(year-1, month, day)
}
