package office_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"phendau/internal/app"
	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	tipdesk "phendau/internal/tip/desk"
	"phendau/internal/vault"
)

// phendau runs a command beside the world, at its time.
func (w *tipWorld) phendau(args ...string) (code int, errs string) {
	w.t.Helper()
	var stderr bytes.Buffer
	m := &app.Main{Stdout: io.Discard, Stderr: &stderr, Now: w.clock.Now, Getenv: func(string) string { return "" }}
	code = m.Run(w.t.Context(), append(args, "--lang", "en"))
	return code, stderr.String()
}

func (w *tipWorld) mustRun(args ...string) {
	w.t.Helper()
	if code, errs := w.phendau(args...); code != 0 {
		w.t.Fatalf("phendau %v: %s", args, errs)
	}
}

// safe makes the key that opens backups.
func (w *tipWorld) safe() string {
	w.t.Helper()
	dir := filepath.Join(w.t.TempDir(), "safe")
	w.mustRun("backup", "key", "--out", dir)
	return dir
}

// copyMade is a backup with the key that opens it.
type copyMade struct {
	t     *testing.T
	place string
	id    *age.HybridIdentity
}

// backUp makes a backup of the world.
func (w *tipWorld) backUp(safe, place string) *copyMade {
	w.t.Helper()
	keys := filepath.Join(w.t.TempDir(), "keys")
	if err := errors.Join(os.MkdirAll(keys, 0o700), os.WriteFile(filepath.Join(keys, "root.key"), w.office.Root.Bytes(), 0o600)); err != nil {
		w.t.Fatal(err)
	}
	args := []string{"backup", place, "--recipient", filepath.Join(safe, "recipient.txt"), "--keys", keys}
	if w.options.Database != "" {
		args = append(args, "--database", w.options.Database, "--vault", w.vaultAt.Database)
	} else {
		args = append(args, "--dir", w.options.Dir)
	}
	w.mustRun(args...)
	b, err := os.ReadFile(filepath.Join(safe, "identity.txt"))
	if err != nil {
		w.t.Fatal(err)
	}
	id, err := backup.ParseIdentity(string(b))
	if err != nil {
		w.t.Fatal(err)
	}
	return &copyMade{w.t, place, id}
}

