package catalogue

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// n is an exact counted value.
func n(v int64) ValueShape { return ValueShape{V: &v, Basis: BasisCounted} }

func num(v int64) *int64 { return &v }

// patrolEntry is a patrol without fault, to be spoilt by a case.
func patrolEntry() EntryShape {
	return EntryShape{
		Kind: "patrol", Day: "2024-03-03", PlaceLevel: "hamlet",
		Dims:     map[string][]string{"patrol_form": {"bilateral"}, "way": {"foot"}},
		Measures: map[string]ValueShape{"times": n(1), "person_turns": n(40), "walked_m": n(12000)},
		Parts: []PartShape{
			{Measure: "person_turns", Dims: map[string]string{"side": "ours"}, Value: n(20)},
			{Measure: "person_turns", Dims: map[string]string{"side": "theirs"}, Value: n(20)},
		},
		Bodies: []BodyShape{{Type: "post", Measures: map[string]ValueShape{"person_turns": n(20)}}},
	}
}

// fieldCodes are findings as "field code"; sentences must be filled.
func fieldCodes(t *testing.T, found []FieldProblem) []string {
	t.Helper()
	out := []string{}
	for _, p := range found {
		if p.VI == "" || p.EN == "" || slices.Contains([]rune(p.VI+p.EN), '{') {
			t.Errorf("%s %s: sentence %q / %q", p.Field, p.Code, p.VI, p.EN)
		}
		out = append(out, p.Field+" "+p.Code)
	}
	return out
}

