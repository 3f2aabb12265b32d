package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// auditOptions are the flags of phendau audit.
type auditOptions struct {
	checkpoints    []string
	key, copy, out string
	from           int64
}

func (o *auditOptions) flags(fs *flag.FlagSet) {
	fs.Func("checkpoint", "", func(s string) error { o.checkpoints = append(o.checkpoints, s); return nil })
	fs.StringVar(&o.key, "key", "", "")
	fs.StringVar(&o.copy, "copy", "", "")
	fs.StringVar(&o.out, "out", "", "")
	fs.Int64Var(&o.from, "from", -1, "")
}

// auditVerify recomputes the log from its records. The first bad index is
// named and the exit code is 1.
func (m *Main) auditVerify(ctx context.Context, w words.Words, st *store.Store, o *auditOptions) error {
	e, err := o.evidence(w)
	if err != nil {
		return err
	}
	bar := newProgress(m, w)
	done, err := st.VerifyAudit(ctx, e, func(n, total int64) { bar.set(w.Text("audit_checking"), int(n), int(total)) })
	bar.end()
	var f *audit.Fault
	if errors.As(err, &f) {
		return errors.New(w.Text("audit_fault."+f.Code, "index", f.Index, "last", max(f.Index, f.Until-1)))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("audit_ok", "records", vi.Int(done.Records), "redacted", vi.Int(done.Redacted),
		"checkpoints", vi.Int(done.Checkpoints), "root", done.Root))
	if o.key == "" && done.Checkpoints > 0 {
		fmt.Fprintln(m.Stdout, w.Text("audit_no_key"))
	}
	return nil
}

// evidence reads what was kept outside.
func (o *auditOptions) evidence(w words.Words) (audit.Evidence, error) {
	e := audit.Evidence{LogKey: o.key}
	for _, file := range o.checkpoints {
		c, err := o.checkpoint(file)
		if err != nil {
			return e, errors.New(w.Text("audit_bad_checkpoint", "file", file, "why", err))
		}
		e.Checkpoints = append(e.Checkpoints, c)
	}
	if o.copy == "" {
		return e, nil
	}
	f, err := os.Open(o.copy)
	if err != nil {
		return e, err
	}
	defer f.Close()
	if e.Copy, err = readLeaves(bufio.NewReader(f)); err != nil {
		return e, errors.New(w.Text("audit_bad_copy", "file", o.copy, "line", len(e.Copy)+1))
	}
	return e, nil
}

func (o *auditOptions) checkpoint(file string) (audit.Checkpoint, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	if o.key == "" {
		return audit.ReadCheckpoint(b)
	}
	return audit.OpenCheckpoint(b, o.key)
}

// readLeaves reads what phendau audit export wrote; with an error, the leaves
// before the bad line.
func readLeaves(r io.Reader) ([]audit.Hash, error) {
	var out []audit.Hash
	for d := json.NewDecoder(r); ; {
		var l leafJSON
		err := d.Decode(&l)
		if err == io.EOF {
			return out, nil
		}
		if err != nil || l.Index != int64(len(out)) {
			return out, errors.Join(err, io.ErrUnexpectedEOF)
		}
		out = append(out, l.Leaf)
	}
}
