package office

import (
	"context"
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

// due is the day on which a report over a month is due: the last day of the
// month itself where no rule is in force.
func (d *deadlines) due(month calendar.Period) calendar.Day {
	rule, ok := d.cat.DeadlineFor("", monthly, month.To.String())
	if !ok {
		return month.To
	}
	return calendar.AddWorkingDays(month.To, rule.WorkingDays, d.off)
}

// monthly is the period of the board.
const monthly = "month"

// rule says in words by which rule a month is due.
func (t *teller) rule(month calendar.Period) string {
	rule, ok := t.cat.DeadlineFor("", monthly, month.To.String())
	if !ok {
		return t.w.Text("board.no_rule")
	}
	return t.w.Text("board.due_rule", "n", rule.WorkingDays, "source", rule.Source)
}

// BoardDue is the report that is due next.
type BoardDue struct {
	Label string       `json:"label" doc:"The month of the official calendar"`
	From  calendar.Day `json:"from"`
	To    calendar.Day `json:"to"`
	Due   calendar.Day `json:"due"`
	// Lockable is the first day on which the report may be locked.
	Lockable calendar.Day `json:"lockable" doc:"First day on which the report may be signed and locked"`
	Over     bool         `json:"over" doc:"The period is over: the report may be locked now"`
}

// nextDue is the report that is due next, for those who make reports.
func (b *board) nextDue(context.Context) error {
	today := b.o.today()
	if !b.v.Registry.Rules(today).Has(&b.c.Actor, access.MakeReports) {
		return nil
	}
	d := newDeadlines(b.v.Catalogue)
	year, n := calendar.MonthOf(calendar.Official, today)
	month := calendar.Month(calendar.Official, year, n)
	if before := calendar.Month(calendar.Official, year, n-1); d.due(before) >= today {
		month = before
	}
	b.out.NextDue = &BoardDue{calendar.ShortLabel(month, b.words.Lang()), month.From, month.To, d.due(month), month.To + 1, month.To < today}
	return nil
}
