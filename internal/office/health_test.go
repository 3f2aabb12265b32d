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
}

func (m *fakeMachine) Volume(string) machine.Volume { return m.volume }
func (m *fakeMachine) Device(path string) (uint64, bool) {
	if path == m.other {
		return 2, true
	}
	return 1, true
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
}

func newWard(t *testing.T, o store.Options) *ward {
	t.Helper()
	d := newDesk(t, o)
	place, keys := t.TempDir(), filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{office.RootKeyFile: d.office.Root.Bytes(), "backup.json": fmt.Appendf(nil, `{"place": %q}`, place)} {
		if err := os.WriteFile(filepath.Join(keys, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := &fakeMachine{machine.Volume{Kind: machine.Local, Free: 80 << 30, Total: 100 << 30}, place, machine.Yes, machine.No,
		&machine.Server{Dumps: machine.No, Swaps: machine.No, Service: true}}
	w := &ward{d, m, &office.Doctor{Store: d.store, Machine: m, KeyDir: keys, Dir: o.Dir, Now: d.clock.Now,
		LogKey: func(*identity.RootKey) (*audit.Signer, error) { return audit.NewSigner("log.vidu", make([]byte, 32)) }}, place}
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

// said is what a check found, "" where it was not asked, and its state.
func (w *ward) said(code string) (string, office.Health) {
	for _, f := range w.doctor.Examine(w.t.Context(), false) {
		if f.Code == code {
			return f.What, f.State()
		}
	}
	return "", ""
}

func (w *ward) expect(code, what string, state office.Health) {
	w.t.Helper()
	if got, is := w.said(code); got != what || is != state {
		w.t.Errorf("%s: %s is %s, not %s %s", code, got, is, what, state)
	}
}

// TestEveryFindingOfTheDoctorCanBeMade: in good health all is well, and each thing
// that goes wrong is told by its own finding.
func TestEveryFindingOfTheDoctorCanBeMade(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := newWard(t, o)
		for _, f := range w.doctor.Examine(t.Context(), false) {
			// The servers of tests keep no promises, and are told so.
			if f.Code == "database" && o.Database != "" {
				continue
			}
			if f.State() != office.Good && f.Code != "witness" {
				t.Errorf("in good health: %s %s: %s", f.Code, f.What, f.Found(words.For("en")))
			}
		}
		w.expect("witness", "never", office.Warn)
		if o.Database != "" {
			w.expect("database", "off", office.Bad)
		}
		w.ofFiles(o)
		w.ofCopies()
		w.ofMachine()
		w.ofCertificate()
		w.ofTables()
	})
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
