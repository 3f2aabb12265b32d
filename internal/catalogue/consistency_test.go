package catalogue

import (
	"slices"
	"testing"
)

func TestEntryWarnings(t *testing.T) {
	cat := base(t)
	part := func(measure, dim, value string, v int64) PartShape {
		return PartShape{Measure: measure, Dims: map[string]string{dim: value}, Value: n(v)}
	}
	for _, c := range []struct {
		name string
		e    EntryShape
		want []string
	}{
		{"a patrol of five", EntryShape{Kind: "patrol", Measures: map[string]ValueShape{"person_turns": n(5)}}, nil},
		{"a patrol of 101", EntryShape{Kind: "patrol", Measures: map[string]ValueShape{"person_turns": n(101)}}, []string{"measures.person_turns out_of_bounds"}},
		{"an old book of 12 patrols", EntryShape{Kind: "patrol", Measures: map[string]ValueShape{"times": n(12), "person_turns": n(480)}}, nil},
		{"fewer people than patrols", EntryShape{Kind: "patrol", Measures: map[string]ValueShape{"times": n(12), "person_turns": n(11)}}, []string{"measures.person_turns turns_below_times"}},
		{"nobody", EntryShape{Kind: "patrol", Measures: map[string]ValueShape{"person_turns": n(0)}}, []string{"measures.person_turns turns_below_times"}},
		{"84 packages for four kinds of recipients", EntryShape{Kind: "gift", Measures: map[string]ValueShape{"packages": n(84)}, Parts: []PartShape{
			part("packages", "gift_recipient", "household_group", 25), part("packages", "gift_recipient", "pupils", 20),
			part("packages", "gift_recipient", "respected_people", 24), part("packages", "gift_recipient", "post", 15)}}, nil},
		{"one package lost", EntryShape{Kind: "gift", Measures: map[string]ValueShape{"packages": n(84)}, Parts: []PartShape{
			part("packages", "gift_recipient", "household_group", 25), part("packages", "gift_recipient", "pupils", 58)}}, []string{"measures.packages parts_do_not_sum"}},
		{"audiences may be incomplete", EntryShape{Kind: "outreach", Measures: map[string]ValueShape{"participant_turns": n(100)}, Parts: []PartShape{
			part("participant_turns", "audience", "pupils", 60)}}, nil},
		{"audiences above the total", EntryShape{Kind: "outreach", Measures: map[string]ValueShape{"participant_turns": n(100)}, Parts: []PartShape{
			part("participant_turns", "audience", "pupils", 60), part("participant_turns", "audience", "teachers", 41)}}, []string{"measures.participant_turns parts_do_not_sum"}},
		{"help may overlap", EntryShape{Kind: "disaster_response", Measures: map[string]ValueShape{"households_helped": n(310)}, Parts: []PartShape{
			part("households_helped", "help", "moving_households", 310), part("households_helped", "help", "relief_goods", 200)}}, nil},
		{"a part larger than the whole", EntryShape{Kind: "disaster_response", Measures: map[string]ValueShape{"households_helped": n(310)}, Parts: []PartShape{
			part("households_helped", "help", "moving_households", 311)}}, []string{"measures.households_helped part_exceeds_whole"}},
		{"a gift of nothing", EntryShape{Kind: "gift"}, []string{"measures.value_vnd nothing_told"}},
		{"a gift nobody valued", EntryShape{Kind: "gift", Measures: map[string]ValueShape{"value_vnd": {Q: QUncounted}}}, nil},
		{"a commune's routine patrol", EntryShape{Kind: "patrol", Owner: "peoples_committee", Dims: map[string][]string{"patrol_form": {"own_regular"}},
			Measures: map[string]ValueShape{"person_turns": n(5)}}, []string{"dims.patrol_form other_bodies"}},
		{"a commune's routine patrol with the post", EntryShape{Kind: "patrol", Owner: "peoples_committee", Bodies: []BodyShape{{Type: "post"}}, Dims: map[string][]string{"patrol_form": {"own_regular"}},
			Measures: map[string]ValueShape{"person_turns": n(5)}}, nil},
		{"a post's routine patrol", EntryShape{Kind: "patrol", Owner: "post", Dims: map[string][]string{"patrol_form": {"own_regular"}},
			Measures: map[string]ValueShape{"person_turns": n(5)}}, nil},
		{"a commune's patrol with residents", EntryShape{Kind: "patrol", Owner: "peoples_committee", Dims: map[string][]string{"patrol_form": {"with_residents"}},
			Measures: map[string]ValueShape{"person_turns": n(5)}}, nil},
		{"parts without a total", EntryShape{Kind: "gift", Parts: []PartShape{part("quantity", "gift_item", "flag", 400)}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fieldCodes(t, cat.EntryWarnings(c.e)); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The published review itself: exact multiples everywhere but in outreach and
// the people of clearing.
func TestStatementWarningsOfTheReview(t *testing.T) {
	cat := base(t)
	for _, c := range []struct {
		indicator string
		values    map[string]ValueShape
		want      []string
	}{
		{"patrol.post", map[string]ValueShape{"times": n(2329), "person_turns": n(11645)}, []string{"measures.person_turns exact_norm"}},
		{"patrol.with_residents", map[string]ValueShape{"times": n(3216), "person_turns": n(19296)}, []string{"measures.person_turns exact_norm"}},
		{"patrol.bilateral", map[string]ValueShape{"times": n(12), "person_turns": n(480)}, nil},
		{"trail_clearing", map[string]ValueShape{"times": n(3360), "length_km": n(126000), "person_turns": n(82500)}, []string{"measures.length_km exact_norm"}},
		{"outreach", map[string]ValueShape{"sessions": n(3957), "participant_turns": n(99273)}, nil},
		{"outreach", map[string]ValueShape{"sessions": n(100), "participant_turns": n(99)}, []string{"measures.participant_turns turns_below_times"}},
		{"tips.valuable", map[string]ValueShape{"tips": n(2926)}, nil},
	} {
		if got := fieldCodes(t, cat.StatementWarnings(c.indicator, c.values)); !slices.Equal(got, append([]string{}, c.want...)) {
			t.Errorf("%s: got %q, want %q", c.indicator, got, c.want)
		}
	}
}

func TestNormsOfTheReview(t *testing.T) {
	cat := base(t)
	for _, c := range []struct {
		kind, measure, form string
		count, want         int64
	}{
		{"patrol", "person_turns", "own_regular", 2329, 11645},
		{"patrol", "person_turns", "own_closed_loop", 1, 5},
		{"patrol", "person_turns", "with_residents", 3216, 19296},
		{"trail_clearing", "length_m", "", 3360, 126000},
	} {
		norm, ok := cat.NormFor(c.kind, c.measure, map[string][]string{"patrol_form": {c.form}}, "2024-01-01")
		if !ok {
			t.Errorf("no norm for %+v", c)
			continue
		}
		if v, exact := norm.Value(c.count); v != c.want || !exact || !norm.Matches(c.count, c.want) {
			t.Errorf("%+v: %d %v", c, v, exact)
		}
	}
	if norm, ok := cat.NormFor("patrol", "person_turns", map[string][]string{"patrol_form": {"bilateral"}}, "2024-01-01"); ok {
		t.Errorf("joint patrols have agreed sizes, no norm: %+v", norm)
	}
	if _, ok := cat.NormFor("patrol", "person_turns", map[string][]string{"patrol_form": {"own_regular"}}, "2018-12-31"); ok {
		t.Error("a norm before its first day")
	}
	clearing, _ := cat.NormFor("trail_clearing", "length_m", nil, "2024-01-01")
	if v, exact := clearing.Value(1); v != 38 || exact {
		t.Errorf("one clearing of 37.5 m is %d, exact %v", v, exact)
	}
}
