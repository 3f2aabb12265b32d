package demo

import (
	"context"
	"testing"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// fill opens a book and fills it.
func fill(t testing.TB, so store.Options, o Options) (*store.Store, *World) {
	t.Helper()
	clock := NewClock()
	so.Now = clock.Now
	s := storetest.Open(t, so)
	began := time.Now()
	w, err := Fill(context.Background(), s, clock, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %s", time.Since(began).Round(time.Millisecond))
	return s, w
}

// book is a full fill that tests read.
type book struct {
	*store.View
	s    *store.Store
	w    *World
	kept int // files
}

// filled fills a book as the program does, with locks and files.
func filled(t *testing.T) *book {
	t.Helper()
	b := &book{}
	clock := NewClock()
	b.s = storetest.Open(t, store.Options{Dir: t.TempDir(), Now: clock.Now})
	var err error
	if b.w, err = Fill(t.Context(), b.s, clock, Options{Lock: lockPlainly(b.s), Keep: b.keep}); err != nil {
		t.Fatal(err)
	}
	return b
}

// Filling takes seconds, so one book serves all tests that only read.
func TestFilledBook(t *testing.T) {
	b := filled(t)
	var err error
	if b.View, err = b.s.View(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d entries, %d facts", b.Entries(), b.Facts())
	for _, x := range []struct {
		name string
		test func(*testing.T, *book)
	}{
		{"the registry has no problems", registryHasNoProblems},
		{"every figure of the review comes out of the entries", reviewComesOut},
		{"the official calendar gives other numbers", officialCalendarDiffers},
		{"the old district is the same as a group on today's map", sameAsGroup},
		{"what does not count is there", uncountedIsThere},
		{"a locked report shows its correction, its late entry and its late match", lockedShowsChanges},
		{"the year of the lock is as it was", lockedYearIsKept},
		{"joint acts are linked or answered and never proposed again", jointActsOfTheDemo},
		{"only the made pairs are open in the present", openPairsOfThePresent},
		{"silence is not a signed nil", silenceAndNil},
		{"a report of the present shows its correction and its late entry", presentRestated},
		{"the doubts of the review speak of its norms and of no tips", doubtsOfTheReview},
		{"files are kept after their operation", filesAreKept},
		{"entries of the demo are not asked for what they should say, nor who they are", entriesAskNothing},
	} {
		t.Run(x.name, func(t *testing.T) { x.test(t, b) })
	}
}

func registryHasNoProblems(t *testing.T, b *book) {
	for _, p := range b.Registry.Problems {
		t.Errorf("%s %v: %s", p.Kind, p.Places, p.Text.EN)
	}
}

// heads asks for the end of every ledger.
func heads(t testing.TB, s *store.Store) []string {
	t.Helper()
	v, err := s.View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range v.Position {
		out = append(out, p.LedgerID+" "+p.Hash)
	}
	return out
}

// early is long enough for every theme of a normal year and the two first
// stages of the registry, short enough for several fills in a test.
var early = Options{until: calendar.MakeDay(2019, 5, 1)}

func sameHeads(t *testing.T, a, b []string) {
	t.Helper()
	if len(a) != len(b) || len(a) == 0 {
		t.Fatalf("%d and %d ledgers", len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("ledger differs: %s, %s", a[i], b[i])
		}
	}
}

func TestTheSameSeedMakesTheSameBookOnBothEngines(t *testing.T) {
	one, _ := fill(t, store.Options{Dir: t.TempDir()}, early)
	two, _ := fill(t, store.Options{Dir: t.TempDir()}, early)
	sameHeads(t, heads(t, one), heads(t, two))
	t.Run("postgres", func(t *testing.T) {
		pg, _ := fill(t, store.Options{Database: storetest.Database(t)}, early)
		sameHeads(t, heads(t, one), heads(t, pg))
	})
	other := early
	other.Seed = 7
	three, _ := fill(t, store.Options{Dir: t.TempDir()}, other)
	if a, b := heads(t, one), heads(t, three); a[0] == b[0] {
		t.Error("another seed makes the same book")
	}
}
