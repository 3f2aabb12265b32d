package ledger

import "encoding/json"

// FieldChange is one field before and after an operation, as JSON; "" where it
// was or is absent. Measures and dimensions change one by one: the field is
// "measures.length_m".
type FieldChange struct{ Field, Old, New string }

// Retold is what an operation says beyond its verb.
type Retold struct {
	Level   int
	Why     string
	Remark  string
	Reason  string
	Changes []FieldChange
	// Asked are the fields a wish for a correction names, as JSON.
	Asked []FieldChange
}

// Retell follows the operations on one record, oldest first, as the fold did,
// and says of each what it changed.
func Retell(ops []Stamped) []Retold {
	out := make([]Retold, len(ops))
	var content []byte
	for i := range ops {
		o := &ops[i].Op
		if o.Verb == "create" {
			content = o.Body
			continue
		}
		var a recordArgs
		if json.Unmarshal(o.Body, &a) != nil {
			continue
		}
		out[i] = Retold{Level: a.Level, Why: a.Why, Remark: a.Remark, Reason: a.Reason}
		next, err := merge(content, a.Set, a.Drop)
		if err != nil || len(a.Set)+len(a.Drop) == 0 {
			continue
		}
		var changes []FieldChange
		for _, d := range diffFields(content, next) {
			changes = append(changes, FieldChange{d.field, d.old, d.new})
		}
		switch o.Verb {
		case "amend", "correct":
			out[i].Changes, content = changes, next
		case "ask_correction":
			out[i].Asked = changes
		}
	}
	return out
}
