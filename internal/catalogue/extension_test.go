package catalogue

import (
	"slices"
	"strings"
	"testing"
)

// officeFile is what the border post of scenario S12 writes, and a kind of its
// own with everything an extension may bring.
const officeFile = `
# Đồn theo dõi thêm thư chuyển cơ quan khác.
units:
  hours: giờ công | working hours
body_types:
  health_station:
    name: trạm y tế xã | commune health station
    level: 2
    tree: government
dimensions:
  road_kind:
    name: loại đường | kind of road
    values:
      village: đường xóm | village road
      field: đường ra ruộng | field road
kinds:
  road_work:
    name: làm đường liên xóm | road work between hamlets
    measures:
      sessions:
      person_turns: {max: 300}
      work_hours: {name: số giờ công | working hours, unit: hours}
    dims: [road_kind!]
    bodies: [team, health_station]
    evidence: [photo]
extend:
  kinds:
    contact:
      measures:
        letters_passed_on: {name: thư chuyển cơ quan khác | letters passed on to other bodies, unit: letters}
  dimensions:
    contact_channel:
      values:
        radio: bộ đàm | radio
indicators:
  contact.letters_passed_on:
    name: thư đã chuyển cơ quan khác | letters passed on to other bodies
    group: neighbour
    from: contact
    measures: [letters_passed_on]
    splits: [contact_channel]
  road_work:
    name: làm đường liên xóm | road work between hamlets
    group: movement
    from: road_work
    measures: [person_turns, work_hours]
    splits: [road_kind]
`

func TestOfficeExtendsWithoutCode(t *testing.T) {
	cat, problems := Compile(append(Base(), File{"don-bien-phong.yaml", []byte(officeFile)}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m, ok := cat.IndicatorMeasure("contact.letters_passed_on", "letters_passed_on")
	if !ok || m.Type != Sum || m.Unit != "letters" || m.Name.EN != "letters passed on to other bodies" {
		t.Errorf("measure %+v", m)
	}
	e := EntryShape{
		Kind: "contact", Day: "2026-03-31", Dims: map[string][]string{"contact_channel": {"radio"}},
		Measures: map[string]ValueShape{"contacts": n(31), "letters_passed_on": n(120)},
	}
	if found := cat.CheckEntry(e); len(found) > 0 {
		t.Errorf("entry refused: %v", found)
	}
	road := cat.Kinds["road_work"]
	if road.Counting.ID != "sessions" || !slices.Equal(road.Route, []int{2}) || !slices.Contains(road.Bodies, "health_station") {
		t.Errorf("kind %+v", road)
	}
	if s, _ := cat.Explain("road_work", "vi"); !strings.Contains(s, "số giờ công") {
		t.Errorf("explained as %q", s)
	}
	if cat.KindOrder[0] == "road_work" || !slices.Contains(cat.KindOrder, "road_work") {
		t.Errorf("order %v", cat.KindOrder)
	}
}

func TestAddedValuesStandBeforeOtherAndUnknown(t *testing.T) {
	cat, _ := Compile(append(Base(), File{"a.yaml", []byte(officeFile)}))
	var got []string
	for _, v := range cat.Dimensions["contact_channel"].Values {
		got = append(got, v.ID)
	}
	if want := []string{"hotline", "letter", "meeting", "radio", "other", "unknown"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestClashNamesTheFirstDefinition(t *testing.T) {
	_, problems := Compile(append(Base(), File{"a.yaml", []byte("units:\n  letters: thư từ | letters\n")}))
	if len(problems) != 1 || problems[0].File != "a.yaml" || !strings.Contains(problems[0].VI, "base/00-words.yaml:") {
		t.Errorf("got %v", problems)
	}
}

func TestNewVersionKeepsWhatEntriesReferTo(t *testing.T) {
	compile := func(content string) *Catalogue {
		cat, problems := Compile(append(Base(), File{"a.yaml", []byte(content)}))
		if cat == nil {
			t.Fatal(problems)
		}
		return cat
	}
	old := compile(officeFile)
	if p := CheckUpgrade(base(t), old); len(p) > 0 {
		t.Errorf("an extension is no break: %v", p)
	}
	retired := strings.Replace(officeFile, "field: đường ra ruộng | field road\n", "field: đường ra ruộng | field road\n    retired: {field: 2026-01-01}\n", 1)
	for _, c := range []struct {
		name string
		old  *Catalogue
		next string
		want []string
	}{
		{"file gone", old, "# trống\n", []string{
			"dimensions/contact_channel/radio removed", "dimensions/road_kind removed", "kinds/contact/letters_passed_on removed",
			"kinds/road_work removed", "units/hours removed", "body_types/health_station removed",
			"indicators/contact.letters_passed_on removed", "indicators/road_work removed"}},
		{"value revived", compile(retired), officeFile, []string{"dimensions/road_kind/field revived"}},
		{"value retired", old, retired, nil},
		{"unit changed", old, strings.Replace(officeFile, "unit: hours}", "unit: km}", 1), []string{"kinds/road_work/work_hours changed"}},
		{"newly required", old, strings.Replace(officeFile, "person_turns: {max", "person_turns!: {max", 1), []string{"kinds/road_work/person_turns required_new"}},
		{"counting changed", old, strings.Replace(officeFile, "      sessions:\n      person", "      occasions:\n      sessions:\n      person", 1), []string{"kinds/road_work changed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range CheckUpgrade(c.old, compile(c.next)) {
				got = append(got, p.File+" "+p.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
