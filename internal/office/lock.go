package office

import (
	"context"
	"errors"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/ledger"
	"phendau/internal/report"
	"phendau/internal/words"
)

func (o *Office) lockRoutes(a *api.API) {
	const tag = "locks"
	api.Add(a, api.Route{Method: "POST", Path: "/locks", ID: "lockReport", Tag: tag, Summary: "Sign and lock a report", Action: access.SignReports, Fresh: true,
		Class: api.Heavy}, o.lockPlace, o.lockMake)
	api.Add(a, api.Route{Method: "GET", Path: "/locks", ID: "listLocks", Tag: tag, Summary: "Locked reports, newest first", Action: access.ReadReports}, nil, o.lockList)
	api.Add(a, api.Route{Method: "GET", Path: "/locks/{ledger}/{id}", ID: "getLock", Tag: tag, Summary: "A locked report: figures, signature, what changed since",
		Action: access.ReadReports, Class: api.Heavy}, o.lockedPlace, o.lockGet)
	api.Add(a, api.Route{Method: "GET", Path: "/locks/{ledger}/{id}/page", ID: "showLock", Tag: tag, Summary: "The locked page, to be shown in a frame",
		Action: access.ReadReports}, o.lockedPlace, o.lockPage)
	api.Add(a, api.Route{Method: "GET", Path: "/locks/{ledger}/{id}/file", ID: "downloadLock", Tag: tag, Summary: "A locked report as a file",
		Action: access.Export, Class: api.Heavy}, o.lockedFilePlace, o.lockFile)
	api.Add(a, api.Route{Method: "GET", Path: "/locks/{ledger}/{id}/compare", ID: "compareLock", Tag: tag, Summary: "A locked report against another one or against now, cell by cell",
		Action: access.ReadReports, Class: api.Heavy}, o.comparedPlace, o.lockCompare)
	api.Add(a, api.Route{Method: "POST", Path: "/locks/{ledger}/{id}/withdraw", ID: "withdrawLock", Tag: tag, Summary: "Take a locked report back", Action: access.SignReports,
		Fresh: true}, o.withdrawnPlace, o.lockWithdraw)
}

// LockInput asks to lock a report.
type LockInput struct {
	Once
	Body LockBody
}

// LockBody is the report and what the signer answers to the questions.
type LockBody struct {
	ReportAsk
	Answers []DoubtAnswer `json:"answers,omitempty" maxItems:"50"`
}

// DoubtAnswer is the answer to a question about figures.
type DoubtAnswer struct {
	Key    string `json:"key" maxLength:"64"`
	Answer string `json:"answer" maxLength:"500"`
}

func (o *Office) lockPlace(ctx context.Context, in *LockInput) (access.Target, error) {
	return o.askedPlace(ctx, &in.Body.ReportAsk)
}

