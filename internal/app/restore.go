package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/depot"
	"phendau/internal/store"
	"phendau/internal/vault"
	"phendau/internal/words"
)

// restoreOptions are the flags of phendau restore.
type restoreOptions struct {
	holding
	identity, shredList string
	shares              list
	check, without      bool
}

// restore puts a copy back into a new directory or an empty database, or tries
// that with --check.
func (m *Main) restore(ctx context.Context, w words.Words, args []string) error {
	var o restoreOptions
	fs := newFlags("restore")
	o.flags(fs)
	fs.StringVar(&o.identity, "identity", "", "")
	fs.Var(&o.shares, "share", "")
	fs.StringVar(&o.shredList, "shred-list", "", "")
	fs.BoolVar(&o.without, "without-shred-list", false, "")
	fs.BoolVar(&o.check, "check", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || (o.identity == "") == (len(o.shares) == 0) || len(o.shares) > 0 && len(o.shares) != backup.Needed {
		return &usageError{w.Text("restore_usage")}
	}
	beside := o.keyDir != "" || o.blobDir != "" || o.vault != "" // in a directory they lie in it
	if o.check == (o.dir != "" || o.database != "") || o.database == "" && beside {
		return &usageError{w.Text("restore_usage")}
	}
	if !o.check {
		if err := o.holding.check(w); err != nil {
			return err
		}
	}
	id, err := o.key()
	if err != nil {
		return err
	}
	r := &restoring{m: m, w: w, id: id, bar: newProgress(m, w)}
	defer r.bar.end()
	if err := r.read(ctx, rest[0], &o); err != nil {
		return err
	}
	if o.check {
		return r.prove(ctx)
	}
	return r.put(ctx, &o.holding)
}

// key is the identity of a file, or what two shares make.
func (o *restoreOptions) key() (*age.HybridIdentity, error) {
	if o.identity != "" {
		b, err := os.ReadFile(o.identity)
		if err != nil {
			return nil, err
		}
		return backup.ParseIdentity(string(b))
	}
	var got [backup.Needed]*backup.Share
	for i, path := range o.shares {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if got[i], err = backup.ParseShare(b); err != nil {
			return nil, err
		}
	}
	return backup.Join(got[0], got[1])
}

// readHeader reads the signed header of a copy.
func readHeader(d *depot.Depot, stamp string) (*backup.Header, string, error) {
	b, err := d.Header(stamp)
	if err != nil {
		return nil, "", err
	}
	return backup.OpenHeader(b)
}

// target is where a copy is put.
type target struct {
	book    store.Options
	vault   vault.Options // none without a place for keys of tips
	blobDir string        // "" leaves files out
	keyDir  string        // "" leaves keys out
	tell    bool          // a line in the log
}

// put restores into a directory or a database.
func (r *restoring) put(ctx context.Context, x *holding) (err error) {
	if x.dir != "" {
		err = r.intoDir(ctx, x.dir)
	} else {
		err = r.intoDatabase(ctx, x)
	}
	if err != nil {
		return err
	}
	r.bar.end()
	return r.say(ctx, x)
}

// intoDir restores beside the directory and gives it its name at the end.
func (r *restoring) intoDir(ctx context.Context, dir string) error {
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return backup.Refuse(backup.NotEmpty, "%s", dir)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	work := filepath.Clean(dir) + ".restoring"
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(work, 0o700)); err != nil {
		return err
	}
	err := r.fill(ctx, &target{store.Options{Dir: work}, vault.Options{Dir: work}, filepath.Join(work, "blobs"), filepath.Join(work, "keys"), true})
	if err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(work, dir)
}

// intoDatabase restores into empty databases. The book comes last and whole: what
// was cut off before can be begun again.
func (r *restoring) intoDatabase(ctx context.Context, x *holding) error {
	full, err := store.Holds(ctx, store.Options{Database: x.database})
	if err != nil {
		return err
	}
	if full {
		return backup.Refuse(backup.NotEmpty, "%s", "--database")
	}
	if err := r.onlyOurs(x.keyDir); err != nil {
		return err
	}
	if r.h.Vault != nil && x.vault == "" {
		return &usageError{r.w.Text("restore_needs_vault")}
	}
	if r.h.BlobCount > 0 && x.blobDir == "" {
		return &usageError{r.w.Text("restore_needs_blobs")}
	}
	return r.fill(ctx, &target{store.Options{Database: x.database}, vault.Options{Database: x.vault}, x.blobDir, x.keyDir, true})
}

// onlyOurs refuses a directory of keys that holds others than those of the copy.
func (r *restoring) onlyOurs(keyDir string) error {
	there, err := os.ReadDir(keyDir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range there {
		b, readErr := os.ReadFile(filepath.Join(keyDir, e.Name()))
		if want, ours := r.files[e.Name()]; readErr != nil || !ours || string(b) != string(want) {
			return backup.Refuse(backup.NotEmpty, "%s", keyDir)
		}
	}
	return err
}

func (r *restoring) say(ctx context.Context, x *holding) error {
	where := x.dir
	if where == "" {
		where = "--database"
	}
	fmt.Fprintln(r.m.Stdout, r.w.Text("restore_done", "stamp", r.h.Made, "where", where, "key", r.signer.Key()))
	if r.keysTooOld {
		fmt.Fprintln(r.m.Stderr, r.w.Text("restore_no_tip_keys"))
	}
	st, err := x.read(ctx, r.w)
	if err != nil {
		return err
	}
	if st.Site() != "" {
		fmt.Fprintln(r.m.Stderr, r.w.Text("restore_site"))
	}
	return st.Close()
}

// restored is the line in the log of the restored book.
func (r *restoring) restored() audit.Record {
	what := ""
	if r.unlisted {
		what = "without_shred_list"
	}
	return audit.Record{Action: audit.Restore, Detail: audit.Facts("label", r.h.Made, "what", what), Outcome: audit.Done}
}
