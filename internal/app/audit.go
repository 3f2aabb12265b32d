package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/words"
)

// audit checks the log of acts, copies its leaves, prints its checkpoint, and checks a
// proof that somebody brought.
func (m *Main) audit(ctx context.Context, w words.Words, args []string) error {
	var x where
	var o auditOptions
	fs := newFlags("audit")
	x.flags(fs)
	o.flags(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	run := map[string]func(*Main, context.Context, words.Words, *store.Store, *auditOptions) error{
		"verify": (*Main).auditVerify, "export": (*Main).auditExport, "checkpoint": (*Main).auditCheckpoint}
	if len(rest) == 2 && rest[0] == "proof" {
		return m.auditProof(w, rest[1], &o)
	}
	if len(rest) != 1 || run[rest[0]] == nil {
		return &usageError{w.Text("audit_usage")}
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	return run[rest[0]](m, ctx, w, st, &o)
}

// leafJSON is one line of a copy kept outside. A leaf tells nothing about its
// record, so whoever keeps the copy learns nothing from it.
type leafJSON struct {
	Index int64      `json:"index"`
	Leaf  audit.Hash `json:"leaf"`
}

// auditExport writes the leaves of the log as JSON lines.
func (m *Main) auditExport(ctx context.Context, w words.Words, st *store.Store, o *auditOptions) error {
	if o.out == "" {
		return &usageError{w.Text("audit_out")}
	}
	n := 0
	err := writeFile(o.out, func(f io.Writer) error {
		e := json.NewEncoder(f)
		return st.AuditLeaves(ctx, func(i int64, leaf audit.Hash) error {
			n++
			return e.Encode(leafJSON{i, leaf})
		})
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("audit_exported", "n", n, "file", o.out))
	return nil
}

// auditCheckpoint prints the newest checkpoint; with --from the request to a
// witness that signed for so many records last.
func (m *Main) auditCheckpoint(ctx context.Context, w words.Words, st *store.Store, o *auditOptions) error {
	text, err := checkpointText(ctx, st, o.from)
	switch {
	case errors.Is(err, store.ErrNoCheckpoint):
		return errors.New(w.Text("audit_no_checkpoint"))
	case errors.Is(err, store.ErrBeyondLog):
		return errors.New(w.Text("audit_beyond", "from", o.from))
	case err != nil:
		return err
	}
	if o.out == "" {
		_, err = m.Stdout.Write(text)
		return err
	}
	return writeFile(o.out, func(f io.Writer) error {
		_, err := f.Write(text)
		return err
	})
}

// checkpointText is the newest checkpoint, for from >= 0 with the proof that
// it holds the first `from` records: what GET /log/checkpoint answers too.
func checkpointText(ctx context.Context, st *store.Store, from int64) ([]byte, error) {
	if from < 0 {
		k, err := st.LatestCheckpoint(ctx, false)
		return k.Note, err
	}
	r, err := st.AuditRequest(ctx, from)
	if err != nil {
		return nil, err
	}
	return r.Text(), nil
}
