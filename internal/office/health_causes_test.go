package office_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/machine"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/vault"
)

// ofBook opens what is no book of this program.
func (w *ward) ofBook(o store.Options) {
	if o.Dir == "" {
		return // a server without its database says so in words of its own
	}
	good := w.doctor.Store
	defer func() { w.doctor.Store, w.doctor.OpenError = good, nil }()
	dir := w.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.DatabaseFile), []byte(strings.Repeat("no book ", 1024)), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.doctor.Store, w.doctor.OpenError = store.Open(w.t.Context(), store.Options{Dir: dir, ReadOnly: true})
	w.expect("book", "unreadable", office.Bad)
	w.doctor.Store, w.doctor.OpenError = good, nil
	// The next release came and changed the tables while this program was open.
	w.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	w.expect("book", "next", office.Warn)
	w.doctor.Store, w.doctor.OpenError = store.Open(w.t.Context(), store.Options{Dir: o.Dir, ReadOnly: true})
	w.expect("book", "newer", office.Bad)
	w.exec("DELETE FROM goose_db_version WHERE version_id = 9999")
	_, needs, err := good.SchemaIs(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(fmt.Sprint("DELETE FROM goose_db_version WHERE version_id = ", needs))
	w.doctor.Store, w.doctor.OpenError = store.Open(w.t.Context(), store.Options{Dir: o.Dir, ReadOnly: true})
	w.expect("book", "older", office.Bad)
	w.exec(fmt.Sprint("INSERT INTO goose_db_version (version_id, is_applied) VALUES (", needs, ", 1)"))
}

