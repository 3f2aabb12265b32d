package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/identity"
	"phendau/internal/vault"
	"phendau/internal/words"
)

// holding says where a book and everything beside it lies.
type holding struct {
	exchanging
	// vault is as serve takes it: the database of the keys of sealed tips.
	vault string
}

func (x *holding) flags(fs *flag.FlagSet) {
	x.exchanging.flags(fs)
	fs.StringVar(&x.vault, "vault", "", "")
}

// openVault opens the vault where there is one; nil where there is none.
func (x *holding) openVault(ctx context.Context) (*vault.Vault, error) {
	o := vault.Options{Database: x.vault}
	if x.vault == "" {
		if _, err := os.Stat(filepath.Join(x.dir, vault.DatabaseFile)); x.dir == "" || err != nil {
			return nil, nil
		}
		o.Dir = x.dir
	}
	return vault.Open(ctx, o)
}

// Names in the directory of keys.
const (
	backupFile = "backup.json"
	saidPrefix = "backup-"
	saidSuffix = ".said"
)

// backupPlan is where copies go and to whom they are sealed. Nothing of it is
// secret.
type backupPlan struct {
	Place     string `json:"place"`
	Recipient string `json:"recipient"`
}

// readPlan reads the plan in a directory of keys; an empty one where no backup
// was ever made.
func readPlan(keyDir string) (p backupPlan, err error) {
	b, err := os.ReadFile(filepath.Join(keyDir, backupFile))
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(b, &p)
}

func (p backupPlan) keep(keyDir string) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return keepFile(filepath.Join(keyDir, backupFile), append(b, '\n'))
}

// backup makes the key that opens copies, or a copy.
func (m *Main) backup(ctx context.Context, w words.Words, args []string) error {
	var x holding
	var recipient, out string
	fs := newFlags("backup")
	x.flags(fs)
	fs.StringVar(&recipient, "recipient", "", "")
	fs.StringVar(&out, "out", "", "")
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(rest) == 1 && rest[0] == "key":
		return m.backupKey(w, out)
	case len(rest) > 1 || out != "":
		return &usageError{w.Text("backup_usage")}
	}
	if err := x.check(w); err != nil {
		return err
	}
	p, to, err := x.plan(w, rest, recipient)
	if err != nil {
		return err
	}
	root, err := readRoot(w, x.keyDir)
	if err != nil {
		return err
	}
	k := &making{m: m, w: w, x: &x, plan: p, named: len(rest) == 1, to: to, root: root, bar: newProgress(m, w)}
	err = k.run(ctx)
	k.bar.end()
	return err
}

// plan is what was said before, with what is said now.
func (x *holding) plan(w words.Words, place []string, recipient string) (backupPlan, *age.HybridRecipient, error) {
	p, err := readPlan(x.keyDir)
	if err != nil {
		return p, nil, err
	}
	if len(place) == 1 {
		if p.Place, err = filepath.Abs(place[0]); err != nil {
			return p, nil, err
		}
	}
	if recipient != "" {
		if !strings.HasPrefix(recipient, "age1") {
			b, err := os.ReadFile(recipient)
			if err != nil {
				return p, nil, err
			}
			recipient = string(b)
		}
		p.Recipient = strings.TrimSpace(recipient)
	}
	if inside(p.Place, x.dir) {
		return p, nil, &usageError{w.Text("backup_inside", "place", p.Place)}
	}
	if p.Place == "" || p.Recipient == "" {
		return p, nil, &usageError{w.Text("backup_needs")}
	}
	to, err := backup.ParseRecipient(p.Recipient)
	return p, to, err
}

// inside says whether a place lies in the directory it is to save.
func inside(place, dir string) bool {
	abs, err := filepath.Abs(dir)
	if err != nil || dir == "" || place == "" {
		return false
	}
	rel, err := filepath.Rel(abs, place)
	return err == nil && filepath.IsLocal(rel)
}

// readRoot reads the root key of a book that may be served at this moment.
func readRoot(w words.Words, keyDir string) (*identity.RootKey, error) {
	path := filepath.Join(keyDir, rootKeyFile)
	err := ownerOnly(w, path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New(w.Text("backup_no_keys", "dir", keyDir))
	}
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return identity.ReadRootKey(b)
}

// logSigner signs in the name of a book's log.
func logSigner(root *identity.RootKey) (*audit.Signer, error) {
	return audit.NewSigner(logName(root), root.Derive("checkpoint"))
}
