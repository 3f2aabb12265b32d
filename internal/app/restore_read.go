package app

import (
	"bytes"
	"context"
	"errors"
	"io"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/depot"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vault"
	"phendau/internal/words"
)

// restoring is one copy on its way back.
type restoring struct {
	m   *Main
	w   words.Words
	id  *age.HybridIdentity
	bar *progress

	d      *depot.Depot
	h      *backup.Header
	signer *audit.Signer
	files  map[string][]byte // small files of the copy: keys, figures
	blobs  []ledger.Hash
	// shredded are all holders whose keys are gone for good, by every list.
	shredded map[string]bool
	keys     map[vaultName]bool // what the copy of the vault holds
	// unlisted says that no list as new as the copy was there and that was wanted;
	// keysTooOld, that the keys of tips were deleted with their month.
	unlisted, keysTooOld bool
}

type vaultName struct{ holder, name string }

// read reads the whole copy and believes nothing before: marker, signature,
// schema, every file by its hash, that the key opens them, that they hold what
// they should, and the shred list. Nothing is written.
func (r *restoring) read(ctx context.Context, path string, o *restoreOptions) error {
	key, err := r.find(path)
	if err != nil {
		return err
	}
	if r.h.Schema > store.Schema() {
		return backup.Refuse(backup.NewerSchema, "%d, this program knows %d", r.h.Schema, store.Schema())
	}
	if err := r.hashes(ctx); err != nil {
		return err
	}
	if err := r.book(key); err != nil {
		return err
	}
	if r.h.Tips != nil {
		if err := r.rows(r.h.Tips, backup.Rows{}); err != nil {
			return err
		}
	}
	if err := r.vault(); err != nil {
		return err
	}
	return r.lists(o)
}

func (r *restoring) find(path string) (key string, err error) {
	d, stamp, err := depot.Find(path)
	if err != nil {
		return "", err
	}
	if stamp == "" {
		stamps, err := d.Stamps()
		if err != nil {
			return "", err
		}
		if len(stamps) == 0 {
			return "", backup.Refuse(backup.NoBackup, "%s", path)
		}
		stamp = stamps[len(stamps)-1]
	}
	r.d = d
	if r.h, key, err = readHeader(d, stamp); err == nil && r.h.Made != stamp {
		err = backup.Refuse(backup.HeaderAltered, "%s", stamp)
	}
	return key, err
}

// hashes compares every file with the header. The keys of tips may be gone: they
// live a month.
func (r *restoring) hashes(ctx context.Context) error {
	if r.h.Vault != nil && !r.d.Has(r.h.Vault) {
		r.h.Vault, r.keysTooOld = nil, true
	}
	for _, f := range []*backup.File{&r.h.Book, r.h.Tips, r.h.Vault, &r.h.Blobs} {
		if f == nil {
			continue
		}
		r.bar.set(r.w.Text("backup.checking"), 0, 0)
		if err := errors.Join(r.d.Check(f), ctx.Err()); err != nil {
			return err
		}
	}
	err := readHashes(r.d, r.h.Blobs.Name, func(h ledger.Hash) { r.blobs = append(r.blobs, h) })
	for _, h := range r.blobs {
		if !r.d.HasBlob(h) {
			return backup.Refuse(backup.FileMissing, "blobs/%s", h)
		}
	}
	return err
}

// rows opens a stream and reads it to its end.
func (r *restoring) rows(f *backup.File, to backup.Rows) error {
	sealed, err := r.d.File(f.Name)
	if err != nil {
		return err
	}
	defer sealed.Close()
	plain, err := backup.Open(sealed, r.id)
	if err == nil {
		err = backup.ReadRows(plain, to)
	}
	if e, ok := errors.AsType[*backup.Error](err); ok && (e.Code == backup.WrongKey || e.Code == backup.FileAltered || e.Code == backup.WrongStream) {
		return &backup.Error{Code: e.Code, What: f.Name + ": " + e.What}
	}
	return err
}

// book finds inside the copy the key that signed it.
func (r *restoring) book(key string) error {
	r.files = map[string][]byte{}
	err := r.rows(&r.h.Book, backup.Rows{File: func(name string, b []byte) error { r.files[name] = b; return nil }})
	if err != nil {
		return err
	}
	root, err := identity.ReadRootKey(r.files[rootKeyFile])
	if err != nil {
		return backup.Refuse(backup.WrongStream, "%s: no root key", r.h.Book.Name)
	}
	if r.signer, err = logSigner(root); err != nil {
		return err
	}
	if r.signer.Key() != key || r.signer.Name() != r.h.Instance {
		return backup.Refuse(backup.HeaderAltered, "signed by another book")
	}
	return nil
}

// vault notes what the copy of the vault holds and calls shredded.
func (r *restoring) vault() error {
	r.shredded, r.keys = map[string]bool{}, map[vaultName]bool{}
	if r.h.Vault == nil {
		return nil
	}
	return r.eachKey(func(f vault.File) error { r.keys[vaultName{f.Holder, f.Name}] = true; return nil },
		func(holder string) { r.shredded[holder] = true })
}

// eachKey reads the copy of the vault.
func (r *restoring) eachKey(file func(vault.File) error, gone func(holder string)) error {
	table := ""
	return r.rows(r.h.Vault, backup.Rows{
		Table: func(name string, cols []backup.Column) error {
			table = name
			if want := map[string]int{vaultFiles: 3, vaultGone: 1}[name]; len(cols) != want {
				return backup.Refuse(backup.WrongStream, "the table %s", name)
			}
			return nil
		},
		Row: func(v []any) error {
			holder, ok := v[0].(string)
			if table == vaultGone && ok {
				gone(holder)
				return nil
			}
			name, ok2 := v[1].(string)
			b, ok3 := v[2].([]byte)
			if !ok || !ok2 || !ok3 {
				return backup.Refuse(backup.WrongStream, "a key file")
			}
			return file(vault.File{Holder: holder, Name: name, Bytes: b})
		},
	})
}

// lists takes every shred list there is. One of them must be as new as the copy;
// one that was altered is never passed over.
func (r *restoring) lists(o *restoreOptions) error {
	reached := false
	for _, path := range []string{r.d.ListPath(), o.shredList} {
		if path == "" {
			continue
		}
		l, err := depot.ReadList(path, r.h.Instance)
		if e, ok := errors.AsType[*backup.Error](err); ok && e.Code == backup.ListMissing && path == r.d.ListPath() {
			continue
		}
		if err != nil {
			return err
		}
		for _, h := range l.Holders() {
			r.shredded[h] = true
		}
		reached = reached || l.Reaches(r.h.Shreds)
	}
	if !reached && !o.without {
		return backup.Refuse(backup.ListMissing, "%s", r.d.ListPath())
	}
	r.unlisted = !reached
	return nil
}

// blob opens one file and compares it with its hash.
func (r *restoring) blob(h ledger.Hash) ([]byte, error) {
	sealed, err := r.d.Blob(h)
	if err != nil {
		return nil, err
	}
	defer sealed.Close()
	var b bytes.Buffer
	plain, err := backup.Open(sealed, r.id)
	if err == nil {
		_, err = io.Copy(&b, io.LimitReader(plain, backup.MaxValue))
	}
	if e, ok := errors.AsType[*backup.Error](err); ok {
		return nil, backup.Refuse(e.Code, "blobs/%s", h)
	}
	if err == nil && ledger.HashOf(b.Bytes()) != h {
		err = backup.Refuse(backup.FileAltered, "blobs/%s", h)
	}
	return b.Bytes(), err
}
