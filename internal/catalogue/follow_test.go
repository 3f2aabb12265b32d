package catalogue

import (
	"slices"
	"testing"
)

func TestAFollowUpDayBelongsToKindsThatAreFollowed(t *testing.T) {
	cat := base(t)
	incident := EntryShape{Kind: "incident", Day: "2024-01-05", Dims: map[string][]string{"incident_class": {"crime"}}}
	for _, c := range []struct {
		name, kind, day string
		want            []string
	}{
		{"later", "incident", "2024-02-05", []string{}},
		{"the same day", "incident", "2024-01-05", []string{}},
		{"before the entry", "incident", "2024-01-04", []string{"follow_up follow_before"}},
		{"a kind that ends at once", "tip_outcome", "2024-02-05", []string{"follow_up not_followed"}},
	} {
		e := incident
		if e.FollowUp = c.day; c.kind != e.Kind {
			e.Kind, e.Dims = c.kind, map[string][]string{"tip_outcome_kind": {"crime"}}
		}
		if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAKindIsFollowedUntilADimensionSaysSo(t *testing.T) {
	cat := base(t)
	k := cat.Kinds["incident"]
	if !k.Alert || k.Follow == nil || !slices.Equal(k.Follow.By, []string{"talks", "contact"}) {
		t.Fatalf("%+v", k)
	}
	for state, want := range map[string]bool{"": false, "being_handled": false, "closed": true} {
		if got := k.Ended(map[string][]string{"case_state": {state}}); got != want {
			t.Errorf("%q ends it: %v", state, got)
		}
	}
	if !cat.Kinds["talks"].Ended(nil) {
		t.Error("talks are not followed up and never remind")
	}
}

func TestFollowUpsThatCannotEndAreRefused(t *testing.T) {
	kind := func(l ...string) string {
		return lines(append([]string{"kinds:", "  office_case:", "    name: vụ | case", "    measures:", "      cases:", "    dims: [case_state]"}, l...)...)
	}
	runRefusals(t, []refusal{
		{"no end", kind("    follow_up: {by: talks}"), []string{"2 follow_until", "2 kind_unused"}},
		{"unknown value", kind("    follow_up: {until: {case_state: done}}"), []string{"2 kind_unused", "7 follow_until", "7 unknown_value"}},
		{"dimension of another kind", kind("    follow_up: {until: {contact_channel: letter}}"), []string{"2 kind_unused", "7 dimension_not_on_kind"}},
		{"unknown kind", kind("    follow_up: {until: {case_state: closed}, by: talk}"), []string{"2 kind_unused", "7 unknown_kind"}},
		{"register", lines("registers:", "  office_row:", "    name: sổ | register", "    measures:", "      rows: {unit: times, name: mục | rows}", "    alert: true"), []string{"2 kind_unused", "6 unknown_key"}},
	})
}