// ofWitnesses signs the log, with one witness and with two.
func (w *ward) ofWitnesses() {
	start := w.clock.now
	signers := map[string]*audit.Signer{}
	for i, name := range []string{"log.vidu", "mattran.vidu", "tinh.vidu"} {
		s, err := audit.NewSigner(name, append(make([]byte, 31), byte(i)))
		if err != nil {
			w.t.Fatal(err)
		}
		signers[name] = s
	}
	log := signers["log.vidu"]
	if err := w.store.Audit(w.t.Context(), audit.Record{Action: audit.Upgrade, Outcome: audit.Done}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.store.SignCheckpoint(w.t.Context(), log); err != nil {
		w.t.Fatal(err)
	}
	known := []string{signers["mattran.vidu"].Key(), signers["tinh.vidu"].Key()}
	witness := func(name string) {
		r, err := w.doctor.Store.AuditRequest(w.t.Context(), 0)
		if err != nil {
			w.t.Fatal(err)
		}
		msg, _, err := audit.Witness(signers[name], log.Key(), nil, r)
		if err == nil {
			err = w.doctor.Store.KeepWitnessed(w.t.Context(), msg, log.Key(), known...)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	witness("mattran.vidu")
	w.expect("witness", "one", office.Warn)
	real := w.doctor.Store
	w.doctor.Store = w.demoBook(log)
	witness("mattran.vidu")
	w.expect("witness", "own", office.Warn)
	w.doctor.Store = real
	witness("tinh.vidu")
	w.expect("witness", "ok", office.Good)
	w.clock.now = start.AddDate(0, 0, 8)
	w.expect("witness", "old", office.Warn)
	w.clock.now = start
}

// demoBook is a book for showing with a signed log, whose only witness is its own.
func (w *ward) demoBook(log *audit.Signer) *store.Store {
	w.t.Helper()
	s := storetest.Open(w.t, store.Options{Dir: w.t.TempDir(), Now: w.options.Now})
	wr, err := store.NewWriter(s, w.writer.IDs.New(), w.writer.IDs.New())
	if err != nil {
		w.t.Fatal(err)
	}
	id := wr.IDs.New()
	err = s.Start(w.t.Context(), id, wr)
	if err == nil {
		err = wr.MustWrite(w.t.Context(), []ledger.Draft{{LedgerID: id, EntityType: "ledger", EntityID: wr.IDs.New(), Verb: "create",
			Body: registry.LedgerDoc{Kind: ledger.KindCommune, Name: "minh họa", Demo: true}}})
	}
	if err == nil {
		err = s.Audit(w.t.Context(), audit.Record{Action: audit.Upgrade, Outcome: audit.Done})
	}
	if err == nil {
		_, err = s.SignCheckpoint(w.t.Context(), log)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// ofApps says which web apps this program has, and which the log names.
func (w *ward) ofApps() {
	w.doctor.Apps = "one"
	defer func() { w.doctor.Apps = "" }()
	w.expect("apps_log", "none", office.Warn)
	for _, x := range []struct {
		object, what string
		state        office.Health
	}{{"one", "ok", office.Good}, {"two", "differ", office.Bad}} {
		if err := w.store.AuditChange(w.t.Context(), audit.Record{Action: audit.AppsServe, ObjectID: x.object, Outcome: audit.Done}); err != nil {
			w.t.Fatal(err)
		}
		w.expect("apps_log", x.what, x.state)
	}
}

// ofPhones lets a phone speak that was called lost before.
func (w *ward) ofPhones() {
	p, id := w.teamsPhone(w.phones(), 'x')
	if err := p.Sync(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.as(access.CommuneClerk).must(200, "POST", "/devices/"+id+"/revoke", map[string]any{"mode": "lost", "why": "rơi trên đường tuần tra"}, nil)
	ops, err := p.Record(ledger.Draft{LedgerID: w.ledgerA, EntityType: ledger.TypeEntry, EntityID: w.writer.IDs.New(), Verb: "create", Catalogue: 1,
		Body: map[string]any{"kind": "patrol", "place_id": w.hamletsA[0], "day": "2026-03-09"}})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.store.Push(w.t.Context(), ops); err != nil {
		w.t.Fatal(err)
	}
	w.expect("quarantine", "some", office.Warn)
}

// ofSites joins a site, which hears of the registers once and then no more.
func (w *ward) ofSites() {
	site := ledger.NewAuthor(w.writer.IDs.New(), make([]byte, 32), w.writer.Author.ActorID, w.writer.Author.BodyID)
	known := site.Enrolment(w.registry)
	body := known.Body.(ledger.DeviceBody)
	body.Site, body.Recipient = "Trạm Đình Phong", "age1"
	known.Body = body
	err := w.writer.MustWrite(w.t.Context(), []ledger.Draft{known})
	if err == nil {
		err = w.store.Meet(w.t.Context(), site.DeviceID)
	}
	if err == nil {
		err = w.store.MetPeer(w.t.Context(), site.DeviceID, 0)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.expect("exchange", "ok", office.Good)
	start := w.clock.now
	w.clock.now = start.AddDate(0, 0, 8)
	w.expect("exchange", "waits", office.Warn)
	w.clock.now = start
}

// ofReplicas connects a replica that nobody waits for.
func (w *ward) ofReplicas(o store.Options) {
	if o.Database == "" {
		return
	}
	c, err := pgconn.ParseConfig(o.Database)
	if err != nil {
		w.t.Fatal(err)
	}
	c.RuntimeParams["replication"] = "database"
	replica, err := pgconn.ConnectConfig(w.t.Context(), c)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = replica.Close(context.WithoutCancel(w.t.Context())) }()
	w.expect("database", "alone", office.Bad)
}

// ofDamage writes noughts over an index, as a dying disk does.
func (w *ward) ofDamage(o store.Options) {
	if o.Dir == "" {
		return
	}
	file := filepath.Join(o.Dir, store.DatabaseFile)
	w.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		w.t.Fatal(err)
	}
	var root, size int64
	err = errors.Join(db.QueryRow("SELECT rootpage FROM sqlite_master WHERE name = 'audit_actor'").Scan(&root), db.QueryRow("PRAGMA page_size").Scan(&size), db.Close())
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = f.WriteAt(make([]byte, size), (root-1)*size)
	if err := errors.Join(err, f.Close()); err != nil {
		w.t.Fatal(err)
	}
	good := w.doctor.Store
	if w.doctor.Store, err = store.Open(w.t.Context(), store.Options{Dir: o.Dir, ReadOnly: true}); err != nil {
		w.t.Fatal(err)
	}
	w.expect("sound", "damaged", office.Bad)
	_ = w.doctor.Store.Close()
	w.doctor.Store = good
}

// ofDesks looks at a book with a desk for tips, from its first day on.
func ofDesks(t *testing.T, o store.Options, seen map[string]bool) {
	tips := newTipWorld(t, o)
	w := wardOf(t, tips.desk, o)
	w.seen, w.doctor.Vault = seen, tips.office.Vault
	w.expect("desk_keys", "ok", office.Good)
	w.expect("desk_clocks", "ok", office.Good)
	w.expect("vault_rest", "ok", office.Good)
	w.expect("vault", "ok", office.Good)
	s := tips.send("tin")
	tips.sort()
	tips.later(3 * oneDay)
	w.expect("desk_clocks", "missed", office.Warn)
	tips.opened(tips.officer, s)
	old, err := tips.office.Vault.Read(t.Context(), s.id.String(), "key:"+tips.deskID.String())
	if err != nil {
		t.Fatal(err)
	}
	tips.act(s.id, 200, map[string]any{"verb": "spam"})
	tips.later(31 * oneDay)
	if v := tips.state(s); v.State != "shredded" {
		t.Fatalf("%+v", v)
	}
	w.expect("shred_list", "short", office.Bad) // no server of this test tells the second place
	w.expect("vault_rest", "ok", office.Good)
	w.ofVaultPutBack(tips, vault.File{Holder: s.id.String(), Name: "key:" + tips.deskID.String(), Bytes: old})
	w.ofDeskKeys(tips)
	w.ofVaultFile(tips)
}

// ofNothing is a machine that tells nothing, and a book that was never served.
func (w *ward) ofNothing(o store.Options) {
	m, keys := *w.m, w.doctor.KeyDir
	*w.m = fakeMachine{volume: machine.Volume{Kind: machine.Unknown}, silent: true, kept: machine.Blank, swap: machine.Blank}
	for _, code := range []string{"free_space", "clock", "swap", "dumps", "service", "backup_place"} {
		w.expect(code, "unknown", office.Dark)
	}
	if o.Dir != "" {
		w.expect("file_system", "unknown", office.Dark)
		w.m.volume.Kind = machine.Memory
		w.expect("file_system", "memory", office.Warn)
	}
	*w.m = m
	w.exec("DELETE FROM instance WHERE name = '" + office.RootKeyMark + "'")
	w.doctor.KeyDir = filepath.Join(w.t.TempDir(), "none")
	w.expect("root_key", "none", office.Dark)
	if o.Dir == "" { // beside a directory there are its own files
		w.expect("key_files", "none", office.Warn)
	}
	w.doctor.KeyDir = keys
}

// ofVaultPutBack lays the vault of before the shredding in the place of that of today:
// the book knows which keys are too many, and of quarters the newer vault did.
func (w *ward) ofVaultPutBack(tips *tipWorld, key vault.File) {
	o := vault.Options{Dir: w.t.TempDir()}
	if tips.vaultAt.Database != "" {
		o = vault.Options{Database: storetest.Empty(w.t)}
	}
	older, err := vault.Open(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	defer older.Close()
	w.doctor.Vault = older
	if err := older.Write(w.t.Context(), key); err != nil {
		w.t.Fatal(err)
	}
	w.expect("vault_rest", "some", office.Bad)
	was := tips.office.Vault
	tips.office.Vault = older
	if err := tips.office.KeepTips(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	tips.office.Vault, w.doctor.Vault = was, older
	w.expect("vault_rest", "ok", office.Good) // the server has deleted it again
	w.doctor.Vault = was
}

// ofDeskKeys waits until the key of the quarter ends.
func (w *ward) ofDeskKeys(tips *tipWorld) {
	start := w.clock.now
	end, err := time.Parse("2006-01-02", tips.record.NotAfter)
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.now = end.AddDate(0, 0, -10)
	w.expect("desk_keys", "soon", office.Warn)
	w.clock.now = end.AddDate(0, 0, 2)
	w.expect("desk_keys", "over", office.Bad)
	w.clock.now = start
}

// ofVaultFile opens a vault in a file that another program began: what is deleted
// stays in its free pages.
func (w *ward) ofVaultFile(tips *tipWorld) {
	if tips.vaultAt.Dir == "" {
		return
	}
	o := vault.Options{Dir: w.t.TempDir()}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.Dir, vault.DatabaseFile))
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = db.Exec("CREATE TABLE begun (by TEXT)")
	if err := errors.Join(err, db.Close()); err != nil {
		w.t.Fatal(err)
	}
	if w.doctor.Vault, err = vault.Open(w.t.Context(), o); err != nil {
		w.t.Fatal(err)
	}
	defer w.doctor.Vault.Close()
	w.expect("vault", "keeps", office.Bad)
}
