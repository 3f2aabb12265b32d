package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path/filepath"

	"phendau/internal/machine"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/vault"
	"phendau/internal/web"
	"phendau/internal/words"
)

// examining are the flags of phendau doctor.
type examining struct {
	where
	keys, blobs, vault, cert, assets string
	asJSON                           bool
}

func (x *examining) flags(fs *flag.FlagSet) {
	x.where.flags(fs)
	for name, to := range map[string]*string{"keys": &x.keys, "blobs": &x.blobs, "vault": &x.vault, "tls-cert": &x.cert, "assets": &x.assets} {
		fs.StringVar(to, name, "", "")
	}
	fs.BoolVar(&x.asJSON, "json", false, "")
}

// check fills in where things lie unless something else was said. Who only compares
// the web apps of a server needs no book.
func (x *examining) check(w words.Words) error {
	if x.assets != "" && x.dir == "" && x.database == "" {
		return nil
	}
	if err := x.where.check(w); err != nil {
		return err
	}
	if x.dir == "" {
		if x.keys == "" {
			return &usageError{w.Text("need_keys")}
		}
		return nil
	}
	if x.keys == "" {
		x.keys = filepath.Join(x.dir, "keys")
	}
	if x.blobs == "" {
		x.blobs = filepath.Join(x.dir, "blobs")
	}
	return nil
}

// doctor says how a book and its machine are, one finding a line; what is bad makes
// the exit code 1. It reads only, beside a running server.
func (m *Main) doctor(ctx context.Context, w words.Words, args []string) error {
	var x examining
	fs := newFlags("doctor")
	x.flags(fs)
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if err := x.check(w); err != nil {
		return err
	}
	var all []office.Finding
	if x.dir != "" || x.database != "" {
		all = m.examine(ctx, &x)
	}
	if x.assets != "" {
		all = append(all, office.CompareAssets(ctx, x.assets)...)
	}
	if err := m.tellFindings(w, all, x.asJSON); err != nil {
		return err
	}
	bad := 0
	for _, f := range all {
		if f.State() == office.Bad {
			bad++
		}
	}
	if bad > 0 {
		return errors.New(w.Text("doctor_bad", "n", bad))
	}
	return nil
}

// examine opens what can be opened and asks every question: that a book cannot be
// opened is a finding.
func (m *Main) examine(ctx context.Context, x *examining) []office.Finding {
	d := office.Doctor{Machine: machine.This(), Dir: x.dir, KeyDir: x.keys, BlobDir: x.blobs, Cert: x.cert, Now: m.Now, LogKey: logSigner}
	if x.assets != "" {
		_, d.Apps = web.Manifest()
	}
	d.Store, d.OpenError = store.Open(ctx, store.Options{Dir: x.dir, Database: x.database, ReadOnly: true})
	if d.Store != nil {
		defer d.Store.Close()
	}
	o := vault.Options{Dir: x.dir, Database: x.vault, ReadOnly: true}
	if x.vault != "" {
		o.Dir = ""
	}
	if v, err := vault.Open(ctx, o); err == nil && v != nil { // one without desks has none
		defer v.Close()
		d.Vault = v
	}
	return d.Examine(ctx, false)
}

// foundJSON is a finding for other programs.
type foundJSON struct {
	Code  string        `json:"code"`
	What  string        `json:"what"`
	State office.Health `json:"state"`
	Found string        `json:"found"`
	Do    string        `json:"do,omitempty"`
}

func (m *Main) tellFindings(w words.Words, all []office.Finding, asJSON bool) error {
	if asJSON {
		out := make([]foundJSON, len(all))
		for i, f := range all {
			out[i] = foundJSON{f.Code, f.What, f.State(), f.Found(w), f.Do(w)}
		}
		e := json.NewEncoder(m.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(out)
	}
	for _, f := range all {
		fmt.Fprintln(m.Stdout, w.Text("doctor_line", "state", w.Text("health_state."+string(f.State())), "name", f.Name(w), "found", f.Found(w)))
		if do := f.Do(w); do != "" {
			fmt.Fprintln(m.Stdout, w.Text("doctor_do", "do", do))
		}
	}
	return nil
}
