package store_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestATailedViewEqualsALoad writes random books step by step and compares,
// after every step, the view made from the last one with a load of the whole:
// numbers, cells, and what every cell opens to.
func TestATailedViewEqualsALoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		x := &tailing{generator: &generator{b: b, r: rand.New(rand.NewPCG(21, 22)), at: map[string]string{}}, accepted: map[string]int{}}
		for i := range 120 {
			x.step(t)
			if i == 60 {
				b.mergeAndSplit(t)
			}
			x.compare(t, b.Store, i)
		}
		for _, verb := range []string{"create", "submit", "verify", "return", "amend", "correct", "retract", "attach", "confirm", "leave", "settle", "move", "statement", "nil", "plan", "declared", "person", "place"} {
			if x.accepted[verb] == 0 {
				t.Errorf("no %s was accepted: the sequence tests too little (%v)", verb, x.accepted)
			}
		}
		if x.cells < 3000 || x.lines < 1000 {
			t.Errorf("%d cells opened to %d lines: the sequence tests too little", x.cells, x.lines)
		}
	})
}

// TestAWriteOfOneProcessIsInTheNextViewOfTheOther: two processes on one
// database write in turn.
func TestAWriteOfOneProcessIsInTheNextViewOfTheOther(t *testing.T) {
	o := store.Options{Database: storetest.Database(t)}
	b := newBook(t, o)
	other, w := b.another(t, o, 1)
	x := *b
	x.w = w
	for i := range 6 {
		for _, s := range []*store.Store{b.Store, other} {
			if v := currentOf(t, s); v.Entries() != i*2 {
				t.Fatalf("round %d: %d entries", i, v.Entries())
			}
		}
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		if err := b.w.MustWrite(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if v := currentOf(t, other); v.Entries() != i*2+1 {
			t.Fatalf("round %d: the other process sees %d entries", i, v.Entries())
		}
		_, d = x.patrol(b.ledgerB, b.hamlets[2], b.day, 7)
		if err := w.MustWrite(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprint("round ", i), currentOf(t, b.Store), loaded(t, b.Store), nil)
	}
}

// TestReadersKeepTheirViewWhileWritersAppend is for the race detector, and
// asks every reader that a view's figures never change under it.
func TestReadersKeepTheirViewWhileWritersAppend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		q := figure.Query{Indicators: []string{"patrol", "patrol.post"}, Place: b.district, By: []string{"place:hamlet", "month"},
			Period: calendar.Period{From: b.day, To: b.day + 60, Calendar: calendar.Civil}, Map: place.MapSpec{Kind: place.MapThen}}
		done := make(chan struct{})
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for running := true; running; {
					select {
					case <-done:
						running = false
					default:
					}
					v, err := b.Current(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					first, err := v.Evaluate(q, &v.Context)
					again, err2 := v.Evaluate(q, &v.Context)
					if err != nil || err2 != nil || !reflect.DeepEqual(first, again) {
						t.Errorf("a view changed: %v, %v", err, err2)
						return
					}
				}
			})
		}
		g := &generator{b: b, r: rand.New(rand.NewPCG(3, 4)), at: map[string]string{}}
		x := &tailing{generator: g, accepted: map[string]int{}}
		for range 40 {
			x.step(t)
		}
		close(done)
		wg.Wait()
		equal(t, "at the end", currentOf(t, b.Store), loaded(t, b.Store), nil)
	})
}

// TestAChangeOfPeopleLeavesTheFactsAlone: only the context is renewed.
func TestAChangeOfPeopleLeavesTheFactsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		if err := b.w.MustWrite(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		before := currentOf(t, b.Store)
		db, _ := b.Handles()
		// The log is taken away: whoever read it again would find nothing.
		if _, err := db.Exec("DELETE FROM fact"); err != nil {
			t.Fatal(err)
		}
		if err := b.w.MustWrite(t.Context(), []ledger.Draft{b.reg("person", b.w.IDs.New(), registry.PersonDoc{Name: "Người mới"}),
			b.place(b.w.IDs.New(), "xóm", "Hoa Mới", "hamlet", "", b.a)}); err != nil {
			t.Fatal(err)
		}
		v := currentOf(t, b.Store)
		if v.Entries() != 1 || v.Registry.Seq == before.Registry.Seq || len(v.Registry.People) != len(before.Registry.People)+1 {
			t.Errorf("%d entries, registry at %d", v.Entries(), v.Registry.Seq)
		}
	})
}

