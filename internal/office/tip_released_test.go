package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
)

// TestAReleasedNumberOfTipsStays: once a batch is verified nobody corrects it, gives it
// back or takes it away: who compares the figure of two days must learn of no tip.
func TestAReleasedNumberOfTipsStays(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		_, entries := w.concluded(6)
		w.later(27 * oneDay) // 6 April
		w.count("2026-01-01", entries...)
		ops := w.entriesOf(w.ledgerA)
		entry := w.ledgerA + "/" + ops[0].Op.EntityID
		records, retract := "/records/"+entry, "/entries/"+entry+"/retract"
		w.as(access.PostCommander).must(200, "POST", records+"/verify", map[string]any{"base": ops[1].Op.ID, "level": 3}, nil)
		ops = w.entriesOf(w.ledgerA)
		w.later(14 * oneDay) // 20 April
		shown := func() string { return w.figure("tips.valuable", "2026-Q1") }
		if got := shown(); got != "6" {
			t.Fatalf("the figure is %s", got)
		}
		base := ops[len(ops)-1].Op.ID
		for path, body := range map[string]map[string]any{
			records + "/correct": {"base": base, "why": "Đếm nhầm.", "set": map[string]any{"measures": map[string]any{"tips": map[string]any{"v": 7, "q": "exact", "b": "counted"}}}},
			records + "/return":  {"level": 3, "why": "Đếm nhầm."},
			retract:              {"why": "Đếm nhầm."},
		} {
			var out struct {
				Code string `json:"code"`
			}
			if got := w.as(access.PostCommander).do("POST", path, body, &out); got == 200 || out.Code != "released" {
				t.Errorf("%s: %d %+v", path, got, out)
			}
		}
		if got := shown(); got != "6" || len(w.entriesOf(w.ledgerA)) != len(ops) {
			t.Errorf("the figure is %s now", got)
		}
	})
}

// TestTipsVerifiedLaterWaitForTheNextRelease: between two releases no figure of tips
// changes, whatever is verified meanwhile; whoever asks every day learns of no tip.
func TestTipsVerifiedLaterWaitForTheNextRelease(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		batch := func(quarter string, n int) {
			_, entries := w.concluded(n)
			w.clock.now = time.Date(2026, map[string]time.Month{"2026-01-01": 4, "2026-04-01": 7}[quarter], 6, 2, 0, 0, 0, time.UTC)
			w.later(0)
			w.count(quarter, entries...)
		}
		batch("2026-01-01", 6)
		w.later(15 * oneDay) // 21 April: a day late
		w.verifyOutcomes()
		first := w.figure("tips.valuable", "2026-Q1")
		if first == "6" {
			t.Fatal("released behind its day")
		}
		for range 30 {
			w.later(oneDay)
			if got := w.figure("tips.valuable", "2026-Q1"); got != first {
				t.Fatalf("%s became %s on %s", first, got, w.clock.now)
			}
		}
		batch("2026-04-01", 7) // 6 July
		w.verifyOutcomes()
		w.later(13 * oneDay) // 19 July
		if got := w.figure("tips.valuable", "2026-Q1"); got != first {
			t.Errorf("on 19 July the figure is %s", got)
		}
		if got := w.figure("tips.valuable", "2026-Q2"); got != "không nêu riêng" {
			t.Errorf("on 19 July the next quarter is %s", got)
		}
		w.later(oneDay)
		if a, b := w.figure("tips.valuable", "2026-Q1"), w.figure("tips.valuable", "2026-Q2"); a != "6" || b != "7" {
			t.Errorf("on 20 July the figures are %s and %s", a, b)
		}
	})
}

// TestAReleasedNumberOfTipsIsNotJoined: an entry that is made part of another's act, leaves
// it, or gets agreed values, changes the figure as a correction does.
func TestAReleasedNumberOfTipsIsNotJoined(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		_, counted := w.concluded(12)
		for i, e := range counted {
			e["dims"].(map[string]string)["tip_topic"] = []string{"crossing", "smuggling", "order"}[i/4]
		}
		w.later(27 * oneDay) // 6 April
		w.count("2026-01-01", counted...)
		newest, entries := map[string]string{}, []string{}
		read := func() {
			for _, x := range w.entriesOf(w.ledgerA) {
				if newest[x.Op.EntityID] == "" {
					entries = append(entries, x.Op.EntityID)
				}
				newest[x.Op.EntityID] = x.Op.ID
			}
		}
		if read(); len(entries) != 3 {
			t.Fatalf("%d entries", len(entries))
		}
		ref := func(i int) map[string]any { return map[string]any{"ledger_id": w.ledgerA, "entry_id": entries[i]} }
		propose := func(main, member int) map[string]any {
			return map[string]any{"main": ref(main), "members": []any{ref(member)}, "relation": "same"}
		}
		// Before anybody verified them two are joined, and a third is proposed.
		commander, at := w.as(access.PostCommander), "/events/"+w.ledgerA+"/"+entries[0]
		commander.must(200, "POST", "/events", propose(0, 1), nil)
		commander.must(200, "POST", at+"/confirm", map[string]any{"member": ref(1)}, nil)
		commander.must(200, "POST", "/events", propose(0, 2), nil)
		read()
		for _, id := range entries {
			commander.must(200, "POST", "/records/"+w.ledgerA+"/"+id+"/verify", map[string]any{"base": newest[id], "level": 3}, nil)
		}
		w.later(14 * oneDay) // 20 April
		commander = w.as(access.PostCommander)
		if got := w.figure("tips.valuable", "2026-Q1"); got != "8" {
			t.Fatalf("the figure is %s", got)
		}
		for _, x := range []struct {
			path string
			body map[string]any
		}{
			{at + "/confirm", map[string]any{"member": ref(2)}},
			{at + "/leave", map[string]any{"member": ref(1), "why": "Việc khác."}},
			{at + "/settle", map[string]any{"measures": map[string]any{"tips": countedJSON(9)}, "why": "Đối chiếu."}},
			{"/events", propose(2, 0)},
		} {
			commander.sent(409, "released", "POST", x.path, x.body)
		}
		if got := w.figure("tips.valuable", "2026-Q1"); got != "8" {
			t.Errorf("the figure is %s now", got)
		}
	})
}
