package pages

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// step is one operation in the life of a record.
type step struct {
	What, Who, Body, When, Device, Why string
	Changes                            []change
	Hash, Position                     string
}

// change is one field before and after.
type change struct{ Field, Old, New string }

// opArgs are the fields of the bodies of operations that the pages show.
type opArgs struct {
	Level  int                        `json:"level"`
	Why    string                     `json:"why"`
	Remark string                     `json:"remark"`
	Set    map[string]json.RawMessage `json:"set"`
	Drop   []string                   `json:"drop"`
	Type   string                     `json:"type"`
}

func argsOf(o ledger.Stamped) opArgs {
	var a opArgs
	if json.Unmarshal(o.Op.Body, &a) != nil {
		return opArgs{}
	}
	return a
}

// minDeviceLag is from when on the device's own time is worth showing.
const minDeviceLag = 60_000

func (x *subject) timeline() []step {
	var out []step
	content := map[string]json.RawMessage{}
	for _, o := range x.ops {
		a := argsOf(o)
		s := step{What: x.verb(o, a), Who: x.v.Registry.PersonName(o.Op.ActorID), Body: x.v.Registry.BodyName(o.Op.BodyID, x.rec.Day),
			When: clock(o.Stamp.AcceptedMS), Why: joined(a.Why, a.Remark), Hash: o.Hash.String()[:12],
			Position: x.t("timeline.position", "ledger", x.ledgerName(o.Op.LedgerID), "epoch", o.Stamp.Epoch, "seq", vi.Int(o.Stamp.Seq))}
		if lag := o.Stamp.AcceptedMS - o.Op.Time.DeviceMS; lag > minDeviceLag && o.Op.Time.DeviceMS > 0 {
			s.Device = x.t("timeline.device", "when", clock(o.Op.Time.DeviceMS))
		}
		switch o.Op.Verb {
		case "create":
			if json.Unmarshal(o.Op.Body, &content) != nil {
				content = map[string]json.RawMessage{}
			}
		case "amend", "correct":
			s.Changes = x.apply(content, a)
		}
		out = append(out, s)
	}
	return out
}

func (x *subject) verb(o ledger.Stamped, a opArgs) string {
	key := "page.verb." + o.Op.Verb
	if !x.w.Has(key) {
		return o.Op.Verb
	}
	text := x.w.Text(key)
	if o.Op.Verb == "verify" {
		text = x.w.Text("status.verified:" + fmt.Sprint(a.Level))
	}
	return text
}

func (x *subject) ledgerName(id string) string {
	if l, ok := x.v.Registry.Ledgers[id]; ok && l.Name != "" {
		return l.Name
	}
	return id
}

// apply changes the content as the fold does and lists what changed.
func (x *subject) apply(content map[string]json.RawMessage, a opArgs) []change {
	before := fields(content)
	for k, v := range a.Set {
		if k == "measures" || k == "dims" || k == "bodies" {
			v = merged(k, content[k], v)
		}
		content[k] = v
	}
	for _, path := range a.Drop {
		dropField(content, path)
	}
	after := fields(content)
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	var out []change
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if string(before[k]) != string(after[k]) {
			out = append(out, change{x.fieldName(k), x.fieldText(k, before[k]), x.fieldText(k, after[k])})
		}
	}
	return out
}

// merged lays new keys over old ones; bodies are merged by their id.
func merged(field string, old, patch json.RawMessage) json.RawMessage {
	if field == "bodies" {
		var a, b []ledger.Participation
		if json.Unmarshal(patch, &b) != nil || len(old) > 0 && json.Unmarshal(old, &a) != nil {
			return patch
		}
		for _, p := range b {
			a = append(slices.DeleteFunc(a, func(q ledger.Participation) bool { return q.BodyID == p.BodyID }), p)
		}
		return encoded(a, patch)
	}
	m := map[string]json.RawMessage{}
	for _, part := range []json.RawMessage{old, patch} {
		if len(part) > 0 && json.Unmarshal(part, &m) != nil {
			return patch
		}
	}
	return encoded(m, patch)
}

func encoded(v any, fallback json.RawMessage) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return fallback
	}
	return b
}

func dropField(content map[string]json.RawMessage, path string) {
	field, key, nested := strings.Cut(path, ".")
	if !nested {
		delete(content, path)
		return
	}
	inner := map[string]json.RawMessage{}
	if json.Unmarshal(content[field], &inner) == nil {
		delete(inner, key)
		content[field] = encoded(inner, content[field])
	}
}

// fields lists the fields of a content, measures and dims one by one.
func fields(content map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range content {
		inner := map[string]json.RawMessage{}
		if (k == "measures" || k == "dims") && json.Unmarshal(v, &inner) == nil {
			for kk, vv := range inner {
				out[k+"."+kk] = vv
			}
			continue
		}
		out[k] = v
	}
	return out
}

func (x *subject) fieldName(path string) string {
	field, key, nested := strings.Cut(path, ".")
	switch {
	case nested && field == "dims":
		return x.dimName(key)
	case nested && x.kind != nil:
		if m, ok := x.kind.Measure(key); ok {
			return x.text(m.Name)
		}
	}
	if k := "page.field." + field; x.w.Has(k) {
		return x.w.Text(k)
	}
	return path
}

// fieldText puts the value of a field into words.
func (x *subject) fieldText(path string, raw json.RawMessage) string {
	if len(raw) == 0 {
		return x.t("timeline.nothing")
	}
	field, key, _ := strings.Cut(path, ".")
	switch field {
	case "measures", "value":
		if text, ok := x.measureText(key, raw); ok {
			return text
		}
	case "dims":
		var codes ledger.Codes
		if json.Unmarshal(raw, &codes) == nil {
			for i, c := range codes {
				codes[i] = x.dimValue(x.v, key, c, x.rec.Day)
			}
			return strings.Join(codes, ", ")
		}
	case "bodies":
		var bodies []ledger.Participation
		if json.Unmarshal(raw, &bodies) == nil {
			var names []string
			for _, b := range bodies {
				names = append(names, x.v.Registry.BodyName(b.BodyID, x.rec.Day))
			}
			return strings.Join(names, ", ")
		}
	}
	return x.plainField(field, raw)
}

func (x *subject) measureText(measure string, raw json.RawMessage) (string, bool) {
	var v amount.Value
	if json.Unmarshal(raw, &v) != nil {
		return "", false
	}
	unit := ""
	var m *catalogue.Measure
	if x.kind != nil {
		if m, _ = x.kind.Measure(measure); m != nil {
			unit = m.Unit
		}
	}
	row := x.measure("", unit, v)
	return strings.TrimSpace(row.Value+" "+row.Unit) + " (" + row.Basis + ")", true
}

// plainField shows ids of places and bodies by name, days as days, and any
// other text as it is.
func (x *subject) plainField(field string, raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	switch field {
	case "place_id":
		return placeName(x.v, s, x.rec.Day)
	case "owner_body_id":
		return x.v.Registry.BodyName(s, x.rec.Day)
	case "day", "to_day", "from", "to":
		if d, err := calendar.ParseDay(s); err == nil {
			return vi.ShortDate(d)
		}
	}
	return s
}
