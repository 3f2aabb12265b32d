package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/match"
)

func TestThePresentIsAFixedDay(t *testing.T) {
	if Present.String() != "2026-11-22" {
		t.Errorf("the present is %s: every demo book and what is written about it would change", Present)
	}
}

// The story ends at Present: nobody acts after it, on any seed.
func TestNothingHappensAfterThePresent(t *testing.T) {
	for _, seed := range []uint64{0, 1, 7} {
		last := int64(0)
		for _, s := range plannedWith(t, seed).steps {
			last = max(last, s.at)
			if dayOf(s.at) > Present {
				t.Errorf("seed %d: %s of an act of %s on %s", seed, s.verb, s.act.day, dayOf(s.at))
			}
		}
		if dayOf(last) < Present-1 {
			t.Errorf("seed %d: the last step is of %s", seed, dayOf(last))
		}
	}
}

func plannedWith(t *testing.T, seed uint64) *builder {
	t.Helper()
	b, err := newBuilder(Options{Seed: seed}, NewClock())
	if err != nil {
		t.Fatal(err)
	}
	b.plan()
	return b
}

// The early book of the determinism tests ends before the present; the plan of
// the whole one is the same too.
func TestTheSameSeedPlansTheSamePresent(t *testing.T) {
	told := func(b *builder) []string {
		b.giveIDs()
		var out []string
		for _, s := range b.steps {
			if s.act.day >= merged2025 {
				out = append(out, fmt.Sprintf("%s %s %d %s %s %v", s.id, s.verb, s.at, s.actor, s.act.id, s.draft().Body))
			}
		}
		return out
	}
	a, b := told(plannedWith(t, 5)), told(plannedWith(t, 5))
	if len(a) < 3000 || len(a) > 4200 {
		t.Errorf("the present has %d operations", len(a))
	}
	if i := slices.IndexFunc(a, func(s string) bool { return !slices.Contains(b, s) }); len(a) != len(b) || i >= 0 {
		t.Errorf("%d and %d operations", len(a), len(b))
	}
}

// What waits on the desks at Present, read from the last step of each act.
func TestTheDesksHaveWork(t *testing.T) {
	got := map[string]int{}
	for _, a := range planned(t).acts {
		if a.day < Present-deskDays || a.typ != ledger.TypeEntry {
			continue
		}
		switch verb := a.last.verb; {
		case verb == "verify" && a.last.args().(map[string]int)["level"] < a.route[len(a.route)-1]:
			got["waits at 3"]++
		case verb == "submit":
			got[fmt.Sprintf("waits at %d", a.route[0])]++
		default:
			got[verb]++
		}
	}
	for what, want := range map[string][2]int{"waits at 2": {55, 70}, "waits at 3": {22, 34}, "return": {6, 6}, "create": {5, 5}, "correct": {4, 4}, "verify": {30, 60}} {
		if got[what] < want[0] || got[what] > want[1] {
			t.Errorf("%s: %d, wanted %d to %d", what, got[what], want[0], want[1])
		}
	}
}

// Two reports of one act are in the present only where twice made them: eight
// that nobody has answered.
func openPairsOfThePresent(t *testing.T, b *book) {
	acts, err := b.s.ActsBetween(t.Context(), b.w.Ledgers, merged2025, Present)
	if err != nil {
		t.Fatal(err)
	}
	open, err := finder(b).Open(acts, func(pairs []match.Pair) (map[match.Pair]bool, error) { return b.s.DecidedPairs(t.Context(), pairs) })
	if err != nil {
		t.Fatal(err)
	}
	if len(open) != undecidedPairs {
		t.Errorf("%d pairs are proposed, %d were made", len(open), undecidedPairs)
	}
	strong := map[string]int{}
	for _, p := range open {
		strong[p.Reasons[0].Code]++
	}
	if strong[match.CommonBody] == 0 || strong[match.SameDocument] == 0 {
		t.Errorf("reasons %v", strong)
	}
}

// One commune is silent for two months in both calendars, one signed a nil
// month: silence is never zero.
func silenceAndNil(t *testing.T, b *book) {
	state := func(code string, p calendar.Period) figure.State {
		i := slices.IndexFunc(b.w.Communes, func(u *Unit) bool { return u.Code == code })
		return ask(t, b.View, b.w.Communes[i].ID, p, 2, "outreach")["outreach/sessions"].State
	}
	for _, c := range []calendar.Calendar{calendar.Civil, calendar.Official} {
		for _, m := range []int{8, 9} {
			if s := state(silentUnit, calendar.Month(c, 2026, m)); s != figure.Missing {
				t.Errorf("the silent commune in month %d (%s): %v", m, c, s)
			}
		}
		if s := state(silentUnit, calendar.Month(c, 2026, 6)); s != figure.HasValue {
			t.Errorf("the silent commune before its silence (%s): %v", c, s)
		}
	}
	if s := state(stormUnit, calendar.Month(calendar.Civil, 2026, 7)); s != figure.Zero {
		t.Errorf("the signed nil month: %v", s)
	}
}

// A report of the present is locked and corrected afterwards, and an entry
// came late to it.
func presentRestated(t *testing.T, b *book) {
	all, err := b.s.Restatements(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.w.Communes, func(u *Unit) bool { return u.Code == presentLock })
	u := b.w.Communes[i]
	found := map[string]bool{}
	for _, r := range all {
		if r.LedgerID == u.Ledger {
			if r.What == "correct" && (r.ActorID != u.Verifier || r.Old != `{"basis":"counted","v":640}` || r.New != `{"basis":"counted","v":64}`) {
				t.Errorf("the correction: %+v", r)
			}
			found[strings.TrimSpace(r.What+" "+r.Field)] = true
		}
	}
	if !found["correct measures.length_m"] || !found["late"] {
		t.Errorf("restated: %v", found)
	}
}

// Every text about the present is real Vietnamese prose: no note is cut, and
// fictional names below the commune say that they are.
func TestNotesOfThePresentAreSentences(t *testing.T) {
	for _, a := range planned(t).acts {
		if a.content == nil || a.day < merged2025 || a.content.Note == "" {
			continue
		}
		if n := a.content.Note; !strings.HasSuffix(n, ".") || len([]rune(n)) > 400 {
			t.Errorf("%s: %q", a.content.Kind, n)
		}
	}
}
