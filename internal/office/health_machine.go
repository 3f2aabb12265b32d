package office

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"phendau/internal/identity"
	"phendau/internal/machine"
	"phendau/internal/store"
	"phendau/internal/vault"
)

// keyFiles looks for what others on this machine may read.
func (d *Doctor) keyFiles(context.Context) ([]Finding, error) {
	if runtime.GOOS == "windows" {
		return nil, nil // which keeps rights elsewhere
	}
	paths := []string{d.KeyDir, filepath.Join(d.KeyDir, RootKeyFile), filepath.Join(d.KeyDir, "node.json")}
	if d.Dir != "" {
		paths = append(paths, d.Dir, filepath.Join(d.Dir, store.DatabaseFile), filepath.Join(d.Dir, vault.DatabaseFile))
	}
	var open []string
	seen := false
	for _, p := range paths {
		st, err := os.Stat(p)
		if err != nil {
			continue // its absence is told elsewhere
		}
		seen = true
		if st.Mode().Perm()&0o077 != 0 {
			open = append(open, p)
		}
	}
	switch {
	case len(open) > 0:
		return saw("key_files", "open", "files", strings.Join(open, ", ")), nil
	case !seen:
		return saw("key_files", "none", "dir", d.KeyDir), nil
	}
	return saw("key_files", "ok"), nil
}

// rootKey asks whether the key that lies here is that of the book.
func (d *Doctor) rootKey(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	mark, err := d.Store.Instance(ctx, RootKeyMark)
	begun := err == nil
	key, err := d.root()
	switch {
	case os.IsNotExist(err) && begun:
		return saw("root_key", "missing", "dir", d.KeyDir), nil
	case os.IsNotExist(err):
		return saw("root_key", "none"), nil // never served
	case err != nil:
		return nil, err
	case begun && string(key.Derive("check")) != string(mark):
		return saw("root_key", "other", "dir", d.KeyDir), nil
	}
	return saw("root_key", "ok"), nil
}

func (d *Doctor) root() (*identity.RootKey, error) {
	b, err := os.ReadFile(filepath.Join(d.KeyDir, RootKeyFile))
	if err != nil {
		return nil, err
	}
	return identity.ReadRootKey(b)
}

func (d *Doctor) fileSystem(context.Context) ([]Finding, error) {
	if d.Dir == "" {
		return nil, nil // the database server has one of its own
	}
	switch d.Machine.Volume(d.Dir).Kind {
	case machine.Local:
		return saw("file_system", "ok"), nil
	case machine.Network:
		return saw("file_system", "network", "dir", d.Dir), nil
	case machine.Memory:
		return saw("file_system", "memory", "dir", d.Dir), nil
	}
	return saw("file_system", "unknown"), nil
}

// What of a volume should be free at least, in per cent: below the first there is
// time to act, below the second there is none.
const (
	lowSpace  = 15
	fullSpace = 5
)

// freeSpace tells the fullest of the volumes that the book grows on.
func (d *Doctor) freeSpace(context.Context) ([]Finding, error) {
	var least machine.Volume
	where := ""
	for _, p := range []string{d.home(), d.BlobDir} {
		v := machine.Volume{}
		if p != "" {
			v = d.Machine.Volume(p)
		}
		if v.Total > 0 && (where == "" || percent(v) < percent(least)) {
			least, where = v, p
		}
	}
	if where == "" {
		return saw("free_space", "unknown"), nil
	}
	what := "ok"
	switch p := percent(least); {
	case p < fullSpace:
		what = "full"
	case p < lowSpace:
		what = "low"
	}
	return saw("free_space", what, "percent", percent(least), "free", gib(least.Free), "dir", where), nil
}

func (d *Doctor) dumps(context.Context) ([]Finding, error) {
	if s, ok := d.Machine.Server(d.lock()); ok {
		return saw("dumps", map[machine.Answer]string{machine.Yes: "on", machine.No: "ok", machine.Blank: "unknown"}[s.Dumps]), nil
	}
	return saw("dumps", "unknown"), nil
}

func (d *Doctor) swap(context.Context) ([]Finding, error) {
	a := d.Machine.Swap()
	if s, ok := d.Machine.Server(d.lock()); ok {
		a = s.Swaps
	}
	return saw("swap", map[machine.Answer]string{machine.Yes: "on", machine.No: "ok", machine.Blank: "unknown"}[a]), nil
}

func (d *Doctor) clock(context.Context) ([]Finding, error) {
	return saw("clock", map[machine.Answer]string{machine.Yes: "ok", machine.No: "off", machine.Blank: "unknown"}[d.Machine.ClockKept()]), nil
}

func (d *Doctor) service(context.Context) ([]Finding, error) {
	s, ok := d.Machine.Server(d.lock())
	switch {
	case !ok || !s.Service:
		return saw("service", "unknown"), nil
	case len(s.Lacks) > 0:
		return saw("service", "lacks", "names", strings.Join(s.Lacks, ", ")), nil
	}
	return saw("service", "ok"), nil
}

// certificateDays is how many days before its end a certificate is spoken of.
const certificateDays = 21

func (d *Doctor) certificate(context.Context) ([]Finding, error) {
	if d.Cert == "" {
		return nil, nil
	}
	b, err := os.ReadFile(d.Cert)
	block, _ := pem.Decode(b)
	if err != nil || block == nil {
		return saw("certificate", "unreadable", "file", d.Cert), nil
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return saw("certificate", "unreadable", "file", d.Cert), nil
	}
	what := "ok"
	switch left := c.NotAfter.Sub(d.Now()); {
	case left <= 0 || d.Now().Before(c.NotBefore):
		what = "over"
	case left < certificateDays*24*time.Hour:
		what = "soon"
	}
	return saw("certificate", what, "from", moment(c.NotBefore), "to", moment(c.NotAfter)), nil
}
