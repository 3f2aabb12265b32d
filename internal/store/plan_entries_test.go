package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestEntriesAreFoundByTheirPlan: by an index that an older book gets filled in,
// and that verify compares with the operations.
func TestEntriesAreFoundByTheirPlan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		planID := b.w.IDs.New()
		id, drafts := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		c := drafts[0].Body.(ledger.Content)
		c.PlanID = planID
		drafts[0].Body = c
		_, other := b.patrol(b.ledgerA, b.hamlets[0], b.day, 6)
		for _, list := range [][]ledger.Draft{drafts[:2], other[:2]} {
			if err := b.w.MustWrite(t.Context(), list); err != nil {
				t.Fatal(err)
			}
		}
		found := func(want int) {
			t.Helper()
			list, err := b.EntriesOfPlans(t.Context(), []string{b.ledgerA, b.ledgerB}, []string{planID, b.w.IDs.New()})
			if err != nil || len(list) != want || want == 1 && (list[0].ID != id || list[0].LedgerID != b.ledgerA) {
				t.Errorf("%+v, %v", list, err)
			}
		}
		found(1)
		b.sound(t)
		w, _ := b.Handles()
		run := func(q string) {
			if _, err := w.ExecContext(t.Context(), q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		run("UPDATE record SET plan_id = ''")
		found(0)
		if _, err := b.Verify(t.Context(), nil); err == nil {
			t.Error("a forgotten plan goes unnoticed")
		}
		text, err := os.ReadFile(filepath.Join("migrate", b.Engine(), "0009_plan_entries.sql"))
		if err != nil {
			t.Fatal(err)
		}
		run(regexp.MustCompile(`(?s)UPDATE .*?;`).FindString(string(text)))
		found(1)
		b.sound(t)
	})
}
