package office

import (
	"encoding/json"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// recordWords puts records into the words of one reader's language, with the names
// of the catalogue and the registers.
type recordWords struct {
	reg *registry.Registry
	cat *catalogue.Catalogue
	w   words.Words
}

func newRecordWords(reg *registry.Registry, lang string) *recordWords {
	return &recordWords{reg, reg.Latest(), words.For(lang)}
}

// Said is something with a name and a value in words. How says how a number is
// known, or what it was computed from.
type Said struct {
	ID    string `json:"id,omitempty" doc:"Measure, dimension or field"`
	Name  string `json:"name"`
	Value string `json:"value"`
	How   string `json:"how,omitempty"`
}

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

func (t *recordWords) brief(ledgerID string, r *ledger.Record) RecordBrief {
	b := RecordBrief{LedgerID: ledgerID, ID: r.ID, Type: r.Type, Kind: r.Kind, PlaceID: r.PlaceID, Place: t.place(r.PlaceID, r.Day), Measures: []Said{},
		OwnerID: r.State.Owner, Owner: t.reg.BodyName(r.State.Owner, r.Day), RecorderID: r.State.Recorder, Recorder: t.reg.PersonName(r.State.Recorder),
		Status: string(r.Status), StatusText: t.status(r), Level: r.Level, Base: r.State.LastOp}
	if r.Role != ledger.RoleOwn {
		b.Role = r.Role
	}
	c := t.content(r)
	b.Name, b.From, b.To, b.Measures = c.name, c.from.String(), c.to.String(), c.measures
	b.Restricted = t.class(r) == restrictedClass
	return b
}

// shorten leaves of a brief what a list shows.
func (b *RecordBrief) shorten() {
	if b.Restricted {
		b.Measures = []Said{}
	}
	b.Measures = b.Measures[:min(len(b.Measures), maxBriefMeasures)]
}

const restrictedClass = "restricted"

// class is the release class of a record.
func (t *recordWords) class(r *ledger.Record) string {
	if k := t.kind(r); k != nil {
		return k.Release
	}
	return ""
}

func (t *recordWords) kind(r *ledger.Record) *catalogue.Kind {
	if r.Type != ledger.TypeEntry {
		return nil
	}
	if c, ok := t.reg.Catalogue(r.State.Catalogue); ok && c.Kinds[r.Kind] != nil {
		return c.Kinds[r.Kind]
	}
	return t.cat.Kinds[r.Kind]
}

func (t *recordWords) status(r *ledger.Record) string {
	if r.Status == ledger.Verified {
		return t.w.Text("status.verified:" + string(rune('0'+r.Level)))
	}
	return t.w.Text("status." + string(r.Status))
}

// place is a place's full name with the commune above a hamlet.
func (t *recordWords) place(id string, d calendar.Day) string {
	name := t.reg.Places.FullName(id, d)
	if up, ok := t.reg.Places.ParentOn(id, d); ok && up != "" && t.reg.Places.Level(id) == place.LevelHamlet {
		name += ", " + t.reg.Places.FullName(up, d)
	}
	return name
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

func (t *recordWords) content(r *ledger.Record) recordText {
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

func (t *recordWords) entry(r *ledger.Record) recordText {
	out := recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	c, err := r.Entry()
	k := t.kind(r)
	if err != nil || k == nil {
		return out
	}
	out.name, out.note = k.Name.In(t.w.Lang()), c.Note
	if c.ToDay != nil {
		out.to = *c.ToDay
	}
	out.measures = t.measures(k, c.Measures)
	for _, p := range c.Parts {
		out.parts = append(out.parts, t.part(k, p, c.Day))
	}
	for _, d := range k.Dims {
		if codes := c.Dims[d.Dim.ID]; len(codes) > 0 {
			out.facts = append(out.facts, Said{ID: d.Dim.ID, Name: d.Dim.Name.In(t.w.Lang()), Value: t.codes(d.Dim.ID, codes, c.Day)})
		}
	}
	if c.FromMin > 0 || c.ToMin > 0 {
		out.facts = append(out.facts, Said{ID: "from_min", Name: t.w.Text("page.record.time"), Value: vi.Range(clockOf(c.FromMin), clockOf(c.ToMin))})
	}
	if len(c.Markers) > 0 {
		out.facts = append(out.facts, Said{ID: "markers", Name: t.w.Text("page.record.markers"), Value: t.codes("", c.Markers, c.Day)})
	}
	if c.PlaceNote != "" {
		out.facts = append(out.facts, Said{ID: "place_note", Name: t.w.Text("page.record.place_note"), Value: c.PlaceNote})
	}
	if c.Paper {
		out.facts = append(out.facts, Said{ID: "paper", Name: t.w.Text("page.record.paper"), Value: t.w.Text("page.record.paper.value")})
	}
	for _, b := range c.Bodies {
		out.bodies = append(out.bodies, BodySaid{BodyID: b.BodyID, Body: t.reg.BodyName(b.BodyID, c.Day), Role: t.or("page.role."+b.Role, b.Role), Measures: t.measures(k, b.Measures)})
	}
	for _, d := range c.Documents {
		out.documents = append(out.documents, t.document(d))
	}
	return out
}

func (t *recordWords) or(key, fallback string) string {
	if t.w.Has(key) {
		return t.w.Text(key)
	}
	return fallback
}

func (t *recordWords) document(d ledger.Document) string {
	var out []string
	if w := t.cat.Evidence[d.Type]; w != nil {
		out = append(out, w.Name.In(t.w.Lang()))
	} else if d.Type != "" {
		out = append(out, d.Type)
	}
	if d.Number != "" {
		out = append(out, t.w.Text("page.doc.number", "number", d.Number))
	}
	if d.Day != nil {
		out = append(out, t.w.Text("page.doc.day", "day", vi.ShortDate(*d.Day)))
	}
	if d.Issuer != "" {
		out = append(out, d.Issuer)
	}
	return strings.Join(out, ", ")
}

// indicator names an indicator and one of its numbers.
func (t *recordWords) indicator(id, measure string, v amount.Value) (string, []Said) {
	name := id
	if ind, ok := t.cat.Indicator(id); ok {
		name = ind.Name.In(t.w.Lang())
	}
	m, ok := t.cat.IndicatorMeasure(id, measure)
	if !ok {
		return name, []Said{}
	}
	return name, []Said{t.value(measure, m.Name.In(t.w.Lang()), m.Unit, v)}
}

func (t *recordWords) statement(r *ledger.Record) recordText {
	out := recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.StatementBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	out.from, out.to, out.note = b.From, b.To, b.Quote
	out.name, out.measures = t.indicator(b.Indicator, b.Measure, b.Value)
	out.documents = []string{t.document(b.Document)}
	if b.Page != "" {
		out.facts = append(out.facts, Said{ID: "page", Name: t.w.Text("page.record.page"), Value: b.Page})
	}
	return out
}

func (t *recordWords) nilReport(r *ledger.Record) recordText {
	out := recordText{name: t.w.Text("page.record.type.nil"), from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.NilBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	out.from, out.to, out.note = b.From, b.To, b.Why
	var kinds []string
	for _, id := range b.Kinds {
		if k := t.cat.Kinds[id]; k != nil {
			id = k.Name.In(t.w.Lang())
		}
		kinds = append(kinds, id)
	}
	out.facts = []Said{{ID: "kinds", Name: t.w.Text("page.record.kinds"), Value: strings.Join(kinds, ", ")},
		{ID: "reason", Name: t.w.Text("review.reason"), Value: t.or("reason."+b.Reason, b.Reason)}}
	return out
}

func (t *recordWords) plan(r *ledger.Record) recordText {
	out := recordText{name: r.Kind, from: r.Day, to: r.Day, measures: []Said{}}
	var b ledger.PlanBody
	if json.Unmarshal(r.Content, &b) != nil {
		return out
	}
	out.from, out.to, out.note = b.From, b.To, b.Note
	out.name, out.measures = t.indicator(b.Indicator, b.Measure, amount.ExactValue(b.Value, amount.Declared))
	return out
}
