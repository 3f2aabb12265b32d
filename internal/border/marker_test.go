package border

import (
	"slices"
	"testing"

	"phendau/internal/calendar"
)

func TestAMarkerNumberIsReadAsPeopleWriteIt(t *testing.T) {
	for in, want := range map[string]Number{
		"836": {N: 836}, "836(2)": {N: 836, Index: 2}, "728/1": {N: 728, Secondary: 1}, "728/1(2)": {N: 728, Secondary: 1, Index: 2},
		" 836 (2) ": {N: 836, Index: 2}, "728 / 1": {N: 728, Secondary: 1}, "８３６（２）": {N: 836, Index: 2}, "７２８／１": {N: 728, Secondary: 1},
		"836\u00a0(2)": {N: 836, Index: 2}, "99999": {N: 99_999},
	} {
		if got, err := ParseNumber(in); err != nil || got != want {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "mốc 836", "0", "0836", "-1", "836(0)", "836/0", "836(", "836()", "836(2", "836(2)3", "836(2)/1", "836/", "/1", "(1)", "836²", "8٣6", "100000", "1e3", "836.5"} {
		if got, err := ParseNumber(in); code(err) != NumberForm {
			t.Errorf("%q was read as %+v", in, got)
		}
	}
}

func FuzzAMarkerNumberPrintedIsReadAgain(f *testing.F) {
	for _, s := range []string{"836", "728/1(2)", " ８３６ （２）", "836²", "9/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			return
		}
		if back, err := ParseNumber(n.String()); err != nil || back != n {
			t.Fatalf("%q is %+v, printed %s, read %+v", s, n, n, back)
		}
	})
}

func TestMarkersSortAsTheyStand(t *testing.T) {
	want := []string{"99", "728", "728(1)", "728(2)", "728/1", "728/1(2)", "728/2", "728/10", "1000"}
	var got []Number
	for _, s := range want {
		n, err := ParseNumber(s)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, n)
	}
	slices.Reverse(got)
	slices.SortFunc(got, Number.Compare)
	for i := range got {
		if got[i].String() != want[i] {
			t.Errorf("place %d: %s", i, got[i])
		}
	}
}

var (
	first = calendar.MakeDay(2024, 1, 1)
	last  = calendar.MakeDay(2024, 3, 31)
)

func TestAPositionWithoutAnyReachableStoneLeavesTheWholeVisibly(t *testing.T) {
	shut := []Closure{{"bờ bên kia", Always}}
	all := []Position{
		{ID: "single", Days: Always, Monuments: []Monument{{}}},
		{ID: "twin", Days: Always, Monuments: []Monument{{}, {Side: Theirs, Closed: shut}}},
		{ID: "cliff", Days: Always, Monuments: []Monument{{Closed: shut}, {Closed: shut}}},
		{ID: "later", Days: Since(last + 1), Monuments: []Monument{{}}},
		{ID: "no stone", Days: Always},
	}
	got := CountPositions(all, Days{first, last})
	if got.Positions != 4 || len(got.Reachable) != 2 || len(got.Unreachable) != 2 || got.Unreachable[0].ID != "cliff" || got.Unreachable[1].ID != "no stone" {
		t.Errorf("%+v", got)
	}
	if r := all[1].Reachable(first); len(r) != 1 || r[0].Side == Theirs {
		t.Errorf("of a twin %v", r)
	}
	if r := all[3].Reachable(first); len(r) != 0 {
		t.Error("a position before its first day")
	}
}

func TestAPositionIsAskedAboutIfItCouldBeReachedOnOneDay(t *testing.T) {
	count := func(closed ...Closure) int {
		return len(CountPositions([]Position{{Days: Always, Monuments: []Monument{{Closed: closed}}}}, Days{first, last}).Reachable)
	}
	mid := first + 40
	for _, c := range []struct {
		name   string
		closed []Closure
		want   int
	}{
		{"open", nil, 1},
		{"from the middle on", []Closure{{"lở đất", Since(mid)}}, 1},
		{"until the middle", []Closure{{"lở đất", Until(mid)}}, 1},
		{"until the last day but one, then again", []Closure{{"lở đất", Until(mid)}, {"mìn", Since(mid + 2)}}, 1},
		{"without a day between", []Closure{{"lở đất", Until(mid)}, {"mìn", Since(mid + 1)}}, 0},
		{"until after the period", []Closure{{"lở đất", Days{first - 9, last + 9}}}, 0},
	} {
		if got := count(c.closed...); got != c.want {
			t.Errorf("%s: %d", c.name, got)
		}
	}
}

func TestAStoneStandsAsLastNoted(t *testing.T) {
	m := Monument{States: []Standing{{Damaged, first + 10}, {Good, first + 20}}}
	for day, want := range map[calendar.Day]State{first: Good, first + 10: Damaged, first + 19: Damaged, first + 20: Good} {
		if got := m.StateOn(day); got != want {
			t.Errorf("%v: %s", day, got)
		}
	}
}
