package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// RecordPath names a record.
type RecordPath struct {
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
}

// ReviewDetail is a record with everything a verifier looks at.
type ReviewDetail struct {
	ReviewItem
	Content   json.RawMessage  `json:"content" doc:"As stored, for a correction"`
	Facts     []Said           `json:"facts"`
	Parts     []Said           `json:"parts"`
	Bodies    []BodySaid       `json:"bodies"`
	Documents []string         `json:"documents"`
	Evidence  []EvidenceView   `json:"evidence"`
	Note      string           `json:"note,omitempty"`
	Questions []Question       `json:"questions"`
	Twins     []TwinPair       `json:"twins" doc:"Entries that may tell of the same act"`
	Reports   []AffectedReport `json:"reports" doc:"Locked reports that hold the record"`
	Timeline  []ReviewStep     `json:"timeline"`
	May       MayDo            `json:"may"`
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

// Change is a field before and after, in words.
type Change struct {
	Field string `json:"field"`
	Name  string `json:"name"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// record reads a record the caller may know of.
func (r *reviewer) record(ctx context.Context, ledgerID, id string) (store.LedgerRecord, error) {
	rec, err := r.o.Store.Record(ctx, ledgerID, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !r.seesRecord(rec) {
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
	if r.tell.class(rec.Record) == restrictedClass {
		if err := o.note(ctx, c, audit.Record{Action: audit.EntryOpen, ObjectID: rec.ID, PlaceID: rec.PlaceID}); err != nil {
			return nil, err
		}
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
	c := r.tell.content(rec.Record)
	d.Content, d.Note = rec.Content, c.note
	d.Facts, d.Parts, d.Bodies, d.Documents = orEmpty(c.facts), orEmpty(c.parts), orEmpty(c.bodies), orEmpty(c.documents)
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
	d.Timeline = r.timeline(rec, ops)
	d.Evidence = newTeller(r.reg, r.tell.w.Lang(), rec.Kind, rec.Day).evidence(ops)
	d.May = r.may(rec, len(d.Reports) > 0)
	return d, nil
}

func orEmpty[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
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

// may asks the ledger's own question before the act, so that a refusal is told
// apart from a record that changed.
func (r *reviewer) grantTo(ctx context.Context, c *api.Caller, action access.Action, route string, t access.Target) (*access.Grant, error) {
	g, why := r.rules.Find(r.actor, action, t)
	if why != access.Allowed {
		r.o.refused(ctx, c, route, why)
		return nil, api.Refused(why)
	}
	return g, nil
}

func (r *reviewer) timeline(rec store.LedgerRecord, ops []ledger.Stamped) []ReviewStep {
	out := []ReviewStep{}
	for i, told := range ledger.Retell(ops) {
		o := &ops[i]
		s := ReviewStep{Verb: o.Op.Verb, Text: r.tell.or("page.verb."+o.Op.Verb, o.Op.Verb), Who: r.reg.PersonName(o.Op.ActorID),
			Body: r.reg.BodyName(o.Op.BodyID, rec.Day), AtMS: o.Stamp.AcceptedMS, Why: joinWhy(told.Why, told.Remark)}
		if o.Op.Verb == "verify" {
			s.Text = r.tell.or("status.verified:"+string(rune('0'+told.Level)), s.Text)
		}
		s.Changes, s.Asked = r.tell.changes(rec.Record, told.Changes), r.tell.changes(rec.Record, told.Asked)
		out = append(out, s)
	}
	return out
}

func joinWhy(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

func (t *recordWords) changes(rec *ledger.Record, list []ledger.FieldChange) []Change {
	var out []Change
	for _, c := range list {
		out = append(out, Change{c.Field, t.fieldName(rec, c.Field), t.fieldText(rec, c.Field, c.Old), t.fieldText(rec, c.Field, c.New)})
	}
	return out
}

func (t *recordWords) fieldName(rec *ledger.Record, path string) string {
	field, key, nested := strings.Cut(path, ".")
	if nested && field == "dims" && t.cat.Dimensions[key] != nil {
		return t.cat.Dimensions[key].Name.In(t.w.Lang())
	}
	if k := t.kind(rec); nested && k != nil {
		if m, ok := k.Measure(key); ok {
			return m.Name.In(t.w.Lang())
		}
	}
	return t.or("page.field."+field, path)
}

// fieldText puts the JSON of a field into words.
func (t *recordWords) fieldText(rec *ledger.Record, path, raw string) string {
	if raw == "" {
		return t.w.Text("page.timeline.nothing")
	}
	field, key, _ := strings.Cut(path, ".")
	switch field {
	case "measures", "value":
		var v amount.Value
		if json.Unmarshal([]byte(raw), &v) == nil {
			unit := ""
			if k := t.kind(rec); k != nil {
				if m, ok := k.Measure(key); ok {
					unit = m.Unit
				}
			}
			s := t.value(key, "", unit, v)
			return s.Value + " (" + s.How + ")"
		}
	case "dims":
		var codes ledger.Codes
		if json.Unmarshal([]byte(raw), &codes) == nil {
			return t.codes(key, codes, rec.Day)
		}
	case "bodies":
		var bodies []ledger.Participation
		if json.Unmarshal([]byte(raw), &bodies) == nil {
			var names []string
			for _, b := range bodies {
				names = append(names, t.reg.BodyName(b.BodyID, rec.Day))
			}
			return strings.Join(names, ", ")
		}
	}
	return t.plainText(field, raw, rec.Day)
}

// plainText shows places and bodies by name, days as days, other text as it is.
func (t *recordWords) plainText(field, raw string, day calendar.Day) string {
	var s string
	if json.Unmarshal([]byte(raw), &s) != nil {
		return raw
	}
	switch field {
	case "place_id":
		return t.place(s, day)
	case "owner_body_id":
		return t.reg.BodyName(s, day)
	case "day", "to_day", "from", "to":
		if d, err := calendar.ParseDay(s); err == nil {
			return vi.ShortDate(d)
		}
	}
	return s
}
