package figure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// TestATailEqualsALoadOfTheSameLines changes entries of many kinds, with
// inexact values, shared events and places that are not known, step by step
// beyond the point where the parts are merged, and compares with a load.
func TestATailEqualsALoadOfTheSameLines(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	places := []string{"A", "B", "C", "nowhere"}
	for _, id := range places[:3] {
		w.place(id, "commune", under("P"))
	}
	r := rand.New(rand.NewPCG(31, 32))
	kinds := []string{"patrol", "trail_clearing", "outreach"}
	measures := map[string]string{"patrol": "person_turns", "trail_clearing": "length_m", "outreach": "participant_turns"}
	value := func() amount.Value {
		n := int64(r.IntN(50))
		switch r.IntN(12) {
		case 0:
			return amount.Value{V: n, Lo: n, Hi: amount.Unknown, Q: amount.AtLeast, Basis: amount.Estimated}
		case 1:
			return amount.ExactValue(n+1<<33, amount.Counted)
		}
		return amount.ExactValue(n, amount.Basis(r.IntN(3)))
	}
	var ids []ID
	live := map[ID][]Row{}
	state := func(id ID) { // the lines that replace what the entry said
		var lines []Row
		for _, old := range live[id] {
			old.Sign = -1
			lines = append(lines, old)
		}
		live[id] = nil
		kind, at, on := kinds[r.IntN(3)], places[r.IntN(20)/6], day("2024-01-01")+Day(r.IntN(60))
		if r.IntN(10) > 0 {
			for _, m := range []string{w.ctx.Catalogue.Kinds[kind].Counting.ID, measures[kind]} {
				live[id] = append(live[id], Row{Ledger: "L", Entry: id, Sign: 1, Place: at, Day: on, Kind: kind, Measure: m, Value: value(),
					Owner: fmt.Sprint("o", r.IntN(4)), Dims: []string{"", "way=foot", fmt.Sprint("way=x", r.IntN(400))}[r.IntN(3)]})
			}
		}
		w.rows = append(w.rows, append(lines, live[id]...)...)
		w.stands[id] = Stand{Status: []ledger.Status{ledger.Submitted, ledger.Verified, ledger.Returned}[r.IntN(3)], Level: 2, Role: []string{ledger.RoleOwn, ledger.RoleMember, ledger.RolePart}[r.IntN(3)]}
		delete(w.events, id)
		if r.IntN(4) == 0 {
			w.events[id] = ids[r.IntN(len(ids))]
		}
	}
	some := func(n int) map[ID]bool {
		out := map[ID]bool{}
		for range n {
			id := w.id()
			if len(ids) > 0 && r.IntN(3) == 0 {
				id = ids[r.IntN(len(ids))]
			} else {
				ids = append(ids, id)
			}
			state(id)
			out[id] = true
		}
		return out
	}
	some(1000)
	p := w.build(t)
	merges := 0
	for step, n := range []int{1, 3, 0, 40, 1000, 2, 600, 5, 9000, 900, 1} {
		changed := some(n)
		b := p.Change()
		for i := range w.rows {
			if changed[w.rows[i].Entry] {
				b.Add(&w.rows[i])
			}
		}
		for id := range changed {
			event := id
			if ev, ok := w.events[id]; ok {
				event = ev
			}
			b.Standing(id, event, w.stands[id])
		}
		if step == 5 { // new places, so that the others get other ordinals
			w.place("0", "commune", under("P"))
			w.place("B2", "hamlet", under("B"))
			if on := p.On(registryOf(t, w).Places); on != nil {
				t.Fatal("entries without a place may have found theirs: the log must be read again")
			}
			p = w.build(t)
			continue
		}
		p = p.With(b, p.Position)
		if len(p.parts) == 1 {
			merges++
		}
		w.sameAs(t, fmt.Sprint("step ", step), p)
	}
	if merges == 0 || merges > 4 || p.Strays() == 0 {
		t.Errorf("merged %d times, %d strays: the sequence tests too little", merges, p.Strays())
	}
}

// TestEntriesStandAtTheirPlacesWhenOrdinalsMove carries a load and its tail to
// a registry with more places.
func TestEntriesStandAtTheirPlacesWhenOrdinalsMove(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	w.place("B", "commune", under("P"))
	w.place("C", "commune", under("P"))
	w.entry("patrol", "B", day("2024-01-07"), "", turns(5))
	w.entry("patrol", "C", day("2024-01-09"), "", map[string]amount.Value{"person_turns": {V: 3, Lo: 3, Hi: amount.Unknown, Q: amount.AtLeast}})
	p := w.build(t)
	from := len(w.rows)
	id := w.entry("patrol", "B", day("2024-01-08"), "", turns(7))
	b := p.Change()
	for i := range w.rows[from:] {
		b.Add(&w.rows[from+i])
	}
	b.Standing(id, id, w.stands[id])
	w.place("A", "commune", under("P"))
	w.place("B1", "hamlet", under("B"))
	p = p.With(b, p.Position).On(registryOf(t, w).Places)
	if p == nil || len(p.parts) != 2 {
		t.Fatal("the entries were not carried")
	}
	w.sameAs(t, "carried", p)
}

func registryOf(t *testing.T, w *world) *registry.Registry {
	t.Helper()
	reg, err := registry.Build(1, w.entities)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// sameAs compares a projection with a load of the world's lines.
func (w *world) sameAs(t *testing.T, what string, p *Projection) {
	t.Helper()
	whole := w.build(t)
	if a, b := []int{p.Entries(), p.Facts(), p.Strays()}, []int{whole.Entries(), whole.Facts(), whole.Strays()}; !reflect.DeepEqual(a, b) {
		t.Fatalf("%s: counts %v, loaded %v", what, a, b)
	}
	for _, by := range [][]string{nil, {"place:commune", "month"}, {"body"}, {"kind"}, {"status"}, {"basis"}, {"dim:way"}} {
		for _, v := range []Viewpoint{{}, {Body: "o1"}} {
			q := Query{Indicators: []string{"patrol", "patrol.post", "trail_clearing", "outreach"}, Place: "P", Period: period(t, "civil", "2024-01-05/2024-02-20"), By: by, Viewpoint: v}
			a, err := p.Evaluate(q, &w.ctx)
			b, err2 := whole.Evaluate(q, &w.ctx)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("%s by %v: another table than a load gives", what, by)
			}
			for i := 0; i < len(a.Cells); i += 7 {
				x, err := p.Drill(a.Cells[i].Sel, &w.ctx)
				y, err2 := whole.Drill(b.Cells[i].Sel, &w.ctx)
				if err != nil || err2 != nil || !reflect.DeepEqual(x, y) {
					t.Fatalf("%s by %v: %s opens to %d lines, loaded to %d (%v, %v)", what, by, a.Cells[i].Indicator, len(x.Lines), len(y.Lines), err, err2)
				}
			}
		}
	}
}
