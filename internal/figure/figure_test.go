package figure

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"

	"pgregory.net/rapid"
)

// world is a small registry with a base catalogue for tests of figures.
type world struct {
	entities []ledger.Entity
	rows     []Row
	stands   map[ID]Stand
	events   map[ID]ID
	ctx      Context
	n        uint64
}

func newWorld(t testing.TB) *world {
	t.Helper()
	cat, problems := catalogue.Compile(append(catalogue.Base(), catalogue.File{Name: "test.yaml", Content: []byte(balances)}))
	if catalogue.HasErrors(problems) {
		t.Fatal(problems)
	}
	return &world{stands: map[ID]Stand{}, events: map[ID]ID{}, ctx: Context{Catalogue: cat}}
}

// balances are what the base catalogue has of no kind that random books hold.
const balances = `
indicators:
  test.left:
    name: còn lại | left
    group: support
    from: patrol
    not: {patrol_form: with_residents}
    measures:
      person_turns: {type: balance, less: {from: patrol, where: {patrol_form: with_residents}}}
    splits: [patrol_form]
  test.left_since:
    name: còn lại từ 2021 | left since 2021
    group: support
    from: [patrol, trail_clearing]
    measures:
      person_turns: {type: balance, less: {from: outreach, measure: participant_turns}, since: 2021-01-01}
`

func (w *world) add(typ, id string, doc any) {
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	w.entities = append(w.entities, ledger.Entity{Type: typ, ID: id, Body: b})
}

type placeOption func(*registry.PlaceDoc)

func alive(from, to registry.Bound) placeOption {
	return func(d *registry.PlaceDoc) { d.Names[0].From, d.Names[0].To = from, to }
}

func under(parent string) placeOption {
	return func(d *registry.PlaceDoc) {
		d.Parents = append(d.Parents, registry.ParentDoc{ParentID: parent, From: d.Names[0].From, To: d.Names[0].To})
	}
}

func becomes(to string, day calendar.Day, share string) placeOption {
	return func(d *registry.PlaceDoc) {
		d.Successions = append(d.Successions, registry.SuccessionDoc{To: to, Day: day, Act: "merge", Share: share})
	}
}

func flagged(flag string) placeOption {
	return func(d *registry.PlaceDoc) {
		d.Flags = append(d.Flags, registry.FlagDoc{Flag: flag, From: registry.Unknown, To: registry.Open})
	}
}

func (w *world) place(id, level string, opts ...placeOption) {
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: id, UnitWord: "xã", Level: level, From: registry.Unknown, To: registry.Open}}}
	for _, o := range opts {
		o(&d)
	}
	w.add("place", id, d)
}

// ledger opens a ledger into which places write; without one, every place of
// a world writes into L.
func (w *world) ledger(id string, places ...string) {
	d := registry.LedgerDoc{Kind: "commune", Name: id}
	for _, p := range places {
		d.Places = append(d.Places, registry.MemberDoc{PlaceID: p, From: registry.Unknown, To: registry.Open})
	}
	w.add("ledger", id, d)
}

// roots are the places without a place above.
func (w *world) roots() (out []string) {
	for _, e := range w.entities {
		var d registry.PlaceDoc
		if e.Type == "place" && json.Unmarshal(e.Body, &d) == nil && len(d.Parents) == 0 {
			out = append(out, e.ID)
		}
	}
	return out
}

func (w *world) id() ID {
	w.n++
	var id ID
	for i := range 8 {
		id[15-i] = byte(w.n >> (8 * i))
	}
	return id
}

// entry adds an entry with its counting measure and one more measure.
func (w *world) entry(kind, placeID string, day calendar.Day, dims string, values map[string]amount.Value) ID {
	id := w.id()
	w.stands[id] = Stand{Status: ledger.Verified, Level: 2, Done: true, Role: ledger.RoleOwn, Release: "public"}
	k := w.ctx.Catalogue.Kinds[kind]
	if _, ok := values[k.Counting.ID]; !ok {
		w.rows = append(w.rows, Row{Ledger: "L", Entry: id, Sign: 1, Place: placeID, Day: day, Kind: kind, Measure: k.Counting.ID, Dims: dims, Value: amount.ExactValue(1, amount.Counted), Owner: "o"})
	}
	for m, v := range values {
		w.rows = append(w.rows, Row{Ledger: "L", Entry: id, Sign: 1, Place: placeID, Day: day, Kind: kind, Measure: m, Dims: dims, Value: v, Owner: "o"})
	}
	return id
}

