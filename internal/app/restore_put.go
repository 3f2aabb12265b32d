package app

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"phendau/internal/backup"
	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vault"
)

// fill puts a copy that was read to its end into a target: files and keys first,
// the book last and in one transaction.
func (r *restoring) fill(ctx context.Context, t *target) (err error) {
	if err := r.fillFiles(ctx, t.blobDir); err != nil {
		return err
	}
	if err := r.fillKeys(t.keyDir); err != nil {
		return err
	}
	var v *vault.Vault
	if t.vault != (vault.Options{}) && r.h.Tips != nil {
		if v, err = r.fillVault(ctx, t.vault); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, v.Close()) }()
	}
	book, err := store.BeginRestore(ctx, t.book, r.h.Schema)
	if err != nil {
		return err
	}
	if err := book.Load(ctx, func(l *store.Loading) error { return r.load(ctx, l, v, t.tell) }); err != nil {
		return errors.Join(err, book.Abandon())
	}
	return book.Finish(ctx)
}

func (r *restoring) load(ctx context.Context, l *store.Loading, v *vault.Vault, tell bool) error {
	l.Shredded, l.Files = r.shredded, map[ledger.Hash]bool{}
	for _, h := range r.blobs {
		l.Files[h] = true
	}
	n := 0
	for _, f := range []*backup.File{&r.h.Book, r.h.Tips} {
		if f == nil {
			continue
		}
		to := l.Rows()
		row := to.Row
		to.Row = func(values []any) error { n++; r.bar.set(r.w.Text("backup.rows"), n, n); return row(values) }
		if err := errors.Join(r.rows(f, to), l.Flush()); err != nil {
			return err
		}
	}
	// What the ledgers call shredded goes before anything of this book can be read.
	gone, err := l.Settle()
	if err == nil && v != nil {
		err = v.Shred(ctx, gone...)
	}
	if err == nil && tell {
		err = l.Tx().Audit(r.restored())
	}
	return err
}

// fillFiles puts photos and papers back, each compared with its hash.
func (r *restoring) fillFiles(ctx context.Context, dir string) error {
	if dir == "" || len(r.blobs) == 0 {
		return nil
	}
	d, err := blobs.Open(dir)
	if err != nil {
		return err
	}
	for i, h := range r.blobs {
		r.bar.set(r.w.Text("backup.files"), i, len(r.blobs))
		b, err := r.blob(h)
		if err == nil {
			err = d.PutBack(h, b)
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// fillKeys puts back what every process of the book shares. The device of the old
// process stays away: it may have written more than the copy knows, and its chain
// would fork. The next server makes one of its own.
func (r *restoring) fillKeys(dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{rootKeyFile, bundleFile} {
		if b, there := r.files[name]; there {
			if err := keepFile(filepath.Join(dir, name), b); err != nil {
				return err
			}
		}
	}
	return nil
}

// vaultPage is how many key files are put back at once.
const vaultPage = 500

// fillVault puts the keys of tips back, but for those that any list names. A vault
// that holds others is not touched.
func (r *restoring) fillVault(ctx context.Context, o vault.Options) (v *vault.Vault, err error) {
	if v, err = vault.Open(ctx, o); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.Close())
		}
	}()
	err = v.Each(ctx, func(f vault.File) error {
		if !r.keys[vaultName{f.Holder, f.Name}] {
			return backup.Refuse(backup.NotEmpty, "--vault")
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	if err := v.Shred(ctx, slices.Sorted(maps.Keys(r.shredded))...); err != nil || r.h.Vault == nil {
		return v, err
	}
	var page []vault.File
	write := func() error {
		some := page
		page = nil
		return v.Write(ctx, some...)
	}
	err = r.eachKey(func(f vault.File) error {
		if r.shredded[f.Holder] {
			return nil
		}
		if page = append(page, f); len(page) < vaultPage {
			return nil
		}
		return write()
	}, func(string) {})
	return v, errors.Join(err, write())
}
