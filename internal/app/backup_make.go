package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/depot"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vault"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// vaultKeptDays is how long keys of tips live in the second place: what was
// shredded must be gone from every copy within a month.
const vaultKeptDays = 30

// proofFile is the file of figures in a copy.
const proofFile = "figures.json"

// making is one copy on its way.
type making struct {
	m    *Main
	w    words.Words
	x    *holding
	plan backupPlan
	// named says that the place was named now; one that was remembered must be there.
	named bool
	to    *age.HybridRecipient
	root  *identity.RootKey
	bar   *progress

	d      *depot.Depot
	c      *depot.Copy
	signer *audit.Signer
	st     *store.Store
	vault  *vault.Vault
	h      backup.Header
	rows   int
	// put and missing count files that were new and that are not in the directory.
	put, missing int
}

// run makes a copy. Whatever fails, nothing half lies there as a copy.
func (k *making) run(ctx context.Context) (err error) {
	if k.signer, err = logSigner(k.root); err != nil {
		return err
	}
	if k.st, err = k.x.read(ctx, k.w); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.st.Close()) }()
	if k.vault, err = k.x.openVault(ctx); err != nil {
		return err
	}
	if k.vault != nil {
		defer func() { err = errors.Join(err, k.vault.Close()) }()
	}
	if err := k.tipsNeedVault(ctx); err != nil {
		return err
	}
	if k.d, err = depot.Open(k.plan.Place, k.named); err != nil {
		return err
	}
	unlock, err := k.d.Lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := k.copy(ctx); err != nil {
		return err
	}
	if err := errors.Join(k.plan.keep(k.x.keyDir), k.sweep()); err != nil {
		return err
	}
	rec := audit.Record{Action: audit.Backup, Detail: audit.Facts("label", k.h.Made, "files", k.h.BlobCount), Outcome: audit.Done}
	if err := k.x.tell(ctx, k.w, k.h.Made, rec); err != nil {
		return err
	}
	k.say()
	return nil
}

// tipsNeedVault refuses to copy tips without their keys: nothing would open them.
func (k *making) tipsNeedVault(ctx context.Context) error {
	reg, err := k.st.Registry(ctx)
	if err == nil && k.vault == nil && len(reg.TipDesks()) > 0 {
		return &usageError{k.w.Text("backup_needs_vault")}
	}
	return err
}

// copy writes one copy from one state of the book.
func (k *making) copy(ctx context.Context) error {
	k.h = backup.Header{V: backup.Version, Schema: store.Schema(), Instance: k.signer.Name(), Engine: k.st.Engine()}
	stamps, err := k.d.Stamps()
	if err != nil {
		return err
	}
	k.h.Made = stampAfter(k.m.Now(), stamps)
	today, err := k.today(stamps)
	if err != nil {
		return err
	}
	if err := k.shreds(ctx); err != nil {
		return err
	}
	if k.c, err = k.d.Begin(k.h.Made); err != nil {
		return err
	}
	err = k.fill(ctx, today)
	if err == nil {
		var header []byte
		if header, err = k.h.Sign(k.signer); err == nil {
			err = k.c.Complete(header)
		}
	}
	if err != nil {
		return errors.Join(err, k.c.Abandon())
	}
	return nil
}

// stampAfter is the name of a copy of now: behind all others, also where the clock
// went back, since the newest is the last.
func stampAfter(now time.Time, stamps []string) string {
	now = now.UTC().Truncate(time.Second)
	if len(stamps) > 0 {
		if last, err := time.Parse(backup.Stamp, stamps[len(stamps)-1]); err == nil && !now.After(last) {
			now = last.Add(time.Second)
		}
	}
	return now.Format(backup.Stamp)
}

