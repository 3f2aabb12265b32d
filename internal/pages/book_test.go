package pages_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/pages"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var _ pages.Book = (*store.Store)(nil)

// hostile is text nobody should be able to bring to life.
const hostile = `<script>alert("x")</script><img src=x onerror=alert(1)>{{.}} ' " & {n} javascript:`

// book is a small real book: a district with two communes and four hamlets, a
// post, a committee, patrols with a shared act and a correction, tips, an
// incident.
type book struct {
	*store.Store
	w                                *store.Writer
	registry, district, province     string
	communes, hamlets, ledgers       []string
	post, committee, clerk, recorder string
	officer                          string
	shared, member, corrected, tip   string
	incident                         string
	start                            calendar.Day
}

func newBook(t testing.TB) *book {
	t.Helper()
	var ms int64 = 1_700_000_000_000
	now := func() int64 { ms++; return ms }
	s := storetest.Open(t, store.Options{Dir: t.TempDir(), Now: now})
	ids := &ledger.IDs{Rand: rand.NewChaCha8([32]byte{7}), Now: now}
	b := &book{Store: s, registry: ids.New(), start: calendar.MakeDay(2023, 1, 1), province: ids.New(), district: ids.New(),
		post: ids.New(), committee: ids.New(), clerk: ids.New(), recorder: ids.New(), officer: ids.New()}
	b.w = &store.Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(ids.New(), make([]byte, 32), b.recorder, b.committee)}
	if err := s.Start(context.Background(), b.registry, b.w); err != nil {
		t.Fatal(err)
	}
	b.must(t, b.world())
	b.must(t, b.entries())
	b.must(t, []ledger.Draft{b.confirm()})
	return b
}

// must writes drafts ledger by ledger.
func (b *book) must(t testing.TB, drafts []ledger.Draft) {
	t.Helper()
	byLedger := map[string][]ledger.Draft{}
	for _, d := range drafts {
		byLedger[d.LedgerID] = append(byLedger[d.LedgerID], d)
	}
	for _, id := range slices.Sorted(maps.Keys(byLedger)) {
		if err := b.w.MustWrite(context.Background(), byLedger[id]); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *book) reg(typ, id string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: b.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body}
}

func (b *book) place(id, word, name, level, code, parent string) ledger.Draft {
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}}}
	if code != "" {
		d.Codes = []registry.CodeDoc{{Scheme: "gso", Value: code, From: registry.Unknown, To: registry.Open}}
	}
	if parent != "" {
		d.Parents = []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}
	}
	return b.reg("place", id, d)
}

// world is the registry: places, ledgers, bodies and people.
func (b *book) world() []ledger.Draft {
	new := b.w.IDs.New
	out := []ledger.Draft{b.place(b.province, "tỉnh", "Mẫu", "province", "04", ""), b.place(b.district, "huyện", "Trùng Khánh", "district", "047", b.province)}
	for i, name := range []string{"Đình Phong", "Ngọc Khê " + hostile} {
		c, l := new(), new()
		b.communes, b.ledgers = append(b.communes, c), append(b.ledgers, l)
		out = append(out, b.place(c, "xã", name, "commune", fmt.Sprintf("0148%d", i), b.district),
			b.reg("ledger", l, registry.LedgerDoc{Kind: "commune", Name: "Sổ " + name, Places: []registry.MemberDoc{{PlaceID: c, From: registry.Unknown, To: registry.Open}}}))
		for k := range 2 {
			h := new()
			b.hamlets = append(b.hamlets, h)
			out = append(out, b.place(h, "xóm", fmt.Sprintf("Hoa %d", k), "hamlet", "", c))
		}
	}
	body := func(id, typ, name string) ledger.Draft {
		return b.reg("body", id, registry.BodyDoc{Type: typ, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
	}
	out = append(out, body(b.post, "post", "Đồn Biên phòng "+hostile), body(b.committee, "peoples_committee", "UBND xã Đình Phong"))
	for p, name := range map[string]string{b.recorder: "Người ghi", b.clerk: "Cán bộ xã", b.officer: "Sĩ quan"} {
		out = append(out, b.reg("person", p, registry.PersonDoc{Name: name}))
	}
	for level, p := range map[int]string{2: b.clerk, 3: b.officer} {
		out = append(out, b.reg("grant", new(), registry.GrantDoc{PersonID: p, Role: access.UpperOfficer, BodyID: b.committee, PlaceID: b.district, Level: level, From: registry.Unknown, To: registry.Open}))
	}
	return append(out, b.reg("register", new(), registry.RegisterDoc{Kind: "team", Name: "Tổ tự quản " + hostile, PlaceID: b.hamlets[0], BodyID: b.committee,
		Dims: map[string]string{"team_role": "border_line_and_markers"}, From: registry.Unknown, To: registry.Open}))
}

// entry drafts an entry up to verified at the end of its route.
func (b *book) entry(ledgerID string, c ledger.Content, levels ...int) (string, []ledger.Draft) {
	id, last := b.w.IDs.New(), b.w.IDs.New()
	op := func(verb, opID, base, actor string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: id, Verb: verb, ID: opID, Base: base, ActorID: actor, Catalogue: 1, Body: body}
	}
	out := []ledger.Draft{op("create", "", "", "", c), op("submit", last, "", "", nil)}
	for _, l := range levels {
		next := b.w.IDs.New()
		out = append(out, op("verify", next, last, map[int]string{2: b.clerk, 3: b.officer}[l], map[string]int{"level": l}))
		last = next
	}
	return id, out
}

func (b *book) patrol(place string, day calendar.Day, turns int64) ledger.Content {
	return ledger.Content{Kind: "patrol", PlaceID: place, Day: day, OwnerBodyID: b.post, Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(turns, amount.Counted)}, Note: hostile}
}