func currentOf(t *testing.T, s *store.Store) *figure.View {
	t.Helper()
	v, err := s.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func loaded(t *testing.T, s *store.Store) *figure.View {
	t.Helper()
	v, err := s.View(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// tailing adds to the generator what else moves a view: entries that change
// their place, statements, signed zeros, plans and the registry.
type tailing struct {
	*generator
	accepted     map[string]int
	declared     []ledger.Draft // of them, what was recorded
	cells, lines int
}

func (x *tailing) step(t *testing.T) {
	t.Helper()
	var drafts []ledger.Draft
	var what []string
	for range 1 + x.r.IntN(12) {
		d, name := x.next()
		drafts, what = append(drafts, d), append(what, name)
	}
	results, err := x.b.w.Write(t.Context(), drafts)
	if err != nil {
		t.Fatal(err)
	}
	for i, res := range results {
		if res.Outcome == ledger.Accepted {
			x.accepted[what[i]]++
			x.heard(drafts[i])
			if typ := drafts[i].EntityType; typ == what[i] && drafts[i].LedgerID != x.b.registry {
				x.declared = append(x.declared, drafts[i])
			}
		}
	}
}

func (x *tailing) next() (ledger.Draft, string) {
	b, id := x.b, x.b.w.IDs.New()
	l, hamlet := b.ledgerA, b.hamlets[x.r.IntN(2)]
	from := b.day + calendar.Day(x.r.IntN(30))
	declare := func(typ string, body any) (ledger.Draft, string) {
		return x.named(ledger.Draft{LedgerID: l, EntityType: typ, EntityID: id, Verb: "create", Catalogue: 1, Body: body}), typ
	}
	switch x.r.IntN(40) {
	case 0:
		return declare("statement", ledger.StatementBody{Indicator: "patrol.post", Measure: "person_turns", PlaceID: b.a, From: from, To: from + 10,
			Value: amount.ExactValue(int64(x.r.IntN(20)), amount.Declared), Document: ledger.Document{Number: fmt.Sprint(x.r.IntN(3))}})
	case 1:
		return declare("nil", ledger.NilBody{PlaceID: b.a, Kinds: []string{"patrol"}, From: calendar.MakeDay(2024, 1, 1), To: calendar.MakeDay(2024, 1, 31), Reason: "season"})
	case 2:
		return declare("plan", ledger.PlanBody{Indicator: "patrol.post", Measure: "person_turns", PlaceID: b.a, From: from, To: from + 10, Value: int64(x.r.IntN(20))})
	case 3:
		if x.r.IntN(2) == 0 {
			return x.named(b.reg("person", id, registry.PersonDoc{Name: "Người mới"})), "person"
		}
		return x.named(b.place(id, "xóm", "Hoa Mới "+id, "hamlet", "", b.a)), "place"
	case 4:
		if n := len(x.declared); n > 0 {
			d := x.declared[n-1]
			x.declared = x.declared[:n-1]
			return x.named(ledger.Draft{LedgerID: l, EntityType: d.EntityType, EntityID: d.EntityID, Verb: "submit", Base: d.ID, ActorID: b.recorder, Catalogue: 1}), "declared"
		}
	case 5, 6:
		if len(x.entries) > 0 {
			e := x.pick()
			d := ledger.Draft{LedgerID: e.LedgerID, EntityType: "entry", EntityID: e.EntryID, Verb: "correct", Base: x.at[e.EntryID], ActorID: b.clerk, Catalogue: 1,
				Body: map[string]any{"set": map[string]any{"place_id": hamlet, "day": from.String()}, "why": "nhầm nơi"}}
			return x.named(d), "move"
		}
	}
	d := x.draft()
	return d, d.Verb
}

// compare asks the next view and a load the same questions. Which ones are
// drawn anew at every step.
func (x *tailing) compare(t *testing.T, s *store.Store, step int) {
	t.Helper()
	tailed, whole := currentOf(t, s), loaded(t, s)
	var queries []figure.Query
	var all []string
	for _, ind := range whole.Catalogue.IndicatorList() {
		split := false
		for _, m := range ind.Measures {
			split = split || m.SplitBy != ""
		}
		if !split {
			all = append(all, ind.ID)
		}
	}
	maps := []string{"then", "own-day", "2024-01-15", "2024-03-10", "2025-01-01"}
	for _, by := range [][]string{nil, {"place:commune"}, {"place:hamlet", "month"}, {"body"}, {"participant"}, {"basis", "place:commune"}, {"kind"}, {"status", "place:hamlet"}, {"dim:patrol_form"}} {
		spec, err := place.ParseMapSpec(maps[x.r.IntN(len(maps))], x.b.day)
		if err != nil {
			t.Fatal(err)
		}
		q := figure.Query{Indicators: []string{"patrol", "patrol.post"}, Place: x.b.district, Map: spec, By: by, Status: figure.Status(x.r.IntN(4)),
			Period: calendar.Period{From: x.b.day, To: x.b.day + 90, Calendar: calendar.Civil}, Statements: []string{figure.EntriesOnly, figure.StatementsThenEntries}[x.r.IntN(2)]}
		if x.r.IntN(4) == 0 {
			q.Viewpoint = figure.Viewpoint{Body: x.b.commune, Participated: x.r.IntN(2) == 0}
		}
		if len(by) == 0 {
			q.Indicators = all
		}
		queries = append(queries, q)
	}
	cells, lines := equal(t, fmt.Sprint("step ", step), tailed, whole, queries)
	x.cells += cells
	x.lines += lines
}

// equal compares two views in everything they answer and counts the cells and
// the lines behind them.
func equal(t *testing.T, what string, got, want *figure.View, queries []figure.Query) (cells, lines int) {
	t.Helper()
	is := func(name string, a, b any) {
		t.Helper()
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%s, %s: tailed\n%+v\nloaded\n%+v", what, name, a, b)
		}
	}
	is("counts", []int{got.Entries(), got.Facts(), got.Strays()}, []int{want.Entries(), want.Facts(), want.Strays()})
	is("position", got.Position, want.Position)
	is("statements", fmt.Sprint(got.Statements, got.Nils, got.Plans), fmt.Sprint(want.Statements, want.Nils, want.Plans))
	is("registry", got.Registry.Seq, want.Registry.Seq)
	for _, q := range queries {
		a, err := got.Evaluate(q, &got.Context)
		b, err2 := want.Evaluate(q, &want.Context)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		a.Measures, b.Measures = nil, nil // definitions of two catalogues compiled apart
		is(fmt.Sprint("table ", q), a, b)
		is(fmt.Sprint("numbers ", q), numbers(t, got, q), numbers(t, want, q))
		for i := range a.Cells {
			x, err := got.Drill(a.Cells[i].Sel, &got.Context)
			y, err2 := want.Drill(b.Cells[i].Sel, &want.Context)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			is("drill of "+a.Cells[i].Indicator, x, y)
			cells, lines = cells+1, lines+len(x.Lines)
		}
	}
	return cells, lines
}

func numbers(t *testing.T, v *figure.View, q figure.Query) []amount.Result {
	t.Helper()
	n, err := v.Numbers(q, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	var out []amount.Result
	for r := range n.Rows {
		for b := range n.Buckets {
			for c := range n.Columns {
				for m := range n.Measures {
					out = append(out, n.Result(r, b, c, m))
				}
			}
		}
	}
	return out
}
