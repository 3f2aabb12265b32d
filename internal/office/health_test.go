package office_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/identity"
	"phendau/internal/machine"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

// fakeMachine is a machine as tests want it.
type fakeMachine struct {
	volume machine.Volume
	other  string // a path on another device
	kept   machine.Answer
	swap   machine.Answer
	server *machine.Server
	silent bool // tells nothing of devices
}

func (m *fakeMachine) Volume(string) machine.Volume { return m.volume }
func (m *fakeMachine) Device(path string) (uint64, bool) {
	if path == m.other {
		return 2, true
	}
	return 1, !m.silent
}
func (m *fakeMachine) ClockKept() machine.Answer { return m.kept }
func (m *fakeMachine) Swap() machine.Answer      { return m.swap }
func (m *fakeMachine) Server(string) (machine.Server, bool) {
	if m.server == nil {
		return machine.Server{}, false
	}
	return *m.server, true
}

// ward is a book with all that a doctor looks at, in good health.
type ward struct {
	*desk
	m      *fakeMachine
	doctor *office.Doctor
	place  string
	seen   map[string]bool // "code.what" of everything that was ever found
}

func newWard(t *testing.T, o store.Options) *ward {
	t.Helper()
	return wardOf(t, newDesk(t, o), o)
}

// wardOf puts all that a doctor looks at beside a book.
func wardOf(t *testing.T, d *desk, o store.Options) *ward {
	t.Helper()
	place, keys := t.TempDir(), filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{office.RootKeyFile: d.office.Root.Bytes(), "backup.json": fmt.Appendf(nil, `{"place": %q}`, place)} {
		if err := os.WriteFile(filepath.Join(keys, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := &fakeMachine{volume: machine.Volume{Kind: machine.Local, Free: 80 << 30, Total: 100 << 30}, other: place, kept: machine.Yes, swap: machine.No,
		server: &machine.Server{Dumps: machine.No, Swaps: machine.No, Service: true}}
	w := &ward{d, m, &office.Doctor{Store: d.store, Machine: m, KeyDir: keys, Dir: o.Dir, Now: d.clock.Now,
		LogKey: func(*identity.RootKey) (*audit.Signer, error) { return audit.NewSigner("log.vidu", make([]byte, 32)) }}, place, map[string]bool{}}
	if o.Dir != "" { // the test's directory is readable by all
		if err := os.Chmod(o.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	err := d.store.Within(t.Context(), func(x *store.Tx) error { return x.PutInstance(office.RootKeyMark, d.office.Root.Derive("check")) })
	if err != nil {
		t.Fatal(err)
	}
	w.put("20260310T010000Z/complete", "")
	w.report(backup.Report{Proven: "20260310T013000Z", OK: true}, 0)
	return w
}

// report puts the report of a drill, signed by the log of the key of zeros, or of
// another.
func (w *ward) report(r backup.Report, of byte) {
	w.t.Helper()
	s, err := audit.NewSigner("log.vidu", append(make([]byte, 31), of))
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := r.Sign(s)
	if err != nil {
		w.t.Fatal(err)
	}
	w.put("proven/20260310T010000Z.json", string(b))
}

func (w *ward) put(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.place, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// examine asks every question, and remembers what was found.
func (w *ward) examine() []office.Finding {
	all := w.doctor.Examine(w.t.Context(), false)
	for _, f := range all {
		w.seen[f.Code+"."+f.What] = true
	}
	return all
}

// expect is that a check finds something; state is how bad that is.
func (w *ward) expect(code, what string, state office.Health) {
	w.t.Helper()
	var got []string
	for _, f := range w.examine() {
		if f.Code == code {
			got = append(got, f.What)
			if f.What == what && f.State() == state {
				return
			}
		}
	}
	w.t.Errorf("%s: %q, not %s and %s", code, got, what, state)
}

// elsewhere are findings that this machine cannot be brought to, or that another test
// makes, and which.
var elsewhere = map[string]string{
	"book.none":          "app: doctor.txt",
	"assets.ok":          "app.TestDoctorNamesTheFirstFileOfAnAlteredApp",
	"assets.differ":      "app.TestDoctorNamesTheFirstFileOfAnAlteredApp",
	"assets.away":        "app.TestDoctorNamesTheFirstFileOfAnAlteredApp",
	"database.collation": "a server with another order of letters",
	"database.unchecked": "whether the server of the tests checks its pages is its own choice",
}

// TestEveryFindingOfTheDoctorCanBeMade: in good health all is well, and each thing
// that goes wrong is named by its own finding. A new finding needs its cause here.
func TestEveryFindingOfTheDoctorCanBeMade(t *testing.T) {
	seen, engines := map[string]bool{}, 0
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := newWard(t, o)
		w.seen = seen
		w.inGoodHealth(o)
		w.ofFiles(o)
		w.ofBook(o)
		w.ofWitnesses()
		w.ofApps()
		w.ofPhones()
		w.ofSites()
		w.ofNothing(o)
		w.ofCopies()
		w.ofMachine()
		w.ofCertificate()
		w.ofReplicas(o)
		w.ofTables()
		w.ofDamage(o)
		engines++
	})
	t.Run("desks", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, o store.Options) { ofDesks(t, o, seen) })
	})
	if engines < 2 {
		return // without PostgreSQL what only it can do was not made
	}
	for name := range office.Findings() {
		if !seen[name] && elsewhere[name] == "" && !strings.HasSuffix(name, ".failed") {
			t.Errorf("nothing here makes %s", name)
		}
	}
}

func (w *ward) inGoodHealth(o store.Options) {
	for _, f := range w.examine() {
		// The servers of tests keep no promises, and are told so.
		if f.Code == "database" && o.Database != "" {
			continue
		}
		if f.State() != office.Good && f.Code != "witness" {
			w.t.Errorf("in good health: %s %s: %s", f.Code, f.What, f.Found(words.For("en")))
		}
	}
	w.expect("witness", "never", office.Warn)
	if o.Database != "" {
		w.expect("database", "off", office.Bad)
	}
}

// TestTheAdministratorSeesTheHealthOfTheSystemAndNobodyElse: the same findings as the
// command's, without the slow ones and without clocks of desks.
func TestTheAdministratorSeesTheHealthOfTheSystemAndNobodyElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := newWard(t, o)
		w.office.Doctor = w.doctor
		var v office.HealthView
		w.as(access.Administrator).must(200, "GET", "/system/health", nil, &v)
		main := 0
		for _, f := range v.Findings {
			if f.Code == "desk_clocks" || f.Code == "log" || f.Found == "" || f.Name == "" {
				t.Errorf("%+v", f)
			}
			if f.Main {
				main++
			}
		}
		if main != 4 {
			t.Errorf("%d of what is always shown: %+v", main, v)
		}
		for _, role := range []access.Role{access.CommuneVerifier, access.Ombudsperson, access.UpperOfficer} {
			w.as(role).must(403, "GET", "/system/health", nil, nil)
		}
	})
}

