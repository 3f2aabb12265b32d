package office

import (
	"encoding/json"
	"strings"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// RecordBrief is a record in short words: one line of a list.
type RecordBrief struct {
	LedgerID   string `json:"ledger_id"`
	ID         string `json:"id"`
	Type       string `json:"type" enum:"entry,statement,nil,plan"`
	Kind       string `json:"kind,omitempty"`
	Name       string `json:"name" doc:"Kind or indicator in words"`
	PlaceID    string `json:"place_id"`
	Place      string `json:"place"`
	From       string `json:"from" format:"date"`
	To         string `json:"to" format:"date"`
	Measures   []Said `json:"measures" doc:"Main numbers; empty for restricted records in lists"`
	OwnerID    string `json:"owner_id"`
	Owner      string `json:"owner"`
	RecorderID string `json:"recorder_id"`
	Recorder   string `json:"recorder"`
	Status     string `json:"status" enum:"recorded,submitted,verified,returned,retracted"`
	StatusText string `json:"status_text"`
	Level      int    `json:"level" doc:"Last verified level"`
	Role       string `json:"role,omitempty" doc:"In a shared event"`
	Base       string `json:"base" doc:"Last operation seen: what an act on the record names as its base"`
	Restricted bool   `json:"restricted,omitempty"`
}

// maxBriefMeasures is how many numbers a line of a list carries.
const maxBriefMeasures = 4

func (t *teller) brief(ledgerID string, r *ledger.Record) RecordBrief {
	t = t.of(r)
	b := RecordBrief{LedgerID: ledgerID, ID: r.ID, Type: r.Type, Kind: r.Kind, PlaceID: r.PlaceID, Place: t.place(r.PlaceID), Measures: []Said{},
		OwnerID: r.State.Owner, Owner: t.reg.BodyName(r.State.Owner, r.Day), RecorderID: r.State.Recorder, Recorder: t.reg.PersonName(r.State.Recorder),
		Status: string(r.Status), StatusText: t.status(r), Level: r.Level, Base: r.State.LastOp}
	if r.Role != ledger.RoleOwn {
		b.Role = r.Role
	}
	c := t.content(r)
	b.Name, b.From, b.To, b.Measures = c.name, c.from.String(), c.to.String(), c.measures
	b.Restricted = t.class(r) == string(access.Restricted)
	return b
}

// shorten leaves of a brief what a list shows.
func (b *RecordBrief) shorten() {
	if b.Restricted {
		b.Measures = []Said{}
	}
	b.Measures = b.Measures[:min(len(b.Measures), maxBriefMeasures)]
}

// recordText is a record's content in words.
type recordText struct {
	name      string
	from, to  calendar.Day
	measures  []Said
	parts     []Said
	facts     []Said
	bodies    []BodySaid
	documents []string
	note      string
}

// BodySaid is a body that took part, with its own numbers.
type BodySaid struct {
	BodyID   string `json:"body_id"`
	Body     string `json:"body"`
	Role     string `json:"role,omitempty"`
	Measures []Said `json:"measures"`
}

// content says what a record holds; t tells of it.
func (t *teller) content(r *ledger.Record) recordText {
	switch r.Type {
	case ledger.TypeStatement:
		return t.statement(r)
	case ledger.TypeNil:
		return t.nilReport(r)
	case ledger.TypePlan:
		return t.plan(r)
	}
	return t.entry(r)
}

func (t *teller) entry(r *ledger.Record) recordText {
	c, err := r.Entry()
	if err != nil || t.kind == nil {
		return recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	}
	return t.wholeOf(c)
}

// planned says what is planned to be done.
func (t *teller) planned(b *ledger.PlanBody) recordText {
	if t.kind == nil {
		return recordText{name: b.Activity.Kind, from: b.From, to: b.To, measures: []Said{}}
	}
	out := t.wholeOf(b.Activity)
	for _, f := range t.alongFacts(t.along(b.Along, nil)) {
		out.facts = append(out.facts, Said{ID: f.ID, Name: f.Name, Value: f.Value})
	}
	out.name = t.w.Text("review.planned", "name", out.name)
	return out
}

// wholeOf puts what an entry says, or will say, into words.
func (t *teller) wholeOf(c *ledger.Content) recordText {
	out := recordText{name: t.text(t.kind.Name), from: c.Day, to: c.Day, note: c.Note}
	if c.ToDay != nil {
		out.to = *c.ToDay
	}
	out.measures = t.saidMeasures(c.Measures)
	for _, p := range c.Parts {
		out.parts = append(out.parts, t.saidPart(p))
	}
	for _, f := range t.facts(c) {
		out.facts = append(out.facts, Said{ID: strings.TrimPrefix(f.ID, "dims."), Name: f.Name, Value: f.Value})
	}
	for _, b := range c.Bodies {
		out.bodies = append(out.bodies, BodySaid{BodyID: b.BodyID, Body: t.reg.BodyName(b.BodyID, c.Day), Role: t.role(b.Role), Measures: t.saidMeasures(b.Measures)})
	}
	for _, d := range c.Documents {
		out.documents = append(out.documents, t.document(d))
	}
	return out
}

// indicator names an indicator and one of its numbers.
func (t *teller) indicator(id, measure string, v amount.Value) (string, []Said) {
	name := id
	if ind, ok := t.cat.Indicator(id); ok {
		name = t.text(ind.Name)
	}
	m, ok := t.cat.IndicatorMeasure(id, measure)
	if !ok {
		return name, []Said{}
	}
	return name, []Said{t.said(measure, t.text(m.Name), m.Unit, v)}
}

func (t *teller) statement(r *ledger.Record) recordText {
	out := recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.StatementBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	out.from, out.to, out.note = b.From, b.To, b.Quote
	out.name, out.measures = t.indicator(b.Indicator, b.Measure, b.Value)
	out.documents = []string{t.document(b.Document)}
	if b.Page != "" {
		out.facts = append(out.facts, Said{ID: "page", Name: t.t("record.page"), Value: b.Page})
	}
	return out
}

func (t *teller) nilReport(r *ledger.Record) recordText {
	out := recordText{name: t.t("record.type.nil"), from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.NilBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	out.from, out.to, out.note = b.From, b.To, b.Why
	out.facts = []Said{{ID: "kinds", Name: t.t("record.kinds"), Value: t.kindNames(b.Kinds)},
		{ID: "reason", Name: t.w.Text("review.reason"), Value: t.or("reason."+b.Reason, b.Reason)}}
	return out
}

func (t *teller) plan(r *ledger.Record) recordText {
	out := recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.PlanBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	if b.Activity != nil {
		about := *t
		about.kind = t.cat.Kinds[r.Kind]
		return about.planned(&b)
	}
	out.from, out.to, out.note = b.From, b.To, b.Note
	out.name, out.measures = t.indicator(b.Indicator, b.Measure, amount.ExactValue(b.Value, amount.Declared))
	return out
}
