package office_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

func (w *tipWorld) count(quarter string, entries ...map[string]any) office.Counted {
	w.t.Helper()
	var due office.OutcomesDue
	w.officer.must(200, "GET", "/tips/desks/"+w.post+"/outcomes", nil, &due)
	i := slices.IndexFunc(due.Quarters, func(q office.OutcomeQuarter) bool { return q.From == quarter })
	if i < 0 {
		w.t.Fatalf("nothing is due for %s: %+v", quarter, due)
	}
	var out office.Counted
	w.officer.must(200, "POST", "/tips/desks/"+w.post+"/outcomes", map[string]any{"from": quarter, "cases": due.Quarters[i].Cases, "entries": entries}, &out)
	return out
}

func (w *tipWorld) outcome(assessed string) map[string]any {
	return map[string]any{"kind": "tip", "place_id": w.communeA, "dims": map[string]string{"tip_channel": "sealed", "tip_receiver": "post", "assessed": assessed, "tip_topic": "crossing"}, "measures": map[string]int{"tips": 1}}
}

func TestOutcomesOfAQuarterBecomeAFigureThatNamesNoCase(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		all, entries := w.concluded(6)
		// Too early, and with a case left out, nothing is taken.
		ids := []string{}
		for _, s := range all {
			ids = append(ids, s.id.String())
		}
		w.officer.must(422, "POST", "/tips/desks/"+w.post+"/outcomes", map[string]any{"from": "2026-01-01", "cases": ids, "entries": entries}, nil)
		w.later(27 * oneDay) // 6 April
		w.officer.must(422, "POST", "/tips/desks/"+w.post+"/outcomes", map[string]any{"from": "2026-01-01", "cases": ids[:5], "entries": entries[:5]}, nil)
		if got := w.count("2026-01-01", entries...); got.Cases != 6 || got.Entries != 1 {
			t.Errorf("%+v", got)
		}
		ops := w.entriesOf(w.ledgerA)
		if len(ops) != 2 {
			t.Fatalf("%d operations", len(ops))
		}
		for _, op := range ops {
			if op.Op.ActorID == w.officer.person || bytes.Contains(op.Bytes, []byte(ids[0])) {
				t.Errorf("an outcome names an officer or a case: %s", op.Bytes)
			}
		}
		w.as(access.PostCommander).must(200, "POST", "/records/"+w.ledgerA+"/"+ops[0].Op.EntityID+"/verify", map[string]any{"base": ops[1].Op.ID, "level": 3}, nil)
		if got := w.figure("tips.valuable", "2026-Q1"); got != "không nêu riêng" {
			t.Errorf("before its release the figure is %s", got)
		}
		if _, err := w.store.Verify(t.Context(), nil); err != nil {
			t.Errorf("the book does not fold again: %v", err)
		}
		// Counted and past its grace a case is shredded, not before.
		w.later(oneDay)
		if w.state(all[0]).State != "closed" {
			t.Error("shredded in its grace")
		}
		w.later(4 * oneDay)
		if w.state(all[0]).State != "shredded" {
			t.Errorf("%+v", w.state(all[0]))
		}
		if got, err := w.door.Read(t.Context(), all[0].secrets.Access); err != nil || got != nil {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := w.office.Vault.Read(t.Context(), ids[0], "key:"+w.deskID.String()); !errors.Is(err, vault.ErrShredded) {
			t.Error(err)
		}
		w.officer.must(409, "POST", "/tips/cases/"+ids[0]+"/open", map[string]any{"reason": "work"}, nil)
		w.later(9 * oneDay) // 20 April
		if got := w.figure("tips.valuable", "2026-Q1"); got != "6" {
			t.Errorf("the figure is %s", got)
		}
	})
}

// concluded sends tips and carries each to its end as valuable; it returns what is to be
// counted of them.
func (w *tipWorld) concluded(n int) (all []*sender, entries []map[string]any) {
	w.t.Helper()
	for range n {
		all = append(all, w.send("tin"))
		entries = append(entries, w.outcome("valuable"))
	}
	w.sort()
	for _, s := range all {
		w.opened(w.officer, s)
		w.conclude(s)
	}
	return all, entries
}

// verifyOutcomes verifies what of them waits.
func (w *tipWorld) verifyOutcomes() {
	w.t.Helper()
	last := map[string]ledger.Stamped{}
	for _, op := range w.entriesOf(w.ledgerA) {
		last[op.Op.EntityID] = op
	}
	for id, op := range last {
		if op.Op.Verb == "submit" {
			w.as(access.PostCommander).must(200, "POST", "/records/"+w.ledgerA+"/"+id+"/verify", map[string]any{"base": op.Op.ID, "level": 3}, nil)
		}
	}
}

// figure is what a figure over the province prints for a quarter.
func (w *tipWorld) figure(indicator, period string) string {
	w.t.Helper()
	var tab office.FigureTable
	w.as(access.UpperOfficer).must(200, "GET", "/figures?indicator="+indicator+"&period="+period+"&place="+w.province, nil, &tab)
	return tab.Cells[0].Printed
}

// entriesOf are the operations of a ledger that are about entries.
func (w *tipWorld) entriesOf(ledgerID string) (out []ledger.Stamped) {
	w.t.Helper()
	err := w.store.Feed(w.t.Context(), ledgerID, ledger.Position{}, 1<<40, func(page ledger.Page) error {
		for _, op := range page.Ops {
			if op.Op.EntityType == ledger.TypeEntry {
				out = append(out, op)
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// TestThirtyTipsOneMorning is S9: six tips about one event are joined; each sender
// is answered, and the figures count six tips, one case and one person.
func TestThirtyTipsOneMorning(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		var all []*sender
		for range 30 {
			all = append(all, w.send("tin"))
		}
		w.sort()
		link, err := tip.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		var entries []map[string]any
		for i, s := range all {
			w.clock.now = w.clock.now.Add(8 * time.Second)
			w.opened(w.officer, s)
			assessed := "not_usable"
			if i < 6 {
				assessed = "valuable"
				if v := w.act(s.id, 200, map[string]any{"verb": "link", "link": link.String()}); v.Link != link.String() {
					t.Errorf("%+v", v)
				}
			}
			w.conclude(s)
			entries = append(entries, w.outcome(assessed))
		}
		entries = append(entries, map[string]any{"kind": "tip_outcome", "place_id": w.communeA, "dims": map[string]string{"tip_outcome_kind": "handed_over"}, "measures": map[string]int{"cases": 1, "persons": 1}})
		w.later(27 * oneDay)
		w.count("2026-01-01", entries...)
		w.verifyOutcomes()
		for _, s := range all[:6] {
			if got, err := w.door.Read(t.Context(), s.secrets.Access); err != nil || got == nil || len(got.Out) != 1 {
				t.Errorf("a receipt leads to %+v %v", got, err)
			}
		}
		w.later(14 * oneDay) // 20 April
		for indicator, want := range map[string]string{"tips.received": "30", "tips.valuable": "6"} {
			if got := w.figure(indicator, "2026-Q1"); got != want {
				t.Errorf("%s is %s", indicator, got)
			}
		}
	})
}