func (w *ward) ofFiles(o store.Options) {
	root := filepath.Join(w.doctor.KeyDir, office.RootKeyFile)
	change := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	change(os.Chmod(root, 0o644))
	w.expect("key_files", "open", office.Bad)
	change(os.Chmod(root, 0o600))
	own, err := os.ReadFile(root)
	change(err)
	change(os.WriteFile(root, identity.NewRootKey().Bytes(), 0o600))
	w.expect("root_key", "other", office.Bad)
	change(os.Remove(root))
	w.expect("root_key", "missing", office.Bad)
	change(os.WriteFile(root, own, 0o600))
	w.m.volume.Free = 10 << 30
	w.expect("free_space", "low", office.Warn)
	w.m.volume.Free = 1 << 30
	w.expect("free_space", "full", office.Bad)
	if o.Dir != "" {
		w.m.volume.Kind = machine.Network
		w.expect("file_system", "network", office.Bad)
	}
	w.m.volume = machine.Volume{Kind: machine.Local, Free: 80 << 30, Total: 100 << 30}
}

func (w *ward) ofCopies() {
	start := w.clock.now
	for _, x := range []struct {
		days       int
		code, what string
		state      office.Health
	}{{2, "backup", "old", office.Warn}, {8, "backup", "stale", office.Bad}, {91, "proven", "old", office.Warn}} {
		w.clock.now = start.AddDate(0, 0, x.days)
		w.expect(x.code, x.what, x.state)
	}
	w.clock.now = start
	w.put("vault/2026-02-07.age", "")
	w.expect("vault_copies", "old", office.Bad)
	w.report(backup.Report{Proven: "20260310T013000Z", Found: "ledger"}, 0)
	w.expect("proven", "never", office.Bad)
	w.report(backup.Report{Proven: "20260310T013000Z", OK: true}, 1) // of another book
	w.expect("proven", "never", office.Bad)
	w.put("shred-list", "1 0123 2026-03-09 0123\n")
	w.expect("shred_list", "altered", office.Bad)
	w.m.other = ""
	w.expect("backup_place", "same", office.Bad)
	if err := os.Remove(filepath.Join(w.place, "20260310T010000Z", "complete")); err != nil {
		w.t.Fatal(err)
	}
	w.expect("backup", "never", office.Bad)
	if err := os.RemoveAll(w.place); err != nil {
		w.t.Fatal(err)
	}
	w.expect("backup_place", "away", office.Bad)
	if err := os.Remove(filepath.Join(w.doctor.KeyDir, "backup.json")); err != nil {
		w.t.Fatal(err)
	}
	w.expect("backup_place", "none", office.Bad)
}

