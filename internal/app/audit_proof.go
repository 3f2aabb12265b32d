package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"phendau/internal/plain"
	"phendau/internal/tip"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// auditProof checks a sender's proof of filing, with nothing but the file.
func (m *Main) auditProof(w words.Words, file string, o *auditOptions) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var f tip.Filed
	bad := func(why error) error { return errors.New(w.Text("audit_proof_bad", "file", file, "why", why)) }
	if json.Unmarshal(b, &f) != nil {
		return bad(tip.ErrNoProof)
	}
	at, err := f.Check(o.key)
	if err != nil {
		return bad(err)
	}
	key := o.key
	if key == "" {
		key = f.LogKey
	}
	fmt.Fprintln(m.Stdout, w.Text("audit_proof_ok", "slot", f.Slot, "day", vi.ShortDate(plain.Today(at)), "key", key))
	if o.key == "" {
		fmt.Fprintln(m.Stdout, w.Text("audit_proof_key"))
	}
	return nil
}