func (w *world) build(t interface{ Fatal(...any) }) *Projection {
	if !slices.ContainsFunc(w.entities, func(e ledger.Entity) bool { return e.Type == "ledger" }) {
		w.ledger("L", w.roots()...)
	}
	reg, err := registry.Build(1, w.entities)
	if err != nil {
		t.Fatal(err)
	}
	w.ctx.Registry = reg
	b := NewBuilder(reg.Places, len(w.rows))
	for i := range w.rows {
		b.Add(&w.rows[i])
	}
	for id, s := range w.stands {
		event := id
		if ev, ok := w.events[id]; ok {
			event = ev
		}
		b.Standing(id, event, s)
	}
	return b.Build([]ledger.Position{{LedgerID: "L", Epoch: 1, Seq: 1}})
}

func day(s string) calendar.Day {
	d, err := calendar.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func period(t testing.TB, cal calendar.Calendar, s string) calendar.Period {
	t.Helper()
	p, err := calendar.ParsePeriod(cal, s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func exact(n int64) amount.Value { return amount.ExactValue(n, amount.Counted) }

func turns(n int64) map[string]amount.Value { return map[string]amount.Value{"person_turns": exact(n)} }

// one evaluates one measure of one indicator without splits.
func one(t testing.TB, p *Projection, w *world, q Query, measure string) Cell {
	t.Helper()
	tab, err := p.Evaluate(q, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range tab.Measures {
		if m.Measure.ID == measure {
			return *tab.At(0, 0, 0, i)
		}
	}
	t.Fatalf("no measure %s", measure)
	return Cell{}
}

const regular = "patrol_form=own_regular"

func TestMergeThenSplitOnEveryMap(t *testing.T) {
	w := newWorld(t)
	merge, split := day("2020-01-01"), day("2022-01-01")
	w.place("P", "province")
	w.place("A", "commune", alive(registry.Unknown, registry.On(merge-1)), under("P"), becomes("C", merge, "whole"))
	w.place("B", "commune", alive(registry.Unknown, registry.On(merge-1)), under("P"), becomes("C", merge, "whole"))
	w.place("C", "commune", alive(registry.On(merge), registry.On(split-1)), under("P"), becomes("D", split, "part"), becomes("E", split, "part"))
	w.place("D", "commune", alive(registry.On(split), registry.Open), under("P"))
	w.place("E", "commune", alive(registry.On(split), registry.Open), under("P"))
	hamlet := registry.PlaceDoc{Names: []registry.NameDoc{{Text: "H", UnitWord: "xóm", Level: "hamlet", From: registry.Unknown, To: registry.Open}}}
	for _, x := range [][3]string{{"A", "unknown", "2019-12-31"}, {"C", "2020-01-01", "2021-12-31"}, {"D", "2022-01-01", "open"}} {
		hamlet.Parents = append(hamlet.Parents, registry.ParentDoc{ParentID: x[0], From: registry.Bound(x[1]), To: registry.Bound(x[2])})
	}
	w.add("place", "H", hamlet)
	w.entry("patrol", "A", day("2019-05-01"), regular, turns(1))
	w.entry("patrol", "B", day("2019-06-01"), regular, turns(10))
	w.entry("patrol", "H", day("2019-07-01"), regular, turns(100))
	w.entry("patrol", "C", day("2021-05-01"), regular, turns(1000))
	w.entry("patrol", "D", day("2023-05-01"), regular, turns(10_000))
	p := w.build(t)

	ask := func(m string) map[string]int64 {
		spec, err := place.ParseMapSpec(m, day("2024-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		tab, err := p.Evaluate(Query{Indicators: []string{"patrol.post"}, Place: "P", Period: period(t, calendar.Civil, "2019-01-01/2023-12-31"), Map: spec, By: []string{"place:commune"}}, &w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]int64{}
		for i, r := range tab.Rows {
			for k, ms := range tab.Measures {
				if ms.Measure.ID == "person_turns" {
					out[string(r.Kind)+" "+r.PlaceID] = max(0, tab.At(i, 0, 0, k).Result.V)
				}
			}
		}
		return out
	}
	want := map[string]map[string]int64{
		"2019-06-01": {"unit A": 101, "unit B": 10, "undivided P": 1000 + 10_000},
		"2021-06-01": {"unit C": 11_111},
		"today":      {"unit D": 10_100, "unit E": 0, "undivided P": 1011},
	}
	for m, rows := range want {
		got := ask(m)
		var total int64
		for _, v := range got {
			total += v
		}
		if total != 11_111 {
			t.Errorf("map %s: total %d (%v)", m, total, got)
		}
		for k, v := range rows {
			if got[k] != v {
				t.Errorf("map %s, %s: got %d, want %d (%v)", m, k, got[k], v, got)
			}
		}
	}
}

func TestOnePatrolReportedByFourBodies(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	q := Query{Indicators: []string{"patrol.post"}, Place: "A", Period: period(t, calendar.Civil, "2024-01")}
	var ids []ID
	for i := range 4 {
		id := w.entry("patrol", "A", day("2024-01-05"), regular, turns(int64(5+i)))
		for r := range w.rows {
			if w.rows[r].Entry == id {
				w.rows[r].Owner = fmt.Sprint("body", i)
			}
		}
		ids = append(ids, id)
	}
	check := func(joint, turns int64) {
		t.Helper()
		p := w.build(t)
		if c := one(t, p, w, q, "times"); c.Result.V != joint {
			t.Errorf("joint: %d, want %d", c.Result.V, joint)
		}
		if c := one(t, p, w, q, "person_turns"); c.Result.V != turns {
			t.Errorf("turns: %d, want %d", c.Result.V, turns)
		}
		for i := range 4 {
			own := q
			own.Viewpoint.Body = fmt.Sprint("body", i)
			if c := one(t, p, w, own, "times"); c.Result.V != 1 {
				t.Errorf("body %d sees %d", i, c.Result.V)
			}
		}
	}
	check(4, 5+6+7+8)
	link := func(i int, role string, event ID) {
		s := w.stands[ids[i]]
		s.Role = role
		w.stands[ids[i]], w.events[ids[i]] = s, event
	}
	link(0, ledger.RoleMain, ids[0])
	for i := 1; i < 4; i++ {
		link(i, ledger.RoleMember, ids[0])
	}
	check(1, 5)
	link(3, ledger.RoleOwn, ids[3])
	check(2, 5+8)
}

func TestVisitWithThreeStopsIsOneDelegation(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	var visits []ID
	for i, c := range []string{"A", "B", "C"} {
		w.place(c, "commune", under("P"))
		visits = append(visits, w.entry("twinning_visit", c, day("2024-01-20"), "visit_occasion=tet", nil))
		w.entry("gift", c, day("2024-01-20"), "linked=twinning_visit", map[string]amount.Value{"value_vnd": exact(int64(i+1) * 5_000_000_000)})
	}
	for i, id := range visits {
		role := ledger.RolePart
		if i == 0 {
			role = ledger.RoleMain
		}
		s := w.stands[id]
		s.Role = role
		w.stands[id], w.events[id] = s, visits[0]
	}
	p := w.build(t)
	q := Query{Indicators: []string{"twinning.visits", "twinning.gifts"}, Place: "P", Period: period(t, calendar.Civil, "2024")}
	if c := one(t, p, w, q, "delegations"); c.Result.V != 1 {
		t.Errorf("delegations %d", c.Result.V)
	}
	if c := one(t, p, w, q, "value_vnd"); c.Result.V != 30_000_000_000 {
		t.Errorf("gifts %d", c.Result.V)
	}
	q.Place = "B"
	if c := one(t, p, w, q, "delegations"); c.Result.V != 1 {
		t.Errorf("a commune that was a stop sees %d delegations", c.Result.V)
	}
}

func TestCalendarsDifferByTheEntriesBetweenTheCuts(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	for i, d := range []string{"2023-12-14", "2023-12-15", "2023-12-31", "2024-01-01"} {
		n := int64(1)
		for range i {
			n *= 10
		}
		w.entry("patrol", "A", day(d), regular, turns(n))
	}
	p := w.build(t)
	for cal, want := range map[calendar.Calendar]int64{calendar.Civil: 111, calendar.Official: 1} {
		q := Query{Indicators: []string{"patrol.post"}, Place: "A", Period: calendar.Year(cal, 2023)}
		if c := one(t, p, w, q, "person_turns"); c.Result.V != want {
			t.Errorf("%s 2023: %d, want %d", cal, c.Result.V, want)
		}
	}
}

func TestBreakdownShowsWhatNoPartCovers(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	id := w.entry("outreach", "A", day("2024-01-05"), "outreach_form=school", map[string]amount.Value{"participant_turns": exact(100)})
	for aud, n := range map[string]int64{"pupils": 60, "teachers": 5} {
		w.rows = append(w.rows, Row{Ledger: "L", Entry: id, Sign: 1, Place: "A", Day: day("2024-01-05"), Kind: "outreach",
			Measure: "participant_turns/audience", Dims: "audience=" + aud + ";outreach_form=school", Value: exact(n), Owner: "o"})
	}
	p := w.build(t)
	tab, err := p.Evaluate(Query{Indicators: []string{"outreach"}, Place: "A", Period: period(t, calendar.Civil, "2024"), By: []string{"dim:audience"}}, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for c, key := range tab.Columns {
		got[key] = tab.At(0, 0, c, 1).Result.V
	}
	if got[Unclassified] != 35 || got["pupils"] != 60 || got["teachers"] != 5 || len(got) != 3 {
		t.Errorf("got %v", got)
	}
}

func TestZeroMissingAndNotApplicableAreThreeThings(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	w.place("A", "commune", under("P"), flagged("border_unit")) // signs a zero
	w.place("B", "commune", under("P"), flagged("border_unit")) // silent
	w.place("C", "commune", under("P"))                         // no line
	w.place("D", "commune", under("P"), flagged("border_unit")) // reported another form, which others report
	w.entry("patrol", "D", day("2024-01-05"), "patrol_form=with_residents", turns(6))
	w.ctx.Nils = []Nil{{NilBody: ledger.NilBody{PlaceID: "A", Kinds: []string{"patrol"}, From: day("2024-01-01"), To: day("2024-01-31"), Reason: "season"}}}
	p := w.build(t)
	tab, err := p.Evaluate(Query{Indicators: []string{"patrol.post"}, Place: "P", Period: period(t, calendar.Civil, "2024-01"), By: []string{"place:commune"}}, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		state   State
		printed string
	}{"A": {Zero, "0"}, "B": {Missing, "chưa báo cáo"}, "C": {NotApplicable, "-"}, "D": {Missing, "chưa báo cáo"}}
	for i, r := range tab.Rows {
		c := tab.At(i, 0, 0, 0)
		if x := want[r.PlaceID]; c.State != x.state || c.Printed != x.printed {
			t.Errorf("%s: %s %q", r.PlaceID, c.State, c.Printed)
		}
	}
	if c := tab.Completeness; c == nil || c.Expected != 3 || c.Reported != 0 || c.Nil != 1 || len(c.Silent) != 2 || c.Silent[0].PlaceID != "B" || c.Silent[1].PlaceID != "D" {
		t.Errorf("completeness %+v", c)
	}
}

func TestRateIsTheLowestAndHighestFullYear(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	for d, v := range map[string]int64{"2019-03-01": 150_000_000, "2020-03-01": 180_000_000, "2020-04-01": 20_000_000, "2021-05-01": 170_000_000, "2024-01-05": 1} {
		w.entry("donation_drive", "A", day(d), "", map[string]amount.Value{"value_vnd": exact(v)})
	}
	p := w.build(t)
	q := Query{Indicators: []string{"donations.per_year"}, Place: "A", Period: period(t, calendar.Civil, "2019-01-01/2024-02-29")}
	tab, err := p.Evaluate(q, &w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	c := tab.Cells[0]
	if c.Printed != "từ 150.000.000 - 200.000.000" || c.Result.Q != amount.Range {
		t.Errorf("got %q %+v", c.Printed, c.Result)
	}
	d, err := p.Drill(c.Sel, &w.ctx)
	if err != nil || len(d.Years) != 5 || len(d.Lines) != 4 {
		t.Errorf("drill %v: %d years, %d lines", err, len(d.Years), len(d.Lines))
	}
}

func TestSplitsThatTheTypeForbidsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.place("A", "commune")
	p := w.build(t)
	for _, q := range []Query{
		{Indicators: []string{"no.such"}, Place: "A"},
		{Indicators: []string{"patrol.post"}, Place: "A", By: []string{"month", "year"}},
		{Indicators: []string{"patrol.post"}, Place: "A", By: []string{"resident"}},
		{Indicators: []string{"equipment_support.items"}, Place: "A"},
		{Indicators: []string{"patrol.post"}, Place: "nowhere"},
	} {
		q.Period = period(t, calendar.Civil, "2024")
		if _, err := p.Evaluate(q, &w.ctx); err == nil {
			t.Errorf("%+v accepted", q)
		}
	}
}

// TestEveryCellIsTheSumOfItsDrilledEntries draws random trees, successions,
// entries, corrections, links and queries.
func TestEveryCellIsTheSumOfItsDrilledEntries(t *testing.T) {
	base := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{stands: map[ID]Stand{}, events: map[ID]ID{}, ctx: Context{Catalogue: base.ctx.Catalogue}}
		leaves := drawTree(rt, w)
		drawEntries(rt, w, leaves)
		p := w.build(rt)
		by := [][]string{nil, {"place:commune"}, {"month"}, {"place:commune", "year"}, {"dim:patrol_form"}, {"body"}, {"basis"}, {"kind", "quarter"}, {"status"}}
		q := Query{Indicators: []string{"patrol.post", "patrol.with_residents", "trail_clearing", "outreach", "test.left", "test.left_since"}, Place: "P",
			Period: calendar.Period{From: day("2019-01-01"), To: day("2023-12-31"), Calendar: calendar.Civil},
			By:     rapid.SampledFrom(by).Draw(rt, "by"), Status: Status(rapid.IntRange(0, 3).Draw(rt, "status"))}
		if rapid.Bool().Draw(rt, "body view") {
			q.Viewpoint.Body = "o1"
		}
		for _, m := range []string{"then", "own-day", "2019-06-01", "2021-06-01", "today"} {
			q.Map, _ = place.ParseMapSpec(m, day("2024-01-01"))
			checkDrill(rt, p, w, q)
		}
	})
}

func drawTree(rt *rapid.T, w *world) []string {
	merge := day("2020-07-01")
	split := day("2022-07-01")
	w.place("P", "province")
	leaves := []string{"P"}
	for i := range 4 {
		c := fmt.Sprint("C", i)
		switch rapid.IntRange(0, 3).Draw(rt, "fate") {
		case 0:
			w.place(c, "commune", under("P"))
		case 1:
			w.place(c, "commune", alive(registry.Unknown, registry.On(merge-1)), under("P"), becomes("M", merge, "whole"))
		case 2:
			w.place(c, "commune", alive(registry.Unknown, registry.On(split-1)), under("P"), becomes("D", split, "part"), becomes("E", split, "part"))
		default:
			w.place(c, "commune", alive(registry.Unknown, registry.On(split-1)), under("P"), becomes("", split, "unknown"))
		}
		leaves = append(leaves, c)
	}
	w.place("M", "commune", alive(registry.On(merge), registry.Open), under("P"))
	w.place("D", "commune", alive(registry.On(split), registry.Open), under("P"))
	w.place("E", "commune", alive(registry.On(split), registry.Open), under("P"))
	return append(leaves, "M", "D", "E")
}

func drawEntries(rt *rapid.T, w *world, places []string) {
	var ids []ID
	from := int(day("2019-01-01"))
	for range rapid.IntRange(0, 30).Draw(rt, "entries") {
		kind := rapid.SampledFrom([]string{"patrol", "trail_clearing", "outreach"}).Draw(rt, "kind")
		dims := ""
		measure := "person_turns"
		switch kind {
		case "patrol":
			dims = "patrol_form=" + rapid.SampledFrom([]string{"own_regular", "own_closed_loop", "with_residents"}).Draw(rt, "form")
		case "outreach":
			measure = "participant_turns"
		}
		v := amount.ExactValue(rapid.Int64Range(0, 4_000_000_000).Draw(rt, "v"), amount.Basis(rapid.IntRange(0, 4).Draw(rt, "basis")))
		if rapid.IntRange(0, 9).Draw(rt, "inexact") == 0 {
			v.Q = amount.AtLeast
			v = v.Normalize()
		}
		id := w.entry(kind, rapid.SampledFrom(places).Draw(rt, "place"), calendar.Day(from+rapid.IntRange(0, 365*5).Draw(rt, "day")), dims, map[string]amount.Value{measure: v})
		w.stands[id] = Stand{Status: rapid.SampledFrom([]ledger.Status{ledger.Submitted, ledger.Verified, ledger.Returned}).Draw(rt, "status"),
			Level: rapid.IntRange(0, 4).Draw(rt, "level"), Role: ledger.RoleOwn}
		ids = append(ids, id)
		if rapid.IntRange(0, 4).Draw(rt, "correct") == 0 {
			last := w.rows[len(w.rows)-1]
			gone := last
			gone.Sign = -1
			last.Value = exact(7)
			w.rows = append(w.rows, gone, last)
		}
	}
	for i := 1; i < len(ids); i++ {
		if rapid.IntRange(0, 5).Draw(rt, "link") == 0 {
			s := w.stands[ids[i]]
			s.Role = rapid.SampledFrom([]string{ledger.RoleMember, ledger.RolePart}).Draw(rt, "role")
			w.stands[ids[i]], w.events[ids[i]] = s, ids[i-1]
		}
	}
}

func checkDrill(rt *rapid.T, p *Projection, w *world, q Query) {
	tab, err := p.Evaluate(q, &w.ctx)
	if err != nil {
		rt.Fatal(err)
	}
	whole := q
	whole.By = nil
	totals, err := p.Evaluate(whole, &w.ctx)
	if err != nil {
		rt.Fatal(err)
	}
	sums := make([]amount.Sum, len(tab.Measures))
	for i := range tab.Cells {
		c := &tab.Cells[i]
		sel, err := ParseToken(c.Sel.Token())
		if err != nil {
			rt.Fatal(err)
		}
		d, err := p.Drill(sel, &w.ctx)
		if err != nil {
			rt.Fatalf("%v: %v", c.Sel, err)
		}
		if tab.Measures[i%len(tab.Measures)].Measure.Type == catalogue.Balance {
			checkBalance(rt, c, d, q)
			if c.To == q.Period.To { // states of one day add over places and bodies, never over time
				sums[i%len(tab.Measures)].N += int64(len(d.Lines))
			}
			continue
		}
		var sum amount.Sum
		for _, l := range d.Lines {
			if l.Sign > 0 {
				sum.Add(l.Value)
			} else {
				sum.Sub(l.Value)
			}
			sums[i%len(tab.Measures)].Add(l.Value)
		}
		if c.State != HasValue && c.State != Zero {
			if len(d.Lines) > 0 {
				rt.Fatalf("%s without a number has %d entries", c.State, len(d.Lines))
			}
			continue
		}
		var lone *amount.Value
		if len(d.Lines) == 1 {
			lone = &d.Lines[0].Value
		}
		if r := sum.Result(lone); r.V != c.Result.V || r.Q != c.Result.Q || r.Lo != c.Result.Lo || d.Cell.Printed != c.Printed || int64(len(d.Lines)) != c.Entries {
			rt.Fatalf("%s %s map %s by %v: cell %+v, drilled %+v (%d lines)", c.Indicator, c.Measure, q.Map, q.By, c.Result, r, len(d.Lines))
		}
	}
	for i := range sums {
		if r := sums[i].Result(nil); tab.Additive && r.N != totals.At(0, 0, 0, i).Entries {
			rt.Fatalf("map %s by %v: parts have %d entries, the whole %d", q.Map, q.By, r.N, totals.At(0, 0, 0, i).Entries)
		}
	}
}