func TestCheckEntry(t *testing.T) {
	cat := base(t)
	for _, c := range []struct {
		name  string
		spoil func(*EntryShape)
		want  []string
	}{
		{"nothing wrong", func(e *EntryShape) {}, nil},
		{"unknown kind", func(e *EntryShape) { e.Kind = "petrol" }, []string{"kind unknown_kind"}},
		{"register", func(e *EntryShape) { e.Kind = "team" }, []string{"kind register_kind"}},
		{"unknown dimension", func(e *EntryShape) { e.Dims["audience"] = []string{"pupils"} }, []string{"dims.audience unknown_dimension"}},
		{"unknown value", func(e *EntryShape) { e.Dims["way"] = []string{"plane"} }, []string{"dims.way unknown_value"}},
		{"two values", func(e *EntryShape) { e.Dims["way"] = []string{"foot", "boat"} }, []string{"dims.way one_value_only"}},
		{"a value twice", func(e *EntryShape) { e.Dims["way"] = []string{"foot", "foot"} }, []string{"dims.way one_value_only", "dims.way listed_twice"}},
		{"required dimension missing", func(e *EntryShape) { delete(e.Dims, "patrol_form") }, []string{"dims.patrol_form required"}},
		{"required dimension empty", func(e *EntryShape) { e.Dims["patrol_form"] = nil }, []string{"dims.patrol_form required"}},
		{"other without note", func(e *EntryShape) { e.Dims["way"] = []string{"other"} }, []string{"dims.way other_needs_note"}},
		{"other with note", func(e *EntryShape) { e.Dims["way"], e.HasNote = []string{"other"}, true }, nil},
		{"unknown in an entry", func(e *EntryShape) { e.Dims["way"] = []string{"unknown"} }, []string{"dims.way unknown_in_entry"}},
		{"unknown in an import", func(e *EntryShape) { e.Dims["way"], e.Import = []string{"unknown"}, true }, nil},
		{"unknown measure", func(e *EntryShape) { e.Measures["turns"] = n(1) }, []string{"measures.turns unknown_measure"}},
		{"required measure missing", func(e *EntryShape) { delete(e.Measures, "person_turns"); e.Parts = nil }, []string{"measures.person_turns required"}},
		{"done but not counted", func(e *EntryShape) { e.Measures["person_turns"] = ValueShape{Q: QUncounted} }, nil},
		{"negative", func(e *EntryShape) { e.Measures["walked_m"] = n(-1) }, []string{"measures.walked_m negative"}},
		{"too large", func(e *EntryShape) { e.Measures["walked_m"] = n(MaxInteger + 1) }, []string{"measures.walked_m too_large"}},
		{"zero times", func(e *EntryShape) { e.Measures["times"] = n(0) }, []string{"measures.times zero_count"}},
		{"no basis", func(e *EntryShape) { e.Measures["walked_m"] = ValueShape{V: num(5)} }, []string{"measures.walked_m bad_basis"}},
		{"unknown basis", func(e *EntryShape) { e.Measures["walked_m"] = ValueShape{V: num(5), Basis: "felt"} }, []string{"measures.walked_m bad_basis"}},
		{"unknown qualifier", func(e *EntryShape) { e.Measures["walked_m"] = ValueShape{V: num(5), Q: "maybe", Basis: "counted"} }, []string{"measures.walked_m bad_qualifier"}},
		{"exact without number", func(e *EntryShape) { e.Measures["walked_m"] = ValueShape{Basis: "counted"} }, []string{"measures.walked_m bad_bounds"}},
		{"range", func(e *EntryShape) {
			e.Measures["walked_m"] = ValueShape{Lo: num(5), Hi: num(9), Q: QRange, Basis: "estimated"}
		}, nil},
		{"range turned round", func(e *EntryShape) {
			e.Measures["walked_m"] = ValueShape{Lo: num(9), Hi: num(5), Q: QRange, Basis: "estimated"}
		}, []string{"measures.walked_m bad_bounds"}},
		{"norm", func(e *EntryShape) {
			e.Measures["person_turns"] = ValueShape{V: num(40), Basis: BasisNorm, N: 8, Rate: 5}
		}, nil},
		{"norm of a fraction", func(e *EntryShape) {
			e.Measures["walked_m"] = ValueShape{V: num(375), Basis: BasisNorm, N: 10, Rate: 75, Per: 2}
		}, nil},
		{"norm that does not multiply", func(e *EntryShape) {
			e.Measures["person_turns"] = ValueShape{V: num(41), Basis: BasisNorm, N: 8, Rate: 5}
		}, []string{"measures.person_turns norm_mismatch"}},
		{"norm without a rate", func(e *EntryShape) { e.Measures["person_turns"] = ValueShape{V: num(40), Basis: BasisNorm} }, []string{"measures.person_turns norm_mismatch"}},
		{"part of an unknown measure", func(e *EntryShape) { e.Parts[0].Measure = "turns" }, []string{"parts.0 unknown_measure"}},
		{"part by a foreign dimension", func(e *EntryShape) { e.Parts[0].Dims = map[string]string{"way": "foot"} }, []string{"parts.0 bad_part"}},
		{"part without a dimension", func(e *EntryShape) { e.Parts[0].Dims = nil }, []string{"parts.0 bad_part"}},
		{"part of an unknown value", func(e *EntryShape) { e.Parts[0].Dims = map[string]string{"side": "up"} }, []string{"parts.0 unknown_value"}},
		{"part twice", func(e *EntryShape) { e.Parts[1] = e.Parts[0] }, []string{"parts.1 listed_twice"}},
		{"measure of a body unknown", func(e *EntryShape) { e.Bodies[0].Measures["turns"] = n(1) }, []string{"bodies.0.turns unknown_measure"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := patrolEntry()
			c.spoil(&e)
			if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTipHasNoHamlet(t *testing.T) {
	e := EntryShape{Kind: "tip", Day: "2023-11-15", PlaceLevel: "hamlet", Dims: map[string][]string{"tip_channel": {"phone"}, "assessed": {"valuable"}}}
	cat := base(t)
	if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, []string{"place_id place_too_small"}) {
		t.Errorf("got %q", got)
	}
	e.PlaceLevel = "commune"
	if got := cat.CheckEntry(e); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestIncidentKindAndClassMustAgree(t *testing.T) {
	cat := base(t)
	e := EntryShape{Kind: "incident", Day: "2024-01-01", Dims: map[string][]string{"incident_class": {"crime"}, "incident_kind": {"marker_damage"}}}
	if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, []string{"dims.incident_class class_mismatch"}) {
		t.Errorf("got %q", got)
	}
	dim, class, ok := cat.ClassOf("incident_kind", "marker_damage")
	if !ok || dim != "incident_class" || class != "agreement_violation" {
		t.Errorf("ClassOf = %s %s %v", dim, class, ok)
	}
	e.Dims[dim] = []string{class}
	if got := cat.CheckEntry(e); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestRetiredValueStaysInOlderEntries(t *testing.T) {
	cat, problems := Compile(append(Base(), File{"office.yaml", []byte("extend:\n  dimensions:\n    way:\n      retired: {boat: 2025-07-01}\n")}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for day, want := range map[string][]string{"2025-06-30": {}, "2025-07-01": {"dims.way retired_value"}} {
		e := patrolEntry()
		e.Day, e.Dims["way"] = day, []string{"boat"}
		if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
}

func TestGiftOfThingsHasNoTotalAndOneWayToNameItsRecipient(t *testing.T) {
	cat := base(t)
	e := EntryShape{
		Kind: "gift", Day: "2024-03-03", Dims: map[string][]string{"gift_recipient": {"pupils"}},
		Measures: map[string]ValueShape{"quantity": n(480)},
		Parts: []PartShape{
			{Measure: "quantity", Dims: map[string]string{"gift_item": "flag"}, Value: n(400)},
			{Measure: "packages", Dims: map[string]string{"gift_recipient": "pupils"}, Value: n(25)},
		},
	}
	want := []string{"measures.quantity parts_only", "parts.1 dim_and_parts"}
	if got := fieldCodes(t, cat.CheckEntry(e)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMissingEvidenceNamesOnlyTheRequired(t *testing.T) {
	cat := base(t)
	if got := cat.Kinds["award"].MissingEvidence([]string{"photo"}, nil); !slices.Equal(got, []string{"decision"}) {
		t.Errorf("got %v", got)
	}
	// A proposal has no decision yet; what is decided has.
	for state, want := range map[string]int{"proposed": 0, "decided": 1} {
		if got := cat.Kinds["award"].MissingEvidence(nil, map[string][]string{"award_state": {state}}); len(got) != want {
			t.Errorf("an award that is %s misses %v", state, got)
		}
	}
	if got := cat.Kinds["patrol"].MissingEvidence(nil, nil); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func TestEveryShapeOfEntryGetsTheSameAnswerTwice(t *testing.T) {
	cat := base(t)
	words := append(ids(cat.Dimensions), "times", "person_turns", "own_regular", "other", "unknown", "", "x")
	word := rapid.SampledFrom(words)
	value := rapid.Custom(func(r *rapid.T) ValueShape {
		p := rapid.Ptr(rapid.Int64(), true)
		return ValueShape{V: p.Draw(r, "v"), Lo: p.Draw(r, "lo"), Hi: p.Draw(r, "hi"),
			Q:     rapid.SampledFrom([]string{"", QExact, QRange, QOrder, QAbout, "x"}).Draw(r, "q"),
			Basis: rapid.SampledFrom([]string{BasisNorm, BasisCounted, ""}).Draw(r, "basis"),
			N:     rapid.Int64().Draw(r, "n"), Rate: rapid.Int64().Draw(r, "rate"), Per: rapid.Int64().Draw(r, "per")}
	})
	rapid.Check(t, func(r *rapid.T) {
		e := EntryShape{
			Kind:     rapid.SampledFrom(cat.KindOrder).Draw(r, "kind"),
			Dims:     rapid.MapOfN(word, rapid.SliceOfN(word, 0, 3), 0, 4).Draw(r, "dims"),
			Measures: rapid.MapOfN(word, value, 0, 4).Draw(r, "measures"),
			Parts: rapid.SliceOfN(rapid.Custom(func(r *rapid.T) PartShape {
				return PartShape{Measure: word.Draw(r, "m"), Dims: rapid.MapOfN(word, word, 0, 2).Draw(r, "d"), Value: value.Draw(r, "v")}
			}), 0, 3).Draw(r, "parts"),
		}
		if !reflect.DeepEqual(cat.CheckEntry(e), cat.CheckEntry(e)) || !reflect.DeepEqual(cat.EntryWarnings(e), cat.EntryWarnings(e)) {
			r.Fatal("two answers")
		}
	})
}
