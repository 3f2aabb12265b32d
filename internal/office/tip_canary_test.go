package office_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tip"
)

// canaries are texts and secrets that may lie nowhere but inside what is sealed.
type canaries map[string][]byte

func (c canaries) text(name string) string {
	text := "canary-" + name + "-7f3ab51c"
	c[name] = []byte(text)
	return text
}

// found names every canary that stands in some bytes, as it is or in a form in
// which programs write bytes.
func (c canaries) found(b []byte) (out []string) {
	for name, x := range c {
		forms := [][]byte{x, []byte(hex.EncodeToString(x)), []byte(strings.ToUpper(hex.EncodeToString(x))), []byte(base64.StdEncoding.EncodeToString(x)), []byte(base64.RawURLEncoding.EncodeToString(x))}
		for _, f := range forms {
			if bytes.Contains(b, f) {
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// files looks through every file below a directory: database, log of changes,
// vault, whatever else a program left there.
func (c canaries) files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		n++
		for _, name := range c.found(b) {
			t.Errorf("%s lies in clear in %s", name, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rows looks through every row of a database of PostgreSQL.
func (c canaries) rows(t *testing.T, database string) (n int) {
	t.Helper()
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables []string
	each := func(query string, use func(text string)) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			use(text)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", func(name string) { tables = append(tables, name) })
	for _, table := range tables {
		each(fmt.Sprintf("SELECT x::text FROM %s x", table), func(row string) {
			n++
			for _, name := range c.found([]byte(row)) {
				t.Errorf("%s lies in clear in %s", name, table)
			}
		})
	}
	return n
}

// TestACanaryLiesNowhereButSealed plants a string in every input of a tip, and the
// keys of everybody, and looks for them in everything the server keeps.
func TestACanaryLiesNowhereButSealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		t.Setenv("TMPDIR", t.TempDir())
		w := newTipWorld(t, o)
		c := canaries{}
		s := w.sealedBy(func(b *tip.Body) {
			b.Text, b.When, b.Where, b.Place, b.Position, b.Topic = c.text("text"), c.text("when"), c.text("where"), c.text("place"), c.text("position"), c.text("topic")
		})
		file, err := tip.SealFile([]byte(c.text("photo")), identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		id, err := tip.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.door.File(t.Context(), s.id, id, file); err != nil {
			t.Fatal(err)
		}
		more, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-03-10", Text: c.text("message"), Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.door.Write(t.Context(), s.secrets.Access, more); err != nil {
			t.Fatal(err)
		}
		w.sort()
		_, opened := w.opened(w.officer, s)
		w.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/files/"+id.String()+"/open", map[string]any{}, nil)
		seal := func(text string, to ...tip.Seed) []byte {
			m := &tip.Message{Case: s.id, Dir: tip.Out, Day: "2026-03-10", Text: text, Files: []tip.File{}}
			var all []*age.HybridRecipient
			for _, x := range to {
				all = append(all, identityOf(t, x).Recipient())
			}
			b, err := tip.SealMessage(m, all...)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		w.act(s.id, 200, map[string]any{"verb": "check"})
		w.act(s.id, 200, map[string]any{"verb": "feedback", "items": []map[string]any{{"kind": "out", "bytes": seal(c.text("answer"), s.seed, s.secrets.Seed)}}})
		w.act(s.id, 200, map[string]any{"verb": "conclude", "items": []map[string]any{{"kind": "note", "bytes": seal(c.text("outcome"), s.seed)}}})
		c["receipt"], c["access key"], c["receipt seed"] = []byte(s.receipt), s.secrets.Access[:], s.secrets.Seed[:]
		c["case seed"], c["epoch seed"] = s.seed[:], w.epoch[:]
		for person, x := range w.keys {
			c["seed of "+person] = x[:]
		}
		for name, x := range map[string]tip.Seed{"case": s.seed, "epoch": w.epoch} {
			c["identity of the "+name] = []byte(identityOf(t, x).String())
		}
		n := 0
		if o.Database != "" {
			n += c.rows(t, o.Database) + c.rows(t, w.vaultAt.Database)
		} else {
			n += c.files(t, o.Dir)
		}
		n += w.copyHides(c, s)
		n += c.files(t, os.Getenv("TMPDIR"))
		if n < 3 {
			t.Errorf("only %d places were looked at", n)
		}
		// The look itself sees what lies open: the sealed bytes do not hold it, and a
		// row that did would be found.
		if len(c.found(opened.Items[0].Bytes)) != 0 || len(c.found([]byte("..."+string(c["text"])+"..."))) != 1 || len(c.found([]byte(hex.EncodeToString(c["epoch seed"])))) != 1 {
			t.Error("the canaries are not looked for rightly")
		}
		var cases office.CasesView
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/cases", nil, &cases)
	})
}
