package office

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/ledger"
)

// TimelineStep is one operation in the life of a record.
type TimelineStep struct {
	OpID     string       `json:"op_id"`
	Verb     string       `json:"verb"`
	What     string       `json:"what"`
	By       string       `json:"by"`
	Body     string       `json:"body"`
	AtMS     int64        `json:"at_ms" doc:"When the ledger took it"`
	DeviceMS int64        `json:"device_ms,omitempty" doc:"Time of the device, where it differs by more than a minute"`
	Why      string       `json:"why,omitempty"`
	Changes  []ChangeText `json:"changes"`
	Epoch    int          `json:"epoch"`
	Seq      int64        `json:"seq" doc:"Position in the ledger"`
	Hash     string       `json:"hash"`
}

// EvidenceView is an attached file.
type EvidenceView struct {
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	Type    string `json:"type" doc:"Media type"`
	Role    string `json:"role,omitempty" doc:"Kind of evidence of the catalogue"`
	Name    string `json:"name" doc:"Kind of evidence in words"`
	TakenMS int64  `json:"taken_ms,omitempty"`
	By      string `json:"by"`
	AtMS    int64  `json:"at_ms"`
	Hidden  bool   `json:"hidden,omitempty"`
	Why     string `json:"why,omitempty" doc:"Why it was hidden"`
}

// opArgs are the fields of operations that are shown.
type opArgs struct {
	Level   int                        `json:"level"`
	Why     string                     `json:"why"`
	Remark  string                     `json:"remark"`
	Set     map[string]json.RawMessage `json:"set"`
	Drop    []string                   `json:"drop"`
	SHA256  string                     `json:"sha256"`
	Size    int64                      `json:"size"`
	Type    string                     `json:"type"`
	Role    string                     `json:"role"`
	TakenMS int64                      `json:"taken_ms"`
}

// argsOf reads the body of an operation; statements and events have fields of
// the same names with other meanings, which are not shown.
func argsOf(o *ledger.Op) opArgs {
	var a opArgs
	if o.Verb == "create" || json.Unmarshal(o.Body, &a) != nil {
		return opArgs{}
	}
	return a
}

// minDeviceLag is from when on the device's own time is worth showing.
const minDeviceLag = 60_000

func (x *subject) timeline(t *teller, ops []ledger.Stamped) []TimelineStep {
	out := []TimelineStep{}
	content := map[string]json.RawMessage{}
	for i := range ops {
		op := &ops[i].Op
		a := argsOf(op)
		s := TimelineStep{OpID: op.ID, Verb: op.Verb, What: t.verb(op, a), By: x.reg.PersonName(op.ActorID), Body: x.reg.BodyName(op.BodyID, x.rec.Day),
			AtMS: ops[i].Stamp.AcceptedMS, Why: joinedBy("; ", a.Why, a.Remark), Changes: []ChangeText{}, Epoch: ops[i].Stamp.Epoch, Seq: ops[i].Stamp.Seq,
			Hash: ops[i].Hash.String()}
		if lag := s.AtMS - op.Time.DeviceMS; lag > minDeviceLag && op.Time.DeviceMS > 0 {
			s.DeviceMS = op.Time.DeviceMS
		}
		switch op.Verb {
		case "create":
			content = decoded(op.Body)
		case "amend", "correct":
			s.Changes = t.apply(content, a)
		case "ask_correction":
			s.Changes = t.apply(maps.Clone(content), a)
		}
		out = append(out, s)
	}
	return out
}

func joinedBy(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

func (t *teller) verb(op *ledger.Op, a opArgs) string {
	switch key := "page.verb." + op.Verb; {
	case op.Verb == "verify":
		return t.w.Text("status.verified:" + fmt.Sprint(a.Level))
	case t.w.Has(key):
		return t.w.Text(key)
	}
	return op.Verb
}

// apply changes a content as the fold does and lists what changed.
func (t *teller) apply(content map[string]json.RawMessage, a opArgs) []ChangeText {
	before := flat(content)
	for k, v := range a.Set {
		switch k {
		case "measures", "dims":
			v = laidOver(content[k], v)
		case "bodies":
			v = bodiesOver(content[k], v)
		}
		content[k] = v
	}
	for _, path := range a.Drop {
		field, key, nested := strings.Cut(path, ".")
		if !nested {
			delete(content, path)
			continue
		}
		inner := decoded(content[field])
		delete(inner, key)
		content[field] = encoded(inner)
	}
	after := flat(content)
	out := []ChangeText{}
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if string(before[k]) != string(after[k]) {
			out = append(out, ChangeText{t.field(k), t.value(k, before[k]), t.value(k, after[k])})
		}
	}
	return out
}

func decoded(b []byte) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	if len(b) > 0 && json.Unmarshal(b, &m) != nil {
		return map[string]json.RawMessage{}
	}
	return m
}

func encoded(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}

func laidOver(old, patch json.RawMessage) json.RawMessage {
	m := decoded(old)
	maps.Copy(m, decoded(patch))
	return encoded(m)
}

func bodiesOver(old, patch json.RawMessage) json.RawMessage {
	var a, b []ledger.Participation
	if json.Unmarshal(patch, &b) != nil || len(old) > 0 && json.Unmarshal(old, &a) != nil {
		return patch
	}
	for _, p := range b {
		i := slices.IndexFunc(a, func(q ledger.Participation) bool { return q.BodyID == p.BodyID })
		if i < 0 {
			a = append(a, p)
		} else {
			a[i] = p
		}
	}
	return encoded(a)
}

// flat lists the fields of a content, measures and dims one by one.
func flat(content map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range content {
		if k != "measures" && k != "dims" {
			out[k] = v
			continue
		}
		for kk, vv := range decoded(v) {
			out[k+"."+kk] = vv
		}
	}
	return out
}

// evidence folds the attachments: hidden ones stay in the list, marked.
func (t *teller) evidence(ops []ledger.Stamped) []EvidenceView {
	out := []EvidenceView{}
	for i := range ops {
		op := &ops[i].Op
		hash, sign := ledger.AttachedHash(op)
		a := argsOf(op)
		at := slices.IndexFunc(out, func(e EvidenceView) bool { return e.SHA256 == hash })
		switch {
		case sign > 0 && at < 0:
			out = append(out, EvidenceView{SHA256: hash, Size: a.Size, Type: a.Type, Role: a.Role, Name: t.evidenceName(a.Role), TakenMS: a.TakenMS,
				By: t.reg.PersonName(op.ActorID), AtMS: ops[i].Stamp.AcceptedMS})
		case sign > 0:
			out[at].Hidden, out[at].Why = false, ""
		case sign < 0 && at >= 0:
			out[at].Hidden, out[at].Why = true, a.Why
		}
	}
	return out
}

func (t *teller) evidenceName(id string) string {
	if w := t.cat.Evidence[id]; w != nil {
		return t.text(w.Name)
	}
	return t.w.Text("evidence.other")
}
