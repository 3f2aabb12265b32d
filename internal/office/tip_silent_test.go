package office_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// asks sends bytes as a browser does that takes packed answers, and returns all that
// can be seen of the answer without a key.
func asks(t *testing.T, srv *httptest.Server, path string, body []byte) string {
	t.Helper()
	req, err := http.NewRequest("POST", srv.URL+"/t/1/"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Header.Del("Date")
	head, err := json.Marshal(resp.Header)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d, %d bytes, %s", resp.StatusCode, len(b), head)
}

// TestAnswersToSendersTellNoState: whatever became of a case, every answer at the door
// of senders has the size and head of one that nobody knows.
func TestAnswersToSendersTellNoState(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		other := w.secondDesk()
		at := map[string]*sender{"unsorted": nil, "opened": nil, "frozen": nil, "held": nil, "referred": nil, "law": nil, "taken back": nil, "closed": nil, "shredded": nil}
		for name := range at {
			if name != "unsorted" {
				at[name] = w.send(name)
			}
		}
		w.sort()
		for name, s := range at {
			if s == nil {
				continue
			}
			key, _ := w.opened(w.officer, s)
			switch name {
			case "frozen":
				w.as(access.Ombudsperson).must(200, "POST", "/tips/watch/"+s.id.String()+"/freeze", map[string]any{"frozen": true, "reason": "complaint"}, nil)
			case "held":
				w.act(s.id, 200, map[string]any{"verb": "hold", "reason": "court"})
				w.grantTips(w.people[access.PostOfficer]).must(200, "POST", "/tips/cases/"+s.id.String()+"/acts", map[string]any{"verb": "hold", "reason": "court"}, nil)
			case "referred":
				w.offer(s, key, other, 200)
			case "law":
				w.act(s.id, 200, map[string]any{"verb": "denounce"})
			case "taken back":
				if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
					t.Fatal(err)
				}
			case "closed":
				w.conclude(s)
			case "shredded":
				w.act(s.id, 200, map[string]any{"verb": "spam"})
			}
		}
		w.clock.now = w.clock.now.Add(31 * oneDay)
		if err := w.office.KeepTips(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.officer = w.as(access.TipOfficer)
		if v := w.state(at["shredded"]); v.State != "shredded" {
			t.Fatalf("%+v", v)
		}
		at["unsorted"] = w.send("unsorted")
		message, err := tip.SealMessage(&tip.Message{Dir: tip.In, Seq: 1, Day: "2026-03-10", Text: "Thêm.", Files: []tip.File{}}, identityOf(t, seed(t)).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		file, err := tip.SealFile([]byte("ảnh"), identityOf(t, seed(t)).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		answers := func(key, of []byte) string {
			id, err := tip.NewID(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, x := range []struct {
				path string
				body []byte
			}{{"read", key}, {"proof", key}, {"message", slices.Concat(key, message)}, {"withdraw", append(bytes.Clone(key), 1)}, {"withdraw", append(bytes.Clone(key), 0)}, {"file", slices.Concat(of, id[:], file)}} {
				all = append(all, asks(t, srv, x.path, x.body))
			}
			return strings.Join(all, "\n")
		}
		want := answers(bytes.Repeat([]byte{9}, 16), bytes.Repeat([]byte{8}, 16))
		if strings.Contains(want, "Content-Encoding") || strings.Contains(want, "Set-Cookie") || strings.Count(want, "no-store") != 6 {
			t.Errorf("answers are packed, kept or known again:\n%s", want)
		}
		for name, s := range at {
			if got := answers(s.secrets.Access[:], s.id[:]); got != want {
				t.Errorf("%s:\n%s\nof nobody:\n%s", name, got, want)
			}
		}
	})
}

// TestOfASenderTheDayIsKeptAndNoHour: a sender does everything there is at one moment;
// no row of the book, of its log or of the vault holds that moment, neither as a
// number nor inside an id.
func TestOfASenderTheDayIsKeptAndNoHour(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		moment := func() []string {
			ms := w.clock.now.UnixMilli()
			return []string{strconv.FormatInt(ms/100_000, 10), fmt.Sprintf("%08x", ms>>16), w.clock.now.Format("2006-01-02T15:04"), w.clock.now.Format("2006-01-02 15:04")}
		}
		w.clock.now = w.clock.now.Add(3*time.Hour + 17*time.Minute)
		of := moment()
		s := w.slotOf("tin")
		press := func(path string, body ...[]byte) {
			t.Helper()
			if code, b, _ := post(t, srv, "/t/1/"+path, slices.Concat(body...)); code != 200 {
				t.Fatalf("%s: %d %s", path, code, b)
			}
		}
		press("slot", []byte(noCode), s.slot)
		m, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-03-10", Text: "Thêm.", Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		file, err := tip.SealFile([]byte("ảnh"), identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		press("message", s.secrets.Access[:], m)
		press("file", s.id[:], bytes.Repeat([]byte{5}, 16), file)
		press("withdraw", s.secrets.Access[:], []byte{1})
		press("withdraw", s.secrets.Access[:], []byte{0})
		press("read", s.secrets.Access[:])
		w.clock.now = w.clock.now.Add(5 * time.Hour)
		w.officer = w.as(access.TipOfficer)
		w.sort()
		officers := moment()
		w.opened(w.officer, s)
		press("withdraw", s.secrets.Access[:], []byte{1})
		w.later(2 * oneDay) // the nights write what the sender did into ledger and log
		rows := w.everyRow()
		found := func(marks []string) (out []string) {
			for _, row := range rows {
				if slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(row, m) }) {
					out = append(out, row)
				}
			}
			return out
		}
		if got := found(of); len(got) > 0 {
			t.Errorf("the moment of a sender lies in\n%.2000s", strings.Join(got, "\n"))
		}
		if got := found(officers); len(got) < 3 {
			t.Errorf("the moment of an officer, which is kept, was found in %d rows: the test looks wrongly", len(got))
		}
	})
}

