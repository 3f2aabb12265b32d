package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// deadlines finds due dates by the catalogue's rules and holidays. It is made
// for one request.
type deadlines struct {
	cat *catalogue.Catalogue
	off func(calendar.Day) bool
}

func newDeadlines(cat *catalogue.Catalogue) *deadlines {
	var h calendar.Holidays
	for _, x := range cat.Holidays {
		if every, err := time.Parse("01-02", x.Every); err == nil {
			h.Yearly = append(h.Yearly, calendar.MonthDay{Month: int(every.Month()), Day: every.Day()})
			continue
		}
		from, errFrom := calendar.ParseDay(x.From)
		to, errTo := calendar.ParseDay(x.To)
		for d := from; errFrom == nil && errTo == nil && d <= to; d++ {
			h.Dated = append(h.Dated, d)
		}
	}
	return &deadlines{cat, h.Off()}
}

// due is the day on which what belongs to a month is due: the last day of the
// month itself where no rule is in force.
func (d *deadlines) due(month calendar.Period) calendar.Day {
	day, ok := d.dueOf("", monthly, month.To)
	if !ok {
		return month.To
	}
	return day
}

// dueOf is the day on which a report over a period that ends on a day is due;
// report "" is any without a rule of its own, ok is false where no rule is in
// force.
func (d *deadlines) dueOf(report string, unit calendar.Unit, end calendar.Day) (calendar.Day, bool) {
	rule, ok := d.cat.DeadlineFor(report, string(unit), end.String())
	if !ok {
		return 0, false
	}
	return calendar.AddWorkingDays(end, rule.WorkingDays, d.off), true
}

// ending lists the reports whose period ends with a month, the first due one
// first: those of every length that has a rule, and apart the templates that
// have a rule of their own. The month itself has a report without a rule too.
func (d *deadlines) ending(month calendar.Period) []reportDue {
	var out []reportDue
	for _, p := range calendar.EndingWith(month) {
		for _, report := range append([]string{""}, d.cat.DeadlineReports(string(p.Unit), p.To.String())...) {
			if day, ok := d.dueOf(report, p.Unit, p.To); ok {
				out = append(out, reportDue{report, p, day})
			} else if p.Unit == monthly {
				out = append(out, reportDue{report, p, p.To})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b reportDue) int { return cmp.Compare(a.day, b.day) })
	return out
}

// reportDue is a report over a period with its due day; report is a template
// with a rule of its own, "" for all others.
type reportDue struct {
	report string
	period calendar.Period
	day    calendar.Day
}

// ofMonth says that it is the report of the month by the general rule.
func (r reportDue) ofMonth() bool { return r.report == "" && r.period.Unit == monthly }

// monthly is the period of the board.
const monthly = calendar.MonthUnit

// rule says in words by which rule a month is due.
func (t *teller) rule(month calendar.Period) string {
	rule, ok := t.cat.DeadlineFor("", string(monthly), month.To.String())
	if !ok {
		return t.w.Text("board.no_rule")
	}
	return t.w.Text("board.due_rule", "n", rule.WorkingDays, "source", rule.Source)
}

// BoardDue is a report with its due day.
type BoardDue struct {
	Label string       `json:"label" doc:"Its period: a month, quarter, half, nine months or year of the calendar"`
	From  calendar.Day `json:"from"`
	To    calendar.Day `json:"to"`
	Due   calendar.Day `json:"due"`
	// Lockable is the first day on which the report may be locked.
	Lockable calendar.Day `json:"lockable" doc:"First day on which the report may be signed and locked"`
	Over     bool         `json:"over" doc:"The period is over: the report may be locked now"`
	// Template and Name are those of a report with a rule of its own.
	Template string `json:"template,omitempty"`
	Name     string `json:"name,omitempty" doc:"The template in words"`
}

// dueViews puts due reports into words. Rules for templates that are none of
// the book's say nothing.
func (o *Office) dueViews(list []reportDue, cat *catalogue.Catalogue, lang string) ([]BoardDue, error) {
	all, err := o.Reports.Templates(cat)
	if err != nil {
		return nil, err
	}
	var out []BoardDue
	today := o.today()
	for _, r := range list {
		v := BoardDue{Label: calendar.ShortLabel(r.period, lang), From: r.period.From, To: r.period.To, Due: r.day, Lockable: r.period.To + 1, Over: r.period.To < today, Template: r.report}
		if t := all[r.report]; t != nil {
			v.Name = t.Name.In(lang)
		} else if r.report != "" {
			continue
		}
		out = append(out, v)
	}
	return out, nil
}

// nextDue are the reports that are due next, for those who make reports: what
// ended with the last month and is not overdue; once its month is, what ends
// with this one too.
func (b *board) nextDue(context.Context) error {
	today := b.o.today()
	if !b.v.Registry.Rules(today).Has(&b.c.Actor, access.MakeReports) {
		return nil
	}
	d := newDeadlines(b.v.Catalogue)
	year, n := calendar.MonthOf(calendar.Official, today)
	overdue := func(r reportDue) bool { return r.day < today }
	list := slices.DeleteFunc(d.ending(calendar.Month(calendar.Official, year, n-1)), overdue)
	if !slices.ContainsFunc(list, reportDue.ofMonth) {
		list = append(list, d.ending(calendar.Month(calendar.Official, year, n))...)
	}
	var err error
	b.out.NextDue, err = b.o.dueViews(list, b.v.Catalogue, b.words.Lang())
	return err
}
