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
		var all []*sender
		var entries []map[string]any
		for range 6 {
			all = append(all, w.send("tin"))
			entries = append(entries, w.outcome("valuable"))
		}
		w.sort()
		for _, s := range all {
			w.opened(w.officer, s)
			w.conclude(s)
		}
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
			var all []*sender
			var entries []map[string]any
			for range n {
				all = append(all, w.send("tin"))
				entries = append(entries, w.outcome("valuable"))
			}
			w.sort()
			for _, s := range all {
				w.opened(w.officer, s)
				w.conclude(s)
			}
			w.clock.now = time.Date(2026, map[string]time.Month{"2026-01-01": 4, "2026-04-01": 7}[quarter], 6, 2, 0, 0, 0, time.UTC)
			w.later(0)
			w.count(quarter, entries...)
		}
		verify := func() {
			for _, op := range w.entriesOf(w.ledgerA) {
				if op.Op.Verb == "submit" {
					w.as(access.PostCommander).do("POST", "/records/"+w.ledgerA+"/"+op.Op.EntityID+"/verify", map[string]any{"base": op.Op.ID, "level": 3}, nil)
				}
			}
		}
		batch("2026-01-01", 6)
		w.later(15 * oneDay) // 21 April: a day late
		verify()
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
		verify()
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