// everyRow is every row of the book, of the log and of the vault as text.
func (w *tipWorld) everyRow() (out []string) {
	w.t.Helper()
	vaultDB := func() *sql.DB {
		driver, source := "pgx", w.vaultAt.Database
		if w.vaultAt.Dir != "" {
			driver, source = "sqlite", "file:"+filepath.Join(w.vaultAt.Dir, vault.DatabaseFile)+"?mode=ro"
		}
		db, err := sql.Open(driver, source)
		if err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(func() { db.Close() })
		return db
	}
	for _, db := range []*sql.DB{w.sql(), vaultDB()} {
		for _, table := range w.tables(db) {
			if strings.HasPrefix(table, "sqlite_") {
				continue
			}
			rows, err := db.QueryContext(w.t.Context(), "SELECT * FROM "+table)
			if err != nil {
				w.t.Fatal(err)
			}
			cols, err := rows.Columns()
			if err != nil {
				w.t.Fatal(err)
			}
			for rows.Next() {
				vals, into := make([]any, len(cols)), make([]any, len(cols))
				for i := range vals {
					into[i] = &vals[i]
				}
				if err := rows.Scan(into...); err != nil {
					w.t.Fatal(err)
				}
				line := table
				for i, v := range vals {
					b, isBytes := v.([]byte)
					if isBytes && len(b) > 1000 {
						continue // sealed
					}
					if isBytes {
						v = string(b)
					}
					line += fmt.Sprintf("|%s=%v", cols[i], v)
				}
				out = append(out, line)
			}
			if err := rows.Err(); err != nil {
				w.t.Fatal(err)
			}
			rows.Close()
		}
	}
	return out
}

// TestATipOpensToAFreshPasskeyOnly: who signed in by password reaches no route of a
// desk, and who did nothing for five minutes opens nothing without touching the key.
func TestATipOpensToAFreshPasskeyOnly(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		asked := func(c *client, r api.Route) int {
			path := strings.NewReplacer("/cases/{id}", "/cases/"+s.id.String(), "{file}", s.id.String(), "{id}", w.post).Replace(r.Path)
			var body any
			if r.Method != http.MethodGet {
				body = map[string]any{"reason": "work", "tips": []any{}, "empty": []any{}, "verb": "check", "desk": w.post}
			}
			w.clock.now = w.clock.now.Add(time.Second)
			status, _, text := c.send(r.Method, path, body)
			if strings.Contains(text, `"key"`) && status == 200 {
				t.Errorf("%s hands out a key", r.ID)
			}
			return status
		}
		byPassword := w.person(w.people[access.TipOfficer], identity.ByPassword)
		stale := w.as(access.TipOfficer)
		w.clock.now = w.clock.now.Add(6 * time.Minute)
		answered, late := 0, 0
		for _, r := range w.api.Routes() {
			if r.Tag != "tips" || r.Action != access.AnswerTips {
				continue
			}
			answered++
			if got := asked(byPassword, r); got != http.StatusForbidden {
				t.Errorf("%s by password: %d", r.ID, got)
			}
			if r.Fresh {
				late++
				if got := asked(stale, r); got != http.StatusForbidden {
					t.Errorf("%s after six minutes: %d", r.ID, got)
				}
			}
		}
		if answered < 15 || late < 8 {
			t.Errorf("only %d routes of a desk, %d of them fresh", answered, late)
		}
		if n := w.openings(s); n != 0 {
			t.Errorf("%d openings stand in the log", n)
		}
	})
}

