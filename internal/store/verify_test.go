package store_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"

	_ "modernc.org/sqlite"
)

func filled(t *testing.T, o store.Options) *book {
	b := newBook(t, o)
	r := rand.New(rand.NewPCG(1, 2))
	var drafts []ledger.Draft
	for i := range 60 {
		h := r.IntN(4)
		id, d := b.patrol([]string{b.ledgerA, b.ledgerB}[h/2], b.hamlets[h], b.day+calendar.Day(r.IntN(200)), int64(r.IntN(20)))
		drafts = append(drafts, d...)
		if i%10 == 0 {
			drafts = append(drafts, ledger.Draft{LedgerID: d[0].LedgerID, EntityType: "entry", EntityID: id, Verb: "retract", ActorID: b.officer, Catalogue: 1, Body: map[string]string{"why": "ghi trùng"}})
		}
	}
	if err := b.w.MustWrite(context.Background(), drafts); err != nil {
		t.Fatal(err)
	}
	// An event, a lock and a refusal, so that every table holds something.
	main, member := drafts[len(drafts)-4], drafts[len(drafts)-8]
	_, err := b.w.Write(context.Background(), []ledger.Draft{
		{LedgerID: main.LedgerID, EntityType: "event", EntityID: main.EntityID, Verb: "propose", Body: map[string]any{
			"relation": "same", "members": []ledger.Ref{{LedgerID: member.LedgerID, EntryID: member.EntityID}}}},
		{LedgerID: b.ledgerA, EntityType: "ledger", EntityID: b.ledgerA, Verb: "lock_mark", Body: ledger.LockMark{SnapshotID: b.a, LedgerID: b.ledgerA,
			PlaceID: b.district, MapDay: b.day, From: b.day, To: b.day + 365}},
		{LedgerID: b.ledgerA, EntityType: "robot", EntityID: b.a, Verb: "create"},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.attach(t, []byte("ảnh"))
	return b
}

// attach attaches a file to a new entry; its bytes have arrived.
func (b *book) attach(t *testing.T, file []byte) {
	t.Helper()
	id, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 1)
	h := ledger.HashOf(file)
	d = append(d[:1], ledger.Draft{LedgerID: b.ledgerA, EntityType: "entry", EntityID: id, Verb: "attach", Catalogue: 1,
		Body: map[string]any{"sha256": h.String(), "size": len(file), "type": "image/jpeg", "role": "photo"}})
	here := func() (bool, error) { return true, nil }
	err := b.w.MustWrite(t.Context(), d)
	if err == nil {
		err = b.KeepBlob(t.Context(), b.ledgerA, b.w.Author.DeviceID, store.Blob{Hash: h, Size: int64(len(file)), MediaType: "image/jpeg"}, here)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestVerifyNamesALostOrAlteredFile reads what the table of files promises.
func TestVerifyNamesALostOrAlteredFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		one, two := []byte("ảnh một"), []byte("ảnh hai")
		b.attach(t, one)
		b.attach(t, two)
		disk := map[ledger.Hash][]byte{ledger.HashOf(one): one, ledger.HashOf(two): two}
		read := func(h ledger.Hash) ([]byte, error) {
			if disk[h] == nil {
				return nil, fs.ErrNotExist
			}
			return disk[h], nil
		}
		if n, err := b.VerifyFiles(t.Context(), read, nil); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		for _, other := range [][]byte{[]byte("ảnh hay"), []byte("ảnh"), nil} {
			disk[ledger.HashOf(two)] = other
			_, err := b.VerifyFiles(t.Context(), read, nil)
			var d *store.Difference
			if !errors.As(err, &d) || !strings.Contains(d.Where, ledger.HashOf(two).String()) || strings.Contains(d.Where, "?") {
				t.Errorf("%q: %v", other, err)
			}
		}
	})
}

func TestVerifyPassesOnASoundBook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := filled(t, o)
		done, err := b.Verify(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if done.Operations < 240 || done.Facts != 60*2+6*2 || done.Figures == 0 {
			t.Errorf("%+v", done)
		}
	})
}

// TestVerifyNamesTamperedRows changes one row behind the book's back; each
// must be found and named.
func TestVerifyNamesTamperedRows(t *testing.T) {
	ctx := context.Background()
	sound := t.TempDir()
	b := filled(t, store.Options{Dir: sound})
	first := " WHERE seq = 1 AND ledger_id = '" + b.ledgerA + "'"
	for _, tt := range []struct{ name, change, where string }{
		{"operation byte", `UPDATE op SET bytes = CAST(replace(CAST(bytes AS TEXT), '"own_regular"', '"own_regulas"') AS BLOB)` + first, "operation 1"},
		{"signature", "UPDATE op SET sig = (SELECT x.sig FROM op x WHERE x.ledger_id = op.ledger_id AND x.seq = 2)" + first, "signature"},
		{"fact value", "UPDATE fact SET value = value + 1 WHERE seq = 2 AND n = 0 AND ledger_id = '" + b.ledgerA + "'", "fact 2.0"},
		{"standing", "UPDATE standing SET level = 4 WHERE seq = 4 AND ledger_id = '" + b.ledgerA + "'", "standing 4"},
		{"record status", "UPDATE record SET status = 'returned' WHERE record_id = (SELECT min(record_id) FROM record)", "record"},
		{"lost record", "DELETE FROM record WHERE record_id = (SELECT max(record_id) FROM record)", "record"},
		{"head", "UPDATE ledger_head SET seq = seq + 1 WHERE ledger_id = '" + b.ledgerB + "'", "head"},
		{"device head", "UPDATE device_head SET seq = seq + 1", "device"},
		{"lost device head", "DELETE FROM device_head", "device"},
		{"lost seen operation", "DELETE FROM op_seen WHERE op_id = (SELECT op_id FROM op" + first + ")", "seen operations"},
		{"register", "UPDATE registry_entity SET body = CAST(replace(CAST(body AS TEXT), 'Ngọc', 'Ngoc') AS BLOB) WHERE entity_id = '" + b.b + "'", "registry"},
		{"lock mark", `UPDATE lock_mark SET body = CAST(replace(CAST(body AS TEXT), '"min_level":0', '"min_level":1') AS BLOB)`, "lock mark"},
		{"lost lock", "DELETE FROM entry_lock WHERE entry_id = (SELECT min(entry_id) FROM entry_lock)", "locked entry"},
		{"lost file row", "DELETE FROM blob", "file"},
		{"size of a file", "UPDATE content SET size = size + 1", "size"},
		{"event", "UPDATE event SET relation = 'parts'", "event"},
		{"refused operation", "DELETE FROM refused_op", "device"},
		{"list", "UPDATE list SET body = 'patrol_form=bilateral' WHERE body = 'patrol_form=own_regular'", "fact"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			db := copyBook(t, sound, dir)
			if _, err := db.Exec(tt.change); err != nil {
				t.Fatal(err)
			}
			db.Close()
			s := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
			_, err := s.Verify(ctx, nil)
			var d *store.Difference
			if !errors.As(err, &d) || !strings.Contains(d.Where, tt.where) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func copyBook(t *testing.T, from, to string) *sql.DB {
	t.Helper()
	src, err := sql.Open("sqlite", "file:"+filepath.Join(from, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	dst := filepath.Join(to, store.DatabaseFile)
	if _, err := src.Exec("VACUUM INTO '" + dst + "'"); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+dst)
	if err != nil {
		t.Fatal(err)
	}
	return db
}
