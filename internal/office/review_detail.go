package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// RecordPath names a record.
type RecordPath struct {
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
}

// ReviewDetail is a record with everything a verifier looks at.
type ReviewDetail struct {
	ReviewItem
	Content    json.RawMessage  `json:"content" doc:"As stored, for a correction"`
	Facts      []Said           `json:"facts"`
	Parts      []Said           `json:"parts"`
	Bodies     []BodySaid       `json:"bodies"`
	Documents  []string         `json:"documents"`
	Evidence   []EvidenceView   `json:"evidence"`
	Track      *TrackView       `json:"track,omitempty" doc:"What may be shown of the track; its points are not"`
	TrackFlags []TrackFlag      `json:"track_flags,omitempty" doc:"What of the track to look at again; for who verifies this patrol only"`
	Note       string           `json:"note,omitempty"`
	Questions  []Question       `json:"questions"`
	Twins      []TwinPair       `json:"twins" doc:"Entries that may tell of the same act"`
	Reports    []AffectedReport `json:"reports" doc:"Locked reports that hold the record"`
	Locked     string           `json:"locked_over,omitempty" doc:"Reports of its day that were locked without it, and what becomes of it"`
	Timeline   []ReviewStep     `json:"timeline"`
	May        MayDo            `json:"may"`
}

// Question is a number that deserves a second look.
type Question struct {
	Code  string `json:"code"`
	Text  string `json:"text"`
	Field string `json:"field,omitempty"`
}

// MayDo says which acts on the record the caller may do now.
type MayDo struct {
	Verify  bool `json:"verify"`
	Return  bool `json:"return"`
	Correct bool `json:"correct"`
	Ask     bool `json:"ask_correction"`
}

// ReviewStep is one operation in the life of a record.
type ReviewStep struct {
	Verb    string   `json:"verb"`
	Text    string   `json:"text"`
	Who     string   `json:"who"`
	Body    string   `json:"body"`
	AtMS    int64    `json:"at_ms"`
	Why     string   `json:"why,omitempty"`
	Changes []Change `json:"changes,omitempty"`
	Asked   []Change `json:"asked,omitempty" doc:"What a wish for a correction would change"`
}

// record reads a record the caller may know of.
func (r *reviewer) record(ctx context.Context, ledgerID, id string) (store.LedgerRecord, error) {
	rec, err := r.o.Store.Record(ctx, ledgerID, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !r.opensRecord(rec) {
		err = api.Missing()
	}
	return store.LedgerRecord{LedgerID: ledgerID, Record: rec}, err
}

func (o *Office) reviewDetail(ctx context.Context, c *api.Caller, in *RecordPath) (*Answer[ReviewDetail], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	rec, err := r.record(ctx, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	if err := o.noteOpened(ctx, c, &subject{reg: r.reg, rec: rec.Record}, ""); err != nil {
		return nil, err
	}
	d, err := r.detail(ctx, rec)
	return &Answer[ReviewDetail]{d}, err
}

func (r *reviewer) detail(ctx context.Context, rec store.LedgerRecord) (ReviewDetail, error) {
	var d ReviewDetail
	found, err := r.proposalsAbout(ctx, rec)
	if err != nil {
		return d, err
	}
	d.ReviewItem = r.item(rec, len(found))
	t := r.tell.of(rec.Record)
	c := t.content(rec.Record)
	d.Content, d.Note = rec.Content, c.note
	d.Facts, d.Parts, d.Bodies, d.Documents = orNone(c.facts), orNone(c.parts), orNone(c.bodies), orNone(c.documents)
	d.Locked = r.closed.said(r.closed.without(rec.Record), r.tell.w.Lang())
	d.Questions = []Question{}
	for _, f := range r.questions(rec) {
		d.Questions = append(d.Questions, Question{f.Code, f.Text(r.tell.w.Lang()), f.Field})
	}
	if d.Twins, err = r.pairs(ctx, found); err != nil {
		return d, err
	}
	if d.Reports, err = r.affected(ctx, rec); err != nil {
		return d, err
	}
	ops, err := r.o.Store.Operations(ctx, rec.LedgerID, rec.ID)
	if err != nil {
		return d, err
	}
	d.Timeline = t.reviewSteps(ops)
	d.May = r.may(rec, len(d.Reports) > 0)
	evidence := t.evidence(ops)
	if d.Evidence, d.Track, err = r.o.shown(ctx, evidence, r.reg, rec.Record); err != nil {
		return d, err
	}
	d.TrackFlags, err = r.trackFlags(ctx, rec, evidence)
	return d, err
}

func (r *reviewer) may(rec store.LedgerRecord, locked bool) MayDo {
	m := MayDo{Ask: rec.Status != ledger.Retracted && rec.Status != ledger.Recorded}
	turn := rec.Turn()
	m.Verify = r.verifies(rec.Record, turn) && !r.ownWithOthers(rec.Record)
	m.Return = rec.Counts() && !locked && r.verifies(rec.Record, r.returnLevel(rec.Record))
	m.Correct = rec.Status == ledger.Verified && r.correctLevel(rec.Record) > 0
	return m
}

// returnLevel is the level at which the caller gives a record back: the one
// whose turn it is, or the last that verified it.
func (r *reviewer) returnLevel(rec *ledger.Record) int {
	if turn := rec.Turn(); turn > 0 && r.verifies(rec, turn) {
		return turn
	}
	return rec.Level
}

// correctLevel is the highest level that verified the record and that the
// caller answers for, 0 for none.
func (r *reviewer) correctLevel(rec *ledger.Record) int {
	best := 0
	for _, l := range rec.State.Route {
		if l <= rec.Level && l > best && r.verifies(rec, l) {
			best = l
		}
	}
	return best
}

// grantTo asks the ledger's own question before the act, so that a refusal is told
// apart from a record that changed.
func (r *reviewer) grantTo(ctx context.Context, c *api.Caller, action access.Action, route string, t access.Target) (*access.Grant, error) {
	g, why := r.rules.Find(r.actor, action, t)
	if why != access.Allowed {
		r.o.refused(ctx, c, route, why)
		return nil, api.Refused(why)
	}
	return g, nil
}

func (t *teller) reviewSteps(ops []ledger.Stamped) []ReviewStep {
	out := []ReviewStep{}
	for _, s := range t.steps(ops) {
		out = append(out, ReviewStep{s.Op.Verb, s.what, s.by, s.body, s.Stamp.AcceptedMS, s.why, s.changes, s.asked})
	}
	return out
}
