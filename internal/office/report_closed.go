package office

import (
	"context"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// ClosedReport is what may be locked of a report at a place: the last period of
// its kind that is over.
type ClosedReport struct {
	BoardPeriod
	Lock *LockIdent `json:"lock,omitempty" doc:"Its lock in force"`
	Next string     `json:"next" doc:"The period that follows, in words"`
	// Lockable is the first day on which the next one may be locked.
	Lockable calendar.Day `json:"lockable" doc:"First day on which the next one may be locked"`
}

// closedReport is nil for a report of any range of days.
func (o *Office) closedReport(ctx context.Context, cat *catalogue.Catalogue, lang string, r ReportRequest) (*ClosedReport, error) {
	all, err := o.Reports.Templates(cat)
	if err != nil {
		return nil, err
	}
	t := all[r.Name]
	if t == nil {
		return nil, nil
	}
	p, ok := calendar.LastOver(t.Calendar, calendar.Unit(t.Period), o.today())
	if !ok {
		return nil, nil
	}
	next := p.After()
	out := &ClosedReport{BoardPeriod: BoardPeriod{p.From, p.To, calendar.FullLabel(p, lang)}, Next: calendar.FullLabel(next, lang), Lockable: next.To + 1}
	r.Period = p
	twin, err := o.Reports.lockOf(ctx, r)
	if twin != nil {
		out.Lock = &LockIdent{twin.LedgerID, twin.ID}
	}
	return out, err
}
