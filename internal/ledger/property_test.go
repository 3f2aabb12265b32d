package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// TestRandomOperationsKeepTheInvariants folds random sequences in batches of
// random size and checks after each batch: a refusal leaves no trace, every
// net sign is 0 or 1, drafts and retracted entries have no facts, the last
// standing is the record's, and folding one by one from the operations gives
// the same tables.
func TestRandomOperationsKeepTheInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt2tb{t, rt})
		g := &chaos{rt: rt, w: w}
		for range rapid.IntRange(5, 40).Draw(rt, "batches") {
			g.batch()
		}
		for _, l := range []string{ledgerA, ledgerB} {
			checkRefold(w, l)
		}
	})
}

// rt2tb lets helpers fail the rapid run instead of the test.
type rt2tb struct {
	*testing.T
	rt *rapid.T
}

func (r rt2tb) Fatal(a ...any)            { r.rt.Fatal(a...) }
func (r rt2tb) Fatalf(f string, a ...any) { r.rt.Fatalf(f, a...) }
func (r rt2tb) Helper()                   {}

type chaos struct {
	rt      *rapid.T
	w       *world
	entries []ledger.Ref
	locks   int
}

func (g *chaos) int(lo, hi int, what string) int { return rapid.IntRange(lo, hi).Draw(g.rt, what) }

func (g *chaos) batch() {
	l := []string{ledgerA, ledgerA, ledgerB}[g.int(0, 2, "ledger")]
	n := g.int(1, 6, "size")
	var drafts []ledger.Draft
	for range n {
		drafts = append(drafts, g.draft(l)...)
	}
	b := g.w.books[l]
	before := b.dump()
	results := g.w.apply(drafts...)
	if !slices.ContainsFunc(results, func(r ledger.Result) bool { return r.Err == nil }) && b.dump() != before {
		g.rt.Fatalf("refused operations left a trace: %v", results)
	}
	for _, r := range b.records {
		g.checkRecord(b, r)
	}
}

func (g *chaos) checkRecord(b *book, r *ledger.Record) {
	live := b.live(r.ID)
	if (len(live) == 0) != (r.Status == ledger.Recorded || r.Status == ledger.Retracted) {
		g.rt.Fatalf("%s entry has %d facts", r.Status, len(live))
	}
	i := len(b.standings) - 1
	for ; i >= 0 && b.standings[i].EntryID != r.ID; i-- {
	}
	switch {
	case i < 0 && r.Counts():
		g.rt.Fatalf("%s entry has no standing", r.Status)
	case i >= 0 && (b.standings[i].Status != r.Status || b.standings[i].Level != r.Level || b.standings[i].Role != r.Role || b.standings[i].EventID != r.EventID):
		g.rt.Fatalf("standing %+v of %+v", b.standings[i], r)
	case i >= 0 && b.standings[i].Release == "":
		g.rt.Fatalf("standing without a release class")
	}
	for _, f := range live {
		if f.Day != r.Day || f.PlaceID != r.PlaceID {
			g.rt.Fatalf("fact %+v of a record on %s at %s", f, r.Day, r.PlaceID)
		}
	}
}

func (g *chaos) draft(l string) []ledger.Draft {
	var here []string
	for _, e := range g.entries {
		if e.LedgerID == l {
			here = append(here, e.EntryID)
		}
	}
	verb := rapid.SampledFrom([]string{"create", "create", "submit", "submit", "submit", "verify", "verify", "verify", "verify", "return", "amend", "amend", "correct", "correct",
		"retract", "attach", "ask_correction", "propose", "confirm", "confirm", "leave", "settle", "lock", "lift"}).Draw(g.rt, "verb")
	place := map[string][]string{ledgerA: {hamletA1, hamletA2, communeA}, ledgerB: {hamletB, communeB, communeB}}[l][g.int(0, 2, "place")]
	day := firstDay + calendar.Day(g.int(0, 500, "day"))
	if verb == "create" || len(here) == 0 {
		e := ledger.Ref{LedgerID: l, EntryID: g.w.ids.New()}
		g.entries = append(g.entries, e)
		create := on(l, e.EntryID, "create", recorder, "", patrol(place, day, int64(g.int(0, 9, "turns"))))
		if g.int(0, 2, "draft") == 0 {
			return []ledger.Draft{create}
		}
		return []ledger.Draft{create, on(l, e.EntryID, "submit", recorder, "", nil)}
	}
	return []ledger.Draft{g.other(l, verb, here, place, day)}
}

