package app

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/blobs"
	"phendau/internal/depot"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/vault"
	"phendau/internal/words"
)

// safeBook is a small book with a paper, keys of tips, and a place for copies.
type safeBook struct {
	dir, safe, place string
	paper            ledger.Hash
}

func newSafeBook(t *testing.T) *safeBook {
	t.Helper()
	top := t.TempDir()
	b := &safeBook{filepath.Join(top, "book"), filepath.Join(top, "safe"), filepath.Join(top, "usb"), ledger.Hash{}}
	unit := smallBook(t, b.dir)
	importOnce(t, b.dir, importFile(t, unit, 0), 0)
	must(t, "backup", "key", "--out", b.safe)
	k, err := openKeys(words.For("vi"), filepath.Join(b.dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), vault.Options{Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(v.Write(t.Context(), vault.File{Holder: "c1", Name: "key:d", Bytes: []byte("one")}, vault.File{Holder: "c2", Name: "key:d", Bytes: []byte("two")}), v.Shred(t.Context(), "c2"), v.Close(), k.close())
	if err != nil {
		t.Fatal(err)
	}
	b.keepPaper(t)
	return b
}

// keepPaper puts a file into the directory, and into the table of what lies there.
func (b *safeBook) keepPaper(t *testing.T) {
	t.Helper()
	d, err := blobs.Open(filepath.Join(b.dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := d.Put([]byte("%PDF-1.4\nBiên bản họp xóm\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	b.paper = kept.Hash
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.dir, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO content (sha256, size, media_type, at_ms) VALUES (?, ?, ?, 1)", kept.Hash[:], kept.Size, kept.Type); err != nil {
		t.Fatal(err)
	}
}

func (b *safeBook) backUp(t *testing.T) { t.Helper(); must(t, b.args()...) }

func (b *safeBook) args() []string {
	return []string{"backup", b.place, "--recipient", filepath.Join(b.safe, "recipient.txt"), "--dir", b.dir}
}

func (b *safeBook) key() string { return filepath.Join(b.safe, "identity.txt") }

// restoreTo tries a restore and answers what it said.
func (b *safeBook) restoreTo(t *testing.T, to string) (code int, errs string) {
	t.Helper()
	code, _, errs = run(t, "restore", b.place, "--identity", b.key(), "--dir", to, "--lang", "en")
	return code, errs
}

// TestABackupThatIsNotWholeIsRefusedBeforeAnythingIsWritten alters one bit in every
// file, cuts it off, and takes it away; what is said names the file.
func TestABackupThatIsNotWholeIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	b := newSafeBook(t)
	b.backUp(t)
	to := filepath.Join(t.TempDir(), "new")
	refused := func(what, says string) {
		t.Helper()
		code, errs := b.restoreTo(t, to)
		if code != exitFailed || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d, %s", what, code, errs)
		}
		for _, left := range []string{to, to + ".restoring"} {
			if _, err := os.Stat(left); err == nil {
				t.Fatalf("%s: %s was written", what, left)
			}
		}
	}
	n := 0
	err := filepath.WalkDir(b.place, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, "lock") {
			return err
		}
		sound, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		name := filepath.Base(path)
		bad := bytes.Clone(sound)
		bad[len(bad)/2] ^= 1
		says, known := saidOf[name]
		if !known {
			says = [3]string{strings.TrimSuffix(name, ".age"), strings.TrimSuffix(name, ".age"), "lacks the file"}
		}
		for i, put := range [][]byte{bad, sound[:len(sound)-1], nil} {
			if says[i] == "" {
				continue
			}
			if err := os.WriteFile(path, put, 0o600); err != nil {
				return err
			}
			if put == nil {
				if err := os.Remove(path); err != nil {
					return err
				}
			}
			refused(name+" "+[]string{"altered", "cut off", "away"}[i], says[i])
		}
		return os.WriteFile(path, sound, 0o600)
	})
	if err != nil || n != 8 {
		t.Fatalf("%d files, %v", n, err)
	}
	b.remake(t, func(h *backup.Header) { h.Schema = store.Schema() + 1 })
	refused("a newer schema", fmt.Sprintf("newer program (schema %d", store.Schema()+1))
	b.remake(t, func(h *backup.Header) { h.Schema = store.Schema() })
	if code, errs := b.restoreTo(t, to); code != exitOK {
		t.Fatalf("the sound one: %s", errs)
	}
	must(t, "verify", "--dir", to)
	// Keys of tips older than a month are gone; everything else comes back.
	if err := os.RemoveAll(filepath.Join(b.place, "vault")); err != nil {
		t.Fatal(err)
	}
	if code, errs := b.restoreTo(t, to+"2"); code != exitOK || !strings.Contains(errs, "older than 30 days") {
		t.Errorf("without keys of tips: %d %s", code, errs)
	}
}

// saidOf is what is said of a file that is altered, cut off or away. A list whose
// last line is torn does not reach the copy; keys of tips may be away.
var saidOf = map[string][3]string{
	"shred-list":     {"shred list was altered", "no shred list", "no shred list"},
	"header.json":    {"header", "header", "lacks the file"},
	"complete":       {"header", "header", "no complete backup"},
	"2026-11-23.age": {"2026-11-23", "2026-11-23", ""},
}

// remake signs the header of the newest copy anew, as whoever has the root key can.
func (b *safeBook) remake(t *testing.T, change func(*backup.Header)) {
	t.Helper()
	d, err := depot.Open(b.place, false)
	if err != nil {
		t.Fatal(err)
	}
	stamps, err := d.Stamps()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(b.place, stamps[len(stamps)-1])
	h, _, err := readHeader(d, filepath.Base(dir))
	if err != nil {
		t.Fatal(err)
	}
	change(h)
	root, err := readRoot(words.For("vi"), filepath.Join(b.dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := logSigner(root)
	if err != nil {
		t.Fatal(err)
	}
	header, err := h.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	mark := fmt.Sprintf("%s\n", ledger.HashOf(header))
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "header.json"), header, 0o600), os.WriteFile(filepath.Join(dir, "complete"), []byte(mark), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// TestABackupMovesBetweenEngines with its files and keys, and is the same book in
// each.
func TestABackupMovesBetweenEngines(t *testing.T) {
	b := newSafeBook(t)
	b.backUp(t)
	top := t.TempDir()
	database, keysAt := storetest.Empty(t), storetest.Empty(t)
	at := []string{"--database", database, "--keys", filepath.Join(top, "keys"), "--blobs", filepath.Join(top, "blobs"), "--vault", keysAt}
	must(t, append([]string{"restore", b.place, "--identity", b.key()}, at...)...)
	must(t, "verify", "--database", database, "--blobs", filepath.Join(top, "blobs"))
	code, _, errs := run(t, append([]string{"restore", b.place, "--identity", b.key(), "--lang", "en"}, at...)...)
	if code != exitFailed || !strings.Contains(errs, "not empty") {
		t.Errorf("over a book: %d %s", code, errs)
	}
	second := filepath.Join(top, "second")
	must(t, append([]string{"backup", second, "--recipient", filepath.Join(b.safe, "recipient.txt")}, at...)...)
	must(t, "restore", second, "--check", "--identity", b.key())
	dir := filepath.Join(top, "back")
	must(t, "restore", second, "--identity", b.key(), "--dir", dir)
	must(t, "verify", "--dir", dir)
	must(t, "audit", "verify", "--dir", dir)
	if a, c := headsOf(t, b.dir), headsOf(t, dir); a != c {
		t.Errorf("the ledgers differ:\n%s\n%s", a, c)
	}
	v, err := vault.Open(t.Context(), vault.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if key, err := v.Read(t.Context(), "c1", "key:d"); err != nil || string(key) != "one" {
		t.Error(key, err)
	}
	if _, err := v.Read(t.Context(), "c2", "key:d"); !errors.Is(err, vault.ErrShredded) {
		t.Error(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "blobs", b.paper.String()[:2], b.paper.String())); err != nil || ledger.HashOf(got) != b.paper {
		t.Error("the paper is not there", err)
	}
}

func TestEveryRefusalOfABackupHasItsSentence(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		for _, c := range backup.Codes() {
			if got := sentence(words.For(lang), backup.Refuse(c, "tệp X")); !strings.Contains(got, "tệp X") || strings.Contains(got, string(c)) {
				t.Errorf("%s in %s: %s", c, lang, got)
			}
		}
	}
}

func headsOf(t *testing.T, dir string) string {
	t.Helper()
	st := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
	states, err := st.LedgerStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(states)
}

// TestTheDrillNamesWhatDiffers, by its exit code and in a signed report.
func TestTheDrillNamesWhatDiffers(t *testing.T) {
	b := newSafeBook(t)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.dir, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b.backUp(t)
	if _, err := db.Exec("UPDATE fact SET value = value + 1 WHERE seq = (SELECT max(seq) FROM fact)"); err != nil {
		t.Fatal(err)
	}
	b.backUp(t)
	root, err := readRoot(words.For("vi"), filepath.Join(b.dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := logSigner(root)
	if err != nil {
		t.Fatal(err)
	}
	for stamp, ok := range map[string]bool{"20261123T020000Z": true, "20261123T020001Z": false} {
		code, _, errs := run(t, "restore", filepath.Join(b.place, stamp), "--check", "--identity", b.key(), "--lang", "en")
		if ok != (code == exitOK) || !ok && !strings.Contains(errs, "First difference: ledger") {
			t.Errorf("%s: exit %d %s", stamp, code, errs)
		}
		text, err := os.ReadFile(filepath.Join(b.place, "proven", stamp+".json"))
		if err != nil {
			t.Fatal(err)
		}
		rep, key, err := backup.OpenReport(text)
		if err != nil || key != signer.Key() || rep.OK != ok || (rep.Found == "") != ok || ok && (rep.Blobs != 1 || rep.Figures != 20 || rep.Operations == 0) {
			t.Errorf("%+v %v", rep, err)
		}
	}
}

// TestARestoredBookGoesOnWithADeviceOfItsOwn: the chain of the old one may go on
// elsewhere.
func TestARestoredBookGoesOnWithADeviceOfItsOwn(t *testing.T) {
	b := newSafeBook(t)
	b.backUp(t)
	to := filepath.Join(t.TempDir(), "new")
	if code, errs := b.restoreTo(t, to); code != exitOK {
		t.Fatal(errs)
	}
	old, err := openKeys(words.For("vi"), filepath.Join(b.dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.Open(t, store.Options{Dir: to})
	h := serveHouse(t, st, time.Now, func(s *serving) { s.dir, s.keyDir = to, filepath.Join(to, "keys") })
	if h.keys.deviceID == old.deviceID || logName(h.keys.root) != logName(old.root) {
		t.Error("the device of the old server, or another root key")
	}
	if err := errors.Join(old.close(), h.office.Writer.Enrol(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Verify(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// TestTheServerTellsWhatWasShreddedAndWhoBackedUp while it holds the book.
func TestTheServerTellsWhatWasShreddedAndWhoBackedUp(t *testing.T) {
	b := newSafeBook(t)
	st := storetest.Open(t, store.Options{Dir: b.dir})
	h := serveHouse(t, st, time.Now, func(s *serving) { s.dir, s.keyDir = b.dir, filepath.Join(b.dir, "keys") })
	b.backUp(t)
	if err := h.office.Vault.Shred(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		h.keepTips(t.Context())
		h.checkpoint(t.Context())
	}
	l, err := depot.ReadList(filepath.Join(b.place, "shred-list"), logName(h.keys.root))
	if err != nil || !slices.Equal(l.Holders(), []string{"c2", "c1"}) {
		t.Errorf("%v %v", l, err)
	}
	lines, err := st.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.Backup}})
	if err != nil || len(lines) != 1 || !strings.Contains(lines[0].Detail, "20261123T020000Z") {
		t.Errorf("%+v %v", lines, err)
	}
	// The place is away: the server goes on, and catches up.
	if err := os.Rename(b.place, b.place+".away"); err != nil {
		t.Fatal(err)
	}
	if err := h.office.Vault.Shred(t.Context(), "c3"); err != nil {
		t.Fatal(err)
	}
	h.keepTips(t.Context())
	if !strings.Contains(h.log.String(), "second place was not told") {
		t.Error("nobody hears that the second place is away")
	}
	if err := os.Rename(b.place+".away", b.place); err != nil {
		t.Fatal(err)
	}
	h.keepTips(t.Context())
	if l, err = depot.ReadList(filepath.Join(b.place, "shred-list"), logName(h.keys.root)); err != nil || l.Lines() != 3 {
		t.Errorf("%v %v", l, err)
	}
}