// TestWhoLeftAtNineOpensNothingOfTen is case 4 of security.md: the old wrap opens
// nothing, the doors refuse, and the log tells that somebody tried.
func TestWhoLeftAtNineOpensNothingOfTen(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		leaver := w.officer
		w.officer = w.grantTips(w.people[access.PostOfficer])
		w.enrol(w.officer)
		known := w.epoch
		w.endGrant(leaver.person, w.post)
		w.nextEpoch(nil)
		w.clock.now = w.clock.now.Add(time.Hour)
		leaver, w.officer = w.person(leaver.person, identity.ByPasskey), w.person(w.officer.person, identity.ByPasskey)
		s := w.send("tin của mười giờ")
		w.sort()
		_, out := w.opened(w.officer, s)
		for name, x := range map[string]tip.Seed{"the key he knew": known, "his own": w.keys[leaver.person]} {
			if _, err := tip.OpenKey(out.Key, identityOf(t, x)); err == nil {
				t.Errorf("%s opens a tip of ten", name)
			}
		}
		path := "/tips/cases/" + s.id.String()
		for _, x := range []struct {
			method, path string
			body         any
		}{{"GET", "/tips/desks/" + w.post + "/slots", nil}, {"GET", "/tips/desks/" + w.post + "/keys", nil}, {"POST", path + "/open", map[string]any{"reason": "work"}}, {"POST", path + "/acts", map[string]any{"verb": "check"}}} {
			if got := leaver.do(x.method, x.path, x.body, nil); got != 403 && got != 404 {
				t.Errorf("%s: %d", x.path, got)
			}
		}
		var keys office.TipKeysView
		leaver.must(200, "GET", "/tips/keys", nil, &keys)
		for _, d := range keys.Desks {
			for _, e := range d.Epochs {
				if e.Members != nil {
					t.Error("he still gets the keys of the desk")
				}
			}
		}
		lines, err := w.store.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.AccessRefused}, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(lines, func(e audit.Entry) bool { return e.ActorID == leaver.person }) {
			t.Error("the log does not tell that he tried")
		}
	})
}