func (b *book) entries() []ledger.Draft {
	var out []ledger.Draft
	add := func(i int, c ledger.Content, levels ...int) string {
		id, d := b.entry(b.ledgers[i], c, levels...)
		out = append(out, d...)
		return id
	}
	for i := range 130 {
		c := b.patrol(b.hamlets[i%4], b.start+calendar.Day(3*i), int64(2+i%9))
		if i%3 == 0 {
			c.Measures["person_turns"] = amount.NormValue(1, 5, 1)
		}
		id := add(i%4/2, c, 3)
		switch i {
		case 0:
			b.shared = id
		case 1:
			b.corrected = id
		}
	}
	b.member = add(1, b.patrol(b.hamlets[2], b.start, 4), 3)
	out = append(out, b.propose())
	for q, n := range []int64{6, 7, 3, 8, 9} {
		c := ledger.Content{Kind: "tip", PlaceID: b.communes[q%2], Day: calendar.MakeDay(2023, 2+3*(q%4), 15), OwnerBodyID: b.post,
			Dims: map[string]ledger.Codes{"tip_channel": {"spoken"}, "assessed": {"valuable"}}, Measures: map[string]amount.Value{"tips": amount.ExactValue(n, amount.Counted)}}
		b.tip = add(q%2, c, 3)
	}
	out = append(out, ledger.Draft{LedgerID: b.ledgers[0], EntityType: "entry", EntityID: b.corrected, Verb: "correct", Base: b.lastOp(out, b.corrected), ActorID: b.officer, Catalogue: 1,
		Body: map[string]any{"why": "Ghi nhầm " + hostile, "set": map[string]any{"measures": map[string]any{"person_turns": amount.ExactValue(30, amount.Counted)}}}})
	b.incident = add(0, ledger.Content{Kind: "incident", PlaceID: b.hamlets[0], Day: b.start + 50, OwnerBodyID: b.post,
		Dims: map[string]ledger.Codes{"incident_class": {"crime"}}}, 3)
	return out
}

// lastOp is the last operation drafted on an entry.
func (b *book) lastOp(drafts []ledger.Draft, id string) string {
	last := ""
	for i := range drafts {
		if drafts[i].EntityID == id && drafts[i].EntityType == "entry" {
			if drafts[i].ID == "" {
				drafts[i].ID = b.w.IDs.New()
			}
			last = drafts[i].ID
		}
	}
	return last
}

// propose and confirm make two patrols of two ledgers one act. The proposal
// must be stored before it is confirmed elsewhere.
func (b *book) propose() ledger.Draft {
	return b.event(b.ledgers[0], "propose", map[string]any{"relation": "same", "members": []ledger.Ref{{LedgerID: b.ledgers[1], EntryID: b.member}}})
}

func (b *book) confirm() ledger.Draft {
	return b.event(b.ledgers[1], "confirm", map[string]any{"main": ledger.Ref{LedgerID: b.ledgers[0], EntryID: b.shared}, "entry_id": b.member})
}

func (b *book) event(ledgerID, verb string, body any) ledger.Draft {
	return ledger.Draft{LedgerID: ledgerID, EntityType: "event", EntityID: b.shared, Verb: verb, Catalogue: 1, Body: body}
}

// handler serves the book with reports that say what they were asked.
func (b *book) handler(t testing.TB) *httptest.Server {
	t.Helper()
	h, err := pages.Handler(pages.Options{Book: b, Reports: reports{}, Demo: true, DefaultPlace: "047", DefaultPeriod: "2023",
		Stylesheets: map[string]string{"paper.css": "body{}"}, Now: func() time.Time { return time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

type reports struct{}

func (reports) List() []pages.ReportName {
	return []pages.ReportName{{ID: "yearly", Name: catalogue.Text{VI: "Báo cáo năm", EN: "Yearly report"}, Period: "2023", Calendar: "official"}}
}

func (reports) HTML(_ context.Context, w io.Writer, r pages.ReportRequest) error {
	if r.Period.From == calendar.MakeDay(2001, 1, 1) {
		return errors.New("secret path /var/lib/phendau")
	}
	_, err := fmt.Fprintf(w, `<!DOCTYPE html><html lang="vi"><head><title>Báo cáo</title></head><body class="paper-page"><h1>%s</h1></body></html>`, r.Period)
	return err
}

func (reports) File(_ context.Context, w io.Writer, r pages.ReportRequest, format string) (string, string, error) {
	_, err := io.WriteString(w, format+r.Period.String())
	return "application/" + format, "bao-cao." + format, err
}

// cell finds the selection of a figure of the district in 2023.
func (b *book) cell(t testing.TB, indicator, measure string, by ...string) []figure.Cell {
	t.Helper()
	v, err := b.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	tab, err := v.Evaluate(figure.Query{Indicators: []string{indicator}, Place: b.district, Period: calendar.Year(calendar.Civil, 2023), By: by}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	var out []figure.Cell
	for _, c := range tab.Cells {
		if c.Measure == measure {
			out = append(out, c)
		}
	}
	return out
}