// today is a copy of the same day, of which tips and keys are taken over; nil where
// there is none. A place in which another book lies is refused, a damaged copy of
// this one is passed over.
func (k *making) today(stamps []string) (*backup.Header, error) {
	if len(stamps) == 0 {
		return nil, nil
	}
	h, _, err := readHeader(k.d, stamps[len(stamps)-1])
	if _, damaged := errors.AsType[*backup.Error](err); damaged {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if h.Instance != k.h.Instance {
		return nil, backup.Refuse(backup.OtherBook, "%s", k.plan.Place)
	}
	made, err := h.MadeAt()
	if err != nil || dayIn(made) != k.m.today() || h.Vault == nil || h.Tips == nil || !k.d.Has(h.Vault) || !k.d.Has(h.Tips) {
		return nil, err
	}
	return h, nil
}

func dayIn(t time.Time) calendar.Day { return calendar.DayOf(t.UnixMilli()) }

// shreds brings the list up to what was shredded, before anything is copied.
func (k *making) shreds(ctx context.Context) (err error) {
	var holders []string
	if k.vault != nil {
		if holders, err = k.vault.Shredded(ctx); err != nil {
			return err
		}
	}
	k.h.Shreds, err = k.d.Shred(k.h.Instance, k.m.today(), holders)
	return err
}

func (k *making) fill(ctx context.Context, today *backup.Header) error {
	state, err := k.st.BeginCopy(ctx)
	if err != nil {
		return err
	}
	defer state.Close()
	if k.h.Positions, err = state.Positions(); err != nil {
		return err
	}
	if k.h.Log, err = state.Log(); err != nil {
		return err
	}
	if err := k.book(state); err != nil {
		return err
	}
	if err := k.tips(ctx, state, today); err != nil {
		return err
	}
	files, err := state.Contents()
	if err != nil {
		return err
	}
	state.Close() // files may take long
	return k.files(ctx, files)
}

// sealed writes a stream, sealed.
func (k *making) sealed(w io.Writer, fill func(*backup.RowWriter) error) error {
	s, err := backup.Seal(w, k.to)
	if err != nil {
		return err
	}
	rows := backup.NewRowWriter(s)
	if err := fill(rows); err != nil {
		return err
	}
	return errors.Join(rows.Close(), s.Close())
}

func (k *making) count(rows int) {
	k.rows++
	k.bar.set(k.w.Text("backup.rows"), k.rows, k.rows)
}

// book writes the tables, the figures for the drill and the keys without which
// nothing opens.
func (k *making) book(state *store.Copy) (err error) {
	figures, err := state.Figures()
	if err != nil {
		return err
	}
	proof, err := json.Marshal(figures)
	if err != nil {
		return err
	}
	k.h.Book, err = k.c.Write("book.age", func(w io.Writer) error {
		return k.sealed(w, func(rows *backup.RowWriter) error {
			if err := rows.File(rootKeyFile, k.root.Bytes()); err != nil {
				return err
			}
			if b, err := os.ReadFile(filepath.Join(k.x.keyDir, bundleFile)); err == nil {
				if err := rows.File(bundleFile, b); err != nil {
					return err
				}
			}
			if err := rows.File(proofFile, proof); err != nil {
				return err
			}
			return state.Rows(store.BookTables, rows, k.count)
		})
	})
	return err
}

// tips writes what senders brought and the keys that open it, at most once a day:
// frequent copies would tell when a tip came.
func (k *making) tips(ctx context.Context, state *store.Copy, today *backup.Header) (err error) {
	if k.vault == nil {
		return nil
	}
	if today != nil {
		k.h.Tips, k.h.Vault = today.Tips, today.Vault
		return nil
	}
	tips, err := k.c.Write("tips.age", func(w io.Writer) error {
		return k.sealed(w, func(rows *backup.RowWriter) error { return state.Rows(store.TipTables, rows, k.count) })
	})
	if err != nil {
		return err
	}
	keys, err := k.c.Vault(k.m.today().String(), func(w io.Writer) error {
		return k.sealed(w, func(rows *backup.RowWriter) error { return writeVault(ctx, k.vault, rows) })
	})
	k.h.Tips, k.h.Vault = &tips, &keys
	return err
}

// Tables of the vault in a copy.
const (
	vaultFiles = "key_file"
	vaultGone  = "shred"
)

func writeVault(ctx context.Context, v *vault.Vault, rows *backup.RowWriter) error {
	rows.Table(vaultFiles, []backup.Column{{Name: "holder", Kind: backup.Text}, {Name: "name", Kind: backup.Text}, {Name: "bytes", Kind: backup.Bytes}})
	if err := v.Each(ctx, func(f vault.File) error { return rows.Row([]any{f.Holder, f.Name, f.Bytes}) }); err != nil {
		return err
	}
	gone, err := v.Shredded(ctx)
	if err != nil {
		return err
	}
	rows.Table(vaultGone, []backup.Column{{Name: "holder", Kind: backup.Text}})
	for _, h := range gone {
		if err := rows.Row([]any{h}); err != nil {
			return err
		}
	}
	return nil
}

// files copies those files that the place lacks. One that is not in the directory,
// or was damaged there, is told and not named: phendau verify says which.
func (k *making) files(ctx context.Context, all []ledger.Hash) (err error) {
	var dir *blobs.Dir
	if _, none := os.Stat(k.x.blobDir); k.x.blobDir != "" && none == nil {
		if dir, err = blobs.Open(k.x.blobDir); err != nil {
			return err
		}
	}
	var list bytes.Buffer
	for i, h := range all {
		k.bar.set(k.w.Text("backup.files"), i, len(all))
		there, err := k.file(dir, h)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if !there {
			k.missing++
			continue
		}
		k.h.BlobCount++
		fmt.Fprintln(&list, h)
	}
	k.h.Blobs, err = k.c.Write("blobs", func(w io.Writer) error { _, err := w.Write(list.Bytes()); return err })
	return err
}

func (k *making) file(dir *blobs.Dir, h ledger.Hash) (there bool, err error) {
	if k.d.HasBlob(h) {
		return true, nil
	}
	if dir == nil {
		return false, nil
	}
	b, err := dir.Get(h)
	if err != nil {
		return false, nil // counted and told
	}
	_, err = k.d.PutBlob(h, func(w io.Writer) error {
		s, err := backup.Seal(w, k.to)
		if err != nil {
			return err
		}
		_, err = s.Write(b)
		return errors.Join(err, s.Close())
	})
	k.put++
	return true, err
}

// sweep deletes what the place may not keep any longer.
func (k *making) sweep() error {
	stamps, err := k.d.Stamps()
	if err != nil {
		return err
	}
	named := map[ledger.Hash]bool{}
	for _, s := range stamps {
		if err := readHashes(k.d, s+"/blobs", func(h ledger.Hash) { named[h] = true }); err != nil {
			return err
		}
	}
	return k.d.Sweep((k.m.today() - vaultKeptDays).String(), func(h ledger.Hash) bool { return named[h] })
}

// readHashes reads a list of files.
func readHashes(d *depot.Depot, name string, fn func(ledger.Hash)) error {
	r, err := d.File(name)
	if err != nil {
		return err
	}
	defer r.Close()
	for lines := bufio.NewScanner(r); ; {
		if !lines.Scan() {
			return lines.Err()
		}
		h, err := ledger.ParseHash(strings.TrimSpace(lines.Text()))
		if err != nil {
			return backup.Refuse(backup.FileAltered, "%s", name)
		}
		fn(h)
	}
}

func (k *making) say() {
	fmt.Fprintln(k.m.Stdout, k.w.Text("backup_done", "place", filepath.Join(k.plan.Place, k.h.Made), "rows", vi.Int(int64(k.rows)),
		"files", vi.Int(int64(k.h.BlobCount)), "new", vi.Int(int64(k.put))))
	if k.missing > 0 {
		fmt.Fprintln(k.m.Stderr, k.w.Text("backup_missing", "n", vi.Int(int64(k.missing))))
	}
}
