package ledger

import (
	"encoding/json"
	"errors"
	"testing"
)

// TestWhatIsFixedNeverChanges: also where it was absent, and also when operations of
// another site are folded again, which asks nothing of the registers.
func TestWhatIsFixedNeverChanges(t *testing.T) {
	for typ, fields := range fixed {
		for _, field := range fields {
			for _, old := range []string{`{"name":"Sổ"}`, `{"` + field + `":"cũ","name":"Sổ"}`} {
				_, err := foldEntity([]byte(old), &Op{EntityType: typ, Verb: "amend", Body: json.RawMessage(`{"` + field + `":"mới"}`)})
				var why *Refusal
				if !errors.As(err, &why) || why.Code != CodeBadContent {
					t.Errorf("%s of a %s, %s: %v", field, typ, old, err)
				}
			}
		}
	}
	if _, err := foldEntity([]byte(`{"kind":"commune"}`), &Op{EntityType: "ledger", Verb: "amend", Body: json.RawMessage(`{"demo":true}`)}); err == nil {
		t.Error("a ledger in use becomes one of a demo")
	}
}
