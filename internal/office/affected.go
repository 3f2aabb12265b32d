package office

import (
	"context"
	"net/url"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// AffectedReport is a locked report that holds a record: its numbers stay, and
// the next report shows what changed.
type AffectedReport struct {
	LedgerID   string `json:"ledger_id"`
	SnapshotID string `json:"snapshot_id"`
	Report     string `json:"report" doc:"Template"`
	Title      string `json:"title"`
	PlaceID    string `json:"place_id"`
	Place      string `json:"place"`
	From       string `json:"from" format:"date"`
	To         string `json:"to" format:"date"`
	Period     string `json:"period" doc:"In words"`
	Signer     string `json:"signer"`
	AtMS       int64  `json:"at_ms" doc:"When it was locked"`
	body       *ledger.SnapshotBody
}

// Adjusted is one change a locked report was told of.
type Adjusted struct {
	What      string   `json:"what" enum:"correct,retract,late,link,unlink"`
	Change    *Change  `json:"change,omitempty"`
	Why       string   `json:"why"`
	Who       string   `json:"who"`
	Body      string   `json:"body"`
	AtMS      int64    `json:"at_ms"`
	Snapshots []string `json:"snapshots"`
}

// Affected is what a correction of a record touches.
type Affected struct {
	Reports []AffectedReport `json:"reports"`
	// Changes are the adjustments made since the reports were locked.
	Changes []Adjusted `json:"changes"`
	// Note is where the draft note of correction is made: template, place and
	// period of the report that holds most.
	Note *CorrectionNote `json:"note,omitempty"`
}

// CorrectionNote names the draft of a note of correction.
type CorrectionNote struct {
	Template string `json:"template"`
	PlaceID  string `json:"place_id"`
	Period   string `json:"period" doc:"FROM/TO"`
	Calendar string `json:"calendar"`
	Query    string `json:"query" doc:"The same as parameters of /reports/page"`
}

// correctionTemplate is the report that tells of corrected numbers.
const correctionTemplate = "correction-note"

func (o *Office) affectedList(ctx context.Context, c *api.Caller, in *RecordPath) (*Answer[Affected], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	rec, err := r.record(ctx, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	a, err := r.affectedBy(ctx, rec)
	return &Answer[Affected]{a}, err
}

func (r *reviewer) affectedBy(ctx context.Context, rec store.LedgerRecord) (Affected, error) {
	out := Affected{Changes: []Adjusted{}}
	var err error
	if out.Reports, err = r.affected(ctx, rec); err != nil {
		return out, err
	}
	changes, err := r.o.Store.RestatementsOf(ctx, rec.LedgerID, rec.ID)
	if err != nil {
		return out, err
	}
	t := r.tell.of(rec.Record)
	for _, x := range changes {
		a := Adjusted{What: x.What, Why: x.Why, Who: r.reg.PersonName(x.ActorID), Body: r.reg.BodyName(x.BodyID, rec.Day), AtMS: x.AtMS, Snapshots: orNone(x.Snapshots)}
		if x.Field != "" {
			told := t.change(x.Field, x.Old, x.New)
			a.Change = &told
		}
		out.Changes = append(out.Changes, a)
	}
	out.Note = noteFor(out.Reports)
	return out, nil
}

// noteFor takes the report with the longest period: its note names every
// change the shorter ones need too.
func noteFor(reports []AffectedReport) *CorrectionNote {
	var best *AffectedReport
	for i := range reports {
		if best == nil || reports[i].From < best.From || reports[i].From == best.From && reports[i].To > best.To {
			best = &reports[i]
		}
	}
	if best == nil {
		return nil
	}
	n := &CorrectionNote{Template: correctionTemplate, PlaceID: best.PlaceID, Period: best.From + "/" + best.To, Calendar: best.body.Calendar}
	q := url.Values{"template": {n.Template}, "place_id": {n.PlaceID}, "period": {n.Period}, "calendar": {n.Calendar}}
	for k, v := range map[string]string{"map": best.body.Map, "status": best.body.Status, "viewpoint": best.body.Viewpoint} {
		if v != "" {
			q.Set(k, v)
		}
	}
	n.Query = q.Encode()
	return n
}

// affected lists the locked reports that hold a record.
func (r *reviewer) affected(ctx context.Context, rec store.LedgerRecord) ([]AffectedReport, error) {
	out := []AffectedReport{}
	snaps, err := r.o.Store.LocksOf(ctx, rec.LedgerID, rec.ID)
	for _, s := range snaps {
		b := &s.Body
		p := calendar.Period{Calendar: calendar.Calendar(b.Calendar), From: b.From, To: b.To}
		out = append(out, AffectedReport{LedgerID: s.LedgerID, SnapshotID: s.ID, Report: b.Report, Title: b.Title, PlaceID: b.PlaceID, Place: r.tell.on(b.MapDay).place(b.PlaceID),
			From: b.From.String(), To: b.To.String(), Period: calendar.Label(p, r.tell.w.Lang()), Signer: r.reg.PersonName(s.Signer), AtMS: s.AtMS, body: b})
	}
	return out, err
}
