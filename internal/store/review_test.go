package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// queue is what waits, as "level since" by record.
func (b *book) queue(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	k := store.WaitingKey{}
	for { // one by one, so that the key is held to its promise
		rows, err := b.Waiting(t.Context(), store.WaitingFilter{Ledgers: []string{b.ledgerA, b.ledgerB}, Levels: []int{1, 2, 3, 4}, After: k, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			return out
		}
		if k = rows[0].Key(); out[k.RecordID] != "" {
			t.Fatalf("record %s came twice", k.RecordID)
		}
		out[k.RecordID] = fmt.Sprint(rows[0].Turn(), " ", rows[0].TurnMS)
	}
}

// waitingBook holds records at every step of their route.
func waitingBook(t *testing.T, o store.Options) (b *book, submitted, between string) {
	b = newBook(t, o)
	write := func(drafts []ledger.Draft) {
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
	}
	submitted, first := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
	between, second := b.patrol(b.ledgerB, b.hamlets[2], b.day, 6)
	_, draft := b.patrol(b.ledgerA, b.hamlets[0], b.day, 7)
	_, done := b.patrol(b.ledgerA, b.hamlets[1], b.day, 8)
	returned, back := b.patrol(b.ledgerA, b.hamlets[1], b.day, 9)
	write(first[:2])
	write(second[:3])
	write(draft[:1])
	write(done)
	write(append(back[:2], ledger.Draft{LedgerID: b.ledgerA, EntityType: "entry", EntityID: returned, Verb: "return", ActorID: b.clerk, Catalogue: 1, Body: map[string]any{"level": 2, "why": "x"}}))
	return b, submitted, between
}

// TestWhatWaitsIsWhatTheRoutesSay: drafts, returned and finished records wait
// for nobody, the others for the level whose turn it is.
func TestWhatWaitsIsWhatTheRoutesSay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b, submitted, between := waitingBook(t, o)
		got := b.queue(t)
		if len(got) != 2 || got[submitted][:2] != "2 " || got[between][:2] != "3 " {
			t.Errorf("%v", got)
		}
		b.sound(t)
	})
}

// TestTheNewestOfWhatWaitsComesFirstWhenAsked: who looks at a bounded number
// sees what came last.
func TestTheNewestOfWhatWaitsComesFirstWhenAsked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b, _, _ := waitingBook(t, o)
		f := store.WaitingFilter{Ledgers: []string{b.ledgerA, b.ledgerB}, Levels: []int{1, 2, 3, 4}, Limit: 1000}
		longest, err := b.Waiting(t.Context(), f)
		f.Newest = true
		newest, err2 := b.Waiting(t.Context(), f)
		slices.Reverse(newest)
		same := slices.EqualFunc(longest, newest, func(x, y store.LedgerRecord) bool { return x.Key() == y.Key() })
		if err != nil || err2 != nil || len(longest) < 2 || !same {
			t.Errorf("%v, %v: %v, reversed %v", err, err2, longest, newest)
		}
	})
}

// TestAnOlderBookFindsWhatWaits: the migration fills in exactly what the fold
// would have written.
func TestAnOlderBookFindsWhatWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b, _, _ := waitingBook(t, o)
		want := b.queue(t)
		w, _ := b.Handles()
		run := func(q string) {
			if _, err := w.ExecContext(context.Background(), q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		run("UPDATE record SET turn = 0, turn_ms = 0")
		if len(b.queue(t)) != 0 {
			t.Fatal("nothing should wait now")
		}
		text, err := os.ReadFile(filepath.Join("migrate", b.Engine(), "0005_review.sql"))
		if err != nil {
			t.Fatal(err)
		}
		updates := regexp.MustCompile(`(?s)UPDATE .*?;`).FindAllString(string(text), -1)
		if len(updates) != 2 {
			t.Fatalf("%d statements", len(updates))
		}
		for _, q := range updates {
			run(q)
		}
		if got := b.queue(t); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
		b.sound(t)
	})
}

// TestVerifyFindsARecordThatWaitsForTheWrongLevel: the queue is a fold like
// any other.
func TestVerifyFindsARecordThatWaitsForTheWrongLevel(t *testing.T) {
	for _, change := range []string{"turn = 3", "turn_ms = turn_ms + 1"} {
		b, submitted, _ := waitingBook(t, store.Options{Dir: t.TempDir()})
		w, _ := b.Handles()
		if _, err := w.Exec(b.Rebind("UPDATE record SET "+change+" WHERE record_id = $1"), submitted); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Verify(t.Context(), nil); err == nil {
			t.Errorf("%s goes unnoticed", change)
		}
	}
}
