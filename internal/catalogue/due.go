package catalogue

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Holiday is one public holiday: on a day of every year (Every, "01-02" for 2
// January), or from one day to another (Tết moves).
type Holiday struct {
	ID       string
	Name     Text
	Every    string
	From, To string // "" with Every; both ends included
	Source   string
}

// Deadline says how many working days lie between the end of a period and its
// report. Reports names the templates it is for; empty is for all without a
// rule of their own.
type Deadline struct {
	ID          string
	Name        Text
	Period      string // "month", "quarter", "half", "nine_months", "year"
	Reports     []string
	WorkingDays int
	From, To    string // in force for periods that end on these days, To "" = open
	Source      string
}

var deadlinePeriods = []string{"month", "quarter", "half", "nine_months", "year"}

// maxWorkingDays bounds a deadline; more is a mistake.
const maxWorkingDays = 60

// compileHolidays compiles public holidays, in the order of the files.
func (c *compiler) compileHolidays() {
	for _, d := range c.defs[secHolidays] {
		f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "every", "from", "to", "source")
		h := &Holiday{ID: d.id, Name: f.name("name"), From: f.day("from"), To: f.day("to")}
		c.needKeys(f, "source")
		h.Source, _ = f.scalar("source")
		c.checkSource(f, h.Source)
		h.Every, _ = f.scalar("every")
		switch {
		case f.has("every") == f.has("from"):
			f.err("every", CodeHolidayDay, "id", d.id)
		case f.has("every") && !isMonthDay(h.Every):
			f.err("every", CodeHolidayDay, "id", d.id)
		case h.From != "" && h.To == "":
			h.To = h.From
		}
		c.checkDays(f, h.From, h.To)
		c.cat.Holidays = append(c.cat.Holidays, h)
	}
}

// isMonthDay refuses 29 February too: a holiday of every year has a day in
// every year.
func isMonthDay(s string) bool {
	_, err := time.Parse("2006-01-02", "2001-"+s)
	return err == nil && len(s) == len("01-02")
}

// compileDeadlines compiles the rules of due dates.
func (c *compiler) compileDeadlines() {
	for _, d := range c.defs[secDeadlines] {
		f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "period", "reports", "working_days", "from", "to", "source")
		x := &Deadline{ID: d.id, Name: f.name("name"), Period: f.choice("period", "", deadlinePeriods), From: f.day("from"), To: f.day("to")}
		c.needKeys(f, "period", "working_days", "from", "source")
		n := f.number("working_days")
		if n > maxWorkingDays {
			f.err("working_days", CodeWantNumber, "text", strconv.FormatInt(n, 10))
		}
		x.WorkingDays = int(n)
		for _, r := range f.refs("reports") {
			x.Reports = append(x.Reports, r.id)
		}
		x.Source, _ = f.scalar("source")
		c.checkSource(f, x.Source)
		c.checkDays(f, x.From, x.To)
		c.cat.Deadlines = append(c.cat.Deadlines, x)
	}
	slices.SortStableFunc(c.cat.Deadlines, func(a, b *Deadline) int { return strings.Compare(a.From, b.From) })
}

// DeadlineReports lists the templates with a rule of their own for a period that
// ends on a day.
func (cat *Catalogue) DeadlineReports(period, end string) []string {
	var out []string
	for _, d := range cat.Deadlines {
		if d.Period == period && d.inForce(end) {
			out = append(out, d.Reports...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inForce reports whether the rule holds for periods that end on a day.
func (d *Deadline) inForce(end string) bool { return end >= d.From && (d.To == "" || end <= d.To) }

// DeadlineFor finds the rule for a report over a period that ends on a day: one
// that names the template goes before a general one, the latest before an
// earlier one. Report "" asks for the general rule.
func (cat *Catalogue) DeadlineFor(report, period, end string) (*Deadline, bool) {
	var best *Deadline
	for _, d := range cat.Deadlines {
		own := slices.Contains(d.Reports, report)
		if d.Period != period || !d.inForce(end) || !own && len(d.Reports) > 0 {
			continue
		}
		if best == nil || own || len(best.Reports) == 0 {
			best = d
		}
	}
	return best, best != nil
}