func (g *chaos) other(l, verb string, here []string, place string, day calendar.Day) ledger.Draft {
	e := here[g.int(0, len(here)-1, "entry")]
	level := g.int(2, 3, "level")
	switch verb {
	case "lock":
		g.locks++
		return lockMark(l, id(1000+g.int(max(1, g.locks-1), g.locks, "snapshot")), g.int(0, 3, "min"))
	case "lift":
		return lockLift(l, id(1000+g.int(1, g.locks+1, "snapshot")))
	case "propose", "confirm", "leave", "settle":
		return g.eventDraft(l, e, verb)
	}
	return on(l, e, verb, rapid.SampledFrom([]string{recorder, clerk, officer}).Draw(g.rt, "actor"), g.base(l, e), g.body(verb, place, day, level))
}

// base is mostly what the author should have seen.
func (g *chaos) base(l, e string) string {
	if r := g.w.books[l].records[e]; r != nil && g.int(0, 9, "stale") > 0 {
		return r.State.LastOp
	}
	return id(7)
}

func (g *chaos) body(verb, place string, day calendar.Day, level int) any {
	set := []args{{"measures": args{"person_turns": args{"v": g.int(0, 20, "v"), "basis": "counted"}}}, {"day": day.String()}, {"place_id": place},
		{"markers": []string{id(50), id(51)}}, {"dims": args{"patrol_form": "own_closed_loop"}}, {"note": "ghi chú"}}[g.int(0, 5, "field")]
	switch verb {
	case "verify":
		return args{"level": level}
	case "return":
		return args{"level": level, "why": "thiếu"}
	case "amend":
		return args{"set": set, "why": "bổ sung"}
	case "correct":
		return args{"set": set, "why": "nhầm", "level": level}
	case "retract", "ask_correction":
		return args{"why": "trùng"}
	case "attach":
		return args{"sha256": ledger.HashOf(nil).String()}
	}
	return nil
}

func (g *chaos) eventDraft(l, e, verb string) ledger.Draft {
	others := g.entries
	if verb == "confirm" && g.int(0, 4, "known") > 0 {
		others = slices.DeleteFunc(slices.Clone(others), func(r ledger.Ref) bool { return g.w.books[r.LedgerID].events[r.EntryID] == nil })
	}
	if len(others) == 0 {
		others = g.entries
	}
	other := others[g.int(0, len(others)-1, "other")]
	switch verb {
	case "propose":
		members := slices.DeleteFunc(slices.Clone(g.entries), func(r ledger.Ref) bool { return r.EntryID == e })
		return event(l, e, verb, clerk, args{"relation": []string{"same", "parts"}[g.int(0, 1, "relation")], "members": members})
	case "confirm":
		return event(l, other.EntryID, verb, clerk, args{"main": other, "entry_id": e})
	case "leave":
		main := other.EntryID
		if r := g.w.books[l].records[e]; r != nil && g.int(0, 3, "right") > 0 {
			main = r.EventID
		}
		return event(l, main, verb, clerk, args{"entry_id": e, "why": "ghép nhầm"})
	}
	return event(l, e, verb, clerk, args{"measures": args{"person_turns": args{"v": g.int(0, 20, "settled"), "basis": "listed"}}})
}

// checkRefold folds the accepted operations one by one with the store's own
// book in memory and compares every table.
func checkRefold(w *world, l string) {
	b := w.books[l]
	r := store.NewReplay(l, w.env)
	r.Foreign = anyLedger{w}
	for _, op := range b.ops {
		if err := r.Fold(op.Signed, op.Stamp); err != nil {
			w.t.Fatal(err)
		}
	}
	got, want := newBook(w, r.Head), b
	got.records, got.lines, got.standings, got.restated = r.Records, r.Lines, r.Standings, r.Restated
	if r.Head.Seq != want.head.Seq || r.Head.Hash != want.head.Hash {
		w.t.Fatalf("head %+v, want %+v", r.Head, want.head)
	}
	text := func(x *book) string {
		for _, rec := range x.records {
			if len(rec.State.Seen) == 0 {
				w.t.Fatal("a record without a last operation")
			}
		}
		y := newBook(w, want.head)
		y.records, y.lines, y.standings, y.restated = x.records, x.lines, x.standings, x.restated
		return y.dump()
	}
	if a, c := text(want), text(got); a != c {
		w.t.Fatalf("folded in batches:\n%s\nfolded one by one:\n%s", a, c)
	}
	for e := range want.records {
		if a, c := fmt.Sprint(want.locks[e]), fmt.Sprint(must(r.Locks(e))); a != c {
			w.t.Fatalf("locks of %s: %s one by one %s", e, a, c)
		}
	}
}

func must[T any](v T, _ error) T { return v }

// anyLedger finds events as they are now, whatever became of their main entry.
type anyLedger struct{ w *world }

func (a anyLedger) Proposal(l, main string) (*ledger.Event, error) {
	if b := a.w.books[l]; b != nil {
		return b.events[main], nil
	}
	return nil, nil
}