// TestABatchOfOutcomesHasNoOrderDayOrHand: twelve outcomes sent in one order stand in
// another, all on the one day, by nobody, beside ids of this moment only.
func TestABatchOfOutcomesHasNoOrderDayOrHand(t *testing.T) {
	w := newTipWorld(t, store.Options{Dir: t.TempDir()})
	var entries []map[string]any
	for _, topic := range []string{"line_and_markers", "crossing", "smuggling", "trafficking_drugs", "order", "disaster"} {
		for _, assessed := range []string{"valuable", "not_usable"} {
			e := w.outcome(assessed)
			e["dims"].(map[string]string)["tip_topic"] = topic
			entries = append(entries, e)
		}
	}
	var all []*sender
	for range entries {
		all = append(all, w.send("tin"))
	}
	w.sort()
	for _, s := range all {
		w.clock.now = w.clock.now.Add(time.Second)
		w.opened(w.officer, s)
		w.conclude(s)
	}
	w.later(27 * oneDay)
	w.count("2026-01-01", entries...)
	ops := w.entriesOf(w.ledgerA)
	var sent, stands []string
	for _, e := range entries {
		d := e["dims"].(map[string]string)
		sent = append(sent, d["tip_topic"]+d["assessed"])
	}
	accepted := map[int64]bool{}
	for _, op := range ops {
		accepted[op.Stamp.AcceptedMS] = true
		if op.Op.ActorID == w.officer.person || op.Op.ActorID != ops[0].Op.ActorID || op.Op.BodyID != w.post || op.Op.DeviceID != ops[0].Op.DeviceID {
			t.Errorf("an outcome is of %q with %s", op.Op.ActorID, op.Op.DeviceID)
		}
		if op.Op.Verb != "create" {
			continue
		}
		var c struct {
			Day  string
			Dims map[string]ledger.Codes
		}
		if err := json.Unmarshal(op.Op.Body, &c); err != nil {
			t.Fatal(err)
		}
		if c.Day != "2026-02-15" {
			t.Errorf("an outcome is of %s", c.Day)
		}
		stands = append(stands, c.Dims["tip_topic"][0]+c.Dims["assessed"][0])
	}
	if len(stands) != len(sent) || slices.Equal(stands, sent) || len(accepted) != 1 {
		t.Errorf("%d outcomes stand as they were sent: %v, at %d moments", len(stands), slices.Equal(stands, sent), len(accepted))
	}
	slices.Sort(sent)
	slices.Sort(stands)
	if !slices.Equal(sent, stands) {
		t.Errorf("%v, want %v", stands, sent)
	}
	text, err := json.Marshal(ops)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if bytes.Contains(text, []byte(s.id.String())) || bytes.Contains(text, []byte(s.id.UUID())) {
			t.Error("an outcome names a case")
		}
	}
}

// TestNoListSearchOrFileShowsATip: with every right over every place nobody but the
// body of the desk finds an entry about tips, in no list, search, board or file.
func TestNoListSearchOrFileShowsATip(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ids, _ := d.tips()
		const year = "from=2025-01-01&to=2025-12-31"
		paths := []string{"/entries?kind=tip", "/entries?" + year, "/search?q=tin+b%C3%A1o", "/search?q=ngu%E1%BB%93n+tin", "/search?q=tip", "/duplicates", "/review", "/events", "/alerts", "/dashboard", "/board", "/board?period=2025", "/locks", "/entries/locked", "/audit",
			"/figures?indicator=tips.received&period=2025&by=kind&place=" + d.province, "/figures?indicator=tips.received&period=2025&by=place:hamlet&place=" + d.province, "/figures?indicator=tips.received&period=2025&by=month&place=" + d.province,
			"/figures/export?format=csv&indicator=tips.received&period=2025&by=month&place=" + d.province, "/figures/export?format=json&indicator=tips.received&period=2025&by=place:hamlet&place=" + d.province, "/figures/export?format=xlsx&indicator=tips.received&period=2025&place=" + d.province}
		for _, r := range d.api.Routes() {
			if r.Method == http.MethodGet && r.Class != api.Stream && !strings.Contains(r.Path, "{") {
				paths = append(paths, r.Path)
			}
		}
		shown := 0
		for _, role := range []access.Role{access.UpperOfficer, access.Inspector, access.RegistryEditor, access.Administrator, access.CommuneVerifier, access.CommuneClerk, access.Ombudsperson} {
			c := d.as(role)
			for _, path := range paths {
				d.clock.now = d.clock.now.Add(300 * time.Millisecond)
				status, _, text := c.send("GET", path, nil)
				if status >= 500 {
					t.Errorf("%s: %d", path, status)
				}
				if status == 200 {
					shown++
				}
				for i, id := range ids {
					if strings.Contains(text, id) {
						t.Errorf("%s shows %s the tip %d", path, role, i)
					}
				}
				if strings.Contains(path, "by=month") || strings.Contains(path, "hamlet") {
					for _, n := range []string{"15", "33", "\"7\"", ",7,"} {
						if status == 200 && strings.Contains(strings.ReplaceAll(text, "2025", ""), `"printed":"`+n) {
							t.Errorf("%s tells %s: %s", path, role, n)
						}
					}
				}
			}
		}
		if shown < 100 {
			t.Errorf("only %d answers were looked at", shown)
		}
		// Its own body sees it: the look finds what is shown.
		if _, _, text := d.as(access.PostOfficer).send("GET", "/entries?kind=tip&"+year, nil); !strings.Contains(text, ids[0]) {
			t.Errorf("the post does not see its own: %.300s", text)
		}
	})
}
