package report

import (
	"encoding/json"
	"fmt"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// world is a small made-up book: the old district with its 21 units, and
// entries chosen so that the review's totals come out.
type world struct {
	t        testing.TB
	cat      *catalogue.Catalogue
	entities []ledger.Entity
	rows     []fact
	nils     []figure.Nil
	plans    []figure.Plan
	stmts    []figure.Statement
	seq      int64
}

type fact struct {
	id    figure.ID
	event figure.ID
	row   figure.Row
	stand figure.Stand
}

const (
	district = "district"
	clerk    = "clerk"
)

var shared *catalogue.Catalogue

func testCatalogue(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	if shared == nil {
		c, problems := catalogue.Compile(catalogue.Base())
		if c == nil {
			t.Fatal(problems)
		}
		shared = c
	}
	return shared
}

func testTemplates(t testing.TB) Templates {
	t.Helper()
	ts, problems := Compile(Base(), testCatalogue(t))
	for _, p := range problems {
		t.Error(p)
	}
	if ts == nil {
		t.FailNow()
	}
	return ts
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, cat: testCatalogue(t)}
	w.place("province", "tỉnh", "Cao Bằng", "province", "", "")
	w.place(district, "huyện", "Trùng Khánh", "district", "province", "")
	w.entity("ledger", "ledger", registry.LedgerDoc{Kind: ledger.KindUpper, Name: "Sổ mẫu", Places: []registry.MemberDoc{{PlaceID: "province", From: registry.Unknown, To: registry.Open}}})
	border := []string{"Trà Lĩnh", "Quang Hán", "Tri Phương", "Xuân Nội", "Lăng Hiếu", "Khâm Thành", "Phong Nặm", "Ngọc Khê", "Ngọc Côn", "Đình Phong", "Chí Viễn", "Đàm Thủy"}
	rear := []string{"Cao Chương", "Quang Trung", "Quang Vinh", "Đức Hồng", "Phong Châu", "Trung Phúc", "Cao Thăng", "Đoài Dương", "Trùng Khánh"}
	for i, n := range append(border, rear...) {
		word, flag := "xã", ""
		if n == "Trà Lĩnh" || n == "Trùng Khánh" {
			word = "thị trấn"
		}
		if i < len(border) {
			flag = "border_unit"
		}
		w.place(commune(i), word, n, "commune", district, flag)
	}
	for i := range 29 {
		w.place(hamlet(i), "xóm", fmt.Sprintf("Mẫu %d", i+1), "hamlet", commune(i%12), "border_hamlet")
	}
	w.body("post", "post", "Đồn Biên phòng Mẫu")
	w.body("twin", "twin", "Cơ quan kết nghĩa Mẫu")
	w.body("committee", "peoples_committee", "UBND xã Mẫu")
	w.entity("person", clerk, registry.PersonDoc{Name: "Nông Thị Mẫu"})
	return w
}

func commune(i int) string { return fmt.Sprintf("commune-%02d", i) }
func hamlet(i int) string  { return fmt.Sprintf("hamlet-%02d", i) }

func (w *world) entity(typ, id string, doc any) {
	b, err := json.Marshal(doc)
	if err != nil {
		w.t.Fatal(err)
	}
	w.entities = append(w.entities, ledger.Entity{Type: typ, ID: id, Body: b})
}

func (w *world) place(id, word, name, level, parent, flag string) {
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}}}
	if parent != "" {
		d.Parents = []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}
	}
	if flag != "" {
		d.Flags = []registry.FlagDoc{{Flag: flag, From: registry.Unknown, To: registry.Open}}
	}
	w.entity("place", id, d)
}

