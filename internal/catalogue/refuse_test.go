package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// refusal is an office file compiled together with the base, and the findings
// expected in it as "line code".
type refusal struct {
	name string
	yaml string
	want []string
}

// lines joins lines so that a case shows its own line numbers.
func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

// findingsOf compiles the base with one office file and returns its findings.
func findingsOf(t *testing.T, content string) []string {
	t.Helper()
	cat, problems := Compile(append(Base(), File{"office.yaml", []byte(content)}))
	if (cat == nil) != HasErrors(problems) {
		t.Error("a catalogue must come back exactly when there is no error")
	}
	var out []string
	for _, p := range problems {
		if p.File != "office.yaml" {
			t.Errorf("finding in another file: %s", p)
		}
		if strings.Contains(p.VI+p.EN, "{") && p.Code != CodeBadYAML {
			t.Errorf("unfilled sentence: %s / %s", p.VI, p.EN)
		}
		out = append(out, fmt.Sprintf("%d %s", p.Line, p.Code))
	}
	return out
}

func runRefusals(t *testing.T, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := findingsOf(t, c.yaml); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// indicator wraps the lines of one indicator, which begin at line 5.
func indicator(l ...string) string {
	return lines("indicators:", "  office.x:", "    name: thử | test", "    group: line", "    "+strings.Join(l, "\n    "))
}

func TestArithmeticThatIsRefused(t *testing.T) {
	runRefusals(t, []refusal{
		{"sum over a register", indicator("from: team", "measures:", "  members: {type: sum}"), []string{"7 sum_over_stock"}},
		{"sum over units", indicator("source: unit", "level: commune", "measures:", "  units: {type: sum}"), []string{"8 sum_over_stock"}},
		{"sum of a stock of another indicator", indicator("measures:", "  teams: {type: sum, of: teams.total/teams}"), []string{"6 sum_over_stock"}},
		{"sum of a distinct number", indicator("measures:", "  delegations: {type: sum, of: twinning.visits/delegations}"), []string{"6 distinct_summed"}},
		{"sum of a coverage", indicator("measures:", "  hamlets: {type: sum, of: teams.coverage_hamlets/hamlets}"), []string{"6 distinct_summed"}},
		{"households added over entries", indicator("from: livelihood_support", "measures: [households]"), []string{"6 distinct_summed"}},
		{"persons added in a ratio", indicator("measures:", "  share:", "    type: ratio", "    num: {from: disaster_response, measure: persons_rescued}", "    den: {from: disaster_response, measure: times}"), []string{"7 distinct_summed"}},
		{"average of averages", indicator("measures:", "  share:", "    type: ratio", "    num: {of: line.kept_share/share}", "    den: {from: patrol, measure: times}"), []string{"8 average_of_averages"}},
		{"sum of ratios", indicator("measures:", "  share: {type: sum, of: line.kept_share/share}"), []string{"6 average_of_averages"}},
		{"per head of a ratio", indicator("measures:", "  share: {type: per_capita, of: line.kept_share/share, den_fact: people}"), []string{"6 average_of_averages"}},
		{"distinct in a quotient", indicator("measures:", "  share:", "    type: ratio", "    num: {of: twinning.visits/delegations}", "    den: {from: patrol, measure: times}"), []string{"8 distinct_summed"}},
		{"rate of a ratio", indicator("measures:", "  share: {type: rate, of: line.kept_share/share}"), []string{"6 rate_of_ratio"}},
		{"rate of a rate", indicator("measures:", "  value_vnd_per_year: {type: rate, of: donations.per_year/value_vnd_per_year}"), []string{"6 rate_of_ratio"}},
		{"rate of a stock", indicator("measures:", "  teams: {type: rate, of: teams.total/teams}"), []string{"6 rate_needs_flow"}},
		{"rate of a distinct number", indicator("measures:", "  delegations: {type: rate, of: twinning.visits}"), []string{"6 rate_needs_flow"}},
		{"rate of nothing", indicator("measures:", "  value_vnd_per_year: {type: rate}"), []string{"6 of_missing"}},
		{"plan of a ratio", indicator("measures:", "  share: {type: plan, of: line.kept_share/share}"), []string{"6 of_not_allowed"}},
		{"of without a type", indicator("measures:", "  times: {of: patrol.post/times}"), []string{"6 of_not_allowed"}},
		{"ratio without denominator", indicator("measures:", "  share: {type: ratio, num: {from: patrol, measure: times}}"), []string{"6 denominator_missing"}},
		{"coverage without denominator", indicator("from: team", "measures:", "  hamlets: {type: coverage, members: place}"), []string{"7 denominator_missing"}},
		{"per head without denominator", indicator("measures:", "  share: {type: per_capita, num: {from: patrol, measure: times}}"), []string{"6 denominator_missing"}},
		{"per km without denominator", indicator("from: patrol", "measures:", "  share: {type: per_km, measure: times}"), []string{"7 denominator_missing"}},
		{"distinct of nothing", indicator("from: patrol", "measures:", "  positions: {type: distinct}"), []string{"7 members_missing"}},
		{"line of a kind without tracks", indicator("from: outreach", "measures:", "  covered_km: {type: coverage, members: line}"), []string{"7 no_track"}},
		{"line as a number of different things", indicator("from: patrol", "measures:", "  covered_km: {type: distinct, members: line}"), []string{"7 type_misfit"}},
		{"markers shown nowhere", indicator("from: patrol", "measures:", "  positions: {type: coverage, members: line, shown: passed}"), []string{"7 no_track"}},
		{"share by trail", indicator("from: patrol", "measures:", "  share: {type: ratio, members: trail}"), []string{"7 type_misfit"}},
		{"sum by trail", indicator("from: patrol", "measures:", "  by_trail_km: {type: sum, members: trail}"), []string{"7 type_misfit"}},
		{"public kilometres by trail", indicator("public: true", "from: patrol", "measures:", "  by_trail_km: {type: coverage, members: trail}"), []string{"5 public_type"}},
		{"rate of kilometres passed", indicator("measures:", "  passed_km: {type: rate, of: line.covered/passed_km}"), []string{"6 of_not_allowed"}},
		{"public kilometres of the line", indicator("public: true", "from: patrol", "measures:", "  covered_km: {type: coverage, members: line}"), []string{"5 public_type"}},
		{"markers of a kind without visits", indicator("from: outreach", "measures:", "  positions: {type: distinct, members: marker}"), []string{"7 no_marker_visits"}},
		{"events of a register", indicator("from: team", "measures:", "  teams: {type: distinct, members: event}"), []string{"7 type_misfit"}},
		{"count of no counting measure", indicator("from: patrol", "measures:", "  person_turns: {type: count}"), []string{"7 type_misfit"}},
		{"stock of occurrences", indicator("from: patrol", "measures:", "  times: {type: stock}"), []string{"7 type_misfit"}},
		{"activities and registers together", indicator("from: [patrol, team]", "measures:", "  times: {measure: times}"), []string{"7 unknown_measure"}},
		{"activities and units together", indicator("measures:", "  times:", "    num:", "      - {from: patrol, measure: times}", "      - {source: unit, level: commune}"), []string{"6 mixed_sources", "8 not_for_type"}},
		{"metres added to đồng", indicator("from: trail_clearing", "measures:", "  value_vnd: {measure: length_m}"), []string{"7 unit_mismatch"}},
		{"nothing to count", indicator("measures: [times]"), []string{"5 terms_missing"}},
		{"members on a sum", indicator("from: patrol", "measures:", "  times: {members: event}"), []string{"7 not_for_type"}},
		{"evidence outside a ratio", indicator("source: evidence", "measures: [times]"), []string{"6 source_only_in_ratio"}},
		{"total of unlike things", indicator("measures:", "  share:", "    type: ratio", "    num: {from: gift, measure: quantity}", "    den: {from: gift, measure: times}"), []string{"7 parts_only"}},
		{"balance without what goes out", indicator("from: gift", "measures:", "  value_vnd: {type: balance}"), []string{"7 less_missing"}},
		{"balance of a register", indicator("from: team", "measures:", "  members: {type: balance, less: {from: team}}"), []string{"7 balance_needs_flow"}},
		{"balance of another indicator", indicator("from: gift", "measures:", "  value_vnd: {type: balance, less: {of: gifts/value_vnd}}"), []string{"7 not_for_type"}},
		{"balance of two units", indicator("from: gift", "measures:", "  value_vnd: {type: balance, less: {from: patrol, measure: person_turns}}"), []string{"7 unit_mismatch"}},
		{"balance since no day", indicator("from: gift", "measures:", "  value_vnd: {type: balance, since: now, less: {from: donation_drive}}"), []string{"7 want_day"}},
		{"beginning of a sum", indicator("from: gift", "measures:", "  value_vnd: {since: 2026-01-01}"), []string{"7 not_for_type"}},
		{"sum of a balance", indicator("measures:", "  quantity: {type: sum, of: gifts.stock/quantity}"), []string{"6 sum_over_stock"}},
		{"rate of a balance", indicator("measures:", "  value_vnd_per_year: {type: rate, of: gifts.stock/quantity}"), []string{"6 rate_needs_flow"}},
		{"balance of tips", indicator("from: tip", "measures:", "  tips: {type: balance, less: {from: tip, measure: tips}}"), []string{"7 tips_balance"}},
		{"statement with a source", indicator("from: patrol", "measures:", "  times: {type: statement}"), []string{"7 not_for_type"}},
	})
}

func TestFiltersThatAreRefused(t *testing.T) {
	runRefusals(t, []refusal{
		{"a filter that is none", indicator("from: patrol", "min_people: 5", "measures: [times]"), []string{"6 unknown_filter"}},
		{"filter by basis", indicator("from: patrol", "measures:", "  times: {basis: counted}"), []string{"7 unknown_filter"}},
		{"filter by month in a numerator", indicator("measures:", "  share:", "    type: ratio", "    num: {from: patrol, measure: times, month: 3}", "    den: {from: patrol, measure: times}"), []string{"8 unknown_filter"}},
		{"typing slip", indicator("form: patrol", "measures: [times]"), []string{"5 unknown_key", "6 terms_missing"}},
		{"dimension of another kind", indicator("from: patrol", "where: {outreach_form: school}", "measures: [times]"), []string{"6 dimension_not_on_kind"}},
		{"value of another list", indicator("from: patrol", "where: {patrol_form: school}", "measures: [times]"), []string{"6 unknown_value"}},
		{"unknown dimension", indicator("from: patrol", "where: {size: big}", "measures: [times]"), []string{"6 unknown_dimension"}},
		{"value of a reference", indicator("from: twinning_visit", "where: {visit_stop: post}", "measures: [delegations]"), []string{"6 values_of_reference"}},
		{"unknown kind", indicator("from: petrol", "measures: [times]"), []string{"5 unknown_kind"}},
		{"unknown measure", indicator("from: patrol", "measures: [person_turn]"), []string{"6 unknown_measure"}},
		{"unknown body type", indicator("from: patrol", "involved: posts", "measures: [times]"), []string{"6 unknown_body_type"}},
		{"unknown flag", indicator("from: patrol", "flag: border_comune", "measures: [times]"), []string{"6 unknown_word"}},
		{"link to a tip", indicator("from: patrol", "linked: tip", "measures: [times]"), []string{"6 not_for_type"}},
		{"level on a kind", indicator("from: patrol", "level: commune", "measures: [times]"), []string{"6 units_only"}},
		{"units without level", indicator("source: unit", "measures: [units]"), []string{"6 missing"}},
		{"unknown group", lines("indicators:", "  office.x:", "    name: thử | test", "    group: lines", "    from: patrol", "    measures: [times]"), []string{"4 unknown_word"}},
		{"split by a foreign dimension", indicator("from: patrol", "measures: [times]", "splits: [audience]"), []string{"7 split_not_on_kind"}},
		{"unknown indicator", indicator("measures:", "  value_vnd_per_year: {type: rate, of: donation/value_vnd}"), []string{"6 unknown_indicator"}},
		{"unknown type", indicator("from: patrol", "measures:", "  times: {type: average}"), []string{"7 unknown_choice"}},
		{"two breakdowns at once", lines(
			"dimensions:", "  half:", "    name: nửa | half", "    values:", "      a: a | a",
			"kinds:", "  twice:", "    name: hai cách | two ways", "    measures:", "      times:",
			"      person_turns: {by: [half, side]}",
			"indicators:", "  office.x:", "    name: thử | test", "    group: line", "    from: twice",
			"    where: {half: a, side: ours}", "    measures: [person_turns]"), []string{"17 two_breakdowns"}},
	})
}

func TestOnlyPlainNumbersOfOpenKindsArePublic(t *testing.T) {
	runRefusals(t, []refusal{
		{"tips", indicator("from: tip", "measures: [tips]", "public: true"), []string{"7 public_restricted"}},
		{"restricted kind", indicator("from: incident", "measures: [cases]", "public: true"), []string{"7 public_restricted"}},
		{"all entries", indicator("public: true", "measures:", "  share: {type: ratio, num: {source: evidence}, den: {source: entries}}"), []string{"5 public_restricted", "5 public_type"}},
		{"plan", indicator("public: true", "measures:", "  planned: {type: plan, of: outreach/sessions}"), []string{"5 public_type"}},
		{"share", indicator("public: true", "measures:", "  share:", "    type: ratio", "    num: {from: outreach, measure: participant_turns}", "    den: {from: outreach, measure: sessions}"), []string{"5 public_type"}},
	})
}

func TestTipsStayAtCommuneAndQuarter(t *testing.T) {
	runRefusals(t, []refusal{
		{"split by hamlet", indicator("from: tip", "measures: [tips]", "splits: [hamlet]"), []string{"7 tips_below_commune"}},
		{"split by month", indicator("from: tip", "measures: [tips]", "splits: [month]"), []string{"7 tips_by_month"}},
		{"hamlets with tips", indicator("from: tip", "measures:", "  hamlets: {type: distinct, members: place}"), []string{"7 tips_below_commune"}},
		{"filter by hamlet flag", indicator("from: tip", "flag: border_hamlet", "measures: [tips]"), []string{"7 tips_below_commune"}},
		{"hamlets as reporters", indicator("from: tip", "measures: [tips]", "reporters: border_hamlet"), []string{"7 tips_below_commune"}},
		{"tips per border hamlet", indicator("measures:", "  share:", "    type: ratio", "    num: {from: tip, measure: tips}", "    den: {source: unit, level: hamlet, flag: border_hamlet}"), []string{"6 tips_below_commune"}},
		{"marker on a tip", lines("extend:", "  kinds:", "    tip:", "      dims: [marker]"), []string{"4 tips_below_commune"}},
		{"hidden kind at hamlet", lines("kinds:", "  rumour:", "    name: lời đồn | rumour", "    measures:", "      tips:", "    roles: hidden_below_commune"), []string{"2 kind_unused", "2 tips_below_commune"}},
	})
}

func TestFormThatIsRefused(t *testing.T) {
	runRefusals(t, []refusal{
		{"unknown section", lines("indicator:", "  x: y"), []string{"1 unknown_section"}},
		{"unknown key", lines("units:", "  gio:", "    name: giờ | hours", "    factor: 2"), []string{"4 unknown_key"}},
		{"duplicate id", lines("units:", "  gio: giờ | hours", "  gio: giờ | hours"), []string{"3 duplicate_id"}},
		{"redefined base unit", lines("units:", "  times: lượt | turns"), []string{"2 redefined"}},
		{"same definition again", lines("units:", "  times: lần | times"), []string{"2 defined_twice"}},
		{"redefined base kind", lines("registers:", "  patrol:", "    name: a | a", "    measures:", "      times:"), []string{"2 redefined"}},
		{"capital in an id", lines("units:", "  Gio: giờ | hours"), []string{"2 bad_id"}},
		{"accent in an id", lines("units:", "  giờ: giờ | hours"), []string{"2 bad_id"}},
		{"dash in an id", lines("units:", "  gio-cong: giờ công | hours"), []string{"2 bad_id"}},
		{"dot in a dimension", lines("dimensions:", "  a.b:", "    name: a | a", "    values:", "      x: x | x"), []string{"2 bad_field_id"}},
		{"no English", lines("units:", "  gio: giờ"), []string{"2 english_missing"}},
		{"no name", lines("units:", "  gio:"), []string{"2 name_missing"}},
		{"name with two bars", lines("units:", "  gio: giờ | hours | h"), []string{"2 bad_text"}},
		{"name with an escape", lines("units:", `  gio: "gi\u0301o | hours"`), []string{"2 bad_text"}},
		{"list instead of mapping", lines("units:", "  - gio"), []string{"2 want_map"}},
		{"number with dots", lines("kinds:", "  x:", "    name: x | x", "    measures:", "      times:", "      person_turns: {max: 1.000}"), []string{"2 kind_unused", "6 want_number"}},
		{"yes", lines("units:", "  gio:", "    name: giờ | hours", "    money: yes"), []string{"4 want_yes_no"}},
		{"impossible day", lines("campaigns:", "  x:", "    name: x | x", "    from: 2025-02-29", "    to: 2025-03-01", "    source: x"), []string{"4 want_day"}},
		{"days turned round", lines("campaigns:", "  x:", "    name: x | x", "    from: 2025-03-02", "    to: 2025-03-01", "    source: x"), []string{"5 day_order"}},
		{"campaign without source", lines("campaigns:", "  x:", "    name: x | x", "    from: 2025-02-28", "    to: 2025-03-01"), []string{"2 missing"}},
		{"two documents", lines("units:", "  gio: giờ | hours", "---", "units:"), []string{"1 many_documents"}},
		{"alias", lines("units:", "  gio: &a giờ | hours", "  phut: *a"), []string{"2 alias", "3 alias"}},
		{"tag", lines("units:", "  gio: !!binary Z2nhu50="), []string{"2 english_missing", "2 tag"}},
		{"broken", lines("units:", "  gio: [giờ"), []string{"2 bad_yaml"}},
		{"empty", lines("# chưa có gì"), []string{"1 empty_file"}},
		{"tab", "units:\n\tgio: giờ | hours\n", []string{"2 tab"}},
		{"decomposed letters", lines("units:", "  gio: gio\u031b\u0300 | hours"), []string{"2 bad_text", "2 not_nfc"}},
		{"zero width space", lines("units:", "  gio: gi\u200bờ | hours"), []string{"2 bad_text", "2 bad_character"}},
		{"lost letter", lines("units:", "  gio: gi\ufffd | hours"), []string{"2 bad_text", "2 bad_character"}},
		{"Windows-1258", "units:\n  gio: gi\xf5 | hours\n", []string{"2 not_utf8"}},
		{"UTF-16", "\xff\xfeu\x00n\x00", []string{"1 not_utf8"}},
		{"too large", strings.Repeat("# dài\n", MaxFileBytes/6), []string{"0 file_too_large"}},
		{"nesting bomb", "units: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), []string{"1 want_map", "1 too_deep"}},
		{"nesting beyond the parser", strings.Repeat("[", 20000), []string{"1 bad_yaml"}},
	})
}

func TestMarkOfNotepadAndItsLineEndsAreAccepted(t *testing.T) {
	if got := findingsOf(t, "\xef\xbb\xbfunits:\r\n  gio: giờ | hours\r\n"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestKindsThatAreRefused(t *testing.T) {
	kind := func(l ...string) string {
		return lines("indicators:", "  office.x:", "    name: thử | test", "    group: line", "    from: x", "    measures: [times]",
			"kinds:", "  x:", "    name: thử | test", "    "+strings.Join(l, "\n    "))
	}
	runRefusals(t, []refusal{
		{"no measures", kind("release: public"), []string{"8 no_measures"}},
		{"unknown measure", kind("measures:", "  timess:"), []string{"11 unknown_measure"}},
		{"unknown unit", kind("measures:", "  hours: {name: giờ | hours, unit: gio}"), []string{"11 unknown_unit"}},
		{"own measure without unit", kind("measures:", "  hours: {name: giờ | hours}"), []string{"11 missing"}},
		{"other unit of a known measure", kind("measures:", "  times:", "  length_m: {unit: kg}"), []string{"12 unit_mismatch"}},
		{"route down", kind("measures:", "  times:", "route: [3, 2]"), []string{"12 route_order"}},
		{"route twice", kind("measures:", "  times:", "route: [2, 2]"), []string{"12 listed_twice"}},
		{"route to level 5", kind("measures:", "  times:", "route: [2, 5]"), []string{"12 route_order"}},
		{"route to level 0", kind("measures:", "  times:", "route: 0"), []string{"12 route_order"}},
		{"unknown dimension", kind("measures:", "  times:", "dims: [forms]"), []string{"12 unknown_dimension"}},
		{"dimension twice", kind("measures:", "  times:", "dims: [way, way!]"), []string{"12 redefined"}},
		{"default not in the list", kind("measures:", "  times:", "dims: [way=plane]"), []string{"12 unknown_value"}},
		{"default unknown", kind("measures:", "  times:", "dims: [way=unknown]"), []string{"12 bad_default"}},
		{"unknown evidence", kind("measures:", "  times:", "evidence: [foto]"), []string{"12 unknown_word"}},
		{"unknown body type", kind("measures:", "  times:", "bodies: [army]"), []string{"12 unknown_body_type"}},
		{"unknown role", kind("measures:", "  times:", "roles: [fast]"), []string{"12 unknown_choice"}},
		{"unknown place level", kind("measures:", "  times:", "min_place: house"), []string{"12 unknown_choice"}},
		{"parts only without a dimension", kind("measures:", "  times:", "  quantity: {parts_only: true}"), []string{"12 parts_only"}},
		{"breakdown by a reference", kind("measures:", "  times:", "  person_turns: {by: marker}"), []string{"12 values_of_reference"}},
		{"count outside a register", kind("measures:", "  person_turns: {count: true}"), []string{"11 counting_conflict"}},
	})
}

func TestExtensionsThatAreRefused(t *testing.T) {
	runRefusals(t, []refusal{
		{"unknown kind", lines("extend:", "  kinds:", "    petrol:", "      measures:", "        times:"), []string{"3 unknown_kind"}},
		{"measure there already", lines("extend:", "  kinds:", "    patrol:", "      measures:", "        walked_m:"), []string{"5 redefined"}},
		{"required measure", lines("extend:", "  kinds:", "    patrol:", "      measures:", "        area_m2!:"), []string{"5 required_in_extension"}},
		{"required dimension", lines("extend:", "  kinds:", "    patrol:", "      dims: [hazard!]"), []string{"4 required_in_extension"}},
		{"another route", lines("extend:", "  kinds:", "    patrol:", "      route: [2]"), []string{"4 unknown_key"}},
		{"unknown dimension", lines("extend:", "  dimensions:", "    weather:", "      values:", "        x: x | x"), []string{"3 unknown_dimension"}},
		{"value there already", lines("extend:", "  dimensions:", "    way:", "      values:", "        foot: chạy | running"), []string{"5 redefined"}},
		{"value of a reference", lines("extend:", "  dimensions:", "    marker:", "      values:", "        x: x | x"), []string{"5 values_of_reference"}},
		{"retired value used again", lines("dimensions:", "  gear:", "    name: đồ dùng | gear", "    values:", "      old: cũ | old",
			"      new: mới | new", "    retired: {old: 2025-01-01}",
			"extend:", "  kinds:", "    patrol:", "      dims: [gear]",
			"  dimensions:", "    gear:", "      values:", "        old: cổ | ancient"), []string{"15 value_retired"}},
		{"retired value as default", lines("extend:", "  dimensions:", "    way:", "      retired: {boat: 2025-01-01}",
			"  kinds:", "    trail_clearing:", "      dims: [way=boat]"), []string{"7 bad_default"}},
		{"other retired", lines("dimensions:", "  gear:", "    name: đồ dùng | gear", "    values:", "      other: khác nữa | something else",
			"    retired: {other: 2025-01-01}", "extend:", "  kinds:", "    patrol:", "      dims: [gear]"), []string{"6 bad_default"}},
		{"section that cannot be extended", lines("extend:", "  units:", "    times: {}"), []string{"2 unknown_section"}},
		{"class of an unknown value", lines("extend:", "  dimensions:", "    incident_kind:", "      classes: {crime: [smugling]}"), []string{"4 unknown_value"}},
	})
}

func TestDimensionsThatAreRefused(t *testing.T) {
	use := []string{"extend:", "  kinds:", "    patrol:", "      dims: [gear]"}
	dim := func(l ...string) string {
		return lines(append(slices.Clone(use), "dimensions:", "  gear:", "    name: đồ dùng | gear", "    "+strings.Join(l, "\n    "))...)
	}
	runRefusals(t, []refusal{
		{"no values", dim("multi: false"), []string{"6 no_values"}},
		{"reference with values", dim("ref: place", "values:", "  a: a | a"), []string{"10 values_of_reference"}},
		{"unknown reference", dim("ref: person"), []string{"8 unknown_choice"}},
		{"several values, disjoint parts", dim("multi: true", "parts: disjoint", "values:", "  a: a | a"), []string{"9 parts_conflict"}},
		{"class that is no value", dim("class_dim: incident_class", "values:", "  a: a | a", "classes: {sin: [a]}"), []string{"6 unknown_value"}},
		{"class without a dimension", dim("values:", "  a: a | a", "classes: {crime: [a]}"), []string{"6 missing"}},
		{"unit that is none", dim("values:", "  a: a | a", "units: {a: handful}"), []string{"10 unknown_unit"}},
		{"retired without a day", dim("values:", "  a: a | a", "retired: {a: now}"), []string{"10 want_day"}},
	})
}

func TestNormsThatAreRefused(t *testing.T) {
	norm := func(l ...string) string {
		return lines("norms:", "  x:", "    name: thử | test", "    from: 2024-01-01", "    source: x", "    "+strings.Join(l, "\n    "))
	}
	runRefusals(t, []refusal{
		{"rate zero", norm("kind: patrol", "measure: person_turns", "rate: 0"), []string{"8 bad_norm"}},
		{"on the counting measure", norm("kind: patrol", "measure: times", "rate: 5"), []string{"7 bad_norm"}},
		{"unknown kind", norm("kind: petrol", "measure: person_turns", "rate: 5"), []string{"6 unknown_kind"}},
		{"two values", norm("kind: patrol", "measure: person_turns", "rate: 5", "where: {patrol_form: [bilateral, own_regular]}"), []string{"9 bad_norm"}},
	})
}

func TestAllErrorsOfAllFilesAreListed(t *testing.T) {
	_, problems := Compile(append(Base(),
		File{"b.yaml", []byte("units:\n  Gio: x\n  phut: y\n")},
		File{"a.yaml", []byte("kinds:\n  x:\n    name: x\n    measures:\n      foo:\n")},
		File{"c.yaml", []byte("indicators:\n  y:\n    name: y | y\n    group: line\n    from: defined_in_d\n    measures: [times]\n")},
		File{"d.yaml", []byte("kinds:\n  defined_in_d: [\n")},
	))
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%s:%d %s", p.File, p.Line, p.Code))
	}
	want := []string{
		"a.yaml:3 english_missing", "a.yaml:5 unknown_measure", "b.yaml:2 bad_id", "b.yaml:3 english_missing", "d.yaml:3 bad_yaml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestSetsOfFilesThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		files []File
		want  string
	}{
		{[]File{{"a.yaml", []byte("units:\n")}, {"a.yaml", []byte("units:\n")}}, CodeFileTwice},
		{[]File{{"", []byte("units:\n")}}, CodeBadFileName},
		{[]File{{"c:\\a.yaml", []byte("units:\n")}}, CodeBadFileName},
		{make([]File, MaxFiles+1), CodeTooManyFiles},
	} {
		_, problems := Compile(c.files)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == c.want && p.Severity == Error }) {
			t.Errorf("%s not reported: %v", c.want, problems)
		}
	}
}

func TestSentencesSayWhatToDo(t *testing.T) {
	_, problems := Compile(append(Base(), File{"thu.yaml", []byte(indicator("form: patrol", "measures: [times]"))}))
	if len(problems) == 0 || !strings.Contains(problems[0].VI, "Có phải ý bạn là “from”?") {
		t.Errorf("no proposal: %v", problems)
	}
}
