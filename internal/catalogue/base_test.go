package catalogue

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// base compiles the shipped catalogue or fails the test.
func base(t testing.TB) *Catalogue {
	t.Helper()
	cat, problems := Compile(Base())
	for _, p := range problems {
		t.Error(p)
	}
	if cat == nil {
		t.Fatal("the base catalogue does not compile")
	}
	return cat
}

func TestBaseCompilesWithoutProblemOrWarning(t *testing.T) {
	cat := base(t)
	if len(cat.Indicators) < 60 {
		t.Errorf("%d indicators, want about 60", len(cat.Indicators))
	}
	for _, f := range Base() {
		if len(f.Content) > MaxFileBytes {
			t.Errorf("%s has %d bytes", f.Name, len(f.Content))
		}
	}
}

// reviewCells are the indicators and measures fixed by
// review-2019-2024.json and catalogue.md 2.7, with the type each must have.
var reviewCells = map[string]Type{
	"units.total/units": Stock, "units.border_communes/units": Stock, "units.border_townships/units": Stock,
	"units.border_hamlets/units": Stock, "border.length_km/length_km": Stock, "border.marker_positions/positions": Stock,
	"border.monuments/monuments": Stock, "committees.commune_steering/committees": Stock,
	"teams.border_line_and_markers/teams": Stock, "teams.security_and_order/teams": Stock,
	"twinning.pairs/pairs": Stock, "hotlines/lines": Stock,
	"outreach/sessions": Count, "outreach/participant_turns": Sum,
	"twinning.visits/delegations": Distinct, "twinning.gifts/value_vnd": Sum,
	"donations.per_year/value_vnd_per_year": Rate, "livelihood_support/value_vnd": Sum,
	"patrol.post/times": Count, "patrol.post/person_turns": Sum,
	"patrol.bilateral/times": Count, "patrol.bilateral/person_turns": Sum,
	"patrol.with_residents/times": Count, "patrol.with_residents/person_turns": Sum,
	"trail_clearing/times": Count, "trail_clearing/length_km": Sum, "trail_clearing/person_turns": Sum,
	"incident.agreement_violation/cases": Count, "tips.valuable/tips": Count,
	"awards.collectives/awards": Count, "awards.individuals/awards": Count,
	"awards.review_conference.collectives/awards": Count, "awards.review_conference.individuals/awards": Count,
	"teams.coverage_hamlets/hamlets": Coverage, "markers.visited/positions": Distinct,
	"quality.counted_share/share": Ratio, "quality.evidence_share/share": Ratio,
	"quality.timeliness/share": Ratio, "quality.silent_units/share": Ratio,
}

func TestEveryCellOfTheReviewExists(t *testing.T) {
	cat := base(t)
	for id, want := range reviewCells {
		indicator, measure, _ := strings.Cut(id, "/")
		m, ok := cat.IndicatorMeasure(indicator, measure)
		if !ok {
			t.Errorf("%s is missing", id)
		} else if m.Type != want {
			t.Errorf("%s is %s, want %s", id, m.Type, want)
		}
	}
	for _, id := range []string{
		"exercise", "plan_practice", "disaster_response", "talks", "contact", "cooperation", "coordination",
		"festival", "training", "exchange", "medical_support", "equipment_support",
	} {
		if ind, ok := cat.Indicator(id); !ok || len(ind.Measures) == 0 {
			t.Errorf("activity %s named by the review has no indicator", id)
		}
	}
}

func TestFiltersOfTheReviewDoNotOverlap(t *testing.T) {
	cat := base(t)
	seen := map[string]string{}
	for _, id := range []string{"patrol.post", "patrol.bilateral", "patrol.with_residents"} {
		for _, form := range cat.Indicators[id].Measures[0].Terms[0].Where["patrol_form"] {
			if other := seen[form]; other != "" {
				t.Errorf("%s and %s both count %s", id, other, form)
			}
			seen[form] = id
		}
	}
	if len(seen) != 4 {
		t.Errorf("forms %v, want all four", seen)
	}
}

func TestBaseKindsFollowTheNotes(t *testing.T) {
	cat := base(t)
	for _, id := range []string{"patrol", "trail_clearing", "incident"} {
		if !slices.Equal(cat.Kinds[id].Route, []int{2, 3}) {
			t.Errorf("%s: route %v, want [2 3]", id, cat.Kinds[id].Route)
		}
	}
	if r := cat.Kinds["outreach"].Route; !slices.Equal(r, []int{2}) {
		t.Errorf("outreach: route %v, want the default [2]", r)
	}
	for kind, counting := range map[string]string{
		"patrol": "times", "outreach": "sessions", "gift": "times", "coordination": "times", "talks": "occasions",
		"incident": "cases", "award": "awards", "team": "teams", "registration": "rows", "segment": "rows",
	} {
		if got := cat.Kinds[kind].Counting; got == nil || got.ID != counting || !got.Counting {
			t.Errorf("%s counts by %v, want %s", kind, got, counting)
		}
	}
	tip := cat.Kinds["tip"]
	if !tip.Roles.HiddenBelowCommune || tip.MinLevel != "commune" || len(tip.Evidence) != 0 {
		t.Errorf("tip must be hidden below commune and without evidence: %+v", tip)
	}
	if got := cat.Kinds["talks"].Required; !slices.Equal(got, []string{"minutes"}) {
		t.Errorf("talks need minutes, got %v", got)
	}
}

