package calendar

// Unit is what kind of period the days of a Period make.
type Unit string

const (
	FreeUnit       Unit = "" // any other range
	WeekUnit       Unit = "week"
	MonthUnit      Unit = "month"
	QuarterUnit    Unit = "quarter"
	HalfUnit       Unit = "half"
	NineMonthsUnit Unit = "nine_months"
	YearUnit       Unit = "year"
	CampaignUnit   Unit = "campaign"
)

// Name is the wording of a campaign.
type Name struct{ VI, EN string }

// Period is a closed range of days under a calendar. Unit is derived from the
// days, so the same days always make the same Period, however they were
// written; only a clipped piece keeps the unit it was cut from. Periods are
// comparable with ==.
type Period struct {
	From, To Day // both included
	Calendar Calendar
	Unit     Unit
	// Clipped marks a piece of Split that the asked range cuts short: its days
	// are fewer than its name says.
	Clipped bool
	// Campaign is the name of a campaign range.
	Campaign Name
}

// Month is month 1-12 of the calendar; numbers beyond count on into other years.
func Month(c Calendar, year, month int) Period { return months(c, year, month, 1) }

// Quarter is quarter 1-4.
func Quarter(c Calendar, year, quarter int) Period { return months(c, year, 3*quarter-2, 3) }

// QuarterWith is the quarter that contains d.
func QuarterWith(c Calendar, d Day) Period {
	year, quarter := QuarterOf(c, d)
	return Quarter(c, year, quarter)
}

// Half is half 1 or 2: "6 tháng đầu năm", "6 tháng cuối năm".
func Half(c Calendar, year, half int) Period { return months(c, year, 6*half-5, 6) }

// NineMonths runs from January to September.
func NineMonths(c Calendar, year int) Period { return months(c, year, 1, 9) }

// Year is a whole year of the calendar; the official year 2024 runs from
// 2023-12-15 to 2024-12-14.
func Year(c Calendar, year int) Period { return months(c, year, 1, 12) }

// Week is the civil week, Monday to Sunday, that contains d. The official
// calendar has no weeks: offices set their own.
func Week(d Day) Period {
	monday := d - Day(weekday(d))
	return newPeriod(Civil, monday, monday+6)
}

// Named is a campaign range with its name; its days stand as they are.
func Named(name Name, from, to Day) Period {
	return Period{From: from, To: to, Calendar: Campaign, Unit: CampaignUnit, Campaign: name}
}

func months(c Calendar, year, first, count int) Period {
	return newPeriod(c, monthStart(c, year, first), monthEnd(c, year, first+count-1))
}

// newPeriod finds the unit the days make.
func newPeriod(c Calendar, from, to Day) Period {
	p := Period{From: from, To: to, Calendar: c}
	p.Unit = p.unitOfDays()
	return p
}

func (p Period) unitOfDays() Unit {
	_, m, count, ok := p.Months()
	switch {
	case ok && count == 1:
		return MonthUnit
	case ok && count == 3 && m%3 == 1:
		return QuarterUnit
	case ok && count == 6 && m%6 == 1:
		return HalfUnit
	case ok && count == 9 && m == 1:
		return NineMonthsUnit
	case ok && count == 12 && m == 1:
		return YearUnit
	case p.Calendar == Civil && p.Days() == 7 && weekday(p.From) == 0:
		return WeekUnit
	}
	return FreeUnit
}

// Months returns the first month and the number of whole months p consists of;
// ok is false when its edges are not month edges of its calendar.
func (p Period) Months() (year, month, count int, ok bool) {
	year, month = MonthOf(p.Calendar, p.From)
	lastYear, lastMonth := MonthOf(p.Calendar, p.To)
	count = (lastYear-year)*12 + lastMonth - month + 1
	ok = monthStart(p.Calendar, year, month) == p.From && monthEnd(p.Calendar, lastYear, lastMonth) == p.To
	return year, month, count, ok && count > 0
}

// After is the period of the same kind that follows; as many days, where p is
// not made of months.
func (p Period) After() Period {
	if year, month, count, ok := p.Months(); ok {
		return months(p.Calendar, year, month+count, count)
	}
	return newPeriod(p.Calendar, p.To+1, p.To+Day(p.Days()))
}

// Days counts the days of p.
func (p Period) Days() int { return int(p.To-p.From) + 1 }

// Contains reports whether d lies in p.
func (p Period) Contains(d Day) bool { return p.From <= d && d <= p.To }

// Overlaps reports whether the two share a day.
func (p Period) Overlaps(q Period) bool { return p.From <= q.To && q.From <= p.To }

// String is the canonical form FROM/TO, in days as they are.
func (p Period) String() string { return p.From.String() + "/" + p.To.String() }

// weekday counts from Monday, 0. 1970-01-01 was a Thursday.
func weekday(d Day) int { return ((int(d)+3)%7 + 7) % 7 }
