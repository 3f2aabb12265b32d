package intake_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/sheet/grid"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// world is a started book of a small district: xã Đình Phong and xã Ngọc Khê,
// merged into a new xã Đình Phong on 2025-07-01, each old one with a hamlet
// Hoa 1.
type world struct {
	*store.Store
	w                    *store.Writer
	db                   *sql.DB
	registryID           string
	district             string
	oldA, oldB, merged   string
	hoaA, hoaB, le       string
	ledgerA, post, team  string
	committeeA, recorder string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	var ms int64 = 1_760_000_000_000
	now := func() int64 { ms++; return ms }
	ids := &ledger.IDs{Rand: rand.NewChaCha8([32]byte{9}), Now: now}
	x := &world{Store: storetest.Open(t, store.Options{Dir: dir, Now: now}), registryID: ids.New(), recorder: ids.New()}
	x.committeeA = ids.New()
	x.w = &store.Writer{Store: x.Store, IDs: ids, Author: ledger.NewAuthor(ids.New(), make([]byte, 32), x.recorder, x.committeeA)}
	ctx := context.Background()
	if err := x.Start(ctx, x.registryID, x.w); err != nil {
		t.Fatal(err)
	}
	var drafts []ledger.Draft
	add := func(typ, id string, body any) {
		drafts = append(drafts, ledger.Draft{LedgerID: x.registryID, EntityType: typ, EntityID: id, Verb: "create", Body: body})
	}
	last := registry.On(calendar.MakeDay(2025, 6, 30))
	first := registry.On(calendar.MakeDay(2025, 7, 1))
	unit := func(word, name, level, code string, from, to registry.Bound, parents ...string) string {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: from, To: to}}}
		if code != "" {
			d.Codes = []registry.CodeDoc{{Scheme: "gso", Value: code, From: from, To: to}}
		}
		for i, p := range parents {
			f, e := from, to
			if len(parents) == 2 && i == 0 {
				e = last
			} else if len(parents) == 2 {
				f = first
			}
			d.Parents = append(d.Parents, registry.ParentDoc{ParentID: p, From: f, To: e})
		}
		if to == last && level == "commune" {
			d.Successions = []registry.SuccessionDoc{{To: x.merged, Day: calendar.MakeDay(2025, 7, 1), Act: "merge", Share: "whole"}}
		}
		id := ids.New()
		if from == first {
			id = x.merged
		}
		add("place", id, d)
		return id
	}
	x.merged = ids.New()
	province := unit("tỉnh", "Mẫu", "province", "04", registry.Unknown, registry.Open)
	x.district = unit("huyện", "Trùng Khánh", "district", "047", registry.Unknown, last, province)
	unit("xã", "Đình Phong", "commune", "01489", first, registry.Open, province)
	x.oldA = unit("xã", "Đình Phong", "commune", "01489", registry.Unknown, last, x.district)
	x.oldB = unit("xã", "Ngọc Khê", "commune", "01480", registry.Unknown, last, x.district)
	x.hoaA = unit("xóm", "Hoa 1", "hamlet", "", registry.Unknown, registry.Open, x.oldA, x.merged)
	x.hoaB = unit("xóm", "Hoa 1", "hamlet", "", registry.Unknown, registry.Open, x.oldB, x.merged)
	x.le = unit("xóm", "Lê", "hamlet", "", registry.On(calendar.MakeDay(2020, 1, 1)), registry.Open, x.oldA, x.merged)
	for i, p := range []string{x.oldA, x.oldB, x.merged, x.district} {
		id := ids.New()
		if i == 0 {
			x.ledgerA = id
		}
		add("ledger", id, registry.LedgerDoc{Kind: "commune", Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: p, From: registry.Unknown, To: registry.Open}}})
	}
	body := func(id, typ, name, place string) string {
		add("body", id, registry.BodyDoc{Type: typ, PlaceID: place, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
		return id
	}
	x.post = body(ids.New(), "post", "Đồn Biên phòng Mẫu", "")
	body(x.committeeA, "peoples_committee", "UBND xã", x.oldA)
	body(ids.New(), "peoples_committee", "UBND xã", x.oldB)
	x.team = body(ids.New(), "militia", "Dân quân", "")
	add("body", ids.New(), registry.BodyDoc{Type: "front", Names: []registry.BodyNameDoc{{Text: "Mặt trận cũ", From: registry.Unknown, To: registry.On(calendar.MakeDay(2020, 1, 1))}}})
	if err := x.w.MustWrite(ctx, drafts); err != nil {
		t.Fatal(err)
	}
	var err error
	if x.db, err = sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, store.DatabaseFile))+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.db.Close() })
	return x
}

func (x *world) env(t testing.TB) intake.Env {
	t.Helper()
	reg, err := x.Registry(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	e := intake.Env{Registry: reg, Today: calendar.MakeDay(2026, 1, 15), Known: x.known, RegistryID: x.registryID}
	rows, err := x.db.Query("SELECT entity_type, entity_id, body FROM registry_entity WHERE entity_type = 'place'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var d ledger.Entity
		if err := rows.Scan(&d.Type, &d.ID, &d.Body); err != nil {
			t.Fatal(err)
		}
		e.Entities = append(e.Entities, d)
	}
	return e
}

func (x *world) known(ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, id := range ids {
		var n int
		if err := x.db.QueryRow("SELECT (SELECT count(*) FROM record WHERE record_id = ?1) + (SELECT count(*) FROM registry_entity WHERE entity_id = ?1)", id).Scan(&n); err != nil {
			return nil, err
		}
		out[id] = n > 0
	}
	return out, nil
}

// stored reads the content of all records of a type, in the order of ids.
func stored[T any](t testing.TB, x *world, typ string) (out []T, statuses []string) {
	t.Helper()
	rows, err := x.db.Query("SELECT content, status FROM record WHERE record_type = ? ORDER BY day, record_id", typ)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		var status string
		var v T
		if err := rows.Scan(&b, &status); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		out, statuses = append(out, v), append(statuses, status)
	}
	return out, statuses
}

func (x *world) count(t testing.TB, table string) (n int) {
	t.Helper()
	if err := x.db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// bookOf is a book of text cells, one line a row, cells between bars.
func bookOf(lines ...string) *grid.Book {
	var cells [][]string
	for _, l := range lines {
		var row []string
		for _, c := range strings.Split(l, "|") {
			row = append(row, strings.TrimSpace(c))
		}
		cells = append(cells, row)
	}
	return &grid.Book{Name: "x.xlsx", SHA256: fmt.Sprintf("%x", strings.Join(lines, "\n")), Sheets: []grid.Sheet{grid.Lines("Tháng 9", cells)}}
}

// brief writes problems as "Tháng 9!C2 code severity".
func brief(problems []intake.Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s %s %s", p.Cell, p.Code, p.Severity))
	}
	return strings.Join(out, "; ")
}

func complete(t testing.TB, problems []intake.Problem) {
	t.Helper()
	for _, p := range problems {
		if p.VI == "" || p.EN == "" || strings.ContainsAny(p.VI+p.EN, "{}") && !strings.Contains(p.VI, "{x}") || strings.Contains(p.VI, "%!") {
			t.Errorf("%s %s says %q, %q", p.Cell, p.Code, p.VI, p.EN)
		}
	}
}