// lockMake locks a report in the name of the person signed in.
func (o *Office) lockMake(ctx context.Context, c *api.Caller, in *LockInput) (*Answer[LockView], error) {
	req, err := once("lockReport", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	id := ledger.DerivedID(in.RequestID, "lock")
	if s, err := o.Reports.Snapshot(ctx, id); err != nil || s != nil { // a repeat
		return o.lockAnswer(ctx, c, s, err)
	}
	l, err := o.prepareLock(ctx, c, &in.Body, id)
	if err != nil {
		return nil, err
	}
	_, err = o.do(ctx, c, act{request: req, drafts: l.Drafts, payloads: l.Payloads, records: []audit.Record{l.said()}})
	var refused *ledger.Refusal
	if errors.As(err, &refused) && refused.Code == ledger.CodeHashMismatch {
		return nil, api.Fail(api.Conflict, "lock_moved") // an entry moved since the figures were read
	}
	if err != nil {
		return nil, err
	}
	s, err := o.Reports.Snapshot(ctx, id)
	return o.lockAnswer(ctx, c, s, err)
}

func (o *Office) lockAnswer(ctx context.Context, c *api.Caller, s *ledger.Snapshot, err error) (*Answer[LockView], error) {
	if err != nil || s == nil {
		return nil, errors.Join(err, api.Missing())
	}
	v, err := o.lockView(ctx, c, s)
	return &Answer[LockView]{v}, err
}

// prepareLock makes the report twice: once to learn what it asks, once with
// the questions and answers printed in its annex.
func (o *Office) prepareLock(ctx context.Context, c *api.Caller, in *LockBody, id string) (*PreparedLock, error) {
	r, err := o.request(ctx, &in.ReportAsk)
	if err != nil {
		return nil, err
	}
	g, err := o.issue(ctx, c, access.SignReports, &r)
	if err != nil {
		return nil, err
	}
	if twin, err := o.Reports.lockOf(ctx, r); err != nil || twin != nil {
		return nil, errors.Join(err, api.Fail(api.Conflict, "lock_twin"))
	}
	if err := o.Reports.MayLock(ctx, r); err != nil {
		return nil, err
	}
	view, err := o.Store.View(ctx, nil) // exactly the position that is locked
	if err != nil {
		return nil, err
	}
	r.ExactLine = o.mayOver(c, view.Registry, access.ReadLine, r.Place, r.Period.To) == access.Allowed
	r.Href = nil // addresses change; the selection of every cell is kept
	rep, err := o.Reports.Make(ctx, view, r)
	if err != nil {
		return nil, err
	}
	doubts, err := o.Reports.Doubts(view, rep)
	if err != nil {
		return nil, err
	}
	answers := answered(&r, doubts, in.Answers)
	return o.Reports.PrepareLock(ctx, view, r, id, Signer{PersonID: c.PersonID, BodyID: g.BodyID, Answers: answers})
}

// answered puts the questions with their answers into the report and returns
// the answers to be kept. An answer to a question that is no longer asked, for
// its numbers changed, is dropped.
func answered(r *ReportRequest, doubts []doubt.Finding, answers []DoubtAnswer) []ledger.LockDoubt {
	given := map[string]string{}
	for _, a := range answers {
		given[a.Key] = strings.TrimSpace(a.Answer)
	}
	var out []ledger.LockDoubt
	for i := range doubts {
		f := &doubts[i]
		answer := given[f.Key()]
		if answer != "" {
			out = append(out, ledger.LockDoubt{Key: f.Key(), Code: f.Code, Answer: answer})
		} else {
			answer = f.Answer
		}
		r.Asked = append(r.Asked, report.Asked{Text: f.VI, Answer: answer})
	}
	return out
}

// LockPath names a locked report in an address.
type LockPath struct {
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
}

// find reads a locked report; one that is not there is missing.
func (o *Office) findLock(ctx context.Context, in *LockPath) (*ledger.Snapshot, error) {
	s, err := o.Store.Snapshot(ctx, in.Ledger, in.ID)
	if err == nil && s == nil {
		err = api.Missing()
	}
	return s, err
}

func (o *Office) lockedPlace(ctx context.Context, in *LockPath) (access.Target, error) {
	s, err := o.findLock(ctx, in)
	if err != nil {
		return access.Target{}, err
	}
	return lockTarget(s), nil
}

// lockTarget is a locked report as the rules see it.
func lockTarget(s *ledger.Snapshot) access.Target {
	return access.Target{PlaceID: s.Body.PlaceID, Day: s.Body.To}
}

// WithdrawInput takes a locked report back.
type WithdrawInput struct {
	Once
	LockPath
	Body struct {
		Why string `json:"why" minLength:"5" maxLength:"500"`
	}
}

func (o *Office) withdrawnPlace(ctx context.Context, in *WithdrawInput) (access.Target, error) {
	return o.lockedPlace(ctx, &in.LockPath)
}

func (o *Office) lockWithdraw(ctx context.Context, c *api.Caller, in *WithdrawInput) (*Answer[LockView], error) {
	req, err := once("withdrawLock "+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := o.findLock(ctx, &in.LockPath)
	if err != nil {
		return nil, err
	}
	g, err := o.grant(ctx, c, access.SignReports, lockTarget(s))
	if err != nil {
		return nil, err
	}
	drafts, err := o.Store.WithdrawDrafts(ctx, s.LedgerID, s.ID, strings.TrimSpace(in.Body.Why))
	if err != nil {
		return nil, err
	}
	drafts[0].ActorID, drafts[0].BodyID = c.PersonID, g.BodyID
	note := audit.Record{Action: audit.Withdraw, ObjectID: s.ID, PlaceID: s.Body.PlaceID, Reason: in.Body.Why}
	if _, err := o.do(ctx, c, act{request: req, drafts: drafts, records: []audit.Record{note}}); err != nil {
		return nil, err
	}
	s, err = o.findLock(ctx, &in.LockPath)
	return o.lockAnswer(ctx, c, s, err)
}

// lockLabel is the period of a lock in words.
func lockLabel(b *ledger.SnapshotBody, w words.Words) string {
	return calendar.Label(calendar.Period{From: b.From, To: b.To, Calendar: calendar.Calendar(b.Calendar)}, w.Lang())
}