// opened hands out what lies in every sealed file of rows, as whoever has the key
// of the safe reads it.
func (c *copyMade) opened(use func(name string, plain []byte)) {
	c.t.Helper()
	err := filepath.WalkDir(c.place, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".age" {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		r, err := backup.Open(f, c.id)
		if err != nil {
			return err
		}
		plain, err := io.ReadAll(r)
		use(filepath.Base(path), plain)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// values hands out every value of bytes in a backup.
func (c *copyMade) values(use func(name string, v []byte)) {
	c.t.Helper()
	c.opened(func(name string, plain []byte) {
		err := backup.ReadRows(bytes.NewReader(plain), backup.Rows{Row: func(row []any) error {
			for _, v := range row {
				if b, ok := v.([]byte); ok {
					use(name, b)
				}
			}
			return nil
		}})
		if err != nil {
			c.t.Fatal(err)
		}
	})
}

// copyHides looks for canaries in every file of a backup and in what its key opens:
// what a sender said is sealed there once more, and the keys of cases lie in the
// file of the vault only.
func (w *tipWorld) copyHides(c canaries, s *sender) (n int) {
	w.t.Helper()
	made := w.backUp(w.safe(), filepath.Join(w.t.TempDir(), "place"))
	n = c.files(w.t, made.place)
	keys := w.everyKeyFile(s)
	inVault := 0
	made.opened(func(name string, plain []byte) {
		n++
		for _, x := range c.found(plain) {
			w.t.Errorf("%s lies in clear in what opens of %s", x, name)
		}
		for _, k := range keys {
			if !bytes.Contains(plain, k) {
				continue
			}
			if name == "book.age" || name == "tips.age" {
				w.t.Errorf("a key of tips lies in %s, which is kept for longer than a month", name)
			}
			inVault++
		}
	})
	if inVault < len(keys) || n < 6 {
		w.t.Errorf("%d of %d keys found in %d places: the look is not right", inVault, len(keys), n)
	}
	return n
}

// TestNoBackupOpensAShreddedCase: a vault, and a book, from before the shredding are
// put back, by whoever kept both, with the newest list. Without a list it is refused,
// or stands in the log.
func TestNoBackupOpensAShreddedCase(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s, kept := w.send("tin"), w.send("tin khác")
		w.sort()
		w.opened(w.officer, s)
		w.opened(w.officer, kept)
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		safe, place := w.safe(), filepath.Join(t.TempDir(), "place")
		late := w.send("tin đến sau")
		w.backUp(safe, place)
		w.sortedBehindACopy(late, safe, place)
		older := filepath.Join(t.TempDir(), "older")
		if err := os.CopyFS(older, os.DirFS(place)); err != nil {
			t.Fatal(err)
		}
		w.later(32 * oneDay)
		if v := w.state(s); v.State != "shredded" {
			t.Fatalf("%+v", v)
		}
		w.backUp(safe, place)
		if days, err := os.ReadDir(filepath.Join(place, "vault")); err != nil || len(days) != 1 {
			t.Errorf("keys older than a month are kept: %v %v", days, err)
		}
		list := filepath.Join(place, "shred-list")
		for name, from := range map[string]string{"the place": place, "the older copy": older} {
			dir := w.restored(from, safe, "--shred-list", list)
			w.opensOnly(dir, kept, s, name)
		}
		// The older book beside the newest list, as an attacker would lay it out.
		b, err := os.ReadFile(list)
		if err == nil {
			err = os.WriteFile(filepath.Join(older, "shred-list"), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.opensOnly(w.restored(older, safe), kept, s, "the newest list beside the older copy")
		// Altered, missing.
		if err := os.WriteFile(filepath.Join(older, "shred-list"), bytes.Replace(b, []byte(s.id.String()), []byte(kept.id.String()), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		none := filepath.Join(t.TempDir(), "none")
		for _, flag := range []string{"--lang=en", "--without-shred-list"} {
			code, errs := w.phendau("restore", older, "--identity", filepath.Join(safe, "identity.txt"), "--dir", none, flag)
			if code == 0 || !strings.Contains(errs, "shred list was altered") {
				t.Errorf("an altered list: %d %s", code, errs)
			}
		}
		if err := os.Remove(filepath.Join(older, "shred-list")); err != nil {
			t.Fatal(err)
		}
		code, errs := w.phendau("restore", older, "--identity", filepath.Join(safe, "identity.txt"), "--dir", none)
		if _, err := os.Stat(none); code == 0 || !strings.Contains(errs, "no shred list") || err == nil {
			t.Errorf("without a list: %d %s", code, errs)
		}
		dir := w.restored(older, safe, "--without-shred-list")
		if !slices.ContainsFunc(restoreLines(t, dir), func(detail string) bool { return strings.Contains(detail, "without_shred_list") }) {
			t.Error("the log does not say that no list was there")
		}
	})
}

// sortedBehindACopy sorts a tip between two backups of a day: the second takes tips
// and keys over from the first, and is one book all the same.
func (w *tipWorld) sortedBehindACopy(s *sender, safe, place string) {
	w.t.Helper()
	w.sort()
	w.backUp(safe, place)
	tips, err := filepath.Glob(filepath.Join(place, "*", "tips.age"))
	stamps, err2 := filepath.Glob(filepath.Join(place, "*", "complete"))
	if err != nil || err2 != nil || len(tips) != 1 || len(stamps) != 2 {
		w.t.Errorf("%v in %v: tips are copied more than once a day", tips, stamps)
	}
	dir := w.restored(place, safe)
	st := storetest.Open(w.t, store.Options{Dir: dir, ReadOnly: true})
	slots, err := st.TipSlots(w.t.Context(), w.post, 10)
	if err != nil || len(slots) != 0 {
		w.t.Errorf("a sorted tip waits again: %v %v", slots, err)
	}
	if c, err := st.TipCase(w.t.Context(), s.id); err != nil || c.State != tipdesk.Received {
		w.t.Errorf("%+v %v", c, err)
	}
	if items, err := st.TipItems(w.t.Context(), s.id); err != nil || len(items) == 0 {
		w.t.Errorf("%v %v", items, err)
	}
}

// restored puts a backup into a new directory.
func (w *tipWorld) restored(place, safe string, more ...string) string {
	w.t.Helper()
	dir := filepath.Join(w.t.TempDir(), "new")
	w.mustRun(append([]string{"restore", place, "--identity", filepath.Join(safe, "identity.txt"), "--dir", dir}, more...)...)
	w.mustRun("verify", "--dir", dir)
	w.mustRun("audit", "verify", "--dir", dir)
	return dir
}

// opensOnly says that in a restored book one case can be opened and the other one
// never again, not by its key nor by what was said.
func (w *tipWorld) opensOnly(dir string, kept, gone *sender, name string) {
	w.t.Helper()
	v, err := vault.Open(w.t.Context(), vault.Options{Dir: dir})
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Close()
	key := "key:" + w.deskID.String()
	if _, err := v.Read(w.t.Context(), gone.id.String(), key); !errors.Is(err, vault.ErrShredded) {
		w.t.Errorf("%s: the key of a shredded case is there: %v", name, err)
	}
	if _, err := v.Read(w.t.Context(), kept.id.String(), key); err != nil {
		w.t.Errorf("%s: the key of another case: %v", name, err)
	}
	st, err := store.Open(w.t.Context(), store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		w.t.Fatal(err)
	}
	defer st.Close()
	none, err1 := st.TipItems(w.t.Context(), gone.id)
	some, err2 := st.TipItems(w.t.Context(), kept.id)
	if err1 != nil || err2 != nil || len(none) != 0 || len(some) == 0 {
		w.t.Errorf("%s: items %d and %d, %v %v", name, len(none), len(some), err1, err2)
	}
}

// restoreLines are the details of the lines of restores in a book.
func restoreLines(t *testing.T, dir string) (out []string) {
	t.Helper()
	st := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
	lines, err := st.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.Restore}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range lines {
		out = append(out, e.Detail)
	}
	return out
}
