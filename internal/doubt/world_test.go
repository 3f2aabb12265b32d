package doubt_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// world is the province Mẫu with two border communes, one hamlet and its
// team, founded on 2020-03-03.
type world struct {
	t        testing.TB
	entities []ledger.Entity
	rows     []figure.Row
	ids      []figure.ID
	view     *figure.View
	nils     []figure.Nil
	declared []doubt.Declared
}

const (
	province, dinhPhong, ngocKhe, hamlet = "tinh", "dinh-phong", "ngoc-khe", "giop"
	post, team                           = "don", "to"
)

func newWorld(t testing.TB) *world {
	w := &world{t: t}
	always := [2]registry.Bound{registry.Unknown, registry.Open}
	unit := func(id, word, name, level, parent, flag string) {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: always[0], To: always[1]}}}
		if parent != "" {
			d.Parents = []registry.ParentDoc{{ParentID: parent, From: always[0], To: always[1]}}
		}
		if flag != "" {
			d.Flags = []registry.FlagDoc{{Flag: flag, From: always[0], To: always[1]}}
		}
		w.add("place", id, d)
	}
	unit(province, "tỉnh", "Mẫu", "province", "", "")
	unit(dinhPhong, "xã", "Đình Phong", "commune", province, "border_unit")
	unit(ngocKhe, "xã", "Ngọc Khê", "commune", province, "border_unit")
	unit(hamlet, "xóm", "Giộp", "hamlet", dinhPhong, "border_hamlet")
	body := func(id, typ, name string) {
		w.add("body", id, registry.BodyDoc{Type: typ, Names: []registry.BodyNameDoc{{Text: name, From: always[0], To: always[1]}}})
	}
	body(post, "post", "Đồn Biên phòng Đàm Thủy")
	body(team, "team", "Tổ tự quản xóm Giộp")
	w.register("r1", "team", team, registry.On(day("2020-03-03")), map[string]int64{"teams": 1})
	for i, n := range []int64{3, 1, 2} {
		w.register(fmt.Sprint("m", i), "marker_position", "", always[0], map[string]int64{"positions": 1, "monuments": n})
	}
	w.register("s", "segment", "", always[0], map[string]int64{"length_m": 12000})
	return w
}

func (w *world) register(id, kind, body string, from registry.Bound, m map[string]int64) {
	w.add("register", id, registry.RegisterDoc{Kind: kind, PlaceID: dinhPhong, BodyID: body, Measures: m, From: from, To: registry.Open})
}

func (w *world) add(typ, id string, doc any) {
	b, err := json.Marshal(doc)
	if err != nil {
		w.t.Fatal(err)
	}
	w.entities = append(w.entities, ledger.Entity{Type: typ, ID: id, Body: b})
}

// entry adds a verified entry.
func (w *world) entry(kind, placeID, on, dims string, values map[string]amount.Value) {
	id := figure.ID{}
	n := len(w.ids) + 1
	id[14], id[15] = byte(n>>8), byte(n)
	w.ids = append(w.ids, id)
	for m, v := range values {
		w.rows = append(w.rows, figure.Row{Ledger: "L", Entry: id, Sign: 1, Place: placeID, Day: day(on), Kind: kind, Measure: m, Dims: dims, Value: v, Owner: post})
	}
}

func (w *world) patrol(placeID, on string, turns int64) {
	w.entry("patrol", placeID, on, "patrol_form=own_regular", map[string]amount.Value{"times": counted(1), "person_turns": counted(turns)})
}

func (w *world) build() *figure.View {
	reg, err := registry.Build(1, w.entities)
	if err != nil {
		w.t.Fatal(err)
	}
	cat, problems := catalogue.Compile(catalogue.Base())
	if catalogue.HasErrors(problems) {
		w.t.Fatal(problems)
	}
	b := figure.NewBuilder(reg.Places, len(w.rows))
	for i := range w.rows {
		b.Add(&w.rows[i])
	}
	for _, id := range w.ids {
		b.Standing(id, id, figure.Stand{Status: ledger.Verified, Level: 3, Done: true, Role: ledger.RoleOwn, Release: "public"})
	}
	w.view = &figure.View{Projection: b.Build([]ledger.Position{{LedgerID: "L", Epoch: 1, Seq: 1}}),
		Context: figure.Context{Registry: reg, Catalogue: cat, Nils: w.nils, Statements: w.declared}}
	return w.view
}

func (w *world) declare(indicator, measure, placeID, from, to string, v int64, dims map[string]string) {
	w.declared = append(w.declared, doubt.Declared{ID: fmt.Sprint("st", len(w.declared)), LedgerID: "L", StatementBody: ledger.StatementBody{Indicator: indicator,
		Measure: measure, PlaceID: placeID, From: day(from), To: day(to), Dims: dims, Value: amount.ExactValue(v, amount.Declared)}})
}

// said lists the findings about every declared total: "n code values".
func (w *world) said() string {
	v := w.build()
	s := doubt.NewStatements(&v.Context, w.declared)
	var out []string
	for i := range w.declared {
		for _, f := range s.On(i) {
			w.whole(f)
			out = append(out, fmt.Sprint(i, " ", f.Code, " ", f.Values))
		}
	}
	return strings.Join(out, "; ")
}

// figures lists the findings of OnFigures at a place over a period.
func (w *world) figures(placeID, from, to string, indicators ...string) []doubt.Finding {
	w.t.Helper()
	p, err := calendar.Between(calendar.Civil, day(from), day(to))
	if err != nil {
		w.t.Fatal(err)
	}
	found, err := doubt.OnFigures(w.build(), figure.Query{Indicators: indicators, Place: placeID, Period: p})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range found {
		w.whole(f)
	}
	return found
}

// whole checks what every finding must have.
func (w *world) whole(f doubt.Finding) {
	w.t.Helper()
	if !slices.Contains(doubt.Codes(), f.Code) || f.VI == "" || f.EN == "" || strings.ContainsAny(f.VI+f.EN, "{}") || len(f.Values) == 0 || f.PlaceID == "" || f.From > f.To {
		w.t.Errorf("incomplete: %+v", f)
	}
	for _, accusing := range []string{"sai", "gian", "lỗi", "wrong", "false", "fake", "error"} {
		if slices.Contains(strings.FieldsFunc(f.VI+" "+f.EN, func(r rune) bool { return strings.ContainsRune(" .,;:“”()", r) }), accusing) {
			w.t.Errorf("%q accuses: %s %s", accusing, f.VI, f.EN)
		}
	}
}

func codes(found []doubt.Finding) string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprint(f.Code, " ", f.Values))
	}
	return strings.Join(out, "; ")
}

func day(s string) calendar.Day {
	d, err := calendar.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func counted(n int64) amount.Value { return amount.ExactValue(n, amount.Counted) }

func nilOf(placeID, from, to string) figure.Nil {
	return figure.Nil{ID: "n", LedgerID: "L", NilBody: ledger.NilBody{PlaceID: placeID, Kinds: []string{"patrol"}, From: day(from), To: day(to), Reason: "disaster"}}
}