func (w *world) body(id, typ, name string) {
	w.entity("body", id, registry.BodyDoc{Type: typ, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
}

func (w *world) register(kind, placeID string, dims map[string]string, measures map[string]int64) {
	w.entity("register", fmt.Sprintf("reg-%d", len(w.entities)), registry.RegisterDoc{Kind: kind, PlaceID: placeID, Dims: dims, Measures: measures,
		From: registry.On(calendar.MakeDay(2015, 1, 1)), To: registry.Open})
}

func uuid(n int) (id figure.ID) {
	id[14], id[15] = byte(n>>8), byte(n)
	return id
}

// entry adds a verified entry with its measures.
func (w *world) entry(kind, placeID string, day calendar.Day, owner, dims string, values map[string]amount.Value) int {
	w.seq++
	n := int(w.seq)
	k := w.cat.Kinds[kind]
	if _, ok := values[k.Counting.ID]; !ok {
		values[k.Counting.ID] = amount.ExactValue(1, amount.Counted)
	}
	for _, m := range k.Measures {
		v, ok := values[m.ID]
		if !ok {
			continue
		}
		w.rows = append(w.rows, fact{id: uuid(n), event: uuid(n), stand: figure.Stand{Status: ledger.Verified, Level: 3, Done: true, Role: ledger.RoleOwn, Release: "internal"},
			row: figure.Row{Ledger: "ledger", Entry: uuid(n), Sign: 1, Place: placeID, Day: day, Kind: kind, Measure: m.ID, Dims: dims, Value: v, Owner: owner}})
	}
	return n
}

func counted(v int64) amount.Value { return amount.ExactValue(v, amount.Counted) }

type values = map[string]amount.Value

// figures builds the projection.
func (w *world) figures() (Figures, *figure.Context) {
	w.t.Helper()
	reg, err := registry.Build(1, w.entities)
	if err != nil {
		w.t.Fatal(err)
	}
	b := figure.NewBuilder(reg.Places, len(w.rows))
	for i := range w.rows {
		f := &w.rows[i]
		b.Standing(f.id, f.event, f.stand)
		b.Add(&f.row)
	}
	ctx := &figure.Context{Registry: reg, Catalogue: w.cat, Nils: w.nils, Plans: w.plans, Statements: w.stmts}
	return On(b.Build([]ledger.Position{{LedgerID: "ledger", Epoch: 1, Seq: w.seq}}), ctx), ctx
}

func day(y, m, d int) calendar.Day { return calendar.MakeDay(y, m, d) }

// review fills the world with what the published review counts.
func (w *world) review() *world {
	for i := range 12 {
		length := int64(7800)
		if i == 0 {
			length = 93783 - 11*7800
		}
		w.register("segment", commune(i), nil, map[string]int64{"length_m": length})
		positions := int64(15)
		if i == 0 {
			positions = 182 - 11*15
		}
		w.register("marker_position", commune(i), nil, map[string]int64{"positions": positions})
		w.register("committee", commune(i), map[string]string{"level": "commune"}, nil)
	}
	for i := range 29 {
		w.register("team", hamlet(i), map[string]string{"team_role": "border_line_and_markers"}, nil)
		w.register("team", hamlet(i), map[string]string{"team_role": "security_and_order"}, nil)
	}
	w.flow("outreach", "", 3957, "sessions", map[string]int64{"participant_turns": 99273}, amount.Counted)
	w.flow("patrol", "patrol_form=own_regular", 1329, "times", map[string]int64{"person_turns": 6645}, amount.Norm)
	w.flow("patrol", "patrol_form=own_closed_loop", 1000, "times", map[string]int64{"person_turns": 5000}, amount.Norm)
	w.flow("patrol", "patrol_form=bilateral", 12, "times", map[string]int64{"person_turns": 480}, amount.Listed)
	w.flow("patrol", "patrol_form=with_residents", 3216, "times", map[string]int64{"person_turns": 19296}, amount.Norm)
	w.flow("trail_clearing", "", 3360, "times", map[string]int64{"length_m": 126000, "person_turns": 82500}, amount.Counted)
	w.flow("incident", "incident_class=agreement_violation", 12, "cases", nil, amount.Counted)
	w.flow("tip", "assessed=valuable", 2926, "tips", nil, amount.Counted)
	w.flow("award", "award_subject=collective", 13, "awards", nil, amount.Listed)
	w.flow("award", "award_subject=individual", 186, "awards", nil, amount.Listed)
	w.flow("award", "award_grade=giay_khen;award_occasion=review_conference;award_subject=collective", 7, "awards", nil, amount.Listed)
	w.flow("award", "award_grade=giay_khen;award_occasion=review_conference;award_subject=individual", 8, "awards", nil, amount.Listed)
	for i := range 96 {
		w.entry("twinning_visit", commune(i%12), day(2019+i%5, 3, 3), "twin", "", values{})
	}
	w.entry("gift", commune(3), day(2022, 3, 3), "twin", "linked=twinning_visit", values{"value_vnd": counted(2_612_000_000)})
	for i, v := range []int64{150, 175, 200, 180, 160} {
		w.entry("donation_drive", commune(i), day(2019+i, 6, 1), "committee", "", values{"value_vnd": counted(v * 1_000_000)})
	}
	w.entry("livelihood_support", commune(2), day(2021, 5, 1), "twin", "", values{"value_vnd": counted(21_400_000_000)})
	for _, k := range []string{"medical_support", "equipment_support", "training", "exchange"} {
		w.entry(k, commune(4), day(2020, 8, 1), "twin", "", values{})
	}
	for _, k := range []string{"coordination", "exercise", "plan_practice", "disaster_response", "talks", "contact", "cooperation", "festival", "festival_part", "grassroots_strengthening"} {
		w.entry(k, commune(5), day(2023, 3, 3), "committee", "", values{})
	}
	return w
}

// flow spreads totals over the border communes and years; each entry is a
// page of an old book with many occurrences.
func (w *world) flow(kind, dims string, total int64, counting string, measures map[string]int64, basis amount.Basis) {
	const parts = 12
	for i := range int64(parts) {
		share := func(v int64) int64 {
			if i == parts-1 {
				return v - (parts-1)*(v/parts)
			}
			return v / parts
		}
		vs := values{counting: counted(share(total))}
		for m, v := range measures {
			vs[m] = amount.ExactValue(share(v), basis)
		}
		w.entry(kind, commune(int(i)), day(2019+int(i)%5, 1+int(i), 10), "post", dims, vs)
	}
}

func civil(t testing.TB, from, to calendar.Day) calendar.Period {
	t.Helper()
	p, err := calendar.Between(calendar.Civil, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// input asks a report of the district's review.
func (w *world) input(template string, p calendar.Period) Input {
	w.t.Helper()
	f, ctx := w.figures()
	return Input{Template: testTemplates(w.t)[template], Figures: f, Context: ctx, Place: district, Period: p, Map: place.MapSpec{},
		Href: func(token string) string { return "/so-lieu/o/" + token }, Demo: true,
		Facts: Facts{Signer: "Nông Văn Mẫu", Date: p.To + 1, BaseURL: "https://phendau.example"}}
}

func makeReport(t testing.TB, in Input) *Report {
	t.Helper()
	r, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Document.Validate() {
		t.Errorf("%s: %s", in.Template.ID, p)
	}
	return r
}

// bodyText is the printed body, a block a line.
func bodyText(d *paper.Document) string {
	var out string
	for i := range d.Body {
		b := &d.Body[i]
		switch {
		case b.Heading != nil:
			out += b.Heading.Label + " " + d.Plain(b.Heading.Runs, false) + "\n"
		case b.Paragraph != nil:
			out += d.Plain(b.Paragraph.Runs, false) + "\n"
		}
	}
	return out
}