func TestClosedListsHaveOtherAndUnknownLast(t *testing.T) {
	for _, d := range base(t).DimensionList() {
		n := len(d.Values)
		if d.Ref != "" {
			if n != 0 {
				t.Errorf("reference %s has values", d.ID)
			}
			continue
		}
		if n < 3 || d.Values[n-2].ID != ValueOther || d.Values[n-1].ID != ValueUnknown {
			t.Errorf("%s does not end with other, unknown", d.ID)
		}
	}
}

func TestEveryNameHasBothLanguages(t *testing.T) {
	cat := base(t)
	check := func(what string, n Text) {
		if n.VI == "" || n.EN == "" {
			t.Errorf("%s: name %+v", what, n)
		}
	}
	for _, k := range cat.KindList() {
		check(k.ID, k.Name)
		for _, m := range k.Measures {
			check(k.ID+"/"+m.ID, m.Name)
			if cat.Units[m.Unit] == nil {
				t.Errorf("%s/%s: unit %q", k.ID, m.ID, m.Unit)
			}
		}
	}
	for _, d := range cat.DimensionList() {
		check(d.ID, d.Name)
		for _, v := range d.Values {
			check(d.ID+"="+v.ID, v.Name)
		}
	}
	for _, ind := range cat.IndicatorList() {
		check(ind.ID, ind.Name)
		for _, m := range ind.Measures {
			check(ind.ID+"/"+m.ID, m.Name)
			if cat.Units[m.Unit] == nil {
				t.Errorf("%s/%s: unit %q", ind.ID, m.ID, m.Unit)
			}
		}
	}
}

func TestLengthsAreKeptInMetresAndPrintedInKilometres(t *testing.T) {
	cat := base(t)
	for _, id := range []string{"border.length_km", "trail_clearing"} {
		m, _ := cat.IndicatorMeasure(id, "length_km")
		if u := cat.Units[m.Unit]; u.Scale != 1000 || u.Base != "m" || m.Terms[0].Measure != "length_m" {
			t.Errorf("%s: %+v from %s", id, u, m.Terms[0].Measure)
		}
	}
}

func TestRateTakesTheTermsOfItsFlow(t *testing.T) {
	cat := base(t)
	m, _ := cat.IndicatorMeasure("donations.per_year", "value_vnd_per_year")
	if m.Of != "donations/value_vnd" || len(m.Terms) != 1 || m.Terms[0].Kind.ID != "donation_drive" {
		t.Errorf("got %+v", m)
	}
}

func TestThingsWithUnitsOfTheirOwnAreNeverTotalled(t *testing.T) {
	m, _ := base(t).IndicatorMeasure("gifts.in_kind", "quantity")
	if m.SplitBy != "gift_item" {
		t.Errorf("SplitBy = %q, want gift_item", m.SplitBy)
	}
}

func TestAnswerDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	want := base(t)
	explained := func(cat *Catalogue) string {
		var out []string
		for _, id := range cat.IndicatorOrder {
			s, _ := cat.Explain(id, "en")
			out = append(out, s)
		}
		return strings.Join(out, "\n")
	}
	rapid.Check(t, func(r *rapid.T) {
		got, problems := Compile(rapid.Permutation(Base()).Draw(r, "files"))
		if len(problems) > 0 {
			r.Fatal(problems)
		}
		if got.Digest != want.Digest || !slices.Equal(got.KindOrder, want.KindOrder) || explained(got) != explained(want) {
			r.Fatal("another catalogue")
		}
	})
}

func TestDigestSeesNamesAndContents(t *testing.T) {
	a := []File{{"a", []byte("bc")}, {"d", []byte("e")}}
	for _, other := range [][]File{
		{{"a", []byte("b")}, {"d", []byte("e")}}, {{"ab", []byte("c")}, {"d", []byte("e")}},
		{{"a", []byte("bcd")}, {"", []byte("e")}}, {{"a", []byte("bc")}},
	} {
		if Digest(a) == Digest(other) {
			t.Errorf("%v has the digest of %v", other, a)
		}
	}
	if Digest(a) != Digest([]File{a[1], a[0]}) {
		t.Error("the order of files changes the digest")
	}
}
