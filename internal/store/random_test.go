package store_test

import (
	"math/rand/v2"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestRandomBooksVerifyOnBothEngines writes random operations over two ledgers
// in batches and lets verify fold everything again: tables, facts, standings,
// events, locks and figures. Net signs are asked of plain SQL.
func TestRandomBooksVerifyOnBothEngines(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		r := rand.New(rand.NewPCG(5, 6))
		g := &generator{b: b, r: r, at: map[string]string{}}
		accepted := map[string]int{}
		for range 120 {
			var drafts []ledger.Draft
			for range 1 + r.IntN(12) {
				drafts = append(drafts, g.draft())
			}
			results, err := b.w.Write(t.Context(), drafts)
			if err != nil {
				t.Fatal(err)
			}
			for i, res := range results {
				if res.Outcome == ledger.Accepted {
					accepted[drafts[i].Verb]++
					g.heard(drafts[i])
				}
			}
		}
		for _, verb := range []string{"create", "submit", "verify", "return", "amend", "correct", "retract", "attach", "propose", "confirm", "leave", "settle", "lock_mark", "lock_lift"} {
			if accepted[verb] == 0 {
				t.Errorf("no %s was accepted: the sequence tests too little (%v)", verb, accepted)
			}
		}
		b.sound(t)
		db, _ := b.Handles()
		var wrong int
		// At every position: the running sum of signs of one fact.
		err := db.QueryRow(`SELECT count(*) FROM (SELECT sum(sign) OVER (PARTITION BY ledger_id, entry_id, measure, dims_id ORDER BY seq, n) AS net FROM fact) x
			WHERE net NOT IN (0, 1)`).Scan(&wrong)
		if err != nil || wrong != 0 {
			t.Errorf("%d lines leave a net sign other than 0 or 1 (%v)", wrong, err)
		}
	})
}

type generator struct {
	b       *book
	r       *rand.Rand
	entries []ledger.Ref
	at      map[string]string // last operation of an entry, as its author knows
	locks   []string
	mains   []ledger.Ref
	joined  []ledger.Draft // accepted confirmations
}

func (g *generator) pick() ledger.Ref { return g.entries[g.r.IntN(len(g.entries))] }

func (g *generator) draft() ledger.Draft {
	if len(g.entries) < 4 || g.r.IntN(6) == 0 {
		side := g.r.IntN(2)
		l := []string{g.b.ledgerA, g.b.ledgerB}[side]
		e, d := g.b.patrol(l, g.b.hamlets[side*2+g.r.IntN(2)], g.b.day+calendar.Day(g.r.IntN(60)), int64(g.r.IntN(9)))
		g.entries = append(g.entries, ledger.Ref{LedgerID: l, EntryID: e})
		return g.named(d[0])
	}
	e := g.pick()
	op := func(verb, actor string, body any) ledger.Draft {
		return g.named(ledger.Draft{LedgerID: e.LedgerID, EntityType: "entry", EntityID: e.EntryID, Verb: verb, Base: g.at[e.EntryID], ActorID: actor, Catalogue: 1, Body: body})
	}
	set := map[string]any{"measures": map[string]any{"person_turns": map[string]any{"v": g.r.IntN(30), "basis": "counted"}}}
	if g.r.IntN(3) == 0 {
		set = map[string]any{"day": (g.b.day + calendar.Day(g.r.IntN(60))).String()}
	}
	type m = map[string]any
	switch g.r.IntN(20) {
	case 0, 1, 2, 3, 4:
		return op("submit", g.b.recorder, nil)
	case 5, 6, 7:
		return op("verify", g.b.clerk, m{"level": 2})
	case 8:
		return op("verify", g.b.officer, m{"level": 3})
	case 9:
		return op("return", g.b.officer, m{"level": 3, "why": "thiếu"})
	case 10, 11:
		return op("amend", g.b.clerk, m{"set": set, "why": "bổ sung"})
	case 12:
		return op("correct", g.b.clerk, m{"set": set, "why": "nhầm"})
	case 13:
		return op("retract", g.b.clerk, m{"why": "trùng"})
	case 14:
		return op("attach", g.b.recorder, m{"sha256": ledger.HashOf(nil).String()})
	case 15:
		return g.lock(e.LedgerID)
	}
	return g.event(e)
}

func (g *generator) named(d ledger.Draft) ledger.Draft {
	d.ID = g.b.w.IDs.New()
	return d
}

// heard is what the authors know of an accepted operation.
func (g *generator) heard(d ledger.Draft) {
	switch {
	case d.EntityType == "entry":
		g.at[d.EntityID] = d.ID
	case d.Verb == "propose":
		g.mains = append(g.mains, ledger.Ref{LedgerID: d.LedgerID, EntryID: d.EntityID})
	case d.Verb == "confirm":
		g.joined = append(g.joined, d)
	}
}

func (g *generator) lock(l string) ledger.Draft {
	d := ledger.Draft{LedgerID: l, EntityType: "ledger", EntityID: l}
	if n := len(g.locks); n > 0 && g.r.IntN(2) == 0 {
		d.Verb, d.Body = "lock_lift", ledger.LockLift{SnapshotID: g.locks[g.r.IntN(n)], LedgerID: g.b.ledgerD}
		return d
	}
	g.locks = append(g.locks, g.b.w.IDs.New())
	d.Verb, d.Body = "lock_mark", ledger.LockMark{SnapshotID: g.locks[len(g.locks)-1], LedgerID: g.b.ledgerD, PlaceID: g.b.district, MapDay: g.b.day,
		From: g.b.day, To: g.b.day + 30, MinLevel: g.r.IntN(3)}
	return d
}

func (g *generator) event(e ledger.Ref) ledger.Draft {
	type m = map[string]any
	d := func(l, main, verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: l, EntityType: "event", EntityID: main, Verb: verb, ActorID: g.b.clerk, Body: body}
	}
	switch n := g.r.IntN(5); {
	case n == 0 || len(g.mains) == 0:
		var members []ledger.Ref
		for _, x := range g.entries[max(0, len(g.entries)-12):] {
			if x != e {
				members = append(members, x)
			}
		}
		return d(e.LedgerID, e.EntryID, "propose", m{"relation": []string{"same", "parts"}[len(g.mains)%2], "members": members})
	case n <= 2:
		main := g.mains[g.r.IntN(len(g.mains))]
		return d(e.LedgerID, main.EntryID, "confirm", m{"main": main, "entry_id": e.EntryID})
	case n == 3:
		if len(g.joined) > 0 {
			c := g.joined[g.r.IntN(len(g.joined))]
			return d(c.LedgerID, c.EntityID, "leave", m{"entry_id": c.Body.(m)["entry_id"], "why": "ghép nhầm"})
		}
	}
	main := g.mains[g.r.IntN(len(g.mains))]
	return d(main.LedgerID, main.EntryID, "settle", m{"measures": m{"person_turns": m{"v": g.r.IntN(9), "basis": "listed"}}})
}
