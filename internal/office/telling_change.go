package office

import (
	"encoding/json"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// toldStep is an operation on a record in words.
type toldStep struct {
	*ledger.Stamped
	what, by, body, why string
	changes             []Change
	asked               []Change // what a wish for a correction would change
}

// steps tells the life of the record, oldest operation first.
func (t *teller) steps(ops []ledger.Stamped) []toldStep {
	out := make([]toldStep, 0, len(ops))
	for i, told := range ledger.Retell(ops) {
		op := &ops[i].Op
		if i > 0 && isPiece(op) && isPiece(&ops[i-1].Op) && op.DeviceID == ops[i-1].Op.DeviceID {
			continue // a patrol of a day has a hundred pieces, and was attached once
		}
		s := toldStep{&ops[i], t.or("page.verb."+op.Verb, op.Verb), t.reg.PersonName(op.ActorID), t.reg.BodyName(op.BodyID, t.day),
			joinWhy(joinWhy(t.reasonOf(told.Reason), told.Why), told.Remark), t.changes(told.Changes), t.changes(told.Asked)}
		if op.Verb == "verify" {
			s.what = t.or("status.verified:"+strconv.Itoa(told.Level), s.what)
		}
		out = append(out, s)
	}
	return out
}

// reasonOf names why a plan was not carried out, "" for no reason.
func (t *teller) reasonOf(reason string) string {
	if reason == "" {
		return ""
	}
	return t.or("page.not_done."+reason, reason)
}

func joinWhy(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// Change is a field before and after, in words.
type Change struct {
	Field string `json:"field"`
	Name  string `json:"name"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

func (t *teller) changes(list []ledger.FieldChange) []Change {
	var out []Change
	for _, c := range list {
		out = append(out, t.change(c.Field, c.Old, c.New))
	}
	return out
}

// change puts a field into words; was and is are JSON, "" for nothing.
func (t *teller) change(field, was, is string) Change {
	return Change{field, t.field(field), t.value(field, []byte(was)), t.value(field, []byte(is))}
}

// field names a path of a content.
func (t *teller) field(path string) string {
	field, key, nested := strings.Cut(path, ".")
	switch {
	case nested && field == "dims":
		return t.dimName(key)
	case nested && t.kind != nil:
		if m, ok := t.kind.Measure(key); ok {
			return t.text(m.Name)
		}
	}
	return t.or("page.field."+field, path)
}

// value puts the value of a path into words.
func (t *teller) value(path string, raw json.RawMessage) string {
	if len(raw) == 0 {
		return t.t("timeline.nothing")
	}
	field, key, _ := strings.Cut(path, ".")
	switch field {
	case "measures", "value":
		var v amount.Value
		if json.Unmarshal(raw, &v) == nil {
			return t.measureLine(key, v)
		}
	case "dims":
		var codes ledger.Codes
		if json.Unmarshal(raw, &codes) == nil {
			return t.codes(key, codes)
		}
	case "parts":
		return listed(raw, func(p ledger.Part) string {
			s := t.saidPart(p)
			return s.Name + " " + s.Value
		})
	case "bodies":
		return listed(raw, func(b ledger.Participation) string { return t.reg.BodyName(b.BodyID, t.day) })
	case "along":
		return t.alongValue(raw)
	case "documents":
		return listed(raw, t.document)
	case "links":
		return listed(raw, func(l ledger.Link) string { return t.kindName(l.Kind) })
	case "doubts":
		return listed(raw, func(d ledger.Doubt) string { return d.Answer })
	}
	return t.plain(field, raw)
}

// listed puts a JSON list into words one by one.
func listed[T any](raw json.RawMessage, say func(T) string) string {
	var items []T
	if json.Unmarshal(raw, &items) != nil {
		return string(raw)
	}
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = say(x)
	}
	return strings.Join(out, "; ")
}

func (t *teller) measureLine(id string, v amount.Value) string {
	unit := ""
	if t.kind != nil {
		if m, ok := t.kind.Measure(id); ok {
			unit = m.Unit
		}
	}
	s := t.said(id, "", unit, v)
	return s.Value + " (" + s.How + ")"
}

func (t *teller) plain(field string, raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	switch field {
	case "place_id":
		return t.place(s)
	case "owner_body_id":
		return t.reg.BodyName(s, t.day)
	case "kind":
		return t.kindName(s)
	case "day", "to_day", "follow_up", "from", "to":
		if d, err := calendar.ParseDay(s); err == nil {
			return vi.ShortDate(d)
		}
	}
	return s
}