func (w *ward) ofMachine() {
	w.m.kept = machine.No
	w.expect("clock", "off", office.Warn)
	*w.m.server = machine.Server{Dumps: machine.Yes, Swaps: machine.Yes, Service: true, Lacks: []string{"UMask"}}
	w.expect("dumps", "on", office.Bad)
	w.expect("swap", "on", office.Warn)
	w.expect("service", "lacks", office.Warn)
	w.m.server = nil
	w.expect("dumps", "unknown", office.Dark)
	w.expect("service", "unknown", office.Dark)
}

func (w *ward) ofCertificate() {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: w.clock.now, NotAfter: w.clock.now.AddDate(0, 0, 60)}
	b, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	w.doctor.Cert = filepath.Join(w.t.TempDir(), "c.pem")
	w.expect("certificate", "unreadable", office.Bad)
	if err := os.WriteFile(w.doctor.Cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b}), 0o600); err != nil {
		w.t.Fatal(err)
	}
	start := w.clock.now
	w.expect("certificate", "ok", office.Good)
	w.clock.now = start.Add(50 * 24 * time.Hour)
	w.expect("certificate", "soon", office.Warn)
	w.clock.now = start.Add(61 * 24 * time.Hour)
	w.expect("certificate", "over", office.Bad)
	w.clock.now = start
}

// ofTables changes what lies in the database by hand.
func (w *ward) ofTables() {
	for _, x := range []struct {
		sql, code, what string
	}{
		{"DROP INDEX audit_object", "schema", "drift"},
		{"UPDATE ledger_head SET frozen = 'order' WHERE kind = 'commune'", "ledgers", "frozen"},
		{"UPDATE audit_head SET root = audit_head.root, size = size + 1", "log", "fault"},
	} {
		w.exec(x.sql)
		w.expect(x.code, x.what, office.Bad)
	}
}

// TestTheSentencesOfTheDoctorAreThere: every finding has its words, and what is not
// good says what to do.
func TestTheSentencesOfTheDoctorAreThere(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		w := words.For(lang)
		for name, state := range office.Findings() {
			if !w.Has("health." + name) {
				t.Errorf("%s lacks %s", lang, name)
			}
			if needs := state == office.Warn || state == office.Bad; needs != w.Has("health."+name+".do") {
				t.Errorf("%s: what to do about %s (%s)", lang, name, state)
			}
		}
	}
}

// exec changes the database behind the book.
func (w *ward) exec(statement string) {
	w.t.Helper()
	driver, source := "pgx", w.options.Database
	if w.options.Dir != "" {
		driver, source = "sqlite", "file:"+filepath.Join(w.options.Dir, store.DatabaseFile)
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		w.t.Fatal(err)
	}
}
