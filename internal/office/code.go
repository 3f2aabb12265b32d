package office

import (
	"context"
	"errors"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/report"
)

// CodePath is the screen that opens a code printed on paper, given as c.
const CodePath = "/office/ma"

func (o *Office) codeRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/codes/{code}", ID: "openCode", Tag: "locks", Summary: "What a code printed on a locked report opens",
		Action: access.ReadFigures, Class: api.Heavy}, nil, o.openCode)
}

// PrintedCode is a printed code.
type PrintedCode struct {
	Code string `path:"code" maxLength:"200" doc:"Code of a figure or table, or the id of a locked report"`
}

// CodeTarget is what a printed code opens.
type CodeTarget struct {
	LockIdent
	Cell  string `json:"cell,omitempty" doc:"Selection of the figure; absent where the code is of a table or of the whole report"`
	Entry bool   `json:"entry,omitempty" doc:"The code is of an entry, not of a report"`
}

// openCode answers who may read the report or the figure; to everybody else,
// and for codes of drafts, there is no such code.
func (o *Office) openCode(ctx context.Context, c *api.Caller, in *PrintedCode) (*Answer[CodeTarget], error) {
	if first, last, ok := report.ParseEntryCode(in.Code); ok {
		return o.openEntryCode(ctx, c, first, last)
	}
	s, cell, err := o.printed(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	if s == nil || !o.opensCode(ctx, c, s, cell) {
		return nil, api.Fail(api.NotFound, "no_code")
	}
	return &Answer[CodeTarget]{CodeTarget{LockIdent: LockIdent{s.LedgerID, s.ID}, Cell: cell}}, nil
}

// openEntryCode answers who may see the entry.
func (o *Office) openEntryCode(ctx context.Context, c *api.Caller, first, last string) (*Answer[CodeTarget], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	found, err := o.entriesBetween(ctx, s, first, last)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, api.Fail(api.NotFound, "no_code")
	}
	r := found[0]
	return &Answer[CodeTarget]{CodeTarget{LockIdent: LockIdent{s.reg.LedgerOf(r.PlaceID, r.Day), r.ID}, Entry: true}}, nil
}

// entriesBetween are the records whose code it may be, of those the caller sees.
func (o *Office) entriesBetween(ctx context.Context, s *sight, first, last string) ([]*ledger.Record, error) {
	var out []*ledger.Record
	for _, l := range s.ledgers() {
		found, err := o.Store.RecordsBetween(ctx, l, first, last)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if s.seesRecord(r) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// printed finds the locked report of a code and the selection of its cell; nil
// when there is none.
func (o *Office) printed(ctx context.Context, code string) (*ledger.Snapshot, string, error) {
	id, token := code, ""
	if reportID, cell, _, ok := report.ParseCode(code); ok {
		var err error
		if id, token, err = o.Reports.ByCode(ctx, reportID, cell); err != nil {
			return nil, "", err
		}
	}
	s, err := o.Reports.Snapshot(ctx, id)
	return s, token, err
}

// opensCode asks for the right over the report, and failing that over the
// figure: a commune opens its own line of a report of the district.
func (o *Office) opensCode(ctx context.Context, c *api.Caller, s *ledger.Snapshot, cell string) bool {
	if o.readsLock(ctx, c, s) {
		return true
	}
	sel, err := figure.ParseToken(cell)
	if err != nil {
		return false
	}
	v, err := o.view(ctx)
	return err == nil && o.mayReadFigures(ctx, c, v, heldBy(&sel), sel.Period.To) == nil
}

func (o *Office) readsLock(ctx context.Context, c *api.Caller, s *ledger.Snapshot) bool {
	rules, err := o.Rules(ctx)
	return err == nil && rules.May(&c.Actor, access.ReadReports, lockTarget(s)) == access.Allowed
}

// DrillLock is the locked report at whose position a figure is opened.
type DrillLock struct {
	LockIdent
	Title string `json:"title"`
	AtMS  int64  `json:"at_ms"`
	Open  bool   `json:"open" doc:"The reader may open the report"`
}

// drillView is the view a figure is opened in: of now, of an older position, or
// of a locked report.
func (o *Office) drillView(ctx context.Context, c *api.Caller, in *DrillQuery) (*figure.View, *DrillLock, error) {
	if in.Lock == "" {
		v, err := o.viewAt(ctx, in.Position)
		return v, nil, err
	}
	s, err := o.Reports.Snapshot(ctx, in.Lock)
	if err != nil || s == nil {
		return nil, nil, errors.Join(err, api.Missing())
	}
	v, err := o.Reports.at(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	l := &DrillLock{LockIdent: LockIdent{s.LedgerID, s.ID}, AtMS: s.AtMS, Open: o.readsLock(ctx, c, s)}
	if l.Open {
		l.Title = paper.Visible(s.Body.Title)
	}
	return v, l, nil
}
