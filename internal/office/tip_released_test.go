package office_test

import (
	"testing"

	"phendau/internal/access"
	"phendau/internal/office"
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
		shown := func() string {
			t.Helper()
			var tab office.FigureTable
			w.as(access.UpperOfficer).must(200, "GET", "/figures?indicator=tips.valuable&period=2026-Q1&place="+w.province, nil, &tab)
			return tab.Cells[0].Printed
		}
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
